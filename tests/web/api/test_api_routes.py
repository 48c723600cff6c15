"""/api/v1: what each route gives is the JSON of the library, word for word; errors are problems."""

import json
import shutil
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import TypeAdapter

from bot.answers import AnswerLibrary
from bot.reply.doctors import doctors_on
from bot.reply.reply import reply_to
from bot.show.export import doctors_json, found_json, page_json, reply_json
from bot.show.wording import OLDER, SIGNS_ALONE
from bot.web.api import routes as api_routes
from bot.web.api import shapes
from bot.web.api.access import Access
from bot.web.api.keys import ApiKeys
from bot.web.api.paging import LONGEST
from bot.web.api.routes import MOST_QUOTES
from bot.web.api.scopes import Opening
from bot.web.open_paths import MOST_A_MINUTE
from bot.web.problems import CALL, PROBLEM
from index.errors import PartSilent
from index.library.build import build
from index.library.generation import STORE
from index.library.open import Library
from index.library.remove import remove
from index.storage.current import current_generation
from tests.conftest import SEEDS
from tests.web.api.conftest import program, with_key
from tests.words_encoder import WordsEncoder

QUESTION = "Can I exercise after Botox?"
CRISIS = "I want to kill myself"
EMERGENCY = "I cannot breathe since my botox"
PAGE = "003_13a95f21a5b80d88"
HOSTILE = [
    "' OR 1=1 --", "../../etc/passwd", "\u202egnp", "<script>alert(1)</script>", "\x00", "\ud800",
    "{{7*7}}", "%s%n", "a" * 10_000, '"', "(((((", "and or not", "botox not", "🙂" * 500,
]  # fmt: skip


def through_json(value: object) -> Any:
    return json.loads(json.dumps(value))


def is_problem(response: Response, status: int) -> bool:
    told = response.json()
    assert response.headers["content-type"] == PROBLEM, response.text
    assert list(told) == ["type", "title", "status", "detail"]
    assert told["detail"]
    return (response.status_code, told["status"]) == (status, status)


def path_of(kind: str, id: str) -> str:
    return f"/api/v1/{kind}/{quote(id, safe='')}"


# Asking.


@pytest.mark.smoke
@pytest.mark.parametrize("question", [QUESTION, "botx and massage?", EMERGENCY, CRISIS, "thanks!"])
def test_a_reply_is_the_one_that_the_command_prints(
    question: str, client: TestClient, library: Library
) -> None:
    found = client.post("/api/v1/ask", json={"question": question, "k": 3}).json()
    reply = reply_to(question, library, WordsEncoder(), 3)
    assert found == {**through_json(reply_json(reply)), "warning": None}


def test_alerts_come_first_and_answers_are_marked_as_held_back(client: TestClient) -> None:
    found = client.post("/api/v1/ask", json={"question": EMERGENCY}).json()
    assert next(iter(found)) == "alerts"
    assert found["alerts"][0]["level"] == "emergency"
    assert found["held_back"] is True


def test_a_crisis_gets_the_help_and_nothing_else(client: TestClient) -> None:
    found = client.post("/api/v1/ask", json={"question": CRISIS}).json()
    assert found["alerts"][0]["level"] == "crisis"
    assert (found["held_back"], found["answers"], found["parts"]) == (True, [], [])


def test_a_question_may_refer_to_the_one_before(client: TestClient) -> None:
    asked = {"question": "And what about massage?", "after": QUESTION}
    assert client.post("/api/v1/ask", json=asked).json()["parts"][0]["carried"] is not None


# Looking up.


def test_an_answer_and_its_page_are_found_by_their_ids(
    client: TestClient, library: Library
) -> None:
    page = client.get(path_of("pages", PAGE)).json()
    text = {"text": library.page(PAGE).text, "warning": None}
    assert page == {**through_json(page_json(library.page(PAGE))), **text}
    for answer in page["answers"]:
        assert page["text"][answer["start"] : answer["end"]] == answer["body"]
        found = client.get(path_of("answers", answer["id"])).json()
        expected = through_json(found_json(library.answer(answer["id"])))
        assert found == {**expected, "warning": None}
        assert found["seal"] == library.seals([answer["id"]])[answer["id"]]
        assert found["page"]["notice"] == page["notice"]


@pytest.mark.parametrize("id", ["nobody#1", f"{PAGE}#99", PAGE, *HOSTILE[:5], "a/b#1", "a\nb#1"])
def test_an_answer_that_is_not_here_is_a_problem(id: str, client: TestClient) -> None:
    assert is_problem(client.get(path_of("answers", id)), 404)


def test_a_page_may_be_called_anything(tmp_path: Path) -> None:
    name = "who: me?\n#1 50%"
    (tmp_path / f"{name}.txt").write_bytes((SEEDS / f"{PAGE}.txt").read_bytes())
    build(tmp_path / "library", [tmp_path / f"{name}.txt"], WordsEncoder())
    with with_key(tmp_path / "library", tmp_path) as client:
        (page,) = [one.id for one in Library.open(tmp_path / "library").pages()]
        assert client.get(path_of("pages", page)).json()["id"] == page
        assert client.get(path_of("answers", f"{page}#2")).json()["id"] == f"{page}#2"


# What is known already.


@pytest.mark.parametrize(
    "path", [path_of("pages", PAGE), path_of("answers", f"{PAGE}#1"), "/api/v1/doctors?topic=botox"]
)
def test_what_is_known_is_not_sent_again_until_the_library_changes(
    path: str, library_copy: Path
) -> None:
    with with_key(library_copy, library_copy.parent) as client:
        tag = client.get(path).headers["etag"]
        for known in (tag, f'W/{tag}, "x"', f'"x", {tag}'):
            again = client.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200
        remove(library_copy, WordsEncoder(), answers=[f"{PAGE}#8"])
        again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert again.headers["etag"] != tag
        assert f"{PAGE}#8" not in again.text


def test_what_was_removed_is_gone_though_it_is_known(library_copy: Path) -> None:
    with program(library_copy) as client:
        tag = client.get(path_of("answers", f"{PAGE}#8")).headers["etag"]
        remove(library_copy, WordsEncoder(), answers=[f"{PAGE}#8"])
        for known in ({}, {"If-None-Match": tag}):
            assert is_problem(client.get(path_of("answers", f"{PAGE}#8"), headers=known), 404)


# Doctors.


def paged(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    """Every page of a list."""
    pages: list[dict[str, Any]] = []
    while not pages or pages[-1]["next"] is not None:
        cursor = {"cursor": pages[-1]["next"]} if pages else {}
        pages.append(client.get("/api/v1/doctors", params={**asked, **cursor}).json())
    return pages


@pytest.mark.parametrize("topic", [None, "botox", '"facial exercise" or massage'])
def test_all_pages_together_are_the_list(
    topic: str | None, client: TestClient, library: Library
) -> None:
    asked = {} if topic is None else {"topic": topic}
    whole = through_json(doctors_json(doctors_on(topic, library, WordsEncoder())))
    pages = paged(client, limit=3, **asked)
    assert [row for page in pages for row in page["doctors"]] == whole["doctors"]
    assert len(pages) == -(-len(whole["doctors"]) // 3)
    assert {json.dumps(page["facets"]) for page in pages} == {json.dumps(whole["facets"])}
    assert [page["left_out"] for page in pages][-1] == 0


@pytest.mark.parametrize(
    ("topic", "levels"),
    [("i cant breathe after botox", ["emergency"]), ("trouble breathing after botox", [])],
)
def test_a_topic_that_tells_of_an_emergency_has_alerts(
    topic: str, levels: list[str], client: TestClient
) -> None:
    found = client.get("/api/v1/doctors", params={"topic": topic}).json()
    assert [one["level"] for one in found["alerts"]] == levels
    assert found["doctors"]


def test_filters_and_facets_lead_to_each_other(client: TestClient) -> None:
    found = client.get("/api/v1/doctors").json()
    (facet,) = [one for one in found["facets"] if one["name"] == "specialty"]
    choice = next(one for one in facet["choices"] if one["value"])
    asked = {"specialty": choice["value"], "limit": 100}
    rows = client.get("/api/v1/doctors", params=asked).json()["doctors"]
    answers = [answer for row in rows for answer in row["answers"]]
    assert len(answers) >= choice["answers"] > 0
    assert all(choice["value"] in one["doctor"]["specialty"] for one in answers)


def test_a_cursor_from_before_a_change_is_refused(library_copy: Path) -> None:
    with with_key(library_copy, library_copy.parent) as client:
        cursor = client.get("/api/v1/doctors?limit=1").json()["next"]
        assert client.get("/api/v1/doctors", params={"cursor": cursor}).status_code == 200
        remove(library_copy, WordsEncoder(), answers=[f"{PAGE}#8"])
        assert is_problem(client.get("/api/v1/doctors", params={"cursor": cursor}), 410)
        odd = client.get("/api/v1/doctors", params={"cursor": cursor, "topic": "botox"})
        assert is_problem(odd, 422)


@pytest.mark.parametrize("topic", HOSTILE)
def test_a_hostile_topic_is_only_a_topic(topic: str, client: TestClient) -> None:
    topic = topic.encode("utf-8", "replace").decode()
    found = client.get("/api/v1/doctors", params={"topic": topic[:2000]})
    assert found.status_code == 200
    assert found.json()["topic"] == topic[:2000]


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0}, {"limit": 101}, {"limit": "x"}, {"topic": " "}, {"addressed": "x"},
        {"since": "soon"}, {"named": "perhaps"}, {"cursor": "x"},
    ],
)  # fmt: skip
def test_odd_parameters_are_named_and_not_told_back(
    asked: dict[str, Any], client: TestClient
) -> None:
    response = client.get("/api/v1/doctors", params=asked)
    assert is_problem(response, 422)
    assert "soon" not in response.text
    assert "perhaps" not in response.text
    assert next(iter(asked)) in response.text


# Verifying.


def test_a_reply_is_verified_and_one_letter_more_is_told(client: TestClient) -> None:
    reply = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert client.post("/api/v1/verify", json=reply).json()["verified"] is True
    reply["answers"][0]["body"] += "!"
    found = client.post("/api/v1/verify", json=reply).json()
    assert found["verified"] is False
    (odd,) = [one for one in found["quotes"] if not one["verified"]]
    assert odd["answer"] == reply["answers"][0]["id"]
    assert odd["difference"]["field"] == "words"
    assert odd["difference"]["at"] == len(reply["answers"][0]["body"]) - 1


def test_another_doctors_name_is_told(client: TestClient) -> None:
    found = client.get(path_of("answers", f"{PAGE}#8")).json()
    claim = {"answer": found["id"], "quote": found["body"][:20], "doctor": "Dr. Who"}
    told = client.post("/api/v1/verify", json={"quotes": [claim]}).json()["quotes"][0]
    assert (told["difference"]["claimed"], told["difference"]["printed"]) == (
        "Dr. Who",
        found["doctor"]["name"],
    )


def test_everything_that_the_api_gives_verifies(client: TestClient) -> None:
    for given in (
        client.get(path_of("pages", PAGE)).json(),
        client.get(path_of("answers", f"{PAGE}#8")).json(),
        client.get("/api/v1/doctors?limit=100").json(),
    ):
        found = client.post("/api/v1/verify", json=given).json()
        assert [one for one in found["quotes"] if not one["verified"]] == []
        assert found["quotes"]


def nested(depth: int) -> Any:
    value: Any = {"answer": f"{PAGE}#8", "quote": "x"}
    for _ in range(depth):
        value = {"quotes": [value]}
    return value


@pytest.mark.parametrize(
    "document",
    [
        {}, {"quotes": []}, {"quotes": 1}, nested(200),
        {"quotes": [{"answer": f"{PAGE}#8", "quote": "By one week no"}], "more": nested(20)},
    ],
)  # fmt: skip
def test_a_document_without_quotes_or_with_some_too_deep_is_a_problem(
    document: Any, client: TestClient
) -> None:
    assert is_problem(client.post("/api/v1/verify", json=document), 422)


@pytest.mark.parametrize(
    "document",
    [{"quote": "x"}, {"answer": 1, "quote": "x"}, {"answer": {"id": "a"}, "quote": "x"}],
)
def test_words_that_name_no_answer_are_not_verified(document: Any, client: TestClient) -> None:
    found = client.post("/api/v1/verify", json=document).json()
    assert (found["verified"], len(found["quotes"])) == (False, 1)


@pytest.mark.parametrize(
    "claim",
    [
        {"answer": "a#1", "words": "x", "start": "0", "end": None},
        {"answer": f"{PAGE}#8", "words": "x", "start": 10**30, "end": -1},
        {"answer": f"{PAGE}#8", "quote": "", "start": 0, "end": 0},
        {"answer": f"{PAGE}#8", "quote": "By one", "headline": [[[{"a": []}]]], "page_x": {}},
        {"answer": "\ud800", "quote": "\ud800"},
    ],
)
def test_an_odd_claim_is_not_verified(claim: Any, client: TestClient) -> None:
    found = client.post("/api/v1/verify", content=json.dumps(claim), headers=JSON)
    assert found.json()["verified"] is False


def test_more_quotes_than_are_verified_at_once_are_a_problem(client: TestClient) -> None:
    quotes = [{"answer": "nobody#1", "quote": "x"}] * (MOST_QUOTES + 1)
    assert is_problem(client.post("/api/v1/verify", json={"quotes": quotes}), 413)
    told = client.post("/api/v1/verify", json={"quotes": quotes[1:]}).json()
    assert len(told["quotes"]) == MOST_QUOTES


JSON = {"Content-Type": "application/json"}


# Odd requests.


@pytest.mark.parametrize("odd", [{"k": 0}, {"after": 1}, {"k": "many"}])
def test_a_danger_is_told_whatever_else_is_odd(odd: dict[str, Any], client: TestClient) -> None:
    asked = {"question": "secret: my throat is closing", **odd}
    response = client.post("/api/v1/ask", json=asked)
    told = response.json()
    assert (response.status_code, next(iter(told))) == (422, "alerts")
    (alert,) = told["alerts"]
    assert alert["level"] == "emergency"
    assert "secret" not in response.text
    assert "throat" not in response.text
    setting = {"top_k": 0, "score_threshold": 0}
    asked = {"knowledge_id": "x", "query": "my throat is closing", "retrieval_setting": setting}
    assert client.post("/retrieval", json=asked).json()["alerts"] == [alert]


def test_a_danger_is_told_where_a_list_has_the_question(client: TestClient) -> None:
    told = client.post("/api/v1/ask", json={"question": ["hello", "my throat is closing"]}).json()
    assert (told["status"], told["alerts"][0]["level"]) == (422, "emergency")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"{", 422), (b"[]", 422), (b"null", 422), (b'{"question": NaN}', 422),
        (b'{"question": ""}', 422), (b'{"question": null}', 422), (b'{"question": ["x"]}', 422),
        (b'{"question": "x", "k": 0}', 422), (b'{"question": "x", "k": 1e9}', 422),
        (b'{"question": "x", "after": 1}', 422), (b'{"question": "secret \xff", "k": "y"}', 422),
        (b"[" * 20_000, 422), (b'{"question": "' + b"x" * 40_000 + b'"}', 413),
    ],
)  # fmt: skip
def test_an_odd_question_is_a_problem_that_holds_nothing_of_it(
    body: bytes, status: int, client: TestClient
) -> None:
    response = client.post("/api/v1/ask", content=body, headers=JSON)
    assert is_problem(response, status)
    assert "secret" not in response.text


@pytest.mark.parametrize("body", [b"{", b'{"question": "my throat is closing", "k": NaN}'])
def test_what_nobody_reads_of_is_refused_with_whom_to_call(body: bytes, client: TestClient) -> None:
    response = client.post("/api/v1/ask", content=body, headers=JSON)
    assert response.status_code == 422
    said = response.json()["detail"]
    assert said.endswith("If somebody is in danger, call the emergency number now.")


def test_a_byte_order_mark_before_a_question_is_no_part_of_it(client: TestClient) -> None:
    body = b'\xef\xbb\xbf{"question": "my throat is closing"}'
    response = client.post("/api/v1/ask", content=body, headers=JSON)
    assert response.status_code == 200
    assert [one["level"] for one in response.json()["alerts"]] == ["emergency"]


@pytest.mark.parametrize("question", HOSTILE)
def test_a_hostile_question_is_only_a_question(question: str, client: TestClient) -> None:
    body = json.dumps({"question": question})
    response = client.post("/api/v1/ask", content=body, headers=JSON)
    assert response.status_code == (200 if question.strip() else 422)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/ask", 405), ("POST", "/api/v1/doctors", 405), ("PUT", "/api/v1/ask", 405),
        ("GET", "/api/v1", 404), ("GET", "/api/v1/", 404), ("GET", "/api/v2/ask", 404),
        ("GET", "/api/v1/nothing", 404), ("DELETE", "/mcp", 405), ("GET", "/retrieval", 405),
        ("OPTIONS", "/api/v1/ask", 405),
    ],
)  # fmt: skip
def test_whatever_is_not_there_is_a_problem(
    method: str, path: str, status: int, client: TestClient
) -> None:
    assert is_problem(client.request(method, path), status)


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    sent = '{"question": "botox", "x": "="}'
    response = client.post("/api/v1/ask", content=sent, headers={"Content-Type": "text/plain"})
    assert is_problem(response, 415)


def test_too_many_requests_are_a_problem_and_say_when_to_come_again(library_folder: Path) -> None:
    with program(library_folder, client=("203.0.113.5", 1)) as client:
        for _ in range(MOST_A_MINUTE):
            assert client.post("/api/v1/ask", json={"question": CRISIS}).status_code == 200
        refused = client.post("/api/v1/ask", json={"question": "botox"})
        assert is_problem(refused, 429)
        assert refused.headers["retry-after"] == "60"


@pytest.mark.parametrize("opening", [None, "open"])
def test_who_has_no_key_is_counted_on_this_machine_too(
    opening: Opening | None, library_folder: Path, tmp_path: Path
) -> None:
    keys = ApiKeys(tmp_path)
    with program(library_folder, Access(keys, opening)) as client:
        headers = {"Authorization": "Bearer anything"}
        for n in range(MOST_A_MINUTE):
            sent = headers if n % 2 else {}
            asked = client.post("/api/v1/ask", json={"question": CRISIS}, headers=sent)
            assert asked.status_code == 200
        refused = client.post("/api/v1/ask", json={"question": "botox"})
        assert is_problem(refused, 429)
        assert refused.headers["retry-after"] == "60"
        assert client.post("/signs", json={"question": CRISIS}).status_code == 200
        keyed = {"Authorization": f"Bearer {keys.make('clinic', 'read')}"}
        asked = client.post("/api/v1/ask", json={"question": CRISIS}, headers=keyed)
        assert asked.status_code == 200


@pytest.mark.parametrize("client_at", ["203.0.113.5", "127.0.0.1"])
@pytest.mark.parametrize(("path", "field"), [("/api/v1/ask", "question"), ("/retrieval", "query")])
def test_signs_of_danger_are_told_to_who_asks_too_often(
    client_at: str, path: str, field: str, library_folder: Path, tmp_path: Path
) -> None:
    access = Access(ApiKeys(tmp_path), "open")
    with program(library_folder, access, client=(client_at, 1)) as client:
        for _ in range(MOST_A_MINUTE):
            assert client.post("/api/v1/ask", json={"question": CRISIS}).status_code == 200
        more = {"knowledge_id": "1", "retrieval_setting": {"top_k": 1, "score_threshold": 0}}
        refused = client.post(path, json={field: CRISIS, **more})
        told = refused.json()
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert told["alerts"][0]["level"] == "crisis" and not told["alerts"][0]["told_by"]
        assert CRISIS not in refused.text


def test_without_a_key_this_machine_may_what_a_reader_of_the_page_may(
    library_folder: Path, tmp_path: Path
) -> None:
    with program(library_folder, Access(ApiKeys(tmp_path))) as client:
        asked = client.post("/api/v1/ask", json={"question": QUESTION})
        assert asked.json()["answers"]
        assert client.get(path_of("answers", f"{PAGE}#8")).status_code == 200
        assert client.post("/api/v1/verify", json=asked.json()).json()["verified"] is True
        assert client.post("/retrieval", json={"query": QUESTION}).status_code == 200
        for path in ("/api/v1/doctors", path_of("pages", PAGE), path_of("pages", "nobody")):
            refused = client.get(path)
            assert is_problem(refused, 401)
            assert refused.headers["www-authenticate"] == "Bearer"
            assert "with: doctor-answers key NAME" in refused.json()["detail"]


def test_an_answer_that_does_not_fit_its_seal_is_not_given(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.library.open.seal_fits", lambda *_: False)
    asked = {"question": QUESTION}
    with with_key(library_folder, tmp_path) as client:  # whose library has read nothing yet
        for response in (
            client.get(path_of("answers", f"{PAGE}#8")),
            client.get(path_of("pages", PAGE)),
            client.get("/api/v1/doctors"),
            client.post("/api/v1/ask", json=asked),
            client.post("/retrieval", json={"query": QUESTION}),
        ):
            assert is_problem(response, 500)
            assert "seal" not in response.text
        quote = {"answer": f"{PAGE}#8", "quote": "By one week"}
        (told,) = client.post("/api/v1/verify", json=quote).json()["quotes"]
    assert told["trouble"] == "the page is not as it was when it was read"


# What stands before.


def test_without_access_there_is_no_api(library_folder: Path) -> None:
    with program(library_folder, Access(ApiKeys(library_folder), "off")) as client:
        for path in ("/openapi.json", "/api/v1/doctors", path_of("pages", PAGE)):
            assert is_problem(client.get(path), 404)
        for path in ("/api/v1/ask", "/api/v1/verify", "/retrieval", "/mcp"):
            assert is_problem(client.post(path, json={"question": "x"}), 404)


def test_a_key_opens_what_its_scope_allows(library_copy: Path) -> None:
    keys = ApiKeys(library_copy)
    read, staff = keys.make("reader", "read"), keys.make("clinic", "staff")
    with program(library_copy) as client:
        refused = client.get("/api/v1/doctors")
        assert is_problem(refused, 401)
        assert refused.headers["www-authenticate"] == "Bearer"
        with_read, with_staff = ({"Authorization": f"Bearer {key}"} for key in (read, staff))
        assert is_problem(client.get("/api/v1/doctors", headers=with_read), 403)
        assert client.get("/api/v1/doctors", headers=with_staff).status_code == 200
        asked = {"question": QUESTION}
        assert client.post("/api/v1/ask", json=asked, headers=with_read).status_code == 200
        keys.revoke("reader")
        assert is_problem(client.post("/api/v1/ask", json=asked, headers=with_read), 401)


def test_the_page_needs_no_key(library_copy: Path) -> None:
    ApiKeys(library_copy).make("reader", "read")
    with program(library_copy) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/").status_code == 200


def test_pages_of_an_allowed_origin_may_read_and_no_others(library_folder: Path) -> None:
    allowed, other = "https://clinic.example", "https://evil.example"
    access = Access(ApiKeys(library_folder), origins=frozenset({allowed}))
    ahead = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    with program(library_folder, access) as client:
        told = client.options("/api/v1/ask", headers={"Origin": allowed, **ahead})
        assert (told.status_code, told.headers["access-control-allow-origin"]) == (200, allowed)
        refused = client.options("/api/v1/ask", headers={"Origin": other, **ahead})
        assert "access-control-allow-origin" not in refused.headers
        asked = {"question": QUESTION}
        found = client.post("/api/v1/ask", json=asked, headers={"Origin": allowed})
        assert found.headers["access-control-allow-origin"] == allowed
        assert "access-control-allow-credentials" not in found.headers
        assert is_problem(client.post("/api/v1/ask", json=asked, headers={"Origin": other}), 403)
        page = client.get("/healthz", headers={"Origin": allowed})
        assert "access-control-allow-origin" not in page.headers


def test_a_library_that_cannot_be_used_is_a_problem_without_its_path(library_copy: Path) -> None:
    with with_key(library_copy, library_copy.parent) as client:
        shutil.rmtree(library_copy)
        found = client.get(path_of("pages", PAGE))
        assert is_problem(found, 500)
        assert str(library_copy.parent) not in found.text
        assert client.post("/api/v1/ask", json={"question": CRISIS}).status_code == 200


def test_answers_of_an_older_library_say_so(library_copy: Path) -> None:
    with with_key(library_copy, library_copy.parent) as client:
        known = {"If-None-Match": client.get(path_of("pages", PAGE)).headers["etag"]}
    (library_copy.parent / "more.txt").write_bytes((SEEDS / f"{PAGE}.txt").read_bytes())
    build(library_copy, [SEEDS, library_copy.parent / "more.txt"], WordsEncoder())
    with (current_generation(library_copy) / STORE).open("ab") as file:
        file.write(b"more")
    with with_key(library_copy, library_copy.parent) as client:
        quotes = {"quotes": [{"answer": f"{PAGE}#8", "quote": "By two weeks"}]}
        for found in (
            client.post("/api/v1/ask", json={"question": QUESTION}),
            client.get("/api/v1/doctors"),
            client.get(path_of("answers", f"{PAGE}#8")),
            client.get(path_of("pages", PAGE), headers=known),
            client.post("/api/v1/verify", json=quotes),
        ):
            assert found.json()["warning"] == OLDER
        first, *others = retrieved(client, QUESTION)
        assert (first["content"], first["metadata"]["kind"]) == (OLDER, "warning")
        assert {one["metadata"]["kind"] for one in others} == {"answer"}
        assert retrieved(client, "quarterly tax returns") == []


def test_a_danger_is_told_where_the_library_cannot_be_used(library_copy: Path) -> None:
    with program(library_copy) as client:
        shutil.rmtree(library_copy)
        found = client.post("/api/v1/ask", json={"question": EMERGENCY, "after": QUESTION})
        assert found.status_code == 200
        told = found.json()
        assert told["alerts"][0]["level"] == "emergency"
        assert (told["answers"], told["welcome"]) == ([], None)
        assert told["warning"] == SIGNS_ALONE
        assert str(library_copy.parent) not in found.text
        alert, warning = retrieved(client, EMERGENCY)
        assert alert["metadata"]["level"] == "emergency"
        assert warning["content"] == SIGNS_ALONE
        assert is_problem(client.post("/api/v1/ask", json={"question": QUESTION}), 500)


def test_a_library_whose_shards_are_silent_is_to_be_asked_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, **__: object) -> None:
        raise PartSilent(Path("library"), [0, 1], "none is left")

    monkeypatch.setattr(AnswerLibrary, "ask", silent)
    found = client.post("/api/v1/ask", json={"question": QUESTION})
    assert is_problem(found, 503)
    assert found.headers["retry-after"] == "1"


def test_whoever_sends_a_message_where_none_is_taken_is_told_whom_to_call(
    client: TestClient,
) -> None:
    for sent in ({"question": EMERGENCY}, {"quotes": EMERGENCY}):
        refused = client.post("/api/v1/verify", json=sent)
        assert is_problem(refused, 422)
        assert refused.json()["detail"].startswith(CALL)
    keyless = {"Authorization": "Bearer none"}
    refused = client.post("/api/v1/verify", json={"question": EMERGENCY}, headers=keyless)
    assert is_problem(refused, 401)
    assert refused.json()["detail"].startswith(CALL)
    assert not client.get("/api/v1/answers/nobody").json()["detail"].startswith(CALL)


def test_a_crowd_holds_up_the_search_and_not_the_alerts(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_routes, "MOST_WAITING", 0)
    with with_key(library_folder, tmp_path) as client:
        told = client.post("/api/v1/ask", json={"question": EMERGENCY}).json()
        assert [one["level"] for one in told["alerts"]] == ["emergency"]
        assert (told["answers"], told["warning"]) == ([], SIGNS_ALONE)
        assert [one["metadata"]["kind"] for one in retrieved(client, EMERGENCY)] == [
            "alert",
            "warning",
        ]
        assert is_problem(client.post("/api/v1/ask", json={"question": QUESTION}), 503)
        assert is_problem(client.get("/api/v1/doctors"), 503)


def test_danger_waits_for_no_search_that_does_not_end(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    ask = AnswerLibrary.ask

    def held(*given: Any, **named: Any) -> Any:
        assert goes_on.wait(60)
        return ask(*given, **named)

    monkeypatch.setattr(AnswerLibrary, "ask", held)
    monkeypatch.setattr(api_routes, "DANGER_WAITS", 0.05)
    with with_key(library_folder, tmp_path) as client:
        told = client.post("/api/v1/ask", json={"question": EMERGENCY}).json()
        records = retrieved(client, EMERGENCY)
        goes_on.set()
    assert [one["level"] for one in told["alerts"]] == ["emergency"]
    assert (told["answers"], told["warning"]) == ([], SIGNS_ALONE)
    assert [one["metadata"]["kind"] for one in records] == ["alert", "warning"]


@pytest.mark.parametrize("blank", ["", " ", "\x1c", "\x1d\x1e\x1f \n", "\u2003"])
def test_what_is_blank_is_no_question(blank: str, client: TestClient) -> None:
    assert is_problem(client.post("/api/v1/ask", json={"question": blank}), 422)
    asked = {"question": QUESTION, "after": blank}
    assert is_problem(client.post("/api/v1/ask", json=asked), 422)
    assert is_problem(client.post("/retrieval", json={"query": blank}), 422)
    assert is_problem(client.get("/api/v1/doctors", params={"topic": blank}), 422)


def test_a_cursor_is_no_longer_than_ours(client: TestClient) -> None:
    following = client.get("/api/v1/doctors", params={"limit": 1}).json()["next"]
    for padding, status in (("", 200), ("!" * LONGEST, 422)):  # of a base64 "!" is no part
        sent = {"limit": 1, "cursor": following + padding}
        assert client.get("/api/v1/doctors", params=sent).status_code == status


# Dify.


def retrieved(client: TestClient, query: str, **setting: Any) -> list[dict[str, Any]]:
    asked = {"knowledge_id": "any", "query": query, "retrieval_setting": setting}
    records: list[dict[str, Any]] = client.post("/retrieval", json=asked).json()["records"]
    return records


def test_dify_is_given_the_doctors_words_as_records(client: TestClient, library: Library) -> None:
    records = retrieved(client, QUESTION, top_k=3, score_threshold=0.2)
    cards = reply_to(QUESTION, library, WordsEncoder(), 3).cards
    assert [one["content"] for one in records] == [
        card.quote for card in cards if (card.closeness or 0) >= 0.2
    ]
    assert records
    for record in records:
        said = record["metadata"]
        page = library.page(said["page"])
        assert page.text[said["start"] : said["end"]] == record["content"]
        assert said["handling"] == "verbatim; do not paraphrase as advice"
        assert said["notice"] == page.quoted(page.notice)
        assert 0.2 <= record["score"] <= 1
    assert retrieved(client, QUESTION, top_k=3, score_threshold=1.1) == []


@pytest.mark.parametrize("question", [EMERGENCY, CRISIS])
def test_dify_is_given_the_alert_and_nothing_else_while_answers_are_held_back(
    question: str, client: TestClient
) -> None:
    records = retrieved(client, question, top_k=5, score_threshold=0.99)
    assert {one["metadata"]["kind"] for one in records} == {"alert"}


# The shapes.


@pytest.mark.parametrize("question", [QUESTION, "botx and massage?", EMERGENCY, CRISIS, "gracias"])
def test_the_shape_of_a_reply_is_all_of_it(question: str, client: TestClient) -> None:
    given = client.post("/api/v1/ask", json={"question": question, "after": "botox?"}).json()
    assert_shaped(given, shapes.Reply)


def test_the_shapes_of_all_else_are_all_of_it(client: TestClient) -> None:
    page = client.get(path_of("pages", PAGE)).json()
    assert_shaped(page, shapes.Page)
    assert_shaped(client.get(path_of("answers", f"{PAGE}#8")).json(), shapes.FoundAnswer)
    assert_shaped(client.get("/api/v1/doctors?topic=massage").json(), shapes.Doctors)
    page["answers"][0]["body"] += "!"
    assert_shaped(client.post("/api/v1/verify", json=page).json(), shapes.Verdicts)


def assert_shaped(given: Any, shape: Any) -> None:
    """Whether a shape has every field, and no other kind, of what is given."""
    adapter: TypeAdapter[Any] = TypeAdapter(shape)
    assert adapter.dump_python(adapter.validate_python(given), mode="json") == given

"""Odd input on every route: refused in words, in no log and no traceback (32).

The routes are walked, so that a new one is asked as oddly; what is asked is made up by hypothesis.
"""

import io
import json
import logging
import re
import sys
import threading
import traceback
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.feedback.votes import Votes
from bot.reply.service import AnswerService
from bot.staff.audit import Audit
from bot.staff.login import Staff, line_for
from bot.staff.routes import COOKIE, Desk
from bot.web.api.access import Access
from bot.web.api.keys import ApiKeys
from bot.web.app import make_app
from bot.web.logs import configure_logging
from bot.web.open_paths import open_path
from bot.web.problems import PROBLEM
from index.library.open import Library
from tests.faults.tally import Tally
from tests.web.api.conftest import program
from tests.web.test_request_limits import FOREIGN, SENT, example, is_open, routes
from tests.words_encoder import WordsEncoder

WORD = "Zyxquibble"
"""What a client says, and nothing else does."""
DANGER = "I cannot breathe"
HERE = "http://127.0.0.1"
SELF = ("127.0.0.1", 1234)  # who asks from here is not counted


class Asked:
    """The whole program before a client, and all that it logs and prints."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.library = Library.open(folder)
        service = AnswerService(self.library, WordsEncoder())
        service.load()
        staff = Staff.read(line_for("ann", "correct horse battery"))
        self.desk = Desk(service, staff, None, Audit(root))
        keys = ApiKeys(root)
        self.keyed = {"Authorization": f"Bearer {keys.make('clinic', 'staff')}"}
        self.access = Access(keys)
        votes = Votes.open(root / "votes.db")
        self.app = make_app(service, votes, desk=self.desk, access=self.access)
        self.client = TestClient(
            self.app, HERE, client=SELF, raise_server_exceptions=False, follow_redirects=False
        )
        self.signed_in = TestClient(
            self.app, HERE, client=SELF, raise_server_exceptions=False, follow_redirects=False
        )
        token = self.desk.sessions.begin("ann")
        self.signed_in.cookies.set(COOKIE, token)
        session = self.desk.sessions.of(token)
        assert session is not None
        self.form = session.form
        self.log = io.StringIO()

    @property
    def routes(self) -> list[tuple[str, str]]:
        """All that is open, by method and template."""
        found = {(how, path) for path, methods in routes(self.app.routes) for how in methods}
        return sorted(one for one in found if is_open(*one))


@pytest.fixture(scope="module")
def asked(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    root = logging.getLogger()
    before = (root.handlers, root.level, threading.excepthook, sys.unraisablehook)
    printing = traceback.print_exc
    asked = Asked(library_folder, tmp_path_factory.mktemp("odd"))
    configure_logging("text", "debug", asked.log)
    with asked.client, asked.signed_in:
        yield asked
    root.handlers, root.level, threading.excepthook, sys.unraisablehook = before
    traceback.print_exc = printing
    logging.captureWarnings(False)
    asked.library.close()


def is_told_well(received: httpx2.Response) -> bool:
    """Whether an answer is no failure, holds nothing that was sent, and says why it refuses."""
    if received.status_code >= 400 and not 0 < len(received.content) < 20_000:
        return received.request.method == "HEAD"
    is_refused = received.status_code >= 400
    return received.status_code < 500 and not (is_refused and WORD in received.text)


def is_told_in_words(received: httpx2.Response) -> bool:
    """Whether a refusal says why: what somebody who is signed in typed may stand in their form."""
    if received.status_code < 400 or received.request.method == "HEAD":
        return True
    return len(re.sub(r"<style.*?</style>|<[^>]*>|\s", "", received.text, flags=re.DOTALL)) > 10


ODD_TEXTS = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=40),
    st.sampled_from(
        [
            "\ud83d",
            "\udc00",
            "\0",
            "\x1b[2J",
            "\ufffe",
            "a" * 2500,
            "\u202e",
            "NaN",
            "-1",
            "9" * 400,
        ]
    ),
).map(lambda text: f"{WORD}{text}")
ODD_NUMBERS = st.one_of(
    st.integers(), st.floats(), st.sampled_from([-1, 99, 2**63, 10**400, 1e308, float("nan")])
)
ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), ODD_NUMBERS, ODD_TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(ODD_TEXTS, inner, max_size=4)
    ),
    max_leaves=8,
)


@st.composite
def bodies(draw: st.DrawFn, path: str) -> bytes:
    """What a path is sent with one or more fields odd; or what is no JSON at all."""
    sound = SENT.get(path.rstrip("/"), {"question": "a"})
    changed: Any = {**sound}
    for name in draw(st.lists(st.sampled_from([*sound, "more"]), min_size=1, unique=True)):
        changed[name] = draw(ODD)
    for name in draw(st.lists(st.sampled_from([*sound]), max_size=1)):
        changed.pop(name, None)
    if isinstance(changed.get("data"), list) and draw(st.booleans()):
        changed["data"] = [draw(ODD), draw(ODD)]
    whole = draw(st.one_of(st.just(changed), ODD))
    text = json.dumps(whole)
    sent: bytes = draw(
        st.one_of(
            st.just(text.encode()),
            st.just(text.encode()[:-1]),
            st.just(text.encode("utf-16")),
            st.just(text.replace(WORD, f"{WORD}\xff").encode("latin-1", "replace")),
            st.just(b"[" * 20_000),
            st.just(f'{{"{WORD}": {"9" * 5000}}}'.encode()),
            st.just(f'{{"{WORD}": 1e999}}'.encode()),
            st.binary(max_size=50).map(lambda data: WORD.encode() + data),
        )
    )
    return sent


TIMES = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_every_route_that_is_open_is_walked(asked: Asked) -> None:
    paths = {path for _, path in asked.routes}
    assert {*SENT, "/", "/page/{page_id:whole}/{number}", "/staff/enter", "/staff/teach"} <= paths
    assert len(asked.routes) > 35


@pytest.mark.parametrize("path", SENT)
def test_odd_bodies_are_refused_in_words_and_logged_nowhere(
    path: str, asked: Asked, tally: Tally, capfd: pytest.CaptureFixture[str]
) -> None:
    @TIMES
    @given(bodies(path))
    def ask(body: bytes) -> None:
        received = asked.client.post(path, content=body, headers=JSON)
        assert is_told_well(received), (body, received.status_code, received.text)
        tally.record(32)

    ask()
    assert WORD not in asked.log.getvalue()
    assert WORD not in "".join(capfd.readouterr())


def test_odd_queries_headers_paths_and_forms_are_answered_in_words_too(
    asked: Asked, long: bool, tally: Tally, capfd: pytest.CaptureFixture[str]
) -> None:
    endless = re.compile(r"/gradio_api/(?:heartbeat|queue/data)")

    @settings(parent=TIMES, max_examples=1500 if long else 150)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        method, template = data.draw(st.sampled_from(asked.routes))
        if endless.match(template):
            return
        odd = data.draw(ODD_TEXTS).encode("utf-8", "replace").decode()
        path = re.sub(r"\{[^}]*\}", lambda _: quote(odd), template)
        query = dict.fromkeys(data.draw(st.sampled_from(QUERIES)), odd)
        headers = {name: quote(odd) for name in data.draw(st.sampled_from(HEADERS))}
        if method in ("GET", "HEAD"):
            sent: dict[str, Any] = {"params": query}
        elif template.startswith("/staff"):
            sent = {"data": {**query, "form": data.draw(st.sampled_from([asked.form, odd]))}}
        else:
            sent = {"content": odd.encode()}
        for client in (asked.client, asked.signed_in):
            received = client.request(method, path, headers=headers, **sent)
            assert received.status_code < 500, (method, path, sent, headers, received.text)
            assert is_told_in_words(received), (method, path, sent, headers)
            # Who mistypes a password need not type the name again: it stands in the form.
            if client is asked.client and template != "/staff/enter":
                assert is_told_well(received), (method, path, sent, received.text)
        tally.record(32)

    ask()
    assert WORD not in asked.log.getvalue()
    assert WORD not in "".join(capfd.readouterr())


# What programs ask, as its own document says it.


class Operation(NamedTuple):
    """One that the document has: its parameters by where they stand, and the fields of its body,
    each with something sound."""

    method: str
    path: str
    parameters: dict[str, list[str]]
    body: dict[str, Any] | None


SOUND_BODIES: dict[str, dict[str, Any]] = {
    "ask": {"question": "botox?", "after": "fillers?", "k": 1},
    "verify": {"quotes": [{"answer": "a#1", "quote": "never"}]},
    "retrieve": {
        "knowledge_id": "a",
        "query": "botox?",
        "retrieval_setting": {"top_k": 1, "score_threshold": 0.1},
    },
}
NAMES = ["ask", "doctors", "answer", "page", "verify", "retrieve"]


def operations(asked: Asked) -> dict[str, Operation]:
    document = asked.client.get("/openapi.json", headers=asked.keyed).json()
    found = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            parameters: dict[str, list[str]] = {"path": [], "query": [], "header": []}
            for one in told.get("parameters", ()):
                parameters[one["in"]].append(one["name"])
            body = None
            if "requestBody" in told:
                body = SOUND_BODIES[told["operationId"]]
                schema = told["requestBody"]["content"]["application/json"]["schema"]
                named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
                body = {**dict.fromkeys(named.get("properties", ())), **body}
            found[told["operationId"]] = Operation(method.upper(), path, parameters, body)
    return found


def with_odd(value: Any, draw: st.DataObject) -> Any:
    """Something of which one part, at whatever depth, is odd."""
    if isinstance(value, dict) and value and draw.draw(st.booleans()):
        name = draw.draw(st.sampled_from([*value]))
        return {**value, name: with_odd(value[name], draw)}
    if isinstance(value, list) and value and draw.draw(st.booleans()):
        return [with_odd(value[0], draw), *value[1:]]
    return draw.draw(ODD)


ODD_WORDS = st.one_of(
    ODD_TEXTS,
    ODD.map(lambda value: f"{WORD}{json.dumps(value)}"),
    st.sampled_from(["", "null", "NaN", "[]", "{}", "-1", "1e999", "9" * 400, "true", "\0"]),
).map(lambda text: text.encode("utf-8", "replace").decode())


def is_a_problem_if_refused(received: httpx2.Response) -> bool:
    """Whether a program is told in words of ours why it is refused, if it is."""
    if not is_told_well(received):
        return False
    if received.status_code < 400:
        return True
    told = received.json()
    kind = received.headers["content-type"]
    return kind == PROBLEM and told["status"] == received.status_code and bool(told["detail"])


def test_every_operation_of_the_document_is_asked(asked: Asked) -> None:
    assert sorted(operations(asked)) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_odd_parameters_and_fields_of_programs_are_refused_in_words_and_logged_nowhere(
    name: str, asked: Asked, long: bool, tally: Tally, capfd: pytest.CaptureFixture[str]
) -> None:
    operation = operations(asked)[name]

    @settings(parent=TIMES, max_examples=400 if long else 40)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        path, sent = operation.path, asked.keyed
        for one in operation.parameters["path"]:
            path = path.replace(f"{{{one}}}", quote(data.draw(ODD_WORDS), safe="") or "a")
        for one in operation.parameters["header"]:
            sent = {**sent, one: quote(data.draw(ODD_WORDS))}
        query = {}
        if operation.parameters["query"]:
            chosen = data.draw(
                st.lists(st.sampled_from(operation.parameters["query"]), min_size=1, unique=True)
            )
            query = {one: data.draw(st.lists(ODD_WORDS, min_size=1, max_size=2)) for one in chosen}
        body = None
        if operation.body is not None:
            body = json.dumps(with_odd(operation.body, data)).encode()
            sent = {**sent, **JSON}
        received = asked.client.request(
            operation.method, path, params=query, content=body, headers=sent
        )
        assert is_a_problem_if_refused(received), (path, query, body, received.text)
        tally.record(32)

    ask()
    assert WORD not in asked.log.getvalue()
    assert WORD not in "".join(capfd.readouterr())


CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {
        "name": "ask",
        "arguments": {"question": "botox?", "after": "fillers?", "k": 1, "anyway": False},
    },
}
TOOLS: dict[str, dict[str, Any]] = {
    "ask": CALL["params"]["arguments"],  # type: ignore[index]
    "doctors": {"topic": "botox", "most": 2, "stars": ["5"], "since": "2020-01-01"},
    "answer": {"id": "a#1"},
    "verify": {"quotes": [{"answer": "a#1", "quote": "never"}]},
}


@pytest.fixture(scope="module")
def caller(asked: Asked, library_folder: Path) -> Iterator[TestClient]:
    """Who calls tools, by a program of its own: what answers them belongs to one loop."""
    with program(library_folder, asked.access) as client:
        yield client


@pytest.mark.parametrize("tool", TOOLS)
def test_odd_calls_of_tools_are_refused_in_words_and_logged_nowhere(
    tool: str,
    asked: Asked,
    caller: TestClient,
    tally: Tally,
    capfd: pytest.CaptureFixture[str],
) -> None:
    call = {**CALL, "params": {"name": tool, "arguments": TOOLS[tool]}}
    accept = {"Accept": "application/json, text/event-stream"}

    @TIMES
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        body = json.dumps(with_odd(call, data)).encode()
        headers = {**JSON, **accept, **asked.keyed}
        received = caller.post("/mcp", content=body, headers=headers)
        assert received.status_code < 500, (body, received.text)
        is_noted = received.status_code == 202 and not received.content
        if is_noted:
            return
        told = received.json()
        error = told.get("error") or told.get("detail")
        assert received.status_code == 200 or error, body
        # Its own id is told back to whoever calls, as the protocol has it, and nothing else.
        assert WORD not in json.dumps(error), (body, received.text)
        tally.record(32)

    ask()
    assert WORD not in asked.log.getvalue()
    assert WORD not in "".join(capfd.readouterr())


def test_odd_feeds_and_forms_are_refused_in_words_and_logged_nowhere(
    asked: Asked, tally: Tally, capfd: pytest.CaptureFixture[str]
) -> None:
    letters = st.text("abcXYZ019_-", min_size=34, max_size=34)

    @TIMES
    @given(letters, st.sampled_from(["atom", "csv"]), ODD_WORDS)
    def ask(token: str, ending: str, odd: str) -> None:
        feed = asked.client.get(f"/feeds/{WORD}{token}.{ending}", params={"key": odd})
        assert feed.status_code == 404 and is_told_well(feed)
        for body in (f"question={quote(odd)}", f"question={odd}", f"{quote(odd)}={quote(odd)}"):
            received = asked.client.post("/asked", content=body.encode(), headers=FORM)
            # The question is shown to whoever asked it; it stands in no refusal and no log.
            assert received.status_code < 500 and is_told_well(received), body
        tally.record(32, tries=4)

    ask()
    assert WORD not in asked.log.getvalue()
    assert WORD not in "".join(capfd.readouterr())


JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERIES: list[list[str]] = [
    [], ["session_hash"], ["q", "__theme"], ["name", "password"], ["key"], ["topic", "in_stars"],
    ["page", "answer"], ["doctor"], ["said", "meant"], ["upload", "contains"], ["question", "all"],
    ["number", "generation"], ["verdict", "answer", "question"], ["mark", "wanted", "offered"],
    ["page", "upload", "all", "number"], ["name", "question", "answer"],
]  # fmt: skip
HEADERS: list[list[str]] = [
    [], ["Accept-Language"], ["Cookie"], ["Referer", "Origin"], ["X-Forwarded-Host", "Forwarded"],
    ["Accept", "Range"], ["If-None-Match", "If-Modified-Since"], ["X-Gradio-User", "Authorization"],
]  # fmt: skip


@pytest.mark.parametrize(
    "session", ["", "a" * 65, "%00", "a b", "../x", WORD + "%ff", "a&session_hash=b"]
)
def test_a_window_is_named_as_gradio_names_it_or_not_at_all(session: str, asked: Asked) -> None:
    received = asked.client.get(f"/gradio_api/queue/data?session_hash={session}")
    assert received.status_code == 422 and is_told_well(received)
    path = f"/gradio_api/heartbeat/{session.replace('&', '%26')}"
    assert asked.client.get(path).status_code in (404, 422)


@pytest.mark.parametrize("index", [-1, 99, 2**40, "0", 0.5, None, [], True])
def test_an_event_that_the_page_has_not_is_refused(index: object, asked: Asked) -> None:
    given = {**SENT["/gradio_api/queue/join"], "fn_index": index}
    received = asked.client.post("/gradio_api/queue/join", json=given)
    assert received.status_code == 422 and is_told_well(received)


BROKEN = [
    *(f"{DANGER[:at]}\\ud83d{DANGER[at:]}" for at in range(len(DANGER) + 1)),
    *(f"{DANGER[:at]}\\udc00{DANGER[at:]}" for at in range(len(DANGER) + 1)),
    f"{DANGER}\\ud83d\\ud83d", f"\\ude00 {DANGER} since \\ud83d\\ude00",
]  # fmt: skip


@pytest.mark.parametrize("question", BROKEN)
def test_danger_is_told_whatever_characters_are_broken(
    question: str, asked: Asked, tally: Tally
) -> None:
    body = f'{{"question": "{question}"}}'.encode()
    received = asked.client.post("/signs", content=body, headers=JSON)
    assert received.status_code == 200 and 'data-level="emergency"' in received.text
    tally.record(32)


def told_by_the_queue(question: str, asked: Asked) -> str:
    """What comes of a question of the page, as the page is told it."""
    event = next(index for index, takes in asked_inputs(asked).items() if takes == (True, False))
    window = uuid.uuid4().hex
    body = f'{{"data": ["{question}", null], "fn_index": {event}, "session_hash": "{window}"}}'
    joined = asked.client.post("/gradio_api/queue/join", content=body.encode(), headers=JSON)
    assert joined.status_code == 200
    told = asked.client.get(f"/gradio_api/queue/data?session_hash={window}").text
    return told.replace('\\"', '"')


def told_by_the_form(question: str, asked: Asked) -> str:
    """What is told to who has no script."""
    written = json.loads(f'"{question}"').encode("utf-8", "surrogatepass")
    body = b"question=" + quote(written).encode()
    return asked.client.post("/asked", content=body, headers=FORM).text


def told_to_a_program(path: str, field: str) -> Callable[[str, Asked], str]:
    def told(question: str, asked: Asked) -> str:
        body = f'{{"{field}": "{question}"}}'.encode()
        received = asked.client.post(path, content=body, headers={**JSON, **asked.keyed})
        return received.text.replace('"level":"', 'data-level="')

    return told


WAYS: dict[str, Callable[[str, Asked], str]] = {
    "/api/v1/ask": told_to_a_program("/api/v1/ask", "question"),
    "/retrieval": told_to_a_program("/retrieval", "query"),
    "/asked": told_by_the_form,
    "queue/join": told_by_the_queue,
}
"""Every way in which a question is asked, with what comes of it."""


@pytest.mark.parametrize("way", WAYS)
def test_danger_is_told_by_every_way_whatever_characters_are_broken(
    way: str, asked: Asked, tally: Tally
) -> None:
    for question in BROKEN:
        assert 'data-level="emergency"' in WAYS[way](question, asked), question
        tally.record(32)


PROGRAMS = ("/api/v1/ask", "/retrieval", "/mcp")
WHOM_TO_CALL = "If somebody is in danger, call the emergency number now."


@pytest.mark.parametrize(
    "sent",
    [
        {"message": DANGER},
        {"Question": DANGER},
        {"question": {"text": DANGER}},
        {"inputs": [DANGER]},
    ],
)
@pytest.mark.parametrize("path", PROGRAMS[:2])
def test_danger_is_told_whatever_the_field_is_called(
    path: str, sent: dict[str, object], asked: Asked
) -> None:
    told = asked.client.post(path, json=sent, headers=asked.keyed)
    assert told.status_code == 422
    assert [one["level"] for one in told.json()["alerts"]] == ["emergency"]
    assert (
        "alerts" not in asked.client.post(path, json={"after": DANGER}, headers=asked.keyed).json()
    )


@pytest.mark.parametrize("path", [*PROGRAMS, "/signs", "/gradio_api/queue/join"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_who_sends_another_kind_is_told_whom_to_call(path: str, kind: str, asked: Asked) -> None:
    headers = {**asked.keyed, "Content-Type": kind}
    told = asked.client.post(path, content=json.dumps({"question": DANGER}), headers=headers)
    assert told.status_code == 415 and WHOM_TO_CALL in told.text


@pytest.mark.parametrize("path", PROGRAMS)
def test_who_may_not_ask_is_told_whom_to_call(path: str, asked: Asked) -> None:
    headers = {**asked.keyed, "Origin": "https://elsewhere.example"}
    told = asked.client.post(path, json={"question": DANGER}, headers=headers)
    assert told.status_code == 403 and WHOM_TO_CALL in told.text


@pytest.mark.parametrize("bytes_", [b"\xff", b"\xed\xa0\xbd", b"\xc3", b"\xf0\x9f\x98"])
def test_danger_is_told_whatever_bytes_are_broken(bytes_: bytes, asked: Asked) -> None:
    body = b'{"question": "I cannot ' + bytes_ + b' breathe"}'
    received = asked.client.post("/signs", content=body, headers=JSON)
    assert received.status_code == 200 and 'data-level="emergency"' in received.text


def test_a_question_with_a_broken_character_is_taken(asked: Asked) -> None:
    event = next(index for index, takes in asked_inputs(asked).items() if takes == (True, False))
    body = f'{{"data": ["botox \\ud83d", null], "fn_index": {event}, "session_hash": "w"}}'
    received = asked.client.post("/gradio_api/queue/join", content=body.encode(), headers=JSON)
    assert received.status_code == 200


def asked_inputs(asked: Asked) -> dict[int, tuple[bool, ...]]:
    """What each event of the page takes."""
    from bot.web.chat import inputs_of

    (mounted,) = (route.app for route in asked.app.routes if type(route).__name__ == "Mount")  # type: ignore[attr-defined]
    return inputs_of(mounted.get_blocks())


def test_the_far_away_are_told_the_same(asked: Asked) -> None:
    far = TestClient(asked.app, HERE, client=FOREIGN, raise_server_exceptions=False)
    for path in SENT:
        assert open_path(example(path)) is not None
        received = far.post(path, content=f'{{"{WORD}": NaN}}'.encode(), headers=JSON)
        assert received.status_code == 422 and is_told_well(received)

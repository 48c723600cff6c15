"""What the start page says of itself, and a question that is asked without script."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from bot.reply.reply import Reply
from bot.reply.service import AnswerService
from bot.show.wording import WHAT_IT_IS
from bot.text.languages import translations
from bot.web import app
from bot.web.app import make_app
from index.library.open import Library
from tests.show.test_card import HOSTILE, classed, elements, verbatim
from tests.words_encoder import WordsEncoder

EXERCISE = "can I exercise after botox?"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def client(library_folder: Path) -> Iterator[TestClient]:
    with serving(library_folder) as client:
        yield client


@contextmanager
def serving(folder: Path) -> Iterator[TestClient]:
    service = AnswerService(Library.open(folder), WordsEncoder())
    service.load()
    service.wait()
    with TestClient(make_app(service, number="112")) as client:
        yield client


def head_of(client: TestClient, language: str = "en") -> str:
    page = client.get("/", headers={"Accept-Language": language}).text
    return page[page.index("<head>") : page.index("</head>")]


def tags(head: str, name: str) -> list[dict[str, str]]:
    """The attributes of each tag of that name."""
    found = re.findall(rf"<{name}\s([^>]*)>", head)
    return [dict(re.findall(r'([\w:-]+)="([^"]*)"', one)) for one in found]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_start_page_says_what_it_is_and_names_nobody_elses_picture(
    language: str, client: TestClient
) -> None:
    said = {
        one.get("property") or one.get("name"): one["content"]
        for one in tags(head_of(client, language), "meta")
        if "content" in one
    }
    what_it_is = translations(language).gettext(WHAT_IT_IS).replace("'", "&#39;")
    assert said["description"] == said["og:description"] == what_it_is
    assert said["og:title"] == said["og:site_name"] == "Doctor Answers"
    assert not {"og:image", "og:url", "twitter:image", "twitter:creator"} & set(said)
    assert [words for words in said.values() if "radio" in words or "://" in words] == []


def test_the_icon_is_its_own_at_each_address_where_one_is_looked_for(client: TestClient) -> None:
    (link,) = [one for one in tags(head_of(client), "link") if one.get("rel") == "icon"]
    for path in (link["href"], "/favicon.ico"):
        received = client.get(path)
        assert received.headers["content-type"] == "image/svg+xml"
        assert ElementTree.fromstring(received.content).tag.endswith("svg")


def test_the_page_can_be_installed(client: TestClient) -> None:
    (link,) = [one for one in tags(head_of(client), "link") if one.get("rel") == "manifest"]
    received = client.get(link["href"])
    assert received.headers["content-type"].startswith("application/manifest+json")
    said = received.json()
    assert (said["name"], said["start_url"], said["display"]) == (
        "Doctor Answers",
        ".",
        "standalone",
    )
    assert {one["purpose"] for one in said["icons"]} == {"any", "maskable"}
    for one in said["icons"]:
        assert client.get(one["src"]).headers["content-type"] == one["type"]
    pictures = [one for one in said["icons"] if one["type"] == "image/png"]
    assert "512x512" in {one["sizes"] for one in pictures}  # the least that an Android phone takes
    for one in pictures:
        width, height = size_of_picture(client.get(one["src"]).content)
        assert one["sizes"] == f"{width}x{height}"


def test_a_phone_that_takes_no_drawing_gets_a_picture(client: TestClient) -> None:
    (link,) = [one for one in tags(head_of(client), "link") if "touch" in one.get("rel", "")]
    assert size_of_picture(client.get(link["href"]).content) == (180, 180)
    for path in ("/icon-17.png", "/icon-0.png", "/icon-99999.png", "/icon-x.png"):
        assert client.get(path).status_code == 404


def size_of_picture(png: bytes) -> tuple[int, int]:
    """Its width and height, which stand in a PNG's first chunk."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


@pytest.mark.parametrize(("language", "words"), [("en", "Emergency: call"), ("es", "Emergencia:")])
def test_who_has_no_script_sees_whom_to_call_and_a_form(
    language: str, words: str, client: TestClient
) -> None:
    page = client.get("/", headers={"Accept-Language": language}).text
    without = page[page.index("<noscript>") : page.index("</noscript>")]
    assert words in without
    assert 'href="tel:112"' in without
    (form,) = tags(without, "form")
    assert (form["method"], form["action"]) == ("post", "asked")
    assert "<script" not in without


def test_a_form_is_answered_in_the_doctors_own_words(client: TestClient) -> None:
    received = client.post("/asked", data={"question": EXERCISE})
    assert received.status_code == 200
    assert received.headers["cache-control"] == "no-store"
    assert "script-src" not in received.headers["content-security-policy"]
    assert classed(received.text, "asked") == [EXERCISE]
    assert "<script" not in received.text
    assert len(classed(received.text, "words")) > 3
    library = client.app.state.site.service.library  # type: ignore[attr-defined]
    told = [one for one in elements(received.text) if "data-answer" in one.attributes]
    for one in told:
        found = library.answer(one.attributes["data-answer"])
        assert found.page.quote(found.answer.body) in verbatim(received.text)


def test_a_form_has_its_alerts_first_and_in_a_crisis_nothing_else(client: TestClient) -> None:
    emergency = client.post("/asked", data={"question": f"I cant breathe! {EXERCISE}"}).text
    assert emergency.index('class="alert"') < emergency.index('class="folded"')
    for before in ("", "I had botox and walked my dog. " * 100):
        message = f"{before}I want to kill myself"
        crisis = client.post("/asked", data={"question": message}).text
        assert 'class="alert"' in crisis
        assert 'class="reply"' not in crisis


def test_in_a_crowd_a_form_is_read_for_danger_all_the_same(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "MOST_ASKED", 0)
    with serving(library_folder) as client:
        assert client.post("/asked", data={"question": EXERCISE}).status_code == 503
        told = client.post("/asked", data={"question": "I want to kill myself"})
    assert told.status_code == 503
    assert 'class="alert"' in told.text
    assert app.CROWDED in told.text


def test_danger_in_a_form_waits_for_no_search_that_does_not_end(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has no script sees alerts on the page that has the answers."""
    goes_on = threading.Event()
    reply = AnswerService.reply

    def held(*given: Any, **named: Any) -> Reply:
        assert goes_on.wait(60)
        return reply(*given, **named)

    monkeypatch.setattr(AnswerService, "reply", held)
    monkeypatch.setattr(app, "DANGER_WAITS", 0.05)
    with serving(library_folder) as client:
        told = client.post("/asked", data={"question": "chest pain, and my left arm is numb"})
        goes_on.set()
    assert told.status_code == 503
    assert 'class="alert"' in told.text
    assert app.SLOW in told.text


@pytest.mark.parametrize("words", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_words_in_a_form_stay_text(words: str, client: TestClient) -> None:
    received = client.post("/asked", data={"question": f"botox {words}"})
    assert classed(received.text, "asked") == [f"botox {words}"]
    assert "script" not in {one.tag for one in elements(received.text)}


def test_a_form_without_a_question_is_told_so(client: TestClient) -> None:
    for sent in (b"", b"question=", b"question=%20", b"other=1", b"\xff\xfe&=&"):
        received = client.post("/asked", content=sent, headers=FORM)
        assert received.status_code == 200
        assert "Please write a question." in received.text


def test_a_question_is_taken_from_a_body_and_from_no_address(client: TestClient) -> None:
    assert client.get(f"/asked?question={EXERCISE}").status_code == 405
    received = client.post(f"/asked?question={EXERCISE}", data={"question": "zebra"})
    assert classed(received.text, "asked") == ["zebra"]
    assert client.post("/asked", data={"question": "x" * 120_000}).status_code == 413
    many = "&".join(["question=a"] * 50)
    assert client.post("/asked", content=many.encode(), headers=FORM).status_code == 422


# What there is not.


@pytest.mark.parametrize(
    "path",
    [
        *("/page/seed", "/page/seed/", "/page/seed/one", "/page/seed/1e9", "/page/a/b/c"),
        *(f"/page/seed/{'9' * 5000}", "/answer/seed", "/answer/seed/-1", "/staff", "/staff/pages"),
    ],
)
def test_a_person_is_told_in_words_that_there_is_no_such_page(
    path: str, client: TestClient
) -> None:
    received = client.get(path, headers={"Accept-Language": "es"})
    assert received.status_code == 404
    assert ">Aquí no hay ninguna página así." in received.text
    assert 'href="/"' in received.text


@pytest.mark.parametrize("path", ["/icon-7.png", "/metrics"])
def test_what_is_no_page_is_refused_in_words_too(path: str, client: TestClient) -> None:
    received = client.get(path)
    assert (received.status_code, received.text) == (404, "There is no such page.")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("GET", path, 404) for path in ("/nowhere", "/icon-7.png", "/icon-x.png", "/embed")),
        ("GET", "/asked", 405),
        ("POST", "/asked", 413),
    ],
)
def test_a_browser_that_opens_an_address_in_vain_is_shown_a_page_that_leads_on(
    method: str, path: str, status: int, client: TestClient
) -> None:
    opening = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "es-MX"} | FORM
    body = b"question=" + b"x" * 120_000 if method == "POST" else b""
    received = client.request(method, path, content=body, headers=opening)
    assert (received.status_code, received.headers["content-type"]) == (
        status,
        "text/html; charset=utf-8",
    )
    (link,) = (one for one in elements(received.text) if one.tag == "a")
    assert (link.text, link.attributes) == ("Ir a la página de inicio", {"href": "/"})
    assert received.headers["vary"].startswith("Accept, Accept-Language")
    plain = client.request(method, path, content=body, headers=FORM)
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/pages/nowhere", "/api/v2/ask"])
def test_a_program_is_told_so_as_a_problem(path: str, client: TestClient) -> None:
    received = client.get(path, headers={"Accept": "text/html"})
    assert received.status_code == 404
    assert received.headers["content-type"] == "application/problem+json"

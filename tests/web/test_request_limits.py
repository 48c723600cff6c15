"""What stands between the network and the pages: headers, few open paths, and limits."""

import json
import re
import time
from argparse import ArgumentTypeError
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from bot.arguments import origin
from bot.reply.service import AnswerService
from bot.staff.audit import Audit
from bot.staff.login import Staff
from bot.staff.routes import Desk
from bot.web.app import make_app
from bot.web.chat import SESSIONS
from bot.web.open_paths import FOR_PROGRAMS, MOST_A_MINUTE, MOST_SIGNS_A_MINUTE, open_path
from bot.web.problems import CALL
from bot.web.proxies import TrustedProxies, proxies_in
from bot.web.rates import MOST_CLIENTS, Rates
from bot.web.request_limits import (
    HEADERS,
    NO_SESSION,
    TOO_LARGE,
    TOO_MANY,
    RequestLimits,
    script_hash,
)
from bot.web.serve import serve
from index.library.open import Library
from tests.own_loop import finished
from tests.words_encoder import WordsEncoder

FOREIGN = ("203.0.113.5", 1)
JOIN = "/gradio_api/queue/join"
SENT: dict[str, Any] = {
    JOIN: {"data": ["can I?", None], "fn_index": 0, "session_hash": "a-window"},
    "/signs": {"question": "can I?"},
    "/vote": {"answer": "a#1", "vote": "yes"},
    "/gone": {"answers": ["a#1"]},
    "/gradio_api/cancel": {"session_hash": "a-window", "fn_index": 0, "event_id": "b"},
    "/gradio_api/reset": {"event_id": "b"},
}
"""What the page sends, by path."""


def largest(path: str) -> int:
    """Bytes that a path takes."""
    found = open_path(path)
    assert found is not None
    return found.largest_body


def padded(path: str, size: int) -> bytes:
    """A sound body of so many bytes."""
    body = json.dumps(SENT[path]).encode()
    return body[:-1] + b" " * (size - len(body)) + body[-1:]


class Clock:
    """A clock that stands until it is turned."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def echo(request: Request) -> Response:
    if request.url.path == "/healthz":
        raise RuntimeError("a page that fails")
    return PlainTextResponse(str(len(await request.body())))


async def swallows(request: Request) -> Response:
    """Makes its own answer of whatever goes wrong with a body, as FastAPI does."""
    try:
        return await echo(request)
    except Exception:  # noqa: BLE001  as they do
        return PlainTextResponse("There was an error", 400)


def tiny(clock: Clock | None = None, client: tuple[str, int] = FOREIGN) -> TestClient:
    methods = ["GET", "POST"]
    app = Starlette(
        routes=[
            Route("/vote", swallows, methods=methods),
            Route("/{path:path}", echo, methods=methods),
        ]
    )
    limits = RequestLimits(app, {0: (True, False)}, clock or Clock())
    headers = {"Content-Type": "application/json"}
    return TestClient(limits, client=client, raise_server_exceptions=False, headers=headers)


@pytest.fixture(scope="module")
def app(library_folder: Path) -> Iterator[Any]:
    library = Library.open(library_folder)
    service = AnswerService(library, WordsEncoder())
    service.load()
    service.wait()
    yield make_app(service)
    library.close()


@pytest.fixture
def page(app: Any) -> Iterator[TestClient]:
    """The whole program, as somebody far away sees it."""
    with TestClient(app, client=FOREIGN, raise_server_exceptions=False) as client:
        yield client


# Cookies.


@pytest.mark.parametrize("path", ["/", "/page/a/1", "/staff", "/config"])
def test_a_cookie_that_takes_long_to_read_holds_nobody_up(app: Any, path: str) -> None:
    cookie = 'a="' + '\\"' * 30_000 + '"'
    began = time.perf_counter()
    TestClient(app, client=FOREIGN).get(path, headers={"Cookie": cookie})
    assert time.perf_counter() - began < 1.0


def test_of_all_cookies_only_those_of_the_desk_are_passed_on() -> None:
    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        cookies = Request(scope).headers.getlist("cookie")
        await PlainTextResponse(" & ".join(cookies))(scope, receive, send)

    client = TestClient(RequestLimits(told))
    ours = "doctor-answers-staff-7860=aB_-9; __Host-doctor-answers-staff=c"
    for sent in (f"a=b; {ours}; c", f'{ours}; doctor-answers-staff="d"', ours.replace(" ", "")):
        assert client.get("/", headers={"Cookie": sent}).text == ours
    assert client.get("/", headers={"Cookie": "a=b"}).text == ""


# Paths.

GRADIO_MAY = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/config"),
    ("GET", "/config/"),
    ("GET", "/theme.css"),
    ("GET", "/favicon.ico"),
    ("GET", "/robots.txt"),
    ("GET", "/manifest.json"),  # ours comes before it
    ("GET", "/static/{path:path}"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/svelte/{path:path}"),
    ("GET", "/gradio_api/heartbeat/{session_hash}"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/reset/"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/app_id/"),
}
"""The routes of Gradio without which its page does not work."""
OURS = {
    *((method, path) for method in ("GET", "HEAD") for path in ("/healthz", "/readyz")),
    ("GET", "/metrics"),
    ("GET", "/ready"),
    ("GET", "/page/{page_id:whole}/{number}"),
    ("GET", "/answer/{page_id:whole}/{number}"),
    ("POST", "/signs"),
    ("POST", "/vote"),
    ("POST", "/gone"),
    ("POST", "/asked"),
    ("GET", "/icon.svg"),
    ("GET", "/icon-{size}.png"),
    *(("GET", f"/{place}/{{path:whole}}") for place in ("page", "answer", "staff")),
    ("GET", "/staff"),  # to say that there is no desk
}
"""Our own routes, beside those of the desk, which tests/staff/test_access.py walks."""


def routes(of: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every route with its methods, also of what is mounted and included."""
    for route in of:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from routes(included.routes, prefix + route.include_context.prefix)
        elif getattr(route, "routes", None):
            yield from routes(route.routes, prefix + route.path)
        else:
            yield prefix + route.path, set(getattr(route, "methods", None) or {"GET"})


def gradio_routes(app: Any) -> list[tuple[str, set[str]]]:
    mounted = [route for route in app.routes if type(route).__name__ == "Mount"]
    found = list(routes(mounted))
    assert len(found) > 60 and ("/gradio_api/upload", {"POST"}) in found
    return found


def example(template: str) -> str:
    return re.sub(r"\{[^}]*\}", "x", template)


def is_open(method: str, template: str) -> bool:
    found = open_path(example(template))
    return found is not None and method in found.methods


def is_for_programs(path: str) -> bool:
    """Whether programs are answered there, and nothing of Gradio's is reached."""
    return FOR_PROGRAMS.fullmatch(path) is not None


def test_of_all_routes_only_those_are_open_that_are_on_the_list(app: Any) -> None:
    there = {(method, path) for path, methods in routes(app.routes) for method in methods}
    mounted = {(method, path) for path, methods in gradio_routes(app) for method in methods}
    assert len(there) > 70 and mounted <= there
    assert {one for one in mounted if is_open(*one) and not is_for_programs(one[1])} == GRADIO_MAY
    assert there - mounted == OURS
    assert all(is_open(*one) for one in OURS)


def test_a_route_that_a_new_version_brings_is_not_there_until_it_is_on_the_list(
    library_folder: Path,
) -> None:
    library = Library.open(library_folder)
    app = make_app(AnswerService(library, WordsEncoder()))
    (mounted,) = (route.app for route in app.routes if isinstance(route, Mount))
    assert isinstance(mounted, FastAPI)
    new = ("/new", "/config/new", "/gradio_api/new", "/gradio_api/queue/new", "/pwa", "/page")
    for path in new:
        mounted.add_api_route(path, lambda: "reached", methods=["GET", "POST", "DELETE"])
    for path in ("/config", "/theme.css"):
        mounted.add_api_route(path, lambda: "reached", methods=["POST"])
    assert TestClient(mounted).get("/gradio_api/new").json() == "reached"
    with TestClient(app, client=FOREIGN) as client:
        for path in new:
            for method in ("GET", "POST", "DELETE"):
                received = client.request(method, path)
                assert received.status_code == 404
                assert received.text.endswith("There is no such page.")
        for path in ("/config", "/theme.css"):
            assert client.post(path).status_code == 405
    library.close()


def test_every_other_route_of_gradio_is_not_there(app: Any, page: TestClient) -> None:
    closed = [
        (method, path)
        for path, methods in gradio_routes(app)
        for method in methods
        if open_path(example(path)) is None
    ]
    assert closed
    for method, path in closed:
        received = page.request(method, example(path))
        words = "" if method == "HEAD" else "There is no such page."
        assert received.status_code == 404, path
        assert received.text.removeprefix(f"{CALL} ") == words, path


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ODD"])
def test_a_path_takes_its_own_methods_only(page: TestClient, method: str) -> None:
    for path in ("/", "/healthz", "/signs", JOIN, "/gradio_api/queue/data?session_hash=a"):
        received = page.request(method, path)
        assert received.status_code == 405
        assert "This page does not take that" in received.text
        assert received.headers["allow"] in ("GET, HEAD", "GET", "POST")


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring",
        "/monitoring/summary",
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/run/ask",
        "/gradio_api/info",
        "/gradio_api/vibe-code",
        "/openapi.json",
        "/docs",
        "//gradio_api/upload",
        "/static/../gradio_api/upload",
        "/static/%2e%2e/gradio_api/upload",
        "/gradio_api%2Fupload",
        "/anything",
    ],
)
def test_what_somebody_may_try_is_not_there(page: TestClient, path: str) -> None:
    received = [page.get(path).status_code, page.post(path).status_code]
    assert set(received) <= {403, 404, 405}  # 403 is for paths that lead out of a folder


def test_a_request_for_answers_with_more_fields_than_ours_is_refused(page: TestClient) -> None:
    for fields in (9, 1000):
        more = "&".join(f"a{n}=1" for n in range(fields))
        found = page.get(f"/gradio_api/queue/data?session_hash=a&{more}")
        assert (found.status_code, found.text) == (422, NO_SESSION)


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/healthz", "/readyz", "/ready"])
def test_what_the_page_needs_is_there(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 200


def test_a_web_socket_is_not_opened() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError("it got through")

    scope: Scope = {"type": "websocket", "path": "/", "headers": []}
    finished(RequestLimits(app)(scope, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


# Headers.


def has_headers(received: Any) -> bool:
    policy = received.headers.get("content-security-policy", "")
    given = {name: received.headers.get(name) for name in HEADERS}
    return given == HEADERS and "frame-ancestors 'none'" in policy


def test_every_kind_of_answer_has_the_headers() -> None:
    client = tiny()
    too_large = padded(JOIN, largest(JOIN) + 1)
    answers = {
        200: client.get("/"),
        404: client.get("/monitoring"),
        413: client.post(JOIN, content=too_large),
        500: client.get("/healthz"),
        405: client.delete("/"),
        422: client.post(JOIN, content=b"{}"),
    }
    for _ in range(MOST_A_MINUTE + 1):
        answers[429] = client.post(JOIN, json=SENT[JOIN])
    assert {status: received.status_code for status, received in answers.items()} == {
        status: status for status in answers
    }
    assert [status for status, received in answers.items() if not has_headers(received)] == []


def test_every_kind_of_page_has_the_headers(page: TestClient) -> None:
    for path in ("/", "/config", "/healthz", "/page/nothing/1", "/signs", "/gradio_api/upload"):
        received = page.get(path)
        assert {name: received.headers.get(name) for name in HEADERS} == HEADERS, path
        assert "content-security-policy" in received.headers, path


def test_what_has_a_policy_of_its_own_keeps_it(page: TestClient) -> None:
    own = page.get("/page/nothing/1").headers.get_list("content-security-policy")
    assert len(own) == 1 and "script-src" not in own[0]


def test_a_client_who_hangs_up_within_a_form_is_no_failure() -> None:
    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/asked", "query_string": b"", "headers": [],
        "client": FOREIGN,
    }  # fmt: skip
    finished(RequestLimits(reading)(scope, receive, send))
    assert sent == []


def test_a_failure_shows_no_client_what_went_wrong() -> None:
    received = tiny().get("/healthz")
    assert received.status_code == 500 and "fails" not in received.text


class Scripts(HTMLParser):
    """The scripts that stand in a page, word for word."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.sources: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        if self._inside:
            source = dict(attrs).get("src")
            self.found.append("")
            if source:
                self.sources.append(source)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def hashes(received: Any) -> list[str]:
    directives = dict(
        part.strip().split(" ", 1)
        for part in received.headers["content-security-policy"].split(";")
        if " " in part.strip()
    )
    allowed: list[str] = directives["script-src"].split()
    assert allowed[:2] == ["'self'", "'unsafe-eval'"] and "'unsafe-inline'" not in allowed
    return allowed[2:]


@pytest.mark.parametrize("encodings", ["identity", "gzip, deflate, br"])
def test_the_scripts_of_the_page_may_run_and_no_other(page: TestClient, encodings: str) -> None:
    received = page.get("/", headers={"Accept-Encoding": encodings})
    scripts = Scripts(received.text)
    assert any("gradio_config" in script for script in scripts.found)
    expected = [
        f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
        for script in scripts.found
    ]
    assert hashes(received) == expected
    assert all(not source.startswith(("http:", "https:", "//")) for source in scripts.sources)


def test_the_hash_of_a_script_is_that_of_its_words() -> None:
    # The example of CSP level 2, 7.17.
    assert script_hash(b"alert('Hello, world.');") == (
        "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
    )


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "Accept-Language", "Cookie"])
def test_no_visitor_brings_a_script_into_the_page(page: TestClient, name: str) -> None:
    hostile = "</script><script>alert(1)</script>"
    plain = Scripts(page.get("/").text).found
    received = page.get(f"/?q={hostile}&__theme={hostile}", headers={name: hostile})
    assert received.status_code >= 400 or (
        len(Scripts(received.text).found) == len(plain) and "<script>alert(1)" not in received.text
    )


def test_another_page_gets_no_leave_to_read_answers(page: TestClient) -> None:
    for foreign in ("http://evil.example", "null", "http://testserver.evil.example"):
        asked = {"Origin": foreign, "Access-Control-Request-Method": "POST"}
        for received in (
            page.get("/config", headers={"Origin": foreign}),
            page.post("/signs", headers={"Origin": foreign}, json={"question": "a"}),
            page.options(JOIN, headers=asked),
            page.get("/gradio_api/queue/data?session_hash=a", headers={"Origin": foreign}),
        ):
            assert "access-control-allow-origin" not in received.headers
            assert "access-control-allow-credentials" not in received.headers


# Sizes.


@pytest.mark.parametrize("path", SENT)
def test_a_body_up_to_the_limit_is_read(path: str) -> None:
    client, most = tiny(), largest(path)
    assert most <= 256_000 and largest(JOIN) <= 32_768
    assert client.post(path, content=padded(path, most)).status_code == 200
    assert client.post(path, content=padded(path, most + 1)).status_code == 413


def pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(size // 10_000 + 1):
        yield b"a" * 10_000


@pytest.mark.parametrize("path", [JOIN, "/vote", "/staff/teach"])
def test_a_body_that_does_not_say_how_long_it_is_ends_at_the_limit(path: str) -> None:
    received = tiny().post(path, content=pieces(largest(path)))
    assert (received.status_code, received.text) == (413, TOO_LARGE)


@pytest.mark.parametrize("path", [JOIN, "/signs", "/vote", "/gone"])
def test_so_it_does_on_the_real_page(page: TestClient, path: str) -> None:
    headers = {"Content-Type": "application/json"}
    received = page.post(path, content=pieces(largest(path)), headers=headers)
    assert (received.status_code, received.text) == (413, TOO_LARGE)
    assert has_headers(received)


@pytest.mark.parametrize("length", ["5", "0", str(largest(JOIN))])
def test_a_length_that_is_a_lie_lets_nothing_more_in(length: str) -> None:
    received = tiny().post(JOIN, content=pieces(largest(JOIN)), headers={"Content-Length": length})
    assert received.status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "", "10 10", "\u00b2", "9" * 5000])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    headers = {b"Content-Length": length.encode("utf-8")}
    assert tiny().post(JOIN, content=b"a", headers=headers).status_code == 413


def test_the_staff_may_bring_more_in_one_place_only() -> None:
    size = {"Content-Length": str(largest("/staff/pages"))}
    assert tiny().post("/staff/pages", content=b"a", headers=size).status_code == 200
    assert tiny().post("/staff/teach", content=b"a", headers=size).status_code == 413
    more = {"Content-Length": str(largest("/staff/pages") + 1)}
    assert tiny().post("/staff/pages", content=b"a", headers=more).status_code == 413


# Rates.


def statuses(client: TestClient, path: str, times: int) -> list[int]:
    given = SENT.get(path.rstrip("/"))
    return [client.post(path, json=given).status_code for _ in range(times)]


def test_a_client_that_asks_too_often_has_to_wait_a_minute() -> None:
    clock = Clock()
    client = tiny(clock)
    assert statuses(client, JOIN, MOST_A_MINUTE) == [200] * MOST_A_MINUTE
    received = client.post(JOIN, json=SENT[JOIN])
    assert (received.status_code, received.headers["retry-after"]) == (429, "60")
    assert received.text == TOO_MANY
    clock.now += 59
    assert statuses(client, JOIN, 1) == [429]
    clock.now += 2
    assert statuses(client, JOIN, MOST_A_MINUTE + 1) == [200] * MOST_A_MINUTE + [429]


def test_all_that_asks_for_work_is_counted_together_and_reading_is_not() -> None:
    client = tiny()
    for path in (JOIN, f"{JOIN}/", "/vote"):
        assert statuses(client, path, MOST_A_MINUTE // 3) == [200] * (MOST_A_MINUTE // 3)
    assert statuses(client, "/gone", 1) == [429]
    data = "/gradio_api/queue/data?session_hash=a"
    assert [client.get(data).status_code for _ in range(3)] == [200] * 3
    assert client.get("/").status_code == 200


def test_whoever_asks_too_often_is_still_told_of_danger() -> None:
    client = tiny()
    statuses(client, JOIN, MOST_A_MINUTE + 1)
    assert statuses(client, "/signs", MOST_A_MINUTE) == [200] * MOST_A_MINUTE
    assert statuses(client, "/signs", MOST_SIGNS_A_MINUTE)[-1] == 429


def joining(clock: Clock) -> RequestLimits:
    app = Starlette(routes=[Route(JOIN, echo, methods=["POST"])])
    return RequestLimits(app, {0: (True, False)}, clock)


def test_others_may_go_on_asking() -> None:
    clock = Clock()
    app = RequestLimits(
        Starlette(routes=[Route(JOIN, echo, methods=["POST"])]), {0: (True, False)}, clock
    )
    one, other = (TestClient(app, client=(host, 1)) for host in ("203.0.113.5", "203.0.113.6"))
    assert statuses(one, JOIN, MOST_A_MINUTE + 1)[-1] == 429
    assert statuses(other, JOIN, 1) == [200]


def test_the_many_addresses_of_one_household_are_one_client() -> None:
    app = RequestLimits(
        Starlette(routes=[Route(JOIN, echo, methods=["POST"])]), {0: (True, False)}, Clock()
    )
    asked = [
        statuses(TestClient(app, client=(f"2001:db8:1:2::{number:x}", 1)), JOIN, 1)[0]
        for number in range(MOST_A_MINUTE + 1)
    ]
    assert asked == [200] * MOST_A_MINUTE + [429]
    neighbour = TestClient(app, client=("2001:db8:1:3::1", 1))
    assert statuses(neighbour, JOIN, 1) == [200]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_program_on_this_machine_is_not_counted(host: str) -> None:
    client = tiny(client=(host, 1))
    assert statuses(client, JOIN, MOST_A_MINUTE + 10) == [200] * (MOST_A_MINUTE + 10)


def test_however_many_clients_ask_only_so_many_are_counted() -> None:
    rates = Rates(Clock())
    for number in range(MOST_CLIENTS + 100):
        assert not rates.is_too_many(f"client {number}", MOST_A_MINUTE)
    assert (
        len(rates._times) == MOST_CLIENTS
        and (f"client {MOST_CLIENTS}", MOST_A_MINUTE) in rates._times
    )


# Streams.


@pytest.mark.parametrize(
    "path", ["/gradio_api/queue/data?session_hash=a", "/gradio_api/heartbeat/a"]
)
def test_a_proxy_is_told_not_to_collect_a_stream(path: str) -> None:
    """nginx would keep it until its end: place in the queue and notice come first."""
    assert tiny().get(path).headers["x-accel-buffering"] == "no"
    assert "x-accel-buffering" not in tiny().get("/").headers


def test_a_stream_passes_piece_by_piece() -> None:
    seen: list[bytes] = []
    seen_before: list[int] = []

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in (b"data: 1\n\n", b"data: 2\n\n"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            seen_before.append(len(seen))
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            seen.append(message["body"])

    scope: Scope = {
        "type": "http", "method": "GET", "path": "/gradio_api/queue/data", "headers": [],
        "query_string": b"session_hash=a",
    }  # fmt: skip
    finished(RequestLimits(app)(scope, receive, send))
    assert seen == [b"data: 1\n\n", b"data: 2\n\n", b""]
    assert seen_before == [1, 2]


def test_the_chat_page_alone_is_held_back_until_it_is_whole() -> None:
    page = "<script>a()</script>"

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        await HTMLResponse(page)(scope, receive, send)

    received = TestClient(RequestLimits(app)).get("/")
    assert received.text == page and hashes(received) == [f"'{script_hash(b'a()')}'"]
    assert hashes(TestClient(RequestLimits(app)).get("/page/a/1")) == []


# What is switched off.


def test_a_program_that_visitors_could_change_does_not_start(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_VIBE_MODE", "1")
    with pytest.raises(ValueError, match="unset it and try again"):
        serve(library_folder, "127.0.0.1", 0)


def test_little_is_kept_and_no_error_is_shown(app: Any, page: TestClient) -> None:
    (mounted,) = (route.app for route in app.routes if type(route).__name__ == "Mount")
    blocks = mounted.get_blocks()
    assert not blocks.run_history and not blocks.show_error and not blocks.enable_monitoring
    assert mounted.state_holder.capacity == SESSIONS < 1000
    config = page.get("/config").json()
    assert not config.get("run_history") and not config.get("show_error")
    assert not config.get("analytics_enabled")


def test_the_desk_is_behind_the_same_limits(library: Library, tmp_path: Path) -> None:
    from bot.staff.audit import Audit
    from bot.staff.login import Staff

    service = AnswerService(library, WordsEncoder())
    desk = Desk(service, Staff.read(""), None, Audit(tmp_path))
    client = TestClient(make_app(service, desk=desk), client=FOREIGN)
    for path in ("/staff", "/staff/enter", "/staff/nothing"):
        received = client.get(path)
        wanted = HEADERS | ({"referrer-policy": "no-referrer"} if path.endswith("enter") else {})
        assert {name: received.headers.get(name) for name in HEADERS} == wanted, path


# Looking without reading.


def test_every_page_that_can_be_read_can_be_looked_at(page: TestClient) -> None:
    for path in ("/", "/config", "/healthz", "/ready", "/robots.txt", "/page/nothing/1"):
        read, looked = page.get(path), page.head(path)
        assert (looked.status_code, looked.text) == (read.status_code, ""), path
        assert looked.headers["content-type"] == read.headers["content-type"], path
        assert looked.headers["x-content-type-options"] == "nosniff", path


@pytest.mark.parametrize("path", ["/gradio_api/queue/data", "/gradio_api/heartbeat/a"])
def test_a_stream_cannot_be_looked_at_as_that_takes_from_it(page: TestClient, path: str) -> None:
    looked = page.head(f"{path}?session_hash=a")
    assert (looked.status_code, looked.headers["allow"]) == (405, "GET")


def test_whoever_only_looks_uses_no_address_up_that_opens_the_desk_once(library_copy: Path) -> None:
    service = AnswerService.open(library_copy)
    desk = Desk(service, Staff({}), None, Audit(library_copy))
    page = TestClient(make_app(service, desk=desk), follow_redirects=False)
    address = f"/staff/enter?key={desk.key.cut()}"
    assert page.head(address).status_code == 403
    assert page.get(address).status_code == 303
    page.cookies.clear()
    assert page.get(address).status_code == 403


# In a frame.


def test_only_an_origin_that_was_named_may_show_the_page_in_a_frame() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        words = f"<script>1</script>{scope['path']}"
        await HTMLResponse(words)(scope, receive, send)

    named = ("https://clinic.example", "http://127.0.0.1:8000")
    page = TestClient(RequestLimits(app, embedding=named))
    framed, whole = page.get("/embed"), page.get("/")
    assert framed.text == whole.text == "<script>1</script>/"
    policy = framed.headers["content-security-policy"]
    assert policy.endswith(f"; frame-ancestors {' '.join(named)}")
    assert "x-frame-options" not in framed.headers
    assert whole.headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert whole.headers["x-frame-options"] == "DENY"
    source = f"'{script_hash(b'1')}'"
    assert source in policy and source in whole.headers["content-security-policy"]


def test_where_no_origin_was_named_there_is_no_such_page() -> None:
    page = TestClient(RequestLimits(PlainTextResponse("here")))
    missing = page.get("/embed")
    assert (missing.status_code, missing.text) == (404, "There is no such page.")
    assert missing.headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert missing.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("text", ["*", "example.org", "https://a.b/c", "https://*.b", "'self'", ""])
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="must be an origin"):
        origin(text)


@pytest.mark.parametrize("text", ["https://a.b", "http://127.0.0.1:8000", "https://EXAMPLE.org"])
def test_an_origin_is_taken_as_a_browser_tells_it(text: str) -> None:
    assert origin(text) == text.lower()


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Prefix", "X-Gradio-Server"])
def test_no_header_that_a_named_proxy_passes_on_says_at_which_address_the_page_is(
    name: str, app: Any
) -> None:
    """Gradio makes addresses of the page's parts of what it hears of."""
    behind = TrustedProxies(app, proxies_in("127.0.0.1"))
    client = TestClient(behind, "http://clinic.example", client=("127.0.0.1", 1))
    forged = {name: "https://evil.example" if "Gradio" in name else "evil.example"}
    plain, told = (client.get("/config", headers=one).json() for one in ({}, forged))
    assert {**told, "app_id": 0} == {**plain, "app_id": 0}
    assert told["root"] == "http://clinic.example"


# Caches.


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/ready", "/readyz", "/page/a/1", "/page/nothing/1", "/nowhere", "/staff"],
)
def test_no_cache_between_keeps_what_may_be_removed_or_somebodys_own(
    path: str, page: TestClient
) -> None:
    """Of a page that says nothing of it a cache may keep a copy for all readers: with words that
    were removed since, or with what one made of it by a header (Gradio takes X-Forwarded-Host for
    the page's own address)."""
    told = page.get(path, headers={"X-Forwarded-Host": "evil.example"})
    kept = set(re.split(r"[\s,]+", told.headers["cache-control"]))
    assert kept & {"no-store", "private"}, told.headers["cache-control"]
    assert "no-store" in kept or "no-cache" in kept


def test_parts_of_the_page_that_hold_nobodys_words_are_kept(page: TestClient) -> None:
    (part,) = set(re.findall(r'"\./(assets/index-[^"]+\.js)"', page.get("/").text))
    assert "no-cache" not in page.get(f"/{part}").headers.get("cache-control", "")


def test_a_request_that_says_in_two_ways_how_long_it_is_is_refused() -> None:
    """A proxy that believes the other way would take what follows for another's request."""
    lengths = {"Transfer-Encoding": "chunked", "Content-Length": "2"}
    received = tiny().post("/signs", content=b"{}", headers=lengths)
    assert received.status_code == 400
    assert received.headers["connection"] == "close"
    assert CALL in received.text

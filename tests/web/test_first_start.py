"""What is answered while the first library is made, and how the page takes over from it."""

import asyncio
import html
import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.api.access import Access
from bot.web.api.keys import ApiKeys
from bot.web.backpressure import FirstServer, Server
from bot.web.first_start import CRISIS, STILL, first_start
from bot.web.problems import CALL
from bot.web.request_limits import script_hash
from tests.faults.visitors import PATIENCE, free_port, process_of

DANGER = "my chest hurts and I can't breathe"
HARMLESS = "can I exercise after botox?"
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access(ApiKeys(tmp_path))


def client_of(app: ASGIApp) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture
def client(access: Access) -> TestClient:
    return client_of(first_start("911", access))


@pytest.mark.smoke
def test_the_page_says_that_answers_are_read_in_and_whom_to_call(client: TestClient) -> None:
    page = client.get("/", headers=BROWSER)
    assert (page.status_code, page.headers["retry-after"]) == (503, "2")
    assert "tel:911" in page.text and "answers are being read in" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-frame-options"] == "DENY"
    script = page.text.partition("<script>")[2].partition("</script>")[0]
    assert f"'{script_hash(script.encode())}'" in page.headers["content-security-policy"]


def test_it_is_said_in_the_language_of_the_browser(client: TestClient) -> None:
    page = client.get("/", headers={"Accept-Language": "es"}).text
    assert 'lang="es"' in page and "Se están leyendo las respuestas" in page


def test_only_named_origins_show_it_in_a_frame(access: Access) -> None:
    frame = "https://clinic.example"
    embedded = client_of(first_start("911", access, [frame])).get("/embed")
    assert f"frame-ancestors {frame}" in embedded.headers["content-security-policy"]
    assert client_of(first_start("911", access)).get("/embed").status_code == 404


@pytest.mark.smoke
def test_danger_is_told_at_once_and_to_whoever_asks(client: TestClient) -> None:
    signs = client.post("/signs", json={"question": DANGER})
    assert signs.status_code == 200 and 'data-level="emergency"' in signs.text
    assert client.post("/signs", json={"question": HARMLESS}).text.strip() == ""
    asked = client.post("/asked", data={"question": DANGER}, headers=BROWSER)
    assert asked.status_code == 503
    shown = html.unescape(asked.text)
    assert shown.index('data-level="emergency"') < shown.index(STILL)
    ways: dict[str, dict[str, object]] = {
        "/api/v1/ask": {"question": DANGER},
        "/retrieval": {"query": DANGER},
        "/mcp": {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": DANGER}},
        },
    }
    for way, sent in ways.items():
        told = client.post(way, json=sent)
        assert (told.status_code, told.headers["retry-after"]) == (503, "2"), way
        assert [one["level"] for one in told.json()["alerts"]] == ["emergency"], way
        assert told.json()["detail"] == f"{CALL} {STILL}"


def test_in_a_crisis_there_is_help_and_nothing_to_wait_for(client: TestClient) -> None:
    asked = client.post("/asked", data={"question": "I want to kill myself"}, headers=BROWSER)
    assert CRISIS in asked.text and STILL not in html.unescape(asked.text)


def test_a_form_keeps_the_question_and_draws_nothing_of_it(client: TestClient) -> None:
    asked = client.post("/asked", data={"question": "<b>can I</b> run?"}, headers=BROWSER).text
    assert "<b>" not in asked
    assert "&lt;b&gt;can I&lt;/b&gt; run?</textarea>" in asked
    assert "&lt;b&gt;can I&lt;/b&gt; run?</h1>" in asked


@pytest.mark.parametrize("body", [{"question": 3}, {"params": [1]}, {"params": {"arguments": 1}}])
def test_what_is_odd_is_told_that_it_is_too_early(body: object, client: TestClient) -> None:
    told = client.post("/mcp", json=body)
    assert (told.status_code, told.json()["detail"]) == (503, f"{CALL} {STILL}")
    assert "alerts" not in told.json()
    assert client.post("/signs", json=body).text == ""


def test_no_monitor_takes_it_for_a_program_that_answers(client: TestClient) -> None:
    health = client.get("/healthz")
    assert (health.status_code, health.json()["healthy"]) == (503, False)
    assert health.json()["reason"].startswith("starting")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "generation": None})
    assert client.head("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/staff", "/metrics", "/page/eyes/1", "/config", "/icon.svg"])
def test_all_else_is_told_to_come_back(path: str, client: TestClient) -> None:
    told = client.get(path)
    assert (told.status_code, told.text) == (503, STILL)
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 503 and STILL in html.unescape(page.text)


def test_what_is_not_there_later_is_not_there_now(client: TestClient) -> None:
    assert client.get("/gradio_api/upload").status_code == 404


def test_whoever_may_not_ask_is_refused_as_ever(tmp_path: Path) -> None:
    closed = client_of(first_start("911", Access(ApiKeys(tmp_path), "off")))
    assert closed.post("/api/v1/ask", json={"question": DANGER}).status_code == 404
    keys = ApiKeys(tmp_path)
    key = keys.make("clinic", "read")
    keyed = client_of(first_start("911", Access(keys)))
    assert keyed.post("/api/v1/ask", json={"question": DANGER}).status_code == 401
    allowed = {"Authorization": f"Bearer {key}"}
    assert keyed.post("/api/v1/ask", json={"question": DANGER}, headers=allowed).json()["alerts"]


def test_pages_of_other_origins_that_may_ask_can_read_it(tmp_path: Path) -> None:
    origin = "https://clinic.example"
    access = Access(ApiKeys(tmp_path), origins=frozenset({origin}))
    told = client_of(first_start("911", access)).post(
        "/api/v1/ask", json={"question": DANGER}, headers={"Origin": origin}
    )
    assert told.status_code == 503 and told.json()["alerts"]
    assert told.headers["access-control-allow-origin"] == origin


# Taking over.


def saying(words: str, seconds: float = 0.0, begun: threading.Event | None = None) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if begun is not None:
                begun.set()
            await asyncio.sleep(seconds)
            await PlainTextResponse(words)(scope, receive, send)

    return app


@pytest.fixture
def following() -> Iterator[Callable[[FirstServer, ASGIApp], None]]:
    """Lets another application follow a first server, at its sockets."""
    begun: list[tuple[Server, threading.Thread]] = []

    def follow(first: FirstServer, app: ASGIApp) -> None:
        server = Server(app, first.config.host, first.config.port)
        thread = threading.Thread(target=server.run, args=(first.hand_over(),), daemon=True)
        thread.start()
        begun.append((server, thread))

    yield follow
    for server, thread in begun:
        server.should_exit = True
        thread.join(PATIENCE)


def test_another_server_takes_over_and_nobody_is_refused(
    following: Callable[[FirstServer, ASGIApp], None],
) -> None:
    first = FirstServer(saying("early"), "127.0.0.1", free_port())
    first.begin()
    address = f"http://127.0.0.1:{first.config.port}"
    said = [httpx2.get(address).text]
    following(first, saying("later"))
    said += [httpx2.get(address).text for _ in range(50)]  # raises where a connection is refused
    assert said == ["early", *["later"] * 50]


def test_who_asked_before_is_answered(
    following: Callable[[FirstServer, ASGIApp], None],
) -> None:
    asked = threading.Event()
    first = FirstServer(saying("early", 0.5, asked), "127.0.0.1", free_port())
    first.begin()
    address = f"http://127.0.0.1:{first.config.port}"
    said: list[str] = []
    asking = threading.Thread(target=lambda: said.append(httpx2.get(address).text))
    asking.start()
    assert asked.wait(PATIENCE)
    following(first, saying("later"))
    asking.join(PATIENCE)
    assert said == ["early"]


def test_a_first_server_that_cannot_listen_hands_nothing_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = FirstServer(saying("early"), "127.0.0.1", taken.getsockname()[1])
        first.begin()
        assert not first.started and first.hand_over() is None


# The command.


def test_the_page_is_imported_without_the_protocol_that_only_programs_ask_by() -> None:
    told = "import sys, bot.web.serve as s; s.import_gradio(); print('mcp' in sys.modules)"
    told += "; import bot.web.app, mcp; print(mcp.__name__)"
    process = process_of(["-c", told], stdout=subprocess.PIPE)
    said, _ = process.communicate(timeout=PATIENCE)
    assert said == "False\nmcp\n"


PROGRAM = """
import sys, time
from pathlib import Path
import bot.run.changing
from bot.start import main
from index.library.open import Library
from tests.words_encoder import WordsEncoder

folder, port, go = sys.argv[1:]
build = bot.run.changing.build

def built(*given, **named):
    while not Path(go).exists():
        time.sleep(0.05)
    if Path(go).read_text():
        raise ValueError(Path(go).read_text())
    return build(*given, **named)

bot.run.changing.build = built
bot.run.changing._encoder = lambda options: WordsEncoder()
Library.encoder = lambda library: WordsEncoder()
sys.argv[1:] = ["--library", folder, "--demo", "serve", "--port", port, "--no-staff"]
sys.exit(main())
"""


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """A program that makes its library once a file is there: its process, address and that file."""
    port, go = free_port(), tmp_path / "go"
    process = process_of(
        ["-c", PROGRAM, str(tmp_path / "library"), str(port), str(go)], subprocess.PIPE
    )
    address = f"http://127.0.0.1:{port}"
    until(lambda: status_of(f"{address}/healthz") == 503)
    yield process, address, go
    process.kill()
    process.communicate()


def status_of(address: str) -> int:
    try:
        return int(httpx2.get(address, timeout=PATIENCE).status_code)
    except httpx2.TransportError:
        return 0


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_command_answers_from_the_first_moment_until_the_library_is_there(
    starting: tuple[subprocess.Popen[str], str, Path],
) -> None:
    process, address, go = starting
    early = httpx2.post(f"{address}/api/v1/ask", json={"question": DANGER})
    assert (early.status_code, len(early.json()["alerts"])) == (503, 1)
    go.write_text("", encoding="utf-8")
    statuses = set()

    def is_ready() -> bool:
        statuses.add(status_of(f"{address}/readyz"))
        return 200 in statuses

    until(is_ready)
    assert statuses == {503, 200}, "whoever comes is answered, and by one of the two"
    reply = httpx2.post(f"{address}/api/v1/ask", json={"question": HARMLESS})
    assert reply.status_code == 200 and json.loads(reply.text)["parts"]
    process.terminate()
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    opens, _, _, *addresses = said.splitlines()
    assert f"opens at {address}" in opens and f"is at {address}" in addresses[0]


def test_a_library_that_cannot_be_made_ends_the_program_as_it_does_elsewhere(
    starting: tuple[subprocess.Popen[str], str, Path],
) -> None:
    process, address, go = starting
    go.write_text("the disk is odd; mend it", encoding="utf-8")
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert said.splitlines()[-1] == "doctor-answers: the disk is odd; mend it"
    assert status_of(address) == 0


def test_ctrl_c_while_it_answers_early_ends_it_with_one_line(
    starting: tuple[subprocess.Popen[str], str, Path],
) -> None:
    process, _, _ = starting
    process.send_signal(2)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "doctor-answers: stopped"

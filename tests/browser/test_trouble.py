"""What the page says in words of its own when something is in the way, and what to do then."""

import json
import shutil
import socket
import sqlite3
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import bot.web.app
import bot.web.chat
from bot.reply.service import AnswerService
from index.library.build import build
from index.library.open import Library
from tests.browser.conftest import (
    HOST,
    PHONE,
    Opened,
    Program,
    ask,
    box_of,
    context_of,
    open_chat,
    serving,
)
from tests.browser.test_chat import EXERCISE, MASSAGE, Held, asked_on, holding, violations

pytestmark = [pytest.mark.browser, pytest.mark.model]

BUSY = "Too many people are asking right now, so your question was not accepted."
OFFLINE = "This page cannot reach its server"
BACK = "The server is back. Ask your question again."
LATE = "This is taking longer than it should."
CUT = "Your question could not be sent. It is still in the box: ask it again."
PATIENCE = "Your previous question is still being answered."
SWALLOWING = f"botox 3 days ago and its hard to swallow. {EXERCISE}"


def ask_by_key(page: Page, question: str) -> None:
    box_of(page).fill(question)
    box_of(page).press("Enter")


# Too many pages.


def test_a_reader_with_many_pages_open_is_answered_in_each(
    browser: Browser, program: Program
) -> None:
    """A browser has six connections to an address without HTTP/2, for all its pages together."""
    with context_of(browser) as context:
        pages = [context.new_page() for _ in range(8)]
        for page in pages:
            open_chat(page, program.address)
        for page in (pages[-1], pages[0]):
            ask(page, EXERCISE)
            expect(page.get_by_role("article").first).to_be_visible()


# Too many people.


def crowd(browser: Browser, contexts: ExitStack, address: str, question: str) -> list[Page]:
    """Six people who ask: four are answered at once, one waits, one is not taken."""
    pages = []
    for _ in range(6):
        page = contexts.enter_context(context_of(browser)).new_page()
        open_page(page, address)
        ask_by_key(page, question)
        expect(page.locator("#place:visible, #chat .waiting")).to_have_count(1)
        pages.append(page)
    return pages


def test_who_is_refused_reads_so_and_keeps_the_question(
    browser: Browser, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.web.chat, "QUEUE", 1)
    with holding(program) as (address, held), ExitStack() as contexts:
        pages = crowd(browser, contexts, address, EXERCISE)
        late = pages[-1]
        expect(late.locator("#place")).to_contain_text(BUSY)
        expect(late.locator("#place")).to_have_role("status")
        expect(box_of(late)).to_have_value(EXERCISE)
        expect(late.locator(".toast-wrap")).to_be_hidden()
        assert late.locator("#chat .asked").count() == 0
        assert violations(late) == []
        held.go.set()
        for page in pages[:-1]:
            expect(page.locator("#chat .reply")).to_have_count(1)
        box_of(late).press("Enter")
        expect(late.locator("#chat .reply")).to_have_count(1)
        expect(late.locator("#place")).to_be_hidden()


def open_page(page: Page, address: str) -> None:
    """The chat page while the encoder still loads."""
    page.goto(address)
    expect(page.locator("#starting p")).to_be_visible()


def test_a_question_that_was_not_accepted_gets_its_alerts(
    browser: Browser, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.web.chat, "QUEUE", 1)
    with holding(program) as (address, held), ExitStack() as contexts:
        pages = crowd(browser, contexts, address, SWALLOWING)
        for page in pages[-2:]:
            alert = page.locator("#danger").get_by_role("alert")
            expect(alert).to_contain_text("Get help now: call 911")
            expect(alert).to_contain_text("hard to swallow")
            assert page.locator("#chat .alert").count() == 0
            assert violations(page) == []
        held.go.set()
        for page in pages[:-1]:
            expect(page.locator("#chat .reply")).to_have_count(1)
        waited, late = pages[-2:]
        expect(waited.locator("#chat .alert")).to_have_count(1)
        expect(waited.locator("#danger .alert")).to_have_count(0)
        box_of(late).fill(EXERCISE)
        box_of(late).press("Enter")
        expect(late.locator("#chat .reply")).to_have_count(1)
        expect(late.locator(".alert")).to_have_count(0)


def test_the_notices_alone_are_escaped_and_nothing_where_there_is_no_sign(
    program: Program,
) -> None:
    def signs_of(question: str) -> str:
        sent = json.dumps({"question": question}).encode()
        kind = {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"{program.address}/signs", sent, kind)
        with urllib.request.urlopen(asked) as answered:
            return str(answered.read().decode())

    assert signs_of(EXERCISE) == ""
    assert 'data-level="emergency"' in signs_of(SWALLOWING)
    hostile = signs_of("hard to <img src=x onerror=alert(1)> swallow, I cant breathe <script>")
    assert "<img" not in hostile
    assert "<script" not in hostile
    assert 'data-level="emergency"' in signs_of(f"{'It is fine. ' * 200} {SWALLOWING}")
    with pytest.raises(urllib.error.HTTPError, match="413"):
        signs_of("x" * 64_000)


def test_who_asks_again_too_early_is_asked_to_wait_for_the_answer(
    page: Page, outliving: ExitStack, program: Program
) -> None:
    address, held = outliving.enter_context(holding(program))
    open_page(page, address)
    ask_by_key(page, EXERCISE)
    expect(page.locator("#chat .waiting")).to_be_visible()
    ask_by_key(page, MASSAGE)
    expect(page.locator("#place")).to_contain_text(PATIENCE)
    expect(box_of(page)).to_have_value(MASSAGE)
    assert violations(page) == []
    held.go.set()
    expect(page.locator("#chat .reply")).to_have_count(1)
    expect(page.locator("#place")).to_be_hidden()
    box_of(page).press("Enter")
    expect(page.locator("#chat .reply")).to_have_count(2)
    assert asked_on(page) == [EXERCISE, MASSAGE]


# No network.


def test_a_question_that_was_lost_on_the_way_is_said_to_be(
    browser: Browser, program: Program
) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        open_chat(page, program.address)
        page.route("**/queue/join*", lambda route: route.abort())
        ask_by_key(page, SWALLOWING)
        expect(page.locator("#place")).to_have_text(CUT)
        expect(page.locator("#danger .alert")).to_contain_text("Get help now: call 911")
        expect(box_of(page)).to_have_value(SWALLOWING)
        page.unroute("**/queue/join*")
        box_of(page).press("Enter")
        expect(page.locator("#chat .reply")).to_have_count(1)
        expect(page.locator("#place")).to_be_hidden()
        expect(page.locator("#danger .alert")).to_have_count(0)


def test_a_page_without_a_network_says_so_and_keeps_what_stands_on_it(
    browser: Browser, program: Program
) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        open_chat(page, program.address)
        ask(page, EXERCISE)
        context.set_offline(True)
        ask_by_key(page, MASSAGE)
        expect(page.locator("#place")).to_contain_text(OFFLINE)
        expect(box_of(page)).to_have_value(MASSAGE)
        expect(page.locator(".toast-wrap")).to_be_hidden()
        assert asked_on(page) == [EXERCISE]
        assert page.locator("#chat .reply").count() == 1
        assert violations(page) == []
        context.set_offline(False)
        expect(page.locator("#place")).to_have_text(BACK)
        box_of(page).press("Enter")
        expect(page.locator("#chat .reply")).to_have_count(2)
        assert asked_on(page) == [EXERCISE, MASSAGE]
        expect(page.locator("#place")).to_be_hidden()


def test_who_waits_while_the_network_goes_reads_so(browser: Browser, program: Program) -> None:
    with holding(program) as (address, held), context_of(browser, PHONE) as context:
        page = context.new_page()
        open_page(page, address)
        ask_by_key(page, EXERCISE)
        expect(page.locator("#chat .waiting")).to_be_visible()
        context.set_offline(True)
        expect(page.locator("#place")).to_contain_text(OFFLINE)
        bar = page.locator("#ask-bar").bounding_box()
        place = page.locator("#place").bounding_box()
        assert bar is not None
        assert place is not None
        assert place["y"] + place["height"] <= bar["y"] + 1, "the bar covers the place"
        context.set_offline(False)
        held.go.set()
        expect(page.locator("#place")).not_to_contain_text(OFFLINE)


@contextmanager
def started(service: AnswerService, port: int) -> Iterator[None]:
    """The program at a given port, stopped without waiting for anybody."""
    import uvicorn

    config = uvicorn.Config(
        bot.web.app.make_app(service), port=port, log_level="critical", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.05)
    try:
        yield
    finally:
        server.should_exit = True
        for _ in range(300):  # its threads may still wait for an encoder when nobody can reach it
            if not thread.is_alive() or not reachable(port):
                break
            thread.join(0.1)


def reachable(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex((HOST, port)) == 0


def test_a_program_that_stopped_and_started_again_answers_on_the_same_page(
    browser: Browser, program: Program
) -> None:
    service = AnswerService(Library.open(program.library.folder), program.encoder)
    service.load()
    service.wait()
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with context_of(browser) as context:
        page = context.new_page()
        with started(service, port):
            open_chat(page, f"http://{HOST}:{port}")
            ask(page, EXERCISE)
        ask_by_key(page, MASSAGE)
        expect(page.locator("#place")).to_contain_text(OFFLINE)
        assert asked_on(page) == [EXERCISE]
        with started(service, port):
            expect(page.locator("#place")).to_have_text(BACK)
            box_of(page).press("Enter")
            expect(page.locator("#chat .reply").last).to_be_visible()
            expect(page.locator("#chat .asked").last).to_have_text(MASSAGE)
            page.goto("about:blank")


def test_a_question_whose_reply_was_cut_off_is_asked_again(
    browser: Browser, program: Program
) -> None:
    held = Held(program)
    waiting = AnswerService(Library.open(program.library.folder), held)
    waiting.load()
    service = AnswerService(Library.open(program.library.folder), program.encoder)
    service.load()
    service.wait()
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with context_of(browser) as context:
        page = context.new_page()
        with started(waiting, port):
            open_page(page, f"http://{HOST}:{port}")
            ask_by_key(page, EXERCISE)
            expect(page.locator("#chat .waiting")).to_be_visible()
        expect(page.locator("#place")).to_contain_text(OFFLINE)
        held.go.set()
        with started(service, port):
            # the page looks, waits, loads anew and asks again: on a busy machine that takes long
            # Where the reply's place went with the server, it says that the question is asked anew.
            back = page.locator("#place", has_text=BACK)
            expect(page.locator("#chat .reply").or_(back).first).to_be_visible(timeout=120_000)
            if back.count():
                ask_by_key(page, EXERCISE)
            expect(page.locator("#chat .reply")).to_have_count(1, timeout=120_000)
            expect(page.locator("#chat .waiting")).to_have_count(0)
            page.wait_for_timeout(2500)  # it would be asked once more by now
            assert asked_on(page)[-1] == EXERCISE and len(asked_on(page)) <= 2
            assert page.evaluate("[location.hash, window.name]") == ["", ""]
            page.goto("about:blank")


def test_a_reply_that_takes_very_long_is_said_to(browser: Browser, program: Program) -> None:
    with holding(program) as (address, held), context_of(browser) as context:
        page = context.new_page()
        page.clock.install()
        open_page(page, address)
        ask_by_key(page, EXERCISE)
        expect(page.locator("#chat .waiting")).to_be_visible()
        expect(page.locator("#place")).to_be_hidden()
        page.clock.run_for(40_000)
        expect(page.locator("#place")).to_contain_text(LATE)
        held.go.set()
        expect(page.locator("#chat .reply")).to_have_count(1)
        expect(page.locator("#place")).to_be_hidden()


# A library that cannot be used.


def test_a_damaged_library_shows_nothing_and_says_what_to_do_after_the_notice(
    opened: Opened,
    outliving: ExitStack,
    program: Program,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    build(tmp_path / "library", [program.files["000_935efed495dcb89e"]], program.encoder)
    library = Library.open(tmp_path / "library")
    service = AnswerService(library, program.encoder)
    (store,) = (tmp_path / "library").rglob("library.sqlite")
    with sqlite3.connect(store) as connection:
        connection.execute("update answers set name = 'Somebody Else'")
    service.load()  # what it has read before is kept in memory, and shown
    service.wait()
    address = outliving.enter_context(serving(service))
    page = opened()
    open_chat(page, address)
    ask_by_key(page, f"I cant breathe! {EXERCISE}")
    trouble = page.locator("#chat .trouble")
    expect(trouble).to_contain_text("The library cannot be used, so nothing is shown.")
    expect(trouble).to_contain_text("Try again later; about your own case, ask your doctor.")
    expect(page.get_by_role("alert")).to_contain_text("Get help now: call 911")
    assert page.locator("#chat .card").count() == 0
    assert violations(page) == []
    assert "the library is damaged" in caplog.text
    assert "build PATH --anew" in caplog.text


def test_where_the_newest_state_is_damaged_the_one_before_is_shown_and_said_to_be(
    opened: Opened, outliving: ExitStack, program: Program, tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(program.files["000_935efed495dcb89e"], pages)
    build(tmp_path / "library", [pages], program.encoder)
    shutil.copy(program.files["003_13a95f21a5b80d88"], pages)
    build(tmp_path / "library", [pages], program.encoder)
    newest = max((tmp_path / "library").glob("generation-*"))
    (newest / "space.npz").write_bytes(b"no longer what it was")
    service = AnswerService(Library.open(tmp_path / "library"), program.encoder)
    service.load()
    service.wait()
    address = outliving.enter_context(serving(service))
    page = opened()
    open_chat(page, address)
    ask_by_key(page, EXERCISE)
    expect(page.locator("#chat .reply")).to_have_count(1)
    expect(page.locator("#chat .trouble")).to_contain_text("the previous one is shown")
    cards = page.locator("#chat .card").evaluate_all("all => all.map(e => e.dataset.answer)")
    assert cards
    assert all(card.startswith("000_935efed495dcb89e#") for card in cards)


def test_a_library_without_answers_says_so_before_anybody_asks(
    opened: Opened, outliving: ExitStack, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "empty.txt").write_text("Does it hurt?\n\nDoctor Answers 0\n")
    build(tmp_path / "library", [tmp_path / "pages"], program.encoder)
    service = AnswerService(Library.open(tmp_path / "library"), program.encoder)
    service.load()
    service.wait()
    address = outliving.enter_context(serving(service))
    page = opened()
    open_chat(page, address)
    expect(page.locator("#examples")).to_contain_text("There are no answers here yet")
    ask_by_key(page, EXERCISE)
    expect(page.locator("#chat .found")).to_have_text("No doctor here addressed this question.")


# What keeps a question from the conversation, whatever it is, keeps no notice back.

JOIN, ANSWERS = "**/queue/join*", "**/queue/data*"


def broken(page: Page, what: str, how: str) -> None:
    """Let a kind of request be refused with a status, go astray, or be answered by nobody."""
    if how == "silent":
        page.route(what, lambda route: None)
    elif how == "astray":
        page.route(what, lambda route: route.abort())
    else:
        page.route(what, lambda route: route.fulfill(status=int(how), body="<html>no</html>"))


@pytest.mark.parametrize(
    ("what", "how"),
    [
        (JOIN, "500"),
        (JOIN, "429"),
        (JOIN, "502"),
        (JOIN, "silent"),
        (ANSWERS, "503"),
        (ANSWERS, "astray"),
        (ANSWERS, "silent"),
    ],
)
def test_whatever_keeps_a_question_from_the_conversation_its_alerts_come(
    browser: Browser, program: Program, what: str, how: str
) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        open_chat(page, program.address)
        broken(page, what, how)
        ask_by_key(page, SWALLOWING)
        alert = page.locator("#danger").get_by_role("alert")
        expect(alert).to_contain_text("Get help now: call 911")


def test_alerts_that_cannot_be_told_at_once_are_asked_for_again(
    browser: Browser, program: Program
) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        open_chat(page, program.address)
        page.route("**/signs", lambda route: route.fulfill(status=503), times=1)
        broken(page, JOIN, "503")
        ask_by_key(page, SWALLOWING)
        expect(page.locator("#danger .alert")).to_contain_text("Get help now: call 911")


def test_alerts_beside_the_conversation_go_when_the_question_stands_in_it(
    browser: Browser, program: Program
) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        open_chat(page, program.address)
        broken(page, JOIN, "502")
        ask_by_key(page, SWALLOWING)
        expect(page.locator("#danger .alert")).to_have_count(1)
        page.unroute(JOIN)
        box_of(page).press("Enter")
        expect(page.locator("#chat .alert")).to_have_count(1)
        expect(page.locator("#danger .alert")).to_have_count(0)


@pytest.mark.parametrize("level", ["emergency", "crisis"])
def test_alerts_beside_the_conversation_stay_where_its_answer_tells_none(
    browser: Browser, program: Program, level: str
) -> None:
    """What is in doubt is told while its question waits, and may be left out of the answer."""
    with context_of(browser) as context:
        page = context.new_page()
        open_chat(page, program.address)
        alert = f'<section class="alert" data-level="{level}" role="alert">In doubt</section>'
        page.route("**/signs", lambda route: route.fulfill(body=alert))
        broken(page, JOIN, "502")
        ask_by_key(page, EXERCISE)
        expect(page.locator("#danger .alert")).to_have_text("In doubt")
        page.unroute(JOIN)
        box_of(page).press("Enter")
        expect(page.locator("#chat .card").first).to_be_visible()
        page.wait_for_timeout(1500)  # the page looks twice a second
        expect(page.locator("#danger .alert")).to_have_text("In doubt")
        page.unroute("**/signs")
        ask_by_key(page, "Can I have a massage after Botox?")
        expect(page.locator("#danger .alert")).to_have_count(0)


def test_of_a_long_message_that_is_pasted_the_end_is_read_for_danger(
    browser: Browser, program: Program
) -> None:
    """A browser cuts off what a box does not take, and says nothing."""
    with context_of(browser) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        open_chat(page, program.address)
        message = f"{'The roses in the garden are very fine this year. ' * 100}{SWALLOWING}"
        box_of(page).focus()
        page.evaluate("text => navigator.clipboard.writeText(text)", message)
        page.keyboard.press("Control+V")
        expect(box_of(page)).to_have_value(message)
        box_of(page).press("Enter")
        expect(page.locator("#chat .alert")).to_contain_text("Get help now: call 911")
        expect(page.locator("#chat .waiting")).to_have_count(0)
        expect(page.locator("#danger .alert")).to_have_count(0)

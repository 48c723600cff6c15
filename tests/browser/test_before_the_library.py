"""The page while the first library is made, and how it becomes the chat page."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.reply.service import AnswerService
from bot.web.api.access import Access
from bot.web.api.keys import ApiKeys
from bot.web.app import make_app
from bot.web.backpressure import FirstServer, Server
from bot.web.first_start import first_start
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.open import Library
from tests.browser.conftest import HOST, PHONE, SECONDS, box_of, context_of
from tests.browser.test_chat import EXERCISE, violations
from tests.faults.visitors import free_port

pytestmark = [pytest.mark.browser, pytest.mark.model]

DANGER = "I can't breathe after botox"


@pytest.fixture
def starting(
    tmp_path: Path, real_folder: Path, real_encoder: SentenceEncoder
) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address at which answers are read in, and what ends that."""
    service = AnswerService(Library.open(real_folder), real_encoder)
    service.load()
    first = FirstServer(first_start("911", Access(ApiKeys(tmp_path))), HOST, free_port())
    first.begin()
    server = Server(make_app(service), HOST, first.config.port)
    serving = threading.Thread(target=lambda: server.run(first.hand_over()), daemon=True)
    yield f"http://{HOST}:{first.config.port}", serving.start
    server.should_exit = first.should_exit = True
    if serving.is_alive():
        serving.join(SECONDS)


def pressed(page: Page, question: str) -> None:
    box_of(page).fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_question_of_the_first_moments_is_answered_by_itself(
    browser: Browser, starting: tuple[str, Callable[[], None]], scheme: str
) -> None:
    address, there = starting
    with context_of(browser, PHONE, scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address)
        expect(page.locator("#place")).to_contain_text("being read in")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        pressed(page, EXERCISE)
        expect(page.locator("#place")).to_contain_text("answered as soon as")
        there()
        expect(page.locator("#chat .asked")).to_have_text(EXERCISE)
        expect(page.locator("#chat .card").first).to_be_visible()
        assert page.url == f"{address}/" and page.evaluate("window.name") == ""


def test_an_alert_stays_until_its_reader_goes_on(
    browser: Browser, starting: tuple[str, Callable[[], None]]
) -> None:
    address, there = starting
    with context_of(browser) as context:
        page = context.new_page()
        page.goto(address)
        pressed(page, DANGER)
        expect(page.locator("#danger .alert")).to_contain_text("call 911")
        assert violations(page) == []
        there()
        expect(page.locator("#place")).to_contain_text("there now")
        expect(page.locator("#danger .alert")).to_be_visible()
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#chat .alert")).to_contain_text("call 911")


def test_the_enter_key_sends_as_on_the_chat_page(
    browser: Browser, starting: tuple[str, Callable[[], None]]
) -> None:
    address, _ = starting
    with context_of(browser) as context:
        page = context.new_page()
        page.goto(address)
        box_of(page).fill(DANGER)
        box_of(page).press("Enter")
        expect(page.locator("#danger .alert")).to_contain_text("call 911")


def test_in_a_crisis_there_is_help_and_nothing_to_wait_for(
    browser: Browser, starting: tuple[str, Callable[[], None]]
) -> None:
    address, there = starting
    with context_of(browser) as context:
        page = context.new_page()
        page.goto(address)
        pressed(page, "I want to kill myself")
        expect(page.locator("#danger .alert")).to_contain_text("988")
        expect(page.locator("#place")).to_have_count(0)
        there()
        page.wait_for_timeout(3000)
        expect(page.locator("#danger .alert")).to_be_visible()


def test_what_is_being_written_stays(
    browser: Browser, starting: tuple[str, Callable[[], None]]
) -> None:
    address, there = starting
    with context_of(browser) as context:
        page = context.new_page()
        page.goto(address)
        box_of(page).fill("can I exerc")
        there()
        expect(page.locator("#place")).to_contain_text("there now")
        assert box_of(page).input_value() == "can I exerc"
        pressed(page, EXERCISE)
        expect(page.locator("#chat .asked")).to_have_text(EXERCISE)


def test_without_script_a_form_tells_danger_and_keeps_the_question(
    browser: Browser, starting: tuple[str, Callable[[], None]]
) -> None:
    address, there = starting
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        pressed(page, DANGER)
        expect(page.locator(".alert")).to_contain_text("call 911")
        assert box_of(page).input_value() == DANGER
        there()
        expect(page.locator(".card")).to_have_count(0)
        for _ in range(SECONDS):
            pressed(page, DANGER)
            if page.locator(".card").count():
                break
            page.wait_for_timeout(1000)
        expect(page.locator(".card").first).to_be_attached()
        expect(page.locator(".alert")).to_contain_text("call 911")

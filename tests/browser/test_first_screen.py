"""What stands on the first screen of a phone after a question, and how far the next answer is."""

import pytest
from playwright.sync_api import Page, expect

from bot.reply.service import AnswerService
from tests.browser.conftest import (
    PHONE,
    Opened,
    Program,
    article_of,
    ask,
    last_reply,
    open_chat,
)

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTIONS = [
    "How long after botox can I exercise?",
    "can I drink wine after botox",
    "is exercise after botox bad",
    "massage after botox",
    "can I use my face muscles after botox",
    "can I go to the gym after fillers",
    "when can I lie down after botox",
    "does exercise make botox wear off",
    "yoga after botox",
    "can I sleep on my side after botox",
]
MOST_STOPS = 25
"""Presses of Tab from a question to the second answer to it, at most."""
TOP_OF_WORDS = """
() => {
  const quotes = [...document.querySelectorAll('#chat .card :is(.words, .excerpt)')];
  const quoted = quotes.find(one => one.checkVisibility());
  const first = document.createRange();
  first.selectNodeContents(quoted);
  return first.getClientRects()[0].bottom;
}
"""
"""Where the first line of the first doctor's words ends, from the top of the window."""
STOPS = """
() => {
  const cards = [...document.querySelectorAll('#chat .card')];
  const second = cards[1] ?? document.querySelector('#ask-bar');
  return [...document.querySelectorAll('a[href], button, summary, textarea, input')]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
    .filter(one => one.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING).length;
}
"""
"""What can have the focus before the second answer, from the top of the page."""


@pytest.fixture
def phone(opened: Opened, program: Program) -> Page:
    page = opened(PHONE)
    open_chat(page, program.address)
    return page


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_doctors_words_begin_on_the_first_screen_of_a_phone(
    question: str, phone: Page, service: AnswerService
) -> None:
    assert service.reply(question).cards
    ask(phone, question)
    bar = phone.locator("#ask-bar").bounding_box()
    assert bar is not None
    end, stops = phone.evaluate(TOP_OF_WORDS), phone.evaluate(STOPS)
    print(f"{question}: first line of words ends at {end:.0f} px, {stops} stops")
    assert 0 < end < bar["y"] < PHONE[1]
    expect(phone.locator("#chat .asked")).to_be_in_viewport(ratio=1)
    expect(last_reply(phone).locator(".state")).to_be_in_viewport(ratio=1)
    expect(last_reply(phone).locator(".doctor").first).to_be_in_viewport(ratio=1)
    assert stops <= MOST_STOPS


def test_the_second_answer_is_reached_by_few_presses_of_tab(
    phone: Page, service: AnswerService
) -> None:
    ask(phone, QUESTIONS[0])
    second = article_of(phone, service.reply(QUESTIONS[0]).cards[1])
    phone.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    phone.locator(".skip").focus()
    inside = "card => card.contains(document.activeElement)"
    presses = 0
    while not second.evaluate(inside):
        phone.keyboard.press("Tab")
        presses += 1
        assert presses <= MOST_STOPS


@pytest.mark.parametrize("key", [None, "Enter", "Space"])
def test_an_answer_further_down_is_a_row_that_opens_in_place(
    key: str | None, phone: Page, service: AnswerService
) -> None:
    ask(phone, QUESTIONS[0])
    cards = service.reply(QUESTIONS[0]).cards
    rows = last_reply(phone).locator("details.short")
    expect(rows).to_have_count(len(cards) - 3)
    for card in cards[3:]:
        article = article_of(phone, card)
        summary, best = article.locator(".short > summary"), article.locator(".best")
        expect(article.locator(".words")).to_be_hidden()
        assert best.text_content() == card.page.quote(card.highlights[0])
        expect(best).to_be_visible()
        expect(summary.locator(".doctor")).to_be_visible()
        summary.focus()
        if key is None:
            summary.click()
        else:
            phone.keyboard.press(key)
        expect(article.locator(":is(.words, .excerpts)").last).to_be_visible()
        expect(best).to_be_hidden()
        expect(summary).to_be_in_viewport()
        assert article.locator(".words").text_content() == card.quote


def test_a_time_in_a_row_opens_it_at_its_sentence(phone: Page) -> None:
    ask(phone, QUESTIONS[0])
    last_reply(phone).locator(".spread > summary").click()
    led = 0
    for chip in last_reply(phone).locator(".spread .time").all():
        answer = chip.get_attribute("data-leads")
        article = last_reply(phone).locator(f'.card[data-answer="{answer}"]')
        row = article.locator("details.short")
        if not row.count() or row.get_attribute("open") is not None:
            continue
        chip.click()
        expect(row).to_have_attribute("open", "")
        sentence = article.locator(f'.words [data-at="{chip.get_attribute("data-at")}"]')
        expect(sentence).to_be_focused()
        expect(sentence).to_be_in_viewport()
        led += 1
    assert led > 0

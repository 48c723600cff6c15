"""A patient's whole visit, once by mouse and once by the keyboard alone."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.reply.reply import Card, Reply
from bot.reply.service import AnswerService
from bot.reply.spread import spread_of
from bot.show.card import LONG
from bot.show.wording import name_of, state_of
from bot.text.credentials import explained
from bot.text.glossary import defined
from index.model import Span
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    STILL,
    Opened,
    Program,
    article_of,
    box_of,
    last_reply,
    open_chat,
)
from tests.browser.test_chat import holding
from tests.show.test_conversation import by_speaker

pytestmark = [pytest.mark.browser, pytest.mark.model]

EXERCISE = "can I exercise after botox?"
THEN = "and what about fillers?"
LEANING = "can I exercise after fillers?"
MASSAGE = "massage after botox"
BOTH = ["Can I exercise after Botox?", "Can I have a massage after Botox?"]
EMERGENCY = "my throat is closing up and i cant breathe since the botox injections, can i exercise?"
FRANCE = "what is the capital of France"


# Two ways of using the page.


class Hand(Protocol):
    """What a visitor does with a page: presses what stands there, and writes into its box."""

    def press(self, target: Locator) -> None: ...

    def come_to(self, target: Locator) -> None: ...

    def write(self, page: Page, words: str) -> None: ...

    def ask(self, page: Page) -> None: ...


class Mouse:
    """Clicks."""

    def press(self, target: Locator) -> None:
        target.click()

    def come_to(self, target: Locator) -> None:
        target.click(trial=True)

    def write(self, page: Page, words: str) -> None:
        box_of(page).click(click_count=3)
        page.keyboard.insert_text(words)

    def ask(self, page: Page) -> None:
        page.get_by_role("button", name="Ask", exact=True).click()


BOUND = 300
"""Presses of Tab by which everything on the page is reached."""
MOST = 0.9
"""The share of a thing that is to be seen; the browser's own scrolling leaves out half a pixel."""
STANDING = """
target => {
  const at = document.activeElement;
  const name = `${at.tagName} ${at.className} ${at.textContent.trim().slice(0, 60)}`;
  const bare = at === document.body;
  const seen = bare || [...at.getClientRects()].every(box => {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const met = document.elementFromPoint(x, y);
    return box.top > -1 && box.bottom < innerHeight + 1 && (at === met || at.contains(met));
  });
  const bar = document.querySelector('#ask-bar');
  const clear = bare || !bar || bar.contains(at)
    || at.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top + 1;
  const back = at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING;
  return { there: at === target, unseen: seen && clear ? [] : [name], back: !!back };
}
"""
"""Where the focus is, from a target: whether it is there, whether one sees it, and which way."""


class Keyboard:
    """Presses keys only. Wherever the focus stops on its way, it is to be seen (WCAG 2.4.11)."""

    def come_to(self, target: Locator) -> None:
        """Press Tab, or Shift and Tab, until the target has the focus."""
        page, wanted = target.page, target.element_handle()
        stand = page.evaluate(STANDING, wanted)
        key = "Shift+Tab" if stand["back"] else "Tab"
        for _ in range(BOUND):
            if stand["there"]:
                break
            page.keyboard.press(key)
            stand = page.evaluate(STANDING, wanted)
            assert stand["unseen"] == []
        expect(target).to_be_focused()
        expect(target).to_be_in_viewport(ratio=MOST)

    def press(self, target: Locator) -> None:
        self.come_to(target)
        target.page.keyboard.press("Enter")

    def write(self, page: Page, words: str) -> None:
        self.come_to(box_of(page))
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.insert_text(words)

    def ask(self, page: Page) -> None:
        page.keyboard.press("Enter")


def hidden(page: Page) -> list[str]:
    """What has the focus and is covered or out of the window."""
    found: list[str] = page.evaluate(STANDING, page.locator("body").element_handle())["unseen"]
    return found


HANDS: dict[str, Callable[[], Hand]] = {"mouse": Mouse, "keyboard": Keyboard}


# What stands on the page.


def ask(hand: Hand, page: Page, question: str) -> None:
    """Ask a question and wait until its reply stands and the page has moved to it."""
    replies = page.locator("#chat .reply")
    before = replies.count()
    hand.write(page, question)
    hand.ask(page)
    expect(replies).to_have_count(before + 1)
    expect(page.locator("#chat .asked").last).to_have_text(question)
    expect(page.locator("#chat .asked").last).to_be_in_viewport()
    expect(box_of(page)).to_have_value("")
    page.wait_for_function(STILL)


def unfold(hand: Hand, folded: Locator) -> None:
    """Press what is folded away, unless it stands open."""
    if folded.count() and folded.get_attribute("open") is None:
        hand.press(folded.locator("> summary"))
        expect(folded).to_have_attribute("open", "")


def opened_card(hand: Hand, page: Page, card: Card) -> Locator:
    """A card, which may be a row that opens."""
    article = article_of(page, card)
    unfold(hand, article.locator("details.short"))
    return article


def about_in(hand: Hand, page: Page, card: Card) -> Locator:
    """What stands behind "About this answer", opened."""
    about = opened_card(hand, page, card).locator("details.about")
    unfold(hand, about)
    return about


# The steps of a visit.


def a_question_is_answered_in_the_doctors_words(hand: Hand, page: Page, reply: Reply) -> None:
    ask(hand, page, reply.question)
    assert len(reply.cards) >= 5
    expect(last_reply(page).locator(".found")).to_have_text(state_of(reply.parts[0]))
    words = last_reply(page).locator(".words").all_text_contents()
    assert words == [card.quote for card in reply.cards]
    names = last_reply(page).get_by_role("heading").all_text_contents()
    assert names == [name_of(card.answer.doctor) for card in reply.cards]


def degrees_are_explained(hand: Hand, page: Page, reply: Reply) -> None:
    card = next(card for card in reply.cards if "FRCP" in (card.answer.doctor.credentials or ""))
    degrees = article_of(page, card).locator(".degrees")
    expect(degrees).to_be_hidden()
    about_in(hand, page, card)
    expect(degrees).to_be_visible()
    known = explained(card.answer.doctor.credentials or "")
    assert degrees.locator("dt").all_text_contents() == [one.words for one in known]
    assert degrees.locator("dd").all_text_contents() == [one.meaning for one in known]


def a_word_is_defined(hand: Hand, page: Page, reply: Reply) -> None:
    card = next(card for card in reply.cards if defined(card.quote))
    word = defined(card.quote)[0]
    words = article_of(page, card).locator(".glossary")
    about = about_in(hand, page, card)  # which an earlier step may have opened
    hand.press(about.locator("> summary"))
    expect(words).to_be_hidden()
    about_in(hand, page, card)
    expect(words).to_be_visible()
    expect(words.locator("dd").first).to_have_text(word.meaning)
    expect(words.locator("dt").first).to_have_text(word.words)
    assert word.words in card.quote


def a_time_leads_to_its_sentence(
    hand: Hand, page: Page, reply: Reply, *, folded: bool = False
) -> None:
    spread = spread_of(reply.cards)
    assert spread is not None
    number, time = next(
        (n, time)
        for n, time in enumerate(by_speaker(spread.times))
        if (len(time.card.quote) >= LONG) == folded
    )
    sentence = article_of(page, time.card).locator(f'.words [data-at="{time.sentence.start}"]')
    if folded:
        expect(sentence).to_be_hidden()
    unfold(hand, last_reply(page).locator(".spread"))
    chip = last_reply(page).locator(".spread .time").nth(number)
    assert chip.locator("[data-verbatim]").text_content() == time.card.page.quote(time.span)
    hand.press(chip)
    expect(sentence).to_be_focused()
    expect(sentence).to_be_in_viewport(ratio=MOST)
    assert hidden(page) == []
    assert sentence.text_content() == time.card.page.quote(time.sentence)


def a_whole_answer_unfolds_at_its_lit_part(hand: Hand, page: Page, card: Card) -> None:
    assert len(card.quote) >= LONG
    article = opened_card(hand, page, card)
    whole, words = article.locator("details.whole > summary"), article.locator(".words")
    expect(words).to_be_hidden()
    hand.press(whole)
    expect(words).to_be_visible()
    expect(words.locator("mark").first).to_be_in_viewport(ratio=MOST)
    assert words.text_content() == card.quote
    highlights = [card.page.quote(span) for span in card.highlights]
    assert words.locator("mark").all_text_contents() == highlights
    expect(article.locator(".excerpts")).to_be_hidden()


def the_patients_question_unfolds(hand: Hand, page: Page, card: Card) -> None:
    question = about_in(hand, page, card).locator(".question")
    expect(question).to_be_hidden()
    hand.press(article_of(page, card).get_by_text("The patient's question", exact=True))
    expect(question).to_be_visible()
    assert question.text_content() == card.page.quoted(card.page.question)


def opened_by(hand: Hand, target: Locator) -> Page:
    """The tab that a link opens."""
    with target.page.context.expect_page() as opening:
        hand.press(target)
    view = opening.value
    view.wait_for_load_state()
    return view


def the_page_as_saved_opens_with_the_answer_marked(
    hand: Hand, page: Page, card: Card, program: Program
) -> None:
    view = opened_by(hand, article_of(page, card).locator("footer a"))
    expect(view.get_by_role("heading", name="The page as saved")).to_be_attached()
    text = program.files[card.page.id].read_bytes().decode("utf-8")
    assert view.locator("pre").text_content() == text
    assert view.locator("mark").all_text_contents() == [card.quote]
    expect(view.locator("mark")).to_be_in_viewport()
    view.close()
    page.bring_to_front()


def the_print_view_holds_all_that_goes_with_the_words(hand: Hand, page: Page, card: Card) -> None:
    view = opened_by(hand, article_of(page, card).get_by_role("link", name="Print", exact=True))
    expect(view.get_by_role("heading", name=name_of(card.answer.doctor))).to_be_visible()
    assert view.locator(".words").text_content() == card.quote
    expect(view.locator(".about.standing")).to_contain_text(card.answer.doctor.specialty or "?")
    expect(view.get_by_text(card.page.quoted(card.page.title) or "?").first).to_be_visible()
    assert view.locator(".notice").text_content() == card.page.quoted(card.page.notice)
    expect(view.get_by_text("date not given on the page")).to_be_visible()
    view.close()
    page.bring_to_front()


def the_words_are_copied(hand: Hand, page: Page, card: Card) -> None:
    button = article_of(page, card).locator("button.copy")
    expect(button).to_have_text("Copy the words")
    hand.press(button)
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == card.quote


def a_follow_up_says_what_was_searched_and_lets_it_be_edited(
    hand: Hand, page: Page, reply: Reply
) -> None:
    ask(hand, page, THEN)
    assert reply.searched == (LEANING,)
    expect(last_reply(page).locator(".searched")).to_have_text(LEANING)
    expect(last_reply(page).locator(".searched")).to_be_visible()
    expect(last_reply(page).locator(".found")).to_have_text(state_of(reply.parts[0]))
    hand.press(last_reply(page).get_by_role("button", name="Edit these words"))
    expect(box_of(page)).to_have_value(LEANING)
    expect(box_of(page)).to_be_focused()
    assert hidden(page) == []


def two_questions_in_one_message_have_two_headings(hand: Hand, page: Page, reply: Reply) -> None:
    ask(hand, page, reply.question)
    parts = last_reply(page).locator("section.for")
    assert parts.get_by_role("heading", level=2).all_text_contents() == BOTH
    for section, part in zip(parts.all(), reply.parts, strict=True):
        assert section.locator(".words").all_text_contents() == [one.quote for one in part.cards]


def an_emergency_is_answered_with_its_notice_first(hand: Hand, page: Page, reply: Reply) -> None:
    ask(hand, page, reply.question)
    alert = page.get_by_role("alert")
    expect(alert).to_have_count(1)
    expect(alert).to_be_in_viewport(ratio=MOST)
    assert alert.locator("p").first.text_content() == "Emergency"
    expect(alert).to_contain_text("call 911")
    expect(alert).to_contain_text("throat is closing")
    call = alert.get_by_role("link", name="Call 911")
    expect(call).to_have_attribute("href", "tel:911")
    order = page.locator("#chat").evaluate(
        "chat => [...chat.querySelectorAll('.asked, .alert, .reply')].slice(-3)"
        ".map(one => one.classList[0])"
    )
    assert order == ["asked", "alert", "reply"]
    bottom, top = alert.bounding_box(), last_reply(page).bounding_box()
    assert bottom
    assert top
    assert bottom["y"] + bottom["height"] <= top["y"]
    hand.come_to(call)
    folded = last_reply(page).locator("details.folded")
    expect(folded).not_to_have_attribute("open", "")
    expect(last_reply(page).locator(".card").first).to_be_hidden()
    hand.press(folded.locator("> summary"))
    expect(folded).to_have_attribute("open", "")
    expect(last_reply(page).locator(".card").first).to_be_visible()
    assert last_reply(page).locator(".words").all_text_contents() == [
        card.quote for card in reply.cards
    ]


def what_is_not_found_is_said_and_no_card_is_shown(hand: Hand, page: Page) -> None:
    ask(hand, page, FRANCE)
    count = last_reply(page).locator(".found")
    expect(count).to_have_text("No doctor here addressed this question.")
    expect(count).to_be_visible()
    expect(last_reply(page).locator(".card, .spread, .notice")).to_have_count(0)


def everything_is_cleared_for_the_next_person(hand: Hand, page: Page) -> None:
    hand.write(page, "half a question")
    hand.press(page.get_by_role("button", name="Clear everything"))
    expect(page.locator("#chat .asked, #chat .alert, #chat .reply, .card")).to_have_count(0)
    expect(page.locator("#examples button")).to_have_count(3)
    for example in page.locator("#examples button").all():
        expect(example).to_be_visible()
    expect(box_of(page)).to_have_value("")
    expect(page.get_by_role("button", name="Clear everything")).to_be_hidden()


# The visit.


@pytest.mark.parametrize("way", HANDS)
def test_a_whole_visit(way: str, opened: Opened, program: Program, service: AnswerService) -> None:
    hand = HANDS[way]()
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.address)
    open_chat(page, program.address)

    reply = service.reply(EXERCISE)
    long = next(card for card in reply.cards if len(card.quote) >= LONG)
    first = reply.cards[0]
    a_question_is_answered_in_the_doctors_words(hand, page, reply)
    a_time_leads_to_its_sentence(hand, page, reply)
    the_patients_question_unfolds(hand, page, first)
    the_page_as_saved_opens_with_the_answer_marked(hand, page, first, program)
    the_words_are_copied(hand, page, first)
    the_print_view_holds_all_that_goes_with_the_words(hand, page, first)
    degrees_are_explained(hand, page, reply)
    a_whole_answer_unfolds_at_its_lit_part(hand, page, long)
    a_word_is_defined(hand, page, reply)
    a_follow_up_says_what_was_searched_and_lets_it_be_edited(
        hand, page, service.reply(THEN, before=EXERCISE)
    )
    massage = service.reply(MASSAGE)
    a_question_is_answered_in_the_doctors_words(hand, page, massage)
    a_time_leads_to_its_sentence(hand, page, massage, folded=True)
    two_questions_in_one_message_have_two_headings(hand, page, service.reply(" ".join(BOTH)))
    an_emergency_is_answered_with_its_notice_first(hand, page, service.reply(EMERGENCY))
    what_is_not_found_is_said_and_no_card_is_shown(hand, page)
    everything_is_cleared_for_the_next_person(hand, page)


def test_the_notice_of_an_emergency_waits_for_no_answer(
    page: Page, outliving: ExitStack, program: Program
) -> None:
    address, held = outliving.enter_context(holding(program))
    page.goto(address)
    box_of(page).fill(EMERGENCY)
    box_of(page).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("call 911")
    expect(page.locator("#chat .waiting")).to_be_visible()
    assert page.locator("#chat .reply").count() == 0
    held.go.set()
    expect(page.locator("#chat .reply")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(1)


# The focus, and where it goes.


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_hides_what_has_the_focus(
    key: str, size: tuple[int, int], opened: Opened, program: Program
) -> None:
    page = opened(size)
    open_chat(page, program.address)
    hand = Keyboard()
    ask(hand, page, MASSAGE)
    for folded in ("details.short", "details.about"):
        for one in last_reply(page).locator(folded).all():
            one.evaluate("e => { e.open = true; }")
    stops = page.locator("#chat").locator("button:visible, summary:visible, a:visible").count()
    assert stops > 40
    hand.come_to(page.locator("#chat button.link" if key == "Tab" else "#chat a.print").last)
    covered = []
    for _ in range(stops + 3):
        page.keyboard.press(key)
        covered += hidden(page)
    assert covered == []


def test_the_highlight_comes_into_view_where_a_folded_answer_is_opened_twice(
    chat: Page, service: AnswerService
) -> None:
    hand = Keyboard()
    ask(hand, chat, MASSAGE)
    card = next(card for card in service.reply(MASSAGE).cards if len(card.quote) >= LONG)
    whole = opened_card(hand, chat, card).locator("details.whole > summary")
    for _ in range(2):
        hand.press(whole)
        expect(article_of(chat, card).locator(".words mark").first).to_be_in_viewport(ratio=MOST)
        hand.press(whole)
        expect(article_of(chat, card).locator(".words")).to_be_hidden()


def test_a_folded_answer_that_is_opened_may_be_folded_again_and_led_to_again(
    chat: Page, service: AnswerService
) -> None:
    hand = Keyboard()
    ask(hand, chat, MASSAGE)
    reply = service.reply(MASSAGE)
    a_time_leads_to_its_sentence(hand, chat, reply, folded=True)
    spread = spread_of(reply.cards)
    assert spread is not None
    card = next(time.card for time in spread.times if len(time.card.quote) >= LONG)
    hand.press(article_of(chat, card).locator("details.whole > summary"))
    a_time_leads_to_its_sentence(hand, chat, reply, folded=True)


def test_every_time_of_every_part_leads_to_the_sentence_in_its_own_part(
    chat: Page, service: AnswerService
) -> None:
    question = " ".join(BOTH)
    ask(Mouse(), chat, question)
    led = 0
    for section, part in zip(
        last_reply(chat).locator("section.for").all(), service.reply(question).parts, strict=True
    ):
        spread = spread_of(part.cards)
        assert spread is not None
        unfold(Mouse(), section.locator(".spread"))
        chips = section.locator(".spread .time")
        for chip, time in zip(chips.all(), by_speaker(spread.times), strict=True):
            chip.click()
            card = section.locator(f'article.card[data-answer="{time.card.answer.id}"]')
            sentence = card.locator(f'.words [data-at="{time.sentence.start}"]')
            expect(sentence).to_be_focused()
            expect(sentence).to_be_in_viewport(ratio=MOST)
            assert sentence.text_content() == quoted(time.card, time.sentence)
            assert time.card.page.quote(time.span) in (sentence.text_content() or "")
            led += 1
    assert led > 8


def quoted(card: Card, span: Span) -> str:
    """Words of a card's page, which must lie within its answer."""
    assert card.answer.body.holds(span)
    return card.page.quote(span)

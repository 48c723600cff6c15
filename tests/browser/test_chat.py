"""The chat page in a real browser, as a patient uses it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from bot.reply.reply import LONGEST_QUESTION, Card, Reply, reply_to
from bot.reply.service import AnswerService
from bot.show.card import LONG, page_address
from bot.show.conversation import OPEN
from bot.show.wording import UNNAMED, brand_note, count_of, name_of, state_of
from index.encoders.encoder import Vectors
from index.library.open import Library
from index.pages.line_reader.authors import read_author
from tests.browser.conftest import (
    DESKTOP,
    HOSTILE_TITLE,
    PHONE,
    STILL,
    Opened,
    Program,
    Scheme,
    ask,
    box_of,
    context_of,
    last_reply,
    open_chat,
    open_rows,
    serving,
)
from tests.show.test_card import HOSTILE, card_of, page_of, part_of

pytestmark = [pytest.mark.browser, pytest.mark.model]

EXERCISE = "can I exercise after botox?"
FRANCE = "what is the capital of France"
MASSAGE = "massage after botox"
TATTOO = "Does laser tattoo removal hurt?"
WISDOM = "How long do wisdom teeth bleed?"
NOTHING = "No doctor here addressed this question."
FOLDED = "Show what doctors told other patients"


class Shown(NamedTuple):
    """A card as it stands in the browser; `verbatim` are class and text of each such element."""

    answer: str
    doctor: str
    verbatim: list[tuple[str, str]]


READ_CARDS = """
cards => cards.map(card => [
  card.dataset.answer,
  card.querySelector('.doctor').textContent,
  [...card.querySelectorAll('[data-verbatim]:not(.term)')].map(e => [e.className, e.textContent]),
])
"""


def cards(page: Page) -> list[Shown]:
    found = last_reply(page).locator("article.card").evaluate_all(READ_CARDS)
    return [Shown(answer, doctor, list(map(tuple, words))) for answer, doctor, words in found]


def expected(card: Card, *, short: bool) -> Shown:
    page = card.page
    best = [("best", page.quote(card.highlights[0]))] if short and card.highlights else []
    words = [*best, ("headline", page.quoted(card.answer.headline)), ("words", card.quote)]
    if len(card.quote) >= LONG:
        words += [("excerpt", page.quote(span)) for span in card.excerpt]
    words.append(("question", page.quoted(page.question)))
    texts = [(name, text) for name, text in words if text is not None]
    return Shown(card.answer.id, name_of(card.answer.doctor), texts)


def told_in(page: Page) -> list[str]:
    """How much was found, as the last reply says it: for all questions, and for each."""
    return last_reply(page).locator(".count, .found").all_text_contents()


def told_of(reply: Reply) -> list[str]:
    """What a reply must say of that."""
    together = [count_of(reply)] if len(reply.parts) > 1 else []
    return [*together, *(state_of(part) for part in reply.parts)]


def reply_in(program: Program, question: str, before: str | None = None) -> Reply:
    return reply_to(question, program.library, program.encoder, before=before)


def assert_shown(
    page: Page, program: Program, question: str, before: str | None = None
) -> list[Shown]:
    """The last reply on the page is the library's own, character for character."""
    reply = reply_in(program, question, before)
    shown = cards(page)
    assert shown == [
        expected(card, short=len(part.cards) > OPEN + 1 and number >= OPEN)
        for part in reply.parts
        for number, card in enumerate(part.cards)
    ]
    for card in reply.cards:
        if card.page.id in program.files:
            text = program.files[card.page.id].read_bytes().decode("utf-8")
            assert card.quote == text[card.answer.body.start : card.answer.body.end]
    assert told_in(page) == told_of(reply)
    notices = last_reply(page).locator(".notice").all_text_contents()
    assert notices == [notice.text for notice in reply.notices]
    return shown


# Asking.


def test_a_question_asked_by_mouse_is_answered_by_five_doctors_in_their_own_words(
    chat: Page, program: Program
) -> None:
    ask(chat, EXERCISE)
    shown = assert_shown(chat, program, EXERCISE)
    assert len({card.doctor for card in shown} - {UNNAMED}) >= 5
    expect(chat.get_by_role("textbox", name="Your question")).to_have_value("")


def test_a_question_is_asked_with_the_enter_key(chat: Page, program: Program) -> None:
    box = chat.get_by_role("textbox", name="Your question")
    box.fill(EXERCISE)
    box.press("Enter")
    expect(chat.locator("#chat .reply")).to_have_count(1)
    assert_shown(chat, program, EXERCISE)


def test_an_example_asks_itself(chat: Page, program: Program) -> None:
    button = chat.locator("#examples button").last
    title = button.inner_text()
    button.click()
    expect(chat.locator("#chat .reply")).to_have_count(1)
    assert chat.locator("#chat .asked").all_text_contents() == [title]
    assert title in {page.quoted(page.title) for page in program.library.pages()}
    assert_shown(chat, program, title)
    expect(chat.locator("#examples")).to_be_hidden()


def test_a_doctor_whom_the_page_does_not_name_is_said_to_be_unnamed(
    chat: Page, program: Program
) -> None:
    ask(chat, EXERCISE)
    unnamed = [
        card.answer.id
        for card in reply_in(program, EXERCISE).cards
        if card.answer.doctor.name is None
    ]
    assert unnamed
    for answer in unnamed:
        card = chat.locator(f'article.card[data-answer="{answer}"]')
        expect(card.locator("h2")).to_have_text("Doctor not named on the page")
        expect(card.locator("h2")).to_be_visible()


def test_what_no_doctor_addressed_is_said_plainly_and_no_answer_is_shown(
    chat: Page, program: Program
) -> None:
    ask(chat, FRANCE)
    expect(last_reply(chat).locator(".found")).to_have_text(NOTHING)
    expect(last_reply(chat).locator(".found")).to_be_visible()
    assert assert_shown(chat, program, FRANCE) == []


def test_a_screen_reader_hears_that_the_reply_has_come(chat: Page) -> None:
    ask(chat, FRANCE)
    expect(chat.locator("#bridge").get_by_role("status")).to_have_text(NOTHING)


@pytest.mark.parametrize("question", ["", "   "])
@pytest.mark.parametrize("way", ["click", "key"])
def test_a_question_without_words_does_nothing(chat: Page, question: str, way: str) -> None:
    sent: list[str] = []
    chat.on("request", lambda request: sent.append(request.url))
    box_of(chat).fill(question)
    if way == "click":
        chat.get_by_role("button", name="Ask", exact=True).click()
    else:
        box_of(chat).press("Enter")
    expect(box_of(chat)).to_be_focused()
    chat.wait_for_timeout(1000)
    assert [url for url in sent if "/queue/join" in url] == []
    expect(box_of(chat)).to_have_value(question)
    expect(chat.locator("#examples")).to_be_visible()
    assert chat.locator("#chat .asked, #chat .trouble, #chat .reply").count() == 0


def test_of_a_giant_question_the_beginning_is_asked_and_shown(chat: Page, program: Program) -> None:
    question = EXERCISE + " and again" * 1000
    beginning = question[:LONGEST_QUESTION]
    ask(chat, question)
    assert chat.locator("#chat .asked").all_text_contents() == [beginning]
    assert_shown(chat, program, beginning)


def test_several_turns_stay_on_the_page(chat: Page, program: Program) -> None:
    questions = [EXERCISE, FRANCE, MASSAGE]
    for question in questions:
        ask(chat, question)
    assert chat.locator("#chat .asked").all_text_contents() == questions
    counts = [one for question in questions for one in told_of(reply_in(program, question))]
    assert chat.locator("#chat .found").all_text_contents() == counts
    assert_shown(chat, program, MASSAGE)
    expect(chat.locator("#chat .asked").last).to_be_in_viewport()


def test_the_oldest_turn_goes_when_there_are_more_than_ten(chat: Page) -> None:
    box = chat.get_by_role("textbox", name="Your question")
    for number in range(12):
        box.fill(f"{FRANCE} {number}")
        box.press("Enter")
        expect(chat.locator("#chat .asked").last).to_have_text(f"{FRANCE} {number}")
        expect(chat.locator("#chat .waiting")).to_have_count(0)
    asked = chat.locator("#chat .asked").all_text_contents()
    assert asked == [f"{FRANCE} {number}" for number in range(2, 12)]


def test_a_question_that_gradio_drops_is_asked_again(chat: Page) -> None:
    """It accepts none while it holds the one before open, which lasts longer than the answer."""
    chat.locator("#ask-bar").evaluate(
        "bar => bar.addEventListener('keydown', e => e.stopPropagation(), "
        "{ capture: true, once: true })"
    )
    box_of(chat).fill(FRANCE)
    box_of(chat).press("Enter")
    expect(chat.locator("#chat .asked").last).to_have_text(FRANCE)


def test_clear_empties_the_page_for_the_next_person(chat: Page) -> None:
    ask(chat, EXERCISE)
    chat.get_by_role("button", name="Clear everything").click()
    expect(chat.locator("#chat .asked")).to_have_count(0)
    expect(chat.locator(".card")).to_have_count(0)
    expect(chat.locator("#examples")).to_be_visible()
    expect(box_of(chat)).to_be_focused()
    ask(chat, FRANCE)
    assert chat.locator("#chat .asked").all_text_contents() == [FRANCE]


def test_a_question_is_the_only_event_in_the_queue(opened: Opened, program: Program) -> None:
    """An event of the page itself that ends just then closes the stream on which a reply comes."""
    page = opened()
    posted: list[str] = []

    def note(request: Request) -> None:
        if "/queue/join" in request.url:
            posted.append(request.post_data or "")

    page.on("request", note)
    open_chat(page, program.address)
    ask(page, EXERCISE)
    assert [EXERCISE in data for data in posted] == [True]


def test_a_question_leaves_nothing_in_the_browser(chat: Page) -> None:
    ask(chat, "can I exercise after botox, asks Wilhelmina?")
    stored = chat.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " await indexedDB.databases(), await caches.keys(), location.href])"
    )
    assert "Wilhelmina" not in stored
    assert "exercise" not in stored
    assert "Wilhelmina" in (chat.locator("#chat .asked").text_content() or "")
    chat.reload()
    expect(chat.locator("#examples")).to_be_visible()
    assert "Wilhelmina" not in chat.content()


# What was changed, and taking it back.

MISSPELT = "does juvaderm move if I massage it"
AS_TYPED = 'does "juvaderm" move if I massage it'
FIRST, THEN = "Can I exercise after Botox?", "and what about fillers?"
LEANING = "Can I exercise after fillers?"
BOTH = ["Can I exercise after Botox?", "Can I have a massage after Botox?"]
DYSPORT = "Can I exercise after Dysport?"
RINGING = "How long do ears ring after a loud concert?"


def changes(page: Page) -> list[str]:
    return last_reply(page).locator(".changes li").all_inner_texts()


def asked_on(page: Page) -> list[str]:
    return page.locator("#chat .asked").all_text_contents()


def press(page: Page, offer: str) -> None:
    """Press a button of the last reply and wait for the reply to what it asks."""
    replies = page.locator("#chat .reply")
    before = replies.count()
    last_reply(page).get_by_role("button", name=offer, exact=True).click()
    expect(replies).to_have_count(before + 1)
    expect(page.locator("#chat .waiting")).to_have_count(0)


def test_a_mended_word_is_said_and_a_press_searches_it_as_typed(
    chat: Page, program: Program
) -> None:
    ask(chat, MISSPELT)
    assert_shown(chat, program, MISSPELT)
    expect(last_reply(chat).get_by_text("Showing results for juvederm.")).to_be_visible()
    assert changes(chat)[0] == "Searched: does juvederm move if I massage it Edit these words"
    press(chat, "Search for juvaderm instead")
    assert asked_on(chat) == [MISSPELT, AS_TYPED]
    assert "Showing" not in last_reply(chat).inner_text()
    assert_shown(chat, program, AS_TYPED)
    expect(box_of(chat)).to_have_value("")


def test_the_words_that_were_added_are_left_out_by_a_press(chat: Page, program: Program) -> None:
    ask(chat, DYSPORT)
    assert changes(chat) == [
        "For Dysport, also searched: Botox, botulinum toxin. Search only for Dysport"
    ]
    press(chat, "Search only for Dysport")
    assert asked_on(chat) == [DYSPORT, 'Can I exercise after "Dysport"?']
    assert not any(line.startswith("For Dysport") for line in changes(chat))
    assert_shown(chat, program, 'Can I exercise after "Dysport"?')


def test_a_question_that_leans_is_searched_with_the_one_before(
    chat: Page, program: Program
) -> None:
    ask(chat, FIRST)
    ask(chat, THEN)
    assert_shown(chat, program, THEN, before=FIRST)
    expect(last_reply(chat).locator(".searched")).to_have_text(LEANING)
    expect(last_reply(chat).locator(".searched")).to_be_visible()
    assert changes(chat)[1] == (
        "Read together with your previous question. Search for “and what about fillers?” on its own"
    )


def test_the_words_searched_are_put_into_the_box_and_not_asked(chat: Page) -> None:
    ask(chat, FIRST)
    ask(chat, THEN)
    last_reply(chat).get_by_role("button", name="Edit these words").click()
    expect(box_of(chat)).to_have_value(LEANING)
    expect(box_of(chat)).to_be_focused()
    chat.wait_for_timeout(1000)  # a question that asks itself would be there by now
    expect(box_of(chat)).to_have_value(LEANING)
    assert asked_on(chat) == [FIRST, THEN]
    # What is typed goes on behind the words, and is asked with them.
    chat.keyboard.press("End")
    chat.keyboard.type(" Or swim?")
    chat.keyboard.press("Enter")
    expect(chat.locator("#chat .reply")).to_have_count(3)
    assert asked_on(chat)[-1] == f"{LEANING} Or swim?"


def test_a_press_asks_the_question_alone_and_what_stands_alone_carries_nothing(
    chat: Page, program: Program
) -> None:
    ask(chat, FIRST)
    ask(chat, THEN)
    press(chat, f"Search for “{THEN}” on its own")
    assert asked_on(chat) == [FIRST, THEN, f'"{THEN}"']
    assert "Read together" not in last_reply(chat).inner_text()
    assert changes(chat) == []
    assert_shown(chat, program, f'"{THEN}"')
    ask(chat, RINGING)
    assert changes(chat) == []
    assert_shown(chat, program, RINGING)


def test_what_found_nothing_is_leant_on_and_not_what_was_asked_before(
    chat: Page, program: Program
) -> None:
    ask(chat, FIRST)
    ask(chat, FRANCE)
    ask(chat, THEN)
    expect(last_reply(chat).locator(".searched")).to_contain_text(FRANCE.rstrip("?"))
    assert_shown(chat, program, THEN, before=FRANCE)


def test_of_several_questions_the_last_that_found_something_is_leant_on() -> None:
    from bot.web.chat import Conversation

    card = card_of(page_of(["words"]))
    reply = Reply("", (part_of("first?", card), part_of("second?", card), part_of("none?")), ())
    service = AnswerService.__new__(AnswerService)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(AnswerService, "ready", True)
        patched.setattr(AnswerService, "reply", lambda *_, **__: reply)
        patched.setattr(AnswerService, "library", SimpleNamespace(seals=lambda _: {}, warning=None))
        *_, (turn, _) = Conversation(service).steps("question", None, "en")
    assert turn.searched == "second?"


def test_after_clear_nothing_is_leant_on(chat: Page) -> None:
    ask(chat, FIRST)
    chat.get_by_role("button", name="Clear everything").click()
    expect(chat.locator("#chat .asked")).to_have_count(0)
    ask(chat, THEN)
    assert changes(chat) == []


def test_two_questions_in_one_message_have_their_cards_below_two_headings(
    chat: Page, program: Program
) -> None:
    ask(chat, " ".join(BOTH))
    assert_shown(chat, program, " ".join(BOTH))
    expect(last_reply(chat).locator(".count")).to_contain_text("2 of 2 questions answered: ")
    expect(chat.locator("#bridge").get_by_role("status")).to_contain_text(
        "2 of 2 questions answered: "
    )
    sections = last_reply(chat).locator("section.for")
    assert sections.get_by_role("heading", level=2).all_text_contents() == BOTH
    parts = reply_in(program, " ".join(BOTH)).parts
    for section, part in zip(sections.all(), parts, strict=True):
        names = [name_of(card.answer.doctor) for card in part.cards]
        assert section.get_by_role("heading", level=3).all_text_contents() == names


def test_an_answer_on_another_product_says_so(chat: Page, program: Program) -> None:
    ask(chat, DYSPORT)
    noted = {card.answer.id: brand_note(card) for card in reply_in(program, DYSPORT).cards}
    assert "This answer names Botox, not the product you asked about." in noted.values()
    for answer, note in noted.items():
        notes = last_reply(chat).locator(f'article.card[data-answer="{answer}"] .note')
        assert notes.all_text_contents() == ([] if note is None else [note])
        if note:
            expect(notes).to_be_visible()


def test_near_identical_answers_unfold_to_links_that_lead_to_their_marked_pages(
    chat: Page, program: Program
) -> None:
    ask(chat, RINGING)
    (card,) = reply_in(program, RINGING).cards
    folded = last_reply(chat).locator("details.alike")
    folded_links = folded.get_by_role("link")
    assert folded_links.count() == 0
    folded.get_by_text("and 2 more like this").click()
    expect(folded_links).to_have_count(2)
    assert len({one.page.id for one in card.alike} | {card.page.id}) == 3
    for link, one in zip(folded_links.all(), card.alike, strict=True):
        expect(link).to_have_text(one.page.quoted(one.page.title) or "")
        with chat.context.expect_page() as opening:
            link.click()
        view = opening.value
        view.wait_for_load_state()
        assert view.locator("pre").text_content() == one.page.text
        assert view.locator("mark").all_text_contents() == [one.page.quote(one.answer.body)]
        expect(view.locator("mark")).to_be_in_viewport()
        view.close()


def test_every_new_button_is_reached_by_tab_and_works_with_enter(chat: Page) -> None:
    ask(chat, FIRST)
    ask(chat, "and what about juvaderm?")
    last_reply(chat).locator(".state").click()  # Tab goes on from here
    focused = "document.activeElement.textContent"
    reached = []
    for _ in range(4):
        chat.keyboard.press("Tab")
        reached.append(chat.evaluate(focused))
    assert reached == [
        "Edit these words",
        "Search for “and what about juvaderm?” on its own",
        "Search for juvaderm instead",
        "Search only for juvederm",
    ]
    chat.keyboard.press("Enter")
    expect(chat.locator("#chat .reply")).to_have_count(3)
    assert asked_on(chat)[-1] == 'Can I exercise after "juvederm"?'
    ask(chat, THEN)
    last_reply(chat).locator(".state").click()
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    expect(box_of(chat)).to_have_value("Can I exercise after fillers?")


def test_near_identical_answers_unfold_by_keyboard(chat: Page) -> None:
    ask(chat, RINGING)
    folded = last_reply(chat).locator("details.alike")
    last_reply(chat).locator("details.about > summary").focus()
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    expect(folded.get_by_role("link")).to_have_count(2)
    chat.keyboard.press("Tab")
    expect(folded.get_by_role("link").first).to_be_focused()


@pytest.mark.parametrize("first", range(0, len(HOSTILE), 6))
def test_hostile_words_are_taken_back_as_text(first: int, chat: Page) -> None:
    for words in list(HOSTILE.values())[first : first + 6]:
        question = f"{WISDOM} juvaderm {words}".replace("\r\n", "\n").replace("\r", "\n")
        ask(chat, question)
        button = last_reply(chat).get_by_role("button", name="Search for juvaderm instead").first
        offered = button.get_attribute("data-question") or ""
        assert '"juvaderm"' in offered
        replies = chat.locator("#chat .reply")
        before = replies.count()
        button.click()
        expect(replies).to_have_count(before + 1)
        expect(chat.locator("#chat .waiting")).to_have_count(0)
        assert chat.locator("#chat .asked").last.text_content() == offered
        assert "Showing results for juvederm" not in last_reply(chat).inner_text()
        assert_unhacked(chat, "#chat")
        chat.get_by_role("button", name="Clear everything").click()
        expect(replies).to_have_count(0)


# One card.


def test_copy_gives_the_exact_words(opened: Opened, program: Program) -> None:
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.address)
    open_chat(page, program.address)
    copied = ""
    for question in (EXERCISE, f"{TATTOO} one two three four"):
        ask(page, question)
        open_rows(page)
        for card in reply_in(program, question).cards:
            button = last_reply(page).locator(f'[data-answer="{card.answer.id}"] button.copy')
            button.click()
            expect(button).to_have_text("Copied")
            assert page.evaluate("navigator.clipboard.readText()") == card.quote
            copied += card.quote
    assert "\u00a0" in copied
    assert "one\r\ntwo\rthree\n\r\nfour" in copied


def test_a_long_answer_is_folded_with_its_best_part_in_view_and_opens_by_keyboard(
    chat: Page, program: Program
) -> None:
    ask(chat, MASSAGE)
    open_rows(chat)
    long = [card for card in reply_in(program, MASSAGE).cards if len(card.quote) >= LONG]
    assert long
    for card in long:
        article = chat.locator(f'article.card[data-answer="{card.answer.id}"]')
        words, excerpts = article.locator(".words"), article.locator(".excerpt")
        expect(words).to_be_hidden()
        marked = excerpts.locator("mark")
        assert marked.all_text_contents() == [card.page.quote(span) for span in card.highlights]
        for mark in marked.all():
            expect(mark).to_be_visible()
        assert all(text in card.quote for text in excerpts.all_text_contents())
        article.locator("details.whole > summary").focus()
        chat.keyboard.press("Enter")
        expect(words).to_be_visible()
        assert words.text_content() == card.quote
        for excerpt in excerpts.all():
            expect(excerpt).to_be_hidden()


def test_a_short_answer_is_whole_with_its_best_part_marked(chat: Page, program: Program) -> None:
    ask(chat, EXERCISE)
    open_rows(chat)
    short = [card for card in reply_in(program, EXERCISE).cards if len(card.quote) < LONG]
    assert short
    for card in short:
        article = chat.locator(f'article.card[data-answer="{card.answer.id}"]')
        expect(article.locator(".words")).to_be_visible()
        highlights = [card.page.quote(span) for span in card.highlights]
        assert article.locator("mark").all_text_contents() == highlights


def test_the_whole_page_opens_with_only_that_answer_marked(chat: Page, program: Program) -> None:
    ask(chat, EXERCISE)
    card = reply_in(program, EXERCISE).cards[0]
    link = chat.locator(f'article.card[data-answer="{card.answer.id}"] footer').get_by_role("link")
    with chat.context.expect_page() as opening:
        link.click()
    view = opening.value
    view.wait_for_load_state()
    text = program.files[card.page.id].read_bytes().decode("utf-8")
    assert view.locator("pre").text_content() == text == card.page.text
    assert view.locator("mark").all_text_contents() == [card.quote]
    expect(view.locator("mark")).to_be_in_viewport()


# The page as saved.


def links(page: Page) -> list[str]:
    found = page.locator("#chat .card footer a").evaluate_all("all => all.map(a => a.href)")
    return [str(address) for address in found]


def test_the_page_of_every_answer_opens(chat: Page, program: Program) -> None:
    shown: list[Card] = []
    for question in (EXERCISE, TATTOO, WISDOM):
        ask(chat, question)
        shown += reply_in(program, question).cards
    addresses = links(chat)
    assert len(addresses) == len(shown)
    refused = [a for a in addresses if chat.context.request.get(a).status != 200]
    assert refused == []


def test_a_hostile_page_is_shown_as_its_text(page: Page, program: Program) -> None:
    for found in program.library.pages():
        if found.id in {"000_935efed495dcb89e", "sub/hostile"}:
            response = page.goto(f"{program.address}/{page_address(found.id, 3)}")
            assert response is not None
            assert response.status == 200
            assert page.locator("pre").text_content() == found.text
            (answer,) = (answer for answer in found.answers if answer.number == 3)
            assert page.locator("mark").all_text_contents() == [found.quote(answer.body)]
            assert_unhacked(page, "body")


@pytest.mark.parametrize(
    "path",
    ["not-there/1", "000_935efed495dcb89e%00/1", "..%2F..%2Fetc%2Fpasswd/1", "000_935/1"],
)
def test_a_page_that_is_not_there_is_not_found(path: str, program: Program) -> None:
    response = httpx.get(f"{program.address}/page/{path}")
    assert response.status_code == 404
    assert "root:" not in response.text


@pytest.mark.parametrize("number", ["0", "11", "-1", "99999"])
def test_an_answer_that_is_not_on_the_page_is_not_found(number: str, program: Program) -> None:
    response = httpx.get(f"{program.address}/page/000_935efed495dcb89e/{number}")
    assert response.status_code == 404


def test_the_page_as_saved_may_run_nothing(program: Program) -> None:
    response = httpx.get(f"{program.address}/page/000_935efed495dcb89e/1")
    policy = response.headers["content-security-policy"]
    assert response.status_code == 200
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


# Hostile text.


def assert_unhacked(page: Page, within: str) -> None:
    assert page.evaluate("typeof window.hacked") == "undefined"
    foreign = ", ".join(
        f"{within} {tag}" for tag in ("script", "img", "iframe", "object", "embed", "link", "b")
    )
    assert page.locator(foreign).count() == 0


def test_hostile_words_are_drawn_as_text(chat: Page, program: Program) -> None:
    ask(chat, TATTOO)
    shown = assert_shown(chat, program, TATTOO)
    assert sum(card.answer.startswith("sub/hostile#") for card in shown) > 1
    assert last_reply(chat).locator("footer a").first.text_content() == HOSTILE_TITLE
    assert_unhacked(chat, "#chat")


@pytest.mark.parametrize("first", range(0, len(HOSTILE), 6))
def test_hostile_names_and_hostile_questions_are_drawn_as_text(
    first: int, chat: Page, program: Program
) -> None:
    for words in list(HOSTILE.values())[first : first + 6]:
        # A text box has but one kind of line end.
        question = f"{WISDOM} {words}".replace("\r\n", "\n").replace("\r", "\n")
        ask(chat, question)
        shown = assert_shown(chat, program, question)
        is_named = read_author(words, f"MD {words}").name is not None
        drawn = f"{words}, MD {words}" if is_named else UNNAMED
        assert drawn in {card.doctor for card in shown}
        assert chat.locator("#chat .asked").last.text_content() == question
        assert_unhacked(chat, "#chat")


# Before the encoder is there.


class Held:
    """The real encoder, which answers nothing until it is let go."""

    def __init__(self, program: Program) -> None:
        self._encoder = program.encoder
        self.name = program.encoder.name
        self.fingerprint = program.encoder.fingerprint
        self.dimension = program.encoder.dimension
        self.max_tokens = program.encoder.max_tokens
        self.go = threading.Event()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_tokens(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        assert self.go.wait(60)
        return self._encoder.encode_query(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_document(texts)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        return self._encoder.encode_words(words)


@contextmanager
def holding(program: Program) -> Iterator[tuple[str, Held]]:
    """The program with an encoder that is still loading; its address."""
    held = Held(program)
    service = AnswerService(Library.open(program.library.folder), held)
    service.load()
    with serving(service) as address:
        try:
            yield address, held
        finally:
            held.go.set()


def test_the_page_says_that_it_is_starting_and_answers_when_it_has_started(
    page: Page, outliving: ExitStack, program: Program
) -> None:
    address, held = outliving.enter_context(holding(program))
    page.goto(address)
    expect(page.locator("#starting")).to_contain_text("Starting up.")
    expect(page.locator("#starting p")).to_be_visible()
    box = page.get_by_role("textbox", name="Your question")
    box.fill(EXERCISE)
    box.press("Enter")
    expect(page.locator("#chat .waiting")).to_contain_text("Still starting up")
    assert page.locator("#chat .reply").count() == 0
    held.go.set()
    expect(page.locator("#chat .reply")).to_have_count(1)
    expect(page.locator("#starting")).to_be_hidden()
    assert_shown(page, program, EXERCISE)


def test_what_is_typed_while_an_answer_is_looked_for_stays(
    page: Page, outliving: ExitStack, program: Program
) -> None:
    address, held = outliving.enter_context(holding(program))
    page.goto(address)
    box = page.get_by_role("textbox", name="Your question")
    box.fill(EXERCISE)
    box.press("Enter")
    expect(page.locator("#chat .waiting")).to_be_visible()
    expect(box).to_have_value("")
    box.fill("and may I")
    held.go.set()
    expect(page.locator("#chat .reply")).to_have_count(1)
    ask_bar = page.locator("#ask-bar")
    ask_bar.get_by_role("textbox").press("End")
    page.keyboard.type(" swim?")
    expect(box).to_have_value("and may I swim?")


def test_who_waits_in_the_queue_reads_the_place(browser: Browser, program: Program) -> None:
    with holding(program) as (address, held), ExitStack() as contexts:
        pages = []
        for _ in range(6):  # four are answered at once
            context = contexts.enter_context(context_of(browser))
            page = context.new_page()
            page.goto(address)
            box = page.get_by_role("textbox", name="Your question")
            box.fill(EXERCISE)
            box.press("Enter")
            pages.append(page)
        for page in pages:
            expect(page.locator("#place:visible, #chat .waiting")).to_have_count(1)
        places = [page.locator("#place:visible").all_text_contents() for page in pages]
        said = "Many people are asking. Your question is number {} in the queue."
        assert sorted(places) == [[], [], [], [], [said.format(1)], [said.format(2)]]
        held.go.set()
        for page in pages:
            expect(page.locator("#chat .reply")).to_have_count(1)
            expect(page.locator("#place")).to_be_hidden()


# For everybody.

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALL = "target-size"
STATES = ["start", "answered", "unfolded", "nothing", "trouble", "page", "print"]
CHANGED = ["mended", "leaning", "parts", "other brand", "folded", "held back"]
OPENED = ["times", "row", "about", "narrowed", "kept", "cleared"]
"""States that a press brings about."""
"""States in which the page tells what was changed, noted or folded."""
SIGNS = {
    "crisis": "i want to kill myself",
    "emergency": "my throat is closing up and i cant breathe since the botox, can i exercise?",
    "urgent": "my eyelid is drooping since the botox",
    "clinic": "i got botox yesterday and have a bruise, can i exercise?",
}
"""States in which a notice goes first, and a message that brings each about."""
DOCUMENTS = {"page": "/page/000_935efed495dcb89e/9", "print": "/answer/000_935efed495dcb89e/9"}


def bring_to(page: Page, program: Program, state: str) -> None:
    if state in DOCUMENTS:
        page.goto(f"{program.address}{DOCUMENTS[state]}")
        return
    open_chat(page, program.address)
    if state in SIGNS:
        ask(page, SIGNS[state])
        expect(page.locator("#chat .alert")).to_be_visible()
    elif state == "answered":
        ask(page, EXERCISE)
    elif state == "unfolded":
        ask(page, MASSAGE)
        open_rows(page)
        for summary in page.locator(".spread > summary, .card :not(.short) > summary").all():
            summary.click()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar covers nothing
    elif state in OPENED:
        ask(page, EXERCISE)
        bring_further(page, state)
    elif state == "nothing":
        ask(page, FRANCE)
    elif state == "mended":
        ask(page, MISSPELT)
    elif state == "leaning":
        ask(page, FIRST)
        ask(page, "and what about juvaderm?")
    elif state == "parts":
        ask(page, " ".join(BOTH))
    elif state == "other brand":
        ask(page, DYSPORT)
    elif state == "folded":
        ask(page, RINGING)
        page.get_by_text("and 2 more like this").click()
    elif state == "held back":
        ask(page, SIGNS["emergency"])
        page.get_by_text(FOLDED).click()
    elif state == "trouble":
        ask(page, EXERCISE)
        shown = [card.answer for card in cards(page)]
        page.route("**/gone", lambda route: route.fulfill(json=shown))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#chat .trouble").first).to_be_visible()


def bring_further(page: Page, state: str) -> None:
    """From an answer to a state that a press brings about."""
    if state == "times":
        page.locator(".spread > summary").click()
    elif state == "row":
        page.locator(".short > summary").first.click()
    elif state == "about":
        page.locator(".about > summary").first.click()
    elif state == "narrowed":
        page.locator(".spread > summary").click()
        page.locator(".specialties button").first.click()
        expect(page.locator("#chat .narrowed")).to_be_visible()
        expect(page.locator("#chat .waiting")).to_have_count(0)
    elif state == "kept":
        page.get_by_label("Keep my questions in this tab").check()
    elif state == "cleared":
        page.get_by_role("button", name="Clear everything").click()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds. A target that the bar covers in part is too small only if it is so, too,
    where the page is scrolled on: whoever presses it scrolls there."""
    found = _found_by_axe(page)
    if SMALL in dict(found):
        place = page.evaluate("scrollY")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_function(STILL)
        anywhere = dict(_found_by_axe(page)).get(SMALL, [])
        page.evaluate("place => scrollTo(0, place)", place)
        small = [one for one in dict(found)[SMALL] if one in anywhere]
        found = [one for one in found if one[0] != SMALL] + ([(SMALL, small)] if small else [])
    return found


def _found_by_axe(page: Page) -> list[tuple[str, list[Any]]]:
    options = {"runOnly": WCAG, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


def show_in(page: Page, size: tuple[int, int], scheme: Scheme, *, at_the_end: bool) -> None:
    """Make of the page's window another, and bring to the top there what a reply brings there."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("() => window.doctorAnswers?.showQuestion()")
    page.wait_for_function(STILL)
    if at_the_end:
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar covers nothing
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark == (scheme == "dark")


def assert_a_phone_never_scrolls_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.evaluate("document.documentElement.clientWidth") == PHONE[0]
    too_wide = page.locator("#chat .reply *, #chat .asked, #ask-bar, pre").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.className)"
    )
    assert too_wide == []


ZOOMED = {"200 %": (600, 400), "400 %": (320, 480)}
"""What is left of 1200 by 800 at twice the size, and of 1280 at four times (WCAG 1.4.10)."""
IN_ZOOM = ["start", "unfolded", "crisis", "emergency", "parts", "nothing", "print"]


def assert_at_twice_the_size_nothing_is_lost(page: Page, state: str, size: tuple[int, int]) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar covers nothing
    assert violations(page) == []
    if state not in DOCUMENTS:
        box_of(page).scroll_into_view_if_needed()
        expect(box_of(page)).to_be_in_viewport()
        covered = page.locator("#ask-bar").bounding_box()
        assert covered is not None
        assert covered["height"] < size[1] / 2, "the bar leaves room to read"


@pytest.mark.parametrize("state", [*STATES, *CHANGED, *OPENED, *SIGNS])
def test_everybody_can_use_the_page(state: str, page: Page, program: Program) -> None:
    """In every window, light and dark, one after the other in the same visit."""
    bring_to(page, program, state)
    found = {}
    for kind, size in {"desktop": DESKTOP, "phone": PHONE}.items():
        for scheme in SCHEMES:
            show_in(page, size, scheme, at_the_end=state == "unfolded")
            found[kind, scheme] = violations(page)
    assert {kind: some for kind, some in found.items() if some} == {}
    assert_a_phone_never_scrolls_sideways(page)
    for size in ZOOMED.values() if state in IN_ZOOM else ():
        show_in(page, size, "light", at_the_end=state == "unfolded")
        assert_at_twice_the_size_nothing_is_lost(page, state, size)


LONG_WORDS = (
    f"juvaderm {'x' * 300} exersize {'https://a.test/' + 'y' * 200} 11s? Can I {'z' * 300}?"
)


@pytest.mark.parametrize("state", ["hostile", "hostile page", "hostile question"])
def test_a_phone_never_scrolls_sideways(state: str, opened: Opened, program: Program) -> None:
    page = opened(PHONE)
    if state == "hostile":
        open_chat(page, program.address)
        for question in (TATTOO, f"{WISDOM} {'x' * 200}"):
            ask(page, question)
    elif state == "hostile question":
        open_chat(page, program.address)
        ask(page, FIRST)
        for question in (LONG_WORDS, f"what about {'w' * 120}?", *list(HOSTILE.values())[:7]):
            ask(page, question)
    else:
        page.goto(f"{program.address}/page/sub%2Fhostile/1")
    assert_a_phone_never_scrolls_sideways(page)


def test_letters_of_twice_the_size_stay_on_the_page(chat: Page) -> None:
    ask(chat, SIGNS["emergency"])
    chat.add_style_tag(content="html { font-size: 200% !important; }")
    assert chat.evaluate("document.documentElement.scrollWidth") <= DESKTOP[0]
    cut = chat.locator("#chat .card *, #chat .alert *").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0"
        " && getComputedStyle(e).overflowX === 'hidden').map(e => e.className)"
    )
    assert cut == []
    assert violations(chat) == []


def test_who_wants_no_motion_sees_none(chat: Page) -> None:
    ask(chat, EXERCISE)
    chat.locator("#ask-bar textarea").fill("and")
    moving = chat.evaluate(
        "() => [document.getAnimations().length, ...[...document.querySelectorAll('body *')]"
        ".map(e => getComputedStyle(e)).filter(s => s.animationName !== 'none'"
        " || s.transitionDuration.split(', ').some(d => parseFloat(d) > 0)"
        " || s.scrollBehavior === 'smooth').map(s => s.animationName + s.transitionDuration)]"
    )
    assert moving == [0]


def test_the_conversation_is_a_log_and_a_count_a_status(chat: Page) -> None:
    ask(chat, EXERCISE)
    log = chat.get_by_role("log", name="Questions and answers")
    expect(log).to_have_count(1)
    expect(log.locator(".card").first).to_be_visible()
    expect(chat.locator("#bridge").get_by_role("status")).to_contain_text("answers by")
    assert chat.get_by_role("alert").count() == 0


def test_a_sign_of_danger_is_an_alert_before_the_answers_and_waits_for_no_encoder(
    page: Page, outliving: ExitStack, program: Program
) -> None:
    address, held = outliving.enter_context(holding(program))
    page.goto(address)
    box_of(page).fill(SIGNS["emergency"])
    box_of(page).press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Emergency")
    expect(alert.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
    assert page.locator("#chat .reply").count() == 0
    held.go.set()
    expect(page.locator("#chat .reply")).to_have_count(1)
    expect(alert).to_have_count(1)
    order = page.locator("#chat .alert, #chat .reply").evaluate_all(
        "all => all.map(e => e.className)"
    )
    assert order == ["alert", "reply"]


# After a sign of danger.

WEIGHING = "#chat .band, #chat .count, #chat .found, #chat .spread, #chat .time, #chat mark"
"""All that says how near an answer is, or picks something out of it."""


def test_after_an_emergency_the_answers_stay_folded_until_they_are_wanted(
    chat: Page, program: Program
) -> None:
    ask(chat, SIGNS["emergency"])
    folded = chat.locator("#chat details.folded")
    expect(folded).to_have_count(1)
    expect(folded).not_to_have_attribute("open", "")
    expect(chat.locator("#chat .card:visible")).to_have_count(0)
    spoken = "What doctors told other patients is folded away below."
    expect(chat.locator("#bridge").get_by_role("status")).to_have_text(spoken)
    for opened in (False, True):
        if opened:
            folded.locator("> summary").focus()
            chat.keyboard.press("Enter")
        expect(chat.locator(WEIGHING)).to_have_count(0)
        expect(chat.get_by_text("Answered here")).to_have_count(0)
    reply = reply_in(program, SIGNS["emergency"])
    assert reply.cards
    shown = folded.locator(".card:visible")
    expect(shown).to_have_count(sum(len(part.cards) for part in reply.parts))
    quotes = folded.locator(".words").all_text_contents()
    assert quotes == [card.quote for part in reply.parts for card in part.cards]


def test_in_a_crisis_there_is_the_card_alone(chat: Page) -> None:
    ask(chat, SIGNS["crisis"])
    card = chat.get_by_role("alert")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("You do not have to be alone with this")
    expect(card).not_to_contain_text("kill")
    addresses = card.get_by_role("link").evaluate_all("all => all.map(e => e.getAttribute('href'))")
    assert addresses == ["tel:988", "sms:988", "tel:911"]
    expect(chat.locator("#chat").locator(".reply, .waiting, .band, .card, details")).to_have_count(
        0
    )
    expect(chat.locator("#chat .asked")).to_have_text(SIGNS["crisis"])
    expect(chat.locator("#chat button.link")).to_have_count(0)
    expect(chat.locator("#keep")).to_be_hidden()
    expect(chat.locator("#chat [data-testid=bot]")).to_have_count(1)
    ask(chat, EXERCISE)
    expect(last_reply(chat).locator(".band")).to_have_text("Answered here")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_number_stays_in_view_and_leaves_the_box_its_place(
    size: tuple[int, int], opened: Opened, program: Program
) -> None:
    page = opened(size)
    open_chat(page, program.address)
    lifeline = page.locator(".lifeline")
    for question in (None, SIGNS["crisis"], EXERCISE):
        if question is not None:
            ask(page, question)
        expect(lifeline).to_have_text("Emergency: call 911 Crisis: call or text 988")
        expect(lifeline).to_be_in_viewport(ratio=1)
        expect(box_of(page)).to_be_in_viewport(ratio=1)
    height = lifeline.bounding_box()
    assert height is not None
    assert height["height"] < 30, "one line"
    top = page.locator("#chat .asked").last.bounding_box()
    assert top is not None
    assert top["y"] >= height["y"] + height["height"], "it covers no question"
    for number in ("911", "988"):
        link = lifeline.get_by_role("link", name=number, exact=True)
        expect(link).to_have_attribute("href", f"tel:{number}")

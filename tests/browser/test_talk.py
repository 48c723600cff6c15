"""A talk: going back in it, keeping it, clearing it, and going on from an answer."""

import json
from urllib.parse import quote as in_url

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.reply.service import AnswerService
from bot.show.wording import more_asking, only_asking
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    Opened,
    Program,
    Scheme,
    article_of,
    ask,
    box_of,
    last_reply,
    one_more_turn,
    open_chat,
    open_times,
)
from tests.browser.test_chat import SCHEMES, violations

pytestmark = [pytest.mark.browser, pytest.mark.model]

EXERCISE = "can I exercise after botox?"
MASSAGE = "massage after botox"
FLY = "can I fly after botox?"
CRISIS = "i want to kill myself"
RINGING = "How long do ears ring after a loud concert?"


def asked_on(page: Page) -> list[str]:
    return page.locator("#chat .asked").all_text_contents()


def stored(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("({...localStorage, ...sessionStorage})")
    return found


# Back and Forward.


def test_each_question_is_one_entry_of_the_history_and_back_and_forward_go_to_it(
    opened: Opened, program: Program
) -> None:
    chat = opened().context.new_page()  # its history is short: a browser keeps fifty entries
    open_chat(chat, program.address)
    before = chat.evaluate("history.length")
    questions = [EXERCISE, MASSAGE, FLY]
    for question in questions:
        ask(chat, question)
    assert chat.evaluate("history.length") == before + len(questions)
    for move, number in (("back", 1), ("back", 0), ("forward", 1), ("forward", 2)):
        chat.evaluate(f"history.{move}()")
        there = chat.locator("#chat .asked").nth(number)
        expect(there).to_be_focused()
        expect(there).to_be_in_viewport()
        assert asked_on(chat) == questions
    chat.evaluate("history.go(-3)")
    chat.wait_for_function("() => window.scrollY === 0")
    assert asked_on(chat) == questions


def test_an_entry_holds_a_number_and_nothing_of_what_was_asked(
    chat: Page, program: Program
) -> None:
    ask(chat, EXERCISE)
    ask(chat, CRISIS)
    chat.wait_for_function("() => history.state.turn === 2")  # just after the card is there
    assert chat.evaluate("history.state") == {"turn": 2}
    assert chat.evaluate("location.href") == f"{program.address}/"


def test_who_goes_back_after_everything_was_cleared_finds_nothing(chat: Page) -> None:
    ask(chat, EXERCISE)
    ask(chat, MASSAGE)
    chat.get_by_role("button", name="Clear everything").click()
    expect(chat.locator("#chat .asked")).to_have_count(0)
    chat.evaluate("history.back()")
    chat.wait_for_function("() => history.state.turn === 1")
    expect(chat.locator("#examples")).to_be_visible()
    assert asked_on(chat) == []
    ask(chat, FLY)
    chat.evaluate("history.back()")
    chat.wait_for_function("() => window.scrollY === 0")
    assert asked_on(chat) == [FLY]


def test_a_link_that_is_put_into_the_address_of_an_open_page_is_asked_and_leaves_it(
    chat: Page, program: Program
) -> None:
    ask(chat, EXERCISE)
    for question, count in ((MASSAGE, 2), (MASSAGE, 3)):
        with one_more_turn(chat):
            chat.evaluate("hash => { location.hash = hash; }", f"#q={in_url(question)}")
        assert asked_on(chat) == [EXERCISE, *[MASSAGE] * (count - 1)]
        assert chat.evaluate("location.href") == f"{program.address}/"


# Reloading.


def keep(page: Page) -> None:
    page.get_by_label("Keep my questions in this tab").check()


def test_what_is_not_to_be_kept_is_gone_after_a_reload(chat: Page) -> None:
    ask(chat, EXERCISE)
    assert stored(chat) == {}
    chat.reload()
    expect(chat.locator("#examples")).to_be_visible()
    assert asked_on(chat) == []


def test_what_is_to_be_kept_is_asked_again_after_a_reload_in_its_order(
    chat: Page, service: AnswerService
) -> None:
    expect(chat.locator("#keep")).to_be_hidden()
    ask(chat, EXERCISE)
    keep(chat)
    ask(chat, "and what about massage?")
    questions = [EXERCISE, "and what about massage?"]
    assert json.loads(stored(chat)["questions"]) == questions
    chat.reload()
    expect(chat.locator("#chat .reply")).to_have_count(2)
    assert asked_on(chat) == questions
    (part,) = service.reply(questions[1], before=EXERCISE).parts
    expect(last_reply(chat).locator(".searched")).to_have_text(part.asked.searched)
    expect(chat.get_by_label("Keep my questions in this tab")).to_be_checked()


def test_of_a_crisis_nothing_is_kept(chat: Page) -> None:
    ask(chat, EXERCISE)
    keep(chat)
    ask(chat, CRISIS)
    assert json.loads(stored(chat)["questions"]) == [EXERCISE]


def test_what_was_kept_goes_with_the_tick_and_with_clear(chat: Page) -> None:
    ask(chat, EXERCISE)
    keep(chat)
    assert stored(chat) != {}
    chat.get_by_label("Keep my questions in this tab").uncheck()
    assert stored(chat) == {}
    keep(chat)
    chat.get_by_role("button", name="Clear everything").click()
    expect(chat.locator("#chat .asked")).to_have_count(0)
    assert stored(chat) == {}
    ask(chat, MASSAGE)
    assert stored(chat) == {}


# Clearing.


def test_clearing_can_be_undone(chat: Page) -> None:
    ask(chat, EXERCISE)
    ask(chat, MASSAGE)
    words = last_reply(chat).locator(".words").all_text_contents()
    chat.get_by_role("button", name="Clear everything").click()
    expect(chat.locator("#chat .asked")).to_have_count(0)
    chat.get_by_role("button", name="Undo").click()
    expect(chat.locator("#chat .asked")).to_have_count(2)
    assert asked_on(chat) == [EXERCISE, MASSAGE]
    assert last_reply(chat).locator(".words").all_text_contents() == words
    expect(chat.get_by_role("button", name="Undo")).to_be_hidden()
    expect(chat.locator("#examples")).to_be_hidden()
    ask(chat, "and what about fillers?")  # which refers to what is there again
    expect(last_reply(chat).locator(".searched")).to_have_text("massage after fillers")


def test_after_the_next_question_clearing_cannot_be_undone(chat: Page) -> None:
    ask(chat, EXERCISE)
    chat.get_by_role("button", name="Clear everything").click()
    expect(chat.get_by_role("button", name="Undo")).to_be_visible()
    ask(chat, MASSAGE)
    expect(chat.get_by_role("button", name="Undo")).to_be_hidden()
    assert asked_on(chat) == [MASSAGE]


def test_after_a_moment_clearing_cannot_be_undone(chat: Page) -> None:
    ask(chat, EXERCISE)
    chat.get_by_role("button", name="Clear everything").click()
    expect(chat.get_by_role("button", name="Undo")).to_be_visible()
    expect(chat.get_by_role("button", name="Undo")).to_be_hidden()  # after ten seconds
    assert asked_on(chat) == []
    ask(chat, MASSAGE)
    assert asked_on(chat) == [MASSAGE]


# Without script.


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_who_has_no_script_asks_by_a_form(
    size: tuple[int, int], scheme: Scheme, browser: Browser, program: Program
) -> None:
    with browser.new_context(
        java_script_enabled=False,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
    ) as context:
        page = context.new_page()
        page.goto(program.address)
        expect(page.locator(".lifeline")).to_contain_text("911")
        page.get_by_label("Your question").fill(EXERCISE)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".asked")).to_have_text(EXERCISE)
        assert page.url == f"{program.address}/asked"
        expect(page.locator(".words").first).to_be_visible()
        expect(page.locator(".lifeline")).to_contain_text("911")
        row = page.locator("details.short").first
        expect(row.locator(".words")).to_be_hidden()
        row.locator("> summary").click()
        expect(row.locator(".words")).to_be_visible()
        expect(page.locator(".reply button:visible")).to_have_count(0)  # they would do nothing
        expect(page.get_by_role("button", name="Ask")).to_be_visible()


@pytest.mark.parametrize("question", [EXERCISE, MASSAGE, f"I cant breathe! {EXERCISE}"])
def test_a_page_without_script_is_for_everybody(
    question: str, page: Page, program: Program
) -> None:
    page.goto(program.address)
    page.set_content(
        f'<form method="post" action="{program.address}/asked">'
        f'<textarea name="question">{question}</textarea><button>Ask</button></form>'
    )
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".asked")).to_have_text(question)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


# Going on.


def test_a_greeting_and_thanks_get_one_line_each_and_are_no_search(chat: Page) -> None:
    for words, line in (("hello", "Hello!"), ("thanks", "Glad to help.")):
        ask(chat, words)
        expect(last_reply(chat).locator(".count")).to_contain_text(line)
        expect(last_reply(chat).locator(".card, .band")).to_have_count(0)


def test_one_specialty_can_be_asked_and_then_everybody(chat: Page, service: AnswerService) -> None:
    ask(chat, EXERCISE)
    open_times(chat)
    button = last_reply(chat).locator(".specialties button").first
    specialty = button.locator("bdi").text_content() or ""
    with one_more_turn(chat):
        button.click()
    assert asked_on(chat)[-1] == only_asking(specialty, EXERCISE)
    expect(last_reply(chat).locator(".narrowed")).to_contain_text(f"Only answers by {specialty}.")
    shown = last_reply(chat).locator(".card .specialty").all_text_contents()
    assert shown
    assert {one.lower() for one in shown} == {specialty.lower()}
    with one_more_turn(chat):
        last_reply(chat).get_by_role("button", name="Ask everybody").click()
    assert asked_on(chat)[-1] == EXERCISE
    words = last_reply(chat).locator(".words").all_text_contents()
    assert words == [card.quote for card in service.reply(EXERCISE).cards]


def test_more_by_a_doctor_is_all_that_this_doctor_said(
    chat: Page, service: AnswerService, program: Program
) -> None:
    ask(chat, RINGING)
    (card,) = service.reply(RINGING).cards
    assert card.others == 2
    with one_more_turn(chat):
        article_of(chat, card).get_by_role("button", name="More by this doctor").click()
    assert asked_on(chat)[-1] == more_asking(card.answer.doctor)
    ids = last_reply(chat).locator(".card").evaluate_all("all => all.map(e => e.dataset.answer)")
    assert len(ids) == 3
    for answer in ids:
        assert program.library.answer(answer).answer.doctor == card.answer.doctor
    expect(last_reply(chat).locator(".narrowed")).to_contain_text(": 3 of 3.")


def test_what_other_patients_asked_near_is_offered_in_their_words_and_asks_itself(
    opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened()
    open_chat(page, program.address)
    question = "how long does it take until my ears are quiet, and do my teeth bleed as long?"
    reply = service.reply(question)
    related = [one for part in reply.parts for one in part.related]
    assert related
    ask(page, question)
    buttons = last_reply(page).locator(".related button")
    titles = [one.page.quoted(one.page.title) or "" for one in related]
    assert [one.text_content() for one in buttons.all()] == titles
    assert {one.page.id for one in related}.isdisjoint(card.page.id for card in reply.cards)
    title = titles[0].replace("\r\n", "\n").replace("\r", "\n")
    with one_more_turn(page):
        buttons.first.click()
    assert asked_on(page)[-1] == title
    expect(box_of(page)).to_have_value("")


def test_a_page_that_was_translated_is_copied_and_shared_in_the_true_words(
    opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.address)
    open_chat(page, program.address)
    ask(page, EXERCISE)
    card = service.reply(EXERCISE).cards[0]
    article = article_of(page, card)
    expect(article.locator(".words")).to_have_attribute("translate", "no")
    article.locator(".words").evaluate("e => { e.textContent = 'Puede hacer ejercicio.'; }")
    for button in ("button.copy", "button.share"):
        article.locator(button).click()
        expect(article.locator(button)).to_have_text("Copied")
        assert card.quote in page.evaluate("navigator.clipboard.readText()")
        assert "Puede" not in page.evaluate("navigator.clipboard.readText()")

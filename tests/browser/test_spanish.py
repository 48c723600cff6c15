"""The page in a browser that speaks Spanish, and in one whose language it does not speak."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Locator, Page, expect

import bot.text.languages
from bot.reply.service import AnswerService
from bot.safety.alerts import alerts_of
from bot.safety.signs import signs_in
from bot.show.card import print_address
from bot.show.conversation import BANDS
from bot.show.wording import (
    NO_DATE,
    UNNAMED,
    WHAT_IT_IS,
    WHAT_IT_IS_NOT,
    attribution_around,
    changes_of,
    count_of,
    name_of,
    state_of,
)
from bot.text.credentials import explained
from bot.text.glossary import defined
from bot.text.languages import translations
from tests.browser.conftest import (
    PHONE,
    Opened,
    Program,
    last_reply,
    one_more_turn,
    open_chat,
    open_rows,
)
from tests.browser.test_chat import violations

pytestmark = [pytest.mark.browser, pytest.mark.model]

MEXICAN, FRENCH = "es-MX", "fr-FR"
EXERCISE = "can I exercise after botox?"
MASSAGE = "massage after botox"
MISSPELT = "does juvaderm move if I massage it"
THEN = "and what about fillers?"
BOTH = "Can I exercise after Botox? Can I have a massage after Botox?"
FRANCE = "what is the capital of France"
RINGING = "How long do ears ring after a loud concert?"
DYSPORT = "Can I exercise after Dysport?"
EMERGENCY = "my throat is closing up and i cant breathe since the botox injections, can i exercise?"
CRISIS = "i want to kill myself"
URGENT = "my eyelid droops since the botox, can i exercise?"
SPOKEN = "no puedo respirar desde el botox"


@pytest.fixture
def spanish(opened: Opened, program: Program) -> Page:
    """The chat page as somebody in Mexico opens it."""
    page = opened(locale=MEXICAN)
    open_spanish(page, program.address)
    return page


def open_spanish(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("textbox", name="Su pregunta")).to_be_visible()
    expect(page.locator("#starting")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("lang", "es")


def ask(page: Page, question: str) -> None:
    """Ask with the Enter key, and wait for the answer."""
    box = page.locator("#ask-bar").get_by_role("textbox")
    with one_more_turn(page):
        box.fill(question)
        box.press("Enter")
    expect(box).to_have_value("")


def say(sentence: str) -> str:
    """A sentence of ours in Spanish, where it is another one."""
    words = translations("es").gettext(sentence)
    assert words != sentence
    return words


# What is said.


def test_the_page_begins_in_spanish(spanish: Page, program: Program) -> None:
    head = spanish.locator("header.top")
    expect(head.get_by_text(say(WHAT_IT_IS), exact=True)).to_be_visible()
    expect(head.get_by_text(say(WHAT_IT_IS_NOT), exact=True)).to_be_visible()
    assert head.locator(".notice").text_content() == program.library.notice()
    expect(spanish.get_by_role("textbox", name="Su pregunta")).to_have_attribute(
        "placeholder", "Su pregunta"
    )
    expect(spanish.get_by_role("button", name="Preguntar", exact=True)).to_be_visible()
    expect(spanish.locator("#try")).to_have_text("Algunas preguntas que hicieron pacientes:")


def test_an_answer_is_presented_in_spanish_and_quoted_in_english(
    spanish: Page, service: AnswerService
) -> None:
    ask(spanish, EXERCISE)
    reply = service.reply(EXERCISE)
    shown = last_reply(spanish)
    expect(shown.locator(".band")).to_have_text(say(BANDS[reply.band]))
    expect(shown.locator(".found")).to_have_text(state_of(reply.parts[0], "es"))
    assert "palabra por palabra" in count_of(reply, "es")
    expect(spanish.locator("#bridge").get_by_role("status")).to_have_text(count_of(reply, "es"))
    times = shown.locator(".spread > p").last.text_content()
    assert times in spanish_sentences()
    assert shown.locator(".spread .ticks span").all_text_contents()[0] in spanish_sentences()
    assert shown.locator(".words").all_text_contents() == [card.quote for card in reply.cards]
    notices = shown.locator(".notice").all_text_contents()
    assert notices == [notice.text for notice in reply.notices]
    open_rows(spanish)
    names = shown.get_by_role("heading").all_text_contents()
    assert names == [name_of(card.answer.doctor, "es") for card in reply.cards]
    assert say(UNNAMED) in names
    for name in ("Copiar las palabras", "Compartir"):
        expect(shown.get_by_role("button", name=name, exact=True)).to_have_count(len(reply.cards))
    expect(shown.get_by_role("link", name="Imprimir", exact=True)).to_have_count(len(reply.cards))
    expect(spanish.get_by_role("button", name="Borrar todo")).to_be_visible()
    expect(spanish.get_by_role("button", name="Copiar un enlace a esta pregunta")).to_be_visible()


def test_degrees_and_words_are_explained_in_spanish(spanish: Page, service: AnswerService) -> None:
    ask(spanish, MASSAGE)
    for card in service.reply(MASSAGE).cards:
        article = last_reply(spanish).locator(f'[data-answer="{card.answer.id}"]')
        degrees = [one.meaning for one in explained(card.answer.doctor.credentials or "", "es")]
        assert article.locator(".degrees dd").all_text_contents() == [one for one in degrees if one]
        meanings = [word.meaning for word in defined(card.quote, "es")]
        assert article.locator(".glossary dd").all_text_contents() == meanings
        english = [word.meaning for word in defined(card.quote)]
        assert not set(meanings) & set(english)


@pytest.mark.parametrize("message", [EMERGENCY, CRISIS, URGENT, SPOKEN])
def test_signs_of_danger_are_answered_in_spanish(message: str, spanish: Page) -> None:
    ask(spanish, message)
    alerts = alerts_of(message, signs_in(message), language="es")
    assert alerts
    shown = spanish.locator("#chat .alert")
    in_english = alerts_of(" " * len(message), signs_in(message))
    for section, alert, english in zip(shown.all(), alerts, in_english, strict=True):
        assert alert.heading != english.heading
        assert alert.text != english.text
        for words in (alert.heading, alert.title, alert.text):
            expect(section.get_by_text(words, exact=True)).to_be_visible()
        for call in alert.calls:
            link = section.get_by_role("link", name=call.words, exact=True)
            expect(link).to_have_attribute("href", call.address)
        because = section.get_by_text("Se muestra porque usted escribió: “")
        expect(because).to_have_count(1 if alert.told_by else 0)
    if message == CRISIS:
        expect(spanish.locator("#chat .reply")).to_have_count(0)
    if message in (EMERGENCY, SPOKEN):
        expect(spanish.get_by_role("alert").get_by_role("link")).to_have_text("Llamar al 911")
        expect(spanish.get_by_role("alert")).to_contain_text("Emergencia")
    if message == EMERGENCY:
        expect(last_reply(spanish).locator("details.folded > summary")).to_have_text(
            "Mostrar lo que los médicos dijeron a otros pacientes"
        )


def test_the_number_stands_above_the_page_in_spanish(spanish: Page) -> None:
    lifeline = spanish.locator(".lifeline")
    expect(lifeline).to_have_text("Emergencia: 911 Crisis: llame o escriba al 988")
    expect(lifeline).to_be_in_viewport(ratio=1)


def test_what_was_searched_is_said_in_spanish(spanish: Page, service: AnswerService) -> None:
    ask(spanish, EXERCISE)
    ask(spanish, THEN)
    changes = last_reply(spanish).locator(".changes li")
    (part,) = service.reply(THEN, before=EXERCISE).parts
    expect(changes.first).to_have_text(
        f"Se buscó: {part.asked.searched} Editar estas palabras", use_inner_text=True
    )
    offers = [f"{one.message} {one.offer}" for one in changes_of(part.asked, "es")]
    assert changes.all_inner_texts()[1:] == offers


def test_what_is_shared_goes_with_spanish_words_around_the_english_ones(
    opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened(locale=MEXICAN)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.address)
    open_spanish(page, program.address)
    ask(page, EXERCISE)
    card = service.reply(EXERCISE).cards[0]
    before, behind = attribution_around(card, "es")
    assert say(NO_DATE) in behind
    button = last_reply(page).locator(f'[data-answer="{card.answer.id}"] button.share')
    button.click()
    expect(button).to_have_text("Copiado")
    link = f"{program.address}/{print_address(card.page.id, card.answer.number)}"
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{before}{card.quote}{behind}\n\n{link}"


# Nothing of ours is left in English.

OWN_TEXTS = """
() => {
  const verbatim = '[data-verbatim], bdi, .asked, .searched, script, style, #examples button';
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) || e.closest('details');
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: around, data } = walk.currentNode;
    if (!around.closest(verbatim) && seen(around)) found.push(data.trim());
  }
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (seen(one)) found.push(one.getAttribute(name));
  return found.filter(Boolean);
}
"""


def english_sentences() -> Iterator[re.Pattern[str]]:
    """Each sentence of ours that has a Spanish one, as it would stand on a page in English."""
    with Path(bot.text.languages.__file__).with_name("es.po").open("rb") as file:
        for message in read_po(file, locale="es"):
            ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
            for one in filter(None, ids):
                # A mere "and" between others' words may stand in the English name of a degree.
                if not re.fullmatch(r"\{\w+\} and \{\w+\}", one):
                    yield re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", one))))


def english_on(page: Page) -> list[str]:
    texts = page.evaluate(OWN_TEXTS)
    assert texts
    patterns = list(english_sentences())
    assert len(patterns) > 50
    return [text for text in texts if any(pattern.fullmatch(text) for pattern in patterns)]


PATHS = {
    "page": "/page/000_935efed495dcb89e/9",
    "to print": "/answer/000_935efed495dcb89e/9",
}
ASKED = {
    "start": [],
    "answered": [EXERCISE],
    "explained": [MASSAGE],
    "emergency": [EMERGENCY],
    "crisis": [CRISIS],
    "parts": [BOTH],
    "leaning": [EXERCISE, THEN],
    "mended": [MISSPELT],
    "other product": [DYSPORT],
    "folded": [RINGING],
    "nothing": [FRANCE],
}


def bring_to(page: Page, program: Program, state: str) -> None:
    if state in PATHS:
        page.goto(f"{program.address}{PATHS[state]}")
        return
    if "es" in str(page.evaluate("navigator.language")):
        open_spanish(page, program.address)
    else:
        open_chat(page, program.address)
    for question in ASKED[state]:
        ask(page, question)


def test_a_sentence_left_in_english_would_be_found(chat: Page) -> None:
    ask(chat, EXERCISE)
    found = english_on(chat)
    for sentence in (WHAT_IT_IS, "Share", "Ask", "Answer to:", "Your question"):
        assert sentence in found
    assert "What the letters mean" in found


def test_what_is_not_there_is_said_to_be_missing_in_spanish(program: Program) -> None:
    for path in ("page/not-there/1", "answer/not-there/1"):
        for accepted, words in (
            ("es-MX,es;q=0.9", "Aquí no hay ninguna página así."),
            ("fr", "There is"),
        ):
            headers = {"accept-language": accepted}
            response = httpx.get(f"{program.address}/{path}", headers=headers)
            assert response.status_code == 404
            assert words in response.text


# In which language what is written.


def langs_of(elements: Locator) -> set[str | None]:
    found = elements.evaluate_all("all => all.map(one => one.getAttribute('lang'))")
    return {None if lang is None else str(lang) for lang in found}


MARKED = ["answered", "explained", "parts", *PATHS]


def assert_a_doctors_words_are_marked_as_english(page: Page, state: str) -> None:
    verbatim = page.locator("[data-verbatim]")
    assert verbatim.count() >= 1
    assert langs_of(verbatim) == {"en"}
    if state not in PATHS:
        assert verbatim.count() > 20


def assert_the_quotes_are_the_same(page: Page, service: AnswerService) -> None:
    cards = service.reply(EXERCISE).cards
    assert last_reply(page).locator(".words").all_text_contents() == [c.quote for c in cards]


def assert_it_is_answered_in_english(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert english_on(page)
    assert spanish_sentences().isdisjoint(page.evaluate(OWN_TEXTS))


def spanish_sentences() -> set[str]:
    """Each sentence of ours in Spanish, but for what has other words in it."""
    with Path(bot.text.languages.__file__).with_name("es.po").open("rb") as file:
        catalog = read_po(file, locale="es")
    messages = [message.string for message in catalog if message.id and message.string]
    return {words for words in messages if isinstance(words, str) and "{" not in words}


# For everybody.


def assert_the_conversation_and_its_parts_have_names(
    page: Page, conversation: str, asked: str, answers: str, notice: str
) -> None:
    log = page.get_by_role("log", name=conversation, exact=True)
    expect(log).to_have_count(1)
    expect(log.get_by_role("group", name=asked, exact=True)).to_contain_text("my throat")
    expect(log.get_by_role("group", name=notice, exact=True)).to_contain_text("911")
    expect(log.get_by_role("group", name=answers, exact=True).locator(".card")).not_to_have_count(0)


def assert_a_phone_in_spanish_never_scrolls_sideways(page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for summary in page.locator(".card summary").all():
        if summary.is_visible():
            summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    too_wide = page.locator("main *, #chat .reply *, #chat .alert *, #ask-bar *").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)"
        ".map(e => `${e.tagName} ${e.className}`)"
    )
    assert too_wide == []


# One visit for each state in each language.


@pytest.mark.parametrize("state", [*ASKED, *PATHS])
def test_in_spanish_nothing_of_ours_is_english_and_what_doctors_wrote_is(
    state: str, opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened(locale=MEXICAN)
    bring_to(page, program, state)
    assert english_on(page) == []
    assert page.locator("html").get_attribute("lang") == "es"
    if state in MARKED:
        assert_a_doctors_words_are_marked_as_english(page, state)
    if state == "answered":
        assert_the_quotes_are_the_same(page, service)
    if state in ("start", "answered", "emergency", "explained", *PATHS):
        assert violations(page) == []
    if state == "emergency":
        assert_the_conversation_and_its_parts_have_names(
            page,
            "Preguntas y respuestas",
            "Su pregunta",
            "Respuestas de los médicos",
            "Importante",
        )
    assert_a_phone_in_spanish_never_scrolls_sideways(page)


@pytest.mark.parametrize("state", ["start", "emergency", *MARKED])
def test_a_language_that_the_page_does_not_speak_is_answered_in_english(
    state: str, opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened(locale=FRENCH)
    bring_to(page, program, state)
    assert_it_is_answered_in_english(page)
    if state in MARKED:
        assert_a_doctors_words_are_marked_as_english(page, state)
    if state == "answered":
        assert_the_quotes_are_the_same(page, service)
    if state == "emergency":
        assert_the_conversation_and_its_parts_have_names(
            page, "Questions and answers", "Your question", "Doctors' answers", "Important"
        )


@pytest.mark.parametrize("state", MARKED)
def test_a_doctors_words_are_marked_as_english_in_english(
    state: str, opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened(locale="en-US")
    bring_to(page, program, state)
    assert_a_doctors_words_are_marked_as_english(page, state)
    if state == "answered":
        assert_the_quotes_are_the_same(page, service)

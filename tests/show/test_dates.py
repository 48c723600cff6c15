"""When an answer was given, and where it stands on the web, as a reader sees them."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.reply.reply import Card
from bot.show.card import card_html
from bot.show.conversation import reply_html
from bot.show.document import answer_html
from bot.show.terminal import reply_text
from bot.show.wording import (
    NO_DATE,
    NO_DATES,
    SOME_DATES,
    answered_on,
    attribution_around,
    date_note,
)
from index.model import Answer
from tests.show.test_card import card_of, page_of, reply_of

DAY = date(2016, 3, 3)
LINK = "https://example.org/q?a=1&b=2"


def card(*, day: date | None = None, link: str | None = None, number: int = 1) -> Card:
    page = page_of(["One.", "Two."])
    found = card_of(page, number)
    return replace(found, answer=replace(found.answer, answered_on=day, url=link))


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 3, 3), "answered on 3 March 2016, 10 years ago"),
        (date(2026, 3, 2), "answered on 3 March 2016, 9 years ago"),
        (date(2017, 3, 3), "answered on 3 March 2016, 1 year ago"),
        (date(2017, 3, 2), "answered on 3 March 2016"),
        (date(2016, 3, 2), "date on the page: 3 March 2016"),  # nobody can have answered then
    ],
)
def test_a_day_is_told_with_its_years(today: date, told: str) -> None:
    answer: Answer = card(day=DAY).answer
    assert answered_on(answer, today=today) == told


def test_it_is_told_in_spanish() -> None:
    told = answered_on(card(day=DAY).answer, "es", date(2026, 11, 1))
    assert told == "respondido el 3 de marzo de 2016, hace 10 años"
    assert answered_on(card().answer, "es") is None


def test_a_date_without_a_day_is_shown_as_the_page_prints_it() -> None:
    found = card()
    dated = replace(found, answer=replace(found.answer, dated="<i>March 2016"))
    assert answered_on(dated.answer) == "date on the page: <i>March 2016"
    assert answered_on(dated.answer, "es") == "fecha en la página: <i>March 2016"
    assert "(date on the page: &lt;i&gt;March 2016)" in str(card_html(dated))
    assert date_note([dated]) is None
    assert date_note([dated, found]) == SOME_DATES


def test_a_card_has_its_day_and_its_link_and_escapes_both() -> None:
    html = str(card_html(card(day=DAY, link=LINK)))
    assert "(answered on 3 March 2016, " in html
    assert 'href="https://example.org/q?a=1&amp;b=2" target="_blank" rel="noopener noref' in html
    bare = re.sub(r'data-after="[^"]*"', "", str(card_html(card())))
    assert NO_DATE not in bare and "answered on" not in bare and 'class="origin"' not in bare


@pytest.mark.parametrize(
    ("days", "note"), [((None, None), NO_DATES), ((DAY, None), SOME_DATES), ((DAY, DAY), None)]
)
def test_that_dates_are_missing_is_said_once_below_the_list(
    days: tuple[date | None, date | None], note: str | None
) -> None:
    cards = [card(day=day, number=n) for n, day in enumerate(days, start=1)]
    page = re.sub(r'data-after="[^"]*"', "", str(reply_html(reply_of(*cards))))
    for shown in (page, reply_text(reply_of(*cards))):
        assert shown.count(NO_DATES) + shown.count(SOME_DATES) == (note is not None)
        assert note is None or shown.index(note) > shown.index("Two.")


def test_what_is_shared_or_printed_alone_says_the_day_or_that_there_is_none() -> None:
    dated, bare = card(day=DAY), card()
    assert "(answered on 3 March 2016, " in attribution_around(dated)[1]
    assert f"({NO_DATE})" in attribution_around(bare)[1]
    assert "answered on 3 March 2016, " in str(answer_html(dated.page, dated.answer))
    assert NO_DATE in str(answer_html(bare.page, bare.answer))


def test_the_terminal_has_day_and_link_beside_the_source() -> None:
    said = reply_text(reply_of(card(day=DAY, link=LINK)))
    assert f"   page#1, pages/page.txt, {answered_on(card(day=DAY).answer)}, {LINK}\n" in said

"""What is cut out of a page is gone, and everything else stands where it stood, word for word."""

import hashlib
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.model import Doctor, Page, Span
from index.pages.line_reader.text import read_page
from index.pages.redact import has_same_content, unassigned_lines, was_redacted, without_answers
from tests.conftest import SEEDS
from tests.pages.test_text_properties import marked, parse, voted
from tests.pages.test_text_unseen import BONDING, FILLER, NOBODY, NOTICE, VENEERS, page_of
from tests.pages.test_text_unseen import VOTE as VOTE_LINE

PAGES = [read_page(file, file.stem, file.name) for file in sorted(SEEDS.glob("*.txt"))]


def answers_read(page: Page, besides: Collection[int] = ()) -> list[object]:
    """All that a page says, but for some of its answers."""
    answers = [
        (
            answer.id,
            answer.number,
            page.quoted(answer.headline),
            page.quote(answer.body),
            page.quoted(answer.byline),
            answer.doctor,
            answer.record_id,
        )
        for answer in page.answers
        if answer.number not in besides
    ]
    parts = [page.quoted(span) for span in (page.title, page.question, page.notice)]
    return [page.id, page.source, page.announced, *parts, *answers]


def words_of(page: Page, number: int) -> list[str]:
    (answer,) = [answer for answer in page.answers if answer.number == number]
    parts = [answer.headline, answer.body, answer.byline]
    return [page.quote(span) for span in parts if span is not None]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_one_answer_of_a_seed_is_gone_and_the_others_stay_as_they_were(page: Page) -> None:
    for answer in page.answers:
        rest = without_answers(page, {answer.number})
        assert answers_read(rest) == answers_read(page, {answer.number})
        for words in words_of(page, answer.number):
            assert rest.text.count(words) < page.text.count(words)
        assert rest.text.count("{{") == max(page.text.count("{{") - 1, 0)
        assert f"answer {answer.number} was removed" in rest.warnings
        assert not any(one.startswith(f"answer {answer.number}:") for one in rest.warnings)
        assert was_redacted(rest) and not was_redacted(page)


@given(st.sampled_from(PAGES), st.data())
def test_any_answers_of_the_seeds_can_be_taken_out_at_once_or_in_turn(
    page: Page, data: st.DataObject
) -> None:
    numbers = [answer.number for answer in page.answers]
    gone = data.draw(st.lists(st.sampled_from(numbers), unique=True))
    rest = without_answers(page, gone)
    assert answers_read(rest) == answers_read(page, gone)
    in_turn = page
    for number in gone:
        in_turn = without_answers(in_turn, {number})
    assert answers_read(in_turn) == answers_read(rest)
    assert in_turn.text.split() == rest.text.split()


@given(st.one_of(marked, voted), st.data())
def test_any_answers_of_any_page_can_be_taken_out(text: str, data: st.DataObject) -> None:
    try:
        page = parse(text)
    except UnreadablePage:
        return
    numbers = [answer.number for answer in page.answers]
    gone = data.draw(st.lists(st.sampled_from(numbers), unique=True)) if numbers else []
    rest = without_answers(page, gone)
    assert answers_read(rest) == answers_read(page, gone)
    assert rest.digest == hashlib.sha256(rest.text.encode("utf-8", "surrogatepass")).hexdigest()
    assert is_in_order(rest.text, page.text)


def is_in_order(some: str, whole: str) -> bool:
    """Whether a text is what is left of another when characters are struck out."""
    left = iter(whole)
    return all(character in left for character in some)


@given(st.sampled_from(PAGES), st.data())
def test_nothing_is_put_in_the_place_of_what_was_cut(page: Page, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from([answer.number for answer in page.answers])))
    rest = without_answers(page, gone)
    assert is_in_order(rest.text, page.text)
    lost = len(page.text) - len(rest.text)
    assert lost >= sum(len("".join(words_of(page, number))) for number in gone)


@pytest.mark.parametrize("votes", [True, False])
@pytest.mark.parametrize("gone", [{1}, {2}, {3}, {1, 2}, {2, 3}, {1, 3}, {1, 2, 3}])
def test_a_page_that_was_cut_reads_as_one_that_never_had_the_answers(
    gone: set[int], votes: bool
) -> None:
    answers = [VENEERS, BONDING, FILLER]
    page = parse(page_of(*answers, votes=votes))
    never = [one for n, one in enumerate(answers, start=1) if n not in gone]
    rest = without_answers(page, gone)
    assert rest.text == page_of(*never, votes=votes, announced=3)


def test_the_vote_line_of_an_answer_without_headline_goes_with_it() -> None:
    answers = [VENEERS, BONDING._replace(headline=None), FILLER]
    page = parse(page_of(*answers, votes=True))
    rest = without_answers(page, {2})
    assert rest.text == page_of(VENEERS, FILLER, votes=True, announced=3)


def test_stars_that_stand_loose_below_an_answer_go_with_it() -> None:
    text = page_of(VENEERS, FILLER, votes=True).replace(
        "61 reviews\n", "61 reviews\n\n3.3 out of 5 stars 4 reviews\n"
    )
    page = parse(text)
    number = next(a.number for a in page.answers if a.doctor.name == VENEERS.doctor.name)
    assert "3.3 out of 5 stars" not in without_answers(page, {number}).text


def test_a_line_that_is_nobodys_can_be_cut_with_what_is_said_of_it() -> None:
    text = page_of(VENEERS, NOBODY, votes=True).replace(
        NOTICE, f"{VOTE_LINE}\n\nJoan Castellanos, MD, FACS\nDenver Dentist\n\n{NOTICE}"
    )
    page = parse(text)
    assert any("Castellanos" in warning for warning in page.warnings)
    lines = [line for line in unassigned_lines(page) if "Castellanos" in page.quote(line)]
    rest = without_answers(page, (), lines)
    assert "Castellanos" not in rest.text + str(rest.warnings)
    assert "Denver Dentist" not in rest.text
    assert answers_read(rest) == answers_read(page)


def test_what_reaches_into_what_stays_is_not_cut() -> None:
    page = PAGES[0]
    assert page.question is not None
    with pytest.raises(ValueError, match="cannot be cut"):
        without_answers(page, (), [Span(page.question.start, page.question.start + 5)])


def test_pages_says_the_same_however_their_answers_are_numbered() -> None:
    whole = parse(page_of(VENEERS, BONDING, votes=True))
    rest = without_answers(whole, {1})
    again = parse(rest.text)
    assert [answer.id for answer in rest.answers] == ["any#2"]
    assert [answer.id for answer in again.answers] == ["any#1"]
    assert has_same_content(rest, again)
    assert not has_same_content(whole, again)
    other = parse(page_of(BONDING._replace(byline=None, doctor=Doctor()), votes=True))
    assert not has_same_content(rest, other)

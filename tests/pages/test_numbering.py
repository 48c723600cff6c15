"""An answer whose words stay keeps its number, whatever is decided of the others, and no number is
given again to other words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.model import Page, Role
from index.pages.decide import keep_decision
from index.pages.decided import decided_page, decision_of
from index.pages.decisions import Decision, LineRun, decision_beside, decision_in
from index.pages.numbering import GivenNumbers, answers_gone
from tests.pages.test_decisions import TWO_NAMES, digest_of, parsed

WHEN = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
TEXT = "\n".join(["Title", "", "Asked so.", "", *(f"Wait {n} days." for n in range(5, 11))])
"""Six sentences in the lines 5 to 10."""
HEAD = (LineRun(1, 1, Role.TITLE), LineRun(3, 3, Role.QUESTION))


def cut(*firsts: int, numbers: Sequence[int] = ()) -> Decision:
    """A decision by which an answer begins in each of these lines."""
    told = list(numbers) or list(range(1, len(firsts) + 1))
    bodies = [
        LineRun(first, following - 1, Role.BODY, number)
        for (first, following), number in zip(pairwise([*firsts, 11]), told, strict=True)
    ]
    return Decision(digest_of(TEXT), "Anna", WHEN, (*HEAD, *bodies), frozenset(told))


def read_by(decision: Decision) -> Page:
    return decided_page(TEXT, decision, page_id="a", source="a.txt", digest=digest_of(TEXT))


def numbers_in(page: Page) -> dict[str, int]:
    return {page.quote(answer.body): answer.number for answer in page.answers}


def numbers_by(decision: Decision, before: Decision, *earlier: Page) -> dict[str, int]:
    """The numbers that a decision's answers get in the place of another's."""
    given = GivenNumbers.of(TEXT, [read_by(before), *earlier], before)
    return numbers_in(read_by(given.kept_in(decision)))


def test_what_is_cut_otherwise_gets_a_new_number_and_moves_no_other() -> None:
    found = numbers_by(cut(5, 7, 8, 9), cut(5, 7, 9))
    assert found == {
        "Wait 5 days.\nWait 6 days.": 1,
        "Wait 7 days.": 4,
        "Wait 8 days.": 5,
        "Wait 9 days.\nWait 10 days.": 3,
    }


def test_the_numbers_in_a_file_count_where_they_are_new() -> None:
    """A decision that was handed out is kept elsewhere as it is."""
    mine = cut(5, 7, 8, 9, numbers=(1, 8, 6, 3))
    given = GivenNumbers.of(TEXT, [read_by(cut(5, 7, 9))], None)
    assert given.kept_in(mine) == mine
    assert given.kept_in(given.kept_in(cut(5, 6))) == given.kept_in(cut(5, 6))


def test_words_that_were_an_answer_before_anybody_decided_have_their_number_again() -> None:
    program = read_by(cut(5, 7, 9))
    merged = cut(5, 9, numbers=(4, 3))
    found = numbers_by(cut(5, 7, 8), merged, program)
    assert found == {
        "Wait 5 days.\nWait 6 days.": 1,
        "Wait 7 days.": 5,
        "Wait 8 days.\nWait 9 days.\nWait 10 days.": 6,
    }


def test_a_number_that_is_gone_is_remembered() -> None:
    first = read_by(cut(5, 7, 9))
    merged = GivenNumbers.of(TEXT, [first], None).kept_in(cut(5, 9))
    assert sorted(numbers_in(read_by(merged)).values()) == [3, 4]
    again = GivenNumbers.of(TEXT, [read_by(merged), first], merged).kept_in(cut(5, 7, 9))
    assert sorted(numbers_in(read_by(again)).values()) == [1, 2, 3]
    assert again.highest == 4
    assert decision_in(again.toml.encode(), "a.decision.toml") == again
    last = GivenNumbers.of(TEXT, [read_by(again), first], again).kept_in(cut(5, 6, 7, 9))
    assert sorted(numbers_in(read_by(last)).values()) == [2, 3, 5, 6]


def test_the_same_words_twice_are_two_answers() -> None:
    text = TEXT.replace("Wait 8 days.", "Wait 5 days.")
    digest = digest_of(text)
    before = replace(cut(5, 6, 8, 9), digest=digest)
    page = decided_page(text, before, page_id="a", source="a.txt", digest=digest)
    after = replace(cut(5, 6, 7, 8, 9), digest=digest)
    kept = GivenNumbers.of(text, [page], None).kept_in(after)
    bodies = {run.first: run.answer for run in kept.runs if run.role is Role.BODY}
    assert bodies == {5: 1, 6: 5, 7: 6, 8: 3, 9: 4}


CUTS = st.lists(st.integers(6, 10), unique=True).map(lambda firsts: cut(5, *sorted(firsts)))


@given(st.lists(CUTS, min_size=2, max_size=6))
def test_no_id_is_ever_that_of_other_words(decisions: list[Decision]) -> None:
    program = read_by(decisions[0])
    ever = numbers_in(program)
    page, before = program, None
    for decision in decisions[1:]:
        kept = GivenNumbers.of(TEXT, [page, program], before).kept_in(decision)
        after = read_by(kept)
        found = numbers_in(after)
        assert len(set(found.values())) == len(found) == len(decision.unnamed)
        stayed = numbers_in(page)
        for words, number in found.items():
            assert stayed.get(words, number) == number
            assert all(number != old or words == said for said, old in ever.items())
        gone = {answer.number for answer in answers_gone(page, after)}
        assert gone == set(stayed.values()) - set(found.values())
        ever |= found
        page, before = after, kept


def test_the_command_keeps_the_numbers_of_answers_that_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    cut(5, 7, 9).write(file)
    kept = keep_decision(cut(5, 8, 9), [file], tmp_path / "mine.toml")
    assert sorted(numbers_in(kept.page).items()) == [
        ("Wait 5 days.\nWait 6 days.\nWait 7 days.", 4),
        ("Wait 8 days.", 5),
        ("Wait 9 days.\nWait 10 days.", 3),
    ]
    assert [answer.id for answer in kept.gone] == ["a#1", "a#2"]
    beside = decision_beside(file)
    assert beside is not None and beside.unnamed == {3, 4, 5}


def test_a_page_that_only_a_person_can_read_is_numbered_as_the_person_says() -> None:
    decision = cut(5, 7, numbers=(2, 7))
    assert GivenNumbers.of(TEXT, [], None).kept_in(decision) == decision


def test_the_draft_of_a_page_changes_no_number() -> None:
    page = parsed(TWO_NAMES)
    draft = decision_of(page, "Anna", WHEN)
    assert GivenNumbers.of(TWO_NAMES, [page], None).kept_in(draft) == draft

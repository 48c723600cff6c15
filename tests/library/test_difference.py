"""What would change of a page: each answer that goes, other words, another attribution, losses."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from index.library.difference import PageDifference, difference, removal_of
from index.model import Page
from index.pages.rows.record_files import read_records

WHOLE = {
    "question_id": "q",
    "question_title": "Can I fly?",
    "question_body": "A vein was closed.",
    "notice": "Call 911.",
    "announced": 2,
}
ONE = {
    "id": "q#1",
    "answer_text": "Wait two weeks — don’t fly.\r\nWalk.",
    "author": "Ann Lee",
    "author_place": "Reno",
    "author_rating": 4.5,
    "headline": "Wait",
}
TWO = {"id": "q#2", "answer_text": "Short flights are fine.", "author": "Bo Roe"}


def page_of(folder: Path, *answers: Mapping[str, object], **page: object) -> Page:
    file = folder / "q.jsonl"
    rows = [{**WHOLE, **page, **answer} for answer in answers]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (found,) = read_records(file, "q.jsonl")
    assert isinstance(found, Page)
    return found


@pytest.fixture
def before(tmp_path: Path) -> Page:
    return page_of(tmp_path, ONE, TWO)


def told(found: PageDifference) -> list[tuple[str, int]]:
    return [(one.kind, one.number) for one in found.answers]


def test_the_same_page_would_change_nothing(before: Page, tmp_path: Path) -> None:
    found = difference(before, page_of(tmp_path, TWO, ONE, source="elsewhere"))
    assert found.changes_nothing
    assert (found.poorer, found.damaged) == (None, None)


def test_an_answer_that_is_not_in_the_copy_would_go(before: Page, tmp_path: Path) -> None:
    found = difference(before, page_of(tmp_path, TWO))
    assert told(found) == [("gone", 1)]
    assert found.answers[0].words is not None
    assert (found.answers[0].answer_id, found.answers[0].words.before) == (
        "q#1",
        ONE["answer_text"],
    )
    assert found.poorer is None, "an answer that goes is shown as one that goes"


def test_an_answer_of_another_doctor_under_the_same_number_is_another(
    before: Page, tmp_path: Path
) -> None:
    other = {"id": "q#2", "answer_text": "Ask whoever treated you.", "author": "Cy Poe"}
    found = difference(before, page_of(tmp_path, ONE, other))
    assert told(found) == [("gone", 2), ("new", 2)]


def test_an_answer_that_was_edited_and_moved_is_told_with_its_old_words_and_its_new(
    before: Page, tmp_path: Path
) -> None:
    edited = {**TWO, "id": "q#1", "answer_text": "Long flights are fine."}
    found = difference(before, page_of(tmp_path, edited, {**ONE, "id": "q#2"}))
    assert told(found) == [("changed", 2)]
    words = found.answers[0].words
    assert words is not None
    assert (words.before, words.after) == ("Short flights are fine.", "Long flights are fine.")
    assert found.has_other_words


def test_another_attribution_is_told_field_by_field(before: Page, tmp_path: Path) -> None:
    found = difference(before, page_of(tmp_path, {**ONE, "author": "Ann Li"}, TWO))
    assert told(found) == [("changed", 1)]
    assert [(one.name, one.before, one.after) for one in found.answers[0].fields] == [
        ("byline", "Ann Lee\nReno\n4.5 out of 5 stars", "Ann Li\nReno\n4.5 out of 5 stars"),
        ("name", "Ann Lee", "Ann Li"),
    ]
    assert found.answers[0].words is None


@pytest.mark.parametrize(
    ("page", "answer", "lost"),
    [
        ({"question_title": None}, {}, ["the title"]),
        ({"question_body": None}, {}, ["the patient's question"]),
        ({"notice": None}, {}, ["the notice"]),
        ({"announced": None}, {}, ["the line that says how many answers there are"]),
        ({}, {"headline": None}, ["the headline of answer 1"]),
        ({}, {"author_place": None}, ["the byline of answer 1", "the doctor's place of answer 1"]),
        (
            {},
            {"author_rating": None},
            ["the byline of answer 1", "the doctor's rating of answer 1"],
        ),
        ({}, {"answer_text": "Wait two weeks — don’t fly.\nWalk."}, ["the line ends or blanks"]),
    ],
)
def test_a_poorer_copy_is_told_by_what_it_would_lose(
    page: dict[str, object],
    answer: dict[str, object],
    lost: list[str],
    before: Page,
    tmp_path: Path,
) -> None:
    found = difference(before, page_of(tmp_path, {**ONE, **answer}, TWO, **page))
    assert found.poorer is not None
    assert [one.startswith(words) for one, words in zip(found.losses, lost, strict=True)] == [
        True
    ] * len(lost)
    assert all(words in found.poorer for words in lost)
    assert difference(page_of(tmp_path, {**ONE, **answer}, TWO, **page), before).poorer is None or (
        "answer_text" in answer
    )


def test_a_copy_with_other_words_is_a_change_and_its_losses_are_told(
    before: Page, tmp_path: Path
) -> None:
    copy = page_of(tmp_path, ONE, {**TWO, "answer_text": "Long flights are fine."}, notice=None)
    found = difference(before, copy)
    assert found.poorer is None
    assert found.losses == ("the notice",)


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("Wait two weeks ? don?t fly.\r\nWalk.", "question marks"),
        ("Wait two weeks — don?t fly.\nWalk.", "question marks"),
        ("Wait two weeks ??? don???t fly.\nWalk.", "question marks"),
    ],
)
def test_letters_that_became_question_marks_are_told_by_the_page_itself(
    words: str, sign: str, before: Page, tmp_path: Path
) -> None:
    found = difference(before, _with_words(tmp_path, words))
    assert found.damaged is not None and sign in found.damaged


def test_a_question_mark_more_is_no_damage(before: Page, tmp_path: Path) -> None:
    asked = _with_words(tmp_path, "Wait two weeks — don’t fly?\r\nWalk.")
    assert difference(before, asked).damaged is None


def _with_words(folder: Path, words: str) -> Page:
    """The page with other words of the first answer, whatever a reader would say of them."""
    page = page_of(folder, {**ONE, "answer_text": "x" * len(words)}, TWO)
    answer = page.answers[0]
    text = page.text[: answer.body.start] + words + page.text[answer.body.end :]
    return replace(page, text=text)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("=Rest", "'=Rest"),
        ("- Rest", "Rest"),
        ("+ ice", "ice"),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_a_first_sign_and_an_end_that_a_spreadsheet_took_are_told(
    said: str, says: str, tmp_path: Path
) -> None:
    before = page_of(tmp_path, {**ONE, "answer_text": said})
    found = difference(before, page_of(tmp_path, {**ONE, "answer_text": says}))
    assert found.damaged is not None
    assert difference(before, before).damaged is None


def test_a_page_that_goes_is_told_with_all_its_answers(before: Page) -> None:
    found = removal_of(before)
    assert (found.goes, told(found)) == (True, [("gone", 1), ("gone", 2)])
    assert found.poorer is None

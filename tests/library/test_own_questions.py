"""A library is tried on its pages' own questions, without the titles, and without the pages."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.library.build import build
from index.library.open import Library
from index.library.own_questions import own_questions
from tests.words_encoder import WordsEncoder

RECORDS = (
    ("a", "Does whitening hurt?", "Whitening may hurt for a day."),
    ("b", "How long do veneers last?", "Ten years and more."),
    ("c", None, "Nobody asked for this: floss."),
    ("d", "Is bleaching for life?", "Whitening fades in a year."),
)


def library_of(records: Iterable[tuple[str, str | None, str]], folder: Path) -> Library:
    """A library with a page for each record: its id, its title and its one answer's words."""
    file = folder / "records.jsonl"
    lines = (
        json.dumps({"id": name, "question_id": name, "question_title": title, "answer_text": text})
        for name, title, text in records
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Library.open(folder / "library")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_of(RECORDS, tmp_path)


def test_every_page_with_a_question_is_tried(library: Library) -> None:
    tried = list(own_questions(library.parts, WordsEncoder(), 10))
    assert {one.question for one in tried} == {title for _, title, _ in RECORDS if title}
    assert len(list(own_questions(library.parts, WordsEncoder(), 2))) == 2


def test_a_page_is_not_found_by_the_words_of_its_title(library: Library) -> None:
    tried = {one.question: one for one in own_questions(library.parts, WordsEncoder(), 10)}
    hurt, veneers = tried["Does whitening hurt?"], tried["How long do veneers last?"]
    assert hurt.rank == 1
    assert hurt.within.matched == hurt.within.known > 0
    assert veneers.within.matched < 0.5
    found = library.find(["How long do veneers last?"], WordsEncoder())
    assert found.evidence.closeness > veneers.within.closeness


def test_a_page_that_is_left_out_counts_for_nothing(library: Library) -> None:
    tried = {one.question: one for one in own_questions(library.parts, WordsEncoder(), 10)}
    hurt = tried["Does whitening hurt?"]
    assert 0 < hurt.without.closeness < hurt.within.closeness
    assert hurt.without.matched < hurt.within.matched

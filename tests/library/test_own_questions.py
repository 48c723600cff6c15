"""A library is tried on its pages' own questions, without the titles, and without the pages."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from index.encoders.encoder import Vectors
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
    """A library of records, each an answer's id, its page's title and its words; on one page are
    those with the same before a slash."""
    folder.mkdir(exist_ok=True)
    file = folder / "records.jsonl"
    names = ("id", "question_id", "question_title", "answer_text")
    rows = ((name, name.partition("/")[0], title, text) for name, title, text in records)
    lines = (json.dumps(dict(zip(names, row, strict=True))) for row in rows)
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
    assert hurt.without.known < hurt.within.known  # "hurt" is said on its page alone


class CountingEncoder(WordsEncoder):
    """Counts the texts that it reads as passages."""

    read = 0

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        self.read += len(texts)
        return super().encode_document(texts)


def test_of_many_answers_the_nearest_are_tried_and_the_others_count_for_nothing(
    tmp_path: Path,
) -> None:
    title = "Does whitening hurt?"
    far = [(f"q/{n}", title, f"Floss number {n} is waxed.") for n in range(20)]
    near = [(f"q/near{n}", title, f"Whitening may hurt for {n} days.") for n in range(4)]
    library = library_of((*far, *near), tmp_path)
    encoder = CountingEncoder()
    (tried,) = own_questions(library.parts, encoder, 10, answers=4)
    assert encoder.read == 4
    assert tried.rank == 1
    assert tried.within.matched == tried.within.known > 0  # the nearest are among those tried
    # All are on one page: left out, nothing is near at all.
    assert tried.without.closeness == 0


@pytest.mark.parametrize("headline", [None, "Does whitening hurt?", "RE: does whitening hurt"])
def test_a_page_is_not_found_by_headlines_that_repeat_its_title(
    tmp_path: Path, headline: str | None
) -> None:
    title, words = "Does whitening hurt?", "Whitening is for life."
    row = {"id": "a", "headline": headline, "question_title": title, "answer_text": words}
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    build(tmp_path / "library", [file], WordsEncoder())
    library, encoder = Library.open(tmp_path / "library"), WordsEncoder()
    (tried,) = own_questions(library.parts, encoder, 10)
    cosine = float(encoder.encode_query([title])[0] @ encoder.encode_document([words])[0])
    assert tried.within.closeness * library.parts.whitening.near == pytest.approx(cosine)
    assert 0 < tried.within.matched < 1  # nobody says that it hurts


def test_a_headline_of_the_doctors_own_counts(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "headline": "Whitening",
        "question_title": "Does whitening hurt?",
        "answer_text": "Floss.",
    }
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    build(tmp_path / "library", [file], WordsEncoder())
    library = Library.open(tmp_path / "library")
    (tried,) = own_questions(library.parts, WordsEncoder(), 10)
    assert tried.within.matched > 0


def test_messages_are_asked_in_place_of_titles(library: Library) -> None:
    ids = {page.quoted(page.title): page.id for page in library.pages()}
    messages = {ids["How long do veneers last?"]: "Ten or more?"}
    (tried,) = own_questions(library.parts, WordsEncoder(), 10, messages=messages)
    assert (tried.page_id, tried.question) == (*messages, *messages.values())
    assert tried.rank == 1  # by the answer's words
    assert tried.within.matched > 0

"""An answer that was saved more than once is one answer with several sources, and counted once."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.reply.doctors import doctors_on
from bot.reply.reply import reply_to
from bot.show.export import reply_json
from bot.staff.coverage import coverage_of
from bot.staff.coverage_view import coverage_html
from index.library.build import build
from index.library.copies import Copies
from index.library.open import Library
from index.library.people import PersonChoice
from index.library.remove import remove
from index.model import Answer, Doctor, Span
from index.pages.rows.column_maps import keep_map
from tests.conftest import SEEDS
from tests.pages.html.wrappings import WRAPPINGS
from tests.words_encoder import WordsEncoder

WORDS = "Four hours is the usual advice, so stay upright until dinner and sleep as you like then."
OTHER = "Cold water helps red eyes, and so do tears from the chemist's, four times a day at most."


def record(page: str, words: str = WORDS, **more: object) -> dict[str, object]:
    told = {"question_title": "May I lie down after botox?", "author": "Ruth Okafor, MD"}
    return {"id": f"{page}-1", "question_id": page, "answer_text": words, **told, **more}


@contextmanager
def built(folder: Path, *records: dict[str, object]) -> Iterator[Library]:
    file = folder / "answers.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    with closing(Library.open(folder / "library")) as library:
        yield library


def listed(library: Library) -> list[str]:
    rows = doctors_on(None, library, WordsEncoder()).rows
    return sorted(card.answer.id for row in rows for card in row.cards)


def test_it_is_shown_once_by_the_richer_reading_with_its_other_source(tmp_path: Path) -> None:
    poor = record("a", WORDS.replace(", ", ",\n"))
    rich = record("b", author_place="Reno", author_specialty="Dermatologist", url="http://x.org/b")
    with built(tmp_path, poor, rich, record("c", OTHER)) as library:
        assert library.copies.of == {"b#1": ("a#1",)}
        assert listed(library) == ["b#1", "c#1"]
        reply = reply_to("May I lie down after botox?", library, WordsEncoder())
        shown = [(one["id"], one["alike"]) for one in reply_json(reply)["answers"]]
        assert ("b#1", ["a#1"]) in shown
        assert [one for one, _ in shown].count("b#1") == 1 and "a#1" not in dict(shown)
        on_topic = doctors_on("upright", library, WordsEncoder())
        assert [card.answer.id for card in on_topic.cards] == ["b#1"]
        covered = coverage_of(library)
        assert (covered.answers, covered.copies) == (2, 1)


def test_the_same_words_at_one_address_are_one_answer_where_pages_have_no_title(
    tmp_path: Path,
) -> None:
    addresses = ("http://www.x.org/q/7/", "https://x.org/q/7?utm_source=mail", "https://x.org/q/8")
    rows = [
        record(page, question_title=None, url=url)
        for page, url in zip("abc", addresses, strict=True)
    ]
    with built(tmp_path, *rows) as library:
        assert library.copies.of == {"a#1": ("b#1",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"answer_text": WORDS.replace("Four", "Forty")}),
        ({}, {"question_title": "May I run after botox?"}),
        ({}, {"author": "Jane Roe, MD"}),
        ({}, {"author": None}),
        ({}, {"author": "Ruth Okafor, DO"}),
        ({"author": "Ruth Okafor, MD, FACS"}, {"author": "Ruth Okafor, MD, FAAD"}),
        ({"author_place": "Reno"}, {"author_place": "Boston"}),
        ({"author_specialty": "Dermatologist"}, {"author_specialty": "Dentist"}),
        ({"author": None, "answer_text": "Yes."}, {"author": None, "answer_text": "Yes."}),
        (
            {"author": None, "author_place": "Reno"},
            {"author": None, "author_place": "Boston"},
        ),
    ],
)
def test_what_may_be_two_answers_or_two_doctors_stays_two(
    one: dict[str, object], other: dict[str, object], tmp_path: Path
) -> None:
    with built(tmp_path, {**record("a"), **one}, {**record("b"), **other}) as library:
        assert not library.copies.of
        assert listed(library) == ["a#1", "b#1"]


QUESTION: dict[str, Any] = {
    "question_body": "I had botox at noon. May I lie down before the evening?"
}
NAMELESS: dict[str, Any] = {"author": None, **QUESTION}


def test_a_saving_that_names_nobody_is_a_copy_of_the_one_that_does(tmp_path: Path) -> None:
    unnamed = record("a", answered_on="2019-09-02", **NAMELESS)
    placed = record("b", author_place="Reno", **NAMELESS)
    named = record("c", author_place="Reno", **QUESTION)
    elsewhere = record("d")  # the question is not known there, and the name is the same
    with built(tmp_path, unnamed, placed, named, elsewhere) as library:
        assert library.copies.of == {"c#1": ("d#1", "a#1", "b#1")}
        assert listed(library) == ["c#1"]
        hit = doctors_on("upright", library, WordsEncoder()).cards
        assert [(one.answer.id, one.answer.doctor.name) for one in hit] == [("c#1", "Ruth Okafor")]
        assert library.answer("a#1").answer.doctor.name is None, "a name went to another page"


@pytest.mark.parametrize(
    "one",
    [
        {"question_body": "I had botox at noon. May I run?"},
        {"question_body": None},
        {"question_title": "May I run after botox?"},
        {"author_place": "Boston"},
        {"answer_text": WORDS.replace("Four", "Forty")},
    ],
)
def test_a_saving_that_names_nobody_stays_an_answer_where_anything_differs(
    one: dict[str, object], tmp_path: Path
) -> None:
    named = record("a", author_place="Reno", **QUESTION)
    with built(tmp_path, named, {**record("b", **NAMELESS), **one}) as library:
        assert not library.copies.of
        assert listed(library) == ["a#1", "b#1"]


def test_between_two_names_an_answer_that_names_nobody_is_neithers(tmp_path: Path) -> None:
    ruth, jane = record("a", **QUESTION), record("b", **{**QUESTION, "author": "Jane Roe, MD"})
    with built(tmp_path, ruth, jane, record("c", **NAMELESS)) as library:
        assert not library.copies.of
    with built(tmp_path, ruth, jane, record("c", **QUESTION), record("d", **NAMELESS)) as library:
        assert library.copies.of == {"a#1": ("c#1",)}


def test_a_short_answer_that_names_nobody_is_no_copy(tmp_path: Path) -> None:
    with built(tmp_path, record("a", "Yes.", **QUESTION), record("b", "Yes.", **NAMELESS)) as made:
        assert not made.copies.of


@pytest.mark.parametrize(("signed", "are_one"), [("Dr. Okafor", True), ("Dr. Roe", False)])
def test_a_signature_must_be_of_the_name_that_the_other_saving_prints(
    signed: str, are_one: bool
) -> None:
    named = Answer("a#1", 1, None, Span(0, 9), None, Doctor("Ruth Okafor", named_by="byline"))
    told = Doctor(signed, named_by="signature")
    other = replace(named, id="b#1", doctor=told)
    copies = Copies.among([], [[named, other]])
    assert copies.of == ({"a#1": ("b#1",)} if are_one else {})


def test_with_a_person_goes_the_saving_that_names_nobody(tmp_path: Path) -> None:
    named = record("a", author_place="Reno", **QUESTION)
    rows = (named, record("b", **NAMELESS), record("c", OTHER, author="Jane Roe, MD"))
    with built(tmp_path, *rows):
        remove(tmp_path / "library", WordsEncoder(), doctors=["Ruth Okafor"])
    with closing(Library.open(tmp_path / "library")) as library:
        assert listed(library) == ["c#1"]
    with built(tmp_path, *rows) as library:
        assert listed(library) == ["c#1"]


def test_letters_that_one_page_leaves_out_differ_from_nothing(tmp_path: Path) -> None:
    letters = ("MD", "M.D., FACS", "FACS, MD")
    rows = [
        record(page, author=f"Ruth Okafor, {one}") for page, one in zip("abc", letters, strict=True)
    ]
    with built(tmp_path, *rows) as library:
        assert len(library.copies.shown) == 2


def test_where_a_third_page_contradicts_or_a_page_has_the_words_twice_nothing_is_merged(
    tmp_path: Path,
) -> None:
    places = [
        record(page, author_place=at)
        for page, at in zip("abc", ("Reno", None, "Boston"), strict=False)
    ]
    with built(tmp_path, *places) as library:
        assert not library.copies.of
    twice = {**record("d"), "id": "d-2"}
    with built(tmp_path, record("d"), twice, record("e")) as library:
        assert not library.copies.of


def test_when_the_shown_one_goes_its_copy_is_shown(tmp_path: Path) -> None:
    with built(tmp_path, record("a"), record("b", author_place="Reno")) as library:
        assert listed(library) == ["b#1"]
    with built(tmp_path, record("a")) as library:
        assert listed(library) == ["a#1"]


def test_removed_for_good_it_is_gone_from_all_its_sources(tmp_path: Path) -> None:
    with built(tmp_path, record("a"), record("b", author_place="Reno"), record("c", OTHER)):
        remove(tmp_path / "library", WordsEncoder(), answers=["b#1"])
    with closing(Library.open(tmp_path / "library")) as library:
        assert listed(library) == ["c#1"]


def test_removed_with_other_line_ends_or_blanks_it_is_gone_and_stays_so(tmp_path: Path) -> None:
    parted = WORDS.replace(", ", ",\n").replace(" is ", "  is ")
    with built(tmp_path, record("a", parted), record("b", author_place="Reno"), record("c", OTHER)):
        remove(tmp_path / "library", WordsEncoder(), answers=["a#1"])
    with closing(Library.open(tmp_path / "library")) as library:
        assert listed(library) == ["c#1"]
    with built(tmp_path, record("d", WORDS.replace(" ", "\r\n")), record("c", OTHER)) as library:
        assert listed(library) == ["c#1"]


def test_with_a_person_goes_what_a_page_that_says_less_has_of_the_same_answers(
    tmp_path: Path,
) -> None:
    parted = record("a", WORDS.replace(", ", ",\n"))
    rows = (parted, record("b", author_place="Reno"), record("c", OTHER))
    with built(tmp_path, *rows) as library:
        assert library.copies.of == {"b#1": ("a#1",)}
        choice = PersonChoice(place="Reno")
        report = remove(
            tmp_path / "library", WordsEncoder(), doctors=["Ruth Okafor"], choice=choice
        )
        assert [one.answers for one in report.others] == [("c#1",)]
    with closing(Library.open(tmp_path / "library")) as library:
        assert listed(library) == ["c#1"]


def test_the_seeds_beside_web_pages_of_them_are_28_answers(tmp_path: Path) -> None:
    wrap = next(iter(WRAPPINGS.values()))
    for file in SEEDS.glob("*.txt"):
        text = file.read_bytes().decode("utf-8")
        (tmp_path / f"{file.stem}-saved.html").write_text(wrap(text), encoding="utf-8")
    build(tmp_path / "library", [SEEDS, tmp_path], WordsEncoder())
    with closing(Library.open(tmp_path / "library")) as library:
        assert library.manifest.answers == 56
        assert len(listed(library)) == 28
        assert len(library.copies.shown) == 28


def test_the_desk_lists_what_was_saved_again_with_other_words_and_their_days(
    tmp_path: Path,
) -> None:
    at = {"url": "https://x.org/q?id=7#a2", "answered_on": "2019-09-02"}
    later = {**at, "url": "http://x.org/q?utm_source=mail&id=7#a2", "answered_on": "2020-01-05"}
    elsewhere = {**at, "url": "https://x.org/q?id=8#a2"}
    changed = WORDS.replace("Four", "Six")
    rows = [
        record("a", changed, **later),
        record("b", WORDS, **at),
        record("c", OTHER, **elsewhere),
        record("d", OTHER, **{**at, "author": "Jane Roe, MD"}),
    ]
    with built(tmp_path, *rows) as library:
        covered = coverage_of(library)
        assert covered.rewritten == (("b#1", "a#1"),)
        html = str(coverage_html(covered, [], 0, library))
    assert "<del>Four</del> hours is" in html and "<ins>Six</ins> hours is" in html
    assert html.index("answered on 2 September 2019") < html.index("answered on 5 January 2020")
    assert ">Saved with other words</h2>" in html


def test_two_answers_of_one_doctor_on_one_page_are_not_one_with_other_words(
    tmp_path: Path,
) -> None:
    at = {"url": "https://x.org/q?id=7"}
    second = {**record("a", OTHER, **at), "id": "a-2"}
    with built(tmp_path, record("a", **at), second, record("b", **at)) as library:
        assert coverage_of(library).rewritten == ()


CHANGED = WORDS.replace("Four", "Six")
AT = {"url": "https://x.org/q?id=7"}


def second(page: str, words: str) -> dict[str, object]:
    """Another answer on a page."""
    return {**record(page, words, **AT), "id": f"{page}-2"}


@pytest.mark.parametrize(
    ("records", "told"),
    [
        # two answers, of which each page has one
        ([record("a", **AT), record("b", OTHER, **AT)], ()),
        # two answers, of which one changed
        (
            [record("a", **AT), second("a", OTHER), record("b", CHANGED, **AT), second("b", OTHER)],
            (("a#1", "b#1"),),
        ),
        # two answers, of which both changed
        (
            [
                *(record("a", **AT), second("a", OTHER), record("b", CHANGED, **AT)),
                second("b", OTHER.replace("Cold", "Warm")),
            ],
            (("a#1", "b#1"), ("a#2", "b#2")),
        ),
        # one that may be either of two
        (
            [record("a", **AT), second("a", f"Well. {WORDS}"), record("b", CHANGED, **AT)],
            (),
        ),
        # saved three times, and changed once, at its end
        (
            [record("a", **AT), record("b", **AT), record("c", f"{WORDS} {OTHER}", **AT)],
            (("a#1", "b#1", "c#1"),),
        ),
    ],
)
def test_only_an_answer_that_is_alike_is_one_with_other_words(
    records: list[dict[str, object]], told: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    with built(tmp_path, *records) as library:
        assert coverage_of(library).rewritten == told


def test_two_tables_that_answer_one_question_keep_their_ids_whatever_becomes_of_the_other(
    tmp_path: Path,
) -> None:
    folder, library = tmp_path / "tables", tmp_path / "library"
    folder.mkdir()
    rows = [f'May I lie down?,"{words}",Ruth Okafor MD\n' for words in (WORDS, OTHER)]
    for name, own in (("a.csv", rows[:1]), ("b.csv", rows)):
        (folder / name).write_text("question,answer,doctor\n" + "".join(own), encoding="utf-8")
    keep_map(folder / "b.csv", {"page_ids": "clinic"})
    first, second = sorted(build(library, [folder], WordsEncoder()).added, reverse=True)
    assert second == f"clinic/{first}"
    with closing(Library.open(library)) as opened:
        assert opened.copies.of == {f"{second}#1": (f"{first}#1",)}
        assert list(opened.problems()) == []
    assert not build(library, [folder], WordsEncoder()).changed
    (folder / "a.csv").unlink()
    again = build(library, [folder], WordsEncoder())
    assert (again.removed, again.added, again.unchanged) == ([first], [], [second])

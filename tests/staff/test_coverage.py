"""What a library holds and where it has gaps, counted by hand on the seeds and on made pages."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.show.changes import calibration_lines
from bot.show.evaluation import evaluation_svg
from bot.staff.coverage import Coverage, Mismatch, WarnedPage, coverage_of
from bot.staff.coverage_view import coverage_html
from index.library.build import build
from index.library.open import Library
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.show.test_evaluation import TOLD
from tests.table_of_answers import ANSWERS, PAGES
from tests.words_encoder import WordsEncoder


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def covered(place: Place) -> Coverage:
    place.build()
    return coverage_of(place.opened())


# The seeds.


@pytest.mark.smoke
def test_the_seeds_are_counted_as_a_reader_counts_them(library: Library) -> None:
    found = coverage_of(library)
    assert (found.pages, found.answers) == (3, 28)
    assert (found.announced, found.announced_found) == (13 + 13 + 8, 10 + 10 + 8)
    assert found.unnamed == 3
    assert found.empty_pages == 0
    assert found.longest == ("003_13a95f21a5b80d88#1", 1840)
    assert found.duplicates == ()
    assert found.answers == len(ANSWERS)
    assert found.unnamed == sum(row.name is None for row in ANSWERS)
    assert found.longest[1] == max(row.body_length for row in ANSWERS)


def test_of_the_seeds_two_pages_announce_more_than_they_hold(library: Library) -> None:
    assert coverage_of(library).mismatches == (
        Mismatch("000_935efed495dcb89e", "To exercise or not to exercise?", 13, 10),
        Mismatch(
            "003_13a95f21a5b80d88",
            "I Had Botox a Week Ago and Want to Know if It is Safe to Do Facial Exercise?",
            13,
            10,
        ),
    )


def test_every_warning_of_the_seeds_stands_under_its_page(library: Library) -> None:
    found = coverage_of(library)
    assert found.warnings == 6 + 4 + 2
    assert [(one.page_id, one.warnings) for one in found.warned] == [
        (
            "000_935efed495dcb89e",
            (
                "the page announces 13 answers, 10 are on it",
                "answer 1: the doctor is not named",
                "answer 3: no headline",
                "answer 7: no byline",
                "answer 7: named by the signature only",
                "answer 8: no headline",
            ),
        ),
        (
            "003_13a95f21a5b80d88",
            (
                "the page announces 13 answers, 10 are on it",
                "answer 1: named by the signature only",
                "answer 4: no byline",
                "answer 4: the doctor is not named",
            ),
        ),
        (
            "004_7b62c1b3ba7f1990",
            ("answer 1: the doctor is not named", "answer 8: no headline"),
        ),
    ]
    assert {one.page_id: one.title for one in found.warned} == {
        page_id: row.title for page_id, row in PAGES.items()
    }


# Made pages.


def test_a_sound_page_is_on_no_list(place: Place) -> None:
    place.write("a.txt", VENEERS, BONDING, title="Which lasts?")
    assert covered(place) == Coverage(
        pages=1,
        answers=2,
        announced=2,
        announced_found=2,
        unnamed=0,
        empty_pages=0,
        longest=("a#1", len(VENEERS.body)),
        mismatches=(),
        warned=(),
        warnings=0,
        duplicates=(),
    )


def test_a_page_with_more_answers_than_it_announces_is_listed_too(place: Place) -> None:
    text = page_of(VENEERS, BONDING, FILLER, votes=True, announced=2, title="Which lasts?")
    (place.pages / "a.txt").write_bytes(text.encode())
    found = covered(place)
    assert found.mismatches == (Mismatch("a", "Which lasts?", 2, 3),)
    assert (found.announced, found.announced_found) == (2, 3)
    assert found.warned == (
        WarnedPage(
            "a",
            "Which lasts?",
            (place.pages / "a.txt").as_posix(),
            ("the page announces 2 answers, 3 are on it",),
        ),
    )


def test_a_page_without_an_answer_is_counted(place: Place) -> None:
    place.write("a.txt", VENEERS)
    place.write("b.txt", title="Nobody answered")
    found = covered(place)
    assert (found.pages, found.answers, found.empty_pages) == (2, 1, 1)


def test_the_same_words_twice_are_found_whatever_the_blanks(place: Place) -> None:
    spread = BONDING._replace(body=BONDING.body.replace(" ", "  "))
    place.write("a.txt", VENEERS, BONDING)
    place.write("b.txt", spread, FILLER)
    place.write("c.txt", VENEERS._replace(byline=None), FILLER)
    found = covered(place)
    assert sorted(found.duplicates) == [("a#1", "c#1"), ("a#2", "b#1"), ("b#2", "c#2")]


def test_words_that_differ_in_a_letter_are_not_the_same(place: Place) -> None:
    place.write("a.txt", VENEERS, VENEERS._replace(body=VENEERS.body.replace("grind", "grin")))
    assert covered(place).duplicates == ()


def test_the_first_of_the_longest_answers_is_named(place: Place) -> None:
    place.write("b.txt", VENEERS, FILLER._replace(body=VENEERS.body[::-1].strip()))
    place.write("c.txt", VENEERS)
    assert covered(place).longest == ("b#1", len(VENEERS.body))


def test_records_announce_nothing_and_are_no_mismatch(
    tmp_path: Path, encoder: WordsEncoder
) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text('{"id": "q", "answer_text": "Rest."}\n', encoding="utf-8")
    build(tmp_path / "library", [file], encoder)
    found = coverage_of(Library.open(tmp_path / "library"))
    assert (found.pages, found.answers, found.unnamed) == (1, 1, 1)
    assert (found.announced, found.announced_found, found.mismatches) == (0, 0, ())


def test_an_empty_library_holds_nothing(place: Place) -> None:
    assert covered(place) == Coverage(0, 0, 0, 0, 0, 0, None, (), (), 0, ())


# The last evaluation.


def test_where_answered_begins_is_shown_as_a_build_tells_it(library: Library) -> None:
    told = library.manifest.calibration
    assert told is not None
    shown = coverage_html(coverage_of(library), (), 0, library)
    lines = list(calibration_lines(told))
    assert len(lines) == 2
    for line in lines:
        assert f"<li>{line}</li>" in shown
    earlier = replace(library.manifest, calibration=None)
    untried = Library(replace(library.parts, manifest=earlier))
    assert "begin" not in coverage_html(coverage_of(library), (), 0, untried)


def test_the_last_evaluation_is_shown_with_its_picture(library: Library) -> None:
    shown = coverage_html(coverage_of(library), (), 0, library, TOLD)
    assert "<h2>Last evaluation</h2>" in shown
    assert "2026-01-02 03:04 (UTC), of generation 7" in shown
    assert "<dt>own answers come first</dt><dd><bdi>50.0%</bdi></dd>" in shown
    assert evaluation_svg(TOLD) in shown
    assert "evaluation" not in coverage_html(coverage_of(library), (), 0, library)

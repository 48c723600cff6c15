"""Where "answered" begins in a library, by its own questions, and what is guaranteed there."""

import json
import random
from contextlib import closing
from dataclasses import replace
from math import comb
from pathlib import Path

import pytest

from index.library.addressed import ANSWERED, MEASURE, RELATED
from index.library.build import build
from index.library.calibrate import (
    DOUBT,
    FALSE,
    LEAST_RELATED,
    MISSED,
    MOST_RELATED,
    OFF_TOPIC,
    RELATED_DOUBT,
    calibrated,
    calibration_of,
    highest_keeping,
    lowest_keeping,
)
from index.library.off_topic import off_topic_questions
from index.library.open import Library
from index.storage.manifest import Calibration
from tests.words_encoder import WordsEncoder


def tail(count: int, wrong: int, share: float) -> float:
    """The chance that at most so many of so many go wrong."""
    return sum(comb(count, n) * share**n * (1 - share) ** (count - n) for n in range(wrong + 1))


@pytest.mark.parametrize("count", [24, 50, 200])
def test_as_many_may_be_missed_as_a_binomial_tail_allows(count: int) -> None:
    highest = highest_keeping([float(n) for n in range(count)], MISSED, DOUBT)
    assert highest is not None
    missed = int(highest)  # those below it
    assert tail(count, missed, MISSED) <= DOUBT < tail(count, missed + 1, MISSED)


def test_too_few_questions_guarantee_nothing() -> None:
    assert (1 - MISSED) ** 23 > DOUBT >= (1 - MISSED) ** 24
    assert highest_keeping([20.0] * 23, MISSED, DOUBT) is None
    assert highest_keeping([20.0] * 24, MISSED, DOUBT) == 20
    assert calibration_of([20.0] * 23, [0.0] * 23) == Calibration(
        MEASURE, 0, 23, ANSWERED, None, FALSE, 0.9, RELATED
    )
    assert calibration_of([], []) == Calibration(MEASURE, 0, 0, ANSWERED, None, None, 0.9, RELATED)


def test_the_fitted_threshold_stays_where_it_keeps_both_bounds() -> None:
    told = calibration_of([ANSWERED + 1] * 100, [ANSWERED - 1] * 100, 100)
    assert told == Calibration(MEASURE, 100, 100, ANSWERED, 1 - MISSED, FALSE, 0.9, RELATED)


def test_a_threshold_moves_no_further_than_it_has_to() -> None:
    lowered = calibration_of([ANSWERED - 1] * 100, [ANSWERED - 3] * 100)
    assert (lowered.threshold, lowered.found, lowered.false) == (ANSWERED - 1, 1 - MISSED, FALSE)
    raised = calibration_of([ANSWERED + 3] * 100, [ANSWERED + 1] * 100)
    assert ANSWERED + 1 < raised.threshold < ANSWERED + 1.001
    assert (raised.found, raised.false) == (1 - MISSED, FALSE)


def test_where_no_threshold_keeps_both_bounds_the_fitted_one_stays_with_what_it_keeps() -> None:
    told = calibration_of([ANSWERED + 1] * 100, [ANSWERED + 2] * 100)
    assert (told.threshold, told.found, told.false) == (ANSWERED, 1 - MISSED, None)
    told = calibration_of([ANSWERED - 2] * 100, [ANSWERED - 1] * 100)
    assert (told.threshold, told.found, told.false) == (ANSWERED, None, FALSE)


def test_answered_never_begins_below_related() -> None:
    told = calibration_of([RELATED - 1] * 100, [RELATED - 3] * 100)
    assert (told.threshold, told.found) == (ANSWERED, None)


def test_related_begins_where_hardly_any_question_on_other_matters_reaches() -> None:
    within = (LEAST_RELATED + MOST_RELATED) / 2
    strengths = [0.0] * (len(off_topic_questions()) - 1) + [within]
    told = calibration_of([], [], 3, strengths)
    assert told.related is not None
    assert within < told.related < within + 0.001
    assert told.off_topic == OFF_TOPIC


@pytest.mark.parametrize(
    ("reached", "related", "kept"),
    [(0.0, LEAST_RELATED, OFF_TOPIC), (MOST_RELATED + 1, MOST_RELATED, None)],
)
def test_related_begins_within_bounds_and_tells_what_it_keeps(
    reached: float, related: float, kept: float | None
) -> None:
    told = calibration_of([], [], 3, [reached] * 309)
    assert (told.related, told.off_topic) == (related, kept)


def test_related_never_begins_above_answered() -> None:
    lowered = calibration_of([6.0] * 100, [5.0] * 100, 100, [9.0] * 309)
    assert (lowered.threshold, lowered.related, lowered.off_topic) == (6.0, 6.0, None)


def test_there_are_enough_questions_on_other_matters_for_the_guarantee() -> None:
    questions = off_topic_questions()
    assert len(set(questions)) == len(questions)
    assert (1 - OFF_TOPIC) ** len(questions) <= RELATED_DOUBT
    assert all(question.strip() == question != "" for question in questions)


def test_the_bounds_hold_as_often_as_is_promised() -> None:
    """On strengths whose true shares are known."""
    chance = random.Random(0)
    missed = false = 0
    for _ in range(400):
        strengths = [chance.random() for _ in range(100)]
        highest = highest_keeping(strengths, MISSED, DOUBT)
        lowest = lowest_keeping(strengths, FALSE, DOUBT)
        assert highest is not None
        assert lowest is not None
        missed += highest > MISSED  # the true share below it is the number itself
        false += 1 - lowest > FALSE
    assert missed <= 400 * DOUBT * 1.6
    assert false <= 400 * DOUBT * 1.6


WORDS = "veneer crown bridge filling molar canine plaque enamel dentine gum".split()


def write_records(file: Path, count: int, first: int = 0) -> None:
    """Pages each of which asks about two words that only its own answer has."""
    lines = (
        json.dumps(
            {
                "id": f"a{n}",
                "question_id": f"q{n}",
                "question_title": f"Is word{n} {WORDS[n % 10]} ok?",
                "answer_text": f"word{n} {WORDS[n % 10]} is ok.",
            }
        )
        + "\n"
        for n in range(first, first + count)
    )
    file.write_text("".join(lines), encoding="utf-8")


def test_a_build_tries_the_library_and_keeps_what_it_found(tmp_path: Path) -> None:
    file, folder, encoder = tmp_path / "r.jsonl", tmp_path / "library", WordsEncoder()
    write_records(file, 40)
    told = build(folder, [file], encoder).calibration
    assert told is not None
    assert (told.pages, told.questions, told.measure) == (40, 40, MEASURE)
    library = Library.open(folder)
    assert library.manifest.calibration == told
    assert (library.answered_from, library.related_from) == (told.threshold, told.related)
    write_records(file, 41)
    kept = replace(told, changed=1)
    assert build(folder, [file], encoder).calibration == kept  # it has hardly changed
    write_records(file, 60)
    later = build(folder, [file], encoder).calibration
    assert later is not None
    assert (later.pages, later.questions) == (60, 60)


def test_pages_in_the_place_of_as_many_others_are_tried_anew(tmp_path: Path) -> None:
    file, folder, encoder = tmp_path / "r.jsonl", tmp_path / "library", WordsEncoder()
    write_records(file, 40)
    build(folder, [file], encoder)
    changes = []
    for first in (2, 4, 6):  # each time two go and two come; a tenth is four
        write_records(file, 40, first)
        told = build(folder, [file], encoder).calibration
        assert told is not None and told.pages == 40
        changes.append(told.changed)
    assert changes == [4, 0, 4]


def test_a_small_library_says_that_nothing_is_guaranteed(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    write_records(file, 23)
    told = build(tmp_path / "library", [file], WordsEncoder()).calibration
    assert told is not None
    assert replace(told, related=None) == Calibration(MEASURE, 23, 0, ANSWERED, None, None, 0.9)


def test_what_an_earlier_version_laid_is_laid_anew_with_the_next_change(tmp_path: Path) -> None:
    file, folder, encoder = tmp_path / "r.jsonl", tmp_path / "library", WordsEncoder()
    write_records(file, 40)
    build(folder, [file], encoder)
    with closing(Library.open(folder)) as library:
        told = library.manifest.calibration
        assert told is not None
        earlier = replace(told, related=None, off_topic=None)
        parts = replace(library.parts, manifest=replace(library.manifest, calibration=earlier))
        assert Library(parts).related_from == RELATED
        assert calibrated(library.parts, encoder, 40, earlier) == told
        assert calibrated(library.parts, encoder, 40, replace(told, threshold=9.0)).threshold == 9.0

"""The second reader: what it weighs of a message, for which encoder, and what it costs."""

import json
import time
from statistics import median

import numpy as np
import pytest

from bot.safety.second_reader import (
    FILE,
    MOST_DOUBT,
    LevelWeights,
    Reading,
    SecondReader,
    second_reader,
)
from bot.safety.signs import Sign
from bot.safety.weighed_words import FEWEST, USUAL, WeighedWords, share_of
from tests.safety_messages import MESSAGES

MOST_BYTES = 1_000_000
MOST_SECONDS = 0.002
"""For a message of usual length; a busy machine gets five times as long."""


def fingerprint() -> str:
    return str(json.loads(FILE.read_text(encoding="utf-8"))["encoder"])


def test_words_of_one_meaning_are_weighed_alike_in_both_languages() -> None:
    english = WeighedWords.of("pills in hand").whole
    spanish = WeighedWords.of("pastillas en mano").whole
    assert {"pills", "pills in", "pills _ hand"} <= english
    assert "{drug} _ {limbs}" in english & spanish


def test_a_message_without_words_has_none() -> None:
    assert WeighedWords.of("?!") == WeighedWords(frozenset(), ())


def test_a_long_message_has_parts_that_overlap() -> None:
    parts = WeighedWords.of("rope " + "lovely " * 40 + "blade").parts
    assert ["rope" in part for part in parts] == [True, False, False]
    assert ["blade" in part for part in parts] == [False, False, True]
    assert len(WeighedWords.of("I have a rope. What a lovely clinic!").parts) == 1


def test_a_word_counts_less_in_a_long_message() -> None:
    assert share_of(["word"] * USUAL) == 1
    assert share_of(["word"] * 4 * USUAL) == 0.5
    assert share_of([]) == share_of(["word"] * FEWEST)


def test_a_grave_part_weighs_alike_however_much_stands_around_it() -> None:
    vector = np.zeros(2, dtype=np.float32)
    level = LevelWeights(vector, {"rope": 1.0, "lovely": -0.1}, 0.0)
    beside = level.score(vector, WeighedWords.of("a rope " + "lovely " * 40))
    assert beside > 0.9
    assert level.score(vector, WeighedWords.of("a rope")) > beside


def test_a_level_needs_a_score_over_0_and_the_most_urgent_goes_first() -> None:
    vector = np.zeros(2, dtype=np.float32)
    crisis = LevelWeights(vector, {"rope": 2.0}, -1.0)
    emergency = LevelWeights(vector, {"rope": 2.0, "blood": 2.0}, -1.0)
    reader = SecondReader("", {"crisis": crisis, "emergency": emergency})
    assert reader.read("rope", vector).level == "crisis"
    assert reader.read("blood", vector).level == "emergency"
    assert reader.read("nothing", vector).level is None


def test_a_message_is_as_far_from_danger_as_from_the_nearest_level() -> None:
    vector = np.zeros(2, dtype=np.float32)
    crisis = LevelWeights(vector, {"rope": 1.0}, -9.0)
    emergency = LevelWeights(vector, {"blood": 1.0}, -4.0)
    reader = SecondReader("", {"crisis": crisis, "emergency": emergency})
    assert reader.read("a lovely clinic", vector).distance == 4
    assert reader.read("blood", vector).distance == 0


SURE = Sign("breath", "emergency", 0, 5)
DOUBTFUL = Sign("stroke", "emergency", 9, 15, doubt=-1.0)


@pytest.mark.parametrize(
    ("signs", "reading", "told"),
    [
        ((DOUBTFUL,), Reading(None, MOST_DOUBT + 1), (DOUBTFUL,)),
        ((DOUBTFUL,), Reading(None, MOST_DOUBT + 2), ()),
        ((SURE, DOUBTFUL), Reading(None, MOST_DOUBT + 2), (SURE,)),
        ((SURE,), Reading("crisis", 0.0), (SURE,)),
    ],
)
def test_only_what_is_in_doubt_needs_a_message_near_danger(
    signs: tuple[Sign, ...], reading: Reading, told: tuple[Sign, ...]
) -> None:
    assert reading.told_with(signs) == told


def test_a_reading_adds_what_is_not_told_as_yet() -> None:
    (added,) = Reading("urgent", 0.0).told_with(())
    assert (added.level, added.is_possible) == ("urgent", True)
    urgent = Sign("swelling", "urgent", 0, 5)
    assert Reading("urgent", 0.0).told_with((urgent,)) == (urgent,)
    first, second = Reading("emergency", 0.0).told_with((urgent,))
    assert (first, second.level) == (urgent, "emergency")


def test_it_reads_for_its_own_encoder_only() -> None:
    assert second_reader(fingerprint()) is not None
    assert second_reader("another") is None


def test_its_weights_are_few_enough_to_be_read() -> None:
    assert FILE.stat().st_size <= MOST_BYTES
    levels = json.loads(FILE.read_text(encoding="utf-8"))["levels"]
    assert list(levels) == ["crisis", "emergency", "urgent"]


@pytest.mark.parametrize("number", range(3))
def test_a_message_costs_little(number: int) -> None:
    reader = second_reader(fingerprint())
    assert reader is not None
    dimension = len(reader.levels["crisis"].vector)
    vector = np.full(dimension, dimension**-0.5, dtype=np.float32)
    spent = []
    for message in MESSAGES[number * 50 : number * 50 + 50]:
        begun = time.perf_counter()
        reader.read(message.text, vector)
        spent.append(time.perf_counter() - begun)
    assert median(spent) <= 5 * MOST_SECONDS

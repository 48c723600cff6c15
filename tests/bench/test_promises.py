"""The measure of promises, on strengths whose shares are known."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from bench.measures import drawn
from bench.promises import Kept, Tried, called_answered, missed
from index.library.calibrate import MOST_TRIED

IDS = [f"page{n}" for n in range(2000)]


@pytest.mark.parametrize("measure", [missed, called_answered])
@pytest.mark.parametrize("level", [0.12, 0.3])
def test_a_promise_is_kept_where_questions_are_alike(
    measure: Callable[[Tried, float, int], Kept], level: float
) -> None:
    chance = random.Random(7)
    within, without = (np.array([chance.gauss(mean, 1) for _ in IDS]) for mean in (12, 8))
    told = measure(Tried(IDS, within, without), level, 100)
    assert told.kept >= 0.9
    assert level / 3 < told.low < told.mean < told.high < level * 1.2


def test_a_promise_is_broken_where_those_who_laid_the_threshold_are_unlike_the_others() -> None:
    chosen, others = drawn(IDS, MOST_TRIED, 0)
    within, without = np.zeros(len(IDS)), np.zeros(len(IDS))
    within[chosen], without[others] = 12, 12
    unlike = Tried(IDS, within, without)
    assert missed(unlike, 0.12, 1) == Kept(mean=1, low=1, high=1, kept=0)
    assert called_answered(unlike, 0.2, 1) == Kept(mean=1, low=1, high=1, kept=0)


def test_too_few_questions_promise_nothing() -> None:
    few = Tried(IDS[:10], np.zeros(10), np.zeros(10))
    assert (missed(few, 0.12, 5).mean, called_answered(few, 0.12, 5).mean) == (0, 0)

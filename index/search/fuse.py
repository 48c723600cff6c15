"""Fuses several rankings into one, by weighted z-scores.

Reciprocal rank fusion discards the scores and, with equal weights, is worse than the vectors alone
on patients' questions. So scores are normalised and weighted: each ranking's scores minus their
mean, divided by their standard deviation.
"""

from collections.abc import Sequence
from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import IntArray
from index.search.dense import Ranking

Scores: TypeAlias = tuple[IntArray, NDArray[np.floating]]
"""Ids, every one once, and the score of each."""


def fuse(ids: IntArray, rankings: Sequence[Scores], weights: Sequence[float]) -> Ranking:
    """One ranking of some ids, ascending, by the weighted sum of normalised scores.

    An id that a ranking lacks gets the lowest score in it. Equal sums are ordered by id, so
    that the same question always gives the same order.
    """
    total = np.zeros(len(ids))
    for (numbers, scores), weight in zip(rankings, weights, strict=True):
        if len(numbers):
            normalised = _normalised(scores.astype(np.float64))
            every = np.full(len(ids), normalised.min())
            every[np.searchsorted(ids, numbers)] = normalised
            total += weight * every
    order = np.lexsort((ids, -total))
    return list(zip(ids[order].tolist(), total[order].tolist(), strict=True))


def _normalised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    apart = scores - scores.sum() / len(scores)
    deviation = sqrt((apart * apart).sum() / len(scores))
    # Equal scores may have a deviation by rounding alone.
    are_equal = deviation <= 1e-12 * np.abs(scores).max()
    return np.zeros(len(scores)) if are_equal else apart / deviation

"""Fuses several rankings into one, by weighted z-scores.

Reciprocal rank fusion discards the scores and, with equal weights, is worse than the vectors alone
on patients' questions. So scores are normalised and weighted: each ranking's scores minus their
mean, divided by their standard deviation.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.search.dense import Ranking


def fuse(rankings: Sequence[Ranking], weights: Sequence[float]) -> Ranking:
    """One ranking of all ids in the given ones, by the weighted sum of normalised scores.

    An id that a ranking lacks gets the lowest score in it. Equal sums are ordered by id, so
    that the same question always gives the same order.
    """
    ids = np.array(sorted({number for ranking in rankings for number, _ in ranking}), np.int64)
    total = np.zeros(len(ids))
    for ranking, weight in zip(rankings, weights, strict=True):
        if ranking:
            numbers, scores = map(np.array, zip(*ranking, strict=True))
            normalised = _normalised(scores)
            every = np.full(len(ids), normalised.min())
            every[np.searchsorted(ids, numbers)] = normalised
            total += weight * every
    order = np.lexsort((ids, -total))
    return list(zip(ids[order].tolist(), total[order].tolist(), strict=True))


def _normalised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    apart = scores - scores.mean()
    deviation = np.sqrt((apart * apart).mean())
    # Equal scores may have a deviation by rounding alone.
    are_equal = deviation <= 1e-12 * np.abs(scores).max()
    return np.zeros(len(scores)) if are_equal else apart / deviation

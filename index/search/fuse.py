"""Several rankings → one.

Reciprocal rank fusion throws the scores away and, with equal weights, falls behind the vectors
alone on patients' questions. So scores are brought to one scale and weighed: each ranking's
scores less their mean, over their standard deviation.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.search.dense import Ranking


def fuse(rankings: Sequence[Ranking], weights: Sequence[float]) -> Ranking:
    """One ranking of all that the given ones hold, by the weighted sum of normalised scores.

    What a ranking does not hold gets the lowest score it gave. Equal sums are ordered by id, so
    that the same question always gives the same order.
    """
    ids = np.unique([number for ranking in rankings for number, _ in ranking]).astype(np.int64)
    total = np.zeros(len(ids))
    for ranking, weight in zip(rankings, weights, strict=True):
        if ranking:
            numbers, scores = zip(*ranking, strict=True)
            normalised = _normalised(np.array(scores, dtype=np.float64))
            every = np.full(len(ids), normalised.min())
            every[np.searchsorted(ids, numbers)] = normalised
            total += weight * every
    order = np.lexsort((ids, -total))
    return list(zip(ids[order].tolist(), total[order].tolist(), strict=True))


def _normalised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = scores.std()
    # Scores that are all alike may have a spread by rounding alone.
    alike = spread <= 1e-12 * np.abs(scores).max()
    return np.zeros(len(scores)) if alike else (scores - scores.mean()) / spread

"""Several rankings → one.

Reciprocal rank fusion throws the scores away and, with equal weights, falls behind the vectors
alone on patients' questions. So scores are brought to one scale and weighed: each ranking's
scores less their mean, over their standard deviation.
"""

from collections.abc import Sequence
from statistics import fmean, pstdev

from index.dense import Ranking


def fuse(rankings: Sequence[Ranking], weights: Sequence[float]) -> Ranking:
    """One ranking of all that the given ones hold, by the weighted sum of normalised scores.

    What a ranking does not hold gets the lowest score it gave. Equal sums are ordered by id, so
    that the same question always gives the same order.
    """
    normalised = [_normalised(ranking) for ranking in rankings]
    ids = {number for scores in normalised for number in scores}
    lowest = [min(scores.values(), default=0.0) for scores in normalised]
    total = {
        number: sum(
            weight * scores.get(number, low)
            for scores, low, weight in zip(normalised, lowest, weights, strict=True)
        )
        for number in ids
    }
    return sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))


def _normalised(ranking: Ranking) -> dict[int, float]:
    if not ranking:
        return {}
    scores = [score for _, score in ranking]
    mean, spread = fmean(scores), pstdev(scores)
    return {number: (score - mean) / spread if spread else 0.0 for number, score in ranking}

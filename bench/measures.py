"""Measures of the benchmarks that need nothing but numbers: halves, thresholds, ranks."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DEPTH = 100
RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack et al., SIGIR 2009)."""
IN_SCOPE, OUT_OF_SCOPE = "medical_in_forum", ("off_topic", "medical_other")
JUDGED = ("judged yes", "judged partly", "judged no")
"""Kinds of questions that people judged by reading, best first."""
ADDRESSED_FOUND = 0.88
"""The share of addressed questions that shall be answered, by which the judged ones' threshold is
chosen on one half and tried on the other."""


HALVES = ("first", "second")


def half_of(question_id: str) -> str:
    """The half of a set that a question is in, by a hash of its id: the same at every run. What is
    fitted on one half is measured on the other."""
    return HALVES[hashlib.blake2b(question_id.encode(), digest_size=1).digest()[0] % 2]


def area_under_curve(inside: NDArray[np.float64], outside: NDArray[np.float64]) -> float:
    """The chance that an in-scope question scores higher than an out-of-scope one (AUROC)."""
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, "left") + np.searchsorted(ordered, inside, "right")
    return float(below.mean() / 2 / len(outside))


def separation(by_label: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """How well questions of each kind are told from those in scope."""
    inside = np.array(by_label[IN_SCOPE])
    threshold = np.percentile(inside, 5)  # 95% of in-scope questions lie above it
    found: dict[str, dict[str, float]] = {}
    for label in OUT_OF_SCOPE:
        outside = np.array(by_label[label])
        found[label] = {
            "AUROC": area_under_curve(inside, outside),
            "false answers at 95% answered": float((outside >= threshold).mean()),
        }
    return found


def carried(by_half: dict[str, dict[str, list[float]]]) -> dict[str, dict[str, float]]:
    """For each half, the shares that are answered where the threshold was laid by the other."""
    found: dict[str, dict[str, float]] = {}
    for half, other in (HALVES, HALVES[::-1]):
        threshold = np.percentile(by_half[other][IN_SCOPE], 5)
        found[half] = {
            label: float((np.array(strengths) >= threshold).mean())
            for label, strengths in by_half[half].items()
        }
    return found


def judged_carried(halves: dict[str, dict[str, list[float]]]) -> dict[str, dict[str, float]]:
    """For each half of the judged questions, the share of each verdict that is answered where the
    threshold was chosen on the other half, and of those answered the share that none is about;
    nothing where a half has no question that an answer is about."""
    if not all(by_kind.get(JUDGED[0]) for by_kind in halves.values()):
        return {}
    found: dict[str, dict[str, float]] = {}
    for half, other in (HALVES, HALVES[::-1]):
        threshold = np.percentile(halves[other][JUDGED[0]], 100 * (1 - ADDRESSED_FOUND))
        answered = {kind: np.array(some) >= threshold for kind, some in halves[half].items()}
        found[half] = {kind: float(some.mean()) for kind, some in answered.items()}
        every = sum(int(some.sum()) for some in answered.values())
        false = int(answered[JUDGED[2]].sum()) if JUDGED[2] in answered else 0
        found[half]["of those answered, none is about it"] = false / every if every else 0.0
    return found


def drawn(ids: Sequence[str], count: int, draw: int) -> tuple[list[int], list[int]]:
    """So many of some ids, and the others, as row numbers, by a hash of each id and the draw's
    number: the same at every run."""

    def key(row: int) -> bytes:
        return hashlib.blake2b(f"{draw} {ids[row]}".encode(), digest_size=8).digest()

    order = sorted(range(len(ids)), key=key)
    return order[:count], order[count:]


def interval(count: int, every: int) -> tuple[float, float]:
    """The ends of the 95% interval of a share (Wilson's)."""
    z = 1.96
    middle = (count + z * z / 2) / (every + z * z)
    half = z / (every + z * z) * (count * (every - count) / every + z * z / 4) ** 0.5
    return middle - half, middle + half


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks, those of equal values being their mean."""
    ordered = np.sort(values)
    both = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    return np.asarray(both / 2, dtype=np.float64)


def equal_fusion(*rankings: Sequence[str]) -> list[str]:
    """Reciprocal rank fusion with equal weights."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, record in enumerate(ranking, start=1):
            scores[record] = scores.get(record, 0.0) + 1 / (RRF_K + rank)
    return sorted(scores, key=lambda record: (-scores[record], record))[:DEPTH]

"""Diversifies hits: distinct doctors come first, near-identical answers are folded.

An answer that a doctor gave on three pages is shown once; and where the three nearest answers are
one doctor's, what other doctors said comes before the second of them.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from index.identity import person_of
from index.library.open import FoundAnswer
from index.model import Hit

ALIKE = 90.0
"""Percent of two answers' words that must agree, in order, for them to be near-identical."""


@dataclass(frozen=True, slots=True)
class DistinctHit:
    """An answer that was hit, and the near-identical ones by the same doctor that are folded into
    it."""

    hit: Hit
    found: FoundAnswer
    alike: tuple[FoundAnswer, ...]


def diversified(hits: Sequence[Hit], found: Sequence[FoundAnswer]) -> list[DistinctHit]:
    """Hits, best first, with their answers → each doctor's best one first, then the others, both in
    the order of the hits. Nothing is lost: a folded answer is kept with the one it is like."""
    folded: dict[Hashable, list[tuple[Hit, FoundAnswer, list[FoundAnswer]]]] = {}
    for hit, one in zip(hits, found, strict=True):
        person = person_of(one.answer.id, one.answer.doctor)
        known = folded.setdefault(person, [])
        like = next((others for _, first, others in known if near_identical(first, one)), None)
        if like is None:
            known.append((hit, one, []))
        else:
            like.append(one)
    first = [known[0] for known in folded.values()]
    later = [one for known in folded.values() for one in known[1:]]
    order = {hit.passage.answer_id: n for n, hit in enumerate(hits)}
    later.sort(key=lambda one: order[one[0].passage.answer_id])
    return [DistinctHit(hit, one, tuple(others)) for hit, one, others in [*first, *later]]


def near_identical(one: FoundAnswer, other: FoundAnswer) -> bool:
    """Whether two answers have almost the same words."""
    words = [each.page.quote(each.answer.body).split() for each in (one, other)]
    return fuzz.ratio(*words, score_cutoff=ALIKE) > 0

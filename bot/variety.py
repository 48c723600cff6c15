"""Hits in the order in which they are shown: distinct doctors first, near-identical answers folded.

A doctor who says the same on three pages is one voice, and so is one whose three answers stand
nearest: what other doctors said comes before them.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from index.library import Found
from index.model import Answer, Doctor, Hit

ALIKE = 90.0
"""Percent of two answers' words that must agree, in order, for them to be one answer told twice."""


@dataclass(frozen=True, slots=True)
class Voice:
    """An answer that was hit, and the near-identical ones by the same doctor that hide behind."""

    hit: Hit
    found: Found
    alike: tuple[Found, ...]


def identity(answer: Answer) -> Hashable:
    """What makes two answers one doctor's."""
    return speaker(answer.id, answer.doctor)


def speaker(answer_id: str, doctor: Doctor) -> Hashable:
    """What makes two answers one doctor's: the same byline. A mere signature is nobody's name."""
    if doctor.named_by != "byline" or doctor.name is None:
        return answer_id
    return (doctor.name, doctor.credentials, doctor.place, doctor.specialty, doctor.status)


def voices(hits: Sequence[Hit], found: Sequence[Found]) -> list[Voice]:
    """Hits, best first, with their answers → the voices: each doctor's best one first, then the
    others', both in the order of the hits. Nothing is lost: what is folded hangs on its like."""
    folded: dict[Hashable, list[tuple[Hit, Found, list[Found]]]] = {}
    for hit, one in zip(hits, found, strict=True):
        known = folded.setdefault(identity(one.answer), [])
        like = next((others for _, first, others in known if alike(first, one)), None)
        if like is None:
            known.append((hit, one, []))
        else:
            like.append(one)
    first = [known[0] for known in folded.values()]
    later = [told for known in folded.values() for told in known[1:]]
    order = {hit.passage.answer_id: n for n, hit in enumerate(hits)}
    later.sort(key=lambda told: order[told[0].passage.answer_id])
    return [Voice(hit, one, tuple(others)) for hit, one, others in [*first, *later]]


def alike(one: Found, other: Found) -> bool:
    """Whether two answers say the same in all but the same words."""
    words = [each.page.quote(each.answer.body).split() for each in (one, other)]
    return fuzz.ratio(*words, score_cutoff=ALIKE) > 0

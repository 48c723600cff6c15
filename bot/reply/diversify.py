"""Diversifies hits: distinct doctors come first, answers in the same words are folded.

An answer that a doctor gave on three pages is shown once; and where the three nearest answers are
one doctor's, what other doctors said comes before the second of them.

Two answers are folded only when they say the same words in the same order, a greeting at the
beginning and a sign-off at the end apart. So answers that differ in a number, a negation, a product
or an opposite are never folded, however many other words they share.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from bot.reply.same_words import Words, words_of
from index.identity import person_of
from index.library.open import FoundAnswer, Library
from index.model import Hit


@dataclass(frozen=True, slots=True)
class DistinctHit:
    """An answer that was hit, and those by the same doctor in the same words that are folded into
    it, its copies first."""

    hit: Hit
    found: FoundAnswer
    alike: tuple[FoundAnswer, ...]


def read_hits(hits: Sequence[Hit], library: Library) -> tuple[list[Hit], list[FoundAnswer]]:
    """Hits, best first, and their answers. One that was saved more than once is one, whichever
    reading of it was hit: the richest is read."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(library.copies.shown_for(hit.passage.answer_id), hit)
    return list(first.values()), library.answers(list(first))


def distinct_hits(
    hits: Sequence[Hit], found: Sequence[FoundAnswer], library: Library, most: int
) -> list[DistinctHit]:
    """The first of the hits that were read, diversified, each with its copies: to read these costs
    time, and those that are not shown need none."""
    shown = diversified(hits, found)[:most]
    copies = library.copies.of
    ids = [one for each in shown for one in copies.get(each.found.answer.id, ())]
    if not ids:
        return shown
    read = {one.answer.id: one for one in library.answers(ids)}
    return [
        replace(one, alike=(*(read[n] for n in copies.get(one.found.answer.id, ())), *one.alike))
        for one in shown
    ]


def diversified(hits: Sequence[Hit], found: Sequence[FoundAnswer]) -> list[DistinctHit]:
    """Hits, best first, with their answers → each doctor's best one first, then the others, both in
    the order of the hits. Nothing is lost: what is folded stands with the one that it is like."""
    folded: dict[tuple[Hashable, Words], tuple[Hit, FoundAnswer, list[FoundAnswer]]] = {}
    people = [person_of(one.answer.id, one.answer.doctor) for one in found]
    answers = Counter(people)
    for hit, one, person in zip(hits, found, people, strict=True):
        # Only what a person said twice is compared: to read the words takes most of the time.
        said = (person, words_of(one) if answers[person] > 1 else ())
        if said in folded:
            folded[said][2].append(one)
        else:
            folded[said] = (hit, one, [])
    heard: set[Hashable] = set()
    first: list[DistinctHit] = []
    later: list[DistinctHit] = []
    for (person, _), (hit, one, others) in folded.items():
        (later if person in heard else first).append(DistinctHit(hit, one, tuple(others)))
        heard.add(person)
    return [*first, *later]

"""Finds the answers that say a topic: all of it, or some of its words; and where they say it.

Levels of a topic's parts are joined as in logic: of clauses the lowest counts, of sides the
highest, and what says an excluded clause is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log
from typing import TypeAlias

from bot.query.topic_query import TopicClause, TopicQuery
from bot.reply.choices import Addressed
from index.library.open import Library
from index.model import Span

Says: TypeAlias = Callable[[Collection[str]], set[str]]
"""Gives the ids of the answers that say one of some words or phrases."""
LEAST_SHARE = 1 / 3
"""Of a topic's words, rare ones counting more, the share from which an answer says some of it: a
word that is everywhere says nothing of a topic by itself."""
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Saying:
    """How an answer addresses a topic. `words` are those of the topic in its headline and its body,
    in reading order; `shown` is what a list shows of it: the part that says most, or is nearest.
    Both are spans of the page."""

    addressed: Addressed
    words: tuple[Span, ...] = ()
    shown: Span | None = None


@dataclass(frozen=True, slots=True)
class Sayers:
    """The ids of the answers that say all of something, and of those that say some of it only."""

    whole: frozenset[str]
    partly: frozenset[str]


def answers_saying(query: TopicQuery, library: Library) -> Sayers:
    """The answers that say a topic."""
    return _saying(query, library.saying, library.manifest.answers)


def answers_titled(query: TopicQuery, library: Library) -> frozenset[str]:
    """The answers to questions whose title says all of a topic."""
    return _saying(query, library.titled, library.manifest.answers).whole


def answers_excluded(query: TopicQuery, library: Library) -> frozenset[str]:
    """The answers that say what a topic excludes."""
    every = library.manifest.answers
    said = (_saying_clause(one, library.saying, every).whole for one in query.excluded)
    return frozenset().union(*said)


def _saying(query: TopicQuery, says: Says, every: int) -> Sayers:
    whole: set[str] = set()
    partly: set[str] = set()
    for side in query.sides:
        found = _saying_side(side, says, every)
        whole |= found.whole
        partly |= found.partly
    return Sayers(frozenset(whole), frozenset(partly - whole))


def _saying_side(side: Sequence[TopicClause], says: Says, every: int) -> Sayers:
    asked = [_saying_clause(one, says, every) for one in side if not one.excluded]
    left_out = [_saying_clause(one, says, every).whole for one in side if one.excluded]
    whole = frozenset.intersection(*(one.whole for one in asked)).difference(*left_out)
    some = frozenset.intersection(*(one.whole | one.partly for one in asked))
    return Sayers(whole, some.difference(whole, *left_out))


def _saying_clause(clause: TopicClause, says: Says, every: int) -> Sayers:
    said = {term: says(term.ways) for term in clause.terms}
    whole = frozenset(set.intersection(*said.values()))
    return Sayers(whole, _partly(list(said.values()), every) - whole)


def _partly(said: Sequence[AbstractSet[str]], every: int) -> frozenset[str]:
    """The answers that say enough of some words, of which each is said by some answers."""
    if len(said) == 1:
        return frozenset(said[0])
    weights = [_weight(len(ids), every) for ids in said]
    least = LEAST_SHARE * sum(weights) - ROUNDING
    share: defaultdict[str, float] = defaultdict(float)
    for ids, weight in zip(said, weights, strict=True):
        for one in ids:
            share[one] += weight
    return frozenset(one for one, weight in share.items() if weight >= least)


def _weight(answers: int, every: int) -> float:
    """How much a word tells, by how many of all answers say it: BM25's inverse document frequency;
    nothing if none does."""
    every = max(every, answers)
    return log(1 + (every - answers + 0.5) / (answers + 0.5)) if answers else 0.0


def said_in(parts: Iterable[Span], words: Sequence[Span]) -> Span | None:
    """The first of some parts of a page in which most of the words are."""
    return max(parts, key=lambda part: sum(part.holds(word) for word in words), default=None)

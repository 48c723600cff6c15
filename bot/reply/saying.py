"""Finds the answers that say a topic: all of it, or some of its words; and where they say it.

Levels of a topic's parts are joined as in logic: of clauses the lowest counts, of sides the
highest, and what says an excluded clause is left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal, TypeAlias

from bot.query.topic_query import TopicClause, TopicQuery, TopicTerm
from index.library.open import Library
from index.model import Span

Addressed: TypeAlias = Literal["said", "partly", "near"]
"""How an answer addresses a topic: it says it, says some of its words, or is only near in meaning."""
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


NOBODY = Sayers(frozenset(), frozenset())


def answers_saying(query: TopicQuery, library: Library) -> Sayers:
    """The answers that say a topic."""
    whole: set[str] = set()
    partly: set[str] = set()
    for side in query.sides:
        found = _saying_side(side, library)
        whole |= found.whole
        partly |= found.partly
    return Sayers(frozenset(whole), frozenset(partly - whole))


def answers_excluded(query: TopicQuery, library: Library) -> frozenset[str]:
    """The answers that say what a topic excludes."""
    excluded = (_saying_clause(clause, library).whole for clause in query.excluded)
    return frozenset().union(*excluded)


def _saying_side(side: Sequence[TopicClause], library: Library) -> Sayers:
    asked = [_saying_clause(one, library) for one in side if not one.excluded]
    left_out = frozenset().union(
        *(_saying_clause(one, library).whole for one in side if one.excluded)
    )
    whole = frozenset.intersection(*(one.whole for one in asked))
    any_of_it = frozenset.intersection(*(one.whole | one.partly for one in asked))
    return Sayers(whole - left_out, any_of_it - whole - left_out)


def _saying_clause(clause: TopicClause, library: Library) -> Sayers:
    saying = {term: library.saying(term.ways) for term in clause.terms}
    whole = frozenset(set.intersection(*saying.values()))
    return Sayers(whole, _partly(saying, library) - whole)


def _partly(saying: Mapping[TopicTerm, set[str]], library: Library) -> frozenset[str]:
    """The answers that say enough of some words."""
    if len(saying) == 1:
        return frozenset()
    weights = {term: _weight(len(ids), library) for term, ids in saying.items()}
    least = LEAST_SHARE * sum(weights.values()) - ROUNDING
    said: Counter[str] = Counter()
    for term, ids in saying.items():
        for one in ids:
            said[one] += weights[term]
    return frozenset(one for one, weight in said.items() if weight >= least)


def _weight(answers: int, library: Library) -> float:
    """How much a word tells, by how many answers say it: BM25's inverse document frequency; nothing
    if none does."""
    every = max(library.manifest.answers, answers)
    return log(1 + (every - answers + 0.5) / (answers + 0.5)) if answers else 0.0


def said_in(parts: Iterable[Span], words: Sequence[Span]) -> Span | None:
    """The first of some parts of a page in which most of the words are."""
    return max(parts, key=lambda part: sum(part.holds(word) for word in words), default=None)

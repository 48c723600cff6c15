"""Reads a topic: the words and phrases that it names, each with every way of saying it, and the
`and`, `or` and `not` between them.

A topic is what staff look up, not a question: nothing of it is corrected, and no name is sought.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.query.search_query import QUOTED, unquoted
from bot.query.synonyms import Term, mentions, terms
from bot.query.topic_words import ASKING, MARKERS, POINTERS, PREPOSITIONS, VERBS
from bot.query.word_forms import apart, in_figures, other_forms, with_slip
from bot.text.lexicon import key_of

OPERATOR = re.compile(r"\b(and|or|not)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
PIECE = re.compile(rf"(?P<quoted>{QUOTED.pattern})|{OPERATOR.pattern}", re.IGNORECASE)
SMALL = PREPOSITIONS | VERBS | ASKING | POINTERS
SMALL |= set("a an the i me my mine you your yours we our he him his she her of to".split())
"""Words that need not be said: they name nothing."""
MOST_TERMS = 4_096
"""Terms whose words are kept as they are compared: more than there are."""
MOST_BARE = 4
"""Words of a topic that is asked without a question, at most."""


@dataclass(frozen=True, slots=True)
class TopicTerm:
    """A word, a name of several words, or a phrase of a topic, and every way of saying it."""

    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicClause:
    """Words of a topic between two operators; `excluded` behind a `not`."""

    terms: tuple[TopicTerm, ...]
    excluded: bool
    words: str


@dataclass(frozen=True, slots=True)
class TopicQuery:
    """A topic as it is looked up. Any of its `sides`, which an `or` divides, may be said; of a side
    all clauses must be; there are none where nothing is asked for ("not jaw"). `wordings` are the
    sides' words without operators, for what is near in meaning."""

    sides: tuple[tuple[TopicClause, ...], ...]
    wordings: tuple[str, ...]

    @property
    def excluded(self) -> tuple[TopicClause, ...]:
        """What must not be said."""
        return tuple(clause for side in self.sides for clause in side if clause.excluded)

    @property
    def ways(self) -> tuple[str, ...]:
        """Every way of saying something of it that is asked for."""
        asked = (clause for side in self.sides for clause in side if not clause.excluded)
        return tuple(dict.fromkeys(way for one in asked for term in one.terms for way in term.ways))


def topic_query(
    topic: str, vocabulary: Mapping[str, int], taught: tuple[Term, ...] = ()
) -> TopicQuery:
    """Read a topic.

    Args:
        vocabulary: the library's plain words; other ways of writing a word are sought among them.
        taught: the library's own terms.
    """
    sides = tuple(_sides(topic, vocabulary, taught))
    wordings = (" ".join(clause.words for clause in side if not clause.excluded) for side in sides)
    return TopicQuery(sides, tuple(dict.fromkeys(wordings)))


def is_bare_topic(message: str) -> bool:
    """Whether a message only names a topic ("eyelid", "hot tub"): a few words, and no question."""
    words = [word.lower() for word in WORD.findall(message)]
    return 0 < len(words) <= MOST_BARE and (SMALL | MARKERS).isdisjoint(words)


def _sides(
    topic: str, vocabulary: Mapping[str, int], taught: tuple[Term, ...]
) -> Iterator[tuple[TopicClause, ...]]:
    """The sides of a topic in which something is asked for."""
    sides: list[list[TopicClause]] = [[]]
    excluded = False
    for operator, pieces in _between_operators(topic):
        if operator == "or":
            sides.append([])
        if operator:
            excluded = operator == "not"
        clause = _clause(pieces, vocabulary, taught, excluded=excluded)
        if clause.terms:
            sides[-1].append(clause)
    for side in sides:
        if not all(clause.excluded for clause in side):
            yield tuple(side)


def _between_operators(topic: str) -> Iterator[tuple[str, list[str]]]:
    """Each operator in small letters, "" at the beginning, with the plain words and the phrases in
    quotes behind it."""
    operator, pieces, at = "", [], 0
    for found in PIECE.finditer(topic):
        pieces.append(topic[at : found.start()])
        at = found.end()
        if found["quoted"]:
            pieces.append(found[0])
        else:
            yield operator, pieces
            operator, pieces = found[0].lower(), []
    yield operator, [*pieces, topic[at:]]


def _clause(
    pieces: Sequence[str],
    vocabulary: Mapping[str, int],
    taught: tuple[Term, ...],
    *,
    excluded: bool,
) -> TopicClause:
    terms: list[TopicTerm] = []
    for piece in pieces:
        if QUOTED.fullmatch(piece):
            phrase = unquoted(piece)
            terms += [TopicTerm((phrase,))] if WORD.search(phrase) else []
        else:
            terms += _plain_terms(piece, vocabulary, taught)
    words = " ".join(unquoted(piece) for piece in pieces)
    return TopicClause(tuple(dict.fromkeys(terms)), excluded, " ".join(words.split()))


def _plain_terms(
    words: str, vocabulary: Mapping[str, int], taught: tuple[Term, ...]
) -> Iterator[TopicTerm]:
    """What plain words name: each thing that has synonyms, and each other word."""
    named = mentions(words, taught)
    places = [(one.start, one.end) for one in named]
    single = [
        found
        for found in WORD.finditer(words)
        if not any(start <= found.start() < end for start, end in places)
    ]
    joined = _joined([found[0] for found in single])
    telling = [found for found in single if found[0].lower() not in SMALL]
    for one in named:
        every = _words_for(one.term, (*terms(), *taught))
        yield TopicTerm(_written(every, vocabulary))
    for found in telling if telling or named else single:
        yield TopicTerm((*_written([found[0]], vocabulary), *joined[found[0]]))


def _words_for(term: Term, every: Sequence[Term]) -> list[str]:
    """All words for a thing and for its kinds, and for theirs: who says Juvéderm speaks of fillers.
    A product has no kinds: who says Dysport does not speak of Botox."""
    found = {term: None}
    waiting = [term]
    while waiting:
        one = waiting.pop()
        kinds = [other for other in every if other not in found and _is_kind_of(other, one)]
        found.update(dict.fromkeys(kinds))
        waiting += kinds
    return [word for one in found for word in (*one.words, *_lay_words(one))]


def _lay_words(term: Term) -> tuple[str, ...]:
    """What else a thing is called; of a product, `also` is what it is a kind of."""
    return () if term.brand else term.also


def _is_kind_of(one: Term, other: Term) -> bool:
    """Whether a thing is another, or a kind of it: a product of which that is the generic, one of
    several that a lay word means, or one whose name ends so ("hyaluronic acid filler")."""
    if other.brand:
        return False
    here, wider = _keys_of(one), _keys_of(other)
    if one.brand and not here.also.isdisjoint(wider.words):
        return True
    is_the_same = here.name in wider.words or (not one.brand and wider.name in here.words)
    return is_the_same or here.name in wider.also or here.name.endswith(f" {wider.name}")


@dataclass(frozen=True, slots=True)
class _Keys:
    """The words of a term as they are compared."""

    name: str
    words: frozenset[str]
    also: frozenset[str]


@lru_cache(MOST_TERMS)
def _keys_of(term: Term) -> _Keys:
    words, also = (frozenset(map(key_of, words)) for words in (term.words, term.also))
    return _Keys(key_of(term.name), words, also)


def _joined(words: Sequence[str]) -> dict[str, list[str]]:
    """For each word what it makes together with a neighbour ("gall stones", "gallstones"), or
    without its hyphen."""
    found = {word: [word.replace("-", "")] if "-" in word else [] for word in words}
    for first, second in pairwise(words):
        for word in dict.fromkeys((first, second)):
            found[word].append(first + second)
    return found


def _written(words: Sequence[str], vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """Words, and other ways of writing each."""
    written = (
        form
        for word in words
        for form in (
            word,
            *other_forms(word, vocabulary),
            *apart(word, vocabulary),
            *in_figures(word),
            *with_slip(word, vocabulary),
        )
    )
    return tuple(dict.fromkeys(written))

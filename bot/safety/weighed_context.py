"""What the words of a sign's own statement weigh: whether anybody has the sign.

The modifiers of context.py know the ways in which a sign is taken back that somebody thought of. Of
the many others, weights tell that were fitted by `bench/weighed_context.py` on mentions of signs in
labelled messages: in some of them somebody has the sign, in the others nobody has. What is weighed
is bound to the sign: the words before, in and behind it, up to the ends of its statement. No word
of another statement counts, and where the message says anywhere that it is so, nothing is weighed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path

from bot.safety.annotated import AnnotatedMessage
from bot.safety.matching import GroupedTokens
from bot.safety.tokens import TokenSpan
from bot.safety.weighed_words import group_of

FILE = Path(__file__).with_name("weighed_context.json")
NEAR_BEFORE, NEAR_BEHIND = 4, 3
"""Words next to a sign whose place counts."""
FAR = 60
"""Words on either side of a sign that are weighed: what is further away seldom speaks of it. A
message that never has one may mention a sign in every line, and each would be weighed with all of
it, while others wait."""
SO_IT_IS = ("affirmed", "affirmed_since", "returned")
"""Triggers by which a message says that it is so, or again."""
SPEAKERS = frozenset("i im ive my me puedo".split())
"""Words at the beginning of what writers say of themselves."""
HAVING = (
    ("i", "have"), ("ive", "got"), ("i", "have", "got"), ("i", "got"), ("im", "having"),
    ("i", "am", "having"), ("im", "getting"), ("tengo",), ("se", "me"), ("me", "duele"),
)  # fmt: skip
"""How writers begin to tell what they have."""
DEPENDENT = frozenset(
    "if when whenever that because why how where what until unless like as whether than before "
    "after since while who which or and though say says said think feel felt hope wish case si "
    "cuando que porque como donde hasta aunque antes despues".split()
)
"""Words behind which a clause may be asked, supposed, or told of others."""

SAYING_NOTHING = frozenset(
    "in one both left right eye up out of chair bed after since following from i im ive id my me "
    "we our he hes she shes his her they their it its the a an this is are am has have having got "
    "gets getting gone went been being feel feels and but also so then just really very please "
    "help hi hello hey ok well anyway btw quick sudden suddenly husband wife son daughter mum mom "
    "mother dad father baby kid child friend sister brother boyfriend girlfriend partner nan gran "
    "grandma grandad uncle aunt cousin neighbour neighbor y e pero mi mis me se le la el lo un "
    "una tengo tiene esta estoy hay ayuda favor por hijo hija madre padre mama papa esposo esposa "
    "marido mujer hermano hermana bebe amigo amiga".split()
)
"""Words that say of a sign no more than who has it."""
SUDDEN = frozenset("sudden suddenly repente golpe pronto".split())
"""Words of a sign that began at once, as what a doctor has to see at once does."""
FEW = 9
"""Words of a message at most that leaves no room for what would take a sign back."""
DOUBTFUL = -6.0
"""The score over which it is in doubt that somebody has a sign: a second reader is asked, too."""
LITTLE = -3.0
"""A doubt of which that reader has to be sure."""
TIMES = ("now", "recently", "treated")
"""Triggers that say when."""
JOINING = frozenset("and or nor y o ni".split())
"""Words that make a sign a part of a list."""


@dataclass(frozen=True, slots=True)
class ContextWeights:
    """Nobody has a sign whose features' weights and `bias` are over 0 together."""

    weights: Mapping[str, float]
    bias: float

    def score(self, features: frozenset[str]) -> float:
        """How far over 0 it is; under 0, how far below."""
        return sum(self.weights.get(one, 0.0) for one in features) + self.bias


def doubt_of(message: AnnotatedMessage, sign: str, span: TokenSpan) -> float:
    """How much the words around a mention of a sign say that nobody has it: over 0 nobody does, and
    over `DOUBTFUL` it is in doubt."""
    most = most_doubt(message, span)
    if most == -inf:
        return most
    return min(most, context_weights().score(features_of(message, sign, span)))


def most_doubt(message: AnnotatedMessage, span: TokenSpan) -> float:
    """The most doubt that the words around a mention may leave. None (-inf) of one that is all of
    its statement but who has it and when, as nothing is said of it; nor of one that is sudden, or
    in a message of few words, or whose sentence asks whether to get help; nor of what its writers
    say of themselves without a condition ("ok so I can't breathe"). A little of what they begin by
    having ("I have chest pain my dog …"), beside words that look like a negation and are none
    ("never had such trouble"), or where the message says that it is so. Any amount (inf) of all
    others."""
    if (
        len(message.tokens) <= FEW
        or message.in_sentence("seeking", span)
        or any(one.text in SUDDEN for one in message.tokens[span.first : span.last])
        or _is_alone(message, span)
        or _is_told_outright(message, span)
    ):
        return -inf
    is_said = message.in_statement(span, "pseudo_negated") or message.anywhere(*SO_IT_IS)
    is_said = is_said or _is_had(message, span)
    return LITTLE if is_said or _is_beside_another_denial(message, span) else inf


def _is_alone(message: AnnotatedMessage, span: TokenSpan) -> bool:
    """Whether its statement says no more of a sign than who has it, and when, but for the words of
    another sign."""
    beside = [*message.in_statement(span, *TIMES), *message.signs_beside(span)]
    return all(
        message.tokens[n].text in SAYING_NOTHING
        or message.grouped.has("{treatment}", n, n + 1)
        or any(n in range(*one) for one in beside)
        for n in range(*message.statement_of(span))
        if n not in range(*span)
    )


def _is_beside_another_denial(message: AnnotatedMessage, span: TokenSpan) -> bool:
    """Whether something else is denied in front of a sign that no word joins to it ("no fever,
    trouble breathing"), or that is what somebody cannot do: its denial says nothing of the sign."""
    first = message.statement_of(span).first
    is_joined = message.tokens[span.first - 1].text in JOINING
    if first == span.first or (is_joined and "{cannot}" not in message.grouped.groups[span.first]):
        return False
    denied = message.covered_by("negated")
    return any(n in denied for n in range(first, span.first))


def _is_told_outright(message: AnnotatedMessage, span: TokenSpan) -> bool:
    """Whether writers say of themselves, in a clause that depends on no other, that they cannot do
    what a sign names."""
    tokens = message.tokens
    is_said = message.grouped.groups[span.first]
    cannot = "{cannot}" in is_said and "{past}" not in is_said
    starts = range(max(span.first - 1, 0), min(span.first + 2, span.last))
    speaker = next((n for n in starts if tokens[n].text in SPEAKERS), None)
    if speaker is None or not cannot:
        return False
    before = min(speaker, span.first) - 1
    return before < 0 or tokens[before].text not in DEPENDENT


def _is_had(message: AnnotatedMessage, span: TokenSpan) -> bool:
    """Whether the statement of a sign begins with the writers' having it now."""
    first = message.statement_of(span).first
    said = tuple(one.text for one in message.tokens[first : span.last])
    before = said[: span.first - first]
    return any(
        said[: len(one)] == one and SAYING_NOTHING.issuperset(before[len(one) :]) for one in HAVING
    )


@cache
def context_weights() -> ContextWeights:
    """The weights of the file."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    return ContextWeights(written["weights"], float(written["bias"]))


def features_of(message: AnnotatedMessage, sign: str, span: TokenSpan) -> frozenset[str]:
    """What is weighed of the statement of a mention: its words and their pairs, by the side of the
    sign on which they stand, and whether in its part of the statement; and what stands next to it.
    Words of one of the rules' groups count as that group, too. Triggers are none: what they say of
    a sign is for the modifiers alone."""
    return frozenset(_features(message, sign, span))


def _features(message: AnnotatedMessage, sign: str, span: TokenSpan) -> Iterator[str]:
    statement = _within_reach(message.statement_of(span), span)
    yield f"sign {sign}"
    for n in range(*statement):
        side, readings = _side(n, span), _readings(n, message.grouped)
        part = "near" if message.is_in_segments_of(n, span) else "far"
        for one in readings:
            yield f"{side} {one}"
            yield f"{side} {part} {one}"
        if n + 1 < statement.last:
            following = _readings(n + 1, message.grouped)
            yield from (
                f"{side} {one} {other}" for one, other in zip(readings, following, strict=True)
            )
    for n in range(max(span.first - NEAR_BEFORE, statement.first), span.first):
        yield from (f"{n - span.first} {one}" for one in _readings(n, message.grouped))
    for n in range(span.last, min(span.last + NEAR_BEHIND, statement.last)):
        yield from (f"+{n - span.last + 1} {one}" for one in _readings(n, message.grouped))


def _within_reach(statement: TokenSpan, span: TokenSpan) -> TokenSpan:
    """What of the statement of a sign is weighed."""
    first, last = max(statement.first, span.first - FAR), min(statement.last, span.last + FAR)
    return TokenSpan(first, last)


def _side(n: int, span: TokenSpan) -> str:
    """Where a token stands: before a sign, in it, or behind it."""
    if n < span.first:
        return "before"
    return "in" if n < span.last else "behind"


def _readings(n: int, grouped: GroupedTokens) -> tuple[str, str]:
    """A token as a word, and as the group that it belongs to; any number is "#"."""
    word = grouped.tokens[n].text
    word = "#" if word.isdecimal() else word
    return word, group_of(n, grouped) or word

"""Tells by the other words of English whether a word describes: "grey" does, for there is greyness,
and "tea" does not; and where a text has an adjective that another may replace."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.query.topic_words import ASKING, KNOWN, POINTERS, PREPOSITIONS, VERBS, WORD
from bot.text.english import is_english
from index.patterns import pattern

SURE = ("est", "ness")
"""Endings that hardly anything but an adjective takes."""
LIKELY = ("er", "ish")
"""Endings that other words take, too: browner, but runner."""

PEOPLE = pattern(
    r"\b(?:m[ae]n|wom[ae]n|males?|females?|boys?|girls?|kids?|child(?:ren)?|teen(?:ager)?s?|adults?"
    r"|bab(?:y|ies)|seniors?)\b",
    re.IGNORECASE,
)
"""People by sex or age."""
SHORTEST = 5
"""Letters of a comparative, at least."""


def describes(word: str, endings: tuple[str, ...] = SURE) -> bool:
    """Whether a word is an adjective, as its forms with some endings tell; "deeper" is one as
    "deep" is."""
    stems = _stems(word)
    if len(word) >= SHORTEST and word.endswith("er") and endings == SURE:
        stems = (*stems, *_stems(word.removesuffix("er")))
    return word != "" and any(is_english(f"{stem}{end}") for stem in stems for end in endings)


def _stems(word: str) -> tuple[str, ...]:
    """What is left of a word before an ending: dry and dri, pale and pal, thin and thinn."""
    if word.endswith("y"):
        return (word, f"{word[:-1]}i")
    return (word, word.removesuffix("e"), f"{word}{word[-1:]}")


def places_described(text: str, keys: Sequence[str]) -> list[tuple[int, int]]:
    """Where a text has an adjective for which a word may stand, or an adjective and the noun that
    some words end with."""
    sure = describes(keys[0]) if keys else False
    if len(keys) > 2 or not (sure or len(keys) == 2 or _is_likely(keys[0])):
        return []
    pairs = [
        (one, other)
        for one, other in pairwise(WORD.finditer(text))
        if text[one.end() : other.start()].isspace() and _may_be_described(one[0], other[0])
    ]
    if len(keys) == 2:
        return [
            (one.start(), other.end())
            for one, other in pairs
            if other[0].lower() == keys[1] and _may_replace(keys[0], one[0].lower())
        ]
    found = [one for one, _ in pairs if describes(one[0].lower())]
    if sure and not found:
        found = [one for one, _ in pairs if _is_likely(one[0].lower())]
    first = [one for n, one in enumerate(found) if n == 0 or found[n - 1].end() + 1 < one.start()]
    return [one.span() for one in first]  # "red" of "red light therapy"


def _may_replace(word: str, before: str) -> bool:
    """Whether one of two words before the same noun is an adjective, and the other a content word:
    "olive" after "dark"."""
    described = [describes(one) for one in (word, before)]
    return any(described) and all(
        is_sure or one not in KNOWN for one, is_sure in zip((word, before), described, strict=True)
    )


def _is_likely(word: str) -> bool:
    """Whether a word is an adjective as far as its forms tell, and none of the common words."""
    return word not in KNOWN and describes(word, LIKELY)


def _may_be_described(word: str, noun: str) -> bool:
    """Whether a word may describe the one behind it: that is a noun, or people."""
    is_noun = noun.lower() not in KNOWN or PEOPLE.fullmatch(noun) is not None
    return is_noun and word.lower() not in PREPOSITIONS | VERBS | ASKING | POINTERS

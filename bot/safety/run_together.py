"""Reads words that were written without the blanks between them, as in haste: "icantbreathe".

For finding only: what is shown is what was typed. Where letters could be cut in several ways, the
one whose words are the most usual is taken (Norvig 2009), if all of them are usual.

Norvig P. Natural language corpus data. In: Beautiful data. O'Reilly, 2009.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from math import log
from typing import NamedTuple

from bot.safety.rules import known_words
from bot.safety.spelling import intended
from bot.text.english import english, is_english
from bot.text.spanish import is_spanish_word, spanish

SHORTEST, LONGEST = 5, 120
"""Letters of what may be several words."""
LONGEST_WORD = 20
LEAST_MEAN = 2.5
"""Letters of a word in the mean, at least: of shorter ones anything can be made."""
LEAST_COUNTS = {1: 1_000_000_000, 2: 150_000_000}
"""How often English words of so many letters are counted, at least: rare ones explain anything."""
LEAST_COUNT = 5_000_000
"""The same of longer ones, but for those of the rules."""
SHORT_SPANISH = frozenset(
    "a y o me no mi se te tu es la el en un de lo le al si ya su yo va".split()
)
"""The Spanish words of one or two letters that may be part of it."""
SHORTEST_SPANISH, LEAST_SPANISH = 12, 3
"""Letters and words, at least: of most words the list of Spanish has not all forms."""


class Cut(NamedTuple):
    """The words of the beginning of a text, and how usual they are together."""

    usual: float
    words: tuple[str, ...]


def spelled_out(letters: str) -> tuple[str, ...]:
    """The words that were written letter by letter ("i w a n t t o d i e"), or none."""
    if is_english(letters) or letters in known_words():
        return (letters,)
    return parted(letters)


@lru_cache(maxsize=10_000)
def parted(letters: str, in_spanish: bool = False) -> tuple[str, ...]:
    """The words of one language that run together in small letters, or none: of what is a word, or
    a slip of one that the rules know."""
    if not SHORTEST <= len(letters) <= LONGEST or is_english(letters):
        return ()
    if is_spanish_word(letters) or intended(letters, in_spanish) in known_words():
        return ()
    english_ones = () if in_spanish else _cut(letters, _usual_english())
    return english_ones or _spanish_ones(letters)


def _spanish_ones(letters: str) -> tuple[str, ...]:
    words = _cut(letters, _usual_spanish()) if len(letters) >= SHORTEST_SPANISH else ()
    return words if len(words) >= LEAST_SPANISH else ()


def _cut(letters: str, usual: Mapping[str, float]) -> tuple[str, ...]:
    """The most usual words that letters are made of, or none."""
    best: list[Cut | None] = [Cut(0.0, ())]
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - LONGEST_WORD), end)
        ways = (_longer(best[start], letters[start:end], usual) for start in starts)
        best.append(max((way for way in ways if way is not None), default=None))
    words = best[-1].words if best[-1] is not None else ()
    return words if len(words) * LEAST_MEAN <= len(letters) else ()


def _longer(before: Cut | None, word: str, usual: Mapping[str, float]) -> Cut | None:
    if before is None or word not in usual:
        return None
    return Cut(before.usual + usual[word], (*before.words, word))


@cache
def _usual_english() -> Mapping[str, float]:
    """The logarithm of each usual English word's share of all words."""
    counts = english()
    whole = log(sum(counts.values()))
    return {
        word: log(count) - whole
        for word, count in counts.items()
        if count >= LEAST_COUNTS.get(len(word), LEAST_COUNT)
        or (len(word) not in LEAST_COUNTS and word in known_words())
    }


@cache
def _usual_spanish() -> Mapping[str, float]:
    """Spanish words, each as usual as any other: the fewest are taken."""
    longer = {word for word in spanish() | known_words() if len(word) not in LEAST_COUNTS}
    return dict.fromkeys(longer | SHORT_SPANISH, -1.0)

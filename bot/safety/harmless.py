"""Whether the words of a message speak of no danger, in spite of a sign among them.

A sign that stands in a story about a novel, a drill or an old illness is told from a new one by
many small words that no list of triggers holds. So they are weighed, as `bench/second_reader.py`
fits them on the labelled messages of the tests. A message without a weighed word counts as 0:
harmless is only what many words call so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.safety.matching import GroupedTokens
from bot.safety.tokens import TokenSpan
from bot.safety.weighed_words import weighed_words

FILE = Path(__file__).with_name("harmless.json")
AROUND = 12
"""Tokens on each side of a sign that are weighed for themselves, so that no length of other words
drowns what is said of it."""


@dataclass(frozen=True, slots=True)
class WeightsOfDanger:
    """The weights of words, over 0 where they speak of danger; a message at `most` or below is
    harmless."""

    words: Mapping[str, float]
    most: float

    def call_harmless(self, message: GroupedTokens, sign: TokenSpan) -> bool:
        """Whether a message speaks of no danger, and neither do the words around a sign in it."""
        first, last = max(sign.first - AROUND, 0), sign.last + AROUND
        return (
            self._sum(weighed_words(message)) <= self.most
            and self._sum(weighed_words(message, first, last)) <= 0
        )

    def _sum(self, words: frozenset[str]) -> float:
        return sum(self.words.get(word, 0.0) for word in words)


@cache
def weights_of_danger() -> WeightsOfDanger:
    """The weights of the file."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    return WeightsOfDanger(written["words"], float(written["most"]))

"""A second reader of messages beside the rules: a linear model over a message's vector and words.

Rules find what they say; a message that says it otherwise may still lie near others of its kind, or
share many small words with them. The reader may only add a notice, never take one away. Its weights
are fitted by `bench/second_reader.py` on the labelled messages of the tests, and hold for one
encoder only: with another one the rules are alone. They also rest on the rules' groups of words:
who changes those fits the reader again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.safety.matching import GroupedTokens
from bot.safety.rules import Level
from bot.safety.tokens import tokens_of

FILE = Path(__file__).with_name("second_reader.json")
GRAMMAR = frozenset(
    f"{{{name}}}"
    for name in (
        "stop termination adding subject opening own or turned because joining present past may "
        "other person musing term states document"
    ).split()
)
"""Groups of the rules that are no words of one meaning."""


@dataclass(frozen=True, slots=True)
class LevelWeights:
    """A message is of a level if its vector times `vector`, the weights of its words and `bias`
    are over 0 together."""

    vector: NDArray[np.float32]
    words: Mapping[str, float]
    bias: float

    def score(self, vector: NDArray[np.float32], words: frozenset[str]) -> float:
        """How far over 0 a message is; under 0, how far below."""
        of_words = sum(self.words.get(word, 0.0) for word in words)
        return float(vector @ self.vector) + of_words + self.bias


@dataclass(frozen=True, slots=True)
class SecondReader:
    """The fitted weights of each level, the most urgent first."""

    fingerprint: str
    levels: Mapping[Level, LevelWeights]

    def level_of(self, message: str, vector: NDArray[np.float32]) -> Level | None:
        """The level of danger of a message, or None.

        Args:
            vector: of the message, as of a question, of length 1, shape (dimension,).
        """
        words = words_of(message)
        found = (level for level, one in self.levels.items() if one.score(vector, words) > 0)
        return next(found, None)


def words_of(message: str) -> frozenset[str]:
    """What of a message's words is weighed: the words as the rules compare them, and their pairs:
    neighbours, and those with one word between. Then the same where a word of one of the rules'
    groups is that group, so that "pills in hand" is like "pastillas en la mano"; of these only what
    holds a group, and pairs with two words between, too."""
    grouped = GroupedTokens.of(tokens_of(message))
    words = [token.text for token in grouped.tokens]
    by_group = [_group_of(n, grouped) or word for n, word in enumerate(words)]
    with_group = (one for one in _pairs(by_group, apart=3) if "{" in one)
    return frozenset([*words, *_pairs(words, apart=2), *by_group, *with_group])


def _pairs(words: Sequence[str], apart: int) -> Iterator[str]:
    """Pairs of words up to so many places apart, a mark for each between them."""
    for step in range(1, apart + 1):
        between = " _" * (step - 1)
        yield from (
            f"{one}{between} {other}" for one, other in zip(words, words[step:], strict=False)
        )


def _group_of(n: int, grouped: GroupedTokens) -> str | None:
    """The first by name of the groups of words with one meaning that begin at a token."""
    named = (one for one in grouped.groups[n] if one.startswith("{") and "/" not in one)
    return min((one for one in named if one not in GRAMMAR), default=None)


def second_reader(fingerprint: str) -> SecondReader | None:
    """The reader for the vectors of an encoder with that fingerprint; None if it is another's."""
    found = _read()
    return found if found.fingerprint == fingerprint else None


@cache
def _read() -> SecondReader:
    written = json.loads(FILE.read_text(encoding="utf-8"))
    levels = {
        level: LevelWeights(
            np.asarray(one["vector"], dtype=np.float32), one["words"], float(one["bias"])
        )
        for level, one in written["levels"].items()
    }
    return SecondReader(written["encoder"], levels)

"""A second reader of messages beside the rules: a linear model over a message's vector and words.

Rules find what they say; a message that says it otherwise may still lie near others of its kind, or
share many small words with them. The reader may only add a notice, never take one away. Its weights
are fitted by `bench/second_reader.py` on the labelled messages of the tests, and hold for one
encoder only: with another one the rules are alone. They also rest on the rules' groups of words:
who changes those fits the reader again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.safety.rules import Level
from bot.safety.weighed_words import WeighedWords, share_of

FILE = Path(__file__).with_name("second_reader.json")


@dataclass(frozen=True, slots=True)
class LevelWeights:
    """A message is of a level if these are over 0 together: its vector times `vector`, the weights
    of its words, those of its part that weighs most, and `bias`."""

    vector: NDArray[np.float32]
    words: Mapping[str, float]
    bias: float

    def score(self, vector: NDArray[np.float32], words: WeighedWords) -> float:
        """How far over 0 a message is; under 0, how far below."""
        whole = self._weight(words.whole)
        parts = (whole if one is words.whole else self._weight(one) for one in words.parts)
        of_whole, of_gravest = share_of(words.whole) * whole, max(parts, default=0.0)
        return float(vector @ self.vector) + of_whole + of_gravest + self.bias

    def _weight(self, words: frozenset[str]) -> float:
        return sum(map(self.words.get, words, repeat(0.0)))


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
        words = WeighedWords.of(message)
        found = (level for level, one in self.levels.items() if one.score(vector, words) > 0)
        return next(found, None)


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

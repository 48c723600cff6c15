"""A second reader of messages beside the rules: a linear model over a message's vector and words.

Rules find what they say; a message that says it otherwise may still lie near others of its kind, or
share many small words with them. The reader adds a notice. It takes none away that the rules are
sure of: only a sign that the words around it leave in doubt needs a message that the reader, too,
finds not too far from danger. Its weights are fitted by `bench/second_reader.py` on the labelled
messages of the tests, and hold for one encoder only: with another one the rules are alone, and all
that they find is told. They also rest on the rules' groups of words: who changes those fits the
reader again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.safety.rules import Level
from bot.safety.signs import Sign, level_of
from bot.safety.weighed_context import DOUBTFUL
from bot.safety.weighed_words import WeighedWords, share_of

FILE = Path(__file__).with_name("second_reader.json")
MOST_DOUBT = 3.0
"""A sign is told if what is in doubt of it and the message's distance from danger are no more than
this together."""


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
class Reading:
    """The level of danger that a message is read as, or None; `distance` is how far it is from the
    nearest of them, 0 for a message of one."""

    level: Level | None
    distance: float

    def told_with(self, signs: Sequence[Sign]) -> tuple[Sign, ...]:
        """What is told of a message in which the rules found those signs: what is in no doubt; what
        is, unless the message is too far from danger for it; and what this reading adds."""
        told = tuple(sign for sign in signs if is_told(sign.doubt, self.distance))
        level = level_of(told)
        if self.level is None or level in {self.level, "crisis", "emergency"}:
            return told
        return (*told, Sign("second reader", self.level, 0, 0, is_possible=True))


@dataclass(frozen=True, slots=True)
class SecondReader:
    """The fitted weights of each level, the most urgent first."""

    fingerprint: str
    levels: Mapping[Level, LevelWeights]

    def read(self, message: str, vector: NDArray[np.float32]) -> Reading:
        """What a message is read as.

        Args:
            vector: of the message, as of a question, of length 1, shape (dimension,).
        """
        words = WeighedWords.of(message)
        scores = {level: one.score(vector, words) for level, one in self.levels.items()}
        level = next((level for level, score in scores.items() if score > 0), None)
        return Reading(level, max(0.0, -max(scores.values(), default=0.0)))


def is_told(doubt: float, distance: float) -> bool:
    """Whether a sign is told that is so much in doubt, of a message so far from danger."""
    return doubt <= DOUBTFUL or doubt + distance <= MOST_DOUBT


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

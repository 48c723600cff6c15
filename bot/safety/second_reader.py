"""A second reader of messages beside the rules: a linear model over a message's vector.

Rules find what their words say; a vector also lies near messages that say it otherwise. The reader
may only add a notice, never take one away. Its weights are fitted by `bench/second_reader.py` on the
labelled messages of the tests, and hold for one encoder only: with another one nothing is read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.safety.rules import Level
from index.encoders.encoder import Vectors

FILE = Path(__file__).with_name("second_reader.json")


@dataclass(frozen=True, slots=True)
class LevelWeights:
    """A message is of a level if its vector times the weights, plus the bias, is over 0."""

    weights: NDArray[np.float32]
    bias: float


@dataclass(frozen=True, slots=True)
class SecondReader:
    """The fitted weights of each level, the most urgent first."""

    fingerprint: str
    levels: Mapping[Level, LevelWeights]

    def level_of(self, vector: Vectors) -> Level | None:
        """The level of danger of a message, or None.

        Args:
            vector: of the message, of length 1, shape (dimension,).
        """
        for level, fitted in self.levels.items():
            if float(vector @ fitted.weights) + fitted.bias > 0:
                return level
        return None


def second_reader(fingerprint: str) -> SecondReader | None:
    """The reader for the vectors of an encoder with that fingerprint; None if it is another's."""
    found = _read()
    return found if found.fingerprint == fingerprint else None


@cache
def _read() -> SecondReader:
    written = json.loads(FILE.read_text(encoding="utf-8"))
    levels = {
        level: LevelWeights(np.asarray(one["weights"], dtype=np.float32), float(one["bias"]))
        for level, one in written["levels"].items()
    }
    return SecondReader(written["encoder"], levels)

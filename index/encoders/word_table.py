"""A table of words' vectors in memory: many are read from it in one step."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from index.encoders.encoder import Vectors


class WordTable:
    """Vectors of words of one dimension, so many at most. Threads may share it."""

    def __init__(self, most: int, dimension: int) -> None:
        self._vectors: Vectors = np.empty((most, dimension), dtype=np.float32)
        self._rows: dict[str, int] = {}
        self._adding = Lock()

    def missing(self, words: Sequence[str]) -> list[str]:
        """Those of some words that are not here, each once."""
        return [word for word in dict.fromkeys(words) if word not in self._rows]

    def add(self, words: Sequence[str], vectors: Vectors) -> bool:
        """Add words with their vectors, shape (words, dimension); False where there is no room for
        all of them."""
        with self._adding:
            for word, vector in zip(words, vectors, strict=True):
                row = len(self._rows)
                if row == len(self._vectors):
                    return False
                self._vectors[row] = vector
                self._rows.setdefault(word, row)  # last, as others read meanwhile
        return True

    def vectors(self, words: Sequence[str]) -> Vectors:
        """The vectors of words that are here, shape (words, dimension).

        Raises:
            KeyError: one is not here.
        """
        rows = np.fromiter(map(self._rows.__getitem__, words), np.int64, len(words))
        return self._vectors[rows]

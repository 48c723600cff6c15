"""Vectors for more texts than can be encoded: of a text that is made of known sentences, one a
line, the mean of their vectors, the title's counting twice, less a part of what all sentences have
in common, with a little noise, brought to length 1.

They lie as real answers' vectors do, so that an index has as easy or hard a time with them. Of
9,000 texts beside 9,222 real answers: the mean cosine of any two is .17 (real: .17), of a text and
the nearest other .75 (.74); of the ten nearest to a title, 1, 8 and 32 of 96 lists of k-means hold
54%, 92% and 99% (61%, 93%, 99%).

Only numpy is imported: the peer reads the same vectors in an environment of its own.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

SENTENCES, VECTORS = "sentences.json", "sentences.npy"
SHARED = 0.25
"""The part of the mean of all sentences that is taken away."""
NOISES, NOISE = 4096, 0.25
"""Directions of noise, and its length beside that of a sentence's vector."""


class Recombination:
    """Known sentences and their vectors, shape (sentences, dimension)."""

    def __init__(self, sentences: Sequence[str], vectors: Vectors) -> None:
        self._rows = {sentence: row for row, sentence in enumerate(sentences)}
        self._vectors = vectors
        self._shared = SHARED * vectors.mean(axis=0)
        noise = np.random.default_rng(0).standard_normal((NOISES, vectors.shape[1]))
        lengths = np.linalg.norm(noise, axis=1, keepdims=True)
        self._noise = (NOISE * noise / lengths).astype(np.float32)

    @classmethod
    def read(cls, folder: Path) -> "Recombination":
        """Read what `write` wrote."""
        sentences = json.loads((folder / SENTENCES).read_text(encoding="utf-8"))
        return cls(sentences, np.load(folder / VECTORS))

    @staticmethod
    def write(folder: Path, sentences: Sequence[str], vectors: Vectors) -> None:
        """Write sentences and their vectors into a folder."""
        np.save(folder / VECTORS, vectors)
        (folder / SENTENCES).write_text(json.dumps(sentences), encoding="utf-8")

    def vector(self, text: str) -> Vectors | None:
        """The vector of a text, or None if it holds a line that is no known sentence."""
        rows = [self._rows.get(line, -1) for line in text.split("\n")]
        if min(rows) < 0:
            return None
        mixed = self._vectors[[rows[0], *rows]].mean(axis=0) - self._shared
        mixed += self._noise[crc32(text.encode()) % NOISES]
        return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)

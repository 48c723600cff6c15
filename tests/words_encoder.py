"""A small encoder for tests: what it makes of a text can be worked out by hand."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from index.encoders.encoder import Vectors

DIMENSION = 64
ROUNDED = 5e-4
"""By how much a cosine may differ from what is worked out, as a number of a vector on disk has two
bytes."""


class WordsEncoder:
    """Counts a text's words in 64 bins, so that a cosine is the share of words in common.

    `seen` holds every text that was given to `encode_document`, in order.
    """

    def __init__(self, salt: str = "", max_tokens: int = 64) -> None:
        self.name = f"words{salt}"
        self.fingerprint = hashlib.sha256(f"words {salt} {max_tokens}".encode()).hexdigest()
        self.dimension = DIMENSION
        self.max_tokens = max_tokens
        self.seen: list[str] = []
        self._salt = salt

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(words(text)) + 2 for text in texts]

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return self.encode_query(texts)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        return self._vectors(words)

    def bin_of(self, word: str) -> int:
        digest = hashlib.blake2b(f"{self._salt}{word}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % DIMENSION

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = [self._vector(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSION)

    def _vector(self, text: str) -> Vectors:
        counts = np.zeros(DIMENSION, dtype=np.float32)
        for word in words(text):
            counts[self.bin_of(word)] += 1
        if not counts.any():
            counts[0] = 1  # a text without words has to have a direction, too
        return np.asarray(counts / np.linalg.norm(counts), dtype=np.float32)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())

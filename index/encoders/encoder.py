"""The Encoder protocol, text → vectors, modelled on sentence-transformers' methods."""

from collections.abc import Sequence
from itertools import chain
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""Rows of numbers."""
IntArray: TypeAlias = NDArray[np.int64]
"""Ids, or row numbers."""


class Encoder(Protocol):
    """The methods that the library needs of a model."""

    @property
    def name(self) -> str:
        """What loads this encoder again: a model's name or folder."""

    @property
    def fingerprint(self) -> str:
        """A hash of everything that makes the vectors what they are."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens that are read of a text, special tokens included; the rest is ignored."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, special tokens included, without any limit."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, dimension), each of length 1."""

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, shape (texts, dimension), each of length 1."""

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Vectors of single words out of context, shape (words, any dimension), each of length 1 or
        0: what the model knows of words before it reads them together."""


def centred(table: NDArray[np.floating]) -> Vectors:
    """A model's table of token embeddings, shape (vocabulary, any dimension): centred, each of
    length 1."""
    found = table - table.mean(axis=0)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(lengths, 1e-12), dtype=np.float32)


def word_vectors(tokens: Sequence[Sequence[int]], table: NDArray[np.floating]) -> Vectors:
    """The mean direction of each word's tokens, shape (words, dimension of the table)."""
    counts = np.fromiter(map(len, tokens), np.int64, len(tokens))
    starts = counts.cumsum() - counts
    every = np.fromiter(chain.from_iterable(tokens), np.int64, int(counts.sum()))
    # All are read in one step, and those at one place of a word added in one: most words are a
    # token each. As an array, since a mapped file's own indexing takes longer than the reading.
    read = np.asarray(table)[every].astype(np.float32)
    vectors = np.zeros((len(tokens), table.shape[1]), dtype=np.float32)
    for place in range(counts.max(initial=0)):
        rows = np.flatnonzero(counts > place)
        vectors[rows] += read[starts[rows] + place]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)

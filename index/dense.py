"""Nearness of meaning: vectors of passages in FAISS, found by explicit ids. Alone imports faiss."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TypeAlias, cast

import faiss
import numpy as np

from index.encode import Vectors

Ranking: TypeAlias = list[tuple[int, float]]
"""(id, score), best first, every id once."""


class Dense:
    """Vectors of length 1 under their passages' ids; a score is a cosine, from -1 to 1."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def of(cls, ids: Sequence[int], vectors: Vectors) -> "Dense":
        """Hold vectors, shape (ids, dimension), under the given ids."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
        return cls(index)

    @classmethod
    def read(cls, file: Path) -> "Dense":
        """Read an index that `write` wrote.

        Raises:
            RuntimeError: the file is short or no index; altered bits go unseen, so hash it first.
        """
        return cls(cast("faiss.IndexIDMap2", faiss.read_index(str(file))))

    def write(self, file: Path) -> None:
        """Write the index; through memory, because FAISS may not notice a full disk."""
        file.write_bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    @property
    def ids(self) -> list[int]:
        """Every id, in the order of the vectors."""
        return [int(number) for number in faiss.vector_to_array(self._index.id_map)]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of those ids, shape (ids, dimension).

        Raises:
            RuntimeError: an id is not here.
        """
        found = np.empty((len(ids), self.dimension), dtype=np.float32)
        for row, number in enumerate(ids):
            found[row] = self._index.reconstruct(int(number))
        return found

    def search(self, query: Vectors, k: int, among: Collection[int] | None = None) -> Ranking:
        """The k nearest passages to one vector, shape (dimension,), exactly.

        Args:
            among: search these ids only.

        Raises:
            ValueError: the vector has another dimension or holds no numbers.
        """
        if query.shape != (self.dimension,) or not np.isfinite(query).all():
            raise ValueError(f"not a vector of {self.dimension} numbers: shape {query.shape}")
        if among is None:
            parameters = None
        else:
            chosen = np.fromiter(among, dtype=np.int64)
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(chosen))  # type: ignore[call-arg]
        k = min(k, self._index.ntotal if among is None else len(among))
        if k <= 0:
            return []
        scores, ids = self._index.search(query[None, :], k, params=parameters)
        # Where fewer than k are found FAISS fills up with id -1, which is nobody's passage.
        pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return [(number, score) for number, score in pairs if number >= 0]

"""Approximate search in very many vectors by an inverted file of FAISS.

K-means divides the vectors into lists, and a question reads the lists whose centres are nearest,
their vectors quantised to a byte per dimension. The results are candidates, which `Dense` compares
exactly; the recall is measured when the index is made.
"""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from index.encoders.encoder import IntArray, Vectors
from index.search.openmp import one_thread
from index.search.vector_files import loaded_index, mapped_index, write_index
from index.storage.manifest import InvertedFileCard


class InvertedFile:
    """An inverted file, open for searching. Threads may share it."""

    def __init__(self, index: faiss.Index, card: InvertedFileCard) -> None:
        self._index = index
        self.card = card

    @classmethod
    def read(cls, file: Path, card: InvertedFileCard) -> "InvertedFile":
        """Open a file that `write` wrote; it is memory-mapped.

        Raises:
            RuntimeError: the file is not there, short, or no index.
        """
        return cls(mapped_index(file), card)

    @classmethod
    def trained(cls, vectors: Vectors, passages: int) -> "InvertedFile":
        """An empty index for so many passages, its lists trained on a sample of their vectors,
        shape (sample, dimension)."""
        lists = lists_for(passages)
        centres = faiss.IndexFlatIP(vectors.shape[1])
        index = faiss.IndexIVFScalarQuantizer(
            centres,
            vectors.shape[1],
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.cp.seed = 1  # the same vectors always make the same lists
        index.train(np.ascontiguousarray(vectors))
        return cls(index, InvertedFileCard(0, 0, passages, lists, lists, 1.0, 0))

    @classmethod
    def read_into_memory(cls, file: Path, card: InvertedFileCard) -> "InvertedFile":
        """Read a file into memory, so that more can be added.

        Raises:
            RuntimeError: the file is not there, short, or no index.
        """
        return cls(loaded_index(file), card)

    def with_card(self, card: InvertedFileCard) -> "InvertedFile":
        """The same index with another card."""
        return InvertedFile(self._index, card)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: IntArray, vectors: Vectors) -> None:
        """Add vectors, shape (ids, dimension), under their passages' ids."""
        self._index.add_with_ids(np.ascontiguousarray(vectors), ids)

    def search(self, query: Vectors, k: int, probes: int | None = None) -> IntArray:
        """The ids of k passages likely to be near one vector, shape (dimension,), or fewer.

        Args:
            probes: lists to read; if not given, as many as the card says.
        """
        parameters = faiss.SearchParametersIVF(nprobe=probes or self.card.probes)  # type: ignore[call-arg]
        with one_thread():
            _, ids = self._index.search(query[None, :], k, params=parameters)
        found: IntArray = ids[0]
        return found[found >= 0]  # FAISS pads with -1 when there are fewer

    def write(self, file: Path) -> None:
        """Write the index.

        Raises:
            OSError: the write failed.
        """
        write_index(file, self._index)


def clusters(vectors: Vectors, count: int) -> tuple[Vectors, IntArray]:
    """The centres of k-means among vectors of length 1, and for each vector the number of the
    nearest; shapes (count, dimension) and (vectors,). The same vectors always give the same."""
    means = faiss.Kmeans(
        vectors.shape[1],
        count,
        niter=25,
        nredo=3,
        seed=1,
        spherical=True,
        min_points_per_centroid=1,
    )
    means.train(np.ascontiguousarray(vectors))
    _, nearest = means.index.search(np.ascontiguousarray(vectors), 1)
    return np.asarray(means.centroids), nearest[:, 0]


def lists_for(passages: int) -> int:
    """The number of lists for so many passages: the power of two next to 4 √ passages."""
    return int(2 ** np.round(np.log2(4 * passages**0.5)))


def probe_counts(lists: int) -> Sequence[int]:
    """The numbers of lists to try to read, ascending."""
    return [lists >> shift for shift in range(7, -1, -1) if lists >> shift]

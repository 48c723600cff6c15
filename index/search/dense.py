"""Vector search: the vectors of passages, under explicit ids.

vectors/
  000001.ids.npy  000001.npy    what one build added: ids, ascending, and vectors; never changed
  removed.npy                   ids of those that were removed
  coarse.faiss                  inverted file of a large library: candidates

A build hard-links the files of the generation before and adds its own: its cost depends on what is
new, not on what is there. Files are memory-mapped, and read only where they are needed.
"""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import IntArray, Vectors
from index.search.inverted_file import InvertedFile
from index.storage.manifest import InvertedFileCard

Ranking: TypeAlias = list[tuple[int, float]]
"""(id, score), best first, every id once."""

REMOVED, INVERTED_FILE = "removed.npy", "coarse.faiss"
CANDIDATES_PER_HIT, FEWEST_CANDIDATES = 2, 500
"""Candidates that the inverted file gives: so many for each hit that is wanted, and no fewer than
the minimum. Its rounded vectors find what may be near, but do not rank it."""
BLOCK = 20_000
"""Vectors that are read or written at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Vectors, shape (n, dimension), of the passages `ids`, ascending; `answers` holds for each the
    id of the first passage of its answer."""

    ids: IntArray
    answers: IntArray
    vectors: Vectors


class Dense:
    """Vectors of length 1 under their passages' ids; a score is a cosine, from -1 to 1. Threads may
    share it."""

    def __init__(
        self, segments: Sequence[Segment], removed: IntArray, inverted: InvertedFile | None = None
    ) -> None:
        self._segments = segments
        self._removed = removed
        self._inverted = inverted

    @classmethod
    def of(cls, ids: Sequence[int], vectors: Vectors) -> "Dense":
        """Hold vectors, shape (ids, dimension), under the given ids, each an answer of its own."""
        order = np.argsort(ids, kind="stable")
        numbers = np.asarray(ids, dtype=np.int64)[order]
        return cls([Segment(numbers, numbers, vectors[order])], no_ids())

    @classmethod
    def read(cls, folder: Path, card: InvertedFileCard | None = None) -> "Dense":
        """Open what a build wrote; `card` is that of the inverted file, if there is one.

        Raises:
            ValueError, RuntimeError: the files hold something else, or do not fit each other.
            Altered bits go unnoticed here: the manifest's hashes show them.
        """
        segments = [read_segment(folder, name) for name in segment_names(folder)]
        removed = read_removed(folder)
        inverted = None if card is None else InvertedFile.read(folder / INVERTED_FILE, card)
        if len({segment.vectors.shape[1] for segment in segments}) > 1:
            raise ValueError("its vectors have several dimensions")
        return cls(segments, removed, inverted)

    def with_inverted_file(self, inverted: InvertedFile) -> "Dense":
        """The same vectors with another inverted file."""
        return Dense(self._segments, self._removed, inverted)

    def __len__(self) -> int:
        return sum(len(segment.ids) for segment in self._segments) - len(self._removed)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._segments[0].vectors.shape[1]) if self._segments else 0

    @property
    def ids(self) -> IntArray:
        """Every id, ascending."""
        every = [segment.ids for segment in self._segments]
        all_ids = np.concatenate(every) if every else no_ids()
        return all_ids[~np.isin(all_ids, self._removed, assume_unique=True)]

    def vectors(self, ids: Sequence[int] | IntArray) -> Vectors:
        """The vectors of those ids, shape (ids, dimension).

        Raises:
            LookupError: an id is not here.
        """
        wanted = np.asarray(ids, dtype=np.int64)
        found = np.empty((len(wanted), self.dimension), dtype=np.float32)
        for segment, places, rows in self._places(wanted):
            found[places] = segment.vectors[rows]
        return found

    def siblings(self, ids: Sequence[int] | IntArray) -> tuple[IntArray, IntArray]:
        """The passages of all answers of which one is among the ids: their ids, ascending, and for
        each the id of the first passage of its answer.

        Raises:
            LookupError: an id is not here.
        """
        found, answers = [no_ids()], [no_ids()]
        for segment, _, rows in self._places(np.asarray(ids, dtype=np.int64)):
            firsts = np.unique(segment.answers[rows])
            starts = np.searchsorted(segment.answers, firsts, side="left")
            ends = np.searchsorted(segment.answers, firsts, side="right")
            counts = ends - starts
            every = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
            found.append(segment.ids[every])
            answers.append(segment.answers[every])
        return np.concatenate(found), np.concatenate(answers)

    def search(self, query: Vectors, k: int, among: Collection[int] | None = None) -> Ranking:
        """The k nearest passages to one vector, shape (dimension,).

        Exact among given ids, and in all but the largest libraries; the manifest of those gives
        the measured recall.

        Args:
            among: search these ids only.

        Raises:
            ValueError: the vector has another dimension or holds no numbers.
        """
        self._check_query(query)
        if among is not None:
            return self._nearest(self._present(np.fromiter(among, np.int64, len(among))), query, k)
        if self._inverted is None:
            return self.exact(query, k)
        return self.approximate(query, k)

    def exact(self, query: Vectors, k: int, *, after: int = 0) -> Ranking:
        """The k nearest passages with ids above `after`, every vector compared."""
        self._check_query(query)
        ids, scores = [no_ids()], [np.empty(0, dtype=np.float32)]
        removed = self._removed[self._removed > after]
        for segment in self._segments:
            start = int(np.searchsorted(segment.ids, after, side="right"))
            cosines = segment.vectors[start:] @ query
            rows, present = _rows(segment.ids, removed)
            cosines[rows[present] - start] = -np.inf
            best = _largest(cosines, k)
            ids.append(segment.ids[start:][best])
            scores.append(cosines[best])
        return _ranked(np.concatenate(ids), np.concatenate(scores), k)

    def approximate(self, query: Vectors, k: int, probes: int | None = None) -> Ranking:
        """The k nearest among the candidates of the inverted file and all passages added after it.

        Args:
            probes: lists to read; if not given, as many as were measured to be enough.

        Raises:
            LookupError: there is no inverted file.
        """
        if self._inverted is None:
            raise LookupError("there is no inverted file")
        found = self._present(
            self._inverted.search(query, max(CANDIDATES_PER_HIT * k, FEWEST_CANDIDATES), probes)
        )
        both = self._nearest(found, query, k) + self.exact(query, k, after=self._inverted.card.last)
        return sorted(both, key=lambda pair: (-pair[1], pair[0]))[:k]

    def by_answer(self, queries: Vectors) -> tuple[IntArray, Vectors]:
        """How near every answer is to the nearest of some vectors, shape (queries, dimension): the
        ids of the answers' first passages, ascending, and the best cosine of each one's passages.
        """
        for query in queries:
            self._check_query(query)
        firsts, cosines = [no_ids()], [np.empty(0, dtype=np.float32)]
        for segment in self._segments:
            here = ~np.isin(segment.ids, self._removed, assume_unique=True)
            near = (segment.vectors @ queries.T).max(axis=1, initial=-1.0)[here]
            # The passages of an answer are next to each other.
            answers, starts = np.unique(segment.answers[here], return_index=True)
            firsts.append(answers)
            cosines.append(np.maximum.reduceat(near, starts) if len(starts) else near)
        return np.concatenate(firsts), np.concatenate(cosines)

    def _nearest(self, ids: IntArray, query: Vectors, k: int) -> Ranking:
        scores = [self.vectors(ids[at : at + BLOCK]) @ query for at in range(0, len(ids), BLOCK)]
        return _ranked(ids, np.concatenate([np.empty(0, dtype=np.float32), *scores]), k)

    def _present(self, ids: IntArray) -> IntArray:
        """Those of the ids that exist, each once, ascending."""
        ids = np.unique(ids)
        present = np.zeros(len(ids), dtype=bool)
        for segment in self._segments:
            present |= _rows(segment.ids, ids)[1]
        return ids[present & ~_rows(self._removed, ids)[1]]

    def _places(self, wanted: IntArray) -> Iterator[tuple[Segment, IntArray, IntArray]]:
        """For each segment that holds some of the wanted ids: their positions, and its rows."""
        missing = len(wanted)
        _, removed = _rows(self._removed, wanted)
        for segment in self._segments:
            rows, present = _rows(segment.ids, wanted)
            present &= ~removed
            if present.any():
                missing -= int(present.sum())
                yield segment, np.flatnonzero(present), rows[present]
        if missing:
            raise LookupError(f"{missing} of {len(wanted)} passages have no vector")

    def _check_query(self, query: Vectors) -> None:
        if query.shape != (self.dimension,) or not np.isfinite(query).all():
            raise ValueError(f"not a vector of {self.dimension} numbers: shape {query.shape}")


def segment_names(folder: Path) -> list[str]:
    """The names of the segments in a folder, oldest first."""
    return sorted(file.name.removesuffix(".ids.npy") for file in folder.glob("*.ids.npy"))


def read_segment(folder: Path, name: str) -> Segment:
    """Map one segment into memory.

    Raises:
        ValueError: the files hold something else, or do not fit each other.
    """
    numbers, vectors = _load(folder / f"{name}.ids.npy"), _load(folder / f"{name}.npy")
    if numbers.ndim != 2 or vectors.ndim != 2 or numbers.shape != (len(vectors), 2):
        raise ValueError(f"{name}: ids have shape {numbers.shape}, vectors {vectors.shape}")
    return Segment(numbers[:, 0], numbers[:, 1], vectors)


def read_removed(folder: Path) -> IntArray:
    """The ids of the passages that were removed, ascending.

    Raises:
        ValueError: the file holds something else.
    """
    file = folder / REMOVED
    return np.asarray(_load(file)) if file.exists() else no_ids()


READING_HEADERS = threading.Lock()
"""numpy reads a header as Python, and CPython 3.11 fails at times where several threads parse
("AST constructor recursion depth mismatch"): that would be taken for damage."""


def _load(file: Path) -> NDArray[Any]:
    try:
        with READING_HEADERS:
            found: NDArray[Any] = np.load(file, mmap_mode="r", allow_pickle=False)
    except MemoryError:
        raise
    except Exception as error:  # a header is read as Python, and raises whatever that may
        raise ValueError(f"{file.name}: {error}") from error
    return found


def no_ids() -> IntArray:
    """An empty list of ids."""
    return np.empty(0, dtype=np.int64)


def _rows(ids: IntArray, wanted: IntArray) -> tuple[IntArray, NDArray[np.bool_]]:
    """For each wanted id its row among ascending ids, and whether it is there at all."""
    rows = np.searchsorted(ids, wanted)
    if not len(ids):
        return rows, np.zeros(len(wanted), dtype=bool)
    present = ids[np.minimum(rows, len(ids) - 1)] == wanted
    return rows, np.asarray(present)


def _largest(scores: Vectors, k: int) -> IntArray:
    """The rows of the k largest finite scores, in no order."""
    rows = np.argpartition(scores, -k)[-k:] if 0 < k < len(scores) else np.arange(len(scores))
    return rows[np.isfinite(scores[rows])] if k > 0 else no_ids()


def _ranked(ids: IntArray, scores: Vectors, k: int) -> Ranking:
    order = np.lexsort((ids, -scores))[: max(k, 0)]
    return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))

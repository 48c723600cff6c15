"""Vector search: the vectors of passages in FAISS, under explicit ids.

vectors/
  000001.faiss        what one build added, or several: a FAISS index; never changed
  000001.answers.npy  for each of its vectors the first passage of the answer
  removed.npy         ids of those that were removed
  coarse.faiss        inverted file of a large library: candidates

A build hard-links the files of the generation before and adds its own: its cost depends on what is
new, not on what is there. Files are memory-mapped, and read only where they are needed.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import IntArray, Vectors
from index.search.inverted_file import InvertedFile
from index.search.openmp import one_thread
from index.search.segment import Segment, segment_names
from index.search.vector_files import mapped_array
from index.storage.manifest import InvertedFileCard

Ranking: TypeAlias = list[tuple[int, float]]
"""(id, score), best first, every id once."""

REMOVED, INVERTED_FILE = "removed.npy", "coarse.faiss"
CANDIDATES_PER_HIT, FEWEST_CANDIDATES = 2, 500
"""Candidates that the inverted file gives: so many for each hit that is wanted, and no fewer than
the minimum. Its rounded vectors find what may be near, but do not rank it."""
FEWEST_NEAR, MORE_NEAR = 500, 4
"""The nearest that are looked at first where all that are near enough are wanted, and how many
times as many are looked at next."""
BLOCK = 20_000
"""Vectors that are read or written at once."""


class Dense:
    """Vectors of length 1 under their passages' ids; a score is a cosine, from -1 to 1. Threads may
    share it."""

    def __init__(
        self, segments: Sequence[Segment], removed: IntArray, inverted: InvertedFile | None = None
    ) -> None:
        self._segments = segments
        self._removed = removed
        self._kept = faiss.IDSelectorNot(faiss.IDSelectorBatch(removed)) if len(removed) else None
        self._inverted = inverted

    @classmethod
    def of(cls, ids: Sequence[int], vectors: Vectors) -> "Dense":
        """Hold vectors, shape (ids, dimension), under the given ids, each an answer of its own."""
        order = np.argsort(ids, kind="stable")
        numbers = np.asarray(ids, dtype=np.int64)[order]
        return cls([Segment.of(numbers, numbers, vectors[order])], no_ids())

    @classmethod
    def read(cls, folder: Path, card: InvertedFileCard | None = None) -> "Dense":
        """Open what a build wrote; `card` is that of the inverted file, if there is one.

        Raises:
            ValueError, RuntimeError: the files hold something else, or do not fit each other.
            Altered bits go unnoticed here: the manifest's hashes show them.
        """
        segments = [Segment.read(folder, name) for name in segment_names(folder)]
        removed = read_removed(folder)
        inverted = None if card is None else InvertedFile.read(folder / INVERTED_FILE, card)
        if len({segment.dimension for segment in segments}) > 1:
            raise ValueError("its vectors have several dimensions")
        return cls(segments, removed, inverted)

    def with_inverted_file(self, inverted: InvertedFile) -> "Dense":
        """The same vectors with another inverted file."""
        return Dense(self._segments, self._removed, inverted)

    @property
    def segments(self) -> Sequence[Segment]:
        """Its segments, oldest first."""
        return self._segments

    @property
    def removed(self) -> IntArray:
        """The ids of the passages that were removed, and are still in segments, ascending."""
        return self._removed

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared with a question's."""
        return self._inverted is None

    def __len__(self) -> int:
        return sum(len(segment.ids) for segment in self._segments) - len(self._removed)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._segments[0].dimension if self._segments else 0

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
            found[places] = segment.vectors(rows)
        return found

    def siblings(self, ids: Sequence[int] | IntArray) -> tuple[IntArray, IntArray, Vectors]:
        """The passages of all answers of which one is among the ids: their ids, ascending, for each
        the id of the first passage of its answer, and their vectors, shape (passages, dimension).

        Raises:
            LookupError: an id is not here, or was removed without its siblings.
        """
        places = self._places(np.asarray(ids, dtype=np.int64))
        found = [segment.siblings(rows) for segment, _, rows in places]
        if len(found) == 1:
            ((every, answers, vectors),) = found  # as they are: to copy them takes as long
        else:
            found = [(no_ids(), no_ids(), self._no_vectors()), *found]
            every, answers, vectors = map(np.concatenate, zip(*found, strict=True))
        if len(self._removed) and _rows(self._removed, every)[1].any():
            raise LookupError("some passages of an answer were removed, and others were not")
        return every, answers, vectors

    def _no_vectors(self) -> Vectors:
        return np.empty((0, self.dimension), dtype=np.float32)

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
        if among is None:
            return self.exact(query, k) if self._inverted is None else self.approximate(query, k)
        wanted = np.fromiter(among, np.int64, len(among))
        if self._inverted is not None:  # few of very many: only these are read
            return self._nearest(self._present(wanted), query, k)
        chosen = faiss.IDSelectorBatch(np.setdiff1d(wanted, self._removed))
        return self._ranked(self._segments, query, k, chosen)

    def exact(self, query: Vectors, k: int, *, after: int = 0) -> Ranking:
        """The k nearest passages with ids above `after`, every vector compared."""
        self._check_query(query)
        late = [one for one in self._segments if len(one) and one.ids[-1] > after]
        if not late or late[0].ids[0] > after:
            return self._ranked(late, query, k, self._kept)
        chosen: faiss.IDSelector = faiss.IDSelectorRange(after + 1, np.iinfo(np.int64).max)
        if self._kept is not None:
            chosen = faiss.IDSelectorAnd(self._kept, chosen)
        return self._ranked(late, query, k, chosen)

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

    def by_answer(
        self, queries: Vectors, least: float = -np.inf, among: Sequence[int] = ()
    ) -> tuple[IntArray, Vectors]:
        """How near answers are to the nearest of some vectors, shape (queries, dimension): the ids
        of the first passages of all answers that have at least `least`, and of those of the
        passages `among`, ascending, and the best cosine of each one's passages.

        Raises:
            LookupError: one of the passages is not here.
        """
        for query in queries:
            self._check_query(query)
        _, given, vectors = self.siblings(among)
        firsts, cosines = [given], [(vectors @ queries.T).max(axis=1, initial=-1.0)]
        with one_thread():
            for segment in self._segments:
                found, near = self._within(segment, queries, least)
                firsts.append(segment.answers[np.searchsorted(segment.ids, found)])
                cosines.append(near)
        return best_of_each(firsts, cosines)

    def _within(self, segment: Segment, queries: Vectors, least: float) -> tuple[IntArray, Vectors]:
        """The passages of a segment that are at least so near to a query, for each query, and how
        near. FAISS's own search by nearness (`range_search`) takes numbers of two bytes one after
        the other, fifteen times as long; so the nearest are searched, and more while all fit."""
        every = len(segment)
        most = min(FEWEST_NEAR, every)
        while most:
            cosines, ids = segment.index.search(queries, most, params=_only(self._kept))
            wanted = (ids >= 0) & (cosines >= np.float32(least))
            if most == every or not wanted[:, -1].any():
                return ids[wanted], cosines[wanted]
            most = min(MORE_NEAR * most, every)
        return no_ids(), np.empty(0, dtype=np.float32)

    def _ranked(
        self, segments: Sequence[Segment], query: Vectors, k: int, chosen: faiss.IDSelector | None
    ) -> Ranking:
        """The k nearest among the chosen passages of some segments, every vector compared."""
        every = sum(map(len, segments))
        if min(k, every) <= 0:
            return []
        together = self._together(segments)
        most = min(k + 1, every)
        with one_thread():
            while True:
                (scores,), (ids,) = together.search(query[np.newaxis], most, params=_only(chosen))
                # Of equally near ones FAISS keeps any: all are wanted, so that the first ids are.
                if most == every or ids[-1] < 0 or scores[-1] < scores[k - 1]:
                    break
                most = min(2 * most, every)
        if ids[-1] < 0:  # FAISS fills up with it where there are fewer
            ids, scores = ids[ids >= 0], scores[ids >= 0]
        return _ranked(ids, scores, k)

    def _together(self, segments: Sequence[Segment]) -> faiss.Index:
        """Some segments as one index."""
        if len(segments) == 1:
            return segments[0].index
        in_threads = renumbered = False
        together = faiss.IndexShards(self.dimension, in_threads, renumbered)  # type: ignore[call-arg]
        for segment in segments:
            together.add_shard(segment.index)
        return together

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
        kept = ~_rows(self._removed, wanted)[1] if len(self._removed) else True
        for segment in self._segments:
            rows, present = _rows(segment.ids, wanted)
            present &= kept
            if present.any():
                missing -= int(present.sum())
                yield segment, np.flatnonzero(present), rows[present]
        if missing:
            raise LookupError(f"{missing} of {len(wanted)} passages have no vector")

    def _check_query(self, query: Vectors) -> None:
        if query.shape != (self.dimension,) or not query @ query < np.inf:
            raise ValueError(f"not a vector of {self.dimension} numbers: shape {query.shape}")


def read_removed(folder: Path) -> IntArray:
    """The ids of the passages that were removed, ascending.

    Raises:
        ValueError: the file holds something else.
    """
    file = folder / REMOVED
    return mapped_array(file) if file.exists() else no_ids()


def best_of_each(ids: Sequence[IntArray], cosines: Sequence[Vectors]) -> tuple[IntArray, Vectors]:
    """Every id once, ascending, with the best cosine that any of some lists has for it."""
    every, place = np.unique(np.concatenate(ids), return_inverse=True)
    best = np.full(len(every), -1.0, dtype=np.float32)
    np.maximum.at(best, place, np.concatenate(cosines))
    return every, best


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


def _only(chosen: faiss.IDSelector | None) -> faiss.SearchParameters | None:
    """What makes FAISS search the chosen ids only; None: all of them."""
    return None if chosen is None else faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]


def _ranked(ids: IntArray, scores: Vectors, k: int) -> Ranking:
    order = np.lexsort((ids, -scores))[: max(k, 0)]
    return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))

"""A segment: the vectors that one build added, in a FAISS index under their passages' ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import IntArray, Vectors
from index.search.earlier_segment import IDS as EARLIER_IDS
from index.search.earlier_segment import is_earlier, read_earlier
from index.search.halves import HALF, in_full
from index.search.vector_files import loaded_index, mapped_array, mapped_index, write_index

INDEX, ANSWERS = ".faiss", ".answers.npy"
ID = np.dtype(np.int64)
"""What names a vector."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """An index of vectors of length 1, compared one by one, and the ids of their passages,
    ascending, in the order of its rows; `answers` holds for each the id of the first passage of its
    answer. A number of a vector has two bytes; in a segment of an earlier version it has four."""

    index: faiss.IndexIDMap
    ids: IntArray
    answers: IntArray

    @classmethod
    def of(cls, ids: IntArray, answers: IntArray, vectors: Vectors) -> "Segment":
        """Hold vectors, shape (ids, dimension), in memory."""
        index = empty_index(vectors.shape[1])
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        return cls(index, ids, answers)

    @classmethod
    def read(cls, folder: Path, name: str) -> "Segment":
        """Map a segment into memory; one of an earlier version is copied there.

        Raises:
            ValueError: its files hold something else, or do not fit each other.
        """
        if is_earlier(folder, name):
            return cls.of(*read_earlier(folder, name))
        return cls._opened(folder, name, is_mapped=True)

    @classmethod
    def _opened(cls, folder: Path, name: str, *, is_mapped: bool) -> "Segment":
        file = folder / f"{name}{INDEX}"
        try:
            index = mapped_index(file) if is_mapped else loaded_index(file)
        except RuntimeError as error:
            raise ValueError(f"{file.name}: {error}") from error
        if not is_ours(index):
            raise ValueError(f"{file.name}: it is an index of another kind")
        if file.stat().st_size != size_of(index):
            raise ValueError(f"{file.name}: {index.ntotal} vectors take {size_of(index)} bytes")
        ids, answers = ids_in(index), mapped_array(folder / f"{name}{ANSWERS}")
        if answers.shape != ids.shape or answers.dtype != ids.dtype:
            shape = f"{answers.dtype} of shape {answers.shape}"
            raise ValueError(f"{name}: {len(ids)} vectors, but answers are {shape}")
        return cls(index, ids, answers)

    @classmethod
    def joined(cls, folder: Path, names: Sequence[str], removed: IntArray) -> "Segment":
        """Neighbouring segments as one, in memory, without the vectors that were removed.

        Raises:
            ValueError: as `read`.
        """
        first, *others = (
            cls._opened(folder, name, is_mapped=False)._without(removed) for name in names
        )
        for other in others:
            first.index.merge_from(other.index)
        answers = np.concatenate([one.answers for one in (first, *others)])
        return cls(first.index, ids_in(first.index), answers)

    def _without(self, removed: IntArray) -> "Segment":
        kept = ~np.isin(self.ids, removed)
        self.index.remove_ids(faiss.IDSelectorBatch(removed))
        return Segment(self.index, self.ids[kept], self.answers[kept])

    def write(self, folder: Path, name: str) -> None:
        """Write the files of the segment.

        Raises:
            OSError: the write failed.
        """
        write_index(folder / f"{name}{INDEX}", self.index)
        np.save(folder / f"{name}{ANSWERS}", self.answers)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self.index.d)

    @property
    def is_of_now(self) -> bool:
        """Whether this version would write it so."""
        return not _is_flat(self.index)

    def vectors(self, rows: IntArray) -> Vectors:
        """The vectors in those rows, shape (rows, dimension)."""
        if not self.is_of_now:
            found: Vectors = self.index.index.reconstruct_batch(rows)
            return found
        if not len(self):
            return np.empty((len(rows), self.dimension), dtype=np.float32)
        held = _held_by(self.index)
        codes = faiss.rev_swig_ptr(held.codes.data(), len(self) * held.code_size)
        return in_full(codes.view(HALF).reshape(len(self), -1)[rows])

    def siblings(self, rows: IntArray) -> tuple[IntArray, IntArray, Vectors]:
        """All passages of the answers of those in some rows: their ids, ascending, for each the id
        of the first passage of its answer, and their vectors, shape (passages, dimension)."""
        answers = self.answers[np.sort(rows)]
        firsts = answers[answers_begin(answers)]
        starts = np.searchsorted(self.answers, firsts, side="left")
        counts = np.searchsorted(self.answers, firsts, side="right") - starts
        every = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        return self.ids[every], self.answers[every], self.vectors(every)


def empty_index(dimension: int) -> faiss.IndexIDMap:
    """An index to add vectors to, under their ids. As these ascend it needs no table of them
    (`IndexIDMap2`), which would have to be made at each start."""
    halves = faiss.ScalarQuantizer.QT_fp16
    return faiss.IndexIDMap(
        faiss.IndexScalarQuantizer(dimension, halves, faiss.METRIC_INNER_PRODUCT)
    )


def is_ours(index: faiss.Index) -> TypeGuard[faiss.IndexIDMap]:
    """Whether an index is as `empty_index` makes them, or as earlier versions did."""
    if not isinstance(index, faiss.IndexIDMap):
        return False
    held = faiss.downcast_index(index.index)
    if isinstance(held, faiss.IndexScalarQuantizer):
        is_of_halves = held.sq.qtype == faiss.ScalarQuantizer.QT_fp16
        return is_of_halves and held.metric_type == faiss.METRIC_INNER_PRODUCT
    return isinstance(held, faiss.IndexFlatIP)


def _held_by(index: faiss.IndexIDMap) -> faiss.IndexFlatCodes:
    """The index that holds the vectors, without their ids."""
    held = faiss.downcast_index(index.index)
    assert isinstance(held, faiss.IndexFlatCodes)  # noqa: S101
    return held


def _is_flat(index: faiss.IndexIDMap) -> bool:
    """Whether an index is one of an earlier version."""
    return isinstance(_held_by(index), faiss.IndexFlatIP)


def size_of(index: faiss.IndexIDMap) -> int:
    """The bytes of an index's file: where one is mapped, FAISS does not notice that its end is
    missing."""
    is_flat = _is_flat(index)
    empty = faiss.IndexIDMap(faiss.IndexFlatIP(index.d)) if is_flat else empty_index(index.d)
    vector = int(_held_by(index).code_size)
    return len(faiss.serialize_index(empty)) + int(index.ntotal) * (vector + ID.itemsize)


def ids_in(index: faiss.IndexIDMap) -> IntArray:
    """The ids in an index, in the order of its rows."""
    found: IntArray = faiss.vector_to_array(index.id_map)
    return found


def answers_begin(answers: IntArray) -> NDArray[np.bool_]:
    """Which of some passages, those of an answer next to each other, begin an answer: by a number
    that they share with the others of theirs; shape (passages,) each."""
    begins = np.ones(len(answers), dtype=bool)
    np.not_equal(answers[1:], answers[:-1], out=begins[1:])
    return begins


def segment_names(folder: Path) -> list[str]:
    """The names of the segments in a folder, oldest first."""
    endings = (ANSWERS, EARLIER_IDS)
    return sorted(
        file.name.removesuffix(ending) for ending in endings for file in folder.glob(f"*{ending}")
    )

"""Partial whitening of a library's vectors, learnt from them at each build, used for questions.

Vectors of one field crowd together: every answer on Botox is near every question on Botox. Two
things follow. Directions in which all passages differ much say less than those in which few do,
so ranking compares partially whitened vectors. And a closeness means nothing without knowing how
close this library's answers are to each other.
"""

import io
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import IntArray, Vectors
from index.search.segment import answers_begin

POWER = 0.25
"""Degree of whitening: 0 leaves vectors alone, 1 whitens them fully. Measured on patients'
questions; more than this hurts, because the narrow directions hold noise."""
PRIOR_PASSAGES = 5000
"""Passages at which the library's own covariance counts as much as an isotropic one: it cannot be
estimated from few passages, and on three pages nothing is whitened."""
SAMPLE = 2000
"""Passages whose neighbours are searched to learn how close passages are to each other."""
TRAINING_PASSAGES = 50_000
"""Passages that the covariance is estimated from."""
CHANGED = 0.1
"""The share of its passages that may come or go in a large library before it is learnt anew, as for
the thresholds that are laid by it: it is learnt from a sample then, and takes a second or two."""
BLOCK = 100
"""Passages compared at once with all others."""
WHOLE_ANSWER_WEIGHT = 0.5
"""The weight of a whole answer beside its passage: a late passage may not name the topic."""
LEAST_LENGTH = np.float32(1e-6)
"""The length of a whitened vector that is nothing but what rounding left."""
PRIOR_NEAR, PRIOR_COMMON, PRIOR_WEIGHT = 0.71, 0.17, 10
"""What `near` and `common` are in a large library of many fields, and how many passages that prior
counts for in a small one."""


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """How long whitened vectors are: of each passage `own`, and of its answer as a `whole` that of
    the sum of all its passages' directions; shape (passages,) each."""

    own: Vectors
    whole: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class KeptLengths:
    """The lengths of all passages, by their `ids`, ascending, shape (passages,): they are the same
    for every question, and take longest to work out."""

    ids: IntArray
    lengths: Lengths

    def of(self, ids: IntArray) -> Lengths | None:
        """Those of some passages; None where they are not all here."""
        rows = np.searchsorted(self.ids, ids)
        if not len(self.ids) or (self.ids.take(rows, mode="clip") != ids).any():
            return None
        return Lengths(self.lengths.own[rows], self.lengths.whole[rows])


@dataclass(frozen=True, slots=True)
class LearntFrom:
    """From which passages a whitening was learnt: how many there were, and their highest id."""

    passages: int
    last: int

    def is_near(self, ids: IntArray) -> bool:
        """Whether it may be kept for passages of those ids, ascending: it was learnt from a sample,
        and those that came or went since are few."""
        came = len(ids) - int(np.searchsorted(ids, self.last, side="right"))
        went = self.passages - (len(ids) - came)
        is_sample = min(len(ids), self.passages) > TRAINING_PASSAGES
        return is_sample and came + went <= CHANGED * self.passages


@dataclass(frozen=True, eq=False)
class Whitening:
    """The statistics of a library's vectors.

    `mean`, shape (dimension,), is their mean and `stretch`, shape (dimension, dimension), the
    whitening matrix, which is symmetric but in libraries of earlier versions; `trust`, from 0 to 1,
    is the weight of estimates from so many passages. `near` is the mean cosine between a passage
    and the nearest one of another page, `common` the mean cosine between any two passages. `kept`
    are the lengths of its passages, where they were worked out at its build; `learnt_from` those
    that it was learnt from, where that is known.
    """

    mean: Vectors
    stretch: Vectors
    trust: float
    near: float
    common: float
    kept: KeptLengths | None = field(default=None, kw_only=True)
    learnt_from: LearntFrom | None = field(default=None, kw_only=True)

    @classmethod
    def of(cls, vectors: Vectors, pages: IntArray) -> "Whitening":
        """Learn from vectors of length 1, shape (passages, dimension), and each one's page number,
        shape (passages,)."""
        count, dimension = vectors.shape
        chosen = evenly_spaced(count, TRAINING_PASSAGES)
        seen = vectors[chosen].astype(np.float64)
        mean = seen.mean(axis=0) if count else np.zeros(dimension)
        trust = len(seen) / (len(seen) + PRIOR_PASSAGES)
        spread = (seen - mean).T @ (seen - mean) / max(len(seen), 1)
        isotropic = np.eye(dimension) * (np.trace(spread) / dimension or 1.0)
        values, directions = np.linalg.eigh(trust * spread + (1 - trust) * isotropic)
        values = np.maximum(values, values.max() * 1e-6)
        root = directions * values ** (-POWER / 4)
        near, common = _closeness(vectors, pages)
        return cls(
            mean=mean.astype(np.float32),
            stretch=(root @ root.T).astype(np.float32),
            trust=trust,
            near=near,
            common=common,
        )

    @classmethod
    def read(cls, file: Path) -> "Whitening":
        """Read what `write` wrote.

        Raises:
            ValueError: the file holds something else.
        """
        try:
            with np.load(file, allow_pickle=False) as found:
                kept = None
                if "lengths" in found:  # not of an earlier build, nor of a very large library
                    kept = KeptLengths(found["ids"], Lengths(*found["lengths"]))
                told = found["learnt_from"].tolist() if "learnt_from" in found else None
                learnt = None if told is None else LearntFrom(*told)
                figures = found["figures"].tolist()
                stretch = _square(found["stretch"], len(found["mean"]))
                whitening = cls(found["mean"], stretch, *figures, kept=kept, learnt_from=learnt)
        except (KeyError, OSError, EOFError, TypeError, RuntimeError, BadZipFile) as error:
            raise ValueError(f"{file.name}: {error}") from error
        if whitening.mean.ndim != 1 or whitening.stretch.shape != whitening.mean.shape * 2:
            shapes = f"mean has shape {whitening.mean.shape}, stretch {whitening.stretch.shape}"
            raise ValueError(f"{file.name}: {shapes}")
        if kept is not None and kept.lengths.own.shape != kept.ids.shape:
            raise ValueError(f"{file.name}: {kept.lengths.own.shape} lengths of {kept.ids.shape}")
        return whitening

    def write(self, file: Path) -> None:
        """Write to a file, whose name ends in .npz."""
        written = io.BytesIO()
        kept: dict[str, NDArray[Any]] = {}
        if self.kept is not None:
            lengths = self.kept.lengths
            kept = {"ids": self.kept.ids, "lengths": np.stack([lengths.own, lengths.whole])}
        if self.learnt_from is not None:
            kept["learnt_from"] = np.array(astuple(self.learnt_from), dtype=np.int64)
        figures = np.array([self.trust, self.near, self.common])
        arrays = {"mean": self.mean, "stretch": _triangle(self.stretch), "figures": figures, **kept}
        np.savez(written, **arrays)  # type: ignore[arg-type]
        file.write_bytes(written.getvalue())

    def keeping(self, ids: IntArray, answers: IntArray, vectors: Vectors) -> "Whitening":
        """The same with the lengths of all passages, by their ids, ascending: those given, and for
        each a number that it shares with those of its answer, next to it, shape (passages,) each,
        with their vectors, shape (passages, dimension)."""
        return replace(self, kept=KeptLengths(ids, self.lengths(answers, vectors)))

    def lengths(self, answers: IntArray, vectors: Vectors) -> Lengths:
        """The lengths of all passages of some answers, given as for `keeping`."""
        stretched = self._stretched(vectors)
        own = _lengths(stretched)
        begins = answers_begin(answers)
        sums = np.add.reduceat(stretched / own[:, None], np.flatnonzero(begins))
        return Lengths(own, _lengths(sums)[begins.cumsum() - 1])

    def scores(
        self, asked: Vectors, answers: IntArray, vectors: Vectors, lengths: Lengths
    ) -> Vectors:
        """How near all passages of some answers, given as for `keeping`, are to the nearest of some
        questions, shape (questions, dimension): the cosine of whitened vectors, plus a part of that
        of the whole answer, the mean of its passages; shape (passages,).

        Only the questions are whitened, and that twice, so that passages need not be.
        """
        apart = asked - self.trust * self.mean
        twice = apart @ self._twice
        long = np.sqrt((apart * twice).sum(axis=1))
        wanted = (twice / np.maximum(long, LEAST_LENGTH)[:, None]).T
        near = (vectors @ wanted - self.trust * (self.mean @ wanted)) / lengths.own[:, None]
        begins = answers_begin(answers)
        whole = np.add.reduceat(near, np.flatnonzero(begins))[begins.cumsum() - 1]
        both = near + WHOLE_ANSWER_WEIGHT * whole / lengths.whole[:, None]
        return np.asarray(both.max(axis=1))

    @cached_property
    def _twice(self) -> Vectors:
        """What whitens a vector twice, shape (dimension, dimension)."""
        return self.stretch @ self.stretch.T

    def whitened(self, vectors: Vectors) -> Vectors:
        """Vectors as ranking compares them, of length 1; shape as given, (n, dimension)."""
        stretched = self._stretched(vectors)
        return stretched / _lengths(stretched)[:, None]

    def _stretched(self, vectors: Vectors) -> Vectors:
        return np.asarray((vectors - self.trust * self.mean) @ self.stretch, dtype=np.float32)


def _lengths(vectors: Vectors) -> Vectors:
    """The length of each vector, shape (vectors,)."""
    return np.asarray(np.maximum(np.linalg.norm(vectors, axis=1), LEAST_LENGTH), dtype=np.float32)


def _triangle(square: Vectors) -> Vectors:
    """What is on and below the diagonal of a symmetric matrix, in which it is all there, shape
    (n * (n + 1) / 2,): in a small library the matrix is a fourth of all that is on disk. Another
    matrix as it is."""
    if not np.array_equal(square, square.T):
        return square
    return np.asarray(square[np.tri(len(square), dtype=bool)])


def _square(written: Vectors, dimension: int) -> Vectors:
    """The matrix of which `_triangle` made that; what it can not have made, or made of a matrix as
    earlier versions have it, as it is."""
    if written.shape != (dimension * (dimension + 1) // 2,):
        return written
    square = np.zeros((dimension, dimension), dtype=written.dtype)
    square[np.tri(dimension, dtype=bool)] = written
    return square + np.tril(square, -1).T


def evenly_spaced(count: int, most: int) -> IntArray:
    """Row numbers, at most so many, at even steps: the same rows at every build."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64))


def _closeness(vectors: Vectors, pages: IntArray) -> tuple[float, float]:
    """The mean cosine to the nearest passage of another page, and to any passage."""
    if not len(vectors):
        return PRIOR_NEAR, PRIOR_COMMON
    others, chosen = (
        evenly_spaced(len(vectors), TRAINING_PASSAGES),
        evenly_spaced(len(vectors), SAMPLE),
    )
    common = vectors[chosen] @ vectors[others].mean(axis=0)
    nearest: list[float] = []
    for start in range(0, len(chosen), BLOCK):
        rows = chosen[start : start + BLOCK]
        cosines = vectors[rows] @ vectors[others].T
        cosines[pages[rows][:, None] == pages[others][None, :]] = -np.inf
        best = cosines.max(axis=1)
        nearest += best[np.isfinite(best)].tolist()  # of a single page there is no other one
    return _shrunk_mean(nearest, PRIOR_NEAR), _shrunk_mean(common.tolist(), PRIOR_COMMON)


def _shrunk_mean(found: list[float], usual: float) -> float:
    """A mean, shrunk towards the usual one where it is of few figures."""
    return (sum(found) + PRIOR_WEIGHT * usual) / (len(found) + PRIOR_WEIGHT)

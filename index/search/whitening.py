"""Partial whitening of a library's vectors, learnt from them at each build, used for questions.

Vectors of one field crowd together: every answer on Botox is near every question on Botox. Two
things follow. Directions in which all passages differ much say less than those in which few do,
so ranking compares partially whitened vectors. And a closeness means nothing without knowing how
close this library's answers are to each other.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from index.encoders.encoder import IntArray, Vectors

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
BLOCK = 100
"""Passages compared at once with all others."""
PRIOR_NEAR, PRIOR_COMMON, PRIOR_WEIGHT = 0.71, 0.17, 10
"""What `near` and `common` are in a large library of many fields, and how many passages that prior
counts for in a small one."""


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """The statistics of a library's vectors.

    `mean`, shape (dimension,), is their mean and `stretch`, shape (dimension, dimension), the
    whitening matrix; `trust`, from 0 to 1, is the weight of estimates from so many passages.
    `near` is the mean cosine between a passage and the nearest one of another page, `common` the
    mean cosine between any two passages.
    """

    mean: Vectors
    stretch: Vectors
    trust: float
    near: float
    common: float

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
        near, common = _closeness(vectors, pages)
        return cls(
            mean=mean.astype(np.float32),
            stretch=(directions * values ** (-POWER / 2)).astype(np.float32),
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
                whitening = cls(found["mean"], found["stretch"], *found["figures"].tolist())
        except (KeyError, OSError, EOFError, TypeError, RuntimeError, BadZipFile) as error:
            raise ValueError(f"{file.name}: {error}") from error
        if whitening.mean.ndim != 1 or whitening.stretch.shape != whitening.mean.shape * 2:
            shapes = f"mean has shape {whitening.mean.shape}, stretch {whitening.stretch.shape}"
            raise ValueError(f"{file.name}: {shapes}")
        return whitening

    def write(self, file: Path) -> None:
        """Write to a file, whose name ends in .npz."""
        written = io.BytesIO()
        np.savez(
            written,
            mean=self.mean,
            stretch=self.stretch,
            figures=np.array([self.trust, self.near, self.common]),
        )
        file.write_bytes(written.getvalue())

    def whitened(self, vectors: Vectors) -> Vectors:
        """Vectors as ranking compares them, of length 1; shape as given, (n, dimension)."""
        return shortened((vectors - self.trust * self.mean) @ self.stretch)


def shortened(vectors: Vectors) -> Vectors:
    """Vectors of length 1 in the same directions; shape as given, (n, dimension)."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


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

"""Reads segments of earlier versions, whose vectors lie in arrays of numpy.

Nothing is encoded again for them: NAME.npy holds the vectors, and NAME.ids.npy for each its
passage's id and that of the first passage of its answer.
"""

from pathlib import Path

import numpy as np

from index.encoders.encoder import IntArray, Vectors
from index.search.vector_files import mapped_array

IDS, VECTORS = ".ids.npy", ".npy"


def is_earlier(folder: Path, name: str) -> bool:
    """Whether a segment is of such a version."""
    return (folder / f"{name}{IDS}").exists()


def read_earlier(folder: Path, name: str) -> tuple[IntArray, IntArray, Vectors]:
    """The ids, ascending, the answers and the vectors, shape (ids, dimension); these are mapped.

    Raises:
        ValueError: the files hold something else, or do not fit each other.
    """
    numbers = mapped_array(folder / f"{name}{IDS}")
    vectors = mapped_array(folder / f"{name}{VECTORS}")
    if numbers.ndim != 2 or vectors.ndim != 2 or numbers.shape != (len(vectors), 2):
        raise ValueError(f"{name}: ids have shape {numbers.shape}, vectors {vectors.shape}")
    ids, answers = np.ascontiguousarray(numbers.T)
    return ids, answers, vectors

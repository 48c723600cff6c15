"""Reads and writes the files of vectors: indexes of FAISS, and arrays of numpy beside them.

FAISS has no checksum: whoever reads a file has checked the manifest's hash of it.
"""

import threading
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray


def mapped_index(file: Path) -> faiss.Index:
    """Map an index into memory, for searching alone: FAISS ends the process where a mapped index is
    changed.

    Raises:
        RuntimeError: the file is not there, short, or no index.
    """
    return _read(file, faiss.IO_FLAG_MMAP_IFC)


def loaded_index(file: Path) -> faiss.Index:
    """Read an index into memory, so that it can be changed.

    Raises:
        RuntimeError: the file is not there, short, or no index.
    """
    return _read(file, 0)


def _read(file: Path, flags: int) -> faiss.Index:
    try:
        with file.open("rb") as opened:  # by its number: FAISS takes no name that is not UTF-8
            return faiss.read_index(f"/dev/fd/{opened.fileno()}", flags)
    except OSError as error:
        raise RuntimeError(str(error)) from error


def write_index(file: Path, index: faiss.Index) -> None:
    """Write an index, through a file of Python's: FAISS may not notice that a disk is full.

    Raises:
        OSError: the write failed.
    """
    with file.open("wb") as opened:
        faiss.write_index(index, faiss.PyCallbackIOWriter(opened.write))  # type: ignore[attr-defined]


READING_HEADERS = threading.Lock()
"""numpy reads a header as Python, and CPython 3.11 fails at times where several threads parse
("AST constructor recursion depth mismatch"): that would be taken for damage."""


def mapped_array(file: Path) -> NDArray[Any]:
    """Map an array into memory.

    Raises:
        ValueError: the file holds something else.
    """
    try:
        with READING_HEADERS:
            found: NDArray[Any] = np.load(file, mmap_mode="r", allow_pickle=False)
    except MemoryError:
        raise
    except Exception as error:  # a header is read as Python, and raises whatever that may
        raise ValueError(f"{file.name}: {error}") from error
    return np.asarray(found)  # indexing a `memmap` takes as long as reading a few rows

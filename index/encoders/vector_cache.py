"""Keeps the vectors of a running build on disk, so that a killed build resumes where it was.

An append-only file of records of one size: the digest of a text, its vector, and a checksum of
both. A record that was cut short, and anything after it, is not read.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from index.encoders.encoder import Vectors


class VectorCache:
    """Vectors of texts by the texts' digests, 16 bytes each; one process at a time."""

    def __init__(self, file: Path, dimension: int) -> None:
        """Open a file of vectors, or create one."""
        self._dtype = _record(dimension)
        self._rows: dict[bytes, int] = {}
        self._file = file.open("a+b")
        self._file.truncate(self._read() * self._dtype.itemsize)

    def close(self) -> None:
        """Close the file; what it holds stays."""
        self._file.close()

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._rows

    def add(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Append the vectors, shape (digests, dimension), of new texts."""
        self._file.write(records_of(digests, vectors))
        self._file.flush()
        first = len(self._rows)
        self._rows.update((digest, first + n) for n, digest in enumerate(digests))

    def digests(self) -> Collection[bytes]:
        """The digests of all texts that are here."""
        return self._rows.keys()

    def vectors(self, digests: Collection[bytes]) -> Mapping[bytes, Vectors]:
        """The vectors of those texts, as far as they are here."""
        return {digest: self._vector(self._rows[digest]) for digest in digests if digest in self}

    def _vector(self, row: int) -> Vectors:
        self._file.seek(row * self._dtype.itemsize)
        (record,) = np.frombuffer(self._file.read(self._dtype.itemsize), dtype=self._dtype)
        return np.asarray(record["vector"], dtype=np.float32)

    def _read(self) -> int:
        """Find the row of each intact record; how many there are."""
        self._file.seek(0)
        while len(raw := self._file.read(self._dtype.itemsize)) == self._dtype.itemsize:
            (record,) = np.frombuffer(raw, dtype=self._dtype)
            if record["checksum"] != _checksum(record):
                break
            self._rows[bytes(record["digest"])] = len(self._rows)
        return len(self._rows)


def records_of(digests: Sequence[bytes], vectors: Vectors) -> bytes:
    """Vectors, shape (digests, dimension), as they stand in a file."""
    records = np.zeros(len(digests), dtype=_record(vectors.shape[1]))
    records["digest"] = np.array(digests, dtype="V16")
    records["vector"] = vectors
    records["checksum"] = [_checksum(record) for record in records]
    return records.tobytes()


def _record(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("digest", "V16"), ("vector", "<f4", (dimension,)), ("checksum", "<u4")])


def _checksum(record: np.void) -> int:
    return crc32(record["vector"].tobytes(), crc32(bytes(record["digest"])))

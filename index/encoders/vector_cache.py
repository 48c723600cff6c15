"""Vectors as they are made, so that a build that was killed goes on where it was.

A file of records of one size, appended to: the digest of a text, its vector, and a checksum over
both. A record that was cut short, or whatever a crash left behind it, is not read.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from index.encoders.encoder import Vectors


class VectorCache:
    """Vectors of texts by the texts' digests, 16 bytes each; one process at a time."""

    def __init__(self, file: Path, dimension: int) -> None:
        """Open a file of vectors, or begin one."""
        self._kind = np.dtype(
            [("digest", "V16"), ("vector", "<f4", (dimension,)), ("checksum", "<u4")]
        )
        self._rows: dict[bytes, int] = {}
        self._file = file.open("a+b")
        self._file.truncate(self._read() * self._kind.itemsize)

    def close(self) -> None:
        """Close the file; what it holds stays."""
        self._file.close()

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._rows

    def add(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Append the vectors, shape (digests, dimension), of new texts."""
        records = np.zeros(len(digests), dtype=self._kind)
        records["digest"] = np.array(digests, dtype="V16")
        records["vector"] = vectors
        records["checksum"] = [_checksum(record) for record in records]
        self._file.write(records.tobytes())
        self._file.flush()
        first = len(self._rows)
        self._rows.update((digest, first + n) for n, digest in enumerate(digests))

    def vectors(self, digests: Collection[bytes]) -> Mapping[bytes, Vectors]:
        """The vectors of those texts, as far as they are here."""
        return {digest: self._vector(self._rows[digest]) for digest in digests if digest in self}

    def _vector(self, row: int) -> Vectors:
        self._file.seek(row * self._kind.itemsize)
        (record,) = np.frombuffer(self._file.read(self._kind.itemsize), dtype=self._kind)
        return np.asarray(record["vector"], dtype=np.float32)

    def _read(self) -> int:
        """Note where each sound record stands; how many there are."""
        self._file.seek(0)
        while len(raw := self._file.read(self._kind.itemsize)) == self._kind.itemsize:
            (record,) = np.frombuffer(raw, dtype=self._kind)
            if record["checksum"] != _checksum(record):
                break
            self._rows[bytes(record["digest"])] = len(self._rows)
        return len(self._rows)


def _checksum(record: np.void) -> int:
    return crc32(record["vector"].tobytes(), crc32(bytes(record["digest"])))

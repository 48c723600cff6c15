"""A generation as a bucket has it: which files it is made of, each by its size and hash; and which
generations a bucket has.

Whoever reads this does not believe it: a name may not lead out of the folder that it is written
to, and what a hash is not the hash of is refused (index/storage/bucket.py).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.durable import hash_of, hash_of_bytes
from index.storage.manifest import NAME, FileMark, Manifest
from index.storage.own_files import HASHES, KEPT

FORMAT = 1
"""Raised whenever what stands in a bucket changes its meaning."""
HASH = re.compile(r"[0-9a-f]{64}")
MOST_EARLIER = 1000
"""Generations that a bucket had and of which it knows the names: a library that missed as many is
not known as an earlier one."""
LARGEST = 1 << 60
"""Bytes that no file has."""
UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:]")
"""Characters that end, part or change a path on one system or another."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's size in bytes, and the blake2b hash of its content."""

    size: int
    blake2b: str


@dataclass(frozen=True, slots=True)
class StoredGeneration:
    """A generation's manifest, its `files` by path below its folder, and the library's `own` files
    as they were when it was made, by name."""

    manifest: StoredFile
    files: Mapping[str, StoredFile]
    own: Mapping[str, StoredFile] = field(default_factory=dict)

    @classmethod
    def of(cls, generation: Path) -> "StoredGeneration":
        """A generation on disk.

        Raises:
            DamagedLibrary, WrongFormat: it has no manifest that can be read.
            OSError: a file cannot be read.
        """
        written = Manifest.read(generation)
        files = {name: StoredFile(one.size, one.blake2b) for name, one in written.files.items()}
        kept = sorted((generation / KEPT).glob("*"))
        own = {one.name: stored_file(one) for one in kept if one.is_file() and one.name != HASHES}
        return cls(stored_file(generation / NAME), files, own)

    @classmethod
    def read(cls, data: bytes) -> "StoredGeneration":
        """Read what `written` wrote.

        Raises:
            ValueError: it is something else, or a name in it leads elsewhere.
        """
        told = _told(data)
        files, own = _files(told.get("files")), _files(told.get("own"))
        for name in files:
            if not is_within(name) or name == NAME or name.split("/")[0] == KEPT:
                raise ValueError(f"a file of the generation is named {name[:100]!r}")
        for name in own:
            if not is_within(name) or "/" in name or name.startswith("."):
                raise ValueError(f"a file of the library's own is named {name[:100]!r}")
        return cls(_file(told.get("manifest")), files, own)

    @property
    def written(self) -> bytes:
        """It as the bytes of a file; the same for the same generation."""
        told = {
            "format": FORMAT,
            "manifest": [self.manifest.size, self.manifest.blake2b],
            "files": {name: [one.size, one.blake2b] for name, one in self.files.items()},
            "own": {name: [one.size, one.blake2b] for name, one in self.own.items()},
        }
        return (json.dumps(told, sort_keys=True, indent=1) + "\n").encode()

    @property
    def content(self) -> str:
        """A hash of all that is served: the same wherever this generation was pulled to, whatever
        number it has there."""
        return content_of(self.files)

    def places(self, generation: Path) -> dict[str, Path]:
        """Where each file lies in the folder that it was read from, by its hash."""
        own = {one.blake2b: generation / KEPT / name for name, one in self.own.items()}
        files = {one.blake2b: generation / name for name, one in self.files.items()}
        return {**own, **files, self.manifest.blake2b: generation / NAME}

    @property
    def every(self) -> dict[str, int]:
        """The sizes of all files that it needs, by their hashes."""
        every = (self.manifest, *self.files.values(), *self.own.values())
        return {one.blake2b: one.size for one in every}


@dataclass(frozen=True, slots=True)
class BucketCurrent:
    """What a bucket's CURRENT says: the hashes that name the generations that it keeps, the served
    one last, and the contents of those that it kept before."""

    kept: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: bytes) -> "BucketCurrent":
        """Read what `written` wrote.

        Raises:
            ValueError: it is something else.
        """
        told = _told(data)
        kept, earlier = _hashes(told.get("kept")), _hashes(told.get("earlier"))
        if not kept:
            raise ValueError("it names no generation")
        return cls(kept, earlier)

    @property
    def written(self) -> bytes:
        """It as the bytes of a file."""
        earlier = self.earlier[-MOST_EARLIER:]
        told = {"format": FORMAT, "kept": self.kept, "earlier": earlier}
        return (json.dumps(told, indent=1) + "\n").encode()


def content_of(files: Mapping[str, StoredFile] | Mapping[str, FileMark]) -> str:
    """`StoredGeneration.content`, of a generation of those files."""
    told = sorted((name, one.size, one.blake2b) for name, one in files.items())
    return hash_of_bytes(json.dumps(told).encode())


def stored_file(file: Path) -> StoredFile:
    """A file's size and hash.

    Raises:
        OSError: it cannot be read.
    """
    return StoredFile(file.stat().st_size, hash_of(file))


def is_within(name: str) -> bool:
    """Whether a path stays below the folder that it is put behind, on every system."""
    parts = name.split("/")
    return not UNSAFE.search(name) and not any(part in ("", ".", "..") for part in parts)


def _told(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError("it is nothing that this version of the program wrote")
    return told


def _files(told: object) -> dict[str, StoredFile]:
    if not isinstance(told, dict):
        raise ValueError("it lists no files")
    return {name: _file(one) for name, one in told.items()}


def _file(told: object) -> StoredFile:
    if isinstance(told, list) and len(told) == 2:
        size, blake2b = told
        if type(size) is int and 0 <= size < LARGEST:
            return StoredFile(size, *_hashes([blake2b]))
    raise ValueError("a file in it has no size and hash")


def _hashes(told: object) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(
        isinstance(one, str) and HASH.fullmatch(one) is not None for one in told
    ):
        raise ValueError("what should be a hash in it is none")
    return tuple(told)

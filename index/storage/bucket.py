"""A bucket of generations: a folder, or a store of S3, Google or Azure, reached by fsspec.

    CURRENT            which generations it has, the served one last; written last
    generations/HASH   what a generation is made of; named by the hash of these bytes
    files/ab/HASH      every file once, named by the hash of its bytes
    removed/HASH       lists of what was removed for good, named likewise

Bytes that do not have the hash that they are named by are refused. Where it lies is told without
what may be secret in its address; credentials are fsspec's own matter.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any

from index.durable import flush, hash_of_bytes, private
from index.errors import (
    BucketFailed,
    DamagedBucket,
    DoctorAnswersError,
    EmptyBucket,
    NoBucketPackage,
)
from index.storage.current import CURRENT
from index.storage.stored_generation import (
    HASH,
    BucketCurrent,
    StoredFile,
    StoredGeneration,
)

GENERATIONS, FILES, REMOVED = "generations", "files", "removed"
LARGEST_TOLD = 64_000_000
"""Bytes of the largest file that is read into memory: a list of what was removed, or of files."""
PIECE = 1 << 20
"""Bytes that are received at a time."""
LONGEST_REASON = 300
USERINFO = re.compile(r"(?<=://)[^/\s]*@|[^\s/@\"']*:[^\s/@\"']*@")
"""A name and a password before a host; a store may take them for a part of its bucket's name."""
UNSEEN_END = re.compile(r"://(?!\[)[^/?#\s:]*:[^@\s]*[/?#][^\s]*@")
"""A password with a stroke, as those of Amazon often have: where it ends cannot be told."""
WRITE_ENCODED = (
    "it holds a password that cannot be told from the rest; leave it out, and give credentials as "
    "the store’s package takes them, or write / as %2F, @ as %40, ? as %3F and # as %23 in it"
)
ASKED = re.compile(r"[?#]\S*")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, by its file system and the path in it; `address` is what may be shown of it."""

    address: str
    system: Any
    root: str

    @classmethod
    def at(cls, url: str) -> "Bucket":
        """The bucket at an address, as fsspec takes it: s3://bucket/path, or a folder.

        Raises:
            NoBucketPackage: fsspec, or what it reaches such an address with, is not installed.
            BucketFailed: there is no such kind of address.
        """
        address = without_secrets(url)
        if any(UNSEEN_END.search(one) for one in url.split("::")):
            raise BucketFailed(f"{url.partition('://')[0]}://…", WRITE_ENCODED)
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise NoBucketPackage(address, "fsspec") from error
        is_folder = "://" not in url or url.startswith(("file://", "local://"))
        folders = {"auto_mkdir": True} if is_folder else {}
        try:
            # What a store remembers of its own listings would hide what others push.
            system, root = url_to_fs(url, use_listings_cache=False, **folders)
        except ImportError as error:
            raise NoBucketPackage(address, told_of(error)) from error
        except (ValueError, OSError) as error:
            raise BucketFailed(address, told_of(error)) from error
        return cls(address, system, root.rstrip("/"))

    # What it says of itself.

    def current(self) -> BucketCurrent | None:
        """Which generations it has; None where nothing was pushed.

        Raises:
            DamagedBucket: that cannot be read.
            BucketFailed: it cannot be reached, or refuses.
        """
        data = self._read(CURRENT)
        if data is None:
            return None
        try:
            return BucketCurrent.read(data)
        except ValueError as error:
            raise DamagedBucket(self.address, f"{CURRENT}: {error}") from error

    def served(self) -> tuple[BucketCurrent, StoredGeneration]:
        """Which generations it has, and what the served one is made of.

        Raises:
            EmptyBucket: nothing was pushed there.
            DamagedBucket, BucketFailed: as `current`.
        """
        current = self.current()
        if current is None:
            raise EmptyBucket(self.address)
        return current, self.generation(current.kept[-1])

    def generation(self, name: str) -> StoredGeneration:
        """What a generation is made of.

        Raises:
            DamagedBucket, BucketFailed: as `current`.
        """
        try:
            return StoredGeneration.read(self._named(f"{GENERATIONS}/{name}", name))
        except ValueError as error:
            raise DamagedBucket(self.address, f"{GENERATIONS}/{name}: {error}") from error

    def told(self, one: StoredFile) -> bytes:
        """The bytes of a small file.

        Raises:
            DamagedBucket, BucketFailed: as `current`.
        """
        return self._named(file_name(one.blake2b), one.blake2b)

    def removed(self, name: str) -> bytes:
        """A list of what was removed.

        Raises:
            DamagedBucket, BucketFailed: as `current`.
        """
        return self._named(f"{REMOVED}/{name}", name)

    def _named(self, name: str, blake2b: str) -> bytes:
        """A file whose hash is known."""
        data = self._read(name)
        if data is None:
            raise DamagedBucket(self.address, f"{name} is missing")
        if hash_of_bytes(data) != blake2b:
            raise DamagedBucket(self.address, f"{name} has other bytes than were written")
        return data

    def _read(self, name: str) -> bytes | None:
        with self._reaching():
            try:
                with self.system.open(self._path(name), "rb") as opened:
                    data: bytes = opened.read(LARGEST_TOLD + 1)
            except FileNotFoundError:
                return None
        if len(data) > LARGEST_TOLD:
            raise DamagedBucket(self.address, f"{name} is longer than anything of that name")
        return data

    # What it holds.

    def names(self, folder: str) -> dict[str, int]:
        """The sizes in bytes of what a folder of it holds, by the hashes that are the names; what
        has another name is nobody's.

        Raises:
            BucketFailed: as `current`.
        """
        with self._reaching():
            self.system.invalidate_cache()
            try:
                found = self.system.find(self._path(folder), detail=True)
            except FileNotFoundError:
                return {}
        sizes = {path.rpartition("/")[2]: one.get("size") for path, one in found.items()}
        return {name: int(size or 0) for name, size in sizes.items() if HASH.fullmatch(name)}

    def age(self, name: str) -> float:
        """The seconds since a file was written; 0 where that is not known."""
        with self._reaching():
            try:
                written = self.system.modified(self._path(name))
            except (FileNotFoundError, NotImplementedError):
                return 0.0
        if written.tzinfo is None:
            written = written.replace(tzinfo=UTC)
        return float((datetime.now(UTC) - written).total_seconds())

    def fits(self, name: str, one: StoredFile) -> bool:
        """Whether a file is there and has the bytes that it should have; all of it is read."""
        made, size = hashlib.blake2b(digest_size=32), 0
        with self._reaching():
            try:
                with self.system.open(self._path(name), "rb") as opened:
                    while piece := opened.read(PIECE):
                        made.update(piece)
                        size += len(piece)
            except FileNotFoundError:
                return False
        return (size, made.hexdigest()) == (one.size, one.blake2b)

    def receive(self, one: StoredFile, target: Path, arrived: Callable[[int], None]) -> None:
        """Receive a file, from where an earlier try was cut off; `target` is there when all of it
        has come and has its hash. `arrived` is told the bytes as they come.

        Raises:
            DamagedBucket: it is missing, or has another size or hash.
            BucketFailed: as `current`; what came stays for the next try.
            OSError: it cannot be written.
        """
        name, part = file_name(one.blake2b), target.with_name(f"{target.name}.part")
        made = hashlib.blake2b(digest_size=32)
        with open(part, "a+b", opener=private) as written:
            written.seek(0)
            while piece := written.read(PIECE):
                made.update(piece)
            have = written.tell()
            if have <= one.size:
                for piece in self._pieces(name, have, one.size):
                    written.write(piece)
                    made.update(piece)
                    have += len(piece)
                    arrived(len(piece))
        if (have, made.hexdigest()) != (one.size, one.blake2b):
            part.unlink()
            raise DamagedBucket(self.address, f"{name} has other bytes than were written")
        flush(part)
        part.rename(target)

    def _pieces(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes of a file from one place to another, and one more where it is longer."""
        if start == end > 0:
            return
        with self._reaching():
            try:
                opened = self.system.open(self._path(name), "rb")
            except FileNotFoundError as error:
                raise DamagedBucket(self.address, f"{name} is missing") from error
        with opened:
            with self._reaching():
                opened.seek(start)
            while start <= end:
                with self._reaching():
                    piece = opened.read(min(PIECE, end + 1 - start))
                if not piece:
                    return
                start += len(piece)
                yield piece

    # What is put there.

    def send(self, name: str, file: Path) -> None:
        """Send a file.

        Raises:
            BucketFailed: as `current`.
        """
        with self._reaching():
            self.system.put_file(str(file), self._path(name))

    def replace(self, name: str, data: bytes) -> None:
        """Put bytes in the place of others: whoever reads sees the old or the new ones, in a folder
        as in a bucket, in which one write is whole or is not at all.

        Raises:
            BucketFailed: as `current`.
        """
        new = f"{name}.{secrets.token_hex(4)}.new"
        with self._reaching():
            self.system.pipe_file(self._path(new), data)
            self.system.mv(self._path(new), self._path(name))

    def delete(self, name: str) -> None:
        """Delete a file, if it is there.

        Raises:
            BucketFailed: as `current`.
        """
        with self._reaching():
            try:
                self.system.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Tell in one sentence what a store's own package raises."""
        try:
            yield
        except DoctorAnswersError:
            raise
        except Exception as error:  # each store's package has its own
            is_full = isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT)
            raise BucketFailed(self.address, told_of(error), is_full=is_full) from error


def file_name(blake2b: str) -> str:
    """Where a file of that hash lies: a folder holds no more than some hundreds."""
    return f"{FILES}/{blake2b[:2]}/{blake2b}"


def without_secrets(url: str) -> str:
    """An address without a name and password, and without what it asks for, where tokens stand."""
    return ASKED.sub("", USERINFO.sub("", url)) if "://" in url else url


def told_of(error: BaseException) -> str:
    """What an error of another package says, in one line and without secrets."""
    words = " ".join(str(error).split())[:LONGEST_REASON] or type(error).__name__
    return ASKED.sub("", USERINFO.sub("", words))

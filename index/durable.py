"""Crash-safe file writes: replace a whole file, or append a whole line, flushed to disk.

Whatever must survive a crash is written here and nowhere else; SQLite, FAISS and tantivy have
their own means.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

NEW = ".new"
"""What the name of a file ends in until it is renamed."""


def replace_file(file: Path, data: bytes) -> None:
    """Replace a file's bytes atomically: a crash leaves the old ones or the new ones.

    Raises:
        OSError: the write failed; the old ones remain.
    """
    new = written_beside(file, data)
    os.replace(new, file)
    flush(file.parent)


def written_beside(file: Path, data: bytes) -> Path:
    """Write bytes, flushed to disk, to a hidden file beside another, ready to be renamed.

    Raises:
        OSError: the write failed.
    """
    # A name of its own for each writer, so that two never write into one file.
    new = file.with_name(f".{file.name}.{secrets.token_hex(4)}{NEW}")
    new.write_bytes(data)
    flush(new)
    return new


def left_beside(file: Path) -> Iterator[Path]:
    """The hidden files that writers of a file left when they were killed."""
    yield from file.parent.glob(f".{file.name}.*{NEW}")


def append_line(file: Path, line: bytes) -> None:
    """Append a line, given without its line end, to a file, which is created if it is missing.

    If a crash cut the last line short, it is ended first, so that it does not corrupt the new one.

    Raises:
        OSError: the write failed.
    """
    is_new = not file.exists()
    with file.open("a+b") as opened:
        size = opened.seek(0, os.SEEK_END)
        torn = size and os.pread(opened.fileno(), 1, size - 1) != b"\n"
        opened.write((b"\n" if torn else b"") + line + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    if is_new:
        flush(file.parent)


def flush(path: Path) -> None:
    """Flush a file, or a folder's list of names, to disk (fsync)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_of(file: Path) -> str:
    """The blake2b hash of a file, in hexadecimal digits; twice as fast as sha256 here."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=32)).hexdigest()

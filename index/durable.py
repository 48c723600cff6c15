"""Crash-safe file writes: replace a whole file, or append a whole line, flushed to disk.

Whatever must survive a crash is written here and nowhere else; SQLite, FAISS and tantivy have
their own means. What is written is its owner's alone, whatever the umask.
"""

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from errno import EINVAL
from pathlib import Path

FILE_MODE, FOLDER_MODE = 0o600, 0o700
"""Files and folders of ours are their owner's alone."""
NEW = ".new"
"""What the name of a file ends in until it is renamed."""
WINDOWS = os.name == "nt"
PIECE = 1 << 22
"""Bytes of a file that are read at one go to hash it. Beside a thread that works, each piece waits
for its turn twice: a model's 90 MB, in pieces of 256 kB, for up to three seconds."""


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
    with open(new, "wb", opener=private) as opened:
        opened.write(data)
    flush(new)
    return new


def private(path: str, flags: int) -> int:
    """Open a file that is its owner's alone, whatever the umask; an `opener` for `open`."""
    descriptor = os.open(path, flags, FILE_MODE)
    _close_to_others(descriptor, FILE_MODE)
    return descriptor


def private_folder(folder: Path) -> None:
    """Make a folder that is its owner's alone, whatever the umask; one that is there stays."""
    if not folder.is_dir():
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        close_to_others(folder)


def close_to_others(path: Path) -> None:
    """Let nobody but its owner read or write a file or a folder; another's stays as it is."""
    mode = FOLDER_MODE if path.is_dir() else FILE_MODE
    if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) != mode:
        _close_to_others(path, mode)


def _close_to_others(what: int | Path, mode: int) -> None:
    if isinstance(what, int) and os.chmod not in os.supports_fd:
        return  # on Windows a folder, not its files, says who may read
    with suppress(PermissionError):
        os.chmod(what, mode)  # noqa: PTH101  a descriptor, too


def append_line(file: Path, line: bytes) -> None:
    """Append a line, given without its line end, to a file, which is created if it is missing.

    If a crash cut the last line short, it is ended first, so that it does not corrupt the new one.

    Raises:
        OSError: the write failed.
    """
    is_new = not file.exists()
    with open(file, "a+b", opener=private) as opened:
        size = opened.seek(0, os.SEEK_END)
        if size:
            opened.seek(size - 1)
        torn = size and opened.read(1) != b"\n"
        opened.write((b"\n" if torn else b"") + line + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    if is_new:
        flush(file.parent)


def flush(path: Path) -> None:
    """Flush a file, or a folder's list of names, to disk (fsync). Windows opens no folder, and
    flushes a file only through what may write to it."""
    if WINDOWS and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if WINDOWS else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_of(file: Path) -> str:
    """The blake2b hash of a file, in hexadecimal digits; twice as fast as sha256 here.

    Raises:
        OSError: it cannot be read, or is no regular file: to open a pipe would wait for ever.
    """
    if file.exists() and not file.is_file():
        raise OSError(EINVAL, "no regular file", str(file))
    return digest_of(file, hashlib.blake2b(digest_size=32))


def digest_of(file: Path, digest: "hashlib._Hash | hashlib.blake2b") -> str:
    """The hash of a file by an algorithm, in hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb", buffering=0) as opened:
        size = os.fstat(opened.fileno()).st_size
        piece = memoryview(bytearray(min(size, PIECE) + 1))
        while count := opened.readinto(piece):
            digest.update(piece[:count])
    return digest.hexdigest()


def hash_of_bytes(data: bytes) -> str:
    """The hash that a file of these bytes has."""
    return hashlib.blake2b(data, digest_size=32).hexdigest()

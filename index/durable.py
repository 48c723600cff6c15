"""Files that must last: replaced as a whole, or grown by whole lines, and written through to disk.

Whatever is to survive a crash is written here and nowhere else; SQLite, FAISS and tantivy have
their own ways.
"""

import hashlib
import os
from pathlib import Path


def replace_file(file: Path, data: bytes) -> None:
    """Give a file other bytes, all at once: a crash leaves the old ones or the new ones.

    Raises:
        OSError: the disk did not take them; the old ones stand.
    """
    new = written_beside(file, data)
    os.replace(new, file)
    flush(file.parent)


def written_beside(file: Path, data: bytes) -> Path:
    """Bytes written through to the disk under a hidden name beside a file, ready to be renamed.

    Raises:
        OSError: the disk did not take them.
    """
    new = file.with_name(new_name(file.name))
    new.write_bytes(data)
    flush(new)
    return new


def new_name(name: str) -> str:
    """What a file is called until it takes its place; a crash may leave one."""
    return f".{name}.new"


def append_line(file: Path, line: bytes) -> None:
    """Add a line, which holds no line end itself, to a file that is made if it is missing.

    What a crash left of the last line is closed first, so that it spoils no other.

    Raises:
        OSError: the disk did not take it.
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
    """Have a file, or a folder's list of names, written through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_of(file: Path) -> str:
    """The blake2b hash of a file, in hexadecimal digits; twice as fast as sha256 here."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=32)).hexdigest()

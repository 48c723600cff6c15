"""Unpacks a .tar of pages and records, packed or not, into a folder: a file at a time, in one pass.

Nothing of it is trusted: no link is made, nothing is written outside the folder, and no more is
read than the limits allow, whatever the archive declares.
"""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from fastwarc.stream_io import ZstdReader

from index.errors import UnreadablePage
from index.pages.kinds import ending_of, not_read
from index.pages.limits import MOST_BYTES, MOST_FILES, MOST_GROWTH, SMALL, TOO_LARGE_GROWN
from index.pages.line_reader.text import too_large
from index.pages.packed.unpacking import is_hidden, largest_of, name_refusal

TARS = (".tar", ".tar.gz", ".tgz", ".tar.zst")
"""What the names of such archives end in."""
LARGEST_TAR = MOST_BYTES
DAMAGE = (tarfile.TarError, zlib.error, EOFError, ValueError, OSError)
"""What the readers raise for a damaged or forged archive."""


class _TooMuchError(Exception):
    """More was unpacked than may be."""


class _Bounded:
    """A stream that gives no more than some bytes."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            _TooMuchError: there were too many.
        """
        found = self._stream.read(size)
        self._left -= len(found)
        if self._left < 0:
            raise _TooMuchError
        return found


def unpack_tar(archive: Path, into: Path) -> Iterator[UnreadablePage]:
    """Unpack the pages and records of an archive into an empty folder; what was left out, and why.

    Hidden files are left out without a report, as they are in folders.
    """
    most = min(MOST_BYTES, max(SMALL, MOST_GROWTH * archive.stat().st_size))
    try:
        with archive.open("rb") as file:
            stream = _Bounded(_stream(file, ending_of(archive)), most)
            with tarfile.open(fileobj=stream, mode="r|") as opened:  # type: ignore[call-overload]
                yield from _unpacked(opened, archive.name, into)
    except _TooMuchError:
        reason = f"{TOO_LARGE_GROWN}, or to more than {MOST_BYTES:,} bytes; the rest is not read"
        yield UnreadablePage(archive.name, reason)
    except DAMAGE as error:
        yield UnreadablePage(archive.name, f"no archive that can be read to its end ({error})")


def _stream(file: BinaryIO, ending: str) -> BinaryIO:
    if ending == ".tar":
        return file
    packed = ZstdReader(file) if ending.endswith(".zst") else gzip.GzipFile(fileobj=file)
    return cast("BinaryIO", packed)


def _unpacked(opened: tarfile.TarFile, name: str, into: Path) -> Iterator[UnreadablePage]:
    count = 0
    for member in opened:
        if member.isdir() or is_hidden(member.name):
            continue
        count += 1
        if count > MOST_FILES:
            reason = f"more than the {MOST_FILES:,} files that are unpacked; split it"
            yield UnreadablePage(name, reason)
            return
        told = _refusal(member) or _unpack_member(opened, member, into / member.name)
        if told is not None:
            yield UnreadablePage(f"{name}/{member.name}", told)


def _refusal(member: tarfile.TarInfo) -> str | None:
    """Why a member is not unpacked, by what the archive declares of it; None if it is."""
    path = Path(member.name)
    most = largest_of(path)
    if (name := name_refusal(member.name)) is not None:
        return name
    if member.issym() or member.islnk():
        return "a link"
    if not member.isreg() or member.issparse():
        return "not a regular file"
    if most is None:
        return not_read(path)
    return too_large(member.size, most) if member.size > most else None


def _unpack_member(opened: tarfile.TarFile, member: tarfile.TarInfo, to: Path) -> str | None:
    """Unpack one file; the reason if it cannot be."""
    packed = opened.extractfile(member)
    data = b"" if packed is None else packed.read()
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("xb") as target:
            target.write(data)
    except FileExistsError:
        return "a second file of that name"
    except (OSError, ValueError) as error:
        return f"cannot be written ({error})"
    return None

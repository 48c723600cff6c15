"""Unpacks an archive of pages and records into a folder, and reports what was left out and why.

The archive is not trusted: nothing is written outside the folder, no link is made, and no more is
unpacked than the limits allow, whatever the archive declares.
"""

import os
import shutil
import stat
import struct
import weakref
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from index.errors import UnreadablePage
from index.pages.archive_decisions import lay_decisions
from index.pages.kinds import ending_of, not_read, pages_that_own
from index.pages.limits import MOST_BYTES, MOST_FILES, MOST_GROWTH, SMALL, TOO_LARGE_GROWN
from index.pages.line_reader.text import too_large
from index.pages.packed.crawls import CRAWLS, LARGEST_CRAWL, unpack_crawl
from index.pages.packed.packed_alone import PACKED_ALONE, unpack_alone
from index.pages.packed.tars import LARGEST_TAR, TARS, unpack_tar
from index.pages.packed.unpacking import is_hidden, largest_of, name_refusal
from index.temporary import temporary_folder

ZIP = ".zip"
LARGEST_ARCHIVE = 20_000_000
"""Bytes of a packed archive: its table of contents is held in memory."""
ARCHIVES = {
    ZIP: LARGEST_ARCHIVE,
    **PACKED_ALONE,
    **dict.fromkeys(TARS, LARGEST_TAR),
    **dict.fromkeys(CRAWLS, LARGEST_CRAWL),
}
"""What the names of archives end in, and how many bytes each may have."""
DAMAGE = (BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError, OSError)
"""What zipfile raises for a damaged or forged archive."""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class UnpackedArchive:
    """A folder with the files of an archive, and what was left out. The folder is deleted when
    nothing holds this any more."""

    folder: Path
    troubles: tuple[UnreadablePage, ...]


def unpacked(archive: Path, wanted: str | None = None) -> UnpackedArchive:
    """An archive, unpacked into a folder of its own among the system's temporary files, with the
    decisions about what is in it.

    Args:
        wanted: the only page of a crawl that is unpacked, by its file's name.

    Raises:
        OSError: there can be no such folder.
    """
    folder = temporary_folder("archive")
    try:
        opened = UnpackedArchive(folder, tuple(_unpacking(archive, wanted)(archive, folder)))
        lay_decisions(archive, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(opened, shutil.rmtree, folder, ignore_errors=True)
    return opened


def _unpacking(
    archive: Path, wanted: str | None
) -> Callable[[Path, Path], Iterable[UnreadablePage]]:
    """What unpacks an archive of that name."""
    ending = ending_of(archive)
    if ending in CRAWLS:
        return partial(unpack_crawl, wanted=wanted)
    if ending in PACKED_ALONE:
        return unpack_alone
    return unpack_tar if ending in TARS else unpack


def file_on_disk(file: str) -> Path:
    """A file, or the archive that it is in."""
    path = Path(file)
    # Path.is_file raises where a path is too long
    archives = (one for one in path.parents if os.path.isfile(one))  # noqa: PTH113
    return path if os.path.lexists(path) else next(archives, path)


def is_there(file: str) -> bool:
    """Whether a file, or a member of an archive, is still there. An archive that cannot be read may
    hold it."""
    if os.path.lexists(file):
        return True
    archive = file_on_disk(file)
    if archive == Path(file):
        return False
    try:
        with ZipFile(archive) as opened:
            member = Path(file).relative_to(archive).as_posix()
            # An archive may call it "./b.txt"; unpacked, it is "b.txt".
            return member in {PurePosixPath(name).as_posix() for name in opened.namelist()}
    except DAMAGE:
        return True


def unpack(
    archive: Path, into: Path, most_files: int | None = None, most_bytes: int | None = None
) -> list[UnreadablePage]:
    """Unpack the pages and records of an archive into an empty folder; what was left out, and why.

    Hidden files are left out without a report, as they are in folders.

    Args:
        most_files: of more than these none is unpacked; `MOST_FILES` if it is not given.
        most_bytes: what is unpacked of all files together; `MOST_BYTES` if it is not given.
    """
    try:
        size = archive.stat().st_size
        if size > LARGEST_ARCHIVE:
            return [UnreadablePage(archive.name, too_large(size, LARGEST_ARCHIVE))]
        with ZipFile(archive) as opened:
            files = MOST_FILES if most_files is None else most_files
            size = MOST_BYTES if most_bytes is None else most_bytes
            return list(_unpacked(opened, archive.name, into, files, size))
    except DAMAGE as error:
        return [UnreadablePage(archive.name, f"no archive that can be read ({error})")]


def _unpacked(
    opened: ZipFile, name: str, into: Path, most_files: int, most_bytes: int
) -> Iterator[UnreadablePage]:
    # ZipInfo.is_dir fails where a name is empty
    named = [one for one in opened.infolist() if not one.filename.endswith("/")]
    files = [one for one in named if not is_hidden(one.filename)]
    files = list(_without_belongings(files))
    if len(files) > most_files:
        too_many = f"{len(files):,} files, more than the {most_files:,} that are unpacked; split it"
        yield UnreadablePage(name, too_many)
        return
    bytes_left = most_bytes
    for file in files:
        reason = _refusal(file)
        if reason is None and file.file_size > bytes_left:
            reason = f"the files before it hold {most_bytes:,} bytes together; split the archive"
        if reason is None:
            bytes_left -= file.file_size
            reason = _unpack_file(opened, file, into / file.filename)
        if reason is not None:
            yield UnreadablePage(f"{name}/{file.filename}", reason)


def _without_belongings(files: Sequence[ZipInfo]) -> Iterator[ZipInfo]:
    """The files without those in folders that belong to a web page beside these."""
    names = {one.filename for one in files}
    for file in files:
        parents = PurePosixPath(file.filename).parents
        if not any(_is_of_a_page(folder, names) for folder in parents):
            yield file


def _is_of_a_page(folder: PurePosixPath, names: Collection[str]) -> bool:
    return any(folder.with_name(page).as_posix() in names for page in pages_that_own(folder.name))


def _refusal(file: ZipInfo) -> str | None:
    """Why a file is not unpacked, by what the archive declares of it; None if it is."""
    path = PurePosixPath(file.filename)
    most = largest_of(path)
    name = name_refusal(file.filename)
    if name is not None:
        return name
    kind = stat.S_IFMT(file.external_attr >> 16)
    reasons = {
        "a link": kind == stat.S_IFLNK,
        "not a regular file": kind not in (0, stat.S_IFREG, stat.S_IFLNK),
        "it is encrypted": bool(file.flag_bits & 1),
        "packed in a way that is not read; pack it by Deflate": file.compress_type
        not in (ZIP_STORED, ZIP_DEFLATED),
        not_read(path): most is None,
        too_large(file.file_size, most or 0): file.file_size > (most or 0),
        TOO_LARGE_GROWN: file.file_size > max(SMALL, MOST_GROWTH * file.compress_size),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _unpack_file(opened: ZipFile, file: ZipInfo, to: Path) -> str | None:
    """Unpack one file; the reason if it cannot be. zipfile gives no more bytes than declared."""
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        target = to.open("xb")
    except FileExistsError:
        return "a second file of that name"
    except OSError as error:
        return f"cannot be written ({error.strerror})"
    try:
        with target, opened.open(file) as packed:
            shutil.copyfileobj(packed, target)
    except DAMAGE as error:
        to.unlink()
        return f"it is damaged ({error})"
    return None

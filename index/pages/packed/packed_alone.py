"""Unpacks a file that is packed alone: `answers.jsonl.gz` is `answers.jsonl`, as an archive of one.

No more is unpacked than such a file may have, whatever is said of it.
"""

import gzip
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from fastwarc.stream_io import ZstdReader

from index.errors import UnreadablePage
from index.pages.kinds import LARGEST
from index.pages.limits import MOST_GROWTH, PACKED, SMALL, TOO_LARGE_GROWN
from index.pages.line_reader.text import too_large
from index.pages.rows.column_maps import map_file
from index.pages.rows.reddit import names_of_comments, names_of_posts, unpacked_beside

KINDS = (".txt", ".jsonl", ".ndjson", ".json", ".csv", ".tsv")
"""What is read of files that are packed alone: web pages are unpacked where they are read, and what
is not text is packed already."""
PACKED_ALONE = {kind + packing: LARGEST[kind] for kind in KINDS for packing in PACKED}
"""What the names of such files end in, and how many bytes each may have."""
BLOCK = 1 << 20
WIDE = "requires too much memory"
"""What the reader of .zst says of a file that was packed by `--long`: most dumps of forums were."""
TOO_WIDE = "it is packed so that unpacking takes too much memory; unpack it: zstd -d --long=31 {}"
DAMAGE = (zlib.error, EOFError, ValueError, OSError)


def file_within(packed: PurePath) -> str:
    """The name of the file in a packed one."""
    return packed.stem


def unpack_alone(packed: Path, into: Path) -> Iterator[UnreadablePage]:
    """Unpack a file into an empty folder, with what is said beside it of its columns; what is wrong
    with it."""
    target = into / file_within(packed)
    reason = _refusal(packed, target)
    if reason is not None:
        yield UnreadablePage(packed.name, reason)
        return
    told = map_file(packed.with_name(target.name))
    if told.is_file():
        shutil.copyfile(told, map_file(target))
    yield from _lay_other_half(packed, target)


def _lay_other_half(packed: Path, target: Path) -> Iterator[UnreadablePage]:
    """Lay the posts beside comments of a dump that were unpacked, wherever these are packed alone,
    too, or not packed. Beside posts there has to be but a file with the name of the comments."""
    for name in names_of_comments(target.name):
        if any(place.is_file() for place in _places(packed, name)):
            _new(unpacked_beside(target, name)).touch()
    for name in names_of_posts(target.name):
        place = next((place for place in _places(packed, name) if place.is_file()), None)
        if place is None:
            continue
        other = _new(unpacked_beside(target, name))
        trouble = _refusal(place, other) if place.name != name else None
        if place.name == name:
            shutil.copyfile(place, other)
        if trouble is not None:
            yield UnreadablePage(packed.name, f"{place.name} beside it: {trouble}")


def _places(packed: Path, name: str) -> Iterator[Path]:
    """Where a file of that name may be beside one that is packed alone."""
    endings = (packed.suffix, "", *PACKED)
    return (packed.with_name(name + ending) for ending in endings)


def _new(file: Path) -> Path:
    """A file, in a folder that there is."""
    file.parent.mkdir(exist_ok=True)
    return file


def _refusal(packed: Path, target: Path) -> str | None:
    """Why a file cannot be unpacked to a place; None where it was."""
    most = LARGEST[target.suffix.lower()]
    bound = min(most, max(SMALL, MOST_GROWTH * packed.stat().st_size))
    try:
        with packed.open("rb") as file, target.open("xb") as unpacked:
            is_whole = _copy(_stream(file, packed), unpacked, bound)
    except DAMAGE as error:
        target.unlink(missing_ok=True)
        if WIDE in str(error):
            return TOO_WIDE.format(packed.name)
        return f"it is damaged ({error}); pack it again"
    if is_whole:
        return None
    target.unlink()
    return too_large(None, most) if bound == most else TOO_LARGE_GROWN


def _stream(file: BinaryIO, packed: Path) -> BinaryIO:
    is_zstd = packed.suffix.lower() == ".zst"
    return cast("BinaryIO", ZstdReader(file) if is_zstd else gzip.GzipFile(fileobj=file))


def _copy(stream: BinaryIO, into: BinaryIO, most: int) -> bool:
    """Copy a stream; False if it has more bytes than may be."""
    while block := stream.read(BLOCK):
        most -= len(block)
        if most < 0:
            return False
        into.write(block)
    return True

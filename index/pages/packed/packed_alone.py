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
from index.pages.kinds import LARGEST, PACKED
from index.pages.limits import MOST_GROWTH, SMALL, TOO_LARGE_GROWN
from index.pages.line_reader.text import too_large
from index.pages.rows.column_maps import map_file

KINDS = (".txt", ".jsonl", ".ndjson", ".json", ".csv", ".tsv")
"""What is read of files that are packed alone: web pages are unpacked where they are read, and what
is not text is packed already."""
PACKED_ALONE = {kind + packing: LARGEST[kind] for kind in KINDS for packing in PACKED}
"""What the names of such files end in, and how many bytes each may have."""
BLOCK = 1 << 20
DAMAGE = (zlib.error, EOFError, ValueError, OSError)


def file_within(packed: PurePath) -> str:
    """The name of the file in a packed one."""
    return packed.stem


def unpack_alone(packed: Path, into: Path) -> Iterator[UnreadablePage]:
    """Unpack a file into an empty folder, with what is said beside it of its columns; what is wrong
    with it."""
    target = into / file_within(packed)
    most = LARGEST[target.suffix.lower()]
    bound = min(most, max(SMALL, MOST_GROWTH * packed.stat().st_size))
    try:
        with packed.open("rb") as file, target.open("xb") as unpacked:
            is_whole = _copy(_stream(file, packed), unpacked, bound)
    except DAMAGE as error:
        target.unlink(missing_ok=True)
        yield UnreadablePage(packed.name, f"it is damaged ({error}); pack it again")
        return
    if not is_whole:
        target.unlink()
        reason = too_large(None, most) if bound == most else TOO_LARGE_GROWN
        yield UnreadablePage(packed.name, reason)
        return
    told = map_file(packed.with_name(target.name))
    if told.is_file():
        shutil.copyfile(told, map_file(target))


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

"""The library's own shelf: the files of pages that were put in by hand, below library/pages/."""

import io
import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.durable import flush, replace_file, written_beside
from index.errors import UnreadablePage
from index.model import Page
from index.pages.json_lines import record_line, record_rows
from index.pages.read import KINDS
from index.pages.records import Row
from index.pages.redact import says_the_same
from index.pages.tables import csv_rows
from index.pages.text import parse_page, read_page
from index.storage.tombstones import Tombstones

FOLDER = "pages"
NAME = re.compile(r"[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*", re.DOTALL)
LONGEST = 200
"""Bytes of a file's name, so that there is room for more behind it."""
MARK = b"\xef\xbb\xbf"
"""UTF-8's byte-order mark."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files that a library keeps itself; `library` is the library's folder."""

    library: Path

    @property
    def folder(self) -> Path:
        """Where the files are: what to build from."""
        return self.library / FOLDER

    def files(self) -> list[Path]:
        """Every file on the shelf, by name."""
        if not self.folder.is_dir():
            return []
        found = (file for file in self.folder.iterdir() if file.is_file())
        return sorted(file for file in found if not file.name.startswith("."))

    def put(self, file: Path, name: str | None = None) -> Path:
        """Copy a file onto the shelf, under its own name or another; where it is there.

        Raises:
            ValueError: the name is none for a page, or there is a file of that name.
        """
        target = self._place(name or file.name)
        new = written_beside(target, file.read_bytes())
        try:
            os.link(new, target)  # unlike a renaming, it takes no other file's place
        except FileExistsError as error:
            reason = "is on the shelf already; replace it, or give the new one another name"
            raise ValueError(f"{target.name} {reason}") from error
        finally:
            new.unlink()
        flush(self.folder)
        return target

    def replace(self, file: Path, name: str | None = None) -> Path:
        """Copy a file onto the shelf in the place of the one of that name; where it is there.

        Raises:
            ValueError: the name is none for a page.
        """
        target = self._place(name or file.name)
        replace_file(target, file.read_bytes())
        return target

    def drop(self, page_id: str) -> list[Path]:
        """Take a page off the shelf; the files that held it, which are gone or rewritten."""
        return self.take_out(Tombstones().with_(pages=[page_id]))

    def take_out(self, tombstones: Tombstones, files: Iterable[Path] | None = None) -> list[Path]:
        """Rewrite every file, or those that are given, without what was taken out of the library;
        those that held some.

        What cannot be read as a page stays: nothing of it was ever shown.
        """
        chosen = self.files() if files is None else files
        return [file for file in chosen if self._rewrite(file, tombstones)]

    def _rewrite(self, file: Path, tombstones: Tombstones) -> bool:
        """Whether a file held something of what was taken out; it holds it no longer then."""
        try:
            if file.suffix.lower() == ".txt":
                return self._rewrite_page(file, tombstones)
            return self._rewrite_rows(file, tombstones)
        except UnreadablePage:
            return False

    def _rewrite_page(self, file: Path, tombstones: Tombstones) -> bool:
        page = read_page(file, file.stem, file.as_posix())
        rest = tombstones.without(page)
        if rest is page:
            return False
        if rest is None:
            self._remove(file)
            return True
        text = rest.text.encode("utf-8")
        if _reads_as(rest):
            replace_file(file, MARK + text if file.read_bytes().startswith(MARK) else text)
            return True
        # Without what was cut, the lines would be read otherwise: keep what was read of them.
        lines = [record_line(rest, answer) for answer in rest.answers]
        if lines:
            replace_file(_free(file.with_suffix(".jsonl")), "".join(lines).encode("utf-8"))
        self._remove(file)
        return True

    def _rewrite_rows(self, file: Path, tombstones: Tombstones) -> bool:
        rows = _rows(file)
        kept = [row for row in rows if not _is_taken(row, tombstones)]
        if len(kept) == len(rows):
            return False
        if any(not isinstance(row.record, UnreadablePage) for row in kept):
            replace_file(file, b"".join(row.raw for row in kept))
        else:
            self._remove(file)
        return True

    def _remove(self, file: Path) -> None:
        file.unlink()
        flush(self.folder)

    def _place(self, name: str) -> Path:
        if not is_name(name):
            kinds = ", ".join(KINDS)
            raise ValueError(f"{name!r} is no name of a page's file; it must end in one of {kinds}")
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / name


def is_name(name: str, kinds: Collection[str] = KINDS) -> bool:
    """Whether a file on the shelf may be called so: no path, not hidden, not too long."""
    fits = NAME.fullmatch(name) is not None and len(os.fsencode(name)) <= LONGEST
    return fits and Path(name).suffix.lower() in kinds


def _rows(file: Path) -> Sequence[Row]:
    data, source = file.read_bytes(), file.as_posix()
    if file.suffix.lower() == ".csv":
        return list(csv_rows(data, source))
    return list(record_rows(io.BytesIO(data), source))


def _is_taken(row: Row, tombstones: Tombstones) -> bool:
    record = row.record
    return not isinstance(record, UnreadablePage) and (
        tombstones.holds("page", record.page_id)
        or tombstones.takes_words(record.answer_text, record.author)
    )


def _reads_as(page: Page) -> bool:
    """Whether a text is read as the page that it is of."""
    try:
        found = parse_page(page.text, page_id=page.id, source=page.source, digest=page.digest)
    except UnreadablePage:
        return False
    return says_the_same(found, page)


def _free(file: Path) -> Path:
    number, free = 1, file
    while free.exists():
        number += 1
        free = file.with_name(f"{file.stem}-{number}{file.suffix}")
    return free

"""The files that staff uploaded, kept in the library's own folder, in library/pages/."""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from index.durable import flush, private_folder, written_beside
from index.errors import UnfitDecision, UnreadablePage
from index.model import Page
from index.pages.decided import decided_page, decision_of, read_saved_page
from index.pages.decisions import decision_beside, decision_file, is_decision
from index.pages.html.recipes import is_recipe
from index.pages.html.saved import is_web_page
from index.pages.kinds import PAGE_ENDINGS, ending_of, is_saved_page, without_ending
from index.pages.line_reader.names import read_bare_name
from index.pages.line_reader.page_warnings import is_decided
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.text import parse_page
from index.pages.redact import has_same_content
from index.pages.rows.column_maps import map_file
from index.pages.rows.json_lines import record_line
from index.pages.rows.record_decisions import (
    RecordDecision,
    bytes_of_decisions,
    decided_rows,
    record_decisions_beside,
    record_decisions_file,
)
from index.pages.rows.record_files import opened_rows
from index.pages.rows.records import FileRows, Record, Row
from index.storage import exchange
from index.storage.tombstones import Tombstones

FOLDER = "pages"
NAME = re.compile(r"[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*", re.DOTALL)
LONGEST = 200
"""Bytes of a file's name, so that there is room for a suffix."""
MARK = b"\xef\xbb\xbf"
"""UTF-8's byte-order mark."""

APART = re.compile(r"[\r\n\t\"\\;:|{}\[\]]+")
"""What stands between the fields of a row that could not be read, whatever its form."""
COMMA = re.compile(r"\s*,\s*")
"""The same in a table; in a field it may stand within a name."""
ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt])")
"""A character as JSON may write it."""
UNREAD = (
    "{} could not be read, and may hold words or the name of somebody who was removed: mend it "
    "there, or delete it, and build"
)

AS_LINES = (
    "what is left of {} is written as lines of JSON, without the columns and the sheets of it that "
    "are left aside; rows that could not be read stay, each as one text"
)
NOT_KEPT = "{}, but for what is too long or breaks off, which is lost"


@dataclass(frozen=True, slots=True)
class Gone:
    """What is to go from files: `rest_of` gives what is left of a page (the same page where nothing
    is gone, None where all of it is), `has_record` tells whether a record is gone, and `may_name`
    whether somebody may be named in a text who is gone."""

    rest_of: Callable[[Page], Page | None]
    has_record: Callable[[Record], bool]
    may_name: Callable[[str], bool] = lambda text: False

    @classmethod
    def by(cls, tombstones: Tombstones) -> "Gone":
        """What a list of removals says."""
        return cls(
            partial(tombstones.without, doubted=False),
            lambda record: (
                tombstones.holds("page", record.page_id)
                or tombstones.covers_words(
                    record.answer_text,
                    record.doctor,
                    record.author,
                    (record.author or "").partition("\n")[0] or None,
                )
            ),
            tombstones.may_name,
        )

    def has_row(self, row: Row, codec: str) -> bool:
        """Whether a row's record is gone; where it could not be read, whether a field of it is the
        name of somebody who is.

        Args:
            codec: the encoding of the row's bytes.
        """
        if isinstance(row.record, Record):
            return self.has_record(row.record)
        if row.record is None:
            return False
        return any(map(self.may_name, filter(_is_name, _fields_of(row, codec))))

    def may_be_in(self, row: Row, codec: str) -> bool:
        """Whether a row that could not be read may name somebody who is gone, wherever that is. Of
        one whose bytes nobody has it is not known that it does not."""
        is_unread = isinstance(row.record, UnreadablePage)
        return is_unread and (not row.raw or self.may_name(_text_of(row, codec)))


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files that a library keeps itself; `library` is the library's folder."""

    library: Path

    @property
    def folder(self) -> Path:
        """Where the files are: what to build from."""
        return self.library / FOLDER

    def files(self) -> list[Path]:
        """Every file that was uploaded, by name; not the decisions beside them, nor links to files
        elsewhere, which are somebody's own."""
        return [file for file in self._files() if not _leads_out(file, self.folder)]

    def paths(self) -> list[Path]:
        """What a build reads to have them: the folder, or nothing where it has no file."""
        return [self.folder] if self.files() else []

    def cuts(self, file: Path) -> bool:
        """Whether what is removed is cut out of a file: it lies in the folder itself, and is no
        archive. What somebody packed, or put into a folder there, is never rewritten.
        """
        is_page = ending_of(file) in PAGE_ENDINGS
        return is_page and file.absolute().parent == self.folder.absolute()

    def links(self) -> list[Path]:
        """Links that somebody put here to files elsewhere, by name."""
        return [file for file in self._files() if _leads_out(file, self.folder)]

    def _files(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        found = (file for file in self.folder.iterdir() if file.is_file())
        kept = (file for file in found if not file.name.startswith("."))
        return sorted(file for file in kept if not is_decision(file) and not is_recipe(file))

    def put(self, file: Path, name: str | None = None) -> Path:
        """Copy a file here, under its own name or another; the path of the copy.

        Raises:
            ValueError: the name is not valid, or there is a file of that name.
        """
        target = self._place(name or file.name)
        new = written_beside(target, file.read_bytes())
        try:
            os.link(new, target)  # unlike a rename, it replaces no other file
        except FileExistsError as error:
            reason = "was uploaded already; replace it, or give the new one another name"
            raise ValueError(f"{target.name} {reason}") from error
        finally:
            new.unlink()
        flush(self.folder)
        return target

    def replace(self, file: Path, name: str | None = None) -> Path:
        """Copy a file here, replacing the one of that name; the path of the copy.

        Raises:
            ValueError: the name is not valid.
        """
        target = self._place(name or file.name)
        self._write(target, file.read_bytes())
        return target

    def add(self, files: Mapping[Path, Collection[str]]) -> Path:
        """Copy pages among these; the folder to build from. Where another of the files here has one
        of the pages, too, it is dropped there, and nothing else of it: a file of the same name is
        another file.

        Args:
            files: the ids of the pages to take from each; a file without any is not copied.
        """
        added = [self._copy(file, page_ids) for file, page_ids in files.items() if page_ids]
        dropped = {page_id for page_ids in files.values() for page_id in page_ids}
        self.drop_pages(dropped, [file for file in self.files() if file not in added])
        return self.folder

    def _copy(self, file: Path, page_ids: Collection[str]) -> Path:
        """Copy some pages of a file; the path of the copy. A saved page's id is its file's name, so
        that it takes its earlier version's place; records keep their ids under any name. A decision
        comes with its page; one about the earlier version stays, so that the page asks again."""
        if is_saved_page(file):
            target = self.replace(file)
            if decision_file(file).is_file():
                self._write(decision_file(target), decision_file(file).read_bytes())
            return target
        with opened_rows(file, file.as_posix()) as found:
            rows = list(found.rows)
        kept = list(_rows_of(rows, page_ids))
        # Without what says which of its columns is which, such a file would be another.
        is_foreign = found.derived_by is not None
        name = f"{without_ending(file).name}.jsonl" if is_foreign else file.name
        target = _free(self._place(name))
        whole = len(kept) == len(rows) and not is_foreign
        self._write(target, file.read_bytes() if whole else found.written(kept))
        if record_decisions_file(file).is_file():
            decisions = record_decisions_file(file).read_bytes()
            self._write(record_decisions_file(target), decisions)
        return target

    def drop_pages(
        self, page_ids: Collection[str], files: Iterable[Path] | None = None
    ) -> list[Path]:
        """Rewrite all files, or those given, without some pages; the files that had one."""
        dropped = frozenset(page_ids)
        gone = Gone(
            lambda page: None if page.id in dropped else page,
            lambda record: record.page_id in dropped,
        )
        return self._rewrite(files, gone)

    def remove(self, tombstones: Tombstones, files: Iterable[Path] | None = None) -> list[Path]:
        """Rewrite all files, or those given, without what was removed from the library; the files
        that had some of it. What is in doubt stays in them: these may be the only copies."""
        return self._rewrite(files, Gone.by(tombstones))

    def holding(self, tombstones: Tombstones, files: Iterable[Path] | None = None) -> list[Path]:
        """All files, or of those given, that have something of what was removed, as `remove` would
        rewrite them."""
        gone = Gone.by(tombstones)
        chosen = self.files() if files is None else files
        return [file for file in chosen if _rest_of(file, gone) is not None]

    def losing(self, tombstones: Tombstones) -> Iterator[str]:
        """What `remove` would not keep of the files, though nobody removed it. In words, with the
        file."""
        gone = Gone.by(tombstones)
        for file in self.files():
            rest = None if is_saved_page(file) else _rest_of(file, gone)
            if isinstance(rest, _RowsRest) and rest.becomes_lines:
                yield from _lost_with(file, rest)

    def unread(self, tombstones: Tombstones) -> Iterator[str]:
        """What could not be read in the files, and may hold somebody who was removed: only a person
        can tell. In words, with the file."""
        gone = Gone.by(tombstones)
        for file in self.files() if tombstones.days else ():
            yield from map(UNREAD.format, _unread_in(file, gone))

    def _rewrite(self, files: Iterable[Path] | None, gone: Gone) -> list[Path]:
        """Rewrite files without what is gone; the files that had some of it.

        What cannot be read stays: nothing of it was ever shown, and it may be mended. A row with a
        field that is the name of somebody who is gone goes, though: its words are theirs. Of the
        others `unread` tells.
        """
        chosen = self.files() if files is None else files
        return [file for file in chosen if self._rewrite_file(file, gone)]

    def _rewrite_file(self, file: Path, gone: Gone) -> bool:
        """Rewrite a file without what is gone; whether it had some of it."""
        rest = _rest_of(file, gone)
        if isinstance(rest, _PageRest):
            self._rewrite_page(file, rest.page, rest.rest)
        elif rest is not None:
            self._rewrite_rows(file, rest)
        return rest is not None

    def _rewrite_page(self, file: Path, page: Page, rest: Page | None) -> None:
        if rest is None:
            self._delete(file)
            return
        if is_web_page(file):  # its markup cannot be cut as its text can
            self._write_records(file, rest)
            return
        text = rest.text.encode("utf-8")
        data = MARK + text if file.read_bytes().startswith(MARK) else text
        if is_decided(page) and self._rewrite_decided(file, page, rest, data):
            return
        if not is_decided(page) and _reads_as(rest):
            self._write(file, data)
            return
        # Without what was cut, the lines would be parsed differently.
        self._write_records(file, rest)

    def _write_records(self, file: Path, rest: Page) -> None:
        """Write what is left of a page as records, in the place of its file."""
        lines = [record_line(rest, answer) for answer in rest.answers]
        if lines:
            records = file.with_name(f"{without_ending(file).name}.jsonl")
            data = "".join(lines).encode("utf-8")
            self._write(_free(records, data), data)
        self._delete(file)

    def _rewrite_decided(self, file: Path, page: Page, rest: Page, data: bytes) -> bool:
        """Rewrite a page that a person decided about, and the decision for what is left of it;
        False where none can be made."""
        before = decision_beside(file)
        if before is None:
            return False
        digest = hashlib.sha256(data).hexdigest()
        made = replace(decision_of(rest, before.by, before.when), digest=digest)
        highest = max((answer.number for answer in page.answers), default=0)
        decision = made.remembering(max(highest, before.highest))
        try:
            found = decided_page(
                rest.text, decision, page_id=rest.id, source=rest.source, digest=digest
            )
        except UnfitDecision:
            return False
        if not has_same_content(found, rest):
            return False
        self._write(file, data)  # first: with the old decision it asks again, and holds nothing
        self._write(decision_file(file), decision.bytes)
        return True

    def _rewrite_rows(self, file: Path, rest: "_RowsRest") -> None:
        if not any(row.record is not None for row in rest.kept):
            self._delete(file)
            return
        if rest.becomes_lines:
            self._write_lines(file, rest)
            return
        if rest.has_less_rows:  # those that were refused can be mended
            self._write(file, rest.found.written(rest.kept))
        if rest.decisions is not None:  # last: without its decision a record would ask again
            self._write_decisions(file, rest.decisions)

    def _write_lines(self, file: Path, rest: "_RowsRest") -> None:
        """Write the records that are left of a file that has columns of its own, in its place: they
        are lines of JSON, which nobody could read under its name."""
        data = rest.found.written(rest.kept)
        if data:
            lines = file.with_name(f"{without_ending(file).name}.jsonl")
            if lines != file or map_file(file).exists():
                lines = _free(lines, data)
            beside = record_decisions_file(file)
            if rest.decisions is not None:
                self._write_decisions(lines, rest.decisions)
            elif beside.is_file():
                self._write(record_decisions_file(lines), beside.read_bytes())
            self._write(lines, data)
            if lines == file:
                return
        self._delete(file)

    def _delete(self, file: Path) -> None:
        exchange.delete(self.library, file)
        beside = decision_file if is_saved_page(file) else record_decisions_file
        exchange.delete(self.library, beside(file))

    def _write(self, file: Path, data: bytes) -> None:
        exchange.write(self.library, file, data)

    def _write_decisions(self, file: Path, decisions: Sequence[RecordDecision]) -> None:
        """Write all decisions about a file of records beside it; without any, the file goes."""
        beside = record_decisions_file(file)
        if decisions:
            self._write(beside, bytes_of_decisions(decisions))
        else:
            exchange.delete(self.library, beside)

    def _place(self, name: str) -> Path:
        if not is_name(name):
            kinds = ", ".join(PAGE_ENDINGS)
            reason = f"is not a valid name for a page's file; it must end in one of {kinds}"
            raise ValueError(f"{name!r} {reason}")
        private_folder(self.folder)
        return self.folder / name


@dataclass(frozen=True, slots=True)
class _PageRest:
    """A page of a file of which something is gone, and what is left; None: nothing."""

    page: Page
    rest: Page | None


@dataclass(frozen=True, slots=True)
class _RowsRest:
    """The rows that are left of a file, and whether it had more; and the decisions that are left
    about them, None where all are."""

    found: FileRows
    kept: Sequence[Row]
    has_less_rows: bool
    decisions: Sequence[RecordDecision] | None

    @property
    def becomes_lines(self) -> bool:
        """Whether it has columns of its own, so that what is left is written as JSON Lines."""
        return self.has_less_rows and self.found.derived_by is not None


def _lost_with(file: Path, rest: _RowsRest) -> Iterator[str]:
    """What is lost of a file that becomes lines of JSON: where all of it goes, nothing else is."""
    left = [row for row in rest.kept if row.record is not None]
    lost = [row for row in left if isinstance(row.record, UnreadablePage) and not row.raw]
    told = AS_LINES.format(file)
    if lost:
        yield NOT_KEPT.format(told)
    elif left:
        yield told


def _rest_of(file: Path, gone: Gone) -> _PageRest | _RowsRest | None:
    """What is left of a file that has something that is gone; None where it has nothing, or cannot
    be read."""
    try:
        if is_saved_page(file):
            page = read_saved_page(file, without_ending(file).name, file.as_posix())
            rest = gone.rest_of(page)
            return None if rest is page else _PageRest(page, rest)
        with opened_rows(file, file.as_posix()) as opened:
            found = decided_rows(opened, file)
            rows = list(found.rows)
    except UnreadablePage:
        return None
    kept = [row for row in rows if not gone.has_row(row, found.codec)]
    has_less = len(kept) < len(rows)
    decisions = _decisions_left(file, rows, kept, gone)
    if not has_less and decisions is None:
        return None
    return _RowsRest(found, kept, has_less, decisions)


def _decisions_left(
    file: Path, rows: Sequence[Row], kept: Sequence[Row], gone: Gone
) -> Sequence[RecordDecision] | None:
    """The decisions about a file's records without those about records that are gone, and those
    that name somebody who is gone and hold for no record; None where that is all of them."""
    try:
        decisions = record_decisions_beside(file)
    except UnfitDecision:
        return None
    had, has = (
        {row.record.id: row for row in some if isinstance(row.record, Record)}
        for some in (rows, kept)
    )
    left = [one for one in decisions if one.id in has or one.id not in had]
    left = [one for one in left if _holds(one, has.get(one.id)) or not _names(one, gone)]
    return None if len(left) == len(decisions) else left


def _holds(decision: RecordDecision, row: Row | None) -> bool:
    return row is not None and row.told.decided == decision.told


def _names(decision: RecordDecision, gone: Gone) -> bool:
    return gone.may_name(f"{decision.id} {decision.doctor or ''}")


def _unread_in(file: Path, gone: Gone) -> Iterator[str]:
    """The file, or its rows, that could not be read and may name somebody who is gone."""
    try:
        if is_saved_page(file):
            read_saved_page(file, without_ending(file).name, file.as_posix())
            return
        with opened_rows(file, file.as_posix()) as found:
            unread = [row for row in found.rows if gone.may_be_in(row, found.codec)]
        record_decisions_beside(file)
    except UnreadablePage:
        yield from _naming((file, record_decisions_file(file)), gone)
        return
    except UnfitDecision:
        yield from _naming((record_decisions_file(file),), gone)
    yield from dict.fromkeys(_place_of(row, file) for row in unread)


def _place_of(row: Row, file: Path) -> str:
    number = row.where.removeprefix(file.as_posix()).removeprefix(":")
    return f"row {number} of {file}" if number else str(file)


def _naming(files: Iterable[Path], gone: Gone) -> Iterator[str]:
    """Those of some files that may name somebody who is gone."""
    for file in files:
        if file.is_file() and gone.may_name(_unescaped(file.read_bytes().decode(errors="replace"))):
            yield str(file)


def _text_of(row: Row, codec: str) -> str:
    return _unescaped(row.raw.decode(codec, "replace"))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda one: chr(int(one[1], 16)) if one[1] else "\n", text)


def _fields_of(row: Row, codec: str) -> Iterator[str]:
    """What may be a field of a row, whatever its form."""
    for piece in APART.split(_text_of(row, codec)):
        yield piece.strip()
        yield from COMMA.split(piece) if "," in piece else ()


def _is_name(field: str) -> bool:
    """Whether a field says no more than who somebody is: "Dr Hugo Barlow MD", "Barlow, Hugo"."""
    part = read_part(field)
    is_read = part is not None and part.doctor.name is not None
    return is_read or read_bare_name(field.replace(",", " ")) is not None


def is_name(name: str, kinds: Collection[str] = PAGE_ENDINGS) -> bool:
    """Whether a name is valid for an uploaded file: no path, not hidden, not too long."""
    fits = NAME.fullmatch(name) is not None and len(os.fsencode(name)) <= LONGEST
    return fits and ending_of(Path(name)) in kinds


def _rows_of(rows: Sequence[Row], page_ids: Collection[str]) -> Iterator[Row]:
    """The rows without the records of other pages, and without second records of one id: one of
    these would be read as soon as the first is gone."""
    seen: set[str] = set()
    for row in rows:
        if not isinstance(row.record, Record):
            yield row
            continue
        if row.record.page_id in page_ids and row.record.id not in seen:
            yield row
        seen.add(row.record.id)


def _reads_as(page: Page) -> bool:
    """Whether parsing a page's text gives the same page."""
    try:
        found = parse_page(page.text, page_id=page.id, source=page.source, digest=page.digest)
    except UnreadablePage:
        return False
    return has_same_content(found, page)


def _leads_out(file: Path, folder: Path) -> bool:
    """Whether a file is a link to one that is not in the folder."""
    return file.is_symlink() and not file.resolve().is_relative_to(folder.resolve())


def _free(file: Path, data: bytes | None = None) -> Path:
    """A path like that one at which nothing is, or just these bytes, as a change left them that was
    killed; and for which nobody said what its columns are."""
    number, free = 1, file
    while map_file(free).exists() or (free.exists() and not _has(free, data)):
        number += 1
        free = file.with_name(f"{file.stem}-{number}{file.suffix}")
    return free


def _has(file: Path, data: bytes | None) -> bool:
    return data is not None and file.is_file() and file.read_bytes() == data

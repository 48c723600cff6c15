"""A decision about answers of a page of records → beside their file, and into the library."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import UnfitDecision, UnreadablePage
from index.library.build import BuildRequest, build_page_locked
from index.library.decide import source_now, unwritable
from index.library.lock import changing
from index.library.open import Library
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page
from index.pages.read import Source
from index.pages.rows.record_decisions import (
    RecordDecision,
    as_decided,
    decided_row,
    names_printed,
    record_decisions_beside,
    record_decisions_file,
    row_digest,
    write_record_decisions,
)
from index.pages.rows.record_files import opened_rows
from index.pages.rows.records import FileRows, Record, Row, checks_of, pages_of
from index.storage.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record of which it is in doubt who gave it, or of which a person decided that.

    `number` is the answer's on its page; None where it is left out. `names` may be chosen as its
    doctor, `reasons` say what is in doubt. The row and the names of the columns are as the file has
    them.
    """

    number: int | None
    record: Record
    row: Row
    header: bytes
    digest: str
    names: tuple[str, ...]
    reasons: tuple[str, ...]
    decision: RecordDecision | None


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """A page of the library that was read from records, with those in doubt. `reason` says why no
    decision can be kept beside its file; `source` may be unpacked then."""

    page: Page
    source: Source
    records: tuple[OpenRecord, ...]
    reason: str | None


def records_page(library: Library, page_id: str) -> RecordsPage:
    """A page with its records, as their file has them now, without those that were removed for
    good.

    Raises:
        KeyError: there is none of that id.
        DamagedList: what was removed cannot be told.
    """
    stored = library.stored()[page_id]
    page = library.page(page_id)
    source, reason = source_now(stored.file, page)
    if reason is not None:
        return RecordsPage(page, source, (), reason)
    try:
        records = tuple(_open_records(page, source.path, Tombstones.read(library.folder)))
    except (UnreadablePage, UnfitDecision) as error:
        return RecordsPage(page, source, (), f"{error.reason}; mend that first")
    return RecordsPage(page, source, records, unwritable(record_decisions_file(source.place)))


def _open_records(page: Page, file: Path, tombstones: Tombstones) -> Iterator[OpenRecord]:
    decisions = {one.id: one for one in record_decisions_beside(file)}
    numbers = {answer.record_id: answer.number for answer in page.answers}
    with opened_rows(file, page.source) as found:
        for row in found.rows:
            record = row.record
            if not isinstance(record, Record) or record.page_id != page.id:
                continue
            decision = decisions.get(record.id)
            read = row if decision is None else as_decided(row, decision, found.header)
            reasons = tuple(dict.fromkeys((*checks_of(record, row.told), *read.told.checks)))
            if not reasons and decision is None:
                continue
            if not _is_removed(row if read.told.is_left_out else read, found, tombstones):
                yield OpenRecord(
                    numbers.get(record.record_id or record.id),
                    record,
                    row,
                    found.header,
                    row_digest(row, found.header),
                    tuple(_names_of(row, tombstones)),
                    reasons,
                    decision,
                )


def _is_removed(row: Row, found: FileRows, tombstones: Tombstones) -> bool:
    """Whether the record of a row was removed for good, or is withheld as it may have been."""
    alone = pages_of(replace(found, rows=(row,)), row.where)
    pages = [page for page in alone if isinstance(page, Page)]
    return any(tombstones.without(page) is not page for page in pages)


def _names_of(row: Row, tombstones: Tombstones) -> Iterator[str]:
    """The names that a person may choose as a record's doctor: nobody's who was removed, or may
    have been."""
    if not isinstance(row.record, Record):
        return
    for name in names_printed(row.record, row.told):
        named = replace(row.record, author=name, author_credentials=None, author_named_by=None)
        words, doctor = named.answer_text, named.doctor
        is_gone = tombstones.covers_words(words, doctor, name)
        if not is_gone and tombstones.day_of_doubt(words, doctor) is None:
            yield name


def decide_records(
    folder: Path,
    page_id: str,
    decisions: Sequence[RecordDecision],
    encoder: Encoder,
    *,
    by: str,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Keep what was decided about records of a page beside their file, in the place of all that was
    decided about that page, and read it anew.

    Args:
        by: who decided, for the history.
        patience: seconds to wait for another change.

    Raises:
        LibraryBusy: another change is at work; nothing was written.
        UnfitDecision: a record is not what was decided about, or no decision can be kept beside
            its file; nothing was written.
        NotWritten, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder, patience):
        with closing(Library.open_newest(folder)) as library:
            found = records_page(library, page_id)
        if found.reason is not None:
            raise UnfitDecision(page_id, found.reason)
        check_decisions(found, decisions)
        _write_beside(found.source, decisions_of_file(found, decisions))
        return build_page_locked(folder, found.source, encoder, BuildRequest(by=by), progress)


def _write_beside(source: Source, decisions: Sequence[RecordDecision]) -> None:
    """Write all decisions about a file of records beside it, or where those about what is in an
    archive are."""
    if source.place != source.path:  # as if the archive were unpacked anew
        write_record_decisions(source.path, decisions)
        source.place.parent.mkdir(parents=True, exist_ok=True)
    write_record_decisions(source.place, decisions)


def decisions_of_file(
    found: RecordsPage, decisions: Sequence[RecordDecision]
) -> list[RecordDecision]:
    """All that is decided about the file of a page: these decisions about the page, and what was
    decided about the records of the file's other pages.

    Raises:
        UnfitDecision: the decisions beside the file cannot be read.
    """
    own = {one.record.id for one in found.records}
    beside = record_decisions_beside(found.source.path)
    return [*(one for one in beside if one.id not in own), *decisions]


def check_decisions(found: RecordsPage, decisions: Iterable[RecordDecision]) -> list[Row]:
    """The rows as these decisions make them.

    Raises:
        UnfitDecision: one does not fit its record.
    """
    records = {one.record.id: one for one in found.records}
    rows = []
    for decision in decisions:
        one = records.get(decision.id)
        if one is None:
            raise UnfitDecision(decision.id, "there is no record of that id in doubt")
        rows.append(decided_row(one.row, decision, one.header))
    return rows

"""Keeps decisions about records beside the file of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import UnfitDecision, UnreadablePage
from index.model import Page
from index.pages.kinds import is_saved_page
from index.pages.read import Source, sources
from index.pages.rows.record_decisions import (
    RecordDecision,
    decided_row,
    record_decisions_beside,
    write_record_decisions,
)
from index.pages.rows.record_files import opened_rows, read_records
from index.pages.rows.records import Record


@dataclass(frozen=True, slots=True)
class KeptRecordDecisions:
    """The pages of the records that were decided about, as they are read now, and the file in which
    the decisions are."""

    pages: tuple[Page, ...]
    file: Path


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A file of records, and what its records say to some decisions: the pages of those that are as
    they were when it was decided, and why a decision does not fit, by the records' ids."""

    source: Source
    page_ids: Mapping[str, str]
    unfit: Mapping[str, str]


def keep_record_decisions(
    decisions: Sequence[RecordDecision], paths: Sequence[Path], name: Path
) -> KeptRecordDecisions:
    """Keep decisions beside the file of their records, which is found by the digests of these. What
    was decided there about other records stays.

    Args:
        paths: files and folders among which the file of the records is.
        name: the decisions' own file, for an error.

    Raises:
        UnfitDecision: no file or more than one has the records, or it is in an archive; or a
            decision does not fit its record. Nothing was written.
        OSError: it cannot be written beside the file.
    """
    found = _file_of(decisions, paths, name.as_posix())
    for decision in decisions:
        if decision.id not in found.page_ids:
            reason = found.unfit.get(decision.id, f"{found.source.shown} has no such record")
            raise UnfitDecision(name.as_posix(), f"record {decision.id!r}: {reason}")
    file = found.source.path
    decided = {one.id for one in decisions}
    others = [one for one in record_decisions_beside(file) if one.id not in decided]
    beside = write_record_decisions(file, [*others, *decisions])
    wanted = set(found.page_ids.values())
    pages = read_records(file, found.source.shown)
    kept = (page for page in pages if isinstance(page, Page) and page.id in wanted)
    return KeptRecordDecisions(tuple(kept), beside)


def _file_of(decisions: Sequence[RecordDecision], paths: Sequence[Path], name: str) -> _Fitting:
    """The only file that has records as they were when it was decided about them."""
    by_id = {one.id: one for one in decisions}
    found: list[_Fitting] = []
    for source in sources(paths):
        if isinstance(source, UnreadablePage) or is_saved_page(source.path):
            continue
        try:
            fitting = _fitting(source, by_id)
        except (OSError, UnreadablePage):
            continue
        if fitting.page_ids or fitting.unfit:
            found.append(fitting)
    as_decided = [one for one in found if one.page_ids] or found
    if not as_decided:
        raise UnfitDecision(name, "none of these files holds the records that it is about")
    if len(as_decided) > 1:
        shown = " and ".join(one.source.shown for one in as_decided[:2])
        raise UnfitDecision(name, f"{shown} hold records that it is about; name one of them")
    source = as_decided[0].source
    if source.member_of is not None:
        reason = f"its records {source.shown} are in an archive; unpack that, or pack both together"
        raise UnfitDecision(name, reason)
    return as_decided[0]


def _fitting(source: Source, decisions: Mapping[str, RecordDecision]) -> _Fitting:
    page_ids: dict[str, str] = {}
    unfit: dict[str, str] = {}
    with opened_rows(source.path, source.shown) as found:
        for row in found.rows:
            record = row.record
            decision = decisions.get(record.id) if isinstance(record, Record) else None
            if decision is None or not isinstance(record, Record):
                continue
            try:
                decided_row(row, decision, found.header)
            except UnfitDecision as error:
                unfit[record.id] = error.reason
                continue
            page_ids[record.id] = record.page_id
    return _Fitting(source, page_ids, unfit)

"""Decisions about records: who gave an answer of a table or of JSON, where the file may say two.

They are in one small file beside the file of the records, `answers.csv.decision.toml` beside
`answers.csv`, that anybody can read and write:

    [[record]]
    id = "7"                        the record's id
    digest = "93a1…"                the sha256 of its row, with the names of the columns
    by = "Anna"
    when = 2026-11-27T07:30:00Z
    is = "doctor"                   or "unnamed", or "left out"
    doctor = "Ruth Okafor, MD"      as the record prints it
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from index.alike_names import names_apart
from index.durable import replace_file
from index.errors import DECIDE_AGAIN, UnfitDecision
from index.pages.decisions import ENDING, LONGEST_NAME, bytes_of, is_there, toml_in
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.closings import read_signature
from index.pages.line_reader.lines import lines_of
from index.pages.line_reader.names import prints_name, read_bare_name, read_name
from index.pages.line_reader.page_warnings import DECIDED, TO_BE_CHECKED
from index.pages.rows.records import FileRows, Record, Row, Told
from index.pages.toml_values import quoted

LARGEST = 10_000_000
"""Bytes that a file of decisions may have."""
HEADER = (
    "# What a person decided about records of the file beside this one.\n"
    "# Each holds for the record as it was: a changed record asks again.\n"
)


class Who(StrEnum):
    """What a person may decide of a record's author."""

    DOCTOR = "doctor"
    UNNAMED = "unnamed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """What a person decided about the record of that id, whose row has that digest; `doctor` is the
    name with its letters as the record prints it, where it is a doctor's."""

    id: str
    digest: str
    by: str
    when: datetime
    who: Who
    doctor: str | None = None

    @property
    def told(self) -> str:
        """Who decided, and on which day, in UTC."""
        return f"{DECIDED} {self.by} on {self.when.astimezone(UTC).date().isoformat()}"

    @property
    def toml(self) -> str:
        """Its part of the file."""
        lines = [
            "[[record]]",
            f"id = {quoted(self.id)}",
            f"digest = {quoted(self.digest)}",
            f"by = {quoted(self.by)}",
            f"when = {self.when.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}",
            f"is = {quoted(self.who)}",
            *([] if self.doctor is None else [f"doctor = {quoted(self.doctor)}"]),
        ]
        return "\n".join(lines) + "\n"


def record_decisions_file(file: Path) -> Path:
    """Where the decisions about a file of records are, if there are any."""
    return file.with_name(file.name + ENDING)


def record_decisions_beside(file: Path) -> tuple[RecordDecision, ...]:
    """The decisions about a file of records; none if there are none.

    Raises:
        UnfitDecision: they cannot be read.
    """
    beside = record_decisions_file(file)
    return read_record_decisions(beside) if is_there(beside) else ()


def record_decisions_in(data: bytes, name: str) -> tuple[RecordDecision, ...]:
    """The decisions that a file holds.

    Raises:
        UnfitDecision: it holds something else.
    """
    found = toml_in(data, name)
    listed = found.get("record")
    if not isinstance(listed, list) or found.keys() != {"record"}:
        raise UnfitDecision(name, "it holds something else than a list of “record”")
    decisions = tuple(_decision(one, name) for one in listed)
    if len({one.id for one in decisions}) < len(decisions):
        raise UnfitDecision(name, "it decides twice about one record")
    return decisions


def _decision(fields: object, name: str) -> RecordDecision:
    known = {"id", "digest", "by", "when", "is", "doctor"}
    if not isinstance(fields, dict) or not fields.keys() <= known:
        raise UnfitDecision(name, f"“record” holds something else than {', '.join(sorted(known))}")
    texts = {key: fields.get(key) for key in ("id", "digest", "by", "is", "doctor")}
    when = fields.get("when")
    for key, value in texts.items():
        if not isinstance(value, str) and not (key == "doctor" and value is None):
            raise UnfitDecision(name, f"“{key}” is no text")
    if not isinstance(when, datetime) or when.tzinfo is None:
        raise UnfitDecision(name, "“when” is no date and time with its zone")
    by = " ".join(str(texts["by"]).split())
    if not by or len(by) > LONGEST_NAME:
        raise UnfitDecision(name, "“by” does not say who decided")
    if texts["is"] not in set(Who):
        raise UnfitDecision(name, f"“is” is none of {', '.join(Who)}")
    who, doctor = Who(str(texts["is"])), texts["doctor"]
    if (who is Who.DOCTOR) != (doctor is not None):
        raise UnfitDecision(name, '“doctor” goes with “is = "doctor"”, and with nothing else')
    told = None if doctor is None else str(doctor)
    return RecordDecision(str(texts["id"]), str(texts["digest"]), by, when, who, told)


def write_record_decisions(file: Path, decisions: Iterable[RecordDecision]) -> Path:
    """Write all decisions about a file of records beside it; without any, the file goes.

    Raises:
        OSError: it cannot be written there.
    """
    beside = record_decisions_file(file)
    kept = list(decisions)
    if kept:
        replace_file(beside, bytes_of_decisions(kept))
    else:
        beside.unlink(missing_ok=True)
    return beside


def bytes_of_decisions(decisions: Iterable[RecordDecision]) -> bytes:
    """What the file of some decisions holds."""
    parts = [one.toml for one in sorted(decisions, key=lambda one: one.id)]
    return (HEADER + "\n" + "\n".join(parts)).encode("utf-8", "replace")


def are_record_decisions(file: Path) -> bool:
    """Whether a file of decisions is about records, and not about the lines of a page.

    Raises:
        UnfitDecision: it cannot be read.
    """
    return "record" in toml_in(bytes_of(file, LARGEST), file.as_posix())


def read_record_decisions(file: Path) -> tuple[RecordDecision, ...]:
    """The decisions about records that a file holds.

    Raises:
        UnfitDecision: it cannot be read, or holds something else.
    """
    return record_decisions_in(bytes_of(file, LARGEST), file.as_posix())


# Decisions and rows → rows.


def row_digest(row: Row, header: bytes) -> str:
    """The digest that a decision about a row's record has.

    Args:
        header: the names of the columns, which decide what the row means.
    """
    return hashlib.sha256(header + row.raw).hexdigest()


def decided_rows(found: FileRows, file: Path) -> FileRows:
    """The rows of a file, as a person decided by the file beside it; those that changed since, or
    do not fit, with a warning that says so."""
    try:
        decisions = record_decisions_beside(file)
    except UnfitDecision as error:
        told = f"{TO_BE_CHECKED}: the decisions beside it cannot be read ({error.reason})"
        return replace(found, warnings=(*found.warnings, f"{told}; {DECIDE_AGAIN}"))
    return replace(found, rows=_decided(found, decisions)) if decisions else found


def _decided(found: FileRows, decisions: Sequence[RecordDecision]) -> Iterator[Row]:
    by_id = {one.id: one for one in decisions}
    for row in found.rows:
        decision = by_id.get(row.record.id) if isinstance(row.record, Record) else None
        yield row if decision is None else as_decided(row, decision, found.header)


def as_decided(row: Row, decision: RecordDecision, header: bytes) -> Row:
    """A row as a person decided; where the decision does not fit it, a person must decide again."""
    try:
        return decided_row(row, decision, header)
    except UnfitDecision as error:
        told = f"the decision about it does not fit: {error.reason}; decide again"
        return replace(row, told=replace(row.told, checks=(*row.told.checks, told)))


def decided_row(row: Row, decision: RecordDecision, header: bytes) -> Row:
    """A row as a person decided that its record is.

    Raises:
        UnfitDecision: it is about an earlier version of the record, or the record does not print
            the name.
    """
    record = row.record
    if not isinstance(record, Record) or row_digest(row, header) != decision.digest:
        reason = "it is about an earlier version of the record"
        raise UnfitDecision(decision.id, reason, is_outdated=True)
    is_left_out = decision.who is Who.LEFT_OUT
    told = replace(row.told, checks=(), decided=decision.told, is_left_out=is_left_out)
    if is_left_out:
        return replace(row, told=told)
    if decision.doctor is None:
        unnamed = replace(
            record, author=None, author_credentials=None, author_named_by=None, byline=None
        )
        return replace(row, record=unnamed, told=told)
    return replace(row, record=_named(record, row.told, decision.doctor), told=told)


def _named(record: Record, told: Told, doctor: str) -> Record:
    """A record with a doctor's name, which is printed in its fields or in its words."""
    if read_author(doctor, None).name is None:
        raise UnfitDecision(record.id, f"{doctor!r} is no name of somebody who wrote an answer")
    is_printed = prints_name(told.printed, doctor)
    if not is_printed and not prints_name(record.answer_text, doctor):
        raise UnfitDecision(record.id, f"the record does not print {doctor!r}")
    return replace(
        record,
        author=doctor,
        author_credentials=None,
        author_named_by="byline" if is_printed else "signature",
        byline=told.byline if prints_name(told.byline or "", doctor) else None,
    )


def names_printed(record: Record, told: Told) -> list[str]:
    """What may be chosen as a record's doctor: what it prints of an author, as a whole or between
    the signs that stand between names, and who signs it."""
    signature = read_signature(lines_of(record.answer_text), above_nameless_byline=True)
    signed = [] if signature is None else [signature.doctor.name or ""]
    printed = [line.strip() for line in told.printed.splitlines()]
    apart = [one for line in printed for one in names_apart(line) if _is_name(one)]
    lines = dict.fromkeys((*printed, *apart, *(one.strip() for one in signed)))
    return [line for line in lines if line and read_author(line, None).name is not None]


def _is_name(part: str) -> bool:
    named = read_name(part, in_byline=True) or read_bare_name(part)
    return named is not None

"""Files of many answers, whatever they are saved as → rows with their records, and Pages."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index.durable import hash_of
from index.errors import UnreadablePage
from index.model import Page
from index.pages.html import derived
from index.pages.line_reader.text import READ_BY
from index.pages.rows import foreign
from index.pages.rows.column_maps import PAGE_IDS, map_file, read_map
from index.pages.rows.columnar import COLUMNAR, columnar_rows
from index.pages.rows.json_lines import rows_of
from index.pages.rows.record_decisions import decided_rows, record_decisions_file
from index.pages.rows.records import FileRows, Record, Row, line_of, pages_of
from index.pages.rows.reddit import files_of_posts
from index.pages.rows.sheets import SHEETS, sheet_rows
from index.pages.rows.stack_exchange import DUMPS, POSTS, dump_rows, users_file
from index.pages.rows.tables import TABLES, table_rows


def read_records(path: Path, source: str) -> Iterator[Page | UnreadablePage]:
    """Every page of a file of records, and an UnreadablePage (yielded, not raised) for each bad
    row, or for the file."""
    try:
        with opened_rows(path, source) as found:
            yield from pages_of(decided_rows(found, path), source)
    except OSError as error:
        yield UnreadablePage(source, f"cannot be read ({error.strerror})")
    except UnreadablePage as error:
        yield error


@contextmanager
def opened_rows(path: Path, source: str) -> Iterator[FileRows]:
    """The rows of a file of records, by its ending, while they are looked at.

    Raises:
        OSError: it cannot be read.
        UnreadablePage: it is not what its ending says, or holds no answers.
    """
    told = read_map(path)
    name = told.pop(PAGE_IDS, None)
    with _rows(path, source, told) as found:
        if name is not None and found.derived_by is None:
            reason = f"its records have ids of their own; leave {PAGE_IDS} out of {map_file(path)}"
            raise UnreadablePage(source, reason)
        rows = found.rows if name is None else (_named(row, name) for row in found.rows)
        yield replace(found, rows=rows)


def _named(row: Row, name: str) -> Row:
    """A row with the name that stands before the ids of its file."""
    if not isinstance(row.record, Record):
        return row
    of_page = row.record.question_id
    record = replace(
        row.record,
        id=f"{name}/{row.record.id}",
        question_id=None if of_page is None else f"{name}/{of_page}",
    )
    return replace(row, raw=line_of(record).encode("utf-8"), record=record)


@contextmanager
def _rows(path: Path, source: str, told: Mapping[str, str]) -> Iterator[FileRows]:
    """The rows of a file by its ending, with the ids that it gives them."""
    if path.suffix.lower() not in (*TABLES, *SHEETS, *COLUMNAR, *DUMPS):
        with path.open("rb") as file:
            yield rows_of(file, source, told, path)
        return
    yield _rows_at_once(path, source, told)


def _rows_at_once(path: Path, source: str, told: Mapping[str, str]) -> FileRows:
    ending = path.suffix.lower()
    if ending in TABLES:
        return table_rows(path.read_bytes(), source, told)
    if ending in SHEETS:
        return sheet_rows(path.read_bytes(), source, told)
    return columnar_rows(path, source, told) if ending in COLUMNAR else dump_rows(path, source)


def hash_of_records(file: Path) -> str:
    """A hash of a file of records, and of all else that these are read from: what a person decided
    about them, which columns it has, the users of a dump, what derives text from its markup, and
    what reads authors.

    Raises:
        OSError: it cannot be read.
    """
    made = hash_of(file)
    beside = [map_file(file), record_decisions_file(file)]
    derived_by = [foreign.DERIVED_BY, derived.DERIVED_BY, READ_BY]
    if file.name == POSTS:
        beside.append(users_file(file))
    beside += files_of_posts(file)
    told = [hash_of(one) for one in beside if one.is_file()]
    return hashlib.blake2b(
        " ".join([made, *derived_by, *told]).encode(), digest_size=32
    ).hexdigest()


def matching_in(path: Path, source: str) -> str | None:
    """Which columns of a file are matched with which fields; None where they are ours, or the file
    cannot be read.
    """
    try:
        with opened_rows(path, source) as found:
            return found.matching
    except (OSError, UnreadablePage):
        return None

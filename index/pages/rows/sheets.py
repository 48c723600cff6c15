"""Spreadsheets (XLSX and ODS) → rows, each sheet a table whose first row names the columns.

A spreadsheet is a zip of XML. It is unpacked here, with limits, and handed on as it is then: what a
forged archive declares is never believed.
"""

import io
import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from index.errors import UnreadablePage
from index.pages.limits import MOST_BYTES, MOST_FILES, MOST_GROWTH, SMALL, TOO_LARGE_GROWN
from index.pages.rows.foreign import ForeignRow, foreign_rows
from index.pages.rows.merged_cells import HIDES, Merged, TooManyError, fill, merged_in_ods
from index.pages.rows.records import FileRows
from index.pages.rows.sheet_bounds import (
    MOST_CELLS,
    MOST_KEPT,
    MOST_SAID,
    shared_lengths,
    spans_too_much,
)

SHEETS = (".xlsx", ".ods")
"""What the names of spreadsheets end in."""
LARGEST_SHEET = 50_000_000
"""Bytes of a packed spreadsheet: all of it is held in memory, several times over."""
MOST_SHEETS = 100
MOST_TITLES = 20
"""Rows above the names of the columns, at most."""
BINARY = ".bin"
"""What is no XML in a spreadsheet: what a printer needs, or sheets of a form that is not read."""
TOO_MUCH = (
    f"its sheets span more than {MOST_CELLS:,} cells, say more than {MOST_SAID:,} characters, "
    f"have more than {MOST_KEPT:,} parts, or a document type; export it as CSV"
)
CONTENT = "content.xml"
"""The sheets of an ODS."""
FILLED = "what stands in a merged cell is read in each of its rows"
MAY_SHARE = b"-spanned"
"""What is in an ODS with merged cells."""
MARKS = b"\xef\xbb\xbf\xfe\xff \t\r\n\0"
"""What may stand before the first `<` of XML."""
DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class _SheetRow:
    """The cells of a row, and where it stands; of each column whose cell it shares with others,
    the first and the last of these; and whether such a cell hides something."""

    where: str
    cells: list[object]
    spans: Mapping[int, tuple[int, int]]
    hides: bool


def sheet_rows(data: bytes, source: str, told: Mapping[str, str]) -> FileRows:
    """Every row of a spreadsheet with its record. A sheet that holds no answers is told, where
    another one does.

    Args:
        told: which of its columns each of our fields is, as a person said.

    Raises:
        UnreadablePage: it is damaged, too large, or no sheet of it holds answers.
    """
    try:
        members = _members(data, source)
        book = CalamineWorkbook.from_filelike(_as_declared(members, source))
        names = book.sheet_names[:MOST_SHEETS]
        content = members.get(CONTENT, b"")
        merged = merged_in_ods(content) if MAY_SHARE in content else {}
        tables = list(_tables(book, names, merged, source))
    except (CalamineError, *DAMAGE) as error:
        raise UnreadablePage(source, f"no spreadsheet that can be read ({error})") from error
    found: list[FileRows] = []
    troubles: list[UnreadablePage] = []
    for table in tables:
        if len(table) < 2:
            continue
        try:
            found.append(foreign_rows(_foreign(table), source, told))
        except UnreadablePage as error:
            troubles.append(error)
    if not found:
        nothing = UnreadablePage(
            source, "the spreadsheet is empty; its first row names the columns"
        )
        raise troubles[0] if troubles else nothing
    return FileRows(
        chain.from_iterable(one.rows for one in found),
        tuple(f"a sheet is left aside: {one.reason}" for one in troubles),
        derived_by=max(one.derived_by or "" for one in found),
        matching="; ".join(
            [str(one.matching) for one in found]
            + [FILLED] * any(row.spans for table in tables for row in table[1:])
        ),
    )


def _as_declared(members: Mapping[str, bytes], source: str) -> io.BytesIO:
    """A zip of the members as they are: no more than may be, and just what was declared.

    Raises:
        UnreadablePage: they would be far larger.
    """
    made = io.BytesIO()
    written = {name for name, one in members.items() if one.lstrip(MARKS).startswith(b"<")}
    shared: Sequence[int] = ()
    for name in written:
        lengths = shared_lengths(members[name])
        shared = _longest(shared, lengths) if shared and lengths else shared or lengths
    with ZipFile(made, "w", ZIP_STORED) as whole:
        for name, content in members.items():
            if name in written and spans_too_much(content, shared):
                raise UnreadablePage(source, TOO_MUCH)
            whole.writestr(name, content)
    made.seek(0)
    return made


def _members(data: bytes, source: str) -> dict[str, bytes]:
    """What is in a zip, as much as may be."""
    left = min(MOST_BYTES, max(SMALL, MOST_GROWTH * len(data)))
    found: dict[str, bytes] = {}
    with ZipFile(io.BytesIO(data)) as opened:
        if len(opened.infolist()) > MOST_FILES:
            raise UnreadablePage(source, f"more than {MOST_FILES:,} files in the spreadsheet")
        for member in opened.infolist():
            name = member.filename
            if name.lower().endswith(BINARY) or name in found:
                continue
            left -= member.file_size
            if left < 0:
                told = f"{TOO_LARGE_GROWN}, or to more than {MOST_BYTES:,} bytes"
                raise UnreadablePage(source, f"{told}; export it as CSV")
            found[name] = opened.read(member)
    return found


def _longest(some: Sequence[int], others: Sequence[int]) -> Sequence[int]:
    return array("Q", map(max, zip_longest(some, others, fillvalue=0)))


def _tables(
    book: CalamineWorkbook,
    names: Sequence[str],
    merged: Mapping[str, Sequence[Merged]],
    source: str,
) -> Iterator[list[_SheetRow]]:
    """The rows of each sheet, together no more than may be: sheets may share one file.

    Raises:
        UnreadablePage: they are more.
    """
    cells = said = 0
    for name in names:
        table = []
        for row in _table(book.get_sheet_by_name(name), merged.get(name, ()), source):
            cells += len(row.cells)
            said += sum(len(cell) for cell in row.cells if isinstance(cell, str))
            if cells > MOST_CELLS or said > MOST_SAID:
                raise UnreadablePage(source, TOO_MUCH)
            table.append(row)
        yield table


def _table(sheet: CalamineSheet, merged: Sequence[Merged], source: str) -> Iterator[_SheetRow]:
    """Every row of a sheet with cells; without titles above its columns. What several rows share in
    a merged cell each of them has.

    Args:
        merged: the merged cells of an ODS; the reader tells those of XLSX.

    Raises:
        UnreadablePage: merged cells reach over too much.
    """
    rows: list[list[object]] = [
        [None if isinstance(cell, str) and not cell else cell for cell in row]
        for row in sheet.iter_rows()
    ]
    ranges = sheet.merged_cell_ranges or ()
    told = (Merged(top, last, left, right) for (top, left), (last, right) in ranges)
    # The rows are all from the first on, their cells from the first column that has one.
    _, before = sheet.start or (0, 0)
    every = [
        replace(one, left=one.left - before, right=one.right - before) for one in (*told, *merged)
    ]
    try:
        shared = fill(rows, every)
    except TooManyError as error:
        raise UnreadablePage(source, TOO_MUCH) from error
    across = {one.first for one in every if one.left < one.right}
    for number in range(_titles(rows, across), len(rows)):
        if any(cell is not None for cell in rows[number]):
            spans, hides = shared.spans.get(number, {}), number in shared.hiding
            yield _SheetRow(f"{source}:{number + 1}", rows[number], spans, hides)


def _titles(rows: Sequence[Sequence[object]], across: Collection[int]) -> int:
    """How many rows stand above the columns' names: a cell alone in each, over several columns or
    with a blank row below it.

    Args:
        across: the rows with a cell over several columns.
    """
    counts = [sum(cell is not None for cell in row) for row in rows[:MOST_TITLES]]
    first = next((at for at, count in enumerate(counts) if count > 1), 0)
    is_apart = first > 0 and counts[first - 1] == 0
    is_across = all(at in across for at in range(first) if counts[at])
    return first if is_apart or is_across else 0


def _foreign(table: Sequence[_SheetRow]) -> Iterator[ForeignRow]:
    columns = [
        f"column {n}" if name is None else str(name).strip()
        for n, name in enumerate(table[0].cells, start=1)
    ]
    is_clear = len(set(columns)) == len(columns)
    for row in table[1:]:
        found = dict(zip(columns, row.cells, strict=False))
        trouble = None if is_clear else "two columns have the same name"
        spans = {columns[at]: span for at, span in row.spans.items() if at < len(columns)}
        yield ForeignRow(row.where, found, HIDES if row.hides else trouble, spans)

"""Tables, one answer a row → Pages: what `doctor-answers doctors --csv` wrote comes in again.

The first row names the columns, and so tells what separates them: a comma, a semicolon or a tab.
`id` and `quote`, the answer's words, every row must have; the others, which it may have, are
`page_id`, `page_title`, `headline`, `source`, and what is told of the doctor. A column may also
have the name that the field has in JSON. Rows with one page_id make one page.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from types import MappingProxyType

from index.errors import UnreadablePage
from index.pages.encodings import Decoded, decoded
from index.pages.rows.columns import shown
from index.pages.rows.csv_injection import is_escaped, unescape_formula
from index.pages.rows.fields import NAMES, read_fields
from index.pages.rows.foreign import MOST_COLUMNS, ForeignRow, are_foreign, foreign_rows
from index.pages.rows.records import FileRows, Row

REQUIRED = ("id", "quote")
SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[\r\n]*', re.IGNORECASE)
"""What Excel writes above the columns, to tell itself what separates them."""
TABLES = (".csv", ".tsv")
"""Endings of tables: what separates their columns is told by the first row alone."""
ROWS_IN_CELLS = (
    "every row stands in a single cell: a spreadsheet took the commas for text; open the export "
    "there as separated by commas, or upload it as it was exported"
)
STRAY_QUOTE = "a quotation mark within a cell; double it, and quote the cell"
LARGEST_TABLE = 100_000_000
"""Bytes that a table may have: all of it is held in memory, several times over."""
IN_SENTENCES = ",;"
"""Separators that stand in sentences, too, with a blank behind them: there a row without quotation
marks may have its cells shifted, and still as many as there are columns."""
FEW_ROWS = 3
"""Rows that do not tell how a table is written."""
MOST_TITLES = 20
"""Lines above the names of the columns, at most."""
LOOKED_AT = 50
"""Rows by which it is found what separates the columns."""
NOTHING_TOLD: Mapping[str, str] = MappingProxyType({})
EXPORTED = {"named_by", "start", "end"}
"""Columns that only our own exports have together: there, cells are escaped."""
MOST_NAMED = 20
"""Columns that are named where one is missing."""
LONGEST_NAMED = 40
"""Characters of a column's name that are shown."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the first row says: what separates the columns, and the field that each of them is."""

    separator: str
    fields: tuple[str | None, ...]
    shown: dict[str, str]
    """What the table calls a field."""
    is_exported: bool
    """Whether we wrote the table."""
    others: tuple[tuple[int, str], ...] = ()
    """The columns that are none of our fields, by their places."""
    is_spaced: bool = False
    """Whether the table has blanks behind its separators."""


def table_rows(data: bytes, source: str, told: Mapping[str, str] = NOTHING_TOLD) -> FileRows:
    """Every row with its record; those above the answers, and empty ones, have none.

    Args:
        told: which of its columns each of our fields is, as a person said.

    Raises:
        UnreadablePage: it is no table in an encoding that is known, a column is missing, or the
            columns may be separated in two ways.
    """
    text = decoded(data, source)
    foreign = _foreign_table(text.text, source, is_told=bool(told))
    if foreign is not None:
        return foreign_rows(_foreign(foreign, source), source, told, warnings=text.warnings)
    rows = list(_rows(text, source))
    return FileRows(rows, text.warnings, codec=text.codec, header=rows[0].raw)


@dataclass(frozen=True, slots=True)
class _ForeignTable:
    """A table whose columns are not ours: its text, what separates its columns, and their names."""

    text: str
    separator: str
    columns: tuple[str, ...]
    first: int
    """The number of the row that names the columns."""


def _foreign_table(text: str, source: str, *, is_told: bool) -> _ForeignTable | None:
    """The table, if its columns are not ours, and so must be matched with them."""
    separator_told, table = _behind_separator_line(text)
    separators = [separator_told] if separator_told is not None else list(SEPARATORS)
    rows = {one: _first_row(table, one) for one in separators}
    is_ours = any(not _missing(_first_row(table, one)) for one in SEPARATORS)
    if not table.strip() or (is_ours and not is_told):
        return None
    titles, table = _behind_titles(table)
    rows = {one: _first_row(table, one) for one in separators}
    if separator_told is None and all(_is_a_row_itself(cells) for cells in rows.values()):
        return None
    separator = _separator(table, rows, source)
    if not is_told and not are_foreign(rows[separator]):
        return None
    named = next(_reader(table, separator))
    if len(named) > MOST_COLUMNS:
        reason = f"{len(named):,} columns; {MOST_COLUMNS:,} are read at most"
        raise UnreadablePage(source, reason)
    columns = tuple(name.strip() or f"column {n}" for n, name in enumerate(named, start=1))
    twice = [name for name in columns if columns.count(name) > 1]
    if twice:
        raise UnreadablePage(source, f"two columns have the name {shown(twice[0])}; rename one")
    first = titles + (1 if separator_told is None else 2)
    return _ForeignTable(table, separator, columns, first)


def _behind_titles(table: str) -> tuple[int, str]:
    """How many lines stand above the columns' names, as titles with a blank line below them, and
    the table below these."""
    lines = list(islice(io.StringIO(table, newline=""), MOST_TITLES))
    plain = [line.strip(f'{"".join(SEPARATORS)}" \r\n') for line in lines]
    first = next((n for n, one in enumerate(plain) if any(map(one.count, SEPARATORS))), 0)
    is_below_titles = first > 1 and bool(plain[0]) and not plain[first - 1]
    titles = first if is_below_titles else 0
    return titles, table[sum(map(len, lines[:titles])) :]


def _separator(table: str, rows: Mapping[str, Sequence[str]], source: str) -> str:
    """What separates the columns of a table: what parts all its first rows alike."""
    fitting = [one for one, cells in rows.items() if len(cells) > 1 and _parts_alike(table, one)]
    if len(fitting) > 1:
        between = " or ".join(SEPARATORS[one] for one in fitting)
        raise UnreadablePage(source, f"the columns may be separated by {between}; leave one")
    return fitting[0] if fitting else max(rows, key=lambda one: len(rows[one]))


def _parts_alike(table: str, separator: str) -> bool:
    try:
        found = list(islice(_reader(table, separator), LOOKED_AT))
    except csv.Error:
        return False
    return len({len(cells) for cells in found if any(cells)}) == 1


def _reader(table: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(sys.maxsize)  # the longest answer is as long as it is
    return csv.reader(io.StringIO(table, newline=""), delimiter=separator, strict=True)


def _foreign(table: _ForeignTable, source: str) -> Iterator[ForeignRow]:
    """Every row below the names of the columns."""
    csv.field_size_limit(sys.maxsize)
    fields = (None,) * len(table.columns)
    is_spaced = _is_spaced(table.text, table.separator)
    header = Header(table.separator, fields, {}, is_exported=False, is_spaced=is_spaced)
    lines = _Taken(table.text)
    reader = csv.reader(lines, delimiter=table.separator, strict=True)
    for number in count(table.first):
        cells, trouble = _next_row(reader)
        taken = lines.taken()
        where = f"{source}:{number}"
        if cells is None and trouble is None:
            return
        if cells is None:
            yield ForeignRow(where, {}, f"{STRAY_QUOTE} ({trouble})", written="".join(taken))
        elif number > table.first and any(map(str.strip, cells)):
            doubt = _doubt(header, cells, taken)
            named = {} if doubt else dict(zip(table.columns, cells, strict=True))
            yield ForeignRow(where, named, doubt, written="".join(taken) if doubt else None)


class _Taken:
    """The lines of a text, and those that a reader has taken for its last row."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        return line

    def taken(self) -> list[str]:
        """The lines that were taken since this was asked."""
        found, self._taken = self._taken, []
        return found


def _rows(decoded_file: Decoded, source: str) -> Iterator[Row]:
    csv.field_size_limit(sys.maxsize)  # the longest answer is as long as it is
    told, table = _behind_separator_line(decoded_file.text)
    header = _header(table, told, source)
    lines = _Taken(table)
    above = decoded_file.text[: len(decoded_file.text) - len(table)]
    first = 1 if told is None else 2
    reader = csv.reader(lines, delimiter=header.separator, strict=True)
    for number in count(first):
        cells, trouble = _next_row(reader)
        if cells is None and trouble is None:
            return
        taken = lines.taken()
        raw, where = (above + "".join(taken)).encode(decoded_file.codec), f"{source}:{number}"
        if number == first:
            yield Row(decoded_file.mark + raw, where, None)
            above = ""
        elif cells is None:
            yield Row(raw, where, UnreadablePage(where, f"{STRAY_QUOTE} ({trouble})"))
        elif _is_empty_row(cells, header):
            yield Row(raw, where, None)
        else:
            doubt = _doubt(header, cells, taken)
            bad = None if doubt is None else UnreadablePage(where, doubt)
            yield _row(header, cells, raw, where) if bad is None else Row(raw, where, bad)


def _next_row(reader: Iterator[list[str]]) -> tuple[list[str] | None, str | None]:
    """The cells of the next row, or what is wrong with it; neither at the end."""
    try:
        return next(reader, None), None
    except csv.Error as error:
        return None, str(error)


def _is_empty_row(cells: Sequence[str], header: Header) -> bool:
    """Whether a row is empty, or names the columns once more, as joined tables do."""
    plain = tuple(cell.strip().casefold() for cell in cells)
    return not any(plain) or tuple(NAMES.get(cell) for cell in plain) == header.fields


def _behind_separator_line(text: str) -> tuple[str | None, str]:
    """The separator that Excel's line tells, if there is one, and the table below it."""
    first = next(io.StringIO(text, newline=""), "")
    found = SEPARATOR_LINE.fullmatch(first)
    return (None, text) if found is None else (found[1], text[len(first) :])


def _header(table: str, told: str | None, source: str) -> Header:
    """What the first row of a table says, read under each separator that it may have."""
    if not table.strip():
        raise UnreadablePage(source, "the file is empty; the first row must name the columns")
    rows = {
        separator: _first_row(table, separator)
        for separator in ([told] if told is not None else SEPARATORS)
    }
    fitting = [one for one, cells in rows.items() if not _missing(cells)]
    if len(fitting) > 1:
        between = " or ".join(SEPARATORS[one] for one in fitting)
        raise UnreadablePage(source, f"the columns may be separated by {between}; leave one")
    if told is None and all(_is_a_row_itself(cells) for cells in rows.values()):
        raise UnreadablePage(source, ROWS_IN_CELLS)
    if not fitting:
        separator = max(rows, key=lambda one: len(rows[one]))
        raise UnreadablePage(source, _lacking(rows[separator], separator))
    named = _named(fitting[0], rows[fitting[0]], source)
    return replace(named, is_spaced=_is_spaced(table, fitting[0]))


def _is_spaced(table: str, separator: str) -> bool:
    """Whether blanks stand behind the separators of a table, by the names of its columns or by all
    rows that are looked at."""
    try:
        found = [cells for cells in islice(_reader(table, separator), LOOKED_AT) if any(cells)]
    except csv.Error:
        return False
    spaced = [any(map(_goes_on, cells[1:])) for cells in found]
    return any(spaced[:1]) or (len(spaced) > FEW_ROWS and all(spaced[1:]))


def _goes_on(cell: str) -> bool:
    """Whether a cell begins as what stands behind a comma in a sentence."""
    return cell.startswith(" ") and bool(cell.strip())


def _first_row(table: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader(io.StringIO(table, newline=""), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return []
    return [cell.strip().casefold() for cell in cells]


def _is_a_row_itself(cells: Sequence[str]) -> bool:
    """Whether a row's only cell is a row of columns, separated by commas."""
    return len(cells) == 1 and not _missing(_first_row(cells[0], ","))


def _missing(cells: Sequence[str]) -> list[str]:
    """The columns that are needed and not there."""
    there = {NAMES.get(cell) for cell in cells}
    return [name for name in REQUIRED if NAMES[name] not in there]


def _lacking(cells: Sequence[str], separator: str) -> str:
    shown = ", ".join(ascii(cell)[1:-1][:LONGEST_NAMED] for cell in cells[:MOST_NAMED])
    return (
        f"there is no column {_missing(cells)[0]}; the columns, separated by "
        f"{SEPARATORS[separator]}, are {shown or 'none'}, and {' and '.join(REQUIRED)} are needed"
    )


def _named(separator: str, cells: Sequence[str], source: str) -> Header:
    fields = tuple(NAMES.get(cell) for cell in cells)
    for name in fields:
        if name is not None and fields.count(name) > 1:
            twice = ", ".join([cell for cell in cells if NAMES.get(cell) == name][:MOST_NAMED])
            raise UnreadablePage(source, f"two columns say the same ({twice}); leave one")
    shown = {name: cell for name, cell in zip(fields, cells, strict=True) if name is not None}
    others = tuple((at, cell) for at, cell in enumerate(cells) if fields[at] is None)
    return Header(separator, fields, shown, set(cells) >= EXPORTED, others)


def _doubt(header: Header, cells: Sequence[str], lines: Sequence[str]) -> str | None:
    """Why a row can be read in more than one way, if it can: then somebody's words could come
    under another's name."""
    columns = len(header.fields)
    if len(cells) != columns:
        return f"{len(cells)} cells for {columns} columns; quote a cell that holds a separator"
    if any(_is_quoted_late(cell, header.separator, "".join(lines)) for cell in cells):
        return "a quotation mark after a blank; put none between a separator and a quotation mark"
    if not (header.is_spaced or header.is_exported) and header.separator in IN_SENTENCES:
        row = "".join(lines)
        if any(_goes_on(one) and f"{header.separator}{one}" in row for one in cells[1:]):
            return "a cell begins with a blank, as behind a comma; quote a cell that holds commas"
    for line in lines[1:]:
        alone = line.rstrip("\r\n").split(header.separator)
        is_row = len(alone) == columns and _is_like_id(alone[0].strip(), cells[0])
        if is_row and any(cell.strip(' "') for cell in alone[1:]):
            return "a cell holds a line that is itself a row; is a quotation mark missing?"
    return None


def _is_like_id(cell: str, other: str) -> bool:
    """Whether one first cell may be an id as another is: without blanks, and with digits where that
    has them. "Yes, ice, and rest" is no row of a table whose ids are numbers."""
    has_digits = any(map(str.isdigit, cell)) == any(map(str.isdigit, other))
    return bool(cell) and not re.search(r"\s", cell) and has_digits


def _is_quoted_late(cell: str, separator: str, row: str) -> bool:
    """Whether blanks stand before a cell's quotation mark, so that this opens no quotation."""
    blanks = cell[: len(cell) - len(cell.lstrip())]
    opening = f'{blanks}"'
    if not blanks or not cell.startswith(opening):
        return False
    return row.startswith(opening) or f"{separator}{opening}" in row


def _row(header: Header, cells: Sequence[str], raw: bytes, where: str) -> Row:
    written = {
        name: cell for name, cell in zip(header.fields, cells, strict=True) if name is not None
    }
    kept = [] if header.is_exported else [one for one in written if is_escaped(written[one])]
    values = {
        name: unescape_formula(cell) if header.is_exported else cell
        for name, cell in written.items()
    }
    beside = {name: cells[at] for at, name in header.others}
    try:
        record, told = read_fields(
            beside | values, where, header.shown, is_foreign=not header.is_exported
        )
    except UnreadablePage as error:
        return Row(raw, where, error)
    marks = [f"{header.shown[name]} begins with an apostrophe, kept as it is" for name in kept]
    return Row(raw, where, record, replace(told, warnings=(*told.warnings, *marks)))

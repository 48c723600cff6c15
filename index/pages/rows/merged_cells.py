"""Merged cells of a spreadsheet: what stands in one is said of all rows that share it.

Programs write it at the first place of a merged cell alone, and say how far it reaches. What may
stand at the other places is what the cell hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from index.pages.rows.sheet_bounds import MOST_CELLS, MOST_KEPT, refuse_document_type

HIDES = "a cell that several rows or columns share hides something else here; unmerge it"
WORDS_SHARED = "its words stand in a cell that several rows share, and the doctor's does not"


class TooManyError(Exception):
    """Merged cells reach over more than may be read."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged cell: its rows and columns in the sheet, from 0, the last ones included."""

    first: int
    last: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What rows of a sheet share, by their numbers: of each such column the first and last row that
    share its cell; and the rows in which a cell hides what they say themselves."""

    spans: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    hiding: set[int] = field(default_factory=set)


def fill(rows: Sequence[list[object]], merged: Iterable[Merged]) -> Shared:
    """Give the rows that share a merged cell what stands in it.

    Args:
        rows: of one sheet, from its first on; their cells begin where the columns of `merged` do.

    Raises:
        TooManyError: they reach over more than `MOST_CELLS` places.
    """
    found = Shared()
    cells = MOST_CELLS
    for one in merged:
        if not (0 <= one.first < len(rows) and 0 <= one.left < len(rows[one.first])):
            continue
        last = min(one.last, len(rows) - 1)
        said = rows[one.first][one.left]
        for number in range(one.first, last + 1):
            row = rows[number]
            covered = row[one.left : one.right + 1]
            cells -= len(covered)
            if cells < 0:
                raise TooManyError
            if any(cell not in (None, said) for cell in covered):
                found.hiding.add(number)
            if one.first < last:
                found.spans.setdefault(number, {})[one.left] = (one.first, last)
                row[one.left] = said
    return found


def shared_doubt(spans: Mapping[str, tuple[int, int]], columns: Mapping[str, str]) -> str | None:
    """Why it is in doubt who wrote what several rows share, if it is: they may name two.

    Args:
        spans: of each column the first and the last row that share its cell.
        columns: which column each field is.
    """
    words, author = spans.get(columns["answer_text"]), spans.get(columns.get("author", ""))
    if words is None or (author and author[0] <= words[0] and words[1] <= author[1]):
        return None
    return WORDS_SHARED


def merged_in_ods(content: bytes) -> dict[str, list[Merged]]:
    """The merged cells of each sheet of an OpenDocument spreadsheet, by the sheets' names.

    Args:
        content: its `content.xml`.

    Raises:
        ValueError: it is no XML, has a document type, or has more than `MOST_KEPT` merged cells.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return reader.found


class _Reader:
    """Follows the rows and cells of an ODS, those that are repeated too."""

    def __init__(self) -> None:
        self.found: dict[str, list[Merged]] = {}
        self._sheet: list[Merged] = []
        self._kept = self._row = self._column = self._repeats = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name not in {"table", "table-row", "table-cell", "covered-table-cell"}:
            return
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._sheet = self.found.setdefault(plain.get("name", ""), [])
            self._row = 0
        elif name == "table-row":
            self._column, self._repeats = 0, _number(plain, "number-rows-repeated")
        else:
            self._keep(
                _number(plain, "number-rows-spanned"), _number(plain, "number-columns-spanned")
            )
            self._column += _number(plain, "number-columns-repeated")

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "table-row":
            self._row += self._repeats

    def _keep(self, down: int, across: int) -> None:
        if down == across == 1:
            return
        self._kept += 1
        if self._kept > MOST_KEPT:
            raise ValueError(f"it has more than {MOST_KEPT:,} merged cells; export it as CSV")
        last, right = self._row + down - 1, self._column + across - 1
        self._sheet.append(Merged(self._row, last, self._column, right))


def _number(attributes: Mapping[str, str], name: str) -> int:
    told = attributes.get(name, "1")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 1

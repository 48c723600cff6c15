"""How many cells a sheet of a spreadsheet spans, and how much they say, found before it is read.

One cell that is written far out makes a reader of spreadsheets hold all between, one text that is
meant often all its copies, and no memory is enough for that.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers import expat

MOST_CELLS = 5_000_000
"""Cells that all sheets may span together, empty ones too; and texts that cells mean by number."""
MOST_SAID = 200_000_000
"""Characters of all cells of all sheets; those that are meant often are counted often."""
PLACE = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")
"""Where a cell stands in XLSX: "B12"."""
KEPT = {
    "sheet", "table", "Relationship", "definedName", "xf", "numFmt", "style", "named-range",
    "mergeCell",
}  # fmt: skip
"""What a reader of spreadsheets keeps one by one, whether a sheet is read or not."""
MOST_KEPT = 100_000
LARGEST = 1 << 40
LONGEST_NUMBER = 12
"""Digits of a text's number."""


@dataclass(slots=True)
class _Spanned:
    """How far cells reach, in what was read of one file."""

    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0

    @property
    def cells(self) -> int:
        return self.last_row * self.last_column

    def hold(self) -> None:
        """Count the cell here."""
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)


class _TooWideError(Exception):
    """The sheet spans too many cells, says too much, or has a document type."""


def shared_lengths(xml: bytes) -> Sequence[int]:
    """The length of each text of a workbook that its cells mean by its number.

    Raises:
        ValueError: it is no XML, or has more than `MOST_CELLS` of them.
    """
    parser = expat.ParserCreate()
    lengths = array("Q")

    def start(tag: str, _: object) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)
            if len(lengths) > MOST_CELLS:
                raise _TooWideError(f"it has more than {MOST_CELLS:,} texts; export it as CSV")

    def text(words: str) -> None:
        if lengths:
            lengths[-1] += len(words)

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, _TooWideError) as error:
        raise ValueError(str(error)) from error
    return lengths


def refuse_document_type(*_: object) -> None:
    """The document type of a file: nothing in one may mean more than it says.

    Raises:
        ValueError: always.
    """
    raise _TooWideError("it has a document type")


def spans_too_much(xml: bytes, shared: Sequence[int] = ()) -> bool:
    """Whether a file's XML spans more than `MOST_CELLS`, says more than `MOST_SAID`, has more than
    `MOST_KEPT` of what is kept one by one, or a document type, by which it could.

    Args:
        shared: the lengths of the workbook's texts that cells mean by their numbers.

    Raises:
        ValueError: it is no XML.
    """
    parser = expat.ParserCreate()
    reader = _Reader(shared)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        parser.Parse(xml, True)
    except _TooWideError:
        return True
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return False


class _Reader:
    """Follows the rows and cells of both kinds of spreadsheets."""

    def __init__(self, shared: Sequence[int]) -> None:
        self._shared = shared
        self._spanned = _Spanned()
        self._before = self._kept = 0
        """Cells of the sheets before this one, and how much there is of what is kept."""
        self._cell_repeats = self._row_repeats = 0
        """How often the open cell and row of an ODS are repeated; 0 where no cell is open."""
        self._is_shared, self._number = False, ""
        """Whether the open cell of an XLSX means a text by its number, and that number."""
        self._length = self._said = 0
        """Characters of the open cell, and of all."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._kept += name in KEPT
        if name in {"worksheet", "table"}:
            self._before += self._spanned.cells
            self._spanned = _Spanned()
        elif name in {"row", "c"}:
            self._start_of_xlsx(name, attributes)
        elif name in {"table-row", "table-cell", "covered-table-cell", "s"}:
            self._start_of_ods(name, attributes)
        self._check()

    def _check(self) -> None:
        if self._before + self._spanned.cells > MOST_CELLS or self._kept > MOST_KEPT:
            raise _TooWideError

    def _start_of_xlsx(self, name: str, attributes: dict[str, str]) -> None:
        spanned, told = self._spanned, attributes.get("r")
        if name == "row":
            spanned.row = _number(told, spanned.row + 1)
            spanned.column = 0
            return
        self._is_shared, self._number = attributes.get("t") == "s", ""
        place = None if told is None else PLACE.fullmatch(told)
        if place is None:
            spanned.column += 1
        else:
            spanned.column, spanned.row = _column(place[1]), int(place[2])
        spanned.hold()

    def _start_of_ods(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "s":
            self._length += _number(plain.get("c"), 1)
            return
        if name == "table-row":
            self._row_repeats = _number(plain.get("number-rows-repeated"), 1)
            self._spanned.row += self._row_repeats
            self._spanned.column = 0
            return
        self._length = 0
        self._cell_repeats = _number(plain.get("number-columns-repeated"), 1)
        self._spanned.column += self._cell_repeats
        if "value-type" in plain or "formula" in plain:
            self._spanned.hold()

    def text(self, words: str) -> None:
        self._length += len(words)
        if self._is_shared:
            self._number += words[: LONGEST_NUMBER - len(self._number)]
        if self._cell_repeats and words.strip():
            self._spanned.hold()
            self._check()

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in {"table-cell", "covered-table-cell"}:
            self._said += self._length * self._cell_repeats * max(1, self._row_repeats)
            self._cell_repeats = 0
        elif name == "c" and self._is_shared:
            number = self._number.strip()
            known = number.isdecimal() and int(number) < len(self._shared)
            self._said += self._shared[int(number)] if known else 0
            self._is_shared = False
        if self._said > MOST_SAID:
            raise _TooWideError


def _column(letters: str) -> int:
    """The number of a column, from 1: "A" is 1, "AB" is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _number(told: str | None, otherwise: int) -> int:
    if told is None or not re.fullmatch(r"\d{1,12}", told.strip()):
        return otherwise
    return min(int(told), LARGEST)

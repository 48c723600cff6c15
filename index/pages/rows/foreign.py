"""Rows of a file that has none of our fields → records: its columns are matched with them."""

import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from typing import TypeVar

from index.errors import UnreadablePage
from index.pages.html.asides import ASIDE
from index.pages.html.cells import are_html, is_html, words_of
from index.pages.html.derived import DERIVED_BY as HTML
from index.pages.html.quoted import QUOTED
from index.pages.html.struck import STRUCK_OUT
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.text import LARGEST_PAGE, too_large
from index.pages.rows.columns import (
    MOST_NAMED,
    OF_QUESTION,
    Matching,
    is_answer_column,
    is_question_column,
    matched,
    plain_name,
    shown,
)
from index.pages.rows.empty_cells import says_nothing
from index.pages.rows.evidence import is_a_doctors_name
from index.pages.rows.fields import COLUMNS, NAMES, NEEDED, read_fields
from index.pages.rows.foreign_ids import add_ids
from index.pages.rows.merged_cells import shared_doubt
from index.pages.rows.records import FileRows, Record, Row, line_of

DERIVED_BY = "table 11"
"""What makes records of rows, and its version."""
SAMPLE = 200
"""Rows that can be read, and are looked at to match the columns."""
MOST_BAD = 100_000
"""Rows that cannot be read, among which they are looked for."""
MOST_COLUMNS = 1_000
NUMBERED = re.compile(r"(.*[^\W\d_])[\W_]*([1-9]\d?)\W*")
ANSWERS = "answers"
"""What the list of a row's numbered answers is called."""
MOST_REPEATED = 500_000_000
"""Bytes of questions that are held again, for each further answer."""
OF_AUTHOR = ("author", *(name for name in COLUMNS.values() if name.startswith("author_")))
"""Fields that tell of who is named."""

OF_WORDS = frozenset({
    "answer_text", "question_title", "question_body", "headline", "byline", "notice",
    "author", "author_credentials", "author_specialty", "author_place",
})  # fmt: skip
"""Fields of words, which may be HTML."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """The cells of a row by the names of their columns, where it stands, and what is wrong with it,
    where it cannot be read. `shared` has the columns whose cell other rows share, each with the
    first and last of these. `doubt` tells why nobody may be named whom the row names. `written` is
    what the file has of a row of which there are no cells."""

    where: str
    cells: Mapping[str, object]
    trouble: str | None = None
    shared: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    doubt: str | None = None
    written: object = None


def has_our_fields(columns: Iterable[str]) -> bool:
    """Whether columns have our names for what every answer must have."""
    names = {NAMES.get(column.strip().casefold()) for column in columns}
    return all(name in names for name in NEEDED)


def are_foreign(columns: Iterable[str]) -> bool:
    """Whether columns lack what every answer must have, and others are among them."""
    names = [NAMES.get(column.strip().casefold()) for column in columns]
    return not all(name in names for name in NEEDED) and None in names


def foreign_rows(
    rows: Iterable[ForeignRow],
    source: str,
    told: Mapping[str, str],
    within: str | None = None,
    warnings: tuple[str, ...] = (),
    author: str | None = None,
    *,
    is_text: bool = False,
) -> FileRows:
    """Every row with its record.

    Args:
        told: which column each field is, as a person said.
        author: the column of names that may be anybody's, where that is known.
        is_text: whether the cells are known to be no HTML.
        within: the name of the list of answers that each question has, if they have one.

    Raises:
        UnreadablePage: it is not clear which column is which, or there are far too many.
    """
    coming = iter(rows)
    sample = first_rows(coming, lambda row: row.trouble is None)
    if within is None and "answer_text" not in told and _are_numbered(sample):
        coming = (one for row in chain(sample, coming) for one in _of_each_number(row))
        sample = first_rows(coming, lambda row: row.trouble is None)
        within = ANSWERS
    cells = [row.cells for row in sample if row.trouble is None]
    if sample and not cells:  # what is wrong with each of them says more than that nothing fits
        if len(sample) == MOST_BAD:
            reason = f"its first {MOST_BAD:,} rows cannot be read ({sample[0].trouble}); mend it"
            raise UnreadablePage(source, reason)
        unread = (_unread(row, UnreadablePage(row.where, row.trouble or "")) for row in sample)
        return FileRows(unread, warnings, derived_by=DERIVED_BY)
    columns = list(dict.fromkeys(name for row in cells for name in row))
    if len(columns) > MOST_COLUMNS:
        raise UnreadablePage(source, f"{len(columns):,} columns; {MOST_COLUMNS:,} are read at most")
    if not told and within is None and has_our_fields(columns):
        matching = _ours(columns, source)
        is_ours = True
    else:
        matching = matched(columns, cells, source, told, within)
        if author is not None:
            columns_of = {**matching.columns, "author": author}
            matching = Matching(columns_of, names_doctors=False, author_is_told=True)
        if not is_text:
            matching = replace(matching, html=_html_fields(matching, cells))
        is_ours = False
    read = (_row(row, matching, is_ours=is_ours) for row in chain(sample, coming))
    bounded = _not_repeating(read, source)
    derived_by = f"{DERIVED_BY}, {HTML}" if matching.html else DERIVED_BY
    return FileRows(bounded, warnings, derived_by=derived_by, matching=str(matching))


def _html_fields(matching: Matching, rows: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """The fields whose words are HTML."""
    columns = {name: column for name, column in matching.columns.items() if name in OF_WORDS}
    return frozenset(
        name
        for name, column in columns.items()
        if are_html([cell for row in rows if isinstance(cell := row.get(column), str)])
    )


def _are_numbered(rows: Sequence[ForeignRow]) -> bool:
    """Whether a row has several answers to one question, in columns that are numbered: "Answer 1",
    "Answer 2"."""
    names = dict.fromkeys(name for row in rows for name in row.cells)
    found = [one for name in names if (one := NUMBERED.fullmatch(name))]
    stems = [plain_name(one[1]) for one in found if is_answer_column(one[1])]
    has_others = any(map(is_answer_column, names)) or any(
        is_question_column(one[1]) for one in found
    )
    return len(stems) > 1 and len(set(stems)) == 1 and not has_others


def _of_each_number(row: ForeignRow) -> Iterator[ForeignRow]:
    """The answers of a row, each with what has its number, and with what has none."""
    if row.trouble is not None:
        yield row
        return
    around: dict[str, object] = {}
    numbered: dict[int, dict[str, object]] = {}
    for name, cell in row.cells.items():
        found = NUMBERED.fullmatch(name)
        if found is None:
            around[name] = cell
        else:
            numbered.setdefault(int(found[2]), {})[f"{ANSWERS}.{found[1].strip()}"] = cell
    for number, cells in sorted(numbered.items()):
        if any(cell is not None and str(cell).strip() for cell in cells.values()):
            yield ForeignRow(f"{row.where}.{number}", {**around, **cells})


def _not_repeating(rows: Iterable[Row], source: str) -> Iterator[Row]:
    """The rows, as long as what they say once more of a question, each answer again, is no bomb."""
    seen: set[str] = set()
    left = MOST_REPEATED
    for row in rows:
        page = row.record.question_id if isinstance(row.record, Record) else None
        if isinstance(row.record, Record) and page in seen:
            left -= len(row.raw) - len(row.record.answer_text.encode("utf-8"))
        if left < 0:
            number = row.where.rpartition(":")[2]
            trouble = UnreadablePage(source, told_too_often(number))
            yield Row(b"", source, trouble)
            return
        if page is not None:
            seen.add(page)
        yield row


def told_too_often(number: str) -> str:
    """That no more is read from a row of that number on."""
    told = f"its questions, once for each answer, have more than {MOST_REPEATED:,} bytes"
    return f"{told}; nothing is read from {number} on; split it"


def first_rows(coming: Iterator[Item], is_good: Callable[[Item], bool]) -> list[Item]:
    """The first of what comes, until enough of it can be read, with the bad among them."""
    found: list[Item] = []
    good = 0
    while good < SAMPLE and len(found) - good < MOST_BAD:
        try:
            found.append(next(coming))
        except StopIteration:
            break
        good += is_good(found[-1])
    return found


def _ours(columns: Sequence[str], source: str) -> Matching:
    """Columns that have our names.

    Raises:
        UnreadablePage: two of them say the same.
    """
    found: dict[str, list[str]] = {}
    for column in columns:
        name = NAMES.get(column.strip().casefold())
        if name is not None:
            found.setdefault(name, []).append(column)
    for named in found.values():
        if len(named) > 1:
            twice = ", ".join(map(shown, named[:MOST_NAMED]))
            raise UnreadablePage(source, f"two columns say the same ({twice}); leave one")
    used = {name: named[0] for name, named in found.items()}
    unused = tuple(column for column in columns if column not in used.values())
    return Matching(used, names_doctors=True, unused=unused)


def _unread(row: ForeignRow, error: UnreadablePage) -> Row:
    """A row that could not be read, with all that stands there as one text of JSON: nobody can take
    that for a record, and whoever mends it has it."""
    stands = row.cells or row.written
    if not stands:
        return Row(b"", row.where, error)
    text = (
        stands if isinstance(stands, str) else json.dumps(stands, ensure_ascii=False, default=str)
    )
    line = json.dumps(text, ensure_ascii=False) + "\n"
    return Row(line.encode("utf-8", "backslashreplace"), row.where, error)


def _row(row: ForeignRow, matching: Matching, *, is_ours: bool) -> Row:
    if row.trouble is not None:
        return _unread(row, UnreadablePage(row.where, row.trouble))
    matching = matching.of_row(row.cells)
    values = {name: _value(row.cells.get(column)) for name, column in matching.columns.items()}
    if all(value is None or not str(value).strip() for value in values.values()):
        return Row(b"", row.where, None)
    size = sum(len(value) for value in values.values() if isinstance(value, str))
    if size > LARGEST_PAGE:
        return _unread(row, UnreadablePage(row.where, too_large(size, LARGEST_PAGE)))
    warnings: list[str] = []
    written = dict(values)
    try:
        read = _words_of_cells(values, matching.html, row.where)
    except UnreadablePage as error:
        return _unread(row, error)
    values |= {name: text for name, (text, _) in read.items()}
    of_words = _doubt_of_words({name: told for name, (_, told) in read.items()})
    if not is_ours:
        _check_author(values, matching, warnings)
        add_ids(written | {"author": values.get("author")}, values)
    doubt = row.doubt or shared_doubt(row.shared, matching.columns) or of_words
    try:
        record, told = read_fields(
            values,
            row.where,
            matching.columns,
            is_foreign=True,
            beside=matching.beside(row.cells),
            is_sure=matching.author_is_told,
        )
        if doubt is not None and any(getattr(record, name) is not None for name in OF_AUTHOR):
            nobodys = values | dict.fromkeys((*OF_AUTHOR, "byline"))
            record, _ = read_fields(nobodys, row.where, matching.columns, is_foreign=True)
            told = replace(told, checks=(*told.checks, doubt))
        elif of_words == STRUCK_OUT:
            told = replace(told, checks=(*told.checks, of_words))
    except UnreadablePage as error:
        return _unread(row, error)
    words = written.get("answer_text")
    is_same = values.get("answer_text") == words or not isinstance(words, str)
    told = replace(
        told, warnings=(*warnings, *told.warnings), as_written=None if is_same else str(words)
    )
    return Row(line_of(record).encode("utf-8"), row.where, record, told)


def _words_of_cells(
    values: Mapping[str, object], html: Collection[str], where: str
) -> dict[str, tuple[str, str | None]]:
    """The text of each field that is HTML, and what its elements tell against whose words they are.

    Raises:
        UnreadablePage: it is made so that it would take very long to read.
    """
    cells = ((name, values.get(name)) for name in html)
    return {
        name: words_of(cell, where)
        for name, cell in cells
        if isinstance(cell, str) and is_html(cell)
    }


def _doubt_of_words(told: Mapping[str, str | None]) -> str | None:
    """What the elements of fields tell against whoever is named: that words of the answer, or of
    who gave it, are struck out, say, or some of the answer's quoted."""
    of_answer = told.get("answer_text")
    apart = {QUOTED, ASIDE}  # in other fields somebody else speaks, or nobody
    others = (told[name] for name in sorted(told) if name not in OF_QUESTION)
    doubts = [one for one in (of_answer, *others) if one is not None and one not in apart]
    return STRUCK_OUT if STRUCK_OUT in doubts else next(iter(doubts), of_answer)


def _value(cell: object) -> object:
    """A cell as a field has it: days as they are written, whole numbers without a point."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, float) and cell == int(cell):
        return int(cell)
    return cell


def _check_author(values: dict[str, object], matching: Matching, warnings: list[str]) -> None:
    """Leave out a name of which nothing says that it is a doctor's, with all that is told of it."""
    author = values.get("author")
    if not isinstance(author, str) or not author.strip() or says_nothing(author):
        return
    is_account = re.search(r"[0-9]", author) is not None
    if read_author(author, None).name is None and not is_account:
        return
    beside = (values.get(name) for name in ("author_credentials", "author_specialty"))
    credentials, specialty = (one if isinstance(one, str) else None for one in beside)
    says_so = matching.names_doctors
    if is_a_doctors_name(author, credentials, specialty, column_says_so=says_so):
        return
    column = shown(matching.columns["author"])
    reason = "that is no doctor's name" if says_so else "nothing says that this is a doctor"
    warnings.append(f"{column} names {author.strip()[:60]!r}, and {reason}; left out")
    for name in OF_AUTHOR:
        values[name] = None

"""Reads CSV, one answer a row, into Pages: also what `doctor-answers doctors --csv` wrote.

The first row names the columns. Every row must have `id` and `quote`, the answer's words; the
others are optional: `page_id`, `page_title`, `headline`, `source`, and the columns about the
doctor. Rows with the same page_id make one page.
"""

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.errors import UnreadablePage
from index.model import Page
from index.pages.csv_injection import unescape_formula
from index.pages.records import Record, Row, pages_of, text_field
from index.pages.text import decode

COLUMNS = {
    "id": "id",
    "quote": "answer_text",
    "page_id": "question_id",
    "page_title": "question_title",
    "source": "source",
    "headline": "headline",
    "name": "author",
    "credentials": "author_credentials",
    "named_by": "author_named_by",
    "specialty": "author_specialty",
    "place": "author_place",
    "rating": "author_rating",
    "reviews": "author_reviews",
    "status": "author_status",
}
"""The columns, each with its field of a Record."""
REQUIRED = ("id", "quote")
LARGEST_TABLE = 100_000_000
"""Bytes that a table may have: all of it is held in memory, several times over."""


def read_csv(path: Path, source: str) -> Iterator[Page | UnreadablePage]:
    """Every page of a CSV file, and an UnreadablePage (yielded, not raised) for each bad row."""
    try:
        data = path.read_bytes()
    except OSError as error:
        yield UnreadablePage(source, f"cannot be read ({error.strerror})")
        return
    try:
        yield from pages_of(list(csv_rows(data, source))[1:], source)
    except UnreadablePage as error:
        yield error


def csv_rows(data: bytes, source: str) -> Iterator[Row]:
    """Every row with its record; the first, which names the columns, has none.

    Raises:
        UnreadablePage: it is no CSV in UTF-8, or a column is missing.
    """
    csv.field_size_limit(sys.maxsize)  # an answer may have any length
    raw_lines: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(decode(data, source), newline=""):
            raw_lines.append(line)
            yield line

    columns: list[str] | None = None
    try:
        for number, cells in enumerate(csv.reader(lines(), strict=True), start=1):
            raw, where = "".join(raw_lines).encode(), f"{source}:{number}"
            raw_lines.clear()
            if columns is None:
                columns = cells
                missing = [name for name in REQUIRED if name not in columns]
                if missing:
                    raise UnreadablePage(source, f"there is no column {missing[0]}")
                yield Row(raw, where, UnreadablePage(where, "the names of the columns"))
            elif cells:
                yield Row(raw, where, _record(columns, cells, where))
    except csv.Error as error:
        raise UnreadablePage(source, f"not a CSV file ({error})") from error
    if columns is None:
        raise UnreadablePage(source, "the file is empty; the first row must name the columns")


def _record(columns: list[str], cells: list[str], where: str) -> Record | UnreadablePage:
    if len(cells) != len(columns):
        return UnreadablePage(where, f"{len(cells)} cells for {len(columns)} columns")
    row = dict(zip(columns, cells, strict=True))
    try:
        texts = {
            field: text_field(unescape_formula(row.get(column, "")), column, where)
            for column, field in COLUMNS.items()
        }
        return _checked(texts, where)
    except UnreadablePage as error:
        return error


def _checked(texts: Mapping[str, str | None], where: str) -> Record:
    fields = dict(texts)
    record_id, answer_text = fields.pop("id"), fields.pop("answer_text")
    rating, reviews = fields.pop("author_rating"), fields.pop("author_reviews")
    if record_id is None or answer_text is None:
        missing = "id" if record_id is None else "quote"
        raise UnreadablePage(where, f"the column {missing} is empty")
    try:
        record = Record(
            record_id,
            answer_text,
            question_id=fields["question_id"],
            question_title=fields["question_title"],
            author=fields["author"],
            author_credentials=fields["author_credentials"],
            source=fields["source"],
            headline=fields["headline"],
            author_specialty=fields["author_specialty"],
            author_place=fields["author_place"],
            author_rating=None if rating is None else float(rating),
            author_reviews=None if reviews is None else int(reviews),
            author_status=fields["author_status"],
            author_named_by=fields["author_named_by"],
        )
    except ValueError as error:
        raise UnreadablePage(where, f"rating and reviews are no numbers ({error})") from error
    record.check(where)
    return record

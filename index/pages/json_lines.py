"""Reads JSON Lines, one answer a line, into Pages, and writes such lines.

The fields are those of a Record: every line must have `id` and `answer_text`; the others are
optional. Lines with the same question_id make one page.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import UnreadablePage
from index.model import Answer, Page
from index.pages.records import Record, Row, pages_of, record_of, text_field
from index.pages.text import LARGEST_PAGE, too_large

LARGEST_FILE = 1_000_000_000
"""Bytes that a file of records may have: all of it is held in memory."""
NUMBERS = ("author_rating", "author_reviews")


def read_records(path: Path, source: str) -> Iterator[Page | UnreadablePage]:
    """Every page of a JSONL file, and an UnreadablePage (yielded, not raised) for each bad line."""
    try:
        with path.open("rb") as file:
            rows = (row for row in record_rows(_lines(file), source) if row.raw.strip())
            yield from pages_of(rows, source)
    except OSError as error:
        yield UnreadablePage(source, f"cannot be read ({error.strerror})")


def record_rows(lines: Iterable[bytes], source: str) -> Iterator[Row]:
    """Every line with its record."""
    for number, line in enumerate(lines, start=1):
        where = f"{source}:{number}"
        try:
            yield Row(line, where, parse_record(line, where))
        except UnreadablePage as error:
            yield Row(line, where, error)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; an overlong line is cut, but stays longer than the limit."""
    while line := file.readline(LARGEST_PAGE + 1):
        rest = line
        while len(rest) > LARGEST_PAGE and not rest.endswith(b"\n"):
            rest = file.readline(LARGEST_PAGE + 1)
        yield line


def parse_record(line: bytes, where: str) -> Record:
    """One line of JSON as a Record.

    Raises:
        UnreadablePage: it is no JSON object in UTF-8, or a field is missing or is not what it
            should be.
    """
    if len(line) > LARGEST_PAGE:
        raise UnreadablePage(where, too_large(None, LARGEST_PAGE))
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadablePage(where, f"not a JSON object in UTF-8 ({error})") from error
    if not isinstance(found, dict):
        raise UnreadablePage(where, "not a JSON object")
    values: dict[str, Any] = {
        name.name: text_field(found.get(name.name), name.name, where)
        for name in fields(Record)
        if name.name not in NUMBERS
    }
    record_id, answer_text = values.pop("id"), values.pop("answer_text")
    if record_id is None or answer_text is None:
        missing = "id" if record_id is None else "answer_text"
        raise UnreadablePage(where, f"the field {missing} is missing or empty")
    rating = _number(found, "author_rating", where)
    reviews = _number(found, "author_reviews", where)
    if reviews is not None and reviews != int(reviews):
        raise UnreadablePage(where, "the field author_reviews is no whole number")
    record = Record(
        record_id,
        answer_text,
        **values,
        author_rating=None if rating is None else float(rating),
        author_reviews=None if reviews is None else int(reviews),
    )
    record.check(where)
    return record


def _number(found: Mapping[str, object], name: str, where: str) -> int | float | None:
    value = found.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadablePage(where, f"the field {name} is no number")
    if abs(value) > 10**15 or not math.isfinite(value):
        raise UnreadablePage(where, f"the field {name} is out of range")
    return value


def record_line(page: Page, answer: Answer) -> str:
    """An answer as a line of JSON that `parse_record` reads."""
    return line_of(record_of(page, answer))


def line_of(record: Record) -> str:
    """A record as a line of JSON, its empty fields left out."""
    fields = {name: value for name, value in asdict(record).items() if value is not None}
    return json.dumps(fields, ensure_ascii=False) + "\n"

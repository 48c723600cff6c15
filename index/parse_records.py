"""JSON Lines, one answer a line → Pages.

The fields are `id` and `answer_text`, which every line must have, and `question_id`,
`question_title`, `question_body`, `author`, `author_credentials` and `source`, which it may have.
Lines with one question_id make one page. Its text is the fields, each character for character,
with blank lines between them, so that the law of slices holds for records too.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import BinaryIO

from index.errors import UnreadablePage
from index.model import Answer, Doctor, Page, Span
from index.parse import LARGEST_PAGE, too_large

LARGEST_FILE = 1_000_000_000
"""Bytes that a file of records may have: all of it is held in memory."""
NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""Characters that no text has: NUL, and halves of others."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line, its empty fields None."""

    id: str
    answer_text: str
    question_id: str | None = None
    question_title: str | None = None
    question_body: str | None = None
    author: str | None = None
    author_credentials: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Text:
    """A text that grows, and tells where each part of it stands."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, part: str, gap: str) -> Span:
        """Append a part behind a gap (none before the first) and return its place."""
        if self.length:
            self.parts.append(gap)
            self.length += len(gap)
        start = self.length
        self.parts.append(part)
        self.length += len(part)
        return Span(start, self.length)


def read_records(path: Path, source: str) -> Iterator[Page | UnreadablePage]:
    """Every page of a JSONL file, and an UnreadablePage (yielded, not raised) for each bad line."""
    questions: dict[str, list[tuple[Record, bytes]]] = {}
    alone: dict[str, tuple[Record, bytes]] = {}
    seen: set[str] = set()
    try:
        with path.open("rb") as file:
            for number, line in enumerate(_lines(file), start=1):
                if not line.strip():
                    continue
                where = f"{source}:{number}"
                try:
                    record = parse_record(line, where)
                    if record.id in seen:
                        raise UnreadablePage(where, f"a second record with id {record.id!r}")
                except UnreadablePage as error:
                    yield error
                    continue
                seen.add(record.id)
                if record.question_id is None:
                    alone[record.id] = (record, line)
                else:
                    questions.setdefault(record.question_id, []).append((record, line))
    except OSError as error:
        yield UnreadablePage(source, f"cannot be read ({error.strerror})")
        return
    for page_id, group in questions.items():
        yield _page(page_id, group, source)
    for page_id, one in alone.items():
        if page_id in questions:
            yield UnreadablePage(source, f"record {page_id!r} has the id of another's question")
        else:
            yield _page(page_id, [one], source)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning, still too long."""
    while line := file.readline(LARGEST_PAGE + 1):
        rest = line
        while len(rest) > LARGEST_PAGE and not rest.endswith(b"\n"):
            rest = file.readline(LARGEST_PAGE + 1)
        yield line


def parse_record(line: bytes, where: str) -> Record:
    """One line of JSON as a Record.

    Raises:
        UnreadablePage: it is no JSON object in UTF-8, or a field is missing or is no text.
    """
    if len(line) > LARGEST_PAGE:
        raise UnreadablePage(where, too_large(None, LARGEST_PAGE))
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadablePage(where, f"not a JSON object in UTF-8 ({error})") from error
    if not isinstance(found, dict):
        raise UnreadablePage(where, "not a JSON object")
    values = {name.name: _text(found, name.name, where) for name in fields(Record)}
    record_id, answer_text = values.pop("id"), values.pop("answer_text")
    if record_id is None or answer_text is None:
        missing = "id" if record_id is None else "answer_text"
        raise UnreadablePage(where, f"the field {missing} is missing or empty")
    return Record(record_id, answer_text, **values)


def _text(found: Mapping[str, object], name: str, where: str) -> str | None:
    value = found.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise UnreadablePage(where, f"the field {name} is no text")
    if NO_TEXT.search(value):
        raise UnreadablePage(where, f"the field {name} holds characters that no text has")
    return value if value.strip() else None


def _page(page_id: str, group: list[tuple[Record, bytes]], source: str) -> Page:
    records = [record for record, _ in group]
    text = Text()
    title = _first(records, "question_title")
    question = _first(records, "question_body")
    title_span = None if title is None else text.add(title, "\n\n")
    question_span = None if question is None else text.add(question, "\n\n")
    answers = tuple(_answer(page_id, n, record, text) for n, record in enumerate(records, start=1))
    return Page(
        id=page_id,
        source=records[0].source or source,
        digest=hashlib.sha256(b"".join(line for _, line in group)).hexdigest(),
        text="".join(text.parts),
        title=title_span,
        question=question_span,
        announced=None,
        answers=answers,
        notice=None,
        warnings=(
            *_differing(records),
            *(f"answer {a.number}: the doctor is not named" for a in answers if not a.doctor.name),
        ),
    )


def _first(records: list[Record], name: str) -> str | None:
    values = (getattr(record, name) for record in records)
    return next((value for value in values if value is not None), None)


def _differing(records: list[Record]) -> Iterator[str]:
    for name in ("question_title", "question_body"):
        if len({getattr(record, name) for record in records} - {None}) > 1:
            yield f"the records do not agree on {name}; the first one is shown"


def _answer(page_id: str, number: int, record: Record, text: Text) -> Answer:
    body = text.add(record.answer_text, "\n\n")
    signed = [part for part in (record.author, record.author_credentials) if part is not None]
    lines = [text.add(part, "\n\n" if n == 0 else "\n") for n, part in enumerate(signed)]
    return Answer(
        id=f"{page_id}#{number}",
        number=number,
        headline=None,
        body=body,
        byline=Span(lines[0].start, lines[-1].end) if lines else None,
        doctor=Doctor(
            name=record.author,
            credentials=record.author_credentials,
            named_by=None if record.author is None else "byline",
        ),
        record_id=record.id,
    )

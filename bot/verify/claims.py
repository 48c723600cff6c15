"""Reads the quotes that a document claims: a Reply, pages, doctors or records as JSON, an export as
CSV, or plain quotes. What is read is only what the document says; nothing of it is believed."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from index.errors import DoctorAnswersError
from index.named_once import named_once
from index.pages.rows.csv_injection import unescape_formula

Json = dict[str, Any]
WORDS = ("body", "quote", "answer_text")
"""What the words of an answer are called: in a Reply or a page, in lists of doctors, in records."""
PAGE = "page_"
"""Before the name of what a page says, in exports."""
OF_THE_ANSWER = (
    "number", "headline", "byline", "answered_on", "dated", "url", "language", "upvotes",
)  # fmt: skip
OF_THE_DOCTOR = (
    "name", "credentials", "named_by", "place", "specialty", "rating", "reviews", "status",
)  # fmt: skip
OF_PAGES = ("title", "question", "notice", "announced")
OTHERWISE_CALLED = {
    "question_title": "page_title",
    "question_body": "page_question",
    "notice": "page_notice",
    "announced": "page_announced",
    "author": "name",
    **{f"author_{name}": name for name in OF_THE_DOCTOR},
}
"""What records, which are read by `build`, call what exports have under another name."""
NO_ID = "(no id)"
"""In place of an id that is none; no answer has it, as each id ends in a number."""
DEEPEST = 20
"""Lists and objects within each other that are looked into."""


class NoClaims(DoctorAnswersError):
    """A document that quotes no answer, or that cannot be read."""

    def __init__(self, source: str, evidence: str) -> None:
        super().__init__(
            f"{source}: {evidence}; give a Reply, an export or a list of "
            '{"answer": id, "quote": words}, as JSON or CSV'
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A quote, and whose it is said to be.

    `start` and `end` are the characters of the page's text that it is said to be; without them it
    may be any part of the answer. `fields` is what else is said of the answer, its doctor and its
    page, by the names that an export gives them; what is None is said not to be on the page.
    """

    answer_id: str
    quote: str
    start: int | None = None
    end: int | None = None
    fields: Mapping[str, object] = field(default_factory=dict)


def text_of(data: bytes, source: str) -> str:
    """A document's text, strictly in UTF-8; its byte-order mark is no part of it.

    Raises:
        NoClaims: it is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoClaims(source, f"it is not in UTF-8 ({error})") from error


def claims_in(text: str, source: str) -> list[Claim]:
    """Every quote that a document holds, in its order.

    Raises:
        NoClaims: it is neither JSON nor CSV, it quotes nothing, or what it holds lies too deep.
    """
    found = list(_found_in(text, source))
    if not found:
        raise NoClaims(source, "no quote of an answer is in it")
    return found


def claims_of(value: object, source: str) -> list[Claim]:
    """Every quote in a JSON value, in its order.

    Raises:
        NoClaims: it quotes nothing, or what it holds lies too deep.
    """
    found = list(_claims(value, source))
    if not found:
        raise NoClaims(source, "no quote of an answer is in it")
    return found


def _found_in(text: str, source: str) -> Iterator[Claim]:
    if text.lstrip()[:1] not in ("{", "["):
        yield from _rows(text, source)
        return
    for value in _values(text, source):
        yield from _claims(value, source)


def _values(text: str, source: str) -> Iterator[object]:
    """One JSON value, or one a line."""
    try:
        yield json.loads(text, object_pairs_hook=named_once)
        return
    except RecursionError as error:
        raise NoClaims(source, "its JSON is nested too deeply") from error
    except ValueError as error:
        whole = error
    for line in filter(str.strip, text.split("\n")):
        try:
            yield json.loads(line, object_pairs_hook=named_once)
        except (ValueError, RecursionError):
            raise NoClaims(source, f"it is no JSON ({whole})") from whole


def _claims(value: object, source: str, depth: int = 0) -> Iterator[Claim]:
    """The quotes anywhere in a JSON value: whatever has the words of an answer. None is passed
    over: a document is verified only where all of it was looked at."""
    if not isinstance(value, list | dict):
        return
    if depth > DEEPEST:
        raise NoClaims(source, f"more than {DEEPEST} lists and objects lie within each other")
    if isinstance(value, list):
        for one in value:
            yield from _claims(one, source, depth + 1)
    else:
        yield from _quotes(value)
        yield from _times(value)
        for name, one in value.items():
            yield from _claims(_with_page(value, name, one), source, depth + 1)


def _with_page(page: Json, name: str, value: object) -> object:
    """The answers of a page as JSON, each with what the page says of itself."""
    if name != "answers" or not isinstance(value, list) or "digest" not in page:
        return value
    said = {part: page[part] for part in OF_PAGES if part in page}
    return [{**one, "page": said} if isinstance(one, dict) else one for one in value]


def _quotes(value: Json) -> Iterator[Claim]:
    """The words of an answer in an object, under each name that they have there."""
    named = value.get("answer", value.get("id"))
    if "answer_text" in value and "question_id" in value and "number" in value:
        named = f"{value['question_id']}#{value['number']}"
    for words in (value[name] for name in WORDS if value.get(name) is not None):
        if isinstance(words, str):
            yield _claim(value, named, words, dict(_fields(value)))
        elif named is not None:  # words of an answer that are no text are no page's
            yield Claim(NO_ID, json.dumps(words, ensure_ascii=False))


def _claim(value: Json, named: object, words: str, fields: Mapping[str, object]) -> Claim:
    """The claim of words. Where what names them is no text, it is no answer's, and fails."""
    answer = named if isinstance(named, str) else NO_ID
    start, end = value.get("start"), value.get("end")
    if start is None and end is None:
        return Claim(answer, words, fields=fields)
    if not (_is_count(start) and _is_count(end)):
        return Claim(NO_ID, words, fields=fields)  # it is said to stand where nothing stands
    return Claim(answer, words, start, end, fields)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _fields(value: Json) -> Iterator[tuple[str, object]]:
    for name, said in value.items():
        called = OTHERWISE_CALLED.get(name, name)
        if called in (*OF_THE_ANSWER, *OF_THE_DOCTOR) or called.startswith(PAGE):
            yield called, said
    doctor = value.get("doctor")
    if isinstance(doctor, dict) and not doctor.keys().isdisjoint(OF_THE_DOCTOR):
        yield from ((name, doctor[name]) for name in OF_THE_DOCTOR if name in doctor)
    elif doctor is not None:
        yield "name", doctor
    page = value.get("page")
    if isinstance(page, dict):
        yield from ((PAGE + name, page[name]) for name in OF_PAGES if name in page)


def _times(value: Json) -> Iterator[Claim]:
    """The times that a Reply says doctors mention: they are quotes, too."""
    words = value.get("words")
    if isinstance(words, str) and "answer" in value:
        yield _claim(value, value["answer"], words, {})


def _rows(text: str, source: str) -> Iterator[Claim]:
    """The rows of an export as CSV, in which an empty cell is what the page does not say."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if not {"id", "quote"} <= set(rows.fieldnames or ()):
            raise NoClaims(source, "it is neither JSON nor a table with the columns id and quote")
        for row in rows:
            yield _row(row)
    except (csv.Error, ValueError) as error:
        raise NoClaims(source, f"it is no CSV ({error})") from error


def _row(row: Mapping[str, str | None]) -> Claim:
    said = {name: unescape_formula(cell or "") for name, cell in row.items() if name is not None}
    start, end = said.get("start"), said.get("end")
    kept = {*OF_THE_ANSWER, *OF_THE_DOCTOR}
    return Claim(
        said["id"],
        said["quote"],
        int(start) if start and end else None,
        int(end) if start and end else None,
        {
            name: cell or None
            for name, cell in said.items()
            if name in kept or (name.startswith(PAGE) and name != "page_id")
        },
    )

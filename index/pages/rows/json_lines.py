"""JSON Lines, one answer a line, or one JSON array or list of doctors → Pages.

The fields are those of a Record: `id` and `answer_text`, which every answer must have, and others,
which it may have. Answers with one question_id make one page.
"""

import codecs
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from index.errors import UnreadablePage
from index.model import Answer, Page
from index.pages.encodings import (
    UTF_16_MARKS,
    UTF_32_MARKS,
    Decoded,
    decoded,
    is_windows_1252,
)
from index.pages.line_reader.text import LARGEST_PAGE, too_large
from index.pages.rows.discourse import topic_in, topic_rows
from index.pages.rows.doctors_json import doctors_rows
from index.pages.rows.fields import read_fields
from index.pages.rows.foreign import are_foreign
from index.pages.rows.foreign_objects import object_rows
from index.pages.rows.json_arrays import (
    Object,
    array_objects,
    array_rows,
    begins_an_array,
    refuse_repeated,
)
from index.pages.rows.records import FileRows, Record, Row, line_of, record_of
from index.pages.rows.reddit import (
    dump_rows,
    files_of_posts,
    has_comments_beside,
    is_of_a_dump,
    thread_in,
    thread_rows,
)

LARGEST_FILE = 1_000_000_000
"""Bytes that a file of records may have, one a line: what they say is held in memory."""
LARGEST_ARRAY = 100_000_000
"""Bytes of an array, or of a file that is converted: it is held in memory, several times over."""
ARRAYS = (".json",)
"""Endings of files that hold one array; in others a line holds one object."""
BLOCK = 1 << 20
FIRST_LINES = 50
"""Lines with objects that tell whether a file has our fields."""
LOOKED_AT = 100_000_000
"""Bytes of memory among which these are looked for."""
OF_A_LINE = 100
"""Bytes that a line takes beside its own."""
NOTHING_TOLD: Mapping[str, str] = MappingProxyType({})


def rows_of(
    file: BinaryIO,
    source: str,
    told: Mapping[str, str] = NOTHING_TOLD,
    path: Path | None = None,
) -> FileRows:
    """The rows of a file of records: lines are read while they are looked at.

    Args:
        told: which of its fields each of ours is, as a person said.
        path: where the file is, if others beside it belong to it.

    Raises:
        UnreadablePage: the encoding is not known, or the file is an array that holds no answers.
    """
    converted = None if _is_utf_8(file) else _converted(file, source)
    is_array = Path(source).suffix.lower() in ARRAYS
    if is_array or begins_an_array(_beginning(file, converted)):
        text = converted or decoded(_whole(file, source), source)
        found = _array_rows(text, source, told, is_array=is_array)
        if found is not None:
            return found

    def lines_again() -> Iterator[bytes]:
        file.seek(0)
        return _lines(file) if converted is None else _encoded_lines(converted)

    lines = lines_again()
    codec = "utf-8" if converted is None else converted.codec
    warnings = () if converted is None else converted.warnings
    first, names = _first_lines(lines, codec)
    if not told and any(is_of_a_dump(one) for _, one in _objects(first, source, codec)):
        return dump_rows(
            lambda: _objects(lines_again(), source, codec),
            source,
            warnings,
            posts=_posts_beside(path),
            is_beside=path is not None and has_comments_beside(path),
        )
    coming = chain(first, lines)
    if told or are_foreign(names):
        return object_rows(_objects(coming, source, codec), source, told, warnings)
    return FileRows(record_rows(coming, source, codec), warnings, codec=codec)


def _posts_beside(path: Path | None) -> Callable[[], Iterator[tuple[str, object]]] | None:
    """The objects of the files that hold what the comments in one are on."""
    files = [] if path is None else files_of_posts(path)

    def objects() -> Iterator[tuple[str, object]]:
        for file in files:
            with file.open("rb") as opened:
                yield from _objects(_lines(opened), file.name, "utf-8")

    return objects if files else None


def _array_rows(
    text: Decoded, source: str, told: Mapping[str, str], *, is_array: bool
) -> FileRows | None:
    rows = doctors_rows(text.text, source) if is_array else None
    if rows is None and not told:
        if (topic := topic_in(text.text)) is not None:
            return topic_rows(topic, source, text.warnings)
        if (thread := thread_in(text.text)) is not None:
            return thread_rows(thread, source, text.warnings)
    if rows is None:
        objects = array_objects(text.text, source, only_array=is_array)
        if objects is None:
            return None
        if not told and any(is_of_a_dump(one) for _, one in objects[:FIRST_LINES]):
            told_at = [(f"{source}:{n}", one) for n, (_, one) in enumerate(objects, start=1)]
            return dump_rows(lambda: told_at, source, text.warnings)
        if told or (objects and are_foreign({name for _, found in objects for name in found})):
            numbered = ((f"{source}:{n}", one) for n, (_, one) in enumerate(objects, start=1))
            return object_rows(numbered, source, told, text.warnings)
        rows = array_rows(objects, source)
    return FileRows(rows, text.warnings, is_array=True)


def _first_lines(lines: Iterator[bytes], codec: str) -> tuple[list[bytes], set[str]]:
    """The first lines, until enough of them hold objects, and the names of all fields in these."""
    first: list[bytes] = []
    names: set[str] = set()
    good, left = 0, LOOKED_AT
    while good < FIRST_LINES and left > 0 and (line := next(lines, None)) is not None:
        first.append(line)
        left -= len(line) + OF_A_LINE
        for _, found in _objects([line], "", codec):
            if isinstance(found, dict):
                names.update(found)
                good += 1
    return first, names


def _objects(
    lines: Iterable[bytes], source: str, codec: str
) -> Iterator[tuple[str, dict[str, object] | UnreadablePage]]:
    """The object of each line that has one, or what is wrong with the line, which the error has, as
    long as they are not too many to be held."""
    left = LOOKED_AT
    for number, line in enumerate(lines, start=1):
        where = f"{source}:{number}"
        try:
            text = _text(line, where, codec)
            if text.strip():
                yield where, _object(text, where)
        except UnreadablePage as error:
            left -= len(line) + OF_A_LINE
            written = line.decode(codec, "backslashreplace") if left > 0 else ""
            yield where, UnreadablePage(where, error.reason, written)


def _is_utf_8(file: BinaryIO) -> bool:
    """Whether a whole file is UTF-8; it is read block by block."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _converted(file: BinaryIO, source: str) -> Decoded | None:
    """The text of a file that is not UTF-8; None where its bad lines are named one by one."""
    file.seek(0)
    marked = file.read(4).startswith((*UTF_16_MARKS, *UTF_32_MARKS))
    file.seek(0, io.SEEK_END)
    if not marked and file.tell() > LARGEST_ARRAY:
        return None
    data = _whole(file, source)
    return decoded(data, source) if marked or is_windows_1252(data) else None


def _whole(file: BinaryIO, source: str) -> bytes:
    file.seek(0)
    data = file.read(LARGEST_ARRAY + 1)
    if len(data) > LARGEST_ARRAY:
        raise UnreadablePage(source, too_large(None, LARGEST_ARRAY))
    return data


def _beginning(file: BinaryIO, converted: Decoded | None) -> str:
    if converted is not None:
        return converted.text
    file.seek(0)
    return file.read(BLOCK).decode("utf-8", "replace")


def record_rows(lines: Iterable[bytes], source: str, codec: str = "utf-8") -> Iterator[Row]:
    """Every line with its record; a blank one has none."""
    for number, line in enumerate(lines, start=1):
        where = f"{source}:{number}"
        try:
            text = _text(line, where, codec)
            if text.strip():
                record, told = read_fields(_object(text, where), where)
                yield Row(line, where, record, told)
            else:
                yield Row(line, where, None)
        except UnreadablePage as error:
            yield Row(line, where, error)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; an overlong line is cut, but stays longer than the limit."""
    while line := file.readline(LARGEST_PAGE + 1):
        rest = line
        while len(rest) > LARGEST_PAGE and not rest.endswith(b"\n"):
            rest = file.readline(LARGEST_PAGE + 1)
        yield line


def _encoded_lines(converted: Decoded) -> Iterator[bytes]:
    """The lines of a text, each in the bytes that the file has for it."""
    mark = converted.mark
    for line in io.StringIO(converted.text, newline="\n"):
        yield mark + line.encode(converted.codec)
        mark = b""


def parse_record(line: bytes, where: str) -> Record:
    """One line of JSON as a Record.

    Raises:
        UnreadablePage: it is no JSON object in UTF-8, or has no id or no words.
    """
    record, _ = read_fields(_object(_text(line, where, "utf-8"), where), where)
    return record


def _text(line: bytes, where: str, codec: str) -> str:
    if len(line) > LARGEST_PAGE:
        raise UnreadablePage(where, too_large(None, LARGEST_PAGE))
    try:
        return line.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UnreadablePage(where, f"not a JSON object in UTF-8 ({error})") from error


def _object(text: str, where: str) -> dict[str, object]:
    try:
        found = json.loads(text, object_pairs_hook=Object)
    except json.JSONDecodeError as error:
        raise UnreadablePage(where, _in_plain_words(error, text)) from error
    except (ValueError, RecursionError) as error:
        raise UnreadablePage(where, f"not a JSON object in UTF-8 ({error})") from error
    if not isinstance(found, dict):
        raise UnreadablePage(where, "not a JSON object")
    refuse_repeated(found, where)
    return found


def _in_plain_words(error: json.JSONDecodeError, text: str) -> str:
    if not error.msg.startswith("Extra data"):
        return f"not a JSON object in UTF-8 ({error})"
    if text[error.pos :].strip() == ",":
        return "a comma stands behind the object; one object a line, and nothing between them"
    return "more than one JSON value on the line; put each on a line of its own"


def record_line(page: Page, answer: Answer) -> str:
    """An answer as a line of JSON that `parse_record` reads."""
    return line_of(record_of(page, answer))

"""One JSON array of answers → rows, each with the piece of the file that it stands in.

An array is read as a whole or refused in one sentence: it has no lines that could be named.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from index.errors import UnreadablePage
from index.pages.rows.columns import shown
from index.pages.rows.fields import NEEDED, read_fields
from index.pages.rows.json_within import objects_in_parts, objects_of_rows, objects_within
from index.pages.rows.records import Row

BLANKS = re.compile(r"[ \t\r\n]*")
NO_ARRAY = 'an array of objects is needed, one an answer: [{"answer": "…", "doctor": "…"}]'
MOST_NAMED = 20
"""Fields that are named of objects that lack the two that are needed."""
LONGEST_NAMED = 40
"""Characters of a field's name that are shown."""


class Object(dict[str, object]):
    """An object of JSON that knows which of its keys stand in it more than once; then `pairs` has
    all of it."""

    def __init__(self, pairs: Sequence[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated = [] if len(self) == len(pairs) else _repeated(pairs)
        self.pairs = pairs if self.repeated else ()


def _repeated(pairs: Sequence[tuple[str, object]]) -> list[str]:
    return [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def refuse_repeated(found: Mapping[str, object], where: str) -> None:
    """Refuse an object in which a key stands twice: which of its values is meant nobody can tell.

    Raises:
        UnreadablePage: a key stands twice.
    """
    if isinstance(found, Object) and found.repeated:
        shown = ascii(found.repeated[0])[1:-1][:LONGEST_NAMED]
        raise UnreadablePage(where, f"the field {shown} stands in it more than once; leave one")


def json_value(text: str) -> object | None:
    """What a whole text is in JSON, a mark of its encoding before it or not; None if it is none."""
    try:
        found: object = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=Object)
    except (ValueError, RecursionError):
        return None
    return found


def begins_an_array(text: str) -> bool:
    """Whether the first character of a text opens an array."""
    return text.removeprefix("\ufeff").lstrip(" \t\r\n").startswith("[")


def array_objects(
    text: str, source: str, *, only_array: bool
) -> list[tuple[str, dict[str, object]]] | None:
    """Every object of an array, as it is written and as it is read, or of what else holds the
    answers; None where the text has a value a line.

    Args:
        only_array: whether the file can be nothing else.

    Raises:
        UnreadablePage: it is no array of objects.
    """
    try:
        pieces = _pieces(text)
    except (ValueError, RecursionError) as error:
        if not only_array and _has_a_value_a_line(text):
            return None
        pieces = _within(text, source)
        if not pieces:
            raise UnreadablePage(source, _no_array(text, error)) from error
    elements = [found for _, found in pieces]
    if elements and (rows := objects_of_rows(elements[0], elements[1:])):
        return [(json.dumps(one, ensure_ascii=False), dict(one)) for one in rows]
    objects = [(piece, found) for piece, found in pieces if isinstance(found, dict)]
    if len(objects) < len(pieces):
        reason = "a JSON array that holds other things than objects; one object an answer is needed"
        raise UnreadablePage(source, reason)
    return _in_parts([found for _, found in objects], source) or objects


def _in_parts(
    parts: Sequence[dict[str, object]], source: str
) -> list[tuple[str, dict[str, object]]]:
    """The answers in an array of the parts of an export.

    Raises:
        UnreadablePage: several lists may be these, or a key stands twice beside them.
    """
    found = objects_in_parts(parts, source)
    for part in parts if found else ():
        refuse_repeated(part, source)
    return [(json.dumps(one, ensure_ascii=False), one) for one in found if isinstance(one, dict)]


def _no_array(text: str, error: Exception) -> str:
    if not text.removeprefix("\ufeff").strip():
        return "the file is empty; an array of answers is needed"
    if (names := _fields_of(text)) is not None:
        return f"it holds no list of answers; its fields are: {names}; {NO_ARRAY}"
    has_lines = not begins_an_array(text) and len(text.strip().splitlines()) > 1
    if has_lines and _has_a_value_a_line(text):
        return "it has one JSON value a line; let its name end in .jsonl"
    return f"not a JSON array of objects ({error})"


def _fields_of(text: str) -> str | None:
    """The names of the fields of a text that is one object."""
    found = json_value(text)
    if not isinstance(found, dict):
        return None
    return ", ".join(map(shown, list(found)[:MOST_NAMED])) or "none"


def array_rows(objects: Sequence[tuple[str, dict[str, object]]], source: str) -> list[Row]:
    """Every object of an array with its record.

    Raises:
        UnreadablePage: none of them has what is needed.
    """
    if objects and not any(all(name in found for name in NEEDED) for _, found in objects):
        raise UnreadablePage(source, _lacking([found for _, found in objects]))
    return [
        _row(piece, found, f"{source}:{number}")
        for number, (piece, found) in enumerate(objects, start=1)
    ]


def _within(text: str, source: str) -> list[tuple[str, object]]:
    """The answers in an object: `{"data": [...]}`.

    Raises:
        UnreadablePage: several lists may be these.
    """
    found = json_value(text)
    if not isinstance(found, Object):
        return []
    refuse_repeated(found, source)
    objects = objects_within(found, source)
    if objects == [found]:
        return [(text.removeprefix("\ufeff"), found)]
    return [(json.dumps(one, ensure_ascii=False), one) for one in objects]


def _row(piece: str, found: dict[str, object], where: str) -> Row:
    raw = piece.encode("utf-8")
    try:
        refuse_repeated(found, where)
        record, told = read_fields(found, where)
    except UnreadablePage as error:
        return Row(raw, where, error)
    return Row(raw, where, record, told)


def _lacking(objects: list[dict[str, object]]) -> str:
    names = dict.fromkeys(name for found in objects for name in found)
    cut = [ascii(name)[1:-1][:LONGEST_NAMED] for name in list(names)[:MOST_NAMED]]
    shown = ", ".join(cut) or "none"
    return (
        f"a JSON array whose objects lack {' or '.join(NEEDED)}, which are needed; "
        f"their fields are: {shown}"
    )


def _has_a_value_a_line(text: str) -> bool:
    first = text.removeprefix("\ufeff").lstrip(" \t\r\n").partition("\n")[0]
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


def _pieces(text: str) -> list[tuple[str, object]]:
    """Every element of an array, as it is written and as it is read.

    Raises:
        ValueError: the text is no array.
    """
    decoder = json.JSONDecoder(object_pairs_hook=Object)
    at = _behind_blanks(text, 0)
    if text[at : at + 1] != "[":
        raise ValueError("it does not begin with a bracket; put [ and ] around the objects")
    found: list[tuple[str, object]] = []
    at = _behind_blanks(text, at + 1)
    while not (text[at : at + 1] == "]" and not found):
        element, end = decoder.raw_decode(text, at)
        found.append((text[at:end], element))
        at = _behind_blanks(text, end)
        if text[at : at + 1] != ",":
            break
        at = _behind_blanks(text, at + 1)
        if text[at : at + 1] == "]":
            raise ValueError("a comma stands behind its last object; take it away")
    if text[at : at + 1] != "]":
        raise ValueError(f"it breaks off, or has no comma, at character {at}")
    if _behind_blanks(text, at + 1) < len(text):
        raise ValueError(f"something stands behind it, at character {at + 1}")
    return found


def _behind_blanks(text: str, at: int) -> int:
    found = BLANKS.match(text, at)
    return at if found is None else found.end()

"""Rows of a file that has none of our fields → records: its columns are matched with them.

An answer's id, and its page's, are made of hashes of the words: the same answer is the same page
from whatever file it comes, and two rows that say the same are told as one.
"""

import hashlib
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from reprlib import Repr
from typing import TypeVar

from index.errors import UnreadablePage
from index.pages.authors import read_author
from index.pages.columns import (
    MOST_NAMED,
    Matching,
    has_words,
    is_answer_column,
    is_list_of_answers,
    is_question_column,
    matched,
    plain_name,
    shown,
)
from index.pages.conversations import PATIENT, exchanges, is_message, messages_of, without_doctor
from index.pages.conversations import TOLD as SPOKEN
from index.pages.evidence import is_a_doctors_name
from index.pages.fields import COLUMNS, NAMES, NEEDED, read_fields
from index.pages.html.cells import are_html, is_html, text_of
from index.pages.html.derived import DERIVED_BY as HTML
from index.pages.merged_cells import shared_doubt
from index.pages.records import FileRows, Record, Row, line_of
from index.pages.text import LARGEST_PAGE, too_large

DERIVED_BY = "table 6"
"""What makes records of rows, and its version."""
SAMPLE = 200
"""Rows that can be read, and are looked at to match the columns."""
MOST_BAD = 100_000
"""Rows that cannot be read, among which they are looked for."""
MOST_COLUMNS = 1_000
MOST_DEEP = 8
"""Objects within objects that are looked into."""
NUMBERED = re.compile(r"(.*[^\W\d_])[\W_]*([1-9]\d?)\W*")
ANSWERS = "answers"
"""What the list of a row's numbered answers is called."""
LONGEST_SLUG = 40
ALONE = "answer"
"""What the id of an answer without a question begins with."""
MOST_REPEATED = 500_000_000
"""Bytes of questions that are held again, for each further answer."""
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 40
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
    first and last of these."""

    where: str
    cells: Mapping[str, object]
    trouble: str | None = None
    shared: Mapping[str, tuple[int, int]] = field(default_factory=dict)


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
    sample = _sample(coming, lambda row: row.trouble is None)
    if within is None and "answer_text" not in told and _are_numbered(sample):
        coming = (one for row in chain(sample, coming) for one in _of_each_number(row))
        sample = _sample(coming, lambda row: row.trouble is None)
        within = ANSWERS
    cells = [row.cells for row in sample if row.trouble is None]
    if sample and not cells:  # what is wrong with each of them says more than that nothing fits
        if len(sample) == MOST_BAD:
            reason = f"its first {MOST_BAD:,} rows cannot be read ({sample[0].trouble}); mend it"
            raise UnreadablePage(source, reason)
        troubles = (UnreadablePage(row.where, row.trouble or "") for row in sample)
        return FileRows((Row(b"", one.source, one) for one in troubles), warnings)
    columns = list(dict.fromkeys(name for row in cells for name in row))
    if len(columns) > MOST_COLUMNS:
        raise UnreadablePage(source, f"{len(columns):,} columns; {MOST_COLUMNS:,} are read at most")
    if not told and within is None and has_our_fields(columns):
        matching = _ours(columns, source)
        is_ours = True
    else:
        matching = matched(columns, cells, source, told, within)
        if author is not None:
            matching = Matching({**matching.columns, "author": author}, names_doctors=False)
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
            trouble = UnreadablePage(source, _too_often(number))
            yield Row(b"", source, trouble)
            return
        if page is not None:
            seen.add(page)
        yield row


def _too_often(number: str) -> str:
    told = f"its questions, once for each answer, have more than {MOST_REPEATED:,} bytes"
    return f"{told}; nothing is read from {number} on; split it"


def _sample(coming: Iterator[Item], is_good: Callable[[Item], bool]) -> list[Item]:
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
    return Matching({name: named[0] for name, named in found.items()}, names_doctors=True)


def _row(row: ForeignRow, matching: Matching, *, is_ours: bool) -> Row:
    if row.trouble is not None:
        return Row(b"", row.where, UnreadablePage(row.where, row.trouble))
    values = {name: _value(row.cells.get(column)) for name, column in matching.columns.items()}
    if all(value is None or not str(value).strip() for value in values.values()):
        return Row(b"", row.where, None)
    size = sum(len(value) for value in values.values() if isinstance(value, str))
    if size > LARGEST_PAGE:
        return Row(b"", row.where, UnreadablePage(row.where, too_large(size, LARGEST_PAGE)))
    warnings: list[str] = []
    written = dict(values)
    try:
        values |= _texts(values, matching.html, row.where)
    except UnreadablePage as error:
        return Row(b"", row.where, error)
    if not is_ours:
        _check_author(values, matching, warnings)
        _add_ids(written | {"author": values.get("author")}, values)
    doubt = shared_doubt(row.shared, matching.columns)
    try:
        record, told = read_fields(values, row.where, matching.columns, is_foreign=True)
        if doubt is not None and record.author is not None:
            nobodys = values | dict.fromkeys((*OF_AUTHOR, "byline"))
            record, _ = read_fields(nobodys, row.where, matching.columns, is_foreign=True)
            told = replace(told, checks=(*told.checks, doubt))
    except UnreadablePage as error:
        return Row(b"", row.where, error)
    words = written.get("answer_text")
    is_same = values.get("answer_text") == words or not isinstance(words, str)
    told = replace(
        told, warnings=(*warnings, *told.warnings), as_written=None if is_same else str(words)
    )
    return Row(line_of(record).encode("utf-8"), row.where, record, told)


def _texts(
    values: Mapping[str, object], html: Collection[str], where: str
) -> Iterator[tuple[str, str]]:
    """The text of each field that is HTML.

    Raises:
        UnreadablePage: it is made so that it would take very long to read.
    """
    for name in html:
        cell = values.get(name)
        if isinstance(cell, str) and is_html(cell):
            yield name, text_of(cell, where)


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
    if not isinstance(author, str) or not author.strip() or read_author(author, None).name is None:
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


def _add_ids(written: Mapping[str, object], values: dict[str, object]) -> None:
    """Give an answer its id, and that of its page: of what was asked, and hashes. No word of the
    answer is in it, as ids stay where an answer is removed.

    Args:
        written: the values as the file has them, markup and all: ids stay however that is read.
    """
    words, author = str(written.get("answer_text") or ""), str(written.get("author") or "")
    asked = [str(written.get(name) or "").strip() for name in ("question_title", "question_body")]
    own = _digest(words, author)
    thread = written.get("question_id")
    if any(asked):
        page = f"{first_words(asked[0] or asked[1])}-{_digest(*asked)}"
    elif thread is not None and str(thread).strip():
        page = f"{first_words(str(thread))}-{_digest(str(thread))}"
    else:
        page = None
    values["question_id"] = page
    values["id"] = f"{page or ALONE}-{own}"
    for name in ("record_id", "number"):
        values.pop(name, None)


def earlier_id(page_id: str, words: str) -> str:
    """The id that an answer without a question had when ids were made of an answer's words; the
    same for any other page."""
    alone = re.fullmatch(rf"{ALONE}-([0-9a-f]{{10}})", page_id)
    return page_id if alone is None else f"{first_words(words)}-{alone[1]}"


def words_in_id(name: str) -> str | None:
    """The first words of an answer, of which an earlier version may have made the id of a page, or
    of an answer on it; None where it made none."""
    found = re.fullmatch(r"(.+)-[0-9a-f]{10}(?:#\d{1,9})?", name)
    return None if found is None else found[1]


def first_words(words: str) -> str:
    """The first words of a text, for an id that can be read."""
    found = re.findall(r"[^\W_]+", words[:200].casefold())
    slug = "-".join(found)[:LONGEST_SLUG].strip("-")
    return slug or "page"


def _digest(*parts: str) -> str:
    told = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:10]


# Objects of JSON, and rows of tables that hold such.


def object_rows(
    objects: Iterable[tuple[str, object]],
    source: str,
    told: Mapping[str, str],
    warnings: tuple[str, ...] = (),
) -> FileRows:
    """The rows of objects, each an answer, or a question with a list of its answers.

    Args:
        objects: each with where it stands; an UnreadablePage in the place of a bad one.

    Raises:
        UnreadablePage: as `foreign_rows`; or two lists may be the answers.
    """
    coming = iter(objects)
    sample = _sample(coming, lambda one: isinstance(one[1], Mapping))
    every = [found for _, found in sample]
    within = _list_of_answers(every, source)
    if within is None and not told and (heard := _conversations(every)):
        if all(heard):
            raise UnreadablePage(source, heard[0] or "")
        every_row: Iterator[tuple[str, object]] = chain(sample, coming)
        if all(map(is_message, every)):  # all of it is one conversation
            every_row = iter([(source, {"messages": [found for _, found in every_row]})])
        return foreign_rows(_spoken_rows(every_row, source), source, SPOKEN, None, warnings)
    rows = (row for where, found in chain(sample, coming) for row in _rows_of(where, found, within))
    return foreign_rows(rows, source, told, within, warnings)


def _conversations(sample: Sequence[object]) -> list[str | None]:
    """Why nothing is read of each object, where they are conversations, or the messages of one;
    empty where they are not."""
    objects = [one for one in sample if isinstance(one, Mapping)]
    if any(is_answer_column(name) for one in objects for name in one):
        return []
    if objects and all(map(is_message, objects)):
        objects = [{"messages": objects}]
    read = [messages_of(one) for one in objects]
    return [without_doctor(one) for one in read if one is not None] if all(read) else []


def _spoken_rows(objects: Iterable[tuple[str, object]], source: str) -> Iterator[ForeignRow]:
    """A row for each message by a doctor, as long as what they say once more of a question is no
    bomb."""
    left = MOST_REPEATED
    for where, found in objects:
        messages = messages_of(found)
        reason = "no conversation" if messages is None else without_doctor(messages)
        reason = found.reason if isinstance(found, UnreadablePage) else reason
        if messages is None or reason is not None:
            yield ForeignRow(where, {}, reason)
            continue
        for nth, (number, cells) in enumerate(exchanges(messages)):
            left -= len(str(cells[PATIENT])) if nth else 0
            if left < 0:
                yield ForeignRow(source, {}, _too_often(f"{where}.{number}"))
                return
            yield ForeignRow(f"{where}.{number}", cells)


def _list_of_answers(sample: Sequence[object], source: str) -> str | None:
    """The name of the list of answers that questions have; None where they have none."""
    names = {
        name: None
        for found in sample
        if isinstance(found, Mapping)
        for name, value in found.items()
        if is_list_of_answers(name) and _listed(value) is not None
    }
    if len(names) > 1:
        choice = " or ".join(map(shown, names))
        raise UnreadablePage(source, f"the answers may be in {choice}; leave one of these")
    return next(iter(names), None)


def _listed(value: object) -> list[object] | None:
    """A list of answers, bad ones among them, also where it is written as one list for each field,
    or each answer by its id; None for what is no list, or holds no answer."""
    if isinstance(value, list):
        return value if not value or any(isinstance(one, Mapping | str) for one in value) else None
    if isinstance(value, Mapping) and value:
        columns = list(value.values())
        if all(map(has_words, columns)):
            return columns
        if all(isinstance(one, list) for one in columns):
            length = len(columns[0])
            if all(len(one) == length for one in columns):
                return [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)]
    return None


def _rows_of(where: str, found: object, within: str | None) -> Iterator[ForeignRow]:
    if isinstance(found, UnreadablePage):
        yield ForeignRow(where, {}, found.reason)
        return
    if not isinstance(found, Mapping):
        yield ForeignRow(where, {}, "no object; one object an answer, or a question, is needed")
        return
    repeated = getattr(found, "repeated", ())
    if repeated:
        told = f"the field {ascii(repeated[0])[1:-1][:40]} stands in it more than once; leave one"
        yield ForeignRow(where, {}, told)
        return
    around = dict(_flat({name: value for name, value in found.items() if name != within}))
    if within is None:
        yield ForeignRow(where, around)
        return
    answers = found.get(within)
    listed = [] if answers in (None, "") else _listed(answers)
    if listed is None:
        yield ForeignRow(where, {}, f"{shown(within)} is no list of answers")
        return
    are_words = not any(isinstance(one, Mapping) for one in listed)
    beside = _beside(found, within, len(listed))
    for place, answer in _with_replies(where, listed, within):
        number = place.removeprefix(f"{where}.")
        each = beside[int(number) - 1] if beside and number.isdecimal() else {}
        own = {"text": answer} if are_words and isinstance(answer, str) else answer
        if isinstance(own, Mapping):
            yield ForeignRow(place, {**around, **each, **dict(_flat(own, f"{within}."))})
        else:
            told = f"{_SHORT.repr(answer)} stands in {shown(within)} and is no answer as others are"
            yield ForeignRow(place, {}, told)


def _beside(found: Mapping[str, object], within: str, length: int) -> list[dict[str, object]]:
    """What other lists of a question have for each of its answers, if they are as long: whether it
    is about that answer only a person knows."""
    lists = {
        name: value
        for name, value in found.items()
        if name != within and isinstance(value, list) and len(value) == length
        if not any(isinstance(one, Mapping | list) for one in value)
    }
    return [
        {name: value[n] for name, value in lists.items()} for n in range(length if lists else 0)
    ]


def _with_replies(where: str, listed: list[object], within: str) -> Iterator[tuple[str, object]]:
    """Every answer with its place, and behind it the replies to it, which have lists of replies of
    the same name. Each names its own author; nothing of the answer above speaks for it."""
    waiting = [(f"{where}.{number}", one) for number, one in enumerate(listed, start=1)][::-1]
    while waiting:
        place, answer = waiting.pop()
        yield place, answer
        replies = _listed(answer.get(within)) if isinstance(answer, Mapping) else None
        below = [(f"{place}.{number}", one) for number, one in enumerate(replies or (), start=1)]
        waiting += below[::-1]


def _flat(
    found: Mapping[str, object], before: str = "", depth: int = 0
) -> Iterator[tuple[str, object]]:
    """Every value of an object and of those within it, with the names on the way to it."""
    for name, value in found.items():
        if isinstance(value, Mapping):
            if depth < MOST_DEEP:
                yield from _flat(value, f"{before}{name}.", depth + 1)
        elif not isinstance(value, list | tuple):
            yield f"{before}{name}", value

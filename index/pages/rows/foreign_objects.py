"""Objects of JSON, and rows of tables that hold such → rows, each an answer: what lies in objects
within objects, in the lists of answers that questions have, and in conversations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from reprlib import Repr

from index.errors import UnreadablePage
from index.pages.rows.columns import (
    has_words,
    is_answer_column,
    is_list_of_answers,
    is_question_column,
    shown,
)
from index.pages.rows.conversations import (
    PATIENT,
    exchanges,
    is_message,
    messages_of,
    without_doctor,
)
from index.pages.rows.conversations import TOLD as SPOKEN
from index.pages.rows.foreign import (
    MOST_REPEATED,
    ForeignRow,
    first_rows,
    foreign_rows,
    told_too_often,
)
from index.pages.rows.records import FileRows

MOST_DEEP = 8
"""Objects within objects that are looked into."""
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 40


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
    sample = first_rows(coming, lambda one: isinstance(one[1], Mapping))
    envelope = None if told else _envelope([found for _, found in sample])
    if envelope is not None:
        sample = [(where, _opened(found, envelope)) for where, found in sample]
        coming = ((where, _opened(found, envelope)) for where, found in coming)
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


def _envelope(sample: Sequence[object]) -> str | None:
    """The name under which each object holds the one that is an answer, or a question with some, as
    databases and their interfaces do (`{"_id": …, "_source": {…}}`); None where an object says
    itself what was asked or answered."""
    objects = [one for one in sample if isinstance(one, Mapping)]
    named = [{name for name, value in one.items() if _says_answer(value)} for one in objects]
    names = set[str]().union(*named)
    says_itself = any(
        is_answer_column(name) or is_question_column(name) or is_list_of_answers(name)
        for one in objects
        for name in one
        if name not in names
    )
    name = names.pop() if len(names) == 1 else None
    is_answer = name is not None and (is_answer_column(name) or is_list_of_answers(name))
    return None if says_itself or is_answer or not all(named) else name


def _says_answer(value: object) -> bool:
    return isinstance(value, Mapping) and any(
        is_answer_column(name) or (is_list_of_answers(name) and _listed(one) is not None)
        for name, one in value.items()
    )


def _opened(found: object, envelope: str) -> object:
    """An object with what it holds in its envelope; what stands outside, too, under its name."""
    inner = found.get(envelope) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(inner, Mapping):
        return found
    if any(getattr(one, "repeated", ()) for one in (found, inner)):
        return inner if getattr(inner, "repeated", ()) else found
    return {**{name: one for name, one in found.items() if name != envelope}, **inner}


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
            yield ForeignRow(where, {}, reason, written=_written(found))
            continue
        for nth, (number, cells) in enumerate(exchanges(messages)):
            left -= len(str(cells[PATIENT])) if nth else 0
            if left < 0:
                yield ForeignRow(source, {}, told_too_often(f"{where}.{number}"))
                return
            yield ForeignRow(f"{where}.{number}", cells)


def _written(found: object) -> object:
    """All that stands in the place of an object."""
    return (
        found.written if isinstance(found, UnreadablePage) else getattr(found, "pairs", ()) or found
    )


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
        yield ForeignRow(where, {}, found.reason, written=_written(found))
        return
    if not isinstance(found, Mapping):
        told = "no object; one object an answer, or a question, is needed"
        yield ForeignRow(where, {}, told, written=_written(found))
        return
    repeated = getattr(found, "repeated", ())
    if repeated:
        told = f"the field {ascii(repeated[0])[1:-1][:40]} stands in it more than once; leave one"
        yield ForeignRow(where, {}, told, written=_written(found))
        return
    around = dict(_flat({name: value for name, value in found.items() if name != within}))
    if within is None:
        yield ForeignRow(where, around)
        return
    answers = found.get(within)
    listed = [] if answers in (None, "") else _listed(answers)
    if listed is None:
        yield ForeignRow(where, {}, f"{shown(within)} is no list of answers", written=found)
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
            yield ForeignRow(place, {}, told, written={**around, within: answer})


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
    for name, typed in found.items():
        value = _plain(typed)
        if isinstance(value, Mapping):
            if depth < MOST_DEEP:
                yield from _flat(value, f"{before}{name}.", depth + 1)
        elif not isinstance(value, list | tuple):
            yield f"{before}{name}", value


def _plain(value: object) -> object:
    """The value of an object that says nothing but its type, as MongoDB writes days and numbers:
    `{"$date": {"$numberLong": "1456999200000"}}`."""
    while isinstance(value, Mapping) and len(value) == 1 and (name := next(iter(value)))[:1] == "$":
        value = value[name]
    return value

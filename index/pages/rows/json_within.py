"""Which objects of a JSON file are its answers, where the file is no array of them: they lie in a
list within objects (`{"data": {"threads": […]}}`), or by their ids (`{"17": {…}, "18": {…}}`), or
column by column, as pandas writes a table (`{"answer": {"0": …}, "doctor": {"0": …}}`), or row by
row below the names of the columns (`[["answer", "doctor"], ["…", "…"]]`), or in one of the parts of
an export (`[{"type": "header"}, {"type": "table", "data": […]}]`).
"""

from collections.abc import Iterator, Mapping, Sequence

from index.errors import UnreadablePage
from index.pages.rows.columns import (
    MOST_NAMED,
    is_answer_column,
    is_list_of_answers,
    is_question_column,
    is_question_with,
    shown,
)
from index.pages.rows.conversations import messages_of
from index.pages.rows.fields import NEEDED

MOST_DEEP = 8
"""Objects within objects that are looked into."""

Objects = list[Mapping[str, object]]


def objects_within(found: Mapping[str, object], source: str) -> Objects:
    """The objects that are answers, or questions with theirs; none where it is not told.

    Raises:
        UnreadablePage: several lists may be these.
    """
    for here in _levels(found):
        lists = [one for path, holder in here for one in _lists_in(path, holder)]
        if lists:
            return _of_lists(lists, source)
    for here in _levels(found):
        for _, holder in here:
            if alone := _table_in(holder) or _without_list(holder):
                return alone
    return []


def objects_in_parts(parts: Sequence[Mapping[str, object]], source: str) -> Objects:
    """The objects in the only list of an array of parts, as programs export a table: what it is
    called, by which program, and its rows. None where the array is one of answers or questions.

    Raises:
        UnreadablePage: several lists may be these.
    """
    lists = [one for part in parts for one in _lists_in("", part)]
    names = {name for part in parts for name in part}
    are_own = any(is_answer_column(one) or is_question_column(one) for one in names)
    if not lists or len(lists) == len(parts) or are_own:
        return []
    if any(is_list_of_answers(path) for path, _, _ in lists):
        return []
    if len(lists) > 1:
        called = [str(holder.get("name", path)) for path, _, holder in lists[:MOST_NAMED]]
        told = " or ".join(map(shown, called))
        raise UnreadablePage(source, f"the answers may be in {told}; leave one of these lists")
    return lists[0][1]


def objects_of_rows(names: object, rows: Sequence[object]) -> Objects:
    """The rows of a table as objects; none where those are no names of columns, or not of these.

    Args:
        names: what may name the columns.
    """
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        return []
    is_named = any(map(is_answer_column, names)) and 1 < len(names) == len(set(names))
    listed = [one for one in rows if isinstance(one, list) and len(one) == len(names)]
    is_whole = is_named and len(listed) == len(rows)
    return [dict(zip(names, row, strict=True)) for row in listed] if is_whole else []


def _table_in(holder: Mapping[str, object]) -> Objects:
    """The rows of the table in an object, below the names of its columns or with these beside
    them."""
    lists = [one for one in holder.values() if isinstance(one, list) and one]
    for rows in lists:
        if isinstance(rows[0], list):
            named = (objects_of_rows(names, rows) for names in lists)
            below = objects_of_rows(rows[0], rows[1:])
            return next(filter(None, named), below)
    return []


def _levels(found: Mapping[str, object]) -> Iterator[list[tuple[str, Mapping[str, object]]]]:
    """An object, those in it, those in these, and so on, each with the way to it."""
    here: list[tuple[str, Mapping[str, object]]] = [("", found)]
    for _ in range(MOST_DEEP):
        yield here
        here = [
            (f"{path}{name}.", value)
            for path, holder in here
            for name, value in holder.items()
            if isinstance(value, Mapping)
        ]


def _lists_in(
    path: str, holder: Mapping[str, object]
) -> Iterator[tuple[str, Objects, Mapping[str, object]]]:
    """The lists of objects right below an object, each with the way to it, and that object."""
    for name, value in holder.items():
        if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            yield f"{path}{name}", value, holder


def _of_lists(lists: Sequence[tuple[str, Objects, Mapping[str, object]]], source: str) -> Objects:
    """The objects of the only list; those that hold a list each, where these are questions, and in
    the lists are their answers, or conversations with their messages.

    Raises:
        UnreadablePage: there are several.
    """
    if all(_is_question(*one) for one in lists) or all(map(_is_conversation, lists)):
        return [holder for _, _, holder in lists]
    if len(lists) > 1:
        names = " or ".join(shown(path) for path, _, _ in lists[:MOST_NAMED])
        raise UnreadablePage(source, f"the answers may be in {names}; leave one of these lists")
    return lists[0][1]


def _is_question(path: str, listed: Objects, holder: Mapping[str, object]) -> bool:
    has_ours = any(all(field in one for field in NEEDED) for one in listed)
    return not has_ours and is_question_with(path.rpartition(".")[2], holder, listed)


def _is_conversation(found: tuple[str, Objects, Mapping[str, object]]) -> bool:
    return messages_of(found[2]) is not None


def _without_list(holder: Mapping[str, object]) -> Objects:
    """The answers in an object that holds no list of them."""
    values = [one for one in holder.values() if isinstance(one, Mapping)]
    is_all = len(values) == len(holder)
    if any(map(is_answer_column, holder)):
        return _rows_of(dict(zip(holder, values, strict=True))) if is_all else [holder]
    return values if is_all and all(map(_is_answer, values)) else []


def _is_answer(found: Mapping[str, object]) -> bool:
    return any(is_answer_column(name) and isinstance(one, str) for name, one in found.items())


def _rows_of(columns: Mapping[str, Mapping[str, object]]) -> Objects:
    """The rows of a table of columns, if these all have the same rows."""
    first = list(next(iter(columns.values())))
    if any(list(one) != first for one in columns.values()):
        return []
    return [{name: column[row] for name, column in columns.items()} for row in first]

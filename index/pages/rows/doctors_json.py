"""The list that `doctors --json` prints → rows: what was exported comes in again.

Each answer's fields have the names that a table's columns have. Where such a file must be written
without some of its answers, it becomes an array of records.
"""

import json
from collections.abc import Iterator, Mapping

from index.errors import UnreadablePage
from index.pages.rows.fields import COLUMNS, read_fields
from index.pages.rows.json_arrays import Object, json_value, refuse_repeated
from index.pages.rows.records import Row


def doctors_rows(text: str, source: str) -> list[Row] | None:
    """Every answer of a list of doctors with its record; None where the text is no such list.

    Raises:
        UnreadablePage: its parts are not what they should be.
    """
    found = json_value(text)
    if not isinstance(found, dict) or "doctors" not in found:
        return None
    answers = enumerate(_answers(found["doctors"], source), start=1)
    return [_row(values, f"{source}:{number}") for number, values in answers]


def _answers(doctors: object, source: str) -> Iterator[Object]:
    """The values of each answer, by the names of Record's fields, with its doctor's among them."""
    for row in _objects(doctors, source):
        for answer in _objects(row.get("answers"), source):
            doctor = answer.get("doctor", row.get("doctor"))
            if not isinstance(doctor, Object):
                raise UnreadablePage(source, NO_LIST)
            parts = [*answer.items(), *doctor.items()]
            values = Object([(COLUMNS[name], one) for name, one in parts if name in COLUMNS])
            values.repeated += [*row.repeated, *answer.repeated, *doctor.repeated]
            yield values


NO_LIST = "no list of doctors as doctors --json prints it; export it again"


def _objects(found: object, source: str) -> Iterator[Object]:
    for one in found if isinstance(found, list) else [None]:
        if not isinstance(one, Object):
            raise UnreadablePage(source, NO_LIST)
        yield one


def _row(values: Mapping[str, object], where: str) -> Row:
    told = {name: value for name, value in values.items() if value is not None}
    raw = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        refuse_repeated(values, where)
        record, read = read_fields(values, where)
    except UnreadablePage as error:
        return Row(raw, where, error)
    return Row(raw, where, record, read)

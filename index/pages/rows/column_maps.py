"""Which column of a file is which field, as a person said it: a readable file beside the table.

`answers.map.toml` stands beside `answers.csv`:

    answer_text = "Answer"
    author = "Doctor"

One line says something else: what stands before the ids of the file's pages, so that they are other
pages than those of another file that answers the same questions.

    page_ids = "clinic"
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path, PurePath

from index.durable import replace_file
from index.errors import UnreadablePage
from index.pages.rows.records import Record
from index.pages.toml_values import quoted

ENDING = ".map.toml"
LARGEST_MAP = 100_000
FIELDS = tuple(one.name for one in fields(Record))
"""What a column can be."""
PAGE_IDS = "page_ids"
NAME = re.compile(r"\w[\w.-]{0,59}")
"""What may stand before ids."""
HEADER = "# Which column of the file beside it is which field. Edit it, and read that file again.\n"


def is_map(file: PurePath) -> bool:
    """Whether a file says which columns another has, by its name."""
    return file.name.lower().endswith(ENDING)


def map_file(table: Path) -> Path:
    """Where it is said which columns a file has, if it is."""
    return table.with_name(table.stem + ENDING)


def read_map(table: Path) -> dict[str, str]:
    """Which column each field is, as said beside a file; nothing where nothing is said.

    Raises:
        UnreadablePage: what is there cannot be read, or is about fields that there are not.
    """
    file = map_file(table)
    if file.exists() and not file.is_file():  # to open a pipe would wait for ever
        raise UnreadablePage(file.as_posix(), "is no regular file; delete it")
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_MAP + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnreadablePage(file.as_posix(), f"cannot be read ({error.strerror})") from error
    try:
        found = tomllib.loads(data.decode("utf-8")) if len(data) <= LARGEST_MAP else None
    except (ValueError, RecursionError) as error:
        raise UnreadablePage(file.as_posix(), f"no TOML ({error}); mend or delete it") from error
    if found is None:
        raise UnreadablePage(file.as_posix(), f"more than {LARGEST_MAP:,} bytes; delete it")
    for name, column in found.items():
        check_field(name, file.as_posix())
        if not isinstance(column, str):
            reason = f'{name} must be a column\'s name in quotes, as {name} = "Answer"'
            raise UnreadablePage(file.as_posix(), reason)
    _check_name(found, file.as_posix())
    return found


def _check_name(told: Mapping[str, str], where: str) -> None:
    """Refuse what cannot stand before ids.

    Raises:
        UnreadablePage: it cannot.
    """
    if PAGE_IDS in told and NAME.fullmatch(told[PAGE_IDS]) is None:
        reason = f"{PAGE_IDS} must be a short name of letters and digits, as {PAGE_IDS} = "
        raise UnreadablePage(where, f'{reason}"clinic"')


def check_field(name: str, where: str) -> None:
    """Refuse what is no field.

    Raises:
        UnreadablePage: it is none.
    """
    if name not in (*FIELDS, PAGE_IDS):
        reason = f"there is no field {ascii(name)[1:-1][:40]}; there are {', '.join(FIELDS)}"
        raise UnreadablePage(where, reason)


def keep_map(table: Path, told: Mapping[str, str]) -> Path:
    """Say beside a file which column some fields are; what was said of others stays. The path of
    what was written.

    Raises:
        UnreadablePage: there are no such fields, or what is there cannot be read.
        OSError: it cannot be written.
    """
    for name in told:
        check_field(name, table.as_posix())
    _check_name(told, table.as_posix())
    columns = {**read_map(table), **told}
    lines = [f"{name} = {quoted(column)}\n" for name, column in
             columns.items()]  # fmt: skip
    file = map_file(table)
    replace_file(file, (HEADER + "".join(lines)).encode("utf-8"))
    return file

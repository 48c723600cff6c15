"""The examples of a library: pages whose questions staff chose for those who have not asked yet.

A file in the library's folder, a line of JSON for each page, by its id. The words are the
library's, and are looked up there when they are shown.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from index.storage.line_files import filled_lines, write_lines

NAME = "examples.jsonl"
MOST_EXAMPLES = 3
"""Examples that are shown, and so that can be chosen."""


def read_examples(folder: Path) -> tuple[str, ...]:
    """The ids of the pages that were chosen, in their order; without a file, none was.

    Raises:
        ValueError: a line is none; which one, and what to do.
    """
    found = []
    for number, line in enumerate(filled_lines(folder / NAME), start=1):
        page_id = _page_in(line)
        if page_id is None:
            told = f"{folder / NAME}, line {number}: no page; mend that line, or delete it"
            raise ValueError(told)
        found.append(page_id)
    return tuple(dict.fromkeys(found))[:MOST_EXAMPLES]


def write_examples(folder: Path, page_ids: Sequence[str]) -> None:
    """Write the ids of the pages that are chosen, for a caller that holds the folder's lock; where
    there are none, there is no file."""
    lines = (json.dumps({"page": one}, ensure_ascii=False) for one in page_ids)
    write_lines(folder / NAME, lines)


def forget_examples(folder: Path, is_gone: Callable[[str], bool]) -> None:
    """Forget the pages that were removed for good, for a caller that holds the folder's lock. A
    line that cannot be read goes, too."""
    lines = filled_lines(folder / NAME)
    left = [one for one in map(_page_in, lines) if one is not None and not is_gone(one)]
    if len(left) < len(lines):
        write_examples(folder, left)


def _page_in(line: str) -> str | None:
    try:
        found = json.loads(line)["page"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if isinstance(found, str) else None

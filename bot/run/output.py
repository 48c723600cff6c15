"""What every command shares: its exit status, and how it says what is wrong."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.show.visible import with_visible_controls

if TYPE_CHECKING:
    from index.library.writer import Progress


DONE, NOTHING, WRONG_USE = 0, 1, 2


def print_error(message: str) -> None:
    """One line on standard error, in which no file's name can move the cursor."""
    print(f"doctor-answers: {with_visible_controls(' '.join(message.split()))}", file=sys.stderr)


def json_line(value: object) -> str:
    """A value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False)


def standard_input() -> TextIO:
    """Standard input.

    Raises:
        ValueError: it is closed.
    """
    if sys.stdin is None:
        raise ValueError("standard input is closed; open it, or name what it would hold")
    return sys.stdin


def existing(paths: Sequence[Path]) -> Sequence[Path]:
    """The paths, all of which exist.

    Raises:
        ValueError: one does not.
    """
    for path in paths:
        if not path.exists():
            raise ValueError(f"{path}: no such file or folder; name one that exists")
    return paths


@contextmanager
def progress_shown(quiet: bool, unit: str = " texts") -> "Iterator[Progress]":
    """A progress bar on standard error, if that is a terminal."""
    from tqdm import tqdm

    hidden = quiet or not sys.stderr.isatty()
    with tqdm(unit=unit, unit_scale=unit != " texts", disable=hidden, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show

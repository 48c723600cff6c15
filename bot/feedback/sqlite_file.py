"""Small SQLite files in which whoever runs the page may have something counted."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def connected(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection of its own, committed at the end: SQLite's are bound to a thread.

    Raises:
        OSError: the file cannot be opened, read or written.
    """
    try:
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("pragma secure_delete = on")
            yield connection
    except sqlite3.Error as error:
        raise OSError(f"{file}: {error}") from error


def create(file: Path, table: str, probe: str, values: tuple[object, ...], option: str) -> None:
    """Make the file with its table if they are missing, and see that it can be written.

    Args:
        probe: a statement that writes, with its values; it is taken back.
        option: the command's option that names the file.

    Raises:
        ValueError: it is no such file, or cannot be written.
    """
    try:
        with connected(file) as connection:
            connection.execute(table)
            connection.execute(probe, values)
            connection.rollback()
    except OSError as error:
        raise ValueError(
            f"{file}: nothing can be kept there ({error.__cause__}); "
            f"name another file with {option}"
        ) from error

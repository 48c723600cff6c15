"""A connection of SQLite to a file that nothing writes any more."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import damaged_or_exhausted

Broken = sqlite3.DatabaseError
"""What SQLite raises when a file is damaged."""
Unwritten = sqlite3.OperationalError
"""What it raises, a `Broken` too, when the disk is full or fails."""


ROWS_AT_ONCE = 100
"""Rows that are read together where all are: to begin reading takes longer than a row."""


class WrittenOnce(sqlite3.Connection):
    """A connection to a file that nothing writes, so that every error in it is damage. Threads may
    share it, and close it while others read: sqlite3 itself would then read what is no more."""

    file: Path

    def __init__(self, *given: Any, **options: Any) -> None:  # noqa: ANN401  as sqlite3 has it
        super().__init__(*given, **options)
        self.reading = threading.RLock()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "_Rows":  # type: ignore[override]
        """As sqlite3's own, with rows that tell damage as such."""
        with self.reading:
            return self.cursor(_Rows).execute(sql, parameters)

    def close(self) -> None:
        """Close the file, once whoever reads a row of it has that."""
        with self.reading:
            super().close()


class _Rows(sqlite3.Cursor):
    """Rows, each of which may turn out to be damaged when it is read."""

    connection: WrittenOnce

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "_Rows":  # type: ignore[override]
        with self.connection.reading, damage_in(self.connection.file):
            super().execute(sql, parameters)
            return self

    def fetchone(self) -> Any:  # noqa: ANN401  as sqlite3 has it
        with self.connection.reading, damage_in(self.connection.file):
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with self.connection.reading, damage_in(self.connection.file):
            return super().fetchall()

    def fetchmany(self, size: int | None = ROWS_AT_ONCE) -> list[Any]:
        with self.connection.reading, damage_in(self.connection.file):
            return super().fetchmany(size)

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        while rows := self.fetchmany():
            yield from rows


@contextmanager
def damage_in(file: Path) -> Iterator[None]:
    """Raise what SQLite says of a file that nothing writes as DamagedLibrary, or Exhausted."""
    try:
        yield
    except Broken as error:
        place = f"{file.parent.name}/{file.name}"
        raise damaged_or_exhausted(file.parent.parent, place, error) from error

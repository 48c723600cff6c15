"""Small SQLite files with daily counts, for what the operator asks to be counted."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from index.durable import close_to_others, private


@dataclass(frozen=True, slots=True)
class DailyCounts:
    """A table that counts how often something happened on a day, and keeps no time or
    person. Its columns are `keys`, then `day` (as in 2026-03-02, UTC) and `times`.

    Table and columns are named in the program, never by a visitor. Threads may share it.
    """

    file: Path
    table: str
    keys: tuple[str, ...]

    @classmethod
    def open(cls, file: Path, table: str, keys: tuple[str, ...], option: str) -> "DailyCounts":
        """The table in a file; both are made if they are missing.

        Args:
            option: the command's option that names the file.

        Raises:
            ValueError: it is no such file, or cannot be written.
        """
        counts = cls(file, table, keys)
        create(file, counts._schema, counts._count_one, ("",) * (len(keys) + 1), option)
        return counts

    @property
    def _schema(self) -> str:
        columns = "".join(f"  {name} text not null,\n" for name in (*self.keys, "day"))
        return (
            f"create table if not exists {self.table} (\n{columns}  times integer not null,\n"
            f"  primary key ({', '.join((*self.keys, 'day'))})\n) strict, without rowid"
        )

    @property
    def _count_one(self) -> str:
        values = ", ".join("?" * (len(self.keys) + 1))
        return (
            f"insert into {self.table} values ({values}, 1) "
            "on conflict do update set times = times + 1"
        )

    def add(self, *key: str, day: date | None = None) -> None:
        """Count one more, today if no day is given (UTC).

        Raises:
            OSError: the file cannot be written.
        """
        day = day or datetime.now(UTC).date()
        with connected(self.file) as connection:
            connection.execute(self._count_one, (*key, day.isoformat()))

    def keep_newest(self, most: int) -> None:
        """Drop rows that are more than so many: the oldest, of one day those counted least.

        Raises:
            OSError: the file cannot be written.
        """
        named = ", ".join((*self.keys, "day"))
        with connected(self.file) as connection:
            (rows,) = connection.execute(f"select count(*) from {self.table}").fetchone()
            if rows > most:
                connection.execute(
                    f"delete from {self.table} where ({named}) in "
                    f"(select {named} from {self.table} order by day, times limit ?)",
                    (rows - most,),
                )


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
        table: the statement that makes the table.
        probe: a statement that writes, with its values; it is rolled back.
        option: the command's option that names the file.

    Raises:
        ValueError: it is no such file, or cannot be written.
    """
    try:
        if not file.exists():  # its owner's alone; what SQLite writes beside it is, too
            with suppress(OSError), open(file, "xb", opener=private):
                pass
        with connected(file) as connection:
            connection.execute(table)
            connection.execute(probe, values)
            connection.rollback()
        close_to_others(file)  # one of an earlier version
    except OSError as error:
        raise ValueError(
            f"{file}: nothing can be kept there ({error.__cause__}); "
            f"name another file with {option}"
        ) from error

"""Whether answers helped, counted in a local SQLite file where whoever runs the page wants that.

What is kept is an answer's id, what was said of it, the day, and how often: no question, no
address, no time of day, nothing that tells one person from another.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from bot.feedback.sqlite_file import connected, create

Vote = Literal["helpful", "not my question"]
VOTES: tuple[Vote, ...] = ("helpful", "not my question")
TABLE = """
create table if not exists votes (
  answer text not null,
  vote text not null,
  day text not null,
  times integer not null,
  primary key (answer, vote, day)
) strict, without rowid
"""

ADD = "insert into votes values (?, ?, ?, 1) on conflict do update set times = times + 1"


class Counted(NamedTuple):
    """How often an answer got a vote on a day."""

    answer: str
    vote: str
    day: str
    times: int


class Votes:
    """The votes in one file. Threads may share it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def open(cls, file: Path) -> "Votes":
        """The votes in a file, which is made if it is missing.

        Raises:
            ValueError: it is no such file, or cannot be written.
        """
        create(file, TABLE, ADD, ("", "", ""), "--votes")
        return cls(file)

    def add(self, answer: str, vote: Vote, day: date | None = None) -> None:
        """Count a vote for an answer, today if no day is given (UTC).

        Raises:
            OSError: the file cannot be written.
        """
        day = day or datetime.now(UTC).date()
        with connected(self.file) as connection:
            connection.execute(ADD, (answer, vote, day.isoformat()))

    def counted(self) -> list[Counted]:
        """All votes, by answer, vote and day."""
        with connected(self.file) as connection:
            return [
                Counted(*row) for row in connection.execute("select * from votes order by 1, 2, 3")
            ]

"""What patients asked in vain, kept in a local SQLite file if whoever runs the page wants that.

What is kept is a question for which nothing was found, the day, and how often: no address, no time
of day; and addresses, numbers and links that somebody wrote into it are struck out.
"""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from bot.feedback.sqlite_file import connected, create

TABLE = """
create table if not exists vain (
  question text not null,
  day text not null,
  times integer not null,
  primary key (question, day)
) strict, without rowid
"""
ADD = "insert into vain values (?, ?, 1) on conflict do update set times = times + 1"
LONGEST = 300
"""Characters of a question that are kept."""
PERSONAL = re.compile(
    r"\S+@\S+|(?:https?://|www\.)\S+|\+?\d(?:[\s()./-]{0,3}\d){6,}",
    re.IGNORECASE,
)
"""Addresses, links, and numbers of seven digits or more."""
STRUCK_OUT = "[…]"


class UnansweredQuestion(NamedTuple):
    """A question for which nothing was found: how often it was asked, and the last day."""

    question: str
    times: int
    day: str


class UnansweredQuestions:
    """The questions in one file. Threads may share it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def open(cls, file: Path) -> "UnansweredQuestions":
        """The questions in a file, which is made if it is missing.

        Raises:
            ValueError: it is no such file, or cannot be written.
        """
        create(file, TABLE, ADD, ("", ""), "--questions")
        return cls(file)

    def add(self, question: str, day: date | None = None) -> None:
        """Keep a question, asked today if no day is given (UTC).

        Raises:
            OSError: the file cannot be written.
        """
        kept = PERSONAL.sub(STRUCK_OUT, " ".join(question.split()))[:LONGEST]
        day = day or datetime.now(UTC).date()
        with connected(self.file) as connection:
            connection.execute(ADD, (kept, day.isoformat()))

    def most_asked(self, limit: int = 50) -> list[UnansweredQuestion]:
        """The questions, those asked most often first."""
        with connected(self.file) as connection:
            rows = connection.execute(
                "select question, sum(times), max(day) from vain group by question "
                "order by 2 desc, 3 desc, 1 limit ?",
                (limit,),
            )
            return [UnansweredQuestion(*row) for row in rows]

    def forget(self, question: str | None = None) -> None:
        """Forget a question, or all."""
        with connected(self.file) as connection:
            if question is None:
                connection.execute("delete from vain")
            else:
                connection.execute("delete from vain where question = ?", (question,))

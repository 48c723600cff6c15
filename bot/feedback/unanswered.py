"""Questions for which nothing was found, kept in a local SQLite file if the operator asks for it.

What is kept is the question, the day, and how often: no address, no time of day; and addresses,
numbers and links in it are redacted. Of very many questions the oldest go, so that whoever asks
without end fills no disk.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot.feedback.sqlite_file import DailyCounts, connected

TABLE = "vain"
"""The table's name in existing files."""
LONGEST = 300
"""Characters of a question that are kept."""
MOST_KEPT = 10_000
"""Questions that are kept, each once for each day on which it was asked: some four megabytes, or a
dozen where every character takes four bytes."""
PERSONAL = re.compile(
    r"\S+@\S+|(?:https?://|www\.)\S+|\+?\d(?:[\s()./-]{0,3}\d){6,}",
    re.IGNORECASE,
)
"""Addresses, links, and numbers of seven digits or more."""
REDACTED = "[…]"


class UnansweredQuestion(NamedTuple):
    """A question for which nothing was found: how often it was asked, and the last day."""

    question: str
    times: int
    day: str


@dataclass(frozen=True, slots=True)
class UnansweredQuestions:
    """The questions in one file. Threads may share it."""

    counts: DailyCounts

    @classmethod
    def open(cls, file: Path) -> "UnansweredQuestions":
        """The questions in a file, which is made if it is missing.

        Raises:
            ValueError: it is no such file, or cannot be written.
        """
        return cls(DailyCounts.open(file, TABLE, ("question",), "--questions"))

    @property
    def file(self) -> Path:
        """Where the questions are kept."""
        return self.counts.file

    def add(self, question: str, day: date | None = None) -> None:
        """Keep a question, asked today if no day is given (UTC).

        Raises:
            OSError: the file cannot be written.
        """
        kept = PERSONAL.sub(REDACTED, " ".join(question.split()))[:LONGEST]
        self.counts.add(kept, day=day)
        self.counts.keep_newest(MOST_KEPT)

    def most_asked(self, limit: int = 50) -> list[UnansweredQuestion]:
        """The questions, those asked most often first."""
        with connected(self.file) as connection:
            rows = connection.execute(
                f"select question, sum(times), max(day) from {TABLE} group by question "
                "order by 2 desc, 3 desc, 1 limit ?",
                (limit,),
            )
            return [UnansweredQuestion(*row) for row in rows]

    def forget(self, question: str | None = None) -> None:
        """Forget a question, or all."""
        with connected(self.file) as connection:
            if question is None:
                connection.execute(f"delete from {TABLE}")
            else:
                connection.execute(f"delete from {TABLE} where question = ?", (question,))

"""Whether answers helped, counted in a local SQLite file if the operator asks for it.

What is kept is an answer's id, the vote, the day, and how often: no question, no
address, no time of day, nothing that identifies anyone.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from bot.feedback.sqlite_file import DailyCounts, connected

Vote = Literal["helpful", "not my question"]
VOTES: tuple[Vote, ...] = ("helpful", "not my question")


class CountedVote(NamedTuple):
    """How often an answer got a vote on a day."""

    answer: str
    vote: str
    day: str
    times: int


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes in one file. Threads may share it."""

    counts: DailyCounts

    @classmethod
    def open(cls, file: Path) -> "Votes":
        """The votes in a file, which is made if it is missing.

        Raises:
            ValueError: it is no such file, or cannot be written.
        """
        return cls(DailyCounts.open(file, "votes", ("answer", "vote"), "--votes"))

    @property
    def file(self) -> Path:
        """Where the votes are kept."""
        return self.counts.file

    def add(self, answer: str, vote: Vote, day: date | None = None) -> None:
        """Count a vote for an answer, today if no day is given (UTC).

        Raises:
            OSError: the file cannot be written.
        """
        self.counts.add(answer, vote, day=day)

    def counted(self) -> list[CountedVote]:
        """All votes, by answer, vote and day."""
        with connected(self.file) as connection:
            return [
                CountedVote(*row)
                for row in connection.execute("select * from votes order by 1, 2, 3")
            ]

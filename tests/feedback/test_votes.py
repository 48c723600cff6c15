"""Votes are counted by answer, vote and day, and nothing else is kept."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

from bot.feedback.votes import VOTES, CountedVote, Vote, Votes
from tests.conftest import SEEDS
from tests.show.test_card import HOSTILE

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
ENDING = "; name another file with --votes"
ROUNDS = 25
VOTE_OFTEN = """
import sys
from datetime import date
from pathlib import Path
from bot.feedback.votes import Votes
votes = Votes.open(Path(sys.argv[1]))
for n in range(int(sys.argv[2])):
    votes.add("page#1", "helpful", date(2026, 3, 2))
"""


@pytest.fixture
def votes(tmp_path: Path) -> Votes:
    return Votes.open(tmp_path / "votes.db")


def kept(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a file holds: each table's rows, and the names of its columns."""
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_schema")]
        return {
            name: [
                tuple(row[1] for row in connection.execute(f"pragma table_info({name})")),
                *connection.execute(f"select * from {name}"),
            ]
            for name in names
        }


# Counting.


def test_a_new_file_holds_no_vote(votes: Votes) -> None:
    assert votes.file.is_file()
    assert votes.counted() == []


@pytest.mark.smoke
def test_a_vote_is_counted_each_time(votes: Votes) -> None:
    for times in (1, 2, 3):
        votes.add("page#1", "helpful", MONDAY)
        assert votes.counted() == [CountedVote("page#1", "helpful", "2026-03-02", times)]


def test_each_answer_vote_and_day_is_counted_by_itself_and_told_in_that_order(votes: Votes) -> None:
    votes.add("page#2", "helpful", MONDAY)
    votes.add("page#1", "not my question", TUESDAY)
    votes.add("page#1", "helpful", TUESDAY)
    votes.add("page#1", "not my question", MONDAY)
    votes.add("page#1", "helpful", MONDAY)
    votes.add("page#1", "helpful", TUESDAY)
    assert votes.counted() == [
        ("page#1", "helpful", "2026-03-02", 1),
        ("page#1", "helpful", "2026-03-03", 2),
        ("page#1", "not my question", "2026-03-02", 1),
        ("page#1", "not my question", "2026-03-03", 1),
        ("page#2", "helpful", "2026-03-02", 1),
    ]


def test_a_vote_without_a_day_is_of_today_in_universal_time(votes: Votes) -> None:
    before = datetime.now(UTC).date()
    votes.add("page#1", "helpful")
    after = datetime.now(UTC).date()
    (row,) = votes.counted()
    assert row.day in {before.isoformat(), after.isoformat()}


def test_the_two_votes_are_those_that_may_be_given(votes: Votes) -> None:
    assert get_args(Vote) == VOTES == ("helpful", "not my question")
    for vote in VOTES:
        votes.add("page#1", vote, MONDAY)
    assert [row.vote for row in votes.counted()] == list(VOTES)


def test_an_answers_id_is_kept_character_for_character(votes: Votes) -> None:
    ids = [f"{hostile}#1" for hostile in HOSTILE.values()] + ["'); drop table votes; --#1"]
    for answer in ids:
        votes.add(answer, "helpful", MONDAY)
        votes.add(answer, "helpful", MONDAY)
    assert {(row.answer, row.times) for row in votes.counted()} == {(answer, 2) for answer in ids}


def test_a_file_that_is_opened_again_keeps_its_votes(votes: Votes) -> None:
    votes.add("page#1", "helpful", MONDAY)
    again = Votes.open(votes.file)
    again.add("page#1", "helpful", MONDAY)
    assert votes.counted() == again.counted() == [("page#1", "helpful", "2026-03-02", 2)]


def test_nothing_is_kept_but_answer_vote_day_and_how_often(votes: Votes) -> None:
    votes.add("page#1", "helpful", MONDAY)
    votes.add("page#1", "helpful", MONDAY)
    assert kept(votes.file) == {
        "votes": [("answer", "vote", "day", "times"), ("page#1", "helpful", "2026-03-02", 2)]
    }
    assert [file.name for file in votes.file.parent.iterdir()] == [votes.file.name]


# Many at once.


def test_no_vote_is_lost_between_threads(votes: Votes) -> None:
    def vote(n: int) -> None:
        votes.add(f"page#{n % 2}", "helpful", MONDAY)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(vote, range(8 * ROUNDS)))
    assert votes.counted() == [
        ("page#0", "helpful", "2026-03-02", 4 * ROUNDS),
        ("page#1", "helpful", "2026-03-02", 4 * ROUNDS),
    ]


def test_no_vote_is_lost_between_processes_that_open_a_new_file(tmp_path: Path) -> None:
    file = tmp_path / "votes.db"
    command = [sys.executable, "-B", "-c", VOTE_OFTEN, str(file), str(ROUNDS)]
    voting = [subprocess.Popen(command, cwd=SEEDS.parent) for _ in range(3)]
    assert [process.wait(60) for process in voting] == [0, 0, 0]
    assert Votes.open(file).counted() == [("page#1", "helpful", "2026-03-02", 3 * ROUNDS)]


# Where no votes can be kept.


def test_a_file_in_a_folder_that_is_missing_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "votes.db"
    with pytest.raises(ValueError, match="unable to open database file") as refused:
        Votes.open(file)
    assert str(refused.value).startswith(f"{file}: nothing can be kept there (")
    assert str(refused.value).endswith(ENDING)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing can be kept there") as refused:
        Votes.open(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path}: ")
    assert str(refused.value).endswith(ENDING)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("These are notes, not votes.\n" * 100)
    before = file.read_bytes()
    with pytest.raises(ValueError, match="file is not a database") as refused:
        Votes.open(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert str(refused.value).endswith(ENDING)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]

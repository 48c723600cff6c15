"""The small files of SQLite: made when missing, refused when they are something else."""

from datetime import date
from pathlib import Path

import pytest

from bot.feedback.sqlite_file import DailyCounts, connected, create
from bot.feedback.unanswered import UnansweredQuestions
from bot.feedback.votes import Votes

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
TABLE = "create table if not exists things (name text primary key)"
ADD = "insert into things values (?)"


def things(file: Path) -> list[tuple[str]]:
    with connected(file) as connection:
        return list(connection.execute("select name from things order by name"))


def test_a_file_is_made_empty_and_a_second_time_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "things.db"
    create(file, TABLE, ADD, ("probe",), "--things")
    assert things(file) == []
    with connected(file) as connection:
        connection.execute(ADD, ("one",))
    create(file, TABLE, ADD, ("probe",), "--things")
    assert things(file) == [("one",)]


def test_what_fails_half_way_is_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "things.db"
    create(file, TABLE, ADD, ("probe",), "--things")
    with pytest.raises(OSError, match="UNIQUE"), connected(file) as connection:
        connection.execute(ADD, ("one",))
        connection.execute(ADD, ("one",))
    assert things(file) == []


def test_what_is_deleted_leaves_no_bytes_behind(tmp_path: Path) -> None:
    file = tmp_path / "things.db"
    create(file, TABLE, ADD, ("probe of the disk",), "--things")
    with connected(file) as connection:
        connection.execute(ADD, ("a name that goes",))
    assert b"a name that goes" in file.read_bytes()
    with connected(file) as connection:
        connection.execute("delete from things")
    assert b"a name that goes" not in file.read_bytes()
    assert b"probe of the disk" not in file.read_bytes()


@pytest.mark.parametrize("kind", ["folder", "notes", "missing folder", "other table"])
def test_what_is_no_such_file_is_refused_with_the_option_that_names_another(
    kind: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    if kind == "folder":
        file.mkdir()
    elif kind == "notes":
        file.write_text("These are notes.\n" * 100)
    elif kind == "missing folder":
        file = file / "file"
    else:
        create(
            file, "create table things (one, two)", "insert into things values (?, 1)", ("",), ""
        )
    with pytest.raises(ValueError, match="nothing can be kept there") as told:
        create(file, TABLE, ADD, ("",), "--things")
    assert str(told.value).startswith(f"{file}: nothing can be kept there (")
    assert str(told.value).endswith("; name another file with --things")


# Counts by day.


def test_a_count_is_kept_by_its_keys_and_the_day(tmp_path: Path) -> None:
    counts = DailyCounts.open(tmp_path / "things.db", "things", ("name", "colour"), "--things")
    for name, colour, day in [
        ("a", "red", MONDAY), ("a", "red", MONDAY), ("a", "red", TUESDAY), ("a", "blue", MONDAY),
    ]:  # fmt: skip
        counts.add(name, colour, day=day)
    with connected(counts.file) as connection:
        assert list(connection.execute("select * from things order by 1, 2, 3")) == [
            ("a", "blue", "2026-03-02", 1),
            ("a", "red", "2026-03-02", 2),
            ("a", "red", "2026-03-03", 1),
        ]


@pytest.mark.parametrize(
    ("opened", "schema"),
    [
        (Votes, "votes (\n  answer text not null,\n  vote text not null"),
        (UnansweredQuestions, "vain (\n  question text not null"),
    ],
)
def test_a_file_has_the_table_that_files_always_had(
    opened: type[Votes] | type[UnansweredQuestions], schema: str, tmp_path: Path
) -> None:
    file = tmp_path / "kept.db"
    opened.open(file)
    with connected(file) as connection:
        ((written,),) = connection.execute("select sql from sqlite_schema")
    keys = {Votes: "answer, vote", UnansweredQuestions: "question"}[opened]
    assert written == (
        f"CREATE TABLE {schema},\n  day text not null,\n  times integer not null,\n"
        f"  primary key ({keys}, day)\n) strict, without rowid"
    )

"""The small files of SQLite: made when missing, refused when they are something else."""

from pathlib import Path

import pytest

from bot.feedback.sqlite_file import connected, create

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

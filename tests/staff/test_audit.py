"""Who did what: a line each, written at once, and nobody's name but that of who did it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.staff.audit import MOST_OF_NOBODY, NAME, Audit
from tests.show.test_card import HOSTILE


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / NAME).read_text("utf-8").split("\n")[:-1]]


def test_every_deed_is_a_line_with_the_second_and_who_it_was(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    before = datetime.now(UTC).replace(microsecond=0)
    audit.note("ann", "taking out", answers=["a#1", "b#2"])
    audit.note_trial("wrong password")
    first, second = lines(tmp_path)
    assert before <= datetime.fromisoformat(first.pop("when")) <= datetime.now(UTC)
    assert first == {"by": "ann", "did": "taking out", "answers": ["a#1", "b#2"]}
    assert list(second) == ["when", "by", "did"]
    assert (second["by"], second["did"]) == ("nobody", "wrong password")


def test_what_was_noted_stays_when_the_program_starts_again(tmp_path: Path) -> None:
    Audit(tmp_path).note("ann", "entered")
    Audit(tmp_path).note("bob", "entered")
    assert [line["by"] for line in lines(tmp_path)] == ["ann", "bob"]


def test_whoever_tries_passwords_without_end_fills_no_disk(tmp_path: Path) -> None:
    now = 0.0
    audit = Audit(tmp_path, lambda: now)
    for _ in range(1_000):
        audit.note_trial("wrong password")
    audit.note("ann", "entered")
    assert [line["by"] for line in lines(tmp_path)] == ["nobody"] * MOST_OF_NOBODY + ["ann"]
    now = 60.0
    audit.note_trial("wrong password")
    audit.note_trial("wrong password")
    *_, first, second = lines(tmp_path)
    assert first["left_out"] == 1_000 - MOST_OF_NOBODY and "left_out" not in second


@pytest.mark.parametrize("hostile", [*HOSTILE.values(), "half of one \ud800"])
def test_no_name_breaks_a_line(hostile: str, tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    audit.note(hostile, "entered", pages=[hostile])
    audit.note("ann", "entered")
    first, second = lines(tmp_path)
    assert first["by"] == hostile.replace("\ud800", "?")
    assert first["pages"] == [first["by"]]
    assert second["by"] == "ann"


def test_threads_write_whole_lines(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: audit.note(f"{n}", "entered", pages=["x" * 5000]), range(80)))
    assert sorted(int(line["by"]) for line in lines(tmp_path)) == list(range(80))


def test_where_nothing_can_be_written_that_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        Audit(tmp_path / "missing").note("ann", "taking out")

"""A full or read-only disk: the old library serves, and the message says why the new one is not."""

import shutil
from pathlib import Path

import pytest

from bot.cli import main
from index.library.remove import finish_removal, remove
from tests.conftest import SEEDS
from tests.faults.disk import mounted
from tests.faults.library import Place, in_child, served, two_generations
from tests.faults.tally import Tally
from tests.faults.test_commit import Stopped
from tests.pages.test_text_unseen import FILLER, VENEERS
from tests.words_encoder import WordsEncoder

ENOUGH = 400 << 10
"""Bytes in which the next generation finds room."""


def test_on_a_disk_of_any_size_the_old_library_serves_and_nothing_is_left(
    quick_path: Path, tally: Tally, long: bool
) -> None:
    refused = []
    with mounted(quick_path / "disk") as disk:
        stopped = Stopped(disk.folder)
        for free in range(0, ENOUGH, 4096 if long else 20480):
            place = stopped.copy()
            disk.leave(free)
            ended = in_child(place.build)
            assert not ended.died
            assert "!!" not in ended.said, ended.said
            now = served(place.library)
            if ended.status:
                refused.append(free)
                assert ended.said.startswith("! NotWritten: ")
                assert place.left_over() == []
                assert now == stopped.before
            else:
                assert now == stopped.after
            disk.make_room()
            stopped.check(place, tally, 5)
    assert len(refused) > 5
    assert refused[-1] < ENOUGH - 20480


def test_a_first_build_on_a_full_disk_leaves_no_library(quick_path: Path, tally: Tally) -> None:
    with mounted(quick_path / "disk") as disk:
        place = Place(disk.folder / "place")
        place.write("a", VENEERS)
        refused = 0
        for free in range(0, ENOUGH, 32768):
            shutil.rmtree(place.library, ignore_errors=True)
            disk.leave(free)
            ended = in_child(place.build)
            assert "!!" not in ended.said, ended.said
            refused += ended.status == 2
            if ended.status:
                assert place.left_over() == []
            disk.make_room()
            place.build()
            tally.record(5)
            assert [words for words, _ in served(place.library).values()] == [VENEERS.body]
    assert refused > 2


def test_a_removal_on_a_full_disk_says_whether_the_doctor_is_withheld(
    quick_path: Path, tally: Tally
) -> None:
    named = VENEERS.doctor.name or ""
    with mounted(quick_path / "disk") as disk:
        place, _, before = two_generations(disk.folder / "place")
        told = set()
        for free in range(0, ENOUGH, 4096):
            removing = place.copy("removing")
            disk.leave(free)
            ended = in_child(lambda: _remove_doctor(removing.library, named))  # noqa: B023
            disk.make_room()
            assert "!!" not in ended.said, ended.said
            told.add(kind := ended.said.split(":")[0] if ended.status else "")
            if kind == "! NotWritten":
                assert served(removing.library) == before
                continue
            assert VENEERS.body not in [words for words, _ in served(removing.library).values()]
            if kind == "! NotErased":
                assert "is shown to nobody from now on" in ended.said
                finish_removal(removing.library, WordsEncoder())
            assert not any(
                VENEERS.body.encode() in one.read_bytes()
                for one in removing.library.rglob("*")
                if one.is_file()
            )
            tally.record(5)
            if not kind:
                break
        assert told == {"! NotWritten", "! NotErased", ""}


def _remove_doctor(library: Path, name: str) -> None:
    remove(library, WordsEncoder(), doctors=[name])


# Where nothing may be written.


def test_a_read_only_library_serves_and_a_build_says_why_not(
    quick_path: Path, tally: Tally
) -> None:
    with mounted(quick_path / "disk") as disk:
        place, _, before = two_generations(disk.folder / "place")
        place.write("c", FILLER)
        disk.forbid_writing()
        assert served(place.library) == before
        ended = in_child(place.build)
        assert ended.said.startswith(f"! NotWritten: {place.library}: the library cannot be ")
        assert "Read-only file system" in ended.said
        assert served(place.library) == before
        disk.allow_writing()
        place.build()
        assert len(served(place.library)) == len(before) + 1
        assert place.left_over() == []
        tally.record(22, tries=2)


def test_a_read_only_library_answers_at_the_command_line(
    quick_path: Path,
    tally: Tally,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.run.changing.SentenceEncoder", lambda *name: WordsEncoder())
    monkeypatch.setattr("index.library.open.SentenceEncoder", lambda *name: WordsEncoder())
    with mounted(quick_path / "disk") as disk:
        library = ["--library", str(disk.folder / "library")]
        assert main([*library, "build", str(SEEDS)]) == 0
        disk.forbid_writing()
        capsys.readouterr()
        assert main([*library, "ask", "can I exercise after botox?"]) == 0
        assert main([*library, "check"]) == 0
        assert capsys.readouterr().err == ""
        assert main([*library, "build", str(SEEDS), "--anew"]) == 2
        told = capsys.readouterr().err
        assert "Read-only file system" in told
        assert told.count("\n") == 1
        assert main(["--library", str(disk.folder / "other"), "build", str(SEEDS)]) == 2
        assert "Read-only file system" in capsys.readouterr().err
        tally.record(22, tries=4)

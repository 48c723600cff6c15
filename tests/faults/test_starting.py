"""The program while it starts: told to stop at any moment, and with little room for temporary
files."""

import os
import signal
import subprocess
import time
from pathlib import Path

import httpx2
import pytest

from bot.interrupt import LINE
from tests.faults.disk import mounted
from tests.faults.tally import Tally
from tests.faults.visitors import PATIENCE, command_of, free_port, process_of, served, started

QUESTION = "can I exercise after botox?"
BEGUN = """
import sys
from bot.interrupt import end_in_one_line

end_in_one_line()  # as bot.start does first of all
print("begun", flush=True)
"""
DOORS = {
    "the command": "from bot.start import main\nmain()",
    "the page": "import runpy\nrunpy.run_path('app.py', run_name='__main__')",
    "the module": "import runpy\nrunpy.run_module('bot.cli', run_name='__main__')",
}


def stopped_after(seconds: float, door: str, folder: Path) -> tuple[int, str]:
    """The status, and all that was said, of a program that is stopped by Ctrl-C after so long."""
    options = ["--port", str(free_port()), "--no-staff", "--demo"]
    options = options if door == "the page" else ["serve", *options]
    process = process_of(
        ["-c", BEGUN + DOORS[door], *options],
        subprocess.PIPE,
        subprocess.PIPE,
        {"DOCTOR_ANSWERS_LIBRARY": str(folder)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def seconds_to_start(folder: Path) -> float:
    began = time.monotonic()
    with served(folder, 0.0, "--no-staff"):
        return time.monotonic() - began


@pytest.mark.parametrize("door", DOORS)
def test_ctrl_c_at_any_moment_of_the_start_ends_it_with_one_line(
    door: str, library_folder: Path, long: bool, tally: Tally
) -> None:
    moments = 40 if long else 5
    whole = seconds_to_start(library_folder)
    for moment in range(moments):
        status, said = stopped_after(whole * 0.9 * moment / moments, door, library_folder)
        *before, last = said.splitlines()
        assert (status, last.endswith("stopped")) in ((130, True), (0, True)), said
        assert status == 0 or last == LINE.decode().strip()
        # The library is one of words, for which this command has no encoder.
        assert all(" INFO bot.web.serve: " in one or "NoEncoder" in one for one in before), said
        tally.record(26)


def test_ctrl_c_while_the_library_is_built_ends_with_one_line_and_the_next_start_builds_it(
    tmp_path: Path, tally: Tally
) -> None:
    status, said = stopped_after(0.8, "the command", tmp_path / "library")
    *before, last = said.splitlines()
    assert (status, f"{last}\n".encode()) == (130, LINE)
    told = ("Building a library", "while it reads the answers in")
    assert all(any(words in line for words in told) for line in before), said
    tally.record(26)


def test_ctrl_c_while_it_serves_ends_it_well(library_folder: Path, tally: Tally) -> None:
    with served(library_folder, 0.0, "--no-staff", stderr=subprocess.PIPE) as program:
        program.process.send_signal(signal.SIGINT)
        _, said = program.process.communicate(timeout=PATIENCE)
        assert program.process.returncode == 0
        assert said.splitlines()[-1].endswith("INFO bot.web.serve: stopped")
    tally.record(26)


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_its_temporary_files_are_its_own_and_go_when_it_ends(
    ended_by: signal.Signals, library_folder: Path, tmp_path: Path, tally: Tally
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    (temporary / "gradio").write_text("somebody else's", encoding="utf-8")  # where Gradio looks
    environment = {"TMPDIR": str(temporary)}
    with served(library_folder, 0.0, "--no-staff", environment=environment) as program:
        assert program.ask(QUESTION).answered
        program.process.send_signal(ended_by)
        assert program.process.wait(PATIENCE) == 0
    assert [one.name for one in temporary.iterdir()] == ["gradio"]
    tally.record(30)


# Little room.


def test_it_starts_and_answers_with_64_mb_of_room_and_names_what_does_not_fit(
    library_folder: Path, tmp_path: Path, tally: Tally
) -> None:
    with (
        mounted(tmp_path / "disk") as disk,
        (tmp_path / "log").open("w+", encoding="utf-8") as log,
        served(
            library_folder, 0.0, "--no-staff", stderr=log,
            environment={"TMPDIR": str(disk.folder)},
        ) as program,
    ):  # fmt: skip
        assert program.ask(QUESTION).answered
        page = httpx2.get(program.address)
        assert page.status_code == 200
        said = (tmp_path / "log").read_text(encoding="utf-8")
        assert "ERROR" not in said
        warned, *_ = [line for line in said.splitlines() if "WARNING" in line]
        assert f"model.npz.xz does not fit into {disk.folder}" in warned
        tally.record(5)


def test_a_library_that_may_not_be_written_and_does_not_fit_names_what_does_not(
    library_copy: Path, tmp_path: Path, tally: Tally
) -> None:
    with mounted(tmp_path / "disk") as disk, mounted(tmp_path / "small") as small:
        folder = disk.folder / "library"
        subprocess.run(["cp", "-r", str(library_copy), str(folder)], check=True)
        (words,) = folder.glob("generation-*/words")
        disk.forbid_writing()
        small.leave(4096)
        command = command_of(folder, free_port(), 0.0, "--no-staff")
        process = process_of(command, subprocess.PIPE, environment={"TMPDIR": str(small.folder)})
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        last = said.splitlines()[-1]
        assert last.startswith(f"doctor-answers: {words}: nothing may be written here")
        assert f"does not fit into {small.folder}; make room" in last and "TMPDIR" in last
        assert os.listdir(small.folder) == []  # noqa: PTH208
        tally.record(5)
        disk.allow_writing()


def test_with_room_it_says_nothing(library_folder: Path, tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        port = free_port()
        command = command_of(library_folder, port, 0.0, "--no-staff")
        with started(command, port, log) as program:
            assert program.ask(QUESTION).answered
        assert "WARNING" not in (tmp_path / "log").read_text(encoding="utf-8")

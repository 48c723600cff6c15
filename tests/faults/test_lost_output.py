"""A notice of danger is told though standard output takes it not, or not as it is."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SEEDS

EMERGENCY = "I cannot breathe since my botox"
NOTICE = "Get help now: call 112"
ASK = [sys.executable, "-m", "bot.cli", "ask", EMERGENCY, "--emergency", "112", "--library"]
FULL = Path("/dev/full")
PATIENCE = 60


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_a_terminal_that_lacks_characters_shows_the_notice(encoding: str, tmp_path: Path) -> None:
    """The notice quotes the patient's words in marks that many terminals do not have."""
    here, there = pty.openpty()
    with os.fdopen(here, "rb") as terminal:
        done = subprocess.run(
            [*ASK, str(tmp_path / "none")],
            stdout=there,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            cwd=SEEDS.parent,
            timeout=PATIENCE,
            check=False,
        )
        os.close(there)
        shown = terminal.read1()
    assert NOTICE.encode() in shown
    assert b"encode" not in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="no device here is always full")
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_full_disk_takes_no_notice_along(more: tuple[str, ...], tmp_path: Path) -> None:
    with FULL.open("w", encoding="utf-8") as full:
        told = errors_of([*ASK, str(tmp_path / "none"), *more], stdout=full.fileno())
    assert NOTICE in told
    assert "No space left" in told


def test_a_closed_output_takes_no_notice_along(tmp_path: Path) -> None:
    command = [*ASK, str(tmp_path / "none")]
    told = errors_of(["sh", "-c", 'exec "$@" >&-', "sh", *command])
    assert NOTICE in told
    assert "standard output is closed" in told


def test_a_library_whose_name_is_refused_takes_no_notice_along(tmp_path: Path) -> None:
    told = errors_of([*ASK, os.fsdecode(os.fsencode(tmp_path) + b"/\xff")])
    assert NOTICE in told
    assert "not a name in UTF-8" in told


def errors_of(command: list[str], stdout: int = subprocess.DEVNULL) -> str:
    """What a command that fails says on standard error."""
    done = subprocess.run(
        command,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=SEEDS.parent,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    return done.stderr.decode()


@pytest.mark.parametrize("command", [["ask", "-"], ["verify", "-"], ["password", "anna"]])
def test_a_closed_input_is_said_to_be_closed(command: list[str], tmp_path: Path) -> None:
    called = [sys.executable, "-m", "bot.cli", "--library", str(tmp_path / "none"), *command]
    told = errors_of(["sh", "-c", 'exec "$@" <&-', "sh", *called])
    assert told == "doctor-answers: standard input is closed; open it, or name what it would hold\n"

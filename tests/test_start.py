"""How the command of a process ends."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import atexit, sys
from bot.start import main
atexit.register(lambda: print("taken apart", file=sys.stderr))
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("arguments", "ends_at_once"),
    [
        # Whoever is in a crisis waits for no library, so none is needed here.
        (["--library", "none", "ask", "I want to kill myself"], True),
        (["completion", "bash"], False),
    ],
)
def test_ask_ends_at_once_when_all_is_printed(
    arguments: list[str], ends_at_once: bool, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("\n")
    assert done.stderr == ("" if ends_at_once else "taken apart\n")

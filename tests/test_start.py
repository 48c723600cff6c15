"""How the command of a process ends."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import atexit, gc, sys
from bot.start import main
atexit.register(lambda: print(gc.get_freeze_count() > 0, file=sys.stderr))
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("arguments", "is_spared"),
    [
        # Whoever is in a crisis waits for no library, so none is needed here.
        (["--library", "none", "ask", "I want to kill myself"], True),
        (["completion", "bash"], False),
    ],
)
def test_ask_ends_without_a_search_for_garbage(
    arguments: list[str], is_spared: bool, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    assert done.stderr == f"{is_spared}\n"

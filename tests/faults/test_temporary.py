"""Temporary files of a program that is stopped while it reads an archive: nothing of them stays."""

import signal
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import SEEDS
from tests.faults.tally import Tally
from tests.faults.visitors import PATIENCE, process_of

HOLDS = """
import sys, time
from pathlib import Path
from bot.interrupt import at_the_end, end_in_one_line, raise_as_usual
from index.pages.packed.archives import unpacked
from index.temporary import clear_temporary

end_in_one_line()
at_the_end(clear_temporary)  # as bot.cli does
if sys.argv[2:]:
    raise_as_usual()
held = unpacked(Path(sys.argv[1]))
print(held.folder, flush=True)
time.sleep(600)
"""
"""Reads an archive, and is never done."""


def zipped(file: Path) -> None:
    with ZipFile(file, "w") as opened:
        opened.write(next(SEEDS.glob("*.txt")), "a.txt")


def tarred(file: Path) -> None:
    with tarfile.open(file, "w:gz") as opened:
        opened.add(next(SEEDS.glob("*.txt")), "a.txt")


def holding(archive: Path, temporary: Path, *options: str) -> subprocess.Popen[str]:
    """A program that has unpacked an archive, and where its temporary files are."""
    temporary.mkdir()
    process = process_of(
        ["-c", HOLDS, str(archive), *options],
        subprocess.DEVNULL,
        subprocess.PIPE,
        {"TMPDIR": str(temporary)},
    )
    assert process.stdout is not None
    assert list(Path(process.stdout.readline().strip()).glob("*.txt"))
    return process


@pytest.mark.faults
@pytest.mark.parametrize(("name", "made"), [("a.zip", zipped), ("a.tar.gz", tarred)])
def test_what_a_killed_program_unpacked_goes_when_another_begins(
    name: str, made: Callable[[Path], None], tmp_path: Path, tally: Tally
) -> None:
    archive, temporary = tmp_path / name, tmp_path / "temporary"
    made(archive)
    process = holding(archive, temporary)

    def begin() -> None:
        told = {"TMPDIR": str(temporary)}
        other = process_of(["-m", "bot.cli", "pages", str(archive)], environment=told)
        assert other.wait(PATIENCE) == 0

    begin()
    assert len(list(temporary.rglob("a.txt"))) == 1  # it is at work
    process.kill()
    process.communicate()
    assert len(list(temporary.rglob("a.txt"))) == 1
    begin()
    assert list(temporary.iterdir()) == []
    tally.record(10)


@pytest.mark.faults
@pytest.mark.parametrize("options", [(), ("as usual",)], ids=["one line", "as usual"])
def test_what_a_program_unpacked_goes_at_once_at_ctrl_c(
    options: tuple[str, ...], tmp_path: Path, tally: Tally
) -> None:
    archive, temporary = tmp_path / "a.zip", tmp_path / "temporary"
    zipped(archive)
    process = holding(archive, temporary, *options)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert list(temporary.iterdir()) == []
    tally.record(10)

"""The wheel: what is in it, and that it works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import SEEDS

ROOT = SEEDS.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a wheel built from this checkout."""
    made = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = made.glob("doctor_answers-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made / "unpacked")
    return made / "unpacked"


def test_the_seeds_travel_with_the_wheel_byte_for_byte(unpacked: Path) -> None:
    travelled = {file.name: file.read_bytes() for file in (unpacked / "seeds").iterdir()}
    assert travelled == {file.name: file.read_bytes() for file in SEEDS.iterdir()}


def test_every_module_is_in_the_wheel_and_no_test(unpacked: Path) -> None:
    packed = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*.py")}
    rooms = {
        file.relative_to(ROOT).as_posix()
        for room in ("index", "bot")
        for file in (ROOT / room).rglob("*.py")
    }
    assert packed == rooms


def test_what_the_rooms_read_is_in_the_wheel(unpacked: Path) -> None:
    beside = [
        file
        for file in (ROOT / "bot").rglob("*")
        if file.is_file() and file.suffix not in {".py", ".pyc"}
    ]
    assert len(beside) > 5
    for file in beside:
        assert (unpacked / file.relative_to(ROOT)).read_bytes() == file.read_bytes()


def test_the_default_pages_are_the_wheels_own_in_any_working_folder(
    unpacked: Path, tmp_path: Path
) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from bot.run.changing import SEEDS; print(SEEDS)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(unpacked / "seeds")

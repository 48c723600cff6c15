"""Answering without what only building a library anew needs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.hosting.packages import BUILDING
from index.encoders.kept_exports import keep_export, place_of
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.open import Library
from tests.conftest import SEEDS
from tests.faults.visitors import PATIENCE, free_port, started

pytestmark = pytest.mark.model

WITHOUT = f"""
import sys


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {sorted(one.replace("-", "_") for one in BUILDING)}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Missing())
from bot.cli import main

sys.exit(main(sys.argv[1:]))
"""


def ran(*arguments: str, cache: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What the program does; `cache` is the user's, if not that of all tests."""
    own = {} if cache is None else {"XDG_CACHE_HOME": str(cache)}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments],
        cwd=SEEDS.parent,
        env={**os.environ, **own},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture
def own(real_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(real_folder, tmp_path / "library"))


def test_the_page_answers(own: Path) -> None:
    port = free_port()
    command = ["-c", WITHOUT, "--library", str(own), "serve", "--port", str(port), "--no-staff"]
    with started(command, port) as program:
        told = program.ask("does massage move botox?")
    assert told.answered and "000_935efed495dcb89e#10" in told.text


def test_a_page_is_added_with_the_librarys_own_encoder(own: Path, tmp_path: Path) -> None:
    page = (SEEDS / "003_13a95f21a5b80d88.txt").read_text(encoding="utf-8")
    (tmp_path / "again.txt").write_text(page, encoding="utf-8")
    done = ran("--library", str(own), "build", str(tmp_path / "again.txt"))
    assert done.returncode == 0, done.stderr
    assert "1 added" in done.stdout


@pytest.mark.parametrize("command", [["build", str(SEEDS)], ["ask", "botox", "--demo"]])
def test_a_library_is_not_begun_and_one_sentence_says_why(
    tmp_path: Path, command: list[str]
) -> None:
    done = ran("--library", str(tmp_path / "library"), *command, cache=tmp_path / "empty")
    assert done.returncode == 2
    told = done.stderr.splitlines()[-1]
    assert "is not installed, as answering does not need it" in told
    assert told.endswith("pip install doctor-answers") and "Traceback" not in done.stderr


def test_a_library_is_begun_with_an_encoder_that_was_exported_before(
    real_encoder: SentenceEncoder,
    real_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # That of all tests keeps the last few only, and other tests export models, too.
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    place, kept = place_of(real_encoder), Library.open(real_folder).encoder()
    assert place is not None and place.is_relative_to(cache) and isinstance(kept, OnnxEncoder)
    keep_export(place, kept)
    done = ran("--library", str(tmp_path / "library"), "build", str(SEEDS), cache=cache)
    assert done.returncode == 0, done.stderr
    built, before = Library.open(tmp_path / "library"), Library.open(real_folder)
    assert built.encoder().fingerprint == before.encoder().fingerprint
    assert [one.answers for one in built.pages()] == [one.answers for one in before.pages()]

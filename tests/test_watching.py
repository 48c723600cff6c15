"""`build --watch` and `serve --watch` as a person calls them, in a process of their own."""

import signal
import subprocess
import time
from pathlib import Path

import httpx2

from index.library.build import build
from tests.conftest import SEEDS
from tests.faults.visitors import PATIENCE, free_port, process_of
from tests.library.test_watch import LONG_ENOUGH, wait_for, words_in, write
from tests.words_encoder import WordsEncoder

PROGRAM = """
import sys

import bot.cli
import bot.run.changing
from index.library.open import Library
from tests.words_encoder import WordsEncoder

Library.encoder = lambda library: WordsEncoder()
bot.run.changing.SentenceEncoder = lambda name: WordsEncoder()
sys.exit(bot.cli.main())
"""
"""The command itself, with an encoder that needs no loading."""


NO_PRIVILEGE = """
import ctypes, os

if os.geteuid() == 0:  # who is root may read what is closed; not without these two capabilities
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, sets) == 0
    for kind in range(3):
        sets[kind] &= ~0b110
    assert libc.capset(header, sets) == 0
"""
"""What makes a program's user one who may not read everything."""


def started(folder: Path, command: str, *options: str) -> subprocess.Popen[str]:
    return process_of(
        ["-c", PROGRAM, "--library", str(folder), command, *options],
        subprocess.PIPE,
        subprocess.PIPE,
    )


def stopped(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The status, and what else was said, of a program that is stopped by Ctrl-C."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def test_build_goes_on_until_ctrl_c_which_ends_it_in_one_line(tmp_path: Path) -> None:
    library, saved = tmp_path / "library", tmp_path / "saved"
    saved.mkdir()
    write(saved / "eyes.txt", "Cold water helps red eyes.")
    time.sleep(2)  # so that it stands still
    process = started(library, "build", "--watch", str(saved))
    assert process.stderr is not None
    assert "watching" in process.stderr.readline()
    write(saved / "ears.txt", "Warm oil helps.")
    wait_for(lambda: set(words_in(library)) == {"eyes", "ears"})
    status, out, err = stopped(process)
    assert (status, err) == (130, "doctor-answers: stopped\n")
    reports = [line for line in out.splitlines() if line.startswith(str(library))]
    assert [line.split(": ")[1].split(";")[0] for line in reports] == [
        "1 added, 0 changed, 0 removed, 0 unchanged, 0 skipped",
        "1 added, 0 changed, 0 removed, 1 unchanged, 0 skipped",
    ]


def test_a_page_that_serves_answers_from_what_was_just_saved(tmp_path: Path) -> None:
    library, saved = tmp_path / "library", tmp_path / "saved"
    saved.mkdir()
    (saved / "seed.txt").write_bytes(next(SEEDS.glob("*.txt")).read_bytes())
    time.sleep(2)  # so that it stands still
    port = free_port()
    options = ["--port", str(port), "--no-staff", "--watch", str(saved)]
    process = started(library, "serve", *options)
    asked = f"http://127.0.0.1:{port}/page/eyes/1"

    def status() -> int:
        assert process.poll() is None, "the program ended"
        try:
            return int(httpx2.get(asked).status_code)
        except httpx2.TransportError:
            return 0

    try:
        wait_for(lambda: status() == 404)
        write(saved / "eyes.txt", "Cold water helps red eyes.")
        wait_for(lambda: status() == 200)
        (saved / "eyes.txt").unlink()
        wait_for(lambda: status() == 404)
    finally:
        ended, _, said = stopped(process)
    assert ended == 0, said
    assert "Watched folders: 1 added, 0 changed, 0 removed" in said, said
    assert said.splitlines()[-1].endswith("stopped")


def test_a_folder_that_is_empty_at_the_start_takes_no_page_away(tmp_path: Path) -> None:
    library, saved = tmp_path / "library", tmp_path / "saved"
    saved.mkdir()
    write(saved / "eyes.txt", "Cold water helps red eyes.")
    build(library, [saved], WordsEncoder())
    (saved / "eyes.txt").unlink()
    process = started(library, "build", "--watch", str(saved))
    assert process.stderr is not None
    assert "watching" in process.stderr.readline()
    assert "keeps its pages" in process.stderr.readline()
    assert stopped(process)[0] == 130
    assert set(words_in(library)) == {"eyes"}


def has_built(library: Path) -> bool:
    return any(library.glob("generation-*")) and "generation-" in (library / "CURRENT").read_text()


def test_a_closed_folder_below_is_told_and_ends_no_watching(tmp_path: Path) -> None:
    library, saved = tmp_path / "library", tmp_path / "saved"
    (saved / "closed").mkdir(parents=True)
    write(saved / "closed" / "nose.txt", "Salt water helps.")
    (saved / "closed").chmod(0)
    write(saved / "eyes.txt", "Cold water helps red eyes.")
    time.sleep(2)  # so that it stands still
    said = tmp_path / "said"
    with said.open("w", encoding="utf-8") as out:
        process = process_of(
            [
                "-c",
                NO_PRIVILEGE + PROGRAM,
                "--library",
                str(library),
                "build",
                "--watch",
                str(saved),
            ],
            out,
            out,
        )
        try:
            wait_for(lambda: has_built(library) and set(words_in(library)) == {"eyes"})
            write(saved / "ears.txt", "Warm oil helps.")
            wait_for(lambda: set(words_in(library)) == {"eyes", "ears"})
            (saved / "closed").chmod(0o700)
            wait_for(lambda: set(words_in(library)) == {"eyes", "ears", "closed/nose"})
        finally:
            stopped(process)
    assert "closed: cannot be read (Permission denied)" in said.read_text(encoding="utf-8")


def test_a_dry_run_watches_nothing(tmp_path: Path) -> None:
    options = ["--dry-run", "--watch", str(tmp_path)]
    process = started(tmp_path / "library", "build", *options)
    _, err = process.communicate(timeout=LONG_ENOUGH)
    assert process.returncode == 2
    assert "leave --watch out" in err
    assert not (tmp_path / "library").exists()

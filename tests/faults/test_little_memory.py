"""With too little memory the program says so; the library serves, and is not blamed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import SEEDS
from tests.faults.library import Served, served
from tests.faults.tally import Tally

ROOT = SEEDS.parent
SCRIPT = """
import resource, sys
import bot.cli, bot.run.asking, bot.run.changing, bot.run.checking, index.library.open
from tests.words_encoder import WordsEncoder

bot.run.changing.SentenceEncoder = index.library.open.SentenceEncoder = lambda *name: WordsEncoder()

def size(name):
    (line,) = (line for line in open("/proc/self/status") if line.startswith(name))
    return int(line.split()[1]) * 1024

before = size("VmSize")
more = float(sys.argv[1])
if more >= 0:
    limit = int(before + more)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
status = bot.cli.main(sys.argv[2:])
print("needed", size("VmPeak") - before, file=sys.stderr)
sys.exit(status)
"""
"""Runs a command with so many more bytes of address space than its imports take, or with all."""
FACTORS = (2, 1.5, 1, 0.9, 0.75, 0.5, 0.25, 0.1, 0.015, 0.01, 0.005, 0)
FEW_FACTORS = (2, 1, 0.5, 0.01, 0)


class Told(NamedTuple):
    status: int
    out: str
    err: str


def run(more: float, *arguments: object) -> Told:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(more), *map(str, arguments)],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RUST_BACKTRACE": "0"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return Told(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "can I exercise after botox?", "--json"],
        ["doctors", "botox", "--csv"],
        ["build", str(SEEDS), "--anew"],
        ["check"],
    ],
    ids=lambda command: str(command[0]),
)
def test_with_too_little_memory_the_command_says_so_or_does_it_all(
    command: Sequence[str], library_copy: Path, tally: Tally, long: bool
) -> None:
    library = ["--library", str(library_copy)]
    before: Served = served(library_copy)
    with_all = run(-1, *library, *command)
    assert with_all.status == 0
    needed = int(with_all.err.split()[-1])
    ended = {}
    for factor in FACTORS if long else FEW_FACTORS:
        told = run(needed * factor, *library, *command)
        ended[factor] = told.status
        now = served(library_copy)
        right = told.out == with_all.out or "3 added" in told.out
        done = told.status == 0 and right
        # Status 1 is OpenBLAS's own and -6 that of what is written in Rust: each ends the process
        # itself and says so, be it after all was done, or between a line and its end.
        begun = right or with_all.out.startswith(told.out)
        refused = told.status != 0 and begun and told.err.strip() != ""
        tally.record(24, lost=int(now != before), wrong=int(not done and not refused))
        assert now == before
        assert done or refused, (factor, told)
        assert "damaged" not in told.err, told.err
        assert "Traceback" not in told.err, told.err
    assert ended[2] == 0
    assert ended[0] != 0

"""Machines that build together are killed, in part and whole: what is committed at last is what a
plain build makes, and nothing is in it twice."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.library.build import build
from index.library.open import Library
from tests.cluster.machines import Machines, machines, write_parts
from tests.cluster.test_build_on_cluster import rows_of, vectors_of
from tests.faults.tally import Tally
from tests.words_encoder import WordsEncoder

ANSWERS = 2000
MOMENTS, MANY_MOMENTS = 3, 24
KINDS = ("worker", "node", "program")
RUNS = 3
"""How often the command may have to be given for one kill."""
HERE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Machines]:
    """A node that is there all the time."""
    with machines() as made:
        yield made


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four files of answers."""
    return write_parts(tmp_path_factory.mktemp("pages"), ANSWERS, 4)


@pytest.fixture(scope="module")
def plain(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """What must come of it."""
    folder = tmp_path_factory.mktemp("plain")
    build(folder, [pages], WordsEncoder())
    return Library.open(folder)


def started(address: str, library: Path, pages: Path) -> subprocess.Popen[str]:
    """A build of its own, which takes some seconds."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cluster.building", address, library, pages, "slow"],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def workers_of(nodes: Sequence[Any]) -> list[Any]:
    """The processes of the workers on some nodes."""
    psutil = pytest.importorskip("psutil", reason="psutil comes with Ray")

    raylets = [psutil.Process(one.all_processes["raylet"][0].process.pid) for one in nodes]
    found = []
    for child in (child for one in raylets for child in one.children()):
        with contextlib.suppress(psutil.Error):  # it is gone meanwhile
            if "MapWorker" in " ".join(child.cmdline()):
                found.append(child)
    return found


def test_what_is_killed_while_machines_build_loses_and_doubles_nothing(
    cluster: Machines, pages: Path, plain: Library, tmp_path: Path, tally: Tally, long: bool
) -> None:
    """A worker; a node, and what lay in its memory; the program that asked for it all."""
    chance = random.Random(19)
    whole = 0.0
    for n in range((MANY_MOMENTS if long else MOMENTS) + 1):
        library, node = tmp_path / f"library{n}", cluster.add()
        began = time.monotonic()
        building = started(cluster.address, library, pages)
        kind = None if n == 0 else KINDS[n % len(KINDS)]  # at first, how long it takes
        if kind is not None:
            time.sleep(chance.uniform(0, whole))
            killed(kind, cluster, node, building, chance)
        told = ended(building, cluster.address, library, pages)
        whole = whole or time.monotonic() - began
        made = Library.open(library)
        is_lost = rows_of(made) != rows_of(plain) or vectors_of(made) != vectors_of(plain)
        tally.record(39, lost=int(is_lost))
        assert not is_lost, (n, kind, told)
        if kind != "node":
            cluster.kill(node)


def killed(
    kind: str, cluster: Machines, node: Any, building: subprocess.Popen[str], chance: random.Random
) -> None:
    if kind == "program":
        building.kill()
    elif kind == "node":
        cluster.kill(node)
    elif found := workers_of([cluster.cluster.head_node, node]):
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(found).pid, signal.SIGKILL)


def ended(building: subprocess.Popen[str], address: str, library: Path, pages: Path) -> str:
    """What the build told, which is begun again where it was killed or gave up."""
    for _ in range(RUNS):
        told, why = building.communicate()
        if building.returncode == 0:
            return told
        building = started(address, library, pages)
    building.kill()
    building.communicate()
    raise AssertionError(why)

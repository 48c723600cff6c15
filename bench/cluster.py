"""What a Ray cluster of several nodes on this machine makes of a build, and of nodes and builds
that are killed, beside the plain build of the same answers.

    python bench/cluster.py [DATA_DIR] [--answers N] [--kills N]

DATA_DIR is a folder of answers as for `bench.speed_peers.texts`; without it, sentences of the seeds
are made into answers. Needs `pip install 'doctor-answers[ray]'`.
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.speed_peers.texts import material, write  # noqa: E402
from index.library.open import Library  # noqa: E402

ROWS = (
    "SELECT answers.id, start, end, clue_digest, seal "
    "FROM passages JOIN answers ON answer_id = answers.id"
)


@dataclass(frozen=True, slots=True)
class Built:
    """A build: its seconds, and what it said on standard error of the cluster's part."""

    seconds: float
    told: str


class Place:
    """A folder with the answers, and the libraries that are built of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers = folder / "texts.jsonl"

    def begin(self, name: str, *options: str) -> "subprocess.Popen[str]":
        """Begin to build a library by the command that people use."""
        command = [sys.executable, "-m", "bot.cli", "--library", str(self.folder / name)]
        return subprocess.Popen(
            [*command, "build", str(self.answers), "--json", *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def build(self, name: str, *options: str) -> Built:
        """Build a library, to its end."""
        started = time.monotonic()
        return self.finish(self.begin(name, *options), started)

    def finish(self, building: "subprocess.Popen[str]", started: float) -> Built:
        """Wait for a build that was begun.

        Raises:
            RuntimeError: it failed.
        """
        _, told = building.communicate()
        if building.returncode:
            raise RuntimeError(told)
        lines = [line for line in told.splitlines() if "the cluster made" in line]
        return Built(time.monotonic() - started, "".join(lines))

    def files(self, name: str) -> int:
        """How many files of vectors a cluster has made so far."""
        return len(list((self.folder / name).glob("journal-*-*")))

    def rows(self, name: str) -> Counter[tuple[Any, ...]]:
        """Every passage of a library with its answer's seal."""
        with (
            closing(Library.open(self.folder / name)) as library,
            closing(sqlite3.connect(library.generation / "library.sqlite")) as opened,
        ):
            return Counter(opened.execute(ROWS).fetchall())

    def compared(self, name: str, plain: str = "plain") -> str:
        """What differs from the plain build: rows lost, doubled or others, and vectors."""
        rows, wanted = self.rows(name), self.rows(plain)
        with (
            closing(Library.open(self.folder / name)) as library,
            closing(Library.open(self.folder / plain)) as other,
        ):
            ids, wanted_ids = library.parts.dense.ids, other.parts.dense.ids
            if not np.array_equal(ids, wanted_ids):
                return f"{(wanted - rows).total()} | {(rows - wanted).total()} | other ids"
            found = library.vectors(ids) - other.vectors(wanted_ids)
        return f"{(wanted - rows).total()} | {(rows - wanted).total()} | {np.abs(found).max():.1e}"


def main() -> None:
    """Print the tables."""
    reader = argparse.ArgumentParser()
    reader.add_argument("data", type=Path, nargs="?")
    reader.add_argument("--answers", type=int, default=20_000)
    reader.add_argument("--kills", type=int, default=20)
    options = reader.parse_args()
    with TemporaryDirectory() as temporary:
        place = Place(Path(temporary))
        write(material(options.data), options.answers, place.folder)
        print(f"{options.answers} answers\n")
        print("| build | seconds | lost | doubled or other | vectors differ by at most |")
        print("|---|---|---|---|---|", flush=True)
        plain = place.build("plain")
        print(f"| plain | {plain.seconds:.1f} | | | |", flush=True)
        for nodes in (1, 2):
            _print_built(place, nodes)
        _print_killed(place, options.kills)
        _print_driver_killed(place)


class Nodes:
    """A cluster of this machine: a head that has no processors to give, and nodes that have one
    each."""

    def __init__(self, count: int) -> None:
        from ray.cluster_utils import Cluster

        self.cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
        self.nodes = [self.cluster.add_node(num_cpus=1) for _ in range(count)]

    @property
    def address(self) -> str:
        """Where the cluster is."""
        return str(self.cluster.address)

    def kill(self, chance: random.Random) -> None:
        """Kill a node, and add another."""
        node = self.nodes.pop(chance.randrange(len(self.nodes)))
        self.cluster.remove_node(node, allow_graceful=False)
        self.nodes.append(self.cluster.add_node(num_cpus=1))

    def end(self) -> None:
        """End all nodes."""
        self.cluster.shutdown()


def _print_built(place: Place, count: int) -> None:
    nodes = Nodes(count)
    try:
        built = place.build(f"nodes-{count}", "--ray", nodes.address)
    finally:
        nodes.end()
    print(f"| {count} nodes | {built.seconds:.1f} | {place.compared(f'nodes-{count}')} |")
    print(f"{built.told}", file=sys.stderr, flush=True)


def _print_killed(place: Place, kills: int) -> None:
    """A build of which nodes are killed at random moments, so many or until it ends."""
    chance = random.Random(19)
    nodes = Nodes(2)
    started, done = time.monotonic(), 0
    try:
        building = place.begin("killed", "--ray", nodes.address)
        while done < kills and building.poll() is None:
            if place.files("killed"):
                time.sleep(chance.uniform(0, 10))
                nodes.kill(chance)
                done += 1
            time.sleep(0.2)
        built = place.finish(building, started)
    finally:
        nodes.end()
    print(f"| {done} nodes killed | {built.seconds:.1f} | {place.compared('killed')} |")
    print(f"{built.told}", file=sys.stderr, flush=True)


def _print_driver_killed(place: Place) -> None:
    """A build that is killed when half of it is done, and run again."""
    nodes = Nodes(2)
    wanted = -(-len(set(place.rows("plain"))) // 256) // 2
    try:
        building = place.begin("again", "--ray", nodes.address)
        while place.files("again") < wanted and building.poll() is None:
            time.sleep(0.1)
        building.kill()
        building.communicate()
        kept = place.files("again")
        built = place.build("again", "--ray", nodes.address)
    finally:
        nodes.end()
    name = f"killed with {kept} files made, then run again"
    print(f"| {name} | {built.seconds:.1f} | {place.compared('again')} |", flush=True)
    print(json.dumps({"kept": kept, "told": built.told}), file=sys.stderr)


if __name__ == "__main__":
    main()

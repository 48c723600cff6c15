"""A library served by Ray while replicas and machines are killed and a new generation comes.

    python bench/cluster_serving.py [--questions 5000] [--people 4] [--shards 4] [--answers 2000]
                                    [--machines 3] [--every 15] [--deadline 5] [--most SECONDS]
                                    [--json FILE]

Several raylets on this machine stand for as many machines (`ray.cluster_utils.Cluster`), with
tokens. Each shard has two replicas, and so has the API. While people ask, every few seconds
something is killed, by turns: a replica of a shard, one of the API, a whole machine (another takes
its place). Halfway a build changes a third of the pages, and its generation is served from then on.

Every reply is held to what one program with the whole library says, before or after that build:
anything else is wrong, but for a reply that says that part of the library did not answer, whose
every answer must still be word for word one of its pages'. A request that fails, or takes longer
than a quarter of `--patience` seconds, is sent again, as a program would; it has failed where none
of its tries is answered within these. After `--most` seconds no more is asked.
Printed are how many were right, in part, wrong and failed, how many were sent again, and how long
they took.
"""

import argparse
import contextlib
import json
import math
import os
import random
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])

from bot.answers import AnswerLibrary  # noqa: E402
from bot.cluster.application import PAGE, PROGRAMS  # noqa: E402
from bot.cluster.deployed import Deployed  # noqa: E402
from bot.cluster.serve import deploy  # noqa: E402
from bot.reply.service import AnswerService  # noqa: E402
from bot.show.export import reply_json  # noqa: E402
from bot.web.serve import port_to_have  # noqa: E402
from index.cluster.connect import connected  # noqa: E402
from index.errors import NotServed  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.open import Library  # noqa: E402
from tests.cluster.loads import load  # noqa: E402
from tests.cluster.machines import Machines, machines  # noqa: E402
from tests.search.test_inverted_file import MeaningEncoder, texts  # noqa: E402

Json = dict[str, Any]
DISTINCT = 60
"""Questions that are asked, over and over."""
OF_EACH = 2
"""Processors of each machine."""
TRIES = 3
"""How often the library is deployed at most."""


def write_pages(file: Path, answers: int, *, changed: bool) -> None:
    """Two answers a page; changed, every third page says something else."""
    first, second = texts(answers, 12, seed=21), texts(answers, 12, seed=22)
    with file.open("w", encoding="utf-8") as written:
        for n in range(answers):
            said = (second if changed and n // 2 % 3 == 0 else first)[n]
            row = {"id": f"r{n}", "question_id": f"q{n // 2}", "answer_text": said}
            row["question_title"] = " ".join(first[n // 2 * 2].split()[:4])
            row["author"] = ["Ann Lee, MD", "Bo Park, DDS", "Dr. Cy Ruiz"][n % 3]
            written.write(json.dumps(row) + "\n")


@dataclass
class Oracle:
    """What one program with the whole library says, and all that its pages say."""

    replies: list[dict[str, Json]] = field(default_factory=list)
    bodies: set[tuple[str, str]] = field(default_factory=set)

    def learn(self, folder: Path, questions: Sequence[str]) -> None:
        """The replies of the newest generation."""
        library = Library.open(folder)
        for page in library.pages():
            self.bodies |= {(one.id, page.quote(one.body)) for one in page.answers}
        service = AnswerService(library, MeaningEncoder())
        service.load_when_asked()
        asked = AnswerLibrary(service)
        self.replies.append(
            {one: json.loads(json.dumps(reply_json(asked.ask(one)))) for one in questions}
        )
        service.close()

    def verdict(self, question: str, reply: Json) -> str:
        """Whether a reply is right, in part, or wrong."""
        if any(reply == known[question] for known in self.replies):
            return "right"
        cards = {(card["id"], card["body"]) for card in reply["answers"]}
        bands = {reply["band"], *(part["band"] for part in reply["parts"])}
        honest = reply["partial"] and cards <= self.bodies and "nothing" not in bands
        return "in part" if honest else "wrong"


@dataclass
class Asking:
    """What came of the questions, each of which comes from another address: of one, so many would
    be too many."""

    port: int
    patience: float
    until: float
    told: list[tuple[str, Json | None, float]] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    noting: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: str) -> None:
        """Ask once, and again where that fails; not at all once it is late."""
        started, reply = time.monotonic(), None
        if started > self.until:
            return
        while reply is None and time.monotonic() < started + self.patience:
            try:
                reply = self._sent(question)
            except (OSError, HTTPException) as error:
                with self.noting:
                    self.again[f"{type(error).__name__}: {error}"[:100]] += 1
                time.sleep(0.1)
        with self.noting:
            self.told.append((question, reply, time.monotonic() - started))

    def _sent(self, question: str) -> Json:
        source = f"127.0.{random.randrange(1, 250)}.{random.randrange(1, 250)}"
        sending = HTTPConnection("127.0.0.1", self.port, self.patience / 4, (source, 0))
        try:
            body = json.dumps({"question": question})
            sending.request("POST", "/api/v1/ask", body, {"Content-Type": "application/json"})
            answered = sending.getresponse()
            told = answered.read()
        finally:
            sending.close()
        if answered.status != 200:
            raise HTTPException(f"{answered.status} {told[:60]!r}")
        found: Json = json.loads(told)
        return found


@dataclass
class Trouble:
    """Kills something every few seconds, until it is told to stop."""

    machines: Machines
    wanted: int
    every: float
    chance: random.Random
    asked: Callable[[], int]
    done: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """By turns: a replica of a shard, one of the API, a machine."""
        turns = [self._shard, self._api, self._machine]
        while not self.over.wait(self.every):
            turn = turns[sum(self.done.values()) % len(turns)]
            turn()
            self.done[turn.__name__.strip("_")] += 1
            self._replace_machines()
            print(f"{self.asked():,} asked, killed: {dict(self.done)}", file=sys.stderr, flush=True)

    def _shard(self) -> None:
        self._kill(f"SERVE_REPLICA::{PAGE}#shard-")

    def _api(self) -> None:
        self._kill(f"SERVE_REPLICA::{PROGRAMS}#api#")

    def _kill(self, beginning: str) -> None:
        import ray

        every = ray.util.list_named_actors(all_namespaces=True)
        names = [one["name"] for one in every if one["name"].startswith(beginning)]
        if names:
            ray.kill(ray.get_actor(self.chance.choice(names), namespace="serve"))

    def _machine(self) -> None:
        cluster = self.machines.cluster
        nodes = [one for one in cluster.list_all_nodes() if one is not cluster.head_node]
        if nodes:
            self.machines.kill(self.chance.choice(nodes))

    def _replace_machines(self) -> None:
        """Begin machines in place of those that were killed. Ray gives one half a minute to come;
        what comes too late on a busy machine is begun again after the next turn."""
        missing = self.wanted - len(self.machines.cluster.list_all_nodes())
        with contextlib.suppress(Exception):  # Ray's own is no more than that
            for _ in range(missing):
                self.machines.add(OF_EACH)


@dataclass(frozen=True)
class Swap:
    """A change of the pages, to be built into a library."""

    folder: Path
    file: Path
    answers: int

    def make(self) -> None:
        """Build the next generation."""
        write_pages(self.file, self.answers, changed=True)
        build(self.folder, [self.file.parent], MeaningEncoder())


def ask_all(asking: Asking, questions: Sequence[str], people: int, swap: Swap) -> None:
    """Ask, so many at once; halfway the next generation is built meanwhile."""
    half = len(questions) // 2
    with ThreadPoolExecutor(people + 1) as all_of_them:
        list(all_of_them.map(asking.ask, questions[:half]))
        building = all_of_them.submit(swap.make)
        list(all_of_them.map(asking.ask, questions[half:]))
        building.result()


def deploy_patiently(deployed: Deployed, port: int) -> None:
    """Deploy; again where that is not done in the minute that Serve gives it, on a busy machine."""
    for _ in range(TRIES - 1):
        try:
            return deploy(deployed, port)
        except NotServed as error:
            print(error, file=sys.stderr, flush=True)
    return deploy(deployed, port)


def run(options: argparse.Namespace, root: Path) -> Json:
    """Serve, ask, kill, swap; the table's figures."""
    file, folder = root / "pages" / "answers.jsonl", root / "library"
    shutil.copytree(ROOT / "seeds", file.parent)
    write_pages(file, options.answers, changed=False)
    most = -(-options.answers // options.shards)
    build(folder, [file.parent], MeaningEncoder(), shard_passages=most)
    titles = Library.open(folder).titles(DISTINCT)
    other = [" ".join(one.split()[:5]) for one in texts(DISTINCT, 12, seed=23)]
    questions = [*titles[: DISTINCT // 2], *other[: DISTINCT // 2]]
    oracle, port = Oracle(), port_to_have("127.0.0.1", 0)
    oracle.learn(folder, questions)
    asking = Asking(port, options.patience, until=math.inf)
    with machines(processors=OF_EACH) as made, connected(made.address):
        for _ in range(options.machines - 1):
            made.add(OF_EACH)
        deployed = Deployed(folder, replicas=(2, 2), deadline=options.deadline, load=load)
        deploy_patiently(deployed, port)
        trouble = Trouble(
            made,
            options.machines,
            options.every,
            random.Random(options.seed),
            lambda: len(asking.told),
        )
        swap = Swap(folder, file, options.answers)
        started = time.monotonic()
        asking.until = started + options.most
        with ThreadPoolExecutor(1) as crowd:
            asked = [questions[n % len(questions)] for n in range(options.questions)]
            done = crowd.submit(ask_all, asking, asked, options.people, swap)
            done.add_done_callback(lambda _: trouble.over.set())
            trouble.go_on()  # a machine can be started by the main thread alone
            done.result()
        seconds = time.monotonic() - started
    oracle.learn(folder, questions)
    return table(asking, oracle, trouble, seconds)


def table(asking: Asking, oracle: Oracle, trouble: Trouble, seconds: float) -> Json:
    """The figures."""
    verdicts = Counter(
        "failed" if reply is None else oracle.verdict(question, reply)
        for question, reply, _ in asking.told
    )
    after = sum(
        reply == oracle.replies[1][question] != oracle.replies[0][question]
        for question, reply, _ in asking.told
    )
    waits = np.array([took for _, _, took in asking.told]) * 1000
    p50, p95, p99 = (round(float(np.percentile(waits, at))) for at in (50, 95, 99))
    kinds = ("right", "in part", "wrong", "failed")
    return {
        "questions": len(asking.told),
        **{kind: verdicts[kind] for kind in kinds},
        "of the new generation": after,
        "sent again": sum(asking.again.values()),
        "why": dict(asking.again.most_common(5)),
        "killed": dict(trouble.done),
        "seconds": round(seconds),
        "p50 ms": p50,
        "p95 ms": p95,
        "p99 ms": p99,
        "slowest ms": round(float(waits.max())),
    }


def main() -> None:
    """Print the table."""
    command = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, kind, default in (
        ("questions", int, 5000), ("people", int, 4), ("shards", int, 4), ("answers", int, 2000),
        ("machines", int, 3), ("every", float, 15.0), ("deadline", float, 5.0),
        ("patience", float, 60.0), ("most", float, math.inf), ("seed", int, 1),
    ):  # fmt: skip
        command.add_argument(f"--{name}", type=kind, default=default)
    command.add_argument("--json", type=Path)
    options = command.parse_args()
    with TemporaryDirectory() as root:
        found = run(options, Path(root))
    print("| | |\n|---|---|")
    for name, value in found.items():
        print(f"| {name} | {value} |")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

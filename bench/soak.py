"""The program under steady use: whether memory, files, threads and waits stay as they are.

    python bench/soak.py LIBRARY [--minutes 10] [--people 4] [--json FILE] [--overload]

Starts the page, and lets people come, open it, ask a few questions one after the other, and go
again, all the time. Every ten seconds it is written down how much memory, how many open files and
how many threads the program has, and how long questions took since. Printed are these, and for each
its mean in the second half of the time beside that in the first, the first minute left out: flat is
what did not grow by more than 5%.

With `--overload`, ten times as many questions as can wait are asked at one moment afterwards;
printed are the answers by their status, and how long the next question takes.
"""

import argparse
import json
import os
import sys
import threading
import time
import urllib.error
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.crowd import PATIENCE, ask, event_of, served  # noqa: E402  the checkout's own code
from index.library.open import Library  # noqa: E402

STEP = 10
"""Seconds between samples."""
QUESTIONS = 3
"""What one person asks before going."""
WAITING = 64
AT_ONCE = 4
FLAT = 5.0
"""Percent by which a mean may grow from the first half to the second and still count as flat."""
WARM_UP = 60
"""Seconds that are left out."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The program at one moment, and the questions since the moment before."""

    seconds: float
    memory: float
    files: int
    threads: int
    questions: int
    errors: int
    p50: float
    p95: float


NAMES = {
    "memory": "memory, MB",
    "files": "open files",
    "threads": "threads",
    "p50": "question p50, ms",
    "p95": "question p95, ms",
}


class Crowd:
    """People who come, ask and go until they are told to stop."""

    def __init__(self, address: str, event: int, titles: Sequence[str]) -> None:
        self._address = address
        self._event = event
        self._titles = titles
        self._waits: list[tuple[float, bool]] = []
        self._lock = threading.Lock()
        self.over = threading.Event()

    def one_after_the_other(self, number: int) -> None:
        """Visits, one after the other."""
        while not self.over.is_set():
            number += 7
            try:
                self._visit(number)
            except (OSError, HTTPException):
                self._add(0.0, good=False)

    def _visit(self, number: int) -> None:
        person = uuid.uuid4().hex
        urlopen(self._address, timeout=PATIENCE).read()
        heartbeat = f"{self._address}/gradio_api/heartbeat/{person}"
        with urlopen(heartbeat, timeout=PATIENCE):
            for question in range(QUESTIONS):
                title = self._titles[(number + question) % len(self._titles)]
                self._add(*ask(self._address, self._event, title, person))

    def _add(self, seconds: float, good: bool) -> None:
        with self._lock:
            self._waits.append((seconds, good))

    def taken(self) -> list[tuple[float, bool]]:
        """The waits since this was asked before."""
        with self._lock:
            taken, self._waits = self._waits, []
        return taken


def sample(process: int, seconds: float, waits: Sequence[tuple[float, bool]]) -> Sample:
    """The program now (Linux)."""
    place = Path(f"/proc/{process}")
    pages = int((place / "statm").read_text(encoding="ascii").split()[1])
    good = [1000 * wait for wait, fine in waits if fine] or [float("nan")]
    return Sample(
        round(seconds, 1),
        round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1),
        len(list((place / "fd").iterdir())),
        len(list((place / "task").iterdir())),
        len(waits),
        sum(not fine for _, fine in waits),
        round(float(np.median(good)), 1),
        round(float(np.quantile(good, 0.95)), 1),
    )


def soaked(
    address: str, process: int, event: int, titles: Sequence[str], people: int, minutes: float
) -> list[Sample]:
    """Samples of so many minutes with so many people."""
    crowd = Crowd(address, event, titles)
    samples = []
    began = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        for number in range(people):
            pool.submit(crowd.one_after_the_other, number * 31)
        try:
            while time.perf_counter() - began < minutes * 60:
                time.sleep(STEP)
                samples.append(sample(process, time.perf_counter() - began, crowd.taken()))
                print(row(samples[-1]), flush=True)
        finally:
            crowd.over.set()
    return samples


def row(one: Sample) -> str:
    """A line of the table."""
    return f"| {' | '.join(f'{value:,}' for value in asdict(one).values())} |"


def growth(samples: Sequence[Sample], name: str) -> tuple[float, float, float]:
    """The mean in the first half and in the second, and by how many percent it grew."""
    warm = [getattr(one, name) for one in samples if one.seconds > WARM_UP]
    half = len(warm) // 2
    before, after = np.nanmean(warm[:half]), np.nanmean(warm[half:])
    return float(before), float(after), float(100 * (after / before - 1))


def overloaded(address: str, event: int, title: str) -> dict[str, object]:
    """What ten times as many questions as can wait are told, and what the next one is told."""
    crowd = 10 * (WAITING + AT_ONCE)

    def one(_: int) -> str:
        try:
            return "200" if ask(address, event, title)[1] else "200, but no answer"
        except urllib.error.HTTPError as error:
            return f"{error.code}: {error.read(200).decode()}"
        except (OSError, HTTPException) as error:
            return type(error).__name__

    with ThreadPoolExecutor(crowd) as people:
        told = Counter(people.map(one, range(crowd)))
    health = urlopen(f"{address}/healthz", timeout=PATIENCE).status
    seconds, good = ask(address, event, title)
    return {"told": dict(told), "health": health, "next": good, "seconds": round(seconds, 3)}


def main() -> None:
    """Let people come and go, and print what it does to the program."""
    parser = argparse.ArgumentParser(description="The program under steady use.")
    parser.add_argument("library", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--overload", action="store_true")
    options = parser.parse_args()
    titles = Library.open(options.library).titles(200)
    if not titles:
        raise SystemExit("no page of this library has a title to ask; take another one")
    figures: dict[str, object] = {}
    with served(options.library) as (address, process):
        event = event_of(address)
        print("| seconds | memory, MB | files | threads | questions | errors | p50, ms | p95, ms |")
        print("|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
        samples = soaked(address, process, event, titles, options.people, options.minutes)
        figures["samples"] = [asdict(one) for one in samples]
        asked, errors = (
            sum(getattr(one, name) for one in samples) for name in ("questions", "errors")
        )
        print(f"\n{asked:,} questions, {errors} errors\n")
        print("| | first half | second half | growth |  |\n|---|---:|---:|---:|---|")
        for name, words in NAMES.items():
            before, after, percent = growth(samples, name)
            told = "flat" if percent <= FLAT else "grows"
            print(f"| {words} | {before:,.1f} | {after:,.1f} | {percent:+.1f}% | {told} |")
            figures[name] = {"first": before, "second": after, "growth": percent}
        if options.overload:
            figures["overload"] = overloaded(address, event, titles[0])
            last = sample(process, samples[-1].seconds, [])
            print(f"\n{figures['overload']}\nmemory {last.memory:,} MB, {last.files} files open")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

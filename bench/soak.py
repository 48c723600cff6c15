"""The program under steady use: whether memory, files, threads and waits stay as they are.

    python bench/soak.py LIBRARY [--minutes 10] [--long] [--people 4] [--strangers 3] [--json FILE]
                                 [--overload]

Starts the page, and lets people come, open it, ask a few questions one after the other, and go
again, all the time. Among them are strangers, who send half of a request, read nothing of their
answers, or try passwords, each guess from another address. `--long` takes an hour. Every ten
seconds it is written down how much memory, how many open files and how many threads the program
has, and how long questions took since. Printed are these, and for each its mean in the second
half of the time beside that in the first, the first minute left out: flat is what did not grow by
more than 5%. The exit status is 1 where something grows, or somebody is told what they should not
be.

With `--overload`, ten times as many questions as can wait are asked at one moment afterwards;
printed are the answers by their status, and how long the next question takes.
"""

import argparse
import json
import os
import socket
import sys
import threading
import time
import urllib.error
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from http.client import HTTPException
from ipaddress import IPv4Address
from pathlib import Path
from random import randrange
from tempfile import NamedTemporaryFile
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.crowd import PATIENCE, ask, event_of, served  # noqa: E402  the checkout's own code
from bot.staff.login import line_for  # noqa: E402
from index.library.open import Library  # noqa: E402

FIRST_GUESSER = int(IPv4Address("198.18.0.0"))
"""Addresses that nobody has (RFC 2544): from here on, each guess comes from one of them."""
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
TRUSTING = ("--trusted-proxies", "127.0.0.1")
"""So that strangers come from addresses of their own; people come from this machine, uncounted."""


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
            except (OSError, HTTPException, ValueError):
                self._add(0.0, good=False)

    def _visit(self, number: int) -> None:
        person = uuid.uuid4().hex
        urlopen(self._address, timeout=PATIENCE).read()
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


class Strangers:
    """People who want in, or want nobody else to be answered, until they are told to stop."""

    HELD = 40
    """Connections that one of them holds at a time."""
    EXPECTED = frozenset({"held", "a guess: 401", "a guess: 503"})
    """A guess is wrong, or waits for others to be looked at (503); it is not one of too many (429),
    as each has an address of its own."""

    def __init__(self, address: str, over: threading.Event) -> None:
        host, port = address.removeprefix("http://").split(":")
        self._where = (host, int(port))
        self._address = address
        self._over = over
        self._noting = threading.Lock()
        self.told: Counter[str] = Counter()
        """What became of them, by its words; EXPECTED are those that are no failure."""

    def one(self, number: int) -> None:
        """One of them, of the kind of that number."""
        kind = (self._half, self._unread, self._guess)[number % 3]
        while not self._over.is_set():
            try:
                told = kind()
            except (OSError, HTTPException) as error:
                told = f"{kind.__name__.strip('_')}: {type(error).__name__}"
            with self._noting:
                self.told[told] += 1

    @property
    def failures(self) -> int:
        """How often somebody was told what they should not be."""
        return sum(times for told, times in self.told.items() if told not in self.EXPECTED)

    def _half(self) -> str:
        halves = (
            b"",
            b"GET / HT",
            b"POST /signs HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\n{",
        )
        return self._hold([halves[n % len(halves)] for n in range(self.HELD)])

    def _unread(self) -> str:
        return self._hold([b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"] * self.HELD)

    def _hold(self, heads: Sequence[bytes]) -> str:
        """Send each on a connection of its own, and read nothing of what comes for some seconds."""
        with ExitStack() as held:
            for head in heads:
                one = held.enter_context(socket.socket())
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                one.settimeout(PATIENCE)
                one.connect(self._where)
                one.sendall(head)
            self._over.wait(5)
        return "held"

    def _guess(self) -> str:
        given = urlencode({"name": f"name {uuid.uuid4().hex}", "password": "wrong password"})
        forwarded = {"X-Forwarded-For": str(IPv4Address(FIRST_GUESSER + randrange(2**17)))}
        guess = Request(f"{self._address}/staff/enter", given.encode(), forwarded)
        try:
            with urlopen(guess, timeout=PATIENCE) as answered:
                status = answered.status
        except urllib.error.HTTPError as refused:
            status = refused.code
            refused.close()
        self._over.wait(0.2)
        return f"a guess: {status}"


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
    address: str,
    process: int,
    event: int,
    titles: Sequence[str],
    people: int,
    strangers: int,
    minutes: float,
) -> tuple[list[Sample], Strangers]:
    """Samples of so many minutes with so many people, and strangers among them."""
    crowd = Crowd(address, event, titles)
    others = Strangers(address, crowd.over)
    samples = []
    began = time.perf_counter()
    with ThreadPoolExecutor(people + strangers) as pool:
        asking = [pool.submit(crowd.one_after_the_other, number * 31) for number in range(people)]
        asking += [pool.submit(others.one, number) for number in range(strangers)]
        try:
            while time.perf_counter() - began < minutes * 60:
                time.sleep(STEP)
                samples.append(sample(process, time.perf_counter() - began, crowd.taken()))
                print(row(samples[-1]), flush=True)
        finally:
            crowd.over.set()
    for one in asking:
        one.result()  # what ended one of them is no silence
    return samples, others


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
    parser.add_argument("--long", dest="minutes", action="store_const", const=60.0)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--strangers", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--overload", action="store_true")
    options = parser.parse_args()
    titles = Library.open(options.library).titles(200)
    if not titles:
        raise SystemExit("no page of this library has a title to ask; take another one")
    figures: dict[str, object] = {}
    with NamedTemporaryFile("w", suffix=".txt") as staff, ExitStack() as serving:
        print(line_for("anna", "a password that nobody guesses"), file=staff, flush=True)
        address, process = serving.enter_context(
            served(options.library, "--staff", staff.name, *TRUSTING)
        )
        event = event_of(address)
        print("| seconds | memory, MB | files | threads | questions | errors | p50, ms | p95, ms |")
        print("|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
        samples, others = soaked(
            address,
            process,
            event,
            titles,
            options.people,
            options.strangers,
            options.minutes,
        )
        figures["samples"] = [asdict(one) for one in samples]
        asked, errors = (
            sum(getattr(one, name) for one in samples) for name in ("questions", "errors")
        )
        print(f"\n{asked:,} questions, {errors} errors; strangers: {dict(others.told)}\n")
        figures["strangers"] = dict(others.told)
        is_well = not errors and not others.failures and asked > 0
        print("| | first half | second half | growth |  |\n|---|---:|---:|---:|---|")
        for name, words in NAMES.items():
            before, after, percent = growth(samples, name)
            is_flat = percent <= FLAT
            is_well = is_well and is_flat
            told = "flat" if is_flat else "grows"
            print(f"| {words} | {before:,.1f} | {after:,.1f} | {percent:+.1f}% | {told} |")
            figures[name] = {"first": before, "second": after, "growth": percent}
        if options.overload:
            figures["overload"] = overloaded(address, event, titles[0])
            last = sample(process, samples[-1].seconds, [])
            print(f"\n{figures['overload']}\nmemory {last.memory:,} MB, {last.files} files open")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if not is_well:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

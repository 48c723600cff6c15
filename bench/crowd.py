"""Many people at the chat page at once: how long each waits for a reply.

    python bench/crowd.py LIBRARY [--people 16] [--questions 5]

Starts the page, waits until it is ready, and lets so many people ask at the same moment, each a few
questions one after the other, over HTTP as the page itself does. Printed are the seconds from
asking to the last word of the reply, beside those of one person alone in the same run.
"""

import argparse
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index.library.open import Library  # noqa: E402  the checkout's own code, installed or not

PATIENCE = 60
"""Seconds after which a start or a reply is given up."""


@contextmanager
def served(library: Path, *options: str) -> Iterator[tuple[str, int]]:
    """The chat page of a library, ready to answer; its address, and the number of its process.

    Args:
        options: of the command, beside the library and the port.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "bot.cli", "--library", str(library.resolve()), "serve", "--port", str(port)]
    command += options
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while not _ready(address):
            if process.poll() is not None or time.perf_counter() - started > PATIENCE:
                raise SystemExit("the page did not start")
            time.sleep(0.05)
        print(f"a page that answers after {time.perf_counter() - started:.1f} s")
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def _ready(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=PATIENCE).read()
        return bool(_json(f"{address}/ready")["ready"])
    except (urllib.error.URLError, ConnectionError):
        return False


def _json(address: str, given: object = None) -> Any:  # noqa: ANN401  whatever JSON holds
    data = None if given is None else json.dumps(given).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def event_of(address: str) -> int:
    """What Gradio calls asking."""
    events = _json(f"{address}/config")["dependencies"]
    return int(next(one["id"] for one in events if one["targets"][0][1] == "submit"))


def ask(address: str, event: int, question: str, person: str | None = None) -> tuple[float, bool]:
    """Ask one question as the page does: the seconds until the reply is whole, and whether there
    is one."""
    person = person or uuid.uuid4().hex
    given = {"data": [question, None], "fn_index": event, "session_hash": person}
    started = time.perf_counter()
    _json(f"{address}/gradio_api/queue/join", given)
    stream = f"{address}/gradio_api/queue/data?session_hash={person}"
    with urllib.request.urlopen(stream, timeout=PATIENCE) as lines:
        for line in lines:
            if line.startswith(b"data:"):
                told = json.loads(line[5:])
                if told["msg"] == "process_completed":
                    return time.perf_counter() - started, bool(told["success"])
    return time.perf_counter() - started, False


def person(address: str, event: int, questions: Sequence[str]) -> list[tuple[float, bool]]:
    """One person's questions, one after the other, of one open page."""
    page = uuid.uuid4().hex
    return [ask(address, event, question, page) for question in questions]


def main() -> None:
    """Let them ask, and print how long they waited."""
    parser = argparse.ArgumentParser(description="Many people at the chat page at once.")
    parser.add_argument("library", type=Path)
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--questions", type=int, default=5)
    options = parser.parse_args()
    titles = Library.open(options.library).titles(200)
    if not titles:
        raise SystemExit("no page of this library has a title to ask; take another one")
    with served(options.library) as (address, _):
        event = event_of(address)
        for people in (1, options.people):
            asked = [
                [
                    titles[(n * options.questions + m) % len(titles)]
                    for m in range(options.questions)
                ]
                for n in range(people)
            ]
            with ThreadPoolExecutor(people) as crowd:
                found = list(crowd.map(lambda mine: person(address, event, mine), asked))
            waits = np.array([seconds for one in found for seconds, _ in one])
            failed = sum(not good for one in found for _, good in one)
            print(
                f"{people:>3} at once: p50 {np.median(waits):.3f} s, "
                f"p95 {np.quantile(waits, 0.95):.3f} s, {failed} errors of {len(waits)}"
            )


if __name__ == "__main__":
    main()

"""People who ask over HTTP as the page itself does, and the program that they ask."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import httpx2

from tests.conftest import SEEDS
from tests.own_loop import finished

ROOT = SEEDS.parent
PATIENCE = 120
"""Seconds for what takes a few, on a machine that is busy."""

PROGRAM = """
import resource
import sys
import time

from bot.cli import main
from index.library.open import Library
from tests.words_encoder import WordsEncoder

folder, port, seconds, *options = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))  # as a process is often given


class Slow(WordsEncoder):
    def encode_query(self, texts):
        time.sleep(float(seconds))
        return super().encode_query(texts)


Library.encoder = lambda library: Slow()
sys.exit(main(["--library", folder, "serve", "--port", port, *options]))
"""
"""The command itself, with an encoder that takes its time in place of the model."""


class Told(NamedTuple):
    """What came of a question: the status, and all that was sent."""

    status: int
    text: str

    @property
    def answered(self) -> bool:
        return '"process_completed"' in self.text and '"success":true' in self.text


class Program:
    """A program that serves in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address
        self.event = -1
        self.taken = threading.Semaphore(0)  # as often as a question was

    def until_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, "the program did not start"
            try:
                if httpx2.get(f"{self.address}/readyz").status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.1)
        events = httpx2.get(f"{self.address}/config").json()["dependencies"]
        self.event = next(one["id"] for one in events if one["targets"][0][1] == "submit")

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def memory(self) -> int:
        """Bytes that it holds."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def files(self) -> int:
        """Files that it has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))  # noqa: PTH208

    def join(self, client: httpx2.Client, question: str, person: str) -> httpx2.Response:
        given = {"data": [question, None], "fn_index": self.event, "session_hash": person}
        return client.post(f"{self.address}/gradio_api/queue/join", json=given)

    def ask(self, question: str) -> Told:
        """Ask as one person."""
        return finished(self.asked_by_all([question]))[0]

    async def asked_by_all(self, questions: list[str]) -> list[Told]:
        """Ask all at the same moment, each as a person of their own."""
        # The server closes what nobody has used for five seconds: at the fifth, both would.
        limits = httpx2.Limits(max_connections=None, keepalive_expiry=2)
        async with httpx2.AsyncClient(timeout=PATIENCE, limits=limits) as client:
            return await asyncio.gather(*(self._asked(client, one) for one in questions))

    async def _asked(self, client: httpx2.AsyncClient, question: str) -> Told:
        person = uuid.uuid4().hex
        given = {"data": [question, None], "fn_index": self.event, "session_hash": person}
        joined = await client.post(f"{self.address}/gradio_api/queue/join", json=given)
        if joined.status_code != 200:
            return Told(joined.status_code, joined.text)
        self.taken.release()
        stream = f"{self.address}/gradio_api/queue/data?session_hash={person}"
        told = await client.get(stream)
        return Told(told.status_code, told.text)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def process_of(
    command: list[str],
    stderr: int | IO[Any] = subprocess.DEVNULL,
    stdout: int | IO[Any] = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[str]:
    left_out = ("DOCTOR_ANSWERS_", "GRADIO_", "DISPLAY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdout=stdout,
        stderr=stderr,
        encoding="utf-8",
    )


def command_of(library: Path, port: int, seconds: float = 0.0, *options: str) -> list[str]:
    """The program with a library of words, whose encoder takes so many seconds for a question."""
    return ["-c", PROGRAM, str(library), str(port), str(seconds), *options]


@contextmanager
def started(
    command: list[str],
    port: int,
    stderr: int | IO[Any] = subprocess.DEVNULL,
    stdout: int | IO[Any] = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """A program, ready to answer."""
    process = process_of(command, stderr, stdout, environment)
    ready = Program(process, f"http://127.0.0.1:{port}")
    try:
        ready.until_ready()
        yield ready
    finally:
        process.kill()
        process.wait()


@contextmanager
def served(
    library: Path,
    seconds: float = 0.0,
    *options: str,
    stderr: int | IO[Any] = subprocess.DEVNULL,
    stdout: int | IO[Any] = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """That program, ready to answer."""
    port = free_port()
    command = command_of(library, port, seconds, *options)
    with started(command, port, stderr, stdout, environment) as ready:
        yield ready

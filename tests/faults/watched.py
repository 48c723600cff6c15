"""The command in a child whose every reach for the network is noted, and refused if it is out."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from tests.conftest import SEEDS

ROOT = SEEDS.parent

WATCH = """
import os, sys

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "local file"
    elif event in ("webbrowser.open", "urllib.Request", "smtplib.connect", "ftplib.connect"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    inside = ("127.0.0.1", "::1", "localhost", "local file", "None", "http://127.0.0.1")
    kind = "inside" if host.startswith(inside) else "outside"
    descriptor = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{kind} {event} {host}\\n".encode())
    os.close(descriptor)
    if kind == "outside":
        raise ConnectionRefusedError(f"{event} {host}")

sys.addaudithook(watch)
"""
"""Python runs this before all else, in the child and in every child of it."""

KINDS = ("tcp", "tcp6", "udp", "udp6")
INSIDE = re.compile("0+:|[0-9A-F]{6}7F:|0{24}01000000:|0{16}FFFF0000[0-9A-F]{6}7F:")
"""No peer yet, 127.x.x.x, ::1, and 127.x.x.x as IPv6 writes it."""
LEFT_OUT = "PROXY HF_ TRANSFORMERS_ GRADIO_ DOCTOR_ANSWERS_ PYTHON XDG_ TMP ORT_ OTEL_".split()
"""Variables that could switch off what is tested, or lead elsewhere."""


class Watched:
    """Runs commands in folders of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "watched.log"
        for name in ("site", "home", "work", "temp"):
            (root / name).mkdir()
        (root / "site" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name != "CI" and not any(part in name.upper() for part in LEFT_OUT)
        }
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join([str(self.root / "site"), str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "temp"),
            "WATCHED": str(self.log),
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "bot.cli", *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        with (
            subprocess.Popen(
                command,
                cwd=self.root / "work",
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            ) as running,
            self.sockets_of(running.pid),
        ):
            out, err = running.communicate(timeout=180)
        return subprocess.CompletedProcess(command, running.returncode, out, err)

    def start(self, *arguments: str, output: Path) -> subprocess.Popen[bytes]:
        """A command that goes on; what it prints is in the file."""
        with output.open("wb") as written:
            return subprocess.Popen(
                self.command(*arguments),
                cwd=self.root / "work",
                env=self.environment,
                stdout=written,
                stderr=subprocess.STDOUT,
            )

    @contextmanager
    def sockets_of(self, pid: int) -> Iterator[None]:
        """Note whom a process speaks to meanwhile, as the system tells: what is no Python reaches
        out past Python's own hooks."""
        done = threading.Event()

        def look() -> None:
            seen: set[str] = set()
            while not done.wait(0.02):
                for peer in set(peers(pid)) - seen:
                    seen.add(peer)
                    with self.log.open("a", encoding="utf-8") as log:
                        log.write(f"outside a socket {peer}\n")

        looking = threading.Thread(target=look)
        looking.start()
        try:
            yield
        finally:
            done.set()
            looking.join()

    def holding(self, word: str) -> list[str]:
        """The files that hold a word, or bear it, in anything that the commands wrote."""
        found = []
        for file in self.root.rglob("*"):
            data = file.read_bytes() if file.is_file() else b""
            forms = (word.encode(), word.lower().encode(), word.encode("utf-16-le"))
            if any(form in data for form in forms) or word.lower() in file.name.lower():
                found.append(file.relative_to(self.root).as_posix())
        return found

    def reached(self, kind: str) -> list[str]:
        """What was reached for, "inside" this machine or "outside"."""
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith(f"{kind} ")]


def peers(pid: int) -> Iterator[str]:
    """Who is at the other end of a process's sockets, in the kernel's own digits, but for this
    machine; nobody on systems without /proc."""
    try:
        files = [str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()]
        tables = [Path(f"/proc/{pid}/net/{kind}").read_text() for kind in KINDS]
    except OSError:
        return  # it has ended, or closed a file meanwhile
    own = {file.removeprefix("socket:[").removesuffix("]") for file in files}
    for line in chain.from_iterable(table.splitlines()[1:] for table in tables):
        fields = line.split()
        if fields[9] in own and not INSIDE.match(fields[2]):
            yield fields[2]

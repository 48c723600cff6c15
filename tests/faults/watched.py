"""The command in a child whose every reach for the network is noted, and refused if it is out."""

import os
import subprocess
import sys
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

LEFT_OUT = ("PROXY", "HF_", "TRANSFORMERS_", "GRADIO_", "DOCTOR_ANSWERS_", "PYTHON", "XDG_", "TMP")
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
            if not any(part in name.upper() for part in LEFT_OUT)
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
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root / "work",
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=180,
            check=False,
        )

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

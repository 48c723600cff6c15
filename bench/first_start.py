"""How long a first start takes: no library, no export kept, from the command to an answer.

    python bench/first_start.py [--times 3] [--beside CHECKOUT]

Each checkout's own `doctor-answers serve` runs in turns with the other's, first once uncounted, so
that its modules are compiled. Told are the medians of the seconds until anything stands at its
address, until the chat page does, and until a program's question is answered; and the processor
time until then, as others may be at work on the machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "import sys; from bot.start import main; sys.argv[0] = 'doctor-answers'; sys.exit(main())"
"""What the installed command runs."""
QUESTION = "can I exercise after botox?"
LOOKS = 0.1
"""Seconds between two looks."""
PATIENCE = 240.0
TICKS = os.sysconf("SC_CLK_TCK")


class Took(NamedTuple):
    """Seconds until something, the chat page and an answer stand there, and of a processor."""

    anything: float
    page: float
    answer: float
    processor: float


def main() -> None:
    """Start in turns, and print the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=3, metavar="N")
    parser.add_argument("--port", type=int, default=7999)
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another one, in turns")
    options = parser.parse_args()
    checkouts = [ROOT, *([options.beside.resolve()] if options.beside else [])]
    found: dict[Path, list[Took]] = {checkout: [] for checkout in checkouts}
    with tempfile.TemporaryDirectory() as compiled:
        for turn in range(options.times + 1):
            for checkout in checkouts:
                with tempfile.TemporaryDirectory() as folder:
                    took = started(checkout, options.port, folder, compiled)
                if turn:
                    found[checkout].append(took)
    print("| checkout | anything, s | chat page, s | answer, s | processor, s |")
    print("|---|---:|---:|---:|---:|")
    for checkout, rows in found.items():
        told = " | ".join(f"{median(one):.2f}" for one in zip(*rows, strict=True))
        print(f"| {checkout.name} | {told} |")


def started(checkout: Path, port: int, folder: str, compiled: str) -> Took:
    """What one first start took; all that it keeps goes into a folder."""
    left_out = ("DOCTOR_ANSWERS_", "GRADIO_", "DISPLAY", "PYTHONDONTWRITEBYTECODE")
    own = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    own |= dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME"), folder)
    own |= {"PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": compiled}
    options = ["--library", f"{folder}/library", "--demo", "serve", "--no-staff"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *options, "--port", str(port)],
        cwd=folder,
        env=own,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        anything = seconds_until(process, began, lambda: asked(f"{address}/") > 0)
        page = seconds_until(process, began, lambda: asked(f"{address}/") == 200)
        answer = seconds_until(
            process, began, lambda: asked(f"{address}/api/v1/ask", {"question": QUESTION}) == 200
        )
        return Took(anything, page, answer, processor_time_of(process.pid))
    finally:
        process.terminate()
        process.wait()


def seconds_until(
    process: "subprocess.Popen[bytes]", began: float, is_so: Callable[[], bool]
) -> float:
    """Seconds since it began until something is so."""
    while not is_so():
        if process.poll() is not None or time.perf_counter() - began > PATIENCE:
            raise SystemExit("it did not start")
        time.sleep(LOOKS)
    return time.perf_counter() - began


def asked(address: str, question: dict[str, str] | None = None) -> int:
    """The status of an answer; 0 where nobody answers."""
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def processor_time_of(pid: int) -> float:
    """Seconds of a processor that a process has had."""
    *_, told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")
    user, system = told.split()[11:13]
    return (int(user) + int(system)) / TICKS


if __name__ == "__main__":
    main()

"""How much processor time one question takes from cold: a built library, a new process.

    python bench/cold.py LIBRARY [--times 15] [--beside CHECKOUT]

Each checkout's own `doctor-answers ask` runs in turns with the other's, first once uncounted, so
that its modules are compiled. Processor time is told, user's and system's together, as others may
be at work on the machine; and beside it the seconds that passed, and the most memory.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "import sys; from bot.start import main; sys.argv[0] = 'doctor-answers'; sys.exit(main())"
"""What the installed command runs."""
QUESTION = "can I exercise after botox?"


class Took(NamedTuple):
    """Seconds of a processor, seconds that passed, and bytes of memory."""

    processor: float
    passed: float
    memory: int


def main() -> None:
    """Ask in turns, and print the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("--times", type=int, default=15, metavar="N")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another one, in turns")
    options = parser.parse_args()
    checkouts = [ROOT, *([options.beside.resolve()] if options.beside else [])]
    found: dict[Path, list[Took]] = {checkout: [] for checkout in checkouts}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.times + 1):
            for checkout in checkouts:
                took = asked(checkout, options.library.resolve(), folder)
                if turn:
                    found[checkout].append(took)
    print("| checkout | processor, s | least | passed, s | memory, MB |")
    print("|---|---:|---:|---:|---:|")
    for checkout, rows in found.items():
        processor, passed, memory = (list(one) for one in zip(*rows, strict=True))
        told = f"{median(processor):.2f} | {min(processor):.2f} | {median(passed):.2f}"
        print(f"| {checkout.name} | {told} | {median(memory) / 1e6:.0f} |")


def asked(checkout: Path, library: Path, folder: str) -> Took:
    """What one question took; what is temporary, and what Python compiles, goes into a folder."""
    unset = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME")
    own = {name: value for name, value in os.environ.items() if name not in unset}
    own |= {"PYTHONPATH": str(checkout), "TMPDIR": folder, "PYTHONPYCACHEPREFIX": f"{folder}/pyc"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "--library", library, "ask", "--json", QUESTION],
        cwd=folder,
        env=own,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{checkout}: exit status {process.returncode}")
    passed = time.perf_counter() - began
    return Took(usage.ru_utime + usage.ru_stime, passed, usage.ru_maxrss * 1024)


if __name__ == "__main__":
    main()

"""One command, run to its end as a process of its own: what it printed, and what it took."""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}
"""Nothing is fetched, and nothing reported, while something is measured."""
NOT_HANDED_ON = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
"""What would mix a caller's packages with another's, or have modules compiled at each start that
pip compiled of a peer once."""


class Failed(Exception):
    """A command ended badly; the message is the last line it wrote."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The JSON that a command printed, the seconds from its start to its end, and the
    bytes of memory it held at its peak."""

    found: dict[str, Any]
    seconds: float
    peak: int


def run(command: Sequence[object], log: Path, *, offline: bool = True) -> Outcome:
    """Run a command in the checkout.

    The peak counts the caller's own memory if that is more, as the kernel hands it down: whoever
    calls this imports nothing large.

    Args:
        log: all that the command writes to standard error.

    Raises:
        Failed: it cannot be started, its exit status is not 0, or it printed no JSON.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    printed = log.with_suffix(".out")
    with printed.open("wb") as output, log.open("wb") as errors:
        started = time.perf_counter()
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env=_environment(SETTINGS if offline else {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
            )
        except OSError as error:
            raise Failed(str(error)) from error
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(_last_line(log) or _last_line(printed) or f"status {process.returncode}")
    return Outcome(_json(printed) if offline else {}, seconds, usage.ru_maxrss * 1024)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment, as far as it is handed on."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    return {**kept, **settings, "PYTHONNOUSERSITE": "1"}


def _json(printed: Path) -> dict[str, Any]:
    """All that was printed, or its last line: some packages print lines of their own before."""
    last = _last_line(printed)
    for text in (printed.read_text(encoding="utf-8", errors="replace"), last):
        with suppress(ValueError):
            found = json.loads(text)
            if isinstance(found, dict):
                return found
    raise Failed(f"printed no JSON: {last[:200]}")


def _last_line(file: Path) -> str:
    lines = file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def disk(folder: Path) -> int:
    """Bytes that a folder takes on the disk, a file with several names counting once."""
    states = [path.lstat() for path in [folder, *folder.rglob("*")]]
    blocks = {(state.st_dev, state.st_ino): state.st_blocks for state in states}
    return sum(blocks.values()) * 512


def resident() -> int:
    """Bytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")

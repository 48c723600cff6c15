"""The offline kit: a folder that installs the program and answers on a machine without a network.

It has the wheels of what answering needs, a library with its exported encoder, and a script that
installs all this on first use and starts the page.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.hosting.packages import lines_for, packages_to_answer
from bot.hosting.platforms import PLATFORMS, Platform
from index.durable import private_folder
from index.library.generation import ENCODER
from index.library.lock import changing
from index.library.open import Library
from index.storage.judgements import NAME as JUDGEMENTS
from index.storage.own_files import KEPT as OWN_FILES
from index.storage.saved_searches import NAME as SAVED_SEARCHES

ROOT = Path(__file__).resolve().parents[2]
STARTS = {"start.sh": "start.sh", "start.command": "start.sh", "start.bat": "start.bat"}
"""The scripts for Linux, macOS and Windows, and the file beside this one that each is made of."""
WHEELS, LIBRARY, PACKAGES = "wheels", "library", "packages.txt"
LEFT_HERE = (
    ".lock", "audit.jsonl", "desk-key", "api-keys", JUDGEMENTS, SAVED_SEARCHES, OWN_FILES,
)  # fmt: skip
"""What a library's folder holds of the people who work here."""
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was made: its folder, how many packages it has, and its size in bytes."""

    folder: Path
    packages: int
    size: int


def make_kit(folder: Path, library: Path, names: Sequence[str]) -> Kit:
    """Make the kit for those platforms in a new folder. This fetches wheels from the package index
    that pip is set to use; the kit itself needs no network.

    Raises:
        LibraryError: there is no library, or it cannot be read.
        ValueError: the folder is there already, the library has no exported encoder or holds what
            was removed, the program is not run from its source, or a wheel cannot be fetched.
    """
    if folder.exists():
        raise ValueError(f"{folder} is there already; name a folder that is not")
    if not (ROOT / "pyproject.toml").is_file():
        raise ValueError("the kit holds the program itself; make it in a clone of its repository")
    with closing(_whole(library)) as opened:
        has_encoder = (opened.generation / ENCODER).is_dir()
    if not has_encoder:
        raise ValueError(
            f"{library} has no exported encoder, without which a question needs torch; build it "
            "with: doctor-answers build PATH --anew"
        )
    private_folder(folder)
    try:
        _fill(folder, library, names)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # half a kit would be taken for one
        raise
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Kit(folder, len(list((folder / WHEELS).iterdir())), size)


def _fill(folder: Path, library: Path, names: Sequence[str]) -> None:
    wheels = folder / WHEELS
    wheels.mkdir()
    own, required = _own_wheel(wheels)
    packages = {name: packages_to_answer(required, PLATFORMS[name]) for name in names}
    for name, found in packages.items():
        _fetch(found, PLATFORMS[name], wheels)
    _write(folder, [own, *lines_for(packages)])
    with changing(library):
        _whole(library).close()  # somebody may have been removed meanwhile
        shutil.copytree(library, folder / LIBRARY, ignore=left_here)


def left_here(folder: str, names: Sequence[str]) -> set[str]:
    """What of a library's folder does not go into a kit: what is of the people who work here, and
    links, as what these lead to is no part of the library."""
    links = {name for name in names if (Path(folder) / name).is_symlink()}
    return links | shutil.ignore_patterns(*LEFT_HERE)(folder, list(names))


def _whole(folder: Path) -> Library:
    """The library, of which nothing that was removed is left in any file.

    Raises:
        LibraryError: there is none, or it cannot be read.
        ValueError: a removal was not finished.
    """
    opened = Library.open(folder)
    if opened.unfinished is not None:
        opened.close()
        raise ValueError(f"the kit would hold what was removed: {opened.unfinished}")
    return opened


def _own_wheel(wheels: Path) -> tuple[str, list[str]]:
    """Make the program's own wheel; what it is called, `name==version`, and what it requires."""
    with TemporaryDirectory() as made:
        _pip("wheel", "--no-deps", "--wheel-dir", made, str(ROOT))
        (file,) = Path(made).iterdir()
        (found,) = distributions(path=[str(file)])
        shutil.move(file, wheels)
    return f"{found.name}=={found.version}", list(found.requires or ())


def _fetch(packages: Sequence[str], platform: Platform, wheels: Path) -> None:
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    version = ["--python-version", PYTHON]
    kinds = ["--only-binary", ":all:", "--no-deps", "--dest", str(wheels)]
    _pip("download", *kinds, *version, *tags, *packages)


def _pip(command: str, *arguments: str) -> None:
    """Run pip, which has no way to be called but this.

    Raises:
        ValueError: it failed; with the line that says why.
    """
    # -P: not a pip that lies in the working folder.
    call = [sys.executable, "-P", "-m", "pip", command, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(  # noqa: S603  every word is ours, or a path that the caller named
        [*call, *arguments], capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()
        told = next((line for line in said if line.lstrip().startswith("ERROR")), said[-1])
        raise ValueError(f"pip {command} failed ({told.strip()}); try again with a network")


def _write(folder: Path, packages: Sequence[str]) -> None:
    (folder / PACKAGES).write_text("\n".join(packages) + "\n", encoding="utf-8")
    for name, made_of in STARTS.items():
        written = Path(__file__).with_name(made_of).read_text(encoding="utf-8")
        line_end = "\r\n" if name.endswith(".bat") else "\n"
        text = written.replace("@PYTHON@", PYTHON)
        (folder / name).write_text(text, encoding="utf-8", newline=line_end)
        (folder / name).chmod(0o755)

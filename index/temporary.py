"""Temporary folders of ours: a program has one, which goes when it ends, however it ends.

The folder lies among the system's temporary files and holds a lock as long as its program runs. So
what a program left that was killed is known, and deleted when another begins.
"""

import atexit
import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from index.durable import FILE_MODE

PREFIX = "doctor-answers-of-"
"""What the names of such folders begin with."""
LOCK = ".lock"


class _Own:
    """The folder of this program, if it has one; `held` is its lock, and `by` whose it is: a
    process that was forked off does not delete what is its parent's, and one that runs for another
    user from now on has a folder of its own."""

    folder: Path | None = None
    held: object = None
    by: tuple[int, int] = (0, 0)
    guard = threading.Lock()


def temporary_folder(kind: str) -> Path:
    """A new folder, its owner's alone, within this program's own.

    Args:
        kind: what its name begins with.

    Raises:
        OSError: there can be none.
    """
    return Path(mkdtemp(prefix=f"{kind}-", dir=_own_folder()))


def _own_folder() -> Path:
    with _Own.guard:
        folder = _Own.folder
        # Systems clear what is old among the temporary files.
        if folder is None or not folder.is_dir() or _Own.by != _whose():
            folder, _Own.held = _locked_folder()
            _Own.folder, _Own.by = folder, _whose()
            atexit.register(clear_temporary)
        return folder


def _whose() -> tuple[int, int]:
    """The process that runs, and the user for whom it does, where the system has such."""
    return os.getpid(), os.geteuid() if hasattr(os, "geteuid") else 0


def _locked_folder() -> tuple[Path, object]:
    """A new folder, and the lock in it that is held from now on."""
    from filelock import FileLock

    while True:
        folder = Path(mkdtemp(prefix=PREFIX))
        lock = FileLock(folder / LOCK, mode=FILE_MODE, thread_local=False)
        with suppress(FileNotFoundError):
            lock.acquire()
            if (folder / LOCK).exists():  # nobody took it for one that was left
                return folder, lock


def clear_temporary() -> None:
    """Delete this program's folder with all that is in it."""
    folder, _Own.folder = _Own.folder, None
    if folder is not None and _Own.by == _whose():
        shutil.rmtree(folder, ignore_errors=True)


def sweep_temporary() -> None:
    """Delete what programs left that were killed: folders of our name and ours alone, with a lock
    that nobody holds."""
    for folder in _of_programs():
        try:
            user = os.getuid() if hasattr(os, "getuid") else folder.stat().st_uid
            is_ours = not folder.is_symlink() and folder.stat().st_uid == user
            if is_ours and (folder / LOCK).is_file():
                _delete_if_left(folder)
        except OSError:  # it went meanwhile, or cannot be told
            continue


def _of_programs() -> list[Path]:
    """What is called like a folder of a program's among the temporary files, of which there may be
    thousands."""
    try:
        with os.scandir(gettempdir()) as entries:
            return [Path(one.path) for one in entries if one.name.startswith(PREFIX)]
    except OSError:  # there is no place for any, or nobody may look
        return []


def _delete_if_left(folder: Path) -> None:
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / LOCK, mode=FILE_MODE).acquire(blocking=False):
            shutil.rmtree(folder, ignore_errors=True)
    except Timeout:  # it is in use
        return

"""One builder at a time; what an interrupted build left is swept away before and after."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.durable import new_name
from index.errors import (
    DamagedLibrary,
    DamagedList,
    Exhausted,
    LibraryBusy,
    NoLibrary,
    NotWritten,
    damage,
    ran_out,
)
from index.library.generation import STORE
from index.storage.current import CURRENT, Current, generations, number_of, point_at_nothing
from index.storage.store import Broken, Unwritten
from index.storage.tombstones import LIST, Tombstones

KEPT = 2
"""Generations that stay on disk: the served one, and the one before for readers still at it."""


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Be the only builder at work on a library; what a build left, this one too, is swept away.

    Raises:
        Exhausted: there is too little memory.
        LibraryBusy: another one is at work.
        NotWritten: the disk is full, fails, or may not be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock")
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise LibraryBusy(folder) from error
        try:
            point_at_nothing(folder)
            sweep(folder)
            yield
        finally:
            with suppress(OSError):  # the next build sweeps what cannot be removed now
                sweep(folder)
            lock.release()
    except (OSError, Unwritten) as error:
        if ran_out(error):
            raise Exhausted(_one_line(error)) from error
        with suppress(OSError):  # they take the room that may be lacking
            forget_vector_caches(folder)
        raise NotWritten(folder, _one_line(error)) from error
    except Broken as error:  # what was built upon
        raise damage(folder, STORE, error) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def sweep(folder: Path) -> None:
    """Remove what an interrupted build left, generations that nobody needs any more, and those that
    still hold what was removed since."""
    for left in (*folder.glob("making-*"), *folder.glob("gone-*")):
        shutil.rmtree(left)
    for replaced in (CURRENT, LIST):
        (folder / new_name(replaced)).unlink(missing_ok=True)
    try:
        served = number_of(Current.read(folder).served.generation)
    except NoLibrary:
        served = 0
    except DamagedLibrary:
        return  # without knowing what is served, nothing is thrown away
    unnamed = [one for one in generations(folder) if number_of(one) > served]
    for generation in unnamed:  # renamed, but never named in CURRENT
        _remove(generation)
    for generation in outdated(folder, served):
        _remove(generation)
    for generation in generations(folder)[:-KEPT]:
        _remove(generation)


def outdated(folder: Path, served: int) -> list[Path]:
    """The generations before the served one that were made before something was removed."""
    try:
        tombstones = Tombstones.read(folder)
    except DamagedList:
        return []  # nothing is built before that is mended
    earlier = [one for one in generations(folder) if number_of(one) < served]
    return [one for one in earlier if not _was_made_by(one, tombstones)]


def _was_made_by(generation: Path, tombstones: Tombstones) -> bool:
    """Whether everything on a list was already removed when a generation was made."""
    try:
        return tombstones.days.keys() <= Tombstones.read(generation).days.keys()
    except DamagedList:
        return False


def _remove(generation: Path) -> None:
    """Take a generation away: from its name at once, from the disk as far as its readers let go."""
    gone = generation.with_name(f"gone-{number_of(generation):06d}")
    generation.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def forget_vector_caches(folder: Path) -> None:
    """Remove the vectors that were kept in case a build is killed."""
    for cache in folder.glob("journal-*"):
        cache.unlink()

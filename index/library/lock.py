"""The one lock of a library's folder, and the removal of what interrupted changes left.

Whatever changes the folder does so inside `changing`: its generations, the list of what was
removed, the uploads, and the taught words.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from pathlib import Path

from filelock import FileLock, Timeout

from index.durable import FILE_MODE, close_to_others, private_folder
from index.errors import (
    DamagedLibrary,
    DamagedList,
    Exhausted,
    LibraryBusy,
    NoLibrary,
    NotFinished,
    NotWritten,
    damaged_or_exhausted,
    ran_out,
)
from index.library.generation import STORE
from index.storage.current import (
    CURRENT,
    GENERATION,
    KEPT,
    Current,
    generations,
    number_of,
    point_at_nothing,
)
from index.storage.history import settle_history
from index.storage.own_files import settle_own_files
from index.storage.tombstones import LIST, Tombstones
from index.storage.uploads import FOLDER as UPLOADS
from index.storage.written_once import Broken, Unwritten

UNFINISHED = re.compile(r"(?:making|gone)-\d{6,}")
"""Generations that are being written or deleted."""
CACHE = re.compile(r"journal-[0-9a-f]{16}(?:-[0-9a-f]{32})?|read-[0-9a-f]{32}")
"""The vectors that a build keeps in case it is killed, and vectors and pages that others made and
read for it."""
OURS = (
    ".*", "*.jsonl", "*.toml", "evaluation.json", "desk-key", "api-keys", CURRENT, LIST, "pages",
)  # fmt: skip
"""The names of what else lies in a library's folder."""
HALF_WRITTEN = re.compile(r"\..+\.[0-9a-f]{8}\.new", re.DOTALL)
"""Copies of uploads that a killed change left."""
WRITTEN_ALONE = ("evaluation.json", "desk-key", "api-keys")
"""What others write beside a library who hold no lock: what they are writing is not deleted."""
NOT_READ: tuple[Path | None, bytes] = (None, b"")
"""The state of a library whose lock is not held yet: nothing of it was changed."""
ARRIVED = ".pulled"
"""The folder of the files that have come from a bucket, as long as not all have."""


@contextmanager
def changing(folder: Path, patience: float = 0.0) -> Iterator[None]:
    """Be the only one who changes a library's folder; remove what changes left, this one included.
    What is written is its owner's alone.

    Args:
        patience: seconds to wait for another change.

    Raises:
        Exhausted: there is too little memory.
        LibraryBusy: another change is at work; nothing was changed.
        NotWritten: the disk is full, fails, or is read-only; nothing was changed.
        NotFinished: the same, when the library had been changed already.
    """
    before = now = NOT_READ
    try:
        private_folder(folder)
        lock = _lock(folder)
        try:
            lock.acquire(timeout=patience)
        except Timeout as error:
            raise LibraryBusy(folder) from error
        before = now = _state(folder)
        mask = os.umask(0o077)  # the engines write files of their own
        try:
            point_at_nothing(folder)
            sweep(folder)
            yield
        finally:
            try:
                with suppress(OSError):  # the next change removes what cannot be removed now
                    sweep(folder)
                _close_all_to_others(folder)
            finally:
                now = _state(folder)
                os.umask(mask)
                lock.release()
    except (OSError, Unwritten) as error:
        if ran_out(error):
            raise Exhausted(_one_line(error)) from error
        with suppress(OSError):  # to free disk space
            forget_caches(folder)
        told = NotFinished if _is_another(now, before) else NotWritten
        raise told(folder, _one_line(error)) from error
    except Broken as error:  # of the previous generation
        raise damaged_or_exhausted(folder, STORE, error) from error


@contextmanager
def listed_as_before_if_it_fails(folder: Path) -> Iterator[None]:
    """Make the list of what was removed what it was where a change of it does not come to be
    served, for a caller that holds the lock. No removal is such a change: that counts from its
    first step."""
    listed, served = Tombstones.read(folder), _served(folder)
    try:
        yield
    except BaseException:
        now = Tombstones.read(folder)
        if now.days != listed.days and _served(folder) == served:
            with suppress(OSError):  # the list takes room that only this makes
                sweep(folder)
                forget_caches(folder)
            now.changed(listed.days).write(folder)
        raise


def _state(folder: Path) -> tuple[Path | None, bytes]:
    """What is served of a library, and its list of what was removed, as it is written; nothing of
    what cannot be told."""
    try:
        listed = (folder / LIST).read_bytes()
    except OSError:
        listed = b""
    return _served(folder), listed


def _is_another(now: tuple[Path | None, bytes], before: tuple[Path | None, bytes]) -> bool:
    """Whether something else is served, or removed, than before; a list that was changed and put
    back counts more changes, and lists the same."""
    return now[0] != before[0] or _days_in(now[1]) != _days_in(before[1])


def _days_in(listed: bytes) -> object:
    try:
        return Tombstones.written_as(listed, Path(LIST)).days
    except DamagedList:
        return listed


def _served(folder: Path) -> Path | None:
    """The generation that is served; None where that cannot be told."""
    try:
        return Current.read(folder).served.generation
    except (NoLibrary, DamagedLibrary):
        return None


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / ".lock", mode=FILE_MODE)


def arriving_lock(folder: Path) -> FileLock:
    """What a pull holds while files come, which takes no other change's time."""
    return FileLock(folder / f"{ARRIVED}.lock", mode=FILE_MODE)


def _forget_arrived(folder: Path) -> None:
    """Delete what a pull left that was cut off: it may be removed now, and tells nobody."""
    if (folder / ARRIVED).is_dir():
        with suppress(Timeout), arriving_lock(folder).acquire(timeout=0):
            shutil.rmtree(folder / ARRIVED)


def _close_all_to_others(folder: Path) -> None:
    """Close what is here to others, an earlier version's, too; but not where anything else lies in
    the folder, which is somebody's then."""
    with suppress(OSError):
        if not all(_is_ours(one.name) for one in folder.iterdir()):
            return
        for path in (folder, *folder.rglob("*")):
            with suppress(OSError):
                close_to_others(path)


def _is_ours(name: str) -> bool:
    """Whether a library has something of that name: what is but alike is somebody's."""
    kinds = (GENERATION, UNFINISHED, CACHE)
    return any(one.fullmatch(name) for one in kinds) or any(fnmatch(name, one) for one in OURS)


def is_changing(folder: Path) -> bool:
    """Whether somebody is changing a library's folder now."""
    try:
        with _lock(folder).acquire(blocking=False):
            return False
    except Timeout:
        return True
    except OSError:  # nothing may be written: nobody changes it
        return False


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def unfinished(folder: Path) -> list[Path]:
    """What a killed change left of generations; a folder "making-of" beside them is another's."""
    return sorted(one for one in folder.glob("*-*") if UNFINISHED.fullmatch(one.name))


def half_written(folder: Path) -> list[Path]:
    """The copies of uploads that a killed change left beside them."""
    found = (folder / UPLOADS).glob(".*.new")
    return sorted(one for one in found if HALF_WRITTEN.fullmatch(one.name) and one.is_file())


def half_written_notes(folder: Path) -> list[Path]:
    """What a killed change, or a full disk, left of notes in a library's folder: they name answers,
    of which some may have been removed since."""
    found = (one for one in folder.glob(".*.new") if HALF_WRITTEN.fullmatch(one.name))
    alone = tuple(f".{name}." for name in WRITTEN_ALONE)
    return sorted(one for one in found if one.is_file() and not one.name.startswith(alone))


def sweep(folder: Path) -> None:
    """Delete what an interrupted build left, generations that are no longer needed, and those that
    hold what was removed since; own files that were about to be exchanged are settled first."""
    _forget_arrived(folder)
    for left in unfinished(folder):
        _delete(left)
    for left in (*half_written(folder), *half_written_notes(folder)):
        left.unlink()
    for replaced in (CURRENT, LIST):
        (folder / f"{replaced}.new").unlink(missing_ok=True)  # of version 0.1.0
    try:
        newest: Path | None = Current.read(folder).served.generation
        settle_own_files(folder)
    except NoLibrary:
        newest = None
    except DamagedLibrary:
        return  # nothing is deleted without knowing what is served
    served = 0 if newest is None else number_of(newest)
    unnamed = [one for one in generations(folder) if number_of(one) > served]
    for generation in unnamed:  # renamed, but never named in CURRENT
        _remove(generation)
    for generation in outdated(folder, served):
        _remove(generation)
    for generation in generations(folder)[:-KEPT]:
        _remove(generation)
    settle_history(folder, newest)  # last, as it takes room that this has made


def outdated(folder: Path, served: int) -> list[Path]:
    """The generations before the served one that still hold something that was removed."""
    try:
        tombstones = Tombstones.read(folder)
    except DamagedList:
        return []  # no build starts before that is corrected
    earlier = [one for one in generations(folder) if number_of(one) < served]
    return [one for one in earlier if not _was_made_by(one, tombstones)]


def leftovers(folder: Path) -> list[Path]:
    """What may hold what was removed, and that the next change deletes: earlier generations, and
    what a killed change left."""
    try:
        served = number_of(Current.read(folder).served.generation)
    except (NoLibrary, DamagedLibrary):
        return []
    unnamed = [one for one in generations(folder) if number_of(one) > served]
    left = (*unfinished(folder), *unnamed, *half_written(folder), *_cut_off(folder))
    return sorted((*left, *outdated(folder, served)))


def _cut_off(folder: Path) -> Iterator[Path]:
    """What came by a pull that was cut off, where anything was removed that it may hold."""
    arrived = folder / ARRIVED
    if not arrived.is_dir() or not any(arrived.iterdir()):
        return
    with suppress(Timeout, OSError), arriving_lock(folder).acquire(timeout=0):
        if Tombstones.read(folder).days:
            yield arrived


def _was_made_by(generation: Path, tombstones: Tombstones) -> bool:
    """Whether a generation was made with all the tombstones of a list."""
    try:
        return tombstones.days.keys() <= Tombstones.read(generation).days.keys()
    except DamagedList:
        return False


def _remove(generation: Path) -> None:
    """Delete a generation: rename it at once, and delete the files that no reader holds open."""
    gone = generation.with_name(f"gone-{number_of(generation):06d}")
    generation.rename(gone)
    _delete(gone, ignore_errors=True)


def _delete(left: Path, *, ignore_errors: bool = False) -> None:
    """Delete a folder; of a link or a file, which no build makes there, only itself."""
    if left.is_symlink() or not left.is_dir():
        left.unlink()
    else:
        shutil.rmtree(left, ignore_errors=ignore_errors)


def forget_caches(folder: Path) -> None:
    """Delete what was kept in case a build is killed, and what others made for it."""
    for cache in folder.glob("*-*"):
        if CACHE.fullmatch(cache.name):
            cache.unlink()

"""Keeps a library in step with folders: what is new, changed or gone there is taken in at once.

A file that is being written is not read: the folders must stand still first, and where they never
do, what was changed a moment ago is left as it was until the next time. What is there no more as a
whole, such as a drive that was taken off, is no page that somebody deleted: its pages stay.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TypeAlias

from watchfiles import watch

from index.encoders.encoder import Encoder
from index.errors import DoctorAnswersError
from index.library.build import BuildRequest, build_locked
from index.library.lock import changing
from index.library.report import Report
from index.library.writer import Progress
from index.pages.read import BEING_WRITTEN

STILL = 1.5
"""Seconds without a change after which a file is whole: programs that save write without a rest."""
LONGEST = 10.0
"""Seconds after which what is still is taken in, though other files still change."""
AGAIN = 30.0
"""Seconds until what could not be taken in, as the disk was full, is tried again."""
PATIENCE = 60.0
"""Seconds to wait for a change that somebody else makes."""
LOOK = 500
"""Milliseconds between two looks at the clock while nothing changes."""
BY = "watched folder"
"""Who made a change, in the history."""
Mark: TypeAlias = tuple[int, int] | None
"""What tells a folder from another that took its name: its device and inode; None: none there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the last time that folders were taken in: a report, or why there is none; and
    the folders that are not there."""

    at: datetime
    report: Report | None = None
    error: str | None = None
    lost: tuple[Path, ...] = ()

    @property
    def skipped(self) -> list[tuple[str, str]]:
        """What could not be read, and why; what is being written will be read soon."""
        skipped = [] if self.report is None else self.report.skipped
        return [(source, reason) for source, reason in skipped if reason != BEING_WRITTEN]

    @property
    def troubles(self) -> list[str]:
        """What keeps the library from being in step, in sentences."""
        told = [
            f"{folder} is empty or not there; the library keeps its pages until something is in it"
            for folder in self.lost
        ]
        return [*told, *([] if self.error is None else [f"nothing was taken in: {self.error}"])]

    @property
    def is_whole(self) -> bool:
        """Whether all that was there was read."""
        return self.report is not None and self.skipped == self.report.skipped

    def is_news_after(self, before: "Outcome | None") -> bool:
        """Whether it says anything that the one before did not."""
        report = self.report
        if report is not None and (report.added or report.changed or report.removed):
            return True
        told = before or Outcome(self.at)
        return (self.error, self.lost, self.skipped) != (told.error, told.lost, told.skipped)


class WatchedFolders:
    """Folders that a library is kept in step with. Threads may look at them while one follows."""

    still = STILL
    """Seconds for which a file must not have been written to, or it is not read."""

    def __init__(self, library: Path, folders: Sequence[Path]) -> None:
        """`folders` are watched to the bottom.

        Raises:
            ValueError: one is no folder, is within another, or is the library's own.
        """
        own = os.path.realpath(library)
        for folder in folders:
            if not folder.is_dir():
                raise ValueError(f"{folder}: no such folder; name one that exists with --watch")
            if _is_below(os.path.realpath(folder), own):
                raise ValueError(f"{folder} is the library's own; name a folder of pages")
            above = [
                one
                for one in folders
                if one != folder and _is_below(os.path.realpath(folder), os.path.realpath(one))
            ]
            if above:
                raise ValueError(f"{folder} is within {above[0]}; watch one of them")
        self.folders = tuple(folders)
        self.last: Outcome | None = None
        self._library, self._own = library, own
        self._known: dict[Path, Mark] = {}

    def there(self) -> list[Path]:
        """The folders that are there, as far as can be told: all of them that have anything."""
        return [folder for folder in self.folders if not self._is_lost(folder)]

    def follow(
        self,
        encoder: Callable[[], Encoder],
        stop: Event,
        progress: Progress = lambda done, total: None,
    ) -> Iterator[Outcome]:
        """Take in what is there now, and what changes from now on until told to stop; whatever
        comes of it that is news.

        Args:
            encoder: gives the encoder of the library as it is then.

        Raises:
            OSError: the system lets nobody watch so many folders.
        """
        waiting = _Waiting()
        waiting.note(time.monotonic())
        while not stop.is_set():
            marks, below = self._marks(), self._below()
            for changed in _changes(below, stop):
                if any(map(self._concerns, changed)):
                    waiting.note(time.monotonic())
                is_over = waiting.is_over(time.monotonic())
                if is_over:
                    before, self.last = self.last, self._taken_in(encoder, progress)
                    waiting = _Waiting.after(self.last)
                    if self.last.is_news_after(before):
                        yield self.last
                is_other = bool(changed or is_over) and self._below() != below
                if is_other or self._marks() != marks:  # others are to be watched
                    waiting.note(time.monotonic())
                    break

    def stopped_by(self, error: Exception) -> None:
        """Note that nobody follows any more, and why."""
        told = f"they are watched no more ({error}); start the program again"
        self.last = Outcome(datetime.now(UTC), None, told)

    def _taken_in(self, encoder: Callable[[], Encoder], progress: Progress) -> Outcome:
        order = BuildRequest(by=BY, still=STILL)
        try:
            made = encoder()
            with changing(self._library, PATIENCE):
                here = self.there()  # only now: a drive may be taken off while this waits
                report = build_locked(self._library, here, made, order, progress)
        except DoctorAnswersError as error:
            return Outcome(datetime.now(UTC), None, str(error), self._without(self.there()))
        return Outcome(datetime.now(UTC), report, None, self._without(here))

    def _without(self, here: Sequence[Path]) -> tuple[Path, ...]:
        return tuple(folder for folder in self.folders if folder not in here)

    def _is_lost(self, folder: Path) -> bool:
        """Whether a folder is not there. An empty one, hidden files apart, is only there if it is
        the same that had something in it before: one in its place may be where a drive will be."""
        try:
            is_empty = all(_is_hidden(one.name) for one in folder.iterdir())
        except OSError:
            return True
        mark = _mark(folder)
        if not is_empty:
            self._known[folder] = mark
        return mark is None or self._known.get(folder) != mark

    def _marks(self) -> dict[Path, Mark]:
        return {folder: _mark(folder) for folder in self.folders}

    def _below(self) -> set[str]:
        """Every folder that pages are read from. A link to a folder is not followed, and what is
        closed is left to the report: the system's own way to the bottom would end at either."""
        found: set[str] = set()
        for folder in self.folders:
            for here, names, _ in os.walk(folder):
                names[:] = [one for one in names if not _is_hidden(one)]
                if os.path.realpath(here) == self._own:
                    names.clear()
                else:
                    found.add(here)
        return found

    def _concerns(self, path: str) -> bool:
        """Whether a change may be one of pages: neither the library's own nor a hidden file's."""
        real = os.path.realpath(path)
        roots = map(os.path.realpath, self.folders)
        below = [os.path.relpath(real, root) for root in roots if _is_below(real, root)]
        shown = [one for one in below if not any(map(_is_hidden, Path(one).parts))]
        return bool(shown) and not _is_below(real, self._own)


def _mark(folder: Path) -> Mark:
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if folder.is_dir() else None


def _is_below(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and name != "."


def _changes(folders: Collection[str], stop: Event) -> Iterator[list[str]]:
    """The paths of what changes in folders; none each time that the clock must be looked at. It
    ends where one of the folders is there, or open, no more."""
    if not folders:
        stop.wait(LOOK / 1000)
        yield []
        return
    looks = watch(
        *folders,
        watch_filter=None,
        rust_timeout=LOOK,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=False,
    )
    try:
        for changes in looks:
            yield [path for _, path in changes]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        stop.wait(LOOK / 1000)
        yield []


@dataclass(slots=True)
class _Waiting:
    """Changes that were not taken in yet: when the first and the last were, in seconds of the
    monotonic clock; None: there are none."""

    first: float | None = None
    last: float = 0.0

    @classmethod
    def after(cls, outcome: Outcome) -> "_Waiting":
        """What is left to do after an outcome."""
        if outcome.is_whole:
            return cls()
        now = time.monotonic() + (0.0 if outcome.error is None else AGAIN)
        return cls(now, now)

    def note(self, now: float) -> None:
        """Note a change."""
        self.first = now if self.first is None else min(self.first, now)
        self.last = now

    def is_over(self, now: float) -> bool:
        """Whether the folders stood still for long enough, or nobody can wait for that."""
        if self.first is None:
            return False
        return now - self.last >= STILL or now - self.first >= LONGEST

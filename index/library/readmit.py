"""Lets in again what was removed for good: its mark is taken off the list, and the library built.

Nothing of it is left in the library's files. So it comes back with what it is read from: a file
elsewhere at the next build, or one that is added again.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import NotInLibrary
from index.library.build import COMMAND_LINE, BuildRequest, build_locked
from index.library.lock import changing, listed_as_before_if_it_fails
from index.library.removals import list_to_change
from index.library.report import Report
from index.library.writer import Progress
from index.storage.history import History
from index.storage.tombstones import TombstoneMark, Tombstones, mark
from index.storage.uploads import Uploads


@dataclass(frozen=True, slots=True)
class RemovedMark:
    """A mark on the list of what was removed: an id that tells it, its kind, and the day. `page_id`
    is that of a page, where the history knows it; `by` are those who removed something that day.
    What else it stands for nobody can tell: it is a hash."""

    id: str
    kind: str
    day: str
    page_id: str | None
    by: tuple[str, ...]


def removed_marks(
    folder: Path, among: Collection[TombstoneMark] | None = None, most: int | None = None
) -> list[RemovedMark]:
    """What was removed for good, or of that some marks, the newest first.

    Args:
        most: marks that are told at most.

    Raises:
        DamagedList: it cannot be read.
    """
    tombstones = Tombstones.read(folder)
    events = [one for one in History.read(folder).events if one.taken_out]
    pages = {mark("page", one): one for event in events for one in event.taken_out}
    page_by = {page_id: event.by for event in events for page_id in event.taken_out}
    days: dict[str, dict[str, None]] = {}
    for event in events:
        days.setdefault(event.when[:10], {})[event.by] = None
    chosen = tombstones.things if among is None else tombstones.things & set(among)
    found = []
    for one in sorted(chosen, key=lambda one: (tombstones.days[one], one), reverse=True)[:most]:
        day = tombstones.days[one]
        page_id = pages.get(one)
        by = tuple(days.get(day, ())) if page_id is None else (page_by[page_id],)
        found.append(RemovedMark(id_of(one), one[0], day, page_id, by))
    return found


def readmission_of(folder: Path, mark_id: str) -> RemovedMark | None:
    """What stands on the list under an id; None where nothing does.

    Raises:
        DamagedList: it cannot be read.
    """
    meant = _meant(Tombstones.read(folder), mark_id)
    return removed_marks(folder, [meant])[0] if meant is not None else None


def _meant(tombstones: Tombstones, mark_id: str) -> TombstoneMark | None:
    return next((one for one in tombstones.things if id_of(one) == mark_id), None)


def id_of(one: TombstoneMark) -> str:
    """What tells a mark from the others, in a form."""
    return hashlib.blake2b(" ".join(one).encode(), digest_size=16).hexdigest()


def readmit(
    folder: Path,
    mark_id: str,
    encoder: Encoder,
    *,
    by: str = COMMAND_LINE,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take a mark off the list, and bring the library up to date with its own files.

    Args:
        by: who lets it in, for the history.
        patience: seconds to wait for another change.

    Raises:
        NotInLibrary: there is no such mark; nothing was done.
        LibraryBusy, NotWritten, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder, patience):
        tombstones = list_to_change(folder)
        meant = _meant(tombstones, mark_id)
        if meant is None:
            raise NotInLibrary(folder, "such mark on the list of what was removed")
        paths = Uploads(folder).paths()
        with listed_as_before_if_it_fails(folder):
            tombstones.lifting(meant).write(folder)
            return build_locked(folder, paths, encoder, BuildRequest(by=by), progress)

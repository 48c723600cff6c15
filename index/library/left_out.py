"""Answers that are left out as nobody can tell whether somebody who was removed gave them: which
those are, and how a person lets one in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import NotInLibrary
from index.library.build import COMMAND_LINE, BuildRequest, build_locked, readmitting
from index.library.lock import changing, listed_as_before_if_it_fails
from index.library.open import Library
from index.library.plan import Doubt, Namesake, plan
from index.library.removals import Removals, list_to_change
from index.library.report import Report
from index.library.writer import Progress
from index.model import Doctor


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Answers of one person, as printed, that are left out until somebody decides whether that is
    the doctor who was removed on that day; `sources` are their files. `is_for_its_name` where
    version 0.1.0 removed everybody of the name, `is_reworded` where the question is whether it is
    an answer that was removed, in other words."""

    answer_ids: tuple[str, ...]
    doctor: Doctor
    sources: tuple[str, ...]
    day: str
    is_for_its_name: bool = False
    is_reworded: bool = False

    @classmethod
    def of(cls, found: Doubt | Namesake) -> "LeftOut":
        """What a plan says of it."""
        if isinstance(found, Namesake):
            return cls(found.answer_ids, found.doctor, found.sources, found.day, True)
        one = (found.answer_id,)
        return cls(one, found.doctor, (found.source,), found.day, is_reworded=found.is_reworded)


def left_out_of(library: Library, paths: Sequence[Path]) -> list[LeftOut]:
    """The answers in files at `paths` that are left out until somebody decides. Files are read
    again where something in them was removed; nothing is written.

    Raises:
        DamagedList, DamagedLibrary: as for a build.
    """
    planned = plan(library, paths, Removals.read(library.folder))
    found: list[Doubt | Namesake] = [*planned.doubts, *planned.namesakes]
    return [LeftOut.of(one) for one in found]


def let_in(
    folder: Path,
    answer_ids: Collection[str],
    paths: Sequence[Path],
    encoder: Encoder,
    *,
    by: str = COMMAND_LINE,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take answers that are left out as those of other doctors than were removed, and bring the
    library up to date with the files at `paths`, which hold them.

    Args:
        by: who decided it, for the history.
        patience: seconds to wait for another change.

    Raises:
        NotInLibrary: none of them is left out any more; nothing was done.
        LibraryBusy, NotWritten, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder, patience):
        tombstones = list_to_change(folder)
        decided = readmitting(tombstones, answer_ids, paths)
        if decided.kept == tombstones.kept or decided.withheld != tombstones.withheld:
            raise NotInLibrary(folder, "such answer that was left out")
        with listed_as_before_if_it_fails(folder):
            decided.write(folder)
            return build_locked(folder, paths, encoder, BuildRequest(by=by), progress)

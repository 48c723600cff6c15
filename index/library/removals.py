"""What was removed for good, as the list says and as a generation was made by it.

Three places say how new the list is: the list itself, the generation, and the history. Where they
differ, a removal was not finished, or something was restored from a backup. What is on the list is
then withheld from whoever reads, until a build has finished the removal; and a library of which all
that is left is older than what its history knew is not opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import (
    DamagedLibrary,
    DamagedList,
    OutdatedList,
    accept_command,
    damaged_or_exhausted,
    finish_command,
)
from index.library.check import read_page
from index.library.generation import STORE, OpenGeneration
from index.model import Page
from index.storage.current import generations
from index.storage.history import History, newest_list
from index.storage.manifest import ListMark
from index.storage.tombstones import LIST, Tombstones
from index.storage.written_once import Broken

MOST_TOLD = 20
"""Ids that a message names."""


@dataclass(frozen=True, slots=True)
class Removals:
    """What was removed for good: the list as it is, and as it was at the previous generation."""

    now: Tombstones = field(default_factory=Tombstones)
    before: Tombstones = field(default_factory=Tombstones)

    @classmethod
    def read(cls, folder: Path) -> "Removals":
        """Read the list of a library; the newest generation's copy and the history show if it is
        not the newest.

        Raises:
            DamagedList: it cannot be read, or is missing.
            OutdatedList: a newer one was known.
        """
        now, before = Tombstones.read(folder), Tombstones()
        for newest in generations(folder)[-1:]:
            try:
                before = Tombstones.read(newest)
            except DamagedList:
                continue
            if before.days and not (folder / LIST).exists():
                evidence = f"it is missing, but {newest.name}/{LIST} has {len(before.days)} lines"
                raise DamagedList(folder / LIST, evidence)
        removals = cls(now, before)
        removals.check(folder)
        if removals.is_behind:
            raise OutdatedList(folder, removals.behind, finish_command(folder))
        return removals

    @classmethod
    def of(cls, generation: OpenGeneration) -> "Removals":
        """The list of a library, and as it was when a generation was made.

        Raises:
            DamagedList: it cannot be read.
            OutdatedList: the history knows a newer one than both.
        """
        folder = generation.path.parent
        now = Tombstones.read(folder)
        same = generation.manifest.listed == now.mark
        removals = cls(now, now if same else Tombstones.read(generation.path))
        removals.check(folder)
        return removals

    @property
    def gained(self) -> bool:
        """Whether the list grew since: nothing of that may be left in any file."""
        return not (self.now.withheld <= self.before.withheld and self.before.kept <= self.now.kept)

    @property
    def gained_pages_alone(self) -> bool:
        """Whether all that the list gained are pages as a whole."""
        gained = self.now.withheld - self.before.withheld
        of_pages = all(kind in ("page", "under") for kind, _ in gained)
        return self.before.kept <= self.now.kept and of_pages

    @property
    def lost(self) -> bool:
        """Whether the list shrank since: something may be added again."""
        return not (self.before.withheld <= self.now.withheld and self.now.kept <= self.before.kept)

    @property
    def is_behind(self) -> bool:
        """Whether the list is older than the one that the generation was made by."""
        return self.now.change < self.before.change

    @property
    def behind(self) -> str:
        """In words, that the list is older."""
        return f"it is of change {self.now.change}, the library of change {self.before.change}"

    def check(self, folder: Path) -> None:
        """Refuse what is older than the history knew.

        Raises:
            OutdatedList: it is.
        """
        known = newest_list(folder)
        newest = max(self.now.change, self.before.change)
        if known.change < newest or known in (ListMark(), self.now.mark, self.before.mark):
            return
        if known.change == newest and self.now.mark != self.before.mark:
            return  # somebody edited the list; the next build counts that
        taken = [
            one
            for event in History.read(folder).events
            if event.list_change > newest
            for one in event.taken_out
        ]
        another = "another list of " if known.change == newest else ""
        told = f"; it names what was removed since: {', '.join(taken[:MOST_TOLD])}" if taken else ""
        raise OutdatedList(
            folder,
            f"it is of change {newest}, the history knew {another}change {known.change}{told}",
            f"restore the newer {LIST} from a backup; if there is none, take the list as it is, "
            f"and remove again what was removed since, with: {accept_command(folder)}",
        )


def list_to_change(folder: Path) -> Tombstones:
    """The list of a library, for whoever is about to change it: one that is older than what was
    known would count as the newest once it is changed, and what it lacks would come in again.

    Raises:
        DamagedList, OutdatedList: as `Removals.read`.
    """
    return Removals.read(folder).now


def accept_list(folder: Path) -> None:
    """Take the list as it is, though a newer one was known.

    Raises:
        DamagedList: it cannot be read.
        LibraryBusy, NotWritten: as for a build.
    """
    from index.library.lock import changing  # whoever only reads locks nothing

    with changing(folder):
        lists = [Tombstones.read(one) for one in (folder, *generations(folder))]
        newest = max(newest_list(folder).change, *(one.change for one in lists))
        Tombstones(lists[0].days, newest + 1).write(folder)


def withhold(generation: OpenGeneration) -> Removals:
    """Withhold what was removed since a generation was made from whoever reads it.

    Raises:
        DamagedList, OutdatedList: as `Removals.of`.
        DamagedLibrary: what was removed since cannot be told.
    """
    removals = Removals.of(generation)
    if removals.gained:
        try:
            generation.store.withhold(_removed_since(generation, removals))
        except Broken as error:
            raise damaged_or_exhausted(generation.path.parent, STORE, error) from error
    return removals


def _removed_since(
    generation: OpenGeneration, removals: Removals
) -> list[tuple[Page, Page | None]]:
    """The pages of which something was removed, each with what is left of it."""
    from index.pages.redact import with_blanks  # reads pages: seldom needed where a library opens

    found = []
    for page_id in _concerned(generation, removals):
        try:
            page = read_page(generation, page_id)
        except DamagedLibrary:
            continue  # it cannot be shown, either
        rest = removals.now.without(page, cut=with_blanks)
        if rest is not page:
            found.append((page, rest))
    return found


def _concerned(generation: OpenGeneration, removals: Removals) -> Sequence[str]:
    """The ids of the pages that have to be read to tell what was removed since: a page that was
    removed as a whole is known by its id, but anybody may be named on any page."""
    page_ids = generation.store.page_ids()
    if removals.gained_pages_alone:
        return [one for one in page_ids if removals.now.holds("page", one)]
    return page_ids


def unfinished(generation: Path, removals: Removals) -> str | None:
    """What a removal left to do, or what else became of the list since a generation was made, and
    what to do; None where they fit."""
    folder = generation.parent
    if removals.is_behind:
        return (
            f"{LIST}, which lists what was removed, is older than {generation.name} "
            f"({removals.behind}); put the newer one back with: {finish_command(folder)}"
        )
    if removals.gained:
        return (
            f"{LIST} lists what {generation.name} still holds; it is not shown any more; "
            f"finish the removal with: {finish_command(folder)}"
        )
    if removals.lost:
        return (
            f"{LIST} no longer lists all that {generation.name} was made without; "
            f"build to let that in again, or put the list back from {generation.name}/{LIST}"
        )
    return None

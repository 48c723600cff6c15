"""Compares pages on disk with those in the library, and plans a build. Writes nothing."""

import os
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from index.errors import DamagedLibrary, UnreadablePage
from index.library.crawls import known_crawls
from index.library.difference import PageDifference, difference, removal_of
from index.library.open import Library
from index.library.removals import Removals
from index.model import Doctor, Page
from index.pages.decided import told_of_decision
from index.pages.kinds import is_saved_page
from index.pages.line_reader.page_warnings import checks_in
from index.pages.packed.archives import is_there
from index.pages.packed.known_crawls import KnownCrawl
from index.pages.read import (
    ReadAhead,
    ReadPage,
    SeenCrawl,
    Source,
    Unchanged,
    nothing_ahead,
    read,
    read_again,
    read_source,
)
from index.pages.redact import has_same_content, was_redacted
from index.pages.rows.foreign_ids import taken_by
from index.storage.store import StoredPage
from index.storage.tombstones import Tombstones

BETWEEN = re.compile(r"[\W_]+")
"""What stands between the words of an id."""
NAMED_IN_ID = (
    "page {!r} may have the name of somebody who was removed in its id: rename its file or record, "
    "and build"
)
MOST_NAMED = 20
"""Answers of one person that a message names."""
PlannedKind: TypeAlias = Literal["added", "changed"]


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page to write: its source, the digest that it must still have when read again, its size.
    Without a source it is taken from the library. It need not be read again where it is kept as it
    was `read`."""

    kind: PlannedKind
    page_id: str
    source: Source | None
    digest: str
    answers: int
    characters: int
    read: ReadPage | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer that is left out until a person decides, as nothing that is printed tells its
    doctor from one of the same name who was removed on that day; or where it `is_reworded`, as it
    may be what was removed then, in other words."""

    answer_id: str
    doctor: Doctor
    source: str
    day: str
    is_reworded: bool = False

    def __str__(self) -> str:
        if self.is_reworded:
            return (
                f"{self.answer_id} in {self.source} was left out: it may be what was removed on "
                f"{self.day}, in other words; if this is another answer, "
                f"let it in with: build PATH --readmit {shlex.quote(self.answer_id)}"
            )
        return (
            f"{self.answer_id} in {self.source} was left out: its {_printed(self.doctor)} "
            f"may be the doctor of that name, or of one like it, who was removed on {self.day}; "
            "if this is another, "
            f"let the answer in with: build PATH --readmit {shlex.quote(self.answer_id)}"
        )


@dataclass(frozen=True, slots=True)
class Namesake:
    """A person whose answers are left out for nothing but the name: version 0.1.0 removed everybody
    of that name on that day. `sources` are the files, each once."""

    doctor: Doctor
    answer_ids: tuple[str, ...]
    sources: tuple[str, ...]
    day: str

    def __str__(self) -> str:
        ids, more = self.answer_ids[:MOST_NAMED], len(self.answer_ids) - MOST_NAMED
        options = " ".join(f"--readmit {shlex.quote(one)}" for one in ids)
        others = f" (and so for {more} more)" if more > 0 else ""
        count = len(self.answer_ids)
        are = "answer is" if count == 1 else "answers are"
        return (
            f"{_printed(self.doctor)}: {count} {are} left out of {', '.join(self.sources)}, as "
            f"everybody of that name was removed on {self.day}, when names alone were kept; if "
            f"this is another doctor, let {'it' if count == 1 else 'them'} in with: "
            f"build PATH {options}{others}"
        )


def _printed(doctor: Doctor) -> str:
    """A doctor's name, with what else is printed that tells one of a name from another."""
    about = [part for part in (doctor.specialty, doctor.place) if part]
    return f"{doctor.name} ({' · '.join(about) or 'neither place nor specialty'})"


def doubts_about(page: Page, tombstones: Tombstones) -> list[Doubt]:
    """The answers on a page that may be by a person who was removed, or what was removed alone."""
    found = tombstones.in_doubt(page)
    named = ((one.id, found[one.number]) for one in page.answers if one.number in found)
    return [
        Doubt(answer_id, who.doctor, page.source, who.day, who.is_reworded)
        for answer_id, who in named
    ]


def namesakes_on(page: Page, tombstones: Tombstones) -> list[Namesake]:
    """The people on a page who are left out for nothing but their names, an entry an answer."""
    days = tombstones.of_the_name(page)
    return [
        Namesake(one.doctor, (one.id,), (page.source,), days[one.number])
        for one in page.answers
        if one.number in days
    ]


def by_person(found: Iterable[Namesake]) -> list[Namesake]:
    """The same with one entry for each person, as printed."""
    people: dict[tuple[str | None, ...], Namesake] = {}
    for one in found:
        printed = (one.doctor.name, one.doctor.place, one.doctor.specialty)
        known = people.get(printed)
        if known is not None:
            ids = (*known.answer_ids, *one.answer_ids)
            sources = tuple(dict.fromkeys([*known.sources, *one.sources]))
            people[printed] = replace(known, answer_ids=ids, sources=sources)
        else:
            people[printed] = one
    return list(people.values())


def left_out_of(page: Page, tombstones: Tombstones) -> list[str]:
    """Who would be left out of a page on a guess that only a person can make, with the way in."""
    people = by_person(namesakes_on(page, tombstones))
    return [str(one) for one in (*doubts_about(page, tombstones), *people)]


def named_in_id(page_id: str, tombstones: Tombstones) -> str | None:
    """That a page's id may name somebody who was removed, as a message; it is shown with the page.
    It may as well be that of a namesake, and only a person can tell."""
    if not tombstones.may_name(" ".join(BETWEEN.split(page_id))):
        return None
    return NAMED_IN_ID.format(page_id)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build does, made before anything is written.

    `written` are the pages that are written, in the order in which they were read; `removed` and
    `unchanged` are ids, `skipped` names of sources with the reason. `taken_out` are the ids of the
    pages and answers that are left out because they were removed for good; `doubts` are
    answers that are left out because they may be, `namesakes` people who are left out for their
    names alone. `losses` say of pages that are read again what
    they would no longer say. `files` are the hashes, by absolute path, of the
    files that need not be read again while they are unchanged; `redacted`
    are the files that hold something that was removed. `crawls` are those that were read, by
    absolute path, with what lets them stay packed; None where they must be unpacked again.
    """

    written: tuple[PlannedPage, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    taken_out: tuple[str, ...] = ()
    doubts: tuple["Doubt", ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    losses: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    redacted: frozenset[str] = frozenset()
    removals: Removals = field(default_factory=Removals)
    crawls: Mapping[str, KnownCrawl | None] = field(default_factory=dict)

    @property
    def added(self) -> tuple[str, ...]:
        """The ids of the pages that are new."""
        return tuple(page.page_id for page in self.written if page.kind == "added")

    @property
    def named(self) -> list[str]:
        """Which new pages may name somebody who was removed in their ids, as messages."""
        told = (named_in_id(page_id, self.removals.now) for page_id in self.added)
        return [one for one in told if one is not None]

    @property
    def changed(self) -> tuple[str, ...]:
        """The ids of the pages that replace their versions in the library."""
        return tuple(page.page_id for page in self.written if page.kind == "changed")

    @property
    def left_out(self) -> tuple[str, ...]:
        """Who was left out on a guess that only a person can make, each with the way in."""
        return tuple(map(str, (*self.doubts, *self.namesakes)))

    @property
    def changes_nothing(self) -> bool:
        """Whether the library is up to date."""
        same_list = self.removals.now == self.removals.before
        return not self.written and not self.removed and same_list

    @property
    def forbids_fallback(self) -> bool:
        """Whether something that is shown now must not be shown again, whatever happens later."""
        return bool(self.changed or self.removed or self.removals.gained)


def plan(
    library: Library | None,
    paths: Sequence[Path],
    removals: Removals,
    replacing: Collection[str] = (),
    still: float = 0.0,
    ahead: ReadAhead = nothing_ahead,
    keeping: int = 0,
) -> Plan:
    """Plan what brings a library up to date with the pages at `paths`.

    Args:
        library: the library as it is; None if there is none.
        replacing: ids of pages that replace those of the same ids from other files.
        still: seconds for which a file must not have been written to, or its pages stay.
        ahead: files that others read before, without what `removals` have.
        keeping: characters of pages that are kept, for who writes them at once.
    """
    draft = _PlanDraft(library, removals, replacing, keeping)
    draft.read(paths, still, ahead)
    draft.remove_what_is_gone(paths)
    draft.redact_what_is_stored()
    return draft.plan()


def plan_page(library: Library | None, source: Source, removals: Removals) -> Plan:
    """Plan what brings one page up to date with its file and the decision beside it; all others
    stay as they are, whatever became of their files."""
    draft = _PlanDraft(library, removals, ())
    draft.take_one(source)
    draft.remove_what_is_gone([Path(source.file)], only=source.page_id)
    draft.redact_what_is_stored()
    return draft.plan()


@dataclass(frozen=True, slots=True)
class MissedPage:
    """A planned page that changed or vanished before it was written: its source as the user named
    it, and the absolute path of the file, which must be read again at the next build."""

    page_id: str
    source: str
    file: str | None
    reason: str = "it changed while the library was built; build again"


@dataclass(frozen=True, slots=True)
class RemovedPage:
    """A page of the library that was removed for good as a whole."""

    page_id: str


PlannedOutcome: TypeAlias = ReadPage | MissedPage | RemovedPage
"""What became of a planned page."""


def pages_of(
    planned: Plan, library: Library | None, ahead: ReadAhead = nothing_ahead
) -> Iterator[PlannedOutcome]:
    """The pages of a plan, without what was removed of them: read again one by one but for those
    that it keeps, so that their number is not limited by memory. What others read ahead is as
    planned.

    The library keeps what it has of a page that was missed, without what was removed of that.
    """
    tombstones = planned.removals.now
    source, pages = None, dict[str, ReadPage]()
    for one in planned.written:
        if one.read is not None:
            found: ReadPage | None = one.read
        elif one.source is None:
            found = _stored(library, one.page_id)
        else:
            if one.source != source:
                source, pages = one.source, _readable(one.source, planned.files, ahead)
            found = pages.get(one.page_id)
        if found is None or found.page.digest != one.digest:
            yield _missed(one)
            yield from _redacted(_stored(library, one.page_id), tombstones)
        elif (rest := tombstones.without(found.page)) is not None:
            yield found if rest is found.page else replace(found, page=rest, passages=None)


def differences(
    planned: Plan, library: Library | None, shown: Library | None = None
) -> Iterator[PageDifference]:
    """What a plan would change of the pages that are in the library, page by page: what a person
    must see before it is carried out.

    Args:
        library: what was planned with.
        shown: the same library, of which what was removed since is not shown, if that is another.
    """
    if library is None:
        return
    before, changed = shown or library, set(planned.changed)
    here = before.stored()
    for found in pages_of(planned, library) if changed else ():
        if isinstance(found, ReadPage) and found.page.id in changed and found.page.id in here:
            yield difference(before.page(found.page.id), found.page)
    for page_id in planned.removed:
        if page_id in here:
            yield removal_of(before.page(page_id))


def _missed(planned: PlannedPage) -> MissedPage:
    source = planned.source
    if source is None:
        return MissedPage(planned.page_id, planned.page_id, None)
    return MissedPage(planned.page_id, source.shown, source.file)


def _redacted(stored: ReadPage | None, tombstones: Tombstones) -> Iterator[ReadPage | RemovedPage]:
    """What must be written of a stored page because something of it was removed since."""
    if stored is None:
        return
    rest = tombstones.without(stored.page)
    if rest is None:
        yield RemovedPage(stored.page.id)
    elif rest is not stored.page:
        yield replace(stored, page=rest)


def _readable(source: Source, files: Mapping[str, str], ahead: ReadAhead) -> dict[str, ReadPage]:
    digest = files.get(source.file)
    made = None if digest is None else ahead(source, digest)
    if made is not None:
        return {one.page.id: one for one in made}
    if not source.path.is_file():  # to open a pipe that took its name would wait for ever
        return {}
    found = (one for one in read_source(source) if not isinstance(one, UnreadablePage))
    return {one.page.id: one for one in found}


def _stored(library: Library | None, page_id: str) -> ReadPage | None:
    """A page as the library holds it, its seals checked; None if it holds none of that id."""
    stored = None if library is None else library.stored_page(page_id)
    if library is None or stored is None:
        return None
    page = library.page(page_id)
    library.answers([answer.id for answer in page.answers])
    return ReadPage(page, stored.file)


class _PlanDraft:
    """A plan in the making, while pages are compared."""

    def __init__(
        self,
        library: Library | None,
        removals: Removals,
        replacing: Collection[str],
        keeping: int = 0,
    ) -> None:
        self._library = library
        self._removals = removals
        self._replacing = replacing
        self._keeping = keeping
        self._written: list[PlannedPage] = []
        self._removed: list[str] = []
        self._unchanged: list[str] = []
        self._skipped: list[tuple[str, str]] = []
        self._taken_out: list[str] = []
        self._doubts: list[Doubt] = []
        self._namesakes: list[Namesake] = []
        self._losses: list[tuple[str, str]] = []
        self._files: dict[str, str] = {}
        self._redacted: set[str] = set()
        self._crawls: dict[str, KnownCrawl | None] = {}
        self._failed: set[str] = set()
        self._unfit: set[str] = set()
        """Files with a page that is not stored as theirs."""
        self._kept: set[str] = set()
        """Pages that stay, as what was read in their place is poorer or damaged."""

    def plan(self) -> Plan:
        """The finished plan."""
        unsettled = self._unfit | self._failed
        return Plan(
            tuple(self._written),
            tuple(self._removed),
            tuple(self._unchanged),
            tuple(self._skipped),
            tuple(self._taken_out),
            tuple(self._doubts),
            tuple(by_person(self._namesakes)),
            tuple(self._losses),
            {file: made for file, made in self._files.items() if file not in unsettled},
            frozenset(self._redacted),
            self._removals,
            self._crawls,
        )

    def read(self, paths: Sequence[Path], still: float, ahead: ReadAhead) -> None:
        """Compare every page at `paths` with what is stored."""
        # What may be added again is in files that did not change.
        known_files = self._library is not None and not self._removals.lost
        known = self._library.files() if self._library is not None and known_files else {}
        packed = known_crawls(self._library.folder) if self._library and known_files else {}
        self.take(read(paths, known, still, packed, ahead))

    def take(self, pages: Iterable[ReadPage | Unchanged | UnreadablePage | SeenCrawl]) -> None:
        """Compare pages with what is stored."""
        for found in pages:
            if isinstance(found, SeenCrawl):
                self._note(found)
            elif isinstance(found, Unchanged):
                self._unchanged.append(found.page_id)
            elif isinstance(found, UnreadablePage):
                self._skipped.append((found.source, found.reason))
                for name in (found.source.rpartition(":")[0], found.source):
                    self._failed.add(os.path.abspath(name or found.source))
            else:
                self._compare(found)

    def _note(self, crawl: SeenCrawl) -> None:
        """Note a crawl that was read; it stays packed only if all its pages are stored as its."""
        is_settled = not any(file.startswith(f"{crawl.file}/") for file in self._unfit)
        self._crawls[crawl.file] = crawl.known if is_settled else None

    def take_one(self, source: Source) -> None:
        """Compare one page of a file; where that has others, it must be read again for these."""
        is_alone = is_saved_page(source.path)
        for found in read_again(source):
            if isinstance(found, UnreadablePage) or is_alone or found.page.id == source.page_id:
                self.take([found])
        if not is_alone:
            self._unfit.add(source.file)

    def _compare(self, found: ReadPage) -> None:
        if found.file_digest is not None:
            self._files[found.file] = found.file_digest
        rest = self._removals.now.without(found.page)
        if rest is None:
            self._redacted.add(found.file)
            self._skip(found, self._was_removed(found.page))
            return
        self._doubt(found)
        if rest is not found.page:
            self._redacted.add(found.file)
        before = None if self._library is None else self._library.stored_page(found.page.id)
        if before is None:
            self._write("added", found, rest)
        elif self._is_its_file(before, found) or found.page.id in self._replacing:
            self._compare_with_stored(before, found, rest)
        elif before.digest == rest.digest:
            self._unchanged.append(found.page.id)  # the same page is in two folders
            self._unfit.add(found.file)
        else:
            self._skip(found, taken_by(found.page.id, before.file))

    def _compare_with_stored(self, before: StoredPage, found: ReadPage, rest: Page) -> None:
        """Compare a page with the one that it would replace."""
        is_same = self._is_same(before, replace(found, page=rest))
        if is_same and not self._is_asked_about(found.page):
            self._unchanged.append(found.page.id)
            return
        told = self._difference(rest)
        is_own = is_same or before.file == found.file
        if told is None or (told.changes_nothing and (is_own or not is_there(before.file))):
            self._write("changed", found, rest)
        elif told.changes_nothing:
            self._unchanged.append(found.page.id)  # another file says just the same
            self._unfit.add(found.file)
        else:
            is_copy = not is_own or found.page.id in self._replacing
            reason = told.refusal(is_copy=is_copy, is_partial=found.file_digest is None)
            if reason is None:
                self._write("changed", found, rest)
                self._lose(rest)
            else:
                self._keep(found, reason)

    def _is_asked_about(self, page: Page) -> bool:
        """Whether a page that somebody puts in holds something in doubt: its file is then to be
        kept with a generation, until it is decided about, though nothing else changes."""
        return page.id in self._replacing and any(
            Page.id_of(one.answer_id) == page.id for one in self._doubts
        )

    def _lose(self, rest: Page) -> None:
        """Note what a page would no longer say, but for what was removed on purpose."""
        assert self._library is not None  # noqa: S101
        left = self._removals.now.without(self._library.page(rest.id))
        lost = None if left is None else difference(left, rest).lost
        if lost is not None:
            self._losses.append((rest.id, lost))

    def _keep(self, found: ReadPage, reason: str) -> None:
        """Keep what the library has in the place of a page that was read."""
        file = found.file if found.source is None else found.source.shown
        self._skipped.append((file, f"{reason}; page {found.page.id!r} stays as it is"))
        self._kept.add(found.page.id)
        self._unfit.add(found.file)

    def _difference(self, rest: Page) -> PageDifference | None:
        """What would change of a page that is stored; None where that cannot be read."""
        if self._library is None:
            return None
        try:
            return difference(self._library.page(rest.id), rest)
        except DamagedLibrary:
            return None  # what is read now mends it

    def _skip(self, found: ReadPage, reason: str) -> None:
        self._skipped.append((found.page.source, reason))
        self._unfit.add(found.file)

    def _was_removed(self, page: Page) -> str:
        day = self._removals.now.day_of_page(page)
        return f"page {page.id!r} was removed on {day}; add it again with --readmit ID"

    def _write(self, kind: PlannedKind, found: ReadPage, rest: Page) -> None:
        page = found.page
        count, characters = len(rest.answers), len(rest.text)
        kept = self._kept_as_read(found)
        self._written.append(
            PlannedPage(kind, page.id, found.source, page.digest, count, characters, kept)
        )
        left = {answer.id for answer in rest.answers} | {one.answer_id for one in self._doubts}
        self._taken_out += [answer.id for answer in page.answers if answer.id not in left]

    def _kept_as_read(self, found: ReadPage) -> ReadPage | None:
        """A page, as long as there is room for it; one that is stored need not be kept."""
        size = len(found.page.text)
        if found.source is None or size > self._keeping:
            return None
        self._keeping -= size
        return found

    def _doubt(self, found: ReadPage) -> None:
        """Note the answers that are in doubt; their file is read again at each build, so that each
        says so."""
        doubts = doubts_about(found.page, self._removals.now)
        namesakes = namesakes_on(found.page, self._removals.now)
        self._doubts += doubts
        self._namesakes += namesakes
        if doubts or namesakes:
            self._unfit.add(found.file)

    @staticmethod
    def _is_its_file(before: StoredPage, found: ReadPage) -> bool:
        return before.file == found.file or not is_there(before.file)

    def _is_same(self, before: StoredPage, found: ReadPage) -> bool:
        """Whether the library has a page just as it was read now."""
        if self._library is None:
            return False
        if before == StoredPage(found.page.digest, found.file):
            return self._is_decided_alike(found.page)
        # The file of a page that was redacted is redacted too: its answers would be renumbered.
        stored = self._library.page(found.page.id)
        is_redacted = was_redacted(stored) and has_same_content(stored, found.page)
        return self._is_its_file(before, found) and is_redacted

    def _is_decided_alike(self, page: Page) -> bool:
        """Whether the library read a page of the same bytes by the same decision, or by none."""
        assert self._library is not None  # noqa: S101
        try:
            stored = self._library.page(page.id)
        except DamagedLibrary:
            return True  # `check` tells
        return (
            told_of_decision(stored) == told_of_decision(page)
            and checks_in(stored.warnings) == checks_in(page.warnings)
            and difference(stored, page).changes_nothing
        )

    def remove_what_is_gone(self, paths: Sequence[Path], only: str | None = None) -> None:
        """Remove the stored pages from below `paths` that are no longer there, except those that
        could not be read; or the one of an id."""
        if self._library is None:
            return
        here = {*self._unchanged, *self._kept, *(page.page_id for page in self._written)}
        roots = [Path(os.path.abspath(path)) for path in paths]

        def was_read(name: str) -> bool:
            file = Path(name)
            unreadable = not self._failed.isdisjoint([name, *map(str, file.parents)])
            return not unreadable and any(file.is_relative_to(root) for root in roots)

        stored = self._library.pages_read_from(was_read)
        self._removed += (one for one in stored if one not in here and only in (None, one))

    def redact_what_is_stored(self) -> None:
        """Where something was removed since: leave it out of the unchanged pages too, which are
        taken from the store, as their files may be gone."""
        library = self._library
        if library is None or not self._removals.gained:
            return
        tombstones = self._removals.now
        self._taken_out += [one for one in self._removed if tombstones.holds("page", one)]
        done = {*self._removed, *(page.page_id for page in self._written)}
        stored = library.stored()
        for page_id in [one for one in stored if one not in done]:
            page = library.page(page_id)
            rest = tombstones.without(page)
            if rest is page:
                continue
            if page_id in self._unchanged:
                self._unchanged.remove(page_id)
            if rest is None:
                self._removed.append(page_id)
                self._taken_out.append(page_id)
            else:
                found = ReadPage(page, stored[page_id].file)
                self._doubt(found)
                self._write("changed", found, rest)

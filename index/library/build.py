"""Builds a library from pages, incrementally and atomically.

First a `Plan` is made, which says what is added, changed and removed; then the next generation is
written, and put in place atomically.
"""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_IRWXG, S_IRWXO
from typing import TypeAlias

from index.encoders.encoder import Encoder
from index.errors import NoLibrary, NotItsOwn
from index.library.crawls import keep_crawls
from index.library.difference import PageDifference
from index.library.lock import changing, listed_as_before_if_it_fails
from index.library.notes import forget_removed
from index.library.open import Library
from index.library.plan import MissedPage, Plan, differences, pages_of, plan, plan_page
from index.library.removals import Removals, list_to_change
from index.library.report import Report
from index.library.writer import (
    GenerationContent,
    GenerationWriter,
    KnownVectors,
    Progress,
    WrittenGeneration,
    passages_of,
    vector_cache_of,
)
from index.model import Page
from index.pages.read import ReadAhead, ReadPage, Source, nothing_ahead, read
from index.storage.current import CURRENT
from index.storage.history import NAME as HISTORY
from index.storage.history import Event
from index.storage.manifest import Manifest
from index.storage.own_files import remove_from_own
from index.storage.tombstones import LIST, Tombstones
from index.storage.uploads import Uploads

COMMAND_LINE = "command line"
"""Who made a change, where nobody else is named."""
Planning: TypeAlias = Callable[[Library | None, Removals], Plan]
"""What makes a plan, of the library as it is and of what was removed."""
OF_OTHERS = S_IRWXG | S_IRWXO
KEPT_AS_READ = 16_000_000
"""Characters of pages that stay in memory from the plan until they are written, some 7 bytes for
each; those behind them are read twice, which takes a third of a build without encoding."""
SAMPLE = 32
"""Texts that are encoded to estimate the time for all."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What others made for a build before: vectors, and pages that they read, of which nothing is
    taken but where the list of what was removed is the one by which they read."""

    vectors: KnownVectors = ()
    pages: ReadAhead = nothing_ahead
    removed: Tombstones = field(default_factory=Tombstones)

    def ahead(self, removed: Tombstones) -> ReadAhead:
        """The pages that may be taken under a list of what was removed."""
        return self.pages if removed == self.removed else nothing_ahead


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """The options of a build; `build` explains them. A file that was written to within the last
    `still` seconds is not read: what the library has of it stays."""

    anew: bool = False
    readmit: Collection[str] = ()
    replacing: Collection[str] = ()
    by: str = COMMAND_LINE
    still: float = 0.0
    shard_passages: int | None = None
    prepared: Prepared = Prepared()


def build(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    *,
    anew: bool = False,
    readmit: Collection[str] = (),
    replacing: Collection[str] = (),
    by: str = COMMAND_LINE,
    still: float = 0.0,
    shard_passages: int | None = None,
    prepared: Prepared = Prepared(),
    progress: Progress = lambda done, total: None,
) -> Report:
    """Bring the library up to date with the pages at `paths`.

    Pages elsewhere stay as they are. A page whose file is gone from `paths` is removed; one that
    can no longer be read stays as it was last read, and is reported. What was removed for good is
    left out, and where that list grew, nothing of it is left in any file.

    Args:
        anew: start from an empty library, with the pages at `paths` and the library's own uploads;
            only what was removed for good is still left out.
        readmit: ids of pages that are added again although they were removed for good, and of
            answers that are in doubt and are added as those of other doctors.
        replacing: ids of pages that replace those of the same ids from other files.
        by: who makes the change, for the history.
        still: seconds for which a file must not have been written to, or it is not read.
        shard_passages: passages from which the library begins another shard, from now on; if not
            given, as it was told before. What is divided already stays so.
        prepared: what others made before, by the same encoder.

    Raises:
        LibraryBusy: another build is running here.
        NotWritten: the disk is full, fails, or is read-only.
        DamagedList: the tombstones cannot be read.
        LibraryError: the library that is there is damaged, and `anew` was not asked for.
        WrongEncoder: it was built with another encoder, and `anew` was not asked for.
        NotItsOwn: there is no library yet, and there are files where it would keep uploads.
    """
    _check_own_uploads(folder, anew=anew)
    with changing(folder):
        order = BuildRequest(anew, (), replacing, by, still, shard_passages, prepared)
        with listed_as_before_if_it_fails(folder):
            readmit_pages(folder, readmit, paths)
            return build_locked(folder, paths, encoder, order, progress)


def readmit_pages(folder: Path, page_ids: Collection[str], files: Sequence[Path]) -> None:
    """Let pages of some files in again that were removed, for a caller that holds the lock
    (`changing`)."""
    if not page_ids:
        return
    before = list_to_change(folder)
    after = readmitting(before, page_ids, files)
    if after != before:
        after.write(folder)


def readmitting(tombstones: Tombstones, ids: Collection[str], paths: Sequence[Path]) -> Tombstones:
    """The list, with pages of those ids allowed again, and the answers of those ids, which are on
    pages at `paths`, decided to be by other doctors than those who were removed."""
    if not ids or not tombstones.days:
        return tombstones
    named = {*ids, *map(Page.id_of, ids)}
    read_again = (one.page for one in read(paths) if isinstance(one, ReadPage))
    found = [page for page in read_again if page.id in named]
    lifted = tombstones.readmitting(ids, [page for page in found if page.id in ids])
    kept = [
        (page.quote(answer.body), answer.doctor)
        for page in found
        for answer in page.answers
        if answer.id in ids
        and answer.number in lifted.in_doubt(page).keys() | lifted.of_the_name(page).keys()
    ]
    return lifted.adding(kept=kept)


def build_locked(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    order: BuildRequest,
    progress: Progress = lambda done, total: None,
) -> Report:
    """`build`, for a caller that holds the lock (`changing`)."""

    def planned(previous: Library | None, removals: Removals) -> Plan:
        read = read_paths(folder, paths, order)
        ahead = order.prepared.ahead(removals.now)
        return plan(
            previous, read, removals, order.replacing, order.still, ahead, keeping=KEPT_AS_READ
        )

    return _built(folder, planned, encoder, order, progress)


def read_paths(folder: Path, paths: Sequence[Path], order: BuildRequest) -> Sequence[Path]:
    """What a build reads: a library that is made anew is made of its own uploads, too, which come
    first, as they do where a page is in both. What a path has of a library is not read there."""
    own = Uploads(folder)
    is_among = any(own.folder.resolve() == path.resolve() for path in paths)
    return [own.folder, *paths] if order.anew and own.files() and not is_among else paths


def build_page_locked(
    folder: Path,
    source: Source,
    encoder: Encoder,
    order: BuildRequest,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Read one page anew and nothing else, for a caller that holds the lock (`changing`).

    Raises:
        NotWritten, DamagedList, LibraryError, WrongEncoder: as `build`.
    """

    def planned(previous: Library | None, removals: Removals) -> Plan:
        return plan_page(previous, source, removals)

    return _built(folder, planned, encoder, order, progress)


def _built(
    folder: Path, planning: Planning, encoder: Encoder, order: BuildRequest, progress: Progress
) -> Report:
    started = time.monotonic()
    with ExitStack() as open_files:
        previous = None if order.anew else previous_library(folder, encoder)
        if previous is not None:
            open_files.callback(previous.close)
            encoder = previous.present(encoder)
        removals = _counted(folder)
        uploads = Uploads(folder)
        if removals.gained:
            remove_from_own(folder, removals.now)

        def begun() -> GenerationWriter:
            most = order.shard_passages
            writer = GenerationWriter(folder, encoder, previous, removals, progress, most)
            open_files.callback(writer.settle)
            return writer

        # A new library is written in any case: its encoder is exported while its pages are read.
        writer = begun() if previous is None else None
        planned = planning(previous, removals)
        if removals.gained:
            forget_removed(folder, planned, previous)
        # What holds something that was removed may be a copy from before that was put back.
        own = [file for file in uploads.files() if str(file.absolute()) in planned.redacted]
        if planned.changes_nothing and _is_as_ordered(previous, order):
            remove_from_own(folder, removals.now, own)
            # A build that was killed after its commit leaves its cache.
            vector_cache_of(folder, encoder).unlink(missing_ok=True)
            keep_crawls(folder, planned.crawls)
            return report_of(planned, None, started)
        writer = writer or begun()
        pages = pages_of(planned, previous, order.prepared.ahead(removals.now))
        content = GenerationContent(pages, planned.removed, planned.files)
        written = writer.write(content, order.prepared.vectors)
        remove_from_own(folder, removals.now, own)
        made = event_of(report_of(planned, written, started), written.manifest, order.by)
        writer.commit(made, forbid_fallback=planned.forbids_fallback)
    report = report_of(planned, written, started)
    keep_crawls(folder, planned.crawls)
    return report


def _is_as_ordered(previous: Library | None, order: BuildRequest) -> bool:
    """Whether there is a library, as this version would write it, and to be divided as ordered."""
    if previous is None or not previous.manifest.is_up_to_date:
        return False
    return order.shard_passages in (None, previous.manifest.shard_passages)


def _counted(folder: Path) -> Removals:
    """The list of what was removed, and its change counted where somebody edited it."""
    removals = Removals.read(folder)
    now, before = removals.now, removals.before
    if now.days == before.days or now.change > before.change:
        return removals
    now = Tombstones(now.days, now.change + 1)
    now.write(folder)
    return replace(removals, now=now)


def previous_library(folder: Path, encoder: Encoder) -> Library | None:
    """The newest generation, to build on; None where there is none.

    Raises:
        LibraryError: it is damaged.
        WrongEncoder: it was built with another encoder.
    """
    try:
        previous = Library.open_newest(folder)
    except NoLibrary:
        return None
    previous.check_encoder(previous.present(encoder))
    return previous


def _check_own_uploads(folder: Path, *, anew: bool) -> None:
    """Refuse to begin a library where its uploads would be files of somebody's own: others may read
    their folder, and no folder that a library makes. Before anything is written there."""
    was_here = any((folder / name).exists() for name in (CURRENT, HISTORY, LIST))
    if anew or was_here:
        return
    uploads = Uploads(folder)
    if uploads.files() and uploads.folder.stat().st_mode & OF_OTHERS:
        raise NotItsOwn(folder, uploads.folder)


def report_of(planned: Plan, written: WrittenGeneration | None, started: float) -> Report:
    """What was done of a plan; `started` is by the monotonic clock, in seconds."""
    missed: dict[str, MissedPage] = {}
    if written is not None:
        missed = {one.page_id: one for one in written.missed}
    return Report(
        added=[one for one in planned.added if one not in missed],
        changed=[one for one in planned.changed if one not in missed],
        removed=list(planned.removed),
        unchanged=list(planned.unchanged),
        skipped=[*planned.skipped, *((one.source, one.reason) for one in missed.values())],
        embedded=0 if written is None else written.embedded,
        seconds=round(time.monotonic() - started, 3),
        not_exported=None if written is None else written.not_exported,
        taken_out=list(planned.taken_out),
        remaining=planned.named,
        doubts=list(planned.left_out),
        losses=[one for one in planned.losses if one[0] not in missed],
        calibration=None if written is None else written.manifest.calibration,
    )


def event_of(report: Report, made: Manifest, by: str) -> Event:
    """What the history says of a build."""
    return Event.of(
        made,
        by,
        added=report.added,
        changed=report.changed,
        removed=report.removed,
        taken_out=report.taken_out,
        seconds=report.seconds,
    )


# Before anything is done.


@dataclass(frozen=True, slots=True)
class Preview:
    """What a build would do, and its cost: the number of texts that would be encoded, and about how
    many seconds that takes on this machine, estimated from a sample. `differences` are what would
    change of the pages that are in the library: every answer that would go or be another."""

    plan: Plan
    to_embed: int
    seconds: float
    differences: tuple[PageDifference, ...] = ()


def preview(
    folder: Path, paths: Sequence[Path], encoder: Encoder, order: BuildRequest = BuildRequest()
) -> Preview:
    """What `build` would do now; nothing is written anywhere.

    Raises:
        DamagedList, LibraryError, WrongEncoder: as `build`.
    """
    with ExitStack() as open_files:
        previous = None if order.anew else previous_library(folder, encoder)
        if previous is not None:
            open_files.callback(previous.close)
            encoder = previous.present(encoder)
        _check_own_uploads(folder, anew=order.anew)
        removals = Removals.read(folder)
        removals = replace(removals, now=readmitting(removals.now, order.readmit, paths))
        planned = plan(previous, read_paths(folder, paths, order), removals, order.replacing)
        texts = list(_new_texts(planned, previous, encoder))
        shown = previous
        if removals.gained and previous is not None:
            shown = open_files.enter_context(closing(Library.open_newest_shown(folder)))
        differing = tuple(differences(planned, previous, shown))
    return Preview(planned, len(texts), _seconds_for(texts, encoder), differing)


def _new_texts(planned: Plan, previous: Library | None, encoder: Encoder) -> Collection[str]:
    """The texts that would have to be encoded, each once."""
    texts: dict[bytes, str] = {}
    for found in pages_of(planned, previous):
        if isinstance(found, ReadPage):
            texts |= {one.digest: one.clue for one in passages_of(found.page, encoder)}
    known = {} if previous is None else previous.embedded(texts.keys())
    return [text for digest, text in texts.items() if digest not in known]


def _seconds_for(texts: Sequence[str], encoder: Encoder) -> float:
    sample = texts[:: -(-len(texts) // SAMPLE) or 1]
    if not sample:
        return 0.0
    encoder.encode_document(sample[:1])  # loads what is loaded at first use
    started = time.monotonic()
    encoder.encode_document(sample)
    taken = time.monotonic() - started
    return round(taken * sum(map(len, texts)) / sum(map(len, sample)), 1)

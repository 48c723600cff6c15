"""Pulls the generation that a bucket serves into a library's folder, beside the one that is there,
and swaps the two as a build does, so that a program that serves the library follows.

What comes is kept until all of it is there, so that a pull that was cut off goes on where it was;
what the library has already is not sent again. Nothing of it is believed: every file's hash is
checked on its way in, and no name leads out of the folder. What was removed for good, here or
elsewhere, stays removed: the lists are joined before the generation is served.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from filelock import Timeout

from index.durable import hash_of, private_folder
from index.errors import (
    DamagedBucket,
    DamagedLibrary,
    LibraryBusy,
    NoLibrary,
    NotItsOwn,
    NotWritten,
    OwnChanges,
    WrongFormat,
)
from index.hard_links import hard_link
from index.library.lock import ARRIVED, arriving_lock, changing
from index.library.notes import forget_removed
from index.library.open import Library, exists
from index.library.plan import Plan
from index.library.removals import Removals
from index.library.take_over import EncoderOf, finish_removals, list_that_made, lists_in, take_over
from index.library.writer import Progress, next_generation, put_in_place
from index.model import Page
from index.storage.bucket import Bucket
from index.storage.current import Current, current_generation, generations, number_of
from index.storage.history import Event, History
from index.storage.manifest import NAME, FileMark, Manifest
from index.storage.own_files import KEPT as OWN
from index.storage.own_files import edited_since, has_own_files, put_back, remove_from_own
from index.storage.stored_generation import (
    BucketCurrent,
    StoredFile,
    StoredGeneration,
    content_of,
)
from index.storage.uploads import Uploads

PULL = "pull"
"""Who made a change, in the history."""
TRIES = 3
"""How often a pull begins again as the bucket serves another generation meanwhile."""
MOST_TOLD = 5
"""Changes that a message names."""
Sizes: TypeAlias = dict[str, int]


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull did: the generation that is served now, the ids of the pages that came, went and
    changed, and the files and bytes that came over. `is_new` where another generation is served."""

    generation: str
    is_new: bool
    received: int = 0
    received_bytes: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def pull(
    folder: Path,
    bucket: Bucket,
    *,
    replacing: bool = False,
    encoder_of: EncoderOf = Library.encoder,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> PullReport:
    """Pull the generation that a bucket serves.

    Args:
        replacing: let it take the place of a library that has changes of its own.
        encoder_of: loads the library's encoder, if a removal has to be finished.
        patience: seconds to wait for another change of the folder.
        progress: is called with the bytes that came, and those to come.

    Raises:
        BucketError: it cannot be reached, is empty, or something in it is not what was pushed.
        OwnChanges: the library was changed here, and not only by removals; nothing was changed.
        NotItsOwn: there is no library yet, and there are files where it would keep uploads.
        LibraryBusy, NotWritten: as for a build.
        EncoderError: a removal could not be finished; what is left of it is not shown.
    """
    for _ in range(TRIES):
        current, stored = bucket.served()
        try:
            return _pulled(
                folder, bucket, current, stored, replacing, encoder_of, patience, progress
            )
        except DamagedBucket:
            if bucket.current() == current:
                raise
    raise LibraryBusy(folder)


def _pulled(
    folder: Path,
    bucket: Bucket,
    current: BucketCurrent,
    stored: StoredGeneration,
    replacing: bool,
    encoder_of: EncoderOf,
    patience: float,
    progress: Progress,
) -> PullReport:
    lists = [*lists_in(bucket).values(), list_that_made(bucket, stored)]
    known = _known(bucket, current)
    _check_own(folder, stored, known, replacing)
    with _arriving(folder) as arrived:
        received: Sizes = {}
        if _content(folder) != stored.content:
            received = _receive(folder, arrived, bucket, stored, progress)
        with changing(folder, patience):
            _check_own(folder, stored, known, replacing)  # as it may have changed meanwhile
            take_over(folder, lists)
            if _content(folder) == stored.content:
                report = PullReport(current_generation(folder).name, is_new=False)
            else:
                report = _put(folder, arrived, bucket, stored)
            shutil.rmtree(arrived)
            finish_removals(folder, encoder_of, PULL)
    return replace(report, received=len(received), received_bytes=sum(received.values()))


# What was changed here.


def _known(bucket: Bucket, current: BucketCurrent) -> set[str]:
    """The contents of the generations that the bucket has, and of those that it had."""
    found = set(current.earlier)
    for one in current.kept:
        with suppress(DamagedBucket):  # of one that is not pulled
            found.add(bucket.generation(one).content)
    return found


def _content(folder: Path) -> str | None:
    """What tells the generation that a library serves from others; None without one, or where it
    cannot be told."""
    try:
        return content_of(Manifest.read(current_generation(folder)).files)
    except (NoLibrary, DamagedLibrary, WrongFormat):
        return None


def _check_own(folder: Path, stored: StoredGeneration, known: set[str], replacing: bool) -> None:
    """Refuse to undo what was changed here.

    Raises:
        OwnChanges, NotItsOwn: as `pull`.
    """
    if not exists(folder):
        uploads = Uploads(folder)
        # A first pull that was killed, or that a full disk stopped, may have put there what comes.
        others = (one for one in uploads.files() if not _is(one, stored.own.get(one.name)))
        if any(others) and not replacing:
            raise NotItsOwn(folder, uploads.folder)
        return
    if replacing:
        return
    changes = [*_built_here(folder, known), *_edited(folder, stored)]
    if changes:
        more = ", …" if len(changes) > MOST_TOLD else ""
        raise OwnChanges(folder, f"{', '.join(changes[:MOST_TOLD])}{more}")


def _built_here(folder: Path, known: set[str]) -> list[str]:
    """The pages that were added or changed here since the library was that of the bucket, or went
    otherwise than for good: a removal is no change that a pull would undo."""
    if _content(folder) in known:
        return []
    events = History.read(folder).events
    since = max((at + 1 for at, one in enumerate(events) if one.by == PULL), default=0)
    found: dict[str, None] = {}
    for one in events[since:]:
        removals = {Page.id_of(gone) for gone in one.taken_out}
        found |= dict.fromkeys(
            page for page in (*one.added, *one.changed, *one.removed) if page not in removals
        )
    if not since and not found:
        return [current_generation(folder).name]
    return list(found)


def _edited(folder: Path, stored: StoredGeneration) -> list[str]:
    """The library's own files that were changed since they were read, and are not what comes: a
    pull that was killed may have put these back already."""
    try:
        served = current_generation(folder)
    except DamagedLibrary:
        return []
    if not has_own_files(served):
        return []
    own = Uploads(folder).folder
    return [
        f"{own.name}/{name}"
        for name in edited_since(folder, served)
        if not _is(own / name, stored.own.get(name))
    ]


def _is(file: Path, one: StoredFile | None) -> bool:
    if not file.is_file():
        return one is None
    return one is not None and hash_of(file) == one.blake2b


# What comes.


@contextmanager
def _arriving(folder: Path) -> Iterator[Path]:
    """The folder of what has come, for one pull at a time.

    Raises:
        LibraryBusy: another pull is at work.
        NotWritten: the disk is full, fails, or is read-only.
    """
    arrived = folder / ARRIVED
    try:
        private_folder(folder)
        private_folder(arrived)
        with arriving_lock(folder).acquire(timeout=0):
            try:
                yield arrived
            except (OwnChanges, NotItsOwn):  # no pull will go on with it
                shutil.rmtree(arrived, ignore_errors=True)
                raise
    except Timeout as error:
        raise LibraryBusy(folder) from error
    except OSError as error:
        raise NotWritten(folder, " ".join(str(error).split())) from error


def _receive(
    folder: Path, arrived: Path, bucket: Bucket, stored: StoredGeneration, progress: Progress
) -> Sizes:
    """Have every file of a generation in the folder of what has come: from an earlier try, from
    what the library has, or else from the bucket; the sizes of what came from there, by hash."""
    have = _places(folder)
    wanted = []
    for blake2b, size in stored.every.items():
        file = arrived / blake2b
        if not file.exists() and blake2b in have:
            hard_link(have[blake2b], file)
        if file.exists() and (file.stat().st_size != size or hash_of(file) != blake2b):
            file.unlink()
        if not file.exists():
            wanted.append(StoredFile(size, blake2b))
    total, done = sum(one.size for one in wanted), 0

    def came(size: int) -> None:
        nonlocal done
        done += size
        progress(done, total)

    for one in wanted:
        bucket.receive(one, arrived / one.blake2b, came)
    return {one.blake2b: one.size for one in wanted}


def _places(folder: Path) -> dict[str, Path]:
    """Where the library's generations have each file, by its hash."""
    found: dict[str, Path] = {}
    for generation in generations(folder):
        with suppress(DamagedLibrary, WrongFormat, OSError):
            found |= StoredGeneration.of(generation).places(generation)
    return {blake2b: file for blake2b, file in found.items() if file.is_file()}


# How it is put in place.


def _put(folder: Path, arrived: Path, bucket: Bucket, stored: StoredGeneration) -> PullReport:
    """Make the next generation of what has come, and serve it, for a caller that holds the lock."""
    making = next_generation(folder)
    private_folder(making)
    for name, one in stored.files.items():
        target = making / name
        private_folder(target.parent)
        hard_link(arrived / one.blake2b, target)
    before = _pages(folder)
    try:
        manifest = _manifest(making, (arrived / stored.manifest.blake2b).read_bytes(), stored)
        with closing(Library.open_generation(making)) as library:
            after = _pages_of(library)
    except (DamagedLibrary, WrongFormat, TypeError, KeyError, AttributeError) as error:
        shutil.rmtree(making)
        raise DamagedBucket(bucket.address, _told_of(error)) from error
    removals = Removals.read(folder)
    _put_own_files(folder, arrived, stored)
    remove_from_own(folder, removals.now)
    added = tuple(one for one in after if one not in before)
    changed = tuple(one for one in after if before.get(one, after[one]) != after[one])
    gone = tuple(one for one in before if one not in after)
    if removals.gained:
        with closing(Library.open_generation(making)) as library:
            forget_removed(folder, Plan(removed=gone), library)
    event = Event.of(manifest, PULL, added=added, changed=changed, removed=gone)
    generation = put_in_place(making, None, event)
    return PullReport(generation.name, is_new=True, added=added, changed=changed, removed=gone)


def _told_of(error: Exception) -> str:
    """What is wrong with a generation that came, without what would mend it here."""
    if isinstance(error, WrongFormat):
        return f"it has format {error.found}, which this version of the program does not read"
    return error.evidence if isinstance(error, DamagedLibrary) else str(error)


def _manifest(making: Path, data: bytes, stored: StoredGeneration) -> Manifest:
    """The manifest that came, as that of a generation here: with the number that it has here, and
    with its files' times of change.

    Raises:
        DamagedLibrary, WrongFormat: it is none, or lists other files than came.
    """
    (making / NAME).write_bytes(data)
    came = Manifest.read(making)
    listed = {name: StoredFile(one.size, one.blake2b) for name, one in came.files.items()}
    if listed != dict(stored.files):
        raise DamagedLibrary(making.parent, f"{NAME} lists other files than were pushed")
    files = {
        name: FileMark(one.size, one.blake2b, (making / name).stat().st_mtime_ns)
        for name, one in stored.files.items()
    }
    manifest = replace(came, generation=number_of(making), files=files)
    manifest.write(making)
    return manifest


def _put_own_files(folder: Path, arrived: Path, stored: StoredGeneration) -> None:
    """Make the library's own files those that came."""
    kept = arrived / OWN
    shutil.rmtree(kept, ignore_errors=True)
    private_folder(kept)
    for name, one in stored.own.items():
        hard_link(arrived / one.blake2b, kept / name)
    put_back(folder, arrived)


def _pages(folder: Path) -> Mapping[str, str]:
    """The digests of the pages that are served, by id; none where nothing can be read."""
    try:
        served = Current.read(folder).served
        with closing(Library.open_generation(served.checked())) as library:
            return _pages_of(library)
    except (NoLibrary, DamagedLibrary, WrongFormat):
        return {}


def _pages_of(library: Library) -> Mapping[str, str]:
    return {page_id: one.digest for page_id, one in library.stored().items()}

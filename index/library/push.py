"""Pushes the served generation of a library to a bucket, from which others pull it.

A file that is there is not sent again, so that a push that was cut off goes on where it was. What a
generation is made of is written before its files come, which tells whoever deletes that these are
needed; the pointer to it is written last. Lists of what was removed are never lost: a bucket keeps
each until a library pushes a later one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.durable import hash_of, hash_of_bytes
from index.errors import BucketFailed, DamagedBucket, DamagedLibrary
from index.library.lock import changing
from index.library.open import Library
from index.library.take_over import (
    EncoderOf,
    finish_removals,
    list_that_made,
    lists_in,
    superseded,
    take_over,
)
from index.library.writer import Progress
from index.storage.bucket import FILES, GENERATIONS, REMOVED, Bucket, file_name
from index.storage.current import CURRENT, KEPT, current_generation
from index.storage.stored_generation import (
    BucketCurrent,
    StoredFile,
    StoredGeneration,
)
from index.storage.tombstones import LIST, Tombstones

PUSH = "push"
"""Who made a change, in the history."""
IN_FLIGHT = 24 * 60 * 60
"""Seconds for which a generation that no pointer names is taken for one that is being pushed."""
TRIES = 3
"""How often files are sent that another push deleted meanwhile."""


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push did: the generation, the files and bytes that were sent, those that were there,
    and the files that were deleted, as no kept generation needs them."""

    generation: str
    sent: int = 0
    sent_bytes: int = 0
    there: int = 0
    there_bytes: int = 0
    deleted: int = 0


def push(
    folder: Path,
    bucket: Bucket,
    *,
    keep: int = KEPT,
    reads_back: bool = False,
    encoder_of: EncoderOf = Library.encoder,
    progress: Progress = lambda done, total: None,
) -> PushReport:
    """Push the served generation.

    Args:
        keep: how many generations the bucket keeps, this one included; fewer where one holds what
            was removed since.
        reads_back: read what is there, and send again what has other bytes.
        encoder_of: loads the library's encoder, if a removal has to be finished first.
        progress: is called with the bytes that were sent, and those to send.

    Raises:
        BucketError: the bucket cannot be reached, or a list of what was removed in it cannot be
            read.
        LibraryError: the library is damaged, or is being changed.
    """
    lists = lists_in(bucket)
    _finish(folder, lists, encoder_of)
    generation = current_generation(folder)
    stored = StoredGeneration.of(generation)
    record = stored.written
    name = hash_of_bytes(record)
    bucket.replace(f"{GENERATIONS}/{name}", record)
    _send_list(bucket, generation, lists)
    sent = _send(bucket, stored, generation, reads_back, progress)
    listed = Tombstones.read(generation)
    dropped = _serve(bucket, name, stored, listed, keep)
    for one in superseded(folder, lists) - {_list_of(generation)}:
        bucket.delete(f"{REMOVED}/{one}")
    deleted = _prune(bucket, name, dropped, listed)
    sent |= _send_missing(bucket, stored, generation)
    there = {one: size for one, size in stored.every.items() if one not in sent}
    return PushReport(
        generation.name, len(sent), sum(sent.values()), len(there), sum(there.values()), deleted
    )


def _finish(folder: Path, lists: Mapping[str, Tombstones], encoder_of: EncoderOf) -> None:
    """Take over what was removed elsewhere, and leave nothing in the library that is to go."""
    with changing(folder):
        known = superseded(folder, lists)
        take_over(folder, [one for name, one in lists.items() if name not in known])
        finish_removals(folder, encoder_of, PUSH)


def _send_list(bucket: Bucket, generation: Path, lists: Mapping[str, Tombstones]) -> None:
    """Send the list that the generation was made by, unless it is empty."""
    name = _list_of(generation)
    if name is not None and name not in lists and Tombstones.read(generation).days:
        bucket.replace(f"{REMOVED}/{name}", (generation / LIST).read_bytes())


def _list_of(generation: Path) -> str | None:
    """What names the list that a generation was made by."""
    file = generation / LIST
    return hash_of(file) if file.exists() else None


# The files.


def _send(
    bucket: Bucket, stored: StoredGeneration, generation: Path, reads_back: bool, progress: Progress
) -> dict[str, int]:
    """Send what is not there; the sizes of what was sent, by hash."""
    wanted, places = _missing(bucket, stored), stored.places(generation)
    if reads_back:
        every = (StoredFile(size, one) for one, size in stored.every.items() if one not in wanted)
        unfit = [one for one in every if not bucket.fits(file_name(one.blake2b), one)]
        wanted |= {one.blake2b: one.size for one in unfit}
    done, total = 0, sum(wanted.values())
    for blake2b, size in wanted.items():
        file = places[blake2b]
        if hash_of(file) != blake2b:
            told = file.relative_to(generation.parent).as_posix()
            raise DamagedLibrary(generation.parent, f"{told} has other bytes than were written")
        bucket.send(file_name(blake2b), file)
        done += size
        progress(done, total)
    return wanted


def _send_missing(bucket: Bucket, stored: StoredGeneration, generation: Path) -> dict[str, int]:
    """Send what another push deleted meanwhile, as nothing needed it when that one looked."""
    sent: dict[str, int] = {}
    for _ in range(TRIES):
        again = _send(bucket, stored, generation, False, lambda done, total: None)
        if not again:
            return sent
        sent |= again
    raise BucketFailed(bucket.address, "what was sent there does not stay there")


def _missing(bucket: Bucket, stored: StoredGeneration) -> dict[str, int]:
    """The files of a generation that are not there, or were cut short, by hash with their sizes."""
    sizes = bucket.names(FILES)
    return {one: size for one, size in stored.every.items() if sizes.get(one) != size}


# Which generations are served and kept.


def _serve(
    bucket: Bucket, name: str, stored: StoredGeneration, listed: Tombstones, keep: int
) -> set[str]:
    """Point at a generation all of which is there; the names of those that are kept no longer, as
    they are too many, or hold what was removed since."""
    try:
        before = bucket.current() or BucketCurrent()
    except DamagedBucket:
        before = BucketCurrent()  # half written: it is written anew
    others = {one: _generation(bucket, one) for one in before.kept if one != name}
    newest = list(others)[max(0, len(others) - keep + 1) :]
    kept = [one for one in newest if _is_without(_list_that_made(bucket, others[one]), listed)]
    gone = {one: found for one, found in others.items() if one not in kept}
    earlier = dict.fromkeys(before.earlier)
    earlier |= dict.fromkeys(found.content for found in gone.values() if found is not None)
    earlier.pop(stored.content, None)
    bucket.replace(CURRENT, BucketCurrent((*kept, name), tuple(earlier)).written)
    return set(gone)


def _generation(bucket: Bucket, name: str) -> StoredGeneration | None:
    """What a generation is made of; None where that cannot be told, so that nobody can pull it."""
    try:
        return bucket.generation(name)
    except DamagedBucket:
        return None


def _list_that_made(bucket: Bucket, found: StoredGeneration | None) -> Tombstones | None:
    """The list by which a generation was made; None where it is not there."""
    try:
        return None if found is None else list_that_made(bucket, found)
    except DamagedBucket:
        return None


def _is_without(made_by: Tombstones | None, listed: Tombstones) -> bool:
    """Whether what was made by a list is known to hold nothing that is on another."""
    return made_by is not None and listed.days.keys() <= made_by.days.keys()


def _prune(bucket: Bucket, name: str, dropped: set[str], listed: Tombstones) -> int:
    """Delete the files that no generation needs which is kept, or is being pushed; how many."""
    files = bucket.names(FILES)  # before the generations: what is sent later is not among them
    current = bucket.current() or BucketCurrent()
    kept = {*current.kept, name}
    needed: set[str] = set()
    for one in bucket.names(GENERATIONS):
        found = None if one in dropped - kept else _generation(bucket, one)
        if found is None and one in kept:
            return 0  # nothing is deleted without knowing what is needed
        if found is None or (one not in kept and not _is_in_flight(bucket, one, found, listed)):
            bucket.delete(f"{GENERATIONS}/{one}")
        else:
            needed |= found.every.keys()
    unneeded = [one for one in files if one not in needed]
    for one in unneeded:
        bucket.delete(file_name(one))
    return len(unneeded)


def _is_in_flight(bucket: Bucket, name: str, found: StoredGeneration, listed: Tombstones) -> bool:
    """Whether a generation that no pointer names may be one that is being pushed, and is not known
    to hold what was removed."""
    made_by = _list_that_made(bucket, found)
    is_known_to_hold = made_by is not None and not _is_without(made_by, listed)
    return not is_known_to_hold and bucket.age(f"{GENERATIONS}/{name}") < IN_FLIGHT

"""Takes over what was removed for good elsewhere: what is on any list stays removed in every place
that the library comes to.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import DamagedBucket, DamagedList
from index.library.build import BuildRequest, build_locked
from index.library.open import Library
from index.library.removals import Removals, list_to_change
from index.storage.bucket import REMOVED, Bucket
from index.storage.history import History
from index.storage.manifest import ListMark
from index.storage.own_files import remove_from_own
from index.storage.stored_generation import StoredGeneration
from index.storage.tombstones import LIST, MOST_CHANGES_ELSEWHERE, Tombstones

EncoderOf = Callable[[Library], Encoder]
"""Loads the encoder that a library was built with."""


def lists_in(bucket: Bucket) -> dict[str, Tombstones]:
    """The lists of what was removed that a bucket has, by the hashes that name them.

    Raises:
        DamagedBucket: one cannot be read: it is not known what was removed.
        BucketFailed: it cannot be reached.
    """
    return {
        name: _list_of(bucket, bucket.removed(name), f"{REMOVED}/{name}")
        for name in bucket.names(REMOVED)
    }


def list_that_made(bucket: Bucket, stored: StoredGeneration) -> Tombstones:
    """The list of what was removed by which a generation in a bucket was made.

    Raises:
        DamagedBucket, BucketFailed: as `lists_in`.
    """
    if LIST not in stored.files:
        raise DamagedBucket(bucket.address, f"the generation there has no {LIST}")
    return _list_of(bucket, bucket.told(stored.files[LIST]), LIST)


def _list_of(bucket: Bucket, data: bytes, name: str) -> Tombstones:
    try:
        return Tombstones.written_as(data, Path(name), MOST_CHANGES_ELSEWHERE)
    except DamagedList as error:
        raise DamagedBucket(bucket.address, f"{name}: {error.evidence}") from error


def superseded(folder: Path, lists: Mapping[str, Tombstones]) -> set[str]:
    """The names of the lists of which a library's own is a later one: it was made by them once, as
    its history knows, or it has all that they have."""
    now = Tombstones.read(folder)
    known = {
        ListMark(event.list_change, event.list_digest) for event in History.read(folder).events
    }
    return {
        name
        for name, one in lists.items()
        if one.mark in known or (one.withheld <= now.withheld and one.kept <= now.kept)
    }


def take_over(folder: Path, lists: Iterable[Tombstones]) -> bool:
    """Write what is on other lists on the library's own, too, for a caller that holds the folder's
    lock: from then on nothing of it is shown, nor left in the library's own files, whatever a
    backup brought back there. Whether anything was new.

    Raises:
        DamagedList: the library's own cannot be read.
        OutdatedList: it is older than one that was known.
    """
    now = list_to_change(folder)
    joined = now.joined(lists)
    if (joined.days, joined.change) != (now.days, now.change):
        joined.write(folder)
    if joined.days:
        remove_from_own(folder, joined)
    return joined.days.keys() != now.days.keys()


def finish_removals(folder: Path, encoder_of: EncoderOf, by: str) -> None:
    """Cut out of the library what is on its list and still in it, for a caller that holds the
    folder's lock.

    Raises:
        EncoderError: the encoder cannot be loaded; what is left is withheld from whoever reads.
        LibraryError: as for a build.
    """
    if not (folder / LIST).exists() or not Removals.read(folder).gained:
        return
    with closing(Library.open_newest(folder)) as library:
        encoder = encoder_of(library)
    build_locked(folder, [], encoder, BuildRequest(by=by))

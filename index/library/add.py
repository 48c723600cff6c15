"""Files from elsewhere → the library's own, and into the library, as one change.

Nothing goes or changes that was not shown before: what was reviewed is compared with the library
again, under its lock.
"""

from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import Outdated
from index.library.build import BuildRequest, build_locked, readmit_pages
from index.library.difference import PageDifference
from index.library.lock import changing, listed_as_before_if_it_fails
from index.library.open import Library
from index.library.plan import differences, plan
from index.library.removals import Removals
from index.library.report import Report
from index.library.writer import Progress
from index.storage.manifest import ListMark
from index.storage.own_files import begin_exchange
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Review:
    """What the library was when an upload was shown: the name of its generation, the list of what
    was removed, and what else of its own files the next build would change, as somebody edited them
    by hand."""

    generation: str
    pending: tuple[PageDifference, ...]
    listed: ListMark = field(default_factory=ListMark)

    @classmethod
    def of(cls, library: Library) -> "Review":
        """The state of a library now.

        Raises:
            DamagedList, DamagedLibrary: as for a build.
        """
        own = Uploads(library.folder)
        pending: tuple[PageDifference, ...] = ()
        if own.files():
            planned = plan(library, [own.folder], Removals.read(library.folder))
            pending = tuple(differences(planned, library))
        return cls(library.generation.name, pending, Tombstones.read(library.folder).mark)

    def is_outdated(self, library: Library) -> bool:
        """Whether a library is another one than was reviewed, or something was removed since."""
        listed = Tombstones.read(library.folder).mark
        return (self.generation, self.listed) != (library.generation.name, listed)


def add(
    folder: Path,
    files: Mapping[Path, Collection[str]],
    encoder: Encoder,
    *,
    review: Review,
    by: str,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Copy pages among those that the library keeps, and build from these.

    Another of the library's files that has one of the pages, too, loses it; pages of those ids
    replace what the library has, and come in even if they were removed.

    Args:
        files: the ids of the pages to take from each file.
        review: what was shown before this was asked for.
        by: who adds them, for the history.
        patience: seconds to wait for another change.

    Raises:
        LibraryBusy: another change is at work; nothing was copied.
        Outdated: the library is another one than was reviewed, or something was removed since;
            nothing was copied.
        NotWritten, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    page_ids = {page_id for ids in files.values() for page_id in ids}
    with changing(folder, patience):
        with closing(Library.open(folder)) as library:
            if Review.of(library) != review:
                raise Outdated(folder)
        if not review.pending:  # what somebody edited by hand is no change of ours to take back
            begin_exchange(folder)
        # Copied first: where that fails, what was removed is still on the list.
        own = Uploads(folder).add(files)
        with listed_as_before_if_it_fails(folder):
            readmit_pages(folder, page_ids, list(files))
            order = BuildRequest(replacing=page_ids, by=by)
            return build_locked(folder, [own], encoder, order, progress)

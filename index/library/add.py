"""Files from elsewhere → the library's own, and into the library, as one change."""

from collections.abc import Collection, Sequence
from pathlib import Path

from index.encoders.encoder import Encoder
from index.library.build import BuildRequest, build_locked, readmit_pages
from index.library.lock import write_lock
from index.library.report import Report
from index.library.writer import Progress
from index.storage.uploads import Uploads


def add(
    folder: Path,
    files: Sequence[Path],
    page_ids: Collection[str],
    encoder: Encoder,
    *,
    by: str,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Copy files among those that the library keeps, and build from these.

    Another of the library's files that has one of the pages, too, loses it; pages of those ids
    replace what the library has, and come in even if they were removed.

    Args:
        page_ids: of all pages in the files.
        by: who adds them, for the history.

    Raises:
        LibraryBusy: another build is at work; nothing was copied.
        NotWritten, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with write_lock(folder):
        readmit_pages(folder, page_ids)
        own = Uploads(folder).add(files, page_ids)
        order = BuildRequest(replacing=page_ids, by=by)
        return build_locked(folder, [own], encoder, order, progress)

"""A decision at the desk → beside the page's file, and into the library."""

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import UnfitDecision, UnreadablePage
from index.library.build import BuildRequest, build_page_locked
from index.library.lock import changing
from index.library.open import Library
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page
from index.pages.decide import decided_by, forget_beside, numbers_given, write_beside
from index.pages.decided import read_saved_page
from index.pages.decisions import Decision, decision_file
from index.pages.kinds import is_saved_page
from index.pages.line_reader.text import parse_page
from index.pages.numbering import GivenNumbers
from index.pages.read import Source, source_of

OF_RECORDS = "it was read from records, each of which says whose it is"


@dataclass(frozen=True, slots=True)
class LinedPage:
    """A page of the library with all its lines, and the numbers of its answers. `source` is its
    file; None where no decision can be kept beside that, and `reason` says why."""

    page: Page
    numbers: GivenNumbers
    source: Source | None
    reason: str | None


def lined_page(library: Library, page_id: str) -> LinedPage:
    """A page as its file is read now, if that still has the page's text; else as the text is read.

    Raises:
        KeyError: there is none of that id.
        UnreadablePage: it was not a saved page, so that it has no lines to decide about.
    """
    stored = library.stored()[page_id]
    page = library.page(page_id)
    if not is_saved_page(Path(stored.file)):
        raise UnreadablePage(page.source, OF_RECORDS)
    source, reason = source_now(stored.file, page)
    if reason is None:
        read = _read_now(source)
        if read is not None and read.text == page.text:
            reason = unwritable(decision_file(source.place))
            return LinedPage(read, numbers_given(source, read), source, reason)
        reason = (
            f"its file {stored.file} is not as it was when it was read, or still holds what was "
            "removed; build first"
        )
    lines = parse_page(page.text, page_id=page.id, source=page.source, digest=page.digest)
    return LinedPage(lines, GivenNumbers.of(page.text, [page, lines], None), None, reason)


def source_now(file: str, page: Page) -> tuple[Source, str | None]:
    """The file that a page was read from, as it is now; and why nothing can be decided about it,
    None if it can."""
    try:
        source = source_of(file, page.source, page.id)
    except OSError as error:
        return Source(Path(file), page.source, page.id), f"{file} cannot be unpacked ({error})"
    is_there = source.path.is_file() and not source.path.is_symlink()
    return source, None if is_there else f"its file {file} is no longer there"


def _read_now(source: Source) -> Page | None:
    try:
        return read_saved_page(source.path, source.page_id, source.shown)
    except UnreadablePage:
        return None


def unwritable(decision: Path) -> str | None:
    """Why a decision's file cannot be written; None if it can."""
    folder = next(one for one in decision.parents if one.exists())
    if os.access(folder, os.W_OK | os.X_OK):
        return None
    name = decision.relative_to(folder).as_posix()
    return f"the folder {folder} cannot be written; put the decision there as {name}"


def decide(
    folder: Path,
    page_id: str,
    decision: Decision | None,
    encoder: Encoder,
    *,
    by: str,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Keep a decision beside a page's file, and read that page anew; all other pages stay as they
    are.

    Args:
        decision: None takes back the one that is there.
        by: who decided, for the history.
        patience: seconds to wait for another change.

    Raises:
        LibraryBusy: another change is at work; nothing was written.
        UnfitDecision: the file is not the page that was decided about, or no decision can be kept
            beside it; nothing was written.
        NotWritten, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder, patience):
        with closing(Library.open_newest(folder)) as library:
            found = lined_page(library, page_id)
        if found.source is None or found.reason is not None:
            raise UnfitDecision(page_id, found.reason or "its file is not there")
        source = found.source
        if decision is None:
            forget_beside(source)
        else:
            decided_by(decision, source, decision_file(source.place))
            write_beside(source, found.numbers.kept_in(decision))
        return build_page_locked(folder, source, encoder, BuildRequest(by=by), progress)

"""Keeps a decision beside the page that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import UnfitDecision, UnreadablePage
from index.model import Answer, Page
from index.pages.decided import decided_text, decision_of, read_saved_page, saved_text
from index.pages.decisions import Decision, decision_beside, decision_file
from index.pages.kinds import is_saved_page
from index.pages.line_reader.page_warnings import is_decided
from index.pages.line_reader.text import unexplained_page
from index.pages.numbering import GivenNumbers, answers_gone
from index.pages.read import Source, sources


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A page as it is read by a decision, the file in which that is, and the answers whose ids the
    page has no more, as they were."""

    page: Page
    file: Path
    gone: tuple[Answer, ...]


def keep_decision(decision: Decision, paths: Sequence[Path], name: Path) -> KeptDecision:
    """Keep a decision beside its page, which is found by its digest. An answer whose words stay
    keeps the number that it has, whatever number the decision gives it.

    Args:
        paths: files and folders among which the page is.
        name: the decision's own file, for an error.

    Raises:
        UnfitDecision: the page is not there, or the decision does not fit it.
        OSError: it cannot be written beside the page.
    """
    found = _source_of(decision, paths, name)
    decided_by(decision, found, name)
    before = _as_read(found)
    file = write_beside(found, numbers_given(found, before).kept_in(decision))
    page = read_saved_page(found.path, found.page_id, found.shown)
    return KeptDecision(page, file, () if before is None else tuple(answers_gone(before, page)))


def write_beside(found: Source, decision: Decision) -> Path:
    """Write a decision beside its page's file, or where those about an archive are; the path.

    Raises:
        OSError: it cannot be written there.
    """
    if found.place != found.path:  # as if the archive were unpacked anew
        decision.write(found.path)
        found.place.parent.mkdir(parents=True, exist_ok=True)
    return decision.write(found.place)


def forget_beside(found: Source) -> None:
    """Take the decision about a page's file away, if there is one.

    Raises:
        OSError: it cannot be taken away.
    """
    for page in {found.path, found.place}:
        decision_file(page).unlink(missing_ok=True)


def _as_read(found: Source) -> Page | None:
    """A page as its file is read now, by the decision beside it; None where nothing reads it."""
    try:
        return read_saved_page(found.path, found.page_id, found.shown)
    except UnreadablePage:
        return None


def numbers_given(found: Source, page: Page | None) -> GivenNumbers:
    """The numbers that the answers of a page have, or had before a person decided.

    Args:
        page: as its file is read now, if it can be read.

    Raises:
        UnreadablePage: the file cannot be read.
    """
    saved = saved_text(found.path, found.shown)
    readings = [] if page is None else [page]
    try:
        if page is None or is_decided(page):
            readings.append(saved.page(found.page_id, found.shown))
    except UnreadablePage:
        pass  # only a person could read it
    try:
        before = decision_beside(found.path)
    except UnfitDecision:
        before = None
    return GivenNumbers.of(saved.text, readings, before)


def draft_of(paths: Sequence[Path], by: str) -> Decision:
    """A decision that reads the only page at some paths as the program does: to be corrected. Where
    that cannot tell what its text is, every line is nobody's.

    Raises:
        UnreadablePage: there is no saved page, or more than one.
    """
    found = [one for one in sources(paths) if not isinstance(one, UnreadablePage)]
    saved = [one for one in found if is_saved_page(one.path)]
    if len(saved) != 1:
        names = ", ".join(path.as_posix() for path in paths)
        raise UnreadablePage(names, f"{len(saved)} saved pages; name the one to decide about")
    page = _as_read(saved[0]) or _unexplained(saved[0])
    return decision_of(page, by, datetime.now(UTC).replace(microsecond=0))


def _unexplained(found: Source) -> Page:
    """A page that is refused, if it is text: a person may tell what its lines are.

    Raises:
        UnreadablePage: its file cannot be read, is a web page, or has no line.
    """
    saved = saved_text(found.path, found.shown)
    page = unexplained_page(
        saved.text, page_id=found.page_id, source=found.shown, digest=saved.digest
    )
    return page if page.lines and saved.web is None else saved.page(found.page_id, found.shown)


def decided_by(decision: Decision, found: Source, name: Path) -> Page:
    """A page as it would be read by a decision that is not kept yet.

    Raises:
        UnfitDecision: it does not fit.
        UnreadablePage: the page's file cannot be read.
    """
    saved = saved_text(found.path, found.shown)
    try:
        return decided_text(saved, decision, found.page_id, found.shown)
    except UnfitDecision as error:
        raise UnfitDecision(name.as_posix(), error.reason, is_outdated=error.is_outdated) from error


def _source_of(decision: Decision, paths: Sequence[Path], name: Path) -> Source:
    for found in sources(paths):
        if isinstance(found, UnreadablePage) or not is_saved_page(found.path):
            continue
        try:
            digest = saved_text(found.path, found.shown).decision_digest
        except UnreadablePage:
            continue
        if digest == decision.digest:
            return found
    raise UnfitDecision(name.as_posix(), "none of these pages is the one that it is about")

"""Keeps a decision beside the page that it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from index.errors import UnfitDecision, UnreadablePage
from index.model import Page
from index.pages.decided import decided_text, decision_of, read_saved_page, saved_text
from index.pages.decisions import Decision
from index.pages.kinds import is_saved_page
from index.pages.read import Source, sources


def keep_decision(decision: Decision, paths: Sequence[Path], name: Path) -> tuple[Page, Path]:
    """Keep a decision beside its page, which is found by its digest; the page as it is read by
    that, and the file in which the decision is.

    Args:
        paths: files and folders among which the page is.
        name: the decision's own file, for an error.

    Raises:
        UnfitDecision: the page is not there, or is in an archive; or the decision does not fit it.
        OSError: it cannot be written beside the page.
    """
    found = _source_of(decision, paths, name)
    decided_by(decision, found, name)
    file = decision.write(found.path)
    return read_saved_page(found.path, found.page_id, found.shown), file


def draft_of(paths: Sequence[Path], by: str) -> Decision:
    """A decision that reads the only page at some paths as the program does: to be corrected.

    Raises:
        UnreadablePage: there is no saved page, or more than one.
    """
    found = [one for one in sources(paths) if not isinstance(one, UnreadablePage)]
    saved = [one for one in found if is_saved_page(one.path)]
    if len(saved) != 1:
        names = ", ".join(path.as_posix() for path in paths)
        raise UnreadablePage(names, f"{len(saved)} saved pages; name the one to decide about")
    page = read_saved_page(saved[0].path, saved[0].page_id, saved[0].shown)
    return decision_of(page, by, datetime.now(UTC).replace(microsecond=0))


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
            if found.member_of is not None:
                reason = (
                    f"its page {found.shown} is in an archive; unpack that, or pack both together"
                )
                raise UnfitDecision(name.as_posix(), reason)
            return found
    raise UnfitDecision(name.as_posix(), "none of these pages is the one that it is about")

"""HTML of the changes: the last ones, what taking the last back would do, and what was removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.staff.incoming_view import page_change
from bot.staff.layout import counted, rendered
from bot.staff.login import Session
from index.library.readmit import RemovedMark
from index.library.undo import Undo
from index.storage.history import Event

RECENT = 50
"""Changes that are listed."""
MOST_MARKS = 200
"""Marks of what was removed that are listed; others are looked up."""
MOST_PAGES = 50
"""Pages that are shown with all that would change."""
KINDS = {
    "page": "A page",
    "under": "An answer of a page that was removed",
    "answer": "An answer, known by its words",
    "person": "A doctor",
    "doctor": "Everybody of a name (an earlier version kept names alone)",
    "authored": "An answer, known by its words and who gave it",
    "line": "A line of an answer of a page that was decided about",
}
"""What marks stand for."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change in a row: when, by whom, what, and the ids of what it removed for good."""

    minute: str
    by: str
    what: str
    removed: tuple[str, ...]
    more_removed: int


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark in a row: what it stands for, and who made it when."""

    id: str
    kind: str
    page: str
    day: str
    by: str


def changes_html(
    events: Sequence[Event],
    marks: Sequence[RemovedMark],
    mark_count: int,
    session: Session,
    *,
    reason: str | None,
    looked_up: Sequence[RemovedMark] | None = None,
) -> Markup:
    """The last changes with the way to take the last one back, and what was removed for good.

    Args:
        marks: the newest of them, and `mark_count` how many there are.
        reason: why the last change cannot be taken back; None if it can.
        looked_up: the marks of what was looked up just now.
    """
    newest = list(reversed(events))[:RECENT]
    return rendered(
        "history.html",
        session=session,
        rows=[_row(one) for one in newest],
        more=len(events) - len(newest),
        reason=reason,
        marks=[_mark(one) for one in marks],
        mark_count=mark_count,
        looked_up=None if looked_up is None else [_mark(one) for one in looked_up],
    )


def undo_html(undo: Undo, session: Session) -> Markup:
    """All that taking the last change back would do, and the button that does it."""
    counts: Mapping[str, int] = {
        "comes back": len(undo.coming),
        "becomes what it was": len(undo.changing),
        "goes": len(undo.going),
    }
    return rendered(
        "undo.html",
        session=session,
        generation=undo.generation,
        row=None if undo.event is None else _row(undo.event),
        counts=[f"{counted(count, 'page')} {words}" for words, count in counts.items() if count],
        pages=[page_change(one) for one in undo.differences[:MOST_PAGES]],
        more=max(len(undo.differences) - MOST_PAGES, 0),
    )


def readmission_html(mark: RemovedMark, session: Session) -> Markup:
    """What letting something in again means, and the button that does it."""
    return rendered("readmit.html", session=session, mark=_mark(mark), kind=mark.kind)


def _row(event: Event) -> ChangeRow:
    ids = (("added", event.added), ("changed", event.changed), ("removed", event.removed))
    told = [f"{counted(len(some), 'page')} {what}" for what, some in ids if some]
    if event.taken_out:
        gone = counted(len(event.taken_out), "answer or page", "answers and pages")
        told.append(f"{gone} removed for good")
    shown = event.taken_out[:MOST_PAGES]
    return ChangeRow(
        event.when[:16].replace("T", " "),
        event.by,
        ", ".join(told) or "nothing changed",
        shown,
        len(event.taken_out) - len(shown),
    )


def _mark(one: RemovedMark) -> MarkRow:
    kind = KINDS.get(one.kind, one.kind)
    by = " or ".join(one.by) or "not in the history"
    return MarkRow(one.id, kind, one.page_id or "", one.day, by)

"""Routes of the library's changes: take the last one back, and let in again what was removed."""

from functools import partial

from fastapi import APIRouter
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.changes import PATIENCE
from bot.staff.desk import Desk
from bot.staff.history_view import MOST_MARKS, changes_html, readmission_html, undo_html
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.responses import page, redirect
from bot.staff.routes.fields import LongField, ShortField
from bot.staff.routes.progress import begin
from index.errors import CannotUndo
from index.library.readmit import RemovedMark, readmission_of, readmit, removed_marks
from index.library.report import Report
from index.library.undo import reason_against_undo, undo, undo_of
from index.library.writer import Progress
from index.storage.history import History
from index.storage.tombstones import Tombstones

TITLE = "Changes"
PLACE = "/changes"

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/changes")
def changes(desk: CurrentDesk, session: CurrentSession) -> Response:
    """The last changes, and what was removed for good."""
    return _changes_page(desk, session)


@routes.post("/changes/find")
def find(desk: CurrentDesk, session: CurrentSession, wanted: LongField) -> Response:
    """Look up what was removed. It is a POST, so that no name is in an address."""
    marks = Tombstones.read(desk.folder).marks_of(wanted.strip())
    return _changes_page(desk, session, removed_marks(desk.folder, marks))


@routes.post("/changes/undo")
def confirm_undo(desk: CurrentDesk, session: CurrentSession) -> Response:
    """Show all that taking the last change back would do."""
    try:
        told = undo_of(desk.folder)
    except CannotUndo as error:
        return _changes_page(desk, session, reason=error.reason)
    return page(desk, session, "Take the last change back?", PLACE, undo_html(told, session))


@routes.post("/changes/undo/now")
def undo_now(desk: CurrentDesk, session: CurrentSession, generation: ShortField) -> Response:
    """Begin to take the last change back, if it still is the one that was shown."""
    run = partial(_undo, desk, generation, session.name)
    title = "Taking the last change back"
    return begin(desk, session, title, run, did="undo", generations=[generation])


@routes.post("/changes/let-in")
def confirm_readmission(desk: CurrentDesk, session: CurrentSession, mark: ShortField) -> Response:
    """Say what letting something in again means."""
    found = readmission_of(desk.folder, mark)
    if found is None:
        return redirect(f"{PLACE}#removed")
    return page(desk, session, "Let in again?", PLACE, readmission_html(found, session))


@routes.post("/changes/let-in/now")
def let_in(desk: CurrentDesk, session: CurrentSession, mark: ShortField) -> Response:
    """Begin to let something in again."""
    if readmission_of(desk.folder, mark) is None:
        return redirect(f"{PLACE}#removed")
    run = partial(_readmit, desk, mark, session.name)
    return begin(desk, session, "Letting in again", run, did="let in again", marks=[mark])


def _changes_page(
    desk: Desk,
    session: Session,
    looked_up: list[RemovedMark] | None = None,
    reason: str | None = None,
) -> Response:
    body = changes_html(
        History.read(desk.folder).events,
        removed_marks(desk.folder, most=MOST_MARKS),
        len(Tombstones.read(desk.folder).things),
        session,
        reason=reason or reason_against_undo(desk.folder),
        looked_up=looked_up,
    )
    return page(desk, session, TITLE, PLACE, body)


def _undo(desk: Desk, generation: str, by: str, progress: Progress) -> Report:
    return undo(
        desk.folder,
        desk.service.encoder,
        generation=generation,
        by=by,
        patience=PATIENCE,
        progress=progress,
    )


def _readmit(desk: Desk, mark_id: str, by: str, progress: Progress) -> Report:
    return readmit(
        desk.folder, mark_id, desk.service.encoder, by=by, patience=PATIENCE, progress=progress
    )

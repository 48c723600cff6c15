"""Routes of the answers that are left out as they may be by somebody who was removed: list them,
and let one in."""

from functools import partial
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.changes import PATIENCE
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.left_out_view import left_out_html, let_in_html
from bot.staff.login import Session
from bot.staff.responses import page, redirect
from bot.staff.routes.fields import LongField
from bot.staff.routes.progress import begin
from index.library.left_out import LeftOut, left_out_of, let_in
from index.library.report import Report
from index.library.writer import Progress
from index.storage.uploads import Uploads

TITLE = "Left out in doubt"
PLACE = "/checking/left-out"

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/checking/left-out")
def left_out(desk: CurrentDesk, session: CurrentSession) -> Response:
    """The answers that are left out until somebody decides."""
    return page(desk, session, TITLE, "/checking", left_out_html(_left_out(desk), session))


@routes.post("/checking/let-in")
def confirm(desk: CurrentDesk, session: CurrentSession, answer: LongField) -> Response:
    """Say what letting in the answers of a person means. It is a POST, so that no name that stands
    in an id is in an address."""
    found = _of(desk, answer)
    if found is None:
        return redirect(PLACE)
    return page(desk, session, "Is this another doctor?", "/checking", let_in_html(found, session))


@routes.post("/checking/let-in/now")
def let_in_now(desk: CurrentDesk, session: CurrentSession, answer: LongField) -> Response:
    """Begin to let them in."""
    found = _of(desk, answer)
    if found is None:
        return redirect(PLACE)
    run = partial(_let_in, desk, found, session)
    ids = list(found.answer_ids)
    did = "let in as another answer" if found.is_reworded else "let in as another doctor's"
    return begin(desk, session, "Letting in", run, did=did, answers=ids)


def _let_in(desk: Desk, found: LeftOut, session: Session, progress: Progress) -> Report:
    return let_in(
        desk.folder,
        found.answer_ids,
        _paths(desk),
        desk.service.encoder,
        by=session.name,
        patience=PATIENCE,
        progress=progress,
    )


def _left_out(desk: Desk) -> list[LeftOut]:
    """Read anew each time: where nothing but such an answer came, the generation is the same."""
    return left_out_of(desk.service.library, _paths(desk))


def _of(desk: Desk, answer_id: str) -> LeftOut | None:
    return next((one for one in _left_out(desk) if answer_id in one.answer_ids), None)


def _paths(desk: Desk) -> list[Path]:
    """The library's own files, and the folders that are watched."""
    watched = [] if desk.watched is None else desk.watched.there()
    return [*Uploads(desk.folder).paths(), *watched]

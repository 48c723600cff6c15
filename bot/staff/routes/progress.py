"""Routes of the running change of the library, or the last one."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from fastapi import APIRouter
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.desk import Desk
from bot.staff.incoming_view import progress_html
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.responses import page, redirect, refused
from index.errors import DoctorAnswersError
from index.library.report import Report
from index.library.writer import Progress

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/progress")
def progress(desk: CurrentDesk, session: CurrentSession) -> Response:
    """How far the change is; the page loads itself again until it is over."""
    state = desk.change.state
    if state is None:
        return redirect("/pages")
    reload_after = None if state.over else 1
    body = progress_html(state)
    return page(desk, session, state.what, "/pages", body, reload_after=reload_after)


def begin(
    desk: Desk,
    session: Session,
    title: str,
    run: Callable[[Progress], Report],
    *,
    did: str,
    again: str | None = None,
    **ids: list[str],
) -> Response:
    """Begin a change, after noting it in the audit; or say that another one is running.

    Args:
        title: what the page that follows it is called.
        run: makes the change, and reports its progress by the function it is given.
        again: the desk's address where it can be tried again.
        did: what is noted in the audit, with the ids that it is done to.
    """
    state = desk.change.state
    if state is None or state.over:
        desk.audit.note(session.name, did, **ids)
    if not desk.change.begin(title, partial(_served, desk, run), again):
        return refused("Another change is under way. Wait until it is done.")
    return redirect("/progress")


def _served(desk: Desk, run: Callable[[Progress], Report], progress: Progress) -> Report:
    """Make a change. It is over when the desk serves what came of it: whoever is told that it is
    done looks at that next."""
    report = run(progress)
    with suppress(DoctorAnswersError):  # the change was made; each page says why it has no library
        desk.service.catch_up()
    return report

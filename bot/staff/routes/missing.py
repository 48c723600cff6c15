"""The route of every address that the desk has not: one that was mistyped, or is gone."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.layout import ROOT, alert_html
from bot.staff.responses import page

NO_SUCH = "There is no such page at the desk. The places above lead on."

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/{path:path}")
def missing(desk: CurrentDesk, session: CurrentSession) -> Response:
    """That there is no such page, in the desk's own frame."""
    told = page(desk, session, "Not here", None, alert_html(NO_SUCH))
    told.status_code = 404
    return told

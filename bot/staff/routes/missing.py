"""The route of every address that the desk has not: one that was mistyped, or is gone."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.layout import ROOT
from bot.staff.responses import not_here

NO_SUCH = "There is no such page at the desk. The places above lead on."

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/{path:path}")
def missing(desk: CurrentDesk, session: CurrentSession) -> Response:
    """That there is no such page, in the desk's own frame."""
    return not_here(desk, session, NO_SUCH)

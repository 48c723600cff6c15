"""The route of the only script of the desk: what a few keys do."""

from functools import cache

from fastapi import APIRouter
from fastapi.responses import Response

from bot.staff.access import StaffRoute
from bot.staff.layout import ROOT, TEMPLATES

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/keys.js")
def keys() -> Response:
    """The script."""
    return Response(_script(), media_type="text/javascript")


@cache
def _script() -> str:
    return (TEMPLATES / "keys.js").read_text(encoding="utf-8")

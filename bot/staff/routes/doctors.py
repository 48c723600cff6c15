"""Routes of the list of doctors who addressed a topic: the page, and its downloads."""

import json
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from bot.reply.doctors import DoctorsReply, doctors_on
from bot.reply.facets import Selection
from bot.reply.period import Period
from bot.show.export import BYTE_ORDER_MARK, doctors_csv, doctors_json, records_jsonl
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.asked_list import AskedList
from bot.staff.desk import Desk
from bot.staff.doctors_view import doctors_html
from bot.staff.layout import ROOT
from bot.staff.responses import page

MOST_ROWS = 500
"""Doctors in a list or a file; of more, staff are asked to narrow the list."""

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("")
@routes.get("/")
def doctors(request: Request, desk: CurrentDesk, session: CurrentSession) -> Response:
    """The list that an address asks for, and the form that narrows it."""
    reply, selection, period = _listed(request.query_params, desk)
    body = doctors_html(reply, selection, _titles(reply, desk), session, period)
    return page(desk, session, "Doctors", "", body)


@routes.get("/doctors.{ending}")
def doctors_file(ending: str, request: Request, desk: CurrentDesk) -> Response:
    """The same list as a file."""
    if ending not in FORMS:
        return Response(status_code=404)
    media_type, written = FORMS[ending]
    reply, _, _ = _listed(request.query_params, desk)
    saved = {"Content-Disposition": f'attachment; filename="doctors.{ending}"'}
    return Response(written(reply), 200, saved, f"{media_type}; charset=utf-8")


def _json_text(reply: DoctorsReply) -> str:
    return json.dumps(doctors_json(reply), ensure_ascii=False)


def _csv_text(reply: DoctorsReply) -> str:
    return BYTE_ORDER_MARK + doctors_csv(reply)


FORMS: dict[str, tuple[str, Callable[[DoctorsReply], str]]] = {
    "csv": ("text/csv", _csv_text),
    "json": ("application/json", _json_text),
    "jsonl": ("application/x-ndjson", records_jsonl),
}
"""The media type and the writer of a list, by the ending of the file."""


def _listed(asked: QueryParams, desk: Desk) -> tuple[DoctorsReply, Selection, Period]:
    """The list that an address asks for."""
    one = AskedList.of(asked)
    topic, selection, period = one.topic, one.selection, one.period
    desk.service.wait()
    service = desk.service
    reply = doctors_on(
        topic, service.library, service.encoder, selection, MOST_ROWS, service.taught, period
    )
    return reply, selection, period


def _titles(reply: DoctorsReply, desk: Desk) -> dict[str, str]:
    """The titles of the pages that may be chosen."""
    choices = [choice for facet in reply.facets if facet.name == "page" for choice in facet.choices]
    titles = {}
    for choice in choices:
        try:
            found = desk.service.library.page(choice.value)
        except KeyError:
            continue
        titles[found.id] = found.quoted(found.title) or found.id
    return titles

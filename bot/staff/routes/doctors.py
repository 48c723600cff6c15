"""Routes of the list of doctors who addressed a topic: the page, all values of a facet, and the
downloads."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from bot.reply.doctors import DoctorsReply, Listing
from bot.reply.facets import FACET_NAMES, values_of
from bot.show.export import BYTE_ORDER_MARK, doctor_rows_json, doctors_csv, records_jsonl
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.asked_list import AskedList
from bot.staff.desk import Desk
from bot.staff.doctors_view import (
    FACET_TITLES,
    READ_HERE,
    VALUE_COLUMNS,
    doctors_html,
    values_html,
)
from bot.staff.layout import ROOT, danger_html
from bot.staff.paging import ListAddress, Paging, Sorting
from bot.staff.responses import not_here, page, redirect
from index.errors import LibraryBusy

ROWS_AT_ONCE = 100
"""Doctors of a file that are written at a time."""
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}
"""Of a list, by the ending of the file."""

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("")
@routes.get("/")
def doctors(request: Request, desk: CurrentDesk, session: CurrentSession) -> Response:
    """The list that an address asks for, and the form that narrows it."""
    asked = AskedList.of(request.query_params)
    listing = desk.listing(asked)
    address = ListAddress("", asked.pairs)
    paging = Paging.of(request.query_params.get("page", ""), len(listing), address)
    reply = listing.reply(paging.skip, paging.per, READ_HERE)
    group = desk.group_name(asked.group)
    body = danger_html(asked.topic or "", desk.number)
    body += doctors_html(listing, reply, asked, paging, _titles(reply, desk), session, group)
    return page(desk, session, "Doctors", "", body)


@routes.get("/values")
def values(
    request: Request,
    desk: CurrentDesk,
    session: CurrentSession,
    facet: str = "",
    letters: str = "",
    order: str = "",
) -> Response:
    """All values of a facet of such a list."""
    name = next((one for one in FACET_NAMES if one == facet), None)
    asked = AskedList.of(request.query_params)
    if name is None:
        return redirect(f"?{asked.query}")
    listing = desk.listing(asked)
    labels = desk.pages().titles if name == "page" else None
    letters = letters.strip()[:100]
    found = values_of(listing.roster, name, asked.selection, listing.among, letters, labels)
    sorting = Sorting.of(order, VALUE_COLUMNS)
    number = request.query_params.get("page", "")
    body = values_html(name, found, asked, letters, sorting, number)
    return page(desk, session, f"{FACET_TITLES[name]}: all values", "", body)


@routes.get("/doctors.{ending}")
def doctors_file(
    ending: str, request: Request, desk: CurrentDesk, session: CurrentSession
) -> Response:
    """The same list as a file, whole."""
    if ending not in MEDIA_TYPES:
        return not_here(desk, session, f"This list is a file of these: {', '.join(MEDIA_TYPES)}.")
    saved = {"Content-Disposition": f'attachment; filename="doctors.{ending}"'}
    written = _written(desk, desk.listing(AskedList.of(request.query_params)), ending)
    first = next(written)  # what goes wrong at once is said, and not a file cut short
    media_type = f"{MEDIA_TYPES[ending]}; charset=utf-8"
    return StreamingResponse(chain([first], written), 200, saved, media_type)


def _written(desk: Desk, listing: Listing, ending: str) -> Iterator[bytes]:
    """A list as the text of a file, some doctors at a time."""
    parts = _replies(desk, listing)
    if ending == "csv":
        for n, reply in enumerate(parts):
            mark = "" if n else BYTE_ORDER_MARK
            yield (mark + doctors_csv(reply, header=n == 0)).encode("utf-8", "replace")
    elif ending == "jsonl":
        taken: set[str] = set()
        for reply in parts:
            yield records_jsonl(reply, taken).encode("utf-8", "replace")
    else:
        yield from _json_text(parts)


def _json_text(parts: Iterator[DoctorsReply]) -> Iterator[bytes]:
    """As `doctors_json` has it without alerts, with the doctors written before it is known how many
    there are."""
    for n, reply in enumerate(parts):
        if not n:
            yield f'{{"topic": {_json(reply.topic)}, "doctors": ['.encode()
        rows = [_json(one) for one in doctor_rows_json(reply)]
        yield (", " * bool(n and rows) + ", ".join(rows)).encode()
        rest = {
            "counts": dict(reply.counts),
            "facets": [asdict(one) for one in reply.facets],
            "left_out": reply.left_out,
            "partial": reply.is_partial,
        }
    yield f"], {_json(rest)[1:]}".encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def _replies(desk: Desk, listing: Listing) -> Iterator[DoctorsReply]:
    """A list in parts, one at least, all of the same library.

    Raises:
        LibraryBusy: the library was changed meanwhile: what was removed must not be written.
    """
    library = desk.service.library
    if library.roster is not listing.roster:
        raise LibraryBusy(desk.folder)
    for skip in range(0, max(len(listing), 1), ROWS_AT_ONCE):
        reply = listing.reply(skip, ROWS_AT_ONCE)
        if desk.service.library is not library:
            raise LibraryBusy(desk.folder)
        yield reply


def _titles(reply: DoctorsReply, desk: Desk) -> dict[str, str]:
    """The titles of the pages that may be chosen."""
    titles = desk.pages().titles
    choices = (choice for facet in reply.facets if facet.name == "page" for choice in facet.choices)
    return {one.value: titles[one.value] for one in choices if one.value in titles}

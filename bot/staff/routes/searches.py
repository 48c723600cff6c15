"""Routes of the saved searches: save one, see what came and went, and make its feed's address."""

from contextlib import closing, nullcontext
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.show.addresses import address_of
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute, own_origin
from bot.staff.desk import Desk
from bot.staff.feed import csv_of
from bot.staff.feed_keys import cut_feed_key
from bot.staff.followed import change_search, save_search, searches_in_step
from bot.staff.followed_view import search_html, searches_list_html
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.responses import not_here, page, redirect
from bot.staff.routes.fields import ShortField
from index.library.open import Library
from index.pages.line_reader.days import day_of
from index.storage.saved_searches import SavedSearch

TITLE = "Saved searches"
PLACE = "/searches"

Number = Annotated[int, Form(ge=1, le=10**9)]
Query = Annotated[str, Form(max_length=20_000)]
routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/searches")
def searches(desk: CurrentDesk, session: CurrentSession) -> Response:
    """All saved searches, compared with the library as it is now."""
    return _list_page(desk, session)


@routes.post("/searches/save")
def save(
    desk: CurrentDesk, session: CurrentSession, name: ShortField, query: Query = ""
) -> Response:
    """Save a list of doctors under a name."""
    desk.service.wait()
    try:
        made = save_search(desk.service, name, query, session.name)
    except ValueError as error:
        return _list_page(desk, session, f"Not saved: {error}.")
    desk.audit.note(session.name, "saved a search", search=made.number)
    return redirect(f"/searches/{made.number}")


@routes.get("/searches/{number}")
def search(
    number: int, request: Request, desk: CurrentDesk, session: CurrentSession, since: str = ""
) -> Response:
    """What came, changed and went in one search; and the doctors who are new since a day."""
    return _search_page(desk, session, number, since=since[:20])


@routes.get("/searches/{number}/changes.csv")
def changes_file(number: int, desk: CurrentDesk) -> Response:
    """All that differed, as a file."""
    found = _found(desk, number)
    if found is None:
        return redirect(PLACE)
    saved = {"Content-Disposition": f'attachment; filename="changes-{number}.csv"'}
    written = desk.service.look_up(lambda library: csv_of(found, library))
    return Response(written, 200, saved, "text/csv; charset=utf-8")


@routes.post("/searches/key")
def make_key(
    number: Number, request: Request, desk: CurrentDesk, session: CurrentSession
) -> Response:
    """Make the private address of a feed, in the place of the one before; it is shown once."""
    if _found(desk, number) is None:
        return redirect(PLACE)
    key, hashed = cut_feed_key()
    desk.audit.note(session.name, "made a private address", search=number)
    change_search(desk.service, number, lambda one: replace(one, key_hash=hashed))
    address = f"{own_origin(request)}{address_of('/feeds')}/{key}"
    return _search_page(desk, session, number, key_address=address)


@routes.post("/searches/revoke")
def revoke_key(number: Number, desk: CurrentDesk, session: CurrentSession) -> Response:
    """Revoke the private address of a feed: from then on it opens nothing."""
    desk.audit.note(session.name, "revoked a private address", search=number)
    change_search(desk.service, number, lambda one: replace(one, key_hash=None))
    return redirect(f"{PLACE}/{number}")


@routes.post("/searches/delete")
def delete(number: Number, desk: CurrentDesk, session: CurrentSession) -> Response:
    """Delete a saved search, its feed included."""
    desk.audit.note(session.name, "deleted a search", search=number)
    change_search(desk.service, number, lambda _: None)
    return redirect(PLACE)


def _list_page(desk: Desk, session: Session, error: str | None = None) -> Response:
    body = searches_list_html(searches_in_step(desk.service), session, error)
    return page(desk, session, TITLE, PLACE, body)


def _search_page(
    desk: Desk,
    session: Session,
    number: int,
    *,
    since: str = "",
    key_address: str | None = None,
) -> Response:
    found = _found(desk, number)
    if found is None:
        every = (address_of(f"{ROOT}{PLACE}"), "All saved searches")
        return not_here(desk, session, "This search is not here any more.", PLACE, every)
    day = day_of(since)
    library = desk.service.library
    before = Library.open_before(library.folder) if _is_newest(found, library) else None
    with nullcontext() if before is None else closing(before):
        body = search_html(
            found, library, before, session, "" if day is None else day.isoformat(), key_address
        )
    return page(desk, session, found.name, PLACE, body)


def _is_newest(found: SavedSearch, library: Library) -> bool:
    """Whether the last change of a search is that of the last generation, with which the one before
    can be compared."""
    return bool(found.changes) and found.changes[-1].after == library.manifest.generation


def _found(desk: Desk, number: int) -> SavedSearch | None:
    return next((one for one in searches_in_step(desk.service) if one.number == number), None)

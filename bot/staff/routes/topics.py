"""Routes of the library's topics: all of them, and one."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.reply.doctors import Listing
from bot.reply.facets import value_of
from bot.show.wording import name_of
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.layout import ROOT
from bot.staff.paging import Sorting
from bot.staff.responses import page as desk_page
from bot.staff.responses import redirect, waiting
from bot.staff.topics_view import COLUMNS, topic_html, topics_html

PLACE = "/topics"
MOST_DOCTORS = 10
"""Doctors of a topic who are named on its own page; a link leads to all."""

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/topics")
def topics(desk: CurrentDesk, session: CurrentSession, sort: str = "", page: str = "") -> Response:
    """What the library speaks of, and where doctors are missing."""
    found = desk.topics()
    if found is None:
        return waiting(desk, session, "Topics", PLACE)
    body = topics_html(found, desk.service.library, Sorting.of(sort, COLUMNS), page)
    return desk_page(desk, session, "Topics", PLACE, body)


@routes.get("/topic")
def topic(desk: CurrentDesk, session: CurrentSession, of: str = "", page: str = "") -> Response:
    """The topic that a page is on: its doctors and its pages."""
    found = desk.topics()
    if found is None:
        return waiting(desk, session, "Topic", PLACE)
    number = found.number_of(of)
    if number is None:
        return redirect(PLACE)
    library = desk.service.library
    listing = Listing(library, desk.service.encoder, among=found.mask(number, library.roster))
    rows = listing.reply(0, MOST_DOCTORS, 1).rows
    doctors = [
        (
            value_of("doctor", (row.cards[0].answer.id, row.doctor)) or row.cards[0].answer.id,
            name_of(row.doctor),
            row.doctor.specialty or "",
            row.answers,
        )
        for row in rows
    ]
    one = found.topics[number]
    body = topic_html(one, library, desk.pages().titles, doctors, page)
    return desk_page(desk, session, one.name, PLACE, body)

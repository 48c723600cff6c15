"""The route of one doctor's page."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.show.wording import name_of
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.doctor import DoctorRecord
from bot.staff.doctor_view import ORDERS, doctor_html
from bot.staff.layout import ROOT
from bot.staff.responses import not_here
from bot.staff.responses import page as desk_page

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/doctor")
def doctor(
    desk: CurrentDesk,
    session: CurrentSession,
    person: str = "",
    order: str = "",
    about: str = "",
    page: str = "",
) -> Response:
    """Everything that one doctor said."""
    service = desk.service
    library = service.library
    record = DoctorRecord.of(library, service.encoder, person)
    if record is None:
        return not_here(desk, session, "There is no such doctor here.", "")
    topics, titles = desk.topics(), desk.pages().titles
    order = order if order in ORDERS else ""
    body = doctor_html(record, library, topics, titles, session, order, about, page)
    return desk_page(desk, session, name_of(record.doctor), "", body)

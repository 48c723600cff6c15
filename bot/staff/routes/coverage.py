"""Routes of the coverage page: gaps, searches with no results, and taught synonyms."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.feedback.unanswered import MOST_KEPT
from bot.query.taught_synonyms import check_synonym, taught_in, teach, unteach
from bot.reply.evaluate import kept
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.coverage_view import (
    LISTS,
    SEARCH_COLUMNS,
    coverage_html,
    list_html,
    searches_html,
)
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.paging import Sorting
from bot.staff.responses import page as desk_page
from bot.staff.responses import redirect, waiting
from bot.staff.routes.fields import LongField, ShortField
from index.errors import LibraryError
from index.storage.history import History

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/coverage")
def coverage(
    desk: CurrentDesk, session: CurrentSession, sort: str = "", page: str = ""
) -> Response:
    """What the library holds, and where it has gaps."""
    sorting = Sorting.of(sort, SEARCH_COLUMNS)
    return _coverage_page(desk, session, sorting=sorting, number=page)


@routes.get("/coverage/list")
def coverage_list(
    desk: CurrentDesk, session: CurrentSession, of: str = "", page: str = ""
) -> Response:
    """One of the lists of the coverage, whole."""
    name = next((one for one in LISTS if one == of), None)
    if name is None:
        return redirect("/coverage")
    covered = desk.coverage()
    if covered is None:
        return waiting(desk, session, "Coverage", "/coverage")
    events = History.read(desk.folder).events
    body = list_html(name, covered, events, desk.service.library, page)
    return desk_page(desk, session, LISTS[name], "/coverage", body)


def _coverage_page(
    desk: Desk,
    session: Session,
    error: str | None = None,
    typed: tuple[str, str] = ("", ""),
    sorting: Sorting | None = None,
    number: str = "",
) -> Response:
    covered = desk.coverage()
    if covered is None and error is None and not any(typed):
        return waiting(desk, session, "Coverage", "/coverage")
    asked = None if desk.unanswered is None else desk.unanswered.most_asked(MOST_KEPT)
    body = searches_html(asked, taught_in(desk.folder), session, error, typed, sorting, number)
    if covered is not None:
        events, library = History.read(desk.folder).events, desk.service.library
        above = coverage_html(covered, events, library.refused, library, kept(desk.folder))
        body = above + body
    return desk_page(desk, session, "Coverage", "/coverage", body)


@routes.post("/teach")
def teach_synonym(
    desk: CurrentDesk,
    session: CurrentSession,
    said: LongField,
    meant: LongField,
    anyway: ShortField = "",
) -> Response:
    """Teach a synonym: what patients say is also searched as what the doctors say. Where no doctor
    says that it is asked first, as it would find nothing."""
    try:
        check_synonym(said, meant)
        if not anyway and not desk.service.library.saying([meant]):
            return _coverage_page(desk, session, typed=(said, meant))
        teach(desk.folder, said, meant, session.name)
    except (ValueError, LibraryError) as error:
        return _coverage_page(desk, session, f"Not taught: {error}.", (said, meant))
    desk.audit.note(session.name, "taught a word")
    return redirect("/coverage#teach")


@routes.post("/unteach")
def unteach_synonym(desk: CurrentDesk, session: CurrentSession, said: LongField) -> Response:
    """Take a synonym back."""
    desk.audit.note(session.name, "forgot a word")
    try:
        unteach(desk.folder, said)
    except (ValueError, LibraryError) as error:
        return _coverage_page(desk, session, f"Not forgotten: {error}.")
    return redirect("/coverage#teach")


@routes.post("/forget")
def forget_searches(
    desk: CurrentDesk, session: CurrentSession, question: LongField = "", all: ShortField = ""
) -> Response:
    """Delete a question with no results, or all of them."""
    if desk.unanswered is not None and (question or all):
        desk.audit.note(session.name, "forgot questions", all=bool(all))
        desk.unanswered.forget(None if all else question)
    return redirect("/coverage#searches")

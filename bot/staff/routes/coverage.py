"""Routes of the coverage page: gaps, searches with no results, and taught synonyms."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.query.taught_synonyms import taught_in, teach, unteach
from bot.reply.evaluate import kept
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.coverage_view import LISTED, coverage_html, searches_html
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.responses import page, redirect
from bot.staff.routes.fields import LongField, ShortField
from index.errors import LibraryError
from index.storage.history import History

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/coverage")
def coverage(desk: CurrentDesk, session: CurrentSession) -> Response:
    """What the library holds, and where it has gaps."""
    return _coverage_page(desk, session)


def _coverage_page(desk: Desk, session: Session, error: str | None = None) -> Response:
    asked = None if desk.unanswered is None else desk.unanswered.most_asked()
    events, refused = History.read(desk.folder).events, desk.service.library.refused
    covered, library = desk.coverage(), desk.service.library
    there = (ids for ids in covered.rewritten[:LISTED] if len(library.seals(ids)) == len(ids))
    rewritten = [library.answers(ids) for ids in there]
    body = coverage_html(covered, events, refused, kept(desk.folder), rewritten)
    body += searches_html(asked, taught_in(desk.folder), session, error)
    return page(desk, session, "Coverage", "/coverage", body)


@routes.post("/teach")
def teach_synonym(
    desk: CurrentDesk, session: CurrentSession, said: LongField, meant: LongField
) -> Response:
    """Teach a synonym: what patients say is also searched as what the doctors say."""
    try:
        teach(desk.folder, said, meant, session.name)
    except (ValueError, LibraryError) as error:
        return _coverage_page(desk, session, f"Not taught: {error}.")
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

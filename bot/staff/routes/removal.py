"""Removing a page, an answer, or everything by a doctor, for good."""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.removal_view import removal_html
from bot.staff.responses import page
from bot.staff.routes.fields import LongField
from bot.staff.routes.progress import begin
from index.identity import folded_person
from index.library.open import Found, Library
from index.library.remove import remove
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@dataclass(frozen=True, slots=True)
class RemovalForm:
    """What a form wants removed: a page or an answer, by id, or a doctor, by name; else empty."""

    page: LongField = ""
    answer: LongField = ""
    doctor: LongField = ""


Removal = Annotated[RemovalForm, Depends()]


@routes.post("/remove")
def confirm(desk: CurrentDesk, session: CurrentSession, removal: Removal) -> Response:
    """Show what would go. It is a form's answer, so that no name stands in an address."""
    what, found = _found(desk.service.library, removal)
    fields = {name: value for name, value in asdict(removal).items() if value}
    return page(
        desk, session, "Confirm removal", "/pages", removal_html(what, found, fields, session)
    )


@routes.post("/remove/now")
def remove_now(desk: CurrentDesk, session: CurrentSession, removal: Removal) -> Response:
    """Begin to remove it."""
    _, found = _found(desk.service.library, removal)
    ids = sorted(one.answer.id for one in found)
    run = partial(_remove, desk, removal, session.name)
    return begin(desk, session, "Removing", run, did="taking out", answers=ids)


def _remove(desk: Desk, removal: RemovalForm, by: str, progress: Progress) -> Report:
    return remove(
        desk.folder,
        desk.service.encoder,
        pages=[removal.page] if removal.page else [],
        answers=[removal.answer] if removal.answer else [],
        doctors=[removal.doctor] if removal.doctor else [],
        by=by,
        progress=progress,
    )


def _found(library: Library, removal: RemovalForm) -> tuple[str, list[Found]]:
    """What would be removed, in words, and its answers."""
    if removal.doctor:
        what = f"Everything by {removal.doctor}, whatever credentials follow the name."
        return what, library.answers(_answers_of(library, removal.doctor))
    if removal.answer:
        try:
            found = library.answer(removal.answer)
        except KeyError:
            return "This answer is no longer in the library.", []
        return f"Answer {removal.answer}, and every other answer with the same words.", [found]
    ids = [one for one, _ in library.doctors() if Page.id_of(one) == removal.page]
    answers = sorted(library.answers(ids), key=lambda one: one.answer.number)
    title = answers[0].page.quoted(answers[0].page.title) if answers else None
    return f"Page {removal.page}{'' if title is None else f', “{title}”'}.", answers


def _answers_of(library: Library, name: str) -> list[str]:
    """The ids of the answers by doctors of that name."""
    return [
        answer_id
        for answer_id, doctor in library.doctors()
        if doctor.name is not None and folded_person(doctor.name) == folded_person(name)
    ]

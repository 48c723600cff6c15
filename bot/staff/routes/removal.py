"""Routes that remove a page, an answer, or everything by a doctor, for good."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from markupsafe import Markup

from bot.feedback.unanswered import MOST_KEPT
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.changes import PATIENCE
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.removal_view import removal_html, whom_html
from bot.staff.responses import page
from bot.staff.routes.fields import LongField, ShortField
from bot.staff.routes.progress import begin
from index.errors import NotInLibrary, SeveralPeople
from index.library.open import Library
from index.library.people import PersonChoice, people_named
from index.library.remove import (
    REMOVED,
    Going,
    Removal,
    going,
    is_named_in,
    removal_of,
    remove,
)
from index.library.report import Report
from index.library.writer import Progress

ANOTHER_NOW = (
    "the library has changed since this doctor was shown, and nobody was removed; look the name up "
    "again"
)
NAMED_IN_SEARCHES = f"{REMOVED} is named in searches with no results: forget them under “Coverage”"
FORGOTTEN = (
    "an upload that waited for a decision had something of it, and was discarded with its files: "
    "upload again what is to go in, without that"
)

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@dataclass(frozen=True, slots=True)
class RemovalForm:
    """What a form wants removed: a page or an answer, by id, or a doctor, by name; else empty.

    Of several doctors of that name, `person` is the one who gave the answer of that id, and `all`
    means everybody.
    """

    page: LongField = ""
    answer: LongField = ""
    doctor: LongField = ""
    person: LongField = ""
    all: ShortField = ""

    def removal(self, library: Library) -> Removal:
        """What would be removed: one thing at a time, the same that was shown; a form that names
        several is not one of ours.

        Raises:
            NotInLibrary, SeveralPeople: as `remove`.
        """
        return removal_of(library, self.pages, self.answers, self.doctors, self.choice)

    @property
    def doctors(self) -> list[str]:
        """The doctor's name, if one is wanted removed."""
        return [self.doctor] if self.doctor else []

    @property
    def answers(self) -> list[str]:
        """The answer's id, if one is wanted removed."""
        return [self.answer] if self.answer and not self.doctor else []

    @property
    def pages(self) -> list[str]:
        """The page's id, if one is wanted removed."""
        return [self.page] if self.page and not (self.doctor or self.answer) else []

    @property
    def choice(self) -> PersonChoice:
        """Which doctors of the name are meant."""
        return PersonChoice(answer=self.person or None, all=bool(self.all))


SentRemoval = Annotated[RemovalForm, Depends()]


@routes.post("/remove")
def confirm(desk: CurrentDesk, session: CurrentSession, form: SentRemoval) -> Response:
    """Show what would be removed. It is a POST, so that no name is in an address."""
    try:
        body = _confirmation(desk.service.library, form, session)
    except SeveralPeople:
        whom = people_named(desk.service.library.doctors(), form.doctor, form.choice)
        return page(desk, session, "Which doctor?", "", whom_html(whom, session))
    return page(desk, session, "Confirm removal", "/pages", body)


@routes.post("/remove/now")
def remove_now(desk: CurrentDesk, session: CurrentSession, form: SentRemoval) -> Response:
    """Begin to remove it."""
    try:
        found = _going(desk.service.library, form)
    except SeveralPeople:
        return confirm(desk, session, form)
    ids = sorted(one.answer.id for one in found.answers)
    run = partial(_remove, desk, form, session.name)
    return begin(desk, session, "Removing", run, did="taking out", answers=ids)


def _remove(desk: Desk, form: RemovalForm, by: str, progress: Progress) -> Report:
    try:
        report = remove(
            desk.folder,
            desk.service.encoder,
            pages=form.pages,
            answers=form.answers,
            doctors=form.doctors,
            choice=form.choice,
            by=by,
            patience=PATIENCE,
            progress=progress,
        )
    except (NotInLibrary, SeveralPeople) as error:
        if not form.doctor:
            raise
        raise ValueError(ANOTHER_NOW) from error  # that error has the name
    told = (*_forgotten(desk), *_asked_about(desk, report))
    return replace(report, remaining=[*report.remaining, *told])


def _forgotten(desk: Desk) -> Iterator[str]:
    """That uploads on which nobody decided had something of what was removed, and are gone."""
    if desk.uploads.forget_removed(desk.folder):
        yield FORGOTTEN


def _asked_about(desk: Desk, report: Report) -> Iterator[str]:
    """Those who were removed and whom patients named in what found nothing, as messages: these
    questions lie outside the library's folder."""
    if desk.unanswered is None or not report.people:
        return
    try:
        questions = [one.question for one in desk.unanswered.most_asked(MOST_KEPT)]
    except OSError as error:  # the removal is done all the same
        yield f"whether searches with no results name who was removed could not be read: {error}"
        return
    names = [one.doctor.name or "" for one in report.people]
    if any(is_named_in(name, one) for name in names for one in questions):
        yield NAMED_IN_SEARCHES


def _confirmation(library: Library, form: RemovalForm, session: Session) -> Markup:
    found = _going(library, form)
    what = _what(form, found)
    fields = {name: value for name, value in asdict(form).items() if value}
    named = form.removal(library).named[0] if form.doctor else None
    if named is not None and not form.all and named.meant:
        # Whoever comes to have the same name meanwhile was not shown.
        fields["person"] = named.meant[0].answers[0]
    return removal_html(what, found, fields, session, named)


def _going(library: Library, form: RemovalForm) -> Going:
    """What would go; nothing where what the form names is no longer there."""
    try:
        return going(library, form.removal(library))
    except NotInLibrary:
        if form.doctor:
            raise
        return Going((), ())


def _what(form: RemovalForm, found: Going) -> str:
    """What would be removed, in words."""
    if form.doctor:
        return f"Everything by {form.doctor}, however the name is printed:"
    if form.answer and not found.answers:
        return "This answer is no longer in the library."
    if form.answer:
        return f"Answer {form.answer}, and every other answer with the same words."
    pages = (one.page for one in found.answers if one.page.id == form.page)
    title = next((page.quoted(page.title) for page in pages), None)
    return f"Page {form.page}{'' if title is None else f', “{title}”'}."

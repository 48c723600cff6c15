"""Routes of the pages that a person has to decide about: list them, show one line by line, show the
result of other roles, and keep a decision."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePath, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.changes import PATIENCE
from bot.staff.checking import Form, form_in, form_of
from bot.staff.checking_view import Shown, checking_html, listing_html
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.records_view import records_address
from bot.staff.responses import decision_file, redirect, refused
from bot.staff.responses import page as desk_page
from bot.staff.routes.fields import LongField
from bot.staff.routes.progress import begin
from index.errors import UnfitDecision
from index.library.decide import LinedPage, decide, lined_page
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page
from index.pages.decided import decided_page, decision_digest
from index.pages.decisions import ENDING, LONGEST_NAME, Decision
from index.pages.kinds import is_saved_page

TITLE = "To be checked"
PLACE = "/checking"
CHANGED = "The page was read anew meanwhile, so nothing was kept; this is how it is read now."
LINES, WHO = "line-", "who-"
"""How the fields are called that say what lines are, and who gave an answer."""

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@dataclass(frozen=True, slots=True)
class SentForm:
    """What was sent: the page's id, what to do, who decides, what tells which version of the page
    and which result were shown, and the first line of the part of the page that was; `changes` are
    what the form says otherwise than the page is read, None where a field is none of ours."""

    page: str
    do: str
    by: str
    base: str
    shown: str
    part: int | None
    changes: Form | None


async def sent_form(request: Request) -> SentForm:
    """The form of a part of a page's lines, and what was changed elsewhere in few letters: so a
    page of any length fits."""
    sent = await request.form()
    fields = {name: value for name, value in sent.items() if isinstance(value, str)}
    told = [fields.get("changes", "")]
    for name, value in fields.items():
        if name.startswith(LINES):
            told.append(f"{name.removeprefix(LINES)}:{value or '?'}")
        elif name.startswith(WHO):
            told.append(f"{name.removeprefix(WHO)}={value}")
    part = fields.get("part", "")
    return SentForm(
        fields.get("page", ""),
        fields.get("do", "show"),
        " ".join(fields.get("by", "").split())[:LONGEST_NAME],
        fields.get("base", ""),
        fields.get("shown", ""),
        int(part) if _is_number(part) else None,
        form_in(" ".join(told)),
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8


Sent = Annotated[SentForm, Depends(sent_form)]


@routes.get("/checking")
def to_be_checked(desk: CurrentDesk, session: CurrentSession, page: str = "") -> Response:
    """The pages that a person has to decide about."""
    body = listing_html(desk.service.library.to_be_checked(), page)
    return desk_page(desk, session, TITLE, PLACE, body)


@routes.get("/checking/page")
def lines_of_page(desk: CurrentDesk, session: CurrentSession, page: str = "") -> Response:
    """One page, line by line, as it is read now; one of records by these."""
    listed = desk.service.library.stored().get(page)
    if listed is not None and not is_saved_page(PurePath(listed.file)):
        return RedirectResponse(records_address(page), 303)
    found = _found(desk, page)
    if found is None:
        return redirect(PLACE)
    base = form_of(found.page, _now())
    return _shown(desk, session, Shown(found, base, base, is_first=True))


@routes.post("/checking/page")
def decide_about_page(desk: CurrentDesk, session: CurrentSession, sent: Sent) -> Response:
    """Show what a form would make of the page; or keep it, if just that was shown."""
    found = _found(desk, sent.page)
    if found is None:
        return redirect(PLACE)
    if sent.changes is None:
        return refused("This form is not one of this page’s.")
    base = form_of(found.page, _now())
    if sent.base != _mark(found, base):
        shown = Shown(found, base, base, by=sent.by, is_first=True)
        return _shown(desk, session, shown, error=CHANGED)
    shown = Shown(found, base, base.with_changes(sent.changes), by=sent.by, part=sent.part)
    was_shown = sent.shown == _mark(found, shown.form)
    if sent.do in ("keep", "download") and was_shown:
        return _carried_out(desk, session, shown, sent.do)
    return _shown(desk, session, _turned(shown, sent.do))


def _turned(shown: Shown, do: str) -> Shown:
    """Another part of the page, or some lines one by one, if a button says so."""
    kind, _, first = do.partition(":")
    if kind == "part" and _is_number(first):
        return replace(shown, part=int(first))
    if kind == "split" and _is_number(first):
        numbers = [line.number for line in shown.found.page.lines]
        return replace(shown, form=shown.form.split(numbers, int(first)))
    return shown


def _carried_out(desk: Desk, session: Session, shown: Shown, do: str) -> Response:
    """Keep what was shown, or hand it out as a file."""
    by = session.name if desk.has_login else shown.by
    if not by:
        error = "Say who decides: the decision is kept with that name."
        return _shown(desk, session, shown, error=error)
    page = shown.found.page
    decision = _decision(shown.found, shown.form, by)
    _read_by(shown.found, decision)
    if do == "download":
        name = f"{PurePosixPath(page.id).name}{ENDING}"
        return decision_file(name, decision.toml.encode("utf-8", "replace"))
    run = partial(_decide, desk, page.id, decision, by)
    return begin(desk, session, "Keeping a decision", run, did="decided", pages=[page.id])


@routes.post("/checking/forget")
def forget_decision(desk: CurrentDesk, session: CurrentSession, page: LongField = "") -> Response:
    """Take a decision back: the page is read as the program reads it."""
    if _found(desk, page) is None:
        return redirect(PLACE)
    run = partial(_decide, desk, page, None, session.name)
    return begin(desk, session, "Taking a decision back", run, did="undecided", pages=[page])


def _found(desk: Desk, page_id: str) -> LinedPage | None:
    try:
        return lined_page(desk.service.library, page_id)
    except KeyError:
        return None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _mark(found: LinedPage, form: Form) -> str:
    """What tells one form about one version of a page from another."""
    told = repr((found.page.digest, form.rows, sorted(form.who.items())))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _decision(found: LinedPage, form: Form, by: str) -> Decision:
    """What a form decides; answers whose words stay keep their numbers."""
    return found.numbers.kept_in(form.decision(decision_digest(found.page), by, _now()))


def _read_by(found: LinedPage, decision: Decision) -> Page:
    page = found.page
    return decided_page(
        page.text, decision, page_id=page.id, source=page.source, digest=decision_digest(page)
    )


def _shown(desk: Desk, session: Session, shown: Shown, *, error: str | None = None) -> Response:
    """The page of one page's lines, with what the form would make of them."""
    found, result = shown.found, None
    try:
        result = _read_by(found, _decision(found, shown.form, shown.by or session.name))
    except UnfitDecision as unfit:
        error = f"This does not fit yet: {unfit.reason}."
    body = checking_html(
        shown,
        session,
        result=result,
        error=error,
        base_mark=_mark(found, shown.base),
        mark=_mark(found, shown.form) if result is not None and not shown.is_first else "",
        asks_who=not desk.has_login,
    )
    return desk_page(desk, session, "Whose words are these?", PLACE, body)


def _decide(
    desk: Desk, page_id: str, decision: Decision | None, by: str, progress: Progress
) -> Report:
    return decide(
        desk.folder,
        page_id,
        decision,
        desk.service.encoder,
        by=by,
        patience=PATIENCE,
        progress=progress,
    )

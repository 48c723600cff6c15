"""Routes of the pages that a person has to decide about: list them, show one line by line, show the
result of other roles, and keep a decision."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.changes import PATIENCE
from bot.staff.checking import Choice, Form, Row, form_of
from bot.staff.checking_view import checking_html, listing_html
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.responses import page as desk_page
from bot.staff.responses import redirect, refused
from bot.staff.routes.fields import LongField
from bot.staff.routes.progress import begin
from index.errors import UnfitDecision
from index.library.decide import LinedPage, decide, lined_page
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page
from index.pages.decided import decided_page, decision_digest
from index.pages.decisions import ENDING, LONGEST_NAME, Decision

TITLE = "To be checked"
PLACE = "/checking"
LINES, WHO = "line-", "who-"
"""How the fields are called that say what lines are, and who gave an answer."""

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@dataclass(frozen=True, slots=True)
class SentForm:
    """What was sent: the page's id, what to do, who decides, what was shown last, and the form;
    `is_sound` is false where a field is none of ours."""

    page: str
    do: str
    by: str
    shown: str
    form: Form
    is_sound: bool


async def sent_form(request: Request) -> SentForm:
    """The form of a page's lines; a row is one field, so that a long page fits."""
    sent = await request.form()
    fields = {name: value for name, value in sent.items() if isinstance(value, str)}
    rows, sound = [], True
    for name, value in fields.items():
        first, _, last = name.removeprefix(LINES).partition("-")
        if not name.startswith(LINES):
            continue
        if not (_is_number(first) and _is_number(last) and value in set(Choice)):
            sound = False
            continue
        rows.append(Row(int(first), int(last), Choice(value)))
    who = {
        int(name.removeprefix(WHO)): value[:40]
        for name, value in fields.items()
        if name.startswith(WHO) and _is_number(name.removeprefix(WHO))
    }
    by = " ".join(fields.get("by", "").split())[:LONGEST_NAME]
    form = Form(tuple(sorted(rows, key=lambda row: row.first)), who)
    return SentForm(
        fields.get("page", ""), fields.get("do", "show"), by, fields.get("shown", ""), form, sound
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8


Sent = Annotated[SentForm, Depends(sent_form)]


@routes.get("/checking")
def to_be_checked(desk: CurrentDesk, session: CurrentSession) -> Response:
    """The pages that a person has to decide about."""
    body = listing_html(desk.service.library.to_be_checked())
    return desk_page(desk, session, TITLE, PLACE, body)


@routes.get("/checking/page")
def lines_of_page(desk: CurrentDesk, session: CurrentSession, page: str = "") -> Response:
    """One page, line by line, as it is read now."""
    found = _found(desk, page)
    if found is None:
        return redirect(PLACE)
    form = form_of(found.page, _now())
    return _shown(desk, session, found, form, by="", is_first=True)


@routes.post("/checking/page")
def decide_about_page(desk: CurrentDesk, session: CurrentSession, sent: Sent) -> Response:
    """Show what a form would make of the page; or keep it, if just that was shown."""
    found = _found(desk, sent.page)
    if found is None:
        return redirect(PLACE)
    if not sent.is_sound:
        return refused("This form is not one of this page’s.")
    if not sent.form.rows:
        return _shown(desk, session, found, form_of(found.page, _now()), by=sent.by, is_first=True)
    kind, _, first = sent.do.partition(":")
    if kind == "split" and _is_number(first):
        form = sent.form.split([line.number for line in found.page.lines], int(first))
        return _shown(desk, session, found, form, by=sent.by)
    was_shown = sent.shown == _mark(found, sent.form)
    if kind not in ("keep", "download") or not was_shown:
        return _shown(desk, session, found, sent.form, by=sent.by)
    return _carried_out(desk, session, found, sent)


def _carried_out(desk: Desk, session: Session, found: LinedPage, sent: SentForm) -> Response:
    """Keep what was shown, or hand it out as a file."""
    by = session.name if desk.has_login else sent.by
    if not by:
        error = "Say who decides: the decision is kept with that name."
        return _shown(desk, session, found, sent.form, by=by, error=error)
    decision = sent.form.decision(decision_digest(found.page), by, _now())
    _read_by(found, decision)
    if sent.do == "download":
        return _download(found.page, decision)
    run = partial(_decide, desk, sent.page, decision, by)
    return begin(desk, session, "Keeping a decision", run, did="decided", pages=[sent.page])


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


def _read_by(found: LinedPage, decision: Decision) -> Page:
    page = found.page
    return decided_page(
        page.text, decision, page_id=page.id, source=page.source, digest=decision_digest(page)
    )


def _shown(
    desk: Desk,
    session: Session,
    found: LinedPage,
    form: Form,
    *,
    by: str,
    error: str | None = None,
    is_first: bool = False,
) -> Response:
    """The page of one page's lines, with what the form would make of them."""
    result = None
    try:
        decision = form.decision(decision_digest(found.page), by or session.name, _now())
        result = _read_by(found, decision)
    except UnfitDecision as unfit:
        error = f"This does not fit yet: {unfit.reason}."
    body = checking_html(
        found,
        form,
        session,
        result=result,
        error=error,
        shown="" if result is None or is_first else _mark(found, form),
        by=by,
        asks_who=not desk.has_login,
    )
    return desk_page(desk, session, "Whose words are these?", PLACE, body)


def _download(page: Page, decision: Decision) -> Response:
    name = f"{PurePosixPath(page.id).name}{ENDING}"
    plain = "".join(
        one if one.isascii() and (one.isalnum() or one in "-_.") else "_" for one in name
    )
    return Response(
        decision.toml.encode("utf-8", "replace"),
        media_type="application/toml",
        headers={"Content-Disposition": f'attachment; filename="{plain}"'},
    )


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

"""Routes of the records of which a person has to decide who gave them: show them, show the result,
and keep it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.changes import PATIENCE
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.records_view import MOST_RECORDS, RecordChoice, choice_of, records_html
from bot.staff.responses import decision_file, redirect
from bot.staff.responses import page as desk_page
from bot.staff.routes.progress import begin
from index.errors import UnfitDecision
from index.library.decide_records import (
    RecordsPage,
    check_decisions,
    decide_records,
    decisions_of_file,
    records_page,
)
from index.library.report import Report
from index.library.writer import Progress
from index.pages.decisions import LONGEST_NAME
from index.pages.rows.record_decisions import (
    RecordDecision,
    bytes_of_decisions,
    record_decisions_file,
)
from index.pages.rows.records import Row

PLACE = "/checking"
CHOSEN, TYPED = "who-", "name-"
"""How the fields are called that say who gave a record, and the name that is typed."""

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@dataclass(frozen=True, slots=True)
class SentRecords:
    """What was sent: the page's id, what to do, who decides, what was shown last, and a choice for
    each record, by its place among them."""

    page: str
    do: str
    by: str
    shown: str
    choices: Mapping[int, RecordChoice]


async def sent_records(request: Request) -> SentRecords:
    """The form of a page's records."""
    sent = await request.form()
    fields = {name: value for name, value in sent.items() if isinstance(value, str)}
    places = [name.removeprefix(CHOSEN) for name in fields if name.startswith(CHOSEN)]
    choices = {
        int(place): RecordChoice(
            fields[f"{CHOSEN}{place}"],
            " ".join(fields.get(f"{TYPED}{place}", "").split())[:LONGEST_NAME],
        )
        for place in places
        if place.isascii() and place.isdecimal() and len(place) < 8
    }
    by = " ".join(fields.get("by", "").split())[:LONGEST_NAME]
    return SentRecords(
        fields.get("page", ""), fields.get("do", "show"), by, fields.get("shown", ""), choices
    )


Sent = Annotated[SentRecords, Depends(sent_records)]


@routes.get("/checking/records")
def records_in_doubt(desk: CurrentDesk, session: CurrentSession, page: str = "") -> Response:
    """The records of a page of which it is in doubt who gave them."""
    found = _found(desk, page)
    if found is None:
        return redirect(PLACE)
    choices = [choice_of(one) for one in found.records[:MOST_RECORDS]]
    return _shown(desk, session, found, choices, by="", is_first=True)


@routes.post("/checking/records")
def decide_about_records(desk: CurrentDesk, session: CurrentSession, sent: Sent) -> Response:
    """Show what a form would make of the records; or keep it, or hand it out as a file, if just
    that was shown."""
    found = _found(desk, sent.page)
    if found is None:
        return redirect(PLACE)
    choices = [
        sent.choices.get(n, choice_of(one)) for n, one in enumerate(found.records[:MOST_RECORDS])
    ]
    if sent.do not in ("keep", "download") or sent.shown != _mark(found, choices):
        return _shown(desk, session, found, choices, by=sent.by)
    by = session.name if desk.has_login else sent.by
    if not by:
        error = "Say who decides: the decision is kept with that name."
        return _shown(desk, session, found, choices, by=by, error=error)
    decisions = _decisions(found, choices, by)
    check_decisions(found, decisions)
    if sent.do == "download":
        name = record_decisions_file(found.source.path).name
        return decision_file(name, bytes_of_decisions(decisions_of_file(found, decisions)))
    run = partial(_decide, desk, sent.page, decisions, by)
    return begin(desk, session, "Keeping a decision", run, did="decided", pages=[sent.page])


def _found(desk: Desk, page_id: str) -> RecordsPage | None:
    try:
        return records_page(desk.service.library, page_id)
    except KeyError:
        return None


def _decisions(
    found: RecordsPage, choices: Sequence[RecordChoice], by: str
) -> list[RecordDecision]:
    """What is decided of a page's records: what stays as it was decided keeps who and when."""
    now = datetime.now(UTC).replace(microsecond=0)
    kept = [one.decision for one in found.records[len(choices) :] if one.decision is not None]
    for one, choice in zip(found.records, choices, strict=False):
        before, who = one.decision, choice.who
        if before is not None and before.digest == one.digest and choice == choice_of(one):
            kept.append(before)
        elif who is not None:
            made = RecordDecision(one.record.id, one.digest, by, now, who, choice.doctor)
            kept.append(made)
    return kept


def _mark(found: RecordsPage, choices: Sequence[RecordChoice]) -> str:
    """What tells one form about one version of the records from another."""
    told = repr(([one.digest for one in found.records], list(choices)))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _shown(
    desk: Desk,
    session: Session,
    found: RecordsPage,
    choices: Sequence[RecordChoice],
    *,
    by: str,
    error: str | None = None,
    is_first: bool = False,
) -> Response:
    """The page of the records, with what the form would make of them."""
    rows: dict[str, Row] = {}
    fits = True
    try:
        decisions = _decisions(found, choices, by or session.name)
        made = check_decisions(found, decisions)
        rows = {one.id: row for one, row in zip(decisions, made, strict=True)}
    except UnfitDecision as unfit:
        fits = False
        error = f"This does not fit yet: record {unfit.source}: {unfit.reason}."
    body = records_html(
        found,
        choices,
        session,
        rows=rows,
        error=error,
        shown=_mark(found, choices) if fits and not is_first else "",
        by=by,
        asks_who=not desk.has_login,
    )
    return desk_page(desk, session, "Who gave these answers?", PLACE, body)


def _decide(
    desk: Desk, page_id: str, decisions: Sequence[RecordDecision], by: str, progress: Progress
) -> Report:
    return decide_records(
        desk.folder,
        page_id,
        decisions,
        desk.service.encoder,
        by=by,
        patience=PATIENCE,
        progress=progress,
    )

"""The staff's desk: its routes, and who may use them. What they show is drawn elsewhere."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.feedback.unanswered import UnansweredQuestions
from bot.query.taught_synonyms import taught_in, teach, unteach
from bot.reply.doctors import DoctorsReply, doctors_on
from bot.reply.facets import FACET_NAMES, Lettered, Selection
from bot.reply.service import AnswerService
from bot.show.card import escaped
from bot.show.export import doctors_csv, doctors_json, records_jsonl
from bot.staff.audit import Audit
from bot.staff.changes import BackgroundChange
from bot.staff.coverage import Coverage, coverage_of
from bot.staff.coverage_view import coverage_html, unanswered_html
from bot.staff.doctors_view import doctors_html
from bot.staff.frame import HEADERS, ROOT, counted, entrance_html, staff_page_html
from bot.staff.incoming import LARGEST, StagedUploads, put_in
from bot.staff.incoming_view import held_html, read_html, taking_out_html, upload_html, work_html
from bot.staff.login import Guesses, Session, Sessions, Staff
from index.errors import DoctorAnswersError
from index.identity import folded_name
from index.library.build import build
from index.library.open import Found
from index.library.remove import remove
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page
from index.storage.history import History
from index.storage.uploads import Uploads

COOKIE = "doctor-answers-staff"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
MOST_ROWS = 500
"""Doctors that are listed, and stand in a file; of more, staff are told to narrow the list."""
MOST_PAGES = 200
"""Pages that are listed."""
LIMITS = f"Up to {LARGEST // 1024**2:,} MB at a time."
TROUBLES = (DoctorAnswersError, OSError, ValueError)
LETTERED: tuple[Lettered, ...] = ("name", "specialty", "place")
FormKey = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=2000)]


class RemovalForm(BaseModel):
    """What a form wants taken out: a page or an answer, by id, or a doctor, by name."""

    form: Annotated[str, Field(max_length=100)] = ""
    page: Annotated[str, Field(max_length=2000)] = ""
    answer: Annotated[str, Field(max_length=2000)] = ""
    doctor: Annotated[str, Field(max_length=2000)] = ""

    def wanted(self) -> dict[str, str]:
        """The fields that name something, some of them empty."""
        return {"page": self.page, "answer": self.answer, "doctor": self.doctor}


@dataclass(slots=True)
class Desk:
    """What the desk works with. `staff` may be empty: then it opens on this machine only."""

    service: AnswerService
    staff: Staff
    unanswered: UnansweredQuestions | None
    audit: Audit
    sessions: Sessions = field(default_factory=Sessions)
    guesses: Guesses = field(default_factory=Guesses)
    uploads: StagedUploads = field(default_factory=StagedUploads)
    work: BackgroundChange = field(default_factory=BackgroundChange)
    alone: Session = field(default_factory=lambda: Session.named("this machine"))
    coverage: tuple[Path, Coverage] | None = None

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self.service.library.folder


def add_staff(app: FastAPI, desk: Desk) -> None:
    """Give an application the staff's pages, below /staff."""
    app.add_middleware(Gate, desk=desk)
    for routes in (_entering(desk), _doctors(desk), _holdings(desk), _intake(desk)):
        app.include_router(routes, prefix=ROOT)


# Who may enter.


class Gate:
    """Stands before all below /staff: every answer carries the desk's headers, whoever gives it,
    and what a stranger sends is not even read."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{ROOT}/"):
            await self.app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        sends = scope["method"] == "POST" and scope["path"] != f"{ROOT}/enter"
        stranger = _nobody(Request(scope), self.desk) if sends else None
        await (stranger or self.app)(scope, receive, sealed)


def _entering(desk: Desk) -> APIRouter:
    routes = APIRouter()

    @routes.get("/enter")
    def entrance(request: Request) -> Response:
        if not desk.staff:
            return _nobody(request, desk) or RedirectResponse(ROOT, 303, HEADERS)
        return HTMLResponse(entrance_html(), headers=HEADERS)

    @routes.post("/enter")
    def enter(
        request: Request,
        name: Annotated[str, Form(max_length=200)],
        password: Annotated[str, Form(max_length=1000)],
    ) -> Response:
        if not desk.staff or not _is_ours(request):
            return _refused("This form is none of this page's.")
        keys = (f"from {_client(request)}", f"as {name}")
        if seconds := desk.guesses.wait(*keys):
            minutes = counted(ceil(seconds / 60), "minute")
            told = f"Too many wrong passwords. Try again in {minutes}."
            return HTMLResponse(entrance_html(told, name), 429, HEADERS)
        desk.guesses.wrong(*keys)  # until it is found right: many may guess at the same moment
        if not desk.staff.fits(name, password):
            desk.audit.note("nobody", "wrong password")
            told = "That name and password do not fit. Both are case-sensitive."
            return HTMLResponse(entrance_html(told, name), 401, HEADERS)
        desk.guesses.right(*keys)
        desk.audit.note(name, "entered")
        response = RedirectResponse(ROOT, 303, HEADERS)
        response.set_cookie(
            COOKIE,
            desk.sessions.begin(name),
            path=ROOT,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    @routes.post("/leave")
    def leave(request: Request, form: FormKey = "") -> Response:
        def change(_: Session) -> Response:
            desk.sessions.end(request.cookies.get(COOKIE))
            response = RedirectResponse(f"{ROOT}/enter", 303, HEADERS)
            response.delete_cookie(COOKIE, path=ROOT)
            return response

        return _changed(request, desk, form, change)

    return routes


def _session(request: Request, desk: Desk) -> Session | None:
    """Who is there, if anybody may be."""
    if desk.staff:
        return desk.sessions.of(request.cookies.get(COOKIE))
    return desk.alone if _is_local(request) else None


def _nobody(request: Request, desk: Desk) -> Response | None:
    """What is said to who has not entered; None if somebody has."""
    if _session(request, desk) is not None:
        return None
    if desk.staff:
        return RedirectResponse(f"{ROOT}/enter", 303, HEADERS)
    told = (
        "The staff's page has no login, so it opens only on the machine that runs it, at "
        "127.0.0.1. Whoever runs it can set one with “serve --staff FILE”."
    )
    return HTMLResponse(
        staff_page_html("Not from here", f'<p role="alert">{told}</p>'), 403, HEADERS
    )


def _is_local(request: Request) -> bool:
    """Whether a request comes from this machine, not by way of a proxy, and for a name that means
    this machine: a foreign name that leads here is another site's trick."""
    client = request.client.host if request.client else ""
    proxied = any(header in request.headers for header in FORWARDED)
    return client in LOOPBACK and request.url.hostname in LOOPBACK and not proxied


def _is_ours(request: Request) -> bool:
    """Whether a form was sent from a page of this very address."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _client(request: Request) -> str:
    return request.client.host if request.client else "?"


def _refused(words: str) -> Response:
    return HTMLResponse(
        staff_page_html(
            "Refused", f'<p role="alert">{words} Go back, load it anew, and try again.</p>'
        ),
        403,
        HEADERS,
    )


def _shown(
    request: Request, desk: Desk, title: str, here: str | None, draw: Callable[[Session], str]
) -> Response:
    """A page for who has entered, or the way in."""
    session = _session(request, desk)
    if session is None:
        return _nobody(request, desk) or _refused("")
    try:
        body = _older_html(desk) + draw(session)
    except TROUBLES as error:
        return _failed(error)
    page = staff_page_html(title, body, session, here=here, alone=not desk.staff)
    return HTMLResponse(page, headers=HEADERS)


def _failed(error: Exception) -> Response:
    """The trouble in its own words: staff can mend it, or know who can."""
    told = f'<p class="trouble" role="alert">{escaped(str(error))}</p>'
    return HTMLResponse(staff_page_html("That did not work", told), 500, HEADERS)


def _older_html(desk: Desk) -> str:
    warning = desk.service.library.warning
    return "" if warning is None else f'<p class="trouble" role="alert">{escaped(warning)}</p>'


def _changed(
    request: Request, desk: Desk, form: str, change: Callable[[Session], Response]
) -> Response:
    """What a form of ours changes, for who has entered."""
    session = _session(request, desk)
    if session is None:
        return _nobody(request, desk) or _refused("")
    if form != session.form or not _is_ours(request):
        return _refused("This form is none of this page's, or too old.")
    try:
        return change(session)
    except TROUBLES as error:
        return _failed(error)


# Doctors.


def _doctors(desk: Desk) -> APIRouter:
    routes = APIRouter()

    @routes.get("")
    @routes.get("/")
    def doctors(request: Request) -> Response:
        def draw(session: Session) -> str:
            reply, selection = _reply(request, desk)
            return doctors_html(reply, selection, _titles(reply, desk), session)

        return _shown(request, desk, "Doctors", "", draw)

    @routes.get("/doctors.{ending}")
    def exported(request: Request, ending: str) -> Response:
        forms: dict[str, tuple[str, Callable[[DoctorsReply], Any]]] = {
            "csv": ("text/csv", doctors_csv),
            "json": ("application/json", _json_text),
            "jsonl": ("application/x-ndjson", records_jsonl),
        }
        if _session(request, desk) is None:
            return _nobody(request, desk) or _refused("")
        if ending not in forms:
            return Response(status_code=404, headers=HEADERS)
        kind, written = forms[ending]
        try:
            reply, _ = _reply(request, desk)
        except TROUBLES as error:
            return _failed(error)
        saved = {"Content-Disposition": f'attachment; filename="doctors.{ending}"'}
        return Response(written(reply), 200, {**HEADERS, **saved}, f"{kind}; charset=utf-8")

    return routes


def _json_text(reply: DoctorsReply) -> str:
    return json.dumps(doctors_json(reply), ensure_ascii=False)


def _reply(request: Request, desk: Desk) -> tuple[DoctorsReply, Selection]:
    """The list that an address asks for."""
    asked = request.query_params
    selection = Selection(
        {
            side: frozenset(values)
            for side in FACET_NAMES
            if (values := asked.getlist(f"in_{side}"))
        },
        {name: letters for name in LETTERED if (letters := asked.get(name, "").strip()[:100])},
    )
    topic = asked.get("topic", "").strip()[:300] or None
    desk.service.wait()
    reply = doctors_on(topic, desk.service.library, desk.service.encoder, selection, MOST_ROWS)
    return reply, selection


def _titles(reply: DoctorsReply, desk: Desk) -> dict[str, str]:
    """The titles of the pages that may be chosen."""
    choices = [choice for facet in reply.facets if facet.side == "page" for choice in facet.choices]
    titles = {}
    for choice in choices:
        try:
            page = desk.service.library.page(choice.value)
        except KeyError:
            continue
        titles[page.id] = page.quoted(page.title) or page.id
    return titles


# What the library holds.


def _holdings(desk: Desk) -> APIRouter:
    routes = APIRouter()

    def coverage_page(request: Request, trouble: str | None = None) -> Response:
        def draw(session: Session) -> str:
            asked = None if desk.unanswered is None else desk.unanswered.most_asked()
            events, refused = History.read(desk.folder).events, desk.service.library.refused
            held = coverage_html(_coverage(desk), events, refused)
            return held + unanswered_html(asked, taught_in(desk.folder), session, trouble)

        return _shown(request, desk, "Coverage", "/coverage", draw)

    @routes.get("/coverage")
    def coverage(request: Request) -> Response:
        return coverage_page(request)

    @routes.post("/teach")
    def taught(request: Request, said: Words, meant: Words, form: FormKey = "") -> Response:
        def change(session: Session) -> Response:
            try:
                teach(desk.folder, said, meant, session.name)
            except ValueError as error:
                return coverage_page(request, f"Not taught: {error}.")
            desk.audit.note(session.name, "taught a word")
            return RedirectResponse(f"{ROOT}/coverage#teach", 303, HEADERS)

        return _changed(request, desk, form, change)

    @routes.post("/unteach")
    def untaught(request: Request, said: Words, form: FormKey = "") -> Response:
        def change(session: Session) -> Response:
            desk.audit.note(session.name, "forgot a word")
            unteach(desk.folder, said)
            return RedirectResponse(f"{ROOT}/coverage#teach", 303, HEADERS)

        return _changed(request, desk, form, change)

    @routes.post("/forget")
    def forgotten(
        request: Request, form: FormKey = "", question: Words = "", all: FormKey = ""
    ) -> Response:
        def change(session: Session) -> Response:
            if desk.unanswered is not None and (question or all):
                desk.audit.note(session.name, "forgot questions", all=bool(all))
                desk.unanswered.forget(None if all else question)
            return RedirectResponse(f"{ROOT}/coverage#vain", 303, HEADERS)

        return _changed(request, desk, form, change)

    return routes


def _coverage(desk: Desk) -> Coverage:
    """What the library holds, read once for each generation."""
    library = desk.service.library
    if desk.coverage is None or desk.coverage[0] != library.generation:
        desk.coverage = (library.generation, coverage_of(library))
    return desk.coverage[1]


# Pages in and out.


def _intake(desk: Desk) -> APIRouter:
    routes = APIRouter()

    @routes.get("/pages")
    def pages(request: Request, holds: str = "") -> Response:
        def draw(session: Session) -> str:
            rows, total = desk.service.library.listed(holds[:100], MOST_PAGES)
            return upload_html(session, LIMITS) + held_html(rows, total, holds[:100], session)

        return _shown(request, desk, "Pages", "/pages", draw)

    @routes.post("/pages")
    def upload(
        request: Request, files: Annotated[list[UploadFile], File()], form: FormKey = ""
    ) -> Response:
        def change(session: Session) -> Response:
            opened = ((file.filename or "", file.file) for file in files)
            try:
                token = desk.uploads.take(opened, desk.service.library)
            except ValueError as error:
                return _refused(f"{error}.")
            desk.audit.note(session.name, "uploaded", files=len(files))
            return RedirectResponse(f"{ROOT}/pages/{token}", 303, HEADERS)

        return _changed(request, desk, form, change)

    @routes.get("/pages/{token}")
    def read(request: Request, token: str) -> Response:
        def draw(session: Session) -> str:
            upload = desk.uploads.of(token)
            if upload is None:
                return (
                    '<p role="alert">This upload was put in or left out already. '
                    f'<a href="{ROOT}/pages">Back to the pages</a></p>'
                )
            return read_html(token, upload.incoming, upload.bad, session)

        return _shown(request, desk, "What was read", "/pages", draw)

    @routes.post("/pages/in")
    def put(request: Request, upload: FormKey, form: FormKey = "") -> Response:
        def change(session: Session) -> Response:
            found = desk.uploads.of(upload)
            if found is None:
                return RedirectResponse(f"{ROOT}/pages/{upload}", 303, HEADERS)

            def run(progress: Progress) -> Report:
                ids = {one.page.id for one in found.incoming}
                uploads = put_in(found, Uploads(desk.folder))
                desk.uploads.drop(upload)
                return build(
                    desk.folder,
                    [uploads],
                    desk.service.encoder,
                    readmit=ids,
                    replacing=ids,
                    by=session.name,
                    progress=progress,
                )

            pages = [one.page.id for one in found.incoming]
            return _begun(desk, session, "Putting pages in", {"pages": pages}, run)

        return _changed(request, desk, form, change)

    @routes.post("/pages/drop")
    def drop(request: Request, upload: FormKey, form: FormKey = "") -> Response:
        def change(session: Session) -> Response:
            desk.uploads.drop(upload)
            desk.audit.note(session.name, "left an upload out")
            return RedirectResponse(f"{ROOT}/pages", 303, HEADERS)

        return _changed(request, desk, form, change)

    @routes.post("/take-out")
    def asked(request: Request, going: Annotated[RemovalForm, Form()]) -> Response:
        """Show what would go. It is a form's answer, so that no name stands in an address."""

        def change(_: Session) -> Response:
            def draw(session: Session) -> str:
                what, found = _found(desk, going)
                given = {name: value for name, value in going.wanted().items() if value}
                return taking_out_html(what, found, given, session)

            return _shown(request, desk, "Take out", "/pages", draw)

        return _changed(request, desk, going.form, change)

    @routes.post("/take-out/now")
    def taken(request: Request, going: Annotated[RemovalForm, Form()]) -> Response:
        def change(session: Session) -> Response:
            def run(progress: Progress) -> Report:
                return remove(
                    desk.folder,
                    desk.service.encoder,
                    pages=[going.page] if going.page else [],
                    answers=[going.answer] if going.answer else [],
                    doctors=[going.doctor] if going.doctor else [],
                    by=session.name,
                    progress=progress,
                )

            _, found = _found(desk, going)
            ids = {"answers": [one.answer.id for one in found]}
            return _begun(desk, session, "Taking out", ids, run)

        return _changed(request, desk, going.form, change)

    @routes.get("/work")
    def work(request: Request) -> Response:
        state = desk.work.state
        session = _session(request, desk)
        if session is None:
            return _nobody(request, desk) or _refused("")
        if state is None:
            return RedirectResponse(f"{ROOT}/pages", 303, HEADERS)
        page = staff_page_html(
            state.what,
            work_html(state),
            session,
            here="/pages",
            alone=not desk.staff,
            again=None if state.over else 1,
        )
        return HTMLResponse(page, headers=HEADERS)

    return routes


def _begun(
    desk: Desk,
    session: Session,
    what: str,
    ids: Mapping[str, list[str]],
    run: Callable[[Progress], Report],
) -> Response:
    """Begin a change, noted before it is made; or say that another one is under way."""
    state = desk.work.state
    if state is None or state.over:
        desk.audit.note(session.name, what.lower(), **ids)
    if not desk.work.begin(what, run):
        return _refused("Another change is under way. Wait until it is done.")
    return RedirectResponse(f"{ROOT}/work", 303, HEADERS)


def _found(desk: Desk, going: RemovalForm) -> tuple[str, list[Found]]:
    """What would be taken out, in words, and the answers."""
    library = desk.service.library
    if doctor := going.doctor:
        name = folded_name(doctor)
        ids = [
            answer_id
            for answer_id, one in library.doctors()
            if one.name is not None and folded_name(one.name) == name
        ]
        return f"Everything of {doctor}, whatever letters stand behind the name.", library.answers(
            ids
        )
    if answer := going.answer:
        try:
            return f"The answer {answer}, and every other one of the same words.", [
                library.answer(answer)
            ]
        except KeyError:
            return "This answer is not in the library any more.", []
    page = going.page
    ids = [one for one, _ in library.doctors() if Page.id_of(one) == page]
    return f"The page {page}.", library.answers(ids)

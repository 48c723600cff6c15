"""Assembles the web application: its routes, the staff's desk, and the chat page at /."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Annotated

from anyio import create_task_group, sleep
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from bot.answers import AnswerLibrary
from bot.feedback.unanswered import UnansweredQuestions
from bot.feedback.votes import Vote, Votes
from bot.reply.reply import beginning
from bot.reply.service import AnswerService
from bot.safety.alerts import AMERICAN
from bot.safety.patience import DANGER_WAITS, begun
from bot.show.conversation import trouble_html
from bot.show.document import (
    FORM_HEADERS,
    HEADERS,
    PRINT_HEADERS,
    answer_html,
    asked_html,
    damaged_html,
    missing_html,
    saved_page_html,
)
from bot.staff.access import foreign_origin, place_of_client
from bot.staff.followed import keep_in_step
from bot.staff.routes import Desk, add_staff
from bot.text.languages import preferred_language, translatable, translations
from bot.web.api.access import Access, Refusal
from bot.web.api.app import AllowedOrigins, Aside, make_api
from bot.web.api.keys import ApiKeys
from bot.web.api.mcp_door import McpDoor
from bot.web.api.routes import Door, api_threads
from bot.web.chat import (
    Conversation,
    inputs_of,
    log_error,
    make_chat,
    mount_chat,
    waiting_in,
)
from bot.web.chat_queue import ChatQueue
from bot.web.danger import DangerReaders
from bot.web.fair_share import Crowded, FairShare
from bot.web.form import Form
from bot.web.json_bodies import ODD
from bot.web.metrics import MEDIA_TYPE, Metrics, Responses
from bot.web.own_head import PICTURE_SIZES, icon, icon_picture, manifest
from bot.web.problems import refusal
from bot.web.request_limits import NOT_FOUND, RequestLimits
from bot.web.whole_path import register_whole_path
from index.errors import DamagedList, DoctorAnswersError
from index.model import Answer, Page
from index.temporary import sweep_temporary

ASKERS, ASKERS_EACH, MOST_ASKED = 4, 2, 8
"""Threads for questions that come from a form, without script; those that one address has at once;
and its questions that wait."""
LOOKED_AFTER = 60.0
"""Seconds between two looks for uploads on which nobody decided in time, and for what programs left
that were killed."""
SLOW = translatable("The search takes longer than it should. Ask again in a moment.")
CROWDED = translatable(
    "Too many questions from one address at once. Try again in a moment. "
    "If somebody is in danger, call the emergency number now."
)

UNUSABLE = "The library cannot be used now. Try again later."


def make_app(
    service: AnswerService,
    votes: Votes | None = None,
    number: str = AMERICAN,
    unanswered: UnansweredQuestions | None = None,
    desk: Desk | None = None,
    access: Access | None = None,
    *,
    address: str = "",
    embedding: Sequence[str] = (),
    responses: Responses | None = None,
    with_metrics: bool = False,
) -> FastAPI:
    """The web application: the chat page at /, whole pages at /page/ID/NUMBER, answers to print at
    /answer/ID/NUMBER, the staff's desk at /staff, and what programs ask.

    Args:
        votes: keeps whether answers helped; without it nobody is asked.
        number: the emergency number of where the readers are.
        unanswered: keeps questions for which nothing was found; without it none is kept.
        desk: what the staff work with; without it they have no page.
        access: which programs are answered at /api/v1, /retrieval and /mcp; without it none is.
        address: where readers find the page, if a proxy stands before it.
        embedding: the origins whose pages may show the chat page in a frame, from /embed.
        responses: what was answered, for /metrics; without it that is not there.
        with_metrics: /metrics is for whoever can reach it; else for who has a key of the staff's.
    """
    access = access or Access(ApiKeys(Path()), "off")
    library, threads = AnswerLibrary(service), api_threads()
    readers = DangerReaders(number)
    mcp = McpDoor(library, number, threads, readers)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if desk is None:
            yield
        else:
            async with create_task_group() as tasks:
                tasks.start_soon(_look_after, desk)
                tasks.start_soon(_keep_in_step, desk.service)
                yield
                tasks.cancel_scope.cancel()
            desk.uploads.close()
        await mcp.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_exception_handler(RequestValidationError, odd_request)
    app.add_exception_handler(HTTPException, told_in_words)
    conversation = Conversation(service, number, unanswered, voting=votes is not None)
    page = make_chat(conversation)
    app.add_middleware(ChatQueue, queue=page._queue)
    door = Door(library, number, threads, readers)
    app.add_middleware(Aside, api=make_api(door, access, mcp, address))
    app.add_middleware(RequestLimits, inputs=inputs_of(page), embedding=embedding)
    if access.origins:
        app.add_middleware(AllowedOrigins, origins=access.origins)
    waiting = partial(waiting_in, page)
    counts = None if responses is None else Metrics(service, responses, waiting)
    kept = None if with_metrics else access
    app.state.site = Site(service, votes, number, counts, kept, conversation, readers)
    app.include_router(_routes())
    if desk is None:
        for path in ("/staff", "/staff/{path:whole}"):
            app.get(path)(missing_page)
    else:
        add_staff(app, desk)
    return mount_chat(app, page, service, number, address)


async def _look_after(desk: Desk) -> None:
    """Forget uploads in time, also when another program removed something that they have, and what
    programs left that were killed."""
    while True:
        await sleep(LOOKED_AFTER)
        await run_sync(desk.uploads.forget_old)
        with suppress(DamagedList):  # which every page of the desk tells of
            await run_sync(desk.uploads.forget_removed, desk.folder)
        await run_sync(sweep_temporary)


async def _keep_in_step(service: AnswerService) -> None:
    """Compare what saved searches find, soon after each change of the library."""
    while True:
        await sleep(LOOKED_AFTER)
        await run_sync(keep_in_step, service)


async def odd_request(request: Request, error: Exception) -> Response:
    """What anybody is told whose request is of another kind than a route takes. Nothing of it is
    told back, nor logged. An address whose part is of another kind is that of no page."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  for the types
    if any(one["loc"][0] == "path" for one in error.errors()):
        return refusal(request.scope, 404, NOT_FOUND)
    words = ODD.format("a part of it is missing, or of another kind")
    return refusal(request.scope, 422, words)


async def told_in_words(request: Request, error: Exception) -> Response:
    """What a route refuses, in words: FastAPI's own answer is JSON, and a person may read it."""
    assert isinstance(error, HTTPException)  # noqa: S101  for the types
    return refusal(request.scope, error.status_code, str(error.detail), error.headers)


# The dependencies of the routes.


@dataclass(frozen=True, slots=True)
class Site:
    """The dependencies of the routes; make_app says what each is for."""

    service: AnswerService
    votes: Votes | None
    number: str
    metrics: Metrics | None
    metrics_kept: Access | None
    """Whose keys of the staff's open the metrics; None: they are for everybody."""
    conversation: Conversation
    readers: DangerReaders
    askers: FairShare = field(default_factory=lambda: FairShare(ASKERS, ASKERS_EACH, MOST_ASKED))
    """Threads for questions that come from a form."""


async def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


async def _language(
    accept_language: Annotated[str | None, Header(alias="accept-language")] = None,
) -> str:
    return preferred_language(accept_language)


OfSite = Annotated[Site, Depends(_site)]
Language = Annotated[str, Depends(_language)]


class WrittenQuestion(BaseModel):
    """A question that is not sent yet, or waits."""

    question: str


class ShownAnswers(BaseModel):
    """The ids of the answers on a reader's page."""

    answers: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=1000)]


class CastVote(BaseModel):
    """What a reader says of an answer."""

    answer: Annotated[str, Field(max_length=1000)]
    vote: Vote


# The routes.


def _routes() -> APIRouter:
    """Every route except the staff's and Gradio's own."""
    register_whole_path()
    routes = APIRouter()
    routes.get("/page/{page_id:whole}/{number}")(saved_page)
    routes.get("/answer/{page_id:whole}/{number}")(answer_to_print)
    for place in ("page", "answer"):
        routes.get(f"/{place}/{{path:whole}}")(missing_page)
    for path, health in (("/healthz", healthy), ("/readyz", ready_to_answer)):
        routes.api_route(path, methods=["GET", "HEAD"])(health)
    routes.get("/metrics")(metrics)
    routes.get("/ready")(ready)
    routes.post("/gone")(gone)
    routes.post("/asked")(asked)
    routes.get("/icon.svg")(own_icon)
    routes.get("/favicon.ico")(own_icon)
    routes.get("/icon-{size}.png")(own_icon_picture)
    routes.get("/manifest.json")(manifest_of_page)
    routes.post("/signs")(signs)
    routes.post("/vote", status_code=204)(vote)
    return routes


def saved_page(page_id: str, number: str, site: OfSite, language: Language) -> HTMLResponse:
    """A page as saved, with one answer marked."""
    return _document(site, f"{page_id}#{number}", saved_page_html, HEADERS, language)


def answer_to_print(page_id: str, number: str, site: OfSite, language: Language) -> HTMLResponse:
    """One answer with all that must go with it."""
    return _document(site, f"{page_id}#{number}", answer_html, PRINT_HEADERS, language)


def missing_page(language: Language) -> HTMLResponse:
    """What is said where an address names no answer: a person may have shortened it."""
    return HTMLResponse(missing_html(language), 404, HEADERS)


def _document(
    site: Site,
    answer_id: str,
    drawn: Callable[[Page, Answer, str], str],
    headers: dict[str, str],
    language: str,
) -> HTMLResponse:
    """One answer or its page, drawn as a document of its own."""
    try:
        found = site.service.library.answer(answer_id)
    except KeyError:
        return missing_page(language)
    except DoctorAnswersError as error:
        log_error(error)
        return HTMLResponse(damaged_html(language), 500, HEADERS)
    return HTMLResponse(drawn(found.page, found.answer, language), headers=headers)


def healthy() -> dict[str, bool]:
    """Whether the program runs."""
    return {"healthy": True}


def ready_to_answer(site: OfSite) -> JSONResponse:
    """Whether the program can answer now, and from which generation of the library (null where it
    cannot be opened): status 200 or 503, for whatever watches over it."""
    generation = _generation_of(site.service)
    ready_to_answer = site.service.ready and generation is not None
    status = 200 if ready_to_answer else 503
    return JSONResponse({"ready": ready_to_answer, "generation": generation}, status)


def _generation_of(service: AnswerService) -> int | None:
    try:
        return service.library.manifest.generation
    except DoctorAnswersError:
        return None


async def metrics(request: Request, site: OfSite) -> Response:
    """What the program counts, for a monitor: read where it is counted, between two requests."""
    if site.metrics is None:
        raise HTTPException(404, NOT_FOUND)
    if site.metrics_kept is not None:
        try:
            site.metrics_kept.check_staff(request.headers)
        except Refusal as refused:
            raise HTTPException(refused.status, refused.words, refused.headers) from None
    return Response(site.metrics.text(), media_type=MEDIA_TYPE)


def ready(site: OfSite) -> Response:
    """Whether the encoder is loaded, and the library's generation, for the chat page."""
    return _looked_up(
        lambda: {
            "ready": site.service.ready,
            "generation": site.service.library.manifest.generation,
        }
    )


def gone(shown: ShownAnswers, site: OfSite) -> Response:
    """Those of the answers on a reader's page that are no longer in the library."""

    def missing() -> list[str]:
        here = site.service.seals(shown.answers)
        return [answer for answer in shown.answers if answer not in here]

    return _looked_up(missing)


def _looked_up(look: Callable[[], object]) -> Response:
    """What is looked up in the library, as JSON; where it cannot be opened, that it cannot."""
    try:
        return JSONResponse(look())
    except DoctorAnswersError as error:
        log_error(error)
        return PlainTextResponse(UNUSABLE, 503)


async def signs(
    request: Request, written: WrittenQuestion, site: OfSite, language: Language
) -> Response:
    """The alerts for a question that waits."""
    try:
        return HTMLResponse(await site.readers.html(request, written.question, language))
    except Crowded:
        return _crowded()


def _crowded() -> Response:
    return PlainTextResponse(CROWDED, 503, {"Retry-After": "1"})


async def asked(request: Request, site: OfSite, language: Language) -> Response:
    """The answers to a question that a form sends, as a document: for who has no script."""
    try:
        form = Form.of(await request.body())
    except ValueError:
        return refusal(request.scope, 422, ODD.format("it has too many fields"))
    question = beginning(form.question)

    # A page of another site may have its readers' browsers send what it likes: that is not kept.
    is_foreign = foreign_origin(request) is not None
    kept = replace(site.conversation, unanswered=None) if is_foreign else site.conversation

    def answered() -> str:
        *_, (turn, _) = kept.steps(form.question, None, language)
        # Where no question was found in it, it was read for danger all the same.
        signs = turn.alerts if question.strip() else alerts
        return asked_html(question, signs, turn.shown, site.number, language)

    try:
        alerts = await site.readers.html(request, form.message, language)
    except Crowded:
        alerts = ""
    answering = await begun(
        site.askers.run(place_of_client(request), answered), DANGER_WAITS if alerts else None
    )
    try:
        if answering.done():
            return HTMLResponse(answering.result(), headers=FORM_HEADERS)
        words = SLOW
    except Crowded:
        words = CROWDED
    # Crowds and a slow disk hold back the search alone: alerts wait for nobody.
    trouble = trouble_html(translations(language).gettext(words))
    told = asked_html(question, alerts, trouble, site.number, language)
    return HTMLResponse(told, 503, {**FORM_HEADERS, "Retry-After": "1"})


def own_icon() -> Response:
    """The page's icon."""
    return Response(icon(), media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


def own_icon_picture(size: int) -> Response:
    """The page's icon, as a picture."""
    if size not in PICTURE_SIZES:
        raise HTTPException(404, NOT_FOUND)
    headers = {"Cache-Control": "max-age=86400"}
    return Response(icon_picture(size), media_type="image/png", headers=headers)


def manifest_of_page() -> JSONResponse:
    """What a device needs to install the page."""
    return JSONResponse(manifest(), media_type="application/manifest+json")


def vote(cast: CastVote, site: OfSite) -> None:
    """Count what a reader says of an answer, if that is wanted and the answer is there."""
    if site.votes is None or not _is_there(site.service, cast.answer):
        raise HTTPException(404, NOT_FOUND)
    site.votes.add(cast.answer, cast.vote)


def _is_there(service: AnswerService, answer_id: str) -> bool:
    try:
        service.library.answer(answer_id)
    except (KeyError, DoctorAnswersError):
        return False
    return True

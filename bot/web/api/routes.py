"""The routes of /api/v1: ask, doctors, answers, pages, verify. Each gives one noun of the library,
in the JSON that bot/show/export.py makes, whatever the way out.

What is looked up has an ETag by the library's version. No question and no name is logged or kept.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeAlias, TypeVar

from fastapi import APIRouter, Depends, Header, Query, Request, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer

from bot.answers import AnswerLibrary, Reply
from bot.mcp.arguments import Text
from bot.reply.choices import STARS, Addressed
from bot.reply.reply import signs_alone
from bot.safety.alerts import Alert
from bot.safety.patience import DANGER_WAITS, SHORT, begun
from bot.safety.signs import Sign
from bot.show.export import doctors_json, found_json, page_json, reply_json
from bot.show.wording import OLDER, PARTIAL
from bot.staff.access import place_of_client
from bot.verify.claims import claims_of
from bot.verify.report import verdicts_json
from bot.web.api import shapes
from bot.web.api.access import NO_KEY, NO_STAFF_KEY, NOT_ALLOWED, Refusal
from bot.web.api.paging import LONGEST, List
from bot.web.api.scopes import Grant
from bot.web.danger import DangerReaders
from bot.web.fair_share import Crowded, FairShare
from bot.web.request_limits import TOO_OFTEN
from bot.web.whole_path import register_whole_path

THREADS, THREADS_EACH, MOST_WAITING = 4, 2, 50
"""Threads that answer programs, those that one address has at once, and its requests that wait."""
MOST_QUOTES = 1000
"""Quotes that are verified at once: each answer is looked up, and held to its seal."""
TOO_MANY_QUOTES = f"These are more than {MOST_QUOTES} quotes; verify them in several requests."
NO_ANSWER = "There is no such answer in this library."
NO_PAGE = "There is no such page in this library."
ROOT = "/api/v1"
logger = logging.getLogger(__name__)
Made = TypeVar("Made")
Look: TypeAlias = Callable[[str, int, str | None], Reply]
"""Looks up a question, so many answers at most, after another question."""


class AskedTooOften(Exception):
    """Somebody asked too often; `alerts` are those for the signs of danger in the message."""

    def __init__(self, alerts: tuple[Alert, ...]) -> None:
        super().__init__()
        self.alerts = alerts


@dataclass(frozen=True, slots=True)
class Door:
    """What the routes work with: the library, the emergency number of where the readers are, the
    threads that answer, and those that read messages for danger, which wait for no answer."""

    library: AnswerLibrary
    number: str
    threads: FairShare
    readers: DangerReaders

    async def run(self, request: Request, make: Callable[[], Made]) -> Made:
        """What a function makes in a thread, when it is the turn of whoever asks.

        Raises:
            Crowded: too much of theirs waits.
        """
        return await self.threads.run(place_of_client(request), make)

    async def answer(self, request: Request, message: str, make: Callable[[Look], Made]) -> Made:
        """What a function makes of a message in a thread, when it is its turn, by what looks it up.
        Its signs of danger are read before: in a crowd, or where the search takes long, these alone
        are what is found, if it has any.

        Raises:
            AskedTooOften: nothing is made of it, and its signs of danger are told.
            Crowded: too much of theirs waits, and there are no signs of danger.
        """
        if getattr(request.state, TOO_OFTEN, False):
            raise AskedTooOften(await self.readers.alerts(request, message))
        signs = await self.readers.signs(request, message)
        answering = self.threads.run(
            place_of_client(request),
            partial(make, partial(self._ask, signs=signs)),
            len(message) > SHORT,
        )
        answered = await begun(answering, DANGER_WAITS if signs else None)
        if signs and (not answered.done() or isinstance(answered.exception(), Crowded)):
            alone = signs_alone(message, TimeoutError(), signs)
            assert alone is not None  # noqa: S101  it has signs
            return make(lambda *_: alone)
        return await asyncio.shield(answered)

    def _ask(
        self,
        question: str,
        k: int,
        after: str | None = None,
        *,
        signs: tuple[Sign, ...] | None,
    ) -> Reply:
        """A Reply to a question; why the library could not be used is logged, for the operator.

        Raises:
            DoctorAnswersError: it cannot be used, and there are no signs of danger.
        """
        reply = self.library.ask(question, k, after=after, signs=signs)
        if reply.trouble is not None:
            logger.error("only signs of danger were answered", exc_info=reply.trouble)
        return reply

    @property
    def warning(self) -> str | None:
        """What must be said with whatever an older library gives; None where it is the newest."""
        return OLDER if self.library.is_older else None


def api_threads() -> FairShare:
    """The threads that answer programs."""
    return FairShare(THREADS, THREADS_EACH, MOST_WAITING)


async def _door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


OfDoor = Annotated[Door, Depends(_door)]
KnownVersion = Annotated[
    str | None,
    Header(alias="If-None-Match", description="ETags of what is known already"),
]
REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"model": shapes.Problem, "description": why}
    for code, why in {
        401: "a key is missing or unknown",
        403: "the key does not allow it, or pages of that origin may not ask",
        404: "it is not here",
        421: "without a key this is answered to programs of this machine, by its own names",
        422: "the request is of another kind",
        429: "too many requests from one address",
        500: "the library cannot be used",
        503: "try again later",
    }.items()
}
OF_BODIES: dict[int | str, dict[str, Any]] = {
    413: {"model": shapes.Problem, "description": "it is too large, or has too many quotes"},
    415: {"model": shapes.Problem, "description": "it does not say that it is JSON"},
}
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "it is as it is known"}}
STALE: dict[int | str, dict[str, Any]] = {
    410: {"model": shapes.Problem, "description": "the library changed since the cursor was made"}
}


def routes() -> APIRouter:
    """All routes, closed by the one dependency that the document says."""
    register_whole_path()
    bearer = Security(HTTPBearer(auto_error=False, description="a key of doctor-answers key"))
    made = APIRouter(prefix=ROOT, dependencies=[bearer], responses=REFUSALS)
    made.post("/ask", response_model=shapes.Reply, responses=OF_BODIES)(ask)
    made.get("/doctors", response_model=shapes.Doctors, responses={**UNCHANGED, **STALE})(doctors)
    made.get("/answers/{answer_id:whole}", response_model=shapes.FoundAnswer, responses=UNCHANGED)(
        answer
    )
    made.get("/pages/{page_id:whole}", response_model=shapes.Page, responses=UNCHANGED)(page)
    made.post("/verify", response_model=shapes.Verdicts, responses=OF_BODIES)(verify)
    return made


async def ask(request: Request, question: shapes.Question, door: OfDoor) -> Response:
    """What doctors answered to a question. Show the alerts before all else."""

    def made(look: Look) -> dict[str, Any]:
        reply = look(question.question, question.k or 8, question.after)
        is_older = bool(reply.cards) and door.library.is_older
        return reply_json(reply, door.number, is_older=is_older)

    return JSONResponse(await door.answer(request, question.question, made))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which doctors are listed; what is left out filters nothing."""

    topic: Annotated[
        Text | None,
        Query(
            description='words, "a phrase", and, or, not; left out: every doctor',
            examples=["massage"],
        ),
    ] = None
    specialty: Annotated[str | None, Query(description="letters of the specialty")] = None
    place: Annotated[str | None, Query(description="letters of the place")] = None
    name: Annotated[str | None, Query(description="letters of the name")] = None
    page: Annotated[list[str] | None, Query(description="answers on these pages")] = None
    stars: Annotated[
        list[str] | None, Query(description=f"ratings: {', '.join(STARS)}", max_length=8)
    ] = None
    named: Annotated[
        bool | None, Query(description="only doctors whom the page names; or only the others")
    ] = None
    addressed: Annotated[
        list[Addressed] | None, Query(description="how the topic is addressed")
    ] = None
    since: Annotated[date | None, Query(description="answers of that day and later")] = None
    until: Annotated[date | None, Query(description="answers of that day and earlier")] = None


async def doctors(
    request: Request,
    filters: Annotated[Filters, Depends()],
    door: OfDoor,
    limit: Annotated[int, Query(ge=1, le=100, description="doctors on a page")] = 20,
    cursor: Annotated[
        str | None, Query(description="`next` of the page before", max_length=LONGEST)
    ] = None,
    known: KnownVersion = None,
) -> Response:
    """The doctors who addressed a topic, page by page; it takes a key of the staff."""
    grant: Grant = request.state.granted
    if grant.scope != "staff":
        raise Refusal(403, NOT_ALLOWED) if grant.by_key else Refusal(401, NO_STAFF_KEY)

    def made(version: str) -> dict[str, Any]:
        whole = List.of(version, filters)
        skip = whole.skipped(cursor)
        reply = door.library.doctors(
            filters.topic,
            specialty=filters.specialty,
            place=filters.place,
            name=filters.name,
            pages=filters.page or (),
            stars=filters.stars or (),
            named=filters.named,
            addressed=filters.addressed or (),
            since=filters.since,
            until=filters.until,
            skip=skip,
            most=limit,
        )
        following = whole.cursor(skip + limit) if reply.left_out else None
        warning = door.warning if reply.cards else None
        warning = PARTIAL if reply.is_partial else warning
        return {**doctors_json(reply, door.number), "next": following, "warning": warning}

    return await _tagged(request, door, known, made)


async def answer(
    request: Request, answer_id: str, door: OfDoor, known: KnownVersion = None
) -> Response:
    """One answer, with what its page says around it."""

    def made(_: str) -> dict[str, Any]:
        try:
            found = door.library.answer(answer_id)
        except KeyError:
            raise Refusal(404, NO_ANSWER) from None
        return {**found_json(found), "warning": door.warning}

    return await _tagged(request, door, known, made)


async def page(
    request: Request, page_id: str, door: OfDoor, known: KnownVersion = None
) -> Response:
    """One page with its whole text, of which every quote is a slice; on this machine, too, it takes
    a key, unless everybody may ask."""
    grant: Grant = request.state.granted
    if grant.scope is None:
        raise Refusal(401, NO_KEY)

    def made(_: str) -> dict[str, Any]:
        try:
            found = door.library.page(page_id)
        except KeyError:
            raise Refusal(404, NO_PAGE) from None
        return {**page_json(found), "text": found.text, "warning": door.warning}

    return await _tagged(request, door, known, made)


async def verify(request: Request, document: shapes.Document, door: OfDoor) -> Response:
    """Whether each quote of a document is word for word what its page says, by that doctor."""

    def made() -> dict[str, Any]:
        claims = claims_of(document.model_dump(), "the document")
        if len(claims) > MOST_QUOTES:
            raise Refusal(413, TOO_MANY_QUOTES)
        return {**verdicts_json(door.library.verify(claims)), "warning": door.warning}

    return JSONResponse(await door.run(request, made))


async def _tagged(
    request: Request, door: Door, known: str | None, make: Callable[[str], dict[str, Any]]
) -> Response:
    """What is made from a version of the library, named by that version; or that it is as it is
    known. It is looked up all the same: what is gone is not as it was."""

    def made() -> tuple[str, dict[str, Any]]:
        # The version first: were the library to change in between, what is newer would have the
        # older name, and be asked for again.
        version = door.library.version
        return version, make(version)

    version, found = await door.run(request, made)
    if found.get("partial"):  # the same version may say more in a moment
        return JSONResponse(found, headers={"Cache-Control": "no-store"})
    tag = f'"{version}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if known is not None and tag in {one.strip().removeprefix("W/") for one in known.split(",")}:
        return Response(status_code=304, headers=headers)
    return JSONResponse(found, headers=headers)

"""The application for programs: its routes, its document, and what stands before them."""

import logging
from collections.abc import Collection
from functools import partial
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.mcp.message import message_in
from bot.verify.claims import NoClaims
from bot.web.api.access import Access, Guard, Refusal
from bot.web.api.dify import dify
from bot.web.api.routes import AskedTooOften, Door, routes
from bot.web.fair_share import Crowded
from bot.web.open_paths import FOR_PROGRAMS
from bot.web.problems import PROBLEM, SENDING, problem, with_call
from bot.web.request_limits import TOO_MANY
from index.errors import DoctorAnswersError, LibraryBusy, PartSilent

logger = logging.getLogger(__name__)

ABOUT = (
    "What real doctors answered to patients' questions, word for word, with who said it. Show "
    "alerts before all else, keep answers out of sight while they are held back, show a page's "
    "notice with its answers, and change no word of a quote: POST /api/v1/verify says whether one "
    "is what its page says."
)
CROWDED = "Too many requests from one address at once. Try again in a moment."
SILENT = "The library did not answer in time, so nothing is given. Ask again in a moment."
UNUSABLE = (
    "The library cannot be used, so nothing is given. The person who runs this program has been "
    "told why. Try again later."
)
NO_QUOTES = (
    "It quotes no answer, or nests too deeply; give a Reply, a Page, or "
    '{"quotes": [{"answer", "quote"}]}.'
)
JSON = "application/json"
SOON = {"Retry-After": "1"}
ALLOWED_HEADERS = ("authorization", "content-type", "if-none-match", "mcp-protocol-version")


def make_api(door: Door, access: Access, mcp: ASGIApp, address: str = "") -> ASGIApp:
    """The application for programs: /api/v1, /retrieval, /openapi.json and /mcp, for those who may
    ask.

    Args:
        mcp: what answers at /mcp.
        address: the public one, if a proxy stands before the program: whoever has only the document
            finds the program by it.
    """
    api = FastAPI(
        title="Doctor Answers",
        version=version("doctor-answers"),
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation,
        servers=[{"url": address}] if address else None,
    )
    api.state.door = door
    api.include_router(routes())
    api.include_router(dify())
    api.add_route("/mcp", mcp, include_in_schema=False)  # type: ignore[arg-type]
    api.add_exception_handler(RequestValidationError, _odd)
    api.add_exception_handler(HTTPException, _other)
    api.openapi = partial(_document, api)  # type: ignore[method-assign]
    for kind in (Refusal, AskedTooOften, Crowded, NoClaims, DoctorAnswersError, Exception):
        api.add_exception_handler(kind, _told)
    return Guard(api, access)


def _document(api: FastAPI) -> dict[str, Any]:
    """The document, in which refusals are of the kind that they are sent as."""
    if api.openapi_schema is None:
        document = FastAPI.openapi(api)
        for methods in document["paths"].values():
            for told in methods.values():
                for code, response in told["responses"].items():
                    if int(code) >= 400:
                        response["content"] = {PROBLEM: response["content"].pop(JSON)}
    return FastAPI.openapi(api)


def _operation(route: APIRoute) -> str:
    """How the document names an operation: by its function."""
    return route.name


def _with_call(request: Request, words: str) -> str:
    """Why a request is refused; where it may hold a message, which nobody reads, also whom to
    call."""
    return with_call(request.url.path, words, sends=request.method in SENDING)


async def _odd(request: Request, error: Exception) -> Response:
    """Which fields are of another kind; nothing of what was sent is told back. Where the question
    among them has signs of danger, help does not wait for the others to be right."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  for the types
    fields = {str(one["loc"][1]) for one in error.errors() if len(one["loc"]) > 1}
    words = f"Missing, or of another kind: {', '.join(sorted(fields)) or 'the body'}."
    message = message_in(error.body)
    door: Door = request.app.state.door
    return problem(
        422, _with_call(request, words), alerts=await door.readers.alerts(request, message)
    )


async def _other(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  for the types
    return problem(error.status_code, _with_call(request, str(error.detail)), error.headers)


async def _told(request: Request, error: Exception) -> Response:
    """What is told of an error: never its own words, which may hold a path or a question."""
    if isinstance(error, Refusal):
        return error.response(request.scope)
    if isinstance(error, NoClaims):
        return problem(422, _with_call(request, NO_QUOTES))
    if isinstance(error, AskedTooOften):
        return problem(429, TOO_MANY, {"Retry-After": "60"}, error.alerts)
    if isinstance(error, Crowded):
        return problem(503, _with_call(request, CROWDED), SOON)
    logger.error("a program was not answered", exc_info=error)
    if isinstance(error, PartSilent):
        return problem(503, _with_call(request, SILENT), SOON)
    return problem(503 if isinstance(error, LibraryBusy) else 500, _with_call(request, UNUSABLE))


class Aside:
    """An application beside which another one answers programs."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to one of them."""
        app = self._api if is_for_programs(scope) else self._app
        await app(scope, receive, send)


class AllowedOrigins:
    """An application of which pages of other origins may read what programs are told (CORS)."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=sorted(origins),
            allow_methods=("GET", "POST"),
            allow_headers=ALLOWED_HEADERS,
            expose_headers=("ETag", "Retry-After"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the one that a browser sends first is answered here."""
        app = self._shared if is_for_programs(scope) else self._app
        await app(scope, receive, send)


def is_for_programs(scope: Scope) -> bool:
    """Whether a request is for programs, by its path."""
    return scope["type"] == "http" and FOR_PROGRAMS.fullmatch(scope["path"]) is not None

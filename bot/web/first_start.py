"""What stands at the page's address while the first library is made: no answers yet, but alerts.

Signs of danger are told at once, as ever: the rules need neither library nor encoder. Whatever else
is asked is told that the answers are being read in, with status 503, so that no proxy and no
monitor takes the program for one that answers.
"""

import json
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.mcp.message import message_in, message_in_call
from bot.reply.reply import beginning
from bot.show.conversation import trouble_html
from bot.show.document import FORM_HEADERS, asked_html, first_start_html
from bot.text.languages import preferred_language, translatable, translations
from bot.web.api.access import Access, Guard
from bot.web.api.app import AllowedOrigins, Aside
from bot.web.danger import DangerReaders
from bot.web.fair_share import Crowded
from bot.web.form import Form
from bot.web.problems import problem, refusal, with_call
from bot.web.request_limits import RequestLimits

STILL = translatable("The doctors' answers are still being read in. Ask again in a moment.")
CRISIS = 'data-level="crisis"'
"""What stands in the alert of a crisis."""
SOON = {"Retry-After": "2"}
PAGE_HEADERS = {**SOON, "Cache-Control": "no-store", "Vary": "Accept-Language"}


def first_start(number: str, access: Access, embedding: Sequence[str] = ()) -> ASGIApp:
    """The application that answers until there is a library.

    Args:
        number: the emergency number of where the readers are.
        access: which programs are answered.
        embedding: the origins whose pages may show the page in a frame.
    """
    readers = DangerReaders(number)
    page = Starlette(
        routes=[
            Route("/", _page),
            Route("/asked", _asked, methods=["POST"]),
            Route("/signs", _signs, methods=["POST"]),
            Route("/healthz", _health),
            Route("/readyz", _readiness),
            Mount("/", _told),
        ]
    )
    page.state.readers = readers
    programs = Guard(_Programs(readers), access)
    limited = RequestLimits(Aside(page, programs), embedding=embedding)
    return AllowedOrigins(limited, access.origins) if access.origins else limited


def _page(request: Request) -> Response:
    """The page itself, which becomes the chat page."""
    readers: DangerReaders = request.app.state.readers
    page = first_start_html(readers.number, _language(request))
    return HTMLResponse(page, 503, PAGE_HEADERS)


async def _asked(request: Request) -> Response:
    """A question that a form sends: its alerts, and itself in the box, to be sent again."""
    readers: DangerReaders = request.app.state.readers
    language = _language(request)
    try:
        form = Form.of(await request.body())
    except ValueError:  # it has too many fields
        form = Form("", "")
    try:
        alerts = await readers.html(request, form.message, language)
    except Crowded:
        alerts = ""
    question = beginning(form.question)
    # In a crisis nothing is searched, later either.
    told = "" if CRISIS in alerts else trouble_html(translations(language).gettext(STILL))
    page = asked_html(question, alerts, told, readers.number, language, written=question)
    return HTMLResponse(page, 503, {**FORM_HEADERS, **SOON})


async def _signs(request: Request) -> Response:
    """The alerts for a question that waits."""
    readers: DangerReaders = request.app.state.readers
    message = message_in(await request.json())
    try:
        return HTMLResponse(await readers.html(request, message, _language(request)))
    except Crowded:
        return PlainTextResponse(STILL, 503, SOON)


def _health(_: Request) -> Response:
    """That the program starts, for whatever watches over it."""
    return JSONResponse({"healthy": False, "reason": f"starting: {STILL}"}, 503, SOON)


def _readiness(_: Request) -> Response:
    """That no question can be answered yet, in the form in which it will be told."""
    return JSONResponse({"ready": False, "generation": None}, 503, SOON)


async def _told(scope: Scope, receive: Receive, send: Send) -> None:
    """That it is too early, to whoever asks for something else."""
    await refusal(scope, 503, STILL, SOON)(scope, receive, send)


def _language(request: Request) -> str:
    return preferred_language(request.headers.get("accept-language"))


class _Programs:
    """Tells programs that it is too early, and the alerts for what they asked all the same."""

    def __init__(self, readers: DangerReaders) -> None:
        self._readers = readers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        message = message_in_call(json.loads(await request.body() or "{}"))
        alerts = await self._readers.alerts(request, message)
        await problem(503, with_call(scope["path"], STILL), SOON, alerts)(scope, receive, send)

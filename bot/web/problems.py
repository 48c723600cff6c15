"""What is told to whoever asks for what it does not get: a program a problem in JSON (RFC 9457), a
person in a browser a page that leads on, and all others plain text."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus

from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from bot.safety.alerts import Alert
from bot.show.document import HEADERS, message_html
from bot.text.languages import preferred_language, translations
from bot.web.open_paths import FOR_PROGRAMS

PROBLEM = "application/problem+json"
VARY = {"Vary": "Accept, Accept-Language"}


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    alerts: Sequence[Alert] = (),
) -> JSONResponse:
    """A problem: `status` with its standard title, and what is wrong in words of ours, which hold
    nothing of what was sent; and alerts, if what was sent has signs of danger all the same."""
    told = {
        **({"alerts": [asdict(one) for one in alerts]} if alerts else {}),
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse(told, status, headers, media_type=PROBLEM)


def refusal(
    scope: Scope, status: int, words: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A refusal in the form that whoever asks reads: where programs ask, a problem; to a browser
    that opens an address, a page in its language."""
    if FOR_PROGRAMS.fullmatch(scope["path"]):
        return problem(status, words, headers)
    asked, told = Headers(scope=scope), {**VARY, **(headers or {})}
    if "text/html" not in asked.get("accept", ""):
        return PlainTextResponse(words, status, told)
    language = preferred_language(asked.get("accept-language"))
    page = message_html(translations(language).gettext(words), language)
    return HTMLResponse(page, status, {**HEADERS, **told})

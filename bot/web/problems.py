"""What is told to whoever asks for what it does not get: a program a problem in JSON (RFC 9457), a
person in a browser a page that leads on, and all others plain text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus

from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from bot.safety.alerts import Alert
from bot.show.document import HEADERS, message_html
from bot.text.languages import ENGLISH, preferred_language, translatable, translations
from bot.web.open_paths import FOR_MESSAGES, FOR_PROGRAMS

PROBLEM = "application/problem+json"
CALL = translatable("If somebody is in danger, call the emergency number now.")
SENDING = frozenset({"POST", "PUT", "PATCH"})
FOR_DESK = re.compile(r"/+staff(?:/|$)")
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
    path, sends = scope["path"], scope["method"] in SENDING
    if FOR_PROGRAMS.fullmatch(path):
        return problem(status, with_call(path, words, sends=sends), headers)
    asked, told = Headers(scope=scope), {**VARY, **(headers or {})}
    if "text/html" not in asked.get("accept", ""):
        return PlainTextResponse(with_call(path, words, sends=sends), status, told)
    language = preferred_language(asked.get("accept-language"))
    page = message_html(with_call(path, words, language, sends=sends), language)
    return HTMLResponse(page, status, {**HEADERS, **told})


def with_call(path: str, words: str, language: str = ENGLISH, *, sends: bool = False) -> str:
    """Why something is refused, in a language; where that may be a message, which nobody reads,
    also whom to call. Whatever a request `sends` may be one, unless it is for the desk: who writes
    an address wrongly does not know what that is."""
    say = translations(language).gettext
    may_be = FOR_MESSAGES.fullmatch(path) is not None or (sends and not FOR_DESK.match(path))
    return f"{say(CALL)} {say(words)}" if may_be and CALL not in words else say(words)

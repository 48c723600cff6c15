"""What a program is told that asks for what it does not get: a problem in JSON (RFC 9457), where
people are told in plain text."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse, PlainTextResponse, Response

from bot.web.open_paths import FOR_PROGRAMS

PROBLEM = "application/problem+json"


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem: `status` with its standard title, and what is wrong in words of ours, which hold
    nothing of what was sent."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse(told, status, headers, media_type=PROBLEM)


def refusal(
    path: str, status: int, words: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A refusal in the form that whoever asks at a path reads."""
    if FOR_PROGRAMS.fullmatch(path):
        return problem(status, words, headers)
    return PlainTextResponse(words, status, headers)

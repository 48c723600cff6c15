"""Access control of the staff's pages: every route is closed to those who have not signed in.

`admitted` is the dependency of the router that has all routes except those of signing in, so that a
new route is closed by default. `Gate` is middleware: what an anonymous client sends is not even
read.
"""

import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.show.addresses import address_of
from bot.staff.desk import Desk
from bot.staff.layout import HEADERS, NOT_TOLD_ON, ROOT
from bot.staff.login import Session
from bot.staff.places import place_of
from bot.staff.responses import (
    SIGN_IN,
    failed,
    refused,
    sent_from,
    sign_in_required,
    unusable,
)
from index.errors import DoctorAnswersError

COOKIE = "doctor-answers-staff"
SAFE_METHODS = {"GET", "HEAD"}
"""Methods that change nothing; a request by any other must be one of the desk's own forms."""
SHOWN_ERRORS = (DoctorAnswersError, OSError, ValueError)
"""Errors whose messages are shown to staff, and to nobody else."""

logger = logging.getLogger(__name__)


class Refused(Exception):
    """A request that no route carries out; `response` says why."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class StaffRoute(APIRoute):
    """A route whose refusals and errors are shown as pages of the desk."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of a request."""
        carry_out = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await carry_out(request)
            except Refused as refusal:
                return refusal.response
            except SHOWN_ERRORS as error:
                if is_stranger(request):
                    logger.error("somebody who had not signed in met an error", exc_info=error)
                    return unusable()
                return failed(error)

        return answer


def is_stranger(request: Request) -> bool:
    """Whether nobody has signed in, as far as that can be told: an error of ours names files."""
    try:
        return session_of(request, desk_of(request)) is None
    except SHOWN_ERRORS:
        return True


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.desk
    return desk


async def signed_in(request: Request) -> Session:
    """The session of somebody who has signed in.

    Raises:
        Refused: nobody has signed in.
    """
    desk = desk_of(request)
    session = session_of(request, desk)
    if session is None:
        raise Refused(sign_in_required(desk))
    return session


async def admitted(
    request: Request, session: Annotated[Session, Depends(signed_in)]
) -> AsyncIterator[None]:
    """Require that somebody has signed in, and that a form was sent from one of the desk's pages.

    Raises:
        Refused: one of these is not so.
    """
    if request.method in SAFE_METHODS:
        yield
        return
    async with request.form() as form:
        if (elsewhere := foreign_origin(request)) is not None:
            raise Refused(sent_from(elsewhere, own_origin(request)))
        if form.get("form") != session.form:
            raise Refused(refused("This form was not sent from this page, or is out of date."))
        yield


CurrentDesk = Annotated[Desk, Depends(desk_of)]
CurrentSession = Annotated[Session, Depends(signed_in)]


def session_of(request: Request, desk: Desk) -> Session | None:
    """The session of a request; None if nobody has signed in."""
    return desk.session_of(request.cookies.get(cookie_of(request)))


def cookie_of(request: Request) -> str:
    """The name of the cookie that keeps a session. A browser sends cookies to every port of a host:
    each port of ours has a name of its own, and over TLS no other host or plain page can set it."""
    port = (request.scope.get("server") or (None, None))[1]
    name = COOKIE if port in (None, 80, 443) else f"{COOKIE}-{port}"
    return f"__Host-{name}" if is_secure(request) else name


def is_secure(request: Request) -> bool:
    """Whether the browser came over TLS."""
    return bool(request.scope["scheme"] == "https")


def cookie_path(request: Request) -> str:
    """Where the cookie is sent: `__Host-` allows no path."""
    return "/" if is_secure(request) else address_of(ROOT)


def place_of_client(request: Request) -> str:
    """Where a request comes from."""
    return place_of(request.client.host if request.client else "?")


def foreign_origin(request: Request) -> str | None:
    """Where a form was sent from, if that was no page of this very address."""
    origin = request.headers.get("origin")
    is_own = origin is None or origin.partition("://")[2] == request.headers.get("host")
    return None if is_own else origin


def own_origin(request: Request) -> str:
    """The address at which this program takes itself to be."""
    return f"{request.scope['scheme']}://{request.headers.get('host', '')}"


class Gate:
    """Middleware for all below /staff: every response has the desk's headers, and what an anonymous
    client sends is not even read."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{ROOT}/"):
            await self.app(scope, receive, send)
            return

        has_key = scope["path"] == SIGN_IN and not self.desk.has_login
        headers = {**HEADERS, **NOT_TOLD_ON} if has_key else HEADERS

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        answer = sign_in_required(self.desk) if self._is_unread(scope) else self.app
        await answer(scope, receive, with_headers)

    def _is_unread(self, scope: Scope) -> bool:
        """Whether an anonymous client sends data to anything but the sign-in form."""
        if scope["method"] in SAFE_METHODS or scope["path"] == SIGN_IN:
            return False
        return session_of(Request(scope), self.desk) is None

"""MCP over HTTP: stateless, so that no session is kept and none can be taken over.

The package is imported by the first request: who only opens the page does not wait for it. Who may
ask, from which page and by which name, was looked at before (bot/web/api/access.py).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.answers import AnswerLibrary
from bot.mcp.message import INVALID_REQUEST, NO_CALL, has_id, is_call, message_in_call
from bot.mcp.tools import Unfit
from bot.safety.alerts import Alert
from bot.safety.patience import SHORT
from bot.staff.access import place_of_client
from bot.web.api.app import CROWDED
from bot.web.danger import DangerReaders
from bot.web.fair_share import Crowded, FairShare
from bot.web.problems import problem
from bot.web.request_limits import TOO_MANY, TOO_OFTEN, Again

if TYPE_CHECKING:
    from bot.mcp.server import Context

NO_ID = "A call needs an id, which is a text or a whole number: without one it has no answer."
Made = TypeVar("Made")
OF_BODIES = (b"content-length", b"content-type")


class McpDoor:
    """An application that answers at /mcp.

    Args:
        number: the emergency number of where the readers are.
        threads: in which the tools are carried out.
        readers: read what is refused for signs of danger.
    """

    def __init__(
        self, library: AnswerLibrary, number: str, threads: FairShare, readers: DangerReaders
    ) -> None:
        self._library = library
        self._number = number
        self._threads = threads
        self._readers = readers
        self._opening: asyncio.Future[ASGIApp] | None = None
        self._serving: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; where it is refused, tell its signs of danger all the same."""
        request = Request(scope, receive)
        body = await request.body()
        sent = json.loads(body or b"{}")

        async def alerts() -> tuple[Alert, ...]:
            return await self._readers.alerts(request, message_in_call(sent))

        if getattr(request.state, TOO_OFTEN, False):
            refused = problem(429, TOO_MANY, {"Retry-After": "60"}, await alerts())
            await refused(scope, receive, send)
            return
        if is_call(sent) and not has_id(sent):
            told = _error_json(None, INVALID_REQUEST, NO_ID, await alerts())
            await Response(told, 400, media_type="application/json")(scope, receive, send)
            return
        app = await self._opened()
        await app(scope, Again(body, receive).receive, _in_own_words(send, alerts))

    async def _opened(self) -> ASGIApp:
        """The package's own part, which the first request begins."""
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_future()
            self._serving = asyncio.create_task(self._serve(self._opening))
        return await asyncio.shield(self._opening)

    async def _serve(self, opening: "asyncio.Future[ASGIApp]") -> None:
        """Keep the package's own part running, which answers requests, until `close`."""
        try:
            manager = await asyncio.to_thread(self._manager)
            async with manager.run():
                opening.set_result(manager.handle_request)
                await asyncio.Event().wait()
        except Exception as error:  # noqa: BLE001  raised again where somebody waits
            if not opening.done():
                opening.set_exception(error)

    def _manager(self) -> Any:  # noqa: ANN401  its type would import the package
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from bot.mcp.server import make_server

        server = make_server(
            self._library, self._number, is_staff=_is_staff, run=self._run, read=self._read
        )
        return StreamableHTTPSessionManager(server, json_response=True, stateless=True)

    async def _run(self, context: "Context", message: str, make: Callable[[], Made]) -> Made:
        place = place_of_client(_request_of(context))
        try:
            return await self._threads.run(place, make, len(message) > SHORT)
        except Crowded:
            raise Unfit(CROWDED) from None

    async def _read(self, context: "Context", message: str, make: Callable[[], Made]) -> Made:
        place = place_of_client(_request_of(context))
        try:
            return await self._readers.threads.run(place, make, len(message) > SHORT)
        except Crowded:
            return await run_sync(make)  # behind all others, and told all the same

    async def close(self) -> None:
        """End what the first request began."""
        if self._serving is not None:
            self._serving.cancel()
            with suppress(asyncio.CancelledError):
                await self._serving


def _in_own_words(send: Send, alerts: Callable[[], Awaitable[Sequence[Alert]]]) -> Send:
    """Tell errors in words of ours: the package's own hold what was sent; and alerts with them.
    What is no error is passed on as it is."""
    begun: Message = {}
    body = b""

    async def sending(message: Message) -> None:
        nonlocal begun, body
        if message["type"] == "http.response.start":
            begun = message
            return
        body += message.get("body", b"")
        if message.get("more_body"):
            return
        told, headers = body, list(begun["headers"])
        if begun["status"] >= 400 or b'"error"' in body:
            told = body if _is_result(body) else _error(body, await alerts())
            length = (b"content-length", str(len(told)).encode())
            kept = [one for one in headers if one[0].lower() not in OF_BODIES]
            headers = [*kept, (b"content-type", b"application/json"), length]
        await send({**begun, "headers": headers})
        await send({"type": "http.response.body", "body": told})

    return sending


def _is_result(body: bytes) -> bool:
    """Whether a tool's result is told, whatever words it holds."""
    try:
        return "result" in json.loads(body)
    except (ValueError, TypeError):
        return False


def _error(body: bytes, alerts: Sequence[Alert]) -> bytes:
    """An error in our words, with alerts as its data: its code, and the id that the client gave the
    call, are kept."""
    from bot.mcp.server import UNKNOWN

    try:
        given = json.loads(body)
        number, code = given.get("id"), int(given["error"]["code"])
        is_ours = given["error"].get("message") == UNKNOWN
    except (ValueError, TypeError, KeyError, AttributeError):
        number, code, is_ours = None, INVALID_REQUEST, False
    return _error_json(number, code, UNKNOWN if is_ours else NO_CALL, alerts)


def _error_json(number: object, code: int, words: str, alerts: Sequence[Alert]) -> bytes:
    data = {"data": {"alerts": [asdict(one) for one in alerts]}} if alerts else {}
    error = {"code": code, "message": words, **data}
    return json.dumps({"jsonrpc": "2.0", "id": number, "error": error}).encode()


def _request_of(context: "Context") -> Request:
    request = context.request
    assert isinstance(request, Request)  # noqa: S101  over HTTP there is always one
    return request


def _is_staff(context: "Context") -> bool:
    return bool(_request_of(context).state.granted.scope == "staff")

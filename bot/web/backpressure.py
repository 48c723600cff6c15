"""The way in: so many at once; and once it closes nobody new, while whoever is inside is served."""

import asyncio
import socket
from contextlib import suppress

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.request_limits import HEADERS

CROWD = 700
"""Requests under way at once. Each holds a file open, of which a process is often given 1024, and
the library needs some."""
PATIENCE = 25
"""Seconds that requests under way are given when the program is told to stop: less than the half
minute after which a host of containers ends it by force."""
QUIET = 0.3
"""Seconds without a request after which nobody is inside: an answer is fetched by a second request,
right after the one that asks."""
HEARTBEAT = "/gradio_api/heartbeat/"
"""A stream that ends with the reader's page, and says nothing."""
ANSWERS = "/gradio_api/queue/data"
HEALTH = "/healthz"
FULL = "Too many people are here just now. Wait a minute, and try again."
CLOSING = "This program is being stopped. Wait a minute, and try again."


class Backpressure:
    """An application that so many may use at once, until it closes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._inside = 0
        self._listening = 0
        self._closing = False
        self._closed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or tell it why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope["path"])
        if refused is not None:
            words = PlainTextResponse(refused, 503, {**HEADERS, "Retry-After": "60"})
            await words(scope, receive, send)
        elif scope["path"].startswith(HEARTBEAT):
            self._listening += 1
            try:
                await self._until_closed(scope, receive, send)
            finally:
                self._listening -= 1
        else:
            self._inside += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._inside -= 1

    def _refused(self, path: str) -> str | None:
        if self._closing and path.rstrip("/") != ANSWERS:
            return CLOSING
        if self._inside + self._listening >= CROWD and path != HEALTH:
            return FULL
        return None

    async def _until_closed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A stream that has no end of its own."""
        streaming = asyncio.ensure_future(self._app(scope, receive, send))
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait({streaming, closed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closed.cancel()
            ended = not streaming.cancel()
            with suppress(asyncio.CancelledError):
                await streaming
        if not ended:
            with suppress(RuntimeError):  # it had not even begun
                await send({"type": "http.response.body"})

    async def close(self, patience: float = PATIENCE) -> None:
        """Let nobody new in; return when whoever is inside was served, or patience is at an end."""
        self._closing = True
        clock = asyncio.get_running_loop().time
        now = quiet = clock()
        end = now + patience
        while now < end and now < quiet + QUIET:
            await asyncio.sleep(0.02)
            now = clock()
            if self._inside:
                quiet = now
        self._closed.set()


class Server(uvicorn.Server):
    """A server that closes its door before it stops listening."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._door = Backpressure(app)
        super().__init__(
            uvicorn.Config(
                self._door,
                host=host,
                port=port,
                log_config=None,  # bot/web/logs.py says where all records go
                log_level="warning",
                access_log=False,  # questions are nobody's to log
                server_header=False,
                timeout_graceful_shutdown=1,  # on top of the door's patience
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve whoever is inside, then stop."""
        await self._door.close()
        await super().shutdown(sockets)

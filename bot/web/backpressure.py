"""Limits the requests in flight, and shuts down gracefully: answers those in flight, refuses new
ones."""

import asyncio
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.text.languages import translatable
from bot.web.connections import ANSWERS, HEARTBEAT, Connection, end_overdue
from bot.web.metrics import CountedResponses, Responses
from bot.web.problems import refusal
from bot.web.proxies import Network, TrustedProxies
from bot.web.public_address import AtPublicAddress, PublicAddress
from bot.web.request_limits import HEADERS

MOST_IN_FLIGHT = 740
"""Requests in flight at once, streams included. Each holds a file open, of which a process is often
given 1024, and the library needs some."""
GRACE_PERIOD = 25
"""Seconds that requests in flight are given at shutdown: less than the half minute after which a
container host kills the program."""
IDLE = 0.3
"""Seconds without a request after which all count as answered: an answer is fetched by a second
request, right after the one that asks."""
HEALTH = "/healthz"
LOOKS_AGAIN = 0.01
"""Seconds between two looks whether a server listens, or no longer does."""
AT_ONE_GO = 128
"""Connections that are taken before others are ended for them."""
LARGEST_HEADERS = 32_768
"""Bytes of a request's headers."""
FULL = translatable(
    "Too many people are using this page. Wait a minute, then try again. "
    "If somebody is in danger, call the emergency number now."
)
CLOSING = translatable(
    "This page is about to restart or stop. Wait a minute, then try again. "
    "If somebody is in danger, call the emergency number now."
)


class Backpressure:
    """An application that accepts a limited number of requests at once, and none once it closes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._in_flight = 0
        self._streams = 0
        self._closing = False
        self._closed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why it is refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope["path"])
        if refused is not None:
            response = refusal(scope, 503, refused, {**HEADERS, "Retry-After": "60"})
            await response(scope, receive, send)
        elif scope["path"].startswith(HEARTBEAT):
            self._streams += 1
            try:
                await self._until_closed(scope, receive, send)
            finally:
                self._streams -= 1
        else:
            self._in_flight += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._in_flight -= 1

    def _refusal(self, path: str) -> str | None:
        if self._closing and path.rstrip("/") != ANSWERS:
            return CLOSING
        if self._in_flight + self._streams >= MOST_IN_FLIGHT and path != HEALTH:
            return FULL
        return None

    async def _until_closed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a stream that does not end by itself."""
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

    async def close(self, grace_period: float = GRACE_PERIOD) -> None:
        """Refuse new requests; return when those in flight are answered, or after the grace
        period, in seconds."""
        self._closing = True
        clock = asyncio.get_running_loop().time
        now = last_in_flight = clock()
        end = now + grace_period
        while now < end and now < last_in_flight + IDLE:
            await asyncio.sleep(0.02)
            now = clock()
            if self._in_flight:
                last_in_flight = now
        self._closed.set()


def guarded(
    app: ASGIApp,
    proxies: Sequence[Network],
    address: PublicAddress | None,
    responses: Responses,
) -> tuple[ASGIApp, Backpressure]:
    """An application as it stands before the world, whoever listens; and what limits it.

    Args:
        proxies, address, responses: as for `Server`.
    """
    limited = Backpressure(app)
    counted = CountedResponses(limited, responses)
    asked = counted if address is None else AtPublicAddress(counted, address)
    return TrustedProxies(asked, proxies), limited


class Server(uvicorn.Server):
    """A server that answers the requests in flight before it stops listening.

    Args:
        proxies: the networks of proxies that are believed.
        address: where readers find the page, if a proxy stands before it.
        responses: where each response is counted.
    """

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        proxies: Sequence[Network] = (),
        *,
        address: PublicAddress | None = None,
        responses: Responses | None = None,
    ) -> None:
        told = Counter() if responses is None else responses
        guarded_app, self._backpressure = guarded(app, proxies, address, told)
        super().__init__(
            uvicorn.Config(
                guarded_app,
                host=host,
                port=port,
                http=Connection,
                ws="none",
                backlog=AT_ONE_GO,
                workers=1,  # whatever the environment says
                proxy_headers=False,  # TrustedProxies reads them
                h11_max_incomplete_event_size=LARGEST_HEADERS,
                log_config=None,  # bot/web/logs.py says where all records go
                log_level="warning",
                access_log=False,  # it would name clients and what they ask
                server_header=False,
                timeout_graceful_shutdown=1,  # on top of the grace period
            )
        )

    async def on_tick(self, counter: int) -> bool:
        """End what is overdue, once a second."""
        if counter % 10 == 0:
            end_overdue(self.server_state.connections)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer the requests in flight, then stop."""
        await self._backpressure.close()
        await super().shutdown(sockets)


class FirstServer(Server):
    """A server that answers, in a thread of its own, until another one takes its sockets over."""

    def begin(self) -> None:
        """Listen; return when it does, or cannot."""
        self._thread = threading.Thread(target=self._run_alone, daemon=True)
        self._thread.start()
        self._wait_while(lambda: not self.started)

    def _run_alone(self) -> None:
        with suppress(SystemExit):  # uvicorn has logged why it cannot listen
            self.run()

    def hand_over(self) -> list[socket.socket] | None:
        """The sockets on which it listened, for the server that follows: whoever connects from now
        on waits there, is refused by nobody, and is answered by that server alone. None where it
        could not listen."""
        if not self.started:
            return None
        handed = [one.dup() for server in self.servers for one in server.sockets]
        self.should_exit = True
        self._wait_while(lambda: any(server.sockets for server in self.servers))
        return handed

    def _wait_while(self, is_so: Callable[[], bool]) -> None:
        while self._thread.is_alive() and is_so():
            time.sleep(LOOKS_AGAIN)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more, and then answer the requests in flight: none is refused."""
        await uvicorn.Server.shutdown(self, sockets)

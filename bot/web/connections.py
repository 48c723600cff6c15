"""Connections to clients: so many at once, none of which waits for ever.

A client that opens connections and sends half a request, or reads none of its answer, gives way:
to time, and to others where there are too many.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Collection
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.staff.places import place_of

try:
    import resource
except ImportError:  # Windows has none, nor such a limit
    resource = None  # type: ignore[assignment]

MOST_CONNECTIONS = 700
"""Connections from which on a new one takes the place of one that waits for its client."""
MORE = 20
"""Connections beyond these for which only those make room that have waited for a moment: many
people may come at once. All together are fewer than `MOST_IN_FLIGHT`, so that who only waits keeps
nobody from being answered."""
MOMENT = 2.0
"""Seconds."""
FILES = 200
"""Files that the program needs beside its connections."""
PATIENCE = 15.0
"""Seconds that a request may take to arrive, and an answer to be read, beside those that its bytes
take at the least rate."""
LEAST_RATE = 2_000
"""Bytes a second."""
HEARTBEAT = "/gradio_api/heartbeat/"
"""A stream without content that stays open as long as the reader's page."""
ANSWERS = "/gradio_api/queue/data"
"""A stream that waits for the answer to a question."""


def most_connections(files: int | None = None) -> int:
    """The connections that this process may have, by the files that it may have open."""
    if files is None:
        if resource is None:
            return MOST_CONNECTIONS
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(min(MOST_CONNECTIONS, files - FILES), 16)


class Connection(H11Protocol):
    """A connection that knows since when it waits for its client, and for what."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401  as uvicorn calls it
        super().__init__(*given, **named)
        self.opened = time.monotonic()
        self.place = ""
        self._asked_since: float | None = self.opened
        self._received = 0
        self._unread_since: float | None = None
        self._unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection, and let another one go if there are too many."""
        super().connection_made(transport)
        self.place = place_of(self.client[0]) if self.client else ""
        if len(self.connections) > most_connections():
            _make_room(self, self.connections)

    def data_received(self, data: bytes) -> None:
        """Read a piece of a request."""
        if self._asked_since is None and self._is_idle:
            self._asked_since, self._received = time.monotonic(), 0
        self._received += len(data)
        over = self.cycle if self._is_idle else None  # a request that was answered before
        super().data_received(data)
        if self.cycle is not None and self.cycle is not over and not self.cycle.more_body:
            self._asked_since = None

    def on_response_complete(self) -> None:
        """A request was answered; another may have come behind it, and its body waits for the
        client: no piece of it has to come after this."""
        super().on_response_complete()
        if self.cycle is not None and not self.cycle.response_complete and self.cycle.more_body:
            self._asked_since, self._received = time.monotonic(), 0

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._unread_since = time.monotonic()
        self._unread = self.transport.get_write_buffer_size()

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        self._unread_since = None

    def is_overdue(self, now: float) -> bool:
        """Whether the client has had its time to send a request, or to read an answer."""
        if self._asked_since is not None:
            return now - self._asked_since > PATIENCE + self._received / LEAST_RATE
        if self._unread_since is not None:
            read = self._unread - self.transport.get_write_buffer_size()
            return now - self._unread_since > PATIENCE + max(read, 0) / LEAST_RATE
        return False

    @property
    def gives_way(self) -> int:
        """How easily it gives way to another; 0 where an answer is being made."""
        if self._is_idle or self._asked_since is not None:
            return 4
        if self._unread_since is not None:
            return 3
        if self.scope["path"].startswith(HEARTBEAT):
            return 2
        return 1 if self.scope["path"].startswith(ANSWERS) else 0

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def end(self) -> None:
        """Close it at once."""
        self.transport.abort()


def end_overdue(connections: Collection[object]) -> None:
    """End the connections whose clients have had their time."""
    now = time.monotonic()
    for one in list(connections):
        if isinstance(one, Connection) and one.is_overdue(now):
            one.end()


def _make_room(new: Connection, connections: Collection[object]) -> None:
    """End the connection that gives way to a new one: of whoever has the most, the one that waits
    most idly, and of these the oldest."""
    others = [one for one in connections if isinstance(one, Connection) and one is not new]
    of_place = Counter(one.place for one in others)
    waiting = [one for one in others if one.gives_way and not one.transport.is_closing()]
    if len(others) < most_connections() + MORE:
        waiting = [one for one in waiting if new.opened - one.opened > MOMENT]
    elif not waiting:
        new.end()
    if waiting:
        most = max(waiting, key=lambda one: (of_place[one.place], one.gives_way, -one.opened))
        most.end()

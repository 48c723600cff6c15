"""Connections that wait for their clients end in time, and give way to others."""

import asyncio
import sys
from dataclasses import dataclass, field
from runpy import run_path
from typing import Any

import pytest

from bot.web import connections
from bot.web.backpressure import MOST_IN_FLIGHT
from bot.web.connections import (
    FILES,
    LEAST_RATE,
    MOMENT,
    MORE,
    MOST_CONNECTIONS,
    PATIENCE,
    Connection,
    end_overdue,
    most_connections,
)


@dataclass(eq=False)
class Transport:
    """A way to a client that takes what is written only when it is told to."""

    client: tuple[str, int]
    unread: int = 0
    closed: bool = False
    written: list[bytes] = field(default_factory=list)

    def get_extra_info(self, name: str) -> Any:
        return {"peername": self.client, "sockname": ("127.0.0.1", 80)}.get(name)

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.closed

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def abort(self) -> None:
        self.closed = True

    close = abort

    def pause_reading(self) -> None:
        """As it is called."""

    resume_reading = pause_reading


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(connections, "time", clock)
    return clock


class House:
    """A server without a network: connections, and an application that answers when let go."""

    def __init__(self) -> None:
        import uvicorn

        self.go = asyncio.Event()
        self.config = uvicorn.Config(
            self.app, http=Connection, ws="none", interface="asgi3", log_config=None
        )
        self.state = uvicorn.server.ServerState()

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            continue
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.go.wait()
        await send({"type": "http.response.body", "body": b"done"})

    def connected(self, client: str = "192.0.2.1") -> Connection:
        one = Connection(config=self.config, server_state=self.state, app_state={})
        one.connection_made(Transport((client, 1)))  # type: ignore[arg-type]
        return one

    @property
    def open(self) -> list[Connection]:
        return [one for one in self.state.connections if not one.transport.is_closing()]  # type: ignore[misc]


def run(course: Any) -> None:
    async def runs() -> None:
        house = House()
        try:
            await course(house)
        finally:
            house.go.set()
            for one in [*house.state.connections]:
                one.connection_lost(None)
            await a_moment()

    asyncio.run(runs())


WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
HALF = b"POST /signs HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n{"


async def a_moment() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HALF])
def test_a_half_request_is_overdue_after_a_while_and_what_comes_slowly_is_not(
    sent: bytes, clock: Clock
) -> None:
    async def course(house: House) -> None:
        half, slow = house.connected(), house.connected()
        if sent:
            half.data_received(sent)
        slow.data_received(HALF)
        for _ in range(int(PATIENCE) - 1):
            clock.now += 1
            slow.data_received(b"a" * LEAST_RATE)
        end_overdue(house.state.connections)
        assert len(house.open) == 2
        for _ in range(5):
            clock.now += 1
            slow.data_received(b"a" * LEAST_RATE)
        end_overdue(house.state.connections)
        assert house.open == [slow]

    run(course)


def test_who_waits_for_an_answer_is_never_overdue_and_gives_way_to_nobody(clock: Clock) -> None:
    async def course(house: House) -> None:
        one = house.connected()
        one.data_received(WHOLE)
        await a_moment()
        clock.now += 1000
        assert not one.is_overdue(clock.now) and one.gives_way == 0
        house.go.set()
        await a_moment()
        assert one.gives_way == 4 and not one.is_overdue(clock.now)
        one.data_received(b"GET / HT")
        clock.now += PATIENCE + 1
        assert one.is_overdue(clock.now), "the next request of a connection counts anew"

    run(course)


def test_half_a_request_that_came_with_the_one_before_is_overdue_after_a_while(
    clock: Clock,
) -> None:
    async def course(house: House) -> None:
        one = house.connected()
        one.data_received(WHOLE + HALF)
        await a_moment()
        assert one.gives_way == 0, "the first is being answered"
        clock.now += 1000
        house.go.set()
        await a_moment()
        assert one.gives_way == 4 and not one.is_overdue(clock.now)
        clock.now += PATIENCE + 1
        assert one.is_overdue(clock.now)

    run(course)


def test_who_reads_nothing_is_overdue_and_who_reads_slowly_is_not(clock: Clock) -> None:
    async def course(house: House) -> None:
        idle, slow = house.connected(), house.connected()
        for one in (idle, slow):
            one.data_received(WHOLE)
            one.transport.unread = 300_000  # type: ignore[attr-defined]
            one.pause_writing()
        for _ in range(int(PATIENCE) + 5):
            clock.now += 1
            slow.transport.unread -= LEAST_RATE  # type: ignore[attr-defined]
        assert idle.is_overdue(clock.now) and not slow.is_overdue(clock.now)
        slow.resume_writing()
        clock.now += 1000
        assert not slow.is_overdue(clock.now)

    run(course)


def test_a_new_connection_takes_the_place_of_one_that_waits_for_its_client(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 6)
    monkeypatch.setattr(connections, "MORE", 0)

    async def course(house: House) -> None:
        asked = house.connected("192.0.2.7")
        asked.data_received(WHOLE)
        await a_moment()
        neighbour = house.connected("192.0.2.8")
        many = []
        for _ in range(4):
            clock.now += 1
            many.append(house.connected("2001:db8::1"))
        page = b"GET /gradio_api/heartbeat/a HTTP/1.1\r\nHost: a\r\n\r\n"
        many[0].data_received(page)
        await a_moment()
        new = house.connected("203.0.113.5")
        # Of whoever has the most: the one that waits most idly, and of these the oldest.
        assert set(house.open) == {asked, neighbour, many[0], many[2], many[3], new}
        for _ in range(3):
            house.connected("203.0.113.6")
        assert {asked, new} <= set(house.open) and len(house.open) == 6

    run(course)


def test_where_all_are_answered_a_new_one_is_closed_only_at_the_very_end(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 3)
    monkeypatch.setattr(connections, "MORE", 2)

    async def course(house: House) -> None:
        for _ in range(5):
            house.connected().data_received(WHOLE)
            await a_moment()
        late = house.connected()
        assert late.transport.is_closing() and len(house.open) == 5

    run(course)


def test_many_who_come_at_once_make_no_room_for_each_other(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 3)
    monkeypatch.setattr(connections, "MORE", 5)

    async def course(house: House) -> None:
        early = house.connected()
        clock.now += MOMENT + 1
        for _ in range(7):
            house.connected()
        assert early not in house.open and len(house.open) == 7
        house.connected()
        house.connected()
        assert len(house.open) == 7, "beyond these everybody makes room"

    run(course)


def test_there_are_no_more_connections_than_files_allow() -> None:
    assert most_connections(1024) == MOST_CONNECTIONS
    assert most_connections(400) == 400 - FILES
    assert most_connections(100) == 16


def test_without_a_limit_of_files_there_are_as_many_connections_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    assert run_path(connections.__file__)["most_connections"]() == MOST_CONNECTIONS
    assert MOST_CONNECTIONS + MORE < MOST_IN_FLIGHT < 1024 - FILES

"""The way in: so many at once, and nobody new once it closes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.web.backpressure import CLOSING, CROWD, FULL, Backpressure
from bot.web.request_limits import HEADERS
from tests.own_loop import finished

HEARTBEAT = "/gradio_api/heartbeat/a"
DATA = "/gradio_api/queue/data"
JOIN = "/gradio_api/queue/join"


class Held:
    """An application that answers when it is let go; a heartbeat goes on until it is ended."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            if scope["path"] == HEARTBEAT:
                await asyncio.Event().wait()
            if scope["path"] == "/broken":
                raise RuntimeError("a page that fails")
            await self.go.wait()
            await send({"type": "http.response.body", "body": b"done"})


class Visit:
    """A request, and what was sent for it."""

    def __init__(self, door: Backpressure, path: str) -> None:
        self.sent: list[Message] = []
        scope: Scope = {"type": "http", "path": path, "method": "GET", "headers": []}
        self.task = asyncio.ensure_future(door(scope, self.receive, self.send))

    async def receive(self) -> Message:
        return {"type": "http.request"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> str:
        return b"".join(one.get("body", b"") for one in self.sent).decode()

    @property
    def whole(self) -> bool:
        """Whether its answer has come to an end."""
        last = self.sent[-1]
        return last["type"] == "http.response.body" and not last.get("more_body", False)


async def a_moment() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def run(course: Callable[[Backpressure, Held], Awaitable[Any]]) -> None:
    async def runs() -> None:
        held = Held()
        await course(Backpressure(held), held)

    finished(runs())


def test_who_is_inside_is_served_and_nobody_new_gets_in() -> None:
    async def course(door: Backpressure, held: Held) -> None:
        inside = Visit(door, DATA)
        await a_moment()
        closing = asyncio.ensure_future(door.close(30))
        await a_moment()
        late = [Visit(door, path) for path in (JOIN, "/", "/healthz", HEARTBEAT)]
        await asyncio.gather(*(one.task for one in late))
        assert {(one.status, one.body) for one in late} == {(503, CLOSING)}
        assert not closing.done() and not inside.task.done()
        held.go.set()
        await closing
        assert (inside.status, inside.body, inside.whole) == (200, "done", True)

    run(course)


def test_the_answer_to_a_question_that_was_taken_is_still_fetched() -> None:
    async def course(door: Backpressure, held: Held) -> None:
        closing = asyncio.ensure_future(door.close(30))
        await a_moment()
        fetching = Visit(door, DATA)
        held.go.set()
        await closing
        assert (fetching.body, fetching.whole) == ("done", True)

    run(course)


def test_a_stream_that_has_no_end_ends_when_all_others_were_served() -> None:
    async def course(door: Backpressure, held: Held) -> None:
        listening, inside = Visit(door, HEARTBEAT), Visit(door, "/")
        await a_moment()
        closing = asyncio.ensure_future(door.close(30))
        await a_moment()
        assert not listening.task.done()
        held.go.set()
        await closing
        await listening.task
        assert inside.whole and listening.whole

    run(course)


def test_whoever_is_inside_for_too_long_is_waited_for_no_longer() -> None:
    async def course(door: Backpressure, held: Held) -> None:
        inside = Visit(door, "/")
        await a_moment()
        await door.close(0.05)
        assert not inside.task.done()
        held.go.set()
        await inside.task

    run(course)


def test_with_nobody_inside_it_closes_soon() -> None:
    async def course(door: Backpressure, held: Held) -> None:
        await asyncio.wait_for(door.close(3600), 30)

    run(course)


def test_a_crowd_is_told_and_whoever_comes_when_it_has_gone_gets_in() -> None:
    async def course(door: Backpressure, held: Held) -> None:
        paths = [HEARTBEAT if number % 2 else "/" for number in range(CROWD)]
        inside = [Visit(door, path) for path in paths]
        await a_moment()
        late = [Visit(door, path) for path in (JOIN, HEARTBEAT, "/")]
        await asyncio.gather(*(one.task for one in late))
        assert {(one.status, one.body) for one in late} == {(503, FULL)}
        headers = dict(late[0].sent[0]["headers"])
        assert headers[b"retry-after"] == b"60"
        assert {name: headers[name.encode()].decode() for name in HEADERS} == HEADERS
        health = Visit(door, "/healthz")
        held.go.set()
        await asyncio.gather(health.task, *(one.task for one in inside[::2]))
        assert health.status == 200 and {one.status for one in inside} == {200}
        again = Visit(door, JOIN)
        await again.task
        assert again.status == 200
        await door.close()
        await asyncio.gather(*(one.task for one in inside))

    run(course)


def test_a_page_that_fails_is_inside_no_longer() -> None:
    async def course(door: Backpressure, held: Held) -> None:
        for _ in range(CROWD + 1):
            broken = Visit(door, "/broken")
            with pytest.raises(RuntimeError, match="a page that fails"):
                await broken.task
            assert broken.status == 200
        await asyncio.wait_for(door.close(3600), 30)

    run(course)

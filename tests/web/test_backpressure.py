"""So many requests in flight at once, and none that is new once it closes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.web.app import CROWDED
from bot.web.backpressure import CLOSING, FULL, MOST_IN_FLIGHT, Backpressure
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


class Request:
    """A request, and what was sent for it."""

    def __init__(self, backpressure: Backpressure, path: str) -> None:
        self.sent: list[Message] = []
        scope: Scope = {"type": "http", "path": path, "method": "GET", "headers": []}
        self.task = asyncio.ensure_future(backpressure(scope, self.receive, self.send))

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


@pytest.mark.smoke
def test_a_request_in_flight_is_answered_and_new_ones_are_refused() -> None:
    async def course(backpressure: Backpressure, held: Held) -> None:
        in_flight = Request(backpressure, DATA)
        await a_moment()
        closing = asyncio.ensure_future(backpressure.close(30))
        await a_moment()
        late = [Request(backpressure, path) for path in (JOIN, "/", "/healthz", HEARTBEAT)]
        await asyncio.gather(*(one.task for one in late))
        assert {(one.status, one.body) for one in late} == {(503, CLOSING)}
        assert not closing.done() and not in_flight.task.done()
        held.go.set()
        await closing
        assert (in_flight.status, in_flight.body, in_flight.whole) == (200, "done", True)

    run(course)


def test_the_answer_to_a_question_that_was_taken_is_still_fetched() -> None:
    async def course(backpressure: Backpressure, held: Held) -> None:
        closing = asyncio.ensure_future(backpressure.close(30))
        await a_moment()
        fetching = Request(backpressure, DATA)
        held.go.set()
        await closing
        assert (fetching.body, fetching.whole) == ("done", True)

    run(course)


def test_a_stream_without_an_end_ends_when_all_other_requests_were_answered() -> None:
    async def course(backpressure: Backpressure, held: Held) -> None:
        stream, in_flight = Request(backpressure, HEARTBEAT), Request(backpressure, "/")
        await a_moment()
        closing = asyncio.ensure_future(backpressure.close(30))
        await a_moment()
        assert not stream.task.done()
        held.go.set()
        await closing
        await stream.task
        assert in_flight.whole and stream.whole

    run(course)


def test_a_request_that_takes_too_long_is_waited_for_no_longer() -> None:
    async def course(backpressure: Backpressure, held: Held) -> None:
        in_flight = Request(backpressure, "/")
        await a_moment()
        await backpressure.close(0.05)
        assert not in_flight.task.done()
        held.go.set()
        await in_flight.task

    run(course)


def test_with_nothing_in_flight_it_closes_soon() -> None:
    async def course(backpressure: Backpressure, held: Held) -> None:
        await asyncio.wait_for(backpressure.close(3600), 30)

    run(course)


def test_too_many_requests_are_refused_until_others_are_answered() -> None:
    async def course(backpressure: Backpressure, held: Held) -> None:
        paths = [HEARTBEAT if number % 2 else "/" for number in range(MOST_IN_FLIGHT)]
        in_flight = [Request(backpressure, path) for path in paths]
        await a_moment()
        late = [Request(backpressure, path) for path in (JOIN, HEARTBEAT, "/")]
        await asyncio.gather(*(one.task for one in late))
        assert {(one.status, one.body) for one in late} == {(503, FULL)}
        headers = dict(late[0].sent[0]["headers"])
        assert headers[b"retry-after"] == b"60"
        assert {name: headers[name.encode()].decode() for name in HEADERS} == HEADERS
        health = Request(backpressure, "/healthz")
        held.go.set()
        await asyncio.gather(health.task, *(one.task for one in in_flight[::2]))
        assert health.status == 200 and {one.status for one in in_flight} == {200}
        again = Request(backpressure, JOIN)
        await again.task
        assert again.status == 200
        await backpressure.close()
        await asyncio.gather(*(one.task for one in in_flight))

    run(course)


def test_a_request_that_fails_is_in_flight_no_longer() -> None:
    async def course(backpressure: Backpressure, held: Held) -> None:
        for _ in range(MOST_IN_FLIGHT + 1):
            broken = Request(backpressure, "/broken")
            with pytest.raises(RuntimeError, match="a page that fails"):
                await broken.task
            assert broken.status == 200
        await asyncio.wait_for(backpressure.close(3600), 30)

    run(course)


@pytest.mark.parametrize("told", [FULL, CLOSING, CROWDED])
def test_who_is_not_read_is_told_whom_to_call(told: str) -> None:
    assert told.endswith("If somebody is in danger, call the emergency number now.")

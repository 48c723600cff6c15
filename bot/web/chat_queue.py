"""Gradio's queue of questions, shared by places: no place fills it, and places are served by turns.

Gradio counts all that wait together, and serves them as they came. A question is put into its
queue here, as it was read before, and the answers are told from here: its own routes read a
question three times more, and let a stream of answers fail with a traceback where its window is not
known, or no longer, or has two.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.staff.places import place_of
from bot.web.answer_stream import AnswerStream
from bot.web.connections import ANSWERS
from bot.web.rates import LOOPBACK

EACH = 16
"""Questions of one place that may wait: a fourth of all. Programs on this machine, such as a proxy
that is not named, have no share of their own."""
JOIN = "/gradio_api/queue/join"
CANCEL = "/gradio_api/cancel"
BUSY = "The queue is full of questions from one address. Try again in a moment."
UNKNOWN = "This page waits for no answer."

Waiting: TypeAlias = Any
"""A question as Gradio has it in its queue."""
Queue: TypeAlias = Any
"""Gradio's own."""


@dataclass(slots=True)
class Joined:
    """A question as the page sends it; Gradio's queue writes its name for it into `event_id`."""

    data: list[str | None]
    fn_index: int
    session_hash: str
    trigger_id: int | None = None
    event_id: str | None = None


class ByTurns(list[Waiting]):
    """Questions that wait, in the order in which they are answered: the first one of each place,
    then the second ones, and so on."""

    def append(self, question: Waiting) -> None:
        """Add a question before those that are further on in their places' own lines."""
        own = _place(question)
        further = sum(_place(one) == own for one in self) + 1
        lines = Counter[str]()
        for at, one in enumerate(self):
            lines[_place(one)] += 1
            if lines[_place(one)] > further:
                self.insert(at, question)
                return
        super().append(question)


def _place(question: Waiting) -> str:
    return place_of(question.request.client.host if question.request.client else "")


def by_turns(queue: Queue) -> None:
    """Let the questions to a page be answered by turns; before anybody asks."""
    for event in queue.blocks.fns.values():
        queue.create_event_queue_for_fn(event)
    for line in queue.event_queue_per_concurrency_id.values():
        line.queue = ByTurns()


class ChatQueue:
    """An application whose queue no place fills, and whose streams end quietly."""

    def __init__(self, app: ASGIApp, queue: Queue) -> None:
        self._app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        path = scope["path"].rstrip("/") if scope["type"] == "http" else ""
        if path == JOIN and self._is_full_of(scope["client"][0] if scope.get("client") else ""):
            # As Gradio says that its own queue is full, so that the page tells it in its words.
            refused = JSONResponse({"detail": BUSY}, 503, {"Retry-After": "1"})
            await refused(scope, receive, send)
        elif path == JOIN:
            await self._join(scope, receive, send)
        elif path == ANSWERS:
            await self._stream(scope, receive, send)
        elif path == CANCEL:
            await self._cancelled(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_full_of(self, client: str) -> bool:
        if client in LOOPBACK:
            return False
        own = place_of(client)
        return sum(_place(one) == own for one in self._all_waiting()) >= EACH

    def _all_waiting(self) -> Iterator[Waiting]:
        for line in self._queue.event_queue_per_concurrency_id.values():
            yield from line.queue

    async def _join(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put a question into the queue, or tell why it is not taken. Its body is sound, as
        RequestLimits has read it."""
        request = Request(scope, receive)
        joined = Joined(**await request.json())
        is_taken, told, kind = await self._queue.push(joined, request, None)
        if is_taken:
            answer = JSONResponse({"event_id": told})
        else:
            answer = JSONResponse({"detail": told}, 503 if kind == "queue_full" else 400)
        await answer(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answers for a window, as long as it is known."""
        (window,) = parse_qs(scope["query_string"].decode("latin-1"))["session_hash"]
        if self._is_known(window):
            await AnswerStream(self._queue, window, send).run(receive)
        else:
            await PlainTextResponse(UNKNOWN, 404)(scope, receive, send)

    def _is_known(self, window: str) -> bool:
        messages, events = (
            self._queue.pending_messages_per_session,
            self._queue.pending_event_ids_session,
        )
        return window in messages and window in events

    async def _cancelled(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is cancelled twice at a time is cancelled: Gradio would say that it failed."""
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        try:
            await self._app(scope, receive, keep)
        except KeyError:
            await JSONResponse({"success": True})(scope, receive, send)
        else:
            for message in said:
                await send(message)

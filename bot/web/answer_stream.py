"""The stream by which a window of the page is told what happens to its questions.

It says what Gradio's own would say. That one goes through all that Gradio can do for each message,
which is a fourth of the work of a question.
"""

import asyncio
from contextlib import suppress
from typing import Any, TypeAlias

from gradio.server_messages import (
    CloseStreamMessage,
    EventMessage,
    HeartbeatMessage,
    ProcessCompletedMessage,
    UnexpectedErrorMessage,
)
from starlette.types import Receive, Send

BEAT = 15.0
"""Seconds of silence after which a stream says that it is still there: what stands between here and
a reader may end one that says nothing."""
GONE = "Session not found."
STOPPED = "Server stopped unexpectedly."
HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8")]

Queue: TypeAlias = Any
"""Gradio's own."""


class _ReaderGone(Exception):
    """Nobody reads the stream any more."""


class AnswerStream:
    """What a window is told, until all its questions are answered or nobody reads it."""

    def __init__(self, queue: Queue, window: str, send: Send) -> None:
        self._queue = queue
        self._window = window
        self._send = send
        self._is_open = True

    async def run(self, receive: Receive) -> None:
        """Tell it. What still waits for a reader who has gone is given up."""
        leaving = asyncio.ensure_future(_left(receive))
        await self._send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        try:
            while self._is_open:
                await self._tell(await self._next(leaving))
        except (_ReaderGone, asyncio.CancelledError) as ended:
            with suppress(KeyError):
                del self._queue.pending_messages_per_session[self._window]
            await self._queue.clean_events(session_hash=self._window)
            if isinstance(ended, asyncio.CancelledError):
                raise
        finally:
            leaving.cancel()

    async def _next(self, leaving: "asyncio.Future[None]") -> EventMessage:
        """The next message.

        Raises:
            _ReaderGone: there is no reader for it.
        """
        pending = self._queue.pending_messages_per_session
        if self._window not in pending:
            return UnexpectedErrorMessage(message=GONE, session_not_found=True)
        messages = pending[self._window]
        if not messages.empty():
            return messages.get_nowait()  # type: ignore[no-any-return]
        coming = asyncio.ensure_future(messages.get())
        try:
            done, _ = await asyncio.wait(
                (coming, leaving), timeout=BEAT, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            if not coming.done():
                coming.cancel()
        if coming in done:
            return coming.result()  # type: ignore[no-any-return]
        if leaving in done:
            raise _ReaderGone
        if self._queue.stopped:
            return UnexpectedErrorMessage(message=STOPPED)
        return HeartbeatMessage()

    async def _tell(self, message: EventMessage) -> None:
        told = _written(message)
        if isinstance(message, ProcessCompletedMessage) and message.event_id:
            waited_for = self._queue.pending_event_ids_session.get(self._window, set())
            waited_for.discard(message.event_id)
            if not waited_for:
                told += _written(CloseStreamMessage())
                self._is_open = False
        elif isinstance(message, UnexpectedErrorMessage):
            self._is_open = False
        await self._send({"type": "http.response.body", "body": told, "more_body": self._is_open})


async def _left(receive: Receive) -> None:
    """Wait until the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _written(message: EventMessage) -> bytes:
    return f"data: {message.model_dump_json()}\n\n".encode()

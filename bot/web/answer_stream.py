"""The stream by which a window of the page is told what happens to its questions.

It says what Gradio's own would say. That one goes through all that Gradio can do for each message,
which is a fourth of the work of a question.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any, TypeAlias

from starlette.types import Receive, Send

BEAT = 15.0
"""Seconds of silence after which a stream says that it is still there: what stands between here and
a reader may end one that says nothing."""
HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8")]

Queue: TypeAlias = Any
Message: TypeAlias = Any
"""Gradio's own."""


class _ReaderGone(Exception):
    """Nobody reads the stream any more."""


class _Forgotten(Exception):
    """Of this window nothing is known any more."""


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
        except _Forgotten:
            lost = _written(
                msg="unexpected_error", message="", session_not_found=True, success=False
            )
            await self._write(lost, is_last=True)
        except (_ReaderGone, asyncio.CancelledError) as ended:
            with suppress(KeyError):
                del self._queue.pending_messages_per_session[self._window]
            await self._queue.clean_events(session_hash=self._window)
            if isinstance(ended, asyncio.CancelledError):  # the program stops
                # Cut off without a word, Gradio's page would load itself anew, its question lost.
                with suppress(Exception):
                    await self._write(
                        _written(msg="unexpected_error", message="", success=False), is_last=True
                    )
                raise
        finally:
            leaving.cancel()

    async def _next(self, leaving: "asyncio.Future[None]") -> Message | None:
        """The next message; None after a long silence.

        Raises:
            _Forgotten, _ReaderGone: there is none for this window, or no reader for it.
        """
        pending = self._queue.pending_messages_per_session
        if self._window not in pending:
            raise _Forgotten
        messages = pending[self._window]
        if not messages.empty():
            return messages.get_nowait()
        coming = asyncio.ensure_future(messages.get())
        try:
            await asyncio.wait((coming, leaving), timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not coming.done():
                coming.cancel()
        if not coming.cancelled() and coming.done():
            return coming.result()
        if leaving.done():
            raise _ReaderGone
        return None

    async def _tell(self, message: Message | None) -> None:
        if message is None:
            await self._write(_written(msg="heartbeat"))
            return
        told = f"data: {message.model_dump_json()}\n\n".encode()
        if message.msg == "process_completed" and message.event_id:
            waited_for = self._queue.pending_event_ids_session.get(self._window, set())
            waited_for.discard(message.event_id)
            if not waited_for:
                await self._write(told + _written(msg="close_stream"), is_last=True)
                return
        await self._write(told)

    async def _write(self, told: bytes, *, is_last: bool = False) -> None:
        self._is_open = not is_last
        await self._send({"type": "http.response.body", "body": told, "more_body": not is_last})


async def _left(receive: Receive) -> None:
    """Wait until the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _written(**message: object) -> bytes:
    """A message of this stream's own, as Gradio writes it."""
    return f"data: {json.dumps({**message, 'event_id': None})}\n\n".encode()

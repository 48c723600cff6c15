"""What a window is told of its questions: in order, to the end, and to nobody who has gone."""

import asyncio
import json
from typing import Any

import pytest
from pydantic import BaseModel

from bot.web import answer_stream
from bot.web.answer_stream import AnswerStream


class Message(BaseModel):
    msg: str
    event_id: str | None = None


class Waiting:
    """A queue with one window that waits for two questions, and what its stream is told."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self.pending_messages_per_session = {"w": self.messages}
        self.pending_event_ids_session = {"w": {"1", "2"}}
        self.cleaned: list[str] = []
        self.sent: list[Any] = []
        self.gone = asyncio.Event()

    async def clean_events(self, *, session_hash: str) -> None:
        self.cleaned.append(session_hash)

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def receive(self) -> dict[str, str]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def stream(self) -> "asyncio.Task[None]":
        return asyncio.ensure_future(AnswerStream(self, "w", self.send).run(self.receive))

    def told(self) -> list[str]:
        """The kinds of messages, in order."""
        body = b"".join(one.get("body", b"") for one in self.sent).decode()
        return [json.loads(one.removeprefix("data: "))["msg"] for one in body.split("\n\n") if one]


async def briefly() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_stream_ends_when_the_last_question_is_answered() -> None:
    async def run() -> None:
        waiting = Waiting()
        streaming = waiting.stream()
        for event in ("1", "2"):
            waiting.messages.put_nowait(Message(msg="process_starts", event_id=event))
            waiting.messages.put_nowait(Message(msg="process_completed", event_id=event))
            await briefly()
            assert streaming.done() == (event == "2")
        start, *_, last = waiting.sent
        assert start["status"] == 200 and not last["more_body"]
        assert dict(start["headers"])[b"content-type"].startswith(b"text/event-stream")
        assert waiting.told() == ["process_starts", "process_completed"] * 2 + ["close_stream"]
        assert (waiting.cleaned, waiting.pending_event_ids_session) == ([], {"w": set()})

    asyncio.run(run())


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_what_waits_for_a_reader_who_has_gone_is_given_up(is_cancelled: bool) -> None:
    async def run() -> None:
        waiting = Waiting()
        streaming = waiting.stream()
        await briefly()
        if is_cancelled:
            streaming.cancel()
        else:
            waiting.gone.set()
        (ended,) = await asyncio.gather(streaming, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError) == is_cancelled
        assert waiting.cleaned == ["w"]
        assert waiting.pending_messages_per_session == {}

    asyncio.run(run())


def test_no_message_is_lost_to_a_reader_who_leaves() -> None:
    """Another stream of the same window tells it."""

    async def run() -> None:
        waiting = Waiting()
        streaming = waiting.stream()
        await briefly()
        waiting.gone.set()
        await briefly()
        waiting.messages.put_nowait(Message(msg="process_starts"))
        await streaming
        assert waiting.messages.qsize() == 1

    asyncio.run(run())


def test_a_window_that_is_forgotten_meanwhile_is_told_so() -> None:
    async def run() -> None:
        waiting = Waiting()
        waiting.messages.put_nowait(Message(msg="process_starts"))
        streaming = waiting.stream()
        waiting.pending_messages_per_session.clear()
        await streaming
        assert waiting.told() == ["unexpected_error"]
        assert not waiting.sent[-1]["more_body"]

    asyncio.run(run())


def test_a_long_silence_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_stream, "BEAT", 0.01)

    async def run() -> None:
        waiting = Waiting()
        streaming = waiting.stream()
        await asyncio.sleep(0.2)
        assert set(waiting.told()) == {"heartbeat"}
        waiting.gone.set()
        await streaming

    asyncio.run(run())

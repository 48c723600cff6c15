"""The page's events, carried out by their functions alone: what the browser is told, and when."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.web.chat import Conversation, make_chat  # first: it says what gradio may not do
from bot.web.chat_events import KEPT, LEFT, SOON, Shown, carry_out, remember_little
from bot.web.chat_queue import Joined

import gradio as gr  # isort: skip
from gradio.queueing import Event  # isort: skip
from gradio.route_utils import Request  # isort: skip

LATER = SOON * 4
ASKED = "does it hurt?"


class Asked:
    """A page with a box, words that are shown and a state, and one function behind it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        with gr.Blocks(analytics_enabled=False) as self.page:
            box, words, state = gr.Textbox(), gr.HTML(), gr.State([])
            self.event = box.submit(function, [box, state], [words, box, state])
        self.page.queue()
        carry_out(self.page)
        remember_little(self.page.app)
        self.queue = self.page._queue
        (self.fn,) = self.page.fns.values()
        self.queue.create_event_queue_for_fn(self.fn)
        self.state = state._id
        self.limiter = None

    def begun(self, window: str) -> "tuple[Event, asyncio.Task[None]]":
        """A question of a window that is being answered."""
        request: Any = SimpleNamespace(headers={}, client=None)
        event = Event(window, self.fn, request, None)
        event.data = Joined([ASKED, None], self.fn._id, window)  # type: ignore[assignment]
        self.queue.pending_messages_per_session[window] = asyncio.Queue()
        (line,) = self.queue.event_queue_per_concurrency_id.values()
        line.current_concurrency += 1
        line.start_times_per_fn[self.fn].add(0.0)
        self.queue.active_jobs = [[event]]
        process = self.queue.process_events([event], False, 0.0, self.fn)
        return event, asyncio.ensure_future(process)

    def told(self, window: str) -> list[Any]:
        """All that a window was told until now."""
        messages = self.queue.pending_messages_per_session[window]
        return [messages.get_nowait() for _ in range(messages.qsize())]

    def state_of(self, window: str) -> Any:
        return self.page.state_holder[window][self.state]

    def answered(self, window: str = "w") -> list[tuple[str, Any]]:
        """What a window is told of a question: each message's kind and data."""

        async def asking() -> list[Any]:
            _, answering = self.begun(window)
            await answering
            return self.told(window)

        messages = asyncio.run(asking())
        return [(one.msg.value, getattr(one, "output", {}).get("data")) for one in messages]


def test_a_question_that_is_answered_soon_is_told_once() -> None:
    def answer(question: str, before: list[str]) -> Iterator[Shown]:
        yield Shown(("wait", "", before))
        yield Shown(("answer", LEFT, [*before, question]))

    asked = Asked(answer)
    last = ("process_completed", ["answer", "", None])  # the box is emptied all the same
    assert asked.answered() == [("process_starts", None), last]
    assert asked.state_of("w") == [ASKED]
    asked.answered()
    assert asked.state_of("w") == [ASKED, ASKED]
    assert asked.state_of("another") == []


def test_a_danger_is_told_at_once_and_a_wait_when_it_lasts() -> None:
    for at_once in (True, False):
        going = threading.Event()

        def answer(_: str, before: list[str]) -> Iterator[Shown]:
            yield Shown(("wait", "", before), at_once)  # noqa: B023
            going.wait(5)  # noqa: B023
            yield Shown(("answer", LEFT, before))

        asked = Asked(answer)

        async def asking() -> list[list[Any]]:
            _, answering = asked.begun("w")  # noqa: B023
            await asyncio.sleep(SOON / 2)
            first = asked.told("w")  # noqa: B023
            await asyncio.sleep(LATER)
            then = asked.told("w")  # noqa: B023
            going.set()  # noqa: B023
            await answering
            return [first, then, asked.told("w")]  # noqa: B023

        first, then, last = asyncio.run(asking())
        told = [one for one in (*first, *then) if one.msg == "process_generating"]
        assert [one.output["data"] for one in told] == [["wait", "", None]]
        assert (told[0] in first) == at_once
        assert [one.output["data"] for one in last] == [["answer", LEFT, None]]


def test_what_was_cancelled_tells_nothing_and_changes_nothing() -> None:
    going, ended = threading.Event(), threading.Event()

    def answer(question: str, before: list[str]) -> Iterator[Shown]:
        yield Shown(("wait", "", [*before, question]))
        going.wait(5)
        yield Shown(("answer", LEFT, [*before, question]))
        ended.set()

    asked = Asked(answer)

    async def asking() -> list[Any]:
        event, answering = asked.begun("w")
        await asyncio.sleep(SOON / 4)
        answering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await answering
        going.set()
        assert await asyncio.to_thread(ended.wait, 5)
        await asyncio.sleep(LATER)
        assert event._id not in asked.queue.event_ids_to_events
        return asked.told("w")

    assert [one.msg for one in asyncio.run(asking())] == ["process_starts"]
    assert asked.state_of("w") == []
    assert _is_free(asked)


def test_a_function_that_fails_ends_its_question_and_lets_the_next_begin(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def answer(question: str, before: list[str]) -> tuple[Any, ...]:
        raise ValueError(question)

    asked = Asked(answer)
    assert asked.answered()[-1] == ("process_completed", None)
    assert "a request failed" in caplog.text
    assert _is_free(asked)


def _is_free(asked: Asked) -> bool:
    (line,) = asked.queue.event_queue_per_concurrency_id.values()
    return (line.current_concurrency, asked.queue.active_jobs) == (0, [None])


def test_a_function_may_ask_who_asks() -> None:
    seen: list[object] = []

    def answer(_: str, before: list[str], request: Request) -> tuple[Any, ...]:
        seen.append(request.session_hash)
        return "answer", LEFT, before

    assert Asked(answer).answered("mine")[-1] == ("process_completed", ["answer", LEFT, None])
    assert seen == ["mine"]


def test_of_a_window_the_page_is_not_kept() -> None:
    page = make_chat(Conversation(SimpleNamespace(list_stamp=None)))  # type: ignore[arg-type]
    remember_little(page.app)
    window = page.state_holder["a"]
    assert window.config_values == {}
    assert page.state_holder["a"] is window is not page.state_holder["b"]


def test_a_window_that_was_left_for_long_is_forgotten() -> None:
    windows = Asked(lambda box, state: ("", box, state)).page.state_holder
    for window in ("left", "used"):
        windows[window].state_data[0] = [ASKED]
    windows.time_last_used["left"] = datetime.now() - KEPT - timedelta(seconds=1)
    windows["new"]
    assert list(windows.session_data) == ["used", "new"]
    assert windows.time_last_used.keys() == {"used", "new"}


def test_the_place_in_the_queue_is_told_now_and_then_and_not_after_each_answer() -> None:
    page = make_chat(Conversation(SimpleNamespace(list_stamp=None)))  # type: ignore[arg-type]
    assert not page._queue.live_updates
    assert page._queue.update_intervals == 1

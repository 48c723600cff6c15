"""Carries out the events of the chat page, each by its function alone.

Gradio's own way is for any page: for each step it makes the components that a step changes anew,
copies what they show three times, and keeps a copy of the page for each reader, all of which takes
several times as long as to find an answer and write it down. Here a function gives what the
browser is told as it is: for the state of a window its new value, for a component its value as
JSON, or an update.
"""

import asyncio
import inspect
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import gradio as gr
from anyio.to_thread import run_sync
from gradio.route_utils import Request
from gradio.routes import App
from gradio.server_messages import (
    ProcessCompletedMessage,
    ProcessGeneratingMessage,
    ProcessStartsMessage,
)
from gradio.state_holder import SessionState, StateHolder

SOON = 0.1
"""Seconds in which a step that need not be told at once makes room for the one after it."""
STATUS = 1.0
"""Seconds between two messages of one's place in the queue: after each answer, as Gradio does it by
itself, most of what is sent would be that."""
LOOKS = 0.004
"""Seconds between two looks whether a question waits: Gradio looks a thousand times a second, which
alone takes a tenth of a processor."""

KEPT = timedelta(hours=6)
"""How long what was asked in a window is kept for its next question: longer than any break."""

LEFT = gr.skip()
"""What is shown of a component that a step leaves as it is."""

Outputs: TypeAlias = tuple[Any, ...]
"""What a function gives, in the order of its event's outputs."""
Queue: TypeAlias = Any
Event: TypeAlias = Any
"""Gradio's own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown as far as it has come; `at_once`, whatever follows it how soon."""

    outputs: Outputs
    at_once: bool = False


def carry_out(page: gr.Blocks) -> None:
    """Let the events of a page be carried out by their functions alone; before anybody asks."""
    queue = page._queue
    queue.process_events = ChatEvents(page, queue).process  # type: ignore[method-assign, assignment]
    queue.live_updates, queue.update_intervals = False, STATUS
    queue.sleep_when_free = LOOKS
    queue.progress_update_sleep_when_free = STATUS  # no event of this page tells of progress
    queue.ANALYTICS_MAX_EVENTS = 1  # nobody asks how long each took


class ChatEvents:
    """Events of a page whose functions are given the inputs and the request. A function gives its
    outputs; a generator, as a `Shown` each, those while it works and those in the end."""

    def __init__(self, page: gr.Blocks, queue: Queue) -> None:
        self._page = page
        self._queue = queue
        functions = {index: event.fn for index, event in page.fns.items() if event.fn is not None}
        self._ask_who = {
            index
            for index, function in functions.items()
            if "request" in inspect.signature(function).parameters
        }

    async def process(self, events: list[Event], _: bool, began: float, fn: Any) -> None:  # noqa: ANN401
        """Carry out an event of the queue, in place of `Queue.process_events`."""
        (event,) = events
        telling = _Telling(self, event)
        try:
            if event.alive:
                average = self._queue.process_time_per_fn[fn].avg_time or None
                self._queue.send_message(event, ProcessStartsMessage(eta=average))
                await run_sync(self._work(event, telling), limiter=self._page.limiter)
                telling.end()
                self._queue.process_time_per_fn[fn].add(time.time() - began)
        except Exception as error:
            logging.getLogger(__name__).error("a request failed", exc_info=error)
            failed = ProcessCompletedMessage(output={"error": None}, success=False, title="Error")
            self._queue.send_message(event, failed)
        finally:
            telling.close()
            self._release(event, events, began, fn)

    def _work(self, event: Event, telling: "_Telling") -> Callable[[], None]:
        """What a thread does for an event."""
        tell_later = asyncio.get_running_loop().call_soon_threadsafe
        function, given = event.fn.fn, self._inputs(event)

        def work() -> None:
            for shown in _steps(function(*given)):
                tell_later(telling.take, shown)

        return work

    def _inputs(self, event: Event) -> list[Any]:
        session = self._page.state_holder[event.session_hash]
        given = [
            session[one._id] if one.stateful else value
            for one, value in zip(event.fn.inputs, event.data.data, strict=True)
        ]
        if event.fn._id in self._ask_who:
            given.append(Request(request=event.request, session_hash=event.session_hash))
        return given

    def show(self, event: Event, outputs: Outputs, *, is_last: bool) -> None:
        """Keep the states among the outputs, and tell the browser all others."""
        session = self._page.state_holder[event.session_hash]
        told: list[Any] = []
        for one, value in zip(event.fn.outputs, outputs, strict=True):
            if one.stateful:
                session.state_data[one._id] = value
            told.append(None if one.stateful else value)
        output = {"data": told, "is_generating": not is_last, "changed_state_ids": []}
        message: ProcessCompletedMessage | ProcessGeneratingMessage
        if is_last:
            message = ProcessCompletedMessage(output=output, success=True)
        else:
            message = ProcessGeneratingMessage(output=output, success=True)
        self._queue.send_message(event, message)

    def _release(self, event: Event, events: list[Event], began: float, fn: Any) -> None:  # noqa: ANN401
        """Let the next event of the queue begin."""
        queue = self._queue
        line = queue.event_queue_per_concurrency_id[event.concurrency_id]
        line.current_concurrency -= 1
        line.start_times_per_fn[fn].discard(began)
        queue.active_jobs[queue.active_jobs.index(events)] = None
        queue.event_ids_to_events.pop(event._id, None)


def _both(before: Outputs | None, then: Outputs) -> Outputs:
    """What two steps show together, of which the first was told to nobody."""
    if before is None:
        return then
    return tuple(old if new == LEFT else new for old, new in zip(before, then, strict=True))


def _steps(made: Outputs | Iterator[Shown]) -> Iterable[Shown]:
    return [Shown(made)] if isinstance(made, tuple) else made


class _Telling:
    """What is told of one event while it is carried out: of all steps before the last at most one,
    as Gradio's page takes any further one for a difference."""

    def __init__(self, events: ChatEvents, event: Event) -> None:
        self._events = events
        self._event = event
        self._newest: Outputs | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_told = False
        self._is_closed = False

    def take(self, shown: Shown) -> None:
        """Tell a step, at once or soon, unless another follows."""
        if self._is_closed:
            return
        self._newest = _both(None if self._is_told else self._newest, shown.outputs)
        self._stop()
        if shown.at_once:
            self._tell()
        elif not self._is_told:
            self._timer = asyncio.get_running_loop().call_later(SOON, self._tell)

    def _tell(self) -> None:
        if self._newest is not None and not self._is_told:
            self._is_told = True
            self._events.show(self._event, self._newest, is_last=False)

    def end(self) -> None:
        """Tell the last step, as what it is."""
        self._stop()
        if self._newest is None:
            raise RuntimeError("an event of the page showed nothing")
        self._events.show(self._event, self._newest, is_last=True)

    def close(self) -> None:
        """Tell nothing any more: what was cancelled may still be worked at."""
        self._stop()
        self._is_closed = True

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


# What is remembered of each window.


class Window(SessionState):
    """The states of one window of a reader. Gradio would keep a copy of all that is on the page,
    too, for links that nobody gets here."""

    def __init__(self, page: gr.Blocks) -> None:
        self.blocks_config = page.default_config
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False


class Windows(StateHolder):
    """The windows of readers: of so many at most, and none that was left for long. No page says
    when it is closed."""

    def __getitem__(self, window: str) -> SessionState:
        self._forget_left()
        if window not in self.session_data:
            self.time_last_used[window] = datetime.now()
            self.session_data[window] = Window(self.blocks)
        return super().__getitem__(window)

    def _forget_left(self) -> None:
        """Forget windows that were used last long ago; the one used longest ago comes first."""
        left = datetime.now() - KEPT
        with self.lock:
            while self.session_data:
                window = next(iter(self.session_data))
                if self.time_last_used.get(window, left) > left:
                    return
                del self.session_data[window]
                self.time_last_used.pop(window, None)


def remember_little(app: App) -> None:
    """Keep of each window of a page what its functions need, and no more; before anybody asks."""
    windows = Windows()  # type: ignore[no-untyped-call]
    windows.set_blocks(app.get_blocks())
    app.state_holder = windows

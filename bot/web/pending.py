"""The messages that wait for readers in Gradio's queue: of so many windows at most.

Gradio keeps what it has for a window until somebody fetches it, and forgets none on its own before
there are 2,000: whoever asks and never fetches the answers would fill the memory. Where it looks
for one that it has forgotten, its whole queue stops.
"""

from asyncio import Queue
from collections import OrderedDict
from collections.abc import Container, MutableMapping
from typing import Any, TypeAlias

MOST = 250
"""Windows with messages: more than can wait for an answer at once."""

Messages: TypeAlias = "Queue[Any]"


class Pending(OrderedDict[str, Messages]):
    """Messages by window. Where there are too many windows, the oldest goes for which nothing is
    being done.

    Args:
        events: the ids of what each window waits for, which go with it.
        live: the ids of what is being done, or will be.
    """

    def __init__(self, events: MutableMapping[str, set[str]], live: Container[str]) -> None:
        super().__init__()
        self._events = events
        self._live = live

    def __setitem__(self, window: str, messages: Messages) -> None:
        if window not in self and len(self) >= MOST:
            done = (one for one in self if not any(map(self._is_live, self._events.get(one, ()))))
            if (oldest := next(done, None)) is not None:
                del self[oldest]
                self._events.pop(oldest, None)
        super().__setitem__(window, messages)

    def __missing__(self, window: str) -> Messages:
        """What is written to a window that was forgotten is read by nobody."""
        return Queue()

    def _is_live(self, event: str) -> bool:
        return event in self._live

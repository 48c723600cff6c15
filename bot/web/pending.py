"""The messages that wait for readers in Gradio's queue: of so many windows at most.

Gradio keeps what it has for a window until somebody fetches it, and forgets none on its own before
there are 2,000: whoever asks and never fetches the answers would fill the memory.
"""

from collections import OrderedDict
from collections.abc import MutableMapping
from typing import Protocol

MOST = 250
"""Windows with messages: more than can wait for an answer at once."""


class Messages(Protocol):
    """The messages for one window."""

    def qsize(self) -> int:
        """How many nobody has fetched yet."""


class Pending(OrderedDict[str, Messages]):
    """Messages by window. Where there are too many windows, the oldest goes whose messages nobody
    reads; only where all are read, the oldest of these.

    Args:
        events: what else Gradio keeps by window, and goes with them.
    """

    def __init__(self, events: MutableMapping[str, set[str]]) -> None:
        super().__init__()
        self._events = events

    def __setitem__(self, window: str, messages: Messages) -> None:
        if window not in self and len(self) >= MOST:
            unread = (one for one, waiting in self.items() if waiting.qsize())
            oldest = next(unread, next(iter(self)))
            del self[oldest]
            self._events.pop(oldest, None)
        super().__setitem__(window, messages)

"""The messages that wait for readers in Gradio's queue: of so many windows at most.

Gradio keeps what it has for a window until somebody fetches it, and forgets none on its own before
there are 2,000: whoever asks and never fetches the answers would fill the memory. Where it looks
for one that it has forgotten, its whole queue stops. And what was removed since would be told to
whoever fetches late.
"""

from asyncio import Queue
from collections import OrderedDict
from collections.abc import Callable, Container, MutableMapping
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
        listed: what is another when anything was removed. Messages that were written before that,
            and that nobody has fetched, are as if they never were.
    """

    def __init__(
        self,
        events: MutableMapping[str, set[str]],
        live: Container[str],
        listed: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self._events = events
        self._live = live
        self._listed = listed
        self._written_by: dict[str, object] = {}

    def __contains__(self, window: object) -> bool:
        return super().__contains__(window) and not self._is_outdated(str(window))

    def __setitem__(self, window: str, messages: Messages) -> None:
        if super().__contains__(window):
            if self._is_outdated(window):
                self._forget(window)
        elif len(self) >= MOST:
            done = (one for one in self if not self._is_waited_for(one))
            if (oldest := next(done, None)) is not None:
                self._forget(oldest)
        super().__setitem__(window, messages)
        self._written_by[window] = self._listed()

    def __getitem__(self, window: str) -> Messages:
        """The messages of a window, for who writes one, or reads what is not outdated."""
        found = super().__getitem__(window)
        if window in self._written_by:
            self._written_by[window] = self._listed()
        return found

    def __delitem__(self, window: str) -> None:
        super().__delitem__(window)
        self._written_by.pop(window, None)

    def _forget(self, window: str) -> None:
        del self[window]
        self._events.pop(window, None)

    def _is_outdated(self, window: str) -> bool:
        """Whether all was written for a window before something was removed."""
        is_older = self._written_by.get(window) != self._listed()
        return is_older and not self._is_waited_for(window)

    def _is_waited_for(self, window: str) -> bool:
        return any(map(self._is_live, self._events.get(window, ())))

    def __missing__(self, window: str) -> Messages:
        """What is written to a window that was forgotten is read by nobody."""
        return Queue()

    def _is_live(self, event: str) -> bool:
        return event in self._live

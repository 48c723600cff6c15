"""Threads that clients share: whoever asks much waits behind their own requests."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

Made = TypeVar("Made")


class Crowded(Exception):
    """From this place as much waits already as may."""


class FairShare:
    """Some threads, of which one place has a few at most; so many of its requests may wait. Only
    the event loop's own thread uses it.

    Args:
        threads: how many there are.
        each: how many of them one place has at once, so that a few are left for others.
        most: requests of one place at once, those that wait included.
    """

    def __init__(self, threads: int, each: int, most: int) -> None:
        self._threads = CapacityLimiter(threads)
        self._each = each
        self._most = most
        self._of: dict[str, CapacityLimiter] = {}
        self._here: Counter[str] = Counter()

    async def run(self, place: str, make: Callable[[], Made]) -> Made:
        """What a function makes in a thread, when it is that place's turn.

        Raises:
            Crowded: too many requests of that place wait.
        """
        if self._here[place] >= self._most:
            raise Crowded
        self._here[place] += 1
        share = self._of.setdefault(place, CapacityLimiter(self._each))
        try:
            async with share:
                return await run_sync(make, limiter=self._threads)
        finally:
            self._here[place] -= 1
            if not self._here[place]:
                del self._here[place], self._of[place]

"""Threads that clients share: whoever asks much waits behind themselves, and short work of a place,
behind which may be many people, never behind its long work."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter, Event
from anyio.to_thread import run_sync

Made = TypeVar("Made")


class Crowded(Exception):
    """From this place as much waits already as may."""


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """A request that waits, or runs once its event is set."""

    place: str
    long: bool
    begins: Event = field(default_factory=Event)


class FairShare:
    """Some threads, which places have by turns; one of several is kept for short work, and so is
    one of those that a place has. Only the event loop's own thread uses it.

    Args:
        threads: how many there are.
        each: how many of them one place has at once, where no place that has none waits for one.
        most: requests of one place at once, those that wait included.
    """

    def __init__(self, threads: int, each: int, most: int) -> None:
        self._threads = CapacityLimiter(threads)
        self._count = threads
        self._each = each
        self._most = most
        self._waiting: dict[str, list[_Turn]] = {}  # the place served longest ago comes first
        self._running: list[_Turn] = []
        self._here: Counter[str] = Counter()

    async def run(self, place: str, make: Callable[[], Made], long: bool = False) -> Made:
        """What a function makes in a thread, when it is that place's turn.

        Args:
            long: whether it may take long, and so leaves one thread to others.

        Raises:
            Crowded: too many requests of that place wait.
        """
        if self._here[place] >= self._most:
            raise Crowded
        self._here[place] += 1
        turn = _Turn(place, long)
        self._waiting.setdefault(place, []).append(turn)
        self._begin()
        try:
            await turn.begins.wait()
            return await run_sync(make, limiter=self._threads)
        finally:
            self._end(turn)

    def _begin(self) -> None:
        """Let those begin whose turn it is, as long as threads are free."""
        while (turn := self._next()) is not None:
            self._leave(turn)
            self._behind_all_others(turn.place)
            self._running.append(turn)
            turn.begins.set()

    def _next(self) -> _Turn | None:
        if len(self._running) >= self._count:
            return None
        long_too = sum(one.long for one in self._running) < max(1, self._count - 1)
        having = Counter(one.place for one in self._running)
        long = Counter(one.place for one in self._running if one.long)
        # Sorting is stable: of places that have as many threads, the one served longest ago.
        for place in sorted(self._waiting, key=lambda place: having[place]):
            if having[place] < self._each:
                may_be_long = long_too and long[place] < max(1, self._each - 1)
                for turn in sorted(self._waiting[place], key=lambda one: one.long):
                    if may_be_long or not turn.long:
                        return turn
        return None

    def _behind_all_others(self, place: str) -> None:
        if place in self._waiting:
            self._waiting[place] = self._waiting.pop(place)

    def _leave(self, turn: _Turn) -> None:
        self._waiting[turn.place].remove(turn)
        if not self._waiting[turn.place]:
            del self._waiting[turn.place]

    def _end(self, turn: _Turn) -> None:
        """Count a request no longer, whether it ran or was given up."""
        if turn in self._running:
            self._running.remove(turn)
            self._behind_all_others(turn.place)
        else:
            self._leave(turn)
        self._here[turn.place] -= 1
        if not self._here[turn.place]:
            del self._here[turn.place]
        self._begin()

"""How often a place may ask within a minute."""

import threading
import time
from collections.abc import Callable

MOST_CLIENTS = 10_000
"""Clients whose requests are counted; of more, the one idle for longest is forgotten."""
LOOPBACK = frozenset({"127.0.0.1", "::1"})
"""Clients that are programs on this machine, such as a proxy that has its own limit."""


class Rates:
    """The requests of the last minute, by place."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: dict[tuple[str, int], list[float]] = {}
        self._lock = threading.Lock()

    def is_too_many(self, place: str, most: int) -> bool:
        """Whether a place asked too often within the last minute; counts this time, too."""
        now = self._clock()
        with self._lock:
            times = [at for at in self._times.pop((place, most), ()) if at > now - 60]
            is_too_many = len(times) >= most
            self._times[place, most] = times if is_too_many else [*times, now]
            if len(self._times) > MOST_CLIENTS:
                del self._times[next(iter(self._times))]  # the one idle for longest
        return is_too_many

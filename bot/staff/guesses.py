"""Limits on guessing passwords: by place, by name and place, and, slower, by name."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator

PLACE_GUESSES = 15
"""Wrong passwords from one place, for whatever names, until it must wait."""
GUESSES = 5
"""Wrong passwords for one name from one place until that name must wait there."""
NAME_GUESSES = 50
"""Wrong passwords for one name from everywhere until it must wait where it never signed in."""
FORGOTTEN_AFTER = 15 * 60.0
"""Seconds after which a wrong password is forgotten."""
MOST_KEPT = 20_000
"""Places and names that are counted; of more, the one guessed at longest ago is forgotten."""


class Guesses:
    """Wrong passwords, and the places where a name has signed in. Threads may share it.

    Whoever guesses at a name from many places makes it wait in new ones; where its owner was
    before, only guesses from there count.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[tuple[str, ...], list[float]] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str, place: str) -> float:
        """Seconds until a password for that name is taken from that place; 0 if one is now."""
        with self._lock:
            return self._wait(name, place)

    def begin(self, name: str, place: str) -> float:
        """The same; and where one is taken now, count it as wrong until it is found right: many may
        guess at the same moment."""
        with self._lock:
            seconds = self._wait(name, place)
            if not seconds:
                for key, _ in self._counted(name, place):
                    self._wrong.setdefault(key, []).append(self._clock())
                    self._wrong.move_to_end(key)
                self._forget()
        return seconds

    def right(self, name: str, place: str) -> None:
        """The guess that was begun last was right: it does not count, and the place is known."""
        with self._lock:
            for key, _ in self._counted(name, place):
                if times := self._wrong.get(key):
                    times.pop()
            self._wrong.pop(("as", name, place), None)
            self._known[name, place] = None
            self._known.move_to_end((name, place))
            if len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)

    def _wait(self, name: str, place: str) -> float:
        now = self._clock()
        waits = [0.0]
        for key, most in self._counted(name, place):
            times = [at for at in self._wrong.get(key, ()) if at + FORGOTTEN_AFTER > now]
            if times:
                self._wrong[key] = times
            else:
                self._wrong.pop(key, None)
            if len(times) >= most:
                waits.append(times[-most] + FORGOTTEN_AFTER - now)
        return max(waits)

    def _forget(self) -> None:
        """Forget what counts no longer, and what is too much."""
        now = self._clock()
        while self._wrong:
            key, times = next(iter(self._wrong.items()))  # the one guessed at longest ago
            counts = times and times[-1] + FORGOTTEN_AFTER > now
            if counts and len(self._wrong) <= MOST_KEPT:
                break
            del self._wrong[key]

    def _counted(self, name: str, place: str) -> Iterator[tuple[tuple[str, ...], int]]:
        """What a guess counts for, each with the most wrong ones."""
        yield ("from", place), PLACE_GUESSES
        yield ("as", name, place), GUESSES
        if (name, place) not in self._known:
            yield ("as", name), NAME_GUESSES

"""The audit log of the staff's desk: a line of JSON for each action, in the library's folder.

No doctor's name, no patient's words and no password is written: ids, counts, and who did it.
"""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from index.durable import append_line

NAME = "audit.jsonl"
NOBODY = "nobody"
"""By whom something was tried that was not let in."""
MOST_OF_NOBODY = 10
"""Lines in a minute of what was tried in vain: whoever tries passwords, from however many places,
fills no disk."""


class Audit:
    """The audit log of one library. Threads may share it."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.file = folder / NAME
        self._clock = clock
        self._lock = threading.Lock()
        self._trying = threading.Lock()
        self._tried = (clock(), 0)  # since when, and how often

    def note(self, by: str, did: str, **what: object) -> None:
        """Add a line, flushed to disk.

        Raises:
            OSError: it cannot be written; then the action must not be done either.
        """
        when = datetime.now(UTC).isoformat(timespec="seconds")
        line = json.dumps({"when": when, "by": by, "did": did, **what}, ensure_ascii=False)
        with self._lock:
            append_line(self.file, line.encode("utf-8", "replace"))

    def note_trial(self, did: str) -> None:
        """Add a line of what somebody tried in vain who was not let in. Of more than so many in a
        minute only the number is kept: the first line of a later minute says how many were
        `left_out`.

        Raises:
            OSError: as `note`.
        """
        now = self._clock()
        with self._trying:
            began, count = self._tried
            is_later = now - began >= 60
            left_out = max(count - MOST_OF_NOBODY, 0) if is_later else 0
            began, count = (now, 0) if is_later else (began, count)
            self._tried = began, count + 1
        if count < MOST_OF_NOBODY:
            self.note(NOBODY, did, **({"left_out": left_out} if left_out else {}))

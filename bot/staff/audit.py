"""The audit log of the staff's desk: a line of JSON for each action, in the library's folder.

No doctor's name, no patient's words and no password is written: ids, counts, and who did it.
"""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from index.durable import append_line

NAME = "audit.jsonl"


class Audit:
    """The audit log of one library. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / NAME
        self._lock = threading.Lock()

    def note(self, by: str, did: str, **what: object) -> None:
        """Add a line, flushed to disk.

        Raises:
            OSError: it cannot be written; then the action must not be done either.
        """
        when = datetime.now(UTC).isoformat(timespec="seconds")
        line = json.dumps({"when": when, "by": by, "did": did, **what}, ensure_ascii=False)
        with self._lock:
            append_line(self.file, line.encode("utf-8", "replace"))

"""The private addresses of feeds: feed readers do not sign in, so that the address is the key.

Only its hash is kept. Whoever tries addresses costs no more than a look at a set of hashes, which
is read anew when the file of saved searches changes.
"""

import secrets
import threading
from hmac import compare_digest
from pathlib import Path
from typing import TypeAlias

from bot.staff.login import token_hash
from index.storage.saved_searches import NAME, SavedSearch, read_searches

FileStamp: TypeAlias = tuple[int, int, int] | None
"""What changes when a file is replaced; None where there is none."""


def cut_feed_key() -> tuple[str, str]:
    """A new key to a feed, as its address ends, and its hash."""
    key = secrets.token_urlsafe(32)
    return key, token_hash(key)


def opened_by(key: str, searches: list[SavedSearch]) -> SavedSearch | None:
    """The search whose feed a key opens; None where it opens none."""
    found, hashed = None, token_hash(key)
    for one in searches:
        if one.key_hash is not None and compare_digest(one.key_hash, hashed):
            found = one
    return found


class FeedKeys:
    """The hashes of all keys that open a feed now. Threads may share it."""

    def __init__(self) -> None:
        self._read: tuple[FileStamp, frozenset[str]] = (None, frozenset())
        self._lock = threading.Lock()

    def opens_any(self, folder: Path, key: str) -> bool:
        """Whether a key opens a feed of the library in a folder."""
        stamp = _stamp_of(folder / NAME)
        if stamp is None:
            return False
        with self._lock:
            if self._read[0] != stamp:
                hashes = (one.key_hash for one in read_searches(folder))
                self._read = (stamp, frozenset(one for one in hashes if one is not None))
            return token_hash(key) in self._read[1]


def _stamp_of(file: Path) -> FileStamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

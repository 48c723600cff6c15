"""A key to the desk that is cut while the program runs: only its hash is kept, in a file of the
library's folder, where only who owns the library can write. It opens once, within ten minutes."""

import secrets
import time
from hmac import compare_digest
from pathlib import Path

from bot.staff.login import token_hash
from index.durable import replace_file

NAME = "desk-key"
"""The file, in the library's folder, while a key waits."""
LASTS = 600.0
"""Seconds for which a key opens."""
SKEW = 5.0
"""Seconds by which a file server's clock may be ahead."""


def cut_desk_key(folder: Path) -> str:
    """A new key to the desk of whatever program serves that library; one that was cut before opens
    nothing any more.

    Raises:
        OSError: it cannot be kept there.
    """
    key = secrets.token_urlsafe(32)
    replace_file(folder / NAME, token_hash(key).encode())
    return key


def opens_desk(folder: Path, key: str) -> bool:
    """Whether that is the key that waits in a library's folder; from then on it is none."""
    file = folder / NAME
    try:
        kept, age = file.read_bytes(), time.time() - file.stat().st_mtime
        if not -SKEW <= age <= LASTS:
            file.unlink()
            return False
        if not compare_digest(token_hash(key).encode(), kept):
            return False
        file.unlink()  # of two who have the key, it goes for one
    except OSError:
        return False
    return True

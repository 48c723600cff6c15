"""The login of the staff: names with hashed passwords, sessions, and limits on guessing.

Passwords are kept as argon2 hashes (RFC 9106), in lines `name:hash` of a file or of the
environment; `doctor-answers password NAME` prints such a line. Sessions are kept in memory: they
end with the program.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
"""Characters that a password must have at least."""
GUESSES = 5
"""Wrong passwords from one address, or for one name, until it must wait."""
FORGOTTEN_AFTER = 15 * 60.0
"""Seconds after which a wrong password is forgotten."""
IDLE = 60 * 60.0
"""Seconds after which a session without any request ends."""
LONGEST = 12 * 60 * 60.0
"""Seconds after which every session ends."""


class Staff:
    """The names that may sign in, each with the hash of a password."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)

    @classmethod
    def read(cls, text: str) -> "Staff":
        """Read lines `name:hash`; empty ones and those that begin with # are left out.

        Raises:
            ValueError: a line is no such line.
        """
        hashes = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            name, colon, hashed = line.strip().partition(":")
            try:
                extract_parameters(hashed)
            except InvalidHashError as error:
                raise ValueError(
                    f"line {number} of the staff's names is not name:hash; "
                    "make one with: doctor-answers password NAME"
                ) from error
            if not (name and colon):
                raise ValueError(f"line {number} of the staff's names has no name")
            hashes[name] = hashed
        return cls(hashes)

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def verify(self, name: str, password: str) -> bool:
        """Whether that is the password of that name; as slow for a name that nobody has."""
        hashed = self._hashes.get(name)
        try:
            PasswordHasher().verify(hashed or _dummy_hash(), password)
        except VerificationError:
            return False
        return hashed is not None


@cache
def _dummy_hash() -> str:
    return PasswordHasher().hash(secrets.token_hex())


def line_for(name: str, password: str) -> str:
    """The line that lets a name sign in with a password.

    Raises:
        ValueError: the name is not possible in such a line, or the password is too short.
    """
    if not name.strip() or name != name.strip() or ":" in name or not name.isprintable():
        raise ValueError("a name has no colon, and neither begins nor ends with a blank")
    if name.startswith("#"):
        raise ValueError("a name does not begin with #")
    if len(password) < SHORTEST:
        raise ValueError(f"the password is too short; take {SHORTEST} characters or more")
    return f"{name}:{PasswordHasher().hash(password)}"


class Guesses:
    """Wrong passwords, counted by key (address or name). Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def wait(self, *keys: str) -> float:
        """Seconds until another guess is taken for all of these keys; 0 if one is now."""
        now = self._clock()
        with self._lock:
            self._forget(now)
            full = [self._wrong[key] for key in keys if len(self._wrong.get(key, ())) >= GUESSES]
        return max((times[-GUESSES] + FORGOTTEN_AFTER - now for times in full), default=0.0)

    def wrong(self, *keys: str) -> None:
        """Count a wrong guess for each of these keys."""
        with self._lock:
            for key in keys:
                self._wrong.setdefault(key, []).append(self._clock())

    def right(self, *keys: str) -> None:
        """Forget what was wrong for these keys."""
        with self._lock:
            for key in keys:
                self._wrong.pop(key, None)

    def _forget(self, now: float) -> None:
        for key, times in list(self._wrong.items()):
            kept = [at for at in times if at + FORGOTTEN_AFTER > now]
            if kept:
                self._wrong[key] = kept
            else:
                del self._wrong[key]


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in. `form` is a token in every form, which shows that it is ours."""

    name: str
    form: str
    began: float
    seen: float

    @classmethod
    def named(cls, name: str, now: float = 0.0) -> "Session":
        """A session that begins now."""
        return cls(name, secrets.token_urlsafe(32), now, now)


class Sessions:
    """Who has signed in, by the token that the browser keeps. Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, name: str) -> str:
        """Begin a session; the token to give to the browser."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._open[_token_hash(token)] = Session.named(name, now)
        return token

    def of(self, token: str | None) -> Session | None:
        """The session that a token opens, if it has not ended."""
        if token is None:
            return None
        now = self._clock()
        with self._lock:
            for key, one in list(self._open.items()):
                if now - one.seen > IDLE or now - one.began > LONGEST:
                    del self._open[key]
            found = self._open.get(_token_hash(token))
            if found is not None:
                self._open[_token_hash(token)] = replace(found, seen=now)
        return found

    def end(self, token: str | None) -> None:
        """End a session."""
        if token is not None:
            with self._lock:
                self._open.pop(_token_hash(token), None)


def _token_hash(token: str) -> str:
    """The hash that is kept of a token: nobody who reads the memory can sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()

"""The login of the staff: names with hashed passwords, the key that opens once, and sessions.

Passwords are kept as argon2 hashes (RFC 9106), in lines `name:hash` of a file or of the
environment; `doctor-answers password NAME` prints such a line. Where there is no line, whoever
starts the program gets a key. Sessions are kept in memory: they end with the program.
"""

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from errno import EINVAL
from functools import cache
from hmac import compare_digest
from pathlib import Path

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

logger = logging.getLogger(__name__)

SHORTEST = 10
"""Characters that a password must have at least."""
CHECKS_AT_ONCE = 2
"""Passwords that are checked at the same moment: each takes 64 MiB and most of a core."""
IDLE = 60 * 60.0
"""Seconds after which a session without any request ends."""
LONGEST = 12 * 60 * 60.0
"""Seconds after which every session ends."""


class Staff:
    """The names that may sign in, each with the hash of a password. Threads may share it."""

    def __init__(self, hashes: Mapping[str, str], file: Path | None = None) -> None:
        self._hashes = dict(hashes)
        self._file = file
        self._text: bytes | None = None
        self._lock = threading.Lock()

    @classmethod
    def read(cls, text: str) -> "Staff":
        """Read lines `name:hash`; empty ones and those that begin with # are left out.

        Raises:
            ValueError: a line is no such line.
        """
        return cls(dict(_hashes_of(text)))

    @classmethod
    def given(cls, text: str, where: str) -> "Staff":
        """The names in lines that somebody gave so that the desk has a login.

        Args:
            where: the option or the variable that gave them.

        Raises:
            ValueError: a line is none of `name:hash`, or there is no line.
        """
        staff = cls.read(text)
        if not staff:
            raise ValueError(
                f"{where} has no line name:hash, so that nobody could sign in; make one with: "
                "doctor-answers password NAME"
            )
        return staff

    @classmethod
    def open(cls, file: Path) -> "Staff":
        """The names in a file, which is looked at again by `reread`.

        Raises:
            OSError: it cannot be read.
            ValueError: as `given`.
        """
        staff = cls.given(file.read_bytes().decode("utf-8-sig"), str(file))
        staff._file = file if file.is_file() else None  # what a pipe held can be read only once
        return staff

    def reread(self) -> frozenset[str]:
        """Take over what the file says now; the names whose line went, or has another password.

        A file that is gone lets nobody in; a line that is none is left out, and said in the log.
        """
        if self._file is None:
            return frozenset()
        with self._lock:
            text = _bytes_of(self._file)
            if text == self._text:
                return frozenset()
            before, self._text = self._hashes, text
            self._hashes = _sound_hashes_of(text)
            return frozenset(name for name in before if self._hashes.get(name) != before[name])

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def hash_of(self, name: str) -> str | None:
        """The hash in the line of a name, as it was read last; None for a name that has no line."""
        return self._hashes.get(name)

    def verify(self, name: str, password: str) -> bool:
        """Whether that is the password of that name; as slow for a name that nobody has."""
        hashed = self._hashes.get(name)
        try:
            PasswordHasher().verify(hashed or _dummy_hash(), password)
        except VerificationError:
            return False
        return hashed is not None


def _hashes_of(text: str) -> Iterator[tuple[str, str]]:
    """The names and hashes in lines.

    Raises:
        ValueError: a line is none.
    """
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
        yield name, hashed


def _sound_hashes_of(text: bytes) -> dict[str, str]:
    """The names and hashes in those lines that are such, of a file that somebody is editing."""
    hashes: dict[str, str] = {}
    for line in text.decode("utf-8-sig", "replace").splitlines():
        try:
            hashes.update(_hashes_of(line))
        except ValueError:
            logger.warning("a line of the staff's names is not name:hash, and is left out")
    return hashes


def _bytes_of(file: Path) -> bytes:
    try:
        if file.exists() and not file.is_file():  # to open a pipe would wait for ever
            raise OSError(EINVAL, "no regular file")
        return file.read_bytes()
    except OSError as error:
        logger.warning("the staff's names cannot be read: %s", error.strerror)
        return b""


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
            self._open[token_hash(token)] = Session.named(name, now)
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
            found = self._open.get(token_hash(token))
            if found is not None:
                self._open[token_hash(token)] = replace(found, seen=now)
        return found

    def end(self, token: str | None) -> None:
        """End a session."""
        if token is not None:
            with self._lock:
                self._open.pop(token_hash(token), None)

    def end_of(self, names: Collection[str]) -> None:
        """End every session of those names."""
        with self._lock:
            for key, one in list(self._open.items()):
                if one.name in names:
                    del self._open[key]


class OneTimeKey:
    """A key that opens the desk once, for whoever started the program. Threads may share it."""

    def __init__(self) -> None:
        self._kept: str | None = None
        self._lock = threading.Lock()

    def cut(self) -> str:
        """A new key; one that was cut before opens nothing any more."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._kept = token_hash(key)
        return key

    def opens(self, key: str) -> bool:
        """Whether that is the key; from then on it is none."""
        with self._lock:
            fits = self._kept is not None and compare_digest(token_hash(key), self._kept)
            if fits:
                self._kept = None
        return fits


def token_hash(token: str) -> str:
    """The hash that is kept of a token: nobody who reads the memory can sign in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

"""The keys of programs: each is shown once, when it is made; its hash is kept beside the library.

A key is 256 random bits, so that a plain hash of it tells nothing. The file is read at each
request: a key that is made or revoked counts from then on. Where there is a file, a key is needed,
even if no key is left in it: revoking the last one must not open what it closed.
"""

import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from bot.staff.login import token_hash
from bot.web.api.scopes import SCOPES, Scope
from index.durable import replace_file
from index.library.lock import changing

logger = logging.getLogger(__name__)

NAME = "api-keys"
"""The file, in the library's folder."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """The name of a key, what it allows, and its hash."""

    name: str
    scope: Scope
    hashed: str

    @property
    def line(self) -> str:
        """The key in a line of the file."""
        return f"{self.name}:{self.scope}:{self.hashed}\n"


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """The keys beside a library."""

    folder: Path

    @property
    def file(self) -> Path:
        """Where they are kept."""
        return self.folder / NAME

    @property
    def are_needed(self) -> bool:
        """Whether somebody ever made one."""
        return self.file.exists()

    def every(self) -> list[ApiKey]:
        """All keys, in the order in which they were made; none where the file cannot be read."""
        try:
            text = self.file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            logger.warning("the keys of programs cannot be read: %s", error.strerror)
            return []
        return list(_keys_in(text))

    def scope_of(self, key: str) -> Scope | None:
        """What a key allows; None for one that is none."""
        hashed = token_hash(key)
        found = [one.scope for one in self.every() if compare_digest(one.hashed, hashed)]
        return found[0] if found else None

    def make(self, name: str, scope: Scope) -> str:
        """A new key, of which only the hash is kept.

        Raises:
            ValueError: the name cannot be one, or another key has it.
            LibraryBusy, OSError: it cannot be kept.
        """
        if not name.strip() or name != name.strip() or ":" in name or not name.isprintable():
            raise ValueError("a key's name has no colon, and neither begins nor ends with a blank")
        key = secrets.token_urlsafe(32)
        with changing(self.folder):
            kept = self.every()
            if name in {one.name for one in kept}:
                raise ValueError(
                    f"there is a key for {name}; revoke it first with: "
                    f"doctor-answers key --revoke {name}"
                )
            self._write([*kept, ApiKey(name, scope, token_hash(key))])
        return key

    def revoke(self, name: str) -> None:
        """Let the key of a name open nothing any more.

        Raises:
            ValueError: there is none.
            LibraryBusy, OSError: that cannot be kept.
        """
        with changing(self.folder):
            kept = self.every()
            left = [one for one in kept if one.name != name]
            if len(left) == len(kept):
                raise ValueError(f"there is no key for {name}; doctor-answers key lists all")
            self._write(left)

    def _write(self, keys: list[ApiKey]) -> None:
        replace_file(self.file, "".join(one.line for one in keys).encode())


def _keys_in(text: str) -> Iterator[ApiKey]:
    """The keys in the lines of a file; a line that is none opens nothing."""
    for line in text.splitlines():
        name, _, rest = line.partition(":")
        written, _, hashed = rest.partition(":")
        scope = next((one for one in SCOPES if one == written), None)
        if name and scope is not None and hashed.isascii() and len(hashed) == len(token_hash("")):
            yield ApiKey(name, scope, hashed)
        else:
            logger.warning("a line of the keys of programs is not name:scope:hash, and is left out")

"""Pages of a long list: a cursor says where the next one begins, in the very list that it was made
from. Where the library changed since, it is refused: doctors would be left out, or come twice."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b

from bot.web.api.access import Refusal

LONGEST = 200
"""Characters of a cursor."""
STALE = "The library changed since that cursor was made; ask again without it, from the beginning."
ODD = "This cursor was made for no such question; ask without it, from the beginning."


@dataclass(frozen=True, slots=True)
class List:
    """A list that is given page by page: the version of the library that it is made from, and what
    was asked for."""

    version: str
    asked: str

    @classmethod
    def of(cls, version: str, *asked: object) -> "List":
        """The list of what was asked for."""
        return cls(version, blake2b(repr(asked).encode(), digest_size=8).hexdigest())

    def cursor(self, skip: int) -> str:
        """What leads to the rest of the list, after so many."""
        return urlsafe_b64encode(json.dumps([self.version, self.asked, skip]).encode()).decode()

    def skipped(self, cursor: str | None) -> int:
        """How many come before what a cursor leads to.

        Raises:
            Refusal: it is none, was made for another list, or from another version of this one.
        """
        if cursor is None:
            return 0
        try:
            version, asked, skip = json.loads(urlsafe_b64decode(cursor))
        except (ValueError, TypeError, RecursionError):
            raise Refusal(422, ODD) from None
        if asked != self.asked or type(skip) is not int or skip < 0:
            raise Refusal(422, ODD)
        if version != self.version:
            raise Refusal(410, STALE)
        return skip

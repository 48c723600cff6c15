"""The cookies of a request: those of the staff's desk are passed on, and no others.

Python's own reader takes seconds for one that was made to take long (thousands of quotation marks
behind backslashes), and nobody else is answered meanwhile. Ours are a name and a token, which need
no such reader.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from bot.staff.access import COOKIE

RawHeader: TypeAlias = tuple[bytes, bytes]
"""A header as ASGI has it: its name in small letters, and its value."""
OWN = re.compile(rb"(?:__Host-)?%s(?:-\d{1,5})?=[A-Za-z0-9_-]{1,100}" % COOKIE.encode())


def with_own_cookies(headers: Iterable[RawHeader]) -> Iterator[RawHeader]:
    """The headers of a request, without the cookies that are none of ours."""
    for name, value in headers:
        if name != b"cookie":
            yield name, value
            continue
        own = [one for one in map(bytes.strip, value.split(b";")) if OWN.fullmatch(one)]
        if own:
            yield name, b"; ".join(own)

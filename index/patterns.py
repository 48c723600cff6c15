"""Regular expressions that are compiled when they are first used.

Python takes a millisecond for a long one. A program that answers one question imports hundreds, and
uses a third of them.
"""

import re
from typing import cast


class _Pattern:
    """A pattern in waiting: the first time that one of its methods is asked for, it is compiled."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        """A method of the compiled pattern, which is found at once from then on."""
        found = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, found)
        return found


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but nothing is compiled before one of its methods is used. Functions
    of `re` itself do not take it."""
    return cast("re.Pattern[str]", _Pattern(text, flags))

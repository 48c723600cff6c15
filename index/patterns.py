"""Regular expressions that are compiled when they are first used.

Python takes a millisecond for a long one. A program that answers one question imports hundreds, and
uses a third of them; one that stays compiles them all before anybody asks.
"""

import re
from typing import Final, cast


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

    def compile(self) -> None:
        """Find the methods that search, so that nothing is compiled later."""
        compiled = re.compile(self.pattern, self.flags)
        for name in METHODS:
            setattr(self, name, getattr(compiled, name))


METHODS: Final = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")
_WAITING: Final[list[_Pattern]] = []
"""Those that nobody asked to compile beforehand."""


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but nothing is compiled before one of its methods is used. Functions
    of `re` itself do not take it."""
    made = _Pattern(text, flags)
    _WAITING.append(made)
    return cast("re.Pattern[str]", made)


def compile_beforehand() -> None:
    """Compile every pattern that was made so far, so that no question waits for it."""
    while _WAITING:
        _WAITING.pop().compile()

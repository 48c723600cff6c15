"""Lines that a site prints around the answers, recognised by the patterns of furniture.toml."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("furniture.toml")
LONGEST_LINE = 320
"""Characters; no line of a site's furniture is longer."""


@lru_cache(maxsize=1)
def _known() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=64)
def _pattern(*keys: str) -> re.Pattern[str]:
    found: Any = _known()
    for key in keys:
        found = found[key]
    return re.compile("|".join(f"(?:{one})" for one in found), re.IGNORECASE)


@lru_cache(maxsize=50_000)
def furniture_kind(line: str) -> str | None:
    """The kind of furniture that a line is, such as "cookies"; None for any other line."""
    if len(line) > LONGEST_LINE:
        return None
    return next((kind for kind in _known()["furniture"] if _is("furniture", kind, line)), None)


@lru_cache(maxsize=50_000)
def vote_kind(line: str) -> str | None:
    """The kind of vote line that a line is; None for any other line."""
    if len(line) > LONGEST_LINE:
        return None
    return next((kind for kind in _known()["votes"] if _is("votes", kind, line)), None)


def _is(section: str, kind: str, line: str) -> bool:
    return _pattern(section, kind).fullmatch(line) is not None


COUNT = r"\(?\[?\s*(?P<n>\d[\d,.]*)\s*\]?\)?"


@lru_cache(maxsize=2)
def _announcements() -> tuple[re.Pattern[str], ...]:
    alone = _pattern("announcement").pattern
    short = _pattern("announcement_with_number").pattern
    between = r"\s*[:–—-]?\s*"
    return tuple(
        re.compile(one, re.IGNORECASE)
        for one in (
            rf"(?:{alone})(?:{between}{COUNT})?:?",
            rf"{COUNT}\s+(?:{alone}):?",
            rf"(?:{short}){between}{COUNT}:?",
            rf"{COUNT}\s+(?:{short}):?",
        )
    )


def announcement(line: str) -> tuple[str | None] | None:
    """The digits in "Doctor Answers 13", in a tuple as there may be none; None for another line."""
    if len(line) > LONGEST_LINE and not line[-1].isdigit():
        return None
    for pattern in _announcements():
        found = pattern.fullmatch(line)
        if found is not None:
            return (found["n"],)
    return None


def speaks_as_notice(block: str) -> int:
    """How many of the things a legal notice speaks of a text that begins like one speaks of."""
    if _pattern("notice", "begins").match(block) is None:
        return 0
    words = block.lower()
    return sum(word in words for word in _known()["notice"]["speaks_of"])

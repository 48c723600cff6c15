"""Lines that a site prints around the answers, recognised by the patterns of furniture.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("furniture.toml")
BUTTONS = "helpful"
"""The kind of what a reader may do with an answer: say that it helped, share it, save it."""
MOST_BUTTONS = 6
"""Of one word each, in a row with nothing but blanks between."""
COUNTED = re.compile(r"\?|\(\d{1,6}\)")
LONGEST_LINE = 320
"""Characters; no line of a site's furniture is longer."""


@lru_cache(maxsize=1)
def _known() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=64)
def _pattern(*keys: str) -> re.Pattern[str]:
    return re.compile(_written(*keys), re.IGNORECASE)


def _written(*keys: str) -> str:
    found: Any = _known()
    for key in keys:
        found = found[key]
    unnamed = (re.sub(r"\?P<\w+>", "", one) for one in found)  # no name may be given twice
    return "|".join(f"(?:{one})" for one in unnamed)


@lru_cache(maxsize=2)
def _kinds(section: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What the lines of a section match, and the kind that each group of it is."""
    kinds = {f"kind_{n}": kind for n, kind in enumerate(_known()[section])}
    groups = (f"(?P<{name}>{_written(section, kind)})" for name, kind in kinds.items())
    return re.compile("|".join(groups), re.IGNORECASE), kinds


def _kind_of(section: str, line: str) -> str | None:
    pattern, kinds = _kinds(section)
    found = pattern.fullmatch(line)
    return None if found is None else kinds[found.lastgroup or ""]


@lru_cache(maxsize=50_000)
def furniture_kind(line: str) -> str | None:
    """The kind of furniture that a line is, such as "cookies"; None for any other line."""
    if len(line) > LONGEST_LINE:
        return None
    kind = _kind_of("furniture", line)
    return BUTTONS if kind is None and _is_row_of_buttons(line) else kind


def _is_row_of_buttons(line: str) -> bool:
    """Whether a line is a row of a site's buttons, each of which is known as one alone: "Share on
    Facebook · Tweet · Pin it". "Yes" and "No" are buttons beside others only."""
    pieces = re.split(r"\s*[·•|/]\s*|\s{2,}", line)
    if len(pieces) == 1 and line.count(" ") < MOST_BUTTONS:  # the blanks between were squeezed
        pieces = [one for one in COUNTED.sub("", line).split() if one]
    button = _pattern("furniture", BUTTONS)
    others = [piece for piece in pieces if piece.casefold() not in {"yes", "no"}]
    return len(pieces) > 1 and bool(others) and all(map(button.fullmatch, others))


@lru_cache(maxsize=50_000)
def vote_kind(line: str) -> str | None:
    """The kind of vote line that a line is; None for any other line."""
    if len(line) > LONGEST_LINE:
        return None
    return _kind_of("votes", line)


def numbered(line: str) -> int | None:
    """The number that "Answer 2 of 5" gives an answer; None for any other line."""
    return _number(line, "n")


def numbered_of(line: str) -> int | None:
    """The 5 of "Answer 2 of 5", which is how many answers the page announces."""
    return _number(line, "of")


@lru_cache(maxsize=50_000)
def _number(line: str, group: str) -> int | None:
    found = (one.fullmatch(line) for one in _numberings())
    told = next((one for one in found if one), None)
    return None if told is None or told[group] is None else int(told[group])


@lru_cache(maxsize=1)
def _numberings() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in _known()["furniture"]["numbering"])


ORDINAL = re.compile(
    r"(?:#|[Nn]o\.?\s|\()\s?(?P<marked>\d{1,3})[.:)]?"
    r"|(?P<closed>\d{1,3})[.:)]|(?P<roman>[IVX]{1,5})[.)]|(?P<letter>[A-Z])[.)]"
)
ROMAN = {"I": 1, "V": 5, "X": 10}


def ordinal(line: str) -> int | None:
    """The number that stands alone on a line with its sign, "1.", "#2", "(3)", "IV." or "B)", above
    an answer or an item of a list; None for any other line, a mere number among them."""
    found = ORDINAL.fullmatch(line)
    if found is None:
        return None
    if found["roman"]:
        return _roman(found["roman"])
    letter = found["letter"]
    return ord(letter) - ord("A") + 1 if letter else int(found["marked"] or found["closed"])


def _roman(letters: str) -> int:
    values = [ROMAN[one] for one in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < other else one for one, other in pairs)


FULL = 2
"""The first patterns speak of doctors; the others say only "Answers 13"."""
COUNT = r"\(?\[?\s*(?P<n>\d[\d,.]*)\s*\]?\)?"


@lru_cache(maxsize=2)
def _announcements() -> tuple[re.Pattern[str], ...]:
    alone = _pattern("announcement").pattern
    short = _pattern("announcement_with_number").pattern
    one = _pattern("announcement_of_one").pattern
    between = r"\s*[:–—-]?\s*"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?:{alone})(?:{between}{COUNT})?:?",
            rf"{COUNT}\s+(?:{alone}):?",
            rf"(?:{short}){between}{COUNT}:?",
            rf"{COUNT}\s+(?:{short}):?",
            rf"(?P<n>1)\s+(?:{one}):?",
            rf"showing\s+(?:all\s+)?(?P<n>\d{{1,4}})(?:\s+of\s+\d{{1,4}})?\s+(?:{short})",
        )
    )


@dataclass(frozen=True, slots=True)
class Announcement:
    """What "Doctor Answers 13" says: the digits, and whether it speaks of doctors."""

    digits: str | None
    is_full: bool


@lru_cache(maxsize=50_000)
def announcement(line: str) -> Announcement | None:
    """What a line says that announces answers; None for any other line."""
    if len(line) > LONGEST_LINE and not line[-1].isdigit():
        return None
    for n, pattern in enumerate(_announcements()):
        found = pattern.fullmatch(line)
        if found is not None:
            return Announcement(found["n"], is_full=n < FULL)
    return None


def is_bare_announcement(line: str) -> bool:
    """Whether a line is "Answers" without a number, which a site's menu may say, too."""
    return _pattern("announcement_with_number").fullmatch(line.rstrip(":")) is not None


def speaks_as_notice(block: str) -> int:
    """How many of the things a legal notice speaks of a text that begins like one speaks of."""
    if _pattern("notice", "begins").match(block) is None:
        return 0
    words = block.lower()
    return sum(word in words for word in _known()["notice"]["speaks_of"])

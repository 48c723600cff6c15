"""What the warnings of a page say of people: what somebody has to decide about, and has decided.

They are kept with a page where nothing else of its reading is.
"""

import re
from collections.abc import Iterable

from index.model import Page

TO_BE_CHECKED = "to be checked"
"""How a warning begins that a person has to decide about."""
DECIDED = "read as decided by"
"""How the warning begins that a person decided about a page, or about one of its answers."""
DOUBT = re.compile(
    rf"{TO_BE_CHECKED}: answer (\d+)(?: \(lines? .*?\) names nobody, as|:) (.*)", re.DOTALL
)
"""The warning about an answer in doubt: its number, and why."""
OF_ANSWER = re.compile(rf"(?:{TO_BE_CHECKED}: )?answer (\d+)\b(.*)", re.DOTALL)
"""A warning about an answer: its number, and what it says."""
QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
"""A value as a warning prints it."""
ESCAPED = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[nrt'\\])")
"""A character that is not printed as itself in such a value."""


def checks_in(warnings: Iterable[str]) -> list[str]:
    """The warnings that a person has to decide about."""
    return [one for one in warnings if one.startswith(f"{TO_BE_CHECKED}: ")]


def doubts_in(warnings: Iterable[str]) -> dict[int, str]:
    """Why answers of a page name nobody, by their numbers, as its warnings say."""
    found = (DOUBT.fullmatch(warning) for warning in reversed(list(warnings)))
    return {int(one[1]): one[2] for one in found if one is not None}


def values_told_in(warnings: Iterable[str]) -> dict[int, list[str]]:
    """The values that a page's warnings print of its answers, by their numbers: what a file says of
    each, though it was not taken."""
    told: dict[int, list[str]] = {}
    for found in filter(None, map(OF_ANSWER.fullmatch, warnings)):
        values = (one[1] or one[2] for one in QUOTED.finditer(found[2]))
        told.setdefault(int(found[1]), []).extend(ESCAPED.sub(" ", one) for one in values if one)
    return told


def is_decided(page: Page) -> bool:
    """Whether a page was read by a person's decision."""
    return any(warning.startswith(DECIDED) for warning in page.warnings)

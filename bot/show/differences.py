"""Two versions of a text, cut into the stretches that both have and those that only one has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORD = re.compile(r"\w+|\s+|[^\w\s]")
MOST_WORDS = 6_000
"""Words of both texts together that are compared one by one; longer ones are shown as they are."""
AROUND = 40
"""Characters that are shown before and after what changed, on a line of a terminal."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that both versions have ("same"), or only the earlier ("gone") or later one ("new")."""

    kind: Literal["same", "gone", "new"]
    words: str


def stretches(before: str, after: str) -> list[Stretch]:
    """The stretches of two versions in their order. Those that are not new are `before`, put
    together; those that are not gone are `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Stretch("gone", before), Stretch("new", after)]
    return list(_compared(old, new))


def _compared(old: list[str], new: list[str]) -> Iterator[Stretch]:
    for kind, start, end, other, last in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            yield Stretch("same", "".join(old[start:end]))
            continue
        if start < end:
            yield Stretch("gone", "".join(old[start:end]))
        if other < last:
            yield Stretch("new", "".join(new[other:last]))


def marked_line(before: str, after: str) -> str:
    """What changed, with a few words around it: "… sleep [-on two-]{+on three+} pillows …"."""
    found = stretches(before, after)
    marks = {"gone": ("[-", "-]"), "new": ("{+", "+}")}
    line = ""
    for number, one in enumerate(found):
        if one.kind == "same":
            line += _shortened(one.words, first=not number, last=number == len(found) - 1)
        else:
            opening, closing = marks[one.kind]
            line += f"{opening}{one.words}{closing}"
    return line


def _shortened(words: str, *, first: bool, last: bool) -> str:
    head = "" if first else words[:AROUND]
    tail = "" if last else words[-AROUND:]
    return words if len(words) <= len(head) + len(tail) + 3 else f"{head} … {tail}"

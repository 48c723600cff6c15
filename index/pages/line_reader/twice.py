"""Finds a page that stands twice in its file, where somebody copied it twice."""

from collections.abc import Sequence

from index.pages.line_reader.furniture import announcement
from index.pages.line_reader.lines import Line, lines_of

MOST_COPIES = 3
FEWEST_LINES = 4
"""Lines of a page with an answer."""
TOLD = "the page stands {} times in the file; it was read once"


def read_once(text: str) -> tuple[str, tuple[str, ...]]:
    """The text up to where its copy begins, with a warning; or as it is, if it has none. Only
    blanks may differ between the copies.

    What is removed from a page is removed from its text: so a copy is no part of that.
    """
    first = next((one.strip() for one in text.splitlines() if one.strip()), "")
    if text.count(first) < 2:
        return text, ()
    lines = lines_of(text)
    for copies in range(2, MOST_COPIES + 1):
        length, rest = divmod(len(lines), copies)
        if not rest and length >= FEWEST_LINES and _is_repeated(lines, length):
            start = lines[length].span.start
            end = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
            return text[:end].rstrip() + "\n", (TOLD.format(copies),)
    return text, ()


def _is_repeated(lines: Sequence[Line], length: int) -> bool:
    """Whether so many lines are a page, and all others repeat them."""
    page = [line.plain for line in lines[:length]]
    announced = any(announcement(line) for line in page)
    return announced and all(
        [line.plain for line in lines[at : at + length]] == page
        for at in range(length, len(lines), length)
    )

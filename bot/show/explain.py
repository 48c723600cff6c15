"""A page as it was read, line by line: what each is, whose, and what that rests on."""

import os
import shutil
from collections.abc import Iterator, Mapping
from typing import TextIO

from bot.show.terminal import page_text
from bot.show.visible import one_line, with_visible_controls
from index.model import Page, Role
from index.pages.line_reader.page_warnings import is_decided

WIDEST_EVIDENCE = 44
"""Characters of the evidence on a terminal; the warnings below the lines have it in full."""
LEAST_TEXT = 24
"""Characters of a line that are shown however narrow the terminal is."""
RESET = "\x1b[0m"
COLOURS: Mapping[Role, str] = {
    Role.TITLE: "\x1b[1m",
    Role.QUESTION: "\x1b[36m",
    Role.HEADLINE: "\x1b[1m",
    Role.BODY: "",
    Role.BYLINE: "\x1b[32m",
    Role.UNEXPLAINED: "\x1b[1;31m",
}
"""How a terminal shows the lines of a role; the others are the site's, and dim."""
DIM = "\x1b[2m"
DOUBTFUL = "\x1b[1;33m"


def explained_text(page: Page, output: TextIO) -> str:
    """What was read of a page with every line: its number, its role and its answer, the evidence,
    and its text. `!` stands before a line that nothing explains, `?` before one in doubt.

    A terminal gets colours, unless NO_COLOR is set, and lines as wide as it is; a file or a pipe
    gets all of each line.
    """
    is_terminal = output.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else None
    in_colour = is_terminal and not os.environ.get("NO_COLOR")
    lines = [_shown(row, in_colour=in_colour) for row in _rows(page, width)]
    return "\n".join([*lines, page_text(page)])


def doubtful_lines(page: Page) -> frozenset[int]:
    """The numbers of the lines of which a person has to decide what they are, or whose."""
    doubted = {answer.number for answer in page.answers if answer.doubt is not None}
    may_be_loose = not is_decided(page)
    return frozenset(
        line.number
        for line in page.lines
        if line.answer in doubted
        or (may_be_loose and line.role is Role.BYLINE and line.answer is None)
    )


def _rows(page: Page, width: int | None) -> Iterator[tuple[str, str]]:
    """Each line of the view, with its colour."""
    evidence_width = max((len(line.evidence) for line in page.lines), default=0)
    if width is not None:
        evidence_width = min(evidence_width, WIDEST_EVIDENCE, max(12, width // 3))
    in_doubt = doubtful_lines(page)
    for line in page.lines:
        doubtful = line.number in in_doubt
        mark = "!" if line.role is Role.UNEXPLAINED else "?" if doubtful else " "
        role = str(line.role) if line.answer is None else f"{line.role} {line.answer}"
        evidence = line.evidence if width is None else _cut(line.evidence, evidence_width)
        head = f"{mark}{line.number:>4}  {role:<13} {evidence:<{evidence_width}}  "
        text = one_line(" ".join(page.quote(line.span).split()))
        if width is not None:
            text = _cut(text, max(LEAST_TEXT, width - len(head) - 1))
        yield head + text, DOUBTFUL if doubtful else COLOURS.get(line.role, DIM)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _shown(row: tuple[str, str], *, in_colour: bool) -> str:
    """A line without control characters of the page, in its colour."""
    text, colour = row
    plain = with_visible_controls(text)
    return f"{colour}{plain}{RESET}" if in_colour and colour else plain

"""What a program that clips pages writes on top of one, between two lines `---`: "source: https:…".

It speaks of the clipping, and is nobody's words: neither the title nor what a patient asked.
"""

import re
from collections.abc import Sequence

from index.pages.line_reader.lines import Line

FENCE = "---"
MOST_LINES = 60
FIELD = re.compile(r"[\w-]{1,40}:(?:\s.*)?|-(?:\s.*)?|[}\]],?")
"""A field of YAML, or one value of a list of them."""


def lines_of_front_matter(lines: Sequence[Line]) -> int:
    """How many lines on top of a page are its front matter, the two that enclose it included; 0
    where the page is something else, or nothing else."""
    if not lines or lines[0].text != FENCE:
        return 0
    for at, line in enumerate(lines[1 : MOST_LINES + 1], start=1):
        if line.text == FENCE:
            return at + 1 if 1 < at < len(lines) - 1 else 0
        if line.gap or FIELD.fullmatch(line.text) is None:
            return 0
    return 0

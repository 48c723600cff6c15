"""Tries costly selectors on a page in a process of its own, which can be stopped.

What a search takes grows by a power of the page's elements with each `:has()`, each `~` and each
blank of its selector, and nothing stops it from within. Plain selectors on pages that are not huge
are not tried.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

SECONDS = 10.0
"""That all selectors of a recipe may take on a page."""
MOST_BLANKS = 3
"""In a plain selector."""
PLAIN = 200_000_000
"""Characters of a page times those of all selectors, up to which plain ones are not tried: 100 of
selectors and a page of 2 MB."""
TRIAL = """
import json, sys
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

def found(where, selector):
    try:
        return where.css(selector)
    except SelectolaxError:  # told where it is used
        return []

told = json.load(sys.stdin)
tree = LexborHTMLParser(told["text"], scripting=True)
for selector in told["whole"]:
    found(tree, selector)
for box in found(tree, told["box"])[: told["most"]]:
    for selector in told["within"]:
        found(box, selector)
"""


def takes_too_long(
    text: str, whole: Sequence[str], box: str, within: Sequence[str], most: int
) -> bool:
    """Whether selectors take more than `SECONDS` on a page, or all memory.

    Args:
        text: the page's markup.
        whole: selectors of something anywhere on the page.
        box: the selector of boxes, of which the first `most` are looked at.
        within: selectors of something in each box.
    """
    selectors = [*whole, box, *within]
    if all(map(_is_plain, selectors)) and len(text) * sum(map(len, selectors)) <= PLAIN:
        return False
    told = {"text": text, "whole": whole, "box": box, "within": within, "most": most}
    try:
        # -P: not the modules that lie in the working folder, where a stranger's pages may be.
        done = subprocess.run(  # noqa: S603  the words are ours; what is tried is data on its input
            [sys.executable, "-P", "-c", TRIAL],
            input=json.dumps(told).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def _is_plain(selector: str) -> bool:
    return not {"(", "~"} & set(selector) and len(selector.split()) <= MOST_BLANKS + 1

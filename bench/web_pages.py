"""How many saved web pages are read in a second on one core, beside trafilatura.

    python bench/web_pages.py [PAGE.html …] [--pages 300]

The pages are the three seeds in five shapes, the same with markup by schema.org, and those that are
named. The table has pages a second, for each of these: of the step that derives the text, reading
the answers, and of trafilatura's `extract`, which finds a page's main text and no answers; and the
ratios to it. A page without markup is read line by line, which takes most of the time. What each
line is stays in memory, as sites print many on every page; the pages with "no line twice" gain
nothing by that.
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index.errors import UnreadablePage  # noqa: E402
from index.pages.html.derived import derived, parsed  # noqa: E402
from index.pages.html.saved import web_page  # noqa: E402
from index.pages.line_reader.text import read_page  # noqa: E402
from tests.pages.html.wrappings import WRAPPINGS, with_markup  # noqa: E402

ROUNDS = 5
"""The best of so many is printed, by processor time: what else the machine does only slows it."""


NO_LINE_TWICE = "the same, no line twice"
COMMON = re.compile(rb"\b(?:the|and|to|of|is|in|with|a)\b(?= [a-z])")


def main() -> None:
    """Make the pages, read them, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=Path, nargs="*", metavar="PAGE.html")
    parser.add_argument("--pages", type=int, default=300, metavar="N")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    extract = trafilatura_text()
    head = "pages", "kB", "text", "ratio", "answers", "ratio", "trafilatura"
    print(f"| {' | '.join(head)} |\n|---|{'---:|' * (len(head) - 1)}")
    for name, kinds in kinds_of(options.files).items():
        pages = [kinds[n % len(kinds)] for n in range(options.pages)]
        size = sum(map(len, pages)) / len(pages) / 1000
        is_new = name == NO_LINE_TWICE
        rounds = [of_new_lines(pages, n) if is_new else pages for n in range(ROUNDS)]
        text, answers, theirs = (
            pages_a_second(rounds, step) for step in (text_of, answers_of, extract)
        )
        print(
            f"| {name} | {size:.0f} | {text:,.0f} | {text / theirs:.1f} "
            f"| {answers:,.0f} | {answers / theirs:.1f} | {theirs:,.0f} |"
        )


def kinds_of(files: Sequence[Path]) -> dict[str, list[bytes]]:
    """The bytes of the pages, by what they are."""
    seeds = sorted(ROOT.glob("seeds/*.txt"))
    texts = [file.read_bytes().decode("utf-8") for file in seeds]
    marked = [with_markup(read_page(file, "a", "a")) for file in seeds]
    unmarked = [wrap(one).encode() for wrap in WRAPPINGS.values() for one in texts]
    found = {
        "without markup": unmarked,
        NO_LINE_TWICE: unmarked,
        "with markup": [one.encode() for one in marked],
    }
    return {**found, "those named": [file.read_bytes() for file in files]} if files else found


def of_new_lines(pages: Sequence[bytes], round_: int) -> list[bytes]:
    """The pages, with words in every sentence that stand nowhere else."""

    def changed(number: int, page: bytes) -> bytes:
        own = f" q{round_}z{number}z".encode()
        return COMMON.sub(lambda found: found[0] + own + b"%dz" % found.start(), page)

    return [changed(number, page) for number, page in enumerate(pages)]


def text_of(data: bytes) -> object:
    """The derived text of a page."""
    return derived(parsed(data.decode("utf-8"), "a.html")).text


def answers_of(data: bytes) -> object:
    """A page with its answers, as `build` reads it."""
    try:
        return web_page(data, "a.html", "a.html").page("a", "a.html", "")
    except UnreadablePage as error:
        return error


def trafilatura_text() -> Callable[[bytes], object]:
    """trafilatura's text of a page."""
    try:
        from trafilatura import extract
    except ImportError:
        sys.exit('trafilatura is not installed; pip install -e ".[bench]"')
    return lambda data: extract(data.decode("utf-8"))


def pages_a_second(rounds: Sequence[Sequence[bytes]], step: Callable[[bytes], object]) -> float:
    """The best of some rounds."""
    best = 0.0
    for pages in rounds:
        started = time.process_time()
        for page in pages:
            step(page)
        best = max(best, len(pages) / (time.process_time() - started))
    return best


if __name__ == "__main__":
    main()

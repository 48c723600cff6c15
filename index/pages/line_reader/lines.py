"""The lines of a page: what is printed, where, and how it reads without its dress."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.model import Span

QUOTED = re.compile(r"(?:>[ \t]?)+")
HEADING = re.compile(r"#{1,6}\s+")
LINK = re.compile(r"!?\[([^\[\]]+)\]\((?:https?://|www\.|/)[^()\s]*\)")
SLANTED = re.compile(r"([_*])(?=[^\s_*])(.+)(?<=[^\s_*])\1")
BOLD = re.compile(r"(?P<mark>\*\*|__)(?=[^\s_*])(.+?)(?<=[^\s_*])(?P=mark)")
TAG = re.compile(
    r"</?(?:(?P<parts>blockquote|br|dd|div|dt|h[1-6]|hr|li|p|td|th|tr)"
    r"|a|abbr|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]*|/)?>"
    r"|\[/?[bius]\]",
    re.IGNORECASE,
)
"""A tag that stands in a page's text as it would in markup, or in a forum's, and whether it `parts`
words."""
COMMAS = str.maketrans("，、；：（）", ",,;:()")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line.

    `text` is stripped, as printed, at `span`; `plain` is the same for recognising it: composed,
    without marks that nobody sees, Markdown and tags. `number` counts from 1, `gap` the blank lines
    above.
    """

    text: str
    plain: str
    span: Span
    number: int
    gap: int

    @property
    def cells(self) -> list[str]:
        """What reads as `plain` in each cell of a row of a table; else the whole line alone."""
        parted = self.text.split("\t")
        return list(map(plain, parted)) if len(parted) > 1 else [self.plain]


def lines_of(text: str) -> list[Line]:
    """Every non-blank line of a page.

    Only CR and LF end a line: `splitlines` would also break at characters that occur inside a
    sentence. Where nearly every line was quoted in a letter ("> "), the mark is no part of a line.
    """
    found = list(_lines(text))
    quoted = [QUOTED.match(line.text) for line in found]
    if len(found) > 3 and all(quoted):
        marks = [mark.end() if mark else 0 for mark in quoted]
        found = [_from(line, mark) for line, mark in zip(found, marks, strict=True)]
        found = _with_gaps_of_empty(found)
    return _with_usual_gaps(found)


def _lines(text: str) -> Iterator[Line]:
    gap, number = 0, 1
    for found in re.finditer(r"[^\r\n]+|\r\n|\r|\n", text):
        words = found[0].strip()
        kept = plain(words) if words else ""
        if kept:
            start = found.start() + found[0].index(words)
            yield Line(words, kept, Span(start, start + len(words)), number, gap)
            gap = -1  # the end of this very line is no blank line
        elif found[0][0] in "\r\n":
            gap += 1
            number += 1


def _from(line: Line, mark: int) -> Line:
    """The line without the characters before `mark`."""
    rest = line.text[mark:]
    words = rest.strip()
    start = line.span.start + mark + (rest.index(words) if words else 0)
    return replace(line, text=words, plain=plain(words), span=Span(start, start + len(words)))


def _with_gaps_of_empty(lines: Sequence[Line]) -> list[Line]:
    """The lines that still have words; the others were blank lines."""
    kept: list[Line] = []
    gap = 0
    for line in lines:
        if line.text:
            kept.append(replace(line, gap=line.gap + gap))
            gap = 0
        else:
            gap += line.gap + 1
    return kept


def _with_usual_gaps(lines: list[Line]) -> list[Line]:
    """The lines with the site's own gaps, where a page was saved with additional blank lines.

    The site leaves one blank line between parts and none within a byline. Doubled line ends turn
    these into three and one.
    """
    gaps = Counter(sorted(line.gap for line in lines[1:] if line.gap))
    usual = max(gaps, key=gaps.__getitem__, default=1)
    if usual == 1:
        return lines
    are_doubled = usual == 3 and all(line.gap % 2 for line in lines[1:])
    least = 0 if are_doubled else 1
    return [
        replace(line, gap=max(least, line.gap - usual + 1)) if line.gap else line for line in lines
    ]


def span_of(lines: Sequence[Line]) -> Span | None:
    """From the first character of some lines to the last; None of no lines."""
    return Span(lines[0].span.start, lines[-1].span.end) if lines else None


def plain(text: str) -> str:
    """A line for recognising what it is; never shown."""
    usual = text if text.isascii() else _as_usual(text)
    if "<" in usual or "[/" in usual:
        usual = _without_tags(usual) or usual  # tags alone are a line of the site
    kept = " ".join(usual.split())
    if kept[:1] == "#" and (heading := HEADING.match(kept)):
        kept = kept[heading.end() :]
    if "[" in kept:
        kept = LINK.sub(r"\1", kept)
    if "**" in kept or "__" in kept:
        kept = BOLD.sub(r"\2", kept)
    slanted = SLANTED.fullmatch(kept) if kept[:1] in {"*", "_"} else None
    return slanted[2] if slanted else kept


def _without_tags(text: str) -> str:
    """A text without tags."""
    return TAG.sub(lambda tag: " " if tag["parts"] else "", text).strip()


def _as_usual(text: str) -> str:
    """A text composed, with the commas of the West, and without marks that nobody sees."""
    composed = unicodedata.normalize("NFC", text)
    odd = set(NOT_ASCII.findall(composed))  # few of many: what they are is looked up once
    if not odd.isdisjoint(map(chr, COMMAS)):
        composed = composed.translate(COMMAS)
    for unseen in (one for one in odd if unicodedata.category(one) == "Cf"):
        composed = composed.replace(unseen, "")
    return composed


def with_gap(line: Line, gap: int) -> Line:
    """The line with as many blank lines above it."""
    return line if line.gap == gap else Line(line.text, line.plain, line.span, line.number, gap)

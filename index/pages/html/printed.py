"""Where words stand in a page's text, letter for letter, however their white space is.

Nothing is taken for words that are only like them: what a page's markup says is shown where the
page prints it, and nowhere else.
"""

from collections.abc import Iterator
from functools import cached_property

from index.model import Span
from index.pages.line_reader.names import is_apart

MOST_PLACES = 30
"""Places of the same words that are looked at."""
LONG = 80
"""Letters that no page prints twice by chance."""


class Printed:
    """A page's text, to find words in."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _offsets(self) -> list[int]:
        return [at for at, one in enumerate(self._text) if not one.isspace()]

    @cached_property
    def _letters(self) -> str:
        return "".join(self._text.split())

    def parts(self, words: str) -> list[Span]:
        """Where some words are printed as whole lines, or cells; or as a part of one, if they are
        long and printed once."""
        found = list(self._places(words))
        whole = [span for first, end, span in found if self._is_parted(first) and
                 self._is_parted(end)]  # fmt: skip
        is_sure = len(found) == 1 and len("".join(words.split())) >= LONG
        return whole or ([found[0][2]] if is_sure else [])

    def names(self, words: str) -> list[Span]:
        """Where some words are printed, and not as a part of others: "Ann Lee" is no part of "Ann
        Lee-Smith"."""
        return [
            span for _, _, span in self._places(words) if is_apart(self._text, span.start, span.end)
        ]

    def quote(self, span: Span) -> str:
        """What the text has at a place."""
        return self._text[span.start : span.end]

    def line(self, span: Span) -> Span:
        """The whole line in which a place is, without the blanks around it."""
        start = self._text.rfind("\n", 0, span.start) + 1
        end = self._text.find("\n", span.end)
        line = self._text[start : len(self._text) if end < 0 else end]
        start += len(line) - len(line.lstrip())
        return Span(start, start + len(line.strip()))

    def _places(self, words: str) -> Iterator[tuple[int, int, Span]]:
        """Each place, as numbers of letters and as characters of the text."""
        wanted = "".join(words.split())
        at = -1
        for _ in range(MOST_PLACES if wanted else 0):
            at = self._letters.find(wanted, at + 1)
            if at < 0:
                return
            end = at + len(wanted)
            yield at, end, Span(self._offsets[at], self._offsets[end - 1] + 1)

    def _is_parted(self, letter: int) -> bool:
        """Whether a line, or a cell, ends before a letter, by its number."""
        if letter in (0, len(self._offsets)):
            return True
        between = self._text[self._offsets[letter - 1] + 1 : self._offsets[letter]]
        return "\n" in between or "\t" in between

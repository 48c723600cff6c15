"""The lines of one answer, before it is known whether it may be named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from index.pages.line_reader.byline import Byline
from index.pages.line_reader.closings import is_postscript, is_sign_off, read_signature
from index.pages.line_reader.layout import agrees
from index.pages.line_reader.lines import Line
from index.pages.line_reader.paragraphs import (
    boundaries,
    could_be_headline,
    has_two_sentences,
    is_paragraph,
    opens_with_two_fragments,
)

SHOWN_AT_ONCE = 10
"""Answers that the site of the seed pages shows of a question with more."""


class Support(IntEnum):
    """How much on the page says that an answer begins where it was cut."""

    NONE = 0
    BARE = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """An answer's lines by what they are; `doubts` tell what speaks against naming it.

    `support` is that of its boundaries; `is_divided` tells that it shares another's vote line.
    """

    headline: Line | None
    words: tuple[Line, ...]
    byline: Byline | None
    doubts: tuple[str, ...] = ()
    support: Support = Support.FULL
    is_divided: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether the words are signed by the doctor of the byline."""
        signature = read_signature(self.words) if self.words else None
        return signature is not None and bool(agrees(signature, self.byline))

    @property
    def is_unsigned_answer(self) -> bool:
        """Whether words without a byline are an answer for sure, and not a remark of somebody's."""
        if self.headline is not None or not self.words or self.words[0].gap > 1:
            return True
        signature = read_signature(self.words)
        return signature is not None and signature.is_clear

    @property
    def has_paragraphs(self) -> bool:
        """Whether the words could be two doctors', if what stood between them were lost."""
        return any(line.gap > 0 and not is_sign_off(line.plain) for line in self.words[1:])

    def doubted(self, *doubts: str) -> "Unit":
        """The same with more doubts."""
        return replace(self, doubts=(*self.doubts, *doubts))


def headed(piece: Sequence[Line], byline: Byline | None) -> Unit:
    """An answer whose headline, if it has one, is its own first line."""
    if (
        len(piece) > 1
        and piece[0].gap <= 1
        and is_paragraph(piece, 0)
        and could_be_headline(piece[0])
        and not (has_two_sentences(piece[0].plain) and piece[0].plain[-1] in ".!")
        and not is_postscript(piece[0].plain)
        and not opens_with_two_fragments(piece)
        and not all(is_sign_off(line.plain) for line in piece[1:])
    ):
        return Unit(piece[0], tuple(piece[1:]), byline)
    return Unit(None, tuple(piece), byline)


@dataclass(frozen=True, slots=True)
class Count:
    """How many answers a page announces, to hold against how many were found."""

    announced: int | None

    def agrees(self, found: int) -> bool:
        """Whether the page has as many, or the first of more as its site shows them."""
        return self.announced == found or self._is_first_of_many(found)

    def differs(self, found: int) -> bool:
        """Whether the page says that it has another number."""
        return self.announced is not None and not self.agrees(found)

    def misses(self, found: int) -> bool:
        """Whether the page should have more."""
        return (
            self.announced is not None
            and self.announced > found
            and not self._is_first_of_many(found)
        )

    def _is_first_of_many(self, found: int) -> bool:
        return self.announced is not None and self.announced > found == SHOWN_AT_ONCE

    def told(self, found: int) -> str:
        """The difference, for a doubt."""
        return f"the page announces {self.announced} answers and {found} were found"


def found_in(units: Sequence[Unit]) -> int:
    """How many answers there are: units with words."""
    return sum(bool(unit.words) for unit in units)


def are_whole(units: Sequence[Unit]) -> bool:
    """Whether nearly every answer has its headline and its byline: one of which all is lost but the
    words is unlikely then."""
    whole = [unit for unit in units if unit.words]
    return 10 * sum(bool(unit.headline and unit.byline) for unit in whole) >= 7 * len(whole)


def may_be_two(unit: Unit, *, is_whole: bool) -> bool:
    """Whether the words may be two doctors', on a page that announces more answers than it has.

    Args:
        is_whole: whether nearly every answer of the page has its headline and its byline.
    """
    if unit.byline is None:
        return False
    return bool(boundaries(unit.words, headed=False)) if is_whole else unit.has_paragraphs

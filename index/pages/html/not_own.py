"""What the elements around an answer's words tell against its doctor: that some are struck out or
quoted, or that a browser draws others."""

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span
from index.pages.html.derived import Derived, derived
from index.pages.html.quoted import QUOTED, is_quoted, quoted_elements, quoted_places
from index.pages.html.shadowed import SHADOWED, is_shadowed, shadowed_elements, shadowed_places
from index.pages.html.struck import STRUCK_OUT, is_struck, struck_elements, struck_places


@dataclass(frozen=True, slots=True)
class NotOwn:
    """Where a page's words are struck out, where quoted, and where others are drawn."""

    struck: Sequence[Span]
    quoted: Sequence[Span]
    shadowed: Sequence[Span]

    def doubt(self, body: Span, byline: Span | None, headline: Span | None) -> str | None:
        """What speaks against an answer; None where nothing does."""
        if is_struck(self.struck, body, byline, headline):
            return STRUCK_OUT
        if is_shadowed(self.shadowed, body, byline, headline):
            return SHADOWED
        return QUOTED if is_quoted(self.quoted, body) else None


def elements_not_own(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements whose places tell it."""
    return [*struck_elements(tree), *quoted_elements(tree), *shadowed_elements(tree)]


def not_own(tree: LexborHTMLParser, made: Derived) -> NotOwn:
    """Where a page tells it of its words."""
    return NotOwn(struck_places(tree, made), quoted_places(tree, made), shadowed_places(tree, made))


def words_in(tree: LexborHTMLParser) -> tuple[str, str | None]:
    """The text of markup that is the words of one answer and nothing else, and what its elements
    tell against their author; None where nothing does."""
    made = derived(tree, elements_not_own(tree))
    start = len(made.text) - len(made.text.lstrip())
    words = Span(start, max(start, len(made.text.rstrip())))
    return made.text, not_own(tree, made).doubt(words, None, None)

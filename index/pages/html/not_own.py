"""What the elements around an answer's words tell against its doctor: that some are struck out,
hidden, quoted or set apart, or that a browser draws others, or in another order."""

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span
from index.pages.html.asides import ASIDE, aside_elements
from index.pages.html.derived import Derived, derived
from index.pages.html.quoted import QUOTED, is_quoted, quoted_elements
from index.pages.html.reordered import REORDERED, is_reordered, reordered_boxes, reordered_elements
from index.pages.html.shadowed import SHADOWED, is_shadowed, shadowed_elements
from index.pages.html.struck import STRUCK_OUT, is_struck, struck_elements
from index.pages.html.unseen import UNSEEN, unseen_elements


@dataclass(frozen=True, slots=True)
class NotOwn:
    """Where a page's words are struck out, hidden, quoted or set apart, where others are drawn, and
    the boxes whose parts are drawn in another order."""

    struck: Sequence[Span]
    unseen: Sequence[Span]
    quoted: Sequence[Span]
    asides: Sequence[Span]
    shadowed: Sequence[Span]
    reordered: Sequence[Sequence[Span]]

    def doubt(self, body: Span, byline: Span | None, headline: Span | None) -> str | None:
        """What speaks against an answer; None where nothing does."""
        parts = (body, byline, headline)
        found = (
            (STRUCK_OUT, is_struck(self.struck, *parts)),
            (UNSEEN, is_struck(self.unseen, *parts)),
            (SHADOWED, is_shadowed(self.shadowed, *parts)),
            (REORDERED, is_reordered(self.reordered, *parts)),
            (QUOTED, is_quoted(self.quoted, body)),
            (ASIDE, is_quoted(self.asides, body)),
        )
        return next((told for told, holds in found if holds), None)


def elements_not_own(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements whose places tell it."""
    return [
        *struck_elements(tree),
        *unseen_elements(tree),
        *quoted_elements(tree),
        *aside_elements(tree),
        *shadowed_elements(tree),
        *reordered_elements(tree),
    ]


def not_own(tree: LexborHTMLParser, made: Derived) -> NotOwn:
    """Where a page tells it of its words."""
    return NotOwn(
        made.places_of(struck_elements(tree)),
        made.places_of(unseen_elements(tree)),
        made.places_of(quoted_elements(tree)),
        made.places_of(aside_elements(tree)),
        made.places_of(shadowed_elements(tree)),
        reordered_boxes(tree, made),
    )


def words_in(tree: LexborHTMLParser) -> tuple[str, str | None]:
    """The text of markup that is the words of one answer and nothing else, and what its elements
    tell against their author; None where nothing does."""
    made = derived(tree, elements_not_own(tree))
    start = len(made.text) - len(made.text.lstrip())
    words = Span(start, max(start, len(made.text.rstrip())))
    return made.text, not_own(tree, made).doubt(words, None, None)

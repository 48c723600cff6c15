"""What the elements around an answer's words tell against its doctor: that some are struck out,
hidden, quoted or set apart, or that a browser draws others, in another order or beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span
from index.pages.html.asides import ASIDE, aside_elements
from index.pages.html.derived import Derived, derived
from index.pages.html.generated import GENERATED, generated_elements, is_generated
from index.pages.html.quoted import QUOTED, is_quoted, quoted_elements
from index.pages.html.reordered import REORDERED, is_reordered, reordered_boxes
from index.pages.html.ruby import ABOVE_OTHERS, ruby_elements
from index.pages.html.shadowed import SHADOWED, is_shadowed, shadowed_elements
from index.pages.html.struck import STRUCK_OUT, is_struck, struck_elements
from index.pages.html.unseen import UNSEEN, unseen_elements


@dataclass(frozen=True, slots=True)
class NotOwn:
    """Where a page's words are struck out, hidden, drawn above others, quoted or set apart, where
    others are drawn or written by a style, and the boxes whose parts are drawn in another order."""

    struck: Sequence[Span]
    unseen: Sequence[Span]
    ruby: Sequence[Span]
    quoted: Sequence[Span]
    asides: Sequence[Span]
    shadowed: Sequence[Span]
    generated: Sequence[Span]
    reordered: Sequence[Sequence[Span]]

    def doubt(self, body: Span, byline: Span | None, headline: Span | None) -> str | None:
        """What speaks against an answer; None where nothing does."""
        parts = (body, byline, headline)
        found = (
            (STRUCK_OUT, is_struck(self.struck, *parts)),
            (UNSEEN, is_struck(self.unseen, *parts)),
            (ABOVE_OTHERS, is_struck(self.ruby, *parts)),
            (SHADOWED, is_shadowed(self.shadowed, *parts)),
            (GENERATED, is_generated(self.generated, body, byline)),
            (REORDERED, is_reordered(self.reordered, *parts)),
            (QUOTED, is_quoted(self.quoted, body)),
            (ASIDE, is_quoted(self.asides, body)),
        )
        return next((told for told, holds in found if holds), None)


@dataclass(frozen=True, slots=True)
class ElementsNotOwn:
    """The elements of a page that tell it, looked for once: of boxes the parts of each."""

    struck: Sequence[LexborNode]
    unseen: Sequence[LexborNode]
    ruby: Sequence[LexborNode]
    quoted: Sequence[LexborNode]
    asides: Sequence[LexborNode]
    shadowed: Sequence[LexborNode]
    generated: Sequence[LexborNode]
    reordered: Sequence[Sequence[LexborNode]]

    @classmethod
    def of(cls, tree: LexborHTMLParser) -> "ElementsNotOwn":
        """Those of a page."""
        return cls(
            struck_elements(tree),
            unseen_elements(tree),
            ruby_elements(tree),
            quoted_elements(tree),
            aside_elements(tree),
            shadowed_elements(tree),
            generated_elements(tree),
            reordered_boxes(tree),
        )

    @property
    def every(self) -> list[LexborNode]:
        """All of them, whose places a text must know."""
        flat = (self.struck, self.unseen, self.ruby, self.quoted, self.asides)
        return list(chain(*flat, self.shadowed, self.generated, *self.reordered))

    def places(self, made: Derived) -> NotOwn:
        """Where they stand in a text. Of a box without two parts with words nothing is told."""
        boxes = (made.places_of(parts) for parts in self.reordered)
        return NotOwn(
            made.places_of(self.struck),
            made.places_of(self.unseen),
            made.places_of(self.ruby),
            made.places_of(self.quoted),
            made.places_of(self.asides),
            made.places_of(self.shadowed),
            made.places_of(self.generated),
            [box for box in boxes if len(box) > 1],
        )


def words_in(tree: LexborHTMLParser) -> tuple[str, str | None]:
    """The text of markup that is the words of one answer and nothing else, and what its elements
    tell against their author; None where nothing does."""
    elements = ElementsNotOwn.of(tree)
    made = derived(tree, elements.every)
    start = len(made.text) - len(made.text.lstrip())
    words = Span(start, max(start, len(made.text.rstrip())))
    return made.text, elements.places(made).doubt(words, None, None)

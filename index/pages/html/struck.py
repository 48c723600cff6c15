"""Words that a page shows struck out: taken back by whoever wrote them, or by somebody else.

A browser shows them with a line through, which is nothing that a text can keep. Left out they would
change what is around them, and kept they would be said by somebody who took them back. So an answer
that has any, or whose byline or headline has, is in doubt.
"""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span

STRUCK = 's, strike, del, [style*="line-through" i]'
STRUCK_OUT = "some of its words, or of its byline, are struck out"


def struck_elements(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements whose words are drawn with a line through."""
    return tree.css(STRUCK)


def is_struck(struck: Sequence[Span], *parts: Span | None) -> bool:
    """Whether any of the parts of an answer has words that are struck out."""
    return any(
        part is not None and one.start < part.end and part.start < one.end
        for one in struck
        for part in parts
    )

"""Words that a page shows as a quotation: somebody else's, among those of whoever answers.

A browser sets them apart by an indent, which is nothing that a text can keep. So an answer of which
some words are quoted is in doubt. Where all of them stand in one quotation, the page draws its
answers so, and quotes nobody.
"""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span

QUOTATIONS = "blockquote"
QUOTED = "some of its words are quoted, and may be somebody else's"


def quoted_elements(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements that are drawn as quotations."""
    return tree.css(QUOTATIONS)


def is_quoted(quoted: Sequence[Span], words: Span) -> bool:
    """Whether some of an answer's words are quoted, and others are not."""
    return any(
        one.start < words.end and words.start < one.end and not one.holds(words) for one in quoted
    )

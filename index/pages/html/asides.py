"""Words that HTML's own elements, or roles of ARIA, set apart from those around them: an `<aside>`,
a section with a name of its own, an article within another, as comments are.

Among the words of an answer they may be somebody else's. An answer that stands whole in one is what
the page draws so.
"""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

ASIDES = (
    "aside, article, section[aria-label], section[aria-labelledby], [role~=complementary],"
    " [role~=comment], [role~=article], [role~=suggestion], [role~=region], [role~=log]"
)
ASIDE = "some of its words stand in an element of their own, as a comment, and may be another's"


def aside_elements(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements that set words apart."""
    return tree.css(ASIDES)

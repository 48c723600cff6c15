"""Words that a browser draws small above others (`<ruby>`), which the text has behind these.

Above ideographs they tell how these are read, and nobody misreads the text. Above anything else
they may change it: "5" with "50" above it is "550" there. So an answer that has such is in doubt.
"""

import unicodedata
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

ABOVE_OTHERS = "some of its words are drawn above others, so that they can be read in two ways"
ABOVE = "rt, rtc"
IDEOGRAPH = "CJK"


def ruby_elements(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements that have words above others, and not only how ideographs are read."""
    return [node for node in tree.css("ruby") if _has_others(node)]


def _has_others(node: LexborNode) -> bool:
    above = "".join(one.text() for one in node.css(ABOVE))
    letters = [one for one in node.text() if one.isalnum()]
    bases = len(letters) - sum(one.isalnum() for one in above)
    ideographs = sum(map(_is_ideograph, letters)) - sum(map(_is_ideograph, above))
    return bool(above.strip()) and (bases != ideographs or any(map(str.isdigit, above)))


def _is_ideograph(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(IDEOGRAPH)

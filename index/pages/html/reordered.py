"""Boxes whose parts a browser draws in another order than that in which they stand in the markup:
parts with an `order` of their own, or a box that is reversed.

There a byline may be drawn beside other words than those that it stands beside in the text. So an
answer that is spread over the parts of such a box is in doubt; one that stands whole in a part is
not.
"""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span
from index.pages.html.unseen import own_style

REORDERED = "the page draws parts of it in another order, so that its byline may be another's"
STYLED = '[style*="order" i], [style*="reverse" i], [style*="\\\\"], [style*="/*"]'


def reordered_boxes(tree: LexborHTMLParser) -> list[list[LexborNode]]:
    """The parts of each such box."""
    return [list(_parts(box)) for box in _boxes(tree)]


def is_reordered(boxes: Sequence[Sequence[Span]], *parts: Span | None) -> bool:
    """Whether an answer, by all of its parts, is spread over the parts of such a box."""
    own = [part for part in parts if part is not None]
    whole = Span(min(one.start for one in own), max(one.end for one in own))
    return any(
        any(one.start < whole.end and whole.start < one.end for one in box)
        and not any(one.holds(whole) for one in box)
        for box in boxes
    )


def _boxes(tree: LexborHTMLParser) -> list[LexborNode]:
    found: dict[int, LexborNode] = {}
    for node in tree.css(STYLED):
        style = own_style(node)
        is_reversed = "reverse" in style.get("flex-direction", style.get("flex-flow", ""))
        if is_reversed:
            found[node.mem_id] = node
        if style.get("order", "0") != "0" and node.parent is not None:
            found[node.parent.mem_id] = node.parent
    return list(found.values())


def _parts(box: LexborNode) -> Iterator[LexborNode]:
    part = box.first_child
    while part is not None:
        if (part.tag or "-")[0] != "-":
            yield part
        part = part.next

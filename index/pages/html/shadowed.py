"""Elements whose words a browser draws from a shadow root that is saved within them.

There a page puts words between those that stand in the markup, in another order, or leaves these
out. The text that is derived has the markup's own. So an answer that touches such an element is in
doubt. Where an element has no words but in its root, and these name somebody, what stands around it
counts: it may be the byline that is missing there.
"""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span
from index.pages.html.derived import derived
from index.pages.line_reader.lines import plain
from index.pages.line_reader.mentions import named_within

SHADOW_ROOTS = "template[shadowrootmode], template[shadowroot]"
SHADOWED = "the page draws it from a shadow root, with other words or in another order"


def shadowed_elements(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements that hold a shadow root, or what is around one without words of its own."""
    found = ((root, root.parent) for root in tree.css(SHADOW_ROOTS))
    known: dict[int, bool] = {}
    return [
        _with_words(host, known) if _names_somebody(root) else host
        for root, host in found
        if host is not None
    ]


def _with_words(node: LexborNode, known: dict[int, bool]) -> LexborNode:
    """The element, or the first around it that has words.

    Args:
        known: whether elements have words, by their `mem_id`; each is looked at once.
    """
    while node.parent is not None:
        if node.mem_id not in known:
            known[node.mem_id] = bool(node.text().strip())
        if known[node.mem_id]:
            break
        node = node.parent
    return node


def _names_somebody(root: LexborNode) -> bool:
    inner = (root.html or "").partition(">")[2].rpartition("<")[0]
    lines = derived(LexborHTMLParser(inner, scripting=True)).text.splitlines()
    return any(named_within(line) is not None for line in map(plain, lines))


def is_shadowed(shadowed: Sequence[Span], *parts: Span | None) -> bool:
    """Whether any of the parts of an answer touches such an element, which may be empty itself."""
    return any(
        part is not None and one.start <= part.end and part.start <= one.end
        for one in shadowed
        for part in parts
    )

"""Answers of which some words stand outside of the element that has all words of the page's others.

    <article><div class="text">words</div> byline</article>
    a remark of a user
    <article><div class="text">words</div> byline</article>

The lines alone read the remark as the first words of the second answer.
"""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Page, Span
from index.pages.html.boxes import BOXES
from index.pages.html.derived import Derived

TORN = "some of its words stand outside of the element that holds those of the page's other answers"
BLOCKS = "p, div, ul, ol"
FEWEST = 2
"""Answers that stand whole in elements of a kind, where the kind has no name of its own."""


def torn_answers(page: Page, tree: LexborHTMLParser, derived: Derived) -> dict[int, str]:
    """What speaks against answers that name somebody, by their numbers."""
    bodies = {one.number: one.body for one in page.answers}
    named = {one.number for one in page.answers if one.doctor.name}
    found: dict[int, str] = {}
    for kind, spans in _by_kind(tree, derived).items():
        own = list(_of_one_answer(spans, list(bodies.values())))
        whole = {number for number, body in bodies.items() if any(one.holds(body) for one in own)}
        if len(whole) < (1 if kind[1] else FEWEST):
            continue
        for number in named - whole:
            body = bodies[number]
            inside = [one for one in own if one.start < body.end and body.start < one.end]
            if len(inside) == 1 and len(named - whole) <= len(whole):
                found[number] = TORN
    return found


def _by_kind(tree: LexborHTMLParser, derived: Derived) -> dict[tuple[str, str], list[Span]]:
    """The places of elements by their kinds: the tag, and the first of their classes. Elements of
    which none has a block within are paragraphs."""
    found: dict[tuple[str, str], list[Span]] = {}
    holding = set[tuple[str, str]]()
    for node in tree.css(BOXES):
        place = derived.place(node)
        if place is not None:
            if node.css_first(BLOCKS) is not None:
                holding.add(_kind(node))
            found.setdefault(_kind(node), []).append(place)
    return {kind: spans for kind, spans in found.items() if kind in holding}


def _kind(node: LexborNode) -> tuple[str, str]:
    classes = (node.attributes.get("class") or "").split()
    return node.tag or "", classes[0] if classes else ""


def _of_one_answer(spans: Sequence[Span], bodies: Sequence[Span]) -> Iterator[Span]:
    """The places that have words of one answer."""
    for span in spans:
        if sum(span.start < body.end and body.start < span.end for body in bodies) == 1:
            yield span

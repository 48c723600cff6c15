"""Elements that hold one answer, of which the words of another are no part.

Markup parts what the text does not: what stands in another's box is no word of a doctor whose
byline is outside.

    <article> words, byline <ul><li>a remark of a user</li></ul> </article>
    <article> words, byline </article>

The lines alone read the remark as the first words of the second answer.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Answer, Page, Role, Span
from index.pages.html.derived import Derived

BOXES = (
    "article, aside, blockquote, dd, details, dt, div, dl, figure, footer, header, li, main, ol,"
    " section, table, tbody, td, tr, ul"
)
NOBODYS = 0
"""The number of a byline that is no answer's."""
IN_OTHER_BOX = "the page's markup has some of its words beside another, and not its byline"


def boxes_of(tree: LexborHTMLParser, derived: Derived) -> Iterator[Span]:
    """The places of elements that may hold one answer; a term of a list heads its details."""
    for node in tree.css(BOXES):
        place = derived.place(node)
        if place is None:
            continue
        yield place
        if node.tag == "dd":
            term = _term_of(node, derived)
            if term is not None and term.start < place.end:
                yield Span(term.start, place.end)


def _term_of(details: LexborNode, derived: Derived) -> Span | None:
    above = details.prev
    while above is not None and above.tag != "dt":
        above = above.prev
    return None if above is None else derived.place(above)


def in_other_boxes(page: Page, boxes: Iterable[Span]) -> dict[int, str]:
    """What speaks against answers that name somebody, by their numbers: an element holds some of
    their words, or their headline, and some of another answer, or a byline that is of nobody for
    sure, but not their own byline."""
    answers = page.answers
    stray = ((one.span, NOBODYS) for one in page.lines if one.role is Role.BYLINE)
    places = sorted((place, one.number) for one in answers for place in _places(one))
    own = [one.byline for one in answers if one.byline is not None]
    places += [one for one in stray if not any(place.holds(one[0]) for place in own)]
    places.sort()
    named = {one.number: one.byline for one in answers if one.doctor.name and one.byline}
    found: dict[int, str] = {}
    for box in set(boxes):
        within = set(_within(box, places))
        if len(within) < 2:
            continue
        for number in within & named.keys():
            if not box.holds(named[number]):
                found[number] = IN_OTHER_BOX
    return found


def _places(answer: Answer) -> Iterator[Span]:
    """The places that belong to an answer."""
    yield from (one for one in (answer.headline, answer.body, answer.byline) if one is not None)


def _within(box: Span, places: Sequence[tuple[Span, int]]) -> Iterator[int]:
    """The numbers of the answers of which some place is within a box, or partly so."""
    # no place holds another, so at most the last that begins above goes on within
    first = max(0, bisect_right(places, box.start, key=_start) - 1)
    for place, number in islice(places, first, None):
        if place.start >= box.end:
            return
        if place.end > box.start:
            yield number


def _start(found: tuple[Span, int]) -> int:
    return found[0].start

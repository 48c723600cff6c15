"""A web page whose markup says nothing of answers: its derived text, read line by line as a saved
text is. What is doubtful waits to be checked.

What stands above the page's only heading of the first rank, and within its navigation, is the
site's: it is hidden from the reader of lines, in its place, and is `FURNITURE` on the page.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import UnreadablePage
from index.model import Answer, Doctor, Page, PageLine, Role, Span
from index.pages.html.boxes import BOXES, boxes_of, in_other_boxes
from index.pages.html.derived import Derived
from index.pages.html.not_own import NotOwn
from index.pages.html.torn import torn_answers
from index.pages.line_reader.lines import lines_of
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.text import EMPTY, IS_HTML, NOT_ANNOUNCED, parse_page, tiles

NAVIGATION = "nav, [role=navigation], [role=search]"
OF_WEB_PAGES = {
    EMPTY: "the page has no text, where a program would have drawn it; save it when it is drawn",
    IS_HTML: "the page shows the source of a web page; save that page itself",
    NOT_ANNOUNCED: (
        'no line "Doctor Answers", and nothing else tells where the answers begin; if it '
        "is a page of answers, say which elements they are, with doctor-answers recipe, or what "
        "each line is, with pages --draft and pages --decide"
    ),
}
"""What is said of a web page in the place of what is said of a text."""
BESIDE_OTHERS = "its words begin or end in a row of a table, beside another cell"
WORDS = re.compile(r"[^\r\n]")
ABOVE = "above the page's heading"
AMONG_LINKS = "within the page's navigation"


def places_wanted(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements whose places decide what is the site's, and whose byline is whose."""
    return [*tree.css("h1"), *tree.css(NAVIGATION), *tree.css(BOXES)]


def page_of_lines(
    tree: LexborHTMLParser,
    derived: Derived,
    not_own: NotOwn,
    *,
    page_id: str,
    source: str,
    digest: str,
) -> Page:
    """The page as the reader of lines reads it.

    Raises:
        UnreadablePage: as `index.pages.line_reader.text.parse_page`.
    """
    hidden = _apart(_of_the_site(tree, derived))
    text = _without(derived.text, hidden)
    try:
        page = parse_page(text, page_id=page_id, source=source, digest=digest)
    except UnreadablePage as error:
        has_elements = tree.css_first("head *, body *") is not None
        reason = OF_WEB_PAGES.get(error.reason, error.reason) if has_elements else error.reason
        raise UnreadablePage(source, reason) from error
    beside = {one.number: BESIDE_OTHERS for one in page.answers if _is_beside_others(page, one)}
    others = {
        one.number: doubt
        for one in page.answers
        if (doubt := not_own.doubt(one.body, one.byline, one.headline)) is not None
    }
    torn = torn_answers(page, tree, derived)
    doubts = others | torn | in_other_boxes(page, boxes_of(tree, derived)) | beside
    page = _doubted(page, doubts)
    if not hidden:
        return page
    return replace(page, text=derived.text, lines=tuple(_lines(derived.text, page, hidden)))


def _doubted(page: Page, doubts: Mapping[int, str]) -> Page:
    """The page, with answers in doubt, of which the markup tells that some words of them may be no
    words of their doctor.

    Args:
        doubts: what speaks against answers, by their numbers.
    """
    if not doubts:
        return page
    answers = tuple(
        replace(one, doctor=Doctor(), doubt=one.doubt or doubts[one.number])
        if one.number in doubts
        else one
        for one in page.answers
    )
    told = (
        f"{TO_BE_CHECKED}: answer {one.number}: {doubts[one.number]}"
        for one in page.answers
        if one.number in doubts and one.doubt is None
    )
    return replace(page, answers=answers, warnings=(*told, *page.warnings))


def _is_beside_others(page: Page, answer: Answer) -> bool:
    start, end = answer.body.start, answer.body.end
    first = page.text[page.text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
    last = page.text[page.text.rfind("\n", 0, end) + 1 :].partition("\n")[0]
    return "\t" in first or "\t" in last


def _apart(found: Iterable[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """The places in their order, without those that begin within another."""
    kept: list[tuple[Span, str]] = []
    for span, told in sorted(found):
        if not kept or span.start >= kept[-1][0].end:
            kept.append((span, told))
    return kept


def _without(text: str, hidden: Sequence[tuple[Span, str]]) -> str:
    """The text with blanks in those places, so that all else stays where it was."""
    pieces, at = [], 0
    for span, _ in hidden:
        pieces += [text[at : span.start], WORDS.sub(" ", text[span.start : span.end])]
        at = span.end
    return "".join([*pieces, text[at:]])


def _of_the_site(tree: LexborHTMLParser, derived: Derived) -> Iterator[tuple[Span, str]]:
    headings = [place for node in tree.css("h1") if (place := derived.place(node)) is not None]
    if len(headings) == 1 and headings[0].start:
        yield Span(0, headings[0].start), ABOVE
    for node in tree.css(NAVIGATION):
        place = derived.place(node)
        if place is not None and not any(place.holds(one) for one in headings):
            yield place, AMONG_LINKS


def _lines(text: str, page: Page, hidden: Sequence[tuple[Span, str]]) -> Iterator[PageLine]:
    """All lines of the page, those that were hidden from the reader with what they are."""
    roles: dict[int, tuple[Role, str, int | None]] = {
        line.number: (line.role, line.evidence, line.answer) for line in page.lines
    }
    lines = lines_of(text)
    starts = [span.start for span, _ in hidden]
    for line in lines:
        at = bisect_right(starts, line.span.start) - 1
        if at >= 0 and line.span.start < hidden[at][0].end and line.number not in roles:
            roles[line.number] = (Role.FURNITURE, hidden[at][1], None)
    return tiles(text, lines, roles)

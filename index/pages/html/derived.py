"""The text of a web page, derived from its markup by one deterministic step, as a browser shows it.

Blocks begin lines, `<br>` ends them, cells of a row are a tab apart, white space collapses except
in `<pre>`, entities are the characters that they stand for. What a browser does not draw (scripts,
styles, templates, elements that are hidden where they stand or by the page's own style sheets) has
no text; no sheet elsewhere is read.
A change of what this makes of any page must raise `DERIVED_BY`; so must one of whom its answers
name, and of the day on which they were given, so that they are read anew.
"""

import re
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import UnreadablePage
from index.model import Span
from index.pages.html.bounds import refusal
from index.pages.html.style_sheets import hidden_by_sheets

DERIVED_BY = "html 15"
"""The reader and its version, kept beside the digest of the source."""

UNSEEN = frozenset(
    "head title meta link base script style template noscript iframe noembed noframes"
    " frameset param source track area datalist canvas audio video svg rp input textarea select"
    " progress meter".split()
)
"""Elements that have no text: not drawn, drawn by a program, or filled in by whoever reads."""
MARGIN = 2
"""Line ends around an element that is drawn with a margin; 1 around any other block."""
BREAKS = {
    **dict.fromkeys(
        "address article aside body caption center dd details dialog dir div dt fieldset figcaption"
        " footer form header hgroup html legend li main menu nav optgroup search section summary"
        " table tbody tfoot thead tr".split(),
        1,
    ),
    **dict.fromkeys(
        "blockquote dl figure h1 h2 h3 h4 h5 h6 hr listing ol p plaintext pre ul xmp".split(),
        MARGIN,
    ),
}
"""The elements that are blocks."""
AS_TYPED = frozenset({"pre", "listing", "plaintext", "xmp"})
CELLS = frozenset({"td", "th"})
APART = frozenset({"button"})
"""Elements that are drawn with a border, so that their words touch no others."""
BLANKS = re.compile(r"[ \t\n\f\r]{2,}|[\t\n\f\r]")
"""White space of HTML that is no single blank; a no-break space is a character as any other."""
DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
VISIBILITY = re.compile(r"(?:^|;)\s*visibility\s*:\s*([a-z-]+)", re.IGNORECASE)
WHITE_SPACE = re.compile(r"(?:^|;)\s*white-space(?:-collapse)?\s*:\s*([a-z-]+)", re.IGNORECASE)
RAISED = str.maketrans("0123456789+-\u2212=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
LOWERED = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
BESIDE_THE_LINE = {"sup": RAISED, "sub": LOWERED}
"""Elements whose numbers stand above or below the line: "2" with a footnote "1" is no "21"."""
NUMBERS = re.compile(r"[\s0-9+\-\u2212=(),.]+")
"""What is written above or below the line; in other words there, as "1st", nothing is misread."""
FRACTION = "mfrac"
IN_FORMULAS = {"msup": RAISED, "msub": LOWERED}
"""Formulas of two parts of which the second stands beside the line."""
PARTS_OF_FORMULAS = frozenset("mn mi mo mrow mtext mfrac msup msub msqrt mstyle mfenced".split())
QUOTED = "q"
"""An element that is drawn with quotation marks around it."""
REMARK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
ESCAPED = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
"""In a style: a remark, and a letter by its number."""
STYLED = "[hidden], [popover], [style], dialog:not([open])"
"""Elements whose own attributes may say how they are drawn."""
LONGEST_STYLE = 2_000
"""Characters of a style attribute that are looked at."""
BLOCK_DISPLAYS = frozenset({"block", "flex", "grid", "list-item", "table", "flow-root"})
KEEPING = {"pre": True, "pre-wrap": True, "break-spaces": True, "preserve": True}
KEEPING |= {"pre-line": True, "normal": False, "nowrap": False, "collapse": False}
"""Whether line ends are kept, by the value of white-space."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The text of a page, and where the text of each element stands that was asked for, by its
    `mem_id`; an element without text has no place."""

    text: str
    places: dict[int, Span]

    def place(self, node: LexborNode) -> Span | None:
        """Where an element's text stands."""
        return self.places.get(node.mem_id)

    def places_of(self, nodes: Iterable[LexborNode]) -> list[Span]:
        """Where the texts of elements stand, in their order."""
        places = (self.place(node) for node in nodes)
        return sorted(place for place in places if place is not None)


def parsed(html: str, source: str) -> LexborHTMLParser:
    """The tree of a page, as browsers make it of any markup.

    Raises:
        UnreadablePage: it is made so that this would take very long, or very much memory.
    """
    reason = refusal(html)
    if reason is not None:
        raise UnreadablePage(source, f"{reason}; save the page as text")
    return LexborHTMLParser(html, scripting=True)


def derived(tree: LexborHTMLParser, wanted: Collection[LexborNode] = ()) -> Derived:
    """The text of a page, and where the text of some of its elements stands in that."""
    styled = dict.fromkeys(hidden_by_sheets(tree), _Style(is_gone=True))
    styled |= {node.mem_id: _style_of(node, node.mem_id in styled) for node in tree.css(STYLED)}
    writer = _Writer(styled, {node.mem_id for node in wanted})
    root = tree.root
    if root is not None:
        writer.walk(root)
    text = "".join(writer.parts)
    places = {
        number: Span(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))
        for number, (start, end) in writer.places.items()
        if (part := text[start:end]).strip()
    }
    return Derived(text, places)


class _Style(NamedTuple):
    """What an element's own attributes say of how it is drawn; None: nothing."""

    is_gone: bool = False
    is_block: bool = False
    is_seen: bool | None = None
    keeps_lines: bool | None = None


def _style_of(node: LexborNode, is_gone: bool) -> _Style:
    """What is known of an element that says something itself; `is_gone`: if it says nothing of
    that."""
    attributes = node.attributes
    style = unescaped((attributes.get("style") or "")[:LONGEST_STYLE])
    display, seen, white = (
        (found[-1].lower() if (found := pattern.findall(style)) else None)
        for pattern in (DISPLAY, VISIBILITY, WHITE_SPACE)
    )
    is_closed = node.tag == "dialog" and "open" not in attributes
    is_hidden = "popover" in attributes or attributes.get("hidden", "until-found") != "until-found"
    return _Style(
        is_gone=display == "none" or ((is_gone or is_hidden or is_closed) and display is None),
        is_block=display in BLOCK_DISPLAYS,
        is_seen=None if seen is None else seen == "visible",
        keeps_lines=None if white is None else KEEPING.get(white),
    )


def _is_replaced(node: LexborNode, tag: str) -> bool:
    """Whether something else is drawn in the place of an element's words, which are for browsers
    that cannot draw it."""
    return tag == "object" and bool(node.attributes.get("data"))


def unescaped(style: str) -> str:
    """A style as a browser reads it: without remarks, escaped letters as they are."""
    if "\\" not in style and "/*" not in style:
        return style
    bare = REMARK.sub("", style)
    return ESCAPED.sub(lambda found: chr(min(int(found[1], 16), sys.maxunicode)), bare)


class _Opened(NamedTuple):
    """An element whose end has not been reached, and how text was written around it."""

    node: LexborNode
    breaks: int
    is_seen: bool
    keeps_lines: bool
    is_apart: bool
    number: int | None
    letters: dict[int, int] | None


def _of_formula(node: LexborNode, tag: str) -> str | None:
    """What a part of a formula is the second of: of a fraction what is below the line, of a power
    the exponent."""
    above = node.parent.tag if tag in PARTS_OF_FORMULAS and node.parent is not None else None
    if above != FRACTION and above not in IN_FORMULAS:
        return None
    before = node.prev
    while before is not None and (before.tag or "-")[0] == "-":
        before = before.prev
    return None if before is None else above


class _Writer:
    """Writes the text of a tree in one walk, without recursion."""

    def __init__(self, styled: dict[int, _Style], wanted: set[int]) -> None:
        self.parts: list[str] = []
        self.places: dict[int, tuple[int, int]] = {}
        self._styled, self._wanted = styled, wanted
        self._length = 0
        self._line_ends = 0
        """How many line ends must stand before the next words."""
        self._blank = ""
        """What parts the next words from those before in the same line."""
        self._is_line_start = True
        self._is_seen, self._keeps_lines = True, False
        self._letters: dict[int, int] | None = None
        """How numbers are written that stand above or below the line."""
        self._is_first_cell = True

    def walk(self, root: LexborNode) -> None:
        """Write the text of an element and of all within."""
        opened: list[_Opened] = []
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or "-"
            below = None
            if tag == "-text":
                if self._is_seen:
                    self._write(self._beside_the_line(node.text_content or ""))
            elif tag[0] != "-" and tag not in UNSEEN and not _is_replaced(node, tag):
                entered = self._enter(node, tag)
                if entered is not None:
                    below = node.first_child
                    if below is not None:
                        opened.append(entered)
                    else:
                        self._leave(entered)
            following = below or node.next
            while following is None and opened:
                last = opened.pop()
                self._leave(last)
                following = last.node.next if opened else None
            node = following

    def _enter(self, node: LexborNode, tag: str) -> _Opened | None:
        if tag == "br":
            self._break(self._line_ends + 1)
            return None
        breaks = BREAKS.get(tag, 0)
        before = (self._is_seen, self._keeps_lines)
        number = node.mem_id
        style = self._styled.get(number) if self._styled else None
        if style is not None and tag not in {"html", "body"}:
            if style.is_gone:
                return None
            breaks = max(breaks, int(style.is_block))
            self._is_seen = self._is_seen if style.is_seen is None else style.is_seen
        if tag in AS_TYPED:
            self._keeps_lines = True
        if style is not None and style.keeps_lines is not None:
            self._keeps_lines = style.keeps_lines
        if breaks:
            self._break(max(self._line_ends, breaks))
        elif tag in CELLS:
            if not self._is_first_cell:
                self._blank = "\t"
            self._is_first_cell = False
        elif tag in APART:
            self._blank = self._blank or " "
        if tag == "tr":
            self._is_first_cell = True
        wanted = number if number in self._wanted else None
        if wanted is not None:
            self.places[wanted] = (self._length, self._length)
        letters = self._letters
        self._letters = BESIDE_THE_LINE.get(tag, letters)
        self._enter_formula(node, tag)
        if tag == QUOTED:
            self._mark("“")
        return _Opened(node, breaks, *before, tag in CELLS or tag in APART, wanted, letters)

    def _enter_formula(self, node: LexborNode, tag: str) -> None:
        """Write a fraction with its line, and a power as one: so they are no other number."""
        if tag == FRACTION:
            self._blank = self._blank or " "  # 1 and a half is not eleven halves
        above = _of_formula(node, tag)
        if above == FRACTION:
            self._blank = ""
            self._mark("/")
        elif above is not None:
            self._letters = IN_FORMULAS[above]

    def _leave(self, opened: _Opened) -> None:
        self._letters = opened.letters
        if opened.node.tag == QUOTED:
            self._mark("”")
        if opened.number is not None:
            self.places[opened.number] = (self.places[opened.number][0], self._length)
        self._is_seen, self._keeps_lines = opened.is_seen, opened.keeps_lines
        if opened.breaks:
            self._break(max(self._line_ends, opened.breaks))
        elif opened.is_apart:
            self._is_first_cell = False  # a table within the cell had rows of its own
            self._blank = self._blank or " "

    def _mark(self, mark: str) -> None:
        """Write a mark that a browser draws."""
        if self._is_seen:
            self._put(mark, "")

    def _beside_the_line(self, text: str) -> str:
        """A text, its numbers raised or lowered where they stand above or below the line."""
        if self._letters is None or not NUMBERS.fullmatch(text):
            return text
        return text.translate(self._letters)

    def _break(self, line_ends: int) -> None:
        self._line_ends, self._is_line_start, self._blank = line_ends, True, ""

    def _write(self, text: str) -> None:
        if self._keeps_lines:
            self._write_as_typed(text)
            return
        words = BLANKS.sub(" ", text)
        kept = words.strip(" ")
        if not kept:
            self._blank = self._blank or (" " if words else "")
            return
        self._put(kept, " " if words[0] == " " else "")
        self._blank = " " if words[-1] == " " else ""

    def _write_as_typed(self, text: str) -> None:
        """Text of `<pre>`, blanks as they are; its own line ends count among those around it."""
        words = text.strip("\n")
        if not words:
            self._break(self._line_ends + len(text))
            return
        above = len(text) - len(text.lstrip("\n"))
        below = len(text) - len(text.rstrip("\n"))
        if above:
            self._break(self._line_ends + above)
        self._put(words, "")
        if below:
            self._break(below)

    def _put(self, words: str, blank: str) -> None:
        """Append words, and before them what parts them from those before."""
        if not self._is_line_start:
            before = self._blank or blank
        else:
            before = "\n" * self._line_ends if self._length else ""
        self.parts += (before, words)
        self._length += len(before) + len(words)
        self._line_ends, self._is_line_start, self._blank = 0, False, ""

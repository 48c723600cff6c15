"""What is too much for a parser of HTML: pages that are made so that they take hours or all memory.

Browsers' own rules make three kinds of markup grow by the square: elements within elements, many
attributes of one element, and elements of style that are never closed, which come again in every
paragraph. A page has a few hundred of each at most; what has many thousands is refused unparsed.
"""

import re
from collections import Counter

MOST_NESTED = 10_000
"""Elements within each other."""
MOST_TAGS = 200_000
"""Tags of a page."""
MOST_ATTRIBUTES = 10_000
"""Attributes of one element."""
MOST_REOPENED = 1_000_000
"""Elements that may come about by those of style that are open, once in every other element."""
ALWAYS_FINE = 5_000
"""Tags of a page that need not be followed one by one."""
SHORT = 100_000
"""Characters of a page whose attributes need not be counted."""

STYLED = re.compile(r"<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])[^>]*", re.I)
SAME_STYLE = 3
"""Equal elements of style that are open at once; browsers forget further ones."""
RAW = "script|style|title|textarea|xmp|iframe|noembed|noframes|noscript|plaintext"
TOKEN = re.compile(
    r"<!--(?:-?>|(?s:.)*?(?:--!?>|\Z))"
    r"|<!\[CDATA\[(?s:.)*?(?:\]\]>|\Z)"
    r"|</(?P<end>[a-zA-Z][^\s/>]*+)"
    r"|<(?P<tag>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+"
    r"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+|=)*+)>?"
)
"""A comment, or a tag with its attributes, as browsers read them."""
ATTRIBUTE = re.compile(r"=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+")
OPENED = re.compile(r"<([a-zA-Z][^\s/>]*+)")
ENDLESS = frozenset(
    "area base br col embed hr img input link meta param source track wbr"
    " p li dd dt tr td th thead tbody tfoot colgroup".split()
)
"""Elements without an end tag, or with one that may be left out: others within them are counted."""
HALTS = frozenset(
    "applet html table marquee object template select svg math mi mo mn ms mtext"
    " annotation-xml foreignobject desc title button".split()
)
"""Elements through which the end tag of another does not reach."""


def refusal(html: str) -> str | None:
    """Why a page is not parsed; None if it is."""
    tags = html.count("<")
    if tags > MOST_TAGS:
        return f"more than {MOST_TAGS:,} tags"
    if _reopened(html) * tags > MOST_REOPENED:
        return "its elements of style are never closed, so that it would grow without bound"
    if tags <= ALWAYS_FINE and len(html) <= SHORT:
        return None
    if len(html) > SHORT and _most_attributes(html) > MOST_ATTRIBUTES:
        return f"an element has more than {MOST_ATTRIBUTES:,} attributes"
    if tags > ALWAYS_FINE and _is_nested_too_deep(html):
        return f"more than {MOST_NESTED:,} elements are nested in each other"
    return None


def _reopened(html: str) -> int:
    """How many elements of style could at most be open at once."""
    found = Counter(STYLED.findall(html))
    return sum(
        # The rest of a tag may stand behind a ">" within quotes.
        count if tag.count('"') % 2 or tag.count("'") % 2 else min(count, SAME_STYLE)
        for tag, count in found.items()
    )


def _most_attributes(html: str) -> int:
    long = (found for found in TOKEN.finditer(html) if found["attributes"] is not None)
    return max(
        (
            len(ATTRIBUTE.findall(found["attributes"]))
            for found in long
            if len(found["attributes"]) > MOST_ATTRIBUTES
        ),
        default=0,
    )


def _is_nested_too_deep(html: str) -> bool:
    """Whether elements are nested too deep, as far as tags tell: rather too often than too late.

    What is opened within a comment or a script counts, what is closed there does not: where these
    begin and end depends on what is around them.
    """
    nest = _Nest()
    raw_end, is_raw = "", False
    for found in TOKEN.finditer(html):
        tag, end = found["tag"], found["end"]
        if is_raw:
            if end is not None and end.lower() == raw_end:
                is_raw = False
            elif tag is not None:
                nest.open(tag.lower())
        elif tag is not None:
            name = tag.lower()
            if not found["attributes"].endswith("/") or name not in {"path", "use", "g"}:
                nest.open(name)
            is_raw, raw_end = re.fullmatch(RAW, name) is not None, name
        elif end is not None:
            nest.close(end.lower())
        else:
            for inner in OPENED.findall(found[0]):
                nest.open(inner.lower())
        if nest.depth > MOST_NESTED:
            return True
    return False


class _Nest:
    """The elements that are open, as far as tags tell."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._scopes: list[Counter[str]] = [Counter()]
        """How many of each name are open since the last element that halts end tags."""
        self._tables = 0

    @property
    def depth(self) -> int:
        return len(self._open)

    def open(self, name: str) -> None:
        if name in ENDLESS:
            return
        self._tables += name == "table"
        self._open.append(name)
        self._scopes[-1][name] += 1
        if name in HALTS:
            self._scopes.append(Counter())

    def close(self, name: str) -> None:
        if name == "table":  # it ends whatever is open within
            if self._tables:
                self._pop_to(name)
        elif name in HALTS:
            if len(self._scopes) > 1 and self._scopes[-2][name]:
                self._pop_to(name)
        elif self._scopes[-1][name]:
            self._pop_to(name)

    def _pop_to(self, name: str) -> None:
        while self._open:
            last = self._open.pop()
            if last in HALTS:
                self._scopes.pop()
            self._scopes[-1][last] -= 1
            self._tables -= last == "table"
            if last == name:
                return

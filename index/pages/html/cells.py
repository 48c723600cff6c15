"""Cells of a table, and fields of JSON, whose words are HTML: known by evidence, and derived as the
text of a web page is.

One tag in one cell may be what somebody wrote. So the cells of a column are looked at together: it
is HTML where what looks like markup in it is nearly always markup, with nothing that a parser would
swallow. A cell that is none, in such a column, stays as it is.
"""

import html
import re
from collections.abc import Sequence
from html.entities import html5

from index.pages.html.derived import BREAKS, CELLS, parsed
from index.pages.html.not_own import words_in

OF_HTML = frozenset(BREAKS) | CELLS | frozenset(
    "a abbr acronym b bdi bdo big br button cite code col colgroup del dfn em font i iframe img ins"
    " kbd label mark nobr picture q s samp script small source span strike strong style sub sup svg"
    " path rb rp rt rtc ruby time tt u var video audio wbr noscript".split()
)  # fmt: skip
"""Elements that stand in the words of pages; of XML, too, those with a colon in their names."""
LONE = frozenset("br hr img wbr p li dd dt td th tr source col path rb rp rt rtc".split())
"""Elements whose end tag there is none of, or that is often left out."""
ALONE = frozenset("allowfullscreen async controls defer disabled hidden loop muted nowrap".split())
"""Attributes that have no value. In `<b and so on>` words would be lost."""
ATTRIBUTE = r"\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>]+))?"
TOKEN = re.compile(
    rf"<!--(?:(?!<!--|-->).)*+-->|<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<attributes>(?:{ATTRIBUTE})*)\s*/?>",
    re.DOTALL,
)
NAME = re.compile(r"\s([\w:@.-]+)(?=\s|$)(?!\s*=)")
VALUE = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
MOST = 0.9
"""The share of the cells with what looks like markup that must be HTML."""
LONGEST = 200_000
"""Characters of a cell that is looked at."""


def are_html(cells: Sequence[str]) -> bool:
    """Whether the words in a column are HTML: tags, or characters that are written as entities and
    nowhere as themselves."""
    marked = [cell for cell in cells if "<" in cell or _has_entity(cell)]
    if any("<" in cell for cell in marked):
        return sum(map(is_html, marked)) >= MOST * len(marked)
    return bool(marked) and not any("&" in ENTITY.sub("", cell) or ">" in cell for cell in cells)


def is_html(cell: str) -> bool:
    """Whether a cell is HTML from which no words are lost: each `<` begins a whole tag of HTML."""
    words = TOKEN.sub(" ", cell) if len(cell) <= LONGEST else "<"
    if "<" in words or _is_misread(words):
        return False
    tags = [found for found in TOKEN.finditer(cell) if found["tag"]]
    opened = {found["tag"].lower() for found in tags if not found["end"]}
    closed = {found["tag"].lower() for found in tags if found["end"]}
    return (
        all(":" in name or name in OF_HTML for name in opened | closed)
        and opened - LONE <= closed
        and closed <= opened
        and not any(_has_words(found["attributes"]) for found in tags)
        and (bool(tags) or _has_entity(cell))
    )


def words_of(cell: str, where: str) -> tuple[str, str | None]:
    """The text of a cell that is HTML, and what its elements tell against whose words they are;
    None where nothing does. Where none of its elements is a block, its line ends are as they were
    typed.

    Raises:
        UnreadablePage: it is made so that it would take very long to read.
    """
    tags = {found["tag"].lower() for found in TOKEN.finditer(cell) if found["tag"]}
    has_blocks = any(tag in BREAKS or tag == "br" for tag in tags)
    markup = cell if has_blocks else f'<div style="white-space: pre-wrap">{cell}</div>'
    text, doubt = words_in(parsed(markup, where))
    return text.strip(), doubt


def _has_words(attributes: str) -> bool:
    names = NAME.findall(VALUE.sub("=", attributes))
    return any(name.lower() not in ALONE for name in names)


def _has_entity(cell: str) -> bool:
    return any(map(_is_entity, ENTITY.findall(cell)))


def _is_entity(found: str) -> bool:
    return found.startswith("&#") or found[1:] in html5


def _is_misread(words: str) -> bool:
    """Whether a parser would take something for an entity that is not written as one: "&nothing;"
    begins as one that needs no semicolon."""
    rest = ENTITY.sub(lambda found: "" if _is_entity(found[0]) else found[0], words)
    return html.unescape(rest) != rest

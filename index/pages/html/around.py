"""What is known of a web page as a whole: where it stands on the web, and its language."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from index.pages.line_reader.facts import language_of, link_of

SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d{1,6}\)(?P<url>\S{1,2000})"
    r"|Page saved with SingleFile\s+url:\s*(?P<single>\S{1,2000})"
    r"|Saved from (?P<monolith>\S{1,2000}) at \S{1,40} using monolith)"
)
"""What browsers, SingleFile and monolith write above a page that they save."""
LOOKED_AT = 4_000


@dataclass(frozen=True, slots=True)
class Around:
    """Where a page stands on the web, and its language, as it says; `base` is where the addresses
    within it begin that are not whole."""

    link: str | None
    language: str | None
    base: str | None = None


def around(tree: LexborHTMLParser, html: str, saved_from: str | None = None) -> Around:
    """What a page says of itself.

    Args:
        saved_from: where it was saved from, as the file says that it came in.
    """
    base = _only_link(tree, "base[href]", "href")
    link = _link(tree, html, saved_from, base)
    return Around(link, _language(tree), base or link)


def _link(
    tree: LexborHTMLParser, html: str, saved_from: str | None, base: str | None
) -> str | None:
    """Where a page stands on the web, as it says, or as whoever saved it does."""
    comment = SAVED_FROM.search(html[:LOOKED_AT])
    told = (
        link_of(saved_from),
        None if comment is None else link_of(comment[comment.lastgroup or 0]),
        _only_link(tree, "link[rel~=canonical i][href]", "href", base),
        _only_link(tree, 'meta[property="og:url"][content]', "content", base),
    )
    return next((link for link in told if link is not None), None)


def _only_link(
    tree: LexborHTMLParser, selector: str, attribute: str, base: str | None = None
) -> str | None:
    """The link that all such elements name; none where they name several."""
    links = {link_of(node.attributes.get(attribute), base) for node in tree.css(selector)}
    return links.pop() if len(links) == 1 else None


def _language(tree: LexborHTMLParser) -> str | None:
    """The language that a page says it is in."""
    root = tree.css_first("html[lang]")
    return None if root is None else language_of(root.attributes.get("lang"))

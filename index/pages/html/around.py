"""What is known of a web page as a whole: where it stands on the web, and its language."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from index.pages.facts import language_of, link_of

SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d{1,6}\)(?P<url>\S{1,2000})"
    r"|Page saved with SingleFile\s+url:\s*(?P<single>\S{1,2000}))"
)
"""What browsers, and SingleFile, write above a page that they save."""
LOOKED_AT = 4_000


@dataclass(frozen=True, slots=True)
class Around:
    """Where a page stands on the web, and its language, as it says."""

    link: str | None
    language: str | None


def around(tree: LexborHTMLParser, html: str, saved_from: str | None = None) -> Around:
    """What a page says of itself.

    Args:
        saved_from: where it was saved from, as the file says that it came in.
    """
    return Around(_link(tree, html, saved_from), _language(tree))


def _link(tree: LexborHTMLParser, html: str, saved_from: str | None) -> str | None:
    """Where a page stands on the web, as it says, or as whoever saved it does."""
    canonical = tree.css_first("link[rel~=canonical i][href]")
    shared = tree.css_first('meta[property="og:url"][content]')
    comment = SAVED_FROM.search(html[:LOOKED_AT])
    told = (
        saved_from,
        None if comment is None else comment["url"] or comment["single"],
        None if canonical is None else canonical.attributes.get("href"),
        None if shared is None else shared.attributes.get("content"),
    )
    return next((link for one in told if (link := link_of(one)) is not None), None)


def _language(tree: LexborHTMLParser) -> str | None:
    """The language that a page says it is in."""
    root = tree.css_first("html[lang]")
    return None if root is None else language_of(root.attributes.get("lang"))

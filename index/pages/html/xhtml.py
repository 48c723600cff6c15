"""XHTML as HTML: a page that browsers read as XML, written so that a parser of HTML finds the same
elements and words in it.

Two things of XML are something else in HTML. There an empty element may be written `<title/>`,
which in HTML opens it, so that it hides all that follows; and words may stand in `<![CDATA[…]]>`,
which is a comment in HTML. Both are rewritten, and nothing else.
"""

import re
from html import escape

from index.pages.html.bounds import TOKEN

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements that have no content in HTML either."""
CDATA, CDATA_END = "<![CDATA[", "]]>"


def as_html(markup: str) -> str:
    """The page as HTML."""
    return TOKEN.sub(_rewritten, markup)


def _rewritten(found: re.Match[str]) -> str:
    token, tag = found[0], found["tag"]
    if token.startswith(CDATA):
        return escape(token.removeprefix(CDATA).removesuffix(CDATA_END), quote=False)
    if tag is None or not token.endswith("/>") or tag.lower() in VOID:
        return token
    return f"{token.removesuffix('/>')}></{tag}>"

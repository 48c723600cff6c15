"""Words that a style sheet of the page writes before or behind an element: `.by::before { content:
"Reviewed by " }`.

No text has them, and a reader sees them beside a doctor's name. So an answer at whose byline a
style writes what no byline is known to have is in doubt.
"""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span
from index.pages.html.derived import unescaped
from index.pages.html.style_sheets import COMMENT, LARGEST, MOST_RULES, MOST_WORK, matched
from index.pages.line_reader.denials import WRITING, denies

GENERATED = "a style of the page writes words beside its byline"
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
BESIDE = re.compile(r"::?(?:before|after)\s*\Z", re.IGNORECASE)
CONTENT = re.compile(r"(?:\A|[;\s])content\s*:\s*([^;]*)", re.IGNORECASE)
STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)


def generated_elements(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements beside which a style sheet writes words that no byline is known to have."""
    found = list(dict.fromkeys(_selectors(tree)))
    if not found or len(found) > MOST_RULES or len(found) * len(tree.css("*")) > MOST_WORK:
        return ()
    return [node for selector in found for node in matched(tree, selector)]


def is_generated(elements: Sequence[Span], body: Span, byline: Span | None) -> bool:
    """Whether any of the elements is at a byline: it has some of it and nothing of the words, or
    begins with it."""
    return byline is not None and any(
        _meet(one, byline) and (one.start >= byline.start or not _meet(one, body))
        for one in elements
    )


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _selectors(tree: LexborHTMLParser) -> Iterator[str]:
    sheets = [node.text() for node in tree.css("style")]
    if sum(map(len, sheets)) > LARGEST:
        return
    for sheet in sheets:
        for prelude, body in RULE.findall(COMMENT.sub(" ", sheet)) if "content" in sheet else ():
            for selector in prelude.split(",") if _may_mislead(_written(body)) else ():
                element = BESIDE.sub("", selector.strip())
                if element != selector.strip():
                    yield element.strip() or "*"


def _may_mislead(words: str) -> bool:
    """Whether words beside a name say anything but that this is who wrote."""
    says = any(map(str.isalpha, words))
    return says and (denies(words) or WRITING.fullmatch(words.strip()) is None)


def _written(body: str) -> str:
    """The words that a rule writes; none where it writes a picture, a count or an attribute."""
    content = CONTENT.search(body)
    strings = STRING.findall(content[1]) if content is not None else ()
    return unescaped(" ".join(double or single for double, single in strings))

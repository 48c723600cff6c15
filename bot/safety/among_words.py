"""Leaves out what stands among the words of a message and is none of them: the tags of a page or of
a forum, what colours a terminal, and the hyphen that parts a word at the end of a line.

For finding only. All that is left out is replaced by as many characters, so that all places stay.
"""

import re

from bot.safety.spelling import is_word
from index.folding import folded

UNSEEN = "\u2060"
"""A character that nobody sees, which is left out where words are read."""
WITHIN_A_LINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|color|del|em|font|i|ins|kbd|mark|q|s|samp|size|small|span|"
    "strike|strong|sub|sup|tt|u|url|var|wbr"
)
PARAGRAPHS = "article|blockquote|dd|dt|h[1-6]|hr|li|ol|p|section|table|td|th|tr|ul"
LINES = "body|br|center|div|html|pre"
VALUE = r"""(?:"[^"<>]{0,500}+"|'[^'<>]{0,500}+'|[^\s"'<>=\]]{1,200}+)"""
TAG = (
    rf"(?:<|&lt;|\[)/?(?:{WITHIN_A_LINE}|{PARAGRAPHS}|{LINES})"
    rf"(?:={VALUE})?(?:\s{{1,4}}[a-z][-\w:]{{0,40}}+={VALUE}){{0,20}}+\s?/?(?:>|&gt;|\])"
)
"""A tag has nothing but a name and values: "<i can't breathe>" is what somebody writes."""
MARKUP = re.compile(rf"\s{{0,20}}{TAG}(?:\s{{0,20}}{TAG}){{0,100}}+\s{{0,20}}", re.IGNORECASE)
ONE_TAG = re.compile(TAG, re.IGNORECASE)
PARAGRAPH = re.compile(
    rf"[<\[;]/?(?:{PARAGRAPHS})\b|<br\b.{{0,40}}<br\b", re.IGNORECASE | re.DOTALL
)
LINE = re.compile(rf"[<;]/?(?:{LINES})\b|\n", re.IGNORECASE)
COLOURS = re.compile(r"\x1b\[[0-9;?]{0,20}[a-z]", re.IGNORECASE)
PARTED = re.compile(
    r"([^\W\d_]{2,24})([-\u00ac\u00ad\u2010\u2011][ \t]?\r?\n[ \t>|]{0,8})([^\W\d_]{1,24})"
)
"""A word that goes on in the next line, which may be one of a mail that is answered."""
SIGNS = frozenset("<&[\x1b\n")


def words_alone(message: str) -> str:
    """A message as long as it is, in which there is nothing among its words."""
    if SIGNS.isdisjoint(message):
        return message
    plain = COLOURS.sub(_left_out, MARKUP.sub(_as_blanks, message))
    return PARTED.sub(_put_together, plain)


def _left_out(found: re.Match[str]) -> str:
    return UNSEEN * len(found[0])


def _as_blanks(found: re.Match[str]) -> str:
    """What a page shows in the place of tags: another paragraph or line, a blank, or nothing."""
    tags = found[0]
    if PARAGRAPH.search(tags) or tags.count("\n") > 1:
        shown = "\n\n"
    elif LINE.search(tags):
        shown = "\n"
    else:
        shown = " " if ONE_TAG.sub("", tags) else ""
    return shown.rjust(len(tags), UNSEEN)


def _put_together(found: re.Match[str]) -> str:
    before, between, behind = found.groups()
    is_one = is_word(folded(before + behind))
    return f"{before}{UNSEEN * len(between)}{behind}" if is_one else found[0]

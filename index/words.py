"""The words of texts and pages, as they are compared and counted."""

import re
import unicodedata
from collections import Counter
from collections.abc import Set as AbstractSet
from functools import lru_cache

from index.folding import APOSTROPHES, folded
from index.model import Page

_MARK = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""Accents, and what cannot be seen within a word: soft hyphens, joiners."""
_LETTERS = rf"(?:[^\W\d_][{_MARK}]*)+"
WORD = re.compile(rf"(?<!\w){_LETTERS}(?:[{APOSTROPHES}]{_LETTERS})*(?!\w)")
"""Letters, whether an accent is part of one or follows it, with the apostrophes among them."""
EARLIER_WORD = re.compile(
    r"(?<!\w)(?:[^\W\d_][\u0300-\u036f]*)+(?:['’](?:[^\W\d_][\u0300-\u036f]*)+)*(?!\w)"
)
"""A word as version 0.1.0 told it."""
POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS]\Z")
"""Behind one word, whatever it ends with, an accent of its own too. `folding.GENITIVE` may stand
anywhere behind a letter: "rock's'n'roll" has one, and as a word no possessive. What a library
counted depends on this one, so they stay two."""
WORDS_KEPT = 50_000
"""Words whose plain form is cached: a few thousand make up nearly all text."""


@lru_cache(WORDS_KEPT)
def plain(word: str) -> str:
    """A word as it is compared: folded, without a possessive "'s"."""
    return folded(POSSESSIVE.sub("", word))


def words_in(text: str) -> set[str]:
    """The plain words of a text, of two letters or more; what holds a digit is no word."""
    found = {plain(word) for word in WORD.findall(text)}
    return {word for word in found if len(word) > 1}


def words_of_earlier_version(text: str) -> AbstractSet[str]:
    """Words that earlier versions, whose libraries are still read, told in a text and this one does
    not: they took no soft hyphen for part of a word, and no "ø" for an "o"."""
    if text.isascii():
        return frozenset()
    apart = (unicodedata.normalize("NFKD", word.lower()) for word in EARLIER_WORD.findall(text))
    plain_then = {re.sub(r"[\u0300-\u036f]|['’]s$|['’]", "", word) for word in apart}
    return {word for word in plain_then if len(word) > 1} - words_in(text)


def word_counts(page: Page) -> list[tuple[str, int, int]]:
    """Each word of a page: in how many of its answers and its title it is; and in how many of its
    doctors' names, credentials and places.

    When a page is removed this is computed again and subtracted: a change here must raise `FORMAT`
    of the manifest, or be told by `words_of_earlier_version`.
    """
    held = Counter(words_in(page.quoted(page.title) or ""))
    named: Counter[str] = Counter()
    for answer in page.answers:
        headline = page.quoted(answer.headline) or ""
        held.update(words_in(headline) | words_in(page.quote(answer.body)))
        doctor = answer.doctor
        parts = (doctor.name, doctor.credentials, doctor.place)
        named.update({word for part in parts if part for word in words_in(part)})
    return [(word, held[word], named[word]) for word in held.keys() | named.keys()]

"""Other ways of writing a word, where the library has them: in British or American spelling, in
another number, or as two words. A stemmer knows none of these.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from index.storage.store import plain

SPELLINGS = (("ae", "e"), ("oe", "e"), ("our", "or"), ("isation", "ization"))
"""British and American, anywhere in a word: anaemia, oedema, tumour, catheterisation."""
ENDINGS = (
    ("tre", "ter"), ("bre", "ber"),
    ("us", "i"), ("is", "es"), ("um", "a"), ("a", "ae"), ("on", "a"), ("ix", "ices"),
    ("ex", "ices"), ("oma", "omata"), ("man", "men"), ("foot", "feet"), ("tooth", "teeth"),
)  # fmt: skip
"""British and American; and how words from Latin and Greek, and a few English ones, end in the
singular and the plural."""
SHORTEST = 5
"""Letters of a word that may be spelled otherwise; shorter ones become other words."""
SHORTEST_PART = 3
"""Letters of each half of a word that may be written apart."""


def other_forms(words: str, vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """Other spellings and the other number of the last word of a name, as far as the vocabulary
    has them: "wisdom tooth" for "wisdom teeth"."""
    before, _, last = words.rpartition(" ")
    word = plain(last)
    forms = dict.fromkeys((*_spelled(word), *_ended(word)))
    return tuple(f"{before} {form}".strip() for form in forms if form in vocabulary)


def apart(word: str, vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """A word as two: "gall stones" for "gallstones"; where the vocabulary has both."""
    whole = plain(word)
    if not whole.isalpha():
        return ()
    cuts = range(SHORTEST_PART, len(whole) - SHORTEST_PART + 1)
    halves = ((whole[:at], whole[at:]) for at in cuts)
    return tuple(f"{a} {b}" for a, b in halves if a in vocabulary and b in vocabulary)


def _spelled(word: str) -> Iterator[str]:
    if len(word) < SHORTEST:
        return
    for one, other in _both_ways(SPELLINGS):
        for found in re.finditer(one, word):
            yield word[: found.start()] + other + word[found.end() :]


def _ended(word: str) -> Iterator[str]:
    for one, other in _both_ways(ENDINGS):
        if word.endswith(one) and (word == one or len(word) >= SHORTEST):
            yield word.removesuffix(one) + other


def _both_ways(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        yield from (pair, pair[::-1])

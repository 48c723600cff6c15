"""Other ways of writing a word, where the library has them: in British or American spelling, in
another number, as two words, in figures, or with a slip. A stemmer knows none of these.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.query.synonyms import brand_words
from bot.text.english import is_english
from index.words import plain

SPELLINGS = (("ae", "e"), ("oe", "e"), ("our", "or"), ("isation", "ization"))
"""British and American, anywhere in a word: anaemia, oedema, tumour, catheterisation."""
ENDINGS = (
    ("tre", "ter"), ("bre", "ber"),
    ("us", "i"), ("is", "es"), ("um", "a"), ("a", "ae"), ("on", "a"), ("ix", "ices"),
    ("rption", "rb"), ("ription", "ribe"), ("ex", "ices"),
    ("oma", "omata"), ("man", "men"), ("foot", "feet"), ("tooth", "teeth"),
)  # fmt: skip
"""British and American; how words from Latin and Greek, and a few English ones, end in the singular
and the plural; and verbs whose noun no stemmer knows (absorb, absorption)."""
NUMBERS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve".split(),
        map(str, range(2, 13)),
        strict=True,
    )
)
SHORTEST = 5
"""Letters of a word that may be spelled otherwise; shorter ones become other words."""
"""Small numbers in figures, but for "one", which is mostly a pronoun."""
SHORTEST_SLIP = 7
"""Letters of a word that doctors may have written with a slip."""
SELDOM = 0.1
"""How often a slip is written at most, for each time that the word is, if more than once."""
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


def in_figures(word: str) -> tuple[str, ...]:
    """A small number in figures, and figures in words: "4" for "four"."""
    written = [NUMBERS[word.lower()]] if word.lower() in NUMBERS else []
    return (*written, *(name for name, figures in NUMBERS.items() if figures == word))


def with_slip(word: str, vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """A word as doctors here wrote it with one letter wrong: "platsyma" for "platysma". What is
    English, or a product, is another word."""
    whole = plain(word)
    often = vocabulary.get(whole, 0)
    if len(whole) < SHORTEST_SLIP or not whole.isalpha():
        return ()
    from rapidfuzz.distance import OSA  # most topics have no slip
    from rapidfuzz.process import extract

    near = extract(whole, vocabulary.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    return tuple(
        one
        for one, distance, _ in near
        if distance and one.isalpha() and _is_slip(one, vocabulary[one], often)
    )


def _is_slip(word: str, written: int, often: int) -> bool:
    is_seldom = (written == 1 and often != 1) or written <= SELDOM * often
    return is_seldom and not (is_english(word) or word in brand_words())


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

"""Which word of the rules a patient meant who misspelled it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, product
from operator import itemgetter

from bot.safety.rules import guessed_words, known_words
from bot.text.english import english, is_english
from bot.text.spanish import is_spanish_word
from index.folding import folded

SHORTEST = 5
"""Letters below which a word is taken as typed: too many others are one letter away."""
MOST_EDITS = 2
"""Letters that may be wrong in a word that sounds the same; in any other, one."""


LENGTHENED = re.compile(r"([^\W\d_])\1{2,}")
"""A letter that is written three times or more, as in no word of English or Spanish: a cry."""
MOST_LENGTHENED = 4
"""Such letters of a word that are read as one or as two."""
SUPERLATIVE = re.compile(r"(\w{3,})isim([oa]s?)")
"""How Spanish says that something is very much so ("hinchadísima")."""
PRONOUNS = re.compile("(?:me|te|se|nos|l[aeo]s?){1,2}$")
"""What a Spanish infinitive may end with."""
UNSOUNDED, DOUBLED = re.compile("[aeiouyh]"), re.compile(r"(.)\1+")
SOUND_ALIKE = str.maketrans("czk", "ssc")
COMMON_SPANISH = frozenset(
    "de que la el en los las un una por con para mi me se lo le al del es esta pero como mas muy "
    "ya si hay tengo estoy desde cuando donde porque q toy pa ta".split()
)
"""Words by which a message is known to be Spanish."""


def is_spanish(words: Iterable[str]) -> bool:
    """Whether a message of those words is Spanish: at least one in five is a common Spanish one."""
    typed = [folded(word) for word in words]
    return sum(word in COMMON_SPANISH for word in typed) * 5 >= len(typed) > 0


@lru_cache(maxsize=10_000)
def intended(typed: str, in_spanish: bool = False) -> str:
    """The word of the rules that was meant, or the word itself, if nobody would misspell so.

    In a Spanish message no word is a slip of an English one, nor is one that the list of Spanish
    words has.
    """
    word = _without_superlative(_without_cry(folded(typed)))
    if word in known_words():
        return word
    if word.endswith("in") and f"{word}g" in known_words():
        return f"{word}g"
    if is_english(word) or (in_spanish and _is_spanish_form(word)):
        return word
    if len(word) < SHORTEST:
        return _with_silent_h(word) or _with_middle_swapped(word) or word
    return _with_silent_h(word) or _likeliest(word, in_spanish) or word


def _without_cry(word: str) -> str:
    """A word without the letters by which it is lengthened ("I want to dieeeee")."""
    if LENGTHENED.search(word) is None:
        return word
    ways = list(_ways_shortened(word))
    return next(filter(is_word, ways), ways[0])


def is_word(word: str) -> bool:
    """Whether a folded word is one of the rules', of English or of Spanish."""
    return word in known_words() or is_english(word) or is_spanish_word(word)


def _without_superlative(word: str) -> str:
    """The word of the rules that a superlative is of, if it is of one."""
    found = SUPERLATIVE.fullmatch(word)
    plain = word if found is None else found[1] + found[2]
    return plain if plain in known_words() else word


def _ways_shortened(word: str) -> Iterator[str]:
    """A word with each lengthened letter once, or twice, the shortest way first."""
    parts = LENGTHENED.split(word)  # what stands between, and the letters, by turns
    letters = parts[1::2]
    times = [(1, 2) if n < MOST_LENGTHENED else (1,) for n in range(len(letters))]
    for counts in product(*times):
        again = [one * count for one, count in zip(letters, counts, strict=True)]
        yield "".join(map("".join, zip(parts[::2], [*again, ""], strict=True)))


def _is_spanish_form(word: str) -> bool:
    """Whether a word is Spanish: as the list has it, or an infinitive with pronouns ("mirarme")."""
    verb = PRONOUNS.sub("", word)
    is_infinitive = verb.endswith(("ar", "er", "ir"))
    return is_spanish_word(word) or (is_infinitive and is_spanish_word(verb))


def _with_silent_h(word: str) -> str | None:
    """The known word that sounds the same in Spanish and begins with a silent h."""
    ways = (f"h{word}", f"h{word}".replace("s", "c"))
    return next((way for way in ways if len(word) > 2 and way in known_words()), None)


def _with_middle_swapped(word: str) -> str | None:
    """The known word of four letters whose two in the middle were swapped."""
    swapped = word[:1] + word[2:0:-1] + word[3:]
    return swapped if len(word) == SHORTEST - 1 and swapped in known_words() else None


def _likeliest(word: str, in_spanish: bool) -> str | None:
    """The known word of which this is the likeliest slip."""
    from rapidfuzz import process  # most messages have no slip
    from rapidfuzz.distance import OSA

    begin_alike = [one for first in {*word[:2]} for one in _known_by(first, len(word), in_spanish)]
    near = process.extract(word, begin_alike, scorer=OSA.distance, score_cutoff=MOST_EDITS, limit=8)
    likely = [
        (_unlikeness(word, known, distance), known)
        for known, distance, _ in near
        if _is_slip(word, known, distance)
    ]
    return min(likely)[1] if likely else None


def _is_slip(typed: str, known: str, distance: float) -> bool:
    """Whether one word may be a slip of the other: the beginning is hardly ever wrong."""
    if typed[0] != known[0] and sorted(typed[:2]) != sorted(known[:2]):
        return False
    return distance <= 1 or _sound(typed) == _sound(known)


def _unlikeness(typed: str, known: str, distance: float) -> tuple[float, bool, bool, bool, int]:
    """How unlike a slip a difference is; the smaller, the likelier."""
    return (
        distance,
        sorted(known) != sorted(typed),
        _sound(known) != _sound(typed),
        not is_english(known),
        abs(len(known) - len(typed)),
    )


def _sound(word: str) -> str:
    """What is left of a word that is written as it sounds: no vowels, no doubled letters."""
    left = UNSOUNDED.sub("", word.replace("ph", "f")).translate(SOUND_ALIKE)
    return DOUBLED.sub(r"\1", left)


@cache
def _known_by(first: str, length: int, in_spanish: bool) -> tuple[str, ...]:
    """The words that may be meant by one of that length that begins with a letter."""
    begin_alike = _guessed_by_first().get(first, ())
    fitting = (word for word in begin_alike if abs(len(word) - length) <= MOST_EDITS)
    if in_spanish:
        fitting = (word for word in fitting if word not in english() or is_spanish_word(word))
    return tuple(fitting)


@cache
def _guessed_by_first() -> Mapping[str, Sequence[str]]:
    """The words that may be meant, in order, by their first letter: to look through all of them for
    each letter and length takes a millisecond and more."""
    words = sorted(word for word in guessed_words() if len(word) >= SHORTEST)
    return {first: tuple(some) for first, some in groupby(words, itemgetter(0))}

"""Corrects a patient's spelling by the doctors' own words; for searching only.

A word is changed only where it is all but certain what was meant: it must be nobody's name and no
word of English, the doctors or synonyms.toml, and one of the doctors' words must be nearer to it
than any other word. An error that is left costs a hit at worst; a wrong change asks another
question.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Postfix, Prefix

from bot.query.synonyms import Term, terms
from bot.text.english import english
from index.library.open import Library
from index.storage.store import WORD, plain, words_in

SHORTEST = 4
"""Letters below which a word is not corrected: too many others are one letter away."""
ANY_ONE_EDIT, TWO_EDITS = 6, 8
"""Letters from which any error of one letter is corrected, and from which errors of two are."""
LONGEST = 40
"""Letters above which it is no word, and is not compared with any."""
LONGEST_ABBREVIATION = 5
"""Letters up to which a word all in capitals is an abbreviation."""
FEWEST_PLACES = 5
"""Places that must hold a word that is not English before it is used as a correction: the doctors
misspell, too."""
TIMES_MORE, TIMES_FAR_MORE = 4, 10
"""Times that a word must be as frequent as another to be meant rather than that one: where both
are the doctors' words, and where one is theirs alone or English alone."""
OPPOSED_PREFIXES = re.compile("hyper|hypo|inter|intra|macro|micro")
UNLISTED_COUNT = 12_000
"""The highest count of a word that the list of English words leaves out."""
FEW_WORDS = 5
"""Words that may all be unknown; where more are, and a third of all, most must be near to ours."""
ENDINGS = ("s", "ed", "ing", "ly")
VOWELS = frozenset("aeiouy")
ADDRESS = re.compile(r"://|@|\w\.\w")
TITLE = re.compile(r"\b(?:dr|mr|mrs|ms|prof)\.?\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was typed, and the word that is searched instead."""

    typed: str
    shown: str


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of a question at `question[start:end]`; `named` if it is written like a name."""

    word: str
    start: int
    end: int
    named: bool


class Spelling:
    """Corrects questions by the words of one library. Threads may share it."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        names: AbstractSet[str],
        taught: AbstractSet[str] = frozenset(),
    ) -> None:
        self._vocabulary = vocabulary
        self._names = names
        self._taught = taught

    @classmethod
    def of(cls, library: Library, taught: Iterable[Term] = ()) -> "Spelling":
        """The spelling of a library's doctors, and of terms that were taught beside the file's."""
        words = {word for term in taught for said in term.words for word in words_in(said)}
        return cls(library.vocabulary(), library.names(), words)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        """All words that may have been meant; made when a word is doubtful."""
        return _by_length(_trusted_words(self._vocabulary) | english().keys() | self._names)

    def correct(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """The question with its spelling corrected, and each correction once, in reading order."""
        words = [typed for typed in typed_words(question) if len(typed.word) >= SHORTEST]
        doubtful = [typed for typed in words if self._is_doubtful(typed.word)]
        unknown = {plain(typed.word) for typed in doubtful}
        meant = self._certain_corrections(unknown)
        if len(doubtful) > max(FEW_WORDS, len(words) / 3) and 2 * len(meant) < len(unknown):
            return question, ()  # no English
        pieces: list[str] = []
        corrections: list[Correction] = []
        end = 0
        for typed in doubtful:
            word = meant.get(plain(typed.word))
            if word is None or (typed.named and word not in brand_words()):
                continue
            correction = Correction(typed.word, _cased(word, typed.word))
            pieces += [question[end : typed.start], correction.shown]
            corrections.append(correction)
            end = typed.end
        return "".join([*pieces, question[end:]]), tuple(dict.fromkeys(corrections))

    def _is_doubtful(self, typed: str) -> bool:
        """Whether a word as typed is in none of the known word lists."""
        word = plain(typed)
        if not (SHORTEST <= len(word) <= LONGEST and word.isascii()) or _is_abbreviation(typed):
            return False
        if self._vocabulary.get(word, 0) > 1 or word in self._names:
            return False
        if word in term_words() or word in self._taught:
            return False
        return not _is_english(word)

    def _certain_corrections(self, words: Iterable[str]) -> dict[str, str]:
        """For each word of which it is all but certain, the word that was meant."""
        grouped = _by_length(words)
        found = (
            (word, self._best(word, near))
            for length, group in grouped.items()
            for word, near in zip(group, self._near(group, length), strict=True)
        )
        return {word: best for word, best in found if best is not None}

    def _near(self, group: list[str], length: int) -> list[dict[str, int]]:
        """For each word of a group of one length: the words near it, with their distances."""
        reach = 1 if length < ANY_ONE_EDIT else 2
        lengths = range(length - reach, length + reach + 1)
        known = [word for size in lengths for word in self._by_length.get(size, ())]
        distances = process.cdist(
            group, known, scorer=OSA.distance, score_cutoff=reach, dtype=np.uint8
        )
        return [
            {known[at]: int(row[at]) for at in np.flatnonzero(row <= reach)} for row in distances
        ]

    def _best(self, word: str, near: Mapping[str, int]) -> str | None:
        """The word among the near ones that was meant, if it is all but certain."""
        ours = [one for one in near if self._is_ours(one) and _likely(word, one, near[one])]
        if not ours:
            return None
        best, *others = sorted(
            ours, key=lambda one: (_unlikeness(word, one, near[one]), -self._places_of(one), one)
        )
        if word in self._vocabulary and not self._displaces(best, near[best]):
            return None
        if others and self._as_likely(word, best, others[0], near):
            return None
        rivals = (one for one in near if not self._is_ours(one))
        beaten = all(self._is_likelier_than(word, best, rival, near) for rival in rivals)
        return best if beaten else None

    def _is_ours(self, word: str) -> bool:
        """Whether a word is the doctors' or a term's, and nobody's name."""
        return word not in self._names and (word in self._vocabulary or word in term_words())

    def _places_of(self, word: str) -> int:
        return self._vocabulary.get(word, 0)

    def _displaces(self, best: str, distance: int) -> bool:
        """Whether a word is so common that a word in a single answer is a misspelling of it."""
        return distance == 1 and self._places_of(best) >= TIMES_FAR_MORE

    def _as_likely(self, word: str, best: str, other: str, near: Mapping[str, int]) -> bool:
        """Whether another word, and no mere inflection of the best one, may be meant as well."""
        if Prefix.similarity(best, other) >= SHORTEST:
            return False
        alike = _unlikeness(word, best, near[best]) == _unlikeness(word, other, near[other])
        return alike and self._places_of(best) < TIMES_MORE * self._places_of(other)

    def _is_likelier_than(self, word: str, best: str, rival: str, near: Mapping[str, int]) -> bool:
        """Whether a word is likelier than one that no doctor uses, or that is a name."""
        if rival in self._names and near[rival] <= near[best]:
            return best in brand_words()
        ours = _unlikeness(word, best, near[best])
        theirs = _unlikeness(word, rival, near[rival])
        if ours != theirs:
            return ours < theirs
        return english()[rival] < TIMES_FAR_MORE * english().get(best, UNLISTED_COUNT)


def typed_words(question: str) -> Iterator[TypedWord]:
    """The words of a question that are written out, a possessive "'s" and addresses left out."""
    written = list(re.finditer(r"\S+", question))
    small = sum(found.group()[0].islower() for found in written)
    for found in written:
        if ADDRESS.search(found.group()):
            continue
        for piece in WORD.finditer(found.group()):
            word = re.sub(r"['’][sS]$", "", piece.group())
            start = found.start() + piece.start()
            if re.search(r"['’]", word) is None:
                # In a question that is written all in capitals they say nothing.
                capitals = small * 2 > len(written) and word[0].isupper()
                named = _after_title(question, start) or (
                    capitals and _within_sentence(question, start)
                )
                yield TypedWord(word, start, start + len(word), named)


def _after_title(question: str, start: int) -> bool:
    return TITLE.search(question[max(start - 9, 0) : start]) is not None


def _within_sentence(question: str, start: int) -> bool:
    """Whether a word is within a sentence, where a capital letter marks a name."""
    before = question[:start].rstrip(" \t\"'([“‘")
    return before != "" and before[-1] not in ".!?:;\r\n"


def _trusted_words(vocabulary: Mapping[str, int]) -> set[str]:
    """The library's words that are hardly misspelt themselves, and those of the terms."""
    words = {
        word
        for word, held in vocabulary.items()
        if word in english() or (held >= FEWEST_PLACES and len(word) > SHORTEST)
    }
    return words | term_words()


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    """Words that can be compared, in order, under the number of their letters."""
    grouped: dict[int, list[str]] = {}
    for word in sorted(words):
        if word.isascii() and SHORTEST - 1 <= len(word) <= LONGEST:
            grouped.setdefault(len(word), []).append(word)
    return grouped


def _likely(typed: str, meant: str, distance: int) -> bool:
    """Whether an error is one that people make, in a word long enough to tell."""
    if distance == 1 and len(typed) > SHORTEST and meant in brand_words():
        return True
    if _opposite(typed, meant):
        return False
    same_start = typed[0] == meant[0]
    if distance > 1:
        known = len(typed) >= TWO_EDITS or (meant in term_words() and len(meant) >= ANY_ONE_EDIT)
        same_end = typed[-1] == meant[-1]
        return known and same_start and same_end and _consonants(typed) == _consonants(meant)
    if len(typed) < ANY_ONE_EDIT:
        return same_start and _is_typing_error(typed, meant)
    if len(typed) < TWO_EDITS:
        return same_start or typed == meant[1:]
    return same_start or typed[1:] != meant  # "avascular" is not "vascular"


def _opposite(typed: str, meant: str) -> bool:
    """Whether two words begin with opposed prefixes, which are never misspellings of each other."""
    prefixes = [found.group() for word in (typed, meant) if (found := OPPOSED_PREFIXES.match(word))]
    return len(set(prefixes)) == 2


def _consonants(word: str) -> str:
    """What is left of a word that is written as it sounds: no vowels, no doubled letters."""
    left = re.sub("[aeiouy]", "", word).translate(str.maketrans("cz", "ss"))
    return re.sub(r"(.)\1+", r"\1", left)


def _unlikeness(typed: str, meant: str, distance: int) -> tuple[int, bool, bool, bool]:
    """How unlikely a difference is as a misspelling; the smaller, the likelier."""
    return (
        distance,
        typed[0] != meant[0],
        not _is_typing_error(typed, meant),
        _ending(typed) != _ending(meant),
    )


def _is_typing_error(typed: str, meant: str) -> bool:
    """Whether a letter was left out or doubled, two changed places, or a vowel is another."""
    start = Prefix.similarity(typed, meant)
    end = Postfix.similarity(typed[start:], meant[start:])
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    if not wrong:
        return True
    if not right:
        return wrong in (typed[start - 1 : start], typed[start + 1 : start + 2])
    if len(wrong) == 1:
        return len(typed) > SHORTEST and {wrong, right} <= VOWELS
    return True


def _ending(word: str) -> str | None:
    return next((ending for ending in ENDINGS if word.endswith(ending)), None)


def _is_abbreviation(typed: str) -> bool:
    """Whether a word's capitals say that it is no common word."""
    if typed.isupper():
        return len(typed) <= LONGEST_ABBREVIATION
    return any(letter.isupper() for letter in typed[1:])


def _cased(word: str, typed: str) -> str:
    if typed.isupper():
        return word.upper()
    return word.capitalize() if typed[0].isupper() else word


# Words that are right whatever the library holds.


def _is_english(word: str) -> bool:
    """Whether a word is English, or the regular inflection of one, which no list has in full."""
    return word in english() or any(
        len(stem) >= SHORTEST and (stem in english() or f"{stem}e" in english())
        for ending in (*ENDINGS, "er", "ers")
        if (stem := word.removesuffix(ending)) != word and not stem.endswith("s")
    )


@cache
def term_words() -> frozenset[str]:
    """Every single word of the terms."""
    return frozenset(
        word for term in terms() for words in (*term.words, *term.also) for word in words_in(words)
    )


@cache
def brand_words() -> frozenset[str]:
    """The makers' names for their products."""
    return frozenset(word for term in terms() if term.brand for word in words_in(term.name))

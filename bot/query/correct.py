"""Corrects a patient's spelling by the doctors' own words; for searching only.

A word is changed only where it is all but certain what was meant: it must be nobody's name, no
place and no word of English, the doctors or our own files, and one of the doctors' words must be
nearer to it than any other word; and that word must be common here, or stand here beside other
words of the question, unless the slip is so long that hardly another can be meant. What is one
letter from a product is that product or nothing. An error that is left costs a hit at worst; a
wrong change asks another question.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.query.products import is_product_word, product_words
from bot.query.spanish_words import spanish_words
from bot.query.synonyms import Term, brand_words, term_words
from bot.query.topic_words import KNOWN
from bot.text.english import english, is_english
from bot.text.glossary import glossary_words
from index.library.open import Library
from index.pages.line_reader.places import is_known_place
from index.words import WORD, plain, words_in

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
COMMON = {4: 0.05, 5: 0.01, 6: 0.01, 7: 0.002, 8: 0.0005}
"""Share of the answers here that hold a word, from which a typing error in it needs no other
evidence, by the letters that were typed."""
LONG = 9
"""Letters from which any slip needs no other evidence; one of letters that changed places needs
none from `ANY_ONE_EDIT`."""
LIFT, FEWEST_TOGETHER = 4.0, 2
"""Times that two words must be together more often than by chance, and passages that hold both, for
one to be evidence of the other."""
NEIGHBOURS = 4
"""Words of a question on either side of a slip that are looked at as evidence."""
BEFORE_PLACE = re.compile(r"\b(?:in|at|near|from|around|to)\s+$", re.IGNORECASE)
OPPOSED_PREFIXES = re.compile("hyper|hypo|inter|intra|macro|micro")
UNLISTED_COUNT = 12_000
"""The highest count of a word that the list of English words leaves out."""
FEW_WORDS = 5
"""Words that may all be unknown; where more are, and a third of all, most must be near to ours."""
ENDINGS = ("s", "ed", "ing", "ly")
VOWELS = frozenset("aeiouy")
POSSESSIVE, APOSTROPHE = re.compile(r"['’][sS]$"), re.compile(r"['’]")
ADDRESS = re.compile(r"://|@|\w\.\w")
TITLE = re.compile(r"\b(?:dr|mr|mrs|ms|prof)\.?\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was typed, and the word that is searched instead."""

    typed: str
    shown: str


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of a question at `question[start:end]`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """Which words stand together in a library: how many answers and passages it has, and how many
    of these hold all words of a text, in any form."""

    answers: int
    passages: int
    holding: Callable[[str], int]

    def supports(self, word: str, other: str) -> bool:
        """Whether a question with one word is likelier to have the other, too."""
        together = self.holding(f"{word} {other}")
        if together < FEWEST_TOGETHER:
            return False
        by_chance = self.holding(word) * self.holding(other) / self.passages
        return together >= LIFT * by_chance


class Spelling:
    """Corrects questions by the words of one library. Threads may share it.

    Args:
        vocabulary: the doctors' words, each with the number of places that hold it.
        names: the words of their names.
        taught: words of terms that were taught beside the files'.
        context: which words stand together; without it every word of the doctors is expected in
            any question.
    """

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        names: AbstractSet[str],
        taught: AbstractSet[str] = frozenset(),
        context: Context | None = None,
    ) -> None:
        self._vocabulary = vocabulary
        self._names = names
        self._taught = taught
        self._context = context

    @classmethod
    def of(cls, library: Library, taught: Iterable[Term] = ()) -> "Spelling":
        """The spelling of a library's doctors, and of terms that were taught beside the file's."""
        words = {word for term in taught for said in term.words for word in words_in(said)}
        context = Context(library.manifest.answers, library.passages, library.holding)
        return cls(library.vocabulary(), library.names(), words, context)

    @cached_property
    def _by_length(self) -> dict[int, "WordsOfLength"]:
        """All words that may have been meant; made when a word is doubtful."""
        known = _trusted_words(self._vocabulary) | english().keys() | self._names | product_words()
        return {length: WordsOfLength(words) for length, words in _by_length(known).items()}

    @property
    def words(self) -> AbstractSet[str]:
        """The doctors' words."""
        return self._vocabulary.keys()

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
            if word is None or (word not in brand_words() and _is_named(question, typed)):
                continue
            if not self._is_expected(word, typed, question) or _in_place(question, typed):
                continue
            correction = Correction(typed.word, _cased(word, typed.word))
            pieces += [question[end : typed.start], correction.shown]
            corrections.append(correction)
            end = typed.end
        return "".join([*pieces, question[end:]]), tuple(dict.fromkeys(corrections))

    def _is_expected(self, word: str, typed: TypedWord, question: str) -> bool:
        """Whether a word is likelier to have been meant here than one that nobody knows."""
        letters = plain(typed.word)
        if self._context is None or word in term_words():
            return True
        same_letters = len(letters) >= ANY_ONE_EDIT and sorted(letters) == sorted(word)
        if len(letters) >= LONG or same_letters:
            return True
        share = self._places_of(word) / max(self._context.answers, 1)
        if _is_typing_error(letters, word) and share >= COMMON[len(letters)]:
            return True
        if len(letters) == SHORTEST:
            return False  # too many words are near to it
        return any(self._context.supports(word, other) for other in _neighbours(question, typed))

    def _is_doubtful(self, typed: str) -> bool:
        """Whether a word as typed is in none of the known word lists."""
        word = plain(typed)
        if self._vocabulary.get(word, 0) > 1 or word in self._names:
            return False
        if not (SHORTEST <= len(word) <= LONGEST and word.isascii()) or _is_abbreviation(typed):
            return False
        if _is_english(word) or is_product_word(word) or word in self._taught:
            return False
        return not any(word in words() for words in (term_words, glossary_words, spanish_words))

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
        known = [
            words
            for size in range(length - reach, length + reach + 1)
            if (words := self._by_length.get(size)) is not None
        ]
        return [
            {near: distance for words in known for near, distance in words.near(word, reach)}
            for word in group
        ]

    def _best(self, word: str, near: Mapping[str, int]) -> str | None:
        """The word among the near ones that was meant, if it is all but certain."""
        ours = [one for one in near if self._is_ours(one) and _likely(word, one, near[one])]
        if any(near[one] == 1 and is_product_word(one) for one in near):
            ours = list(filter(is_product_word, ours))
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
        from rapidfuzz.distance import Prefix  # most questions have no unknown word

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


class WordsOfLength:
    """Words of one length, in which those near to another are found quickly.

    A word's letters are kept as the bits of a number: what is left out, added or changed places
    with another turns few of them, so that most words need not be compared.
    """

    def __init__(self, words: list[str]) -> None:
        self._words = np.array(words, dtype=object)
        self._letters = _letter_bits(words)

    def near(self, word: str, reach: int) -> Iterator[tuple[str, int]]:
        """The words that are at most so many edits from a word, with the number of edits."""
        from rapidfuzz import process  # as above
        from rapidfuzz.distance import OSA

        turned = np.bitwise_count(self._letters ^ _letter_bits([word])[0])
        left = self._words[turned <= 2 * reach].tolist()
        distances = process.cdist(
            [word], left, scorer=OSA.distance, score_cutoff=reach, dtype=np.uint8
        )[0]
        for at in np.flatnonzero(distances <= reach):
            yield left[at], int(distances[at])


def _letter_bits(words: list[str]) -> NDArray[np.uint32]:
    """The letters of each of some words of one length, one bit a letter."""
    codes = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
    bits = np.uint32(1) << (codes & 31).astype(np.uint32)
    return np.asarray(np.bitwise_or.reduce(bits.reshape(len(words), -1), axis=1))


def typed_words(question: str) -> Iterator[TypedWord]:
    """The words of a question that are written out, a possessive "'s" and addresses left out."""
    for found in re.finditer(r"\S+", question):
        if ADDRESS.search(found[0]):
            continue
        for piece in WORD.finditer(found[0]):
            word = POSSESSIVE.sub("", piece[0]) if APOSTROPHE.search(piece[0]) else piece[0]
            if APOSTROPHE.search(word) is None:
                start = found.start() + piece.start()
                yield TypedWord(word, start, start + len(word))


def _is_named(question: str, typed: TypedWord) -> bool:
    """Whether a word is written like a name."""
    if TITLE.search(question[max(typed.start - 9, 0) : typed.start]):
        return True
    written = question.split()
    small = sum(one[0].islower() for one in written)
    # In a question that is written all in capitals they say nothing.
    capitals = small * 2 > len(written) and typed.word[0].isupper()
    return capitals and _within_sentence(question, typed.start)


def _within_sentence(question: str, start: int) -> bool:
    """Whether a word is within a sentence, where a capital letter marks a name."""
    before = question[:start].rstrip(" \t\"'([“‘")
    return before != "" and before[-1] not in ".!?:;\r\n"


def _neighbours(question: str, typed: TypedWord) -> list[str]:
    """The words of a question nearest to one of them, that name something."""
    before = [plain(one) for one in WORD.findall(question[: typed.start])]
    behind = [plain(one) for one in WORD.findall(question[typed.end :])]
    before, behind = ([one for one in side if _names_something(one)] for side in (before, behind))
    return list(dict.fromkeys([*before[-NEIGHBOURS:], *behind[:NEIGHBOURS]]))


def _names_something(word: str) -> bool:
    return len(word) >= SHORTEST - 1 and word not in KNOWN


def _in_place(question: str, typed: TypedWord) -> bool:
    """Whether a word belongs to the name of a place: with the word beside it ("Sao Paulo"), or by
    itself after "in" and the like."""
    before = [*WORD.finditer(question[: typed.start])][-1:]
    behind = [*WORD.finditer(question, typed.end)][:1]
    pairs = [question[one.start() : typed.end] for one in before]
    pairs += [question[typed.start : one.end()] for one in behind]
    by_itself = BEFORE_PLACE.search(question, 0, typed.start) is not None
    return any(map(is_known_place, pairs)) or (by_itself and is_known_place(typed.word))


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
        # "derm" is short for a longer word, and no slip for "derma".
        is_short_form = len(typed) == SHORTEST and meant.startswith(typed)
        return same_start and not is_short_form and _is_typing_error(typed, meant)
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
    from rapidfuzz.distance import Postfix, Prefix  # as above

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
    return is_english(word) or any(
        len(stem) >= SHORTEST and (is_english(stem) or is_english(f"{stem}e"))
        for ending in (*ENDINGS, "er", "ers")
        if (stem := word.removesuffix(ending)) != word and not stem.endswith("s")
    )

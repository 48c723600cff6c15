"""Chooses the sentences of an answer to highlight: those with the question's words, or similar
ones.

Sentences are compared word by word, by the encoder's vectors of words out of context: to encode
every sentence shown would take ten times as long as finding the answers.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np

from bot.query.question_patterns import COMMON
from index.encoders.encoder import Encoder, Vectors
from index.library.open import Library
from index.search.blas import single_threaded
from index.words import plain

MOST_HIGHLIGHTED = 2
"""Sentences highlighted in one answer, at most."""
WITHIN_BEST = 0.03
"""A sentence is highlighted with the best one if its closeness is no further below than this."""
SENTENCES_KEPT = 5_000
"""Sentences whose words are cached."""
UNKNOWN_WEIGHT = 1 / 3
"""The weight of a word that no doctor here uses: it can match only similar words, if any."""
LEAST_RARITY = 1.0
"""Added to a word's rarity: where all answers are about one thing, its name still counts."""
WORD = re.compile(r"\w+(?:['’]\w+)*")
NAMES_KEPT = 4_096
"""Doctors' names whose last words stay in memory."""
MOST_SIGNED = 8
"""Words, at most, of a sentence that is no more than its doctor's signature."""
THANKS = re.compile(
    r"(?:(?:hi|hello|hey|dear)\b[^.!?]{0,30}?)?\b(?:thanks|thank you)\b[^.!?,;:]{0,20}"
    r"\bfor\b[^,;:–—]*",
    re.IGNORECASE,
)
"""A sentence that only thanks for the question: it has its words, and says nothing."""


def closeness(
    wordings: Sequence[str], sentences: Sequence[str], library: Library, encoder: Encoder
) -> Vectors:
    """How much of a question each sentence covers, by its nearest wording; from 0 (nothing, or mere
    thanks) to 1 (every word), shape (sentences,)."""
    if not sentences:
        return np.empty(0, dtype=np.float32)
    with single_threaded():
        return _closeness(wordings, sentences, library, encoder)


def _closeness(
    wordings: Sequence[str], sentences: Sequence[str], library: Library, encoder: Encoder
) -> Vectors:
    words_of_each = [_words(sentence) for sentence in sentences]
    known: dict[str, int] = {}
    rows = [known.setdefault(word, len(known)) for one in words_of_each for word in one]
    starts = [0, *accumulate(map(len, words_of_each[:-1]))]
    vectors = encoder.encode_words(list(known))
    scores = np.zeros(len(sentences), dtype=np.float32)
    for wording in wordings:
        question_words = list(dict.fromkeys(WORD.findall(wording.lower())))
        weights = np.array([_weight(word, library) for word in question_words])
        if weights.sum() > 0:
            near = (vectors @ encoder.encode_words(question_words).T)[rows]
            nearest = np.maximum.reduceat(near, starts)
            scores = np.maximum(scores, (nearest @ weights / weights.sum()).astype(np.float32))
    return scores


@lru_cache(SENTENCES_KEPT)
def _words(sentence: str) -> tuple[str, ...]:
    """The words of a sentence, in small letters; a word that is near to none, where it has none or
    merely thanks."""
    merely_thanks = THANKS.fullmatch(sentence.strip()) is not None
    return ("",) if merely_thanks else tuple(WORD.findall(sentence.lower())) or ("",)


def _weight(word: str, library: Library) -> float:
    """How much a word of the question counts; squared, as a frequent one says hardly anything."""
    if word in COMMON:
        return 0.0
    known = 1 if plain(word) in library.vocabulary() else UNKNOWN_WEIGHT
    return (known * (LEAST_RARITY + library.rarity(word))) ** 2


def is_signature(sentence: str, name: str | None) -> bool:
    """Whether the last sentence of an answer is no more than a greeting and its own doctor's name,
    with credentials behind it if any ("Best, Dr. Green"): a question's word in it says nothing
    ("green tea")."""
    words = WORD.findall(sentence)
    surname = _last_word(name or "")
    if len(words) > MOST_SIGNED or not surname:
        return False
    said = [plain(word) for word in words]
    return surname in said and all(word.isupper() for word in words[said.index(surname) + 1 :])


@lru_cache(NAMES_KEPT)
def _last_word(name: str) -> str:
    """The last word of a name, in plain letters."""
    return next(reversed(WORD.findall(plain(name))), "")


def highlighted(scores: Vectors) -> list[int]:
    """The numbers of the sentences to highlight, in reading order, by their closeness."""
    near = scores.tolist()
    order = sorted(range(len(near)), key=near.__getitem__, reverse=True)[:MOST_HIGHLIGHTED]
    return sorted(n for n in order if near[n] >= scores[order[0]] - WITHIN_BEST)

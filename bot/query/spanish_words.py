"""Reads the Spanish words of a question as English ones, from spanish.toml; for searching only."""

import tomllib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.query.products import is_product_word
from bot.query.synonyms import term_words
from bot.text.english import is_english
from bot.text.glossary import glossary_words
from bot.text.lexicon import Lexicon, key_of
from index.words import WORD, plain, words_in

FILE = Path(__file__).with_name("spanish.toml")
COMMON = frozenset(
    "de que el la en los las un una por con para mi me se lo le al del es esta pero como mas muy "
    "ya si hay tengo estoy desde cuando donde porque a o y su sus mis son fue hace puse "
    "hago".split()
)
"""Spanish words that name nothing."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """Spanish words of a question, and the English ones that are searched for them."""

    words: str
    meant: str


@dataclass(frozen=True, slots=True)
class GlossedQuestion:
    """A question in English words, and the glosses that it was made by, in reading order."""

    searched: str
    glosses: tuple[Gloss, ...]


def glossed(question: str, known: AbstractSet[str] = frozenset()) -> GlossedQuestion | None:
    """A question with its Spanish words read as English ones; None where none of them is Spanish.

    In a Spanish question everything that is not read so is left out, but for products and what no
    list knows. In another one only words are read that are neither English nor the doctors' own.

    Args:
        known: further words that are not to be read as Spanish.
    """
    found = list(_lexicon().found_in(question))
    if not found:
        return None
    is_spanish = _is_spanish(question, found)
    if not is_spanish:
        found = [one for one in found if not _is_english(question[one[1] : one[2]], known)]
    if not any(_is_topic(meant) for meant, _, _ in found):
        return None
    pieces: list[str] = []
    end = 0
    for meant, start, stop in [*found, ("", len(question), len(question))]:
        between = question[end:start]
        pieces.append(_kept(between) if is_spanish else between)
        pieces.append(meant)
        end = stop
    glosses = dict.fromkeys(
        Gloss(question[start:stop], meant) for meant, start, stop in found if _is_topic(meant)
    )
    searched = " ".join(pieces) if is_spanish else "".join(pieces)
    return GlossedQuestion(" ".join(searched.split()), tuple(glosses))


def _is_spanish(question: str, found: list[tuple[str, int, int]]) -> bool:
    """Whether most of a question's words are Spanish, products and terms left out."""
    words = [plain(word) for word in WORD.findall(question)]
    words = [word for word in words if not _is_name_or_product(word)]
    read = {word for _, start, stop in found for word in words_in(question[start:stop])}
    return 2 * sum(word in COMMON or word in read for word in words) > len(words)


def _is_english(words: str, known: AbstractSet[str]) -> bool:
    """Whether a word, or one of several, may be English, a medical one, or a doctor's own."""
    said = words_in(words)
    return not said or any(
        word in known or is_english(word) or is_product_word(word) or word in glossary_words()
        for word in said
    )


def _kept(between: str) -> str:
    """What is searched of the words between those that were read."""
    kept = [word for word in WORD.findall(between) if _is_name_or_product(plain(word))]
    return " ".join(kept)


def _is_name_or_product(word: str) -> bool:
    return is_product_word(word) or word in term_words()


def _is_topic(meant: str) -> bool:
    """Whether a word names something, and does not only join others."""
    return meant not in {"and", "after", "before", "during", "can I", "when can I", "how long"}


@cache
def spanish_words() -> frozenset[str]:
    """Every single word of the file, folded."""
    return frozenset(word for _, said in _rows() for words in said for word in words_in(words))


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["word"]
    return tuple((row["en"], tuple(row["es"])) for row in rows)


@cache
def _lexicon() -> Lexicon[str]:
    return Lexicon((key_of(words), meant) for meant, said in _rows() for words in said)

"""Tells that a question is in another language than a library's answers.

It is told only where it is all but certain: a wrong sentence in a strange language would puzzle a
reader more than its absence. Nothing else depends on it: every question is searched.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from bot.query.products import is_product_word
from bot.query.synonyms import term_words
from bot.text.english import is_english
from bot.text.languages import ENGLISH, guessed_language, language_name, language_of
from index.library.open import Library
from index.words import WORD, plain

NOTES = Path(__file__).with_name("other_language.toml")
PAGES_READ = 20
"""Pages whose language is looked at."""
CERTAIN, LIKELY, POSSIBLE = 0.9, 0.75, 0.5
"""Probability of a language: where up to two thirds of a question's words are English, half, and a
quarter. Of 5,119 questions in English one was told to be in another language, of which half is."""
FEWEST_WORDS = 3
"""Words below which a language must be `CERTAIN`."""


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The language of a question, and those of the answers that it was asked of (BCP 47 tags); and
    a sentence that tells so, in the language of the question."""

    question: str
    library: tuple[str, ...]
    note: str


def other_language(question: str, library: Library) -> OtherLanguage | None:
    """In which language a question is, if that is another than a library's, and known."""
    asked = language_of_question(question)
    if asked not in notes():
        return None
    spoken = languages_in(library)
    if not spoken or asked in spoken:
        return None
    named = ", ".join(language_name(one, asked) for one in spoken)
    return OtherLanguage(asked, spoken, notes()[asked].format(languages=named))


def language_of_question(question: str) -> str:
    """The language of a question, as a BCP 47 tag; empty where it is not certain."""
    words = [plain(word) for word in WORD.findall(question)]
    words = [word for word in words if word not in term_words() and not is_product_word(word)]
    count = len(words)
    if not count:
        return ""
    share = sum(map(is_english, words)) / count
    if share > 2 / 3:
        return ""  # most questions, of which the language need not be guessed
    language, probability = guessed_language(question)
    is_short = count < FEWEST_WORDS and any(word.isascii() for word in words)
    least = CERTAIN if share > 1 / 2 or is_short else LIKELY if share > 1 / 4 else POSSIBLE
    return "" if language == ENGLISH or probability < least else language


def languages_in(library: Library) -> tuple[str, ...]:
    """The languages of a library's pages, as far as they are certain, the most frequent first."""
    found = [language_of(page.text) for page in islice(library.pages(), PAGES_READ)]
    known = [one for one in found if one]
    return tuple(sorted(set(known), key=lambda one: (-known.count(one), one)))


@cache
def notes() -> dict[str, str]:
    """The sentence of the file for each language."""
    return tomllib.loads(NOTES.read_text(encoding="utf-8"))

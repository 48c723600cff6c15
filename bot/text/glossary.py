"""Explains medical words in plain words, from glossary.toml.

A meaning is shown beside a doctor's words, never in them.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.text.languages import ENGLISH
from bot.text.lexicon import Lexicon, LexiconEntry, entries_of
from index.folding import folded

FILE = Path(__file__).with_name("glossary.toml")
CACHED = 1024
"""Texts whose words are remembered: an answer is shown again and again."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a word in a text means, at `text[start:end]`."""

    words: str
    start: int
    end: int
    meaning: str


@cache
def glossary() -> tuple[LexiconEntry, ...]:
    """Every word of the file."""
    return entries_of(FILE, "word")


@cache
def glossary_words() -> frozenset[str]:
    """Every single word of the file, folded."""
    forms = (form for entry in glossary() for form in entry.words)
    return frozenset(word for form in forms for word in folded(form).split())


@lru_cache(CACHED)
def defined(text: str, language: str = ENGLISH) -> tuple[Definition, ...]:
    """The words of a text that the file explains, in reading order, each where it occurs first.

    Args:
        text: what a doctor wrote; a longer word of the file hides a shorter one in it.
        language: of the meanings, one of LANGUAGES.
    """
    first: dict[str, Definition] = {}
    for word, start, end in _lexicon().found_in(text):
        definition = Definition(text[start:end], start, end, word.meanings[language])
        first.setdefault(word.name, definition)
    return tuple(first.values())


@cache
def _lexicon() -> Lexicon[LexiconEntry]:
    return Lexicon((form, word) for word in glossary() for form in word.words)

"""Finds the words of a lexicon in a text, whatever their case, blanks and apostrophes; and reads
the files that explain words."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from bot.text.languages import LANGUAGES
from index.folding import folded, folded_letters

Value = TypeVar("Value")
BEGINNING = re.compile(r"(?<![\w'-])\w['\w]{0,4}")
"""The first letters of what may be a word, with the apostrophes among them."""
FIRST_PIECE = re.compile(r"['\w]+")
LETTERS_ALIKE = 3
"""Letters with which words begin that are looked for together. One alone has a hundred words, whose
pattern takes a millisecond to compile."""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A word or credential of a file: its other forms, and what it means, by language."""

    name: str
    forms: tuple[str, ...]
    meanings: dict[str, str]

    @property
    def words(self) -> tuple[str, ...]:
        """Every way of writing it."""
        return (self.name, *self.forms)


def entries_of(file: Path, table: str) -> tuple[LexiconEntry, ...]:
    """Every entry of a TOML file, whose tables of that name hold `name`, `forms` and a meaning
    for each language."""
    return tuple(
        LexiconEntry(
            name=row["name"],
            forms=tuple(row.get("forms", ())),
            meanings={language: row[language] for language in LANGUAGES},
        )
        for row in tomllib.loads(file.read_text(encoding="utf-8"))[table]
    )


class Lexicon(Generic[Value]):
    """Words, each with a value. Threads may share it."""

    def __init__(self, words: Iterable[tuple[str, Value]]) -> None:
        self._words = tuple(words)
        self._patterns: dict[str, re.Pattern[str]] = {}  # each made when its letters are first met

    def found_in(self, text: str) -> Iterator[tuple[Value, int, int]]:
        """The values of the words in a text, at `text[start:end]`, in reading order; a longer word
        hides a shorter one in it."""
        if text.isascii():
            for found in self._words_in(text.lower().replace("`", "'")):
                yield self._by_key[key_of(found[0])], *found.span()
            return
        plain, places = folded_letters(text)
        for found in self._words_in(plain):
            value = self._by_key[key_of(found[0])]
            yield value, places[found.start()][0], places[found.end() - 1][1]

    def _words_in(self, plain: str) -> Iterator[re.Match[str]]:
        """The words in a folded text: at each place only those are tried that begin alike."""
        end = 0
        for start in BEGINNING.finditer(plain):
            if start.start() >= end and (found := self._word_at(plain, start)):
                yield found
                end = found.end()

    def _word_at(self, plain: str, start: re.Match[str]) -> re.Match[str] | None:
        """The longest word that stands in a folded text where that one begins."""
        letters = start[0].replace("'", "")
        for count in range(min(len(letters), LETTERS_ALIKE), 0, -1):
            pattern = self._pattern(letters[:count])
            if pattern and (found := pattern.match(plain, start.start())):
                return found
        return None

    @cached_property
    def _by_key(self) -> dict[str, Value]:
        return {key_of(word): value for word, value in self._words}

    def _pattern(self, letters: str) -> re.Pattern[str] | None:
        """What matches the words that begin with some letters; None where none does."""
        if letters not in self._patterns and letters in self._by_letters:
            words = map(_tolerant_pattern, self._by_letters[letters])
            self._patterns[letters] = re.compile(rf"(?:{'|'.join(words)})(?![\w-])")
        return self._patterns.get(letters)

    @cached_property
    def _by_letters(self) -> dict[str, list[str]]:
        """The words, folded, by their first letters, the longest first; those whose first piece is
        shorter, by all of it."""
        by_letters: dict[str, list[str]] = {}
        for word, _ in sorted(self._words, key=lambda pair: len(pair[0]), reverse=True):
            plain, _ = folded_letters(word)
            begins = FIRST_PIECE.match(plain)
            letters = begins[0].replace("'", "")[:LETTERS_ALIKE] if begins else ""
            by_letters.setdefault(letters, []).append(plain)
        return by_letters


def _tolerant_pattern(plain: str) -> str:
    """A pattern for a folded word or words: an apostrophe or none, any blanks."""
    return r"\s+".join(re.escape(piece).replace("'", "'?") for piece in plain.split(" "))


def key_of(words: str) -> str:
    """Words as they are compared: folded, with single blanks."""
    return " ".join(folded(words).split())

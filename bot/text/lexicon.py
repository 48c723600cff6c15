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
BEGINNING = re.compile(r"(?<![\w'-])\w['\w]*")
"""The first piece of what may be a word or words, with the apostrophes in it."""
FIRST_PIECE = re.compile(r"['\w]+")


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
        self._patterns: dict[str, re.Pattern[str]] = {}  # each made when its piece is first met

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
        pieces = start[0].split("'")
        # A word may end before an apostrophe, as "Botox" in "Botox's".
        for count in range(len(pieces), 0, -1):
            pattern = self._pattern("".join(pieces[:count]))
            if pattern and (found := pattern.match(plain, start.start())):
                return found
        return None

    @cached_property
    def _by_key(self) -> dict[str, Value]:
        return {key_of(word): value for word, value in self._words}

    def _pattern(self, piece: str) -> re.Pattern[str] | None:
        """What matches the words that begin with a piece; None where none does."""
        if piece not in self._patterns and piece in self._by_first_piece:
            words = map(_tolerant_pattern, self._by_first_piece[piece])
            self._patterns[piece] = re.compile(rf"(?:{'|'.join(words)})(?![\w-])")
        return self._patterns.get(piece)

    @cached_property
    def _by_first_piece(self) -> dict[str, list[str]]:
        """The words, folded, the longest first, by their first piece without apostrophes: few
        pieces of a text begin a word, and a pattern takes a tenth of a millisecond to compile."""
        by_first_piece: dict[str, list[str]] = {}
        for word, _ in sorted(self._words, key=lambda pair: len(pair[0]), reverse=True):
            plain, _ = folded_letters(word)
            begins = FIRST_PIECE.match(plain)
            piece = begins[0].replace("'", "") if begins else ""
            by_first_piece.setdefault(piece, []).append(plain)
        return by_first_piece


def _tolerant_pattern(plain: str) -> str:
    """A pattern for a folded word or words: an apostrophe or none, any blanks."""
    return r"\s+".join(re.escape(piece).replace("'", "'?") for piece in plain.split(" "))


def key_of(words: str) -> str:
    """Words as they are compared: folded, with single blanks."""
    return " ".join(folded(words).split())

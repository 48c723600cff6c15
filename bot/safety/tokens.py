"""A message as tokens: its words as they were meant, each with its place."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.safety.disguise import meant, torn, unmasked
from bot.safety.spelling import intended, is_spanish
from bot.text.folding import folded

TITLES = {"dr", "dra", "doctor", "doctora", "mr", "mrs", "ms", "prof"}
WORD = re.compile(r"\d+|[^\W\d_]+(?:['’`´][^\W\d_]+)*|[😂🤣]")
MOST_PIECES = 12
"""Pieces into which a word may be torn."""
SENTENCE_BREAK = re.compile(r"[.!?;…](?!\d)|\n\s*\n")
CLAUSE_BREAK = re.compile(r"[,:\n()/–—-]")


class Word(NamedTuple):
    """A word as it is read, at a place of the text."""

    text: str
    start: int
    end: int


class Token(NamedTuple):
    """A word at `message[start:end]`, as it is compared; `sentence` and `clause` count the breaks
    before it, over the whole message."""

    text: str
    start: int
    end: int
    sentence: int
    clause: int


class TokenSpan(NamedTuple):
    """Tokens from number `first` up to, not including, `last`."""

    first: int
    last: int

    def overlaps(self, other: "TokenSpan") -> bool:
        """Whether a token belongs to both."""
        return self.first < other.last and other.first < self.last


def tokens_of(message: str) -> tuple[Token, ...]:
    """The words, numbers and laughing faces of a message, in reading order."""
    return tuple(_tokens(message))


def _tokens(message: str) -> Iterator[Token]:
    plain = unmasked(message)
    sentence = clause = end = 0
    before = ""
    words = list(_with_torn(list(_words(plain.text))))
    in_spanish = is_spanish(word.text for word in words)
    for word, start, stop in words:
        between = plain.text[end:start]
        new_sentence = SENTENCE_BREAK.search(between) is not None
        sentence += new_sentence
        clause += new_sentence or CLAUSE_BREAK.search(between) is not None
        end = stop
        # A name is no slip of another word: "Dr. Lang's page" does not speak of lungs.
        before = folded(word) if before in TITLES else intended(word, in_spanish)
        yield Token(before, *plain.place(start, stop), sentence, clause)


def _words(text: str) -> Iterator[Word]:
    """Every word with its place; one whose letters are disguised, as the word that was meant."""
    for chunk in re.finditer(r"\S+", text):
        word = meant(chunk[0])
        if word is not None:
            yield Word(word, chunk.start(), chunk.end())
            continue
        for found in WORD.finditer(chunk[0]):
            yield Word(found[0], chunk.start() + found.start(), chunk.start() + found.end())


def _with_torn(words: Sequence[Word]) -> Iterator[Word]:
    """The words, those that were torn put together again: one blank stands between their pieces."""
    at = 0
    while at < len(words):
        last = at + 1
        while last < len(words) and words[last].start == words[last - 1].end + 1:
            last += 1
        found = torn([one.text.lower() for one in words[at : min(last, at + MOST_PIECES)]])
        number, text = found or (1, words[at].text)
        yield Word(text, words[at].start, words[at + number - 1].end)
        at += number

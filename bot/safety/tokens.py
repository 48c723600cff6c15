"""A message as tokens: its words as they were meant, each with its place."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.safety.spelling import intended
from bot.text.folding import folded

TITLES = {"dr", "dra", "doctor", "doctora", "mr", "mrs", "ms", "prof"}
WORD = re.compile(r"\d+|[^\W\d_]+(?:['’`´][^\W\d_]+)*|[😂🤣]")
SENTENCE_BREAK = re.compile(r"[.!?;…](?!\d)|\n\s*\n")
CLAUSE_BREAK = re.compile(r"[,:\n()/–—-]")


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
    sentence = clause = end = 0
    before = ""
    for found in WORD.finditer(message):
        between = message[end : found.start()]
        new_sentence = SENTENCE_BREAK.search(between) is not None
        sentence += new_sentence
        clause += new_sentence or CLAUSE_BREAK.search(between) is not None
        end = found.end()
        # A name is no slip of another word: "Dr. Lang's page" does not speak of lungs.
        before = folded(found.group()) if before in TITLES else intended(found.group())
        yield Token(before, found.start(), end, sentence, clause)

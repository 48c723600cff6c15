"""Explains the credentials behind a doctor's name, from credentials.toml.

What is not in the file is never guessed, and nothing that is printed is rewritten.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.text.languages import ENGLISH
from bot.text.lexicon import LexiconEntry, entries_of

FILE = Path(__file__).with_name("credentials.toml")

BRACKET = r"\([^()]+\)"
WORD = r"\w[^\s,;/()]*"
JOINT = r"(?:and|y)(?=\s)"


@dataclass(frozen=True, slots=True)
class Credential:
    """One degree, fellowship or licence as printed; `meaning` is None where the file has none."""

    words: str
    meaning: str | None


@cache
def entries() -> tuple[LexiconEntry, ...]:
    """Every credential of the file."""
    return entries_of(FILE, "credential")


def explained(credentials: str, language: str = ENGLISH) -> tuple[Credential, ...]:
    """The credentials of "MD, FRCS (Plast)" in printed order, each once, with what they mean.

    Args:
        credentials: as printed behind a name.
        language: of the meanings, one of LANGUAGES.
    """
    found: dict[str, Credential] = {}
    for one in _pattern().finditer(credentials):
        if one["joint"] is None:
            entry = _by_key().get(_key(one[0]))
            found.setdefault(
                _key(one[0]) if entry is None else entry.name,
                Credential(one[0], None if entry is None else entry.meanings[language]),
            )
    return tuple(found.values())


@cache
def _by_key() -> dict[str, LexiconEntry]:
    return {_key(word): entry for entry in entries() for word in entry.words}


@cache
def _pattern() -> re.Pattern[str]:
    """What is between two separators: the longest known form, else a bracket or a word.

    A bracket that is not in the file is separate from the degree before it.
    """
    longest_first = sorted((word for entry in entries() for word in entry.words), key=len)[::-1]
    known = "|".join(_tolerant_pattern(word) for word in longest_first)
    return re.compile(
        rf"(?=[\w(])(?:{known})(?![\w-])|(?P<joint>{JOINT})|{BRACKET}|{WORD}", re.IGNORECASE
    )


def _tolerant_pattern(word: str) -> str:
    """A pattern for a credential: a dot after any letter, blanks or none at a blank.

    The last dot is never given back, so that "D.O.M." holds no "D.O".
    """
    letters = word.replace(".", "")
    return "".join(map(_piece, letters[:-1])) + re.escape(letters[-1]) + r"\.?+"


def _piece(character: str) -> str:
    if character == " ":
        return r"\s{0,3}"
    return re.escape(character) + (r"(?:\.\s?)?" if character.isalpha() else "")


def _key(words: str) -> str:
    return re.sub(r"[\s.,]", "", words).casefold()

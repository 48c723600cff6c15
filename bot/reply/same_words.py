"""What an answer says, word by word, so that two are told to be one answer twice.

A greeting at the beginning and a sign-off or thanks at the end are left out, nothing else. So two
answers that differ in a number, a negation, a product or an opposite are never the same, however
many other words they share. Where it is not plain that words are a mere greeting, they count.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import TypeAlias

from index.library.open import FoundAnswer
from index.model import Doctor
from index.pages.line_reader.closings import (
    GREETING,
    is_greeting,
    is_sign_off,
    signed_by,
)
from index.pages.line_reader.farewells import VALEDICTION
from index.pages.line_reader.names import LONGEST_LINE, could_be_same_doctor
from index.pages.line_reader.places import NOT_A_PLACE
from index.patterns import pattern

Words: TypeAlias = tuple[str, ...]

MOST_GREETINGS = 3
"""Greetings that are left out: "Hello Jane, good morning, thank you for your question"."""
LONGEST_SIGN_OFF = 12
"""Lines of a sign-off, from the farewell to the last of the address."""

# What thanks may speak of. What they were given for beyond that, such as a question about Botox,
# tells one answer from another.
THANKS = (
    r"(?:(?:many )?thanks|thank you)(?: (?:so|very) much| again| in advance)*"
    r"(?: for (?:your|the|this|asking|posting|sharing|writing|contacting (?:me|us)|reaching out)"
    r"(?: (?:good|great|excellent|interesting|important))?"
    r"(?: (?:e-?mail|inquiry|interest|message|photos?|pictures?|posts?|query|questions?))?)?"
)
WISHES = rf"(?:(?:i |we )?wish(?:ing)? you )?(?:the )?{VALEDICTION}(?: to you)?"
PAUSE = r"(?:[\s,.!:;–—-]+(?:and )?| and )"
FAREWELLS = pattern(
    rf"(?:{WISHES}|{THANKS})(?:{PAUSE}(?:{WISHES}|{THANKS}))*[\s,.!:–—-]*", re.IGNORECASE
)
OPENING_THANKS = pattern(THANKS, re.IGNORECASE)
ADDRESSED = pattern(
    r"(?: +(?:there|all|everyone))?"
    r"(?P<name>(?: +(?:Dr\.|[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*)){0,3})"
)
PAUSE_AFTER_GREETING = pattern(r"\s*[,.!:;–—-]+\s*|\s*\n\s*|\s*\Z|\s+and\s+(?=thank)", re.I)

# Punctuation at the ends of a word. A sign that belongs to a number (-5, .5, 5%, 5+) is none.
AT_THE_START = pattern(r"(?:[\"“”‘’'()\[\]*…;:!?,]|[.‐-―-](?!\d))+")
AT_THE_END = "\"“”‘’'()[]*….;:!?,-‐‑‒–—―"
# "No, wait" and "Why not? Wait" say the opposite of "no wait" and "why not wait".
NEGATION_APART = pattern(r"\b(no|not)[\"”’')\]]*\s*[,.;:!?…–—-]+(?=\s+\w)", re.IGNORECASE)
DASH_OR_COLON_IN_A_NUMBER = pattern(r"(?<=\d)\s*([‐-―−:-])\s*(?=\d)")


def words_of(found: FoundAnswer) -> Words:
    """The words of an answer, greeting and sign-off apart; all of them, where nothing else is
    said."""
    body = found.page.quote(found.answer.body)
    pieces = [
        line
        for sentence in found.sentences
        for line in found.page.quote(sentence).splitlines()
        if line.strip()
    ]
    text = "\n".join(pieces[: _where_sign_off_begins(pieces, found.answer.doctor)])
    return _words(text[_where_greeting_ends(text) :]) or _words(body)


def _words(text: str) -> Words:
    """Words in small letters, without the punctuation between them; a "no" or "not" that a pause
    parts from what follows is another word than one that denies it."""
    # NFC and not NFKC, which makes "10²" and "102" one.
    plain = unicodedata.normalize("NFC", text).replace("’", "'")
    plain = DASH_OR_COLON_IN_A_NUMBER.sub(r"\1", plain)
    plain = NEGATION_APART.sub(r"\1|", plain)
    bare = (word[_start(word) :].rstrip(AT_THE_END) for word in plain.split())
    return tuple(word.casefold() for word in bare if word)


def _start(word: str) -> int:
    """Where a word begins behind the punctuation before it."""
    found = AT_THE_START.match(word)
    return found.end() if found else 0


def _where_greeting_ends(text: str) -> int:
    """Where "Hello Jane, thank you for your question." at the beginning of a text ends."""
    end = 0
    for _ in range(MOST_GREETINGS):
        end += _greeting(text[end:])
    return end


def _greeting(text: str) -> int:
    """The length of one greeting that begins a text; 0 where there is none, or not for certain."""
    if not is_greeting(text):
        return 0
    found = OPENING_THANKS.match(text)
    if found is None:
        greeting = GREETING.match(text)
        found = greeting and ADDRESSED.match(text, greeting.end())
        if found is None or _names_no_person(found["name"]):
            return 0
    pause = PAUSE_AFTER_GREETING.match(text, found.end())
    return pause.end() if pause else 0


def _names_no_person(words: str) -> bool:
    return any(word.lower() in NOT_A_PLACE for word in words.split())


def _where_sign_off_begins(pieces: Sequence[str], doctor: Doctor) -> int:
    """The number of the piece from which on there are only farewells, thanks and a signature."""
    last = pieces[: -LONGEST_SIGN_OFF - 1 : -1]
    closing = len(list(takewhile(_may_close, last)))
    starts = range(len(pieces) - closing, len(pieces))
    return next((n for n in starts if _is_closing(pieces[n:], doctor)), len(pieces))


def _may_close(piece: str) -> bool:
    return is_sign_off(piece.strip()) or _is_farewell(piece)


def _is_closing(pieces: Sequence[str], doctor: Doctor) -> bool:
    """Whether these are farewells, with nothing or with the doctor's name and address below.

    A line that only looks like a town or a post is none: "Try Botox, PRP" could be either.
    """
    below = pieces[len(list(takewhile(_is_farewell, pieces))) :]
    return not below or _is_signed(below[0].strip(), doctor)


def _is_farewell(piece: str) -> bool:
    return len(piece) <= LONGEST_LINE and FAREWELLS.fullmatch(" ".join(piece.split())) is not None


def _is_signed(line: str, doctor: Doctor) -> bool:
    """Whether a line is the name of the doctor whose answer this is."""
    signed = signed_by(line)
    return is_sign_off(line) and signed is not None and could_be_same_doctor(signed, doctor)

"""What in a name may deceive the eye, said in words beside the name and never in it.

Who a doctor is does not hang on this: that is the record, whatever its name looks like.
"""

import unicodedata

from bot.text.languages import ENGLISH, speaking
from index.model import Doctor

UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that draw nothing, though Unicode counts them among letters, marks or symbols."""
SELECTORS = range(0xFE00, 0xFE10)
"""They choose between two forms of the character before."""
BLANKS = str.maketrans("\t\r\n", "   ")
"""Characters that are seen as what they are."""
TOGETHER = dict.fromkeys(["HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH", "BOPOMOFO"], "CJK")
"""Alphabets that are written together, as one."""
LATIN = dict.fromkeys(["FEMININE", "MASCULINE"], "LATIN")
"""The letters of "Mª" and "Nº"."""


def deceptive_characters(doctor: Doctor, language: str = ENGLISH) -> list[str]:
    """A sentence for everything about a doctor's name that a reader cannot see or tell apart."""
    say = speaking(language).gettext
    beside = [doctor.credentials, doctor.specialty, doctor.place, doctor.status]
    found = []
    if any(map(has_invisible, [doctor.name, *beside])):
        found.append(say("This name, or what is printed with it, contains invisible characters."))
    if len(scripts(doctor.name or "")) > 1:
        found.append(say("This name mixes letters of several alphabets that can look alike."))
    return found


def has_invisible(text: str | None) -> bool:
    """Whether a text holds characters that cannot be seen, or that change its direction."""
    return any(
        unicodedata.category(one) in ("Cc", "Cf", "Cn", "Co")
        or one in UNSEEN
        or ord(one) in SELECTORS
        for one in (text or "").translate(BLANKS)
    )


def scripts(text: str) -> set[str]:
    """The alphabets of a text's letters; a letter drawn in another form is also one of its own."""
    plain = unicodedata.normalize("NFKC", text)
    return {_alphabet(one) for one in {*text, *plain} - UNSEEN if _is_letter(one)}


def _is_letter(character: str) -> bool:
    return unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo")


def _alphabet(letter: str) -> str:
    first = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return {**TOGETHER, **LATIN}.get(first, first)

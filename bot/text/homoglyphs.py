"""Detects deceptive characters in a name: invisible ones, and alphabets that look alike.

They are pointed out beside the name and never changed in it. Who a doctor is does not depend on
them: that is the record, whatever its name looks like.
"""

import unicodedata

from bot.text.languages import ENGLISH, translations
from index.folding import INVISIBLE, VARIATION_SELECTORS
from index.model import Doctor

VISIBLE_BLANKS = str.maketrans("\t\r\n", "   ")
"""Blanks that cannot deceive."""
MIXED_SCRIPTS = dict.fromkeys(["HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH", "BOPOMOFO"], "CJK")
"""Alphabets that are written together, as one."""
LATIN = dict.fromkeys(["FEMININE", "MASCULINE"], "LATIN")
"""The letters of "Mª" and "Nº"."""


def deceptive_characters(doctor: Doctor, language: str = ENGLISH) -> list[str]:
    """A sentence for everything about a doctor's name that a reader cannot see or tell apart."""
    say = translations(language).gettext
    printed = [doctor.credentials, doctor.specialty, doctor.place, doctor.status]
    found = []
    if any(map(has_invisible, [doctor.name, *printed])):
        found.append(say("This name, or what is printed with it, contains invisible characters."))
    if len(scripts(doctor.name or "")) > 1:
        found.append(say("This name mixes letters of several alphabets that can look alike."))
    return found


def has_invisible(text: str | None) -> bool:
    """Whether a text holds characters that cannot be seen, or that change its direction."""
    return any(
        unicodedata.category(one) in ("Cc", "Cf", "Cn", "Co")
        or one in INVISIBLE
        or ord(one) in VARIATION_SELECTORS
        for one in (text or "").translate(VISIBLE_BLANKS)
    )


def scripts(text: str) -> set[str]:
    """The alphabets of a text's letters; a letter drawn in another form is also one of its own."""
    plain = unicodedata.normalize("NFKC", text)
    return {_alphabet(one) for one in {*text, *plain} - INVISIBLE if _is_letter(one)}


def _is_letter(character: str) -> bool:
    return unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo")


def _alphabet(letter: str) -> str:
    first = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return {**MIXED_SCRIPTS, **LATIN}.get(first, first)

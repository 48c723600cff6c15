"""Folds text for comparison, alike everywhere: the words of questions and of answers, the entries
of our own files, and the names in filters. Nothing folded is shown.
"""

import re
import unicodedata
from collections.abc import Callable

LATIN_MARKS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
"""Accents of Latin letters, where a text is decomposed."""
LATIN_STROKE = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH [A-Z ]+|LATIN SMALL LETTER DOTLESS (I)")
"""Unicode's names of Latin letters that do not decompose: "ø" and "ł", and "ı", whose capital is
that of "i"."""
APOSTROPHES = "'\u2018\u2019\u201b\u2032`\u00b4\u02b9\u02bb\u02bc\u02c8\uff07"
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that draw nothing, though Unicode counts them among letters, marks or symbols."""
UNSEEN_KINDS = frozenset(("Cc", "Cf"))
"""Unicode's categories of what draws nothing: controls, soft hyphens, marks of direction."""
VARIATION_SELECTORS = range(0xFE00, 0xFE10)
"""They choose between two forms of the character before."""
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝьмтнгАЕОРСУХІЈЅКМТВНαεορτυνικβγΑΕΟΡΤΥΝΙΚΒıɑɡℓᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ",
    "aeopcyxijsdhqwbmthrAEOPCYXIJSKMTBHaeoptuvikbyAEOPTYNIKBiaglabcdefghijklmnopqrstuvwyz",
)
"""Letters of other alphabets, and small capitals, by the Latin ones that they look like."""

LETTERS = re.compile(r"[ -~]+(?![\u0300-\u036f])|(?s:.)[\u0300-\u036f]*")
"""Characters each of which folds to one; or a character with the accents that follow it."""
GENITIVE = re.compile(rf"(?<=\w)[{APOSTROPHES}]s\b", re.IGNORECASE)
"""What English puts behind a name: "Lee's". Folded it would be a letter of the name."""
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


class _Letters(dict[int, str]):
    """A table for `str.translate`, which asks once for each character."""

    def __init__(self, translated: Callable[[str], str]) -> None:
        super().__init__()
        self._translated = translated

    def __missing__(self, code: int) -> str:
        self[code] = self._translated(chr(code))
        return self[code]


def _seen(one: str) -> str:
    """A character, or nothing where it cannot be seen."""
    unseen = (
        unicodedata.category(one) in UNSEEN_KINDS
        or one in INVISIBLE
        or ord(one) in VARIATION_SELECTORS
    )
    return one if one.isspace() or not unseen else ""


def _without_stroke(letter: str) -> str:
    found = LATIN_STROKE.fullmatch(unicodedata.name(letter, ""))
    return letter if found is None else (found[1] or found[2]).lower()


SEEN = _Letters(_seen)
WITHOUT_STROKE = _Letters(_without_stroke)


def seen(text: str) -> str:
    """A text as it is seen: letters composed with their accents, nothing that cannot be seen."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(SEEN))


def without_genitives(text: str) -> str:
    """A text in which a name stands as it is where something is that person's: for whoever looks
    for names in it."""
    return GENITIVE.sub("", text)


def folded(text: str) -> str:
    """A text in lower case, Latin letters without accents and strokes, without apostrophes and what
    cannot be seen.

    In other alphabets a mark makes another letter: "й" is no "и", and "ガ" no "カ".
    """
    if text.isascii() and text.isprintable():
        return text.lower().replace("'", "").replace("`", "")
    visible = _APOSTROPHE.sub("", text).translate(SEEN)  # "´" would become a blank with an accent
    small = unicodedata.normalize("NFKC", visible).casefold()
    apart = unicodedata.normalize("NFKD", small).translate(WITHOUT_STROKE)
    plain = unicodedata.normalize("NFKC", LATIN_MARKS.sub("", apart))
    return _APOSTROPHE.sub("", plain)


def folded_letters(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text as `folded`, but with every apostrophe as "'"; and for each of its characters where
    the letter stands in the text, its accents included."""
    if text.isascii() and text.isprintable():
        return text.lower().replace("`", "'"), [(at, at + 1) for at in range(len(text))]
    plain: list[str] = []
    places: list[tuple[int, int]] = []
    for found in LETTERS.finditer(text):
        letters, (start, end) = found[0], found.span()
        if letters.isascii() and letters.isprintable():
            piece = letters.lower().replace("`", "'")
            places += zip(range(start, end), range(start + 1, end + 1), strict=True)
        else:
            piece = "'" if letters[0] in APOSTROPHES else folded(letters)
            places += [(start, end)] * len(piece)
        plain.append(piece)
    return "".join(plain), places

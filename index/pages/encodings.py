"""The bytes of a file → its text: UTF-8, UTF-16 with its mark, or Windows-1252 by evidence.

UTF-8 is told by its own rules, and UTF-16 by its byte-order mark. Windows-1252 has neither: it is
believed only where every byte beyond ASCII stands as a letter or a mark of that encoding stands in
text, and at least one stands so in no other. All else is refused. What was converted is told.

Text that was converted wrongly before it came here ("donâ€™t") is found, and never mended: whoever
has the original can save it again.
"""

import re
from dataclasses import dataclass

from index.errors import UnreadablePage

UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
UTF_32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
SHOWN = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
"""Encodings that are converted, as a person calls them."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the codec that it was read by, and the byte-order mark that stood before it."""

    text: str
    codec: str
    mark: bytes

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a page must say of its encoding."""
        shown = SHOWN.get(self.codec)
        return () if shown is None else (f"read as {shown}, converted to Unicode",)


def decoded(data: bytes, source: str) -> Decoded:
    """The text of a file, line ends untouched, without its byte-order mark.

    Raises:
        UnreadablePage: the encoding is not known beyond doubt, or there is a NUL, which no text
            has.
    """
    found = _decoded(data, source)
    if "\0" in found.text:
        evidence = f"NUL at character {found.text.index(chr(0))}"
        raise UnreadablePage(source, f"not a text file ({evidence}); save the page again as text")
    return found


def _decoded(data: bytes, source: str) -> Decoded:
    if data.startswith(UTF_32_MARKS):
        raise UnreadablePage(source, "not UTF-8 text (it begins as UTF-32 does); save it as UTF-8")
    codec = UTF_16_MARKS.get(data[:2])
    if codec is not None:
        return Decoded(_from_utf_16(data[2:], codec, source), codec, data[:2])
    mark = UTF_8_MARK if data.startswith(UTF_8_MARK) else b""
    try:
        return Decoded(data[len(mark) :].decode("utf-8"), "utf-8", mark)
    except UnicodeDecodeError as error:
        if not mark and is_windows_1252(data):
            return Decoded(data.decode("cp1252"), "cp1252", b"")
        at = error.start + len(mark)
        evidence = f"byte {data[at]:#04x} at {at}{'' if mark else _read_otherwise(data)}"
        excel = ", in Excel as “CSV UTF-8”" if source.lower().endswith(".csv") else ""
        reason = f"not UTF-8 text ({evidence}); save it as UTF-8{excel}"
        raise UnreadablePage(source, reason) from error


def _from_utf_16(data: bytes, codec: str, source: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        evidence = f"it begins as UTF-16 does, and is damaged at byte {error.start + 2}"
        raise UnreadablePage(source, f"not UTF-8 text ({evidence}); save it as UTF-8") from error


# Windows-1252, by evidence.

ALPHABETS = tuple(
    frozenset(letters + letters.upper().replace("SS", "ß"))
    for letters in (
        "àâæçéèêëîïôœùûü",  # French, without the "ÿ" that DOS has for a blank
        "áéíóúüñçàèòï",  # Spanish, Catalan
        "áâãàçéêíóôõúü",  # Portuguese
        "àèéìíîòóùú",  # Italian
        "äöüßé",  # German
        "åäöéæøàôòóèêü",  # Swedish, Danish, Norwegian
        "áéíóúýþæöð",  # Icelandic
        "áéíóúýšžäëïöüô",  # Czech and Slovak, Dutch: what other code pages have at the same places
    )
)
"""Letters beyond ASCII that stand together in a word of one language. A word that mixes languages
("Dvoøák") comes from another code page: Windows-1250 has "Dvořák" so."""
OTHER_CODE_PAGES = ("cp1250", "cp1254")
"""Of Latin letters, too: "Kuèera" would be "Kučera", and "aðrý" would be "ağrı"."""
LONGEST_SHOWN = 20
"""Letters on each side of one that a reason shows."""
ALONE = frozenset("àÀéÉèÈêÊóÓúÚÁáÈÔôåÅöÖ")
"""Letters beyond ASCII that are words of some language by themselves."""
WORD = re.compile(r"[^\W\d_]+")
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""What UTF-8 has for one character: a file with these is damaged UTF-8, or both at once."""
PROOF = {
    "’": r"(?<=[^\W\d_])’(?=[^\W\d_])|(?<=\w)’(?!\w)",
    "“": r"(?<!\w)“(?=\w)",
    "”": r"(?<=[\w.,!?…])”(?!\w)",
    "–": r"(?<=[\s\d])–(?=[\s\d])",
    "—": r"(?<=[\s\d])—(?=[\s\d])",
    "…": r"(?<=[^\W\d_])…(?!\w)",
    "®": r"(?<=[^\W\d_])®(?!\w)",
    "™": r"(?<=[^\W\d_])™(?!\w)",
}
"""Where a mark stands as nothing but itself would."""
ALLOWED = {
    "’": r"’(?=\w)",
    "‘": r"(?<!\w)‘(?=\S)",
    "“": r"(?<!\w)“(?=\S)",
    "”": r"(?<=\S)”(?!\w)",
    "–": "–",
    "—": "—",
    "…": "…",
    "•": r"(?<!\w)•",
    "·": "·",
    "\u00a0": "\u00a0",
    "\u00ad": r"(?<=\w)\u00ad(?=\w)",
    "€": r"€(?=\s?\d)|(?<=\d)\s?€|(?<=\d\s)€",
    "£": r"£(?=\s?\d)",
    "°": r"(?<=\d)°|(?<=\d\s)°",
    "©": r"(?<!\w)©",
    "®": r"®(?!\w)",
    "™": r"™(?!\w)",
    "½": r"(?<![^\W\d_])½",
    "¼": r"(?<![^\W\d_])¼",
    "¾": r"(?<![^\W\d_])¾",
    "×": r"(?<=[\d\s])×(?=[\d\s])",
    "±": "±",
    "µ": r"(?<![^\W\d_])µ(?=[a-zA-Z])",
    "²": r"(?<=\w)²(?!\w)",
    "³": r"(?<=m)³(?!\w)",
    "º": r"(?<=\d)º",
    "ª": r"(?<=\d)ª",
    "§": r"§(?=\s?\d)",
    "¿": r"(?<!\w)¿(?=\w)",
    "¡": r"(?<!\w)¡(?=\w)",
    "«": r"(?<!\w)«",
    "»": r"»(?!\w)",
    "´": r"(?<=[^\W\d_])´(?=[^\W\d_])",
}
"""Where a mark may stand; other encodings may have something else there that fits as well."""


def is_windows_1252(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are Windows-1252, beyond doubt."""
    return _is_like_windows_1252(data) and not _read_otherwise(data)


def _is_like_windows_1252(data: bytes) -> bool:
    """The same, but for other code pages that have other letters there."""
    if b"\0" in data or MULTIBYTE.search(data):
        return False
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    proved = False
    for word in WORD.finditer(text):
        if not word[0].isascii():
            fits = _fits(word[0])
            if fits is False:
                return False
            proved = proved or fits is True
    for mark in re.finditer(r"[^\x00-\x7f]", text):
        if mark[0].isalpha() and mark[0] not in "ªºµ":
            continue
        if _stands(PROOF, text, mark):
            proved = True
        elif not _stands(ALLOWED, text, mark):
            return False
    return proved


def _read_otherwise(data: bytes) -> str:
    """The first word of what may be Windows-1252 in which another code page has other letters at
    the same bytes, in words: nobody can tell which. Marks tell by where they stand. Empty where
    there is none."""
    if not _is_like_windows_1252(data):
        return ""
    text = data.decode("cp1252")
    for code_page in OTHER_CODE_PAGES:
        other = data.decode(code_page, "replace")
        pairs = enumerate(zip(text, other, strict=True))
        at = next((n for n, (one, its) in pairs if one != its and one.isalpha()), None)
        if at is not None:
            word = next(one for one in WORD.finditer(text) if one.end() > at)
            start, end = max(word.start(), at - LONGEST_SHOWN), min(word.end(), at + LONGEST_SHOWN)
            name = code_page.replace("cp", "Windows-")
            return f"; “{text[start:end]}” in Windows-1252, “{other[start:end]}” in {name}"
    return ""


def _fits(word: str) -> bool | None:
    """Whether the letters of a word make one; None where that cannot be told by the word alone."""
    odd = {letter for letter in word if not letter.isascii()} - set("ªºµ")
    if not odd:
        return None
    if len(word) == 1:
        return None if word in ALONE else False
    if all(letter in odd for letter in word):
        return False  # letters of another script have the places of these
    if _has_capital_within(word) or not any(odd <= alphabet for alphabet in ALPHABETS):
        return False
    if not word[0].isascii() and word[0].isupper() and word[1:].isascii():
        # A Macintosh has quotation marks and blanks at these places: "ÒWait", "ÊBecause".
        return False if word[1].isupper() and not word.isupper() else None
    return True


def _has_capital_within(word: str) -> bool:
    """Whether a capital beyond ASCII stands where a small letter should: "JosŽ", "ItÕs"."""
    return any(
        letter.isupper()
        and not letter.isascii()
        and (word[at - 1].islower() or word[at + 1 : at + 2].islower())
        for at, letter in enumerate(word)
        if at
    )


def _stands(places: dict[str, str], text: str, mark: re.Match[str]) -> bool:
    pattern = places.get(mark[0])
    return pattern is not None and re.compile(pattern).match(text, mark.start()) is not None


# Words that were damaged before they came.

PLAIN_DAMAGE = re.compile(
    "â€[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2010-\u2122]|â‚¬|â„¢|ðŸ[^\x00-\x7f]{2}"
    "|Ã[\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf]|Â[\u00a0-\u00aa\u00ac-\u00ba\u00bc-\u00bf]"
)
"""What no language writes, and UTF-8 that was read as Windows-1252 has everywhere."""
UNDEFINED = "\x81\x8d\x8f\x90\x9d"
"""Bytes that Windows-1252 does not define, and programs let pass."""


SHOUTED = re.compile(
    r"(?:(?<=[A-ZÀ-ÖØ-Þ])[ÃÄÅ]|(?<![^\W\d_])[ÄÅ])[…’”»–—®™](?![^\W\d_])"
    r"|(?:(?<=[A-ZÀ-ÖØ-Þ])[ÃÄÅ]|(?<![^\W\d_])[ÄÅ])\u00a0"
)
"""A capital at the end of a word of capitals, and the mark behind it ("IRMÃ…"): as bytes they are a
letter, too, but no evidence of one."""


def damage_in(text: str) -> list[str]:
    """Pieces of a text that are UTF-8 read as Windows-1252: "â€™", "Ã©"; none if it is whole."""
    if text.isascii():
        return []
    plain = PLAIN_DAMAGE.findall(text)
    if plain:
        return list(dict.fromkeys(plain))
    quiet = SHOUTED.sub(" ", text) if any(one in text for one in "ÃÄÅ") else text
    runs = list(dict.fromkeys(re.findall(r"[^\x00-\x7f]+", quiet)))
    return runs if all(map(_is_damaged, runs)) else []


def damage_told(pieces: list[str]) -> str:
    """The sentence for whoever has the original."""
    shown = ", ".join(repr(piece) for piece in pieces[:3])
    return (
        f"damaged words ({shown}: UTF-8 that was read as Windows-1252 and saved again); "
        "save them again from where they came, as UTF-8"
    )


def _is_damaged(run: str) -> bool:
    """Whether characters beyond ASCII, as bytes of Windows-1252, are those of one text in UTF-8."""
    try:
        undone = b"".join(
            one.encode("latin-1" if one in UNDEFINED else "cp1252") for one in run
        ).decode("utf-8")
    except UnicodeError:
        return False
    return len(undone) > 1 or _is_common(undone)


LATIN = frozenset(
    [
        *map(chr, (*range(0xA0, 0x180), *range(0x1CD, 0x1DD))),
        *"ơƠưƯȘșȚțƒ",
        *map(chr, (*range(0x300, 0x305), *range(0x306, 0x30D), 0x31B, 0x323, 0x327, 0x328)),
    ]
)
"""Letters beyond ASCII of languages that are written in Latin letters, and their accents."""


def _is_common(character: str) -> bool:
    """Whether a single character is one that Latin text has. Others come about by chance: "ß’",
    "SÍ…", "“CAFFÈ”"."""
    at = ord(character)
    return character in LATIN or 0x2000 <= at < 0x2150 or at >= 0x1F000

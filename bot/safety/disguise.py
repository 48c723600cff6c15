"""Reads words whose letters are disguised, as people write what they fear a filter would take:
"k*ll", "su1c1de", "sui cide", "ｓｕｉｃｉｄｅ". For finding only: what is shown is what was typed.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import unquote

from bot.safety.among_words import UNSEEN
from bot.safety.rules import disguised_words
from bot.text.english import is_english
from index.folding import APOSTROPHES, LOOKALIKES, UNSEEN_KINDS

LEET = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a",
    "$": "s", "!": "il", "|": "il", "+": "t", "€": "e", "£": "l", "(": "c", "¡": "i",
}  # fmt: skip
"""Signs that stand for letters, with all that they may stand for."""
MASKS = frozenset("*#%?•·~^x×")
"""Signs that hide a letter, or two."""
BETWEEN = frozenset(".-_/\\,'’")
"""Signs that stand between the letters of a word."""
UNREAD = UNSEEN_KINDS | {"Mn", "Me"}
"""Unicode's categories of what nobody sees, and of what is drawn over or around a letter: a stroke
through it, an accent that stands apart."""
ENCODED = re.compile(
    r"&(?:amp;){0,2}(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});"
    r"|(?:%[0-9a-f]{2}){1,8}|(?:=[0-9a-f]{2}){2,8}|=\r?\n"
    r"|(?<!\\)\\{1,4}(?:u(?!d[89a-f])[0-9a-f]{4}|x[0-9a-f]{2}|[nrt])",
    re.IGNORECASE,
)
"""Characters as they are written in a web page (also twice), in an address, in a mail, or in the
text of a program."""
SIGNS_OF_CODES = frozenset("&%=\\")
LINE_ENDS = frozenset("\n\t")
LETTERS = re.compile(r"[^\W\d_]{1,24}")
IN_ADDRESS = re.compile(r"%20|^[^\s+]{1,100}\+\S*$")
"""What tells an address from a percentage: blanks are written in it."""
DAMAGED = r"\u00e2[\u20ac\x80][\u02dc\u2122\x98\x99]"
"""A curly apostrophe that some program read byte by byte."""
NEGATED = "ai|are|ca|could|did|do|does|had|has|have|is|might|must|need|should|was|were|wo|would"
SHORT_FORMS = (
    rf"(?:(?:{NEGATED})n(?=.t\b)|i(?=\S(?:[dm]|ll|ve)\b)|(?:you|we|they)(?=\S(?:d|ll|re|ve)\b)"
    r"|(?:s?he|it|that|there|what|who)(?=\S(?:[ds]|ll)\b))"
)
APOSTROPHE = re.compile(
    rf"(?<=[^\W\d_])(?:[{APOSTROPHES}]|{DAMAGED})(?=[^\W\d_])|(?<!\S)({SHORT_FORMS})[^\w\n]",
    re.IGNORECASE,
)
"""What stands for an apostrophe: one of its many forms, whole or damaged, between two letters; in a
short form of English ("can;t", "I?m", "don t") any sign, as the key beside it was pressed or the
way made another of it."""
LONGER_SIGN = (
    r"(?:[^\x00-\x7f]{2,8}|[ \t]?['’`´][ \t\n]?|[%=](?:25)?[0-9a-f]{2}|%u[0-9a-f]{4}|"
    r"\\u\{[0-9a-f]{4}\}|(?:\\[0-7]{3}){1,3}|&#x?[0-9a-f]{2,4};?)"
)
"""What some program made of an apostrophe, in more characters than one: read in another alphabet
than it was written in, once or twice, set apart from its word, or written as a number."""
LONGER_APOSTROPHE = re.compile(
    rf"(?<!\S)(?:(?P<negated>(?:{NEGATED})n){LONGER_SIGN}(?=t\b)"
    rf"|(?P<told>i|you|we|they|s?he|it|that|there|what|who){LONGER_SIGN}(?=(?:[dms]|ll|re|ve)\b))",
    re.IGNORECASE,
)
PARTED_NOT = re.compile(rf"(?<!\S)({NEGATED}) (?=n['’]t\b)", re.IGNORECASE)
"""Short forms as programs part them that count words: "ca n't"."""
BOXED = re.compile(
    r"(?:CROSSED |NEGATIVE )?(?:CIRCLED|SQUARED|PARENTHESIZED) LATIN [A-Z]+ LETTER ([A-Z])"
)
"""Unicode's names of letters in a box or a ring."""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
AROUND = ".,;:?\"'“”‘’()[]"
LONGEST = 24
LEAST_SHOWN = 2
"""Letters of a word that are shown, at least."""


@dataclass(frozen=True, slots=True)
class Unmasked:
    """A message in plain letters, and for each of them the number of the character that it was."""

    text: str
    origins: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the message a part of the text stands."""
        return self.origins[start], self.origins[end - 1] + 1


def unmasked(message: str) -> Unmasked:
    """A message without characters that nobody sees and marks on letters, with every letter as the
    Latin one that it looks like."""
    message = LONGER_APOSTROPHE.sub(_with_longer, PARTED_NOT.sub(rf"\1{UNSEEN}", message))
    message = APOSTROPHE.sub(_with_apostrophe, message)
    if message.isascii() and CONTROL.search(message) is None and not _is_encoded(message):
        return Unmasked(message, range(len(message)))
    letters: list[str] = []
    origins: list[int] = []
    for place, one in _decoded(message):
        if unicodedata.category(one) in UNREAD and not one.isspace():
            continue
        for letter in _plain_letters(one):
            letters.append(letter)
            origins.append(place)
    return Unmasked("".join(letters), origins)


@lru_cache(maxsize=10_000)
def _plain_letters(one: str) -> str:
    boxed = BOXED.fullmatch(unicodedata.name(one, ""))
    return boxed[1] if boxed else unicodedata.normalize("NFKC", one).translate(LOOKALIKES)


def _with_longer(found: re.Match[str]) -> str:
    kept = found["negated"] or found["told"]
    return f"{kept}'".ljust(len(found[0]), UNSEEN)


def _with_apostrophe(found: re.Match[str]) -> str:
    """The plain apostrophe, with what nobody sees behind it, so that all places stay."""
    kept = found[1] or ""
    return (kept + "'").ljust(len(found[0]), UNSEEN)


def _is_encoded(message: str) -> bool:
    is_possible = not SIGNS_OF_CODES.isdisjoint(message)
    return is_possible and ENCODED.search(message) is not None


def _decoded(message: str) -> Iterator[tuple[int, str]]:
    """Each character with its place; what is written as in a page, an address, a mail or a program,
    as what it is."""
    if not _is_encoded(message):
        yield from enumerate(message)
        return
    in_address = IN_ADDRESS.search(message) is not None
    end = 0
    for found in ENCODED.finditer(message):
        yield from enumerate(message[end : found.start()], end)
        end = found.end()
        plain = _plain(found[0], in_address=in_address)
        if plain in LINE_ENDS and is_english(found[0][-1] + _letters_at(message, end)):
            plain = found[0]  # "lips\\tongue"
        yield from ((found.start(), one) for one in plain)
    yield from enumerate(message[end:], end)


def _letters_at(message: str, place: int) -> str:
    found = LETTERS.match(message, place)
    return found[0] if found else ""


def _plain(code: str, *, in_address: bool) -> str:
    """What a code stands for; itself, where it is rather none, as of a percentage."""
    match code[0]:
        case "&":
            return html.unescape(html.unescape(html.unescape(code)))
        case "\\":
            letter, digits = code.lstrip("\\")[:1].lower(), code.lstrip("\\")[1:]
            return chr(int(digits, 16)) if digits else "\t" if letter == "t" else "\n"
        case "=" if code.endswith("\n"):  # a line that was broken on the way
            return ""
    said = unquote(code.replace("=", "%"), errors="replace")
    is_plain = "\ufffd" not in said and (in_address or not said.isascii())
    return said if is_plain else code


@lru_cache(maxsize=10_000)
def meant(chunk: str) -> str | None:
    """The word of the rules that letters and signs without a blank disguise, or None."""
    chunk = chunk.rstrip(AROUND).lstrip(AROUND)
    inner = chunk if chunk.isupper() else chunk[:1] + chunk[1:].replace("I", "l")  # "kiII"
    shown = sum(map(str.isalpha, chunk))
    if not LEAST_SHOWN <= shown <= len(chunk) <= LONGEST or (chunk.isalpha() and inner == chunk):
        return None
    pattern = re.compile("".join(map(_letters, inner)), re.IGNORECASE)
    return next((word for word in disguised_words() if pattern.fullmatch(word)), None)


def _letters(sign: str) -> str:
    """A pattern for the letters that a sign may stand for."""
    if sign in LEET:
        return f"[{LEET[sign]}]"
    if sign in BETWEEN:
        return ""
    return "[a-z]{1,2}" if sign in MASKS and not sign.isalpha() else re.escape(sign)


def torn(words: Iterable[str]) -> tuple[int, str] | None:
    """How many of the first words are pieces of one ("sui cide", "k i l l"), and which it is.

    Pieces that are words themselves are none, but for single letters: "k, ill call" kills nobody.
    """
    letters, pieces = "", []
    for word in words:
        letters += word
        pieces.append(word)
        if letters not in _beginnings():  # as of nearly every word
            return None
        if letters in _disguised() and len(pieces) > 1 and _are_pieces(pieces):
            return len(pieces), letters
    return None


def _are_pieces(words: Sequence[str]) -> bool:
    are_letters = all(len(word) == 1 for word in words)
    return are_letters or any(len(word) > 1 and not is_english(word) for word in words)


@cache
def _disguised() -> frozenset[str]:
    return frozenset(disguised_words())


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(word[:long] for word in disguised_words() for long in range(1, len(word) + 1))

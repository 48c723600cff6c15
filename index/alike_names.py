"""Names that may be one person's though they are written otherwise: with letters of another
alphabet that look the same, with or without a hyphen or a blank, the surname first, a title
anywhere, letters apart, as the name of an account, with a nickname within, as a web page writes it,
a letter with its mark as two letters ("Mueller" for "Müller").

Such a name is no evidence that it is the same person, nor that it is another: whoever compares by
this asks. Who *is* the same person, index/identity.py alone decides.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from urllib.parse import unquote

from index.folding import LOOKALIKES, without_genitives
from index.identity import folded_person, without_marks

MORE_LOOKALIKES = str.maketrans(
    "кпґҽӏүѵΗΜΧΖօսոհցզԚԜᎪᏴᏟᎠᎬᎻᎥᎫᏦᏞᎷᎾᏢᎡᏚᎢᏙᎳᏃ0",
    "knrelyvHMXZounhgqQWABCDEHIJKLMOPRSTVWZo",
)
"""Letters that look like Latin ones in a name, beside those that a disguised word may have."""
ONE_STROKE = str.maketrans("i1|", "lll")
"""Letters that cannot be told apart where one of them is a capital."""
TWO_LETTERS = {
    "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip
"""Letters that are written as two where a keyboard or a list has no marks; as often the mark alone
is left out, as `as_seen` does."""
IN_TWO_LETTERS = str.maketrans(
    TWO_LETTERS | {one.upper(): two.title() for one, two in TWO_LETTERS.items()}
)
LONGEST = 200
"""Letters of a name that may stand in any order."""
MOST_PARTS = 4
"""Parts of a name between commas, the rest being one."""
MOST_NAMES = 20
"""Pieces between other signs; what is behind them is not compared."""
SIGNS_BETWEEN = re.compile(
    r"[;/|&+\\()\[\]{}<>•、；／｜＆＋＼（）［］｛｝＜＞\r\n]+|\s[\u2010-\u2015\u2212:~·-]+\s|\u2014"
)
"""What stands between two names, or a name and something else, and is part of no name."""
WORDS_BETWEEN = re.compile(r"(?<=\S)\s+(?:and|und|et|och|og|en|y|e|i)\s+(?=\S)", re.IGNORECASE)
"""The same in words; some of these stand in names, too."""
TITLES = frozenset("dr dra doc doctor doctora prof professor med dent md mr mrs ms miss".split())
FIELD = re.compile(r"(?:[ai]c?ians?|icists?|ists?|ics?|eons?|ery|y)\b")
"""The ends of words by which a field and who works in it differ."""
GENERATIONS = frozenset("jr sr ii iii iv".split())
"""Behind a name they make another of it."""
WORD = re.compile(r"[^\W_]+")
LETTERS_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.]+[^\W\d_](?![^\W_])){2,}")
"""Three single letters or more, one beside the other: "J A N E"."""
INITIALS_LAST = re.compile(r"(?<=[a-z] )[A-Z]{2,3}\Z")
"""Initials behind a surname, as lists of authors have them: "Doe JA"."""
NICKNAME = re.compile(r"(?<=\w)\s+(?:\([^()]*\)|\"[^\"]*\"|'[^']*'|“[^“”]*”|‘[^‘’]*’)\s+(?=\w)")
"""What stands between the names of one person: "Jane 'JD' Doe"."""
LONGEST_ACCOUNT = 30
"""Letters of an account's name within which a person's is looked for."""
SHORTEST_WITHIN = 5
"""Letters of a name that is looked for within one that is written in one word."""
TURNED_ROUND = frozenset("\u202d\u202e")
"""They show the letters behind them in another order than these stand in."""


@lru_cache(1 << 14)
def alike_forms(name: str) -> frozenset[str]:
    """What names share that may be one person's: each is compared with all that another has. Behind
    a comma may be given names, or letters; behind what else stands between names, anything."""
    ways = (name, *(one for one in names_apart(name) if len(_words(one)) > 1))
    return frozenset().union(*(_forms(one) for way in ways for one in _in_letters(way)))


def _in_letters(name: str) -> frozenset[str]:
    """A name or a place as it is written, and with two letters for each that has a mark."""
    if name.isascii():
        return frozenset({name})
    return frozenset({name, unicodedata.normalize("NFC", name).translate(IN_TWO_LETTERS)})


def names_apart(name: str) -> list[str]:
    """What stands between the signs and the words that stand between names: slices, stripped."""
    pieces = (one for part in SIGNS_BETWEEN.split(name) for one in WORDS_BETWEEN.split(part))
    return [one for piece in pieces if (one := piece.strip(" ,"))][:MOST_NAMES]


@lru_cache(1 << 14)
def forms_within(name: str) -> frozenset[str]:
    """What `alike_forms` gives for every two to four words of a name that stand beside each other,
    whatever else the field has: "Answered by Mr. Ruth Okafor¹, D.O."; and for what may be within a
    name that is written in one word: "@drruthokafor"."""
    return frozenset(
        form
        for way in _ways_written(name)
        for written in _in_letters(way)
        for form in (*_forms_of_words(written), *_forms_in_account(written))
    )


def _ways_written(name: str) -> frozenset[str]:
    """A name as it is written, and as it is meant: addresses and markup as their characters, no
    nickname, letters that stand apart as a word."""
    printed = without_genitives(html.unescape(unquote(name)))
    if not printed.isascii():
        printed = "".join(one for one in printed if unicodedata.category(one) != "No")
    joined = LETTERS_APART.sub(lambda found: "".join(WORD.findall(found[0])), printed)
    return frozenset({printed, joined, NICKNAME.sub(" ", printed)})


def _forms_of_words(name: str) -> Iterator[str]:
    words = _words(re.sub(r"\d", " ", as_seen(name).translate(ONE_STROKE)))[:MOST_NAMES]
    for length in range(2, MOST_PARTS + 1):
        for at in range(len(words) - length + 1):
            if not GENERATIONS.intersection(words[at + length : at + length + 1]):
                yield _in_any_order("".join(words[at : at + length]))


def _forms_in_account(name: str) -> Iterator[str]:
    """What may be a person's name within words of which each stands alone between other signs, as
    the name of an account does."""
    parts = (part for one in names_apart(name) for part in one.split(","))
    alone = (one for one in parts if len(one.split()) == 1)
    for account in alone:
        letters = "".join(filter(str.isalpha, as_seen(account).translate(ONE_STROKE)))
        letters = letters[:LONGEST_ACCOUNT]
        for first in range(len(letters)):
            for end in range(first + SHORTEST_WITHIN, len(letters) + 1):
                yield _in_any_order(letters[first:end])


def shorter_forms(name: str) -> frozenset[str]:
    """What a list keeps of a name, by which one that is told with more or less of it is known: with
    other given names behind the first, an initial or none in its place, or in that of the surname.
    `longer_forms` of the other name has one of these, where the names agree as far as both are
    told."""
    ways = (way for one in _in_letters(name) for way in _ways_round(one))
    return frozenset().union(*(_shorter(*one) | _shorter_by_given(*one) for one in ways))


def longer_forms(name: str) -> frozenset[str]:
    """What is looked for of a name among the `shorter_forms` of others."""
    ways = (way for one in _in_letters(name) for way in _ways_round(one))
    return frozenset().union(*(_longer(*one) | _longer_by_given(*one) for one in ways))


def _shorter(given: str, surname: str) -> frozenset[str]:
    alone = f". {surname}"
    if not given:
        return frozenset({f"* {surname}", alone})
    if len(given) == 1:
        return frozenset({f"{given}. {surname}", f"{given}* {surname}", alone})
    return frozenset({f"{given} {surname}", f"{given[0]}. {surname}", alone})


def _longer(given: str, surname: str) -> frozenset[str]:
    if not given:
        return frozenset({f". {surname}"})
    if len(given) == 1:
        return frozenset({f"{given}. {surname}", f"* {surname}"})
    return frozenset({f"{given} {surname}", f"{given[0]}* {surname}", f"* {surname}"})


def _shorter_by_given(given: str, surname: str) -> frozenset[str]:
    """The same of a name of whose surname no more is told than its initial: "Jane D."."""
    if len(given) < 2:
        return frozenset()
    return frozenset({f"{given} {surname}*" if len(surname) == 1 else f"{given} {surname[0]}."})


def _longer_by_given(given: str, surname: str) -> frozenset[str]:
    if len(given) < 2:
        return frozenset()
    return frozenset({f"{given} {surname}." if len(surname) == 1 else f"{given} {surname[0]}*"})


def may_be_one(name: str, other: str) -> bool:
    """Whether two names of one person each may be the same person's, as far as both are told."""
    return not alike_forms(name).isdisjoint(alike_forms(other)) or any(
        not _longer(*one).isdisjoint(_shorter(*two)) or not _longer(*two).isdisjoint(_shorter(*one))
        for one in map(_first_and_last, _in_letters(name))
        for two in map(_first_and_last, _in_letters(other))
    )


def _ways_round(name: str) -> Iterator[tuple[str, str]]:
    """The first given name and the surname, and where initials stand last ("Doe J", "Doe JA"),
    also as where the surname stands first."""
    yield _first_and_last(name)
    joined = INITIALS_LAST.sub(lambda found: " ".join(found[0]), name)
    words = [one for one in _words(as_seen(joined)) if one not in GENERATIONS]
    initials = list(takewhile(lambda one: len(one) == 1, reversed(words)))
    if initials and len(initials) < len(words):
        yield initials[-1], words[-len(initials) - 1]


def _first_and_last(name: str) -> tuple[str, str]:
    """The first given name, if there is one, and the surname."""
    first, comma, rest = as_seen(name).partition(",")
    words = [one for one in _words(first) if one not in GENERATIONS]
    behind = [one for one in _words(rest) if one not in GENERATIONS] if comma else []
    if len(words) == 1 and behind:  # "Doe, Jane"
        return behind[0], words[0]
    return (words[0] if len(words) > 1 else ""), (words[-1] if words else "")


def about_forms(about: str) -> frozenset[str]:
    """A place or a specialty as it is compared: whole, the town alone, and without the end by which
    a field and who works in it differ ("Dermatology", "Dermatologist")."""
    return frozenset(form for one in _in_letters(about) for form in _about_forms(one)) - {""}


def _about_forms(about: str) -> tuple[str, ...]:
    seen = as_seen(about)
    return seen, as_seen(about.partition(",")[0]), FIELD.sub("", seen)


def _forms(name: str) -> frozenset[str]:
    parts = re.split(r"\s*,\s*", as_seen(name).translate(ONE_STROKE), maxsplit=MOST_PARTS - 1)
    forms = {_in_any_order("".join(_words(",".join(parts[: n + 1])))) for n in range(len(parts))}
    if len(parts) > 1 and len(_words(parts[0])) < 2:
        forms.discard(_in_any_order("".join(_words(parts[0]))))  # a surname alone
    return frozenset(forms - {""})


def is_mixed(name: str) -> bool:
    """Whether a word of a name has Latin letters and such of another alphabet that do not look like
    Latin ones, or is shown in another order than it is written: nobody can say whom it shall
    mean."""
    if name.isascii():
        return False
    if not TURNED_ROUND.isdisjoint(name):
        return True
    return _has_mixed_word(unicodedata.normalize("NFKC", name)) and _has_mixed_word(as_seen(name))


def _has_mixed_word(name: str) -> bool:
    return any(len(set(map(_is_latin, filter(str.isalpha, one)))) > 1 for one in _words(name))


@lru_cache(1 << 14)
def as_seen(name: str) -> str:
    """A name or a place as it is compared, in which what looks like a Latin letter is one."""
    if name.isascii():  # of the letters that look alike just one is
        return folded_person(name.replace("0", "o"))
    letters = without_marks(name)
    apart = unicodedata.normalize("NFKD", letters).translate(LOOKALIKES).translate(MORE_LOOKALIKES)
    return folded_person(unicodedata.normalize("NFC", apart))


def written_otherwise(name: str) -> frozenset[str]:
    """A name as the same may be written, as far as that can be guessed: for a list that has nothing
    to compare but a hash of the name."""
    seen, printed = as_seen(name), folded_person(name)
    surname, comma, given = seen.partition(", ")
    ways = {seen, f"{given} {surname}"} if comma else {seen}
    return frozenset({*ways, *(one.replace("-", " ") for one in ways)} - {printed})


def _words(name: str) -> list[str]:
    words = WORD.findall(name)
    return [word for word in words if word not in TITLES] or words


def _in_any_order(letters: str) -> str:
    """Letters as they are whichever word comes first: of all that begin at another letter and go on
    from the first behind the last, the one that is least."""
    if not letters or len(letters) > LONGEST:
        return letters
    least = min(letters)
    return min(letters[at:] + letters[:at] for at, one in enumerate(letters) if one == least)


def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "LATIN")

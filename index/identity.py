"""Decides which records are of the same doctor, by what pages print; nothing else decides that.

Two records are one person only where they agree on everything that distinguishes people: the name,
the first credential after it, the place, the specialty and the status. How that is written (case,
accents, apostrophes, dashes, dots, blanks, characters that cannot be seen, a "Dr." before it) makes
no difference; what only one of two pages prints is no agreement.

Filters, counts and removals compare by the same folding.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import TypeAlias

from index.folding import folded
from index.model import Doctor

DoctorKey: TypeAlias = tuple[str, ...]
"""Folded name, first credential, place, specialty and status."""
DEGREE = re.compile(r"(?:[^\W\d_]\.?\s)*[^\s,;/]+")
"""A credential, where letters may stand apart: "MD", "M.D.", "M. D."."""

MARKS = re.compile("[™℠®©℗ªº]")
"""Marks of a trade or a right."""
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")

TITLES = re.compile(
    r"\A(?:(?:dr|dra|doctor|doctora|prof|professor)\b\s*(?:(?:med|dent)\b\s*)*)+(?=\w)"
)
"""Titles before a folded name; a name that is nothing else keeps them."""
SUFFIX_COMMA = re.compile(r"\s*,\s*(?=(?:jr|sr|ii|iii|iv)\b)")
"""The comma of "John Smith, Jr."."""


def doctor_key(doctor: Doctor) -> DoctorKey | None:
    """What two records of one person share; None where a record cannot be matched: it has no name,
    only a signature's, or neither place nor specialty.

    The first credential is the degree, so that a later "FACS" makes no second person, and a "DO" is
    not taken for the "MD" of the same name.
    """
    if doctor.name is None or doctor.named_by != "byline":
        return None
    place, specialty = folded_name(doctor.place or ""), folded_name(doctor.specialty or "")
    if not (place or specialty):
        return None
    degree = degree_of(doctor)
    return folded_person(doctor.name), degree, place, specialty, folded_name(doctor.status or "")


def degree_of(doctor: Doctor) -> str:
    """The letters of the first credential, in small letters; empty where none is printed."""
    found = DEGREE.match((doctor.credentials or "").strip())
    return bare_letters(found[0] if found else "")


def letters_of(doctor: Doctor) -> frozenset[str]:
    """All credentials, each in small letters."""
    found = map(bare_letters, DEGREE.findall(doctor.credentials or ""))
    return frozenset(one for one in found if one)


def person_of(answer_id: str, doctor: Doctor) -> Hashable:
    """What all answers of one person share: the `doctor_key`; one without it is alone."""
    return doctor_key(doctor) or answer_id


def is_called_doctor(doctor: Doctor) -> bool:
    """Whether a record says that a named person is a doctor: by letters behind the name, a title
    before it, or a specialty. Who signs as "user-7" may be anybody."""
    name = folded_name(doctor.name or "")
    return bool(doctor.credentials or doctor.specialty) or without_titles(name) != name


@lru_cache(1 << 14)
def folded_name(name: str) -> str:
    """A name, a place or a specialty as it is compared: lower case, Latin letters without accents
    and strokes, no apostrophes and dots, nothing that cannot be seen, one blank between words.

    In other alphabets a mark makes another letter: "й" is no "и", and "ガ" no "カ".
    """
    return folded_text(without_marks(name))


def without_marks(name: str) -> str:
    """A name without the marks of a trade or a right: unfolded they are letters ("TM")."""
    return name if name.isascii() else MARKS.sub("", name)


def folded_text(text: str) -> str:
    """`folded_name` of a text of any length, which is not kept in memory."""
    dashed = DASHES.sub("-", folded(text))
    return " ".join(dashed.replace(".", " ").split())


def folded_person(name: str) -> str:
    """A person's name as it is compared: folded, without the academic titles before it, and without
    the comma before "Jr."."""
    return SUFFIX_COMMA.sub(" ", without_titles(folded_name(name)))


def without_titles(folded: str) -> str:
    """A folded name without the academic titles before it."""
    return TITLES.sub("", folded)


def bare_letters(credential: str) -> str:
    """A credential as it is compared: "md" for "M.D."."""
    return "".join(one for one in folded_name(credential) if one.isalnum())


def spellings(values: Iterable[str]) -> list[tuple[str, int]]:
    """How often each value is there, those that fold to the same as one, in the spelling that most
    of them have; the most frequent first, otherwise in the order given."""
    return joined_spellings(Counter(values).items())


def joined_spellings(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same of values that are counted already, each once."""
    printed: dict[str, Counter[str]] = {}
    for value, count in counts:
        printed.setdefault(folded_name(value), Counter())[value] += count
    joined = [(same.most_common(1)[0][0], same.total()) for same in printed.values()]
    return sorted(joined, key=lambda one: -one[1])

"""Decides which records are of the same doctor, by what pages print; nothing else decides that.

Two records are one person only where they agree on everything that distinguishes people: the name,
the first credential after it, the place, the specialty and the status. How that is written (case,
accents, blanks, dots, a "Dr." before it) makes no difference; what only one of two pages prints is
no agreement.
"""

import re
import unicodedata
from collections.abc import Hashable
from typing import TypeAlias

from index.model import Doctor

DoctorKey: TypeAlias = tuple[str, ...]
"""Folded name, first credential, place, specialty and status."""
DEGREE = re.compile(r"(?:[^\W\d_]\.?\s)*[^\s,;/]+")
"""The first credential, where letters may stand apart: "MD", "M.D.", "M. D."."""


LATIN_MARKS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
"""Accents of Latin letters, where a text is decomposed."""

TITLES = re.compile(r"\A(?:(?:dr|prof)\b\.?\s*)+(?=\w)")
"""Titles before a folded name; a name that is nothing else keeps them."""


def doctor_key(doctor: Doctor) -> DoctorKey | None:
    """What two records of one person share; None where a record cannot be matched: it has no name,
    only a signature's, or neither place nor specialty.

    The first credential is the degree, so that a later "FACS" makes no second person, and a "DO" is
    not taken for the "MD" of the same name.
    """
    if doctor.name is None or doctor.named_by != "byline":
        return None
    if doctor.place is None and doctor.specialty is None:
        return None
    degree = DEGREE.match((doctor.credentials or "").strip())
    return (
        folded_person(doctor.name),
        _letters(degree[0] if degree else ""),
        folded_name(doctor.place or ""),
        folded_name(doctor.specialty or ""),
        folded_name(doctor.status or ""),
    )


def person_of(answer_id: str, doctor: Doctor) -> Hashable:
    """What all answers of one person share: the `doctor_key`; one without it is alone."""
    return doctor_key(doctor) or answer_id


def folded_name(name: str) -> str:
    """A name as it is compared: lower case, Latin letters without accents, one blank between words.

    In other alphabets a mark makes another letter: "й" is no "и", and "ガ" no "カ".
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = LATIN_MARKS.sub("", apart)
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def folded_person(name: str) -> str:
    """A person's name as it is compared: folded, without the academic titles before it."""
    return without_titles(folded_name(name))


def without_titles(folded: str) -> str:
    """A name in small letters without the academic titles before it."""
    return TITLES.sub("", folded)


def _letters(credential: str) -> str:
    return "".join(one for one in folded_name(credential) if one.isalnum())

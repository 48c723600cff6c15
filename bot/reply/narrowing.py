"""Reads a message that asks for the answers of one specialty, or for all of one doctor's.

"Only Dermatologist: can I exercise?" is the question behind the colon, answered by dermatologists
alone. "More by Jane Roe, MD · Boston" asks for all that this doctor said here, and with ", from
number 9 on" for what comes behind the first eight. All are said on the page in words, so that they
can be typed, shared and taken back; whoever they name has to be in the library just so, or the
message is a question like any other.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cache

from bot.text.languages import LANGUAGES, translatable, translations
from index.identity import doctor_key, folded_name, person_of
from index.library.open import Library
from index.model import Doctor

ONLY = translatable("Only {specialty}: {question}")
MORE_BY = translatable("More by {doctor}")
MORE_FROM = translatable("More by {doctor}, from number {number} on")
LONGEST_NAME = 400
"""Characters of a specialty or a doctor that are read."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The answers that a message asks for, by whom they are as pages print it (`whose`), and its
    `question`; None asks for all of them, without so many that it is to `skip`. Behind those that
    are shown there are so many `left`."""

    whose: str
    question: str | None
    answers: frozenset[str]
    skip: int = 0
    left: int = 0


def printed(doctor: Doctor) -> str:
    """A doctor in one line as printed: what tells two of one name apart is in it."""
    named = ", ".join(part for part in (doctor.name, doctor.credentials) if part)
    told = (named, doctor.specialty, doctor.place, doctor.status)
    return " · ".join(part for part in told if part)


def narrowing_in(message: str, library: Library) -> Narrowing | None:
    """The narrowing of a message; None where it has none, or names nobody of the library."""
    for language in LANGUAGES:
        say = translations(language).gettext
        if found := _pattern(say(ONLY)).fullmatch(message.strip()):
            only = _of_specialty(found["specialty"], found["question"], library)
            if only is not None:
                return only
        for sentence in (MORE_FROM, MORE_BY):
            if found := _pattern(say(sentence)).fullmatch(message.strip()):
                more = _of_doctor(found["doctor"], library)
                if more is not None:
                    number = int(found.groupdict().get("number", 1))
                    return replace(more, skip=max(number - 1, 0))
    return None


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence matches: its names are not long, and its question is anything."""
    escaped = re.escape(sentence)
    for name in ("specialty", "doctor"):
        escaped = escaped.replace(rf"\{{{name}\}}", rf"(?P<{name}>.{{1,{LONGEST_NAME}}}?)")
    escaped = escaped.replace(r"\{question\}", r"(?P<question>.*\S.*)")
    escaped = escaped.replace(r"\{number\}", r"(?P<number>[0-9]{1,9})")
    return re.compile(escaped, re.IGNORECASE | re.DOTALL)


def _of_specialty(specialty: str, question: str, library: Library) -> Narrowing | None:
    wanted = folded_name(specialty)
    found = {
        answer: doctor.specialty
        for answer, doctor in library.doctors()
        if doctor.specialty and folded_name(doctor.specialty) == wanted
    }
    return Narrowing(next(iter(found.values())), question, frozenset(found)) if found else None


def _of_doctor(said: str, library: Library) -> Narrowing | None:
    wanted = folded_name(said)
    theirs: dict[Hashable, list[str]] = {}
    named: dict[Hashable, str] = {}
    for answer, doctor in library.doctors():
        if doctor_key(doctor) is None:
            continue
        person = person_of(answer, doctor)
        theirs.setdefault(person, []).append(answer)
        if folded_name(printed(doctor)) == wanted:
            named.setdefault(person, printed(doctor))
    if len(named) != 1:
        return None
    ((person, whose),) = named.items()
    return Narrowing(whose, None, frozenset(theirs[person]))

"""Decides whom a doctor's name means in a library, and which like names stay.

A person is what `doctor_key` says. Records that print neither place nor specialty have no key, and
nothing tells them from namesakes: those of one name are one group here, unless their letters
differ. Nothing here chooses among several: that is for the one who asks.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.alike_names import GENERATIONS, alike_forms, forms_within
from index.identity import (
    bare_letters,
    degree_of,
    doctor_key,
    folded_name,
    folded_person,
)
from index.model import Doctor
from index.pages.line_reader.names import read_name
from index.pages.line_reader.places import PARTICLES

NO_NAMES = GENERATIONS | PARTICLES | {"dr", "dra", "prof"}
"""Words of a name that tell nobody apart from a namesake."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gave answers, as first printed. `answers` are ids."""

    doctor: Doctor
    answers: tuple[str, ...]

    @property
    def has_key(self) -> bool:
        """Whether it is one person for sure, and not records that nothing tells from namesakes."""
        return doctor_key(self.doctor) is not None

    @property
    def described(self) -> str:
        """Name, letters, specialty, place and status, and the number of answers, in words."""
        one = self.doctor
        named = ", ".join(part for part in (one.name, one.credentials) if part)
        count = f"{len(self.answers)} answer{'' if len(self.answers) == 1 else 's'}"
        return f"{' · '.join([named, *self.about])} ({count})"

    @property
    def about(self) -> list[str]:
        """Specialty, place and status as printed, or that these are missing, in words."""
        one = self.doctor
        about = [part for part in (one.specialty, one.place, one.status) if part]
        if one.named_by == "signature":
            about.append("named only in a signature")
        elif not (one.place or one.specialty):
            about.append("neither place nor specialty on the page")
        return about


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Which people of a name are meant: those of a place or a specialty, as printed; the one who
    gave an answer, by its id; or all."""

    place: str | None = None
    specialty: str | None = None
    answer: str | None = None
    all: bool = False

    def admits(self, person: Person) -> bool:
        """Whether a person is among those who may be meant."""
        if self.answer is not None and self.answer not in person.answers:
            return False
        asked = ((self.place, person.doctor.place), (self.specialty, person.doctor.specialty))
        return all(
            wanted is None or folded_name(wanted) == folded_name(printed or "")
            for wanted, printed in asked
        )


ANYBODY = PersonChoice()


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """Whom a name means: `meant` fit the choice, `others` have the same name and do not fit, and
    `alike` have a name that a reader may take for it."""

    name: str
    meant: tuple[Person, ...]
    others: tuple[Person, ...]
    alike: tuple[Person, ...]


def people_of(doctors: Iterable[tuple[str, Doctor]]) -> list[Person]:
    """The named people among answers, each with the ids, in the order given."""
    groups: dict[tuple[str, ...], list[tuple[str, Doctor]]] = {}
    degrees: dict[str, set[str]] = {}
    named = [(answer_id, one) for answer_id, one in doctors if one.name]
    for _, one in named:
        if doctor_key(one) is None and degree_of(one):
            degrees.setdefault(folded_person(one.name or ""), set()).add(degree_of(one))
    for answer_id, one in named:
        name = folded_person(one.name or "")
        # An "MD" is not taken for the "DO" of the same name; who has no letters may be either.
        several = len(degrees.get(name, ())) > 1
        about = (folded_name(one.place or ""), folded_name(one.specialty or ""))
        group = doctor_key(one) or (name, *about, degree_of(one) if several else "")
        groups.setdefault(group, []).append((answer_id, one))
    return [
        Person(same[0][1], tuple(answer_id for answer_id, _ in same)) for same in groups.values()
    ]


def people_named(
    doctors: Iterable[tuple[str, Doctor]], given: str, choice: PersonChoice = ANYBODY
) -> NamedPeople:
    """Whom a name means, typed with or without letters; nobody where it is not there as typed.

    Args:
        doctors: the ids of the answers, each with its doctor.
    """
    letters = {answer_id: one for answer_id, one in doctors if one.name}
    everybody = people_of(letters.items())
    known = {_name_of(one) for one in everybody}
    typed = next((one for one in names_in(given) if folded_person(one) in known), given)
    same = [one for one in everybody if _name_of(one) == folded_person(typed)]
    fitting = _with_letters(same, _letters_behind(given, typed), letters)
    meant = tuple(one for one in fitting if choice.admits(one))
    others = tuple(one for one in same if one not in meant)
    return NamedPeople(_plain(given), meant, others, tuple(_alike(typed, everybody)))


def names_in(given: str) -> Iterator[str]:
    """What may be the name in what was typed: all of it, or what is before the letters."""
    plain = _plain(given)
    yield plain
    named = read_name(plain)
    if named is not None and named.name is not None:
        yield named.name
    before, _, behind = plain.partition(",")
    # Letters that we do not know; a first name or "JR." behind a comma is none.
    if behind == behind.upper() and " " in before and not _is_generation(behind):
        yield before


def _plain(given: str) -> str:
    return " ".join(unicodedata.normalize("NFC", given).split())


def _is_generation(word: str) -> bool:
    return word.strip(" .").lower() in GENERATIONS


def _name_of(person: Person) -> str:
    return folded_person(person.doctor.name or "")


def _letters_behind(given: str, typed: str) -> frozenset[str]:
    """The letters that were typed behind a name."""
    return _letter_set(_plain(given)[len(typed) :])


def _letter_set(credentials: str) -> frozenset[str]:
    without_status = re.sub(r"\([^()]*\)", "", credentials)
    return frozenset(filter(None, map(bare_letters, re.split("[,;/]", without_status))))


def _with_letters(
    people: Sequence[Person], typed: frozenset[str], doctors: Mapping[str, Doctor]
) -> Sequence[Person]:
    """The people who have one of the letters that were typed; if nobody has, those for whom no page
    prints any."""
    if not typed:
        return people
    printed = {
        one: frozenset().union(
            *(_letter_set(doctors[answer].credentials or "") for answer in one.answers)
        )
        for one in people
    }
    return [one for one in people if typed & printed[one]] or [
        one for one in people if not printed[one]
    ]


# Like names.


def _alike(name: str, everybody: Sequence[Person]) -> Iterator[Person]:
    """The people of another name that a reader may take for this one, most answers first."""
    words = _words(name)
    forms = alike_forms(name)
    found = [
        one
        for one in everybody
        if _name_of(one) != folded_person(name)
        and (
            is_alike(words, _words(one.doctor.name or ""))
            or not forms.isdisjoint(
                alike_forms(one.doctor.name or "") | forms_within(one.doctor.name or "")
            )
        )
    ]
    yield from sorted(found, key=lambda one: -len(one.answers))


def _words(name: str) -> tuple[str, ...]:
    """The words of a name that may distinguish people: no title, particle or "Jr."."""
    words = re.findall(r"[^\W_]+", folded_person(name))
    bare = tuple(one for one in words if one not in NO_NAMES)
    return bare or tuple(words)


def is_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether all words of the shorter of two names are among those of the other, in any order; an
    initial stands for any word that begins with it, but not for all of them."""
    if "".join(one) == "".join(other):  # "Anne-Marie" and "Annemarie"
        return True
    few, many = sorted((list(one), list(other)), key=len)
    shared = False
    for word in sorted(few, key=len, reverse=True):
        found = next((o for o in many if o == word), None) or next(
            (o for o in many if 1 in (len(o), len(word)) and o[0] == word[0]), None
        )
        if found is None:
            return False
        many.remove(found)
        shared = shared or (found == word and len(word) > 1)
    return shared

"""One doctor with everything that the library has of them, and those of the same name beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.reply.doctors import Listing
from bot.reply.facets import Selection, value_of
from index.encoders.encoder import Encoder, IntArray
from index.identity import folded_person
from index.library.open import Library
from index.library.people import Person, people_of
from index.library.roster import Roster
from index.model import Doctor, Page


@dataclass(frozen=True, slots=True)
class DoctorAnswer:
    """An answer of the doctor: its day, if the page gives one."""

    id: str
    day: date | None

    @property
    def page_id(self) -> str:
        """The page that it is on."""
        return Page.id_of(self.id)


@dataclass(frozen=True, slots=True)
class DoctorRecord:
    """All answers of one doctor, as `person` in addresses says who; `printed` are the doctor as the
    pages print them, each with the number of answers, and `namesakes` the others of that name:
    nothing says that they are the same."""

    person: str
    doctor: Doctor
    printed: Sequence[tuple[Doctor, int]]
    answers: Sequence[DoctorAnswer]
    namesakes: Sequence[Person]

    @property
    def spellings(self) -> list[tuple[str, int]]:
        """Name and credentials in every way in which they are printed, with the answers of each."""
        counts: dict[str, int] = {}
        for one, count in self.printed:
            if one.name:
                name = ", ".join(part for part in (one.name, one.credentials) if part)
                counts[name] = counts.get(name, 0) + count
        return sorted(counts.items(), key=lambda pair: -pair[1])

    @property
    def pages(self) -> int:
        """On how many pages the answers are."""
        return len({one.page_id for one in self.answers})

    @classmethod
    def of(cls, library: Library, encoder: Encoder, person: str) -> "DoctorRecord | None":
        """The doctor of whom addresses speak so; None where there is none.

        Raises:
            DamagedLibrary: an answer is not what was written.
        """
        roster = library.roster
        rows = _rows(library, encoder, person)
        if not len(rows):
            return None
        codes, counts = np.unique(roster.printed[rows], return_counts=True)
        printed = [(roster.doctors[code], int(n)) for code, n in zip(codes, counts, strict=True)]
        printed.sort(key=lambda one: -one[1])
        ids = [roster.ids[row] for row in rows.tolist()]
        days = library.days(ids)
        answers = [DoctorAnswer(one, days.get(one)) for one in ids]
        doctor = roster.attributed(int(rows[0]))[1]
        return cls(person, doctor, printed, answers, _namesakes(roster, doctor, rows))


def _rows(library: Library, encoder: Encoder, person: str) -> IntArray:
    roster = library.roster
    if person in roster.row_of:  # an answer that is alone: of nobody who could be told again
        row = roster.row_of[person]
        if value_of("doctor", roster.attributed(row)) in ("", person):
            return np.array([row], np.int64)
    chosen = Selection({"doctor": frozenset([person])}) if person else Selection()
    return np.sort(Listing(library, encoder, selection=chosen).matching) if person else np.array([])


def _namesakes(roster: Roster, doctor: Doctor, rows: IntArray) -> list[Person]:
    """Those of the same name, however it is written, but for the doctor: each for themselves where
    the pages tell them apart."""
    if not doctor.name:
        return []
    named = roster.column(_person).values
    wanted = roster.column(_person).codes == named.index(_person(doctor))
    wanted[rows] = False
    others = (roster.attributed(row) for row in np.flatnonzero(wanted).tolist())
    return sorted(people_of(others), key=lambda one: -len(one.answers))


def _person(doctor: Doctor) -> str:
    return folded_person(doctor.name or "")

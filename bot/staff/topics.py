"""The topics of a library with the doctors who answered on each: where there are many, and where
nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.reply.facets import NOT_ON_PAGE
from index.encoders.encoder import IntArray
from index.identity import folded_name, spellings
from index.library.open import Library
from index.library.roster import Mask, Roster
from index.library.topics import Topic, topics
from index.model import Doctor

SPECIALTIES = 12
"""Specialties that are counted by topic: those of most answers."""


@dataclass(frozen=True, slots=True)
class CountedTopic:
    """A topic with its numbers; `by_specialty` are its doctors of each specialty, in the order of
    `LibraryTopics.specialties`."""

    topic: Topic
    answers: int
    doctors: int
    by_specialty: tuple[int, ...]

    @property
    def name(self) -> str:
        """The words that set it apart."""
        return " · ".join(self.topic.terms) or self.topic.page_id


@dataclass(frozen=True, slots=True, eq=False)
class LibraryTopics:
    """The topics of a library, those of most pages first; `of_page` is the number of the topic of
    each page."""

    topics: Sequence[CountedTopic]
    specialties: tuple[str, ...]
    of_page: Mapping[str, int]

    @classmethod
    def of(cls, library: Library) -> "LibraryTopics":
        """The topics of a library; an answer that was saved more than once counts once.

        Raises:
            DamagedLibrary: a page or a vector cannot be read.
        """
        found = topics(library)
        of_page = {page_id: n for n, one in enumerate(found) for page_id in one.page_ids}
        roster = library.roster
        codes = _of_answers(roster, of_page)
        codes[roster.rows_of(library.copies.shown)] = -1
        names = tuple(name for name, _ in spellings(_specialties(roster)))[:SPECIALTIES]
        counted = [_counted(one, roster, codes == n, names) for n, one in enumerate(found)]
        return cls(counted, names, of_page)

    def number_of(self, page_id: str) -> int | None:
        """The number of the topic that a page is on."""
        return self.of_page.get(page_id)

    def mask(self, number: int, roster: Roster) -> Mask:
        """Which answers are on the pages of a topic."""
        return np.asarray(_of_answers(roster, self.of_page) == number)


def _of_answers(roster: Roster, of_page: Mapping[str, int]) -> IntArray:
    """The number of the topic of each answer; -1 where its page has none."""
    of_code = np.array([of_page.get(page_id, -1) for page_id in roster.pages.values], np.int64)
    return of_code[roster.pages.codes]


def _specialties(roster: Roster) -> list[str]:
    of_answer = roster.column(_specialty)
    values = (of_answer.values[code] for code in of_answer.codes.tolist())
    return [value for value in values if value != NOT_ON_PAGE]


def _specialty(doctor: Doctor) -> str:
    return doctor.specialty or NOT_ON_PAGE


def _counted(topic: Topic, roster: Roster, mask: Mask, specialties: Sequence[str]) -> CountedTopic:
    rows = np.flatnonzero(mask)
    _, firsts = np.unique(roster.people[rows], return_index=True)
    doctors = [roster.attributed(row)[1] for row in rows[firsts].tolist()]
    named = [one for one in doctors if one.name]
    by = dict(spellings(one.specialty or NOT_ON_PAGE for one in named))
    folded = {folded_name(name): count for name, count in by.items()}
    counts = tuple(folded.get(folded_name(name), 0) for name in specialties)
    return CountedTopic(topic, len(rows), len(named), counts)

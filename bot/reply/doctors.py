"""Finds the doctors who addressed a topic, each with the answers in which they did."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from bot.reply.facets import Attributed, Facet, Selection, facets, selected
from bot.reply.period import ALWAYS, Period
from bot.reply.reply import Card, beginning, card_of, cards_of
from index.encoders.encoder import Encoder
from index.identity import person_of
from index.library.open import Library
from index.model import Doctor

NEAR = 0.5
"""Closeness from which an answer is on the topic even if it uses other words."""
EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """A doctor and the cards of the answers on the topic, nearest first."""

    doctor: Doctor
    cards: tuple[Card, ...]

    @property
    def pages(self) -> int:
        """On how many pages the answers are."""
        return len({card.page.id for card in self.cards})

    @property
    def spellings(self) -> tuple[str, ...]:
        """Name and credentials in every way in which they are printed, the row's own first; none
        where nobody is named."""
        doctors = (self.doctor, *(card.answer.doctor for card in self.cards))
        printed = ((one.name, one.credentials) for one in doctors if one.name)
        return tuple(dict.fromkeys(", ".join(filter(None, one)) for one in printed))


@dataclass(frozen=True, slots=True)
class DoctorsReply:
    """Who addressed a topic, nearest first; or where there is no topic everybody, those with most
    answers first. `left_out` is how many more doctors there are."""

    topic: str | None
    rows: tuple[DoctorRow, ...]
    facets: tuple[Facet, ...] = ()
    left_out: int = 0

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all rows."""
        return tuple(card for row in self.rows for card in row.cards)


def doctors_on(
    topic: str | None,
    library: Library,
    encoder: Encoder,
    selection: Selection = EVERYTHING,
    most: int | None = None,
    period: Period = ALWAYS,
) -> DoctorsReply:
    """Every doctor who addressed a topic: used all its words, or meant the same by others.

    Args:
        topic: None lists everybody.
        selection: applied before ranking, so that rare matches are not lost behind nearer answers.
        most: rows to make at most.
        period: answers of these days only.

    Raises:
        ValueError: the topic has no words.
        DamagedLibrary, WrongEncoder: as for a question.
    """
    of_period = period.among(library)
    among = [
        one
        for one in _attributed(topic, library, encoder)
        if of_period is None or one[0] in of_period
    ]
    ids = selected(among, selection)
    counted = facets(among, selection)
    if topic is None:
        rows, left_out = _everybody(ids, among, library, most)
        return DoctorsReply(None, rows, counted, left_out)
    topic = beginning(topic)
    grouped: dict[Hashable, list[Card]] = {}
    hits = library.search(topic, encoder, len(ids), ids)
    for card in cards_of(topic, hits, library, encoder):
        grouped.setdefault(person_of(card.answer.id, card.answer.doctor), []).append(card)
    found = [DoctorRow(cards[0].answer.doctor, tuple(cards)) for cards in grouped.values()]
    shown = tuple(found[:most])
    return DoctorsReply(topic, shown, counted, len(found) - len(shown))


def _attributed(topic: str | None, library: Library, encoder: Encoder) -> list[Attributed]:
    """The answers on a topic, or all."""
    if topic is None:
        return list(library.doctors())
    topic = beginning(topic)
    if not topic.strip():
        raise ValueError("the topic is empty")
    near = library.mentioning(topic) | library.near(topic, encoder, NEAR)
    return list(library.doctors(sorted(near)))


def _everybody(
    ids: Sequence[str], among: Sequence[Attributed], library: Library, most: int | None
) -> tuple[tuple[DoctorRow, ...], int]:
    """A row for each doctor of some answers, and how many there are beyond the most."""
    wanted = set(ids)
    grouped: dict[Hashable, list[str]] = {}
    for answer_id, doctor in among:
        if answer_id in wanted:
            grouped.setdefault(person_of(answer_id, doctor), []).append(answer_id)
    ordered = sorted(grouped.values(), key=lambda answers: -len(answers))
    rows = []
    for answer_ids in ordered[:most]:
        cards = tuple(card_of(found) for found in library.answers(answer_ids))
        rows.append(DoctorRow(cards[0].answer.doctor, cards))
    return tuple(rows), len(ordered) - len(rows)

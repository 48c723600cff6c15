"""A topic → the doctors who addressed it, each with the answers in which they did."""

from collections.abc import Hashable
from dataclasses import dataclass

from bot.reply import Card, beginning, cards_of
from bot.variety import identity
from index.encode import Encoder
from index.library import Library
from index.model import Doctor

NEAR = 0.5
"""Closeness from which an answer is on the topic even if it uses other words."""


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """A doctor and the cards of the answers on the topic, nearest first."""

    doctor: Doctor
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class DoctorsReply:
    """Who addressed a topic, nearest first."""

    topic: str
    rows: tuple[DoctorRow, ...]


def doctors_on(
    topic: str,
    library: Library,
    encoder: Encoder,
    *,
    specialty: str | None = None,
    place: str | None = None,
    name: str | None = None,
) -> DoctorsReply:
    """Every doctor who addressed a topic: used all its words, or spoke of just that in others.

    A filter keeps the doctors whose specialty, place or name holds those letters, small or
    capital. Filters come before ranking, so that no rare one is lost behind the nearest answers.

    Raises:
        ValueError: the topic has no words.
        DamagedLibrary, WrongEncoder: as for a question.
    """
    topic = beginning(topic)
    if not topic.strip():
        raise ValueError("the topic is empty")
    wanted = {"specialty": specialty, "place": place, "name": name}
    among = sorted(library.mentioning(topic) | library.near(topic, encoder, NEAR))
    if any(letters is not None for letters in wanted.values()):
        among = [
            answer_id
            for answer_id, doctor in library.doctors(among)
            if all(_holds(getattr(doctor, field), letters) for field, letters in wanted.items())
        ]
    hits = library.search(topic, encoder, len(among), among)
    rows: dict[Hashable, list[Card]] = {}
    for card in cards_of(topic, hits, library, encoder):
        rows.setdefault(identity(card.answer), []).append(card)
    return DoctorsReply(
        topic, tuple(DoctorRow(cards[0].answer.doctor, tuple(cards)) for cards in rows.values())
    )


def _holds(value: str | None, letters: str | None) -> bool:
    return letters is None or (value is not None and letters.casefold() in value.casefold())

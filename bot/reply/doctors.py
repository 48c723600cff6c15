"""Finds the doctors who addressed a topic, each with the answers in which they did."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.query.synonyms import Term
from bot.query.topic_query import TopicQuery, topic_query
from bot.reply.facets import EVERYTHING, Attributed, Facet, Selection, facets, selected
from bot.reply.highlight import closeness
from bot.reply.period import ALWAYS, Period
from bot.reply.reply import Card, beginning, card_of
from bot.reply.saying import (
    ADDRESSED,
    Addressed,
    Saying,
    answers_excluded,
    answers_saying,
    answers_titled,
    said_in,
)
from index.encoders.encoder import Encoder
from index.identity import person_of
from index.library.open import FoundAnswer, Library
from index.model import Doctor, Span
from index.search.chunk import sentences

NEAR, NEAR_TITLED = 0.6, 0.5
"""Closeness from which an answer that does not say a topic is listed as near in meaning; the lower
one where the patient's title says it, and the answer must be about that."""


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """A doctor and the cards of the answers on the topic: those that say it, those that say some of
    its words, those only near in meaning, each nearest first."""

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
    """Who addressed a topic, those who say it first; or where there is no topic everybody, those
    with most answers first. `left_out` is how many more doctors there are.

    `sayings` tell of each answer, by its id, how it addresses the topic; there are none without a
    topic. `counts` are the answers of each way to address it that match all else that is chosen,
    those of doctors who are left out included.
    """

    topic: str | None
    rows: tuple[DoctorRow, ...]
    facets: tuple[Facet, ...] = ()
    left_out: int = 0
    sayings: Mapping[str, Saying] = field(default_factory=dict)
    counts: Mapping[Addressed, int] = field(default_factory=dict)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all rows."""
        return tuple(card for row in self.rows for card in row.cards)

    def addressed(self, row: DoctorRow) -> Addressed | None:
        """How a doctor's first answer addresses the topic; None without one."""
        saying = self.sayings.get(row.cards[0].answer.id)
        return None if saying is None else saying.addressed


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """An answer on a topic: how it addresses it, and how near it is."""

    addressed: Addressed
    closeness: float

    @property
    def order(self) -> tuple[int, float]:
        """Smaller comes first."""
        return ADDRESSED.index(self.addressed), -self.closeness


def doctors_on(
    topic: str | None,
    library: Library,
    encoder: Encoder,
    selection: Selection = EVERYTHING,
    most: int | None = None,
    taught: tuple[Term, ...] = (),
    period: Period = ALWAYS,
    skip: int = 0,
) -> DoctorsReply:
    """Every doctor who addressed a topic: said it, said some of its words, or meant the same by
    others.

    Args:
        topic: None lists everybody.
        selection: applied before ranking, so that rare matches are not lost behind nearer answers.
        most: rows to make at most.
        taught: the library's own terms.
        period: answers of these days only.
        skip: rows to leave out before the first.

    Raises:
        ValueError: the topic has no words.
        DamagedLibrary, WrongEncoder: as for a question.
    """
    of_period = period.among(library)
    if topic is None:
        among = _each_once(_of_period(library.doctors(), of_period), library)
        ids = selected(among, selection)
        rows, left_out = _everybody(ids, among, library, skip, most)
        return DoctorsReply(None, rows, facets(among, selection), left_out)
    topic = beginning(topic)
    if not topic.strip():
        raise ValueError("the topic is empty")
    query = topic_query(topic, library.vocabulary(), taught)
    listed = _listed(query, library, encoder)
    every = _each_once(_of_period(library.doctors(sorted(listed)), of_period), library)
    ways = selection.addressed or ADDRESSED
    among = [one for one in every if listed[one[0]].addressed in ways]
    grouped = _grouped(among, selected(among, selection), listed)
    shown = grouped[skip:][:most]
    made = _cards_of([one for of in shown for one in of], listed, query, library, encoder)
    return DoctorsReply(
        topic,
        tuple(_row([made[one][0] for one in of]) for of in shown),
        facets(among, selection),
        max(len(grouped) - skip, 0) - len(shown),
        {one: saying for one, (_, saying) in made.items()},
        Counter(listed[one].addressed for one in selected(every, selection)),
    )


def answers_on(
    topic: str | None,
    library: Library,
    encoder: Encoder,
    selection: Selection = EVERYTHING,
    taught: tuple[Term, ...] = (),
    period: Period = ALWAYS,
) -> Sequence[str]:
    """The ids of all answers that `doctors_on` lists, without their words.

    Raises:
        DamagedLibrary, WrongEncoder: as for a question.
    """
    of_period = period.among(library)
    if topic is None:
        every = _each_once(_of_period(library.doctors(), of_period), library)
        return selected(every, selection)
    query = topic_query(beginning(topic), library.vocabulary(), taught)
    listed = _listed(query, library, encoder)
    every = _each_once(_of_period(library.doctors(sorted(listed)), of_period), library)
    ways = selection.addressed or ADDRESSED
    return selected([one for one in every if listed[one[0]].addressed in ways], selection)


def _of_period(among: Iterable[Attributed], of_period: frozenset[str] | None) -> list[Attributed]:
    """Those of some answers that were given in a period; all where there is none."""
    return [one for one in among if of_period is None or one[0] in of_period]


def _each_once(among: Sequence[Attributed], library: Library) -> list[Attributed]:
    """Answers without the copies of others among them."""
    ids, shown = {one for one, _ in among}, library.copies.shown
    kept: dict[str, Attributed] = {}
    for answer_id, doctor in among:
        first = shown.get(answer_id, answer_id)
        if first == answer_id or first not in ids:  # of a period that only the copy tells
            kept.setdefault(first, (answer_id, doctor))
    return list(kept.values())


def _grouped(
    among: Sequence[Attributed], ids: Sequence[str], listed: Mapping[str, ListedAnswer]
) -> list[list[str]]:
    """Answers by their doctors, the first of each in the order of the list."""
    doctors = dict(among)
    grouped: dict[Hashable, list[str]] = {}
    for one in sorted(ids, key=lambda one: listed[one].order):
        grouped.setdefault(person_of(one, doctors[one]), []).append(one)
    return list(grouped.values())


def _row(cards: Sequence[Card]) -> DoctorRow:
    return DoctorRow(cards[0].answer.doctor, tuple(cards))


def _listed(query: TopicQuery, library: Library, encoder: Encoder) -> dict[str, ListedAnswer]:
    """The answers on a topic, by their ids."""
    if not query.sides:
        library.check_encoder(encoder)
        return {}
    sayers = answers_saying(query, library)
    titled = answers_titled(query, library)
    excluded = answers_excluded(query, library)
    said: dict[str, Addressed] = {
        **dict.fromkeys(sayers.whole, "said"),
        **dict.fromkeys(sayers.partly, "partly"),
    }
    near = library.closeness(query.wordings, encoder, NEAR_TITLED, said)
    return {
        one: ListedAnswer(said.get(one, "near"), closeness)
        for one, closeness in near.items()
        if one in said or (one not in excluded and (closeness >= NEAR or one in titled))
    }


def _cards_of(
    ids: Sequence[str],
    listed: Mapping[str, ListedAnswer],
    query: TopicQuery,
    library: Library,
    encoder: Encoder,
) -> dict[str, tuple[Card, Saying]]:
    """A card for each answer, checked against its seal, and how it addresses the topic."""
    made = {}
    for one, found in zip(ids, library.answers(ids), strict=True):
        if listed[one].addressed == "near":
            saying = Saying("near", (), _nearest_sentence(query, found, library, encoder))
        else:
            saying = Saying(listed[one].addressed, *_words_said(query, found, library))
        made[one] = _card_of(found, saying, listed[one].closeness), saying
    return made


def _card_of(found: FoundAnswer, saying: Saying, closeness: float) -> Card:
    """The card of an answer, what is in its body of the topic lit."""
    card, body = card_of(found), found.answer.body
    is_in_body = saying.shown is not None and body.holds(saying.shown)
    return replace(
        card,
        highlights=tuple(word for word in saying.words if body.holds(word)),
        excerpt=(saying.shown,) if saying.shown and is_in_body else card.excerpt,
        closeness=closeness,
    )


def _words_said(
    query: TopicQuery, found: FoundAnswer, library: Library
) -> tuple[tuple[Span, ...], Span | None]:
    """Where an answer says a topic, and the sentence, or the headline, that says most of it."""
    page, answer = found.page, found.answer
    wrote = [part for part in (answer.headline, answer.body) if part is not None]
    words = [word for part in wrote for word in library.said_in(page, part, query.ways)]
    parts = [*sentences(page, answer.body), *([answer.headline] if answer.headline else [])]
    return tuple(words), said_in(parts, words)


def _nearest_sentence(
    query: TopicQuery, found: FoundAnswer, library: Library, encoder: Encoder
) -> Span | None:
    spans = sentences(found.page, found.answer.body)
    if not spans:
        return None
    texts = [found.page.quote(span) for span in spans]
    return spans[int(np.argmax(closeness(query.wordings, texts, library, encoder)))]


def _everybody(
    ids: Sequence[str],
    among: Sequence[Attributed],
    library: Library,
    skip: int,
    most: int | None,
) -> tuple[tuple[DoctorRow, ...], int]:
    """A row for each doctor of some answers but those that are skipped, and how many there are
    beyond the most."""
    wanted = set(ids)
    grouped: dict[Hashable, list[str]] = {}
    for answer_id, doctor in among:
        if answer_id in wanted:
            grouped.setdefault(person_of(answer_id, doctor), []).append(answer_id)
    ordered = sorted(grouped.values(), key=lambda answers: -len(answers))[skip:]
    rows = []
    for answer_ids in ordered[:most]:
        cards = tuple(card_of(found) for found in library.answers(answer_ids))
        rows.append(DoctorRow(cards[0].answer.doctor, cards))
    return tuple(rows), len(ordered) - len(rows)

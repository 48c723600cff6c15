"""Finds the doctors who addressed a topic, each with the answers in which they did."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from bot.query.synonyms import Term
from bot.query.topic_query import TopicQuery, topic_query
from bot.reply.choices import ADDRESSED, Addressed
from bot.reply.facets import EVERYTHING, Facet, Selection, facets, selected
from bot.reply.highlight import closeness
from bot.reply.period import ALWAYS, Period
from bot.reply.reply import Card, beginning, card_of
from bot.reply.saying import Saying, answers_excluded, answers_saying, answers_titled, said_in
from index.encoders.encoder import Encoder, IntArray
from index.identity import folded_text, joined_spellings
from index.library.open import FoundAnswer, Library
from index.library.roster import Mask, Roster, Rows
from index.model import Doctor, Span

OrderedBy: TypeAlias = Literal["name", "specialty", "place", "rating", "answers", "pages"]
ORDERS: tuple[OrderedBy, ...] = get_args(OrderedBy)
SAID, PARTLY, NEAR_BY = (ADDRESSED.index(one) for one in ADDRESSED)
NEAR, NEAR_TITLED = 0.6, 0.5
"""Closeness from which an answer that does not say a topic is listed as near in meaning; the lower
one where the patient's title says it, and the answer must be about that."""


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """A doctor and the cards of the answers on the topic: those that say it, those that say some of
    its words, those only near in meaning, each nearest first.

    `answers` and `pages` are how many there are, which may be more than the cards. `spellings` are
    name and credentials in every way in which they are printed, the row's own first; none where
    nobody is named.
    """

    doctor: Doctor
    cards: tuple[Card, ...]
    answers: int
    pages: int
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoctorsReply:
    """Who addressed a topic, those who say it first; or where there is no topic everybody, those
    with most answers first. `left_out` is how many more doctors there are behind these.

    `sayings` tell of each answer, by its id, how it addresses the topic; there are none without a
    topic. `counts` are the answers of each way to address it that match all else that is chosen,
    those of doctors who are left out included. It `is_partial` where part of the library did not
    answer.
    """

    topic: str | None
    rows: tuple[DoctorRow, ...]
    facets: tuple[Facet, ...] = ()
    left_out: int = 0
    sayings: Mapping[str, Saying] = field(default_factory=dict)
    counts: Mapping[Addressed, int] = field(default_factory=dict)
    is_partial: bool = False

    def in_part(self) -> "DoctorsReply":
        """The same, found in a library of which a part did not answer."""
        return replace(self, is_partial=True)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all rows."""
        return tuple(card for row in self.rows for card in row.cards)

    def addressed(self, row: DoctorRow) -> Addressed | None:
        """How a doctor's first answer addresses the topic; None without one."""
        saying = self.sayings.get(row.cards[0].answer.id)
        return None if saying is None else saying.addressed


class OnTopic:
    """The answers on a topic: for each row of the library's roster how it addresses the topic (the
    way's number in ADDRESSED, or -1) and how near it is."""

    def __init__(
        self, topic: str, library: Library, encoder: Encoder, taught: tuple[Term, ...] = ()
    ) -> None:
        topic = beginning(topic)
        if not topic.strip():
            raise ValueError("the topic is empty")
        self.topic = topic
        self.query = topic_query(topic, library.vocabulary(), taught)
        roster = library.roster
        self.ways = np.full(len(roster), -1, dtype=np.int8)
        self.closeness = np.zeros(len(roster), dtype=np.float32)
        if not self.query.sides:
            library.check_encoder(encoder)
            return
        sayers = answers_saying(self.query, library)
        self.ways[roster.rows_of(sayers.partly)] = PARTLY
        self.ways[roster.rows_of(sayers.whole)] = SAID
        said = sayers.whole | sayers.partly
        near = library.closeness(self.query.wordings, encoder, NEAR_TITLED, said)
        rows = roster.rows_of(near)
        self.closeness[rows] = np.fromiter(near.values(), np.float32, len(near))
        is_close = np.zeros(len(roster), np.bool_)
        is_close[rows] = self.closeness[rows] >= NEAR
        if not is_close[rows].all():  # below that the patient's title must say it
            is_close |= roster.mask_of(answers_titled(self.query, library) & near.keys())
        is_close &= self.ways < 0
        if is_close.any():
            is_close &= ~roster.mask_of(answers_excluded(self.query, library))
        self.ways[is_close] = NEAR_BY

    @property
    def mask(self) -> Mask:
        """Which answers are on the topic."""
        return np.asarray(self.ways >= 0)


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list of doctors is ordered, and whether the last come first. Those of whom a page
    does not tell it come last either way."""

    by: OrderedBy
    reverse: bool = False


class Listing:
    """The doctors on a topic, or all, found and counted; cards are made of those that are shown.

    `doctors` are the named ones, `unnamed` and `answers` the answers without a name and all.
    """

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        found: OnTopic | None = None,
        selection: Selection = EVERYTHING,
        period: Period = ALWAYS,
        among: Mask | None = None,
        order: Order | None = None,
    ) -> None:
        self.found = found
        self._library, self._encoder = library, encoder
        self._selection, self._order = selection, order
        self.roster = library.roster
        mask = np.ones(len(self.roster), np.bool_) if among is None else among
        if found is not None:
            mask = mask & found.mask
        if (of_period := period.among(library)) is not None:
            mask = mask & self.roster.mask_of(of_period)
        self._every = _each_once(mask, library)
        self.among = self._every
        if found is not None and selection.addressed:
            ways = [ADDRESSED.index(one) for one in selection.addressed]
            self.among = self._every & np.isin(found.ways, ways)
        self._group()

    def _group(self) -> None:
        """Put the answers that match together by their doctors, and order these."""
        rows = np.flatnonzero(selected(self.roster, self._selection, self.among))
        if self.found is not None:
            ways, closeness = self.found.ways[rows], self.found.closeness[rows]
            rows = rows[np.lexsort((-closeness, ways))]
        _, firsts, group, counts = np.unique(
            self.roster.people[rows], return_index=True, return_inverse=True, return_counts=True
        )
        pairs = np.sort(group * (len(self.roster) + 1) + self.roster.pages.codes[rows])
        is_new = np.diff(pairs, prepend=-1) > 0  # a page of a doctor counts once
        on_pages = pairs[is_new] // (len(self.roster) + 1)
        self._pages = np.bincount(on_pages, minlength=len(counts))
        self._answers = counts
        self._rows = rows[np.argsort(group, kind="stable")]
        self._starts = np.concatenate(([0], np.cumsum(counts)))
        self._first_rows = rows[firsts]
        self.matching = rows
        self._ordered = self._in_order(firsts)
        named = self.roster.where(_is_named)[self._first_rows]
        self.doctors, self.unnamed = int(named.sum()), int(self._answers[~named].sum())
        self.answers = len(rows)

    def __len__(self) -> int:
        return len(self._ordered)

    def _in_order(self, firsts: IntArray) -> IntArray:
        keys: list[NDArray[Any]] = [firsts]
        if self._order is not None:
            value, is_missing = self._values(self._order.by)
            keys += [-value if self._order.reverse else value, is_missing]
        elif self.found is None:
            keys.append(-self._answers)
        if self.found is not None:
            keys.append(self.found.ways[self._first_rows])
        return np.lexsort(keys)

    def _values(self, by: OrderedBy) -> tuple[NDArray[Any], Mask]:
        """What orders each doctor, and whether the page does not tell it."""
        if by in ("answers", "pages"):
            value = self._answers if by == "answers" else self._pages
            return value, np.zeros(len(value), np.bool_)
        printed = self.roster.printed[self._first_rows]
        if by == "rating":
            ratings = np.array([one.rating or np.nan for one in self.roster.doctors], np.float64)
            return np.nan_to_num(ratings[printed]), np.isnan(ratings[printed])
        column = self.roster.kept(("order", by), lambda: _letters_of(by, self.roster))
        return column[printed], column[printed] < 0

    @property
    def doctors_by_way(self) -> Mapping[Addressed, int]:
        """How many rows each way to address the topic has, by a doctor's first answer."""
        if self.found is None:
            return {}
        ways = np.bincount(self.found.ways[self._first_rows], minlength=len(ADDRESSED))
        return dict(zip(ADDRESSED, ways.tolist(), strict=True))

    def told(
        self, value_of: Callable[[Doctor], str], *, named: bool = False
    ) -> list[tuple[str, int]]:
        """How many answers that match, or with `named` how many named doctors, have each value,
        the commonest first, each as most print it.

        Args:
            value_of: the same function each time, as its values are kept.
        """
        rows = self._first_rows if named else self.matching
        if named:
            rows = rows[self.roster.where(_is_named)[rows]]
        column = self.roster.column(value_of)
        codes, counts = np.unique(column.codes[rows], return_counts=True)
        told = zip((column.values[code] for code in codes), counts.tolist(), strict=True)
        return joined_spellings(told)

    def reply(
        self, skip: int = 0, most: int | None = None, cards: int | None = None
    ) -> DoctorsReply:
        """The list, from some row on.

        Args:
            skip: rows to leave out before the first.
            most: rows to make at most.
            cards: of each doctor, at most; all if not given.
        """
        shown = self._ordered[skip:][:most]
        rows = [self._rows[self._starts[one] : self._starts[one + 1]] for one in shown.tolist()]
        made = self._cards([row for of in rows for row in of[:cards].tolist()])
        found = self.found
        counts: Counter[Addressed] = Counter()
        if found is not None:
            matching = selected(self.roster, self._selection, self._every)
            levels = np.bincount(found.ways[matching], minlength=len(ADDRESSED)).tolist()
            counts = Counter({how: n for how, n in zip(ADDRESSED, levels, strict=True) if n})
        return DoctorsReply(
            None if found is None else found.topic,
            tuple(
                DoctorRow(
                    self.roster.attributed(int(of[0]))[1],
                    tuple(made[row][0] for row in of[:cards].tolist()),
                    int(self._answers[number]),
                    int(self._pages[number]),
                    self._spellings(of),
                )
                for number, of in zip(shown.tolist(), rows, strict=True)
            ),
            facets(self.roster, self._selection, among=self.among),
            max(len(self) - skip, 0) - len(shown),
            {card.answer.id: saying for card, saying in made.values() if saying is not None},
            counts,
        )

    def _spellings(self, rows: Rows) -> tuple[str, ...]:
        of = dict.fromkeys(self.roster.printed[rows].tolist())
        printed = ((one.name, one.credentials) for one in map(self.roster.doctors.__getitem__, of))
        return tuple(dict.fromkeys(", ".join(filter(None, one)) for one in printed if one[0]))

    def _cards(self, rows: Sequence[int]) -> dict[int, tuple[Card, Saying | None]]:
        """A card for each answer, checked against its seal, and how it addresses the topic."""
        answers = self._library.answers([self.roster.ids[row] for row in rows])
        if self.found is None:
            return {row: (card_of(one), None) for row, one in zip(rows, answers, strict=True)}
        return {
            row: _on_topic(one, row, self.found, self._library, self._encoder)
            for row, one in zip(rows, answers, strict=True)
        }


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
    found = None if topic is None else OnTopic(topic, library, encoder, taught)
    return Listing(library, encoder, found, selection, period).reply(skip, most)


def _each_once(mask: Mask, library: Library) -> Mask:
    """Some answers without the copies of others among them."""
    roster = library.roster
    if not library.copies.shown:
        return mask
    firsts = roster.kept("firsts", lambda: roster.firsts(library.copies.shown))
    is_first = firsts == np.arange(len(roster))
    kept = mask & (is_first | ~mask[firsts])  # what only the copy tells is told by it
    copies = np.flatnonzero(kept & ~is_first)
    _, once = np.unique(firsts[copies], return_index=True)
    kept[np.delete(copies, once)] = False
    return np.asarray(kept)


def _is_named(doctor: Doctor) -> bool:
    return bool(doctor.name)


def _letters_of(by: OrderedBy, roster: Roster) -> IntArray:
    """The place of each doctor as printed in the order of the letters; -1 where nothing is."""
    told = [folded_text(getattr(one, by) or "") for one in roster.doctors]
    order = {one: n for n, one in enumerate(sorted(set(told) - {""}))}
    return np.array([order.get(one, -1) for one in told], np.int64)


def _on_topic(
    answer: FoundAnswer, row: int, found: OnTopic, library: Library, encoder: Encoder
) -> tuple[Card, Saying]:
    addressed = ADDRESSED[found.ways[row]]
    if addressed == "near":
        saying = Saying("near", (), _nearest_sentence(found.query, answer, library, encoder))
    else:
        saying = Saying(addressed, *_words_said(found.query, answer, library))
    return _card_of(answer, saying, float(found.closeness[row])), saying


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
    parts = [*found.sentences, *([answer.headline] if answer.headline else [])]
    return tuple(words), said_in(parts, words)


def _nearest_sentence(
    query: TopicQuery, found: FoundAnswer, library: Library, encoder: Encoder
) -> Span | None:
    spans = found.sentences
    if not spans:
        return None
    texts = [found.page.quote(span) for span in spans]
    return spans[int(np.argmax(closeness(query.wordings, texts, library, encoder)))]

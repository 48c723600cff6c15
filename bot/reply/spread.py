"""Shows how doctors differ: how many answered, their specialties, and the times they mention.

Only what is in the answers, each time by its offsets: no average, no vote and no verdict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.reply.reply import Card, Reply, ReplyPart, Speakers, speakers_of
from bot.reply.waits import waits_in
from bot.safety.rules import Level
from index.identity import folded_name, person_of, spellings
from index.model import Span
from index.search.chunk import sentences

FEWEST_SPEAKERS = 3
"""Speakers from which a spread is shown: two can be compared at a glance. A speaker is a named
doctor, with any number of answers, or an answer whose doctor the page does not name."""

WARNINGS: frozenset[Level] = frozenset({"urgent", "emergency", "crisis"})
"""Levels of what is told as a warning, and not as a note."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time to wait, or to last, that a doctor names.

    `span` are its words, without the likes of "at least" and "or longer", and `sentence` the
    sentence that holds them, both within the answer's body. `hours` is its length, of a range the
    first one: only to sort by, never shown.
    """

    card: Card
    span: Span
    sentence: Span
    hours: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How many doctors answered, of which specialties, and which times they name.

    `speakers` are who answered, each person once. `specialties` are as printed, with how many
    speakers have them, most first; `times` are by length, then in the order of the cards.
    """

    speakers: Speakers
    specialties: tuple[tuple[str, int], ...]
    times: tuple[Time, ...]


def shows_times(reply: Reply, part: ReplyPart) -> bool:
    """Whether times may be picked out of the answers to one question of a message: of answers to
    just this question, and never beside a warning, were it for a sign that is only possible: there
    they would read as advice."""
    warned = any(sign.level in WARNINGS for sign in reply.signs)
    return part.band == "answered" and not warned


def shown_spread(reply: Reply, part: ReplyPart) -> Spread | None:
    """How the doctors of one question differ, as it is shown: without times where none may be."""
    spread = spread_of(part.cards)
    if spread is None or shows_times(reply, part):
        return spread
    return replace(spread, times=())


def spread_of(cards: Sequence[Card]) -> Spread | None:
    """How the doctors of these answers differ; None where there are fewer than three speakers."""
    speakers = speakers_of(cards)
    if speakers.named + speakers.unnamed < FEWEST_SPEAKERS:
        return None
    times = (time for card in cards for time in _times_of(card))
    by_length = tuple(sorted(times, key=lambda time: time.hours))
    return Spread(speakers, _specialties(cards), by_length)


def _specialties(cards: Sequence[Card]) -> tuple[tuple[str, int], ...]:
    """Each specialty, in its commonest spelling, with its number of speakers, most first, then by
    the alphabet."""
    speakers = {
        (folded_name(specialty), person_of(card.answer.id, card.answer.doctor)): specialty
        for card in cards
        if (specialty := card.answer.doctor.specialty)
    }
    return tuple(sorted(spellings(speakers.values()), key=lambda one: (-one[1], one[0])))


def _times_of(card: Card) -> Iterator[Time]:
    """The waits and durations in an answer, in reading order; of the same words the first."""
    seen = set()
    for sentence in sentences(card.page, card.answer.body):
        text = card.page.quote(sentence)
        for start, end, hours in waits_in(text):
            words = " ".join(text[start:end].lower().split())
            if words not in seen:
                seen.add(words)
                span = Span(sentence.start + start, sentence.start + end)
                yield Time(card, span, sentence, hours)

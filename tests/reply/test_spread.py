"""How doctors differ: every time that they name is found by eye, and shown by its offsets."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply.reply import Card, Speakers
from bot.reply.spread import Spread, Time, spread_of
from index.model import Doctor
from index.pages.line_reader.text import read_page
from index.search.chunk import sentences
from tests.conftest import SEEDS
from tests.reply.test_waits import TEXTS, read
from tests.show.test_card import card_of, page_of
from tests.table_of_answers import ANSWERS

NAMED = {
    "000_935efed495dcb89e#2": ["an hour"],
    "003_13a95f21a5b80d88#1": ["one week", "four months", "one week", "one week", "a week"],
    "003_13a95f21a5b80d88#2": ["24 hours", "a week", "a month"],
    "003_13a95f21a5b80d88#3": ["24 hours"],
    "003_13a95f21a5b80d88#4": ["4 hours"],
    "003_13a95f21a5b80d88#5": ["a couple of hours", "the day after"],
    "003_13a95f21a5b80d88#6": ["one week", "one week", "a few weeks"],
    "003_13a95f21a5b80d88#7": ["a week", "the first day"],
    "003_13a95f21a5b80d88#8": ["one week", "a day", "48 hours"],
    "003_13a95f21a5b80d88#9": ["24 to 48 hours", "48 hours", "a week"],
    "003_13a95f21a5b80d88#10": ["24 hours"],
    "004_7b62c1b3ba7f1990#1": ["4 hours"],
    "004_7b62c1b3ba7f1990#2": ["1 day"],
    "004_7b62c1b3ba7f1990#3": ["one day"],
    "004_7b62c1b3ba7f1990#4": ["5 minutes", "one hour"],
    "004_7b62c1b3ba7f1990#5": ["a day"],
    "004_7b62c1b3ba7f1990#6": ["the rest of the day"],
    "004_7b62c1b3ba7f1990#7": ["the day of"],
}
"""Every time that is named in an answer of the seeds, in reading order; in the others none is."""
IDS = [f"{row.page_id}#{row.number}" for row in ANSWERS]
ROE, DOE, POE = (
    Doctor(name, "MD", "byline", "Denver") for name in ("Jane Roe", "John Doe", "Ann Poe")
)
UNNAMED = Doctor()


@pytest.fixture(scope="module")
def seeds() -> dict[str, Card]:
    """A card for each answer of the seeds, by the answer's id."""
    pages = [read_page(file, file.stem, file.name) for file in sorted(SEEDS.glob("*.txt"))]
    cards = [card_of(page, answer.number) for page in pages for answer in page.answers]
    return {card.answer.id: card for card in cards}


def cards_of(*told: tuple[Doctor, str]) -> list[Card]:
    """The cards of one page on which those doctors said that."""
    page = page_of([body for _, body in told], [doctor for doctor, _ in told])
    return [card_of(page, number) for number in range(1, len(told) + 1)]


def specialist(doctor: Doctor, specialty: str | None) -> Doctor:
    return replace(doctor, specialty=specialty)


def spread(*told: tuple[Doctor, str]) -> Spread:
    found = spread_of(cards_of(*told))
    assert found is not None
    return found


def times_of(*cards: Card) -> tuple[Time, ...]:
    """The times of those cards, among two voices that name none."""
    found = spread_of([*cards, *cards_of((UNNAMED, "No."), (UNNAMED, "Yes."))])
    assert found is not None
    return found.times


def words(time: Time) -> str:
    return time.card.page.quote(time.span)


# The seeds, as a reader finds them.


def test_the_table_speaks_of_answers_of_the_seeds(seeds: dict[str, Card]) -> None:
    assert list(seeds) == IDS
    assert set(NAMED) < set(IDS)


@pytest.mark.parametrize("answer_id", IDS)
def test_every_time_of_an_answer_is_found(answer_id: str, seeds: dict[str, Card]) -> None:
    page, body = seeds[answer_id].page, seeds[answer_id].answer.body
    found = [time for one in sentences(page, body) for time in read(page.quote(one))]
    assert found == NAMED.get(answer_id, [])


@pytest.mark.parametrize("answer_id", IDS)
def test_every_time_leads_to_its_first_place_in_the_answer(
    answer_id: str, seeds: dict[str, Card]
) -> None:
    card = seeds[answer_id]
    places: dict[str, int] = {}
    at = card.answer.body.start
    for named in NAMED.get(answer_id, []):
        start = card.page.text.index(named, at)
        places.setdefault(named, start)
        at = start + len(named)
    found = sorted(times_of(card), key=lambda time: time.span.start)
    assert [(words(time), time.span.start) for time in found] == list(places.items())
    for time in found:
        assert time.card is card
        assert card.answer.body.holds(time.sentence)
        assert time.sentence.holds(time.span)
        assert time.sentence in sentences(card.page, card.answer.body)


def test_a_page_of_the_seeds_is_spread_from_the_shortest_to_the_longest(
    seeds: dict[str, Card],
) -> None:
    cards = [card for answer_id, card in seeds.items() if answer_id.startswith("004")]
    found = spread_of(cards)
    assert found is not None
    assert (found.speakers.doctors, found.speakers.unnamed) == (7, 1)
    assert found.specialties == (
        ("Dermatologic Surgeon", 2),
        ("Dermatologist", 2),
        ("Facial Plastic Surgeon", 2),
        ("Plastic Surgeon", 2),
    )
    assert [(words(time), time.card.answer.number) for time in found.times] == [
        ("5 minutes", 4),
        ("one hour", 4),
        ("4 hours", 1),
        ("the rest of the day", 6),
        ("1 day", 2),
        ("one day", 3),
        ("a day", 5),
        ("the day of", 7),
    ]


# The spread.


@given(st.lists(TEXTS.map(str.strip).filter(bool), min_size=3, max_size=5))
def test_every_time_lies_within_its_sentence_and_its_answer(bodies: list[str]) -> None:
    cards = cards_of(*((UNNAMED, body) for body in bodies))
    found = spread_of(cards)
    assert found is not None
    assert [time.hours for time in found.times] == sorted(time.hours for time in found.times)
    for card in cards:
        own = sorted((time for time in found.times if time.card is card), key=lambda one: one.span)
        told = [" ".join(words(time).lower().split()) for time in own]
        assert len(told) == len(set(told))
        assert all(one.span.end <= other.span.start for one, other in pairwise(own))
        for time in own:
            assert card.answer.body.holds(time.sentence)
            assert time.sentence.holds(time.span)


@pytest.mark.parametrize(
    "doctors",
    [
        [],
        [ROE],
        [UNNAMED],
        [ROE, DOE],
        [ROE, UNNAMED],
        [UNNAMED, UNNAMED],
        [ROE, DOE, ROE, DOE],
        [ROE, ROE, ROE, UNNAMED],
    ],
)
def test_fewer_than_three_speakers_are_no_spread(doctors: list[Doctor]) -> None:
    cards = cards_of(*((doctor, "Wait 4 hours.") for doctor in doctors)) if doctors else []
    assert spread_of(cards) is None


@pytest.mark.parametrize(
    ("doctors", "named", "unnamed"),
    [
        ([ROE, DOE, POE], 3, 0),
        ([ROE, DOE, POE, ROE], 3, 0),
        ([ROE, DOE, UNNAMED], 2, 1),
        ([UNNAMED, UNNAMED, UNNAMED], 0, 3),
        ([ROE, UNNAMED, ROE, UNNAMED], 1, 2),
    ],
)
def test_a_speaker_is_a_named_doctor_or_an_unnamed_answer(
    doctors: list[Doctor], named: int, unnamed: int
) -> None:
    found = spread(*((doctor, "Wait.") for doctor in doctors))
    assert found == Spread(Speakers(named, 0, unnamed), (), ())


def test_a_specialty_is_counted_once_a_speaker_most_first_then_by_the_alphabet() -> None:
    found = spread(
        (specialist(ROE, "Plastic Surgeon"), "One."),
        (specialist(UNNAMED, "Dermatologist"), "Two."),
        (specialist(ROE, "Plastic Surgeon"), "Three."),
        (specialist(UNNAMED, "Dermatologist"), "Four."),
        (specialist(DOE, None), "Five."),
        (specialist(POE, "Oculoplastic Surgeon"), "Six."),
        (UNNAMED, "Seven."),
    )
    assert (found.speakers.doctors, found.speakers.unnamed) == (3, 3)
    assert found.specialties == (
        ("Dermatologist", 2),
        ("Oculoplastic Surgeon", 1),
        ("Plastic Surgeon", 1),
    )


def test_a_specialty_stays_as_it_is_printed() -> None:
    found = spread(*((specialist(one, "ENT – Head & neck"), "No.") for one in (ROE, DOE, POE)))
    assert found.specialties == (("ENT – Head & neck", 3),)


def test_times_are_by_length_then_in_the_order_of_the_cards() -> None:
    cards = cards_of(
        (ROE, "Wait a month. Or 24 hours, or 4 hours."),
        (DOE, "Wait 24 to 48 hours."),
        (POE, "Wait for a day, or four hours."),
    )
    found = spread_of(cards)
    assert found is not None
    assert [(words(time), time.card) for time in found.times] == [
        ("4 hours", cards[0]),
        ("four hours", cards[2]),
        ("24 hours", cards[0]),
        ("24 to 48 hours", cards[1]),
        ("a day", cards[2]),
        ("a month", cards[0]),
    ]
    backwards = spread_of(cards[::-1])
    assert backwards is not None
    assert [words(time) for time in backwards.times] == [
        *("four hours", "4 hours"),
        *("a day", "24 to 48 hours", "24 hours"),
        "a month",
    ]


def test_the_same_words_of_one_answer_lead_to_their_first_place() -> None:
    text = "Wait 24 hours. Then wait 24  Hours.\nAfter 24 hours exercise."
    (time,) = times_of(*cards_of((ROE, text)))
    assert time.span.start - time.card.answer.body.start == text.index("24")
    assert words(time) == "24 hours"
    assert time.card.page.quote(time.sentence) == "Wait 24 hours."


def test_the_same_words_of_two_answers_lead_to_each() -> None:
    cards = cards_of((ROE, "Wait 24 hours."), (ROE, "I said 24 hours."))
    assert [time.card for time in times_of(*cards)] == cards


def test_only_the_answer_itself_is_read() -> None:
    page = page_of(
        ["No.", "Never.", "Yes."],
        headlines=["After 4 hours", "2 weeks", None],
        title="Is 1 day enough?",
        question="I waited 3 days.",
        notice="Answers come within 24 hours.",
    )
    found = spread_of([card_of(page, number) for number in (1, 2, 3)])
    assert found == Spread(Speakers(0, 0, 3), (), ())

"""How doctors differ: every time that they name is found by eye, and shown by its offsets."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply.reply import Card
from bot.reply.spread import Spread, Time, spread_of, times_in
from index.model import Doctor
from index.pages.text import read_page
from index.search.chunk import sentences
from tests.conftest import SEEDS
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


def read(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in times_in(text)]


def hours(text: str) -> float:
    (found,) = times_in(text)
    return found.hours


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
    assert (found.doctors, found.unnamed) == (7, 1)
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


# How doctors name a time.


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("4 hours", 4),
        ("four hours", 4),
        ("4hrs", 4),
        ("24h", 24),
        ("6 h", 6),
        ("24-hours", 24),
        ("24 to 48 hours", 24),
        ("24-48 hours", 24),
        ("24–48hrs", 24),
        ("48 - 72 hours", 48),
        ("24/48 hours", 24),
        ("24 hours to 48 hours", 24),
        ("twenty-four to forty-eight hours", 24),
        ("3 or 4 days", 3 * 24),
        ("between 3 and 5 days", 3 * 24),
        ("between a week and a month", 7 * 24),
        ("2 and 6 weeks", 2 * 7 * 24),
        ("1 day", 24),
        ("a day or two", 24),
        ("one day or 2 days", 24),
        ("a week to ten days", 7 * 24),
        ("3 days to a week", 3 * 24),
        ("a few days to weeks", 3 * 24),
        ("days to weeks", 24),
        ("10-14 days", 10 * 24),
        ("1 to 2 week", 7 * 24),
        ("two-week", 2 * 7 * 24),
        ("one- to two-week", 7 * 24),
        ("4-hour", 4),
        ("30-second", 30 / 3600),
        ("15 seconds", 15 / 3600),
        ("a couple of hours", 2),
        ("a couple more weeks", 2 * 7 * 24),
        ("three more days", 3 * 24),
        ("a few weeks", 3 * 7 * 24),
        ("few weeks", 3 * 7 * 24),
        ("several weeks", 4 * 7 * 24),
        ("six full weeks", 6 * 7 * 24),
        ("half an hour", 1 / 2),
        ("a half hour", 1 / 2),
        ("1/2 hour", 1 / 2),
        ("a quarter of an hour", 1 / 4),
        ("an hour and a half", 1.5),
        ("one and a half hours", 1.5),
        ("2 1/2 hours", 2.5),
        ("1.5 hours", 1.5),
        ("1,5 hours", 1.5),
        ("3½ hours", 3.5),
        ("four (4) hours", 4),
        ("24+ hours", 24),
        ("5 minutes", 5 / 60),
        ("overnight", 12),
        ("the rest of the day", 12),
        ("the same day", 24),
        ("the next day", 24),
        ("the next day or two", 24),
        ("the first week", 7 * 24),
        ("the day of", 24),
        ("the night before", 24),
        ("a fortnight", 14 * 24),
        ("6 wks", 6 * 7 * 24),
        ("2 mos", 2 * 730),
        ("4months", 4 * 730),
        ("two to three months", 2 * 730),
        ("2 years", 2 * 8766),
        ("a decade", 10 * 8766),
        ("two nights", 2 * 24),
        ("the next morning", 24),
        ("the same evening", 12),
        ("FOUR HOURS", 4),
        ("24\u00a0to\u00a048\u00a0hours", 24),
    ],
)
def test_a_time_is_found_whole_and_put_in_order_by_its_shorter_length(
    text: str, length: float
) -> None:
    for sentence in (text, f"Wait {text}.", f"It takes about {text}, then it heals."):
        assert read(sentence) == [text]
        assert hours(sentence) == pytest.approx(length)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wait for the first 48 hours.", ["48 hours"]),
        ("up to 2 weeks", ["2 weeks"]),
        ("four months or longer", ["four months"]),
        ("5 minutes or less", ["5 minutes"]),
        ("for 72 hrs.", ["72 hrs"]),
        ("Massage it 5 minutes a day.", ["5 minutes"]),
        ("every 3 months", ["3 months"]),
        ("twice a day for two weeks", ["two weeks"]),
        ("monthly once in six months", ["six months"]),
        ("Rest for a day, a week or a month.", ["a day", "a week or a month"]),
        ("It may settle in a week, maybe a month.", ["a week", "a month"]),
        ("Exercise is fine a day after Botox.", ["a day"]),
        ("Doing them a week later is fine.", ["a week"]),
        ("I ask for at least one day.", ["one day"]),
        ("It can last 3 months and lasts 4 months.", ["3 months", "4 months"]),
        ("over the next two weeks", ["two weeks"]),
        ("in a week's time", ["a week"]),
        ("6 weeks...3 months", ["6 weeks", "3 months"]),
        ("It is gone (2 weeks).", ["2 weeks"]),
        ("after two years of use", ["two years"]),
        ("I have seen it last for 3 days.", ["3 days"]),
    ],
)
def test_what_stands_beside_a_time_is_left_out(text: str, found: list[str]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "35 years old",
        "a 35-year-old",
        "a 50 year old patient",
        "she is 6 months old",
        "at 45 years of age",
        "aged 50 years",
        "You are 24 years.",
        "twice a day",
        "once a week",
        "3 times a year",
        "3-4 times in a day",
        "8 glasses of water a day",
        "10 mg a day",
        "$20 a month",
        "more than one a day",
        "three days a week",
        "per day",
        "every day",
        "daily",
        "in my 20 years of practice",
        "over 15 years experience",
        "15 years' experience",
        "for the past ten years I have",
        "For over ten years, I have",
        "I've been injecting for over 20 years.",
        "Botox has been used for 20 years.",
        "one day you may",
        "One day it will be gone.",
        "Hopefully, one day we know.",
        "these days",
        "nowadays",
        "the other day",
        "call it a day",
        "Have a nice day!",
        "our 24 hour emergency line",
        "open 24 hours a day",
        "Monday",
        "on May 5",
        "10/12/2010",
        "at 4 pm",
        "20 units",
        "vitamin B12",
        "a second opinion",
        "2 second opinions",
        "the second hour",
        "in a minute amount",
        "a few minute bubbles",
        "a HR of 110",
        "a week ago",
        "2 weeks ago",
        "a week or so ago",
        "over the last few weeks",
        "since 2 weeks",
        "the morning after pill",
        "the number of days",
        "how many days",
        "May I? You may.",
        "somebody today",
        "4 hoursome",
    ],
)
def test_what_is_no_time_to_wait_or_to_last_is_left_out(text: str) -> None:
    assert read(text) == []


LETTERS = st.characters(codec="utf-8")
PIECES = st.sampled_from(
    "a an 1 24 ½ 1/2 3.5 $5 one twenty few couple of half between and a half to or two – - / ( ) , "
    "the first same day days hours hr h week months years overnight old ago for in per after mİn "
    "ſeconds wee\u212a ٣ \u00a0 \n twice last past I have been".split(" ")
)
TEXTS = st.lists(st.one_of(PIECES, st.text(LETTERS, max_size=3))).map(" ".join) | st.text(LETTERS)


@given(TEXTS)
def test_times_are_slices_in_reading_order_that_never_overlap(text: str) -> None:
    end = 0
    for time in times_in(text):
        assert end <= time.start < time.end <= len(text)
        assert text[time.start : time.end].strip() == text[time.start : time.end]
        assert time.hours > 0
        end = time.end


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
    assert found == Spread(named, unnamed, (), ())


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
    assert (found.doctors, found.unnamed) == (3, 3)
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
    assert found == Spread(0, 3, (), ())

"""A time becomes a button only where the sentence affirms it as a wait or a duration."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.times import judge
from bot.reply.waits import waits_in

DEVELOPMENT = Path(__file__).with_name("times_development.jsonl")
"""Sentences by which the rules were made: what they measure is no measure of other sentences."""
BY_OTHERS = Path(__file__).with_name("times_by_others.jsonl")
"""Sentences written afterwards by somebody who had seen neither the rules nor those."""


def read(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in waits_in(text)]


def hours(text: str) -> float:
    (found,) = waits_in(text)
    return found.hours


# Sentences by which the rules were made.


def test_nearly_all_development_sentences_are_read_as_they_are_labelled() -> None:
    precision, recall = measured(DEVELOPMENT)
    assert precision >= 0.99
    assert recall >= 0.98


def test_sentences_by_others_are_read_as_well_as_when_they_were_first_seen() -> None:
    precision, recall = measured(BY_OTHERS)
    assert precision >= 94 / 98
    assert recall >= 94 / 104


def measured(file: Path) -> tuple[float, float]:
    """Precision and recall of the times that are found in a file of labelled sentences."""
    lines = file.read_text(encoding="utf-8").splitlines()
    judged = [judge(**json.loads(line)) for line in lines]
    assert len(judged) >= 150
    right, wrong, missed = (
        sum(times.total() for times in column)
        for column in zip(*(one[1:] for one in judged), strict=True)
    )
    return right / (right + wrong), right / (right + missed)


@pytest.mark.parametrize(
    "sentence",
    [
        "You do not need to wait 4 hours before you lie flat after a PRP scalp injection.",
        "There is no evidence for the 24 hour rule about lying flat after a PRP scalp injection.",
        "I live a 6 hours' drive from the city, so my PRP scalp injection patients lie flat in the "
        "car.",
        "I trained for 6 years and then did a two year fellowship on PRP scalp injection.",
    ],
)
def test_a_time_that_is_denied_or_driven_or_studied_is_no_wait(sentence: str) -> None:
    assert read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("You do NOT need to wait 4 hours.", []),
        ("Do not exercise for 4 hours.", ["4 hours"]),
        ("You do not need to avoid exercise for 4 hours.", []),
        ("You do not need to wait 4 hours, but avoid the gym for 24 hours.", ["24 hours"]),
        ("You need not panic, just wait 2 weeks.", ["2 weeks"]),
        ("Wait 24 hours, not 4 hours.", ["24 hours"]),
        ("Four hours is not enough.", []),
        ("Wait no less than 2 weeks.", ["2 weeks"]),
        ("It does not last 6 months.", []),
        ("It does not show for 2 weeks.", ["2 weeks"]),
        ("I follow the 4 hour rule.", ["4 hour"]),
        ("Should you wait 4 hours?", []),
        ("Nobody heals in two days.", []),
        ("In a minute I will come to your second question.", []),
        ("The numbness begins in a minute.", ["a minute"]),
        ("I take Mondays and a week in August off.", []),
    ],
)
def test_a_not_denies_a_need_and_affirms_a_prohibition(sentence: str, found: list[str]) -> None:
    assert read(sentence) == found


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
    for time in waits_in(text):
        assert end <= time.start < time.end <= len(text)
        assert text[time.start : time.end].strip() == text[time.start : time.end]
        assert time.hours > 0
        end = time.end

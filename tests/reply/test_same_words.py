"""Two answers are the same only in the same words, a greeting and a sign-off apart."""

import pytest

from bot.reply.same_words import words_of
from index.model import Doctor
from tests.reply.test_diversify import KRANT, found_of, places, shown_for

LANE = Doctor("Mary Lane", "DO", "byline", "Tampa", "Dermatologist")
WAIT = "Wait 4 hours before you exercise."


def same(one: str, other: str) -> bool:
    return words_of(found_of(0, LANE, one)) == words_of(found_of(1, LANE, other))


def test_four_hours_here_and_not_48_hours_there_are_two_answers() -> None:
    frame = (
        "Thank you for your question. After dermaplaning I tell my patients that they should {} "
        "retinol cream again in {} hours. Good luck to you."
    )
    one, other = frame.format("use", 4), frame.format("not use", 48)
    assert places(shown_for((LANE, one), (LANE, other))) == [(0, []), (1, [])]


@pytest.mark.parametrize(
    "text",
    [
        WAIT,
        "wait 4 hours, before you exercise",
        "WAIT 4 HOURS\nBEFORE YOU EXERCISE!",
        f"Hi! {WAIT}",
        f"Hello there, {WAIT}",
        f"Dear Jane,\n\n{WAIT}",
        f"Dear Dr. O'Neil, {WAIT}",
        f"Good morning Mary-Ann. {WAIT}",
        f"Hello and thank you for your question. {WAIT}",
        f"Thank you so much for your great question! {WAIT}",
        f"Hi Jane, thanks for asking. {WAIT}",
        f"{WAIT} Good luck!",
        f"{WAIT} Good luck to you.",
        f"{WAIT} I wish you all the best.",
        f"{WAIT} Hope this helps. Thank you for your question.",
        f"{WAIT}\n\nBest wishes,\nDr. Lane",
        f"{WAIT}\nMary Lane, DO",
        f"{WAIT}\nKind regards,\n\nMary Lane, DO\nDirector, Lane Clinic\nTampa, FL",
        f"Hi,\n{WAIT}\nSincerely,\nDr. Lane",
    ],
)
def test_case_punctuation_greeting_and_sign_off_make_no_difference(text: str) -> None:
    assert same(WAIT, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WAIT, "Do not wait 4 hours before you exercise."),
        (WAIT, "Wait 24 hours before you exercise."),
        (WAIT, "Wait 4 hours after you exercise."),
        (WAIT, "Wait 4 days before you exercise."),
        (WAIT, f"{WAIT} But not after Dysport."),
        ("Botox can make it worse.", "Dysport can make it worse."),
        ("I can recommend it.", "I can't recommend it."),
        ("Use 1.5 ml.", "Use 15 ml."),
        ("Use 1.5 ml.", "Use 1-5 ml."),
        ("Use .5 ml.", "Use 5 ml."),
        ("Wait 5 - 10 days.", "Wait 5 10 days."),
        ("It fell to -5 units.", "It fell to 5 units."),
        ("Use 10² units.", "Use 102 units."),
        ("It takes 5+ days.", "It takes 5 days."),
        ("It helps 5% of them.", "It helps 5 of them."),
        ("Use ½ a dose.", "Use a dose."),
        ("It is safe, I think.", "It is unsafe, I think."),
        # What only looks like a greeting or a sign-off
        ("Thank you for asking about Botox. Yes.", "Thank you for asking about Dysport. Yes."),
        ("Hello, no Botox for you.", "Hello, Botox for you."),
        ("Hi No, you can.", "Hi, you can."),
        ("Thank you, do not exercise.", "Thank you, do exercise."),
        ("Good day 1 results are rare.", "Good day 2 results are rare."),
        (f"{WAIT} Take care of the wound.", WAIT),
        (f"{WAIT} Best after Botox.", f"{WAIT} Best after Dysport."),
        (f"{WAIT}\nTry Botox, PRP", f"{WAIT}\nTry Dysport, PRP"),
        (f"{WAIT}\nThanks.\nTry Botox, PRP", f"{WAIT}\nThanks.\nTry Dysport, PRP"),
        (f"{WAIT}\nJohn Roe, MD", WAIT),
        (f"{WAIT}\nDr. Roe", WAIT),
        ("Yes. Good luck with your Botox!", "Yes. Good luck with your Dysport!"),
        # Where nothing else is said, these words are the answer
        ("Thank you.", "Good luck."),
        ("No, wait 4 hours.", "No wait, 4 hours."),
        ("Why not? Wait 4 hours.", "Why not wait 4 hours?"),
    ],
)
def test_any_other_word_makes_another_answer(one: str, other: str) -> None:
    assert not same(one, other)


def test_two_doctors_in_the_same_words_stay_two() -> None:
    assert places(shown_for((LANE, WAIT), (KRANT, WAIT))) == [(0, []), (1, [])]

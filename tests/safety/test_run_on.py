"""Messages without commas: nothing silences a sign but words that are said of it."""

import json
from pathlib import Path

import pytest

from bot.safety.signs import signs_in
from tests.safety_messages import MESSAGES

BY_OTHERS = Path(__file__).parents[1] / "safety_by_others.jsonl"
CASES = Path(__file__).with_name("run_on.jsonl")
GRAVITY = {"clinic": 1, "urgent": 2, "emergency": 3, "crisis": 4}
BEHIND = (
    "how long will this last", "should i wait or go to the hospital", "and i am diabetic",
    "and my wedding is saturday", "and no history of epilepsy", "im age 34", "lol",
    "is that normal", "and i have acne", "i sent a photo to the clinic",
    "my husband says its nothing",
    "but the price was great", "what foods should i avoid", "and i need glasses", "haha sorry",
    "i dont smoke and dont drink", "and it has never happened to me", "is it common",
    "should i take benadryl before i go to the er", "can you help me decide on filler",
    "and i have had migraines for years", "and my friend had botox years ago",
    "what is the price", "and what is the price of botox", "what would you recommend",
)  # fmt: skip
BEFORE = (
    "hi im 34 and", "never had botox before this but", "my wedding is saturday and",
    "sorry to bother you lol but", "my friend said not to worry but", "i have acne and",
    "is it normal that", "quick question", "since years i wanted this and",
    "can anyone tell me",
)  # fmt: skip
SPARED = 0.005
"""The share of the messages in which such words may still be read as said of the sign."""


def gravity(message: str) -> int:
    signs = signs_in(message)
    return GRAVITY[signs[0].level] if signs else 0


def cases() -> list[tuple[str, str]]:
    rows = map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
    return [(row["text"], row["level"]) for row in rows]


@pytest.mark.parametrize(("message", "level"), cases())
def test_everyday_words_beside_a_sign_do_not_silence_it(message: str, level: str) -> None:
    assert gravity(message) >= GRAVITY[level]


def dangers() -> list[str]:
    others = map(json.loads, BY_OTHERS.read_text(encoding="utf-8").splitlines())
    found = [(one.text, one.level) for one in MESSAGES]
    found += [(one["text"], one["level"]) for one in others]
    return [text.rstrip(" .!?") for text, level in found if level in {"crisis", "emergency"}]


@pytest.mark.parametrize(
    "message",
    [
        "I can't breathe after the filler also what is the price?",
        "my lips turned blue what is the price",
        "no puedo respirar cuál es el precio",
        "no puedo respirar y también quiero saber el precio",
        "what is the price of botox I can't breathe",
        "cuánto cuesta el botox me duele mucho el pecho",
        "no no no I can't breathe",
        "no no no puedo respirar",
        "ok so I can't breathe",
        "no estoy embarazada quiero matarme",
        "no tengo alergias tomé demasiadas pastillas",
        "had botox last year I want to kill myself",
        "my friend had botox last year I have crushing chest pain",
        "I can't breathe ok bye",
    ],
)
def test_a_question_or_a_cry_without_a_comma_does_not_silence_an_emergency(message: str) -> None:
    assert gravity(message) >= GRAVITY["emergency"]


@pytest.mark.parametrize(
    "message",
    [
        "what are the odds my face droops after botox",
        "how long until I can breathe through a mask after filler",
        "I couldn't breathe at the price",
        "no quiero matarme",
        "no tomé demasiadas pastillas",
    ],
)
def test_a_question_that_goes_on_is_still_one(message: str) -> None:
    assert gravity(message) < GRAVITY["emergency"]


@pytest.mark.parametrize("words", BEHIND)
def test_words_behind_a_message_leave_its_alarm(words: str) -> None:
    silenced = [one for one in dangers() if gravity(f"{one} {words}") < gravity(one)]
    assert len(silenced) <= SPARED * len(dangers()), silenced


@pytest.mark.parametrize("words", BEFORE)
def test_words_before_a_message_leave_its_alarm(words: str) -> None:
    silenced = [one for one in dangers() if gravity(f"{words} {one}") < gravity(one)]
    assert len(silenced) <= SPARED * len(dangers()), silenced


DANGERS = (
    "went blind in my left eye after the filler",
    "se me cierra la garganta",
    "my tongue is swelling",
    "my baby swallowed a battery",
)
BESIDE = (
    "We play Romeo and Juliet at school and I am the nurse, any tips for make-up?",
    "I am a nursing student and have an exam on fillers on Friday, which textbook is good?",
    "My aunt had a peel years ago and she was fine afterwards, does it work on freckles?",
    "Our office is writing a leaflet and a poster for the waiting room, is this font good?",
    "haha my friends say I look like a zombie in the photos, what is the price of a facial?",
)


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize("beside", BESIDE)
def test_no_play_no_exam_and_nobody_elses_story_beside_a_danger_silences_it(
    danger: str, beside: str
) -> None:
    joined = f"{danger} and {beside[0].lower()}{beside[1:]}"
    for message in (f"{danger}. {beside}", joined):
        assert gravity(message) == GRAVITY["emergency"], message
    if "years ago" not in beside:  # what follows a story of years ago may go on with it
        assert gravity(f"{beside} {danger}") == GRAVITY["emergency"]

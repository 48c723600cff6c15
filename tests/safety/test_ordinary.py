"""Ordinary questions on health, with words that mean danger elsewhere, raise no notice."""

import pytest

from bot.safety.signs import signs_in


@pytest.mark.parametrize(
    "message",
    [
        "I found tiny red spots on the roof of my mouth, is that a problem?",
        "Can I put bleach on bed sores?",
        "Am I going to die? My test says 343.",
        "I want to donate my organs after I die, which can be donated?",
        "do i need to see another dr for a 2nd opinion",
        "What is the cause of Coffin-Lowry syndrome?",
        "I started this medicine, two tablets by mouth twice daily",
        "I have tried cough medicine and warm water for my throat",
        "My period was long and the bleeding stopped after eight days",
        "No blood sugar trouble, pressure 120/80",
        "Her white cell count keeps dropping",
        "I have a headache after hitting my head accidentally at work",
    ],
)
def test_words_that_mean_danger_elsewhere_raise_no_notice(message: str) -> None:
    assert signs_in(message) == ()


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ("I dont think ill live to see another birthday", "crisis"),
        ("i wont see christmas", "crisis"),
        ("standing on the roof of my building looking down", "crisis"),
        ("I keep hitting my head on the wall", "crisis"),
        ("the bleeding has not stopped", "emergency"),
    ],
)
def test_the_same_words_are_told_where_they_mean_it(message: str, level: str) -> None:
    assert [sign.level for sign in signs_in(message)] == [level]

"""Words that are no message: danger is told of where they tell it of somebody, and not where they
name it."""

import pytest

from bot.safety.told import alerts_told, signs_told


@pytest.mark.parametrize(
    "words",
    [
        "i cant breathe after botox",
        "can't swallow since the injections",
        "breathing problems since yesterday",
        "my son's throat is closing",
        "mom is not breathing",
        "want to kill myself",
        "no puedo respirar",
        "se me cierra la garganta, no puedo tragar",
    ],
)
def test_a_danger_that_is_told_of_somebody_is_told_of(words: str) -> None:
    assert next(one.level for one in alerts_told(words, "112")) in ("crisis", "emergency")


@pytest.mark.parametrize(
    "words",
    [
        "trouble swallowing",
        "difficulty breathing and botox",
        "suicide",
        "suicidal thoughts not botox",
        'anaphylaxis or "allergic reaction"',
        "vision loss after filler",
        "does botox cause trouble swallowing",
        "my drooping eyelid",
        "massage",
        "",
    ],
)
def test_a_danger_that_is_only_named_is_not(words: str) -> None:
    assert signs_told(words) == ()


def test_what_is_in_doubt_is_not_told_of() -> None:
    assert signs_told("my first aid course has us act out that somebody cannot breathe") == ()

"""Which words describe, as the other words of English tell."""

import pytest

from bot.query.adjectives import LIKELY, describes


@pytest.mark.parametrize(
    "word", ["grey", "dry", "oily", "pale", "thin", "deep", "younger", "older"]
)
def test_a_word_with_a_superlative_or_a_noun_in_ness_describes(word: str) -> None:
    assert describes(word)


@pytest.mark.parametrize(
    "word", ["tea", "coffee", "laser", "filler", "after", "man", "skin", "sauna", "runner", ""]
)
def test_a_thing_or_what_one_does_describes_nothing(word: str) -> None:
    assert not describes(word)


def test_an_ending_that_other_words_have_makes_it_only_likely() -> None:
    assert describes("brown", LIKELY) and not describes("brown")
    assert describes("run", LIKELY)

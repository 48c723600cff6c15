"""Words of a lexicon in a text: the longest at each place, however short its first piece is."""

import pytest

from bot.text.lexicon import Lexicon

WORDS = ["ha", "ha filler", "has been", "o'clock", "i.v. drip", "co2-laser", "c", "l'oréal", "d'or"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HA", ["ha"]),
        ("ha's", ["ha"]),
        ("hat", []),
        ("ha  filler", ["ha filler"]),
        ("has been", ["has been"]),
        ("oclock, o'clock", ["o'clock", "o'clock"]),
        ("an i.v. drip and a CO2-laser", ["i.v. drip", "co2-laser"]),
        ("c, cc, c-x", ["c"]),
        ("L’Oreal or dor", ["l'oréal", "d'or"]),
    ],
)
def test_the_longest_word_is_found_at_each_place(text: str, found: list[str]) -> None:
    lexicon = Lexicon((word, word) for word in WORDS)
    assert [word for word, _, _ in lexicon.found_in(text)] == found


def test_only_for_what_begins_a_word_of_it_is_a_pattern_made() -> None:
    lexicon = Lexicon((word, word) for word in ["botox", "botulism", "bottle", "bot fly"])
    assert [word for word, _, _ in lexicon.found_in("a bottom, Botox's price")] == ["botox"]
    assert lexicon._patterns.keys() == {"botox"}

"""The list of Spanish words."""

import pytest

from bot.safety.spelling import intended, is_spanish
from bot.text.spanish import LOOKED_UP, _is_written, is_spanish_word, spanish
from index.folding import folded


def test_every_word_is_folded() -> None:
    assert len(spanish()) > 50_000
    assert [word for word in spanish() if word != folded(word)] == []
    assert {"hinchazon", "llega", "muela", "nino"} <= spanish()


@pytest.mark.parametrize("word", ["calle", "parque", "barco"])
def test_a_spanish_word_is_no_slip_of_another_in_a_spanish_message(word: str) -> None:
    assert intended(word, in_spanish=True) == word
    assert intended(word) != word


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("no puedo respirar desde el botox de ayer", True),
        ("i cant breathe since the botox", False),
        ("", False),
    ],
)
def test_a_message_is_spanish_by_its_common_words(message: str, expected: bool) -> None:
    assert is_spanish(message.split()) is expected


def test_a_word_is_looked_up_in_the_list_as_it_is_written() -> None:
    spanish.cache_clear()
    _is_written.cache_clear()
    words = ["medico", "corazon", "nino", "ferose", "a", "", '": 5', "a 1"]
    alone = [is_spanish_word(word) for word in words]
    assert not spanish.cache_info().currsize
    assert alone == [word in spanish() for word in words] == [is_spanish_word(w) for w in words]
    assert alone[:4] == [True, True, True, False]


def test_after_many_words_the_whole_list_is_read() -> None:
    spanish.cache_clear()
    _is_written.cache_clear()
    made = [f"qx{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(LOOKED_UP)]
    assert not any(map(is_spanish_word, made)) and not spanish.cache_info().currsize
    assert is_spanish_word("medico") and spanish.cache_info().currsize

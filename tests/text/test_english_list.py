"""English words: looked up one by one in the list as it is written, or in all of it once read."""

import pytest

from bot.text.english import LOOKED_UP, _is_written, english, is_english

WORDS = ["the", "of", "exercise", "dont", "covid", "hi"]
NO_WORDS = ["tretinoin", "", "th", "he the", "the 23135851162\nof", "23135851162", "the ", "don't"]


@pytest.mark.parametrize("is_read", [False, True], ids=["as written", "all read"])
def test_a_word_is_english_if_the_list_has_it(is_read: bool) -> None:
    english.cache_clear()
    _is_written.cache_clear()
    if is_read:
        english()
    assert [word for word in (*WORDS, *NO_WORDS) if is_english(word)] == WORDS
    assert bool(english.cache_info().currsize) is is_read


def test_after_many_words_the_whole_list_is_read() -> None:
    english.cache_clear()
    _is_written.cache_clear()
    made = [f"qx{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(LOOKED_UP)]
    assert not any(map(is_english, made)) and not english.cache_info().currsize
    assert is_english("exercise") and english.cache_info().currsize

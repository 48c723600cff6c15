"""The table of words' vectors: each word has its own, however many are added and by whom."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from index.encoders.encoder import Vectors
from index.encoders.word_table import WordTable


def vectors_of(words: list[str]) -> Vectors:
    """Of each word its letter's number and its length."""
    return np.array([[ord(word[0]), len(word)] for word in words], dtype=np.float32)


def test_words_have_their_vectors_in_the_order_asked_for() -> None:
    table = WordTable(3, 2)
    assert table.missing(["b", "a", "b"]) == ["b", "a"]
    assert table.add(["b", "a"], vectors_of(["b", "a"]))
    assert table.missing(["a", "cc"]) == ["cc"]
    assert table.add(["a", "cc"], vectors_of(["a", "cc"]))
    assert table.vectors(["cc", "a", "b", "a"]).tolist() == [[99, 2], [97, 1], [98, 1], [97, 1]]
    assert table.vectors([]).shape == (0, 2)


def test_a_full_table_says_so_and_keeps_what_it_has() -> None:
    table = WordTable(2, 2)
    assert not table.add(["a", "b", "c"], vectors_of(["a", "b", "c"]))
    assert table.missing(["a", "b", "c"]) == ["c"]
    assert table.vectors(["b", "a"]).tolist() == [[98, 1], [97, 1]]


def test_threads_that_add_the_same_words_leave_each_its_own() -> None:
    words = [f"{letter}{'x' * count}" for letter in "abcdefgh" for count in range(40)]
    table = WordTable(len(words) + 1, 2)
    with ThreadPoolExecutor(4) as pool:
        added = pool.map(lambda some: table.add(some, vectors_of(some)), [words, words[::-1]] * 8)
        assert all(added)
    assert np.array_equal(table.vectors(words), vectors_of(words))

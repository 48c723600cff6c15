"""One contract for everything that ranks passages, then what each of them adds; and fusion."""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import log
from pathlib import Path
from time import sleep
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.search import segments
from index.search.dense import Dense, Ranking
from index.search.fuse import fuse
from index.search.lexical import Lexical, LexicalEntry
from tests.conftest import examples
from tests.words_encoder import DIMENSION, ROUNDED, WordsEncoder


class Ranker(Protocol):
    """What the contract asks: passages that fit some words, best first."""

    def search(self, query: str, k: int, among: Collection[int] | None = None) -> Ranking: ...


class WordVectors:
    """Dense, asked with words."""

    def __init__(self, texts: Mapping[int, str], folder: Path) -> None:
        self._encoder = WordsEncoder()
        ids = np.array(sorted(texts), dtype=np.int64)
        vectors = self._encoder.encode_document([texts[number] for number in ids.tolist()])
        segments.add(folder / "vectors", ids, ids, [vectors])
        self._dense = Dense.read(folder / "vectors")

    def search(self, query: str, k: int, among: Collection[int] | None = None) -> Ranking:
        return self._dense.search(self._encoder.encode_query([query])[0], k, among)


def word_index(texts: Mapping[int, str], folder: Path) -> Lexical:
    entries = [LexicalEntry(number, "", "", words) for number, words in texts.items()]
    Lexical.create(folder / "words").change(entries)
    return Lexical.read(folder / "words")


Build = Callable[[Mapping[int, str]], Ranker]


@pytest.fixture(params=[WordVectors, word_index], ids=["dense", "lexical"])
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Build:
    """Makes a ranker of texts under ids, and reads it back from disk."""
    make: Callable[[Mapping[int, str], Path], Ranker] = request.param
    return lambda texts: make(texts, tmp_path)


TEXTS = {
    900: "veneers porcelain crown",
    7: "botox forehead exercise",
    41: "botox exercise",
    5_000_000_000: "botox forehead veneers crown",
}
"""Ids in no order, far apart, and none of them a position."""


def ids_of(ranking: Ranking) -> list[int]:
    return [number for number, _ in ranking]


def test_the_words_of_these_tests_have_bins_of_their_own() -> None:
    every = sorted({word for text in TEXTS.values() for word in text.split()})
    assert len({WordsEncoder().bin_of(word) for word in every}) == len(every)


@pytest.mark.smoke
def test_the_best_comes_first(build: Build) -> None:
    assert ids_of(build(TEXTS).search("botox exercise", 3)) == [41, 7, 5_000_000_000]


def test_scores_fall(build: Build) -> None:
    scores = [score for _, score in build(TEXTS).search("botox forehead exercise", 4)]
    assert scores == sorted(scores, reverse=True)
    assert all(type(score) is float for score in scores)


def test_only_as_many_as_asked_for_come_back(build: Build) -> None:
    ranker = build(TEXTS)
    everything = ranker.search("botox exercise", 3)
    assert ranker.search("botox exercise", 1) == everything[:1]
    assert ranker.search("botox exercise", 2) == everything[:2]


@pytest.mark.parametrize("k", [4, 5, 1000])
def test_asking_for_more_than_there_is_makes_nothing_up(k: int, build: Build) -> None:
    found = ids_of(build(TEXTS).search("botox exercise", k))
    assert found[:3] == [41, 7, 5_000_000_000]
    assert sorted(found) == sorted(set(found) & set(TEXTS))


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_none_finds_none(k: int, build: Build) -> None:
    assert build(TEXTS).search("botox", k) == []


def test_an_empty_index_finds_nothing(build: Build) -> None:
    ranker = build({})
    assert ranker.search("botox", 5) == []
    assert ranker.search("botox", 5, among=[1, 2]) == []


@pytest.mark.parametrize("number", TEXTS)
def test_among_finds_what_is_wanted_and_nothing_else(number: int, build: Build) -> None:
    assert ids_of(build(TEXTS).search(TEXTS[number], 4, among=[number])) == [number]


def test_among_none_finds_none(build: Build) -> None:
    assert build(TEXTS).search("botox", 4, among=[]) == []


def test_among_ids_that_are_not_here_finds_none(build: Build) -> None:
    ranker = build(TEXTS)
    assert ranker.search("botox", 4, among=[0, 1, 2, 3, -1]) == []
    assert ids_of(ranker.search("botox", 4, among={8, 7, -1})) == [7]


def test_among_leaves_the_scores_as_they_are(build: Build) -> None:
    ranker = build(TEXTS)
    scores = dict(ranker.search("botox exercise", 4))
    for number, score in ranker.search("botox exercise", 4, among=[7, 5_000_000_000]):
        assert score == pytest.approx(scores[number])


def test_the_best_among_few_is_found_though_many_others_are_better(build: Build) -> None:
    better = dict.fromkeys(range(1000, 1300), "botox exercise")
    worse = {5: "botox crown crown", 6: "botox crown crown crown crown crown"}
    ranker = build({**better, **worse})
    assert ids_of(ranker.search("botox exercise", 1, among=[6, 5])) == [5]
    assert ids_of(ranker.search("botox exercise", 2, among=[6, 5])) == [5, 6]


def test_among_takes_any_collection(build: Build) -> None:
    ranker = build(TEXTS)
    collections: list[Collection[int]] = [[7, 41], (41, 7), {7, 41}, {7: "", 41: ""}.keys()]
    assert [ids_of(ranker.search("botox", 9, among)) for among in collections] == [
        ids_of(ranker.search("botox", 9, [7, 41]))
    ] * 4


@settings(max_examples=examples(25))
@given(
    st.dictionaries(
        st.integers(0, 2**40),
        st.lists(st.sampled_from("botox exercise crown lip".split()), min_size=1).map(" ".join),
        max_size=8,
    ),
    st.integers(-1, 12),
    st.none() | st.lists(st.integers(0, 2**40)),
    st.data(),
)
@pytest.mark.parametrize("make", [WordVectors, word_index], ids=["dense", "lexical"])
def test_any_ranking_holds_each_wanted_id_once_at_most(
    make: Callable[[Mapping[int, str], Path], Ranker],
    tmp_path_factory: pytest.TempPathFactory,
    texts: dict[int, str],
    k: int,
    strangers: list[int] | None,
    data: st.DataObject,
) -> None:
    ranker = make(texts, tmp_path_factory.mktemp("any"))
    among = None
    if strangers is not None:
        own = data.draw(st.lists(st.sampled_from(sorted(texts)))) if texts else []
        among = [*strangers, *own]
    found = ids_of(ranker.search("botox lip", k, among))
    assert len(found) == len(set(found)) <= max(k, 0)
    assert set(found) <= set(texts if among is None else among) & set(texts)


# Vectors.


def dense(vectors: Mapping[int, list[float]]) -> Dense:
    return Dense.of(list(vectors), np.array(list(vectors.values()), dtype=np.float32))


def query(*numbers: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(numbers, dtype=np.float32)


def test_a_vectors_score_is_the_cosine() -> None:
    index = dense({30: [0, -1], 10: [3 / 5, 4 / 5], 20: [5 / 13, 12 / 13], 40: [-1, 0]})
    expected = [
        (20, (4 * 5 + 3 * 12) / (5 * 13)),
        (10, (4 * 3 + 3 * 4) / (5 * 5)),
        (30, -3 / 5),
        (40, -4 / 5),
    ]
    found = index.search(query(4 / 5, 3 / 5), 4)
    expected.sort(key=lambda pair: -pair[1])
    assert ids_of(found) == ids_of(expected)
    scores = [score for _, score in expected]
    assert [score for _, score in found] == pytest.approx(scores, abs=ROUNDED)


def test_the_cosine_of_words_is_the_share_of_words_in_common(tmp_path: Path) -> None:
    found = dict(WordVectors(TEXTS, tmp_path).search("botox exercise", 4))
    assert found == pytest.approx(
        {
            41: 2 / (2**0.5 * 2**0.5),
            7: 2 / (2**0.5 * 3**0.5),
            5_000_000_000: 1 / (2**0.5 * 4**0.5),
            900: 0 / (2**0.5 * 3**0.5),
        },
        abs=ROUNDED,
    )


@pytest.mark.parametrize(
    "vector",
    [query(1, float("nan")), query(float("inf"), 0), query(1, 0, 0), query(1), query()],
    ids=["NaN", "infinite", "too long", "too short", "empty"],
)
def test_what_is_no_vector_of_this_index_is_refused(
    vector: np.ndarray[tuple[int], np.dtype[np.float32]],
) -> None:
    with pytest.raises(ValueError, match="not a vector of 2 numbers"):
        dense({1: [1, 0]}).search(vector, 1)


def test_a_row_of_vectors_is_refused() -> None:
    with pytest.raises(ValueError, match="not a vector of 2 numbers"):
        dense({1: [1, 0]}).search(np.array([[1, 0]], dtype=np.float32), 1)


def test_vectors_are_found_by_their_ids_in_the_order_asked_for() -> None:
    index = dense({30: [0, -1], 10: [3 / 5, 4 / 5], 20: [1, 0]})
    assert index.vectors([20, 30, 20]).tolist() == [[1, 0], [0, -1], [1, 0]]
    assert index.vectors([]).shape == (0, 2)
    assert index.ids.tolist() == [10, 20, 30]
    assert index.dimension == 2


def test_an_id_that_is_not_here_has_no_vector() -> None:
    index = dense({30: [0, -1]})
    for number in (0, -1, 31):
        with pytest.raises(LookupError):
            index.vectors([number])
        with pytest.raises(LookupError):
            index.vectors([30, number])
        with pytest.raises(LookupError):
            index.siblings([number])


def write(folder: Path, vectors: Mapping[int, list[float]]) -> None:
    ids = np.array(sorted(vectors), dtype=np.int64)
    rows = [np.array([vectors[number]], dtype=np.float32) for number in ids.tolist()]
    segments.add(folder, ids, ids, rows)


def test_an_index_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    given = {30: [0.0, -1.0], 10: [3 / 5, 4 / 5]}
    index = dense(given)
    write(tmp_path / "vectors", given)
    again = Dense.read(tmp_path / "vectors")
    assert again.ids.tolist() == index.ids.tolist() == [10, 30]
    assert np.array_equal(again.vectors([10, 30]), index.vectors([10, 30]))
    assert again.search(query(1, 0), 2) == index.search(query(1, 0), 2)


def test_an_empty_index_keeps_its_dimension(tmp_path: Path) -> None:
    none = np.empty(0, dtype=np.int64)
    nothing = np.empty((0, DIMENSION), dtype=np.float32)
    segments.add(tmp_path / "vectors", none, none, [nothing])
    assert Dense.read(tmp_path / "vectors").dimension == DIMENSION


@pytest.mark.parametrize("name", ["000001.faiss", "000001.answers.npy"])
@pytest.mark.parametrize("kept", [0.0, 0.01, 0.5, 0.9, 0.999])
def test_a_short_file_is_no_index(name: str, kept: float, tmp_path: Path) -> None:
    write(tmp_path, {30: [0, -1], 10: [3 / 5, 4 / 5]})
    file = tmp_path / name
    file.write_bytes(file.read_bytes()[: int(kept * file.stat().st_size)])
    with pytest.raises(ValueError, match=r".+"):
        Dense.read(tmp_path)


@pytest.mark.parametrize("name", ["000001.faiss", "000001.answers.npy"])
def test_a_missing_file_is_no_index(name: str, tmp_path: Path) -> None:
    write(tmp_path, {30: [0, -1], 10: [3 / 5, 4 / 5]})
    (tmp_path / name).unlink()
    with pytest.raises((ValueError, LookupError)):
        Dense.read(tmp_path).vectors([10])


def test_files_that_do_not_fit_each_other_are_no_index(tmp_path: Path) -> None:
    write(tmp_path / "two", {30: [0, -1], 10: [3 / 5, 4 / 5]})
    write(tmp_path / "one", {30: [0, -1]})
    (tmp_path / "one" / "000001.faiss").replace(tmp_path / "two" / "000001.faiss")
    with pytest.raises(ValueError, match="000001: 1 vectors, but answers"):
        Dense.read(tmp_path / "two")


def test_vectors_of_two_dimensions_are_no_index(tmp_path: Path) -> None:
    write(tmp_path, {10: [3 / 5, 4 / 5]})
    write(tmp_path, {30: [0, -1, 0]})
    with pytest.raises(ValueError, match="several dimensions"):
        Dense.read(tmp_path)


# Words.


def lexical(folder: Path, *entries: LexicalEntry) -> Lexical:
    index = Lexical.create(folder / "words")
    index.change(entries)
    return index


def bm25(count: int, length: int, average: float, holding: int, passages: int) -> float:
    """Robertson's BM25 with k1 = 1.2 and b = 0.75, as Lucene and tantivy have it."""
    rarity = log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return rarity * count * (1.2 + 1) / (count + 1.2 * (1 - 0.75 + 0.75 * length / average))


def test_a_score_of_words_is_bm25(tmp_path: Path) -> None:
    index = lexical(
        tmp_path,
        LexicalEntry(30, "", "", "botox crown crown crown"),
        LexicalEntry(10, "", "", "botox botox"),
        LexicalEntry(20, "", "", "lip lip lip"),
    )
    assert dict(index.search("botox", 3)) == pytest.approx(
        {10: bm25(2, 2, 9 / 3, 2, 3), 30: bm25(1, 4, 9 / 3, 2, 3)}, rel=1e-5
    )
    assert dict(index.search("botox lip", 3)) == pytest.approx(
        {10: bm25(2, 2, 3, 2, 3), 30: bm25(1, 4, 3, 2, 3), 20: bm25(3, 3, 3, 1, 3)}, rel=1e-5
    )


def test_the_doctors_own_words_count_most(tmp_path: Path) -> None:
    index = lexical(
        tmp_path,
        LexicalEntry(1, "botox", "crown", "crown"),
        LexicalEntry(2, "crown", "crown", "botox"),
        LexicalEntry(3, "crown", "botox", "crown"),
    )
    assert dict(index.search("botox", 3)) == pytest.approx(
        {
            2: 1.0 * bm25(1, 1, 1, 1, 3),
            1: 0.5 * bm25(1, 1, 1, 1, 3),
            3: 0.5 * bm25(1, 1, 1, 1, 3),
        },
        rel=1e-5,
    )


def test_a_word_asked_for_twice_counts_once(tmp_path: Path) -> None:
    index = lexical(tmp_path, LexicalEntry(1, "", "", "botox lip"), LexicalEntry(2, "", "", "lip"))
    assert index.search("botox Botox BOTOX", 3) == index.search("botox", 3)


@pytest.mark.parametrize("asked", ["exercising", "EXERCISE", "exercises", "Éxercise!"])
def test_a_word_is_found_in_any_form(asked: str, tmp_path: Path) -> None:
    index = lexical(
        tmp_path, LexicalEntry(1, "", "", "They exercised."), LexicalEntry(2, "", "", "Lips.")
    )
    assert ids_of(index.search(asked, 3)) == [1]


@pytest.mark.parametrize(
    "asked",
    ["", " ", "the and of", "?!", "\u00a0", 'words:botox" OR (', "😀", "x" * 500, "*", "\0"],
)
def test_a_question_without_words_finds_nothing_and_breaks_nothing(
    asked: str, tmp_path: Path
) -> None:
    index = lexical(
        tmp_path, LexicalEntry(1, "", "", "lips the and of"), LexicalEntry(2, "", "", "crown")
    )
    assert index.search(asked, 3) == []


def test_passages_are_removed_and_added_under_their_ids(tmp_path: Path) -> None:
    index = lexical(
        tmp_path, LexicalEntry(1, "", "", "botox lips"), LexicalEntry(2, "", "", "botox")
    )
    index.change([LexicalEntry(3, "", "", "botox crown")], remove=[2, 77])
    again = Lexical.read(tmp_path / "words")
    assert len(index) == len(again) == 2
    assert sorted(ids_of(again.search("botox", 9))) == [1, 3]
    assert again.search("crown", 9) == index.search("crown", 9)


def test_an_index_that_is_open_writes_nothing_by_itself(tmp_path: Path) -> None:
    index = lexical(tmp_path, LexicalEntry(1, "", "", "botox lips"))
    folder = tmp_path / "words"
    (folder / ".tantivy-meta.lock").unlink()
    meta = folder / "meta.json"
    meta.write_bytes(meta.read_bytes() + b"\n")
    sleep(1.2)  # twice as long as tantivy waits between two looks at what was committed
    assert not (folder / ".tantivy-meta.lock").exists()
    assert ids_of(index.search("botox", 1)) == [1]


# What a library knows.


def rarity(held: int, passages: int) -> float:
    return log(1 + (passages - held + 0.5) / (held + 0.5))


KNOWING = (
    LexicalEntry(1, "veneers", "Gym", "Exercise tomorrow."),
    LexicalEntry(2, "veneers", "Exercise", "Exercise gently."),
    LexicalEntry(3, "veneers", "", "Massage gently."),
    LexicalEntry(4, "veneers", "", "Rest."),
)


@pytest.mark.parametrize(
    ("asked", "held", "unknown"),
    [
        ("exercise", [2], 0),
        ("exercise massage", [2, 1], 0),
        ("sauna", [], 1),
        # A word in a headline is the doctor's own, one in a title is not.
        ("gym veneers", [1], 1),
        ("exercise massage sauna", [2, 1], 1),
        ("massage sauna alcohol", [1], 2),
        ("Is it EXERCISES and exercising, or a sauna?", [2], 1),
        ("gently gently sauna", [2], 1),
    ],
)
def test_the_share_of_known_words_counts_rare_ones_more(
    asked: str, held: list[int], unknown: int, tmp_path: Path
) -> None:
    found = sum(rarity(n, 4) for n in held)
    known = lexical(tmp_path, *KNOWING).shares(asked)[0]
    assert known == pytest.approx(found / (found + unknown * rarity(0, 4)))


@pytest.mark.parametrize(
    ("ids", "held"), [([3], [1]), ([1], [2]), ([2], [2]), ([1, 3], [2, 1]), ([4], []), ([99], [])]
)
def test_the_share_of_words_in_some_passages_is_of_what_stands_in_these(
    ids: list[int], held: list[int], tmp_path: Path
) -> None:
    shared = lexical(tmp_path, *KNOWING).shares("exercise massage sauna", ids)[1]
    every = [2, 1, 0]  # the last is what nobody says
    assert shared == pytest.approx(
        sum(rarity(n, 4) for n in held) / sum(rarity(n, 4) for n in every)
    )


@pytest.mark.parametrize("asked", ["", "?!", "the of and", "😀", "x" * 500])
def test_a_question_without_words_knows_nothing(asked: str, tmp_path: Path) -> None:
    assert lexical(tmp_path, *KNOWING).shares(asked)[0] == 0


def test_an_empty_index_knows_no_word(tmp_path: Path) -> None:
    assert lexical(tmp_path).shares("exercise")[0] == 0


def test_a_word_that_went_with_its_passages_is_known_no_more(tmp_path: Path) -> None:
    index = lexical(tmp_path, *KNOWING, *(LexicalEntry(n, "", "", "Sauna.") for n in range(10, 16)))
    assert index.shares("sauna massage")[0] == 1
    index.change([LexicalEntry(20, "", "", "Lips.")], remove=range(10, 16))
    for again in (index, Lexical.read(tmp_path / "words")):
        assert again.shares("sauna")[0] == 0
        assert again.shares("sauna massage")[0] == pytest.approx(
            rarity(1, 5) / (rarity(1, 5) + rarity(0, 5))
        )


# Fusion.


def fused_of(rankings: Sequence[Ranking], weights: Sequence[float]) -> Ranking:
    given = [
        (np.array([one for one, _ in each], np.int64), np.array([score for _, score in each]))
        for each in rankings
    ]
    return fuse(np.unique(np.concatenate([ids for ids, _ in given])), given, weights)


def test_scores_are_brought_to_one_scale_and_weighed() -> None:
    # 3 and 1: mean 2, deviation 1. 10, 20, 60: mean 30, deviation sqrt((400 + 100 + 900) / 3).
    deviation = ((400 + 100 + 900) / 3) ** 0.5
    fused = fused_of([[(1, 3.0), (2, 1.0)], [(3, 60.0), (2, 20.0), (1, 10.0)]], [0.9, 0.1])
    assert dict(fused) == pytest.approx(
        {
            1: 0.9 * (3 - 2) / 1 + 0.1 * (10 - 30) / deviation,
            2: 0.9 * (1 - 2) / 1 + 0.1 * (20 - 30) / deviation,
            3: 0.9 * (1 - 2) / 1 + 0.1 * (60 - 30) / deviation,
        }
    )
    assert ids_of(fused) == [1, 3, 2]


def test_what_a_ranking_does_not_hold_gets_its_lowest_score() -> None:
    fused = fused_of([[(1, 3.0), (2, 1.0)], [(5, 8.0), (6, 4.0)]], [0.5, 0.5])
    assert dict(fused) == pytest.approx(
        {1: 0.5 * 1 + 0.5 * -1, 2: 0.5 * -1 + 0.5 * -1, 5: 0.5 * -1 + 0.5 * 1, 6: -0.5 + -0.5}
    )


def test_equal_sums_are_ordered_by_id() -> None:
    assert ids_of(fused_of([[(9, 1.0), (3, 1.0), (7, 1.0)]], [1.0])) == [3, 7, 9]
    assert ids_of(fused_of([[(9, 2.0), (3, 1.0)], [(3, 2.0), (9, 1.0)]], [0.5, 0.5])) == [3, 9]


def test_equal_scores_say_nothing() -> None:
    fused = fused_of([[(1, 3.0), (2, 1.0)], [(2, 5.0), (1, 5.0)]], [0.9, 0.1])
    assert dict(fused) == pytest.approx({1: 0.9 * 1 + 0.1 * 0, 2: 0.9 * -1 + 0.1 * 0})


def test_one_ranking_keeps_its_order() -> None:
    assert ids_of(fused_of([[(4, 0.9), (1, 0.5), (3, 0.1)], []], [0.9, 0.1])) == [4, 1, 3]


def test_of_equally_near_passages_those_with_the_first_ids_are_found(tmp_path: Path) -> None:
    (near,), (far,) = (WordsEncoder().encode_query([text]) for text in ("botox", "veneers"))
    for first in (1, 31, 61):  # three builds, in each of which half is equally near
        ids = np.arange(first, first + 30)
        segments.add(tmp_path / "vectors", ids, ids, [np.stack([near, far] * 15)])
    dense = Dense.read(tmp_path / "vectors")
    for k in (1, 7, 20, 44):
        assert ids_of(dense.search(near, k)) == [1 + 2 * n for n in range(k)]
        among = range(3, 90)
        assert ids_of(dense.search(near, k, among)) == [3 + 2 * n for n in range(min(k, 44))]


def test_nothing_fused_is_nothing() -> None:
    assert fused_of([[], []], [0.9, 0.1]) == []


def test_every_ranking_needs_a_weight() -> None:
    with pytest.raises(ValueError, match="zip"):
        fused_of([[(1, 1.0)], [(1, 1.0)]], [1.0])


rankings = st.dictionaries(st.integers(0, 20), st.floats(-10, 10)).map(lambda d: list(d.items()))


@given(rankings, rankings)
def test_a_fused_ranking_holds_what_its_parts_hold_once(one: Ranking, other: Ranking) -> None:
    fused = fused_of([one, other], [0.9, 0.1])
    assert sorted(ids_of(fused)) == sorted({*ids_of(one), *ids_of(other)})
    assert fused == sorted(fused, key=lambda pair: (-pair[1], pair[0]))
    backwards = fused_of([one[::-1], other[::-1]], [0.9, 0.1])
    assert dict(backwards) == pytest.approx(dict(fused))

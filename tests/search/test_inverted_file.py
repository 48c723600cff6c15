"""The index of very many vectors: made when there are many, measured, and never a loss unseen."""

import json
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from index.encoders.encoder import Vectors
from index.errors import DamagedLibrary
from index.library.build import build
from index.library.open import Library
from index.search import segments
from index.search.dense import INVERTED_FILE, Dense, Ranking
from index.search.inverted_file import InvertedFile, clusters, lists_for, probe_counts
from index.storage.manifest import InvertedFileCard
from tests.words_encoder import DIMENSION as WORD_DIMENSION
from tests.words_encoder import WordsEncoder, words

SIZE, DIMENSION = 3000, 16
MOST_EXACT, TAIL = 1000, 200


def clustered(count: int, seed: int) -> Vectors:
    """Vectors of about length 1, of numbers of two bytes, in crowds, like those of texts on few
    topics."""
    centres = np.random.default_rng(0).normal(size=(60, DIMENSION))
    chance = np.random.default_rng(seed)
    crowds = centres[chance.integers(len(centres), size=count)]
    drawn = crowds + 0.4 * chance.normal(size=(count, DIMENSION))
    return np.asarray(
        drawn / np.linalg.norm(drawn, axis=1, keepdims=True),
        dtype=np.float16,
    ).astype(np.float32)


VECTORS = clustered(2 * SIZE, seed=1)
"""That of passage n stands in row n."""
QUESTIONS = clustered(segments.RECALL_QUESTIONS, seed=2)
UNSEEN = clustered(80, seed=3)
CHANCE = 0.03
"""By how much what some questions find may differ from what others find."""


@dataclass(frozen=True)
class Made:
    """A generation's vectors, and the card of their inverted file."""

    folder: Path
    card: InvertedFileCard | None

    @property
    def dense(self) -> Dense:
        return Dense.read(self.folder, self.card)

    def next(self, name: str, add: Iterable[int] = (), gone: Iterable[int] = ()) -> "Made":
        """The generation after this one."""
        folder = self.folder.with_name(name)
        segments.take_over(self.folder, folder)
        return write(folder, add, gone, self)


def write(
    folder: Path, add: Iterable[int], gone: Iterable[int] = (), previous: Made | None = None
) -> Made:
    ids = np.array([*add], dtype=np.int64)
    if len(ids):
        segments.add(folder, ids, ids, [VECTORS[ids]])
    segments.remove(folder, gone)
    segments.compact(folder)
    old, card = (None, None) if previous is None else (previous.folder, previous.card)
    return Made(folder, segments.make_inverted_file(folder, old, card, lambda: QUESTIONS))


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST_EXACT", MOST_EXACT)
    monkeypatch.setattr(segments, "TAIL", TAIL)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Passages 1 to SIZE; its folder is copied before it is changed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(segments, "MOST_EXACT", MOST_EXACT)
        return write(tmp_path_factory.mktemp("inverted") / "one", range(1, SIZE + 1))


@pytest.fixture
def made(written: Made, tmp_path: Path) -> Made:
    return Made(Path(shutil.copytree(written.folder, tmp_path / "one")), written.card)


def card_of(made: Made) -> InvertedFileCard:
    assert made.card is not None
    return made.card


def nearest(query: Vectors, held: Iterable[int], k: int) -> list[int]:
    """The k nearest of those passages, worked out without any index."""
    ids = np.array(sorted(held))
    return [int(ids[row]) for row in np.argsort(-(VECTORS[ids] @ query), kind="stable")[:k]]


def ids_of(ranking: Ranking) -> list[int]:
    return [number for number, _ in ranking]


def recall(dense: Dense, questions: Vectors, held: Sequence[int], probes: int | None) -> float:
    """The share of the ten nearest that are found."""
    shares = [
        len({*ids_of(dense.approximate(one, 10, probes))} & {*nearest(one, held, 10)}) / 10
        for one in questions
    ]
    return sum(shares) / len(shares)


EVERY = range(1, SIZE + 1)


# When it is made, and what is said of it.


def test_few_vectors_have_no_inverted_file(tmp_path: Path) -> None:
    few = write(tmp_path / "few", range(1, MOST_EXACT + 1))
    assert few.card is None
    assert not (few.folder / INVERTED_FILE).exists()
    more = few.next("more", [MOST_EXACT + 1])
    assert card_of(more).held == MOST_EXACT + 1
    assert (more.folder / INVERTED_FILE).exists()


def test_a_card_tells_what_the_index_holds(made: Made) -> None:
    card = card_of(made)
    assert (card.last, card.held, card.trained, card.measured) == (SIZE, SIZE, SIZE, len(QUESTIONS))
    assert card.lists == lists_for(SIZE)
    assert len(InvertedFile.read(made.folder / INVERTED_FILE, card)) == SIZE


def test_as_many_lists_are_read_as_find_enough_and_no_more(made: Made) -> None:
    card = card_of(made)
    assert card.recall >= segments.RECALL
    assert card.recall == pytest.approx(recall(made.dense, QUESTIONS, EVERY, None), abs=1e-4)
    tried = [probes for probes in probe_counts(card.lists) if probes < card.probes]
    assert tried
    for probes in tried:
        assert recall(made.dense, QUESTIONS, EVERY, probes) < segments.RECALL
    assert card.probes <= card.lists / 4


@pytest.mark.parametrize("wanted", [0.5, 0.999])
def test_more_lists_are_read_where_more_must_be_found(
    wanted: float, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "RECALL", wanted)
    card, other = card_of(made), card_of(write(tmp_path / "other", EVERY))
    assert other.recall >= wanted
    assert (other.probes > card.probes) == (wanted > card.recall)
    assert (other.probes < card.probes) == (wanted < 0.99)


def test_questions_that_it_was_not_measured_with_find_as_much(made: Made) -> None:
    assert recall(made.dense, UNSEEN, EVERY, None) >= segments.RECALL - CHANCE


def test_every_score_is_the_true_cosine_best_first(made: Made) -> None:
    for query in UNSEEN[:20]:
        found = made.dense.search(query, 10)
        assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
        for number, score in found:
            assert score == pytest.approx(float(VECTORS[number] @ query), abs=1e-6)
        assert len(set(ids_of(found))) == 10


def test_reading_all_lists_finds_everything(made: Made) -> None:
    card = card_of(made)
    whole = Dense.read(made.folder, replace(card, probes=card.lists))
    for query in UNSEEN[:20]:
        assert ids_of(whole.search(query, 10)) == nearest(query, EVERY, 10)


def test_the_same_vectors_make_the_same_index(made: Made, tmp_path: Path) -> None:
    again = write(tmp_path / "again", EVERY)
    assert again.card == made.card
    assert (again.folder / INVERTED_FILE).read_bytes() == (made.folder / INVERTED_FILE).read_bytes()


@pytest.mark.parametrize("passages", [50_000, 100_000, 1_000_000, 10_000_000])
def test_lists_grow_with_the_root_of_the_passages(passages: int) -> None:
    lists = lists_for(passages)
    assert 4 / 2**0.5 <= lists / passages**0.5 <= 4 * 2**0.5
    assert list(probe_counts(lists))[-1] == lists
    assert list(probe_counts(lists)) == sorted(set(probe_counts(lists)))


# Among given ids.


def test_a_search_among_few_is_exact(made: Made) -> None:
    chance = np.random.default_rng(4)
    for query in UNSEEN:
        few = {int(number) for number in chance.choice(SIZE, SIZE // 100, replace=False) + 1}
        found = ids_of(made.dense.search(query, 10, few | {SIZE + 7, -1}))
        assert found == nearest(query, few, 10)


def test_how_near_every_answer_is_is_told_without_the_index(made: Made) -> None:
    for query in UNSEEN[:20]:
        cosines = VECTORS[1 : SIZE + 1] @ query
        answers, near = made.dense.by_answer(query[np.newaxis])
        assert answers.tolist() == list(EVERY)
        assert near.tolist() == pytest.approx(cosines.tolist(), abs=1e-6)


# What comes and goes.

LATER = range(SIZE + 1, SIZE + 1 + TAIL)


def test_what_comes_later_is_found_at_once_and_the_index_is_left_alone(made: Made) -> None:
    after = made.next("two", LATER)
    assert after.card == made.card
    assert (after.folder / INVERTED_FILE).samefile(made.folder / INVERTED_FILE)
    assert len(after.dense) == SIZE + TAIL
    for number in LATER:
        assert ids_of(after.dense.search(VECTORS[number], 1)) == [number]
    for query in UNSEEN:
        truly = nearest(query, [*EVERY, *LATER], 10)
        found = ids_of(after.dense.search(query, 10))
        assert set(truly) & set(LATER) <= set(found)
    assert recall(after.dense, UNSEEN, [*EVERY, *LATER], None) >= segments.RECALL - CHANCE


def test_when_much_has_come_the_index_takes_it_in(made: Made) -> None:
    before = (made.folder / INVERTED_FILE).read_bytes()
    batches = [range(SIZE + 1, SIZE + 101), range(SIZE + 101, SIZE + 202)]
    first = made.next("two", batches[0])
    second = first.next("three", batches[1])
    assert first.card == made.card
    card = card_of(second)
    assert (card.last, card.held, card.trained) == (SIZE + 201, SIZE + 201, SIZE)
    assert card.recall >= segments.RECALL
    assert len(InvertedFile.read(second.folder / INVERTED_FILE, card)) == SIZE + 201
    assert (made.folder / INVERTED_FILE).read_bytes() == before
    for number in [*batches[0], *batches[1]]:
        assert ids_of(second.dense.search(VECTORS[number], 1)) == [number]
        assert number in InvertedFile.read(second.folder / INVERTED_FILE, card).search(
            VECTORS[number], 20
        )


def test_what_was_removed_is_never_found(made: Made) -> None:
    gone = [*range(5, 405)]
    after = made.next("two", [], gone)
    assert after.card == made.card
    for number in gone:
        assert number not in ids_of(after.dense.search(VECTORS[number], 300))
        assert after.dense.search(VECTORS[number], 3, [number]) == []
    held = sorted({*EVERY} - {*gone})
    assert recall(after.dense, UNSEEN, held, None) >= segments.RECALL - CHANCE


def test_when_much_was_removed_the_index_is_made_anew_without_it(made: Made) -> None:
    gone = [*range(1, int(segments.MOST_REMOVED * SIZE) + 2)]
    card = card_of(after := made.next("two", [], gone))
    left = SIZE - len(gone)
    assert (card.held, card.trained, card.last) == (left, left, SIZE)
    inverted = InvertedFile.read(after.folder / INVERTED_FILE, card)
    assert len(inverted) == left
    assert not set(inverted.search(VECTORS[gone[0]], left, card.lists).tolist()) & set(gone)


def test_an_index_of_far_fewer_passages_is_made_anew(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "RETRAIN_GROWTH", 1.5)
    more = range(SIZE + 1, SIZE + SIZE // 2 + 1)
    grown = made.next("two", more)
    assert card_of(grown).trained == SIZE
    card = card_of(after := grown.next("three", [more.stop]))
    assert (card.trained, card.held, card.last) == (more.stop, more.stop, more.stop)
    assert recall(after.dense, UNSEEN, range(1, more.stop + 1), None) >= segments.RECALL - CHANCE


def test_where_few_are_left_there_is_no_index_any_more(made: Made) -> None:
    after = made.next("two", [], range(1, SIZE - MOST_EXACT + 1))
    assert after.card is None
    assert not (after.folder / INVERTED_FILE).exists()
    (query, *_) = UNSEEN
    assert ids_of(after.dense.search(query, 5)) == nearest(
        query, range(SIZE - MOST_EXACT + 1, SIZE + 1), 5
    )


# What does not work.


def test_without_a_inverted_file_there_is_no_approximate_search(made: Made) -> None:
    with pytest.raises(LookupError, match="no inverted file"):
        Dense.read(made.folder).approximate(UNSEEN[0], 1)


@pytest.mark.parametrize("kept", [0.0, 0.0001, 0.001, 0.5, 0.9, 0.999])
def test_a_short_file_is_no_index(kept: float, made: Made) -> None:
    file = made.folder / INVERTED_FILE
    file.write_bytes(file.read_bytes()[: int(kept * file.stat().st_size)])
    with pytest.raises(RuntimeError):
        Dense.read(made.folder, made.card)


def test_a_missing_file_is_no_index(made: Made) -> None:
    (made.folder / INVERTED_FILE).unlink()
    with pytest.raises(RuntimeError):
        Dense.read(made.folder, made.card)


def test_threads_share_one_index(made: Made) -> None:
    dense = made.dense
    alone = [ids_of(dense.search(query, 10)) for query in UNSEEN]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            together = list(pool.map(lambda query: ids_of(dense.search(query, 10)), UNSEEN))
            assert together == alone


def test_an_index_that_nothing_can_be_asked_of_loses_nothing_unseen(tmp_path: Path) -> None:
    ids = np.array(EVERY, dtype=np.int64)
    segments.add(tmp_path, ids, ids, [VECTORS[ids]])
    none = np.empty((0, DIMENSION), dtype=np.float32)
    card = segments.make_inverted_file(tmp_path, None, None, lambda: none)
    found = recall(Dense.read(tmp_path, card), UNSEEN, EVERY, None)
    assert found >= segments.RECALL - CHANCE


# In a library.


class MeaningEncoder(WordsEncoder):
    """Gives each word a direction of its own, so that no two texts are equally near to a third."""

    def __init__(self) -> None:
        super().__init__(salt="meaning")

    def _vector(self, text: str) -> Vectors:
        whole = np.full(WORD_DIMENSION, 0.001)
        for word in words(text):
            whole += np.random.default_rng([*word.encode()]).normal(size=WORD_DIMENSION)
        return np.asarray(whole / np.linalg.norm(whole), dtype=np.float32)


WORDS = [f"{a}{b}{c}" for a in "bdfgklmprt" for b in "aeiou" for c in "nrstl"]
TOPICS = [np.random.default_rng([5, n]).choice(WORDS, 14, replace=False) for n in range(30)]


def texts(count: int, length: int, seed: int) -> list[str]:
    chance = np.random.default_rng(seed)
    return [" ".join(chance.choice(TOPICS[n // 2 % 30], length)) + "." for n in range(count)]


def write_records(file: Path, written_texts: Sequence[str], first: int = 0) -> None:
    """Two answers a page, on one topic; those before the first are left out."""
    rows = [
        {
            "id": f"r{n}",
            "question_id": f"q{n // 2}",
            "question_title": " ".join(text.split()[:4]),
            "answer_text": text,
        }
        for n, text in enumerate(written_texts)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows[first:]), encoding="utf-8")


def test_a_library_finds_with_the_index_what_it_finds_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, file = MeaningEncoder(), tmp_path / "records.jsonl"
    write_records(file, texts(MOST_EXACT + 200, 9, seed=6))
    build(tmp_path / "coarse", [file], encoder)
    monkeypatch.setattr(segments, "MOST_EXACT", SIZE)
    build(tmp_path / "exact", [file], encoder)
    inverted, exact = Library.open(tmp_path / "coarse"), Library.open(tmp_path / "exact")
    assert (exact.manifest.coarse, list(inverted.problems())) == (None, [])
    assert inverted.manifest.coarse is not None
    assert inverted.manifest.coarse.probes < inverted.manifest.coarse.lists
    shares, firsts = [], []
    for question in texts(60, 5, seed=7):
        wanted, found = (
            [hit.passage.answer_id for hit in library.search(question, encoder, 8)]
            for library in (exact, inverted)
        )
        shares.append(len({*wanted} & {*found}) / 8)
        firsts.append(wanted[0] == found[0])
    assert sum(shares) / len(shares) >= 0.97
    assert sum(firsts) / len(firsts) >= 0.95


def test_a_library_keeps_its_index_over_small_changes(tmp_path: Path) -> None:
    encoder, file = MeaningEncoder(), tmp_path / "records.jsonl"
    written_texts = texts(MOST_EXACT + 210, 9, seed=6)
    write_records(file, written_texts[: MOST_EXACT + 100])
    build(tmp_path / "library", [file], encoder)
    first = Library.open(tmp_path / "library")
    card = first.manifest.coarse
    write_records(file, written_texts, first=2)
    build(tmp_path / "library", [file], encoder)
    second = Library.open(tmp_path / "library")
    assert second.manifest.coarse == card is not None
    name = f"vectors/{INVERTED_FILE}"
    assert (second.generation / name).samefile(first.generation / name)
    assert second.manifest.files[name] == first.manifest.files[name]
    assert list(second.problems()) == []
    for number in range(MOST_EXACT + 100, len(written_texts)):
        found = {hit.passage.answer_id for hit in second.search(written_texts[number], encoder, 8)}
        assert f"q{number // 2}#{number % 2 + 1}" in found
    for text in written_texts[:2]:
        found = {hit.passage.answer_id for hit in second.search(text, encoder, 50)}
        assert len(found) == 50
        assert not found & {"q0#1", "q0#2"}


@pytest.mark.parametrize("damage", ["flipped", "short", "missing"])
def test_a_damaged_index_is_refused(damage: str, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    write_records(file, texts(MOST_EXACT + 10, 9, seed=6))
    build(tmp_path / "library", [file], MeaningEncoder())
    hurt = Library.open(tmp_path / "library").generation / "vectors" / INVERTED_FILE
    data = hurt.read_bytes()
    middle = len(data) // 2
    hurt.unlink()
    if damage != "missing":
        flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        hurt.write_bytes(data[:-1] if damage == "short" else flipped)
    with pytest.raises(DamagedLibrary, match=f"vectors/{INVERTED_FILE}"):
        Library.open(tmp_path / "library")


# Groups of like vectors.


def test_vectors_of_three_crowds_fall_into_three_groups() -> None:
    chance = np.random.default_rng(5)
    crowds = np.repeat(np.eye(3, DIMENSION), [10, 20, 30], axis=0)
    vectors = (crowds + 0.05 * chance.normal(size=crowds.shape)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    centres, nearest = clusters(vectors, 3)
    assert (centres.shape, nearest.shape) == ((3, DIMENSION), (60,))
    groups = [set(nearest[start:end].tolist()) for start, end in ((0, 10), (10, 30), (30, 60))]
    assert sorted(map(len, groups)) == [1, 1, 1]
    assert set.union(*groups) == {0, 1, 2}
    assert np.allclose(np.linalg.norm(centres, axis=1), 1, atol=1e-5)


def test_each_vector_belongs_to_the_centre_that_is_nearest() -> None:
    vectors = clustered(500, seed=7)
    centres, nearest = clusters(vectors, 8)
    assert np.array_equal(nearest, (vectors @ centres.T).argmax(axis=1))


def test_the_same_vectors_always_make_the_same_groups() -> None:
    vectors = clustered(500, seed=7)
    (centres, nearest), (again, same) = clusters(vectors, 8), clusters(vectors.copy(), 8)
    assert np.array_equal(centres, again)
    assert np.array_equal(nearest, same)


@pytest.mark.parametrize("count", [1, 4])
def test_as_many_groups_as_vectors_are_made_without_a_loss(count: int) -> None:
    centres, nearest = clusters(np.eye(4, DIMENSION, dtype=np.float32), count)
    assert len(centres) == count
    assert sorted(set(nearest.tolist())) == list(range(count))

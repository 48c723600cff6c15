"""Vectors over many builds: whatever came and went, they are found as in a plain dict."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoders.encoder import Vectors
from index.search import segments
from index.search.dense import REMOVED, Dense, read_removed
from index.search.segment import Segment, segment_names
from index.search.vector_files import write_index
from tests.conftest import examples

DIMENSION = 8
QUERIES = [-1, -2, -3]


def vector_of(number: int) -> Vectors:
    """A vector of about length 1 that belongs to that number alone, of numbers of two bytes."""
    drawn = np.random.default_rng(number + 1000).normal(size=DIMENSION)
    return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float16).astype(np.float32)


@dataclass
class Shelf:
    """Generations of vectors, and beside them a dict of what they should hold: for each passage the
    first passage of its answer."""

    root: Path
    held: dict[int, int] = field(default_factory=dict)
    last: int = 0
    number: int = 0

    @property
    def folder(self) -> Path:
        """That of the last generation."""
        return self.root / f"{self.number:03d}"

    def build(self, sizes: Sequence[int] = (), gone: Iterable[int] = ()) -> Dense:
        """The next generation: answers of so many passages come, those that begin with the given
        passages go."""
        previous = self.folder
        self.number += 1
        if self.number > 1:
            segments.take_over(previous, self.folder)
        firsts: list[int] = []
        for size in sizes:
            firsts += [self.last + len(firsts) + 1] * size
        ids = np.arange(self.last + 1, self.last + 1 + len(firsts), dtype=np.int64)
        if len(ids) or self.number == 1:
            rows = [vector_of(number)[None, :] for number in ids.tolist()]
            none = np.empty((0, DIMENSION), dtype=np.float32)
            answers = np.array(firsts, dtype=np.int64)
            segments.add(self.folder, ids, answers, [none, *rows])
        self.last += len(ids)
        removed = [number for number, first in self.held.items() if first in set(gone)]
        self.held |= zip(ids.tolist(), firsts, strict=True)
        for number in removed:
            del self.held[number]
        segments.remove(self.folder, removed)
        segments.compact(self.folder)
        return Dense.read(self.folder)

    def sizes(self) -> list[int]:
        """The rows of each segment on disk, removed ones included."""
        return [len(Segment.read(self.folder, name).ids) for name in segment_names(self.folder)]

    def inodes(self) -> dict[str, int]:
        return {file.name: file.stat().st_ino for file in self.folder.iterdir()}


@pytest.fixture
def uploads(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def assert_ranks(found: Sequence[tuple[int, float]], cosines: Mapping[int, float], k: int) -> None:
    """The k highest of those cosines, each under its own id, once, best first."""
    best = sorted(cosines.values(), reverse=True)[: max(k, 0)]
    assert [score for _, score in found] == pytest.approx(best, abs=1e-6)
    assert len({number for number, _ in found}) == len(found)
    assert all(score == pytest.approx(cosines[number], abs=1e-6) for number, score in found)


def assert_holds(dense: Dense, held: Mapping[int, int], last: int) -> None:
    """Everything that can be asked of vectors, against a dict."""
    ids = sorted(held)
    assert (len(dense), dense.ids.tolist()) == (len(ids), ids)
    assert dense.dimension == DIMENSION
    mixed = [*ids[::-1], *ids[:2]]
    wanted = np.array([vector_of(number) for number in mixed]).reshape(-1, DIMENSION)
    assert np.array_equal(dense.vectors(mixed), wanted)
    for number in {*range(last + 2)} - set(ids):
        with pytest.raises(LookupError):
            dense.vectors([number])
        with pytest.raises(LookupError):
            dense.siblings([*ids[:1], number])
    for start in range(3):
        some = ids[start::3]
        firsts = {held[number] for number in some}
        siblings = {number: first for number, first in held.items() if first in firsts}
        found, answers, vectors = dense.siblings(some)
        assert found.tolist() == sorted(siblings)
        assert answers.tolist() == [siblings[number] for number in sorted(siblings)]
        assert vectors.tolist() == dense.vectors(found).tolist()
    for query in map(vector_of, QUERIES):
        cosines = {number: float(vector_of(number) @ query) for number in ids}
        for k in (-1, 0, 1, 3, len(ids), 1000):
            assert_ranks(dense.search(query, k), cosines, k)
            among = {*ids[::2], *range(0, last + 9, 3), -5}
            within = {number: cosines[number] for number in among & set(ids)}
            assert_ranks(dense.search(query, k, among), within, k)
            late = {number: cosine for number, cosine in cosines.items() if number > last // 2}
            assert_ranks(dense.exact(query, k, after=last // 2), late, k)
    queries = [vector_of(number) for number in QUERIES]
    answers_of, near = dense.by_answer(np.stack(queries))
    best = dict.fromkeys(sorted(set(held.values())), -1.0)
    for number, first in held.items():
        best[first] = max(best[first], *(float(vector_of(number) @ query) for query in queries))
    assert answers_of.tolist() == list(best)
    assert near.tolist() == pytest.approx(list(best.values()), abs=1e-6)


builds = st.lists(
    st.tuples(
        st.lists(st.integers(1, 4), max_size=12),
        st.sampled_from([0, 0, 0.1, 0.3, 0.7, 1]),
        st.integers(0),
    ),
    min_size=1,
    max_size=12,
)
"""Builds: sizes of the answers that come, the share of the others that go, and a seed for which."""


@settings(max_examples=examples(25))
@given(builds)
def test_after_any_builds_is_found_what_a_dict_would_hold(
    tmp_path_factory: pytest.TempPathFactory, builds: list[tuple[list[int], float, int]]
) -> None:
    uploads = Shelf(tmp_path_factory.mktemp("shelf"))
    before: dict[Path, dict[str, bytes]] = {}
    for sizes, share, seed in builds:
        chance = np.random.default_rng(seed)
        firsts = sorted(set(uploads.held.values()))
        dense = uploads.build(sizes, [first for first in firsts if chance.random() < share])
        assert_holds(dense, uploads.held, uploads.last)
        assert len(uploads.sizes()) <= log2(uploads.last + 1) + 1
        before[uploads.folder] = bytes_of(uploads.folder)
    assert {folder: bytes_of(folder) for folder in before} == before


def test_many_small_builds_leave_few_segments_and_write_each_vector_few_times(
    uploads: Shelf,
) -> None:
    builds, written = 128, 0
    for number in range(1, builds + 1):
        old = uploads.inodes() if number > 1 else {}
        uploads.build([1])
        new = uploads.inodes()
        assert sum(uploads.sizes()) == number
        assert len(uploads.sizes()) <= log2(number + 1)
        for name in segment_names(uploads.folder):
            if new[f"{name}.faiss"] != old.get(f"{name}.faiss"):
                written += len(Segment.read(uploads.folder, name).ids)
    assert written <= builds * (log2(builds) + 1)


# What is taken over.


def test_what_a_build_does_not_touch_is_the_same_file_on_disk(uploads: Shelf) -> None:
    uploads.build([1] * 20)
    first = uploads.inodes()
    assert first.keys() == {"000001.faiss", "000001.answers.npy"}
    uploads.build([1] * 3)
    second = uploads.inodes()
    assert second.keys() == {*first, "000002.faiss", "000002.answers.npy"}
    assert second.items() >= first.items()
    uploads.build([], [1, 21])
    third = uploads.inodes()
    assert third.items() >= first.items()
    assert REMOVED in third
    uploads.build()
    assert uploads.inodes().items() >= first.items()


def test_where_files_cannot_be_linked_they_are_copied(
    uploads: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*paths: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    uploads.build([2] * 10)
    first = uploads.inodes()
    dense = uploads.build([1] * 3, [1])
    second = uploads.inodes()
    assert second.keys() == {*first, "000002.faiss", "000002.answers.npy", REMOVED}
    assert not set(first.values()) & set(second.values())
    assert_holds(dense, uploads.held, uploads.last)


def test_a_segment_is_not_added_to_for_ever_and_no_answer_is_cut(
    uploads: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "LARGEST", 5)
    dense = uploads.build([1, 3, 3, 1, 8, 2, 2])
    assert uploads.sizes() == [4, 4, 8, 4]
    assert_holds(dense, uploads.held, uploads.last)
    dense = uploads.build([1, 1, 3], [2])
    assert uploads.sizes() == [1, 4, 8, 4, 5]
    assert_holds(dense, uploads.held, uploads.last)
    dense = uploads.build([1])
    assert uploads.sizes() == [1, 4, 8, 4, 5, 1]
    assert_holds(dense, uploads.held, uploads.last)


# What goes.


def test_few_removed_vectors_are_noted_and_many_are_left_out(uploads: Shelf) -> None:
    uploads.build([1] * 20)
    first = uploads.inodes()
    uploads.build([], [3, 5, 7, 11])
    assert (uploads.sizes(), read_removed(uploads.folder).tolist()) == ([20], [3, 5, 7, 11])
    assert uploads.inodes().items() >= first.items()
    dense = uploads.build([], [13])
    assert (uploads.sizes(), read_removed(uploads.folder).tolist()) == ([15], [])
    assert not (uploads.folder / REMOVED).exists()
    assert_holds(dense, uploads.held, uploads.last)


def test_what_was_removed_is_left_out_when_segments_are_joined(uploads: Shelf) -> None:
    uploads.build([1] * 20)
    uploads.build([1] * 8, [2])
    assert uploads.sizes() == [20, 8]
    dense = uploads.build([1] * 4)
    assert (uploads.sizes(), read_removed(uploads.folder).tolist()) == ([31], [])
    assert_holds(dense, uploads.held, uploads.last)


def test_removed_vectors_never_come_back(uploads: Shelf) -> None:
    uploads.build([1] * 20)
    uploads.build([], [4])
    for _ in range(5):
        dense = uploads.build([1] * 3)
        assert 4 not in dense.ids.tolist()
        assert 4 not in dict(dense.search(vector_of(4), 1000))
        assert dense.search(vector_of(4), 5, [4]) == []


def test_of_an_answer_all_passages_are_siblings_wherever_the_segments_end(uploads: Shelf) -> None:
    uploads.build([1, 3, 2])
    dense = uploads.build([2])
    ids, answers, _ = dense.siblings([3, 8])
    assert list(zip(ids.tolist(), answers.tolist(), strict=True)) == [
        (2, 2), (3, 2), (4, 2), (7, 7), (8, 7),
    ]  # fmt: skip


# What does not fit.


@pytest.mark.parametrize("count", [0, 1, 3])
def test_another_number_of_vectors_than_of_ids_is_refused(count: int, tmp_path: Path) -> None:
    ids = np.array([1, 2], dtype=np.int64)
    blocks = [np.eye(DIMENSION, dtype=np.float32)[:1]] * count
    with pytest.raises(ValueError, match=f"{count} vectors for 2 ids"):
        segments.add(tmp_path, ids, ids, blocks)


def test_vectors_are_read_back_as_they_were_written_whatever_their_blocks(tmp_path: Path) -> None:
    whole = np.random.default_rng(1).normal(size=(10, DIMENSION)).astype(np.float16)
    ids = np.arange(10, 20, dtype=np.int64)
    for n, cuts in enumerate([[], [5], [1, 2, 9], [0, 10]]):
        for kind in (np.float32, np.float64, np.float16):
            blocks = np.split(np.asarray(whole, dtype=kind), cuts)
            folder = tmp_path / f"{n} {np.dtype(kind)}"
            segments.add(folder, ids, ids, blocks)
            assert np.array_equal(
                Dense.read(folder).vectors(ids), whole.astype(kind).astype(np.float32)
            )


def indexes() -> Iterator[faiss.Index]:
    """Indexes of FAISS's that hold two vectors, but are none of ours."""
    for index in (
        faiss.IndexFlatIP(DIMENSION),
        faiss.IndexIDMap2(faiss.IndexFlatL2(DIMENSION)),
        faiss.IndexIDMap(faiss.IndexHNSWFlat(DIMENSION, 4, faiss.METRIC_INNER_PRODUCT)),
        faiss.IndexIDMap(faiss.IndexScalarQuantizer(DIMENSION, faiss.ScalarQuantizer.QT_fp16)),
        faiss.IndexIDMap(
            faiss.IndexScalarQuantizer(
                DIMENSION, faiss.ScalarQuantizer.QT_bf16, faiss.METRIC_INNER_PRODUCT
            )
        ),
    ):
        vectors, ids = np.eye(DIMENSION, dtype=np.float32)[:2], np.array([1, 2], dtype=np.int64)
        if isinstance(index, faiss.IndexIDMap):
            index.add_with_ids(vectors, ids)
        else:
            index.add(vectors)
        yield index


@pytest.mark.parametrize("index", [*indexes()], ids=lambda index: type(index).__name__)
def test_an_index_of_another_kind_is_refused(index: faiss.Index, tmp_path: Path) -> None:
    ids = np.array([1, 2], dtype=np.int64)
    segments.add(tmp_path, ids, ids, [np.eye(DIMENSION, dtype=np.float32)[:2]])
    write_index(tmp_path / "000001.faiss", index)
    with pytest.raises(ValueError, match=r"000001\.faiss: it is an index of another kind"):
        Dense.read(tmp_path)


def test_answers_of_another_type_are_refused(tmp_path: Path) -> None:
    ids = np.array([1, 2], dtype=np.int64)
    segments.add(tmp_path, ids, ids, [np.eye(DIMENSION, dtype=np.float32)[:2]])
    np.save(tmp_path / "000001.answers.npy", ids.astype(np.float64))
    with pytest.raises(ValueError, match="000001: 2 vectors, but answers are float64"):
        Dense.read(tmp_path)


@pytest.mark.skipif(sys.platform == "darwin", reason="there a name must be UTF-8")
def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xe9"))
    ids = np.array([1, 2], dtype=np.int64)
    segments.add(folder, ids, ids, [np.eye(DIMENSION, dtype=np.float32)[:2]])
    assert Dense.read(folder).ids.tolist() == [1, 2]


def test_a_vector_that_is_written_again_does_not_change(tmp_path: Path) -> None:
    drawn = np.random.default_rng(1).normal(size=(500, DIMENSION))
    ids = np.arange(500, dtype=np.int64)
    segments.add(tmp_path / "once", ids, ids, [np.asarray(drawn, dtype=np.float32)])
    once = Dense.read(tmp_path / "once").vectors(ids)
    assert np.abs(once - drawn).max() < 2e-3
    segments.add(tmp_path / "again", ids, ids, [once])
    assert np.array_equal(Dense.read(tmp_path / "again").vectors(ids), once)
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "once")


def test_a_number_of_a_vector_takes_two_bytes(tmp_path: Path) -> None:
    ids = np.arange(500, dtype=np.int64)
    segments.add(tmp_path, ids, ids, [np.zeros((500, DIMENSION), dtype=np.float32)])
    size = (tmp_path / "000001.faiss").stat().st_size
    assert 0 < size - 500 * (2 * DIMENSION + 8) < 200


def flat(folder: Path, numbers: Sequence[int]) -> None:
    """Write a folder of one segment as earlier versions did, each vector an answer of its own."""
    ids = np.array(numbers, dtype=np.int64)
    index = faiss.IndexIDMap(faiss.IndexFlatIP(DIMENSION))
    index.add_with_ids(np.stack([vector_of(number) for number in numbers]), ids)
    folder.mkdir()
    write_index(folder / "000001.faiss", index)
    np.save(folder / "000001.answers.npy", ids)


def test_vectors_of_an_earlier_version_are_found_and_taken_over(tmp_path: Path) -> None:
    held = {number: number for number in range(1, 41)}
    flat(tmp_path / "before", list(held))
    assert_holds(Dense.read(tmp_path / "before"), held, 40)
    segments.take_over(tmp_path / "before", tmp_path / "now")
    assert_holds(Dense.read(tmp_path / "now"), held, 40)
    assert Segment.read(tmp_path / "now", "000001").is_of_now
    sizes = [(tmp_path / one / "000001.faiss").stat().st_size for one in ("before", "now")]
    assert sizes[0] - sizes[1] > 40 * DIMENSION


def test_a_short_index_of_an_earlier_version_is_refused(tmp_path: Path) -> None:
    flat(tmp_path / "before", [1, 2, 3])
    file = tmp_path / "before" / "000001.faiss"
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises(ValueError, match=r"000001\.faiss: "):
        Dense.read(tmp_path / "before")


def test_as_many_as_are_near_enough_are_found_however_many(
    uploads: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.search.dense.FEWEST_NEAR", 2)
    uploads.build([1] * 60)
    dense = uploads.build([1] * 9, [7, 8])
    queries = np.stack([vector_of(number) for number in QUERIES])
    for least in (-1.0, -0.2, 0.3, 0.6, 0.99):
        best = {one: float((queries @ vector_of(one)).max()) for one in uploads.held}
        wanted = sorted(one for one, cosine in best.items() if cosine >= least)
        assert dense.by_answer(queries, least)[0].tolist() == wanted


def test_whoever_has_faiss_can_read_a_segment(tmp_path: Path) -> None:
    ids = np.array([3, 9], dtype=np.int64)
    vectors = np.eye(DIMENSION, dtype=np.float32)[:2]
    segments.add(tmp_path, ids, ids, [vectors])
    index = faiss.read_index(str(tmp_path / "000001.faiss"))
    scores, found = index.search(vectors[1:], 2)
    assert (found.tolist(), scores.tolist()) == ([[9, 3]], [[1, 0]])

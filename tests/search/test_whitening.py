"""How vectors lie: figures worked out by hand, what stretching does, and a file that is refused."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders.encoder import IntArray, Vectors
from index.search import whitening as whitening_module
from index.search.whitening import (
    PRIOR_COMMON,
    PRIOR_NEAR,
    PRIOR_PASSAGES,
    LearntFrom,
    Whitening,
)


def vectors_of(*rows: tuple[float, ...]) -> Vectors:
    return np.array(rows, dtype=np.float32)


def pages_of(*numbers: int) -> IntArray:
    return np.array(numbers, dtype=np.int64)


def crowded(count: int, dimension: int = 8) -> Vectors:
    """Vectors that share one direction and differ most in another, as those of one field do."""
    drawn = np.random.default_rng(7).normal(size=(count, dimension))
    drawn[:, 1] *= 4
    drawn[:, 0] += 6
    return np.asarray(
        drawn / np.linalg.norm(drawn, axis=1, keepdims=True),
        dtype=np.float32,
    )


def settled(total: float, count: int, usual: float) -> float:
    return (total + 10 * usual) / (count + 10)


# How close passages are to each other.


def test_the_figures_of_two_pages_are_those_worked_out_by_hand() -> None:
    space = Whitening.of(vectors_of((1, 0), (0.6, 0.8)), pages_of(1, 2))
    assert space.mean == pytest.approx([(1 + 0.6) / 2, (0 + 0.8) / 2])
    assert space.trust == 2 / (2 + 5000)
    assert space.near == pytest.approx((0.6 + 0.6 + 10 * 0.71) / (2 + 10))
    with_the_mean = 1 * 0.8 + 0 * 0.4, 0.6 * 0.8 + 0.8 * 0.4
    assert space.common == pytest.approx((sum(with_the_mean) + 10 * 0.17) / (2 + 10))


def test_neighbours_on_the_same_page_do_not_count_as_near() -> None:
    vectors = vectors_of((1, 0), (1, 0), (0.6, 0.8), (0, 1))
    # The twins are each other's nearest; on other pages it is (0.6, 0.8) for them.
    apart = Whitening.of(vectors, pages_of(1, 1, 2, 3))
    assert apart.near == pytest.approx(settled(0.6 + 0.6 + 0.8 + 0.8, 4, PRIOR_NEAR))
    # With the last two on one page, too, the last one's nearest is at a right angle.
    together = Whitening.of(vectors, pages_of(1, 1, 2, 2))
    assert together.near == pytest.approx(settled(0.6 + 0.6 + 0.6 + 0, 4, PRIOR_NEAR))


def test_a_page_alone_is_as_near_as_is_usual() -> None:
    space = Whitening.of(vectors_of((1, 0), (0.6, 0.8), (0, 1)), pages_of(4, 4, 4))
    assert space.near == PRIOR_NEAR
    assert space.common != PRIOR_COMMON


def test_many_passages_outweigh_what_is_usual() -> None:
    space = Whitening.of(np.tile(vectors_of((1, 0), (0, 1)), (500, 1)), np.arange(1000))
    assert space.near == pytest.approx((1000 * 1 + 10 * 0.71) / (1000 + 10), abs=1e-6)
    assert space.common == pytest.approx((1000 * 0.5 + 10 * 0.17) / (1000 + 10), abs=1e-6)


def test_no_passages_at_all_tell_nothing() -> None:
    space = Whitening.of(np.empty((0, 3), dtype=np.float32), pages_of())
    assert (space.trust, space.near, space.common) == (0, PRIOR_NEAR, PRIOR_COMMON)
    assert space.mean.tolist() == [0, 0, 0]
    assert space.whitened(vectors_of((0, 0.6, 0.8))) == pytest.approx(vectors_of((0, 0.6, 0.8)))


def test_how_many_are_compared_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, pages = crowded(45), np.arange(45) // 4
    whole = Whitening.of(vectors, pages)
    monkeypatch.setattr("index.search.whitening.BLOCK", 7)
    assert Whitening.of(vectors, pages).near == pytest.approx(whole.near, abs=1e-6)


def test_of_very_many_passages_some_at_even_steps_are_learnt_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.search.whitening.TRAINING_PASSAGES", 3)
    monkeypatch.setattr("index.search.whitening.SAMPLE", 2)
    vectors = vectors_of((1, 0), (0, 1), (0.6, 0.8), (0, 1), (0, 1), (0.8, 0.6))
    space = Whitening.of(vectors, np.arange(6))
    assert space.mean == pytest.approx([(1 + 0.6 + 0.8) / 3, (0 + 0.8 + 0.6) / 3])
    assert space.trust == 3 / (3 + 5000)
    # The first and the last are looked at, among the first, the third and the last.
    assert space.near == pytest.approx(settled(0.8 + (0.6 * 0.8 + 0.8 * 0.6), 2, PRIOR_NEAR))


# Stretching.


def test_the_spread_is_evened_out_by_a_power_of_it() -> None:
    corners = vectors_of((0.8, 0.6), (0.8, -0.6), (-0.8, 0.6), (-0.8, -0.6))
    space = Whitening.of(np.tile(corners, (PRIOR_PASSAGES // 4, 1)), np.arange(PRIOR_PASSAGES))
    assert space.trust == 0.5
    assert space.mean == pytest.approx([0, 0], abs=1e-6)
    even = (0.8**2 + 0.6**2) / 2
    wide, narrow = (0.5 * 0.8**2 + 0.5 * even), (0.5 * 0.6**2 + 0.5 * even)
    assert space.stretch @ space.stretch.T == pytest.approx(
        np.diag([wide**-0.25, narrow**-0.25]), abs=1e-5
    )
    slanting, along = space.whitened(vectors_of((0.5**0.5, 0.5**0.5), (1, 0)))
    cosine = wide**-0.125 / (wide**-0.25 + narrow**-0.25) ** 0.5
    assert slanting @ along == pytest.approx(cosine, abs=1e-5)
    assert cosine < 0.5**0.5


def test_what_all_share_is_taken_off_as_far_as_it_is_trusted() -> None:
    both = vectors_of((0.6, 0.8), (0.6, -0.8))
    space = Whitening.of(np.tile(both, (PRIOR_PASSAGES // 2, 1)), np.arange(PRIOR_PASSAGES))
    even = (0 + 0.8**2) / 2
    along, across = 0.5 * 0 + 0.5 * even, 0.5 * 0.8**2 + 0.5 * even
    left, right = space.whitened(both)
    one, other = (0.6 - 0.5 * 0.6) * along**-0.125, 0.8 * across**-0.125
    assert left @ right == pytest.approx((one**2 - other**2) / (one**2 + other**2), abs=1e-5)
    assert left @ right < both[0] @ both[1]


def test_of_few_passages_the_cosines_stay_nearly_as_they_are() -> None:
    vectors = crowded(30)
    space = Whitening.of(vectors, np.arange(30))
    assert space.trust == 30 / (30 + 5000)
    whitened = space.whitened(vectors)
    assert whitened @ whitened.T == pytest.approx(vectors @ vectors.T, abs=0.02)


def test_where_many_differ_much_a_difference_counts_less() -> None:
    vectors = crowded(20_000)
    space = Whitening.of(vectors, np.arange(20_000))
    base = np.eye(8)[0]
    turned = [base + 0.5 * np.eye(8)[axis] for axis in range(1, 8)]
    rows = np.array([base, *turned], dtype=np.float32)
    whitened = space.whitened(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    cosines = whitened[1:] @ whitened[0]
    # The first of the seven turns goes where all passages differ.
    assert cosines[0] > max(cosines[1:]) + 0.05


def test_the_same_vectors_give_the_same_space() -> None:
    one, other = (Whitening.of(crowded(300), np.arange(300) // 3) for _ in range(2))
    assert one.mean.tobytes() == other.mean.tobytes()
    assert one.stretch.tobytes() == other.stretch.tobytes()
    assert (one.trust, one.near, one.common) == (other.trust, other.near, other.common)


@given(
    st.lists(st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3), max_size=12),
    st.integers(1, 4),
    st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3),
)
def test_stretched_vectors_are_finite_and_of_length_one(
    rows: list[list[float]], pages: int, asked: list[float]
) -> None:
    given_rows = np.array([*rows, asked], dtype=np.float64)
    given_rows[np.linalg.norm(given_rows, axis=1) < 1e-3] = (0, 0, 1)
    whole = (given_rows / np.linalg.norm(given_rows, axis=1, keepdims=True)).astype(np.float32)
    space = Whitening.of(whole[:-1], np.arange(len(rows)) % pages)
    whitened = space.whitened(whole)
    assert whitened.dtype == np.float32
    assert np.isfinite(whitened).all()
    assert np.linalg.norm(whitened, axis=1) == pytest.approx(1, abs=1e-5)
    assert 0 <= space.trust < 1
    assert -1 <= space.near <= 1


# Comparing.

ANSWERS = np.array([1, 1, 3, 4, 4, 4])


def test_what_is_near_is_so_by_its_whitened_cosine_and_that_of_its_whole_answer() -> None:
    space, vectors, asked = Whitening.of(crowded(300), np.arange(300)), crowded(6), crowded(8)[6:]
    cosines = space.whitened(vectors) @ space.whitened(asked).T
    sums = np.array([space.whitened(vectors[one == ANSWERS]).sum(axis=0) for one in ANSWERS])
    whole = sums @ space.whitened(asked).T / np.linalg.norm(sums, axis=1, keepdims=True)
    found = space.scores(asked, ANSWERS, vectors, space.lengths(ANSWERS, vectors))
    assert found == pytest.approx((cosines + 0.5 * whole).max(axis=1), abs=1e-5)


def test_passages_that_point_opposite_ways_make_an_answer_that_says_nothing() -> None:
    space, vectors = (
        Whitening.of(np.empty((0, 2), dtype=np.float32), pages_of()),
        vectors_of((0.6, 0.8), (-0.6, -0.8)),
    )
    lengths = space.lengths(np.array([1, 1]), vectors)
    assert space.scores(vectors[:1], np.array([1, 1]), vectors, lengths) == pytest.approx([1, -1])


def test_the_lengths_of_passages_are_kept_under_their_ids() -> None:
    vectors, ids = crowded(6), np.array([1, 2, 3, 4, 8, 9])
    space = Whitening.of(vectors, np.arange(6)).keeping(ids, ANSWERS, vectors)
    assert space.kept is not None
    found = space.kept.of(np.array([3, 8]))
    assert found is not None
    every = space.lengths(ANSWERS, vectors)
    assert (found.own.tolist(), found.whole.tolist()) == (
        every.own[[2, 4]].tolist(),
        every.whole[[2, 4]].tolist(),
    )
    assert [space.kept.of(np.array([3, one])) for one in (0, 5, 10)] == [None, None, None]


# On disk.


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    space = Whitening.of(crowded(300), np.arange(300))
    space.write(tmp_path / "space.npz")
    again = Whitening.read(tmp_path / "space.npz")
    assert again.mean.tobytes() == space.mean.tobytes()
    assert again.stretch.tobytes() == space.stretch.tobytes()
    assert again.mean.dtype == again.stretch.dtype == np.float32
    assert (again.trust, again.near, again.common) == (space.trust, space.near, space.common)
    assert again.kept is None


def test_half_of_the_matrix_is_written_as_the_other_half_is_the_same(tmp_path: Path) -> None:
    space = Whitening.of(crowded(300), np.arange(300))
    space.write(tmp_path / "space.npz")
    with np.load(tmp_path / "space.npz") as found:
        assert found["stretch"].shape == (8 * 9 / 2,)
    assert (space.stretch == space.stretch.T).all()


def test_the_matrix_of_an_earlier_version_is_read_and_written_whole(tmp_path: Path) -> None:
    space = Whitening.of(crowded(300), np.arange(300))
    values, directions = np.linalg.eigh(space.stretch)
    earlier = replace(space, stretch=np.asarray(directions * values, dtype=np.float32))
    for _ in range(2):
        earlier.write(tmp_path / "space.npz")
        again = Whitening.read(tmp_path / "space.npz")
        assert again.stretch.tobytes() == earlier.stretch.tobytes()
        earlier = again
    one, other = (found.whitened(crowded(9)) for found in (space, earlier))
    assert np.allclose(one @ one.T, other @ other.T, atol=1e-6)


def test_lengths_that_are_kept_are_read_again(tmp_path: Path) -> None:
    space = Whitening.of(crowded(6), np.arange(6)).keeping(np.arange(6), ANSWERS, crowded(6))
    space.write(tmp_path / "space.npz")
    kept, again = space.kept, Whitening.read(tmp_path / "space.npz").kept
    assert kept is not None
    assert again is not None
    assert again.ids.tobytes() == kept.ids.tobytes()
    assert again.lengths.own.tobytes() == kept.lengths.own.tobytes()
    assert again.lengths.whole.tobytes() == kept.lengths.whole.tobytes()


def archive(**arrays: object) -> bytes:
    written = BytesIO()
    np.savez(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def array(content: object) -> bytes:
    written = BytesIO()
    np.save(written, content)  # type: ignore[arg-type]
    return written.getvalue()


MEAN, STRETCH, FIGURES = np.ones(3, np.float32), np.eye(3, dtype=np.float32), np.ones(3)
OBJECTS = np.array([{}], dtype=object)
OTHERS = {
    "empty": b"",
    "text": b"no space at all",
    "an array alone": array(MEAN),
    "a pickled object alone": array(OBJECTS),
    "a pickled object inside": archive(mean=OBJECTS, stretch=STRETCH, figures=FIGURES),
    "a part missing": archive(mean=MEAN, figures=FIGURES),
    "a figure missing": archive(mean=MEAN, stretch=STRETCH, figures=FIGURES[:2]),
    "a figure too many": archive(mean=MEAN, stretch=STRETCH, figures=np.ones(4)),
    "no list of figures": archive(mean=MEAN, stretch=STRETCH, figures=np.float64(1)),
    "another dimension": archive(mean=MEAN, stretch=STRETCH[:2], figures=FIGURES),
    "a triangle of another dimension": archive(mean=MEAN, stretch=MEAN, figures=FIGURES),
    "a mean in rows": archive(mean=STRETCH, stretch=STRETCH, figures=FIGURES),
    "lengths of nothing": archive(mean=MEAN, stretch=STRETCH, figures=FIGURES, lengths=STRETCH[:2]),
    "lengths of others": archive(
        mean=MEAN, stretch=STRETCH, figures=FIGURES, lengths=STRETCH[:2], ids=np.arange(2)
    ),
    "lengths of wholes alone": archive(
        mean=MEAN, stretch=STRETCH, figures=FIGURES, lengths=STRETCH[:1], ids=np.arange(3)
    ),
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
def test_a_file_that_holds_something_else_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "space.npz"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"space\.npz|pickle"):
        Whitening.read(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"space\.npz"):
        Whitening.read(tmp_path / "space.npz")


def cut(data: bytes, at: int) -> bytes:
    return data[:at]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("hurt", [cut, flipped])
def test_a_hurt_file_is_refused_or_still_says_the_same(
    hurt: Callable[[bytes, int], bytes], tmp_path: Path
) -> None:
    file = tmp_path / "space.npz"
    space = Whitening.of(crowded(9), np.arange(9))
    space.write(file)
    data = file.read_bytes()
    refused = 0
    for at in range(0, len(data), 3):
        file.write_bytes(hurt(data, at))
        try:
            again = Whitening.read(file)
        except ValueError:
            refused += 1
            continue
        assert hurt is flipped, f"cut at {at}"
        assert again.stretch.tobytes() == space.stretch.tobytes()
        assert again.mean.tobytes() == space.mean.tobytes()
        assert (again.trust, again.near, again.common) == (space.trust, space.near, space.common)
    assert refused > len(data) / 3 / 2


def test_what_was_learnt_from_a_sample_is_kept_while_few_passages_come_and_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(whitening_module, "TRAINING_PASSAGES", 50)
    learnt = LearntFrom(passages=100, last=120)  # some of the ids went before
    ids = np.array([*range(21, 121)])
    assert learnt.is_near(ids)
    assert learnt.is_near(np.array([*ids, *range(121, 131)]))
    assert not learnt.is_near(np.array([*ids, *range(121, 132)]))
    assert learnt.is_near(np.array([*ids[10:]]))
    assert not learnt.is_near(np.array([*ids[11:]]))
    assert not learnt.is_near(np.array([*ids[6:], *range(121, 126)]))


def test_what_was_learnt_from_all_passages_is_learnt_anew() -> None:
    assert not LearntFrom(passages=100, last=100).is_near(np.arange(1, 102))


def test_a_whitening_says_from_which_passages_it_was_learnt(tmp_path: Path) -> None:
    file = tmp_path / "space.npz"
    learnt = Whitening.of(vectors_of((1, 0), (0.6, 0.8)), pages_of(1, 2))
    replace(learnt, learnt_from=LearntFrom(100, 120)).write(file)
    assert Whitening.read(file).learnt_from == LearntFrom(100, 120)

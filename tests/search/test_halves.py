"""Numbers of two bytes are read as numpy reads them, every one."""

import numpy as np

from index.search.halves import in_full


def test_every_finite_number_is_read_exactly() -> None:
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert in_full(finite).tobytes() == finite.astype(np.float32).tobytes()


def test_what_is_no_number_does_not_become_a_small_one() -> None:
    odd = np.array([np.inf, -np.inf, np.nan], dtype=np.float16)
    assert (np.abs(in_full(odd)) > 60_000).all()


def test_rows_keep_their_shape() -> None:
    rows = np.eye(3, dtype=np.float16)[[2, 0]]
    assert in_full(rows).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert in_full(rows[:0]).shape == (0, 3)

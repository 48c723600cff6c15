"""The measures of rankings, on inputs whose right value is worked out by hand."""

from math import log2
from typing import Any

import pytest

from bench.splitting import gain, in_turn


@pytest.fixture
def quality() -> Any:
    """The benchmark, where its packages are installed."""
    for needed in ("bm25s", "ir_measures", "Stemmer"):
        pytest.importorskip(needed)
    import bench.quality

    return bench.quality


def test_gain_is_discounted_by_the_logarithm_of_the_rank() -> None:
    assert gain(["right"], "right") == 1
    assert gain(["wrong", "right"], "right") == pytest.approx(1 / log2(3))
    assert gain([*(f"wrong{n}" for n in range(10)), "right"], "right") == 0


def test_lists_are_taken_in_turn_and_each_record_once() -> None:
    assert in_turn([["a", "b"], ["c", "a", "d"]]) == ["a", "c", "b", "d"]


def test_a_question_without_a_right_answer_does_not_count(quality: Any) -> None:
    judged = {"a": {"right": 1.0, "other": 0.0}, "unanswered": {"right": 0.0}}
    run = {"a": {"wrong": 1.0, "right": 0.5}, "unanswered": {"right": 1.0}}
    found = quality.measured(run, judged, 1)
    assert found["nDCG@10"]["mean"] == pytest.approx(1 / log2(3))
    assert (found["Recall@10"]["mean"], found["Hit@1"]["mean"]) == (1, 0)

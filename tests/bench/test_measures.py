"""The measures of the benchmarks, on inputs whose right value is worked out by hand."""

import numpy as np
import pytest

from bench.measures import (
    HALVES,
    IN_SCOPE,
    area_under_curve,
    carried,
    drawn,
    equal_fusion,
    half_of,
    interval,
    judged_carried,
    ranks,
    separation,
)


def test_a_question_is_in_the_same_half_at_every_run_and_the_halves_are_alike() -> None:
    halves = [half_of(f"q{n}") for n in range(1000)]
    assert set(halves) == set(HALVES)
    assert 450 <= halves.count("first") <= 550
    assert halves == [half_of(f"q{n}") for n in range(1000)]


def test_the_area_under_the_curve_is_the_share_of_pairs_in_order() -> None:
    assert area_under_curve(np.array([3.0, 1.0]), np.array([2.0, 0.0])) == 3 / 4
    assert area_under_curve(np.array([1.0]), np.array([1.0])) == 1 / 2  # a tie counts half


def test_equal_values_share_their_mean_rank() -> None:
    assert ranks(np.array([5.0, 1.0, 1.0, 9.0])).tolist() == [2.5, 1.0, 1.0, 3.5]


def test_rankings_are_joined_by_their_ranks_alone() -> None:
    assert equal_fusion(["a", "b"], ["b", "c"]) == ["b", "a", "c"]


def test_a_threshold_is_laid_by_the_questions_in_scope() -> None:
    inside = [float(n) for n in range(101)]  # five of a hundred lie below 5
    found = separation({IN_SCOPE: inside, "off_topic": [4.0, 6.0], "medical_other": [4.9]})
    assert found["off_topic"]["false answers at 95% answered"] == 1 / 2
    assert found["medical_other"]["false answers at 95% answered"] == 0


def test_the_threshold_of_one_half_is_tried_on_the_other() -> None:
    first, second = [float(n) for n in range(101)], [float(n + 50) for n in range(101)]
    found = carried({"first": {IN_SCOPE: first, "off_topic": [54.0]}, "second": {IN_SCOPE: second}})
    assert found["first"] == {IN_SCOPE: pytest.approx(46 / 101), "off_topic": 0}  # from 55 on
    assert found["second"] == {IN_SCOPE: 1}  # from 5 on


def test_judged_questions_are_answered_by_the_threshold_of_the_other_half() -> None:
    halves = {
        "first": {"judged yes": [10.0] * 4, "judged no": [30.0, 5.0]},
        "second": {"judged yes": [20.0] * 4, "judged no": [15.0, 5.0, 5.0, 5.0]},
    }
    none = "of those answered, none is about it"
    assert judged_carried(halves) == {
        "first": {"judged yes": 0, "judged no": 1 / 2, none: 1},  # from 20 on
        "second": {"judged yes": 1, "judged no": 1 / 4, none: 1 / 5},  # from 10 on
    }
    assert judged_carried({"first": {}, "second": halves["second"]}) == {}


def test_every_draw_is_another_and_the_same_at_every_run() -> None:
    ids = [f"page{n}" for n in range(50)]
    chosen, others = drawn(ids, 20, 0)
    assert len(chosen) == 20
    assert sorted(chosen + others) == list(range(50))
    assert drawn(ids, 20, 0) == (chosen, others)
    assert set(drawn(ids, 20, 1)[0]) != set(chosen)


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert interval(0, 10) == pytest.approx((0, 0.2775), abs=1e-3)
    assert interval(50, 100) == pytest.approx((0.4038, 0.5962), abs=1e-3)

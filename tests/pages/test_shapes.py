"""The reader on pages in every shape, whose truth is known: better silent than wrong."""

from collections.abc import Iterable
from functools import cache

import pytest

from tests.pages.shapes.catalogue import generate, shapes
from tests.pages.shapes.measure import Fault, Measured, reading

SEED = 7
OWN_SEEDS = range(SEED, SEED + 20)
"""So many pages have the seeds' own shapes: a share of .99 needs more than a hundred answers."""
WHOLE = ("extras", "votes")
"""Families in which no piece is missing, and lines or other votes stand beside the seeds' own."""


@cache
def measured() -> tuple[Measured, ...]:
    """A page of every shape, and more of the seeds' own."""
    return tuple(
        reading(generate(shape, seed))
        for shape in shapes()
        for seed in (OWN_SEEDS if shape.own else (SEED,))
    )


def reasons(fault: Fault) -> list[str]:
    """Every fault of one kind, with the shape of its page."""
    return [
        f"{one.page.shape} (seed {one.page.seed}), line {offence.line}: {offence.reason}"
        for one in measured()
        for offence in one.offences
        if offence.fault == fault
    ]


def share_named(families: Iterable[str]) -> float:
    """The share of answers with a printed name that stand under it."""
    chosen = [one for one in measured() if one.page.family in families]
    return sum(one.named for one in chosen) / sum(one.nameable for one in chosen)


def test_no_sentence_stands_under_another_doctor() -> None:
    assert reasons("wrong") == []


def test_nothing_that_no_doctor_wrote_is_in_an_answer() -> None:
    assert reasons("inside") == []


def test_no_field_says_what_the_page_does_not() -> None:
    assert reasons("guessed") == []


def test_no_sentence_of_a_doctor_is_lost_without_a_warning() -> None:
    assert reasons("lost") == []


def test_pages_like_the_seeds_are_read_with_their_names() -> None:
    assert share_named({"own"}) >= 0.99


@pytest.mark.parametrize("family", WHOLE)
def test_most_answers_are_named_where_no_piece_is_missing(family: str) -> None:
    assert share_named({family}) >= 0.90

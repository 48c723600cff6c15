"""The reader on pages in every shape, whose truth is known: better silent than wrong."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pytest

from tests.pages.shapes.catalogue import generate, shapes
from tests.pages.shapes.measure import Fault, Measured, reading
from tests.pages.shapes.page import Placed, TrueAnswer, TruePage

SEED = 7
OWN_SEEDS = range(SEED, SEED + 60)
"""So many pages have the seeds' own shapes: a share of .99 needs more than a hundred answers."""
UNSIGNED_END_SEEDS = range(SEED, SEED + 200)
"""Among so many pages some lost their last byline."""
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


def share_named(
    families: Iterable[str], those: Callable[[TruePage], bool] = lambda _: True
) -> float:
    """The share of answers with a printed name that stand under it, on some of the pages."""
    chosen = [one for one in measured() if one.page.family in families and those(one.page)]
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
    assert share_named({"own"}, lambda page: page.is_whole) >= 0.99
    assert share_named({"own"}, lambda page: not page.lost_last_byline) >= 0.99


def test_a_page_that_lost_its_last_byline_has_the_lines_of_one_that_lost_its_first() -> None:
    pages = unsigned_ends()
    assert pages
    for page in pages:
        other = with_bylines_above(page)
        assert other.text == page.text
        assert all(map(is_headed_by_byline, of_each_answer(other)))
        for one in (reading(page), reading(other)):
            assert not one.offences
            assert one.named == 0 < one.nameable
            assert any("whether the bylines stand above" in told for told in one.warnings)


def unsigned_ends() -> list[TruePage]:
    """Pages in the seeds' own shape, with votes, that lost their last byline."""
    voted = next(shape for shape in shapes() if shape.own and shape.vote == "template")
    pages = [generate(voted, seed) for seed in UNSIGNED_END_SEEDS]
    return [page for page in pages if page.lost_last_byline]


def with_bylines_above(page: TruePage) -> TruePage:
    """The same text, each byline being that of the words below it."""
    pieces = [
        replace(one, piece=replace(one.piece, owner=one.piece.owner + 1))
        if one.piece.kind == "byline" and one.piece.owner is not None
        else one
        for one in page.pieces
    ]
    moved = [replace(answer, number=answer.number + 1) for answer in page.answers[:-1]]
    return replace(page, pieces=tuple(pieces), answers=(TrueAnswer(1), *moved))


def of_each_answer(page: TruePage) -> list[list[Placed]]:
    """The pieces of each answer, in the order of the page."""
    return [
        [one for one in page.pieces if one.piece.owner == answer.number] for answer in page.answers
    ]


def is_headed_by_byline(pieces: Iterable[Placed]) -> bool:
    """Whether an answer's byline, if it has one, stands above its headline, and that above its
    words: the order `bhvw` of the catalogue."""
    order = ["byline", "headline", "words"]
    places = [order.index(one.piece.kind) for one in pieces]
    return places == sorted(places)


@pytest.mark.parametrize("family", WHOLE)
def test_most_answers_are_named_where_no_piece_is_missing(family: str) -> None:
    assert share_named({family}) >= 0.90

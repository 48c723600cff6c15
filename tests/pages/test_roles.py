"""Every line of a page has one role, with evidence, and nothing of the page is left out."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.model import Page, PageLine, Role, Span
from index.pages.line_reader.text import parse_page
from tests.conftest import SEEDS
from tests.pages.test_text_properties import marked, voted
from tests.pages.test_text_unseen import BONDING, FILLER, NOTICE, VENEERS, page_of


def parse(text: str) -> Page:
    return parse_page(text, page_id="any", source="any.txt", digest="0" * 64)


def words_of(page: Page, line: PageLine) -> str:
    return page.quote(line.span).strip()


def lines_with(page: Page, role: Role) -> Iterator[str]:
    return (words_of(page, line) for line in page.lines if line.role is role)


@given(st.one_of(marked, voted))
def test_the_lines_tile_the_page(text: str) -> None:
    try:
        page = parse(text)
    except UnreadablePage:
        return
    assert "".join(page.quote(line.span) for line in page.lines) == text
    for above, below in pairwise(page.lines):
        assert above.span.end == below.span.start
        assert above.number < below.number
    assert all(line.evidence for line in page.lines)


@given(st.one_of(marked, voted))
def test_every_part_of_an_answer_is_in_lines_of_its_role(text: str) -> None:
    try:
        page = parse(text)
    except UnreadablePage:
        return
    for answer in page.answers:
        parts = {Role.HEADLINE: answer.headline, Role.BODY: answer.body, Role.BYLINE: answer.byline}
        for role, part in parts.items():
            own = [one for one in page.lines if one.answer == answer.number and one.role is role]
            assert bool(own) == (part is not None)
            if part is not None:
                assert Span(own[0].span.start, own[-1].span.end).holds(part)


@pytest.mark.parametrize(
    "below",
    [
        "Best wishes,\n\n4.9 out of 5 stars 75 reviews\nReno, NV\nReno Dentist | 4.9 stars\n"
        "MD · Dermatologist\n\nBoston Dermatologist",
        "Reno, NV\nBoston Dermatologist\nReno Dentist, 4.8 out of 5 stars",
        "Reno, NV\n\n4.9 out of 5 stars 75 reviews\nGlow Skin Clinic, LLC\n"
        "4.9 out of 5 stars 75 reviews",
    ],
)
def test_a_line_of_one_answer_is_not_another_answers_words(below: str) -> None:
    page = parse(f"I ask.\nDoctor Answers 2\n{below}")
    parts = [span for one in page.answers for span in (one.body, one.byline) if span is not None]
    assert all(above.end <= lower.start for above, lower in pairwise(sorted(parts)))
    assert page.answers and all(one.doctor.name is None for one in page.answers)
    for answer in page.answers:
        roles = {line.role for line in page.lines if line.answer == answer.number}
        assert Role.BODY in roles and (Role.BYLINE in roles) == (answer.byline is not None)


@given(st.one_of(marked, voted))
def test_what_nothing_explains_is_warned_of_with_its_line(text: str) -> None:
    try:
        page = parse(text)
    except UnreadablePage:
        return
    for line in page.lines:
        told = any(f"line {line.number} is not explained" in one for one in page.warnings)
        assert told == (line.role is Role.UNEXPLAINED)


@pytest.mark.parametrize("votes", [True, False])
def test_the_roles_of_a_usual_page(votes: bool) -> None:
    page = parse(page_of(VENEERS, BONDING, FILLER, votes=votes))
    assert list(lines_with(page, Role.HEADLINE)) == [
        one.headline for one in (VENEERS, BONDING, FILLER)
    ]
    assert list(lines_with(page, Role.NOTICE)) == [NOTICE]
    assert list(lines_with(page, Role.ANNOUNCEMENT)) == ["Doctor Answers 3"]
    assert len(list(lines_with(page, Role.VOTES))) == (3 if votes else 0)
    assert not list(lines_with(page, Role.UNEXPLAINED))
    assert {line.answer for line in page.lines if line.role is Role.BODY} == {1, 2, 3}


def test_a_line_that_nobody_knows_is_unexplained() -> None:
    text = page_of(VENEERS, BONDING, FILLER, votes=True).replace(
        f"{BONDING.headline}\n", f"Glossary of the week\n\n{BONDING.headline}\n"
    )
    page = parse(text)
    assert list(lines_with(page, Role.UNEXPLAINED)) == ["Glossary of the week"]
    number = text[: text.index("Glossary")].count("\n") + 1
    assert any(f"line {number} is not explained" in warning for warning in page.warnings)
    assert [answer.doctor.name for answer in page.answers] == [
        one.doctor.name for one in (VENEERS, BONDING, FILLER)
    ]


@pytest.mark.parametrize("file", sorted(SEEDS.glob("*.txt")), ids=lambda file: file.stem)
def test_every_line_of_the_seeds_is_explained(file: Path) -> None:
    page = parse(file.read_bytes().decode("utf-8"))
    assert not list(lines_with(page, Role.UNEXPLAINED))
    assert not any(answer.doubt for answer in page.answers)


CLIPPED = (
    "Do veins hurt?\n\nMine do.\n\nDoctor Answers 1\n\nThey rarely do; wait a week.\n\n"
    "Ruth Lane, MD\nReno Dermatologist\n"
)


@pytest.mark.parametrize(
    ("above", "is_front"),
    [
        ('---\ntitle: "Veins"\nauthor:\n  - Ann Poe\ncreated: 2024-05-01\n---\n', True),
        ("---\ntags: [veins]\n---\n\n", True),
        ("---\nMy veins hurt, and I ask why.\n---\n", False),
        ("---\ntitle: Veins\n\nMine: they hurt.\n---\n", False),
    ],
)
def test_what_a_clipping_program_writes_on_top_is_neither_title_nor_question(
    above: str, is_front: bool
) -> None:
    page = parse_page(above + CLIPPED, page_id="a", source="a", digest="a")
    bare = parse_page(CLIPPED, page_id="a", source="a", digest="a")
    assert (page.quoted(page.title) == bare.quoted(bare.title)) is is_front
    assert [one.doctor for one in page.answers] == [one.doctor for one in bare.answers]
    roles = [one.role for one in page.lines[: above.rstrip().count("\n") + 1]]
    assert (set(roles) == {Role.FURNITURE}) is is_front

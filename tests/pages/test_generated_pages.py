"""Generated pages and their truth: every shape is made, and the measure tells right from wrong."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from index.errors import UnreadablePage
from index.model import Answer, Doctor, Page, Span
from tests.pages.shapes.catalogue import Shape, generate, shapes
from tests.pages.shapes.draft import ends_as_sentence
from tests.pages.shapes.measure import measure
from tests.pages.shapes.page import Piece, Placed, TruePage

REPEATING = ("answer twice", "page twice")


@cache
def pages() -> list[TruePage]:
    return [generate(shape, 1) for shape in shapes()]


def own() -> list[TruePage]:
    return [page for page in pages() if page.family == "own"]


def words_of(page: TruePage, number: int) -> list[Placed]:
    """The sentences of an answer, of its first copy where it stands on the page several times."""
    first: dict[Piece, Placed] = {}
    for placed in page.pieces:
        if placed.piece.owner == number and placed.piece.kind in {"words", "headline"}:
            first.setdefault(placed.piece, placed)
    return list(first.values())


def as_true(page: TruePage) -> Page:
    """The page as a reader without fault reads it: every sentence stands under its doctor.

    A body reaches from its first sentence to its last. What is nobody's among them is told.
    """
    answers, warnings = [], []
    for truth in page.answers:
        words = [one for one in words_of(page, truth.number) if one.piece.kind == "words"]
        headline = next(
            (one.span for one in words_of(page, truth.number) if one.piece.kind == "headline"), None
        )
        body = Span(words[0].span.start, words[-1].span.end)
        warnings += [f"line {one.line}: nobody's" for one in within(page, body)]
        if truth.doubted:
            warnings.append(f"answer {truth.number}: signed by somebody else")
        doctor = Doctor(
            name=truth.names[0] if truth.names else None,
            place=truth.places[0] if truth.places else None,
            specialty=truth.specialties[0] if truth.specialties else None,
            rating=truth.ratings[0] if truth.ratings else None,
            reviews=truth.reviews[0] if truth.reviews else None,
        )
        number = truth.number
        answers.append(Answer(f"page#{number}", number, headline, body, None, doctor))
    return Page(
        "page", "page.txt", "0" * 64, page.text, None, None, None, tuple(answers), None,
        tuple(warnings),
    )  # fmt: skip


def within(page: TruePage, body: Span) -> list[Placed]:
    """The pieces in the midst of a body that are nobody's."""
    return [one for one in page.pieces if one.piece.owner is None and body.holds(one.span)]


def renamed(page: Page, names: list[str | None]) -> Page:
    answers = [
        replace(answer, doctor=Doctor(name=name))
        for answer, name in zip(page.answers, names, strict=True)
    ]
    return replace(page, answers=tuple(answers))


# What is made.


@pytest.mark.smoke
def test_there_are_hundreds_of_shapes_and_each_makes_a_page() -> None:
    assert len(shapes()) >= 400
    assert len({shape.name for shape in shapes()}) == len(shapes())
    assert [page.shape for page in pages()] == [shape.name for shape in shapes()]


@pytest.mark.smoke
def test_a_seed_makes_the_same_page_again_and_another_seed_another() -> None:
    again = [generate(shape, 1) for shape in shapes()[::20]]
    assert again == pages()[::20]
    assert all(generate(shape, 99).text != page.text for shape, page in zip(
        shapes()[::20], again, strict=True
    ))  # fmt: skip


def test_every_piece_is_a_slice_of_its_page_on_the_line_that_is_said() -> None:
    for page in pages():
        lines = page.text.splitlines()
        for placed in page.pieces:
            assert page.text[placed.span.start : placed.span.end] == placed.piece.words
            on_lines = "\n".join(lines[placed.line - 1 : placed.last_line])
            assert placed.piece.words in on_lines


def test_pieces_are_all_that_is_printed() -> None:
    for page in pages():
        ends = [(placed.span.start, placed.span.end) for placed in page.pieces]
        gaps = zip(
            [0, *[end for _, end in ends]], [*[start for start, _ in ends], None], strict=True
        )
        assert "".join(page.text[end:start] for end, start in gaps).strip() == "", page.shape


def test_every_sentence_of_a_doctor_stands_once_on_its_page() -> None:
    for page in pages():
        if any(repeated in page.shape for repeated in REPEATING):
            continue
        for answer in page.answers:
            signed = answer.printed.splitlines()
            for placed in words_of(page, answer.number):
                words = placed.piece.words
                if placed.piece.kind == "words" and ends_as_sentence(words) and words not in signed:
                    assert page.text.count(words) == 1, (page.shape, placed)


def test_every_answer_has_words_and_its_number() -> None:
    for page in pages():
        assert [answer.number for answer in page.answers] == [
            number + 1 for number in range(len(page.answers))
        ]
        for answer in page.answers:
            assert any(one.piece.kind == "words" for one in words_of(page, answer.number))


def test_no_two_answers_of_a_page_have_one_name() -> None:
    for page in pages():
        names = [answer.names[0].casefold() for answer in page.answers if answer.names]
        assert len(set(names)) == len(names), page.shape


def test_an_answer_that_lost_its_byline_has_no_name() -> None:
    page = generate(Shape("missing", changes=(("missing", "first byline"),)), 1)
    first, *others = page.answers
    assert (first.names, first.places, first.ratings) == ((), (), ())
    assert all(answer.names for answer in others)


def test_a_sign_off_names_an_answer_that_nothing_else_names() -> None:
    page = generate(Shape("signatures", changes=(("signatures", "only name"),)), 3)
    signed = [answer for answer in page.answers if answer.printed and not answer.places]
    assert len(signed) == 1
    assert all(name.split()[-1] in signed[0].printed for name in signed[0].names[:1])


# What is measured.


def test_a_reading_without_fault_has_no_offence_and_names_everybody() -> None:
    for page in pages():
        found = measure(page, as_true(page))
        assert found.offences == (), page.shape
        assert found.named == found.nameable, page.shape


@pytest.mark.smoke
def test_a_refused_page_names_nobody_and_offends_nobody() -> None:
    for page in own():
        found = measure(page, UnreadablePage("page.txt", "no page"))
        assert (found.refused, found.named, found.offences) == (True, 0, ())
        assert found.nameable == sum(bool(answer.names) for answer in page.answers)


def test_every_sentence_under_the_name_of_the_next_doctor_is_wrong() -> None:
    for page in pages()[::7]:
        true = as_true(page)
        names = [answer.doctor.name for answer in true.answers]
        if None in names:
            continue
        found = measure(page, renamed(true, names[1:] + names[:1]))
        sentences = [
            placed
            for answer in true.answers
            for placed in page.pieces
            if placed.piece.owner == answer.number
            and any(part and part.holds(placed.span) for part in (answer.body, answer.headline))
        ]
        wrong = [one for one in found.offences if one.fault == "wrong"]
        assert Counter(one.line for one in wrong) == Counter(one.line for one in sentences)
        assert found.named == 0


def test_a_name_is_right_in_any_form_and_with_invisible_characters() -> None:
    page = next(page for page in pages() if page.shape.endswith("names: NFD"))
    composed = [answer.names[0] for answer in page.answers]
    for names in (composed, [f"\u200b{name}" for name in composed]):
        found = measure(page, renamed(as_true(page), list(names)))
        assert (found.count("wrong"), found.count("guessed")) == (0, 0)
        assert found.named == found.nameable


def test_more_of_the_byline_in_a_name_is_a_wrong_field_but_no_wrong_doctor() -> None:
    page = generate(Shape("above styles", "bhvw", "answered"), 1)
    printed = [answer.printed for answer in page.answers]
    assert all(line.endswith(" answered:") for line in printed)
    found = measure(page, renamed(as_true(page), list(printed)))
    assert [one.fault for one in found.offences] == ["guessed"] * len(printed)
    assert found.named == 0


def test_a_name_with_its_letters_is_right() -> None:
    page = generate(Shape("above styles", "bhvw", "name only"), 1)
    found = measure(page, renamed(as_true(page), [answer.printed for answer in page.answers]))
    assert (found.offences, found.named) == ((), len(page.answers))


def test_nobodys_line_in_a_body_is_counted_unless_a_warning_quotes_or_numbers_it() -> None:
    page = own()[0]
    true = as_true(page)
    notice = page.pieces[-1]
    last = true.answers[-1]
    longer = replace(last, doctor=Doctor(), body=Span(last.body.start, notice.span.end))
    silent = replace(true, answers=(*true.answers[:-1], longer))
    assert measure(page, silent).count("inside") == 1
    for warning in (f"line {notice.line}: no doctor's", f"«{notice.piece.words[:30]}» is odd"):
        assert measure(page, replace(silent, warnings=(warning,))).count("inside") == 0
    assert measure(page, replace(silent, warnings=("answer 1: odd",))).count("inside") == 1


def test_a_sentence_is_lost_unless_a_warning_quotes_or_numbers_it() -> None:
    page = own()[0]
    true = as_true(page)
    shorter = replace(true, answers=true.answers[1:])
    gone = words_of(page, 1)
    assert [one.line for one in measure(page, shorter).offences] == [one.line for one in gone]
    told = tuple(f"line {one.line}: left out" for one in gone)
    assert measure(page, replace(shorter, warnings=told)).offences == ()


def test_a_field_of_another_doctor_is_guessed() -> None:
    page = next(
        page
        for page in pages()
        if page.family == "votes" and all(one.ratings for one in page.answers)
    )
    true = as_true(page)
    first, second, *others = true.answers
    moved = replace(first, doctor=replace(first.doctor, place="Nowhere", rating=0.5))
    found = measure(page, replace(true, answers=(moved, second, *others)))
    assert [one.reason for one in found.offences] == [
        "answer 1: the page does not say the place 'Nowhere'",
        "answer 1: the page does not say the rating 0.5",
    ]


def test_a_sign_off_against_the_byline_needs_a_warning() -> None:
    page = next(page for page in pages() if page.shape.endswith("signatures: contradicts"))
    true = as_true(page)
    found = measure(page, replace(true, warnings=()))
    assert [one.fault for one in found.offences] == ["wrong"]
    assert found.silent == 1

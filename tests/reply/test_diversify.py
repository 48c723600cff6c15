"""The order in which answers are shown: each doctor once before any doctor twice, likes folded."""

import hashlib
from collections.abc import Hashable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply.diversify import DistinctHit, diversified
from bot.reply.same_words import words_of
from index.identity import doctor_key, person_of
from index.library.open import FoundAnswer
from index.model import Answer, Doctor, Hit, Page, Passage, Span

LUCARELLI = Doctor("Mark J. Lucarelli", "MD", "byline", "Madison", "Oculoplastic Surgeon", 5.0, 13)
KRANT = Doctor("Jessica J. Krant", "MD, MPH", "byline", "New York", "Dermatologic Surgeon")
SIGNED = Doctor("Dr. Green", None, "signature")
NOBODY = Doctor()

DAY = "Ordinary exercise is fine a day after Botox. Wait two days before a facial massage."
WEEK = "By one week no facial exercise or massage will disturb the Botox that was injected."
FILLER = "With fillers, the more an area is manipulated, the shorter the effect of the filler."
HOURS = "The official advice is to avoid strenuous activity for four hours after having Botox."


def found_of(number: int, doctor: Doctor, text: str) -> FoundAnswer:
    """An answer on a page of its own."""
    page_id = f"page{number}"
    answer = Answer(f"{page_id}#1", 1, None, Span(0, len(text)), None, doctor)
    digest = hashlib.sha256(text.encode()).hexdigest()
    page = Page(page_id, f"{page_id}.txt", digest, text, None, None, None, (answer,), None)
    return FoundAnswer(page, answer)


def shown_for(*answers: tuple[Doctor, str]) -> list[DistinctHit]:
    """The voices of answers that were hit in this order; the nth is that of page n, from 0."""
    found = [found_of(number, doctor, text) for number, (doctor, text) in enumerate(answers)]
    return diversified(hits_of(found), found)


def hits_of(found: Sequence[FoundAnswer]) -> list[Hit]:
    return [
        Hit(Passage(one.answer.id, one.answer.body), score=-float(place), closeness=0.5)
        for place, one in enumerate(found)
    ]


def places(shown: Sequence[DistinctHit]) -> list[tuple[int, list[int]]]:
    """For each voice the page it comes from, and those of the answers folded under it."""
    return [(place(distinct.found), [place(one) for one in distinct.alike]) for distinct in shown]


def place(found: FoundAnswer) -> int:
    return int(found.page.id.removeprefix("page"))


# Distinct doctors first.


def test_every_doctor_is_heard_before_one_is_heard_again() -> None:
    shown = shown_for((KRANT, DAY), (KRANT, WEEK), (LUCARELLI, FILLER), (KRANT, HOURS))
    assert places(shown) == [(0, []), (2, []), (1, []), (3, [])]


def test_second_answers_come_in_the_order_of_the_hits_by_any_doctor() -> None:
    shown = shown_for(
        (KRANT, DAY), (LUCARELLI, DAY), (LUCARELLI, WEEK), (KRANT, WEEK), (LUCARELLI, HOURS)
    )
    assert places(shown) == [(0, []), (1, []), (2, []), (3, []), (4, [])]


def test_a_distinct_hit_has_the_hit_of_its_own_answer() -> None:
    for distinct in shown_for((KRANT, DAY), (KRANT, WEEK), (LUCARELLI, FILLER)):
        assert distinct.hit.passage.answer_id == distinct.found.answer.id
        assert distinct.hit.score == -float(place(distinct.found))


def test_no_hits_are_no_distinct_hits() -> None:
    assert diversified([], []) == []


def test_every_hit_needs_its_answer() -> None:
    found = [found_of(0, KRANT, DAY)]
    with pytest.raises(ValueError, match="zip"):
        diversified([*hits_of(found), *hits_of(found)], found)


# Answers in the same words.


def test_what_one_doctor_says_on_three_pages_is_shown_once_with_the_others_behind_it() -> None:
    again = DAY.replace("Ordinary exercise", "Ordinary  exercise\n")
    shown = shown_for(
        (KRANT, DAY), (LUCARELLI, FILLER), (KRANT, again), (KRANT, WEEK), (KRANT, DAY)
    )
    assert places(shown) == [(0, [2, 4]), (1, []), (3, [])]


def test_second_answers_are_folded_under_the_second_one() -> None:
    shown = shown_for((KRANT, DAY), (KRANT, WEEK), (KRANT, WEEK), (KRANT, DAY), (KRANT, WEEK))
    assert places(shown) == [(0, [3]), (1, [2, 4])]


@pytest.mark.parametrize("differing", [0, 1, 2, 3])
def test_one_other_word_makes_another_answer(differing: int) -> None:
    words = [f"word{n}" for n in range(20 - differing)]
    text = " ".join([*words, *(f"other{n}" for n in range(differing))])
    shown = shown_for((KRANT, " ".join(f"word{n}" for n in range(20))), (KRANT, text))
    assert places(shown) == ([(0, [1])] if differing == 0 else [(0, []), (1, [])])


def test_another_number_of_hours_in_a_short_answer_is_another_answer() -> None:
    shown = shown_for((KRANT, "I would wait 4 hours."), (KRANT, "I would wait 24 hours."))
    assert places(shown) == [(0, []), (1, [])]


def test_the_same_words_in_another_order_are_another_answer() -> None:
    shown = shown_for((KRANT, f"{DAY} {WEEK}"), (KRANT, f"{WEEK} {DAY}"))
    assert places(shown) == [(0, []), (1, [])]


# Who is one doctor.


@pytest.mark.parametrize("doctor", [NOBODY, SIGNED, Doctor(named_by="byline", place="Boston")])
def test_answers_without_a_name_in_a_byline_are_never_taken_for_one_doctors(
    doctor: Doctor,
) -> None:
    shown = shown_for((doctor, DAY), (doctor, DAY), (doctor, WEEK), (LUCARELLI, DAY))
    assert places(shown) == [(0, []), (1, []), (2, []), (3, [])]


def test_two_doctors_who_say_the_same_stay_two() -> None:
    assert places(shown_for((KRANT, DAY), (LUCARELLI, DAY), (KRANT, DAY))) == [(0, [2]), (1, [])]


def like_krant(**other: str | None) -> Doctor:
    own = {"credentials": "MD, MPH", "place": "New York", "specialty": "Dermatologic Surgeon"}
    fields = {**own, "status": None, **other}
    return Doctor(
        "Jessica J. Krant",
        fields["credentials"],
        "byline",
        fields["place"],
        fields["specialty"],
        status=fields["status"],
    )


@pytest.mark.parametrize(
    "other",
    [
        like_krant(place="Boston"),
        like_krant(place=None),
        like_krant(credentials="DO"),
        like_krant(specialty="Dermatologist"),
        like_krant(status="not currently practicing"),
    ],
)
def test_a_namesake_of_whom_the_page_says_something_else_stays_another_doctor(
    other: Doctor,
) -> None:
    shown = shown_for((KRANT, DAY), (KRANT, WEEK), (other, DAY), (other, WEEK))
    assert places(shown) == [(0, []), (2, []), (1, []), (3, [])]


def test_a_rating_that_changed_makes_no_other_doctor() -> None:
    rated = Doctor("Jessica J. Krant", "MD, MPH", "byline", "New York", KRANT.specialty, 4.7, 41)
    assert doctor_key(rated) == doctor_key(KRANT)
    assert places(shown_for((KRANT, DAY), (rated, DAY))) == [(0, [1])]


def person(found: FoundAnswer) -> Hashable:
    return person_of(found.answer.id, found.answer.doctor)


# Nothing is lost.

heard = st.tuples(
    st.sampled_from([KRANT, LUCARELLI, SIGNED, NOBODY, like_krant(place="Boston")]),
    st.sampled_from([DAY, WEEK, FILLER, HOURS, f"{DAY} Indeed."]),
)


@given(st.lists(heard, max_size=14))
def test_every_answer_is_shown_once_or_folded_once(answers: list[tuple[Doctor, str]]) -> None:
    shown = shown_for(*answers)
    every = [n for first, others in places(shown) for n in (first, *others)]
    assert sorted(every) == list(range(len(answers)))
    for first, others in places(shown):
        assert others == sorted(others)
        assert all(first < other for other in others)
    doctors = [person(distinct.found) for distinct in shown]
    firsts = [place(distinct.found) for distinct in shown[: len(set(doctors))]]
    seconds = [place(distinct.found) for distinct in shown[len(set(doctors)) :]]
    assert len({person(distinct.found) for distinct in shown[: len(firsts)]}) == len(firsts)
    assert firsts == sorted(firsts)
    assert seconds == sorted(seconds)
    for distinct in shown:
        assert {person(one) for one in distinct.alike} <= {person(distinct.found)}
        assert all(words_of(distinct.found) == words_of(one) for one in distinct.alike)

"""Who gave each answer, as columns: the same as counting one by one."""

from collections import Counter

import numpy as np

from index.identity import person_of
from index.library.open import Library
from index.library.roster import Roster
from index.model import Doctor, Page

JANE = Doctor("Jane Roe", "MD", "byline", "Reno", "Dentist", 4.5, 9)
JANE_AGAIN = Doctor("JANE ROE", "M.D.", "byline", "Reno", "Dentist")
SIGNED = Doctor("Jane Roe", named_by="signature")
MADE = [
    ("a#1", JANE), ("a#2", Doctor()), ("b#1", JANE_AGAIN), ("b#2", SIGNED), ("c#1", SIGNED),
]  # fmt: skip


def test_the_rows_are_the_answers_in_order_with_their_doctors(library: Library) -> None:
    roster, every = library.roster, list(library.doctors())
    assert [roster.attributed(row) for row in range(len(roster))] == every
    assert len(roster) == 28
    assert library.roster is roster


def test_a_column_has_the_value_of_each_answer_and_is_made_once(library: Library) -> None:
    asked: list[Doctor] = []

    def specialty(doctor: Doctor) -> str:
        asked.append(doctor)
        return doctor.specialty or ""

    column = library.roster.column(specialty)
    told = [column.values[code] for code in column.codes]
    assert told == [doctor.specialty or "" for _, doctor in library.doctors()]
    assert library.roster.column(specialty) is column
    assert len(asked) == len(set(asked)) == len(library.roster.doctors)


def test_the_pages_are_those_of_the_answers(library: Library) -> None:
    pages = library.roster.pages
    assert [pages.values[code] for code in pages.codes] == [
        Page.id_of(one) for one in library.roster.ids
    ]


def test_answers_are_of_one_person_where_the_key_is_the_same_and_others_are_alone() -> None:
    roster = Roster(MADE)
    alike = Counter(roster.people.tolist())
    wanted = Counter(person_of(*one) for one in MADE)
    assert sorted(alike.values()) == sorted(wanted.values()) == [1, 1, 1, 2]
    assert roster.people[0] == roster.people[2]
    assert roster.people[3] != roster.people[4]


def test_answers_are_found_by_their_ids_and_unknown_ones_are_none() -> None:
    roster = Roster(MADE)
    assert roster.rows_of(["b#1", "gone#1", "a#1"]).tolist() == [2, 0]
    assert roster.mask_of(["b#1", "gone#1"]).tolist() == [False, False, True, False, False]
    assert roster.where(lambda one: one.rating is not None).tolist() == [True] + [False] * 4


def test_a_copy_is_told_by_what_is_shown_for_it() -> None:
    assert Roster(MADE).firsts({"b#1": "a#1", "c#1": "gone#1"}).tolist() == [0, 1, 0, 3, 4]


def test_of_nobody_there_is_nothing() -> None:
    roster = Roster([])
    assert len(roster) == len(roster.people) == len(roster.pages.codes) == 0
    assert not np.any(roster.where(bool))

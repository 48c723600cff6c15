"""What answers are narrowed down to: every count of the seeds is worked out from the table."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
import pytest

from bot.reply.choices import STARS
from bot.reply.doctors import doctors_on
from bot.reply.facets import (
    FACET_NAMES,
    MOST,
    NOT_ON_PAGE,
    Attributed,
    Facet,
    FacetChoice,
    FacetName,
    Selection,
    TextField,
    facets,
    selected,
    value_of,
)
from index.library.open import Library
from index.library.roster import Roster
from index.model import Doctor, Page
from tests.table_of_answers import ANSWERS, Row
from tests.words_encoder import WordsEncoder

FIRST, SECOND, THIRD = "000_935efed495dcb89e", "003_13a95f21a5b80d88", "004_7b62c1b3ba7f1990"


def chosen(**values: str | tuple[str, ...]) -> Selection:
    """A selection of one value, or of several, for each facet."""
    several = {name: (one,) if isinstance(one, str) else one for name, one in values.items()}
    facets = {facet: frozenset(several[facet]) for facet in FACET_NAMES if facet in several}
    assert len(facets) == len(values)
    return Selection(facets)


def doctor_of(row: Row) -> Doctor:
    return Doctor(
        name=row.name,
        credentials=row.credentials,
        named_by=row.named_by,
        place=row.place,
        specialty=row.specialty,
        rating=row.rating,
        reviews=row.reviews,
        status=row.status,
    )


SEEDS: list[Attributed] = [(f"{row.page_id}#{row.number}", doctor_of(row)) for row in ANSWERS]
"""Every answer of the seeds, as it was marked by hand."""


def matching(among: Iterable[Attributed], selection: Selection) -> list[str]:
    """The ids of those that match, in the order given."""
    roster = Roster(among)
    return [roster.ids[row] for row in np.flatnonzero(selected(roster, selection))]


def facet_of(
    name: FacetName, selection: Selection, among: list[Attributed] = SEEDS, most: int = MOST
) -> Facet:
    (found,) = (facet for facet in facets(Roster(among), selection, most) if facet.name == name)
    return found


def counts(
    name: FacetName, selection: Selection, among: list[Attributed] = SEEDS
) -> dict[str, int]:
    found = facet_of(name, selection, among, 100)
    assert found.left_out == 0
    return {choice.value: choice.answers for choice in found.choices}


# The facets.


def test_the_library_tells_of_each_answer_what_was_marked_by_hand(library: Library) -> None:
    assert dict(library.doctors()) == dict(SEEDS)


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        ("specialty", "Emergency Medicine Physician"),
        ("place", "Summit"),
        ("page", FIRST),
        ("stars", NOT_ON_PAGE),
        ("named", "named"),
    ],
)
def test_a_facet_has_the_value_that_the_page_gives(facet: FacetName, value: str) -> None:
    (soni,) = (one for one in SEEDS if one[0] == f"{FIRST}#9")
    assert value_of(facet, soni) == value


def test_what_the_page_does_not_say_is_a_value_of_its_own() -> None:
    nobody: Attributed = ("page#1", Doctor())
    assert {facet: value_of(facet, nobody) for facet in FACET_NAMES if facet != "year"} == {
        "specialty": "",
        "place": "",
        "doctor": "",
        "page": "page",
        "stars": "",
        "named": "unnamed",
    }


def test_letters_without_a_name_make_no_doctor() -> None:
    unnamed: Attributed = ("page#1", Doctor(credentials="MD"))
    assert value_of("doctor", unnamed) == NOT_ON_PAGE
    (choice,) = facet_of("doctor", Selection(), [unnamed]).choices
    assert choice == FacetChoice(NOT_ON_PAGE, NOT_ON_PAGE, 1, False)


@pytest.mark.parametrize(
    ("rating", "stars"),
    [
        (5.0, "5"), (4.9, "4 to 4.9"), (4.0, "4 to 4.9"), (3.9, "3 to 3.9"), (3.0, "3 to 3.9"),
        (2.9, "below 3"), (0.0, "below 3"), (None, NOT_ON_PAGE),
    ],
)  # fmt: skip
def test_stars_are_put_together_from_their_lower_end_on(rating: float | None, stars: str) -> None:
    assert value_of("stars", ("page#1", Doctor(rating=rating))) == stars


@pytest.mark.parametrize(
    ("answer_id", "page_id"), [("a#1", "a"), ("a#1#2", "a#1"), ("a/b#12", "a/b"), ("#1", "")]
)
def test_a_page_is_what_stands_before_the_last_number(answer_id: str, page_id: str) -> None:
    assert Page.id_of(answer_id) == page_id
    assert value_of("page", (answer_id, Doctor())) == page_id


# Counting.


def test_all_the_seeds_are_counted_by_what_they_say() -> None:
    assert counts("specialty", Selection()) == {
        "Dermatologic Surgeon": 6, "Plastic Surgeon": 6, "Facial Plastic Surgeon": 5,
        "Oculoplastic Surgeon": 4, "Dermatologist": 3, NOT_ON_PAGE: 2,
        "Emergency Medicine Physician": 1, "General Surgeon": 1,
    }  # fmt: skip
    assert counts("stars", Selection()) == {"5": 10, "4 to 4.9": 8, NOT_ON_PAGE: 10}
    assert counts("named", Selection()) == {"named": 25, "unnamed": 3}
    assert counts("page", Selection()) == {FIRST: 10, SECOND: 10, THIRD: 8}
    places = counts("place", Selection())
    assert sum(places.values()) == 28
    assert {place: count for place, count in places.items() if count > 1} == {
        "Cambridge": 3, "New York": 3, "Toronto": 3, NOT_ON_PAGE: 2,
    }  # fmt: skip


def test_each_facet_counts_as_the_choices_of_all_other_facets_leave_it() -> None:
    dermatologists = chosen(specialty="Dermatologist")
    assert counts("specialty", dermatologists) == counts("specialty", Selection())
    assert counts("place", dermatologists) == {"Las Vegas": 1, "Melbourne": 1, "New York": 1}
    assert counts("stars", dermatologists) == {"5": 2, NOT_ON_PAGE: 1}
    assert counts("named", dermatologists) == {"named": 2, "unnamed": 1}
    assert counts("page", dermatologists) == {SECOND: 1, THIRD: 2}
    both = chosen(specialty="Dermatologist", place="New York")
    assert counts("specialty", both) == {
        "Dermatologist": 1, "Dermatologic Surgeon": 1, "Plastic Surgeon": 1,
    }  # fmt: skip
    assert counts("place", both) == {"Las Vegas": 1, "Melbourne": 1, "New York": 1}
    assert counts("page", both) == {THIRD: 1}


def test_every_count_is_what_the_choice_would_leave() -> None:
    selections = [
        Selection(),
        chosen(specialty="Dermatologist"),
        chosen(specialty=("Dermatologist", "Plastic Surgeon"), stars="5"),
        chosen(page=THIRD, named="named"),
        Selection({"stars": frozenset([NOT_ON_PAGE])}, {"specialty": "surgeon"}),
    ]
    for selection in selections:
        for facet in FACET_NAMES:
            for value, count in counts(facet, selection).items():
                chosen_alone = {**selection.chosen, facet: frozenset([value])}
                alone = Selection(chosen_alone, selection.letters)
                assert len(matching(SEEDS, alone)) == count, (selection, facet, value)


def test_letters_count_for_every_facet() -> None:
    assert counts("specialty", Selection(letters={"place": "toronto"})) == {
        "Dermatologic Surgeon": 1, "Facial Plastic Surgeon": 1, "Plastic Surgeon": 1,
    }  # fmt: skip


def test_values_of_most_answers_come_first_and_like_ones_by_their_letters() -> None:
    facet = facets(Roster(SEEDS), Selection())[0]
    assert [choice.value for choice in facet.choices] == [
        "Dermatologic Surgeon", "Plastic Surgeon", "Facial Plastic Surgeon",
        "Oculoplastic Surgeon", "Dermatologist", NOT_ON_PAGE, "Emergency Medicine Physician",
        "General Surgeon",
    ]  # fmt: skip


def test_stars_stand_in_their_own_order() -> None:
    among: list[Attributed] = [
        (f"page#{n}", Doctor(rating=rating))
        for n, rating in enumerate([2.0, 2.1, 2.2, 3.5, 3.6, 4.5, 5.0, None, None, None, None])
    ]
    stars = facet_of("stars", Selection(), among)
    assert [(choice.value, choice.answers) for choice in stars.choices] == [
        ("5", 1), ("4 to 4.9", 1), ("3 to 3.9", 2), ("below 3", 3), (NOT_ON_PAGE, 4),
    ]  # fmt: skip
    assert [choice.value for choice in stars.choices] == [*STARS, NOT_ON_PAGE]


def test_what_is_not_offered_is_counted_and_what_is_chosen_always_is_offered() -> None:
    places = facet_of("place", Selection())
    assert (len(places.choices), places.left_out) == (12, 9)
    assert MOST == 12
    assert "Summit" not in {choice.value for choice in places.choices}
    places = facet_of("place", chosen(place="Summit"))
    assert places.choices[-1] == FacetChoice("Summit", "Summit", 1, True)
    assert (len(places.choices), places.left_out) == (13, 8)


def test_a_chosen_value_that_nobody_has_stays_to_be_taken_back() -> None:
    for name in FACET_NAMES:
        facet = facet_of(name, Selection({name: frozenset(["nowhere"])}))
        label = None if name == "doctor" else "nowhere"
        assert FacetChoice("nowhere", label, 0, True) in facet.choices, name


def test_the_years_of_answers_are_a_facet_with_the_newest_first() -> None:
    days = {"page#1": date(2016, 3, 3), "page#2": date(2024, 1, 1), "page#3": date(2016, 12, 31)}
    roster = Roster([(f"page#{n}", Doctor()) for n in range(1, 5)], days)
    of_2016 = Selection({"year": frozenset(["2016"])})
    (years,) = (one for one in facets(roster, of_2016) if one.name == "year")
    assert years.choices == (
        FacetChoice("2024", "2024", 1, False),
        FacetChoice("2016", "2016", 2, True),
        FacetChoice(NOT_ON_PAGE, NOT_ON_PAGE, 1, False),
    )
    assert np.flatnonzero(selected(roster, of_2016)).tolist() == [0, 2]


def test_where_no_page_gives_a_day_there_are_no_years_to_choose_from() -> None:
    assert facet_of("year", Selection()).choices == ()


def test_nothing_has_no_choices() -> None:
    assert facets(Roster([]), Selection()) == tuple(Facet(name, (), 0) for name in FACET_NAMES)


# Choosing.


def test_an_empty_selection_lets_all_through_in_their_order() -> None:
    assert not Selection()
    assert not Selection({"place": frozenset()})
    assert matching(SEEDS, Selection()) == [one for one, _ in SEEDS]
    assert matching(reversed(SEEDS), Selection({"place": frozenset()})) == [
        one for one, _ in reversed(SEEDS)
    ]


def test_of_one_facet_any_of_several_values_is_let_through_and_of_several_facets_all_must_be() -> (
    None
):
    assert matching(SEEDS, chosen(specialty=("Dermatologist", "General Surgeon"))) == [
        f"{FIRST}#10", f"{SECOND}#5", f"{THIRD}#1", f"{THIRD}#7",
    ]  # fmt: skip
    either = chosen(specialty=("Dermatologist", "General Surgeon"), stars="5")
    assert matching(SEEDS, either) == [f"{FIRST}#10", f"{THIRD}#1", f"{THIRD}#7"]
    either = chosen(
        specialty=("Dermatologist", "General Surgeon"), stars="5", named="unnamed", page=THIRD
    )
    assert matching(SEEDS, either) == [f"{THIRD}#1"]


def test_what_the_page_does_not_say_may_be_chosen() -> None:
    assert matching(SEEDS, chosen(place=NOT_ON_PAGE)) == [f"{FIRST}#7", f"{SECOND}#4"]
    assert matching(SEEDS, chosen(doctor=NOT_ON_PAGE)) == [
        f"{FIRST}#1",
        f"{SECOND}#4",
        f"{THIRD}#1",
    ]


@pytest.mark.parametrize(
    ("letters", "ids"),
    [
        ({"name": "GREEN"}, [f"{FIRST}#7", f"{THIRD}#7"]),
        ({"place": "beach"}, [f"{THIRD}#5"]),
        ({"specialty": "medicine phys"}, [f"{FIRST}#9"]),
        ({"specialty": "dermatolog", "place": "york"}, [f"{SECOND}#6", f"{THIRD}#7"]),
        ({"name": "Soni", "place": "Toronto"}, []),
        ({"name": ".*"}, []),
    ],
    ids=str,
)
def test_letters_must_all_be_contained_small_or_capital(
    letters: dict[TextField, str], ids: list[str]
) -> None:
    assert Selection(letters=letters)
    assert matching(SEEDS, Selection(letters=letters)) == ids


WRITTEN: list[Attributed] = [
    ("a#1", Doctor("María José O’Neil", None, "byline", "Zürich", "Dentist")),
    ("b#1", Doctor("Jane Mu\u0308ller", None, "byline", "Zurich", "DENTIST")),
    ("c#1", Doctor("John Smith, Jr.", None, "byline", "Zürich", "Surgeon")),
    ("d#1", Doctor("Ann Lee", None, "byline", "Boston", "dentist")),
]


@pytest.mark.parametrize(
    ("letters", "ids"),
    [
        ({"name": "maria jose"}, ["a#1"]),
        ({"name": "o'neil"}, ["a#1"]),
        ({"name": "ONEIL"}, ["a#1"]),
        ({"name": "Muller"}, ["b#1"]),
        ({"name": "Müller"}, ["b#1"]),
        ({"name": "smith jr"}, ["c#1"]),
        ({"name": "Smith, Jr."}, ["c#1"]),
        ({"place": "zurich"}, ["a#1", "b#1", "c#1"]),
        ({"place": "Zu\u0308rich\u200b"}, ["a#1", "b#1", "c#1"]),
        ({"name": "."}, []),
    ],
    ids=str,
)
def test_letters_are_contained_however_they_are_written(
    letters: dict[TextField, str], ids: list[str]
) -> None:
    assert matching(WRITTEN, Selection(letters=letters)) == ids


def test_places_and_specialties_are_one_however_they_are_written() -> None:
    assert counts("place", Selection(), WRITTEN) == {"Zürich": 3, "Boston": 1}
    assert sorted(counts("specialty", Selection(), WRITTEN).values()) == [1, 3]
    for place in ("Zürich", "Zurich", "ZURICH"):
        assert matching(WRITTEN, chosen(place=place)) == ["a#1", "b#1", "c#1"]
        facet = facet_of("place", chosen(place=place), WRITTEN)
        assert facet.choices[0] == FacetChoice("Zürich", "Zürich", 3, True)


def test_a_value_must_be_whole_where_letters_need_not() -> None:
    assert matching(SEEDS, chosen(specialty="Plastic")) == []
    found = matching(SEEDS, Selection(letters={"specialty": "Plastic"}))
    wanted = Counter({"Plastic Surgeon": 6, "Facial Plastic Surgeon": 5, "Oculoplastic Surgeon": 4})
    assert Counter(dict(SEEDS)[one].specialty for one in found) == wanted


# Doctors.


def doctor(name: str, credentials: str | None = "MD", **given: Any) -> Doctor:
    return Doctor(
        name=name, credentials=credentials, named_by=given.pop("named_by", "byline"), **given
    )


def doctors(*given: Doctor) -> list[tuple[str | None, int]]:
    """The choices of doctors among some answers: what is shown, and how many answers each has."""
    among: list[Attributed] = [(f"page#{n}", one) for n, one in enumerate(given, start=1)]
    found = facet_of("doctor", Selection(), among, 100)
    assert len({choice.value for choice in found.choices}) == len(found.choices)
    for choice in found.choices:
        alone = Selection({"doctor": frozenset([choice.value])})
        assert len(matching(among, alone)) == choice.answers
    return [(choice.label, choice.answers) for choice in found.choices]


BOSTON: dict[str, Any] = {"place": "Boston", "specialty": "Dermatologist"}
DENVER: dict[str, Any] = {"place": "Denver", "specialty": "Dermatologist"}


def test_two_doctors_of_one_name_in_two_cities_are_two_choices_that_read_apart() -> None:
    assert doctors(
        doctor("John Smith", **BOSTON), doctor("John Smith", **DENVER), doctor("Jane Roe", **DENVER)
    ) == [
        ("Jane Roe, MD", 1),
        ("John Smith, MD · Dermatologist · Boston", 1),
        ("John Smith, MD · Dermatologist · Denver", 1),
    ]


@pytest.mark.parametrize(
    "other",
    [
        doctor("John Smith", "M.D.", **BOSTON),
        doctor("JOHN  SMITH", "md", **BOSTON),
        doctor("Jóhn Smith", "MD, FACS", place="BOSTON", specialty="dermatologist"),
    ],
)
def test_dots_case_accents_and_blanks_make_no_second_choice(other: Doctor) -> None:
    assert doctors(doctor("John Smith", **BOSTON), other) == [("John Smith, MD", 2)]


def test_names_that_only_look_the_same_are_told_apart_too() -> None:
    assert doctors(doctor("John Smith", **BOSTON), doctor("JOHN SMITH", **DENVER)) == [
        ("John Smith, MD · Dermatologist · Boston", 1),
        ("JOHN SMITH, MD · Dermatologist · Denver", 1),
    ]


def test_a_name_that_makes_no_person_is_a_choice_for_each_answer() -> None:
    signed = doctor("Dr. Green", None, named_by="signature", **BOSTON)
    assert doctors(signed, signed, doctor("Ann Lee"), doctor("Jane Roe", **BOSTON)) == [
        ("Ann Lee, MD", 1),
        ("Dr. Green · Dermatologist · Boston · page#1", 1),
        ("Dr. Green · Dermatologist · Boston · page#2", 1),
        ("Jane Roe, MD", 1),
    ]


def test_a_doctors_value_is_the_same_whatever_else_is_there_and_names_nobody() -> None:
    one: Attributed = ("a#1", doctor("John Smith", **BOSTON))
    same: Attributed = ("b#7", doctor("JOHN SMITH", "M.D.", **BOSTON))
    key = "\0".join(["john smith", "md", "boston", "dermatologist", ""])
    hashed = blake2b(key.encode(), digest_size=8).hexdigest()
    assert value_of("doctor", one) == value_of("doctor", same) == hashed
    assert value_of("doctor", ("b#7", doctor("John Smith"))) == "b#7"


def test_the_seeds_name_each_doctor_once() -> None:
    found = facet_of("doctor", Selection(), SEEDS, 100)
    labels = [choice.label for choice in found.choices]
    assert len(labels) == len(set(labels)) == 26
    assert labels[0] == NOT_ON_PAGE
    assert {choice.answers for choice in found.choices[1:]} == {1}
    (soni,) = (choice for choice in found.choices if choice.label == "Hardik Soni, MD")
    assert matching(SEEDS, chosen(doctor=soni.value)) == [f"{FIRST}#9"]


# On a topic.


def test_on_a_topic_the_answers_on_it_are_counted(library: Library, encoder: WordsEncoder) -> None:
    reply = doctors_on("massage", library, encoder)
    assert sorted(card.answer.id for card in reply.cards) == [
        f"{FIRST}#10", f"{FIRST}#4", f"{FIRST}#8", f"{SECOND}#2", f"{SECOND}#6", f"{SECOND}#8",
    ]  # fmt: skip
    on_it = [one for one in SEEDS if one[0] in {card.answer.id for card in reply.cards}]
    assert reply.facets == facets(Roster(on_it), Selection())
    assert {choice.value: choice.answers for choice in reply.facets[0].choices} == {
        "Plastic Surgeon": 2, "Dermatologic Surgeon": 2, "General Surgeon": 1,
        "Oculoplastic Surgeon": 1,
    }  # fmt: skip

"""Who is the same doctor: what makes two records one person, and what does not."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.identity import (
    doctor_key,
    folded_name,
    folded_person,
    folded_text,
    is_called_doctor,
    person_of,
    spellings,
)
from index.model import Doctor

ROE = Doctor("Jane Roe", "MD", "byline", "Denver", "Plastic Surgeon")


@pytest.mark.parametrize(
    "other",
    [
        replace(ROE, credentials="M.D."),
        replace(ROE, credentials="md"),
        replace(ROE, credentials="MD, FACS"),
        replace(ROE, credentials="M.D., F.A.C.S."),
        replace(ROE, name="JANE ROE"),
        replace(ROE, name="Jané  Roe"),
        replace(ROE, place="DENVER", specialty="plastic\u00a0surgeon"),
        replace(ROE, rating=4.9, reviews=75),
        replace(ROE, name="Jane\u200b\u00a0\u202eRoe\u202c", credentials="M\u200bD"),
        replace(ROE, name="Jane Roe\ufeff", place="Den\u00adver"),
        replace(ROE, name="Dr. Jane Roe"),
        replace(ROE, name="Prof. Dr. med. Jane Roe"),
    ],
)
def test_how_a_record_is_written_makes_no_second_person(other: Doctor) -> None:
    assert doctor_key(other) == doctor_key(ROE) is not None


@pytest.mark.parametrize(
    "other",
    [
        replace(ROE, place="Boston"),
        replace(ROE, place=None),
        replace(ROE, specialty="Dermatologist"),
        replace(ROE, credentials="DO"),
        replace(ROE, credentials=None),
        replace(ROE, name="Jane A. Roe"),
        replace(ROE, name="Jane-Roe"),
        replace(ROE, name="Roe, Jane"),
        replace(ROE, name="Jane Roe Jr."),
        replace(ROE, name="J\u0430ne Roe"),  # a Cyrillic letter
        replace(ROE, status="not currently practicing"),
    ],
)
def test_what_one_page_prints_otherwise_makes_another_person(other: Doctor) -> None:
    assert doctor_key(other) not in (None, doctor_key(ROE))


@pytest.mark.parametrize(
    "nobody",
    [
        Doctor(),
        Doctor(place="Denver", specialty="Plastic Surgeon"),
        replace(ROE, named_by="signature"),
        replace(ROE, place=None, specialty=None),
    ],
)
def test_who_is_not_named_in_full_is_nobodys_twin(nobody: Doctor) -> None:
    assert doctor_key(nobody) is None
    assert person_of("page#1", nobody) == "page#1"


def test_the_answers_of_one_person_share_what_identifies_them() -> None:
    assert person_of("a#1", ROE) == person_of("b#2", replace(ROE, credentials="M.D."))


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("  José\tÁlvarez ", "jose alvarez"),
        ("Jose\u0301 A\u0301lvarez", "jose alvarez"),
        ("STRAẞE", "strasse"),
        ("Ｊane", "jane"),
        ("Sørensen-Łuk", "sorensen-luk"),
        ("IŞIL", "isil"),
        ("Işıl", "isil"),
        ("O’Neil", "oneil"),
        ("O'Neil", "oneil"),
        ("O\u00b4Neil", "oneil"),
        ("St. Louis", "st louis"),
        ("Anne\u2011Marie", "anne-marie"),
        ("Й", "й"),
        ("ガ", "ガ"),
        ("\u200b\u2060\ufeff", ""),
        ("", ""),
    ],
)
def test_a_name_is_compared_without_case_accents_and_spacing(name: str, folded: str) -> None:
    assert folded_name(name) == folded


@pytest.mark.parametrize(
    "name", ["John Smith, Jr.", "John Smith Jr", "Dr. JOHN  SMITH, JR", "Doctor John Smith Jr."]
)
def test_a_person_is_compared_without_title_dots_and_the_comma_of_a_suffix(name: str) -> None:
    assert folded_person(name) == "john smith jr"


@pytest.mark.parametrize("name", ["Dr.", "Prof. Dr.", "Doctor"])
def test_a_name_that_is_all_title_is_kept(name: str) -> None:
    assert folded_person(name)


@given(st.text())
def test_a_text_is_folded_alike_composed_and_decomposed(text: str) -> None:
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert folded_text(composed) == folded_text(apart)


def test_the_commonest_spelling_stands_for_all() -> None:
    assert spellings(["boston", "Austin", "Boston", "BOSTON", "Boston"]) == [
        ("Boston", 4),
        ("Austin", 1),
    ]


@pytest.mark.parametrize(
    ("doctor", "called"),
    [
        (Doctor("Jane Roe", "MD", "byline"), True),
        (Doctor("Jane Roe", None, "byline", specialty="Dermatologist"), True),
        (Doctor("Dr. Jane Roe", None, "byline"), True),
        (Doctor("Dra. Juana Roe", None, "byline"), True),
        (Doctor("user-7", None, "byline"), False),
        (Doctor("Jane Roe", None, "byline", "Boston"), False),
        (Doctor("Drew Barry", None, "byline"), False),
        (Doctor(), False),
    ],
)
def test_only_letters_a_title_or_a_specialty_make_a_doctor(doctor: Doctor, called: bool) -> None:
    assert is_called_doctor(doctor) is called

"""Who is the same doctor: what makes two records one person, and what does not."""

from dataclasses import replace

import pytest

from index.identity import doctor_key, folded_name, person_of
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
    [("  José\tÁlvarez ", "jose alvarez"), ("STRAẞE", "strasse"), ("Ｊane", "jane"), ("", "")],
)
def test_a_name_is_compared_without_case_accents_and_spacing(name: str, folded: str) -> None:
    assert folded_name(name) == folded

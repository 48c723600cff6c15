"""What a forum prints beside the name of an account."""

import pytest

from index.pages.rows.flairs import Flair, read_flair


@pytest.mark.parametrize(
    ("told", "letters", "specialty"),
    [
        ("Physician", None, "Physician"),
        ("MD", "MD", None),
        ("MD, Dermatology", "MD", "Dermatology"),
        ("Physician - Dermatology", None, "Physician - Dermatology"),
        ("Physician (Dermatology)", None, "Physician (Dermatology)"),
        ("Physician | Moderator", None, "Physician"),
        (":verified: Physician", None, "Physician"),
        ("General Practitioner", None, "General Practitioner"),
        ("Hautarzt", None, "Hautarzt"),
    ],
)
def test_what_calls_somebody_a_doctor_is_taken_as_printed(
    told: str, letters: str | None, specialty: str | None
) -> None:
    assert read_flair(told) == Flair(letters, specialty)


@pytest.mark.parametrize(
    "told",
    [
        "Layperson/not verified as healthcare professional.",
        "This user has not yet been verified.",
        "Not a physician",
        "Patient of a dermatologist",
        "Medical Student",
        "Physician Assistant",
        "Registered Nurse",
        "RN",
        "Pharmacist",
    ],
)
def test_what_says_that_somebody_is_none_denies_it(told: str) -> None:
    assert read_flair(told) == Flair(denies=True)


@pytest.mark.parametrize(
    "told",
    [None, "", "Leader", "Moderator", "Dermatology", "Love Doctor", "Doctor Who fan",
     "Physician in training", "Married to: Physician", "Physician " * 40],
)  # fmt: skip
def test_what_is_not_understood_says_nothing(told: str | None) -> None:
    assert read_flair(told) == Flair()

"""Words beside a name may deny that it is a doctor's, or that who is named wrote."""

import pytest

from index.pages.line_reader.denials import denies, is_machine, is_no_doctors, other_work


@pytest.mark.parametrize(
    "told",
    [
        "Patient",
        "PhysicianAssistant",
        "Physician's assistant",
        "Nurse Practitioner",
        "Medical student",
        "Not a doctor",
        "Moderator",
        "Editor-in-chief",
        "AI-generated",
        "RN, BSN",
    ],
)
def test_what_means_no_doctor_denies_one(told: str) -> None:
    assert denies(told)


@pytest.mark.parametrize(
    "told",
    [
        "Plastic Surgeon",
        "Family Practitioner",
        "Assistant Professor of Surgery",
        "Assistant Clinical Professor",
        "Staff Physician",
        "MD, FACS",
        "MD, PhD",
    ],
)
def test_what_a_doctor_is_called_denies_none(told: str) -> None:
    assert not denies(told)


def test_nothing_but_somebody_elses_word_is_told_from_a_word_among_others() -> None:
    assert is_no_doctors("Patient") and is_no_doctors("ChatGPT")
    assert not is_no_doctors("Patient Care Physician") and not is_no_doctors("")
    assert is_machine("GPT-4, generated") and not is_machine("Ai Tanaka")


@pytest.mark.parametrize(
    ("before", "work"),
    [
        ("Reviewed by ", "Reviewed by"),
        ("Medically reviewed by Dr. ", "Medically reviewed by"),
        ("Site owner: Prof.", "Site owner:"),
        ("Answered on March 3, 2016 by ", None),
        ("By ", None),
        ("Author:", None),
        ("Boston Dermatologist", None),
        ("", None),
    ],
)
def test_what_stands_before_a_name_may_be_other_work_than_writing(
    before: str, work: str | None
) -> None:
    assert other_work(before) == work

"""What one line of a byline says."""

import pytest

from index.model import Doctor
from index.pages.line_reader.furniture import furniture_kind
from index.pages.line_reader.parts import read_part


def said(line: str) -> Doctor | None:
    part = read_part(line)
    return None if part is None else part.doctor


@pytest.mark.parametrize(
    ("line", "name", "place", "specialty", "rating"),
    [
        ("Ruth Okafor, DO | Dermatologist | Reno | ★ 4.9 (75 reviews)", "Ruth Okafor", "Reno",
         "Dermatologist", 4.9),
        ("[Ruth Okafor, DO] [Dermatologist] [Reno]", "Ruth Okafor", "Reno", "Dermatologist", None),
        ("Ruth Okafor, DO - Dermatologist, Reno - Helpful votes: 10 - 02/25/2013", "Ruth Okafor",
         "Reno", "Dermatologist", None),
        ("Ruth Okafor, DO (retired) (Dermatologist, Reno, NV) 4.9 out of 5 stars", "Ruth Okafor",
         "Reno, NV", "Dermatologist", 4.9),
        ("— Ruth Okafor, DO, Reno, Dermatologist", "Ruth Okafor", "Reno", "Dermatologist", None),
        ("Ruth Okafor, DO, Salt Lake City", "Ruth Okafor", "Salt Lake City", None, None),
        ("**Ruth Okafor, DO** · Dermatologist", None, None, None, None),
    ],
)  # fmt: skip
def test_parts_in_one_line(
    line: str, name: str | None, place: str | None, specialty: str | None, rating: float | None
) -> None:
    doctor = said(line)
    found = doctor and (doctor.name, doctor.place, doctor.specialty, doctor.rating)
    assert found == (None if name is None else (name, place, specialty, rating))


@pytest.mark.parametrize(
    "line",
    [
        "Ruth Okafor, DO | Call us today for a free consultation in our clinic",
        "Ruth Okafor, DO - thanks for your answer",
        "Hugo Weiner, MBBChir, FRCS(Plast) on this question",
        "Glow Skin Clinic, LLC | Dermatologist | Reno",
        "Lip fillers - Dermatologist - Reno",
        "Reviewed by Ruth Okafor, DO",
        "Medically reviewed by Ruth Okafor, DO",
    ],
)
def test_other_lines_that_hold_a_name_say_nothing(line: str) -> None:
    assert said(line) is None


@pytest.mark.parametrize(
    ("line", "doctor"),
    [
        ("Name: Ruth Okafor", Doctor(name="Ruth Okafor", named_by="byline")),
        (
            "Doctor: Ruth Okafor, DO",
            Doctor(name="Ruth Okafor", credentials="DO", named_by="byline"),
        ),
        ("Specialty: Skin and hair", Doctor(specialty="Skin and hair")),
        ("Location: Cape Town", Doctor(place="Cape Town")),
        ("Fachrichtung: Hautarzt", Doctor(specialty="Hautarzt")),
        ("Answered by Ruth Okafor", Doctor(name="Ruth Okafor", named_by="byline")),
        ("DO, FAAD · Dermatologist", Doctor(credentials="DO, FAAD", specialty="Dermatologist")),
    ],
)
def test_a_label_or_letters_tell_what_a_line_is(line: str, doctor: Doctor) -> None:
    assert said(line) == doctor


@pytest.mark.parametrize("line", ["Name: anna88", "Location: I live in Reno. Thanks.", "DO · it"])
def test_labels_of_users_and_sentences_say_nothing(line: str) -> None:
    assert said(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Was this helpful? " + "yes no " * 40 + "thanks",
        "Next " + "» " * 60 + "x",
        "Back " + "/ " * 70 + "x",
        "More " + ". " * 60 + "x",
        "Home " + "/ " * 80 + "x",
        "Home" + ">" * 300 + "x",
    ],
)
def test_a_line_that_nearly_is_of_the_site_is_told_at_once(line: str) -> None:
    """A pattern that tries every way to cut such a line takes longer than anybody waits."""
    assert furniture_kind(line) in {None, "more"}

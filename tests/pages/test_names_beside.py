"""Words that have another's name beside them, as a byline has it, are under no doctor's name."""

from pathlib import Path

import pytest

from index.pages.line_reader.lines import lines_of
from index.pages.line_reader.names_beside import named_beside
from tests.pages.test_quotations import (
    ANOTHERS,
    BYLINES,
    FIRST,
    SECOND,
    TOP,
    holder,
    page_with,
    parsed,
)
from tests.pages.test_speakers import OWN, marked_page, named_record

BESIDE = {
    "before": f"Ada Lane, MD. {ANOTHERS}",
    "before, with a dash": f"Ada B. Lane, MD, FACS – {ANOTHERS}",
    "before, with no sign": f"Ada Lane, MD {ANOTHERS}",
    "behind": f"{ANOTHERS} Ada Lane, MD",
    "behind a dash": f"{ANOTHERS} – Ada B. Lane, Dermatologist",
    "a bare name behind a dash": f"{ANOTHERS} - Bob Ray",
    "in brackets": f"{ANOTHERS} (Ada Lane, MD)",
    "a patient": f"Bob Ray (patient)\n\n{ANOTHERS}",
    "a post": f"{ANOTHERS}\n\nBob Ray, Practice Director",
    "a nurse": f"{ANOTHERS}\n\nBob Ray, Head Nurse",
    "a town": f"Bob Ray, New York\n\n{ANOTHERS}",
    "a dash": f"{ANOTHERS}\n\n- Bob Ray",
    "by": f"{ANOTHERS}\n\nby Bob Ray",
}


@pytest.mark.parametrize("insert", BESIDE.values(), ids=BESIDE)
def test_what_has_anothers_name_beside_it_is_under_no_name(insert: str, tmp_path: Path) -> None:
    words = f"{OWN}\n\n{insert}\n\n{SECOND}"
    pages = (
        page_with(insert),
        page_with(f"{OWN}\n\n{insert}"),
        page_with(insert, above=True),
        page_with(f"{OWN}\n\n{insert}", above=True),
        named_record(words, tmp_path),
        marked_page(words, tmp_path),
    )
    assert [holder(page, ANOTHERS) for page in pages] == [None] * len(pages)


HERS = [
    "Ruth Okafor, DO. I would wait for a week.",
    "I would wait for a week. – Ruth Okafor, DO",
    "I asked Ada Lane, MD, who would wait, too.",
    "I would wait for a week. Good luck!",
    "Rest it, ice it, and raise it. - Do not bend it.",
    "- Arnica Gel\n- Ice Packs\n- Rest",
    "Ruth Okafor, Medical Director",
    "Rest (if it hurts)",
]


@pytest.mark.parametrize("words", HERS)
def test_what_a_doctor_says_has_nobody_else_beside_it(words: str, tmp_path: Path) -> None:
    assert holder(named_record(f"{OWN}\n\n{words}\n\n{SECOND}", tmp_path), words) == "Ruth Okafor"


def test_who_is_named_is_told() -> None:
    lines = lines_of(f"{ANOTHERS} – Ada B. Lane, Dermatologist")
    named = named_beside(lines, 0)
    assert named is not None and named.name == "Ada B. Lane"


AROUND = {
    "as the only headline": f"{TOP}{FIRST}\n\n{BYLINES[0]}\n\nBob Ray\n\n{ANOTHERS}\n\n{SECOND}\n\n"
    f"{BYLINES[1]}\n",
    "above the byline": f"{TOP}{FIRST}\n\n{BYLINES[0]}\n\n{SECOND}\n\n{ANOTHERS}\n\nBob Ray\n\n"
    f"{BYLINES[1]}\n",
    "as a second headline": f"{TOP}On flying\n\n{FIRST}\n\n{BYLINES[0]}\n\nOn walking\n\n"
    f"Bob Ray\n\n{ANOTHERS}\n\n{SECOND}\n\n{BYLINES[1]}\n",
}


@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND)
def test_a_name_alone_at_the_ends_of_words_may_be_whose_they_are(text: str) -> None:
    assert holder(parsed(text), ANOTHERS) is None


def test_a_byline_that_lost_its_name_is_no_part_of_the_one_above() -> None:
    page = parsed(
        f"{TOP}On flying\n\n+1\n\n{FIRST}\n\n{BYLINES[0]}\n\nOn walking\n\n+2\n\n{SECOND}\n\n"
        f"{BYLINES[1]}\n\nDermatologist, Miami\n"
    )
    assert holder(page, SECOND) is None and holder(page, FIRST) == "Paul Green"


def test_an_answer_that_was_saved_twice_and_lost_its_byline_is_not_the_next_ones() -> None:
    long = "You may fly after two weeks at the very earliest, and not one day before that."
    page = parsed(f"{TOP}{long}\n\n{BYLINES[0]}\n\n{long}\n\n{SECOND}\n\n{BYLINES[1]}\n")
    assert [one.doctor.name for one in page.answers] == ["Paul Green", None]


def test_the_patients_own_words_are_under_no_doctors_name() -> None:
    asked = "I had surgery on my knee two weeks ago."
    top = f"Can I fly?\n\n{asked}\n\nDoctor Answers 2\n\n"
    for first in (f"{asked}\n\n{FIRST}", f"{FIRST}\n\n{asked}"):
        page = parsed(f"{top}{first}\n\n{BYLINES[0]}\n\n{SECOND}\n\n{BYLINES[1]}\n")
        assert [one.doctor.name for one in page.answers] == [None, "Ruth Okafor"]

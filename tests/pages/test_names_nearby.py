"""Names that stand near an answer and are not its doctor's: letters, boxes, the next byline."""

import pytest

from index.model import Page
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.text import parse_page

TOP = "Can I fly?\n\nI had surgery.\n\nDoctor Answers 2\n\n"
FIRST = "You may fly after two weeks, and not before.\n\n"
SECOND = "Walk about the cabin every hour, and drink.\n\n"


def parsed(text: str) -> Page:
    return parse_page(text, page_id="page", source="page.txt", digest="0" * 64)


def names(page: Page) -> dict[str, str | None]:
    return {page.quote(one.body).strip(): one.doctor.name for one in page.answers}


def test_letters_in_a_line_of_their_own_are_nobodys_name() -> None:
    page = parsed(
        f"{TOP}First\n\n{FIRST}Paul Payne\nDO, FAAD · Oral Surgeon\nHouston\n\n"
        f"Second\n\n{SECOND}Ruth Okafor\nMBBS, FRCS · Dermatologist\nVancouver\n"
    )
    found = {one.doctor.name for one in page.answers}
    assert found <= {None, "Paul Payne", "Ruth Okafor"}
    assert found != {None} or any(one.startswith(TO_BE_CHECKED) for one in page.warnings)


@pytest.mark.parametrize("heading", ["Featured doctor", "Top doctors near you"])
def test_a_name_in_a_box_of_the_site_takes_no_words(heading: str) -> None:
    page = parsed(
        f"{TOP}{FIRST}Ruth Okafor, MD\nReno Dentist\n\n{SECOND}— Nadia L., coordinator\n\n"
        f"{heading}\n\nTrevor Rosen, MD\nBoston Dermatologist\n"
    )
    assert "Trevor Rosen" not in {one.doctor.name for one in page.answers}
    assert any("box" in warning for warning in page.warnings)


def test_a_line_above_a_rule_is_not_the_headline_of_the_doctor_below_it() -> None:
    opening = "Was a silicone sheet suggested to you?"
    byline = "Ruth Okafor, MD\nReno Dentist"
    page = parsed(
        f"{TOP}One\n\nPaul Green, MD\nBoston Dermatologist\n\n{FIRST}{opening}\n\n-----\n\n"
        f"{byline}\n\n{SECOND}"
    )
    held = [one for one in page.answers if one.doctor.name == "Ruth Okafor"]
    assert not any(page.quoted(one.headline) == opening for one in held)
    without = parsed(
        f"{TOP}One\n\nPaul Green, MD\nBoston Dermatologist\n\n{FIRST}{opening}\n\n"
        f"{byline}\n\n{SECOND}"
    )
    assert names(without)[SECOND.strip()] == "Ruth Okafor"


def test_two_doctors_of_one_surname_in_a_row_are_two() -> None:
    page = parsed(
        f"{TOP}One\n\n{FIRST}Nadia Abbott, MD, Facial Plastic Surgeon, Boise, ID\n\n1 comment\n"
        f"sunnyday5 said: thanks\n\nTwo\n\n{SECOND}Like\n\n"
        "Robert Abbott, MD, Dermatologist, Raleigh, NC\n"
    )
    first = page.answers[0].doctor
    assert (first.name, first.place) == ("Nadia Abbott", "Boise, ID")
    assert names(page).get(SECOND.strip()) in {None, "Robert Abbott"}
    assert any("belongs to nobody" in one for one in page.warnings)


def test_a_name_above_all_words_signs_none_of_them() -> None:
    practice = "Bellevue Plastic Surgery, P.C."
    page = parsed(
        f"{TOP}Paul Green, MD\n\n{practice}\n\nBoston Dermatologist\n\nOne\n\nHelpful 4\n\n{FIRST}"
        f"Ruth Okafor, MD\n\n{practice}\n\nReno Dentist\n\nTwo\n\nHelpful 7\n\n{SECOND}"
    )
    held = names(page)
    assert held.get(FIRST.strip()) in {None, "Paul Green"}
    assert held.get(SECOND.strip()) in {None, "Ruth Okafor"}
    assert not any(page.quoted(one.headline) == "Paul Green, MD" for one in page.answers)


def test_votes_between_words_and_byline_are_a_doubt_unless_all_have_them() -> None:
    alone = parsed(f"{TOP}{FIRST}Helpful 4\n\n{SECOND}Helpful 7\n\nRuth Okafor, MD\nReno Dentist\n")
    assert {one.doctor.name for one in alone.answers} == {None}
    both = parsed(
        f"{TOP}Rest for two days.\n\n{FIRST}Helpful 4\n\nPaul Green, MD\nBoston Dermatologist\n\n"
        f"{SECOND}Helpful 7\n\nRuth Okafor, MD\nReno Dentist\n"
    )
    assert [one.doctor.name for one in both.answers] == ["Paul Green", "Ruth Okafor"]


def test_an_initial_names_nobody_and_a_linked_name_is_a_name() -> None:
    initial = parsed(f"{TOP.replace('2', '1')}{FIRST}All the best, Dr. G\n")
    assert {one.doctor.name for one in initial.answers} == {None}
    linked = parsed(
        f"{TOP}One\n\n{FIRST}[Paul Green, MD](https://example.com/paul)\n_Boston Dermatologist_\n\n"
        f"Two\n\n{SECOND}[Ruth Okafor, MD](https://example.com/ruth)\n_Reno Dentist_\n"
    )
    assert [one.doctor.name for one in linked.answers] == ["Paul Green", "Ruth Okafor"]
    assert all((linked.quoted(one.byline) or "").startswith("[") for one in linked.answers)

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
    assert any(warning.startswith(TO_BE_CHECKED) for warning in page.warnings)


@pytest.mark.parametrize("listed", [2, 8])
def test_a_list_of_doctors_at_the_foot_tells_nothing_of_where_bylines_stand(listed: int) -> None:
    words = [f"You may fly after {n} weeks, and not before that.\n\n" for n in range(2, 5)]
    bylines = ["Ruth Okafor, MD\nReno Dentist\n\n", "Paul Green, MD\nBoston Dermatologist\n\n"]
    names_of_others = ["Trevor Rosen, MD", "Ann Lee, DO"] * (listed // 2)
    page = parsed(
        f"{TOP}Soon\n\n{words[0]}{bylines[0]}Later\n\n{words[1]}{bylines[1]}Never\n\n{words[2]}"
        f"Doctors near you\n{chr(10).join(names_of_others)}\n"
    )
    assert {one.doctor.name for one in page.answers} == {None}


def test_words_of_another_that_two_doctors_announce_alike_are_neithers() -> None:
    said = "Dr. Hill wrote earlier:\nDo not fly at all within {} weeks, and rest in your bed.\n\n"
    page = parsed(
        f"{TOP}First\n\n+3\n\n{said.format('two')}{FIRST}Ruth Okafor, MD – Reno Dentist\n\n"
        f"Second\n\n+5\n\n{said.format('six')}{SECOND}Paul Green, MD – Boston Dermatologist\n"
    )
    assert {one.doctor.name for one in page.answers} == {None}


def test_a_sentence_between_two_lines_of_votes_is_an_answer_and_no_headline() -> None:
    top = TOP.removesuffix("2\n\n").removesuffix(" ").replace("Doctor Answers", "Answers")
    page = parsed(
        f"{top}\n\nBy Paul Green, MD\nBoston Dermatologist\n\n12 people found this helpful\n\n"
        f"{FIRST}By Ruth Okafor, MD\nReno Dentist\n\n+3\n\nIce helps on the first day, and so does "
        f"rest.\n\n12 people found this helpful\n\n{SECOND}"
    )
    assert names(page).get(SECOND.strip()) is None


def test_words_that_stand_apart_from_the_byline_above_them_are_not_its() -> None:
    page = parsed(
        f"{TOP}Ruth Okafor, MD\nReno Dentist\n\n{FIRST}Ice helps on the first day.\n\nSecond\n\n+3"
        f"\n\n{SECOND}Paul Green, MD\nBoston Dermatologist\n\nThird\n\n+5\n\nSleep with your head "
        "raised, and drink much.\n"
    )
    assert names(page)[SECOND.strip()] is None


def test_words_below_a_byline_that_has_no_others_are_not_for_sure_those_of_the_next() -> None:
    page = parsed(
        f"{TOP}+3\n\n{FIRST}By Hugo Hill, MD\nDallas Dermatologist\n\nBy Ruth Okafor, MD\nReno "
        f"Dentist\n\n+4\n\n{SECOND}By Paul Green, MD\nBoston Dermatologist\n"
    )
    assert names(page).get(SECOND.strip()) is None


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


@pytest.mark.parametrize("user", ["Kate M.", "Kate M", "Mrs. Hill", "kate77", "kate_m"])
def test_a_users_name_on_a_line_of_its_own_heads_what_is_not_the_doctors(user: str) -> None:
    page = parsed(
        f"{TOP}Ruth Okafor, MD\nReno Dentist\n\n{FIRST}{user}\n\nThat did not help me, sadly."
        f"\n\nPaul Green, MD\nBoston Dermatologist\n\n{SECOND}"
    )
    assert "Ruth Okafor" not in {one.doctor.name for one in page.answers}


def test_who_is_named_below_reviewed_by_after_every_answer_wrote_none() -> None:
    page = parsed(
        f"{TOP}+3\n\n{FIRST}Reviewed by\n\nRuth Okafor, MD – Reno Dentist\n\n"
        f"+5\n\n{SECOND}Reviewed by\n\nPaul Green, MD – Boston Dermatologist\n"
    )
    assert {one.doctor.name for one in page.answers} == {None}

"""Pages that say twice, or at every answer's end, whose the words are."""

import pytest

from index.model import Page, Role
from index.pages.line_reader.text import parse_page
from index.pages.line_reader.twice import read_once
from tests.pages.test_text_unseen import NOTICE, VOTE
from tests.pages.test_two_readings import ICE, LATE, REST, WALK, named, page_of, told

ANN = "Ann Lee, DO\nReno Dentist\n4.9 out of 5 stars 75 reviews"
RUTH = "Ruth Okafor, MD\nTampa Dermatologist"
JOHN = "John Roe, MD\nBoise Veterinary Surgeon"
WAIT = "Wait a week before you exercise again."
HELPFUL = "12 people found this helpful"


def enclosed(byline: str, *words: str, below: str | None = None, vote: str = VOTE) -> list[str]:
    return [byline, "On walks", vote, *words, byline if below is None else below]


def all_named(page: Page) -> list[str | None]:
    return [one.doctor.name for one in page.answers]


@pytest.mark.parametrize("below", [None, "name"])
def test_what_the_bylines_of_one_doctor_enclose_is_that_doctors(below: str | None) -> None:
    lower = None if below is None else ANN.splitlines()[0]
    page = page_of([*enclosed(RUTH, REST), *enclosed(ANN, ICE, LATE, below=lower)], 2)
    assert named(page) == {REST: "Ruth Okafor", f"{ICE}\n\n{LATE}": "Ann Lee"}
    assert [one.doctor.place for one in page.answers] == ["Tampa", "Reno"]
    assert [page.quoted(one.headline) for one in page.answers] == ["On walks"] * 2
    assert not any(line.role is Role.UNEXPLAINED for line in page.lines)


def test_an_answer_may_be_missing_where_bylines_enclose_the_others() -> None:
    others = [*enclosed(ANN, WALK), *enclosed(JOHN, LATE), *enclosed(RUTH, WAIT)]
    page = page_of([*enclosed(RUTH, REST), "On ice", VOTE, ICE, *others], 5)
    assert [named(page)[words] for words in (REST, WALK, LATE)] == [
        "Ruth Okafor", "Ann Lee", "John Roe",
    ]  # fmt: skip
    assert [name for words, name in named(page).items() if ICE in words] == [None]
    assert told(page, "outside of the bylines that enclose")


def test_words_of_two_answers_between_two_bylines_are_nobodys() -> None:
    lost = [RUTH, "On rest", VOTE, REST, "On ice", VOTE, ICE, RUTH]
    page = page_of([*lost, *enclosed(ANN, WALK), *enclosed(JOHN, LATE)])
    assert named(page)[WALK] == "Ann Lee"
    assert not any(REST in words and name for words, name in named(page).items())


def test_a_doctor_who_answers_twice_encloses_nobody_elses_words() -> None:
    page = page_of(
        ["On rest", VOTE, REST, RUTH, "On ice", VOTE, ICE, RUTH, "On walks", VOTE, WALK, ANN]
    )
    assert named(page) == {REST: "Ruth Okafor", ICE: "Ruth Okafor", WALK: "Ann Lee"}


def test_one_doctor_at_two_places_is_two() -> None:
    other = RUTH.replace("Tampa", "Leeds")
    page = page_of([RUTH, "On rest", VOTE, REST, other, ANN, "On ice", VOTE, ICE, ANN])
    assert named(page).get(REST) is None


# Votes that close every answer.


@pytest.mark.parametrize("announced", [3, 5])
def test_votes_that_close_every_answer_divide_it_from_the_next(announced: int) -> None:
    answers = ["On rest", RUTH, REST, HELPFUL, "On ice", ANN, ICE, HELPFUL, JOHN, WALK, HELPFUL]
    page = page_of(answers, announced)
    assert named(page) == {REST: "Ruth Okafor", ICE: "Ann Lee", WALK: "John Roe"}


def test_the_patients_question_is_no_answer_that_votes_close() -> None:
    text = "\n\n".join(
        ["Doctor Answers 2", "Is swelling normal?", "I had it done a week ago, and it hurts.",
         "On rest", VOTE, REST, RUTH, "On ice", VOTE, ICE, ANN, NOTICE]
    )  # fmt: skip
    page = parse_page(text, page_id="a", source="a.txt", digest="0")
    assert not any("it hurts" in words and name for words, name in named(page).items())
    assert named(page).get(REST) == "Ruth Okafor"


def test_two_answers_of_which_the_upper_lost_its_votes_are_nobodys() -> None:
    page = page_of([RUTH, REST, ANN, ICE, HELPFUL, JOHN, WALK, HELPFUL, ANN, LATE, HELPFUL], 4)
    assert named(page)[WALK] == "John Roe"
    assert not any(ICE in words and name == "Ruth Okafor" for words, name in named(page).items())


# Bylines above the words, and answers that the page lacks.


def test_where_bylines_stand_above_a_missing_answer_takes_nothing_from_one_paragraph() -> None:
    page = page_of([RUTH, "On rest", VOTE, REST, ANN, "On ice", VOTE, ICE, WALK], 4)
    assert named(page) == {REST: "Ruth Okafor", f"{ICE}\n\n{WALK}": None}
    assert told(page, "the page announces 4 answers and 2 were found")


def test_where_bylines_stand_above_one_too_many_leaves_all_unnamed() -> None:
    page = page_of([RUTH, "On rest", VOTE, REST, ANN, "On ice", VOTE, ICE], 1)
    assert all_named(page) == [None, None]


# A byline that goes on below a practice.


def test_a_practice_apart_stands_within_a_byline() -> None:
    parts = [
        "Ann Lee, DO",
        "Clear Path Medical Group",
        "Reno Dentist\n4.9 out of 5 stars 75 reviews",
    ]
    page = page_of(["On rest", VOTE, REST, RUTH, "On ice", VOTE, ICE, *parts])
    assert named(page) == {REST: "Ruth Okafor", ICE: "Ann Lee"}
    lee = page.answers[1].doctor
    assert (lee.place, lee.rating, lee.named_by) == ("Reno", 4.9, "byline")


@pytest.mark.parametrize("between", ["Rest well, everybody.", "It is normal", "On walks"])
def test_what_is_no_practice_joins_no_byline(between: str) -> None:
    parts = ["Ann Lee, DO", between, "Reno Dentist\n4.9 out of 5 stars 75 reviews"]
    page = page_of(["On rest", REST, RUTH, "On ice", ICE, *parts])
    assert all(one.doctor.rating is None or one.doctor.name is None for one in page.answers)


def test_a_practice_below_a_colleague_whom_a_sentence_names_joins_nothing() -> None:
    words = f"{ICE} Please ask my partner:"
    parts = ["Ann Lee, DO", "Clear Path Medical Group", "Reno Dentist"]
    page = page_of(["On rest", VOTE, REST, RUTH, "On ice", VOTE, words, *parts])
    assert named(page)[words] is None


# What may be the next answer's headline.


def test_a_name_at_the_end_of_words_may_head_the_answer_of_that_doctor() -> None:
    signed = [ICE, "Best wishes", "", "Ann Lee, DO", "", VOTE]
    page = page_of(["On rest", VOTE, REST, RUTH, "On ice", VOTE, *signed, WALK, ANN])
    assert [name for words, name in named(page).items() if words.startswith(ICE)] == [None]
    assert told(page, "may be the next answer's headline")


def test_a_specialty_between_sentences_may_head_another_answer() -> None:
    page = page_of([RUTH, "On rest", REST, "Facial Plastic Surgeon", ICE, ANN, "On walks", WALK], 3)
    assert not any(ICE in words and name == "Ruth Okafor" for words, name in named(page).items())


def test_a_headline_that_is_the_neighbours_place_leaves_the_layout_open() -> None:
    page = page_of([REST, ANN, "Reno Dentist", ICE, RUTH], 2)
    assert all_named(page) == [None, None]


def test_signatures_that_only_contradict_put_no_byline_above_the_words() -> None:
    guest = f"{REST}\n\nRegards,\n\nPaul Green, DO"
    page = page_of(["On rest", VOTE, guest, RUTH, "On ice", VOTE, ICE, ANN, "On walks", VOTE, WALK])
    assert "Paul Green" not in all_named(page)


def test_a_question_above_a_headline_may_end_the_answer_above() -> None:
    asked = "Does the swelling come and go with what you eat?"
    page = page_of(["On rest", REST, ICE, asked, "On walks", WALK, RUTH, "On time", LATE, ANN], 3)
    assert named(page)[WALK] == "Ruth Okafor"
    assert not any(asked in words and name for words, name in named(page).items())
    assert not any(asked == page.quoted(one.headline) for one in page.answers)


# A page twice in one file.


@pytest.mark.parametrize("blanks", ["\n", "\n\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("copies", [2, 3])
def test_a_page_that_stands_several_times_in_its_file_is_read_once(
    blanks: str, copies: int
) -> None:
    text = f"Is it normal?\n\nI had it done.\n\nDoctor Answers 1\n\n{REST}\n\n{RUTH}\n"
    once, warnings = read_once(blanks.join([text] * copies))
    assert once.split() == text.split()
    assert warnings == (f"the page stands {copies} times in the file; it was read once",)
    assert read_once(text) == (text, ())


@pytest.mark.parametrize("change", [("normal", "usual"), ("Rest", "Stay"), ("Tampa", "Leeds")])
def test_two_pages_that_differ_in_a_word_are_no_copies(change: tuple[str, str]) -> None:
    text = f"Is it normal?\n\nI had it done.\n\nDoctor Answers 1\n\n{REST}\n\n{RUTH}\n"
    both = f"{text}\n{text.replace(*change)}"
    assert read_once(both) == (both, ())

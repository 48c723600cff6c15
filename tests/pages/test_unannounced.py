"""Pages that do not say that answers follow, and bylines next to what looks like one."""

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages.line_reader.text import parse_page
from index.pages.line_reader.unannounced import first_of_answers

VOTE = "{{ voteCount >= 0 ? '+' + (voteCount + 1) : (voteCount + 1) }}"
HEAD = "Can I exercise?\n\nI had Botox a week ago. When can I go back to the gym?\n\n"
WAIT, MOVE, REST = (
    "I ask my patients to wait a day before they exercise.",
    "Moving the muscles normally does no harm in my experience.",
    "It is best to rest for four hours and then take a walk.",
)
OKAFOR = "Ruth Okafor, MD\nReno Dermatologist\n\n"
LENSINK = "Daniel Lensink, MD\nRedding Oculoplastic Surgeon\n\n"
CASTILLO = "Nelson Castillo, MD\nAtlanta Plastic Surgeon\n\n"
NAMES = ["Ruth Okafor", "Daniel Lensink"]


def page_of(text: str) -> Page:
    return parse_page(text, page_id="p", source="p.txt", digest="0")


def read_in(text: str) -> list[tuple[str | None, str | None, str]]:
    page = page_of(text)
    return [
        (one.doctor.name, page.quoted(one.headline), page.quote(one.body)) for one in page.answers
    ]


def test_votes_tell_where_the_answers_begin() -> None:
    first = f"Wait a day\n\n{VOTE}\n\n{WAIT}\n\n{OKAFOR}"
    page = f"{HEAD}{first}Moving is fine\n\n{VOTE}\n\n{MOVE}\n\n{LENSINK}"
    assert read_in(page) == [
        ("Ruth Okafor", "Wait a day", WAIT),
        ("Daniel Lensink", "Moving is fine", MOVE),
    ]
    question = page_of(page).quoted(page_of(page).question)
    assert question == "I had Botox a week ago. When can I go back to the gym?"


def test_headlines_above_all_words_tell_it() -> None:
    page = f"{HEAD}Wait a day\n\n{WAIT}\n\n{OKAFOR}Moving is fine\n\n{MOVE}\n\n{LENSINK}"
    assert [name for name, _, _ in read_in(page)] == NAMES


def test_rules_between_question_and_answers_tell_it() -> None:
    page = f"{HEAD}-----\n\n{WAIT}\n\n{OKAFOR}-----\n\n{MOVE}\n\n{LENSINK}"
    assert read_in(page) == [("Ruth Okafor", None, WAIT), ("Daniel Lensink", None, MOVE)]


def test_bylines_that_announce_words_tell_it() -> None:
    page = f"{HEAD}Ruth Okafor, MD answered:\n\n{WAIT}\n\nDaniel Lensink, MD answered:\n\n{MOVE}\n"
    assert read_in(page) == [("Ruth Okafor", None, WAIT), ("Daniel Lensink", None, MOVE)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{WAIT}\n\n{OKAFOR}{MOVE}\n\n{LENSINK}",
        f"{HEAD}{OKAFOR}{WAIT}\n\n{LENSINK}{MOVE}\n",
        f"{HEAD}{WAIT}\n\n{OKAFOR}{MOVE}\n\n{LENSINK}{REST}\n",
        f"{HEAD}Wait a day\n\n{WAIT}\n\n{OKAFOR}Moving is fine\n\n{MOVE}\n\n{LENSINK}{REST}\n",
        f"{HEAD}by Dr. Paul Smith » 4 March\n\n{REST}\n\n-----\n\n"
        f"{OKAFOR}{WAIT}\n\n-----\n\n{LENSINK}{MOVE}",
        f"{HEAD}{WAIT}\n",
    ],
)
def test_a_page_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePage, match='write a line "Answers" above the first'):
        page_of(text)


def test_no_line_of_no_lines_begins_the_answers() -> None:
    assert first_of_answers([], None, ()) is None


def announced(count: int, rest: str) -> str:
    return f"{HEAD}Doctor Answers {count}\n\n{rest}"


def test_a_name_below_a_namesakes_words_names_nobody() -> None:
    below = "Daniel Lensink, MD\n\nAtlanta Plastic Surgeon\n4.9 out of 5 stars 75 reviews\n\n"
    found = read_in(announced(3, f"{OKAFOR}{WAIT}\n\n{LENSINK}{MOVE}\n\n{below}{REST}\n"))
    assert found[2] == (None, None, REST)
    assert [name for name, _, _ in found[:2]] == NAMES


def test_the_name_of_another_byline_is_no_headline() -> None:
    twice = "Daniel Lensink, MD\n\nDaniel Lensink\n\n"
    words = f"One eyelid may droop.\n\n{REST}"
    found = read_in(announced(3, f"{WAIT}\n\n{OKAFOR}{MOVE}\n\n{twice}{words}\n\n{CASTILLO}"))
    assert [name for name, _, _ in found] == ["Ruth Okafor", None, None]


def test_the_last_related_link_is_no_headline() -> None:
    links = "Related questions\n\nWine?\n\nIs it normal to have a headache after Botox?\n\n"
    text = f"Wait a day\n\n{WAIT}\n\n{OKAFOR}{links}Moving is fine\n\n{MOVE}\n\n{LENSINK}"
    assert read_in(announced(2, text))[1] == ("Daniel Lensink", "Moving is fine", MOVE)


def test_a_sentence_is_no_headline_where_no_answer_has_one() -> None:
    text = f"{WAIT}\n\n{REST}\n\n{OKAFOR}{MOVE}\n\nCall your injector.\n\n{LENSINK}"
    assert read_in(announced(2, text))[0] == ("Ruth Okafor", None, f"{WAIT}\n\n{REST}")


def test_stars_of_another_doctor_are_not_taken() -> None:
    other = "Also recommended: Boston Plastic Surgeon\n4.1 out of 5 stars 30 reviews\n\n"
    text = f"Wait a day\n\n{WAIT}\n\n{OKAFOR[:-1]}{other}Moving is fine\n\n{MOVE}\n\n{LENSINK}"
    page = page_of(announced(2, text))
    assert page.answers[0].doctor.name == "Ruth Okafor"
    assert page.answers[0].doctor.rating is None


def test_an_answer_that_is_gone_parts_words_from_a_byline() -> None:
    gone = "This answer has been removed by its author.\n\n"
    text = f"Wait a day\n\n{WAIT}\n\n{OKAFOR}Moving is fine\n\n{MOVE}\n\n{gone}{LENSINK}"
    assert [name for name, _, _ in read_in(announced(2, text))] == ["Ruth Okafor", None]


def test_a_page_without_blank_lines_keeps_its_headlines_below_bylines() -> None:
    text = f"Wait a day\n{VOTE}\n{WAIT}\n{OKAFOR}Moving is fine\n{VOTE}\n{MOVE}\n{LENSINK}"
    squeezed = announced(2, text).replace("\n\n", "\n")
    assert read_in(squeezed) == [
        ("Ruth Okafor", "Wait a day", WAIT),
        ("Daniel Lensink", "Moving is fine", MOVE),
    ]

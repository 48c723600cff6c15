"""Pages whose answers are divided by rules, or by lines that number them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Page, Role
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.text import parse_page
from index.pages.read import ReadPage, read

TOP = "Can I fly?\n\nI had surgery.\n\nDoctor Answers 3\n\n"
WORDS = (
    "You may fly after two weeks, and not before.",
    "Walk about the cabin every hour, and drink.",
    "Wear stockings, and see somebody if one leg swells.",
)
BYLINES = (
    "Paul Green, MD\nBoston Dermatologist",
    "Ruth Okafor, DO\nReno Dentist",
    "Ada Lane, MD\nDenver Plastic Surgeon",
)
NAMES = ["Paul Green", "Ruth Okafor", "Ada Lane"]


def parsed(text: str) -> Page:
    return parse_page(text, page_id="page", source="page.txt", digest="0" * 64)


def held(page: Page) -> dict[str, str | None]:
    return {page.quote(one.body).strip(): one.doctor.name for one in page.answers}


def above(number: int) -> str:
    return f"{BYLINES[number]}\n\n{WORDS[number]}\n\n"


def below(number: int) -> str:
    return f"{WORDS[number]}\n\n{BYLINES[number]}\n\n"


@pytest.mark.parametrize("rule", ["-----", "* * *", "__________", "———"])
@pytest.mark.parametrize("answer", [above, below])
def test_rules_between_answers_tell_to_whom_a_byline_belongs(
    answer: Callable[[int], str], rule: str
) -> None:
    # words follow the last answer, so that the ends of the page tell nothing
    page = parsed(
        TOP + f"{rule}\n\n".join(map(answer, range(3))) + f"{rule}\n\nAsk your own question.\n"
    )
    named = held(page)
    assert [named[one] for one in WORDS[:2]] == NAMES[:2]


@pytest.mark.parametrize("answer", [above, below])
def test_numbers_above_answers_tell_the_same_without_an_announcement(
    answer: Callable[[int], str],
) -> None:
    numbered = "".join(f"Answer {n + 1} of 3\n\n{answer(n)}" for n in range(3))
    page = parsed(f"Can I fly?\n\nI had surgery.\n\n{numbered}")
    assert list(held(page).values()) == NAMES
    assert page.quoted(page.question) == "I had surgery."
    roles = [line.role for line in page.lines if page.quote(line.span).startswith("Answer ")]
    assert set(roles) == {Role.FURNITURE}


def test_numbers_that_do_not_follow_each_other_tell_nothing() -> None:
    numbered = "".join(f"Answer {n} of 3\n\n{above(n - 1)}" for n in (1, 3, 2))
    page = parsed(f"{TOP}{numbered}Ask your own question here, it is free.\n")
    assert set(held(page).values()) <= {None, *NAMES}
    for words, name in held(page).items():
        assert name is None or NAMES[WORDS.index(words)] == name


@pytest.mark.parametrize("rule", ["-----", "Answer {} of 3"])
def test_lines_between_bylines_and_words_divide_no_answers(rule: str) -> None:
    """Each line stands between a byline and its words: nobody may get the next one's."""
    rules = [rule.format(n + 1) for n in range(3)]
    page = parsed(TOP + "".join(f"{BYLINES[n]}\n\n{rules[n]}\n\n{WORDS[n]}\n\n" for n in range(3)))
    for words, name in held(page).items():
        assert name is None or NAMES[WORDS.index(words)] == name


def test_an_answer_without_byline_between_rules_names_nobody() -> None:
    page = parsed(f"{TOP}{above(0)}-----\n\n{WORDS[1]}\n\n-----\n\n{above(2)}")
    assert held(page) == {WORDS[0]: NAMES[0], WORDS[1]: None, WORDS[2]: NAMES[2]}


def test_two_bylines_between_rules_name_nobody() -> None:
    other = "Mia Roe, MD\nParis Dermatologist\n\nOne more thing, rest.\n\n"
    page = parsed(f"{TOP}{above(0)}-----\n\n{above(1)}{other}-----\n\n{above(2)}")
    assert held(page)[WORDS[0]] == NAMES[0]
    assert "Mia Roe" not in held(page).values() and NAMES[1] not in held(page).values()
    assert any(one.startswith(TO_BE_CHECKED) for one in page.warnings)


def test_a_rule_between_words_and_the_byline_below_is_a_doubt() -> None:
    page = parsed(f"{TOP}{WORDS[0]}\n\n-----\n\n{below(1)}{BYLINES[2]}\n")
    assert held(page).get(WORDS[0]) is None


def test_a_line_that_only_says_answers_announces_them_if_it_is_alone() -> None:
    answers = "".join(f"{below(n)}" for n in range(3))
    page = parsed(f"Can I fly?\n\nI had surgery.\n\nAnswers\n\n{answers}")
    assert page.announced is None
    assert page.quoted(page.title) == "Can I fly?"
    with pytest.raises(UnreadablePage, match="Doctor Answers"):
        parsed(f"Answers\n\nAnswers\n\nCan I fly?\n\n{answers}")


def test_how_many_answers_a_doctor_gave_begins_no_second_page() -> None:
    cards = [one + "\n1,467 answers" for one in BYLINES]
    page = parsed(
        TOP.replace("Doctor Answers 3", "3 answers")
        + "".join(f"{words}\n\n{card}\n\n" for words, card in zip(WORDS, cards, strict=True))
    )
    assert page.announced == 3
    assert list(held(page).values()) == NAMES


def test_a_quoted_line_of_a_cell_that_is_no_id_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    words = "Do this:\nYes, ice, rest"
    file.write_text(f'id,page_id,quote,name\n007,0012,"{words}",Ruth Okafor\n')
    (found,) = read([file])
    assert isinstance(found, ReadPage)
    assert (found.page.id, found.page.answers[0].record_id) == ("0012", "007")
    assert found.page.quote(found.page.answers[0].body) == words

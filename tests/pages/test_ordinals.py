"""Numbers alone on their lines divide the answers, and tell where one is missing."""

import pytest

from index.pages.line_reader.furniture import ordinal
from tests.pages.test_quotations import holder, parsed

WORDS = (
    "You may fly after two weeks, and not before.",
    "Walk about the cabin every hour, and drink.",
    "Keep the leg up for a week, and do not bend it.",
)
BYLINES = (
    "Paul Green, MD\nBoston Dermatologist",
    "Ruth Okafor, DO\nReno Dentist",
    "Ann Lee, MD\nMiami Internist",
)
NAMES = ["Paul Green", "Ruth Okafor", "Ann Lee"]
SIGNS = {
    "1.": ("1.", "2.", "3."),
    "1)": ("1)", "2)", "3)"),
    "(1)": ("(1)", "(2)", "(3)"),
    "#1": ("#1", "#2", "#3"),
    "No. 1": ("No. 1", "No. 2", "No. 3"),
    "I.": ("I.", "II.", "III."),
    "A.": ("A.", "B.", "C."),
}


def page_of(*parts: str, announced: str = "3 doctors responded") -> str:
    return "\n\n".join(("Can I fly?", "I had surgery.", announced, *parts)) + "\n"


@pytest.mark.parametrize("announced", ["3 doctors responded", "Answers"])
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
@pytest.mark.parametrize("signs", SIGNS.values(), ids=SIGNS)
def test_a_number_above_each_answer_is_none_of_its_words(
    signs: tuple[str, ...], *, above: bool, announced: str
) -> None:
    parts = []
    for sign, words, byline in zip(signs, WORDS, BYLINES, strict=True):
        parts += [sign, *((byline, words) if above else (words, byline))]
    page = parsed(page_of(*parts, announced=announced))
    assert [one.doctor.name for one in page.answers] == NAMES
    assert [page.quote(one.body) for one in page.answers] == list(WORDS)
    assert not any(one.headline for one in page.answers)


@pytest.mark.parametrize("numbers", SIGNS.values(), ids=SIGNS)
def test_no_byline_takes_words_beyond_a_number(numbers: tuple[str, ...]) -> None:
    last = (numbers[2], BYLINES[2])  # its words are lost
    above = (numbers[0], BYLINES[0], WORDS[0], numbers[1], BYLINES[1], WORDS[1], *last)
    below = (numbers[0], WORDS[0], numbers[1], BYLINES[1], numbers[2], WORDS[2], BYLINES[2])
    for parts in (above, below):
        page = parsed(page_of(*parts))
        assert {holder(page, words) for words in WORDS[:1]} == {None}
        assert holder(page, WORDS[1]) in {None, "Ruth Okafor"}


def test_the_items_of_a_list_divide_nothing() -> None:
    items = "1.\nRest it.\n\n2.\nCool it."
    page = parsed(page_of(WORDS[0], BYLINES[0], f"{items}\n\n{WORDS[1]}", BYLINES[1]))
    assert "1." in page.quote(page.answers[1].body)


@pytest.mark.parametrize("sign", ["Answer {} of 4", "#{}", "{}."])
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_an_answer_above_a_missing_number_names_nobody(sign: str, *, above: bool) -> None:
    parts = []
    for nth, words, byline in zip((1, 3, 4), WORDS, BYLINES, strict=True):
        parts += [sign.format(nth), *((byline, words) if above else (words, byline))]
    page = parsed(page_of(*parts, announced="Answers (4)"))
    assert [one.doctor.name for one in page.answers] == [None, *NAMES[1:]]
    assert "the next number is missing" in (page.answers[0].doubt or "")


def test_numbers_of_postings_may_skip_where_all_answers_are_there() -> None:
    parts = []
    for nth, words, byline in zip((2, 5, 9), WORDS, BYLINES, strict=True):
        parts += [f"#{nth}", words, byline]
    page = parsed(page_of(*parts))
    assert [one.doctor.name for one in page.answers] == NAMES


@pytest.mark.parametrize(
    ("line", "nth"),
    [
        ("1.", 1),
        ("#12", 12),
        ("(3)", 3),
        ("No. 4", 4),
        ("5", None),
        ("1.5", None),
        ("XIV.", 14),
        ("D)", 4),
        ("I", None),
    ],
)
def test_an_ordinal_has_a_sign(line: str, nth: int | None) -> None:
    assert ordinal(line) == nth

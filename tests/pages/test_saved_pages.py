"""Pages in shapes of many sites: all doctors have their own words, what is doubtful nobody has.

The folder `reading` holds them; the people in them are invented. Where a page is read as it should
be, the table says who has which words.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Doctor, Page, Role
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.text import read_page

HERE = Path(__file__).parent / "reading"
SIDE_SLEEPER = [
    ("Laura Finch", "Try to sleep on your back"),
    ("Mary Lane", "Ice helps in the first days"),
    ("Omar Haddad", "I ask my patients to sleep"),
]
EYELIDS = [
    ("Alan Orchard", "After an eyelid lift I ask"),
    ("Ruth Okafor", "Number two says"),
    ("Petra Lindqvist", "Most of the swelling is gone"),
]


def read(name: str) -> Page:
    file = HERE / name
    return read_page(file, file.stem, file.name)


def named(page: Page) -> list[tuple[str | None, str]]:
    return [(one.doctor.name, page.quote(one.body)) for one in page.answers]


def assert_read(page: Page, expected: Sequence[tuple[str | None, str]]) -> None:
    """Every answer has that doctor, begins so, and holds no line of the site."""
    found = named(page)
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert [
        words[: len(start)] for (_, words), (_, start) in zip(found, expected, strict=True)
    ] == [start for _, start in expected]


def files(folder: str) -> list[str]:
    return sorted(f"{folder}/{file.name}" for file in (HERE / folder).glob("*.txt"))


def test_a_practice_below_the_name_is_no_name() -> None:
    for name in files("h01_practice_line_is_name"):
        page = read(name)
        starts = [SIDE_SLEEPER[0], ("Mary Lane", "Side sleeping is fine"), SIDE_SLEEPER[2]]
        assert_read(page, starts)
        assert [one.doctor.specialty for one in page.answers] == [
            "Plastic Surgeon", "Dermatologist", "Facial Plastic Surgeon",
        ]  # fmt: skip
        assert all("Glow Skin Clinic, LLC" in (page.quoted(a.byline) or "") for a in page.answers)


def test_a_colleague_who_is_quoted_takes_no_words() -> None:
    for name in files("h02_inner_byline_takes_the_words_above"):
        page = read(name)
        assert (named(page)[0][0], named(page)[-1][0]) == ("Laura Finch", "Omar Haddad")
        inner = page.answers[1:-1]
        assert [one.doctor for one in inner] == [Doctor()] * len(inner)
        assert all(one.doubt for one in inner)
        assert any(warning.startswith(TO_BE_CHECKED) for warning in page.warnings)


def test_a_referral_a_credit_and_a_question_sign_nothing() -> None:
    for name in files("h03_referral_read_as_signature"):
        page = read(name)
        assert_read(page, [SIDE_SLEEPER[0], (None, SIDE_SLEEPER[1][1]), SIDE_SLEEPER[2]])
        assert page.answers[1].doctor.place in {None, "Tampa"}
        assert any("answer 2" in warning for warning in page.warnings)


def test_the_next_headline_names_nobody() -> None:
    for name in files("h04_next_headline_names_unsigned_answer"):
        page = read(name)
        assert_read(page, [SIDE_SLEEPER[0], (None, SIDE_SLEEPER[1][1]), SIDE_SLEEPER[2]])
        assert page.answers[1].doctor == Doctor()


@pytest.mark.parametrize("name", ["byline_then_ps_p.txt", "update_p.txt"])
def test_a_postscript_below_a_byline_is_not_the_next_doctors(name: str) -> None:
    page = read(f"h05_postscript_below_byline_given_to_next/{name}")
    assert_read(page, SIDE_SLEEPER)
    assert page.quoted(page.answers[2].headline) == "Sleep on your back"
    assert any("line 23 is not explained" in warning for warning in page.warnings)


def test_words_below_a_byline_may_go_on_with_those_above() -> None:
    page = read("h05_postscript_below_byline_given_to_next/byline_middle_p.txt")
    assert_read(page, [SIDE_SLEEPER[0], (None, SIDE_SLEEPER[1][1]), SIDE_SLEEPER[2]])
    assert "line 23" in (page.answers[1].doubt or "")
    assert not any("would not worry" in words for _, words in named(page))


def test_the_notice_is_found_above_the_sites_footer() -> None:
    for name in files("h06_footer_turns_notice_into_answer"):
        page = read(name)
        assert (page.quoted(page.notice) or "").startswith("These answers are for educational")
        assert (page.quoted(page.notice) or "").endswith("patient/doctor relationship.")
        assert len(page.answers) == 2
        assert page.lines[-1].role is Role.FURNITURE


def test_a_page_twice_in_one_file_is_read_once() -> None:
    for name in files("h07_page_twice"):
        page = read(name)
        assert_read(page, [SIDE_SLEEPER[0], SIDE_SLEEPER[2]])
        assert page.text.count("Doctor Answers") == 1
        assert page.warnings == ("the page stands 2 times in the file; it was read once",)


def test_two_pages_in_one_file_are_refused_with_the_line() -> None:
    name = "b21-page-shapes/41-two-questions-concatenated.txt"
    with pytest.raises(UnreadablePage, match=r"line \d+ is a second “Doctor Answers \d”"):
        read(name)


def test_rendered_votes_are_in_no_doctors_mouth() -> None:
    for name in files("h08_vote_number_in_doctors_mouth"):
        page = read(name)
        assert_read(page, SIDE_SLEEPER)
        assert [line.role for line in page.lines].count(Role.VOTES) == 3
        assert not page.warnings


def test_the_sites_lines_are_furniture() -> None:
    for name in files("h09_site_line_becomes_answer_or_headline"):
        page = read(name)
        starts = [SIDE_SLEEPER[0], ("Mary Lane", "Side sleeping is fine"), SIDE_SLEEPER[2]]
        assert_read(page, starts)
        assert page.quoted(page.answers[1].headline) == "My view on sleeping"
        assert not page.warnings


def test_two_names_above_one_byline_name_nobody() -> None:
    (name,) = files("h11_two_doctors")
    page = read(name)
    assert_read(page, [SIDE_SLEEPER[0], (None, SIDE_SLEEPER[1][1]), SIDE_SLEEPER[2]])
    assert "Mary Lane and John Roe" in (page.answers[1].doubt or "")


def test_a_signature_that_contradicts_the_byline_is_told() -> None:
    (name,) = files("h12_signature_contradicts_byline_no_warning")
    page = read(name)
    assert_read(page, [SIDE_SLEEPER[0], (None, SIDE_SLEEPER[1][1]), SIDE_SLEEPER[2]])
    doubt = page.answers[1].doubt or ""
    assert "John Roe" in doubt
    assert "Mary Lane" in doubt


def test_links_are_no_headlines() -> None:
    for name in files("h14_alsolike_links"):
        page = read(name)
        assert_read(page, SIDE_SLEEPER)
        assert page.quoted(page.answers[2].headline) == "Sleep on your back"


def test_a_cookie_line_on_top_is_no_title() -> None:
    (name,) = files("h15_cookie_line_is_title")
    page = read(name)
    assert page.quoted(page.title) == "Can I sleep on my side after filler?"
    assert page.lines[0].role is Role.FURNITURE
    assert_read(page, [SIDE_SLEEPER[0], SIDE_SLEEPER[2]])


NAMES = [
    ("Anna Müller", "Dr. med."), ("Dr. med. Anna Müller", None),
    ("Prof. Dr. med. Hans-Peter von der Heide", None), ("Jan van 't Hof", "MD"),
    ("Nguyễn Văn An", "MD"), ("李明", "MD"), ("佐藤 太郎", "MD, PhD"), ("محمد الفارسي", "MD"),
    ("Иван Петров", "MD"), ("Sami Nizam II", "MD, DMD"), ("G. Fred Atwell", "DDS"),
    ("Mary Smith", "NP-C"), ("John Doe", "Ph.D."), ("Jane Roe", "MD"),
    ("Jane Roe", "M.D., F.A.C.S."), ("Jane Roe", "RN, BSN, CANS"),
    ("Maria José da Silva e Souza", "MD"), ("Dr Jane Roe", None), ("Dr. Jane Roe", None),
    ("Jane Roe", "MD"), ("Cher", "MD"), ("Kim, Soo-Jin", "MD"), ("Jane Roe", "MD"),
    ("Jane Roe", "MD, FRCS (Plast), MBBS (Hons)"), ("Siobhán O’Neil", "MD"),
    ("Jane Roe", "MBBS, MRCP (UK), FRACP"), ("Jane Roe-Smith", "PharmD"),
    ("Jane Roe", "DNP, APRN, FNP-BC"), ("jane roe", "md"), ("JANE ROE", "MD"), ("Jane Roe", "MD"),
    ("Jane Roe", "MD"), ("Jane Roe", "MD"), ("Jane Roe", "MD"), ("Jane Roe", "MD"),
    ("Jane Roe", "MD"), ("Jane Roe", "MD"), ("Jane Roe", "MD, PLLC"), ("Jane Roe", "Dipl.-Med."),
    ("Jane Roe", "OMFS"), ("Jane A. Roe, Jr.", "MD"), ("Jane Roe", "MD"),
    ('Jane "Jinny" Roe', "MD"), ("Jane Roe", "MD"), ("Jane Roe", "MD"), ("Jane Roe", "PA-C"),
    ("Jane Roe", "Doctor of Medicine"), ("Jane Roe", "M.B., B.S."),
]  # fmt: skip
"""Name and letters of the second doctor on each page of names."""


@pytest.mark.parametrize("dialect", ["plain", "vote"])
@pytest.mark.parametrize("number", range(len(NAMES)))
def test_a_name_of_any_kind_is_read_and_stays_out_of_the_words(number: int, dialect: str) -> None:
    page = read(f"b20-names/{dialect}-{number:02}.txt")
    start = f"Number {number} says"
    assert_read(page, [EYELIDS[0], (NAMES[number][0], start), EYELIDS[2]])
    assert page.answers[1].doctor.credentials == NAMES[number][1]
    assert named(page)[1][1].endswith("They come off at night.")
    assert page.answers[1].doctor.rating == 4.9
    assert not page.warnings


NOT_ALL_NAMED = {
    "32-byline-above-body": [None, None, "Petra Lindqvist"],
    "40-body-cites-other-doctor": ["Alan Orchard", None, "Petra Lindqvist"],
}
REFUSED = {"41-two-questions-concatenated", "46-html-saved-as-txt"}


@pytest.mark.parametrize("name", files("b21-page-shapes"))
def test_a_page_of_another_shape_is_read_or_refused(name: str) -> None:
    stem = Path(name).stem
    if stem in REFUSED:
        with pytest.raises(UnreadablePage):
            read(name)
        return
    page = read(name)
    names = NOT_ALL_NAMED.get(stem, [who for who, _ in EYELIDS])
    assert [who for who, _ in named(page)] == names
    unnamed = [one for one in page.answers if one.doctor.name is None]
    assert all(one.doubt or one.byline is None for one in unnamed)
    assert page.announced == 3
    assert not any("Comment by" in words or "Share" in words for _, words in named(page))


RATINGS = {"16-stars-comma": 4.8, "18-stars-glyphs": 5.0, "20-stars-k": 5.0}


@pytest.mark.parametrize("stem", RATINGS)
def test_stars_in_any_notation_are_read(stem: str) -> None:
    doctor = read(f"b21-page-shapes/{stem}.txt").answers[1].doctor
    assert doctor.rating == RATINGS[stem]
    assert doctor.reviews == (None if stem.endswith("-k") else 3)


@pytest.mark.parametrize("name", files("b22-byline-above-the-words"))
def test_a_byline_above_the_words_names_these(name: str) -> None:
    page = read(name)
    if "first-words-lost" in name:
        assert_read(page, EYELIDS[1:])
        assert any("no words of a doctor with" in warning for warning in page.warnings)
    else:
        assert_read(page, EYELIDS)

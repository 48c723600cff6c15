"""Words that somebody else may have written stand in no answer that names its doctor."""

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.mentions import named_within
from index.pages.line_reader.names import is_nobody, read_name
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.text import parse_page

TOP = "Can I fly?\n\nI had surgery.\n\nDoctor Answers 2\n\n"
FIRST = "You may fly after two weeks, and not before."
SECOND = "Walk about the cabin every hour, and drink."
BYLINES = ("Paul Green, MD\nBoston Dermatologist", "Ruth Okafor, DO\nReno Dentist")


def parsed(text: str) -> Page:
    return parse_page(text, page_id="page", source="page.txt", digest="0" * 64)


def page_with(insert: str, *, above: bool = False, votes: str = "") -> Page:
    """A page of two answers; what is inserted stands among the second doctor's words."""
    if above:
        first = f"{BYLINES[0]}\n\n{votes}{FIRST}\n\n"
        return parsed(f"{TOP}{first}{BYLINES[1]}\n\n{votes}{insert}\n\n{SECOND}\n")
    first = f"{votes}{FIRST}\n\n{BYLINES[0]}\n\n"
    return parsed(f"{TOP}{first}{votes}{insert}\n\n{SECOND}\n\n{BYLINES[1]}\n")


def holder(page: Page, words: str) -> str | None:
    """The name under which words are shown, if anybody's is."""
    holders = [one.doctor.name for one in page.answers if words in page.quote(one.body)]
    return holders[0] if holders else None


ANOTHERS = "Keep the leg up for a week, and do not bend it."


@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
@pytest.mark.parametrize("votes", ["", "Helpful 3\n\n"], ids=["plain", "votes"])
@pytest.mark.parametrize(
    "insert",
    [
        f"Originally posted by Ada Lane, MD:\n\n{ANOTHERS}",
        f"Dr. Lane wrote:\n\n{ANOTHERS}",
        f"Quote from Ada Lane\n\n{ANOTHERS}",
        f"On 3 May, Ada Lane, MD said:\n> {ANOTHERS}",
        f"> {ANOTHERS}",
        f"Jenny M.\n{ANOTHERS}",
        f"jenny_82\n{ANOTHERS}",
        f"by Jenny\n{ANOTHERS}",
        f"Thank you so much doctor, {ANOTHERS}",
        f"Key takeaways\n{ANOTHERS}",
        f"Original question\n{ANOTHERS}",
        f"Dr. Okafor is a dentist in Reno. {ANOTHERS}",
        f"Linda Green · 2 years ago\n\n{ANOTHERS}",
        f"Linda Green - March 3, 2016\n{ANOTHERS}",
        f"• Jenny M.: {ANOTHERS}",
        f"- Mrs. Lane: {ANOTHERS}",
        f"• Tom Young: {ANOTHERS}",
        f"• jenny_82: {ANOTHERS}",
        f"UPDATE from Jenny:\n{ANOTHERS}",
        f"Jenny M. comentó:\n{ANOTHERS}",
        f"Staff of Ruth Okafor, DO\n{ANOTHERS}",
        f"Dr. Okafor's office\n{ANOTHERS}",
        f"Dr. Green Yes, you may fly. {ANOTHERS}",
        f"Paul Green, MD Yes, you may fly. {ANOTHERS}",
        f"Reply from Tom Young\n\n{ANOTHERS}",
        f"Latest review\n{ANOTHERS}\nLinda Young, verified patient",
    ],
)
def test_words_that_may_be_anothers_are_under_no_name(insert: str, votes: str, above: bool) -> None:
    page = page_with(insert, votes=votes, above=above)
    assert holder(page, ANOTHERS) is None
    told = (TO_BE_CHECKED, "belongs to nobody")
    assert any(words in one for words in told for one in page.warnings)
    assert holder(page, FIRST) in {None, "Paul Green"}


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ada Lane, MD",
        "Provider: Ada Lane, MD",
        "Ada Lane, MD agrees",
        "Liked by Ada Lane, MD",
        "In reply to Dr. Ada Lane",
        "Thanks to Ada Lane, MD",
    ],
)
def test_a_line_that_names_another_is_in_no_named_answer(line: str) -> None:
    for page in (page_with(line), page_with(line, above=True)):
        assert holder(page, line) is None
        headlines = [page.quoted(one.headline) for one in page.answers if one.doctor.name]
        assert line not in headlines
    named = named_within(line)
    assert named is not None
    assert (named.name or "").endswith("Lane")


@pytest.mark.parametrize(
    "line", ["I agree with Ada Lane, MD.", "Botox and exercise", "See an ophthalmologist or MD"]
)
def test_sentences_and_headlines_name_nobody(line: str) -> None:
    assert named_within(line) is None


def test_what_a_doctor_announces_as_their_own_stays_theirs() -> None:
    own = page_with("As I always say:\n\nRest is half of the cure.")
    assert holder(own, SECOND) == "Ruth Okafor"
    listed = page_with("My nurse always says:\n\n- Rest, and drink.\n- Walk a little.")
    assert holder(listed, SECOND) == "Ruth Okafor"


@pytest.mark.parametrize(
    "notice",
    [
        "This answer was deleted.",
        "[This answer has been removed by the moderators]",
        "Answer not available",
        "Esta respuesta fue eliminada.",
    ],
)
def test_a_notice_that_an_answer_is_gone_is_nobodys_words(notice: str) -> None:
    page = parsed(f"{TOP}{notice}\n\n{BYLINES[0]}\n\n{SECOND}\n\n{BYLINES[1]}\n")
    assert not any(notice in page.quote(one.body) for one in page.answers)
    assert holder(page, SECOND) in {None, "Ruth Okafor"}


@pytest.mark.parametrize(
    "name",
    [
        "Anonymous, MD",
        "Dr. Anonymous",
        "Name Withheld, MD",
        "Deleted User",
        "[deleted]",
        "null",
        "N/A",
        "-",
        "Loading…",
    ],
)
def test_what_stands_for_no_name_names_nobody(name: str) -> None:
    assert is_nobody(name)
    assert read_name(name, in_byline=True) is None
    assert read_author(name, None).name is None
    assert read_author(name, None).doubt is not None


@pytest.mark.parametrize(
    "author",
    [
        "Revu par Paul Smith",
        "Beoordeeld door Paul Smith",
        "Geprüft von Paul Smith, MD",
        "Odborně posoudil Paul Smith",
        "Проверил Paul Smith, MD",
    ],
)
def test_a_field_with_words_before_a_name_names_nobody(author: str) -> None:
    assert read_author(author, None).name is None


@pytest.mark.parametrize(
    "author",
    [
        "Ruth Okafor | Dermatologist",
        "Ruth Okafor - Reno Dermatology",
        "Ruth Okafor / Paul Smith",
        "Ruth Okafor; Paul Smith, MD",
        "Ruth Okafor, MD; Paul Smith, MD",
        "Ruth Okafor, MD, Paul Smith, MD",
        "Ruth Okafor MD Paul Smith MD",
        "Ruth Okafor and Paul Smith",
        "Ruth and Paul Okafor",
        "ruth okafor und paul smith, MD",
        "Ruth Okafor &amp; Paul Smith",
        "Ana Ruiz y Luis Vega",
        "Ruth Okafor (Reno",
        "Ruth Okafor（皮膚科）",
        "Ruth Okafor\nPaul Smith",
    ],
)
def test_an_author_joined_to_anything_else_is_nobody_until_a_person_decides(author: str) -> None:
    read = read_author(author, None)
    assert (read.name, read.credentials) == (None, None)
    assert read.doubt == f"the author {author!r} is more than a name with letters"


@pytest.mark.parametrize(
    "author",
    [
        "Glow Skin Clinic, LLC",
        "Lane Dermatology, PA",
        "Mayo Clinic",
        "Silver Spring, MD",
        "Reno, NV",
        "Reno Dentist",
        "Plastic Surgeon",
        "Double Board Certified",
        "Retired",
        "Ruth Okafor at Glow Clinic",
        "Photo courtesy of John Roe, MD",
        "Question by Jane Roe",
        "Jane Roe, patient",
        "View profile",
        "www.glow.com",
        "Best wishes",
    ],
)
def test_what_is_no_name_in_a_byline_is_none_as_an_author(author: str) -> None:
    read = read_author(author, None)
    assert (read.name, read.credentials) == (None, None)
    assert read.doubt == f"the author {author!r} names nobody who wrote an answer"


@pytest.mark.parametrize(
    ("author", "name", "credentials"),
    [
        ("Tariq Ahmad, MBBChir, FRCS(Plast)", "Tariq Ahmad", "MBBChir, FRCS(Plast)"),
        ("Dr. Ruth Okafor, FRCS (Plast)", "Dr. Ruth Okafor", "FRCS (Plast)"),
        ("Ruth Okafor, BSc(Hons), MBChB", "Ruth Okafor", "BSc(Hons), MBChB"),
        ("Ruth Okafor, MBBS, MRCS(Ed)", "Ruth Okafor", "MBBS, MRCS(Ed)"),
        ("Ruth Okafor, Dr. med.", "Ruth Okafor", "Dr. med."),
        ("Smith, JoAnn, FRCS(Plast)", "Smith, JoAnn", "FRCS(Plast)"),
    ],
)
def test_letters_of_an_author_are_those_of_a_byline(
    author: str, name: str, credentials: str
) -> None:
    read, printed = read_author(author, None), read_name(author, in_byline=True)
    assert (read.name, read.credentials, read.doubt) == (name, credentials, None)
    assert printed is not None and (printed.name, printed.credentials) == (name, credentials)


@pytest.mark.parametrize("letters", ["MD", "MD, FACS", "M.D.", "MD/PhD", "MBBS FRCS"])
@pytest.mark.parametrize("sign", ["; ", " / ", " - ", " – ", " (", " | ", "（", " · "])
def test_known_letters_behind_any_sign_are_letters(sign: str, letters: str) -> None:
    closing = {"(": ")", "（": "）"}.get(sign.strip(), "")
    read = read_author(f"Ruth Okafor{sign}{letters}{closing}", None)
    assert (read.name, read.credentials, read.doubt) == ("Ruth Okafor", letters, None)


@pytest.mark.parametrize(
    "name",
    [
        "Anne-Marie Roe",
        "Jean-Luc d'Arc",
        "O'Neil",
        "José Ortega y Gasset",
        "Karl von und zu Guttenberg",
        "Maria da Silva Santos",
        "Dr. Jan frederik Kirsten",
        "陳大文 David Chan",
        "Katherine (Katie) Lee",
        "Jos&eacute; Roe",
        "MD Rahman",
        "Mary Ann E Smith Lee",
        "ジョン・スミス",
    ],
)
def test_a_sign_that_a_name_has_joins_nobody(name: str) -> None:
    assert read_author(name, None).name == name


def test_a_status_in_brackets_is_no_part_of_a_name() -> None:
    read = read_author("Ruth Okafor (retired)", None)
    assert (read.name, read.status, read.doubt) == ("Ruth Okafor", "retired", None)


@pytest.mark.parametrize("name", ["Dr. Guest", "Jane First, MD", "An Best, MD", "Ma, DO", "王伟"])
def test_a_name_that_is_also_a_word_is_a_name(name: str) -> None:
    assert not is_nobody(name)


@pytest.mark.parametrize(
    "line",
    [
        "Ruth Okafor, Paul Smith, MD",
        "Paul Smith, MD (reviewer)",
        "Paul Smith, MD (Editor)",
        "Ruth Okafor, MD (for Paul Smith, MD)",
        "For Paul Smith, MD",
        "“Rest.” Paul Smith, MD",
        "Dr. X",
    ],
)
def test_a_line_that_may_name_another_or_two_names_nobody(line: str) -> None:
    assert read_name(line, in_byline=True) is None


@pytest.mark.parametrize(
    "line",
    ["Kim, Soo-Jin, MD", "Jane Roe, FRCS (Plast)", "Jane Roe, MD (not currently practicing)"],
)
def test_brackets_and_commas_of_one_person_are_read(line: str) -> None:
    assert read_name(line, in_byline=True) is not None


def test_fewer_answers_than_announced_leave_no_name_on_two_paragraphs() -> None:
    lost = f"{FIRST}\n\n{SECOND}\n\n{BYLINES[1]}\n"
    third = f"Helpful 2\n\nStockings help, if one wears them.\n\n{BYLINES[0]}\n"
    page = parsed(f"{TOP.replace('2', '3')}Helpful 1\n\n{lost}\n{third}")
    assert holder(page, FIRST) is None
    assert holder(page, "Stockings help") == "Paul Green"


def test_the_number_behind_of_announces_the_answers() -> None:
    answers = [f"Answer {n} of 3\n\n{FIRST}\n\n{BYLINES[n - 1]}\n\n" for n in (1, 2)]
    page = parsed(f"Can I fly?\n\nI had surgery.\n\n{''.join(answers)}")
    assert page.announced == 3
    twice = f"Can I fly?\n\nI had surgery.\n\n{''.join(answers)}Can I run?\n\n{''.join(answers)}"
    with pytest.raises(UnreadablePage, match="holds two pages"):
        parsed(twice)


def test_a_sentence_taken_for_the_sites_is_told() -> None:
    line = "Support: wear a soft bandage for two days."
    page = page_with(line)
    assert not any(line in page.quote(one.body) for one in page.answers)
    assert any("left out as a line of the site" in one and line in one for one in page.warnings)


@pytest.mark.parametrize(
    "line",
    [
        "4 doctors responded",
        "Our doctors' answers",
        "Antworten unserer Experten",
        "All answers (2)",
    ],
)
def test_other_ways_to_announce_answers(line: str) -> None:
    page = parsed(
        f"Can I fly?\n\nI had surgery.\n\n{line}\n\n{FIRST}\n\n{BYLINES[0]}\n\n"
        f"{SECOND}\n\n{BYLINES[1]}\n"
    )
    assert holder(page, SECOND) in {None, "Ruth Okafor"}
    assert len(page.answers) == 2


@pytest.mark.parametrize(
    "insert",
    [
        "Paul Smith, MD: I disagree, and would wait.",
        "Paul Smith, MD says: I disagree, and would wait.",
        "Linda from Ohio wrote: I flew the same day.",
        "Paul Smith has been practicing medicine since 1998.",
        "It was a pleasure to answer this one... Read more »",
        "It was a pleasure to answer this one. Read more",
        "It was a pleasure to answer this one! Continue reading »",
        "“I flew home the next day and nothing happened to me.”",
    ],
)
def test_another_speaker_within_the_words_is_a_doubt(insert: str) -> None:
    page = page_with(f"{ANOTHERS}\n\n{insert}")
    assert holder(page, insert) is None
    assert any(one.startswith(TO_BE_CHECKED) for one in page.warnings)


@pytest.mark.parametrize(
    "own", ["The maker says: wait a day.", "My teacher always said: rest first.", "Botox: a day."]
)
def test_a_colon_in_a_doctors_own_sentence_is_none(own: str) -> None:
    assert holder(page_with(own), SECOND) == "Ruth Okafor"


def test_a_sentence_that_ends_every_answer_is_the_sites() -> None:
    line = "This content is not a replacement for a visit to your doctor."
    names = [*BYLINES, "Ada Lane, MD\nDenver Dentist"]
    words = [FIRST, SECOND, ANOTHERS]
    answers = [f"{w}\n\n{line}\n\n{n}\n\n" for w, n in zip(words, names, strict=True)]
    page = parsed(TOP.replace("2", "3") + "".join(answers))
    assert not any(line in page.quote(one.body) for one in page.answers)
    assert [one.doctor.name for one in page.answers] == ["Paul Green", "Ruth Okafor", "Ada Lane"]
    assert any(line[:40] in one for one in page.warnings)


def test_words_below_a_count_of_comments_are_not_lost_in_silence() -> None:
    page = parsed(
        f"{TOP}2 comments\n\n{FIRST}\n\nShare\n\n{BYLINES[0]}\n\n{SECOND}\n\n{BYLINES[1]}\n"
    )
    is_kept = any(FIRST in page.quote(one.body) for one in page.answers)
    assert is_kept or any(FIRST[:40] in one for one in page.warnings)
    assert holder(page, FIRST) in {None, "Paul Green"}


@pytest.mark.parametrize("end", ["Yours, R.R.", "Best, J.K.", "Kind regards, A. B.", "Saludos, M."])
def test_a_farewell_with_initials_names_nobody(end: str) -> None:
    assert read_name(end, in_byline=True) is None
    page = parsed(f"{TOP}{FIRST}\n\n{end}\n\n{SECOND}\n\n{end}\n")
    assert {one.doctor.name for one in page.answers} == {None}


def test_who_is_called_like_a_farewell_is_named_with_a_title_or_another_name() -> None:
    for line, name in (("Dr. Best", "Dr. Best"), ("An Best, MD", "An Best")):
        found = read_name(line, in_byline=True)
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize(
    "words",
    [
        "Vitamins: take none of them before a flight.",
        "Best wishes from the team at Reno Dental.",
        "Dr. Green said that you may fly, and so do I.",
        "Paul Green and I wrote of this last year.",
        "Updated in May: the rule is now one week.",
        "- Cold Compress: use it for a day.\n- Ibuprofen: take none of it.",
    ],
)
def test_a_doctors_own_line_keeps_the_name(words: str) -> None:
    page = page_with(f"{words} Do sit on the aisle.")
    assert holder(page, words) == "Ruth Okafor"


def test_a_remark_right_below_an_answers_headline_is_nobodys() -> None:
    headed = "\n\n".join(
        (
            TOP.strip(),
            f"Wait two weeks\n\n{FIRST}",
            BYLINES[0],
            f"Take care\n\n@Green\n{ANOTHERS}\n\n{SECOND}",
            BYLINES[1],
        )
    )
    page = parsed(headed)
    assert holder(page, ANOTHERS) is None
    assert holder(page, FIRST) == "Paul Green"


@pytest.mark.parametrize("row", ["Helpful?  Yes (3)  No (0)", "Share  Report"])
def test_a_row_of_buttons_with_blanks_between_is_no_doctors(row: str) -> None:
    page = parsed(f"{TOP}{FIRST}\n\n{row}\n\n{BYLINES[0]}\n\n{SECOND}\n\n{BYLINES[1]}\n")
    assert all(row not in page.quote(one.body) for one in page.answers)
    assert all(row != page.quoted(one.headline) for one in page.answers)

"""Pages whose lines can be read in two ways: nobody's words come under a name, nothing is said of a
doctor that the page may say of something else, and no sentence is lost in silence."""

from collections.abc import Sequence

import pytest

from index.model import Page
from index.pages.line_reader.furniture import furniture_kind, vote_kind
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.text import parse_page
from tests.pages.test_text_unseen import NOTICE, VOTE

REST = "Rest for two days after the treatment, and drink a lot of water."
ICE = "Use a cold pack for ten minutes. The swelling goes by itself within a week."
WALK = "Walk every day from the first evening on. It helps more than any cream."
LATE = "See your surgeon if it has not gone after a month."
FAREWELL = "Best of luck,"
UNFINISHED = f"{ICE} See your surgeon if it has not gone after a month"


def page_of(blocks: Sequence[str], announced: int | None = None, gap: int = 1) -> Page:
    count = "" if announced is None else f" {announced}"
    head = ["Is swelling normal?", "I had it done a week ago.", f"Doctor Answers{count}"]
    text = ("\n" * (gap + 1)).join([*head, *blocks, NOTICE])
    return parse_page(text, page_id="a", source="a.txt", digest="0")


def named(page: Page) -> dict[str, str | None]:
    """Who said each sentence."""
    return {page.quote(one.body): one.doctor.name for one in page.answers}


def told(page: Page, words: str) -> bool:
    """Whether a warning of what is to be checked has some words."""
    return any(one.startswith(TO_BE_CHECKED) and words in one for one in page.warnings)


# A line of place and specialty, which may be a headline.


@pytest.mark.parametrize("below", [[], [""]], ids=["near", "far"])
def test_a_place_above_votes_is_no_byline_where_bylines_are_names_alone(below: list[str]) -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD", "On ice", VOTE, ICE, "Reno Dermatologist",
         *below, VOTE, WALK, "John Roe, MD"]
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: None, WALK: "John Roe"}
    assert [one.doctor.place for one in page.answers] == [None, None, None]


def test_a_place_apart_from_a_name_is_not_the_doctors_where_no_other_byline_has_it_so() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD", "Reno Dermatologist", VOTE, ICE,
         "John Roe, MD", "On walks", VOTE, WALK, "Ann Lee, DO"]
    )  # fmt: skip
    assert [one.doctor.place for one in page.answers] == [None, None, None]
    assert told(page, "its line of place and specialty may be the next answer's headline")


def test_a_place_apart_from_a_name_is_the_doctors_where_all_bylines_have_it_so() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD", "Reno Dermatologist", VOTE, ICE,
         "John Roe, MD", "Tampa Dentist", VOTE, WALK, "Ann Lee, DO", "Dallas Dentist"]
    )  # fmt: skip
    places = {one.doctor.name: one.doctor.place for one in page.answers}
    assert places == {"Ruth Okafor": "Reno", "John Roe": "Tampa", "Ann Lee": "Dallas"}


@pytest.mark.parametrize("below", ["Would a cold pack help your cheeks?", "Wait ten days for it"])
def test_a_place_above_the_only_words_of_an_answer_may_be_its_headline(below: str) -> None:
    words = [below, ICE] if below.endswith("?") else [below]
    page = page_of(
        ["On rest", REST, "Dallas General Surgeon", *words,
         "John Roe, MD\nTampa Dentist\n4.9 out of 5 stars 12 reviews", "On walks", WALK,
         "Ann Lee, DO\nReno Dentist\n4.1 out of 5 stars 10 reviews"], 3
    )  # fmt: skip
    first = page.answers[0]
    assert (first.doctor.name, first.doctor.place, first.doctor.specialty) == (None, None, None)
    assert told(page, "may be the next answer's headline")


# Names within words.


def test_a_name_alone_within_words_may_head_another_answer() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD\nReno Dermatologist", "On ice", VOTE,
         UNFINISHED, "John Roe, MD, FAAD", WALK, "Best of luck,",
         "John Roe, MD, FAAD\nTampa Dentist"]
    )  # fmt: skip
    second = page.answers[1]
    assert page.quote(second.body).startswith(UNFINISHED)
    assert second.doctor.name is None
    assert told(page, "within its words is a name, and may head another answer")


def test_a_postscript_below_a_signature_is_the_doctors() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD\nReno Dermatologist", "On ice", VOTE,
         UNFINISHED, "John Roe, MD", "P.S. Wait for a week.",
         "John Roe, MD\nTampa Dentist"]
    )  # fmt: skip
    assert "John Roe" in named(page).values()
    assert not told(page, "may head another answer")


# Above or below.


def test_votes_above_nothing_do_not_stand_above_the_words() -> None:
    page = page_of(
        ["On rest", REST.removesuffix("."), VOTE, "Ruth Okafor, MD", "On ice", ICE, VOTE,
         "John Roe, MD", "On walks", WALK, VOTE]
    )  # fmt: skip
    assert named(page).get(ICE) in {None, "John Roe"}
    assert "Ruth Okafor" not in {named(page).get(ICE)}
    assert named(page).get(WALK) is None


def test_votes_below_an_answer_do_not_stand_above_the_next_ones_words() -> None:
    page = page_of(
        ["By Vera Iyer, MD\nJohn Roe, MD\nReno Dentist", "On rest", REST, FAREWELL, "+19",
         "By Ann Lee, DO\nDallas Dentist", "On ice", ICE, "+6",
         "By Paul Tanaka, MD\nTampa Dentist", "On walks", WALK, "+27", "How long it lasts", "+16",
         "By Simon Ash, MD\nMesa Dentist", LATE], 4
    )  # fmt: skip
    told_of = {one.doctor.name for one in page.answers if page.quoted(one.headline) == FAREWELL}
    assert told_of <= {None}
    for words, doctor in {FAREWELL: None, ICE: "Ann Lee", WALK: "Paul Tanaka"}.items():
        assert {name for body, name in named(page).items() if words in body} <= {None, doctor}


@pytest.mark.parametrize(
    ("first", "words", "last"),
    [
        ("RUTH OKAFOR, MD\nJohn Roe, MD\nReno Dentist", WALK, "Simon Ash, DDS\nMesa Dentist"),
        ("Ruth Okafor, MD · Dentist, Reno", WALK, "Simon Ash, DDS\nMesa Dentist"),
        ("Ruth Okafor, MD\nReno Dentist", UNFINISHED, "Simon Ash, DDS\nMesa Dentist"),
    ],
    ids=["two names", "another form", "unfinished words"],
)
def test_bylines_that_may_be_colleagues_are_no_evidence_by_their_number(
    first: str, words: str, last: str
) -> None:
    page = page_of(
        ["On rest", REST, first, "On ice", ICE, "Ann Lee, DO\nDallas Dentist", "On walks", words,
         last, LATE], 3
    )  # fmt: skip
    assert set(named(page).values()) == {None}
    assert told(page, "it cannot be told whether the bylines stand above or below the words")


def test_a_byline_whose_doctor_the_next_headline_names_may_belong_to_either() -> None:
    page = page_of(
        ["On rest", REST, "Ruth Okafor, MD\nReno Dentist", "On ice", ICE,
         "John Roe, MD\nTampa Dentist", "John Roe, MD on this question", WALK,
         "Ann Lee, DO\nDallas Dentist"]
    )  # fmt: skip
    assert named(page)[REST] == "Ruth Okafor"
    assert named(page)[ICE] is None and told(page, "names the same doctor")


# What the site prints.


def test_a_row_of_buttons_is_the_sites() -> None:
    assert furniture_kind("Share on Facebook · Tweet · Pin it") == "helpful"
    assert furniture_kind("Save | Print | Share this page") == "helpful"
    assert furniture_kind("Filler · Botox · Tweet") is None
    assert furniture_kind("Yes | No | Report") == furniture_kind("Share  Tweet  Pin") == "helpful"
    assert furniture_kind("Yes") is furniture_kind("No | Never") is None
    assert furniture_kind("http://qa.example/86   Page 1 of 5") == "copyright"
    assert vote_kind("[4 of 17 readers agreed]") == vote_kind("Thanked 19 times") == "helpful"


@pytest.mark.parametrize("date", ["", "3/10/2016   "])
def test_the_pages_title_within_words_may_divide_them(date: str) -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD\nReno Dentist", "On ice", VOTE, ICE,
         f"{date}Is swelling normal?", WALK, "John Roe, MD\nTampa Dentist"]
    )  # fmt: skip
    assert "John Roe" not in named(page).values()
    assert told(page, "within its words")


@pytest.mark.parametrize("words", ["Wait for ten days at least and then look at it again with her"])
def test_a_long_line_below_the_sites_links_is_not_lost_in_silence(words: str) -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD\nReno Dentist", "On ice", VOTE,
         "You might also like...", "Before and after photos", words, "On walks", VOTE, WALK,
         "John Roe, MD\nTampa Dentist"]
    )  # fmt: skip
    inside = any(words in page.quote(one.body) for one in page.answers)
    assert inside or any(words[:40] in one for one in page.warnings)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("<br>", "markup"),
        ('</li></ul> <section id="replies">', "markup"),
        ("<!-- end of reply -->", "markup"),
        ("${doctor.photo}", "markup"),
        ("{% include 'share.html' %}", "markup"),
        ("(votes + 1) }}", "markup"),
        ("*** Anzeige ***", "advertising"),
        ("[Ad]", "advertising"),
        ("~ Advertisement ~ Scroll down to continue ~", "advertising"),
        ("Story continues below this ad", "advertising"),
        ("Save up to 30% on laser packages", "advertising"),
        ("Dentist's reply nr. 3", "numbering"),
    ],
)
def test_what_only_a_site_prints_is_the_sites(line: str, kind: str) -> None:
    assert furniture_kind(line) == kind


@pytest.mark.parametrize(
    "line", ["<%= reply.likes %>", "#{score} points", "▲ 7 ▼ 1", "👏🏽 3 · 👎 0"]
)
def test_a_line_that_only_counts_votes_is_no_word_of_a_doctor(line: str) -> None:
    assert vote_kind(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "<3",
        "Levels < 30 are low, and those > 100 are high.",
        "Keep the range {low, high} in mind.",
        "Advertising is no evidence.",
        "Ads promise more than any cream can do.",
        "Continue reading about it before you decide.",
        "Save the money: 20% on top is what they charge for the name.",
        "Doctor answers differ on this.",
        "My answer no longer holds.",
    ],
)
def test_a_doctors_sentence_is_not_taken_for_the_sites(line: str) -> None:
    assert furniture_kind(line) is None
    assert vote_kind(line) is None


def test_a_vote_line_that_was_wrapped_is_one() -> None:
    wrapped = "{{ likes >= 0 ? '+' + (likes + 1)\n: (likes +\n1) }}"
    page = page_of(
        ["On rest", wrapped, REST, "Ruth Okafor, MD\nReno Dentist", "On ice", wrapped, ICE,
         "On walks", wrapped, WALK, "John Roe, MD\nTampa Dentist"], 3
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: None, WALK: "John Roe"}


def test_the_pages_title_on_top_of_an_answer_is_not_in_the_doctors_words() -> None:
    page = page_of(
        [VOTE, "Is swelling normal?", REST, "Ruth Okafor, MD\nReno Dentist",
         VOTE, ICE, "John Roe, MD\nTampa Dentist"], 2
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: "John Roe"}


# Stars, and what stands below a farewell.


def test_stars_where_a_headline_would_stand_rate_nobody() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD\nReno Dentist\n4.1 out of 5 stars 6 reviews",
         "On ice", VOTE, ICE, "John Roe, MD\nTampa Dentist", "3.5 out of 5",
         VOTE, WALK, "Ann Lee, DO\nDallas Dentist\n4.4 out of 5 stars 9 reviews"], 3
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: "John Roe", WALK: "Ann Lee"}
    assert [one.doctor.rating for one in page.answers] == [4.1, None, 4.4]
    assert [page.quoted(one.headline) for one in page.answers] == ["On rest", "On ice", None]


def test_stars_apart_are_a_doctors_where_the_page_prints_them_so() -> None:
    page = page_of(
        [VOTE, REST, "Ruth Okafor, MD\nReno Dentist", "4.1 out of 5 stars 6 reviews",
         VOTE, ICE, "John Roe, MD\nTampa Dentist", "3.5 out of 5 stars 2 reviews"], 2
    )  # fmt: skip
    assert [one.doctor.rating for one in page.answers] == [4.1, 3.5]


def test_stars_below_a_whole_byline_are_no_headline() -> None:
    rated = "Reno Dentist\n4.1 out of 5 stars 6 reviews"
    page = page_of(
        ["On rest", REST, f"Ruth Okafor, MD\n{rated}", "4.0 out of 5", "On ice", ICE,
         f"John Roe, MD\n{rated}", "On walks", WALK, f"Ann Lee, DO\n{rated}"], 3
    )  # fmt: skip
    assert [page.quoted(one.headline) for one in page.answers] == ["On rest", "On ice", "On walks"]
    assert [one.doctor.rating for one in page.answers] == [4.1, 4.1, 4.1]


@pytest.mark.parametrize("votes", [[], [VOTE]], ids=["without votes", "votes"])
def test_a_question_below_a_farewell_may_head_anothers_words(votes: list[str]) -> None:
    page = page_of(
        ["On rest", *votes, REST, "Ruth Okafor, MD\nReno Dentist",
         "On ice", *votes, ICE, "I hope this helps.", "How long does it last?", LATE,
         "John Roe, MD\nTampa Dentist", "On walks", *votes, WALK, "Ann Lee, DO\nDallas Dentist"], 3
    )  # fmt: skip
    told_of = {name for words, name in named(page).items() if ICE in words or LATE in words}
    assert told_of == {None}
    assert named(page)[WALK] == "Ann Lee"
    assert told(page, "follows a farewell, and may be another's")


def test_what_a_doctor_adds_below_a_farewell_is_the_doctors_where_votes_divide() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Good luck!", LATE, "Ruth Okafor, MD\nReno Dentist",
         "On ice", VOTE, ICE, "John Roe, MD\nTampa Dentist"], 2
    )  # fmt: skip
    assert {one.doctor.name for one in page.answers} == {"Ruth Okafor", "John Roe"}


def test_a_name_below_a_farewell_may_sign_and_leave_its_place_to_the_next() -> None:
    page = page_of(
        ["Vera Iyer, MD\nMesa Dentist", VOTE, REST, "Reno Dentist\n4.1 out of 5 stars 6 reviews",
         VOTE, ICE, "Kind regards,", "Ruth Okafor, MD",
         "Tampa Dentist\n4.8 out of 5 stars 7 reviews",
         VOTE, LATE, "Ann Lee, DO\nDallas Dentist", VOTE, WALK], 4
    )  # fmt: skip
    assert named(page)[LATE] is None
    assert named(page)[WALK] == "Ann Lee"
    assert told(page, "may sign the words above it")


# Names behind dashes.


def test_names_behind_dashes_are_the_doctors_where_the_pages_bylines_begin_so() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "— Ruth Okafor, MD\nReno Dentist", "On ice", VOTE, ICE,
         "~ John Roe, MD\nTampa Dentist\n4.1 out of 5 stars 6 reviews",
         "On walks", VOTE, WALK, "- Ann Lee, DO"], 3
    )  # fmt: skip
    assert named(page)[REST] == "Ruth Okafor"
    assert named(page)[ICE] == "John Roe"
    assert {name for words, name in named(page).items() if WALK in words} <= {None, "Ann Lee"}
    assert [one.doctor.place for one in page.answers][:2] == ["Reno", "Tampa"]


def test_a_name_behind_a_dash_may_be_whom_an_answer_quotes() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "— John Roe, MD", LATE, "Ruth Okafor, MD\nReno Dentist",
         "On ice", VOTE, ICE, "— Vera Iyer, MD", WALK, "Ann Lee, DO\nDallas Dentist"], 2
    )  # fmt: skip
    assert not {"John Roe", "Vera Iyer"} & set(named(page).values())


# What stands around answers, and what may close or open them.


def test_of_two_names_below_a_farewell_none_signs() -> None:
    both = "Paul Ames, MBBS, FRACS\nReading Peel Surgeon\nJohn Roe, MD\nTampa Peel Surgeon"
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD\nReno Dermatologist", "On ice", VOTE,
         f"{ICE} Be well.", both, "On walks", VOTE, WALK, "Ann Lee, DO\nReno Dermatologist"]
    )  # fmt: skip
    assert {"Paul Ames", "John Roe"}.isdisjoint(named(page).values())


def test_a_numbered_licence_above_a_name_is_no_word_of_the_doctors() -> None:
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD", "On ice", VOTE, ICE,
         "License no. 4417\nJohn Roe, MD", "On walks", VOTE, WALK, "Ann Lee, DO"]
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: "John Roe", WALK: "Ann Lee"}


def test_a_sentence_below_every_byline_is_the_sites() -> None:
    asked = "Did this answer your question?\nYes"
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD", asked, "On ice", VOTE, ICE, "John Roe, MD",
         asked, "On walks", VOTE, WALK, "Ann Lee, DO", asked], announced=3
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: "John Roe", WALK: "Ann Lee"}


def test_an_answer_that_all_doctors_give_is_no_line_of_the_site() -> None:
    page = page_of(
        ["Ruth Okafor, MD", f"{REST}\n\n{ICE}", "John Roe, MD", f"{REST}\n\n{ICE}",
         "Ann Lee, DO", f"{REST}\n\n{ICE}"], announced=3
    )  # fmt: skip
    assert [page.quote(one.body) for one in page.answers] == [f"{REST}\n\n{ICE}"] * 3


def test_a_list_of_links_below_its_heading_has_no_headline_at_its_end() -> None:
    links = (
        "Related questions\nUnder or over the muscle? (22 answers)\n"
        "Sharp zaps after breast augmentation, normal? (20 answers)"
    )
    page = page_of(
        ["On rest", REST, "Ruth Okafor, MD\nReno Dermatologist", "On ice", ICE,
         "John Roe, MD\nTampa Dentist", "On walks", WALK, "Ann Lee, DO\nReno Dentist", links],
        announced=3,
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: "John Roe", WALK: "Ann Lee"}
    assert [page.quoted(one.headline) for one in page.answers] == ["On rest", "On ice", "On walks"]


def test_a_question_above_a_headline_is_neither_headline_nor_words() -> None:
    asked = "Are you sure that it came after the treatment and not from the nose itself?"
    page = page_of(
        ["On rest", REST, "Ruth Okafor, MD\nReno Dermatologist", asked, "On ice", ICE,
         "John Roe, MD\nTampa Dentist"], announced=2
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: "John Roe"}
    assert page.answers[1].headline is None
    assert any(asked[:40] in one for one in page.warnings)


def test_votes_below_a_headline_and_a_byline_do_not_close_an_answer() -> None:
    page = page_of(
        ["How long does it last?", "Ruth Okafor, MD", VOTE, REST, "On ice", "John Roe, MD", VOTE,
         ICE, "On walks", "Ann Lee, DO", VOTE, WALK, "Regards,\nAnn Lee, DO"], announced=3
    )  # fmt: skip
    assert named(page).get(REST) in {None, "Ruth Okafor"}
    assert named(page).get(ICE) in {None, "John Roe"}


def test_a_remark_right_below_a_heading_of_comments_is_nobodys() -> None:
    remark = "Thank you so much, this calmed me."
    page = page_of(
        ["On rest", "Ruth Okafor, MD", "+12", REST, ICE, "On ice", "John Roe, MD", "+8",
         "Comments (1)", remark, "2 years ago"], announced=2
    )  # fmt: skip
    assert named(page).get(remark) is None


# Two lines of which either may be the headline.


def test_a_line_above_votes_is_no_headline_where_one_stands_below_them() -> None:
    question = "Would it help you, too?"
    page = page_of(
        ["On rest", VOTE, REST, "Ruth Okafor, MD\nReno Dermatologist", question, VOTE, "On ice",
         ICE, "John Roe, MD\nDallas Dentist", "On walks", VOTE, WALK,
         "Ann Lee, DO\nBoise Dermatologist"], 3
    )  # fmt: skip
    assert [page.quoted(one.headline) for one in page.answers] == ["On rest", None, "On walks"]
    assert any(question in one and "is not explained" in one for one in page.warnings)


def test_a_headline_and_a_long_line_below_words_may_be_anothers_answer() -> None:
    long = "That said, a photograph that is taken in daylight shows more in most hands"
    page = page_of(
        ["On rest", REST, "Ruth Okafor, MD\nReno Dermatologist", "On ice", ICE, "My own view",
         long, "John Roe, MD\nDallas Dentist", "On walks", WALK,
         "Ann Lee, DO\nBoise Dermatologist"], 3
    )  # fmt: skip
    assert named(page) == {REST: "Ruth Okafor", ICE: None, WALK: "Ann Lee"}
    assert told(page, "above its byline, may be another's answer")


# Links, of which one may be a headline.


@pytest.mark.parametrize(
    ("links", "odd"),
    [
        (["You might also like...", "Cost of fillers by city", "Photos"], None),
        (["You might also like...", "Cost of fillers by city", "Photos", "On ice"], "On ice"),
    ],
)
def test_a_link_that_one_list_alone_has_is_told(links: list[str], odd: str | None) -> None:
    usual = ["You might also like...", "Cost of fillers by city", "Photos"]
    page = page_of(
        ["On rest", VOTE, *usual, f"{REST} {LATE}", "Ruth Okafor, MD\nReno Dermatologist", VOTE,
         *links, "Is it too late for a cold pack, after all that you have done so far?", ICE,
         "John Roe, MD\nDallas Dentist", "On walks", VOTE, *usual, WALK,
         "Ann Lee, DO\nBoise Dermatologist"], 3
    )  # fmt: skip
    left_out = [one for one in page.warnings if "was left out as a line of the site" in one]
    assert any(f"“{odd}”" in one for one in left_out) == (odd is not None)
    assert not any("“Cost of fillers by city”" in one for one in left_out)

"""Pages the parser has never seen, in both dialects: with vote lines above the bodies and without.

`ReadAnswer` is one answer as read. `page_of` lays answers out as the saved pages do, and
`answers_read` reads them back, so that an expectation is the answer itself, every field of it.
"""

from itertools import pairwise
from typing import NamedTuple

import pytest

from index.errors import UnreadablePage
from index.model import Doctor, Page, Span
from index.pages.line_reader.text import parse_page

VOTE = "{{ voteCount >= 0 ? '+' + (voteCount + 1) : (voteCount + 1) }}"
NOTICE = (
    "These answers are for educational purposes and should not be relied upon as a substitute for "
    "medical advice you may receive from your physician. If you have a medical emergency, please "
    "call 911. These answers do not constitute or initiate a patient/doctor relationship."
)
TITLE = "How long do porcelain veneers last?"
QUESTION = "I am thinking about veneers for my front teeth. How soon would they need replacing?"


class ReadAnswer(NamedTuple):
    """One answer as a reader finds it on the page."""

    headline: str | None
    body: str
    byline: str | None
    doctor: Doctor


def by_line(
    name: str | None,
    credentials: str | None,
    place: str | None,
    specialty: str | None,
    rating: float | None = None,
    reviews: int | None = None,
    status: str | None = None,
) -> Doctor:
    return Doctor(
        name=name,
        credentials=credentials,
        named_by=None if name is None else "byline",
        place=place,
        specialty=specialty,
        rating=rating,
        reviews=reviews,
        status=status,
    )


VENEERS = ReadAnswer(
    "Veneers last for many years",
    "Well made porcelain veneers last ten to fifteen years. Wear a night guard if you grind.",
    "Claire Beaumont, DDS\nPortland Cosmetic Dentist\n4.9 out of 5 stars 61 reviews",
    by_line("Claire Beaumont", "DDS", "Portland", "Cosmetic Dentist", 4.9, 61),
)
BONDING = ReadAnswer(
    "Bonding is another choice",
    "Composite bonding costs less but stains sooner.\n\nAsk to see photos of older work.",
    "Andre Whitlock, DMD\nTampa Dentist\n4.4 out of 5 stars 18 reviews",
    by_line("Andre Whitlock", "DMD", "Tampa", "Dentist", 4.4, 18),
)
FILLER = ReadAnswer(
    "Filler around the mouth",
    "Hyaluronic acid filler softens the lines beside the mouth for about nine months.",
    "Joan Castellanos, MD, FACS\nDenver Facial Plastic Surgeon\n5.0 out of 5 stars 7 reviews",
    by_line("Joan Castellanos", "MD, FACS", "Denver", "Facial Plastic Surgeon", 5.0, 7),
)
NOBODY = ReadAnswer(
    "Only a short remark",
    "The laser settings matter more than the brand of the laser.",
    None,
    Doctor(),
)
SIGNED = ReadAnswer(
    "Resurfacing in summer",
    "Stay out of the sun for four weeks before a fractional laser. Best, Dr. Green",
    None,
    Doctor(name="Dr. Green", named_by="signature"),
)


def page_of(
    *answers: ReadAnswer,
    votes: bool,
    title: str = TITLE,
    question: str = QUESTION,
    announced: int | None = None,
    notice: str | None = NOTICE,
) -> str:
    count = len(answers) if announced is None else announced
    lines = [title, "", question, "", f"Doctor Answers {count}", ""]
    for answer in answers:
        lines += [""] if answer.headline is None else [answer.headline, ""]
        lines += [VOTE, ""] if votes else []
        lines += [answer.body, ""]
        lines += [] if answer.byline is None else [answer.byline, ""]
    lines += [] if notice is None else [notice]
    return "\n".join(lines)


def parsed(text: str) -> Page:
    page = parse_page(text, page_id="unseen", source="unseen.txt", digest="0" * 64)
    obey_the_law(page, text)
    return page


def obey_the_law(page: Page, text: str) -> None:
    assert (page.id, page.source, page.digest) == ("unseen", "unseen.txt", "0" * 64)
    assert page.text == text
    numbers = range(1, len(page.answers) + 1)
    assert [answer.number for answer in page.answers] == list(numbers)
    assert [answer.id for answer in page.answers] == [f"unseen#{number}" for number in numbers]
    spans = spans_of(page)
    for span in spans:
        assert page.quote(span) == text[span.start : span.end]
        assert page.quote(span)
    for answer in page.answers:
        assert page.quote(answer.body).strip() == page.quote(answer.body)
    for before, after in pairwise(spans):
        assert before.end <= after.start


def spans_of(page: Page) -> list[Span]:
    spans = [page.title, page.question]
    for answer in page.answers:
        spans += [answer.headline, answer.body, answer.byline]
    spans.append(page.notice)
    return sorted(span for span in spans if span is not None)


def answers_read(page: Page) -> list[ReadAnswer]:
    return [
        ReadAnswer(
            page.quoted(answer.headline),
            page.quote(answer.body),
            page.quoted(answer.byline),
            answer.doctor,
        )
        for answer in page.answers
    ]


def only_doctor(page: Page) -> Doctor:
    (answer,) = page.answers
    return answer.doctor


@pytest.fixture(params=[True, False], ids=["votes", "plain"])
def votes(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_page_with_vote_lines_is_read_in_full() -> None:
    text = f"""\
Is laser hair removal safe on dark skin?

I have dark skin and coarse hair on my chin. Which laser is safe for me?

Doctor Answers 3

The Nd:YAG is the safest

{VOTE}

The long-pulsed Nd:YAG passes the pigment of the skin. Ask for a test spot.

Ifeoma Adeyemi, MD, FAAD
Salt Lake City Dermatologist
4.8 out of 5 stars 1,024 reviews


{VOTE}
I would try a test spot on the neck first.

Marisol Vega, RN, BSN
San Antonio Nurse Injector

Coarse hair responds well

{VOTE}


Plan on eight sessions, six weeks apart.

Scottsdale Medical Spa Aesthetician
5.0 out of 5 stars 1 review

{NOTICE}"""
    page = parsed(text)
    assert page.quoted(page.title) == "Is laser hair removal safe on dark skin?"
    assert page.quoted(page.question) == (
        "I have dark skin and coarse hair on my chin. Which laser is safe for me?"
    )
    assert page.announced == 3
    assert page.quoted(page.notice) == NOTICE
    assert answers_read(page) == [
        ReadAnswer(
            "The Nd:YAG is the safest",
            "The long-pulsed Nd:YAG passes the pigment of the skin. Ask for a test spot.",
            "Ifeoma Adeyemi, MD, FAAD\nSalt Lake City Dermatologist\n"
            "4.8 out of 5 stars 1,024 reviews",
            by_line("Ifeoma Adeyemi", "MD, FAAD", "Salt Lake City", "Dermatologist", 4.8, 1024),
        ),
        ReadAnswer(
            None,
            "I would try a test spot on the neck first.",
            "Marisol Vega, RN, BSN\nSan Antonio Nurse Injector",
            by_line("Marisol Vega", "RN, BSN", "San Antonio", "Nurse Injector"),
        ),
        ReadAnswer(
            "Coarse hair responds well",
            "Plan on eight sessions, six weeks apart.",
            "Scottsdale Medical Spa Aesthetician\n5.0 out of 5 stars 1 review",
            by_line(None, None, "Scottsdale", "Medical Spa Aesthetician", 5.0, 1),
        ),
    ]


def test_a_page_without_vote_lines_is_read_in_full() -> None:
    text = f"""\
Do dental implants hurt?

My dentist says that I need two implants.

I am afraid of the pain. How bad is it?

Doctor Answers 3

Less than you fear

Most of my patients take a mild painkiller for two days.

The second stage is easier still.

Liam O'Connor, DDS, MS
St. Louis Oral Surgeon
4.6 out of 5 stars 88 reviews


It depends on the bone. A graft adds a week of soreness.

Ng Wei Ling, DMD
Winston-Salem Dentist

Sedation is possible

Ask for oral sedation when you book.

Hobart Cosmetic Dentist

{NOTICE}"""
    page = parsed(text)
    assert page.quoted(page.title) == "Do dental implants hurt?"
    assert page.quoted(page.question) == (
        "My dentist says that I need two implants.\n\nI am afraid of the pain. How bad is it?"
    )
    assert page.announced == 3
    assert page.quoted(page.notice) == NOTICE
    assert answers_read(page) == [
        ReadAnswer(
            "Less than you fear",
            "Most of my patients take a mild painkiller for two days.\n\n"
            "The second stage is easier still.",
            "Liam O'Connor, DDS, MS\nSt. Louis Oral Surgeon\n4.6 out of 5 stars 88 reviews",
            by_line("Liam O'Connor", "DDS, MS", "St. Louis", "Oral Surgeon", 4.6, 88),
        ),
        ReadAnswer(
            None,
            "It depends on the bone. A graft adds a week of soreness.",
            "Ng Wei Ling, DMD\nWinston-Salem Dentist",
            by_line("Ng Wei Ling", "DMD", "Winston-Salem", "Dentist"),
        ),
        ReadAnswer(
            "Sedation is possible",
            "Ask for oral sedation when you book.",
            "Hobart Cosmetic Dentist",
            by_line(None, None, "Hobart", "Cosmetic Dentist"),
        ),
    ]


def test_a_complete_page_gives_no_warning(votes: bool) -> None:
    page = parsed(page_of(VENEERS, BONDING, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, BONDING, FILLER]
    assert page.warnings == ()


def test_a_page_of_one_answer_is_a_page(votes: bool) -> None:
    assert answers_read(parsed(page_of(VENEERS, votes=votes))) == [VENEERS]


def test_a_page_without_a_notice_has_none(votes: bool) -> None:
    page = parsed(page_of(VENEERS, BONDING, votes=votes, notice=None))
    assert page.notice is None
    assert answers_read(page) == [VENEERS, BONDING]


def test_a_page_without_a_final_line_end_loses_nothing(votes: bool) -> None:
    page = parsed(page_of(VENEERS, BONDING, votes=votes, notice=None).rstrip())
    assert page.notice is None
    assert answers_read(page) == [VENEERS, BONDING]


def test_line_ends_after_the_notice_are_no_part_of_it(votes: bool) -> None:
    page = parsed(page_of(VENEERS, votes=votes) + "\n\n")
    assert page.quoted(page.notice) == NOTICE
    assert answers_read(page) == [VENEERS]


def test_a_page_of_zero_answers_has_none(votes: bool) -> None:
    page = parsed(page_of(votes=votes))
    assert page.announced == 0
    assert page.answers == ()
    assert page.quoted(page.title) == TITLE
    assert page.quoted(page.question) == QUESTION
    assert page.quoted(page.notice) == NOTICE


def test_a_page_of_zero_answers_and_no_notice_has_neither() -> None:
    page = parsed(page_of(votes=False, notice=None))
    assert page.announced == 0
    assert page.answers == ()
    assert page.notice is None


def test_carriage_returns_stay_in_the_text_and_offsets_hold(votes: bool) -> None:
    answers = (VENEERS, BONDING._replace(headline=None), FILLER)
    page = parsed(page_of(*answers, votes=votes).replace("\n", "\r\n"))
    assert page.announced == 3
    assert page.quoted(page.title) == TITLE
    assert page.quoted(page.question) == QUESTION
    assert page.quoted(page.notice) == NOTICE
    assert answers_read(page) == [
        answer._replace(
            body=answer.body.replace("\n", "\r\n"),
            byline=(answer.byline or "").replace("\n", "\r\n"),
        )
        for answer in answers
    ]


def test_a_patient_who_says_doctor_answers_announces_nothing(votes: bool) -> None:
    question = (
        "I found this page by Doctor Answers 4 veneers, but nobody spoke of Doctor Answers 9."
    )
    page = parsed(page_of(VENEERS, BONDING, votes=votes, question=question))
    assert page.announced == 2
    assert page.quoted(page.question) == question
    assert answers_read(page) == [VENEERS, BONDING]


def test_a_patients_line_that_begins_with_doctor_answers_announces_nothing(votes: bool) -> None:
    question = "My dentist is very busy.\nDoctor Answers 4 questions at the most, so I ask here."
    page = parsed(page_of(VENEERS, BONDING, votes=votes, question=question))
    assert page.announced == 2
    assert page.quoted(page.question) == question
    assert answers_read(page) == [VENEERS, BONDING]


def test_a_patient_who_speaks_of_stars_rates_no_doctor(votes: bool) -> None:
    question = (
        "My dentist has 5.0 out of 5 stars 212 reviews on the web.\n\n"
        "Another one, Jane Roe, MD, has 3.1 out of 5 stars. Whom should I trust?"
    )
    page = parsed(page_of(NOBODY, VENEERS, votes=True, question=question))
    assert page.quoted(page.question) == question
    assert answers_read(page) == [NOBODY, VENEERS]
    page = parsed(page_of(VENEERS, votes=votes, question=question))
    assert page.quoted(page.question) == question
    assert answers_read(page) == [VENEERS]


def test_a_page_without_a_patients_text_has_no_question(votes: bool) -> None:
    text = page_of(VENEERS, votes=votes).replace(f"{QUESTION}\n\n", "")
    page = parsed(text)
    assert page.quoted(page.title) == TITLE
    assert page.question is None
    assert answers_read(page) == [VENEERS]


PLACES = [
    ("Boise Dentist", "Boise", "Dentist"),
    ("Fort Worth Dentist", "Fort Worth", "Dentist"),
    ("San Luis Obispo Cosmetic Dentist", "San Luis Obispo", "Cosmetic Dentist"),
    ("St. Louis Cosmetic Dentist", "St. Louis", "Cosmetic Dentist"),
    ("Winston-Salem Family Physician", "Winston-Salem", "Family Physician"),
    ("Salt Lake City Family Physician", "Salt Lake City", "Family Physician"),
    ("Coeur d'Alene Oral Surgeon", "Coeur d'Alene", "Oral Surgeon"),
    ("Coeur d\u2019Alene Oral Surgeon", "Coeur d\u2019Alene", "Oral Surgeon"),
    ("Rio de Janeiro Plastic Surgeon", "Rio de Janeiro", "Plastic Surgeon"),
    ("São Paulo Plastic Surgeon", "São Paulo", "Plastic Surgeon"),
    ("Montréal Dermatologist", "Montréal", "Dermatologist"),
    ("Québec City Ophthalmologist", "Québec City", "Ophthalmologist"),
    ("New Orleans Ophthalmologist", "New Orleans", "Ophthalmologist"),
    ("San Juan Capistrano Nurse Practitioner", "San Juan Capistrano", "Nurse Practitioner"),
    ("Austin Nurse Injector", "Austin", "Nurse Injector"),
    ("Long Beach Nurse Injector", "Long Beach", "Nurse Injector"),
    ("Colorado Springs Physician Assistant", "Colorado Springs", "Physician Assistant"),
    ("Stoke-on-Trent General Surgeon", "Stoke-on-Trent", "General Surgeon"),
    ("Little Rock General Surgeon", "Little Rock", "General Surgeon"),
    ("Palm Beach Gardens Oculoplastic Surgeon", "Palm Beach Gardens", "Oculoplastic Surgeon"),
    ("Santa Fe Medical Spa Aesthetician", "Santa Fe", "Medical Spa Aesthetician"),
    ("Reno Emergency Medicine Physician", "Reno", "Emergency Medicine Physician"),
    ("Kansas City Facial Plastic Surgeon", "Kansas City", "Facial Plastic Surgeon"),
    ("The Woodlands Dermatologic Surgeon", "The Woodlands", "Dermatologic Surgeon"),
]


@pytest.mark.parametrize(("line", "place", "specialty"), PLACES)
def test_a_line_of_place_and_profession_gives_both(
    line: str, place: str, specialty: str, votes: bool
) -> None:
    answer = BONDING._replace(
        byline=f"Andre Whitlock, DMD\n{line}\n4.4 out of 5 stars 18 reviews",
        doctor=by_line("Andre Whitlock", "DMD", place, specialty, 4.4, 18),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


@pytest.mark.parametrize(("line", "place", "specialty"), PLACES)
def test_a_line_of_place_and_profession_alone_names_nobody(
    line: str, place: str, specialty: str, votes: bool
) -> None:
    answer = BONDING._replace(byline=line, doctor=by_line(None, None, place, specialty))
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_a_city_of_two_words_is_a_place() -> None:
    answer = VENEERS._replace(
        byline="Claire Beaumont, DDS\nLos Angeles Cosmetic Dentist",
        doctor=by_line("Claire Beaumont", "DDS", "Los Angeles", "Cosmetic Dentist"),
    )
    assert answers_read(parsed(page_of(answer, votes=True))) == [answer]


NAMES = [
    ("Claire Beaumont, DDS", "Claire Beaumont", "DDS"),
    ("Andre Whitlock, DMD", "Andre Whitlock", "DMD"),
    ("Robert T. Hale Jr., MD", "Robert T. Hale Jr.", "MD"),
    ("Winston P. Greer III, DMD", "Winston P. Greer III", "DMD"),
    ("Anne-Marie Holt-Baker, NP-C", "Anne-Marie Holt-Baker", "NP-C"),
    ("Liam O'Connor, DDS, MS", "Liam O'Connor", "DDS, MS"),
    ("Siobhan O\u2019Dwyer, PA-C", "Siobhan O\u2019Dwyer", "PA-C"),
    ("J. P. Delacroix, MD", "J. P. Delacroix", "MD"),
    ("T. Aldous Merriweather, DO", "T. Aldous Merriweather", "DO"),
    ("Pieter van der Berg, MD, FRCS(Plast)", "Pieter van der Berg", "MD, FRCS(Plast)"),
    ("Ana de la Cruz, RN, BSN", "Ana de la Cruz", "RN, BSN"),
    ("João Conceição, MD, PhD", "João Conceição", "MD, PhD"),
    ("Zoë Björnsdóttir, MBBS, FRCS(Plast)", "Zoë Björnsdóttir", "MBBS, FRCS(Plast)"),
    ("Łukasz Żeleński, MD", "Łukasz Żeleński", "MD"),
    ("Elena Petrova, M.D.", "Elena Petrova", "M.D."),
    ("Priya Raman, M.D., Ph.D.", "Priya Raman", "M.D., Ph.D."),
    ("Bo Li, RN", "Bo Li", "RN"),
]


@pytest.mark.parametrize(("line", "name", "credentials"), NAMES)
def test_a_line_of_name_and_credentials_gives_both(
    line: str, name: str, credentials: str, votes: bool
) -> None:
    answer = BONDING._replace(
        byline=f"{line}\nTampa Dentist\n4.4 out of 5 stars 18 reviews",
        doctor=by_line(name, credentials, "Tampa", "Dentist", 4.4, 18),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


@pytest.mark.parametrize(("line", "name", "credentials"), NAMES)
def test_a_byline_without_stars_gives_name_and_place(
    line: str, name: str, credentials: str, votes: bool
) -> None:
    answer = BONDING._replace(
        byline=f"{line}\nTampa Dentist",
        doctor=by_line(name, credentials, "Tampa", "Dentist"),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_a_junior_after_a_comma_is_part_of_the_name_as_printed(votes: bool) -> None:
    answer = BONDING._replace(
        byline="Robert T. Hale, Jr., MD\nTampa Dentist",
        doctor=by_line("Robert T. Hale, Jr.", "MD", "Tampa", "Dentist"),
    )
    assert answers_read(parsed(page_of(VENEERS, answer, votes=votes))) == [VENEERS, answer]


def test_a_doctor_who_stopped_practicing_has_that_status(votes: bool) -> None:
    answer = BONDING._replace(
        byline=(
            "Gwen Ashworth, DDS (not currently practicing)\nBaton Rouge Oral Surgeon\n"
            "4.0 out of 5 stars 3 reviews"
        ),
        doctor=by_line(
            "Gwen Ashworth",
            "DDS",
            "Baton Rouge",
            "Oral Surgeon",
            4.0,
            3,
            "not currently practicing",
        ),
    )
    assert answers_read(parsed(page_of(answer, VENEERS, votes=votes))) == [answer, VENEERS]


def test_a_credential_in_parentheses_is_no_status(votes: bool) -> None:
    answer = BONDING._replace(
        byline=(
            "Pieter van der Berg, MD, FRCS(Plast) (not currently practicing)\n"
            "Cape Town Plastic Surgeon"
        ),
        doctor=by_line(
            "Pieter van der Berg",
            "MD, FRCS(Plast)",
            "Cape Town",
            "Plastic Surgeon",
            status="not currently practicing",
        ),
    )
    assert answers_read(parsed(page_of(answer, VENEERS, votes=votes))) == [answer, VENEERS]


@pytest.mark.parametrize(
    ("line", "rating", "reviews"),
    [
        ("5.0 out of 5 stars 1 review", 5.0, 1),
        ("4.7 out of 5 stars 1,024 reviews", 4.7, 1024),
        ("1.5 out of 5 stars 2 reviews", 1.5, 2),
        ("4.9 out of 5 stars 472 reviews", 4.9, 472),
    ],
)
def test_stars_and_reviews_are_numbers(line: str, rating: float, reviews: int, votes: bool) -> None:
    answer = BONDING._replace(
        byline=f"Andre Whitlock, DMD\nTampa Dentist\n{line}",
        doctor=by_line("Andre Whitlock", "DMD", "Tampa", "Dentist", rating, reviews),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_a_byline_without_a_name_keeps_place_and_stars(votes: bool) -> None:
    answer = BONDING._replace(
        byline="Tampa Dentist\n4.4 out of 5 stars 18 reviews",
        doctor=by_line(None, None, "Tampa", "Dentist", 4.4, 18),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_a_byline_without_a_place_keeps_name_and_stars(votes: bool) -> None:
    answer = BONDING._replace(
        byline="Andre Whitlock, DMD\n4.4 out of 5 stars 18 reviews",
        doctor=by_line("Andre Whitlock", "DMD", None, None, 4.4, 18),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_a_byline_of_stars_alone_rates_an_unnamed_doctor(votes: bool) -> None:
    answer = BONDING._replace(
        byline="4.4 out of 5 stars 18 reviews",
        doctor=by_line(None, None, None, None, 4.4, 18),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_white_space_at_the_end_of_byline_lines_is_no_part_of_the_fields(votes: bool) -> None:
    byline = "Andre Whitlock, DMD \nTampa Dentist\u00a0\n4.4 out of 5 stars 18 reviews\u00a0 "
    page = parsed(page_of(BONDING._replace(byline=byline), votes=votes))
    assert only_doctor(page) == BONDING.doctor
    assert answers_read(page)[0].body == BONDING.body


def test_a_missing_headline_is_none(votes: bool) -> None:
    bare = BONDING._replace(headline=None)
    page = parsed(page_of(VENEERS, bare, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, bare, FILLER]


def test_the_first_answer_may_have_no_headline(votes: bool) -> None:
    bare = VENEERS._replace(headline=None)
    page = parsed(page_of(bare, BONDING, votes=votes))
    assert answers_read(page) == [bare, BONDING]


def test_no_answer_needs_a_headline(votes: bool) -> None:
    bare = [answer._replace(headline=None) for answer in (VENEERS, BONDING, FILLER)]
    assert answers_read(parsed(page_of(*bare, votes=votes))) == bare


@pytest.mark.parametrize(
    "headline",
    [
        "Choose a Board Certified Plastic Surgeon",
        "See an Experienced Cosmetic Dentist",
        "Is it 5.0 out of 5 stars? Ask your Oral Surgeon",
        "Thank you, Dr. Smith",
        "Veneers, crowns, and bonding compared",
    ],
)
def test_a_headline_that_looks_like_a_byline_is_a_headline(headline: str, votes: bool) -> None:
    first = VENEERS._replace(headline=headline)
    second = BONDING._replace(headline=headline)
    page = parsed(page_of(first, second, FILLER, votes=votes))
    assert answers_read(page) == [first, second, FILLER]


def test_a_headline_after_an_answer_without_byline_gives_it_no_doctor() -> None:
    advice = VENEERS._replace(headline="Choose a Board Certified Plastic Surgeon")
    page = parsed(page_of(FILLER, NOBODY, advice, votes=True))
    assert answers_read(page) == [FILLER, NOBODY, advice]


def test_a_place_and_profession_above_two_empty_lines_is_no_headline() -> None:
    nameless = NOBODY._replace(
        byline="Leeds Cosmetic Dentist", doctor=by_line(None, None, "Leeds", "Cosmetic Dentist")
    )
    bare = BONDING._replace(headline=None)
    page = parsed(page_of(nameless, bare, FILLER, votes=True))
    assert answers_read(page) == [nameless, bare, FILLER]


def test_a_headline_may_repeat_the_title(votes: bool) -> None:
    echo = BONDING._replace(headline=TITLE)
    page = parsed(page_of(echo, VENEERS, echo, votes=votes))
    assert answers_read(page) == [echo, VENEERS, echo]
    assert page.title == Span(0, len(TITLE))


def test_a_vote_line_may_stand_directly_above_the_body() -> None:
    text = page_of(VENEERS, BONDING, votes=True).replace(f"{VOTE}\n\n", f"{VOTE}\n")
    assert answers_read(parsed(text)) == [VENEERS, BONDING]


def test_several_empty_lines_may_stand_below_a_vote_line() -> None:
    text = page_of(VENEERS, BONDING, votes=True).replace(f"{VOTE}\n\n", f"{VOTE}\n\n\n\n")
    assert answers_read(parsed(text)) == [VENEERS, BONDING]


@pytest.mark.parametrize(
    "body",
    [
        "First, a scan.\n\n\n\nThen a mock-up.\n\n\nLast of all the veneers.",
        "Ask three things:\n1. Who makes the porcelain?\n2. How many have you placed?\n\n"
        "3. What if one chips?",
        "I would\n\n1. whiten first;\n\n2. wait two weeks;\n\n3. see a board certified "
        "prosthodontist.",
        "My clinic has 5.0 out of 5 stars on the web, and I still say: wait.",
        "Doctor Answers 4 is what I saw on your last page. My view has not changed.",
        "I agree with Dr. Smith that grinding is the main risk. Wear a guard.",
        "The lab's porcelain\u2028is layered\u0085by hand.\u00a0 It\u000clooks alive.",
        "Juvéderm \u00a0 and \u00a0 Restylane\u00a0both work.",
        "Any good plastic surgeon can tell you.\n\nSo can a dermatologist.",
        "I share photos for educational purposes and never without consent.\n\nAsk for them.",
        "Yes.",
    ],
)
def test_a_body_is_kept_character_for_character(body: str, votes: bool) -> None:
    answer = BONDING._replace(body=body)
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_no_break_spaces_around_a_body_are_no_part_of_it(votes: bool) -> None:
    text = page_of(VENEERS, BONDING, votes=votes)
    text = text.replace(VENEERS.body, f"\u00a0{VENEERS.body}\u00a0 \n \u00a0")
    assert answers_read(parsed(text)) == [VENEERS, BONDING]


def test_a_list_that_ends_with_a_profession_is_no_byline() -> None:
    listed = NOBODY._replace(
        body="Before a laser:\n1. Stop retinol\n2. Use sunscreen\n3. See a Board Certified Surgeon"
    )
    page = parsed(page_of(VENEERS, listed, FILLER, votes=True))
    assert answers_read(page) == [VENEERS, listed, FILLER]


def test_what_you_might_also_like_belongs_to_nobody(votes: bool) -> None:
    text = page_of(VENEERS, BONDING, FILLER, votes=votes).replace(
        "4.4 out of 5 stars 18 reviews\n",
        "4.4 out of 5 stars 18 reviews\n\nYou might also like...\n",
    )
    assert "You might also like..." in text
    page = parsed(text)
    assert answers_read(page) == [VENEERS, BONDING, FILLER]
    assert all("You might also like" not in page.quote(span) for span in spans_of(page))


def test_what_you_might_also_like_is_no_part_of_an_answer_without_byline() -> None:
    text = page_of(VENEERS, NOBODY, FILLER, votes=True).replace(
        f"{NOBODY.body}\n", f"{NOBODY.body}\n\nYou might also like...\n"
    )
    assert answers_read(parsed(text)) == [VENEERS, NOBODY, FILLER]


def test_a_doctor_who_speaks_of_educational_purposes_writes_no_notice(votes: bool) -> None:
    careful = BONDING._replace(
        body="This answer is for educational purposes and should not be relied upon as a "
        "substitute for an examination.\n\nCall 911 in a medical emergency."
    )
    page = parsed(page_of(VENEERS, careful, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, careful, FILLER]
    assert page.quoted(page.notice) == NOTICE
    page = parsed(page_of(VENEERS, FILLER, careful, votes=votes))
    assert answers_read(page) == [VENEERS, FILLER, careful]
    assert page.quoted(page.notice) == NOTICE


def test_a_doctor_who_speaks_of_educational_purposes_last_writes_no_notice(votes: bool) -> None:
    careful = BONDING._replace(
        body="A graft may be needed.\n\nMy answers are for educational purposes only."
    )
    page = parsed(page_of(VENEERS, careful, votes=votes, notice=None))
    assert answers_read(page) == [VENEERS, careful]
    assert page.notice is None


def test_the_notice_is_no_part_of_a_last_answer_without_byline(votes: bool) -> None:
    page = parsed(page_of(VENEERS, NOBODY, votes=votes))
    assert [answer.body for answer in answers_read(page)] == [VENEERS.body, NOBODY.body]
    assert page.quoted(page.notice) == NOTICE


def test_a_byline_between_two_bodies_names_neither(votes: bool) -> None:
    """The page may have lost its last byline, or its first, where they stand above the words."""
    page = parsed(page_of(VENEERS, NOBODY, votes=votes))
    assert [answer.doctor for answer in page.answers] == [Doctor(), Doctor()]
    assert all("above or below" in (answer.doubt or "") for answer in page.answers)


def test_a_signature_tells_whose_byline_stands_between_two_bodies(votes: bool) -> None:
    signed = VENEERS._replace(body=f"{VENEERS.body}\n\nBest wishes,\nClaire Beaumont, DDS")
    page = parsed(page_of(signed, NOBODY, votes=votes))
    assert answers_read(page) == [signed, NOBODY]


@pytest.mark.parametrize(
    "sign_off",
    [
        "Warm regards,\nAndre Whitlock, D.M.D.\nTampa, FL",
        "Hope that helps!\nAndre Whitlock, DMD",
        "Andre Whitlock, DMD, FAGD\n\nTampa, FL",
        "Andre Whitlock, DMD\n\nMedical Director, Bayside Smile Studio, Inc.",
        "Best, Dr. Whitlock",
        "Be well, Dr. W",
        "Dr. Whitlock.",
        "All the best,",
    ],
)
def test_a_sign_off_above_a_byline_belongs_to_the_body(sign_off: str, votes: bool) -> None:
    answer = BONDING._replace(body=f"{BONDING.body}\n\n{sign_off}")
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]
    spaced = BONDING._replace(body=f"{BONDING.body}\n\n\n{sign_off}")
    page = parsed(page_of(VENEERS, spaced, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, spaced, FILLER]


def test_job_titles_above_a_byline_belong_to_the_body() -> None:
    answer = BONDING._replace(
        body="Bonding stains.\n\nAndre Whitlock, DMD\n\nFounder, Bayside Smile Studio\n\n"
        "Clinical Instructor, University of South Florida"
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=True))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_a_sign_off_names_the_doctor_of_a_nameless_byline(votes: bool) -> None:
    answer = BONDING._replace(
        body="Bonding stains.\n\nDana Whitfield, DDS, MS\n\nClinic Director, Lakeside Smiles, Inc.",
        byline="Seattle Cosmetic Dentist",
        doctor=Doctor("Dana Whitfield", "DDS, MS", "signature", "Seattle", "Cosmetic Dentist"),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_a_surname_in_the_sign_off_names_the_doctor_of_a_nameless_byline(votes: bool) -> None:
    answer = BONDING._replace(
        body="Bonding stains. Best, Dr. Lind",
        byline="Oslo Cosmetic Dentist\n4.4 out of 5 stars 18 reviews",
        doctor=Doctor("Dr. Lind", None, "signature", "Oslo", "Cosmetic Dentist", 4.4, 18),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_the_byline_outranks_the_sign_off(votes: bool) -> None:
    answer = BONDING._replace(body=f"{BONDING.body} Best, Dr. Andy")
    assert answers_read(parsed(page_of(answer, VENEERS, votes=votes))) == [answer, VENEERS]


def test_another_name_that_begins_alike_contradicts_the_byline(votes: bool) -> None:
    answer = BONDING._replace(body=f"{BONDING.body} Best, Dr. Andover")
    page = parsed(page_of(answer, VENEERS, votes=votes))
    assert page.answers[0].doctor.name is None


def test_a_signed_answer_between_two_with_bylines_is_named_by_its_signature() -> None:
    page = parsed(page_of(VENEERS, SIGNED, FILLER, votes=True))
    assert answers_read(page) == [VENEERS, SIGNED, FILLER]


def test_a_signed_last_answer_is_named_by_its_signature(votes: bool) -> None:
    page = parsed(page_of(VENEERS, SIGNED, votes=votes))
    assert answers_read(page) == [VENEERS, SIGNED]


@pytest.mark.parametrize(
    ("sign_off", "name", "credentials"),
    [
        ("Sincerely,\nDr. Okafor", "Dr. Okafor", None),
        ("Warm regards,\n\nPriya Raman, DDS", "Priya Raman", "DDS"),
        ("Best of luck,\nAmara Nwosu, M.D.\nAustin, TX", "Amara Nwosu", "M.D."),
    ],
)
def test_a_clear_sign_off_names_a_doctor_without_byline(
    sign_off: str, name: str, credentials: str | None
) -> None:
    answer = NOBODY._replace(
        body=f"{NOBODY.body}\n\n{sign_off}",
        doctor=Doctor(name=name, credentials=credentials, named_by="signature"),
    )
    page = parsed(page_of(VENEERS, answer, FILLER, votes=True))
    assert answers_read(page) == [VENEERS, answer, FILLER]


def test_an_answer_without_byline_leaves_its_neighbours_theirs() -> None:
    page = parsed(page_of(VENEERS, NOBODY, FILLER, votes=True))
    assert answers_read(page) == [VENEERS, NOBODY, FILLER]


def test_an_answer_without_byline_and_headline_ends_at_the_next_vote_line() -> None:
    bare = NOBODY._replace(headline=None)
    headless = FILLER._replace(headline=None)
    page = parsed(page_of(VENEERS, bare, headless, BONDING, votes=True))
    assert answers_read(page) == [VENEERS, bare, headless, BONDING]


def test_two_answers_without_byline_in_a_row_stay_two() -> None:
    other = NOBODY._replace(headline="One more remark", body="Sunscreen first.\n\nThen the laser.")
    page = parsed(page_of(VENEERS, NOBODY, other, FILLER, votes=True))
    assert answers_read(page) == [VENEERS, NOBODY, other, FILLER]


def test_a_first_answer_without_byline_stays_unnamed() -> None:
    page = parsed(page_of(NOBODY, VENEERS, votes=True))
    assert answers_read(page) == [NOBODY, VENEERS]


@pytest.mark.parametrize(
    "body",
    [
        "I agree with Dr. Smith about the settings. Ask for a test spot.",
        "Ask for a test spot. For the rest I agree with Dr. Smith",
        "Ask for a test spot.\n\nI agree with Dr. Smith.",
        "Ask for a test spot. Jane Roe, MD, taught me that.",
        "Dr. Smith is right. Best of luck.",
    ],
)
def test_a_doctor_who_is_only_mentioned_signs_nothing(body: str, votes: bool) -> None:
    answer = NOBODY._replace(body=body)
    page = parsed(page_of(VENEERS, answer, FILLER, votes=votes))
    assert answers_read(page) == [VENEERS, answer, FILLER]
    nameless = answer._replace(
        byline="Leeds Dermatologist", doctor=by_line(None, None, "Leeds", "Dermatologist")
    )
    page = parsed(page_of(nameless, VENEERS, votes=votes))
    assert answers_read(page) == [nameless, VENEERS]


@pytest.mark.parametrize("headline", [FILLER.headline, None])
def test_a_signed_answer_without_byline_is_never_given_to_the_next_doctor(
    headline: str | None, votes: bool
) -> None:
    following = FILLER._replace(headline=headline)
    answers = answers_read(parsed(page_of(VENEERS, SIGNED, following, votes=votes)))
    words = "Stay out of the sun for four weeks"
    keepers = [answer for answer in answers if words in answer.body]
    assert len(keepers) == 1
    assert keepers[0].doctor.name in {"Dr. Green", None}
    assert keepers[0].doctor.place is None
    assert keepers[0].doctor.rating is None
    filler = [answer for answer in answers if FILLER.body in answer.body]
    assert [answer.doctor for answer in filler] == [FILLER.doctor]
    assert answers[0] == VENEERS


def test_a_page_that_announces_more_than_it_holds_warns(votes: bool) -> None:
    page = parsed(page_of(VENEERS, BONDING, votes=votes, announced=5))
    assert page.announced == 5
    found = answers_read(page)
    assert [one.body for one in found] == [VENEERS.body, BONDING.body]
    assert found[0] == VENEERS
    # without vote lines, the two paragraphs may be two doctors', one of whom the page lost
    assert found[1].doctor == (BONDING.doctor if votes else Doctor())
    assert page.warnings


def test_a_page_that_announces_fewer_than_it_holds_warns(votes: bool) -> None:
    page = parsed(page_of(VENEERS, BONDING, votes=votes, announced=1))
    assert page.announced == 1
    assert answers_read(page) == [VENEERS, BONDING]
    assert page.warnings


def test_an_unnamed_answer_is_warned_of(votes: bool) -> None:
    nameless = BONDING._replace(
        byline="Tampa Dentist\n4.4 out of 5 stars 18 reviews",
        doctor=by_line(None, None, "Tampa", "Dentist", 4.4, 18),
    )
    page = parsed(page_of(VENEERS, nameless, votes=votes))
    assert page.warnings


def test_a_missing_byline_is_warned_of(votes: bool) -> None:
    assert parsed(page_of(VENEERS, NOBODY, votes=votes)).warnings
    assert parsed(page_of(VENEERS, SIGNED, votes=votes)).warnings


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n\u00a0\n",
        "A title and nothing else",
        f"{TITLE}\n\n{QUESTION}\n\n{VENEERS.headline}\n\n{VENEERS.body}\n\n{VENEERS.byline}\n",
        f"{TITLE}\n\nIs this Doctor Answers 4 or another page?\n\n{NOTICE}",
    ],
    ids=["empty", "blank", "title", "no count", "count within a sentence"],
)
def test_a_text_without_a_line_of_doctor_answers_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadablePage) as caught:
        parse_page(text, page_id="unseen", source="folder/unseen.txt", digest="0" * 64)
    assert caught.value.source == "folder/unseen.txt"
    assert caught.value.reason

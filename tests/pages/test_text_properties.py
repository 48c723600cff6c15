"""What must hold of any page at all, and of every well-formed one."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.model import Page, Span
from index.pages.line_reader.furniture import furniture_kind, vote_kind
from index.pages.line_reader.lines import plain
from index.pages.line_reader.text import parse_page
from tests.pages.test_text_unseen import (
    BONDING,
    FILLER,
    NOTICE,
    TITLE,
    VENEERS,
    ReadAnswer,
    answers_read,
    by_line,
    page_of,
    spans_of,
)
from tests.pages.test_text_unseen import VOTE as VOTE_LINE

LINES = [
    TITLE,
    "Botox and exercise",
    "Is it safe? (Photo)",
    "Choose a Board Certified Plastic Surgeon",
    "4 hours",
    "It is safe after four hours. Wait until then.",
    "I agree with Dr. Smith.",
    "Doctor Answers 3",
    "doctor answers",
    "Doctors' Answers (12)",
    "Doctor Answers 4 questions a day.",
    VOTE_LINE,
    "{{}}",
    f"see {VOTE_LINE} above",
    "Claire Beaumont, DDS",
    "Hardik Soni, MD (not currently practicing)",
    "Cory Torgerson, MD, PhD, FRCSC",
    "New York, NY",
    "Portland Cosmetic Dentist",
    "Plastic Surgeon",
    "Las Vegas Dermatologist",
    "4.9 out of 5 stars 61 reviews",
    "5 out of 5 stars",
    "4.9 out of 5 stars 1,024 reviews",
    "Best wishes",
    "Best, Dr. Green",
    "Dr. Behnam.",
    "Be well, Dr. M",
    "Warm regards,",
    "Madeline Krauss, M.D.",
    "Medical Director, Toronto Cosmetic Skin Surgery Centre, Inc.",
    "Houston, TX",
    "P.S. Wear sunscreen.",
    "You might also like...",
    "You might also like",
    NOTICE,
    "This information is for educational purposes only.",
    "",
    "",
    "",
    " ",
    "\t",
    "\u00a0",
    "\u00a0 \u3000",
    "\u202eמה שלומך\u202c اليوم؟",
    "𝔅otox 👩🏽‍⚕️ is fine. 😀",
    "One line\u2028and its\u2029second\u0085half.",
    "\u2028",
    "Vitamin D\u00a0. Take it.",
    "\ufeff",
    "ﬁne Å Å ½ Juvéderm",
    ",",
    "(a)",
]
"""Lines such as stand on a page, and such as might."""

ENDS = ["\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\r\r"]

lines = st.one_of(st.sampled_from(LINES), st.text(max_size=20))
mixtures = st.lists(st.tuples(lines, st.sampled_from(ENDS)), max_size=40).map(
    lambda pairs: "".join(line + end for line, end in pairs)
)
marked = st.builds(
    lambda above, mark, below: f"{above}\n\n{mark}\n\n{below}",
    mixtures,
    st.sampled_from(["Doctor Answers 2", "Doctor Answers", "Doctor Answers 13"]),
    mixtures,
)
voted = st.builds(
    lambda above, pairs, below: above + "".join(f"{VOTE_LINE}\n\n{m}" for m in pairs) + below,
    marked.filter(lambda text: not vote_lines(text)),
    st.lists(mixtures, min_size=2, max_size=5),
    mixtures,
)


def parse(text: str) -> Page:
    return parse_page(text, page_id="any", source="any.txt", digest="0" * 64)


def vote_lines(text: str) -> list[Span]:
    return [
        Span(found.start(), found.end())
        for found in re.finditer(r"[^\r\n]+", text)
        if vote_kind(plain(found[0].strip())) == "template"
    ]


def whole_lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\r\n]+", text)]


def obey_the_law(page: Page, text: str) -> None:
    assert page.text == text
    spans = spans_of(page)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert page.quote(span) == text[span.start : span.end]
        assert page.quote(span).strip() == page.quote(span)
    for before, after in pairwise(spans):
        assert before.end <= after.start
    numbers = range(1, len(page.answers) + 1)
    assert [(answer.id, answer.number) for answer in page.answers] == [
        (f"any#{number}", number) for number in numbers
    ]


def parsed(text: str) -> Page | None:
    """The page, the law asserted; None where there is none to read."""
    try:
        page = parse(text)
    except UnreadablePage as error:
        assert error.source == "any.txt"
        assert error.reason
        return None
    obey_the_law(page, text)
    return page


@given(st.text())
def test_any_text_is_a_page_or_unreadable(text: str) -> None:
    parsed(text)


@given(st.text(), st.text())
def test_any_text_around_a_line_of_doctor_answers_is_a_page(above: str, below: str) -> None:
    assert parsed(f"{above}\nDoctor Answers 2\n{below}") is not None


@given(marked)
def test_every_span_of_any_mixture_of_lines_obeys_the_law(text: str) -> None:
    parsed(text)


@given(voted)
def test_no_body_holds_a_vote_line(text: str) -> None:
    page = parsed(text)
    if page is None:  # a second line “Doctor Answers” below answers: two pages in one file
        return
    votes = vote_lines(text)
    for answer in page.answers:
        inside = [vote for vote in votes if vote.start < answer.body.end]
        assert all(vote.end <= answer.body.start for vote in inside)


@given(voted)
def test_every_answer_below_a_vote_line_ends_above_the_next(text: str) -> None:
    page = parsed(text)
    if page is None:  # a second line “Doctor Answers” below answers: two pages in one file
        return
    starts = [vote.start for vote in vote_lines(text)]
    bylines = [answer.byline for answer in page.answers if answer.byline is not None]
    # votes may stand between words and byline, but then in every answer
    are_between = all(text[: byline.start].rstrip().endswith(VOTE_LINE) for byline in bylines)
    for answer in page.answers:
        # a byline above the words may stand above their votes, too
        last = answer.body if are_between else max(answer.body, answer.byline or answer.body)
        above = [start for start in starts if start < answer.body.start]
        if above or not bylines:
            assert above == [start for start in starts if start < last.end]


@given(marked)
def test_no_body_holds_what_you_might_also_like(text: str) -> None:
    page = parsed(text)
    for answer in () if page is None else page.answers:
        for line in whole_lines(text[answer.body.start : answer.body.end]):
            assert furniture_kind(plain(line)) != "related"


@given(marked)
def test_no_name_is_made_up(text: str) -> None:
    page = parsed(text)
    for answer in () if page is None else page.answers:
        doctor = answer.doctor
        byline, body = page.quoted(answer.byline) if page else None, text[answer.body.start :]
        if doctor.named_by == "byline":
            assert doctor.name
            assert doctor.name in (byline or "")
        elif doctor.named_by == "signature":
            assert doctor.name
            assert doctor.name in body[: answer.body.end - answer.body.start]
        else:
            assert (doctor.name, doctor.credentials) == (None, None)
        for printed in (doctor.place, doctor.specialty):
            assert printed is None or printed in (byline or "")


@given(marked)
def test_a_page_is_read_the_same_twice(text: str) -> None:
    assert parsed(text) == parsed(text)


# Well-formed pages.

FIRST = "Claire Andre Joan Ifeoma Liam Zoë Łukasz Anne-Marie Priya João".split()
LAST = "Beaumont Whitlock Castellanos Adeyemi O'Connor Björnsdóttir Raman Hale Greer".split()
CREDENTIALS = ["MD", "DO", "DDS, MS", "MD, FACS", "MBBChir, FRCS(Plast)", "PA-C", "M.D."]
PLACES = ["Portland", "New York", "Salt Lake City", "St. Louis", "São Paulo", "Winston-Salem"]
SPECIALTIES = ["Plastic Surgeon", "Dermatologist", "Emergency Medicine Physician", "Dentist"]
SENTENCE = "One week later, it is fine."
HEADLINES = [
    "Botox and exercise",
    "4 hours",
    "Is it safe? (Photo)",
    SENTENCE,
    "Choose a Board Certified Plastic Surgeon",
]
SENTENCES = [
    "Botox relaxes the muscle.",
    "I agree with Dr. Smith about the dose.",
    "Wait four hours.\u00a0 Then exercise!",
    "It costs 12.50 a unit, e.g. in spring.",
    "Juvéderm\u00a0lasts; why not?",
    "My clinic has 5.0 out of 5 stars on the web.",
    "One line\u2028and its second half.",
    "😀 It works.",
]

paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
bodies = st.lists(paragraphs, min_size=1, max_size=3).map("\n\n".join)


@st.composite
def answers(draw: st.DrawFn) -> ReadAnswer:
    name = f"{draw(st.sampled_from(FIRST))} {draw(st.sampled_from(LAST))}"
    credentials, place = draw(st.sampled_from(CREDENTIALS)), draw(st.sampled_from(PLACES))
    specialty = draw(st.sampled_from(SPECIALTIES))
    rating = draw(st.none() | st.integers(10, 50).map(lambda tenths: tenths / 10))
    reviews = None if rating is None else draw(st.integers(2, 99_999))
    stars = [] if rating is None else [f"{rating} out of 5 stars {reviews:,} reviews"]
    return ReadAnswer(
        draw(st.none() | st.sampled_from(HEADLINES)),
        draw(bodies),
        "\n".join([f"{name}, {credentials}", f"{place} {specialty}", *stars]),
        by_line(name, credentials, place, specialty, rating, reviews),
    )


@given(st.lists(answers(), max_size=6), st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_doctor_of_a_well_formed_page_comes_back_with_their_words(
    given_answers: list[ReadAnswer], votes: bool, end: str
) -> None:
    headlines = {answer.headline for answer in given_answers} - {None}
    # without votes, headlines of which each is a sentence are read as the doctors' words
    assume(votes or headlines != {SENTENCE})
    text = page_of(*given_answers, votes=votes).replace("\n", end)
    page = parsed(text)
    assert page is not None
    expected = [
        answer._replace(
            body=answer.body.replace("\n", end), byline=(answer.byline or "").replace("\n", end)
        )
        for answer in given_answers
    ]
    assert answers_read(page) == expected
    assert page.announced == len(given_answers)


@given(st.lists(answers(), min_size=2, max_size=5), st.data())
def test_an_answer_that_lost_its_byline_takes_no_others_name(
    given_answers: list[ReadAnswer], data: st.DataObject
) -> None:
    lost = data.draw(st.integers(0, len(given_answers) - 1))
    bare = [answer._replace(headline="Only a remark") for answer in given_answers]
    bare[lost] = bare[lost]._replace(byline=None)
    page = parsed(page_of(*bare, votes=True))
    assert page is not None
    assert [page.quote(answer.body) for answer in page.answers] == [answer.body for answer in bare]
    names = [answer.doctor.name for answer in page.answers]
    expected = [answer.doctor.name for answer in bare]
    if lost == len(bare) - 1:  # the bylines may as well stand above the words, the first one lost
        assert names == [None] * len(bare)
    else:
        assert names == [None if n == lost else name for n, name in enumerate(expected)]


@given(st.lists(answers(), min_size=2, max_size=5), st.data())
def test_answers_that_lost_their_vote_lines_keep_their_own_doctors(
    given_answers: list[ReadAnswer], data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, len(given_answers) - 1))
    full = [answer._replace(headline="Only a remark") for answer in given_answers]
    above, *below = page_of(*full, votes=True).split(f"{VOTE_LINE}\n\n")
    text = above + "".join(
        f"{VOTE_LINE}\n\n{part}" if n == kept else part for n, part in enumerate(below)
    )
    page = parsed(text)
    assert page is not None
    for answer in full:
        holders = [one for one in page.answers if answer.body in page.quote(one.body)]
        names = {one.doctor.name for one in holders}
        assert names & {answer.doctor.name, None}
    for one in page.answers:
        inside = page.quote(one.body)
        assert "out of 5 stars " not in inside.replace("out of 5 stars on the web", "")
        assert all((answer.byline or "") not in inside for answer in full)


def test_two_leading_answers_without_vote_lines_are_not_given_to_one_doctor() -> None:
    above, first, second, third = page_of(VENEERS, BONDING, FILLER, votes=True).split(
        f"{VOTE_LINE}\n\n"
    )
    page = parsed(f"{above}{first}{second}{VOTE_LINE}\n\n{third}")
    assert page is not None
    named = {answer.doctor.name: page.quote(answer.body) for answer in page.answers}
    assert VENEERS.body not in named.get(BONDING.doctor.name, "")
    assert named[FILLER.doctor.name] == FILLER.body


@pytest.mark.parametrize(
    "line",
    [
        f"Doctor Answers {'9' * 5000}",
        "Doctor Answers 99999999999999999999",
        f"{'9' * 20} out of 5 stars",
    ],
    ids=["five thousand digits", "twenty digits", "stars"],
)
def test_a_number_out_of_all_proportion_stops_nothing(line: str) -> None:
    page = parsed(f"Title\n\nDoctor Answers 1\n\n{line}\n\nSome words.\n")
    assert page is not None
    parsed(f"Title\n\n{line}\n\nSome words.\n")


@pytest.mark.parametrize("reviews", [",", ",,,", "9" * 5000])
def test_a_star_line_without_a_sensible_number_stops_nothing(reviews: str) -> None:
    page = parsed(page_of(VENEERS, votes=True).replace("61 reviews", f"{reviews} reviews"))
    assert page is not None
    (answer,) = page.answers
    assert answer.doctor.reviews is None or answer.doctor.reviews < 2**63


@pytest.mark.parametrize("announced", ["9" * 20, "9" * 5000])
def test_what_is_announced_fits_the_store(announced: str) -> None:
    page = parsed(page_of(VENEERS, votes=True).replace("Answers 1", f"Answers {announced}"))
    assert page is not None
    assert page.announced is None or page.announced < 2**63

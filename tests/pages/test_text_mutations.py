"""The seed pages with parts missing, moved and mixed: no doctor may ever get another's words.

Each page is taken apart by the table of its answers and put together again, so that what is true of
the altered page is known. `answers_read` gives back what the parser reads.
"""

import random
import re
from collections.abc import Iterator, Sequence

import pytest

from index.model import Doctor, Page
from tests.conftest import SEEDS
from tests.pages.test_text_unseen import (
    BONDING,
    FILLER,
    VENEERS,
    ReadAnswer,
    answers_read,
    by_line,
    page_of,
    parsed,
)
from tests.table_of_answers import ANSWERS, PAGES, Row

ASIDE = "You might also like..."
VOTE = "{{ voteCount >= 0 ? '+' + (voteCount + 1) : (voteCount + 1) }}"


def as_told(row: Row) -> ReadAnswer:
    text = (SEEDS / f"{row.page_id}.txt").read_bytes().decode("utf-8")
    start = text.index(row.body_start, text.index("Doctor Answers"))
    doctor = Doctor(
        name=row.name,
        credentials=row.credentials,
        named_by=row.named_by,
        place=row.place,
        specialty=row.specialty,
        rating=row.rating,
        reviews=row.reviews,
        status=row.status,
    )
    return ReadAnswer(row.headline, text[start : start + row.body_length], row.byline, doctor)


SEED_ANSWERS: dict[str, list[ReadAnswer]] = {
    page_id: [as_told(row) for row in ANSWERS if row.page_id == page_id] for page_id in PAGES
}
EVERY_ANSWER = [
    (page_id, n) for page_id, answers in SEED_ANSWERS.items() for n in range(len(answers))
]
SIGNED_WITHIN = {"Dr. Green", "Dr. M", "Dr. Behnam", "Dr. Matt Elias", "Mark Lucarelli"}
"""Names in the sign-offs of the seed pages that their bylines print in another way."""


def without_byline(answer: ReadAnswer) -> ReadAnswer:
    return answer._replace(byline=None, doctor=Doctor())


def saved(page_id: str, answers: Sequence[ReadAnswer], *, votes: bool) -> Page:
    return parsed(page_of(*answers, votes=votes, announced=PAGES[page_id].announced))


def owner(answers: Sequence[ReadAnswer], words: str) -> ReadAnswer | None:
    return next((answer for answer in answers if words in answer.body), None)


def assert_nobody_has_anothers_words(page: Page, answers: Sequence[ReadAnswer]) -> None:
    """Every paragraph that is given to a doctor was written by that doctor."""
    for found in answers_read(page):
        if found.doctor == Doctor():
            continue
        owners = {owner(answers, words) for words in re.split(r"\s*\n\s*", found.body)}
        assert len(owners) == 1, f"{found.doctor} has the words of {owners}"
        (own,) = owners
        assert own is not None
        assert (found.byline or "") in (own.byline or "")
        names = {own.doctor.name, None} | {name for name in SIGNED_WITHIN if name in own.body}
        assert found.doctor.name in names or (found.doctor.name or "") in own.body


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
@pytest.mark.parametrize("page_id", PAGES)
def test_vote_lines_may_come_and_go_without_changing_an_answer(page_id: str, votes: bool) -> None:
    answers = SEED_ANSWERS[page_id]
    assert answers_read(saved(page_id, answers, votes=votes)) == answers


@pytest.mark.parametrize("announced", [None, 3, 8, 10, 13, 40])
@pytest.mark.parametrize("page_id", PAGES)
def test_no_number_of_announced_answers_changes_an_answer(
    page_id: str, announced: int | None
) -> None:
    answers = SEED_ANSWERS[page_id]
    for votes in (True, False):
        text = page_of(*answers, votes=votes, announced=announced or 0)
        if announced is None:
            text = text.replace("Doctor Answers 0", "Doctor Answers")
        page = parsed(text)
        if votes or agrees(announced, answers):
            assert answers_read(page) == answers
            continue
        # Without vote lines, a number that differs takes names, and says so; it changes none.
        found = answers_read(page)
        assert [one.body for one in found] == [one.body for one in answers]
        for one, read, own in zip(page.answers, found, answers, strict=True):
            assert read.doctor == (Doctor() if one.doubt else own.doctor)


def agrees(announced: int | None, answers: Sequence[ReadAnswer]) -> bool:
    """Whether a page may hold as many answers: all that it announces, or the first ten of more."""
    return announced in {None, len(answers)} or announced > len(answers) == 10


@pytest.mark.parametrize(("page_id", "lost"), EVERY_ANSWER)
def test_a_lost_byline_below_a_vote_line_changes_no_other_answer(page_id: str, lost: int) -> None:
    answers = list(SEED_ANSWERS[page_id])
    answers[lost] = without_byline(answers[lost])
    found = answers_read(saved(page_id, answers, votes=True))
    assert [answer.body for answer in found] == [answer.body for answer in answers]
    for n in range(len(answers)):
        following = answers[n].headline or ""
        if n == lost + 1 and following.endswith((".", "?")):
            # it may be the last sentence of the answer that nothing ends
            assert found[n] == answers[n]._replace(headline=None)
        elif n != lost:
            assert found[n] == answers[n]
    assert found[lost].byline is None
    assert found[lost].doctor.named_by in {None, "signature"}
    assert (found[lost].doctor.place, found[lost].doctor.rating) == (None, None)


@pytest.mark.parametrize("announced", [None, "as many as there are", "as on the seed page"])
@pytest.mark.parametrize(("page_id", "lost"), EVERY_ANSWER)
def test_the_words_of_an_answer_without_byline_go_to_nobody_else(
    page_id: str, lost: int, announced: str | None
) -> None:
    answers = list(SEED_ANSWERS[page_id])
    answers[lost] = without_byline(answers[lost])
    count = len(answers) if announced == "as many as there are" else PAGES[page_id].announced
    text = page_of(*answers, votes=False, announced=count)
    if announced is None:
        text = text.replace(f"Doctor Answers {count}", "Doctor Answers")
    page = parsed(text)
    assert_nobody_has_anothers_words(page, answers)
    doctors = [answer.doctor for answer in answers_read(page)]
    following = answers[lost + 1].headline or "" if lost + 1 < len(answers) else ""
    if following.endswith("."):
        # such a headline does not tell that an answer begins there; then some are in doubt
        doubtful = [page.quote(one.body) for one in page.answers if one.doubt]
        told = {one.doctor.name for one in answers if any(one.body in words for words in doubtful)}
    else:
        told = set()
    kept = [one.doctor for n, one in enumerate(answers) if n != lost]
    assert all(doctor in doctors or doctor.name in told for doctor in kept)


@pytest.mark.parametrize(("page_id", "lost"), [(p, n) for p, n in EVERY_ANSWER if n])
def test_two_answers_with_nothing_between_them_are_not_one(page_id: str, lost: int) -> None:
    answers = list(SEED_ANSWERS[page_id])
    answers[lost - 1] = without_byline(answers[lost - 1])
    answers[lost] = answers[lost]._replace(headline=None)
    for votes in (True, False):
        assert_nobody_has_anothers_words(saved(page_id, answers, votes=votes), answers)


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
@pytest.mark.parametrize(("page_id", "lost"), EVERY_ANSWER)
def test_a_lost_headline_changes_nothing_else(page_id: str, lost: int, votes: bool) -> None:
    answers = list(SEED_ANSWERS[page_id])
    answers[lost] = answers[lost]._replace(headline=None)
    assert answers_read(saved(page_id, answers, votes=votes)) == answers


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
@pytest.mark.parametrize(("page_id", "lost"), EVERY_ANSWER)
def test_lost_stars_take_only_the_rating(page_id: str, lost: int, votes: bool) -> None:
    answers = list(SEED_ANSWERS[page_id])
    answer = answers[lost]
    answers[lost] = answer._replace(
        byline=re.sub(r"\n\d.*", "", answer.byline or "") or None,
        doctor=by_line(
            answer.doctor.name,
            answer.doctor.credentials,
            answer.doctor.place,
            answer.doctor.specialty,
            status=answer.doctor.status,
        ),
    )
    found = answers_read(saved(page_id, answers, votes=votes))
    assert [one.byline for one in found] == [one.byline for one in answers]
    assert (found[lost].doctor.rating, found[lost].doctor.reviews) == (None, None)
    assert [one.doctor.name for one in found] == [one.doctor.name for one in answers]


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
@pytest.mark.parametrize(("page_id", "lost"), EVERY_ANSWER)
def test_a_lost_name_line_leaves_place_and_stars(page_id: str, lost: int, votes: bool) -> None:
    answers = list(SEED_ANSWERS[page_id])
    answer = answers[lost]
    if answer.doctor.named_by != "byline":
        return
    answers[lost] = answer._replace(byline=(answer.byline or "").partition("\n")[2])
    found = answers_read(saved(page_id, answers, votes=votes))
    following = answers[lost + 1].headline or "" if lost + 1 < len(answers) else ""
    if not votes and "stars" not in (answers[lost].byline or "") and following.endswith("."):
        # the line of place and specialty may be the headline of what looks like its first sentence
        answers[lost] = without_byline(answers[lost])
        assert [one[1:] for one in found] == [one[1:] for one in answers]
        return
    assert [one[:3] for one in found] == [one[:3] for one in answers]
    doctor = found[lost].doctor
    assert (doctor.place, doctor.specialty) == (answer.doctor.place, answer.doctor.specialty)
    assert doctor.name is None or (doctor.named_by == "signature" and doctor.name in answer.body)


@pytest.mark.parametrize(("page_id", "lost"), EVERY_ANSWER)
def test_one_lost_vote_line_changes_no_answer(page_id: str, lost: int) -> None:
    answers = SEED_ANSWERS[page_id]
    above, *below = page_of(*answers, votes=True, announced=PAGES[page_id].announced).split(VOTE)
    text = above + "".join(part if n == lost else VOTE + part for n, part in enumerate(below))
    assert answers_read(parsed(text.replace("\n\n\n\n", "\n\n\n"))) == answers


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
@pytest.mark.parametrize(("page_id", "below"), EVERY_ANSWER)
def test_what_you_might_also_like_may_stand_below_any_answer(
    page_id: str, below: int, votes: bool
) -> None:
    answers = SEED_ANSWERS[page_id]
    last = answers[below].byline or answers[below].body
    text = page_of(*answers, votes=votes, announced=PAGES[page_id].announced)
    end = text.index(last, text.index(answers[below].body)) + len(last)
    assert answers_read(parsed(f"{text[:end]}\n\n{ASIDE}{text[end:]}")) == answers


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
@pytest.mark.parametrize(("page_id", "above"), EVERY_ANSWER)
def test_what_you_might_also_like_above_a_byline_takes_it_from_nobody(
    page_id: str, above: int, votes: bool
) -> None:
    answers = SEED_ANSWERS[page_id]
    body, byline = answers[above].body, answers[above].byline
    text = page_of(*answers, votes=votes, announced=PAGES[page_id].announced)
    moved = text.replace(f"{body}\n\n{byline}", f"{body}\n\n{ASIDE}\n\n{byline}")
    assert answers_read(parsed(moved)) == answers


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
@pytest.mark.parametrize(
    ("saved_as", "instead"),
    [
        ("\n\n", "\n\n\n"),
        ("\n\n", "\n\n\n\n"),
        ("\n", "\n\n"),
        ("\n", "\r\r\n"),
        ("\n", " \t\u00a0\n"),
    ],
    ids=["wider", "wider still", "doubled", "doubled returns", "trailing blanks"],
)
@pytest.mark.parametrize("page_id", PAGES)
def test_more_blank_lines_change_no_answer(
    page_id: str, saved_as: str, instead: str, votes: bool
) -> None:
    answers = SEED_ANSWERS[page_id]
    text = page_of(*answers, votes=votes, announced=PAGES[page_id].announced)
    found = answers_read(parsed(text.replace(saved_as, instead)))
    assert [in_one_line(answer) for answer in found] == [in_one_line(answer) for answer in answers]


def in_one_line(answer: ReadAnswer) -> ReadAnswer:
    return answer._replace(
        body=" ".join(answer.body.split()),
        byline=answer.byline and " ".join(answer.byline.split()),
    )


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
def test_the_answers_of_all_pages_on_one_page_keep_their_doctors(votes: bool) -> None:
    answers = [answer for page in SEED_ANSWERS.values() for answer in page]
    assert answers_read(parsed(page_of(*answers, votes=votes))) == answers
    assert answers_read(parsed(page_of(*reversed(answers), votes=votes))) == answers[::-1]


def mixtures(tries: int) -> Iterator[list[ReadAnswer]]:
    """Answers of all pages in any order, some of them without headline, name, stars or byline."""
    dice = random.Random(7)
    every = [answer for page in SEED_ANSWERS.values() for answer in page]
    for _ in range(tries):
        answers = dice.sample(every, dice.randint(2, 9))
        for n, answer in enumerate(answers):
            if dice.random() < 0.2:
                answers[n] = answer._replace(headline=None)
            if dice.random() < 0.2:
                answers[n] = without_byline(answers[n])
        yield answers


@pytest.mark.parametrize("votes", [True, False], ids=["votes", "plain"])
def test_no_mixture_with_lost_parts_gives_a_doctor_anothers_words(votes: bool) -> None:
    for answers in mixtures(150):
        assert_nobody_has_anothers_words(parsed(page_of(*answers, votes=votes)), answers)


CITIES = """
    St. Louis|Washington DC|Washington, DC|New York City|La Jolla|Coral Gables|King of Prussia
    Stoke-on-Trent|Newcastle upon Tyne|Burton on Trent|Isle of Wight|Tel Aviv|Mexico City|Great Neck
    Hilton Head|Leamington Spa|Ballston Spa|Port St. Lucie|Trois-Rivières|O'Fallon|Ho-Ho-Kus
"""
SPECIALTIES = """
    Oral and Maxillofacial Surgeon|Head and Neck Surgeon|Ear, Nose and Throat Doctor|OB/GYN
    Obstetrician-Gynecologist|Obstetrician & Gynecologist|Medical Spa|Naturopathic Doctor|Dietitian
    Pain Management Physician|Reproductive Endocrinologist|Permanent Makeup Artist|Nurse Anesthetist
"""


@pytest.mark.parametrize("city", re.split(r"\||\n\s*", CITIES.strip()))
def test_a_city_is_parted_from_any_specialty(city: str) -> None:
    for specialty in re.split(r"\||\n\s*", SPECIALTIES.strip()):
        answer = BONDING._replace(
            byline=f"Andre Whitlock, DMD\n{city} {specialty}",
            doctor=by_line("Andre Whitlock", "DMD", city, specialty),
        )
        assert answers_read(parsed(page_of(VENEERS, answer, FILLER, votes=False))) == [
            VENEERS,
            answer,
            FILLER,
        ]


@pytest.mark.parametrize(
    ("name", "credentials"),
    [
        ("Robert T. Hale, Jr.", "MD"),
        ('Robert "Bob" Stone', "MD"),
        ("William (Bill) Turner", "DDS, MS"),
        ("Dr. Elaine Marsh", "MBBS, MRCS"),
        ("JANE DOE", "PA-C"),
        ("An Nguyen", "DNP, APRN"),
        ("Grace Face", "LE"),
        ("George Best", "BDS (Hons)"),
        ("Carlos d'Angelo", "Esq."),
        ("Omar al-Sayed", "M.D.,F.A.C.S."),
        ("Peter deVries", "MD, FRCP(C)"),
        ("Hong Do", "DO"),
    ],
)
def test_a_name_of_any_kind_is_parted_from_its_credentials(name: str, credentials: str) -> None:
    for status in (None, "retired", "in memoriam", "not currently practicing"):
        printed = f"{name}, {credentials}" + (f" ({status})" if status else "")
        answer = BONDING._replace(
            byline=f"{printed}\nTampa Dentist",
            doctor=by_line(name, credentials, "Tampa", "Dentist", status=status),
        )
        assert answers_read(parsed(page_of(VENEERS, answer, FILLER, votes=False))) == [
            VENEERS,
            answer,
            FILLER,
        ]


def test_degrees_without_commas_are_credentials() -> None:
    answer = BONDING._replace(
        byline="Jane Roe MD PhD, FACS\nTampa Dentist",
        doctor=by_line("Jane Roe", "MD PhD, FACS", "Tampa", "Dentist"),
    )
    assert answers_read(parsed(page_of(answer, votes=True))) == [answer]


@pytest.mark.parametrize("stars", ["", "\n4.4 out of 5 stars 18 reviews"])
def test_a_profession_that_nobody_knows_still_ends_an_answer(stars: str) -> None:
    byline = f"Andre Whitlock, DMD\nTampa Smile Whisperer{stars}"
    page = parsed(page_of(BONDING._replace(byline=byline), FILLER, votes=False))
    first, second = answers_read(page)
    assert (first.doctor.name, first.doctor.place, first.byline) == ("Andre Whitlock", None, byline)
    assert second == FILLER


def test_a_town_in_the_sign_off_is_no_doctor() -> None:
    for town in ("Bryn Mawr, PA", "Grand Forks, ND", "Fall River, MA"):
        answer = BONDING._replace(
            body=f"Bonding stains.\n\nBest wishes,\n{town}", byline=None, doctor=Doctor()
        )
        assert answers_read(parsed(page_of(answer, VENEERS, votes=True))) == [answer, VENEERS]


def test_the_mutations_touch_every_answer_of_every_seed_page() -> None:
    assert len(EVERY_ANSWER) == len(ANSWERS)

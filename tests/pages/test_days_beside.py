"""Days that a page without markup prints beside its answers: each is its answer's, or nobody's."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages.decide import draft_of
from index.pages.decided import decided_page, read_saved_page
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.text import parse_page, read_page
from tests.conftest import SEEDS

PEOPLE = ("Ruth Okafor, MD", "Paul Smith, DO", "Jane Foster, MD")
PLACES = ("Reno Dermatologist", "Boston Plastic Surgeon", "Austin Dermatologist")
HEADLINES = ("Wait a week", "No need to wait", "Begin slowly")
WORDS = (
    "Wait at least one week before you run; I tell my own patients so, and most of them do.",
    "There is no need to wait that long, as the swelling is small. Ask whoever treated you.",
    "I would rest for two days, and then begin slowly with a walk on each day of the week.",
)
PRINTED = ("March 3, 2016", "April 4, 2017", "May 5, 2018")
DAYS = (date(2016, 3, 3), date(2017, 4, 4), date(2018, 5, 5))
NOTICE = "These answers are for educational purposes and do not constitute a doctor relationship."
OTHER, LATER = "July 7, 2015", "August 8, 2020"
ABOVE = "May I run after botox?\n\nI had it a week ago and would like to run.\n\n"

TELLING = {
    "in the byline's paragraph": "{headline}\n\n{words}\n\n{name}\n{place}\n{day}\n\n",
    "said": "{headline}\n\n{words}\n\n{name}\n{place}\nAnswered on {day}\n\n",
    "above the byline's lines": "{headline}\n\n{words}\n\n{day}\n{name}\n{place}\n\n",
    "below the headline": "{headline}\n{day}\n\n{words}\n\n{name}\n{place}\n\n",
    "between headline and words": "{headline}\n\n{day}\n\n{words}\n\n{name}\n{place}\n\n",
    "above the headline": "{day}\n{headline}\n\n{words}\n\n{name}\n{place}\n\n",
    "between words and byline": "{headline}\n\n{words}\n\nPosted: {day}\n\n{name}\n{place}\n\n",
    "in a byline above": "{name}\n{place}\n{day}\n\n{words}\n\n",
    "above rules": "{name}\n{place}\n\n{words}\n\n{day}\n\n-----\n\n",
    "nearer to those above": "{headline}\n\n{words}\n\n{name}\n{place}\n\n{day}\n\n\n",
}
OPEN = {
    "as far from both": "{headline}\n\n{words}\n\n{name}\n{place}\n\n{day}\n\n",
    "of something else": "{headline}\n\n{words}\n\n{name}\n{place}\nUpdated on {day}\n\n",
    "of the doctor": "{headline}\n\n{words}\n\n{name}\n{place}\nMember since {day}\n\n",
}


ANNOUNCED = "Doctor Answers 3\n\n"


def page_of(
    shape: str,
    days: Sequence[str],
    *,
    above: str = ANNOUNCED,
    end: str = "\n\n",
    people: Sequence[str] = PEOPLE,
) -> Page:
    """A page whose answers have some days."""
    rows = zip(HEADLINES, WORDS, people, PLACES, days, strict=True)
    names = ("headline", "words", "name", "place", "day")
    blocks = [shape.format(**dict(zip(names, row, strict=True))) for row in rows]
    text = f"{ABOVE}{above}{''.join(blocks).rstrip()}{end}{NOTICE}\n"
    return parse_page(text, page_id="a", source="a", digest="a")


def days_on(page: Page) -> list[date | None]:
    return [answer.answered_on for answer in page.answers]


@pytest.mark.parametrize("name", TELLING)
def test_a_day_at_the_same_place_beside_each_answer_is_that_answers(name: str) -> None:
    page = page_of(TELLING[name], PRINTED, end="\n\n\n")
    assert [answer.doctor.name for answer in page.answers] == [
        person.partition(",")[0] for person in PEOPLE
    ]
    assert days_on(page) == list(DAYS)
    assert not any("2016" in page.quote(answer.body) for answer in page.answers)


@pytest.mark.parametrize("name", OPEN)
def test_a_day_that_may_be_anothers_or_of_something_else_is_nobodys(name: str) -> None:
    assert days_on(page_of(OPEN[name], PRINTED)) == [None] * 3


@pytest.mark.parametrize(
    ("printed", "days"),
    [
        (("2016-03-03", "2017/4/4", "25/12/2018"), [*DAYS[:2], date(2018, 12, 25)]),
        (("3 March 2016", "4 April 2017, 10:30", "5 May 2018 at 8:05"), list(DAYS)),
        (("03/04/2016", "04/04/2017", "05/06/2018"), [None, date(2017, 4, 4), None]),
        (("March 2016", "2017", "May 5, 2018"), [None, None, DAYS[2]]),
    ],
)
def test_a_day_is_one_that_can_be_read_in_one_way(
    printed: Sequence[str], days: Sequence[date | None]
) -> None:
    page = page_of(TELLING["in the byline's paragraph"], printed)
    assert days_on(page) == days
    told = [answer.dated for answer in page.answers]
    assert told == [None if day else one for one, day in zip(printed, days, strict=True)]


@pytest.mark.parametrize("name", [*TELLING, *OPEN])
def test_no_answer_ever_has_the_day_of_its_neighbour(name: str) -> None:
    """Whatever days are lost, and whatever others stand above the answers and below them."""
    own = dict(zip(WORDS, DAYS, strict=True))
    kept = [(True, True, True), (False, True, True), (True, False, True), (True, True, False)]
    above = ("", f"{OTHER}\n\n", f"{OTHER}\n", f"{OTHER}\n\n{ANNOUNCED}", f"{ANNOUNCED}{OTHER}\n\n",
             f"{ANNOUNCED}{OTHER}\n", f"-----\n\n{OTHER}\n\n")  # fmt: skip
    ends = ("\n\n", f"\n\n{LATER}\n\n", f"\nWritten on {LATER}\n\n")
    for has, question, end in product(kept, above, ends):
        days = [day if one else "" for day, one in zip(PRINTED, has, strict=True)]
        try:
            page = page_of({**TELLING, **OPEN}[name], days, above=question, end=end)
        except UnreadablePage:
            continue
        for answer in page.answers:
            words = page.quote(answer.body)
            true = next((day for one, day in own.items() if one in words), None)
            assert answer.answered_on in {None, true}, (name, has, question, end)


@pytest.mark.parametrize(("line", "is_read"), [("Answered on {}", True), ("{}", False)])
def test_beside_a_single_answer_the_line_must_say_that_it_is_the_answers(
    line: str, is_read: bool
) -> None:
    byline = f"{PEOPLE[0]}\n{PLACES[0]}\n{line.format(PRINTED[0])}"
    text = f"{ABOVE}Doctor Answers 1\n\n{HEADLINES[0]}\n\n{WORDS[0]}\n\n{byline}\n\n{NOTICE}\n"
    page = parse_page(text, page_id="a", source="a", digest="a")
    assert days_on(page) == [DAYS[0] if is_read else None]


def test_a_web_page_without_markup_has_its_days_too(tmp_path: Path) -> None:
    blocks = "".join(
        f"<h3>{headline}</h3><p>{words}</p><ul><li>{name}<li>{place}<li>{day}</ul>"
        for headline, words, name, place, day in zip(
            HEADLINES, WORDS, PEOPLE, PLACES, PRINTED, strict=True
        )
    )
    head = "<h1>May I run after botox?</h1><p>I had it a week ago.</p><h2>Doctor Answers 3</h2>"
    (tmp_path / "a.html").write_text(f"{head}{blocks}<p>{NOTICE}</p>", encoding="utf-8")
    assert days_on(read_saved_page(tmp_path / "a.html", "a", "a.html")) == list(DAYS)


def test_a_page_that_a_person_decided_keeps_its_days(tmp_path: Path) -> None:
    page = page_of(TELLING["in the byline's paragraph"], PRINTED)
    (tmp_path / "a.txt").write_text(page.text, encoding="utf-8")
    decision = draft_of([tmp_path / "a.txt"], "Anna")
    decided = decided_page(page.text, decision, page_id="a", source="a", digest=decision.digest)
    assert days_on(decided) == list(DAYS)


def test_the_seeds_print_no_day_of_an_answer() -> None:
    pages = [read_page(file, "a", file.name) for file in sorted(SEEDS.glob("*.txt"))]
    assert [day for page in pages for day in days_on(page)] == [None] * 28


DATED = {
    "{name} · {day}\n{place}": DAYS,
    "{name}\n{place} - {day}": DAYS,
    "{name} ({day})\n{place}": DAYS,
    "{name} on {day} at 9:15 am": DAYS,
    "{name}, Thursday, {day}": DAYS,
    "{day} by {name}": DAYS,
    "{name} | Answered: {day}": DAYS,
    "{name} · {day} · {place}": (None,) * 3,  # what the date is of is not told by what is around it
    "{name} · {day}\n{place}\n{day}": DAYS,
    "{name} · {day}\n{place}\nJuly 7, 2015": (None,) * 3,
    "July 7, 2015\n{name} · {day}\n{place}": (None,) * 3,
    "{name} · {day}\n{place} · July 7, 2015": (None,) * 3,
    "{name} · 3 days ago\n{place}": (None,) * 3,
    "{name}, a year ago": (None,) * 3,
    "{name} vor 3 Tagen": (None,) * 3,
    "{name} — Mar 3": (None,) * 3,
}


@pytest.mark.parametrize("is_above", [False, True])
@pytest.mark.parametrize("byline", DATED)
def test_a_date_on_the_names_own_line_hides_no_name(byline: str, is_above: bool) -> None:
    shape = (
        f"{byline}\n\n{{words}}\n\n" if is_above else f"{{headline}}\n\n{{words}}\n\n{byline}\n\n"
    )
    page = page_of(shape, PRINTED)
    named = [f"{one.doctor.name}, {one.doctor.credentials}" for one in page.answers]
    assert named == list(PEOPLE)
    assert [page.quote(one.body) for one in page.answers] == list(WORDS)
    assert tuple(one.answered_on for one in page.answers) == DATED[byline]


@pytest.mark.parametrize(
    "line",
    [
        "Ruth Okafor · March 3, 2016",  # no letters
        "Reviewed by Ruth Okafor, MD on March 3, 2016",
        "Ruth Okafor, MD · Updated March 3, 2016",
        "Ruth Okafor, MD · member since March 3, 2016",
        "Dr. Ruth May 2016",
        "Ask Ruth Okafor, MD - 3 days ago",
        "4.9 out of 5 stars · March 3, 2016",
        "Reno, NV · March 3, 2016",
        "On March 3, 2016, Ruth Okafor, MD wrote:",  # what follows may be quoted
    ],
)
def test_a_date_makes_no_name_of_a_line(line: str) -> None:
    assert read_part(line) is None


def test_a_name_without_letters_is_read_as_beside_no_date() -> None:
    shape = "{{headline}}\n\n{{words}}\n\n{}\n{{place}}\n\n"
    bare = tuple(name.partition(",")[0] for name in PEOPLE)
    for people in (bare, ("Glow Clinic", *bare[1:]), (f"{bare[0]} and friends", *bare[1:])):
        plain, dated = (
            page_of(shape.format(name), PRINTED, people=people)
            for name in ("{name}", "{name} · {day}")
        )
        assert [one.doctor for one in dated.answers] == [one.doctor for one in plain.answers]

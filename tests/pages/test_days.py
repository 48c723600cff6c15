"""Dates as pages and tables write them: a day where it is told in one way only, else as printed."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.model import Answer, Page
from index.pages.line_reader.ago import FILE, forms_of_babel, is_ago
from index.pages.line_reader.calendar_names import calendar_names, names_of_babel
from index.pages.line_reader.days import partial_date, told_day
from index.pages.read import read

THIRD = date(2016, 3, 3)
DAYS = {
    "2016-03-03": THIRD,
    "2016-03-03T23:30:00-08:00": THIRD,
    "2016/3/3": THIRD,
    "2016.03.03 23:30": THIRD,
    "20160303": THIRD,
    "03/03/2016": THIRD,
    "25/12/2016": date(2016, 12, 25),
    "12-25-2016, 10:15": date(2016, 12, 25),
    "1457000000": THIRD,
    "1457000000000": THIRD,
    "Thu, 03 Mar 2016 10:00:00 GMT": THIRD,
    "Answered on Sept. 3rd, 2016": date(2016, 9, 3),
    "Respondido el 3 de marzo de 2016": THIRD,
    "3. März 2016": THIRD,
    "1er août 2016": date(2016, 8, 1),
    "3 d'octubre de 2016": date(2016, 10, 3),
    "3 марта 2016 г.": THIRD,
    "2016. március 3.": THIRD,
    "2016年3月3日": THIRD,
}
NO_DAYS = (
    "03/04/2016", "3.4.2016", "2016-02-30", "30/02/2016", "1960-01-01", "2 years ago", "2016",
    "3 listopada 2016",  # October to Croats, November to Poles
    "Updated March 3, 2016", "Asked 3 March 2016", "March 3, 2016, until May 4, 2017",
    "March 3, 2016 and May 4, 2017", "123456789", "10.3.2016.77", "3 times 2016",
)  # fmt: skip
PARTIAL = ("03/04/2016", "3/4/16", "2016/03", "marzo de 2016", "März 2016", "2016年3月", "2016")


@pytest.mark.parametrize(("told", "day"), DAYS.items())
def test_a_day_is_told_in_any_notation_that_means_no_other(told: str, day: date) -> None:
    assert told_day(told) == day


@pytest.mark.parametrize("told", NO_DAYS)
def test_what_may_be_another_day_or_of_something_else_is_no_day(told: str) -> None:
    assert told_day(told) is None


@pytest.mark.parametrize("told", PARTIAL)
def test_a_date_that_tells_no_day_is_kept_as_it_is_printed(told: str) -> None:
    assert (told_day(told), partial_date(f"Posted on {told}")) == (None, told)


@pytest.mark.parametrize("told", ["2 years ago", "3 de 2016", "zebra 2016", "17/2016", "1066"])
def test_what_is_no_date_is_none(told: str) -> None:
    assert partial_date(told) is None


def words(number: int) -> str:
    return f"You may walk a little every day after number {number} of these small operations."


def answers_of(folder: Path) -> dict[str, Answer]:
    """The answers below a folder, by the date that was written for each."""
    dates, found = [*DAYS, *PARTIAL], {}
    for one in read([folder]):
        page = one.page  # type: ignore[union-attr]
        assert isinstance(page, Page)
        for answer in page.answers:
            number = next(n for n in range(len(dates)) if page.quote(answer.body) == words(n))
            found[dates[number]] = answer
    return found


def by_recipe(folder: Path) -> None:
    (folder / "own.recipe.toml").write_text(
        'box = "article"\nanswer = "p"\nauthor = "b"\ndate = "i"\n', encoding="utf-8"
    )
    boxes = "".join(
        f"<article><p>{words(n)}</p><b>Ida Wolf, MD</b> <i>{told}</i></article>"
        for n, told in enumerate([*DAYS, *PARTIAL])
    )
    (folder / "page.html").write_text(f"<h1>May I walk?</h1>{boxes}", encoding="utf-8")


def by_markup(folder: Path) -> None:
    author = {"@type": "Physician", "name": "Ida Wolf, MD"}
    asked = {"@type": "Question", "name": "May I walk?"}
    asked["suggestedAnswer"] = [  # type: ignore[assignment]
        {"@type": "Answer", "text": words(n), "dateCreated": told, "author": author}
        for n, told in enumerate([*DAYS, *PARTIAL])
    ]
    shown = "".join(f"<p>{words(n)}</p><p>Ida Wolf, MD</p>" for n in range(len(DAYS) + 9))
    markup = json.dumps({"@type": "QAPage", "mainEntity": asked})
    (folder / "page.html").write_text(
        f'<script type="application/ld+json">{markup}</script><h1>May I walk?</h1>{shown}',
        encoding="utf-8",
    )


def by_table(folder: Path) -> None:
    with (folder / "table.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["Question", "Answer", "Doctor", "Answer date"])
        for n, told in enumerate([*DAYS, *PARTIAL]):
            table.writerow(["May I walk?", words(n), "Ida Wolf, MD", told])


def by_records(folder: Path) -> None:
    lines = (
        {"id": str(n), "question_id": "q", "answer_text": words(n), "answered_on": told}
        for n, told in enumerate([*DAYS, *PARTIAL])
    )
    (folder / "records.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


@pytest.mark.parametrize("write", [by_recipe, by_markup, by_table, by_records])
def test_whatever_door_an_answer_comes_by_its_date_is_read_alike(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    write(tmp_path)
    found = answers_of(tmp_path)
    assert {told: found[told].answered_on for told in DAYS} == DAYS
    assert {told: found[told].dated for told in PARTIAL} == {told: told for told in PARTIAL}


def test_the_names_that_are_kept_are_those_of_all_languages() -> None:
    kept = calendar_names()
    assert kept == names_of_babel()
    assert (kept.months["märz"], kept.months["sept"]) == (3, 9)
    assert "listopad" not in kept.months and "lundi" in kept.weekdays


def test_what_is_kept_of_how_long_ago_is_what_all_languages_print() -> None:
    kept = FILE.read_text(encoding="utf-8").split("\n")
    assert kept == [*sorted(forms_of_babel()), ""]
    assert "vor 0 tagen" in kept and is_ago("vor 13 Tagen") and not is_ago("13 reviews")

"""Answers of some days only: a filter, that ranks nothing."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from bot.reply.doctors import doctors_on
from bot.reply.period import ALWAYS, Period
from bot.reply.reply import reply_to
from index.library.build import build
from index.library.open import Library
from tests.words_encoder import WordsEncoder

DAYS = {"old": "2010-05-01", "new": "2020-02-29", "never": None, "odd": "last May",
        "month": "May 2010"}  # fmt: skip
TEXT = "Massage after botox is best left to whoever injected it. Botox needs a day of rest."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    rows = [
        {
            "id": name,
            "answer_text": f"{TEXT} {name}",
            "author": f"{name.title()} Roe, MD",
            "answered_on": day,
            "url": "https://example.org/",
            "language": "en",
        }
        for name, day in DAYS.items()
    ]
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(tmp_path / "library", [file], WordsEncoder())
    return Library.open(tmp_path / "library")


@pytest.mark.parametrize(
    ("period", "names"),
    [
        (ALWAYS, set(DAYS)),
        (Period(since=date(2010, 5, 1)), {"old", "new"}),
        (Period(since=date(2010, 5, 2)), {"new"}),
        (Period(until=date(2010, 5, 1)), {"old"}),
        (Period(date(2020, 2, 29), date(2020, 2, 29)), {"new"}),
        (Period(since=date(2021, 1, 1)), set()),
    ],
)
def test_an_answer_of_no_known_day_is_in_no_period(
    period: Period, names: set[str], library: Library
) -> None:
    found = doctors_on("botox massage", library, WordsEncoder(), period=period)
    assert {card.page.id for card in found.cards} == names
    everybody = doctors_on(None, library, WordsEncoder(), period=period)
    assert {card.page.id for card in everybody.cards} == names
    reply = reply_to("is massage after botox fine?", library, WordsEncoder(), period=period)
    assert {card.page.id for card in reply.cards} <= names
    assert bool(reply.cards) == bool(names)


def test_a_period_ranks_nothing(library: Library) -> None:
    asked = ("is massage after botox fine?", library, WordsEncoder())
    every = [card.answer.id for card in reply_to(*asked).cards]
    some = [card.answer.id for card in reply_to(*asked, period=Period(date(1999, 1, 1))).cards]
    assert some == [one for one in every if one in some]


def test_a_month_is_kept_as_written_and_is_in_no_period(library: Library) -> None:
    page = library.page("month")
    (answer,) = page.answers
    assert (answer.answered_on, answer.dated) == (None, "May 2010")
    assert not any("May 2010" in one for one in page.warnings)


def test_a_field_that_is_no_day_is_left_out_with_a_warning(library: Library) -> None:
    page = library.page("odd")
    assert page.answers[0].answered_on is None
    assert any("answered_on 'last May' of record 4 is no day" in one for one in page.warnings)
    assert (page.answers[0].url, page.answers[0].language) == ("https://example.org/", "en")


def test_the_command_line_takes_days(
    library: Library,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Library, "encoder", lambda self: WordsEncoder())
    place = ["--library", str(library.folder)]
    assert main([*place, "doctors", "botox", "--since", "2015-01-01", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["doctors"]
    (answer,) = row["answers"]
    assert [answer[key] for key in ("answered_on", "url", "language")] == [
        "2020-02-29", "https://example.org/", "en",
    ]  # fmt: skip
    assert main([*place, "ask", "massage after botox?", "--until", "2012-01-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["answers"]
    assert [one["answered_on"] for one in found] == ["2010-05-01"]
    with pytest.raises(SystemExit):
        main([*place, "ask", "botox?", "--since", "2010-5-1"])
    assert "must be a day, such as 2016-03-03" in capsys.readouterr().err

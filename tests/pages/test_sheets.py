"""Spreadsheets as people keep them: cells that several rows share, titles above, days."""

import re
from datetime import date
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages import sheets
from index.pages.read import ReadPage, read
from tests.pages.sheets_made import HEAD, MAIN, ods_of, xlsx_of

WORDS = ("They rarely do.", "Mine never did so.", "You may run slowly.")
NAMES = ("Ruth Lane", "Paul Smith", "Ann Lee")
DAYS = [date(2016, 3, 3), date(2016, 3, 4), date(2016, 3, 5)]
FORMATS = ("yyyy\\-mm\\-dd", "d/m/yy h:mm", "d\\-mmm\\-yy")
NUMBERS = (42432, 42433.5, 42434)
"""The days, as spreadsheets count them, the second at noon."""
TOLD = "cells that several rows share are read in the first of these alone; save it as .xlsx"


def said(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def rows_below(above: int) -> str:
    """The table, below some rows. The first two answers are to one question."""
    header = "".join(
        said(f"{column}{above + 1}", name)
        for column, name in zip(
            "ABCD", ("Question", "Answer", "Doctor", "Answer date"), strict=True
        )
    )
    made = [f'<row r="{above + 1}">{header}</row>']
    for at, question in enumerate(("Do veins hurt?", None, "May I run?")):
        n = above + 2 + at
        asked = "" if question is None else said(f"A{n}", question)
        day = f'<c r="D{n}" s="{at + 1}"><v>{NUMBERS[at]}</v></c>'
        named = said(f"B{n}", WORDS[at]) + said(f"C{n}", f"{NAMES[at]}, MD")
        made.append(f'<row r="{n}">{asked}{named}{day}</row>')
    return "".join(made)


def workbook(rows: str, *merged: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    sheet = (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        f"<mergeCells>{cells}</mergeCells></worksheet>"
    )
    return xlsx_of(sheet, formats=FORMATS)


def outcome(folder: Path, data: bytes, name: str = "a.xlsx") -> list[Page | str]:
    (folder / name).write_bytes(data)
    found = [one for one in read([folder / name]) if isinstance(one, ReadPage | UnreadablePage)]
    return [one.page if isinstance(one, ReadPage) else one.reason for one in found]


def answers_in(pages: list[Page | str]) -> list[tuple[str | None, str, str | None, date | None]]:
    return [
        (page.quoted(page.title), page.quote(one.body), one.doctor.name, one.answered_on)
        for page in pages
        if isinstance(page, Page)
        for one in page.answers
    ]


TITLE = f'<row r="1">{said("A1", "All our answers")}</row>'
TRUTH = list(
    zip(("Do veins hurt?", "Do veins hurt?", "May I run?"), WORDS, NAMES, DAYS, strict=True)
)


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        (rows_below(0), ["A2:A3"]),
        (TITLE + rows_below(1), ["A1:D1", "A3:A4"]),
        (TITLE + rows_below(2), ["A4:A5"]),
        (rows_below(4), ["A6:A7"]),
        (re.sub(r'r="([A-D])', lambda at: f'r="{chr(ord(at[1]) + 2)}', rows_below(2)), ["C4:C5"]),
    ],
)
def test_shared_cells_titles_and_days_are_read(
    rows: str, merged: list[str], tmp_path: Path
) -> None:
    assert answers_in(outcome(tmp_path, workbook(rows, *merged))) == TRUTH


def test_a_blank_cell_that_nothing_shares_says_nothing(tmp_path: Path) -> None:
    found = answers_in(outcome(tmp_path, workbook(rows_below(0))))
    assert sorted(found, key=lambda one: DAYS.index(one[3] or DAYS[0])) == [
        TRUTH[0], (None, *TRUTH[1][1:]), TRUTH[2],
    ]  # fmt: skip


def test_a_cell_alone_right_above_the_columns_may_be_the_columns(tmp_path: Path) -> None:
    (reason,) = outcome(tmp_path, workbook(TITLE + rows_below(1)))
    assert isinstance(reason, str) and "the columns are “All our answers”" in reason


@pytest.mark.parametrize("merged", ["A2:A1048576", "A3:A2", "Z2:Z3", "A0:A3", "A2", "A2:XFD3"])
def test_cells_that_reach_anywhere_are_bounded(merged: str, tmp_path: Path) -> None:
    found = outcome(tmp_path, workbook(rows_below(0), merged))
    assert {words for _, words, *_ in answers_in(found)} <= set(WORDS)


def test_too_many_shared_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(rows_below(0), *["A2:A4"] * 20)
    assert len(answers_in(outcome(tmp_path, data))) == len(WORDS)
    monkeypatch.setattr(sheets, "MOST_CELLS", 30)
    assert outcome(tmp_path, data) == [sheets.TOO_MUCH]


def test_where_shared_cells_are_not_known_that_is_told(tmp_path: Path) -> None:
    def cell(words: str, more: str = "") -> str:
        text = f"<text:p>{words}</text:p>"
        return f'<table:table-cell office:value-type="string"{more}>{text}</table:table-cell>'

    shared = ' table:number-rows-spanned="2" table:number-columns-spanned="1"'
    made = [
        cell("Question") + cell("Answer"),
        cell("Do veins hurt?", shared) + cell(WORDS[0]),
        "<table:covered-table-cell/>" + cell(WORDS[1]),
    ]
    rows = "".join(f"<table:table-row>{one}</table:table-row>" for one in made)
    for data, is_told in ((ods_of(rows), True), (ods_of(rows.replace(shared, "")), False)):
        pages = outcome(tmp_path, data, "a.ods")
        assert [isinstance(one, Page) and TOLD in one.warnings for one in pages] == [is_told] * 2

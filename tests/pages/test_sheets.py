"""Spreadsheets as people keep them: cells that several rows share, titles above, days."""

import re
from datetime import date
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages.read import ReadPage, read
from index.pages.rows import merged_cells, sheets
from index.pages.rows.merged_cells import HIDES, WORDS_SHARED
from index.pages.rows.record_files import matching_in
from index.pages.rows.sheets import FILLED
from tests.pages.sheets_made import HEAD, MAIN, ods_of, xlsx_of

WORDS = ("They rarely do.", "Mine never did so.", "You may run slowly.")
NAMES = ("Ruth Lane", "Paul Smith", "Ann Lee")
DAYS = [date(2016, 3, 3), date(2016, 3, 4), date(2016, 3, 5)]
FORMATS = ("yyyy\\-mm\\-dd", "d/m/yy h:mm", "d\\-mmm\\-yy")
NUMBERS = (42432, 42433.5, 42434)
"""The days, as spreadsheets count them, the second at noon."""


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
    data = workbook(rows_below(0), *["A2:A3"] * 20)
    assert len(answers_in(outcome(tmp_path, data))) == len(WORDS)
    monkeypatch.setattr(merged_cells, "MOST_CELLS", 30)
    assert outcome(tmp_path, data) == [sheets.TOO_MUCH]


def cell(words: str, shares: str = "", *, kind: str = "table-cell") -> str:
    """A cell of an ODS; it shares "2x1": two rows and one column."""
    down, _, across = shares.partition("x")
    spans = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
    told = f' office:value-type="string"{spans if shares else ""}'
    return f"<table:{kind}{told}><text:p>{words}</text:p></table:{kind}>"


def row(*cells: str, repeated: int = 1) -> str:
    told = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{told}>{''.join(cells)}</table:table-row>"


COVERED = "<table:covered-table-cell/>"
ODS_HEADER = row(*map(cell, ("Question", "Answer", "Doctor")))
ODS_ROWS = (
    row(cell("Do veins hurt?", "2x1"), cell(WORDS[0]), cell(f"{NAMES[0]}, MD"))
    + row(COVERED, cell(WORDS[1]), cell(f"{NAMES[1]}, MD"))
    + row(cell("May I run?"), cell(WORDS[2]), cell(f"{NAMES[2]}, MD"))
)


@pytest.mark.parametrize(
    "rows",
    [
        ODS_HEADER + ODS_ROWS,
        row(cell("All our answers", "1x3"), COVERED, COVERED) + ODS_HEADER + ODS_ROWS,
        row("<table:table-cell/>", repeated=4)
        + re.sub(r"(<table:table-row>)", r"\1<table:table-cell/>", ODS_HEADER + ODS_ROWS),
        f"<table:table-header-rows>{ODS_HEADER}</table:table-header-rows>"
        f"<table:table-row-group>{ODS_ROWS}</table:table-row-group>",
    ],
)
def test_an_ods_says_what_its_rows_share(rows: str, tmp_path: Path) -> None:
    found = answers_in(outcome(tmp_path, ods_of(rows), "a.ods"))
    assert found == [(*one[:3], None) for one in TRUTH]
    assert str(matching_in(tmp_path / "a.ods", "a.ods")).endswith(FILLED)


def test_a_doctor_beside_two_answers_gave_both(tmp_path: Path) -> None:
    rows = row(cell(WORDS[0]), cell("Ruth Lane, MD", "2x1")) + row(cell(WORDS[1]), COVERED)
    data = ods_of(row(cell("Answer"), cell("Doctor")) + rows)
    found = answers_in(outcome(tmp_path, data, "a.ods"))
    assert found == [(None, words, "Ruth Lane", None) for words in WORDS[:2]]


def test_words_that_two_doctors_share_are_nobodys_until_a_person_decides(tmp_path: Path) -> None:
    rows = row(cell(WORDS[0], "2x1"), cell("Ruth Lane, MD")) + row(COVERED, cell("Paul Smith, MD"))
    pages = outcome(tmp_path, ods_of(row(cell("Answer"), cell("Doctor")) + rows), "a.ods")
    assert answers_in(pages) == [(None, WORDS[0], None, None)] * 2
    for one in pages:
        assert isinstance(one, Page) and WORDS_SHARED in str(one.answers[0].doubt)


def test_what_a_merged_cell_hides_is_neither_shown_nor_overruled(tmp_path: Path) -> None:
    hidden = cell("Carl Berg, MD", kind="covered-table-cell")
    rows = row(cell(WORDS[0]), cell("Ruth Lane, MD", "2x1")) + row(cell(WORDS[1]), hidden)
    found = outcome(tmp_path, ods_of(row(cell("Answer"), cell("Doctor")) + rows), "a.ods")
    assert answers_in(found) == [(None, WORDS[0], "Ruth Lane", None)]
    assert HIDES in found


@pytest.mark.parametrize("spans", ["999999999x1", "2x999999999", "0x0", "x", "-1x1", "٢x1"])
def test_spans_of_an_ods_that_reach_anywhere_are_bounded(spans: str, tmp_path: Path) -> None:
    rows = ODS_HEADER + ODS_ROWS.replace('spanned="2"', f'spanned="{spans.partition("x")[0]}"')
    rows = rows.replace('columns-spanned="1"', f'columns-spanned="{spans.partition("x")[2]}"')
    found = outcome(tmp_path, ods_of(rows), "a.ods")
    assert {words for _, words, *_ in answers_in(found)} <= set(WORDS)


def test_too_many_merged_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_cells, "MOST_KEPT", 0)
    (reason,) = outcome(tmp_path, ods_of(ODS_HEADER + ODS_ROWS), "a.ods")
    assert "more than 0 merged cells; export it as CSV" in str(reason)

"""A row whose cells are shifted by a comma of its words is refused."""

from pathlib import Path

import pytest

from index.model import Page
from index.pages.rows.record_files import read_records

GOOD = 'Can I hop?,"Wait a month, and then hop.","Eve Long","MD"\n'
HEADERS = ["question,answer,doctor,credentials", "id,quote,name,credentials"]


def named(folder: Path, header: str, rows: str) -> list[str | None]:
    file = folder / "answers.csv"
    file.write_text(f"{header}\n{rows}", encoding="utf-8")
    found = read_records(file, file.name)
    answers = [one for page in found if isinstance(page, Page) for one in page.answers]
    return [None if one.doctor.name is None else one.doctor.name.strip() for one in answers]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "row", ["Can I run?,Wait. See him, Paul Smith, MD\n", "Can I run?,See him, Paul Smith,MD\n"]
)
def test_a_row_whose_words_run_into_the_column_of_doctors_names_nobody(
    header: str, row: str, tmp_path: Path
) -> None:
    assert named(tmp_path, header, row + GOOD) == ["Eve Long"]


@pytest.mark.parametrize("header", HEADERS)
def test_a_blank_within_quotation_marks_shifts_nothing(header: str, tmp_path: Path) -> None:
    row = 'Can I run?,"Wait a week, then run."," Paul Smith",MD\n'
    assert named(tmp_path, header, row + GOOD) == ["Paul Smith", "Eve Long"]


@pytest.mark.parametrize("header", HEADERS)
def test_a_table_that_is_written_with_blanks_is_read(header: str, tmp_path: Path) -> None:
    rows = "1, Wait a week then run., Paul Smith, MD\n2, Wait a month then hop., Eve Long, MD\n"
    spaced = header.replace(",", ", ")
    assert named(tmp_path, spaced, rows) == ["Paul Smith", "Eve Long"]
    more = f"{rows}3, Wait a year then fly., Ann Lee, MD\n"
    assert named(tmp_path, header, more) == ["Paul Smith", "Eve Long", "Ann Lee"]

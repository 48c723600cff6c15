"""A person decides who gave an answer of a table or of JSON, bound to the record as it was."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnfitDecision
from index.model import Doctor, Page
from index.pages.line_reader.page_warnings import TO_BE_CHECKED, checks_in, doubts_in
from index.pages.redact import without_answers
from index.pages.rows.record_decisions import (
    RecordDecision,
    Who,
    decided_row,
    names_printed,
    record_decisions_beside,
    record_decisions_file,
    record_decisions_in,
    row_digest,
    write_record_decisions,
)
from index.pages.rows.record_files import opened_rows, read_records
from index.pages.rows.records import Record, Row, Told

WHEN = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
LINES = [
    {"id": "1", "question_id": "q", "answer_text": "Wait a day.", "author": "Ann Lee, MD"},
    {
        "id": "2",
        "question_id": "q",
        "answer_text": "Use ice.",
        "author": "Ann Lee",
        "byline": "Bo Roe, MD\nReno Dentist",
    },
    {"id": "3", "question_id": "q", "answer_text": "Walk.", "author": "Reviewed by Cy Ash, DO"},
]
TABLE = "id;quote;name;byline\n1;Wait.;Ann Lee;Bo Roe, MD\n2;Rest.;Cy Ash, DO;\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in LINES))
    return file


def page_in(file: Path) -> Page:
    (page,) = pages_in(file)
    return page


def pages_in(file: Path) -> list[Page]:
    found = list(read_records(file, file.name))
    assert all(isinstance(one, Page) for one in found)
    return [one for one in found if isinstance(one, Page)]


def row_with(file: Path, record_id: str) -> tuple[Row, bytes]:
    """The row of that record as nobody decided about it, and what names its columns."""
    with opened_rows(file, file.name) as found:
        (row,) = (
            row
            for row in found.rows
            if isinstance(row.record, Record) and row.record.id == record_id
        )
        return row, found.header


def decision(file: Path, record_id: str, who: Who, doctor: str | None = None) -> RecordDecision:
    row, header = row_with(file, record_id)
    return RecordDecision(record_id, row_digest(row, header), "Anna", WHEN, who, doctor)


def names(pages: Sequence[Page]) -> dict[str | None, str | None]:
    return {one.record_id: one.doctor.name for page in pages for one in page.answers}


def test_a_record_that_may_be_anothers_is_to_be_checked(file: Path) -> None:
    page = page_in(file)
    assert names([page]) == {"1": "Ann Lee", "2": None, "3": None}
    assert [one.split(": ")[:2] for one in checks_in(page.warnings)] == [
        [TO_BE_CHECKED, "answer 2"],
        [TO_BE_CHECKED, "answer 3"],
    ]
    assert doubts_in(page.warnings) == {n: page.answers[n - 1].doubt for n in (2, 3)}
    assert page.answers[0].doubt is None


@pytest.mark.parametrize("author", ["Anonymous", "Okafor, Ruth", None])
def test_who_is_anonymous_or_kept_as_printed_is_in_no_doubt(
    author: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"id": "1", "answer_text": "Wait.", "author": author}))
    assert checks_in(page_in(file).warnings) == []


def test_a_person_says_who_gave_an_answer(file: Path) -> None:
    write_record_decisions(
        file,
        [
            decision(file, "2", Who.DOCTOR, "Bo Roe, MD"),
            decision(file, "3", Who.UNNAMED),
        ],
    )
    page = page_in(file)
    assert page.answers[1].doctor == Doctor("Bo Roe", "MD", "byline")
    assert page.quoted(page.answers[1].byline) == "Bo Roe, MD\nReno Dentist"
    assert page.answers[2].doctor == Doctor()
    assert checks_in(page.warnings) == []
    assert "read as decided by Anna on 2026-11-27: answer 2" in page.warnings


def test_a_record_may_be_left_out(file: Path) -> None:
    write_record_decisions(file, [decision(file, "2", Who.LEFT_OUT)])
    page = page_in(file)
    assert names([page]) == {"1": "Ann Lee", "3": None}
    assert [one.id for one in page.answers] == ["q#1", "q#3"]  # no id moves
    assert "Use ice." not in page.text
    assert "read as decided by Anna on 2026-11-27: record '2' is left out" in page.warnings


def test_a_row_of_a_table_is_decided_about_with_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(TABLE)
    write_record_decisions(file, [decision(file, "1", Who.DOCTOR, "Bo Roe, MD")])
    assert names(pages_in(file)) == {"1": "Bo Roe", "2": "Cy Ash"}
    file.write_text(TABLE.replace("name;byline", "byline;name"))
    assert any("earlier version" in one for page in pages_in(file) for one in page.warnings)


def test_a_changed_record_asks_again_and_another_does_not(file: Path) -> None:
    write_record_decisions(
        file,
        [decision(file, "2", Who.DOCTOR, "Bo Roe, MD"), decision(file, "3", Who.UNNAMED)],
    )
    file.write_text(file.read_text().replace("Walk.", "Walk a lot."))
    page = page_in(file)
    assert names([page]) == {"1": "Ann Lee", "2": "Bo Roe", "3": None}
    told = checks_in(page.warnings)
    assert all(one.startswith(f"{TO_BE_CHECKED}: answer 3: ") for one in told)
    assert any("an earlier version of the record" in one for one in told)


@pytest.mark.parametrize("name", ["Cy Ash", "Roe, M", "oe, MD", "Anonymous", ""])
def test_a_name_that_the_record_does_not_print_is_refused(name: str, file: Path) -> None:
    made = decision(file, "2", Who.DOCTOR, name)
    row, _ = row_with(file, "2")
    with pytest.raises(UnfitDecision):
        decided_row(row, made, b"")
    write_record_decisions(file, [made])
    assert names([page_in(file)])["2"] is None


def test_decisions_are_written_and_read_without_loss(file: Path) -> None:
    made = (
        decision(file, "2", Who.DOCTOR, 'Bo "Bob" Roe, MD'),
        decision(file, "3", Who.LEFT_OUT),
    )
    write_record_decisions(file, made)
    assert record_decisions_beside(file) == made
    write_record_decisions(file, [])
    assert not record_decisions_file(file).exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ('is = "unnamed"', "goes with"),
        ('is = "prophet"', "is none of"),
        ("when = 2026-11-27", "no date and time with its zone"),
        ("id = 7", "no text"),
        ('by = " "', "does not say who decided"),
        ("other = 1", "holds something else"),
    ],
)
def test_what_is_no_decision_is_refused(change: str, reason: str, file: Path) -> None:
    key = change.partition(" ")[0]
    lines = decision(file, "2", Who.DOCTOR, "Bo Roe, MD").toml.splitlines()
    kept = [line for line in lines if not line.startswith(f"{key} ")]
    with pytest.raises(UnfitDecision, match=reason):
        record_decisions_in("\n".join([*kept, change]).encode(), "a.decision.toml")


def test_decisions_that_cannot_be_read_are_told_and_not_obeyed(file: Path) -> None:
    record_decisions_file(file).write_text("record = 3")
    page = page_in(file)
    assert names([page]) == {"1": "Ann Lee", "2": None, "3": None}
    assert page.warnings[0].startswith(f"{TO_BE_CHECKED}: the decisions beside it cannot be read")


def test_the_doubt_about_a_removed_answer_is_not_kept(file: Path) -> None:
    write_record_decisions(file, [decision(file, "1", Who.UNNAMED)])
    page = page_in(file)
    left = without_answers(page, {1, 2})
    assert [one for one in left.warnings if "answer 1" in one] == ["answer 1 was removed"]
    assert [one for one in left.warnings if "answer 2" in one] == ["answer 2 was removed"]
    assert doubts_in(left.warnings).keys() == {3}


@given(st.binary(max_size=200))
def test_any_file_is_decisions_or_refused(data: bytes) -> None:
    try:
        assert isinstance(record_decisions_in(data, "a.decision.toml"), tuple)
    except UnfitDecision as error:
        assert error.reason


def test_two_decisions_about_one_record_are_refused(file: Path) -> None:
    one = decision(file, "3", Who.UNNAMED)
    other = replace(one, who=Who.LEFT_OUT)
    with pytest.raises(UnfitDecision, match="twice"):
        record_decisions_in(f"{one.toml}{other.toml}".encode(), "a.decision.toml")


def test_a_row_that_is_no_record_is_never_decided_about() -> None:
    made = RecordDecision("1", row_digest(Row(b"x", "a:1", None), b""), "Anna", WHEN, Who.UNNAMED)
    with pytest.raises(UnfitDecision):
        decided_row(Row(b"x", "a:1", None), made, b"")


def test_a_person_may_choose_each_name_of_a_field_that_joins_names() -> None:
    author = "Ruth Okafor, MD / Paul Smith | Dermatologist"
    record = Record("1", "Wait.", author=author)
    assert names_printed(record, Told(author=author)) == ["Ruth Okafor, MD", "Paul Smith"]

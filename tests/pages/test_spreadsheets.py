"""What spreadsheets and code pages do to words is refused by evidence; what people write is not."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LONGEST_REASON, UnreadablePage
from index.model import Page
from index.pages.encodings import damage_in
from index.pages.packed.archives import is_there
from index.pages.read import ReadPage, read
from index.pages.rows.record_files import read_records
from index.pages.rows.spreadsheets import damage_by_spreadsheet


@pytest.mark.parametrize(
    ("cell", "field", "seen"),
    [
        ("#NAME?", "answer_text", "'#NAME?', what a spreadsheet says"),
        ("#¿NOMBRE?", "headline", "'#¿NOMBRE?', what a spreadsheet says"),
        ("#N/A", "author", "'#N/A', what a spreadsheet says"),
        ("########", "headline", "'########', what a spreadsheet says"),
        ("1.23457E+15", "id", "'1.23457E+15', a number"),
        ("1,23E+20", "question_id", "'1,23E+20', a number"),
        ("3-May", "headline", "'3-May', a date"),
        ("Mar-01", "id", "'Mar-01', a date"),
        ("05. Mrz", "author", "'05. Mrz', a date"),
        ("x" * 32_767, "answer_text", "exactly 32,767 characters"),
        ("😀" * 16_383 + "x", "answer_text", "exactly 32,767 characters"),
        ("Rest._x000D_\nWalk.", "answer_text", "'_x000D_'"),
        ("I don?t bend.", "answer_text", "question marks where letters were ('don?t')"),
        ("Botox?s effect, I?m told", "answer_text", "question marks where letters were"),
        (
            "La inflamaci?n es normal despu?s de la cirug?a.",
            "answer_text",
            "question marks where letters were ('despu?s', 'inflamaci?n', 'cirug?a')",
        ),
        ("M?ller", "author", "question marks where letters were ('M?ller')"),
        ("Z?rich", "author_place", "question marks where letters were ('Z?rich')"),
        ("It wasn\ufffdt", "answer_text", "the sign for a letter that was lost"),
        ("donÕt lift", "answer_text", "letters where apostrophes were ('donÕt')"),
        ("donít lift", "answer_text", "letters where apostrophes were ('donít')"),
    ],
)
def test_what_nobody_writes_is_told_with_what_is_needed(cell: str, field: str, seen: str) -> None:
    told = damage_by_spreadsheet(cell, field, is_cell=True)
    assert told is not None and seen in told
    assert told.endswith("save it again from where it came, as UTF-8, with no spreadsheet between")


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        ("Really? Yes?", "answer_text"),
        ("Is it ok?yes it is. Why?", "answer_text"),
        ("What?!?", "headline"),
        ("¿Duele? No.", "answer_text"),
        ("See https://example.org/?page=3?x=y or example.com/a?b", "answer_text"),
        ("#1 in Boston", "headline"),
        ("I am the #1.", "answer_text"),
        ("1E5", "id"),
        ("935e4", "id"),
        ("3-5", "headline"),
        ("2026-03-05", "id"),
        ("May 10", "headline"),
        ("Mar-a-Lago", "author_place"),
        ("País, día, así, aquí", "answer_text"),
        ("SÕES", "author"),
        ("a?b", "id"),
        ("x" * 32_768, "answer_text"),
    ],
)
def test_what_somebody_may_have_written_is_no_damage(cell: str, field: str) -> None:
    assert damage_by_spreadsheet(cell, field, is_cell=True) is None


def test_outside_a_table_no_cell_was_cut() -> None:
    for words in ("x" * 32_767, "#NAME?", "3-May"):
        assert damage_by_spreadsheet(words, "answer_text", is_cell=False) is None


@given(st.text(st.characters(categories=["L", "Zs"]), min_size=1))
def test_letters_and_blanks_alone_are_no_damage_of_a_spreadsheet(words: str) -> None:
    if not any(letter in words for letter in "Õí"):
        assert damage_by_spreadsheet(words, "answer_text", is_cell=False) is None


@pytest.mark.parametrize(
    "words",
    [
        "SÍ…", "SÌ…", "“CAFFÈ”", "È\u00a0vero", "IRMÃ…", "IRMÃ\u00a0e", "NÃO É…", "PERCHÉ…",
        "VOILÀ…", "ALEMÃ”", "Å\u00a0vente", "BLÅ…", "ROSÉ™", "OLÉ – NO",
    ],
)  # fmt: skip
def test_capitals_before_a_mark_are_no_damage(words: str) -> None:
    assert damage_in(words) == []


@pytest.mark.parametrize(
    "words",
    ["voilÃ\u00a0", "je vais Ã\u00a0 Paris", "sÄ… ok", "MuÌˆller", "Ã…ngstrom", "niÅ¡", "donâ€™t"],
)
def test_damage_is_found_beside_small_letters(words: str) -> None:
    assert damage_in(words) != []
    assert damage_in(f"IRMÃ… {words}") != []


def reasons(file: Path) -> list[str]:
    return [one.reason for one in read([file]) if isinstance(one, UnreadablePage)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_record_with_a_key_twice_is_refused_and_the_others_are_read(
    name: str, tmp_path: Path
) -> None:
    rows = ['{"id": "1", "answer_text": "One.", "author": "Ann", "author": "Bo"}']
    rows.append('{"id": "2", "answer_text": "Two.", "else": {"a": 1, "a": 2}}')
    file = tmp_path / name
    file.write_text("\n".join(rows) if name == "a.jsonl" else f"[{', '.join(rows)}]")
    assert reasons(file) == ["the field author stands in it more than once; leave one"]
    assert [one.page.id for one in read([file]) if isinstance(one, ReadPage)] == ["2"]


@pytest.mark.parametrize(
    "written",
    [
        "x" * 2_000_000 + ",y\n1,2\n",
        ",".join(["id"] * 50_000) + ",quote\n",
        ",".join(f"column {n}" for n in range(50_000)),
    ],
)
def test_a_reason_is_never_long_whatever_the_first_row_holds(written: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(written)
    (reason,) = reasons(file)
    assert len(reason) <= LONGEST_REASON


def test_a_reason_is_never_long_whatever_a_field_is_called(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"x" * 1_000_000: 1}]))
    (reason,) = reasons(file)
    assert len(reason) <= LONGEST_REASON
    ids = {"id": "y" * 1_000_000, "answer_text": "W."}
    file.write_text(json.dumps([ids, ids]))
    (reason,) = reasons(file)
    assert len(reason) <= LONGEST_REASON
    assert reason.startswith("a second record with id 'yyy") and reason.endswith("yyy'")


def test_rows_that_became_single_cells_are_told(tmp_path: Path) -> None:
    inner = "id,quote,name\n1,Wait.,Ann\n"
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
        [[line] for line in inner.splitlines()]
    )
    file = tmp_path / "a.csv"
    file.write_text(written.getvalue())
    assert reasons(file)[0].startswith("every row stands in a single cell")


def test_a_member_is_found_again_however_its_archive_writes_its_name(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("./b.txt", b"x")
        archive.writestr("c//d.txt", b"x")
    for member, there in (("b.txt", True), ("c/d.txt", True), ("e.txt", False)):
        assert is_there(f"{tmp_path}/a.zip/{member}") is there


def test_a_pages_id_that_lost_its_zeros_is_told_by_its_answers_id(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,page_id,quote\n007#1,7,Wait.\n7#1,7,Rest.\n007#2,007,Walk.\n")
    assert reasons(file) == [
        "the field page_id lost the zeros that id begins with; save it again from where it came, "
        "as UTF-8, with no spreadsheet between"
    ]
    found = [one.page.text for one in read([file]) if isinstance(one, ReadPage)]
    assert sorted(found) == ["Rest.", "Walk."]


def test_a_damaged_row_costs_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,quote\n1,#NAME?\n2,Wait?\n")
    bad, page = sorted(read_records(file, "a.csv"), key=lambda one: isinstance(one, Page))
    assert isinstance(bad, UnreadablePage) and isinstance(page, Page)
    assert (bad.source, page.text) == ("a.csv:2", "Wait?")

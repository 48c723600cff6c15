"""Dumps and tables of any header: matched with our fields, or a person is asked."""

import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import ipc, parquet

from index.errors import UnreadablePage
from index.library.build import build
from index.library.open import Library
from index.model import Doctor, Page
from index.pages.html.derived import parsed
from index.pages.read import ReadPage, read
from index.pages.rows import columnar, foreign, stack_exchange
from index.pages.rows.arrow_bounds import said
from index.pages.rows.column_maps import keep_map, map_file
from index.pages.rows.record_files import matching_in
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from tests.pages.sheets_made import Cell, ods, xlsx
from tests.words_encoder import WordsEncoder

HEADER = ("Question", "Answer", "Doctor", "Answer date")
ROWS: list[tuple[str, str, str, str]] = [
    ("Do veins hurt?", "They rarely do.", "Ruth Lane", "2016-03-03"),
    ("Do veins hurt?", "Mine never did; “rest”, I say.", "Alan Orchard, MD", "March 4, 2016"),
    ("May I run?", "You may run; slowly.", "Petra Lindqvist, MD, FACS", ""),
]
WANTED = [
    ("Do veins hurt?", "They rarely do.", "Ruth Lane", None, date(2016, 3, 3)),
    ("Do veins hurt?", "Mine never did; “rest”, I say.", "Alan Orchard", "MD", date(2016, 3, 4)),
    ("May I run?", "You may run; slowly.", "Petra Lindqvist", "MD, FACS", None),
]


def separated(separator: str) -> bytes:
    quoted = (separator.join(f'"{cell}"' for cell in row) for row in (HEADER, *ROWS))
    return "\r\n".join(quoted).encode()


def table() -> pyarrow.Table:
    return pyarrow.table({name: [row[at] for row in ROWS] for at, name in enumerate(HEADER)})


def parquet_of(made: pyarrow.Table) -> bytes:
    kept = io.BytesIO()
    parquet.write_table(made, kept)
    return kept.getvalue()


def arrow_of(made: pyarrow.Table, *, is_stream: bool) -> bytes:
    kept = io.BytesIO()
    with (ipc.new_stream if is_stream else ipc.new_file)(kept, made.schema) as writer:
        writer.write_table(made)
    return kept.getvalue()


def objects() -> list[dict[str, str]]:
    return [dict(zip(HEADER, row, strict=True)) for row in ROWS]


def threads() -> list[dict[str, object]]:
    """The same, each question with its answers."""
    asked: dict[str, list[object]] = {}
    for question, words, doctor, day in ROWS:
        answer = {"text": words, "doctor": {"name": doctor}, "date": day}
        asked.setdefault(question, []).append(answer)
    return [{"title": title, "answers": answers} for title, answers in asked.items()]


SHEET: list[Sequence[Cell]] = [HEADER, [None] * 4, *ROWS]
FILES: dict[str, bytes] = {
    "a.csv": separated(","),
    "semicolons.csv": separated(";"),
    "a.tsv": separated("\t"),
    "excel.csv": b"sep=;\r\n" + separated(";"),
    "utf16.csv": separated(",").decode().encode("utf-16"),
    "a.json": json.dumps(objects()).encode(),
    "within.json": json.dumps({"version": 1, "data": objects()}).encode(),
    "threads.json": json.dumps(threads()).encode(),
    "a.jsonl": "\n".join(map(json.dumps, objects())).encode(),
    "threads.jsonl": "\n".join(map(json.dumps, threads())).encode(),
    "a.xlsx": xlsx(SHEET),
    "second.xlsx": xlsx([["Notes"], ["none"]], SHEET),
    "a.ods": ods(SHEET),
    "a.parquet": parquet_of(table()),
    "threads.parquet": parquet_of(pyarrow.Table.from_pylist(threads())),
    "a.arrow": arrow_of(table(), is_stream=True),
    "a.feather": arrow_of(table(), is_stream=False),
}


def put(folder: Path, name: str, data: bytes | str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder / name


def pages_of(path: Path) -> list[Page]:
    return [one.page for one in read([path]) if isinstance(one, ReadPage)]


def refusals(path: Path) -> list[str]:
    return [one.reason for one in read([path]) if isinstance(one, UnreadablePage)]


def answers_in(path: Path) -> list[tuple[str | None, str, str | None, str | None, date | None]]:
    return [
        (
            page.quoted(page.title),
            page.quote(one.body),
            one.doctor.name,
            one.doctor.credentials,
            one.answered_on,
        )
        for page in pages_of(path)
        for one in page.answers
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_form_gives_the_same_answers_doctors_and_days(
    name: str, tmp_path: Path
) -> None:
    file = put(tmp_path, name, FILES[name])
    assert answers_in(file) == WANTED
    assert refusals(file) == []


def test_the_same_answers_have_the_same_ids_whatever_they_come_from(tmp_path: Path) -> None:
    ids = {
        name: sorted(page.id for page in pages_of(put(tmp_path / name, name, data)))
        for name, data in FILES.items()
    }
    assert len(ids["a.csv"]) == 2
    assert all(one == ids["a.csv"] for one in ids.values())
    assert all(one.startswith(("do-veins-hurt-", "may-i-run-")) for one in ids["a.csv"])


SAID = "Never inject near the temporal artery, as I did in Reno."


def test_no_word_of_an_answer_is_in_an_id(tmp_path: Path) -> None:
    row = {"answer": SAID, "doctor": "Ruth Lane, MD"}
    for more in ({}, {"question": "May I run?"}, {"question_id": "7"}):
        (page,) = pages_of(put(tmp_path, "a.json", json.dumps([{**row, **more}])))
        ids = " ".join([page.id, *(one.record_id or "" for one in page.answers)])
        assert not set(re.findall("[a-z]{4,}", SAID.lower())) & set(re.findall("[a-z]+", ids))


def test_a_page_that_was_removed_under_the_id_of_an_earlier_version_stays_so(
    tmp_path: Path,
) -> None:
    row = {"answer": "Wait for a whole week.", "doctor": "Ruth Lane, MD"}
    (page,) = pages_of(put(tmp_path, "a.json", json.dumps([row])))
    hashed = page.id.removeprefix("answer-")
    earlier = Tombstones().adding(pages=[f"wait-for-a-whole-week-{hashed}"])
    assert earlier.without(page) is None and earlier.covers(page, page.answers[0])
    assert earlier.day_of_page(page) is not None
    assert earlier.readmitting([page.id], [page]).without(page) is page
    assert Tombstones().adding(pages=[f"rest-for-a-whole-week-{hashed}"]).without(page) is page


# Which column is which.


def test_two_columns_that_may_be_the_answers_are_asked_about(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", "answer,doctor answer,doctor\nRest it.,Cool it.,Ruth Lane\n")
    (reason,) = refusals(file)
    assert reason == (
        "it is not clear which column holds the doctors' words (the columns are “answer”, “doctor "
        "answer”, “doctor”; it may be “answer” or “doctor answer”); say it as: --map "
        "answer_text=answer"
    )


@pytest.mark.parametrize(
    ("header", "row", "asked"),
    [
        ("Q,A,Who", "Why now?,They rarely do.,Ruth Lane", "--map answer_text=A"),
        ("text,number", "They rarely do.,1", "--map answer_text=text"),
        ("what was said,n", "They rarely do.,1", "--map answer_text='what was said'"),
        ("answer,n", "yes,1", "--map answer_text=answer"),
    ],
)
def test_a_table_without_a_column_of_answers_is_asked_about(
    header: str, row: str, asked: str, tmp_path: Path
) -> None:
    (reason,) = refusals(put(tmp_path, "a.csv", f"{header}\n{row}\n"))
    assert reason.endswith(asked)


def votes_in(file: Path) -> list[int | None]:
    return [one.upvotes for page in pages_of(file) for one in page.answers]


@pytest.mark.parametrize(
    "column",
    ["Upvotes", "upVotes", "Up-votes", "Helpful votes", "helpful_count", "Likes", "Answer likes"],
)
def test_a_column_of_votes_for_the_answers_is_known_by_its_name(
    column: str, tmp_path: Path
) -> None:
    rows = f'question,answer,{column}\nWhy?,They rarely do.,"1,024"\nWhy?,Ask for a scan.,0\n'
    assert votes_in(put(tmp_path, "a.csv", rows)) == [1024, 0]


def test_votes_in_objects_and_spreadsheets_are_whole_numbers(tmp_path: Path) -> None:
    made = xlsx([("Answer", "Upvotes"), ("They rarely do.", 12.0)])
    assert votes_in(put(tmp_path, "a.xlsx", made)) == [12]
    nested = {"question": "Why?", "likes": 9, "answers": [{"text": "Rarely so.", "likes": 4}]}
    assert votes_in(put(tmp_path, "b.json", json.dumps([nested]))) == [4]


@pytest.mark.parametrize(
    ("header", "cells", "asked"),
    [
        ("Votes", [("7",), ("9",)], "“Votes”"),
        ("Upvotes,Likes", [("7", "1"), ("9", "2")], "“Upvotes” or “Likes”"),
        ("Likes", [("7",), ("7",)], "“Likes”"),  # it may be the question's: both have it
        ("Score", [("7",), ("-3",)], "“Score”"),
    ],
)
def test_votes_that_may_be_something_else_are_left_aside_and_asked_about(
    header: str, cells: list[tuple[str, ...]], asked: str, tmp_path: Path
) -> None:
    words = ("They rarely do.", "Ask for a scan.")
    rows = [f"Why?,{said},{','.join(one)}" for said, one in zip(words, cells, strict=True)]
    file = put(tmp_path, "a.csv", "\n".join([f"question,answer,{header}", *rows]))
    assert votes_in(file) == [None, None]
    first = header.partition(",")[0]
    assert (matching_in(file, "a.csv") or "").endswith(
        f"whether {asked} says how many found an answer good is not clear; if it does, say it as: "
        f"--map upvotes={first}"
    )
    keep_map(file, {"upvotes": first, "answer_text": "answer", "question_title": "question"})
    assert votes_in(file)[0] == int(cells[0][0])


@pytest.mark.parametrize("cell", ["many", "-3", "1.5", "", "2016-03-03"])
def test_what_is_no_number_of_votes_is_none(cell: str, tmp_path: Path) -> None:
    rows = f"answer,Upvotes\nThey rarely do.,{cell}\n"
    assert votes_in(put(tmp_path, "a.csv", rows)) == [None]


def days_in(file: Path) -> list[date | None]:
    return [day for *_, day in answers_in(file)]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("question,answer,date", ["Why?,Rest it.,2016-03-03", "Why?,Cool it.,2016-03-04"]),
        ("question id,answer,Posted at", ["7,Rest it.,2016-03-03", "7,Cool it.,2016-03-04T9:00"]),
        ("answer,Date", ["Rest it.,2016-03-03", 'Cool it.,"March 4, 2016"']),
    ],
)
def test_a_date_is_the_answers_where_answers_to_one_question_have_their_own(
    header: str, rows: list[str], tmp_path: Path
) -> None:
    file = put(tmp_path, "a.csv", "\n".join([header, *rows]))
    assert days_in(file) == [date(2016, 3, 3), date(2016, 3, 4)]
    assert "answered_on is" in (matching_in(file, "a.csv") or "")


@pytest.mark.parametrize(
    ("header", "rows", "asked"),
    [
        ("date", ["Why?,Rest it.,2016-03-03", "How?,Cool it.,2016-03-04"], "“date”"),
        ("date", ["Why?,Rest it.,2016-03-03", "Why?,Cool it.,2016-03-03"], "“date”"),
        (
            "date,created",
            ["Why?,Rest it.,2016-03-03,2016-03-01", "Why?,Cool it.,2016-03-04,2016-03-02"],
            "“date” or “created”",
        ),
    ],
)
def test_a_date_that_may_be_the_questions_is_left_aside_and_asked_about(
    header: str, rows: list[str], asked: str, tmp_path: Path
) -> None:
    file = put(tmp_path, "a.csv", "\n".join([f"question,answer,{header}", *rows]))
    assert days_in(file) == [None, None]
    assert (matching_in(file, "a.csv") or "").endswith(
        f"whether {asked} says when an answer was given is not clear; if it does, say it as: "
        "--map answered_on=date"
    )
    keep_map(file, {"answered_on": "date", "answer_text": "answer", "question_title": "question"})
    assert days_in(file)[0] == date(2016, 3, 3)


def test_what_a_person_says_of_the_columns_is_kept_beside_the_file(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", "Q,A,Who\nDo veins hurt?,They rarely do.,Ruth Lane\n")
    kept = keep_map(file, {"answer_text": "A", "author": "who"})
    assert kept == map_file(file) == tmp_path / "a.map.toml"
    assert 'answer_text = "A"' in kept.read_text(encoding="utf-8")
    assert answers_in(tmp_path) == [(None, "They rarely do.", "Ruth Lane", None, None)]
    keep_map(file, {"question_title": "Q"})
    assert answers_in(tmp_path) == [("Do veins hurt?", "They rarely do.", "Ruth Lane", None, None)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ('answer_text = "B"', "there is no column “B”; the columns are “Q”, “A”"),
        ('words = "A"', "there is no field words; there are id, answer_text, "),
        ("answer_text = 1", "answer_text must be a column's name in quotes, as answer_text = \""),
        ("answer_text", "no TOML ("),
    ],
)
def test_a_map_that_does_not_fit_is_refused(said: str, reason: str, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", "Q,A\nWhy?,They rarely do.\n")
    put(tmp_path, "a.map.toml", said)
    assert [one.startswith(reason) for one in refusals(file)] == [True]


def test_a_map_that_changes_has_its_file_read_anew(tmp_path: Path) -> None:
    folder, library = tmp_path / "tables", tmp_path / "library"
    file = put(folder, "a.csv", "Q,A,Who\nDo veins hurt?,They rarely do.,Ruth Lane\n")
    keep_map(file, {"answer_text": "A"})
    build(library, [folder], WordsEncoder())
    assert len(build(library, [folder], WordsEncoder()).unchanged) == 1
    keep_map(file, {"author": "Who"})
    build(library, [folder], WordsEncoder())
    opened = Library.open(library)
    assert [one.doctor.name for page in opened.pages() for one in page.answers] == ["Ruth Lane"]
    opened.close()


def test_the_match_can_be_shown(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", separated(","))
    assert matching_in(file, "a.csv") == (
        "answer_text is “Answer”, question_title is “Question”, author is “Doctor”, "
        "answered_on is “Answer date”"
    )
    assert matching_in(put(tmp_path, "b.csv", "id,quote\n1,Rest it.\n"), "b.csv") is None


def test_a_column_whose_cells_are_something_else_is_not_taken(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", "answer,doctor,answer date,url\nThey rarely do.,7,soon,none\n")
    (page,) = pages_of(file)
    (answer,) = page.answers
    assert (answer.doctor.name, answer.answered_on, answer.url) == (None, None, None)


# Who is a doctor.


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("answer,doctor", "Rest it.,Ruth Lane", "Ruth Lane"),
        ("answer,author", "Rest it.,Ruth Lane", None),
        ("answer,author", 'Rest it.,"Ruth Lane, MD"', "Ruth Lane"),
        ("answer,author", "Rest it.,Dr. Ruth Lane", "Dr. Ruth Lane"),
        ("answer,author", "Rest it.,joe99", None),
        ("answer,author,credentials", "Rest it.,Ruth Lane,MD", "Ruth Lane"),
        ("answer,author,doctor specialty", "Rest it.,Ruth Lane,Dermatologist", "Ruth Lane"),
        ("answer,author,specialty", "Rest it.,joe99,Dermatology", None),
        ("answer,user", 'Rest it.,"Ruth Lane, MD"', None),
        ("answer,patient", 'Rest it.,"Ruth Lane, MD"', None),
        ("answer,doctor", "Rest it.,Anonymous", None),
        ("answer,doctor", "Rest it.,Reviewed by Ruth Lane", None),
        ("answer,doctor", '"Rest it.\n\nBest, Alan Orchard, MD",Ruth Lane', None),
        ("answer,author,credentials", "Rest it.,Ruth Lane,Patient", None),
        ("answer,author,credentials", "Rest it.,Ruth Lane,High school", None),
        ("answer,author,credentials", "Rest it.,Ruth Lane,N/A", None),
        ("answer,author,credentials", "Rest it.,joe99,MD", None),
        ("answer,author,credentials", "Rest it.,Ruth Lane,Doctor of Medicine", "Ruth Lane"),
        ("answer,author,credentials", 'Rest it.,Ruth Lane,"M.D., Board Certified"', "Ruth Lane"),
        ("answer,author,doctor specialty", "Rest it.,Ruth Lane,Electrician", None),
        ("answer,author,doctor specialty", "Rest it.,Ruth Lane,Patient", None),
        ("answer,author,doctor specialty", "Rest it.,Ruth Lane,Internal Medicine", "Ruth Lane"),
        ("answer,author", 'Rest it.,"Ruth Lane, NASA"', None),
        ("answer,author", 'Rest it.,"Ruth Lane, OP"', None),
        ("answer,author", 'Rest it.,"Ruth Lane, AKA JB"', None),
        ("answer,author", 'Rest it.,"Ruth Lane (Patient), MD"', None),
        ("answer,author", "Rest it.,DrHouse", None),
        ("answer,doctor", "Rest it.,yes", None),
        ("answer,doctor", "Rest it.,Visitor 12", None),
        ("answer,doctor", "Rest it.,user-7", None),
        ("answer,doctor", "Rest it.,Verified User", None),
        ("answer,doctor", "Rest it.,Happy Patient", None),
        ("answer,doctor", "Rest it.,Ruth Lane (patient)", None),
        ("answer,doctor", "Rest it.,Ruth Lane and Paul Smith", None),
        ("answer,doctor", 'Rest it.,"RUTH LANE AND PAUL SMITH, MD"', None),
        ("answer,doctor", f"Rest it.,{'Mine healed well then ' * 4}", None),
        ("answer,doctor,credentials", "Rest it.,Ruth Lane,Patient", None),
        ("answer,doctor,credentials", "Rest it.,Lane,MD", "Lane"),
        ("answer,doctor", 'Rest it.,"Lane, Ruth"', "Lane, Ruth"),
        ("answer,doctor", "Rest it.,Dr. Lane", "Dr. Lane"),
        ("answer,doctor", "Rest it.,José Ortega y Gasset", "José Ortega y Gasset"),
    ],
)
def test_a_name_is_a_doctors_only_where_the_column_or_the_name_says_so(
    header: str, row: str, name: str | None, tmp_path: Path
) -> None:
    (page,) = pages_of(put(tmp_path, "a.csv", f"{header}\n{row}\n"))
    assert [one.doctor.name for one in page.answers] == [name]


def test_who_is_left_out_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    rows = "Rest it now.,Visitor 12,High school,Reno\nCool it now.,Ruth Lane,MD,Reno\n"
    file = put(tmp_path, "a.csv", f"answer,doctor,credentials,doctor city\n{rows}")
    told = {page.quote(one.body): one.doctor for page in pages_of(file) for one in page.answers}
    assert told["Rest it now."] == Doctor()
    assert (told["Cool it now."].name, told["Cool it now."].credentials) == ("Ruth Lane", "MD")
    assert [warning for page in pages_of(file) for warning in page.warnings if "12" in warning] == [
        "answer 1: “doctor” names 'Visitor 12', and that is no doctor's name; left out"
    ]


def test_a_thread_names_nobody_by_its_question_or_its_comments(tmp_path: Path) -> None:
    thread = {
        "title": "Do veins hurt?",
        "author": "Ruth Lane, MD",
        "answers": [{"text": "They rarely do.", "comments": [{"author": "Alan Orchard, MD"}]}],
    }
    (page,) = pages_of(put(tmp_path, "a.json", json.dumps([thread])))
    assert [one.doctor.name for one in page.answers] == [None]


def test_a_file_of_one_thread_keeps_its_question_and_the_replies_to_replies(tmp_path: Path) -> None:
    thanks = {"text": "Thank you, doctor!", "author": {"name": "Anna"}}
    later = {"text": "Call if it grows.", "author": {"name": "Paul Smith, MD"}}
    first = {"text": "They rarely do.", "author": {"name": "Ruth Lane, DO"}}
    replies = [{**first, "replies": [{**thanks, "replies": [later]}]}]
    thread = {"title": "Do veins hurt?", "author": {"name": "Jane Ray, MD"}, "replies": replies}
    expected = [
        ("Do veins hurt?", "They rarely do.", "Ruth Lane", "DO", None),
        ("Do veins hurt?", "Thank you, doctor!", None, None, None),
        ("Do veins hurt?", "Call if it grows.", "Paul Smith", "MD", None),
    ]
    for name, found in (("one.json", thread), ("list.json", [thread]), ("a.jsonl", thread)):
        assert answers_in(put(tmp_path, name, json.dumps(found))) == expected


def test_answers_that_say_themselves_what_was_asked_are_no_one_questions(tmp_path: Path) -> None:
    one = {"question": "Why?", "answer": "Rest it.", "doctor": "Ruth Lane"}
    file = put(tmp_path, "a.json", json.dumps({"title": "Export", "answers": [one]}))
    assert answers_in(file) == [("Why?", "Rest it.", "Ruth Lane", None, None)]


def test_two_lists_that_may_be_the_answers_are_asked_about(tmp_path: Path) -> None:
    thread = {"title": "Why?", "answers": [{"text": "a b"}], "replies": [{"text": "c d"}]}
    (reason,) = refusals(put(tmp_path, "a.json", json.dumps([thread])))
    assert reason == "the answers may be in “answers” or “replies”; leave one of these"


LISTS = {
    "question": "Do veins hurt?",
    "answers": ["They rarely do.", "Mine never did."],
    "doctors": ["Ruth Lane", "Paul Smith, MD"],
}


@pytest.mark.parametrize("name", ["a.json", "a.parquet"])
def test_names_in_a_list_beside_the_answers_are_asked_about(name: str, tmp_path: Path) -> None:
    other = {**LISTS, "question": "May I run?", "doctors": ["Ann Lee, MD"]}
    rows = [LISTS, other]
    data = json.dumps(rows).encode() if name == "a.json" else parquet_of(
        pyarrow.Table.from_pylist(rows)
    )  # fmt: skip
    file = put(tmp_path, name, data)
    assert [who for _, _, who, *_ in answers_in(file)] == [None] * 4
    assert (matching_in(file, name) or "").endswith(
        "whether “doctors” says who gave each answer is not clear; if it does, say it as: "
        "--map author=doctors"
    )
    keep_map(file, {"author": "doctors"})
    # Of two answers and one name nobody is named.
    assert [who for _, _, who, *_ in answers_in(file)] == ["Ruth Lane", "Paul Smith", None, None]


def test_a_name_beside_a_list_of_answers_is_asked_about(tmp_path: Path) -> None:
    thread = {**LISTS, "doctors": None, "doctor": "Ruth Lane"}
    file = put(tmp_path, "a.json", json.dumps([thread]))
    assert [who for _, _, who, *_ in answers_in(file)] == [None, None]
    assert "say it as: --map author=doctor" in (matching_in(file, "a.json") or "")


# Tables as people make them.

LONG = "They rarely do. Ask for a scan if they do."
WIDE = "Question,Answer 1,Doctor 1,Date 1,Answer 2,Doctor 2,Date 2\n"
WIDE_ROWS = (
    'Do veins hurt?,They rarely do.,"Ruth Lane, MD",2016-03-03,Mine never did.,Paul Smith,\n'
    'May I run?,You may run.,"Ann Lee, MD",,,,\n'
)


def test_numbered_columns_are_several_answers_each_with_its_own_doctor(tmp_path: Path) -> None:
    assert answers_in(put(tmp_path, "a.csv", WIDE + WIDE_ROWS)) == [
        ("Do veins hurt?", "They rarely do.", "Ruth Lane", "MD", date(2016, 3, 3)),
        ("Do veins hurt?", "Mine never did.", "Paul Smith", None, None),
        ("May I run?", "You may run.", "Ann Lee", "MD", None),
    ]


@pytest.mark.parametrize(
    "header", [WIDE.replace("Doctor 2", "Doctor 3"), WIDE.replace("Doctor 2", "Doctor")]
)
def test_of_numbered_columns_nobody_is_named_by_another_number(header: str, tmp_path: Path) -> None:
    found = answers_in(put(tmp_path, "a.csv", header + WIDE_ROWS))
    assert [who for _, words, who, *_ in found if words == "Mine never did."] == [None]


def test_numbered_questions_are_asked_about(tmp_path: Path) -> None:
    data = "Question 1,Answer 1,Question 2,Answer 2\nWhy?,Rest it.,How?,Cool it.\n"
    (reason,) = refusals(put(tmp_path, "a.csv", data))
    assert "it may be “Answer 1” or “Answer 2”" in reason


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_columns_called_by_who_speaks_are_what_was_said(name: str, tmp_path: Path) -> None:
    row = {"Patient": "My veins hurt at night. Why is that so?", "Doctor": LONG}
    data = f'Patient,Doctor\n"{row["Patient"]}","{LONG}"\n'
    file = put(tmp_path, name, data if name == "a.csv" else json.dumps([row]))
    (page,) = pages_of(file)
    (answer,) = page.answers
    assert (page.quote(answer.body), page.quoted(page.question)) == (LONG, row["Patient"])
    assert answer.doctor == Doctor()


@pytest.mark.parametrize(
    "data",
    [
        f'question|answer|doctor\n"Why?"|"{LONG}"|Ruth Lane\n',
        f'Our answers of 2024\n\nquestion,answer,doctor\nWhy?,"{LONG}",Ruth Lane\n',
        f'Ours,,\r\nof 2024,,\r\n,,\r\nquestion,answer,doctor\r\nWhy?,"{LONG}",Ruth Lane\r\n',
        f'sep=;\nOur answers;;\n;;\nquestion;answer;doctor\nWhy?;"{LONG}";Ruth Lane\n',
    ],
)
def test_bars_and_titles_above_a_table_are_read(data: str, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", data)
    assert answers_in(file) == [("Why?", LONG, "Ruth Lane", None, None)]
    assert refusals(file) == []


def test_a_table_whose_first_row_names_no_columns_is_told(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", f'Why?,"{LONG}",Ruth Lane\nHow?,"{LONG}",Ruth Lane\n')
    assert refusals(file) == [
        "its first row names no columns; write above it what is in each, as: question,answer,doctor"
    ]


# Bad rows.


def test_a_bad_row_costs_itself(tmp_path: Path) -> None:
    data = 'question,answer,doctor\nWhy?,"Rest it.",Ruth Lane\nWhy?,one,two,three\nWhy?,,A B\n'
    file = put(tmp_path, "a.csv", data + "Why?,Cool it.,Ruth Lane\n")
    assert [words for _, words, *_ in answers_in(file)] == ["Rest it.", "Cool it."]
    assert refusals(file) == [
        "4 cells for 3 columns; quote a cell that holds a separator",
        "the column answer is empty",
    ]


def test_a_row_that_stands_twice_is_one_answer_and_told(tmp_path: Path) -> None:
    row = "Why?,Rest it.,Ruth Lane\n"
    file = put(tmp_path, "a.csv", f"question,answer,doctor\n{row}{row}")
    assert len(answers_in(file)) == 1
    (reason,) = refusals(file)
    assert reason.startswith("a second record with id 'why-")


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    (reason,) = refusals(put(tmp_path, "a.csv", "answer,answer,n\na b,c d,1\n"))
    assert reason == "two columns have the name “answer”; rename one"


OURS = ("id", "quote", "name", "author")


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet", "a.arrow"])
def test_two_columns_of_our_names_that_say_the_same_are_refused(name: str, tmp_path: Path) -> None:
    row = ("1", "Rest it.", "Ruth Lane, MD", "Alan Orchard, MD")
    made = pyarrow.table({column: [cell] for column, cell in zip(OURS, row, strict=True)})
    files = {
        "a.xlsx": xlsx([OURS, row]),
        "a.parquet": parquet_of(made),
        "a.arrow": arrow_of(made, is_stream=True),
    }
    assert refusals(put(tmp_path, name, files[name])) == [
        "two columns say the same (“name”, “author”); leave one"
    ]
    assert pages_of(tmp_path / name) == []


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (None, "None stands in “answers” and is no answer as others are"),
        (7, "7 stands in “answers” and is no answer as others are"),
        ("gone", "'gone' stands in “answers” and is no answer as others are"),
        ([], "[] stands in “answers” and is no answer as others are"),
    ],
)
def test_what_is_no_answer_in_a_list_of_answers_costs_itself(
    bad: object, told: str, tmp_path: Path
) -> None:
    answers = [{"text": "Rest it."}, bad, {"text": "Cool it."}]
    file = put(tmp_path, "a.json", json.dumps([{"title": "Why?", "answers": answers}]))
    assert [words for _, words, *_ in answers_in(file)] == ["Rest it.", "Cool it."]
    assert refusals(file) == [told]


@pytest.mark.parametrize("bad", ["Rest it.", 7, [7], {"text": "Rest it."}])
def test_a_question_whose_answers_are_no_list_is_told(bad: object, tmp_path: Path) -> None:
    threads = [{"title": "Why?", "answers": [{"text": "Cool it."}]}, {"answers": bad}]
    file = put(tmp_path, "a.jsonl", "\n".join(map(json.dumps, threads)))
    assert [words for _, words, *_ in answers_in(file)] == ["Cool it."]
    assert refusals(file) == ["“answers” is no list of answers"]


@pytest.mark.parametrize("threads", [True, False])
def test_bad_rows_at_the_beginning_of_a_file_cost_themselves(threads: bool, tmp_path: Path) -> None:
    good: dict[str, object] = {"question": "Why?", "answer": "Rest it.", "doctor": "Ruth Lane"}
    if threads:
        good = {"title": "Why?", "answers": [{"text": "Rest it.", "doctor": "Ruth Lane"}]}
    file = put(tmp_path, "a.jsonl", "{]\n" * 300 + json.dumps(good))
    assert answers_in(file) == [("Why?", "Rest it.", "Ruth Lane", None, None)]
    assert len(refusals(file)) == 300
    assert all(refusals(file))


def test_a_table_whose_first_rows_are_bad_gives_the_others(tmp_path: Path) -> None:
    rows = "Why?,one,two,three\n" * 300 + "Why?,Rest it.,Ruth Lane\n"
    file = put(tmp_path, "a.csv", "question,answer,doctor\n" + rows)
    assert answers_in(file) == [("Why?", "Rest it.", "Ruth Lane", None, None)]
    assert len(refusals(file)) == 300


def test_words_of_an_arrow_file_that_are_meant_often_are_read_a_few_at_once() -> None:
    once = pyarrow.array(["Rest it. " * 1_000_000])
    often = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 100), once)
    batch = pyarrow.record_batch({"answer": often})
    assert said(batch) == 100 * (9_000_000 + 64)
    parts = [part.num_rows for part in columnar._bounded(batch)]
    assert (sum(parts), max(parts)) == (100, 13)


def test_a_row_of_a_parquet_file_that_means_long_words_often_is_refused(tmp_path: Path) -> None:
    once = pyarrow.array(["Rest it. " * 100_000])
    often = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 1_000), once)
    made = pyarrow.table({"answers": pyarrow.ListArray.from_arrays([0, 1_000], often)})
    kept = io.BytesIO()
    parquet.write_table(made, kept, store_schema=False)
    assert refusals(put(tmp_path, "a.parquet", kept.getvalue())) == [
        "it cannot be read (a row says more than 200,000,000 bytes)"
    ]


@pytest.mark.parametrize("packed", ["zstd", "lz4"])
@pytest.mark.parametrize("is_stream", [True, False])
def test_a_packed_arrow_file_that_says_it_is_far_larger_is_refused(
    packed: str, is_stream: bool, tmp_path: Path
) -> None:
    made = pyarrow.table({"answer": ["a b " * 10_000_000]})
    kept = io.BytesIO()
    options = ipc.IpcWriteOptions(compression=packed)
    with (ipc.new_stream if is_stream else ipc.new_file)(
        kept, made.schema, options=options
    ) as writer:
        writer.write_table(made)
    (reason,) = refusals(put(tmp_path, "a.arrow", kept.getvalue()))
    assert reason == "it cannot be read (it would grow more than 100 times)"


@pytest.mark.parametrize(
    "column",
    [
        pyarrow.array(["Rest it."], type=pyarrow.string_view()),
        pyarrow.array(["Rest it."]).dictionary_encode(),
        pyarrow.array(["Rest it."], type=pyarrow.large_string()),
    ],
)
@pytest.mark.parametrize("packed", [None, "zstd"])
def test_arrow_files_of_other_kinds_are_read(
    column: pyarrow.Array, packed: str | None, tmp_path: Path
) -> None:
    made = pyarrow.table({"answer": column, "doctor": ["Ruth Lane"], "n": [1],
                          "tags": [[{"a": 1}]], "more": pyarrow.nulls(1)})  # fmt: skip
    kept = io.BytesIO()
    with ipc.new_file(kept, made.schema, options=ipc.IpcWriteOptions(compression=packed)) as writer:
        writer.write_table(made)
    file = put(tmp_path, "a.feather", kept.getvalue())
    assert answers_in(file) == [(None, "Rest it.", "Ruth Lane", None, None)]
    assert refusals(file) == []


def test_a_table_without_a_row_that_can_be_read_is_refused_row_by_row(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", "question,answer,doctor\n" + "Why?,one,two,three\n" * 300)
    told = "4 cells for 3 columns; quote a cell that holds a separator"
    assert refusals(file) == [told] * 300


def test_a_long_question_is_not_held_again_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "MOST_REPEATED", 10_000)
    answers = [{"text": f"Rest it {n} days."} for n in range(50)]
    thread = {"title": "Why?", "body": "It hurts. " * 300, "answers": answers}
    file = put(tmp_path, "a.json", json.dumps([thread]))
    assert len(answers_in(file)) == 4
    assert refusals(file) == [
        "its questions, once for each answer, have more than 10,000 bytes; "
        "nothing is read from 1.5 on; split it"
    ]
    monkeypatch.setattr(foreign, "MOST_REPEATED", 500_000)
    assert (len(answers_in(file)), refusals(file)) == (50, [])


# StackExchange.

POSTS = """<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="1" PostTypeId="1" Title="Do veins hurt?"
   Body="&lt;p&gt;Mine &amp;amp; hers.&lt;/p&gt;" />
  <row Id="2" PostTypeId="2" ParentId="1" OwnerUserId="5" CreationDate="2016-03-03T10:00:00.000"
   Body="&lt;p&gt;They &lt;b&gt;rarely&lt;/b&gt; do.&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;" />
  <row Id="3" PostTypeId="2" ParentId="1" OwnerUserId="6" Body="&lt;p&gt;No idea.&lt;/p&gt;" />
  <row Id="4" PostTypeId="2" ParentId="99" OwnerUserId="5" Body="Lost." />
</posts>"""
USERS = """<?xml version="1.0" encoding="utf-8"?><users>
  <row Id="5" DisplayName="Ruth Lane, MD" /><row Id="6" DisplayName="joe" /></users>"""


def test_a_dump_of_stack_exchange_names_those_whose_names_say_that_they_are_doctors(
    tmp_path: Path,
) -> None:
    put(tmp_path, "Posts.xml", POSTS)
    put(tmp_path, "Users.xml", USERS)
    put(tmp_path, "Votes.xml", "<votes/>")
    assert answers_in(tmp_path) == [
        ("Do veins hurt?", "They rarely do.", "Ruth Lane", "MD", date(2016, 3, 3)),
        ("Do veins hurt?", "No idea.", None, None, None),
    ]
    (page,) = pages_of(tmp_path)
    assert page.quoted(page.question) == "Mine & hers."
    assert refusals(tmp_path) == ["an answer to a question that is not in the dump"]


def test_a_dump_without_its_users_names_nobody(tmp_path: Path) -> None:
    (page,) = pages_of(put(tmp_path, "Posts.xml", POSTS))
    assert [one.doctor.name for one in page.answers] == [None, None]
    assert page.warnings[0] == "no Users.xml beside it: nobody is named"


@pytest.mark.parametrize("name", ["Joe Smith, NYC", "Jane Brown, AKA JB", "joe99", "DrHouse"])
def test_capitals_behind_a_name_of_a_dump_make_nobody_a_doctor(name: str, tmp_path: Path) -> None:
    put(tmp_path, "Users.xml", USERS.replace("Ruth Lane, MD", name))
    (page,) = pages_of(put(tmp_path, "Posts.xml", POSTS))
    assert [one.doctor.name for one in page.answers] == [None, None]


def test_a_question_of_a_dump_is_derived_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Mock(side_effect=parsed)
    monkeypatch.setattr(stack_exchange, "parsed", counted)
    pages_of(put(tmp_path, "Posts.xml", POSTS))
    assert counted.call_count == 3  # one question and two answers


def test_tags_of_a_dump_lie_in_few_others(tmp_path: Path) -> None:
    deep = f"<posts>{'<a>' * 10}{'</a>' * 10}</posts>"
    assert refusals(put(tmp_path, "Posts.xml", deep)) == [
        "Posts.xml has tags within more than 8 others"
    ]


def test_users_that_come_later_have_the_posts_read_anew(tmp_path: Path) -> None:
    folder, library = tmp_path / "dump", tmp_path / "library"
    put(folder, "Posts.xml", POSTS)
    build(library, [folder], WordsEncoder())
    put(folder, "Users.xml", USERS)
    build(library, [folder], WordsEncoder())
    opened = Library.open(library)
    names = [one.doctor.name for page in opened.pages() for one in page.answers]
    assert names == ["Ruth Lane", None]
    assert list(opened.problems()) == []
    opened.close()


def test_a_folder_of_datasets_is_read_without_its_descriptions(tmp_path: Path) -> None:
    folder = tmp_path / "qa" / "train"
    put(folder, "data-00000-of-00001.arrow", arrow_of(table(), is_stream=True))
    put(folder, "dataset_info.json", "{}")
    put(folder, "state.json", "{}")
    put(tmp_path / "qa", "dataset_dict.json", '{"splits": ["train"]}')
    assert answers_in(tmp_path) == WANTED
    assert refusals(tmp_path) == []


def test_without_pyarrow_what_to_install_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert refusals(put(tmp_path, "a.parquet", FILES["a.parquet"])) == [
        "Parquet and Arrow need a package more: pip install 'doctor-answers[parquet]'"
    ]


# Derived again, and kept.


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet", "threads.json", "semicolons.csv"])
def test_check_derives_the_text_of_a_table_again(name: str, tmp_path: Path) -> None:
    library = tmp_path / "library"
    put(tmp_path / "in", name, FILES[name])
    build(library, [tmp_path / "in"], WordsEncoder())
    opened = Library.open(library)
    assert {page.derived_by for page in opened.pages()} == {foreign.DERIVED_BY}
    assert list(opened.problems()) == []
    opened.close()


@pytest.mark.parametrize("name", ["a.xlsx", "threads.json", "semicolons.csv"])
def test_what_is_uploaded_is_kept_as_records_that_say_the_same(name: str, tmp_path: Path) -> None:
    file = put(tmp_path / "in", name, FILES[name])
    before = pages_of(file)
    folder = Uploads(tmp_path / "library").add({file: [page.id for page in before]})
    (kept,) = folder.iterdir()
    assert kept.suffix == ".jsonl"
    after = pages_of(kept)
    assert [(page.id, page.text, page.answers) for page in after] == [
        (page.id, page.text, page.answers) for page in before
    ]


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_words_of_json_and_csv_are_kept_character_for_character(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("words")
    found: list[Mapping[str, str]] = [
        {"question": f"Why is it? {one}", "answer": f"It is so: {other}"} for one, other in rows
    ]
    file = put(folder, "a.json", json.dumps(found))
    wanted = {one["answer"] for one in found}
    words = {page.quote(one.body) for page in pages_of(file) for one in page.answers}
    assert words <= wanted
    assert len(wanted - words) <= len(refusals(file))


@pytest.mark.parametrize(
    ("column", "name"),
    [("Doctor (from Doctors)", "Ruth Okafor"), ("Doctor (from Reviewers)", None)],
)
def test_a_column_that_is_looked_up_in_a_table_of_its_own_name_is_known(
    column: str, name: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    row = 'May I run?,"Wait a week, please.","Ruth Okafor"'
    file.write_text(f"Question,Answer,{column}\n{row}\n", encoding="utf-8")
    (page,) = (one.page for one in read([file]) if isinstance(one, ReadPage))
    assert [one.doctor.name for one in page.answers] == [name]

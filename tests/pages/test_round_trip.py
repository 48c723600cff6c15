"""What is exported comes in again: the same words, the same doctors, nothing lost."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reply.doctors import DoctorRow, DoctorsReply, doctors_on
from bot.reply.reply import card_of
from bot.show.export import BYTE_ORDER_MARK, CSV_COLUMNS, doctors_csv, doctors_json, records_jsonl
from index.errors import UnreadablePage
from index.library.build import build
from index.library.open import FoundAnswer, Library
from index.model import Answer, Doctor, Page
from index.pages.encodings import damage_in
from index.pages.kinds import PAGE_ENDINGS
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.read import ReadPage, read
from index.pages.rows.csv_injection import escape_formula, unescape_formula
from index.pages.rows.fields import COLUMNS
from index.pages.rows.json_lines import parse_record
from index.pages.rows.record_files import read_records
from index.pages.rows.records import FileRows, Record, Row, line_of, pages_of
from tests.conftest import SEEDS
from tests.table_of_answers import ANSWERS
from tests.words_encoder import WordsEncoder

HOSTILE = [
    "=1+1", "'=1+1", "''=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'\nx", "'", "''", "'x",
    '"', '""', 'a "quoted" word', ",", "a,b", "one\r\ntwo", "one\rtwo", "one\ntwo", "\r\n", "  x ",
    " \u00a0x\u00a0", "\u2028x\u2029", "\ufeffx", "é e\u0301", "𝔅otox 👩🏽‍⚕️", "\u202ex",
    "x\n\n\ny\n",
    "{{ vote }}", "Doctor Answers 3", "null", "1e5", "007",
]  # fmt: skip

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("".join),
).filter(lambda text: text.strip() and not damage_in(text))
optional = st.none() | texts
# "?A" in such a field is what a spreadsheet makes of "ÁA", and is refused
marked = optional.filter(lambda text: text is None or not {"?", "\r"} & set(text))
doctors = st.builds(
    Doctor,
    name=marked,
    credentials=marked,
    place=marked,
    specialty=marked,
    rating=st.none() | st.floats(0, 5),
    reviews=st.none() | st.integers(0, 10**14),
    status=marked,
)


def answers_read(pages: Sequence[Page], *, question: bool = True) -> list[object]:
    """Everything that an export keeps, in the order of the answers' ids."""
    return sorted(
        (
            (
                answer.id,
                page.quoted(answer.headline),
                page.quote(answer.body),
                answer.doctor,
                page.quoted(page.title),
                page.quoted(page.question) if question else None,
                page.source,
            )
            for page in pages
            for answer in page.answers
        ),
        key=str,
    )


def exported(pages: Sequence[Page], *, in_order: bool = True) -> DoctorsReply:
    """Every answer of some pages, as a list of doctors holds it: often in another order."""
    rows = tuple(
        DoctorRow(answer.doctor, (card_of(FoundAnswer(page, answer)),), 1, 1, ())
        for page in pages
        for answer in (page.answers if in_order else reversed(page.answers))
    )
    return DoctorsReply(None, rows)


def read_back(folder: Path, name: str, written: str) -> list[Page]:
    file = folder / name
    file.write_bytes(written.encode("utf-8"))
    found = list(read_records(file, name))
    assert [one for one in found if isinstance(one, UnreadablePage)] == []
    return [one for one in found if isinstance(one, Page)]


# The seeds.


@pytest.fixture
def whole(library: Library) -> DoctorsReply:
    reply = doctors_on(None, library, WordsEncoder())
    assert len(reply.cards) == len(ANSWERS)
    return reply


def test_every_record_of_the_seeds_comes_in_again(
    whole: DoctorsReply, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "all.jsonl").write_bytes(records_jsonl(whole).encode("utf-8"))
    report = build(tmp_path / "library", [tmp_path / "all.jsonl"], WordsEncoder())
    assert (len(report.added), report.skipped) == (3, [])
    again = Library.open(tmp_path / "library")
    assert answers_read(list(again.pages())) == answers_read(list(library.pages()))
    assert list(again.problems()) == []


def test_every_row_of_the_seeds_comes_in_again(
    whole: DoctorsReply, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "all.csv").write_bytes(doctors_csv(whole).encode("utf-8"))
    report = build(tmp_path / "library", [tmp_path / "all.csv"], WordsEncoder())
    assert (len(report.added), report.skipped) == (3, [])
    again = Library.open(tmp_path / "library")
    pages = list(library.pages())
    assert answers_read(list(again.pages()), question=False) == answers_read(pages, question=False)
    assert list(again.problems()) == []
    assert build(tmp_path / "library", [tmp_path / "all.csv"], WordsEncoder()).changed == []


def test_what_came_in_again_goes_out_the_same(whole: DoctorsReply, tmp_path: Path) -> None:
    first = records_jsonl(whole)
    again = exported(read_back(tmp_path, "all.jsonl", first))
    assert sorted(records_jsonl(again).splitlines()) == sorted(first.splitlines())


def test_the_spans_of_an_imported_page_point_to_real_text(
    whole: DoctorsReply, tmp_path: Path
) -> None:
    pages = read_back(tmp_path, "all.jsonl", records_jsonl(whole))
    bylines = {answer.id: page.quoted(answer.byline) for page in pages for answer in page.answers}
    assert bylines["000_935efed495dcb89e#10"] == (
        "Jared Mallalieu, DO\nAnnapolis General Surgeon\n5.0 out of 5 stars 8 reviews"
    )
    for page in pages:
        for answer in page.answers:
            name, byline = answer.doctor.name, bylines[answer.id] or ""
            if answer.doctor.named_by == "byline":
                assert name is not None and byline.startswith(name)
            elif answer.doctor.named_by == "signature":
                assert name is not None and name in page.quote(answer.body) and name not in byline


# Every page of every kind.

IMPORTS = Path(__file__).parent / "imports"
FORMS: dict[str, Callable[[DoctorsReply], str]] = {
    "csv": doctors_csv,
    "jsonl": records_jsonl,
    "json": lambda reply: json.dumps(doctors_json(reply), ensure_ascii=False),
}


def told(pages: Sequence[Page]) -> dict[str, object]:
    """All that pages say, by their ids: nothing of it may be lost."""
    return {
        page.id: (
            page.quoted(page.title),
            page.quoted(page.question),
            page.quoted(page.notice),
            page.announced,
            page.source,
            [
                (
                    answer.id,
                    page.quoted(answer.headline),
                    page.quote(answer.body),
                    page.quoted(answer.byline),
                    answer.doctor,
                )
                for answer in page.answers
            ],
        )
        for page in pages
    }


def without_places(form: str, written: str) -> list[object]:
    """An export's answers without the places of the words, and without the seal, which covers these
    and the record's id: they are in the page's own text, and a page that is read has no records."""
    answers: list[dict[str, object]]
    if form == "csv":
        answers = list(csv.DictReader(io.StringIO(written, newline="")))
    elif form == "jsonl":
        answers = [json.loads(line) for line in written.split("\n") if line]
    else:
        answers = [one for row in json.loads(written)["doctors"] for one in row["answers"]]
    return sorted(
        (
            {name: one[name] for name in one if name not in ("start", "end", "seal")}
            for one in answers
        ),
        key=str,
    )


def sources_of(folders: Sequence[Path]) -> list[Path]:
    return sorted(
        file for one in folders for file in one.rglob("*") if file.suffix in (*PAGE_ENDINGS, ".zip")
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "file", sources_of([SEEDS, IMPORTS]), ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_all_that_a_page_says_comes_in_again_and_goes_out_the_same(
    file: Path, form: str, tmp_path: Path
) -> None:
    pages = [one.page for one in read([file]) if isinstance(one, ReadPage)]
    if any(damage_in(page.text) for page in pages):
        pytest.skip("its words are damaged, and no records")
    written = FORMS[form](exported(pages, in_order=False))
    again = read_back(tmp_path, f"a.{form}", BYTE_ORDER_MARK + written) if pages else []
    assert told(again) == told(pages)
    assert without_places(form, FORMS[form](exported(again))) == without_places(form, written)
    for page in again:
        spans = [page.title, page.question, page.notice]
        spans += [one for a in page.answers for one in (a.headline, a.body, a.byline)]
        assert all(span is None or page.quote(span) for span in spans)


def test_answers_of_two_sources_are_not_shown_as_of_one(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "question_id": "q", "answer_text": "One.", "source": "https://one.example"},
        {"id": "2", "question_id": "q", "answer_text": "Two.", "source": "https://two.example"},
    ]
    (page,) = read_back(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    assert page.source == "https://one.example; https://two.example"
    assert page.warnings[0] == "the records do not agree on source; all are shown"


def test_a_byline_that_prints_another_name_names_nobody(tmp_path: Path) -> None:
    line = {"id": "1", "answer_text": "W.", "author": "Ann Lee", "byline": "Bo Roe, MD\nReno"}
    (page,) = read_back(tmp_path, "a.jsonl", json.dumps(line))
    assert (page.answers[0].doctor, page.answers[0].byline) == (Doctor(), None)
    assert page.warnings[0].startswith(
        f"{TO_BE_CHECKED}: answer 1: author 'Ann Lee' of record 1 does not stand in the byline "
        "'Bo Roe, MD"
    )


# Any texts.


def record(n: int, body: str, headline: str | None, title: str | None, doctor: Doctor) -> Record:
    return Record(
        id=f"q#{n}",
        answer_text=body,
        question_id="q",
        question_title=title,
        author=doctor.name,
        author_credentials=doctor.credentials,
        source="x.txt",
        headline=headline,
        author_specialty=doctor.specialty,
        author_place=doctor.place,
        author_rating=doctor.rating,
        author_reviews=doctor.reviews,
        author_status=doctor.status,
    )


def page_from(records: Sequence[Record]) -> Page:
    rows = [Row(line_of(one).encode(), "x", one) for one in records]
    (page,) = pages_of(FileRows(rows), "x.txt")
    assert isinstance(page, Page)
    return page


rows = st.lists(st.tuples(texts, optional, doctors), min_size=1, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, optional)
def test_any_texts_survive_csv_and_json_lines(
    tmp_path: Path, rows: list[tuple[str, str | None, Doctor]], title: str | None
) -> None:
    page = page_from(
        [
            record(n, body, headline, title, doctor)
            for n, (body, headline, doctor) in enumerate(rows, start=1)
        ]
    )
    reply = exported([page])
    for form, write in FORMS.items():
        (again,) = read_back(tmp_path, f"a.{form}", write(reply))
        assert answers_read([again]) == answers_read([page])
        assert again.text == page.text


@given(st.text() | st.sampled_from(HOSTILE))
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert unescape_formula(escape_formula(cell)) == cell
    assert not escape_formula(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("cell", ["'tis", "''", "plain", "", " =1", "1-2"])
def test_a_cell_that_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert escape_formula(cell) == cell == unescape_formula(cell)


def test_a_table_names_its_columns_as_an_export_does() -> None:
    assert set(COLUMNS) <= set(CSV_COLUMNS)
    assert set(CSV_COLUMNS) - set(COLUMNS) == {"start", "end", "closeness", "addressed"}
    assert set(COLUMNS.values()) == {one.name for one in fields(Record)} - {"number"}


def test_answers_keep_their_numbers_in_whatever_order_they_come(tmp_path: Path) -> None:
    lines = [
        {"id": "q#7", "question_id": "q", "answer_text": "Seven."},
        {"id": "q#2", "question_id": "q", "answer_text": "Two."},
    ]
    (page,) = read_back(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    assert [(a.id, a.number, page.quote(a.body)) for a in page.answers] == [
        ("q#2", 2, "Two."),
        ("q#7", 7, "Seven."),
    ]
    lines.append({"id": "other", "question_id": "q", "answer_text": "Other."})
    (page,) = read_back(tmp_path, "b.jsonl", "\n".join(map(json.dumps, lines)))
    assert [a.id for a in page.answers] == ["q#1", "q#2", "q#3"]


# What cannot be read.


def bad(written: bytes, tmp_path: Path) -> list[tuple[str, str]]:
    file = tmp_path / "a.csv"
    file.write_bytes(written)
    found = list(read_records(file, "a.csv"))
    return [(one.source, one.reason) for one in found if isinstance(one, UnreadablePage)]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"", "the file is empty; the first row must name the columns"),
        (b"id,name\r\n1,Ann\r\n", "there is no column quote"),
        (b"quote\r\nx\r\n", "there is no column id"),
        (b"id,quote\r\n1,\xff\r\n", "not UTF-8 text"),
        (b"id,quote\r\n1,a\0b\r\n", "not a text file"),
    ],
)
def test_a_file_that_is_no_table_is_reported(written: bytes, reason: str, tmp_path: Path) -> None:
    ((source, answers_read),) = bad(written, tmp_path)
    assert source == "a.csv"
    assert reason in answers_read


def test_a_stray_quotation_mark_costs_its_row_alone(tmp_path: Path) -> None:
    written = b'id,quote\r\n1,One.\r\n2,"Two" or more.\r\n3,Three.\r\n4,"open'
    (tmp_path / "a.csv").write_bytes(written)
    found = list(read_records(tmp_path / "a.csv", "a.csv"))
    told = [one for one in found if isinstance(one, UnreadablePage)]
    assert [one.source for one in told] == ["a.csv:3", "a.csv:5"]
    assert all("quotation mark" in one.reason for one in told)
    words = [one.quote(one.answers[0].body) for one in found if not isinstance(one, UnreadablePage)]
    assert words == ["One.", "Three."]


def test_columns_named_once_more_and_empty_marks_are_no_words(tmp_path: Path) -> None:
    rows = [
        "id,quote,name,place,specialty",
        "1,One.,Ann Lee,nan,NULL",
        "id,quote,name,place,specialty",
        "2,nan,Bo Li,Reno,-",
        "3,This answer was deleted.,Cy Roe,Reno,Dentist",
    ]
    (tmp_path / "a.csv").write_text("\r\n".join(rows))
    found = list(read_records(tmp_path / "a.csv", "a.csv"))
    (page,) = (one for one in found if not isinstance(one, UnreadablePage))
    doctor = page.answers[0].doctor
    assert (doctor.name, doctor.place, doctor.specialty) == ("Ann Lee", None, None)
    told = [one.source for one in found if isinstance(one, UnreadablePage)]
    assert told == ["a.csv:4", "a.csv:5"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1", "1 cells for 6 columns"),
        (b",x,,,,", "the column id is empty"),
        (b"1, ,,,,", "the column quote is empty"),
        (b"1,x,Ann,4,1,,more", "7 cells for 6 columns"),
        ("1,Donâ€™t,Ann,4,1,".encode(), "the field quote holds damaged words ('â€™'"),
        ("1,x,JosÃ© Roe,4,1,".encode(), "the field name holds damaged words ('Ã©'"),
    ],
)
def test_a_bad_row_is_reported_and_stops_nothing(row: bytes, reason: str, tmp_path: Path) -> None:
    head = b"id,quote,name,rating,reviews,named_by\r\n"
    file = tmp_path / "a.csv"
    file.write_bytes(head + row + b"\r\n2,Wait.,Ann,4.5,3,byline\r\n")
    trouble, page = sorted(read_records(file, "a.csv"), key=lambda one: isinstance(one, Page))
    assert isinstance(trouble, UnreadablePage) and isinstance(page, Page)
    assert trouble.source == "a.csv:2" and reason in trouble.reason
    assert [(page.quote(a.body), a.doctor) for a in page.answers] == [
        ("Wait.", Doctor("Ann", None, "byline", rating=4.5, reviews=3))
    ]


@pytest.mark.parametrize(
    ("row", "doctor", "warnings"),
    [
        (
            "Ann,four,3,",
            Doctor("Ann", reviews=3),
            ["rating 'four' of record 2 is no number from 0 to 5"],
        ),
        ("Ann,9,3,", Doctor("Ann", reviews=3), ["rating '9' of record 2 is no number from 0 to 5"]),
        (
            "Ann,nan,3,",
            Doctor("Ann", reviews=3),
            ["rating 'nan' of record 2 is no number from 0 to 5"],
        ),
        (
            "Ann,4,-1,",
            Doctor("Ann", rating=4),
            ["reviews '-1' of record 2 is no number of reviews"],
        ),
        (
            "Ann,4,1.5,",
            Doctor("Ann", rating=4),
            ["reviews '1.5' of record 2 is no number of reviews"],
        ),
        ("Ann,,1.024,", Doctor("Ann"), ["reviews '1.024' of record 2 is no number of reviews"]),
        ('Ann,"4,900",,', Doctor("Ann"), ["rating '4,900' of record 2 is no number from 0 to 5"]),
        (
            "Ann,,,hearsay",
            Doctor("Ann"),
            ["named_by 'hearsay' of record 2 is none of byline, signature"],
        ),
        (
            "Ann,,,signature",
            Doctor(),
            [
                "named_by 'signature' of record 2 is not so: no such name signs the answer",
                "name 'Ann' of record 2 does not stand in the answer that it is said to sign",
            ],
        ),
        ('Ann,"4,9","1,024",', Doctor("Ann", rating=4.9, reviews=1024), []),
        ("Ann,4.9 out of 5,75 reviews,", Doctor("Ann", rating=4.9, reviews=75), []),
        ("Ann,4.9/5 stars,75.0,", Doctor("Ann", rating=4.9, reviews=75), []),
    ],
)
def test_a_field_is_read_or_left_out_with_its_value_and_its_row(
    row: str, doctor: Doctor, warnings: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(f"id,quote,name,rating,reviews,named_by\r\n1,Wait.,{row}\r\n".encode())
    (page,) = read_records(file, "a.csv")
    assert isinstance(page, Page)
    named = doctor if doctor.name is None else replace(doctor, named_by="byline")
    assert [a.doctor for a in page.answers] == [named]
    told = [one for one in page.warnings if "not named" not in one]
    lead = {warning: f"{TO_BE_CHECKED}: " for warning in warnings if warning.startswith("name ")}
    assert sorted(told) == sorted(
        f"{lead.get(warning, '')}answer 1: {warning}; left out" for warning in warnings
    )


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_table_or_unreadable(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.csv"
    for written in (data, b"id,quote\r\n" + data):
        file.write_bytes(written)
        for found in read_records(file, "a.csv"):
            assert isinstance(found, Page | UnreadablePage)


def test_a_table_with_a_byte_order_mark_and_columns_in_any_order_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("\ufeffquote,more,id\r\nWait.,x,r1\r\n\r\n".encode())
    (page,) = read_records(file, "a.csv")
    assert isinstance(page, Page)
    assert [(a.record_id, page.quote(a.body)) for a in page.answers] == [("r1", "Wait.")]


@pytest.mark.parametrize(
    ("columns", "words", "warnings"),
    [
        ("start,end,named_by", "=1", []),
        ("start,end,name", "'=1", ["answer 1: quote begins with an apostrophe, kept as it is"]),
    ],
)
def test_an_apostrophe_is_taken_off_only_where_an_export_put_it(
    columns: str, words: str, warnings: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"id,quote,{columns}\nr1,'=1,0,2,\n", encoding="utf-8")
    (page,) = read_records(file, "a.csv")
    assert isinstance(page, Page)
    assert [page.quote(answer.body) for answer in page.answers] == [words]
    assert [one for one in page.warnings if "not named" not in one] == warnings


def test_a_long_answer_fits_a_cell(tmp_path: Path) -> None:
    words = "word " * 60_000
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["id", "quote"], ["1", words]])
    (page,) = read_back(tmp_path, "a.csv", written.getvalue())
    assert page.quote(page.answers[0].body) == words


@pytest.mark.parametrize(
    "fields",
    [
        {"author_rating": "four"},
        {"author_rating": True},
        {"author_rating": 5.1},
        {"author_rating": float("nan")},
        {"author_rating": 10**400},
        {"author_reviews": 1.5},
        {"author_reviews": -1},
        {"author_reviews": float("inf")},
        {"author_named_by": "hearsay"},
        {"author_named_by": "signature", "author": "Ann Lee"},
        {"author_named_by": "signature"},
        {"headline": 3},
    ],
)
def test_what_no_doctor_can_be_is_left_out_of_a_record(fields: dict[str, object]) -> None:
    line = json.dumps({"id": "1", "answer_text": "Wait.", **fields}).encode()
    assert parse_record(line, "a.jsonl:1") == Record("1", "Wait.")


def test_who_signed_stands_in_the_answer_and_not_below_it(tmp_path: Path) -> None:
    line = {
        "id": "1",
        "answer_text": "Wait. Best, Dr. Green",
        "author": "Dr. Green",
        "author_place": "Boise",
        "author_named_by": "signature",
    }
    (page,) = read_back(tmp_path, "a.jsonl", json.dumps(line))
    answer: Answer = page.answers[0]
    assert answer.doctor == Doctor("Dr. Green", None, "signature", place="Boise")
    assert page.quoted(answer.byline) == "Boise"

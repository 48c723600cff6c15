"""Uploaded files: they are kept whole, and what is removed from them is gone."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Doctor
from index.pages.read import ReadPage, read
from index.pages.rows.record_decisions import (
    RecordDecision,
    Who,
    record_decisions_beside,
    record_decisions_file,
    row_digest,
    write_record_decisions,
)
from index.pages.rows.record_files import opened_rows
from index.pages.rows.records import Record
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from tests.pages.sheets_made import xlsx
from tests.pages.test_text_unseen import BONDING, FILLER, NOBODY, VENEERS, page_of

TEXT = page_of(VENEERS, BONDING, votes=True)
CLAIRE = Tombstones().adding(doctors=["Claire Beaumont"])


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "library")


def upload(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(data)
    return file


def test_a_file_is_kept_byte_for_byte(uploads: Uploads, tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    file = uploads.put(upload(tmp_path, "a.txt", data))
    assert file == uploads.folder / "a.txt"
    assert file.read_bytes() == data
    assert uploads.files() == [file]


def test_no_file_takes_anothers_place_unless_it_is_told_to(
    uploads: Uploads, tmp_path: Path
) -> None:
    file = uploads.put(upload(tmp_path, "a.txt", b"one"))
    with pytest.raises(ValueError, match="was uploaded already"):
        uploads.put(upload(tmp_path, "a.txt", b"two"))
    assert file.read_bytes() == b"one"
    assert uploads.replace(upload(tmp_path, "a.txt", b"two")) == file
    assert file.read_bytes() == b"two"
    assert [one.name for one in uploads.folder.iterdir()] == ["a.txt"]


UTF_8 = ("utf-8", "utf-8-sig")


@pytest.mark.parametrize(
    "name",
    [
        "../a.txt", "b/a.txt", "b\\a.txt", "/etc/a.txt", ".a.txt", ".txt", "..", "", "a", "a.pdf",
        "a.txt\n", "a\0.txt", "a.txt/", f"{'a' * 300}.txt", "a.exe.", "a\x1b.txt",
    ],
)  # fmt: skip
def test_a_name_that_is_none_for_a_page_is_refused(
    name: str, uploads: Uploads, tmp_path: Path
) -> None:
    file = upload(tmp_path, "good.txt", b"one")
    for put in (uploads.put, uploads.replace):
        if name:
            with pytest.raises(ValueError, match="not a valid name for a page's file"):
                put(file, name)
    assert uploads.files() == []


@pytest.mark.parametrize("name", ["a.txt", "A page.TXT", "é.jsonl", "a.b.csv", "a#1.txt"])
def test_a_plain_name_is_taken(name: str, uploads: Uploads, tmp_path: Path) -> None:
    assert uploads.put(upload(tmp_path, "x.txt", b"one"), name).name == name


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_page_is_cut_and_keeps_its_line_ends_and_its_mark(
    mark: bytes, end: str, uploads: Uploads, tmp_path: Path
) -> None:
    text = page_of(VENEERS, BONDING, FILLER, votes=True).replace("\n", end)
    file = uploads.put(upload(tmp_path, "a.txt", mark + text.encode()))
    assert uploads.remove(CLAIRE) == [file]
    rest = page_of(BONDING, FILLER, votes=True, announced=3).replace("\n", end)
    assert file.read_bytes() == mark + rest.encode()
    assert uploads.remove(CLAIRE) == []


def test_a_page_that_would_be_read_otherwise_is_kept_as_it_was_read(
    uploads: Uploads, tmp_path: Path
) -> None:
    """Cut, this page announces more answers than it has, so that its parser would look for one that
    lost its byline, and take the short line for a headline."""
    body = f"{NOBODY.body}\n\nWhat you can do then:\n\nAnd on it goes, to its end."
    long = FILLER._replace(body=body)
    text = page_of(VENEERS, long, BONDING, votes=False)
    file = uploads.put(upload(tmp_path, "a.txt", text.encode()))
    (before,) = [one.page for one in read([file]) if isinstance(one, ReadPage)]
    told = [(before.quote(a.body), a.doctor) for a in before.answers if a.doctor != VENEERS.doctor]
    uploads.remove(CLAIRE)
    assert [one.name for one in uploads.files()] == ["a.jsonl"]
    (after,) = [one.page for one in read([uploads.folder]) if isinstance(one, ReadPage)]
    assert [(after.quote(a.body), a.doctor) for a in after.answers] == told
    assert after.id == "a"
    assert not any(b"Beaumont" in one.read_bytes() for one in uploads.files())


def test_of_records_only_the_line_of_the_doctor_goes(uploads: Uploads, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "question_id": "q", "answer_text": "One.", "author": "Ann Lee"},
        {"id": "2", "question_id": "q", "answer_text": "Two.", "author": "claire BEAUMONT"},
        {"id": "3", "answer_text": "Three.", "author": "Claire Beaumont", "author_place": "Here"},
        {"id": "4", "answer_text": "Four."},
    ]
    lines = [json.dumps(row).encode() + b"\r\n" for row in rows]
    file = uploads.put(upload(tmp_path, "a.jsonl", b"".join([*lines, b"no json\n"])))
    assert uploads.remove(CLAIRE) == [file]
    assert file.read_bytes() == b"".join([lines[0], lines[3], b"no json\n"])


def test_of_a_table_only_the_row_of_the_doctor_goes(uploads: Uploads, tmp_path: Path) -> None:
    head, one, two = (
        b"id,name,quote\r\n",
        b'1,Ann Lee,"One\r\nand ""two"""\r\n',
        b'2,Claire Beaumont,"Two\nlines"\r\n',
    )
    file = uploads.put(upload(tmp_path, "a.csv", head + two + one))
    assert uploads.remove(CLAIRE) == [file]
    assert file.read_bytes() == head + one


SHARED = [
    ("May I walk?", "Walk a little every day, and rest when it hurts.", "Ann Lee", "MD"),
    ("May I run?", "Run again when all of it has healed.", "Claire Beaumont", "MD"),
]
"""Questions, answers and doctors, for files whose columns are not ours."""
COLUMNS = ("question", "answer_text", "author_name", "author_credentials")
OTHERS = ("Text", "Reply", "Who", "What")
MAP = (
    b'question_title = "Text"\nanswer_text = "Reply"\nauthor = "Who"\nauthor_credentials = "What"\n'
)


def in_columns(columns: tuple[str, ...] = COLUMNS) -> list[dict[str, str]]:
    return [dict(zip(columns, row, strict=True)) for row in SHARED]


def as_parquet() -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    written = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_pylist(in_columns()), written)
    return bytes(written.getvalue())


def as_lines(columns: tuple[str, ...] = COLUMNS) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in in_columns(columns))


def as_table(columns: tuple[str, ...] = COLUMNS) -> bytes:
    rows = (",".join(f'"{cell}"' for cell in row) for row in [columns, *SHARED])
    return "\n".join([*rows, ""]).encode()


FOREIGN: dict[str, Callable[[], bytes]] = {
    "a.csv": as_table,
    "a.json": lambda: json.dumps(in_columns()).encode(),
    "a.jsonl": as_lines,
    "a.parquet": as_parquet,
    "told.csv": lambda: as_table(OTHERS),
    "told.jsonl": lambda: as_lines(OTHERS),
}
"""Files as somebody may put them beside those that were uploaded; of two it is told which column is
which."""


def said_in(uploads: Uploads) -> list[tuple[str, str, str | None]]:
    found = list(read([uploads.folder]))
    pages = [one.page for one in found if isinstance(one, ReadPage)]
    assert len(pages) == len(found), found
    return [
        (page.id, page.quote(answer.body), answer.doctor.name)
        for page in pages
        for answer in page.answers
    ]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_with_columns_of_its_own_can_still_be_read_without_the_doctor(
    name: str, uploads: Uploads
) -> None:
    """What is left of it are lines of JSON, which must not stand under the name of another kind."""
    upload(uploads.folder, name, FOREIGN[name]())
    if name.startswith("told"):
        upload(uploads.folder, "told.map.toml", MAP)
    before = said_in(uploads)
    assert [doctor for *_, doctor in before] == ["Ann Lee", "Claire Beaumont"]
    uploads.remove(CLAIRE)
    assert said_in(uploads) == before[:1]
    assert not any(b"Beaumont" in one.read_bytes() for one in uploads.files())
    assert uploads.remove(CLAIRE) == []


BARLOW = Doctor("Hugo Barlow", "MD", "byline", "Reno", "Dermatologist")
REMOVED = {
    "a person": Tombstones().adding(people=[BARLOW]),
    "everybody of the name": Tombstones().adding(doctors=["Hugo Barlow"]),
}


def unread_row(author: str, words: str = "Donâ€™t.") -> bytes:
    """A row that cannot be read: its words are damaged."""
    row = {"id": "9", "answer_text": words, "author": author}
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


GOOD = json.dumps({"id": "1", "answer_text": "One.", "author": "Ann Lee, MD"}).encode() + b"\n"


@pytest.mark.parametrize("removed", REMOVED.values(), ids=REMOVED)
@pytest.mark.parametrize(
    "author",
    [
        "Hugo Barlow, MD",
        "Hugo Barlow MD",
        "Dr Hugo Barlow MD",
        "Hugo Barlow M.D.",
        "Hugo  Barlow MD, FACS",
        "Answered by Hugo Barlow, MD",
        "HUGO BARLOW",
    ],
)
def test_a_row_that_could_not_be_read_goes_with_its_doctor(
    author: str, removed: Tombstones, uploads: Uploads, tmp_path: Path
) -> None:
    file = uploads.put(upload(tmp_path, "a.jsonl", GOOD + unread_row(author)))
    assert uploads.remove(removed) == [file]
    assert file.read_bytes() == GOOD
    assert list(uploads.unread(removed)) == []


def test_a_row_that_could_not_be_read_goes_though_the_surname_is_first(
    uploads: Uploads, tmp_path: Path
) -> None:
    rows = unread_row("Barlow, Hugo") + b'{"author": "Barlow, Dr. Hugo", "id": \n'
    file = uploads.put(upload(tmp_path, "a.jsonl", rows + GOOD))
    table = 'id,name,quote\r\n1,"Barlow, Hugo",Donâ€™t.\r\n2,Ann Lee,Two\r\n'
    other = uploads.put(upload(tmp_path, "b.csv", table.encode()))
    assert uploads.remove(REMOVED["a person"]) == [file, other]
    assert file.read_bytes() == GOOD
    assert other.read_bytes() == b"id,name,quote\r\n2,Ann Lee,Two\r\n"


@pytest.mark.parametrize("removed", REMOVED.values(), ids=REMOVED)
def test_what_could_not_be_read_and_may_name_somebody_who_was_removed_is_told(
    removed: Tombstones, uploads: Uploads, tmp_path: Path
) -> None:
    rows = [
        GOOD,
        unread_row("Ann Lee, MD", "I agree with all that Hugo Barlow said of it; donâ€™t."),
        unread_row("Hugo Barlow - Dermatologist"),
        unread_row("Ann Lee, MD", "Hugo Barlow’s words are mine, too; donâ€™t."),
        unread_row("Ann Barlow, MD", "Ask Hugo. Barlowe is a town; donâ€™t."),
    ]
    file = uploads.put(upload(tmp_path, "a.jsonl", b"".join(rows)))
    page = uploads.put(upload(tmp_path, "b.txt", b"Some words. Dr. Hugo Barlow, MD\nReno\n"))
    uploads.put(upload(tmp_path, "c.txt", b"Some words. Dr. Hugo Bartlow, MD\nReno\n"))
    assert uploads.remove(removed) == []
    told = list(uploads.unread(removed))
    assert [one.partition(" could not be read")[0] for one in told] == [
        f"row 2 of {file}",
        f"row 3 of {file}",
        f"row 4 of {file}",
        str(page),
    ]
    assert all("mend it there, or delete it, and build" in one for one in told)
    assert list(uploads.unread(Tombstones())) == []


def test_a_text_that_is_too_long_to_look_for_names_in_is_told(
    uploads: Uploads, tmp_path: Path
) -> None:
    long = unread_row("Ann Lee, MD", "donâ€™t " * 40_000)
    uploads.put(upload(tmp_path, "a.jsonl", GOOD + long))
    assert len(list(uploads.unread(REMOVED["a person"]))) == 1


def decided(file: Path, doctors: dict[str, str | None]) -> Path:
    """Decide about records of a file by their ids: a doctor, or nobody; the decisions' file."""
    when = datetime(2026, 11, 27, tzinfo=UTC)
    with opened_rows(file, file.as_posix()) as found:
        digests = {
            row.record.id: row_digest(row, found.header)
            for row in found.rows
            if isinstance(row.record, Record)
        }
    return write_record_decisions(
        file,
        [
            RecordDecision(one, digests.get(one, ""), "Anna", when, who, doctor)
            for one, doctor in doctors.items()
            for who in [Who.UNNAMED if doctor is None else Who.DOCTOR]
        ],
    )


def two_names(record_id: str, author: str = "Hugo Barlow, MD / Paul Smith, MD") -> bytes:
    row = {"id": record_id, "question_id": "q", "answer_text": "Wait.", "author": author}
    row |= {"author_place": "Reno", "author_specialty": "Dermatologist"}
    return json.dumps(row).encode() + b"\n"


@pytest.mark.parametrize("removed", REMOVED.values(), ids=REMOVED)
def test_a_decision_goes_with_its_record(
    removed: Tombstones, uploads: Uploads, tmp_path: Path
) -> None:
    file = uploads.put(upload(tmp_path, "a.jsonl", b"".join(map(two_names, "234")) + GOOD))
    beside = decided(file, {"2": "Hugo Barlow, MD", "3": "Paul Smith, MD", "4": None})
    assert uploads.remove(removed) == [file]
    assert file.read_bytes() == two_names("3") + two_names("4") + GOOD
    assert [(one.id, one.doctor) for one in record_decisions_beside(file)] == [
        ("3", "Paul Smith, MD"),
        ("4", None),
    ]
    assert b"Barlow" not in beside.read_bytes()
    assert uploads.remove(removed) == [] == uploads.holding(removed)


def test_the_last_decision_takes_its_file_along(uploads: Uploads, tmp_path: Path) -> None:
    file = uploads.put(upload(tmp_path, "a.jsonl", two_names("1") + GOOD.replace(b"1", b"7")))
    beside = decided(file, {"1": "Hugo Barlow, MD"})
    uploads.remove(REMOVED["a person"])
    assert file.read_bytes() == GOOD.replace(b"1", b"7") and not beside.exists()


@pytest.mark.parametrize(
    ("record_id", "doctor", "stays"),
    [
        ("9", "Hugo Barlow, MD", False),  # no such record
        ("9", "Paul Smith, MD", True),
        ("hugo-barlow-9", None, False),
        ("1", "Hugo Barlow, MD", False),  # it holds for an earlier version
    ],
)
def test_a_decision_that_holds_for_no_record_goes_if_it_names_who_was_removed(
    record_id: str, doctor: str | None, stays: bool, uploads: Uploads, tmp_path: Path
) -> None:
    file = uploads.put(upload(tmp_path, "a.jsonl", two_names("1")))
    beside = decided(file, {record_id: doctor})
    file.write_bytes(data := two_names("1", "Ann Lee, MD"))
    assert uploads.holding(REMOVED["a person"]) == ([] if stays else [file])
    uploads.remove(REMOVED["a person"])
    assert file.read_bytes() == data and beside.exists() == stays


def test_a_decision_about_a_namesake_stays(uploads: Uploads, tmp_path: Path) -> None:
    row = two_names("1").replace(b"Reno", b"Boston")
    file = uploads.put(upload(tmp_path, "a.jsonl", row))
    beside = decided(file, {"1": "Hugo Barlow, MD"})
    assert uploads.remove(REMOVED["a person"]) == []
    assert file.read_bytes() == row and b"Barlow" in beside.read_bytes()


def test_decisions_that_cannot_be_read_are_told(uploads: Uploads, tmp_path: Path) -> None:
    file = uploads.put(upload(tmp_path, "a.jsonl", GOOD))
    beside = record_decisions_file(file)
    beside.write_text('doctor = "Hugo Barlow, MD')
    (told,) = uploads.unread(REMOVED["a person"])
    assert told.startswith(f"{beside} could not be read")
    beside.write_text('doctor = "Ann Lee, MD')
    assert list(uploads.unread(REMOVED["a person"])) == []


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_keeps_all_other_words_in_utf_8(
    codec: str, uploads: Uploads, tmp_path: Path
) -> None:
    table = "sep=;\r\nID;Name;Quote\r\n;;\r\n1;Ann Lee;It’s fine – José.\r\n"
    gone = "2;Dr. Claire Beaumont;“Two”\r\n"
    file = uploads.put(upload(tmp_path, "a.csv", (table + gone).encode(codec)))
    assert uploads.remove(CLAIRE) == [file]
    assert file.read_bytes() == table.encode(codec if codec in UTF_8 else "utf-8")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_records_keep_all_other_words_in_utf_8(
    codec: str, uploads: Uploads, tmp_path: Path
) -> None:
    line = '{"id": 1, "answer_text": "It’s fine, José.", "author": "Ann Lee"}\r\n\r\n'
    gone = '{"id": 2, "answer_text": "“Two”", "author": "Claire Beaumont, MD"}\r\n'
    file = uploads.put(upload(tmp_path, "a.jsonl", (line + gone).encode(codec)))
    assert uploads.remove(CLAIRE) == [file]
    assert file.read_bytes() == line.encode(codec if codec in UTF_8 else "utf-8")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("gone", [1, 2])
def test_what_is_left_can_be_read_whichever_record_goes(
    gone: int, codec: str, uploads: Uploads, tmp_path: Path
) -> None:
    """The first holds the mark, and the only letter that proves Windows-1252."""
    said = {1: "Ask José’s.", 2: "It costs £5 a day."}
    rows = [
        {"id": n, "answer_text": words, "author": "Claire Beaumont" if n == gone else "Ann Lee"}
        for n, words in said.items()
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file = uploads.put(upload(tmp_path, "a.jsonl", text.encode(codec)))
    assert uploads.remove(CLAIRE) == [file]
    (left,) = [one.page for one in read([file]) if isinstance(one, ReadPage)]
    assert left.quote(left.answers[0].body) == said[3 - gone]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("gone", [1, 2, 3])
def test_an_array_stays_one_without_an_answer(
    name: str, gone: int, uploads: Uploads, tmp_path: Path
) -> None:
    rows = [
        {"id": n, "answer_text": f"It’s\n{n}.", "author": "Claire Beaumont" if n == gone else None}
        for n in (1, 2, 3)
    ]
    data = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    file = uploads.put(upload(tmp_path, name, data))
    before = {one.page.id: one.page for one in read([file]) if isinstance(one, ReadPage)}
    assert uploads.remove(CLAIRE) == [file]
    after = {one.page.id: one.page for one in read([file]) if isinstance(one, ReadPage)}
    assert after == {page_id: page for page_id, page in before.items() if page_id != str(gone)}
    assert b"Claire" not in file.read_bytes()


def test_a_page_in_another_encoding_is_rewritten_in_utf_8(uploads: Uploads, tmp_path: Path) -> None:
    odd = TEXT.replace(BONDING.body, f"It’s José’s. {BONDING.body}")
    file = uploads.put(upload(tmp_path, "a.txt", odd.encode("cp1252")))
    (before,) = read([file])
    assert isinstance(before, ReadPage)
    assert uploads.remove(CLAIRE) == [file]
    (after,) = read([file])
    assert isinstance(after, ReadPage)
    assert [after.page.quote(one.body) for one in after.page.answers] == [
        f"It’s José’s. {BONDING.body}"
    ]
    assert b"Claire" not in file.read_bytes()


def test_rows_that_were_refused_stay_when_the_last_record_goes(
    uploads: Uploads, tmp_path: Path
) -> None:
    record = json.dumps({"id": "3", "answer_text": "Three.", "author": "Claire Beaumont"})
    bad = '{"id": "4", "answer": "to be mended"}\n'
    lines = uploads.put(upload(tmp_path, "a.jsonl", f"{record}\n{bad}".encode()))
    table = uploads.put(
        upload(tmp_path, "b.csv", b"id,name,quote\r\n1,Claire Beaumont,One\r\n2,Ann Lee,\r\n")
    )
    assert uploads.remove(CLAIRE) == [lines, table]
    assert lines.read_text() == bad
    assert table.read_bytes() == b"id,name,quote\r\n2,Ann Lee,\r\n"


def test_a_file_comes_beside_another_of_its_name_and_takes_only_its_pages_from_it(
    uploads: Uploads, tmp_path: Path
) -> None:
    def row(page_id: str, words: str, record_id: str) -> str:
        return json.dumps({"id": record_id, "question_id": page_id, "answer_text": words}) + "\n"

    old = uploads.put(
        upload(tmp_path, "a.jsonl", (row("p", "1", "r1") + row("q", "2", "r2")).encode())
    )
    new = row("q", "3", "r2") + row("left", "4", "r4") + row("q", "5", "r4")
    uploads.add({upload(tmp_path, "a.jsonl", new.encode()): ["q"]})
    assert [file.name for file in uploads.files()] == ["a-2.jsonl", "a.jsonl"]
    assert old.read_text() == row("p", "1", "r1")
    assert (uploads.folder / "a-2.jsonl").read_text() == row("q", "3", "r2")
    uploads.add({upload(tmp_path, "b.jsonl", b"no rows"): []})
    assert [file.name for file in uploads.files()] == ["a-2.jsonl", "a.jsonl"]


def test_a_file_of_which_nothing_is_left_is_gone(uploads: Uploads, tmp_path: Path) -> None:
    record = {"id": "3", "answer_text": "Three.", "author": "Claire Beaumont"}
    uploads.put(upload(tmp_path, "a.jsonl", json.dumps(record).encode()))
    uploads.put(upload(tmp_path, "b.csv", b"id,name,quote\r\n1,Claire Beaumont,One\r\n"))
    uploads.remove(CLAIRE)
    assert list(uploads.folder.iterdir()) == []


def test_a_page_is_dropped_by_its_id_from_whatever_file(uploads: Uploads, tmp_path: Path) -> None:
    uploads.put(upload(tmp_path, "a.txt", TEXT.encode()))
    lines = [
        {"id": "a", "answer_text": "One."},
        {"id": "x", "question_id": "b", "answer_text": "2"},
    ]
    uploads.put(upload(tmp_path, "r.jsonl", b"\n".join(json.dumps(one).encode() for one in lines)))
    assert [file.name for file in uploads.drop_pages(["a"])] == ["a.txt", "r.jsonl"]
    assert [file.name for file in uploads.files()] == ["r.jsonl"]
    assert uploads.drop_pages(["b"]) and uploads.files() == []
    assert uploads.drop_pages(["c"]) == []


def test_pages_are_dropped_from_the_given_files_only_and_their_doctors_stay(
    uploads: Uploads, tmp_path: Path
) -> None:
    text = page_of(VENEERS, BONDING, FILLER, votes=True)
    for name in ("a.txt", "b.txt"):
        uploads.put(upload(tmp_path, name, text.encode()))
    record = json.dumps({"id": "a", "answer_text": VENEERS.body}).encode()
    other = uploads.put(upload(tmp_path, "r.jsonl", record))
    assert uploads.drop_pages(["a"], [other]) == [other]
    assert [file.name for file in uploads.files()] == ["a.txt", "b.txt"]
    assert [file.name for file in uploads.drop_pages(["a", "b", "c"])] == ["a.txt", "b.txt"]
    assert uploads.files() == []


def test_what_is_no_page_stays_as_it_is(uploads: Uploads, tmp_path: Path) -> None:
    file = uploads.put(upload(tmp_path, "a.txt", b"\xff\xfe no page"))
    table = uploads.put(upload(tmp_path, "a.csv", b'id,quote\r\n"open'))
    assert uploads.remove(CLAIRE) == []
    assert isinstance(next(read([file])), UnreadablePage)
    assert table.read_bytes() == b'id,quote\r\n"open'


def test_a_folder_that_is_not_there_is_empty(uploads: Uploads) -> None:
    assert uploads.files() == [] == uploads.remove(CLAIRE)


def test_a_row_that_was_refused_goes_with_the_doctor_whom_it_names(
    uploads: Uploads, tmp_path: Path
) -> None:
    file = tmp_path / "refused.csv"
    rows = [
        "id,page_id,quote,name",
        "1,p,Wait a day.,Ada Lane",
        ",p,Rest.,Ruth Okafor",
        ",p,Go.,Jo Ray",
    ]
    file.write_text("\n".join([*rows, ""]))
    kept = uploads.put(file)
    gone = Tombstones().adding(doctors=["Ruth Okafor"])
    assert uploads.remove(gone) == [kept]
    assert kept.read_text() == "\n".join([*rows[:2], rows[3], ""])


UNREAD = [
    ("May I swim?", "Donâ€™t swim.", "Ruth Okafor", "MD"),
    ("May I drive?", "Donâ€™t drive.", "Claire Beaumont", "MD"),
]
"""Rows that cannot be read, as their words are damaged."""


def foreign_with(rows: Sequence[tuple[str, ...]]) -> dict[str, bytes]:
    """The same rows in files of several forms, each with columns of its own."""
    objects = [dict(zip(OTHERS, row, strict=True)) for row in rows]
    return {
        "a.csv": as_bytes([OTHERS, *rows]),
        "a.json": json.dumps(objects).encode(),
        "a.jsonl": b"".join(json.dumps(one).encode() + b"\n" for one in objects) + b'{"Who": \n',
        "a.xlsx": xlsx([OTHERS, *rows]),
    }


def as_bytes(rows: Sequence[tuple[str, ...]]) -> bytes:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()


@pytest.mark.parametrize("name", foreign_with(SHARED))
def test_rows_that_could_not_be_read_stay_though_their_file_becomes_lines(
    name: str, uploads: Uploads
) -> None:
    upload(uploads.folder, name, foreign_with([*UNREAD, *SHARED])[name])
    upload(uploads.folder, "a.map.toml", MAP)
    told = list(uploads.losing(CLAIRE))
    assert len(told) == 1 and f"{uploads.folder / name} is written as lines of JSON" in told[0]
    uploads.remove(CLAIRE)
    (left,) = uploads.folder.glob("*.jsonl")
    lines = [json.loads(line) for line in left.read_text().splitlines()]
    assert lines[0]["author"] == "Ann Lee"
    assert "Donâ€™t swim." in str(lines[1])
    assert b"Beaumont" not in left.read_bytes()
    found = list(read([uploads.folder]))
    assert sum(isinstance(one, ReadPage) for one in found) == 1
    assert sum(isinstance(one, UnreadablePage) for one in found) == len(lines) - 1
    assert uploads.remove(CLAIRE) == [] and list(uploads.losing(CLAIRE)) == []
    uploads.remove(Tombstones().adding(doctors=["Ann Lee"]))
    assert not any(isinstance(one, ReadPage) for one in read([uploads.folder]))
    assert "Donâ€™t swim." in left.read_text()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_row_of_a_file_with_columns_of_its_own_that_may_name_who_was_removed_is_told(
    name: str, uploads: Uploads
) -> None:
    says = ("May I ride?", "Claire Beaumont saysâ€™ yes.", "Ruth Okafor", "MD")
    file = upload(uploads.folder, name, foreign_with([UNREAD[0], says, SHARED[0]])[name])
    upload(uploads.folder, "a.map.toml", MAP)
    assert uploads.remove(CLAIRE) == []
    (told,) = uploads.unread(CLAIRE)
    assert told.startswith(f"row 3 of {file} could not be read, and may hold")


def test_where_a_file_breaks_off_it_is_told_that_anybody_may_be_named(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.pages.rows.json_lines.LOOKED_AT", 200)
    lines = [dict(zip(OTHERS, row, strict=True)) for row in SHARED]
    written = [json.dumps(one).encode() + b"\n" for one in lines]
    bad = b'{"Who": "' + b"x" * 300 + b"\n"
    file = upload(uploads.folder, "a.jsonl", b"".join([*written, bad]))
    upload(uploads.folder, "a.map.toml", MAP)
    assert [one.partition(" could")[0] for one in uploads.unread(CLAIRE)] == [f"row 3 of {file}"]
    (told,) = uploads.losing(CLAIRE)
    assert "but for what is too long or breaks off, which is lost" in told

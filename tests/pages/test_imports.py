"""Files as spreadsheets, editors and other programs save them: read, or refused in one sentence.

Each folder below `imports/` holds one kind of file.
"""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.identity import doctor_key, folded_person
from index.model import Doctor, Page
from index.pages.encodings import damage_in
from index.pages.read import ReadPage, read
from index.pages.rows.empty_cells import NOTHING
from index.pages.rows.tables import table_rows

FILES = Path(__file__).parent / "imports"
SWELLING = [
    ("Alan Orchard", "MD", "Denver"),
    ("José Ångström", "MD", "Orlando"),
    ("Petra Lindqvist", "MD, FACS", "Boise"),
]
TABLE = [
    ("Alan Orchard", "MD", "The swelling lasts ten days, and the bruises two weeks."),
    ("José Ångström", "MD", "It’s worst on day three; cold packs help."),
]


def pages_in(name: str) -> list[Page]:
    """The pages of a file, or of a folder's files."""
    return [one.page for one in read([FILES / name]) if isinstance(one, ReadPage)]


def refused(name: str) -> list[tuple[str, str]]:
    """What of a file was not read, its folder left out, and why."""
    found = [one for one in read([FILES / name]) if isinstance(one, UnreadablePage)]
    return [(Path(one.source).name, one.reason) for one in found]


def doctors(page: Page) -> list[Doctor]:
    return [answer.doctor for answer in page.answers]


# Encodings.


@pytest.mark.parametrize(
    ("folder", "codec", "warnings"),
    [
        ("utf16-notepad-txt", "utf-16", ("read as UTF-16, converted to Unicode",)),
        ("utf8-bom-crlf-txt", "utf-8-sig", ()),
    ],
)
def test_a_page_is_read_as_it_was_saved(folder: str, codec: str, warnings: tuple[str, ...]) -> None:
    file = FILES / folder / "swelling.txt"
    (page,) = pages_in(f"{folder}/swelling.txt")
    assert page.text == file.read_bytes().decode(codec)
    assert page.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert page.warnings == warnings
    assert [(one.name, one.credentials, one.place) for one in doctors(page)] == SWELLING
    assert page.quote(page.answers[1].body) == (
        "It’s normal – don’t worry. The swelling is worst on day three…"
    )


def test_damaged_words_of_a_page_are_warned_of_and_not_mended() -> None:
    (page,) = pages_in("mojibake-double-encoded")
    file = FILES / "mojibake-double-encoded" / "swelling.txt"
    assert page.text == file.read_bytes().decode()
    assert page.warnings[0] == (
        "the page holds damaged words ('â€™', 'â€“', 'â€¦': UTF-8 that was read as Windows-1252 "
        "and saved again); save them again from where they came, as UTF-8"
    )
    assert [one.name for one in doctors(page)] == ["Alan Orchard", None, "Petra Lindqvist"]


def test_a_table_that_a_spreadsheet_damaged_loses_the_damaged_rows() -> None:
    (whole,) = pages_in("csv-through-excel-on-windows/1-exported-by-the-desk.csv")
    assert [one.name for one in doctors(whole)][2:] == ["Petra\u00a0Lindqvist", "Siobhán O’Neil"]
    damaged = "csv-through-excel-on-windows/2-opened-by-double-click-and-saved-as-CSV-UTF-8.csv"
    (page,) = pages_in(damaged)
    assert [page.quote(answer.body) for answer in page.answers] == [
        whole.quote(whole.answers[0].body)
    ]
    assert [reason.partition(":")[0] for _, reason in refused(damaged)] == [
        "the field quote holds damaged words ('Ìˆ'",
        "the field name holds damaged words ('Â\\xa0'",
        "the field quote holds damaged words ('â€™'",
    ]


@pytest.mark.parametrize(
    ("name", "at", "remedy"),
    [
        ("cp1252-txt/swelling.txt", "0x92 at 553", "save it as UTF-8"),
        (
            "csv-cp1252-excel/answers.csv",
            "0xe9 at 194",
            "save it as UTF-8, in Excel as “CSV UTF-8”",
        ),
    ],
)
def test_a_file_with_a_letter_that_code_pages_have_otherwise_is_refused(
    name: str, at: str, remedy: str
) -> None:
    ((_, reason),) = refused(name)
    seen = "“Ångström” in Windows-1252, “Ĺngström” in Windows-1250"
    assert reason == f"not UTF-8 text (byte {at}; {seen}); {remedy}"


def test_a_table_that_was_saved_as_text_is_called_a_table() -> None:
    ((_, reason),) = refused("tsv/answers-utf16-unicode-text.txt")
    assert reason == (
        "the file is a table, separated by tabs, and no page; let its name end in .tsv"
    )


# Tables.


@pytest.mark.parametrize(
    ("file", "warnings"),
    [
        ("csv-semicolon-european-excel/answers.csv", ()),
        ("csv-header-case-and-spaces/answers.csv", ()),
        ("csv-empty-rows-from-excel/answers.csv", ()),
        ("csv-sep-line/answers.csv", ()),
        ("tsv/answers-tabs.csv", ()),
        ("tsv/answers.tsv", ()),
    ],
)
def test_a_table_is_read_whatever_separates_it(file: str, warnings: tuple[str, ...]) -> None:
    (page,) = pages_in(file)
    found = [
        (answer.doctor.name, answer.doctor.credentials, page.quote(answer.body))
        for answer in page.answers
    ]
    assert found == TABLE
    assert (page.id, page.quoted(page.title)) == ("p1", "How long does swelling last?")
    assert page.warnings == warnings
    assert refused(file) == []


def test_a_table_with_other_columns_is_matched_with_ours() -> None:
    (page,) = pages_in("csv-question-answer")
    assert page.quoted(page.title) == "How long does swelling last?"
    assert [
        (one.doctor.name, one.doctor.credentials, page.quote(one.body)) for one in page.answers
    ] == TABLE


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("id;quote;QUOTE\n1;a;b\n", "two columns say the same (quote, quote); leave one"),
        ("id;quote;answer_text\n1;a;b\n", "two columns say the same (quote, answer_text)"),
        ("sep=;\nid,quote\n1,a\n", "there is no column id; the columns, separated by a semicolon"),
        ('id,quote,"a;id;quote;b"\n', "may be separated by a comma or a semicolon; leave one"),
        ("sep=;\n", "the file is empty; the first row must name the columns"),
    ],
)
def test_a_table_that_can_be_read_in_two_ways_is_refused(
    written: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(written, encoding="utf-8")
    (found,) = read([tmp_path])
    assert isinstance(found, UnreadablePage)
    assert reason in found.reason


cells = st.text(
    st.characters(exclude_characters="\0�", exclude_categories=["Cs"]), min_size=1
).filter(
    # a line of a cell with a separator in it may look like a row, and is refused; what other
    # programs put into empty fields is no word
    lambda cell: (
        cell.strip()
        and cell.strip().lower() not in NOTHING
        and not damage_in(cell)
        and not cell.startswith("'")
        and not (re.search(r"[\r\n]", cell) and re.search("[,;\t]", cell))
    )
)


@given(
    words=st.lists(cells, min_size=1, max_size=4),
    separator=st.sampled_from(",;\t"),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    told=st.booleans(),
    ends=st.sampled_from(["\r\n", "\n"]),
)
def test_no_word_of_a_table_is_lost_or_changed(
    words: list[str], separator: str, codec: str, told: bool, ends: str
) -> None:
    written = io.StringIO(newline="")
    if told:
        written.write(f"sep={separator}{ends}")
    table = csv.writer(written, delimiter=separator, lineterminator=ends, quoting=csv.QUOTE_ALL)
    table.writerows(
        [[" ID ", "Quote", "more"], *([str(n), one, ""] for n, one in enumerate(words))]
    )
    data = written.getvalue().encode(codec)
    rows = list(table_rows(data, "a.csv").rows)
    records = [row.record for row in rows if row.record is not None]
    assert [getattr(record, "answer_text", record) for record in records] == words
    assert b"".join(row.raw for row in rows) == data


# JSON.


def test_a_byte_order_mark_and_blank_lines_are_no_part_of_json_lines() -> None:
    pages = pages_in("jsonl-bom-blank-lines-crlf")
    assert [(page.id, page.text) for page in pages] == [
        ("b1", "Rest and ice the area for two days."),
        ("b2", "Raise the leg."),
    ]
    assert refused("jsonl-bom-blank-lines-crlf") == []


def test_numbers_are_taken_as_ids() -> None:
    (page,) = pages_in("jsonl-number-ids")
    assert [(one.id, one.record_id, one.doctor.name) for one in page.answers] == [
        ("7#1", "1", "A. Example"),
        ("7#2", "2", None),
    ]


def test_stars_in_text_are_read() -> None:
    first, second = pages_in("jsonl-rating-as-text")
    assert [(one.rating, one.reviews) for one in doctors(first) + doctors(second)] == [
        (4.9, 1024),
        (None, 75),
    ]


def test_ndjson_is_json_lines() -> None:
    (page,) = pages_in("ndjson-gz-md-html")
    assert (page.id, page.text) == ("n1", "Rest.")


def test_an_array_is_read_as_a_whole_or_refused_in_one_sentence(tmp_path: Path) -> None:
    page = next(one for one in pages_in("json-array") if one.id == "k1")
    assert page.quote(page.answers[0].body) == "Rest and ice the area for two days."
    reason = (
        "a JSON array whose objects lack id or answer_text, which are needed; their fields are: "
        "id, author"
    )
    file = tmp_path / "a.json"
    file.write_text('[{"id": "1", "author": "Ruth Okafor"}]', encoding="utf-8")
    (told,) = read([file])
    assert isinstance(told, UnreadablePage)
    assert told.reason == reason


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("[1, 2]", "a JSON array that holds other things than objects"),
        ('[{"id": "1", "answer_text": "Wait."},]', "a comma stands behind its last object"),
        ('[{"id": "1"', "not a JSON array of objects ("),
        ('[{"id": "1"} {"id": "2"}]', "it breaks off, or has no comma, at character 13"),
        ('[{"id": "1", "answer_text": "Wait."}]\n[]', "something stands behind it"),
        ("", "the file is empty; an array of answers is needed"),
        ('{"a": 1}\n{"a": 2}', "it has one JSON value a line; let its name end in .jsonl"),
    ],
)
def test_what_is_no_array_of_answers_is_refused_once(
    written: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(written, encoding="utf-8")
    (found,) = read([tmp_path])
    assert isinstance(found, UnreadablePage)
    assert (Path(found.source).name, reason in found.reason) == ("a.json", True)


def test_an_array_is_converted_and_a_bad_object_in_it_named(tmp_path: Path) -> None:
    rows = [{"id": 1, "answer_text": "It’s fine."}, {"id": 2}, {"id": 3, "answer_text": "Wait."}]
    data = json.dumps(rows, ensure_ascii=False, indent=2).encode("utf-16")
    (tmp_path / "a.json").write_bytes(data)
    found = list(read([tmp_path]))
    told = [one.page.text for one in found if isinstance(one, ReadPage)]
    assert told == ["It’s fine.", "Wait."]
    assert [str(one) for one in found if isinstance(one, UnreadablePage)] == [
        f"{tmp_path}/a.json:2: the field answer_text is missing or empty"
    ]


def test_a_line_with_other_fields_is_matched_with_ours() -> None:
    (page,) = pages_in("jsonl-other-field-names")
    (answer,) = page.answers
    assert page.quote(answer.body) == "rest and ice the area for two days."
    assert page.quoted(page.title) == "is it fine to exercise with knee pain?"
    assert page.quoted(page.question) == "\r\n\r\n\t\tHi doctor,\nmy knee hurts.\t\t"
    assert (answer.doctor.name, answer.url) == ("Dr. A. Example", "https://example.org/qa/knee")


def test_html_in_words_is_kept_and_warned_of() -> None:
    (page,) = pages_in("html-entities-and-tags")
    assert page.quote(page.answers[0].body) == (
        "<p>Swelling&nbsp;is normal &amp; goes within 10&nbsp;days.<br>Don&#39;t worry.</p>"
    )
    assert page.warnings == ("answer 1: the words hold HTML (<p>), kept as it is",)


def test_slips_of_json_are_told_in_plain_words() -> None:
    assert refused("jsonl-slips") == [
        (
            f"commas.jsonl:{n}",
            "a comma stands behind the object; one object a line, and nothing between them",
        )
        for n in (1, 2)
    ] + [
        (
            "cr-ends.jsonl:1",
            "more than one JSON value on the line; put each on a line of its own",
        ),
        ("empty-author.jsonl:2", "the field answer_text is missing or empty"),
    ]
    (extra,) = pages_in("jsonl-slips/extra-fields.jsonl")
    assert extra.warnings == (
        "answer 1: author {'name': 'Ruth Okafor'} of record 1 is no text; left out",
        "answer 1: the doctor is not named",
    )


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_json_lines_are_converted_as_a_whole(codec: str, tmp_path: Path) -> None:
    lines = ['{"id": 1, "answer_text": "It’s fine."}', "", '{"id": 2, "answer_text": "Café."}']
    (tmp_path / "a.jsonl").write_bytes("\r\n".join(lines).encode(codec))
    assert [one.page.text for one in read([tmp_path]) if isinstance(one, ReadPage)] == [
        "It’s fine.",
        "Café.",
    ]


# Authors.


def test_authors_are_read_as_bylines_are() -> None:
    pages = pages_in("jsonl-slips/author-with-letters.jsonl")
    found = [doctor for page in pages for doctor in doctors(page)]
    assert [(one.name, one.credentials) for one in found] == [
        ("Ruth Okafor", "DO"),
        ("Dr. Ruth Okafor", None),
        ("Ruth Okafor", "DO"),
        ("  Ruth  Okafor ", "D.O."),
    ]
    assert {folded_person(one.name or "") for one in found} == {"ruth okafor"}


def test_a_field_of_an_author_stands_on_the_page_as_it_was() -> None:
    pages = {page.id: page for page in pages_in("remove-a-doctor-spelled-otherwise")}
    bylines = {name: page.quoted(page.answers[0].byline) for name, page in pages.items()}
    assert bylines["r2"] == "Ruth Okafor, DO"
    assert bylines["r3"] == "Dr. Ruth Okafor"
    assert bylines["r4"] == "RUTH OKAFOR\nDO"
    assert bylines["r7"] == "Okafor, Ruth"
    assert pages["r7"].answers[0].doctor == Doctor("Okafor, Ruth", None, "byline")
    assert pages["r7"].warnings == (
        "answer 1: the author 'Okafor, Ruth' may begin with the surname or be a list; "
        "kept as printed",
    )


@pytest.mark.parametrize(
    ("author", "credentials", "name", "letters"),
    [
        ("Ruth Okafor, DO", None, "Ruth Okafor", "DO"),
        ("Ruth Okafor DO", None, "Ruth Okafor", "DO"),
        ("Ruth Okafor, DO", "D.O.", "Ruth Okafor", "D.O."),
        ("Ruth Okafor, DO", "MD", "Ruth Okafor, DO", "MD"),
        ("RUTH OKAFOR, DO", None, "RUTH OKAFOR", "DO"),
        ("VAN HALEN, EDDIE", None, "VAN HALEN, EDDIE", None),
        ("Okafor, Ruth", "DO", "Okafor, Ruth", "DO"),
        ("Dr. Ruth Okafor, DO", None, "Dr. Ruth Okafor", "DO"),
        ("John Smith, Jr.", None, "John Smith, Jr.", None),
        ("Dr. Green", None, "Dr. Green", None),
    ],
)
def test_a_name_and_its_letters_are_slices_of_the_fields(
    author: str, credentials: str | None, name: str, letters: str | None, tmp_path: Path
) -> None:
    line = {"id": "1", "answer_text": "W", "author": author, "author_credentials": credentials}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (found,) = read([tmp_path])
    assert isinstance(found, ReadPage)
    (doctor,) = doctors(found.page)
    assert (doctor.name, doctor.credentials) == (name, letters)


def test_a_title_makes_no_second_person() -> None:
    plain = Doctor("Ruth Okafor", "DO", "byline", "Reno", "Dermatologist")
    titled = Doctor("Prof. Dr. Ruth Okafor", "DO", "byline", "Reno", "Dermatologist")
    drew = Doctor("Drew Okafor", "DO", "byline", "Reno", "Dermatologist")
    assert doctor_key(plain) == doctor_key(titled) != doctor_key(drew)


# Rows that can be read in two ways.


@pytest.mark.parametrize(
    "table",
    [
        'id, quote, name, place\n1, "Take it, daily", Ruth Okafor,\n',
        "id;quote;name;place\n1;Take it; daily;Ruth Okafor;\n",
        "id,quote,name,specialty,place\n1,I agree with Ann Lee, Bob Roe,Ruth Okafor,,\n",
        'id\tquote\tname\n1\t"Wait.\tRuth Okafor\n2\tSee me.\tAnn Lee\n3\tGo now."\tJohn Smith\n',
        'id,quote,name\n1,"Wait.,Ruth Okafor\n2,See me.,Ann Lee\n3,Go now.",John Smith\n',
    ],
)
def test_a_row_that_can_be_read_in_two_ways_is_refused(table: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(table, encoding="utf-8", newline="")
    (found,) = read([file])
    assert isinstance(found, UnreadablePage)


def test_other_names_of_columns_make_another_page(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    digests = set()
    for columns in ("id,quote,place,name", "id,quote,name,place"):
        file.write_text(f"{columns}\n1,Words,Ruth Okafor,John Smith\n")
        (found,) = read([file])
        assert isinstance(found, ReadPage)
        digests.add(found.page.digest)
    assert len(digests) == 2

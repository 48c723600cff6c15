"""Answers as JSON Lines: kept character for character, and bad lines reported one by one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.model import Answer, Doctor, Page, Span
from index.pages.encodings import damage_in
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.names import read_name
from index.pages.rows.fields import read_fields
from index.pages.rows.json_lines import parse_record
from index.pages.rows.record_files import read_records
from index.pages.rows.records import Record

FULL = {
    "id": "r1",
    "question_id": "q1",
    "question_title": "Is it safe?",
    "question_body": "I had Botox a week ago.",
    "answer_text": "It is safe.",
    "author": "Claire Beaumont",
    "author_credentials": "MD, FACS",
    "source": "https://example.org/q1",
}

texts = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
).filter(lambda text: text.strip() and not damage_in(text))

names = texts.filter(lambda text: "?" not in text)
"""In a name a question mark may stand for a letter that was lost; then its record is refused."""


def line(record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def read(folder: Path, *lines: bytes) -> tuple[list[Page], list[UnreadablePage]]:
    file = folder / "records.jsonl"
    file.write_bytes(b"".join(lines))
    found = list(read_records(file, "records.jsonl"))
    pages = [one for one in found if isinstance(one, Page)]
    for page in pages:
        obey_the_law(page)
    return pages, [one for one in found if isinstance(one, UnreadablePage)]


def pages_of(folder: Path, *records: Mapping[str, object]) -> list[Page]:
    pages, troubles = read(folder, *map(line, records))
    assert troubles == []
    return pages


def obey_the_law(page: Page) -> None:
    spans: list[Span | None] = [page.title, page.question]
    for number, answer in enumerate(page.answers, start=1):
        assert (answer.id, answer.number) == (f"{page.id}#{number}", number)
        spans += [answer.headline, answer.body, answer.byline]
    held = [span for span in spans if span is not None]
    for span in held:
        assert page.quote(span) == page.text[span.start : span.end] != ""
    for before, after in pairwise(held):
        assert before.end <= after.start


def reasons(troubles: Sequence[UnreadablePage]) -> list[tuple[str, str]]:
    return [(trouble.source, trouble.reason) for trouble in troubles]


def test_every_field_of_a_record_is_found_again(tmp_path: Path) -> None:
    (page,) = pages_of(tmp_path, FULL)
    assert page == Page(
        id="q1",
        source="https://example.org/q1",
        digest=hashlib.sha256(line(FULL)).hexdigest(),
        text="Is it safe?\n\nI had Botox a week ago.\n\nIt is safe.\n\nClaire Beaumont\nMD, FACS",
        title=Span(0, 11),
        question=Span(13, 36),
        announced=None,
        answers=(
            Answer(
                id="q1#1",
                number=1,
                headline=None,
                body=Span(38, 49),
                byline=Span(51, 75),
                doctor=Doctor("Claire Beaumont", "MD, FACS", "byline"),
                record_id="r1",
            ),
        ),
        notice=None,
    )


def test_an_id_and_a_text_are_enough(tmp_path: Path) -> None:
    (page,) = pages_of(tmp_path, {"id": "r7", "answer_text": "Wait."})
    assert (page.id, page.source, page.text) == ("r7", "records.jsonl", "Wait.")
    assert (page.title, page.question, page.notice, page.announced) == (None, None, None, None)
    (answer,) = page.answers
    assert answer == Answer("r7#1", 1, None, Span(0, 5), None, Doctor(), "r7")
    assert page.warnings == ("answer 1: the doctor is not named",)


@pytest.mark.parametrize(
    "body",
    [
        "  two blanks before, three after   ",
        "\n\nA blank line above.\n",
        "one\r\ntwo\rthree\nfour",
        "No-break\u00a0spaces\u00a0",
        "𝔅otox 👩🏽‍⚕️ 😀",
        "e\u0301 is not \u00e9, ﬁ is not fi",
        "\ufeffa byte-order mark within",
        "one\u2028two\u2029three\u0085four\u000cfive",
        "\u202eright to left\u202c",
        '"quoted" and \\back\\slashed',
        "Doctor Answers 3\n\n{{ vote }}\n\nYou might also like...",
    ],
)
def test_a_text_is_kept_character_for_character(body: str, tmp_path: Path) -> None:
    record = {**FULL, "answer_text": body}
    (page,) = pages_of(tmp_path, record)
    assert [page.quote(answer.body) for answer in page.answers] == [body]
    (escaped,) = read(tmp_path, json.dumps(record).encode())[0]
    assert [escaped.quote(answer.body) for answer in escaped.answers] == [body]


@given(st.lists(st.tuples(texts, st.none() | names, st.none() | texts), min_size=1, max_size=5))
def test_any_texts_come_back_with_their_own_authors(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str | None, str | None]],
) -> None:
    records = [
        {"id": str(n), "question_id": "q", "answer_text": text, "author": author, "source": title}
        for n, (text, author, title) in enumerate(rows)
    ]
    (page,) = pages_of(tmp_path_factory.mktemp("any"), *records)
    found = [
        (answer.record_id, page.quote(answer.body), answer.doctor.name) for answer in page.answers
    ]
    named = [read_author(author, None).name for _, author, _ in rows]
    assert found == [
        (str(n), text, name) for n, ((text, _, _), name) in enumerate(zip(rows, named, strict=True))
    ]


def test_records_of_one_question_make_one_page_in_their_order(tmp_path: Path) -> None:
    first, second = pages_of(
        tmp_path,
        {"id": "a", "question_id": "q1", "answer_text": "One.", "author": "Ann Lee"},
        {"id": "b", "question_id": "q2", "answer_text": "Two.", "author": "Bo Li"},
        {"id": "c", "question_id": "q1", "answer_text": "Three.", "author": "Cy Roe"},
    )
    answers_read = {
        answer.id: (answer.record_id, page.quote(answer.body), answer.doctor.name)
        for page in (first, second)
        for answer in page.answers
    }
    assert answers_read == {
        "q1#1": ("a", "One.", "Ann Lee"),
        "q1#2": ("c", "Three.", "Cy Roe"),
        "q2#1": ("b", "Two.", "Bo Li"),
    }


def test_a_record_without_a_question_joins_no_page_of_the_same_name(tmp_path: Path) -> None:
    pages, _ = read(
        tmp_path,
        line({"id": "a", "question_id": "q1", "question_title": "Veins?", "answer_text": "One."}),
        line({"id": "q1", "answer_text": "Of something else."}),
    )
    titles = {
        page.quote(answer.body): page.quoted(page.title)
        for page in pages
        for answer in page.answers
    }
    assert titles.get("Of something else.") is None


def test_a_question_told_by_a_later_record_is_the_pages(tmp_path: Path) -> None:
    (page,) = pages_of(
        tmp_path,
        {"id": "a", "question_id": "q1", "answer_text": "One."},
        {"id": "b", "question_id": "q1", "answer_text": "Two.", "question_title": "Which one?"},
    )
    assert page.quoted(page.title) == "Which one?"
    assert page.warnings[:-2] == ()


def test_records_that_do_not_agree_on_the_question_are_warned_of(tmp_path: Path) -> None:
    (page,) = pages_of(
        tmp_path,
        {**FULL, "id": "a", "question_title": "Which one?"},
        {**FULL, "id": "b", "question_title": "How many?"},
    )
    assert page.quoted(page.title) == "Which one?"
    assert page.warnings == ("the records do not agree on question_title; the first one is shown",)


@pytest.mark.parametrize(
    ("author", "credentials", "byline", "doctor"),
    [
        ("Ann Lee", "MD", "Ann Lee\nMD", Doctor("Ann Lee", "MD", "byline")),
        ("Ann Lee", None, "Ann Lee", Doctor("Ann Lee", None, "byline")),
        (None, "MD", "MD", Doctor(None, "MD", None)),
        (None, None, None, Doctor()),
        ("  ", "", None, Doctor()),
    ],
)
def test_who_signed_is_what_the_record_says(
    author: str | None,
    credentials: str | None,
    byline: str | None,
    doctor: Doctor,
    tmp_path: Path,
) -> None:
    (page,) = pages_of(tmp_path, {**FULL, "author": author, "author_credentials": credentials})
    (answer,) = page.answers
    assert (page.quoted(answer.byline), answer.doctor) == (byline, doctor)


def test_a_signature_in_a_record_without_author_is_not_made_a_name(tmp_path: Path) -> None:
    (page,) = pages_of(tmp_path, {"id": "a", "answer_text": "Wait. I agree with Dr. Green"})
    assert [answer.doctor.name for answer in page.answers] == [None]


BAD = {
    "no JSON": b"{not json\n",
    "an unfinished line": line(FULL)[:40] + b"\n",
    "a list": line(["id", "answer_text"]),
    "a text": line("answer_text"),
    "a number": line(3),
    "null": line(None),
    "no id": line({"answer_text": "Wait."}),
    "no text": line({"id": "x"}),
    "an empty id": line({"id": "", "answer_text": "Wait."}),
    "a blank text": line({"id": "x", "answer_text": " \u00a0\n"}),
    "a null text": line({"id": "x", "answer_text": None}),
    "a fraction for an id": line({"id": 7.5, "answer_text": "Wait."}),
    "true for an id": line({"id": True, "answer_text": "Wait."}),
    "a list for a text": line({"id": "x", "answer_text": ["Wait."]}),
    "a lone surrogate": b'{"id": "x", "answer_text": "a\\ud800b"}\n',
    "a lone surrogate in an id": b'{"id": "\\udfff", "answer_text": "Wait."}\n',
    "a NUL": b'{"id": "x", "answer_text": "a\\u0000b"}\n',
    "a NUL in an id": b'{"id": "\\u0000", "answer_text": "a"}\n',
    "a code page of DOS": '{"id": "x", "answer_text": "Juvéderm"}\n'.encode("cp850"),
    "damaged words": line({"id": "x", "answer_text": "Donâ€™t."}),
    "a damaged name": line({"id": "x", "answer_text": "Wait.", "author": "JosÃ© Roe"}),
    "a comma behind it": line(FULL)[:-1] + b",\n",
    "two on a line": line(FULL)[:-1] + b"\r" + line(FULL),
    "UTF-16": json.dumps(FULL).encode("utf-16") + b"\n",
    "a number of many digits": b'{"id": "x", "answer_text": ' + b"9" * 5000 + b"}\n",
    "deep nesting": b"[" * 100_000 + b"\n",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_line_is_reported_and_stops_nothing(bad: bytes, tmp_path: Path) -> None:
    good = {"id": "good", "answer_text": "Before.", "question_id": "g"}
    pages, troubles = read(tmp_path, line(good), bad, line({**FULL, "id": "last"}))
    kept = [answer.record_id for page in pages for answer in page.answers]
    assert kept == ["good", "last"]
    assert {trouble.source for trouble in troubles} == {"records.jsonl:2"}
    assert all(trouble.reason for trouble in troubles)


def test_the_reason_names_the_field(tmp_path: Path) -> None:
    _, troubles = read(
        tmp_path,
        BAD["no id"],
        BAD["no text"],
        BAD["a list for a text"],
        BAD["a lone surrogate"],
        BAD["a list"],
    )
    assert reasons(troubles) == [
        ("records.jsonl:1", "the field id is missing or empty"),
        ("records.jsonl:2", "the field answer_text is missing or empty"),
        ("records.jsonl:3", "the field answer_text is no text"),
        ("records.jsonl:4", "the field answer_text holds characters that no text has"),
        ("records.jsonl:5", "not a JSON object"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("author", {"name": "Ann"}, "author {'name': 'Ann'} of record 1 is no text"),
        ("source", True, "source True of record 1 is no text"),
        ("author", "\0", "author '\\x00' of record 1 holds characters that no text has"),
        ("headline", 3, "headline 3 of record 1 is no text"),
    ],
)
def test_a_bad_field_costs_itself_and_not_the_answer(
    field: str, value: object, shown: str, tmp_path: Path
) -> None:
    (page,) = pages_of(tmp_path, {**FULL, field: value})
    (without,) = pages_of(tmp_path, {**FULL, field: None})
    assert page.warnings == (f"answer 1: {shown}; left out", *without.warnings)
    assert (page.text, page.answers) == (without.text, without.answers)


def test_whole_numbers_are_ids(tmp_path: Path) -> None:
    (page,) = pages_of(
        tmp_path,
        {"id": 1, "question_id": 7, "answer_text": "Rest."},
        {"id": 2, "question_id": "7", "answer_text": "Walk."},
    )
    told = [(answer.id, answer.record_id, page.quote(answer.body)) for answer in page.answers]
    assert told == [("7#1", "1", "Rest."), ("7#2", "2", "Walk.")]


def test_the_first_of_two_records_with_one_id_is_kept(tmp_path: Path) -> None:
    pages, troubles = read(
        tmp_path,
        line({**FULL, "answer_text": "First."}),
        line({**FULL, "answer_text": "Second.", "question_id": "q2"}),
    )
    bodies = [page.quote(answer.body) for page in pages for answer in page.answers]
    assert bodies == ["First."]
    assert reasons(troubles) == [("records.jsonl:2", "a second record with id 'r1'")]


def test_a_bad_record_does_not_take_the_id_of_a_good_one(tmp_path: Path) -> None:
    pages, troubles = read(tmp_path, line({**FULL, "answer_text": 3}), line(FULL))
    assert [answer.record_id for page in pages for answer in page.answers] == ["r1"]
    assert [trouble.source for trouble in troubles] == ["records.jsonl:1"]


def test_blank_lines_say_nothing_and_are_counted(tmp_path: Path) -> None:
    pages, troubles = read(tmp_path, b"\n", b"  \r\n", line(FULL), b"\n", b"{")
    assert [page.id for page in pages] == ["q1"]
    assert [trouble.source for trouble in troubles] == ["records.jsonl:5"]


def test_a_byte_order_mark_before_the_first_record_is_no_part_of_it(tmp_path: Path) -> None:
    pages, troubles = read(tmp_path, b"\xef\xbb\xbf" + line(FULL))
    assert ([page.id for page in pages], troubles) == (["q1"], [])


def test_carriage_returns_between_records_are_no_part_of_them(tmp_path: Path) -> None:
    pages, troubles = read(tmp_path, line(FULL)[:-1] + b"\r\n", line({**FULL, "id": "r2"}))
    assert troubles == []
    assert [answer.record_id for page in pages for answer in page.answers] == ["r1", "r2"]


def test_unknown_fields_are_left_aside(tmp_path: Path) -> None:
    (page,) = pages_of(tmp_path, {**FULL, "votes": 3, "summary": "Not a field"})
    assert "Not a field" not in page.text


def test_an_empty_file_holds_no_pages(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == ([], [])


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    (trouble,) = read_records(tmp_path / "none.jsonl", "none.jsonl")
    assert isinstance(trouble, UnreadablePage)
    assert trouble.source == "none.jsonl"


def test_any_change_of_a_record_changes_its_pages_digest(tmp_path: Path) -> None:
    (before,) = pages_of(tmp_path, FULL)
    (after,) = pages_of(tmp_path, {**FULL, "author": "Joan Castellanos"})
    assert before.digest != after.digest


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_unreadable(data: bytes) -> None:
    try:
        record = parse_record(data, "any.jsonl:1")
    except UnreadablePage as error:
        assert error.source == "any.jsonl:1"
    else:
        assert isinstance(record, Record)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*FULL, "else"]), json_values))
def test_any_object_is_a_record_or_unreadable(found: dict[str, object]) -> None:
    try:
        record = parse_record(json.dumps(found).encode(), "any.jsonl:1")
    except UnreadablePage as error:
        assert error.reason
    else:
        assert record.answer_text == found["answer_text"]


@pytest.mark.parametrize(
    ("byline", "words"),
    [
        ("Reviewed by Ruth Okafor, MD", "Wait a day."),
        ("Staff of Ruth Okafor, MD", "Wait a day."),
        ("Ruth Okafor, MD and Daniel Lensink, MD", "Wait a day."),
        ("Ruth Okafor, MD\nDaniel Lensink, MD", "Wait a day."),
        ("Daniel Lensink, MD\nRuth Okafor, MD Clinic", "Wait a day."),
        ("Ruth Okafor, MD\nwritten by Daniel Lensink", "Wait a day."),
        ("Ruth Okafor, MD\nwith Daniel Lensink, PA-C", "Wait a day."),
        ("Ruth Okafor, MD\nAI-generated", "Wait a day."),
        ("Ruth Okafor, MD's nurse", "Wait a day."),
        ("Ruth Okafor's patient", "Wait a day."),
        ("Ruth Okafor, MD on behalf of Daniel Lensink", "Wait a day."),
        ("Ruth Okafor & Daniel Lensink", "Wait a day."),
        ("Ruth Okafor Lensink, MD", "Wait a day."),
        ("Mary Ruth Okafor, MD", "Wait a day."),
        (None, "Wait a day.\n\nDaniel Lensink, MD"),
    ],
)
def test_a_record_whose_byline_or_words_name_another_names_nobody(
    byline: str | None, words: str
) -> None:
    values = {"id": "1", "author": "Ruth Okafor", "byline": byline, "answer_text": words}
    record, told = read_fields(values, "a.jsonl:1")
    assert (record.author, record.byline, record.answer_text) == (None, None, words)
    assert any(one.startswith("author 'Ruth Okafor' of record 1 is") for one in told.checks)


@pytest.mark.parametrize(
    "byline",
    [
        "Ruth Okafor, MD\nReno Dermatologist",
        "By Ruth Okafor, MD",
        "Dr. Ruth Okafor",
        "Dr. Ruth Okafor's answer",
        "Ruth Okafor, MD, Women's Health",
        "Ruth Okafor, MD\nReviewed by Daniel Lensink, MD",
        "Ruth Okafor, MD practicing in San Diego",
    ],
)
def test_a_record_keeps_the_author_whom_its_byline_names(byline: str) -> None:
    values = {"id": "1", "author": "Ruth Okafor", "byline": byline, "answer_text": "Wait."}
    record, told = read_fields(values, "a.jsonl:1")
    assert (record.author, record.byline) == ("Ruth Okafor", byline)
    assert (told.warnings, told.checks) == ((), ())


@pytest.mark.parametrize("role", ["user_type", "author role", "role", "Account type"])
def test_an_author_whom_a_field_calls_a_patient_names_nobody(role: str, tmp_path: Path) -> None:
    by_patient = FULL | {"id": "r2", "author": "Grateful mom", role: "Patient"}
    del by_patient["author_credentials"]
    (page,) = pages_of(tmp_path, FULL | {role: "doctor"}, by_patient)
    assert [one.doctor.name for one in page.answers] == ["Claire Beaumont", None]
    told = f"is no doctor, as {role} says 'Patient'"
    assert any("to be checked" in one and told in one for one in page.warnings)


def test_an_author_whom_a_column_calls_a_patient_names_nobody(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        "id,question_title,answer_text,author,user_type\n"
        '1,Can I fly?,Wait two weeks.,"Ruth Okafor, MD",doctor\n'
        "2,Can I fly?,I did after one week.,Grateful mom,patient\n",
        encoding="utf-8",
    )
    found = list(read_records(file, "answers.csv"))
    names = [one.doctor.name for page in found if isinstance(page, Page) for one in page.answers]
    assert names == ["Ruth Okafor", None]


@pytest.mark.parametrize(
    "author",
    [
        "J4red Okafor",
        "Dr. J4red Okafor",
        "Ruth Okafor, MD's nurse",
        "Dr. Okafor's patient",
        "Former Dr. Okafor",
        "Not Dr. Okafor",
        "Dr. Okafor, Dr. Lensink",
        "Dr. Okafor via Daniel",
        "pp Ruth Okafor, MD",
        "i.A. Ruth Okafor, MD",
        "Surgeon Okafor",
        "Dr. Okafor AI",
        "Ruth Okafor, MD?",
    ],
)
def test_an_author_that_is_more_or_less_than_one_name_names_nobody(
    author: str, tmp_path: Path
) -> None:
    record = {"id": "1", "answer_text": "Wait a day.", "author": author}
    (page,) = pages_of(tmp_path, record)
    assert [one.doctor.name for one in page.answers] == [None]
    assert any("to be checked" in one and "names nobody" in one for one in page.warnings)


@pytest.mark.parametrize(
    "author",
    [
        "Okafor, Dr. Ruth",
        "Univ.-Prof. Dr. med. Ruth Okafor",
        "Ruth von der Leyen, MD",
        "ruth okafor, md",
        "Ruth Okafor, Dr. med.",
        "Ruth O'Okafor",
        "Ai Okafor, MD",
    ],
)
def test_an_author_that_is_one_name_is_named(author: str, tmp_path: Path) -> None:
    (page,) = pages_of(tmp_path, {"id": "1", "answer_text": "Wait a day.", "author": author})
    assert [one.doctor.name is None for one in page.answers] == [False]


@pytest.mark.parametrize(
    ("author", "signed"), [("Lee", "Dr. Leeman"), ("Ann Lee", "Ann Lee Smith, MD")]
)
def test_a_name_within_another_does_not_sign(author: str, signed: str, tmp_path: Path) -> None:
    words = f"Wait a day.\n\n{signed}"
    record = {"id": "1", "answer_text": words, "author": author, "author_named_by": "signature"}
    (page,) = pages_of(tmp_path, record)
    assert [one.doctor.name for one in page.answers] == [None]


@pytest.mark.parametrize(
    "byline", ["Ruth Okaforsen, MD", "Ruth Okafor-Lensink, MD", "Mary-Ruth Okafor, MD"]
)
def test_a_byline_prints_a_name_as_whole_words(byline: str, tmp_path: Path) -> None:
    record = {"id": "1", "answer_text": "Wait a day.", "author": "Ruth Okafor", "byline": byline}
    (page,) = pages_of(tmp_path, record)
    assert [one.doctor.name for one in page.answers] == [None]
    told = f"author 'Ruth Okafor' of record 1 does not stand in the byline {byline!r}"
    assert any("to be checked" in one and told in one for one in page.warnings)


@pytest.mark.parametrize("line", ["Not Ruth Okafor, MD", "Ruth Okafor MD Paul Smith MD"])
def test_a_line_that_is_not_one_name_with_letters_is_no_name(line: str) -> None:
    assert read_name(line, in_byline=True) is None

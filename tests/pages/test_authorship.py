"""Several fields may tell who answered: where they do not agree, nobody is named."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.model import Page
from index.pages.rows.authorship import against, agree
from index.pages.rows.column_maps import keep_map
from index.pages.rows.columns import listed_names
from index.pages.rows.record_files import read_records

WORDS = "You should rest for two days, and then it is fine to go on."


def names(file: Path) -> list[str | None]:
    """The doctors of all answers in a file."""
    found = list(read_records(file, file.name))
    return [one.doctor.name for page in found if isinstance(page, Page) for one in page.answers]


def table(folder: Path, cells: Mapping[str, str]) -> Path:
    """A table with a question, its answer and some more columns."""
    file = folder / "answers.csv"
    row = ",".join(f'"{cell}"' for cell in cells.values())
    file.write_text(f'question,answer,{",".join(cells)}\nCan I run?,"{WORDS}",{row}\n', "utf-8")
    return file


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("answered by", "Paul Smith, PA"),
        ("author", "Paul Smith, MD"),
        ("author", "Paul Okafor, MD"),
        ("author", "Ruth Okaforsen"),
        ("author", "grandma77"),
        ("author", "Anonymous"),
        ("responder", "Paul Smith"),
        ("Replied by", "Paul Smith (patient)"),
        ("written_by", "ChatGPT"),
        ("beantwortet von", "Paul Smith"),
        ("respondido por", "Paul Smith"),
        ("answering nurse", "Paul Smith"),
        ("on_behalf_of", "Paul Smith, MD"),
        ("posted for", "Dr. Paul Smith"),
        ("original_author", "Paul Smith, MD"),
        ("source author", "Paul Smith, MD"),
        ("ghostwriter", "Paul Smith"),
        ("quoted_from", "Paul Smith, MD"),
        ("answered_as", "Dr. Paul Smith"),
        ("posted_as", "Paul Smith, MD"),
        ("on_behalf", "Paul Smith, MD"),
        ("copied_from_doctor", "Paul Smith, MD"),
        ("alias_of", "Paul Smith, MD"),
        ("logged_in_as", "Paul Smith, MD"),
        ("reassigned_to", "Paul Smith, MD"),
        ("merged_into", "Paul Smith, MD"),
        ("migrated_from_account_of", "Dr. Smith"),
        ("adapted_from", "Paul Smith, MD"),
        ("credited_to", "Paul Smith"),
        ("account_holder", "Paul Smith, MD"),
        ("previous_author", "Paul Smith"),
        ("claimed author", "Paul Smith"),
        ("accountable_person", "Paul Smith"),
        ("dictated by", "Paul Smith"),
        ("source", "lecture of Paul Smith, MD"),
        ("credit", "Paul Smith, MD"),
        ("co_author", "Paul Smith"),
        ("byline", "Paul Smith, MD, Reno Dermatologist"),
        ("name", "Paul Smith, MD"),
        ("name", "Paul Smith"),
        ("posted by", "Paul Smith, MD"),
        ("doctor_2", "Paul Smith, MD"),
        ("meta.written_by", "Paul Smith"),
        ("answer.by.name", "Paul Smith"),
    ],
)
def test_two_columns_that_name_two_name_nobody(column: str, value: str, tmp_path: Path) -> None:
    file = table(tmp_path, {"doctor": "Ruth Okafor, MD", column: value})
    (page,) = read_records(file, file.name)
    assert isinstance(page, Page)
    (answer,) = page.answers
    assert (answer.doctor.name, answer.doctor.credentials) == (None, None)
    told = f"doctor 'Ruth Okafor, MD' of record 2 is one of two, as {column} says {value!r}"
    assert any("to be checked" in one and told in one for one in page.warnings)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("author", "Ruth Okafor"),
        ("author", "Okafor, Ruth"),
        ("author", "Dr. Okafor"),
        ("author", "R. Okafor"),
        ("author", "ruthokafor"),
        ("author", "n/a"),
        ("author", "https://example.org/77"),
        ("author id", "77"),
        ("answered by", "doctor"),
        ("answered by", "Plastic Surgeon"),
        ("byline", "Ruth Okafor, MD, Reno Dermatologist"),
        ("patient name", "Paul Smith"),
        ("asked by", "Paul Smith, MD"),
        ("edited by", "Paul Smith, MD"),
        ("user", "grandma77"),
        ("posted by", "Paul Smith"),
        ("treating doctor", "Paul Smith, MD"),
        ("clinic name", "Paul Smith"),
        ("answered_as", "expert"),
        ("posted_as", "guest"),
        ("merged_into", "1234"),
        ("assigned_to", "Paul Smith, MD"),
        ("transcribed by", "Paul Smith"),
        ("source", "https://example.org/x"),
        ("credit", "CC BY"),
    ],
)
def test_a_second_column_that_names_no_second_takes_nothing(
    column: str, value: str, tmp_path: Path
) -> None:
    cells = {"doctor": "Ruth Okafor, MD", column: value}
    assert names(table(tmp_path, cells)) == ["Ruth Okafor"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("author type", "AI"),
        ("author_type", "Patient"),
        ("answered by type", "nurse"),
        ("role", "moderator"),
        ("role", "bot"),
        ("role", "something else"),
        ("author role", "medical student"),
        ("author role", "Not a doctor"),
        ("user type", "staff"),
        ("author title", "Physician assistant"),
        ("author status", "bot"),
        ("is_doctor", "false"),
        ("isPhysician", "No"),
        ("is verified doctor", "0"),
        ("verified", "no"),
        ("verified doctor", "unverified"),
        ("is_bot", "1"),
        ("ai_generated", "true"),
        ("generated", "true"),
        ("is_generated", "1"),
        ("auto_generated", "yes"),
        ("llm_generated", "true"),
        ("ai_assisted", "true"),
        ("human_written", "false"),
        ("generation_method", "LLM"),
        ("model", "gpt-4"),
        ("source", "ChatGPT"),
        ("answer source", "AI-generated"),
        ("answered_by_doctor", "false"),
        ("answered_by.is_doctor", "false"),
        ("meta.role", "moderator"),
    ],
)
def test_an_author_of_whom_a_column_says_that_it_is_no_doctor_is_none(
    column: str, value: str, tmp_path: Path
) -> None:
    file = table(tmp_path, {"author": "Ruth Okafor, MD", column: value})
    (page,) = read_records(file, file.name)
    assert isinstance(page, Page)
    (answer,) = page.answers
    assert (answer.doctor.name, answer.doctor.credentials) == (None, None)
    told = f"is no doctor, as {column} says {value!r}"
    assert any("to be checked" in one and told in one for one in page.warnings)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("author type", "Person"),
        ("author role", "Verified Doctor"),
        ("author role", "Plastic Surgeon"),
        ("role", "MD"),
        ("user type", "registered"),
        ("author title", "Chief of Dermatology"),
        ("author title", "Assistant Professor of Surgery"),
        ("author title", "Assistant Clinical Professor"),
        ("author title", "Staff physician"),
        ("is_doctor", "TRUE"),
        ("is_bot", "0"),
        ("email verified", "no"),
        ("generated", "false"),
        ("generated", "2020-03-03"),
        ("generated_at", "2020-03-03"),
        ("human_written", "true"),
        ("ai_summary", "Rest."),
        ("synthetic_filler", "true"),
        ("answer verified", "no"),
        ("answer.verified", "no"),
        ("patient.name", "Sue Hill"),
        ("question.author", "Sue Hill"),
        ("doctor.clinic.name", "Sue Hill"),
        ("type", "answer"),
        ("category", "AI"),
        ("status", "published"),
        ("source", "RealSelf"),
    ],
)
def test_a_column_that_says_nothing_against_an_author_takes_nothing(
    column: str, value: str, tmp_path: Path
) -> None:
    cells = {"author": "Ruth Okafor, MD", column: value}
    assert names(table(tmp_path, cells)) == ["Ruth Okafor"]


@pytest.mark.parametrize(
    ("doctor", "physician", "name"),
    [
        ("Ruth Okafor, MD", "Ruth Okafor, MD", "Ruth Okafor"),
        ("Ruth Okafor, MD", "Okafor, Ruth", "Ruth Okafor"),
        ("", "Ruth Okafor, MD", "Ruth Okafor"),
        ("n/a", "Ruth Okafor, MD", "Ruth Okafor"),
        ("Ruth Okafor, MD", "", "Ruth Okafor"),
        ("Ruth Okafor, MD", "Paul Smith, MD", None),
        ("", "", None),
    ],
)
def test_two_columns_of_doctors_name_whom_both_name(
    doctor: str, physician: str, name: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        f'question,answer,doctor,physician\nCan I run?,"{WORDS}","{doctor}","{physician}"\n'
        f'Can I hop?,"{WORDS} So hop.","Eve Long, MD","Eve Long, MD"\n',
        encoding="utf-8",
    )
    assert names(file) == [name, "Eve Long"]


def test_a_list_of_answers_with_two_names_of_doctors_is_read_where_they_agree(
    tmp_path: Path,
) -> None:
    answers = [
        {"text": WORDS, "doctor": "Ruth Okafor, MD", "physician": "Dr. Okafor"},
        {"text": f"{WORDS} So I did.", "doctor": "Paul Smith, MD", "physician": "Eve Long, MD"},
    ]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps([{"title": "Can I run?", "answers": answers}]), encoding="utf-8")
    assert names(file) == ["Ruth Okafor", None]


def test_every_column_that_names_who_answered_can_speak_against_another() -> None:
    groups = [*listed_names("anywhere", "doctor"), *listed_names("anywhere", "author")]
    columns = [column for group in groups for column in group]
    assert len(columns) > 10
    for column in columns:
        assert against("Ruth Okafor, MD", {column: "Paul Smith, MD"}) is not None


def test_what_a_person_said_of_the_columns_settles_who_answered(tmp_path: Path) -> None:
    file = table(tmp_path, {"doctor": "Ruth Okafor, MD", "answered by": "Paul Smith, MD"})
    keep_map(file, {"answer_text": "answer", "question_title": "question", "author": "doctor"})
    assert names(file) == ["Ruth Okafor"]


def test_in_a_list_of_answers_only_the_fields_of_each_speak_against_its_author(
    tmp_path: Path,
) -> None:
    answers = [
        {"text": WORDS, "author": {"name": "Ruth Okafor, MD", "is_doctor": True}},
        {"text": f"{WORDS} So I did.", "author": {"name": "Paul Smith, MD", "is_doctor": False}},
        {"text": f"{WORDS} Yes.", "author": {"name": "Eve Long, MD"}, "written_by": "Al Fox, MD"},
    ]
    file = tmp_path / "answers.json"
    asked = {"title": "Can I run?", "author": "Jo Doe", "role": "patient", "answers": answers}
    file.write_text(json.dumps([asked]), encoding="utf-8")
    assert names(file) == ["Ruth Okafor", None, None]


@pytest.mark.parametrize(
    "beside", [{"doctor": "Paul Smith, MD"}, {"name": "Paul Smith"}, {"is_doctor": False}]
)
def test_a_record_with_our_fields_is_asked_what_else_it_says(
    beside: dict[str, object], tmp_path: Path
) -> None:
    file = tmp_path / "answers.jsonl"
    record = {"id": "1", "answer_text": WORDS, "author": "Ruth Okafor, MD", "author_rating": 4.5}
    file.write_text(json.dumps(record | beside), encoding="utf-8")
    (page,) = read_records(file, file.name)
    assert isinstance(page, Page)
    assert [(one.doctor.name, one.doctor.rating) for one in page.answers] == [(None, None)]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("Ruth Okafor, MD", "Dr. Okafor", True),
        ("Ruth A. Okafor, MD", "Okafor, Ruth", True),
        ("Ruth Okafor, MD", "Paul Okafor", False),
        ("Ruth Okafor, MD", "Reviewed by Ruth Okafor", False),
        ("Ruth Okafor, MD", "Ruth Okafor and Paul Smith", False),
    ],
)
def test_two_names_agree_by_all_that_they_say(one: str, other: str, *, are_one: bool) -> None:
    assert agree(one, other) is are_one


@pytest.mark.parametrize(
    ("specialty", "is_doctors"),
    [("Patient", False), ("Receptionist", False), ("ChatGPT", False), ("Dermatologist", True),
     ("Patient Safety", True)],
)  # fmt: skip
def test_a_specialty_that_is_no_doctors_names_nobody(
    specialty: str, tmp_path: Path, *, is_doctors: bool
) -> None:
    file = table(tmp_path, {"doctor": "Ruth Okafor, MD", "doctor specialty": specialty})
    assert names(file) == ["Ruth Okafor" if is_doctors else None]

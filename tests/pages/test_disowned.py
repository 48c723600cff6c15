"""Where a column says that whom a record names may not have written it, nobody is named."""

import json
from pathlib import Path

import pytest

from index.model import Page
from index.pages.rows.record_files import read_records
from tests.pages.test_authorship import WORDS, names, table


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("disputed", "true"),
        ("authorship_disputed", "yes"),
        ("disputed_by", "Paul Smith"),
        ("misattributed", "1"),
        ("attribution_status", "disputed"),
        ("authorship", "contested"),
        ("attribution_verified", "false"),
        ("account_status", "impostor"),
        ("account_status", "suspended"),
        ("account_status", "deleted"),
        ("author_status", "hacked"),
        ("profile state", "Fake account"),
        ("meta.account_status", "banned"),
        ("is_impostor", "true"),
        ("parody", "yes"),
        ("account_hacked", "true"),
        ("plagiarized", "true"),
        ("is_quote", "true"),
        ("is_translation", "true"),
        ("translated_by", "Paul Smith"),
        ("own_words", "false"),
        ("authentic", "no"),
        ("is_author", "false"),
        ("account_type", "shared"),
        ("account_suspended", "true"),
        ("author_banned", "yes"),
        ("is_repost", "true"),
        ("author_match", "no"),
        ("flags", "impersonation"),
        ("moderation_reason", "wrong author"),
        ("note", "Answer actually by Paul Smith, MD"),
        ("remarks", "transferred from Paul Smith, MD"),
        ("written_by_author", "no"),
    ],
)
def test_a_record_that_its_author_may_not_have_written_is_under_no_name(
    column: str, value: str, tmp_path: Path
) -> None:
    file = table(tmp_path, {"doctor": "Ruth Okafor, MD", column: value})
    (page,) = read_records(file, file.name)
    assert isinstance(page, Page)
    (answer,) = page.answers
    assert (answer.doctor.name, answer.doctor.credentials) == (None, None)
    told = f"may not have written it, as {column} says {value!r}"
    assert any("to be checked" in one and told in one for one in page.warnings)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("disputed", "false"),
        ("dispute_count", "0"),
        ("note", "Wait for Paul Smith, MD"),
        ("question_note", "Copied from Paul Smith, MD"),
        ("flags", "urgent"),
        ("user_deleted", "true"),
        ("account_suspended", "no"),
        ("moderation_reason", "wrong category"),
        ("author_confidence", "0.2"),
        ("treatment_disputed", "true"),
        ("case", "disputed"),
        ("account_status", "active"),
        ("account_status", "premium"),
        ("author_status", "verified"),
        ("license_status", "suspended"),
        ("patient_status", "deleted"),
        ("fake", "no"),
        ("translated", "false"),
        ("quote_count", "2"),
        ("authentic", "yes"),
        ("identity_verified", "false"),
        ("email_verified", "no"),
        ("phone_confirmed", "no"),
        ("is_author", "true"),
    ],
)
def test_a_column_that_leaves_the_words_their_authors_takes_nothing(
    column: str, value: str, tmp_path: Path
) -> None:
    assert names(table(tmp_path, {"doctor": "Ruth Okafor, MD", column: value})) == ["Ruth Okafor"]


@pytest.mark.parametrize("told", [{"ai_generated": True}, {"account": {"status": "impostor"}}])
def test_json_says_it_as_a_table_does(told: dict[str, object], tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    lines = [
        {"question": "Can I run?", "answer": WORDS, "doctor": "Ruth Okafor, MD", **told},
        {"question": "Can I hop?", "answer": f"{WORDS} So hop.", "doctor": "Eve Long, MD"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert names(file) == [None, "Eve Long"]


OURS = {
    "id": "1",
    "answer_text": WORDS,
    "author": "Ruth Okafor, MD",
    "author_specialty": "Dermatologist",
}


@pytest.mark.parametrize(
    "told",
    [
        {"author_status": "impostor"},
        {"author_status": "account hacked"},
        {"on_behalf_of": "Paul Smith, MD"},
        {"headline": "Paul Smith, MD"},
        {"headline": "Answer from Paul Smith, MD"},
        {"headline": "Paul Smith, MD replied"},
        {"headline": "Dear Dr. Okafor"},
    ],
)
def test_a_field_of_ours_says_it_as_another_does(told: dict[str, str], tmp_path: Path) -> None:
    assert names_in(tmp_path, told) == [None]


@pytest.mark.parametrize(
    "told",
    [
        {"author_status": "not currently practicing"},
        {"on_behalf_of": "Ruth Okafor, MD"},
        {"headline": "I agree with Dr. Smith"},
        {"headline": "Ask Dr. Smith about Botox"},
        {"headline": "Ruth Okafor, MD"},
        {"headline": "Answer by Ruth Okafor, MD"},
        {"headline": "Boston Dermatologist"},
        # What was exported was read, or decided by a person.
        {"headline": "Paul Smith, MD", "author_named_by": "byline"},
    ],
)
def test_a_field_of_ours_that_leaves_the_words_their_authors(
    told: dict[str, str], tmp_path: Path
) -> None:
    assert names_in(tmp_path, told) == ["Ruth Okafor"]


def names_in(folder: Path, told: dict[str, str]) -> list[str | None]:
    file = folder / "a.jsonl"
    file.write_text(json.dumps({**OURS, **told}) + "\n", encoding="utf-8")
    (page,) = read_records(file, file.name)
    assert isinstance(page, Page)
    return [answer.doctor.name for answer in page.answers]

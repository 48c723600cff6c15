"""A record that says that it is deleted, a draft or no answer is nobody's answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.model import Page
from index.pages.rows.record_files import read_records

WORDS = "You should rest for two days, and then it is fine to go on."
WITHDRAWN = [
    ("deleted", True),
    ("is_deleted", 1),
    ("deleted_at", "2020-03-03"),
    ("rejected_by", "Jo"),
    ("retracted", "yes"),
    ("hidden", "true"),
    ("status", "rejected"),
    ("status", "Draft"),
    ("status", "pending review"),
    ("state", "spam"),
    ("post_status", "trash"),
    ("answer status", "not approved"),
    ("visibility", "hidden"),
    ("published", False),
    ("is_answer", False),
    ("is_question", True),
    ("type", "question"),
    ("type", "Comment"),
    ("postType", "question"),
]
SHOWN = [
    ("deleted", False),
    ("deleted", "no"),
    ("deleted", 0),
    ("deleted", ""),
    ("deleted_at", None),
    ("deleted_at", "null"),
    ("user_deleted", True),
    ("status", "published"),
    ("status", "approved"),
    ("question_status", "closed"),
    ("published", "2020-03-03"),
    ("is_answer", True),
    ("is_question", False),
    ("type", "answer"),
    ("type", "question and answer"),
    ("question_type", "comment"),
    ("comments", "3"),
]


def lines(folder: Path, beside: dict[str, object]) -> Path:
    """Our own JSON Lines."""
    record = {"id": "1", "answer_text": WORDS, "author": "Ruth Okafor, MD"}
    file = folder / "answers.jsonl"
    file.write_text(json.dumps(record | beside), encoding="utf-8")
    return file


def table(folder: Path, beside: dict[str, object]) -> Path:
    """A table of another program."""
    file = folder / "answers.csv"
    (column, value), *_ = beside.items()
    told = "" if value is None else value
    file.write_text(
        f'question,answer,doctor,{column}\nCan I run?,"{WORDS}","Ruth Okafor, MD",{told}\n'
        f'Can I hop?,"{WORDS} Hop.","Eve Long, MD",\n',
        encoding="utf-8",
    )
    return file


def first(file: Path) -> tuple[str | None, str]:
    """Who is named by the first record, and all that is said of its page."""
    (page, *_) = read_records(file, file.name)
    assert isinstance(page, Page)
    return page.answers[0].doctor.name, " ".join(page.warnings)


@pytest.mark.parametrize("made", [lines, table])
@pytest.mark.parametrize(("field", "value"), WITHDRAWN)
def test_an_author_of_what_is_withdrawn_or_no_answer_is_named_by_nobody(
    made: Callable[..., Path], field: str, value: object, tmp_path: Path
) -> None:
    name, told = first(made(tmp_path, {field: value}))
    assert name is None
    assert "to be checked" in told
    assert f"wrote nothing to be shown, as {field} says" in told
    assert "of record" in told


@pytest.mark.parametrize("made", [lines, table])
@pytest.mark.parametrize(("field", "value"), SHOWN)
def test_what_says_that_a_record_is_shown_takes_nothing(
    made: Callable[..., Path], field: str, value: object, tmp_path: Path
) -> None:
    assert first(made(tmp_path, {field: value}))[0] == "Ruth Okafor"

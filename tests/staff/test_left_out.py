"""Answers that are left out as they may be by somebody who was removed: the desk lists them, and a
person lets them in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.staff.test_desk import FIRST, Clinic, ended, text_of

JOHN = "John Smith"


def records(name: str, words: str, **about: str) -> bytes:
    return json.dumps({"id": name, "answer_text": words, "author": JOHN, **about}).encode()


DALLAS = records(
    "first", "Mine last a year.", author_place="Dallas", author_specialty="Dermatologist"
)
UNTOLD = "They last for six months in most people."


@pytest.fixture
def clinic(library_copy: Path) -> Iterator[Clinic]:
    clinic = Clinic(library_copy)
    with clinic.client:
        clinic.add(("first.jsonl", DALLAS))
        clinic.remove(doctor=JOHN)
        yield clinic


def bodies(clinic: Clinic) -> dict[str, str]:
    pages = list(clinic.service.library.pages())
    return {one.id: page.quote(one.body) for page in pages for one in page.answers}


def test_who_may_be_the_one_who_was_removed_is_listed_without_words_and_let_in_by_a_person(
    clinic: Clinic,
) -> None:
    report = clinic.add(("second.jsonl", records("later", UNTOLD)))
    assert len(report.doubts) == 1
    assert "Left out in doubt" in text_of(clinic.get("/progress"))
    listed = text_of(clinic.get("/checking/left-out"))
    assert JOHN in listed and "neither place nor specialty" in listed
    assert "six months" not in listed
    assert "later#1" not in bodies(clinic)

    asked = clinic.post("/checking/let-in", answer="later#1")
    assert "Let in: this is another doctor" in text_of(asked)
    assert "later#1" not in bodies(clinic), "asking changes nothing"

    assert clinic.done(clinic.post("/checking/let-in/now", answer="later#1")).doubts == []
    assert bodies(clinic)["later#1"] == UNTOLD
    assert JOHN not in text_of(clinic.get("/checking/left-out"))
    done = [one for one in clinic.audit if one["did"] == "let in as another doctor's"]
    assert [one["answers"] for one in done] == [["later#1"]]


def test_what_may_be_an_answer_that_was_removed_is_listed_and_let_in_as_another(
    clinic: Clinic,
) -> None:
    clinic.add(("second.jsonl", records("other", UNTOLD, author_place="Boston")))
    clinic.remove(answer="other#1")
    reworded = UNTOLD.replace("six", "seven")
    report = clinic.add(("second.jsonl", records("other", reworded, author_place="Boston")))
    assert len(report.doubts) == 1 and "other#1" not in bodies(clinic)
    listed = text_of(clinic.get("/checking/left-out"))
    assert "in other words" in listed and "This is another answer" in listed
    assert "seven months" not in listed
    asked = text_of(clinic.post("/checking/let-in", answer="other#1"))
    assert "the answer that was removed" in asked and "Let in: this is another answer" in asked
    assert clinic.done(clinic.post("/checking/let-in/now", answer="other#1")).doubts == []
    assert bodies(clinic)["other#1"] == reworded
    assert [one for one in clinic.audit if one["did"] == "let in as another answer"]


@pytest.mark.parametrize("path", ["/checking/let-in", "/checking/let-in/now"])
@pytest.mark.parametrize("wanted", ["later#1", "later", FIRST, f"{FIRST}#1", ""])
def test_nothing_else_is_let_in(clinic: Clinic, path: str, wanted: str) -> None:
    """Neither a page that was removed, nor who was and is in no doubt."""
    clinic.remove(page=FIRST)
    before = clinic.state[:1], bodies(clinic)
    got = clinic.post(path, answer=wanted)
    assert (got.status_code, got.headers.get("location")) in [
        (303, "/staff/checking/left-out"),
        (422, None),
    ]
    ended(clinic.desk)
    assert (clinic.state[:1], bodies(clinic)) == before


def test_a_decision_that_somebody_else_made_meanwhile_changes_nothing(clinic: Clinic) -> None:
    clinic.add(("second.jsonl", records("later", UNTOLD)))
    clinic.done(clinic.post("/checking/let-in/now", answer="later#1"))
    again = clinic.post("/checking/let-in/now", answer="later#1")
    assert again.headers["location"] == "/staff/checking/left-out"

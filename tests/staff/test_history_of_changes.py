"""The desk's list of changes: taking the last one back, and letting in again what was removed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.storage.tombstones import Tombstones
from tests.show.test_card import HOSTILE, elements
from tests.staff.forms import forms_in
from tests.staff.test_desk import (
    ANN,
    Clinic,
    answer_of,
    ended,
    lines_of,
    text_of,
    words_in,
)

ROE = {"author": "Bo Roe, MD", "author_specialty": "Dentist", "author_place": "Boston"}
LEE = {"author": "Ann Lee, MD", "author_specialty": "Dentist", "author_place": "Denver"}


@pytest.fixture
def clinic(library_copy: Path) -> Iterator[Clinic]:
    clinic = Clinic(library_copy)
    with clinic.client:
        clinic.add(("a.jsonl", lines_of(answer_of("q", "Rest for a week.", **ROE))))
        yield clinic


def changes(clinic: Clinic) -> str:
    return " ".join(text_of(clinic.get("/changes")).split())


def test_the_last_change_is_shown_answer_by_answer_and_taken_back(clinic: Clinic) -> None:
    clinic.add(("a.jsonl", lines_of(answer_of("q", "Rest for a month.", **ROE))))
    assert words_in(clinic) == {"q#1": "Rest for a month."}
    (ask,) = forms_in(clinic.get("/changes").text, "/changes/undo")
    shown = clinic.client.post(ask.action, data=ask.fields)
    got = " ".join(text_of(shown).split())
    assert "If it is taken back: 1 page becomes what it was" in got
    assert "Now Rest for a month. After Rest for a week." in got
    assert words_in(clinic) == {"q#1": "Rest for a month."}
    (do,) = forms_in(shown.text, "/changes/undo/now")
    report = clinic.done(clinic.client.post(do.action, data=do.fields))
    assert report.changed == ["q"]
    assert words_in(clinic) == {"q#1": "Rest for a week."}
    last = clinic.audit[-1]
    assert (last["did"], last["generations"]) == ("undo", [do.fields["generation"]])


def test_another_change_meanwhile_is_not_taken_back(clinic: Clinic) -> None:
    shown = clinic.post("/changes/undo")
    (do,) = forms_in(shown.text, "/changes/undo/now")
    clinic.add(("b.jsonl", lines_of(answer_of("r", "Walk.", **LEE))))
    generation = clinic.service.library.generation
    clinic.client.post(do.action, data=do.fields)
    assert "has changed since this was shown" in (ended(clinic.desk).error or "")
    assert clinic.service.library.generation == generation


def test_a_removal_cannot_be_taken_back_and_says_where_to_look(clinic: Clinic) -> None:
    clinic.remove(doctor="Bo Roe")
    got = changes(clinic)
    assert "The last change cannot be taken back: it removed something for good" in got
    assert forms_in(clinic.get("/changes").text, "/changes/undo") == []
    clinic.post("/changes/undo/now", generation=clinic.service.library.generation.name)
    assert "it removed something for good" in (ended(clinic.desk).error or "")
    assert words_in(clinic) == {}


def test_what_was_removed_is_listed_without_a_name_by_whom_and_when(library_copy: Path) -> None:
    clinic = Clinic(library_copy, ANN)
    with clinic.client:
        clinic.sign_in()
        clinic.add(("a.jsonl", lines_of(answer_of("q", "Rest for a week.", **ROE))))
        clinic.remove(doctor="Bo Roe")
        clinic.add(("b.jsonl", lines_of(answer_of("r", "Walk.", **LEE))))
        clinic.remove(page="r")
        got = changes(clinic)
        assert re.search(r"A page r \w{8} \d{4}-\d\d-\d\d ann Let in again", got)
        assert re.search(r"A doctor \w{8} \d{4}-\d\d-\d\d ann Let in again", got)
        assert "Roe" not in got
        assert "Rest for a week" not in got
        assert "q#1" in got  # the id, as in the history


def test_a_doctor_is_looked_up_by_name_and_let_in_again_after_a_confirmation(
    clinic: Clinic,
) -> None:
    clinic.remove(doctor="Bo Roe")
    assert "Nothing on the list" in text_of(clinic.post("/changes/find", wanted="Roe"))
    found = clinic.post("/changes/find", wanted=" bo roe ")
    assert "On the list:" in text_of(found)
    first = forms_in(found.text, "/changes/let-in")[0]
    confirm = clinic.client.post(first.action, data=first.fields)
    assert "everything by this doctor that is read is shown again" in text_of(confirm)
    assert Tombstones.read(clinic.folder).holds("doctor", "Bo Roe")
    (do,) = forms_in(confirm.text, "/changes/let-in/now")
    clinic.done(clinic.client.post(do.action, data=do.fields))
    assert not Tombstones.read(clinic.folder).holds("doctor", "Bo Roe")
    assert words_in(clinic) == {}
    assert clinic.service.library.unfinished is None
    clinic.add(("a.jsonl", lines_of(answer_of("q", "Rest for a week.", **ROE))))
    assert words_in(clinic) == {"q#1": "Rest for a week."}
    assert "Roe" not in (clinic.folder / "audit.jsonl").read_text("utf-8")


def test_a_mark_that_is_gone_leads_back_to_the_list(clinic: Clinic) -> None:
    for path in ("/changes/let-in", "/changes/let-in/now"):
        got = clinic.post(path, mark="0" * 32)
        assert (got.status_code, got.headers["location"]) == (303, "/staff/changes#removed")


def test_no_name_is_in_an_address(clinic: Clinic) -> None:
    clinic.remove(doctor="Bo Roe")
    found = clinic.post("/changes/find", wanted="Bo Roe")
    addresses = [
        one.attributes.get(name) or ""
        for one in elements(found.text)
        for name in ("href", "action")
    ]
    assert not any("roe" in one.lower() for one in addresses)
    assert "Bo Roe" not in found.text


@pytest.mark.parametrize("wanted", [*HOSTILE.values()])
def test_anything_can_be_looked_up(wanted: str, clinic: Clinic) -> None:
    got = clinic.post("/changes/find", wanted=wanted)
    assert got.status_code == 200
    assert "Nothing on the list has that name, id or words." in text_of(got)


def test_to_be_checked_is_reached_from_every_page_and_counted(clinic: Clinic) -> None:
    for path in ("/changes", "/searches", "/judging"):
        (link,) = [
            one
            for one in elements(clinic.get(path).text)
            if one.attributes.get("href") == "/staff/checking"
        ]
        assert link.text.split() == ["To", "be", "checked"]

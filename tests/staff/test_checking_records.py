"""Answers of records of which it is in doubt who gave them, at the desk: a person sees the result
before it is kept, and keeps it beside the file."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from httpx2 import Response

from bot.staff.routes import checking_records
from index.library.build import build
from index.library.people import PersonChoice
from index.library.remove import remove
from index.model import Doctor
from index.pages.rows.record_decisions import (
    record_decisions_beside,
    record_decisions_file,
    record_decisions_in,
)
from index.storage.uploads import Uploads
from tests.pages.test_record_decisions import LINES, TABLE
from tests.show.test_card import elements
from tests.staff.test_checking import fields_in
from tests.staff.test_desk import ANN, Clinic, alert, text_of
from tests.words_encoder import WordsEncoder

BO = {"who-0": "doctor:Bo Roe, MD"}
NOT_AN_ANSWER = {"who-1": "left out"}


class Desk(Clinic):
    """A desk before a library of two files of records: some are in doubt."""

    def __init__(self, root: Path, staff: str = "") -> None:
        self.pages = root / "pages"
        self.pages.mkdir()
        self.file = self.pages / "answers.jsonl"
        self.file.write_text("".join(f"{json.dumps(line)}\n" for line in LINES))
        self.table = self.pages / "table.csv"
        self.table.write_text(TABLE.replace("\n1;", "\n8;").replace("\n2;", "\n9;"))
        build(root / "library", [self.pages], WordsEncoder())
        super().__init__(root / "library", staff)

    def sent(self, got: Response, **changed: str) -> Response:
        """Send the form of a page as it is, with some fields changed."""
        assert got.status_code == 200, got.text
        data = {**fields_in(got.text), **changed}
        return self.client.post("/staff/checking/records", data=data)

    def decide(self, page: str, by: str = "Anna", **choices: str) -> Response:
        """See the result of some choices, and keep it."""
        first = self.get("/checking/records", page=page)
        return self.sent(self.sent(first, do="show", by=by, **choices), do="keep")

    def names(self) -> dict[str, str | None]:
        return {
            answer.id: answer.doctor.name
            for page_id in self.service.library.stored()
            for answer in self.service.library.page(page_id).answers
        }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with desk.client:
        yield desk


def test_the_list_has_records_in_doubt_and_links_to_their_own_form(desk: Desk) -> None:
    got = desk.get("/checking")
    links = [one.attributes["href"] for one in elements(got.text) if one.tag == "a"]
    assert "/staff/checking/records?page=q" in links
    assert "/staff/checking/records?page=8" in links
    assert not any("/checking/page" in (link or "") for link in links)
    assert "Answer 2: author 'Ann Lee' of record 2 does not stand in the byline" in text_of(got)


def test_nothing_in_doubt_is_anybodys_until_it_is_decided(desk: Desk) -> None:
    assert desk.names() == {
        "q#1": "Ann Lee",
        "q#2": None,
        "q#3": None,
        "8#1": None,
        "9#1": "Cy Ash",
    }


def test_the_result_is_shown_before_anything_is_kept(desk: Desk) -> None:
    first = desk.get("/checking/records", page="q")
    assert "It prints: Ann Lee Bo Roe, MD Reno Dentist" in " ".join(text_of(first).split())
    assert "Keep this decision" not in text_of(first)
    shown = desk.sent(first, do="show", by="Anna", **BO, **NOT_AN_ANSWER)
    text = " ".join(text_of(shown).split())
    assert "Result: Bo Roe, MD" in text
    assert "Result: It would be left out" in text
    unseen = desk.sent(shown, do="keep", **{"who-1": "unnamed"})
    assert unseen.status_code == 200
    assert not record_decisions_file(desk.file).exists()


def test_all_that_is_decided_about_the_file_can_be_downloaded(desk: Desk) -> None:
    desk.done(desk.decide("8", **{"who-0": "unnamed"}))
    first = desk.get("/checking/records", page="9")
    assert "Download the decisions" not in text_of(first)
    shown = desk.sent(desk.get("/checking/records", page="q"), do="show", by="Anna", **BO)
    got = desk.sent(shown, do="download")
    name = "answers.jsonl.decision.toml"
    assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert [(one.id, one.doctor) for one in record_decisions_in(got.content, name)] == [
        ("2", "Bo Roe, MD")
    ]
    assert not record_decisions_file(desk.file).exists()
    record_decisions_file(desk.file).write_bytes(got.content)
    build(desk.folder, [desk.pages], WordsEncoder())
    assert desk.names()["q#2"] == "Bo Roe"


def test_what_was_not_shown_is_not_downloaded(desk: Desk) -> None:
    shown = desk.sent(desk.get("/checking/records", page="q"), do="show", by="Anna", **BO)
    got = desk.sent(shown, do="download", **NOT_AN_ANSWER)
    assert "content-disposition" not in got.headers
    assert "Result: It would be left out" in " ".join(text_of(got).split())


def test_records_in_an_archive_get_their_decisions_to_download(tmp_path: Path) -> None:
    archive = tmp_path / "lists.zip"
    with ZipFile(archive, "w") as opened:
        opened.writestr("answers.jsonl", "".join(f"{json.dumps(line)}\n" for line in LINES))
    build(tmp_path / "library", [archive], WordsEncoder())
    clinic = Clinic(tmp_path / "library")
    with clinic.client:
        first = clinic.get("/checking/records", page="q")
        sent = {**fields_in(first.text), **BO, "do": "show", "by": "Anna"}
        shown = clinic.client.post("/staff/checking/records", data=sent)
        assert "Keep this decision" in text_of(shown)
        sent = {**fields_in(shown.text), "do": "download"}
        got = clinic.client.post("/staff/checking/records", data=sent)
    name = "answers.jsonl.decision.toml"
    assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
    with ZipFile(archive, "a") as opened:
        opened.writestr(name, got.content)
    assert build(tmp_path / "library", [archive], WordsEncoder()).changed == ["q"]


def test_a_decision_stands_beside_the_file_and_survives_builds(desk: Desk) -> None:
    report = desk.done(desk.decide("q", **BO, **NOT_AN_ANSWER))
    assert (report.changed, report.added, report.removed) == (["q"], [], [])
    assert desk.names() == {"q#1": "Ann Lee", "q#2": "Bo Roe", "8#1": None, "9#1": "Cy Ash"}
    assert [one.by for one in record_decisions_beside(desk.file)] == ["Anna", "Anna"]
    assert desk.audit[-1]["did"] == "decided" and desk.audit[-1]["pages"] == ["q"]
    assert "does not stand in the byline 'Bo Roe" in text_of(desk.get("/checking"))  # the table's
    build(desk.folder, [desk.pages], WordsEncoder())
    assert build(desk.folder, [desk.pages], WordsEncoder()).unchanged == ["q", "8", "9"]
    shutil.rmtree(desk.folder)
    build(desk.folder, [desk.pages], WordsEncoder())
    again = Clinic(desk.folder)
    with again.client:
        assert again.service.library.page("q").answers[1].doctor == Doctor("Bo Roe", "MD", "byline")


def test_a_page_of_which_all_is_left_out_goes(desk: Desk) -> None:
    report = desk.done(desk.decide("8", **{"who-0": "left out"}))
    assert report.removed == ["8"]
    assert "8#1" not in desk.names()
    assert build(desk.folder, [desk.pages], WordsEncoder()).removed == []


def test_a_name_may_be_typed_if_the_record_prints_it(desk: Desk) -> None:
    first = desk.get("/checking/records", page="q")
    wrong = desk.sent(first, do="show", by="Anna", **{"who-0": "typed", "name-0": "Cy Ash"})
    assert alert(wrong) == "This does not fit yet: record 2: the record does not print 'Cy Ash'."
    assert "Keep this decision" not in text_of(wrong)
    right = desk.sent(wrong, do="show", **{"name-0": "Bo Roe"})
    desk.done(desk.sent(right, do="keep"))
    assert desk.names()["q#2"] == "Bo Roe"


def test_a_decision_is_taken_back(desk: Desk) -> None:
    desk.done(desk.decide("q", **BO))
    shown = desk.get("/checking/records", page="q")
    assert "Read as decided by Anna" in text_of(shown)
    desk.done(desk.decide("q", **{"who-0": "open"}))
    assert desk.names()["q#2"] is None
    assert not record_decisions_file(desk.file).exists()


def test_what_others_decided_stays_theirs(desk: Desk) -> None:
    desk.done(desk.decide("q", by="Anna", **BO))
    desk.done(desk.decide("q", by="Ben", **NOT_AN_ANSWER))
    assert [(one.id, one.by) for one in record_decisions_beside(desk.file)] == [
        ("2", "Anna"),
        ("3", "Ben"),
    ]


def test_a_record_that_changed_meanwhile_is_not_decided_about(desk: Desk) -> None:
    first = desk.get("/checking/records", page="q")
    shown = desk.sent(first, do="show", by="Anna", **BO)
    desk.file.write_text(desk.file.read_text().replace("Use ice.", "Use no ice."))
    assert desk.sent(shown, do="keep").status_code == 200
    assert not record_decisions_file(desk.file).exists()


def test_without_a_login_a_decision_needs_a_name(desk: Desk) -> None:
    assert alert(desk.decide("q", by=" ", **BO)).startswith("Say who decides")
    assert not record_decisions_file(desk.file).exists()


def test_who_signed_in_decides(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ANN)
    with desk.client:
        desk.sign_in()
        desk.done(desk.decide("q", by="Somebody else", **BO))
    assert [one.by for one in record_decisions_beside(desk.file)] == ["ann"]


def test_a_page_that_is_not_there_leads_to_the_list(desk: Desk) -> None:
    got = desk.get("/checking/records", page="none")
    assert got.headers["location"] == f"/staff{checking_records.PLACE}"


def test_a_doctor_who_was_decided_upon_is_removed_from_page_and_file(desk: Desk) -> None:
    desk.add(("own.jsonl", desk.file.read_bytes().replace(b'"q"', b'"own"')))
    page = next(one for one in desk.service.library.stored() if one.endswith("own"))
    desk.done(desk.decide(page, **BO))
    (file,) = Uploads(desk.folder).files()
    assert record_decisions_file(file).is_file()
    remove(desk.folder, WordsEncoder(), doctors=["Bo Roe"])
    assert b"Use ice." not in file.read_bytes()
    build(desk.folder, [Uploads(desk.folder).folder], WordsEncoder())
    again = Clinic(desk.folder)
    with again.client:
        assert "Bo Roe" not in {doctor.name for _, doctor in again.service.library.doctors()}


def test_what_is_removed_stays_so_whatever_is_decided_later(desk: Desk) -> None:
    desk.done(desk.decide("q", **BO))
    remove(desk.folder, WordsEncoder(), doctors=["Bo Roe"])
    record_decisions_file(desk.file).unlink()
    build(desk.folder, [desk.pages], WordsEncoder())
    again = Clinic(desk.folder)
    with again.client:
        page = again.service.library.page("q")
        assert "Use ice." not in page.text
        assert not any("Ann Lee' of record 2" in one for one in page.warnings)


def test_what_was_removed_is_not_shown_to_be_decided(desk: Desk) -> None:
    assert "Use ice." in desk.get("/checking/records", page="q").text
    remove(desk.folder, WordsEncoder(), answers=["q#2"])
    again = Clinic(desk.folder)
    with again.client:
        got = again.get("/checking/records", page="q").text
        assert "Walk." in got
        assert "Use ice." not in got and "Bo Roe" not in got


def test_nobody_who_was_removed_is_offered_as_a_doctor(desk: Desk) -> None:
    assert "Given by Ann Lee" in text_of(desk.get("/checking/records", page="q"))
    choice = PersonChoice(all=True)
    report = remove(desk.folder, WordsEncoder(), doctors=["Ann Lee"], choice=choice)
    # what the file gives to her and another waits for a decision about her
    assert any(one.startswith("q#2 ") for one in report.doubts)
    again = Clinic(desk.folder)
    with again.client:
        got = text_of(again.get("/checking/records", page="q"))
        assert "Reviewed by Cy Ash, DO" in got
        assert "Ann Lee" not in got and "Bo Roe" not in got


def test_a_decision_comes_with_its_file_into_the_librarys_own(desk: Desk) -> None:
    desk.done(desk.decide("q", **BO))
    beside = record_decisions_file(desk.file)
    data = desk.file.read_bytes()
    desk.add(
        ("more.jsonl", data.replace(b'"q"', b'"more"')),
        ("more.jsonl.decision.toml", beside.read_bytes()),
    )
    (kept,) = [one for one in Uploads(desk.folder).files() if one.name == "more.jsonl"]
    assert record_decisions_file(kept).is_file()
    shown = [one for one in desk.service.library.stored() if one.endswith("more")]
    warnings = desk.service.library.page(shown[0]).warnings
    assert any("earlier version of the record" in one for one in warnings)  # the page is another


@pytest.mark.skipif(os.geteuid() == 0, reason="this user may write everything")
def test_a_folder_that_cannot_be_written_is_named(desk: Desk) -> None:
    desk.pages.chmod(0o500)
    try:
        assert "cannot be written" in text_of(desk.get("/checking/records", page="q"))
    finally:
        desk.pages.chmod(0o700)


def test_a_file_that_is_gone_is_named(desk: Desk) -> None:
    desk.file.unlink()
    assert "is no longer there" in text_of(desk.get("/checking/records", page="q"))

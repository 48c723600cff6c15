"""One doctor's page, the topics, and the values of a filter, asked as a browser asks."""

import csv
import io
import json
from pathlib import Path

import pytest

from bot.reply.facets import value_of
from bot.staff.doctor import DoctorRecord
from bot.staff.topics import LibraryTopics
from index.library.build import build
from index.library.open import Library
from tests.show.test_card import elements, verbatim
from tests.staff.test_desk import Clinic, doctor_boxes, smiths, text_of
from tests.words_encoder import WordsEncoder

ABOUT = ("veneers crowns enamel", "filler hyaluronic swelling", "cartilage meniscus ligament")


def record(n: int, **more: object) -> dict[str, object]:
    words = ABOUT[n % 3]
    return {
        "id": f"r{n:02}", "question_id": f"q{n:02}", "question_title": f"About {words}?",
        "answer_text": f"Number {n}: {words}.", **more,
    }  # fmt: skip


def clinic_of(folder: Path, *records: dict[str, object]) -> Clinic:
    file = folder / "records.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Clinic(folder / "library")


JANE = {"author": "Jane Roe", "author_credentials": "MD", "author_specialty": "Dentist",
        "author_place": "Reno"}  # fmt: skip


@pytest.fixture
def jane(tmp_path: Path) -> Clinic:
    """Jane Roe with 24 answers of three topics; a namesake elsewhere; two records without more."""
    return clinic_of(
        tmp_path,
        *(record(n, **JANE, answered_on=f"20{n + 1:02}-05-06") for n in range(22)),
        record(22, **{**JANE, "author": "JANE ROE"}),
        record(23, **JANE),
        record(24, **{**JANE, "author_place": "Miami"}),
        record(25, author="Jane Roe"),
        record(26, author="Jane Roe"),
        record(27, author="Ann Lee", author_specialty="Urologist", author_place="Reno"),
        record(28),
    )


def person(clinic: Clinic, answer_id: str) -> str:
    found = clinic.service.library.answer(answer_id)
    return value_of("doctor", (answer_id, found.answer.doctor)) or answer_id


def test_a_doctors_page_has_every_answer_of_the_doctor_and_no_other(jane: Clinic) -> None:
    asked = {"person": person(jane, "q00#1")}
    first, second = (jane.shown("/doctor", **asked, page=n) for n in (1, 2))
    assert (len(first), len(second)) == (20, 4)
    assert set(first) | set(second) == {f"q{n:02}#1" for n in range(24)}
    markup = jane.get("/doctor", **asked).text
    library = jane.service.library
    assert verbatim(markup) == [
        found.page.quote(found.answer.body) for found in library.answers(first)
    ]
    facts = text_of(jane.get("/doctor", **asked))
    assert "2001-05-06 to 2022-05-06" in facts and "Date not on the page2 answers" in facts


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [("", "q21#1", "q22#1"), ("oldest", "q00#1", "q22#1"), ("nonsense", "q21#1", "q22#1")],
)
def test_the_answers_come_by_date_and_those_without_one_last(
    order: str, first: str, last: str, jane: Clinic
) -> None:
    asked = {"person": person(jane, "q00#1"), "order": order}
    every = [one for n in (1, 2) for one in jane.shown("/doctor", **asked, page=n)]
    assert every[0] == first
    assert every[-2:] == [last, "q23#1"]


def test_they_come_by_topic_and_a_topic_narrows_them(jane: Clinic) -> None:
    asked = {"person": person(jane, "q00#1"), "order": "topic"}
    markup = jane.get("/doctor", **asked).text
    topics = jane.desk.topics()
    assert topics is not None
    shown = [topics.number_of(one.partition("#")[0]) for one in jane.shown("/doctor", **asked)]
    assert sorted(shown, key=shown.index) == shown, "answers on one topic stand together"
    about = topics.topics[0].topic.page_id
    assert f"about={about}" in markup
    narrowed = jane.shown("/doctor", **asked, about=about)
    assert narrowed and {topics.number_of(one.partition("#")[0]) for one in narrowed} == {0}


def test_spellings_are_counted_and_namesakes_stand_beside_each_other(jane: Clinic) -> None:
    record = DoctorRecord.of(jane.service.library, WordsEncoder(), person(jane, "q00#1"))
    assert record is not None
    assert record.spellings == [("Jane Roe, MD", 23), ("JANE ROE, MD", 1)]
    beside = {one.doctor.place: (len(one.answers), one.has_key) for one in record.namesakes}
    assert beside == {"Miami": (1, True), None: (2, False)}
    page = jane.get("/doctor", person=person(jane, "q00#1"))
    assert "nothing on the pages tells whose these are" in text_of(page)
    assert "Ann Lee" not in text_of(page)


def test_an_answer_of_nobody_who_could_be_told_again_is_alone(jane: Clinic) -> None:
    assert jane.shown("/doctor", person="q25#1") == ["q25#1"]
    assert jane.shown("/doctor", person="q28#1") == ["q28#1"]
    assert "doctors.csv" not in jane.get("/doctor", person="q28#1").text
    for unknown in ("", "nobody", "q00#1", "q99#1"):
        got = jane.get("/doctor", person=unknown)
        assert got.status_code == 404, unknown
        assert "There is no such doctor here." in text_of(got)
        assert str(jane.folder) not in got.text  # nor a command for another place


def test_the_downloads_of_a_doctor_are_whole_and_excel_reads_their_letters(jane: Clinic) -> None:
    asked = {"in_doctor": person(jane, "q00#1")}
    got = jane.get("/doctors.csv", **asked)
    assert got.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"), newline="")))
    assert {row["id"] for row in rows} == {f"q{n:02}#1" for n in range(24)}
    told = jane.get("/doctors.json", **asked).json()
    assert [len(one["answers"]) for one in told["doctors"]] == [24]
    assert (
        f"/staff/doctors.csv?in_doctor={asked['in_doctor']}"
        in jane.get("/doctor", person=asked["in_doctor"]).text
    )


def test_a_row_shows_the_first_answers_and_leads_to_all(jane: Clinic) -> None:
    assert len(jane.shown("", in_doctor=person(jane, "q00#1"))) == 3
    markup = jane.get("", in_doctor=person(jane, "q00#1")).text
    assert "All 24 answers by" in markup
    assert f"/staff/doctor?person={person(jane, 'q00#1')}" in markup


def test_a_file_of_two_libraries_is_none(jane: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was removed while a file is written must not be in it."""
    listing = jane.desk.listing
    monkeypatch.setattr("bot.staff.routes.doctors.ROWS_AT_ONCE", 1)

    def removed_meanwhile(asked: object) -> object:
        found = listing(asked)  # type: ignore[arg-type]
        jane.remove(page="q27")
        return found

    monkeypatch.setattr(type(jane.desk), "listing", lambda _, asked: removed_meanwhile(asked))
    got = jane.get("/doctors.csv")
    assert got.status_code == 500 and "Ann Lee" not in got.text


# Topics.


def test_topics_lead_to_their_doctors_and_back(jane: Clinic) -> None:
    markup = jane.get("/topics").text
    topics = jane.desk.topics()
    assert topics is not None
    for one in topics.topics:
        page_id = one.topic.page_id
        assert f"/staff/topic?of={page_id}" in markup and f"/staff?group={page_id}" in markup
        shown = jane.get("/topic", of=page_id)
        assert all(term in shown.text for term in one.topic.terms)
        assert f"{one.answers} answer" in text_of(shown)
        listed = jane.get("/doctors.json", group=page_id).json()
        pages = {answer["page_id"] for row in listed["doctors"] for answer in row["answers"]}
        assert pages == set(one.topic.page_ids)
        assert "only pages on" in jane.get("", group=page_id).text
    assert jane.get("/topic", of="nothing").headers["location"] == "/staff/topics"


def test_the_plot_has_a_dot_for_each_topic_and_specialty_with_doctors(jane: Clinic) -> None:
    found = LibraryTopics.of(jane.service.library)
    assert set(found.specialties) == {"Dentist", "Urologist"}
    dots = [one for one in elements(jane.get("/topics").text) if one.tag == "circle"]
    assert len(dots) == sum(count > 0 for one in found.topics for count in one.by_specialty)
    counted = [dict(zip(found.specialties, one.by_specialty, strict=True)) for one in found.topics]
    assert sum(one["Urologist"] for one in counted) == 1
    assert all(one["Dentist"] in (1, 2) for one in counted)


def test_the_example_of_a_topic_is_a_slice_of_its_page(jane: Clinic) -> None:
    shown = verbatim(jane.get("/topics").text)
    pages = {page.quoted(page.title) for page in jane.service.library.pages()}
    assert shown and set(shown) <= pages


# Values of a filter.


def test_all_values_of_a_filter_are_listed_and_each_narrows_the_list(tmp_path: Path) -> None:
    clinic = smiths(tmp_path)
    boxes = doctor_boxes(clinic.get("").text)
    markup = clinic.get("/values", facet="doctor").text
    assert "2 values." in markup
    for value in boxes.values():
        assert f"/staff?in_doctor={value}" in markup
    assert "1 value." in clinic.get("/values", facet="doctor", letters="DENVER").text
    assert "0 values." in clinic.get("/values", facet="doctor", letters="Reno").text
    assert clinic.get("/values", facet="nothing").headers["location"] == "/staff?"


def test_a_value_that_is_chosen_is_taken_away_by_its_link(tmp_path: Path) -> None:
    clinic = smiths(tmp_path)
    markup = clinic.get("/values", facet="place", in_place="Boston", topic="botox").text
    assert 'href="/staff?topic=botox"' in markup
    assert "in_place=Boston&amp;in_place=Denver" in markup


def test_pages_are_found_by_their_titles(jane: Clinic) -> None:
    shown = text_of(jane.get("/values", facet="page", letters="veneers"))
    assert "10 values." in shown and "About filler" not in shown
    ordered = jane.get("/values", facet="place", order="-label").text
    assert ordered.index(">Reno<") < ordered.index(">Miami<")


def test_columns_are_left_out_and_the_name_always_stays(jane: Clinic) -> None:
    def heads(**asked: object) -> list[str]:
        found = elements(jane.get("", **asked).text)
        return [one.text.strip("▲▼") for one in found if one.attributes.get("scope") == "col"]

    every = ["Doctor", "Specialty", "Place", "Rating", "Answers", "Pages"]
    assert heads()[:6] == every and heads()[6:] == heads(topic="veneers")[7:]
    assert heads(topic="veneers")[:7] == [*every, "Sentence on the topic"]
    chosen = heads(topic="veneers", without=["specialty", "rating", "pages", "sentence", "name"])
    assert chosen[:3] == ["Doctor", "Place", "Answers"]
    assert "Sentence on the topic" not in chosen


def test_a_column_says_how_it_is_ordered(jane: Clinic) -> None:
    found = elements(jane.get("", sort="-answers").text)
    ordered = {
        one.text.strip("▲▼"): one.attributes["aria-sort"]
        for one in found
        if "aria-sort" in one.attributes
    }
    assert ordered == {"Answers": "descending"}


def test_of_a_library_that_is_read_slowly_it_is_said_and_the_page_comes_by_itself(
    jane: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.staff.kept.Kept.soon", lambda *_: None)
    for path in ("/topics", "/topic", "/coverage", "/coverage/list"):
        got = jane.get(path, of="builds")
        assert "The library is being read for this page" in text_of(got), path
        assert '<meta http-equiv="refresh" content="2">' in got.text


def test_a_library_of_nothing_has_no_topics(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    build(tmp_path / "library", [tmp_path / "pages"], WordsEncoder())
    found = LibraryTopics.of(Library.open(tmp_path / "library"))
    assert (list(found.topics), found.specialties) == ([], ())

"""Removing somebody whose name others have, too: whom a name means, who stays, who comes later."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import NotInLibrary, SeveralPeople
from index.identity import folded_person
from index.library.build import BuildRequest, build, preview
from index.library.open import Library
from index.library.people import ANYBODY, PersonChoice, people_named
from index.library.remove import REMOVED, going, removal_of, remove
from index.library.report import Report
from index.pages.line_reader.text import parse_page
from index.storage.tombstones import LIST, Tombstones
from index.storage.uploads import Uploads
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, ReadAnswer, by_line, page_of
from tests.words_encoder import WordsEncoder

JOHN = "John Smith"
DALLAS = PersonChoice(place="Dallas")


def answer(body: str, byline: str | None, headline: str | None = "My view") -> ReadAnswer:
    return ReadAnswer(headline, body, byline, by_line(None, None, None, None))


SMITHS = {
    "p0": answer("Wait 4 hours before the gym.", "John Smith, MD\nDallas Plastic Surgeon"),
    "p1": answer("Wait a full day, says Boston.", "John Smith, MD\nBoston Dermatologist"),
    "p2": answer("Ice is better than heat.", "John Smith, M.D.\nDallas Plastic Surgeon"),
    "p3": answer("Massage moves nothing.", "John A. Smith, MD\nDallas Plastic Surgeon"),
    "p4": answer("Two weeks to settle in my hands. Best, Dr. Smith", None),
    "p5": answer("Sunscreen matters more.", "JOHN SMITH, MD\nDallas Plastic Surgeon"),
    "p6": answer("The forehead takes longest.", "John Smith, MD, FACS\nDallas Plastic Surgeon"),
}
OF_DALLAS = ["p0#1", "p2#1", "p5#1", "p6#1"]
MIAMI = answer("Twenty minutes in my practice.", "John Smith, MD\nMiami Dentist")


@pytest.fixture
def smiths(place: Place) -> Place:
    for name, one in SMITHS.items():
        place.write(f"{name}.txt", one)
    place.build()
    return place


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Flushing to disk changes nothing that is seen here, and takes most of the time."""
    monkeypatch.setattr("index.library.writer.flush", lambda path: None)
    yield


def out(place: Place, name: str = JOHN, choice: PersonChoice = ANYBODY) -> Report:
    return remove(place.library, WordsEncoder(), doctors=[name], choice=choice)


def records(place: Place, *rows: Mapping[str, object], file: str = "records.jsonl") -> None:
    """Write records, of which each is named by its words where it has no id."""
    filled = ({"id": str(row["answer_text"]).split()[0].lower(), **row} for row in rows)
    lines = "".join(json.dumps(row) + "\n" for row in filled)
    (place.pages / file).write_text(lines, encoding="utf-8")


def anew(place: Place) -> Report:
    return build(place.library, [place.pages], WordsEncoder(), anew=True)


# Whom a name means.


def test_a_name_that_means_several_removes_nobody_and_says_whom_it_may_mean(
    smiths: Place,
) -> None:
    with pytest.raises(SeveralPeople) as caught:
        out(smiths)
    assert caught.value.people == (
        "John Smith, MD · Plastic Surgeon · Dallas (4 answers)",
        "John Smith, MD · Dermatologist · Boston (1 answer)",
    )
    assert not (smiths.library / LIST).exists()
    assert set(smiths.bodies()) == {f"{name}#1" for name in SMITHS}


@pytest.mark.parametrize(
    ("choice", "gone"),
    [
        (DALLAS, OF_DALLAS),
        (PersonChoice(place="dallas", specialty="PLASTIC  surgeon"), OF_DALLAS),
        (PersonChoice(specialty="Dermatologist"), ["p1#1"]),
        (PersonChoice(answer="p5#1"), OF_DALLAS),
        (PersonChoice(all=True), sorted([*OF_DALLAS, "p1#1"])),
        (PersonChoice(place="Dallas", all=True), OF_DALLAS),
    ],
    ids=str,
)
def test_a_choice_takes_those_whom_it_names_and_nobody_else(
    choice: PersonChoice, gone: list[str], smiths: Place
) -> None:
    report = out(smiths, choice=choice)
    assert sorted(report.taken_out) == gone
    assert sorted(a for one in report.people for a in one.answers) == gone
    kept = {f"{name}#1" for name in SMITHS} - set(gone)
    assert set(smiths.bodies()) == kept
    anew(smiths)
    assert set(smiths.bodies()) == kept


@pytest.mark.parametrize(
    "choice", [PersonChoice(place="Houston"), PersonChoice(place="Dallas", specialty="Dentist")]
)
def test_a_choice_that_fits_nobody_says_who_is_there(choice: PersonChoice, smiths: Place) -> None:
    with pytest.raises(NotInLibrary, match="Plastic Surgeon · Dallas"):
        out(smiths, choice=choice)


def test_who_has_the_same_name_or_a_like_one_and_stays_is_told(smiths: Place) -> None:
    report = out(smiths, choice=DALLAS)
    assert [one.described for one in report.people] == [
        "John Smith, MD · Plastic Surgeon · Dallas (4 answers)"
    ]
    assert [one.described for one in report.others] == [
        "John Smith, MD · Dermatologist · Boston (1 answer)"
    ]
    assert [one.described for one in report.alike] == [
        "John A. Smith, MD · Plastic Surgeon · Dallas (1 answer)",
        "Dr. Smith · named only in a signature (1 answer)",
    ]


def test_the_byline_of_a_namesake_is_no_mention(smiths: Place) -> None:
    told = [line for line in out(smiths, choice=DALLAS).remaining if "still mentions" in line]
    assert told == [f"page 'p4' still mentions {REMOVED}, in words of the patient or of others"]


def test_what_would_be_removed_is_shown_without_writing(smiths: Place) -> None:
    before = sorted(smiths.library.rglob("*"))
    chosen = removal_of(smiths.opened(), doctors=[JOHN], choice=DALLAS)
    assert [one.answers for one in chosen.people] == [tuple(OF_DALLAS)]
    assert sorted(smiths.library.rglob("*")) == before


@pytest.mark.parametrize("name", ["John Smith, MD", "Dr. John Smith", "john smith m.d."])
def test_letters_that_all_have_choose_nobody(name: str, smiths: Place) -> None:
    with pytest.raises((SeveralPeople, NotInLibrary)):
        out(smiths, name)
    assert len(smiths.bodies()) == len(SMITHS)


TWO = (
    {"answer_text": "One.", "author": "Ann Lee", "author_credentials": "MD"},
    {"answer_text": "Two.", "author": "Ann Lee", "author_credentials": "DO"},
)
SAME_PLACE = {"author_place": "Dallas", "author_specialty": "Dentist"}


@pytest.mark.parametrize("about", [{}, SAME_PLACE], ids=["nowhere", "at one place"])
def test_letters_choose_between_people_whom_only_they_tell_apart(
    about: dict[str, str], place: Place
) -> None:
    records(place, *({**one, **about} for one in TWO))
    place.build()
    with pytest.raises(SeveralPeople):
        out(place, "Ann Lee")
    with pytest.raises(NotInLibrary, match="Ann Lee, MD"):
        out(place, "Ann Lee, DDS")
    assert out(place, "Ann Lee, D.O.").taken_out == ["two.#1"]
    assert set(place.bodies()) == {"one.#1"}
    anew(place)
    assert set(place.bodies()) == {"one.#1"}


@pytest.mark.parametrize(
    "other",
    [
        {"author_specialty": "Dermatologist"},
        {"author_place": "Austin"},
        {"author_status": "retired"},
    ],
    ids=str,
)
def test_one_name_at_two_places_or_of_two_specialties_is_several(
    other: dict[str, str], place: Place
) -> None:
    one = {"answer_text": "One.", "author": "Ann Lee", **SAME_PLACE}
    records(place, one, {**one, "answer_text": "Two.", **other})
    place.build()
    with pytest.raises(SeveralPeople):
        out(place, "Ann Lee")
    report = out(place, "Ann Lee", PersonChoice(answer="two.#1"))
    assert report.taken_out == ["two.#1"]
    anew(place)
    assert set(place.bodies()) == {"one.#1"}


def test_records_without_place_and_specialty_are_a_person_of_their_own(
    place: Place,
) -> None:
    """Nothing tells them apart, so a person decides, and what stays was shown."""
    one = {"answer_text": "One.", "author": "Ann Lee", **SAME_PLACE}
    records(place, one, {"answer_text": "Two.", "author": "Ann Lee"})
    place.build()
    with pytest.raises(SeveralPeople, match="neither place nor specialty"):
        out(place, "Ann Lee")
    report = out(place, "Ann Lee", DALLAS)
    assert (report.taken_out, [other.answers for other in report.others]) == (
        ["one.#1"],
        [("two.#1",)],
    )
    assert set(place.bodies()) == {"two.#1"}
    assert anew(place).doubts == []
    assert set(place.bodies()) == {"two.#1"}
    # It was decided to be another's: that holds until it is named itself.
    assert out(place, "Ann Lee", PersonChoice(all=True)).taken_out == ["two.#1"]
    anew(place)
    assert place.bodies() == {}


def test_short_words_of_others_stay_where_somebody_without_a_place_is_removed(
    place: Place,
) -> None:
    records(
        place,
        {"id": "a", "answer_text": "4 hours", "author": "Ann Lee"},
        {"id": "b", "answer_text": "4 hours", "author": "Jane Roe"},
    )
    place.build()
    assert out(place, "Ann Lee").taken_out == ["a#1"]
    assert anew(place).taken_out == ["a#1"]
    assert place.bodies() == {"b#1": "4 hours"}


NFD = unicodedata.normalize("NFD", "Zoë Müller-O’Neil")


@pytest.mark.parametrize(
    "name",
    [
        NFD,
        "zoe muller-o'neil",
        "ZOË MÜLLER-O'NEIL",
        "Dr. Zoë Müller\u2011O`Neil",
        "Prof. Dr. med. Zoe\u00a0Muller-ONeil",
        "Zo\u200bë \u202aMüller-O´Neil\u202c",
    ],
)
def test_one_person_goes_however_the_name_is_printed_and_typed(name: str, place: Place) -> None:
    assert folded_person(name) == "zoe muller-oneil"
    one = {"answer_text": "One.", "author": "Zoë Müller-O’Neil", **SAME_PLACE}
    records(place, one, {**one, "answer_text": "Two.", "author": name})
    place.build()
    assert sorted(out(place, name).taken_out) == ["one.#1", "two.#1"]
    anew(place)
    assert place.bodies() == {}


@pytest.mark.parametrize(
    "like",
    [
        "Ruth A. Okafor",
        "R. Okafor",
        "Okafor, Ruth",
        "Ruth Okafor, MBA",
        "Ruth Okafor Jr.",
        "Ruth Okafor-Bell",
        "Ruth van Okafor",
        "Dr. Okafor",
    ],
)
def test_a_like_name_is_told_and_can_be_named(like: str, place: Place) -> None:
    records(
        place,
        {"answer_text": "One.", "author": "Ruth Okafor", "author_credentials": "DO"},
        {"answer_text": "Two.", "author": like},
        {"answer_text": "Other.", "author": "Rupert Okafor"},
    )
    place.build()
    report = out(place, "Ruth Okafor")
    assert report.taken_out == ["one.#1"]
    assert [one.doctor.name for one in report.alike] == [like]
    assert out(place, like).taken_out == ["two.#1"]
    assert set(place.bodies()) == {"other.#1"}


def test_a_name_that_is_not_there_is_answered_with_like_ones(place: Place) -> None:
    records(place, {"answer_text": "One.", "author": "Okafor, Ruth"})
    place.build()
    with pytest.raises(NotInLibrary, match="there is Okafor, Ruth"):
        out(place, "Ruth Okafor")


def test_a_first_name_in_capitals_behind_a_comma_is_no_letters(place: Place) -> None:
    records(place, {"answer_text": "One.", "author": "Dr. Smith", **SAME_PLACE})
    place.build()
    for name in ("SMITH, JOHN", "JANE SMITH, JR."):
        with pytest.raises(NotInLibrary):
            out(place, name)


def test_names_are_looked_up_among_the_doctors_that_are_given() -> None:
    doctors = [("a#1", by_line("Ann Lee", "MD", "Dallas", "Dentist"))]
    assert people_named(doctors, "ann lee").meant[0].answers == ("a#1",)
    assert people_named(doctors, "Ann Lew").meant == ()


# Who comes later.


def test_a_later_namesake_is_another_doctor_and_comes_in(smiths: Place) -> None:
    out(smiths, choice=PersonChoice(all=True))
    smiths.write("miami.txt", MIAMI)
    report = smiths.build()
    assert (report.added, report.taken_out, report.doubts) == (["miami"], [], [])
    assert "miami#1" in smiths.bodies()


def test_who_was_removed_does_not_come_in_later_however_it_is_written(smiths: Place) -> None:
    out(smiths, choice=DALLAS)
    later = answer("Something new.", "Dr. JOHN SMITH, M.D., FACS\nDALLAS Plastic Surgeon")
    smiths.write("later.txt", later, MIAMI)
    report = smiths.build()
    assert (report.taken_out, report.doubts) == (["later#1"], [])
    assert "later#2" in smiths.bodies()


UNCLEAR: tuple[dict[str, str], ...] = (
    {},
    {"author_place": "Dallas"},
    {"author_specialty": "Plastic Surgeon"},
    {"author_place": "Dallas", "author_specialty": "Plastic Surgeon"},  # no letters
    {
        "author_place": "Dallas",
        "author_specialty": "Plastic Surgeon",
        "author_credentials": "MD",
        "author_status": "retired",
    },
)


@pytest.mark.parametrize("about", UNCLEAR, ids=str)
def test_who_may_be_the_person_removed_is_left_out_and_told_at_each_build(
    about: dict[str, str], smiths: Place
) -> None:
    out(smiths, choice=DALLAS)
    records(smiths, {"answer_text": "Later words.", "author": JOHN, **about})
    for report in (smiths.build(), smiths.build(), anew(smiths)):
        (doubt,) = report.doubts
        assert doubt.startswith("later#1 in ") and "John Smith" in doubt
        assert doubt.endswith("build PATH --readmit 'later#1'")
        assert "later#1" not in report.taken_out
        assert "later#1" not in smiths.bodies()
    seen = preview(smiths.library, [smiths.pages], WordsEncoder())
    assert [one.answer_id for one in seen.plan.doubts] == ["later#1"]


NOT_TAKEN: tuple[dict[str, object], ...] = (
    {"author": JOHN, "user_type": "patient"},
    {"author": JOHN, "byline": "Reviewed by Tom Fox, MD"},
    {"author": "Tom Fox, MD", "byline": JOHN},
    {"author": JOHN, "author_named_by": "signature"},
    {"author": JOHN, "answered_by": "Tom Fox, MD"},
    {"author": {"@type": "Person", "name": JOHN, "honorificSuffix": "MD", "url": "https://a.org"}},
    {"author": [JOHN, "Tom Fox"]},
    {"author": f"{JOHN}\0"},
    {"author": "John\ud800Smith"},
    {"byline": f"Answered by {JOHN}\0"},
    {"headline": f"By {JOHN}"},
)
"""What a record prints of its author without being believed."""


@pytest.mark.parametrize("about", NOT_TAKEN, ids=str)
def test_who_is_printed_and_not_believed_may_be_the_person_removed(
    about: dict[str, object], place: Place
) -> None:
    place.write("p5.txt", SMITHS["p5"])
    records(place, {"answer_text": "Later words.", **about})
    place.build()
    assert "later#1" in place.bodies()
    for report in (out(place), anew(place)):
        assert [one.partition(" ")[0] for one in report.doubts] == ["later#1"]
        assert not {"p5#1", "later#1"} & set(place.bodies())


OF_TWO = """<h1>May I dance after it?</h1>
<div itemscope itemtype="https://schema.org/QAPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<p itemprop="name">May I dance after it?</p>
<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">
<p itemprop="text">Wait three days, and see me again for a check of it.</p>
<p><span itemprop="author" itemscope itemtype="https://schema.org/Physician"><b itemprop="name"
>John Smith</b></span><span itemprop="author" itemscope itemtype="https://schema.org/Physician"
><b itemprop="name">Tom Fox</b></span></p></div></div></div>"""


def test_whom_markup_names_in_doubt_may_be_the_person_removed(place: Place) -> None:
    place.write("p5.txt", SMITHS["p5"])
    place.build()
    out(place)
    (place.pages / "later.html").write_text(OF_TWO, encoding="utf-8")
    assert [one.partition(" ")[0] for one in place.build().doubts] == ["later#1"]
    assert "later#1" not in place.bodies()


def test_an_answer_in_doubt_comes_in_once_a_person_decides(smiths: Place) -> None:
    out(smiths, choice=DALLAS)
    records(smiths, {"answer_text": "Later words.", "author": JOHN})
    smiths.build()
    asked = BuildRequest(readmit=["later#1"])
    assert preview(smiths.library, [smiths.pages], WordsEncoder(), asked).plan.doubts == ()
    report = build(smiths.library, [smiths.pages], WordsEncoder(), readmit=["later#1"])
    assert (report.changed, report.doubts) == (["later"], [])
    assert smiths.bodies()["later#1"] == "Later words."
    assert anew(smiths).doubts == []
    assert "later#1" in smiths.bodies() and not set(OF_DALLAS) & set(smiths.bodies())


@pytest.mark.parametrize(
    "about",
    [
        {"author_place": "El Paso"},
        {"author_specialty": "Dentist"},
        {"author_place": "Dallas", "author_specialty": "Dermatologist"},
    ],
    ids=str,
)
def test_another_place_or_another_specialty_is_another_person(
    about: dict[str, str], smiths: Place
) -> None:
    out(smiths, choice=PersonChoice(all=True))
    records(smiths, {"answer_text": "Later words.", "author": JOHN, **about})
    report = smiths.build()
    assert (report.added, report.doubts) == (["later"], [])


def test_of_several_who_were_removed_places_and_specialties_are_not_mixed() -> None:
    gone = [by_line(JOHN, "MD", "Dallas", "Surgeon"), by_line(JOHN, "MD", "Boston", "Dentist")]
    tombstones = Tombstones().adding(people=gone, day="2024-01-01")
    mixed = by_line(JOHN, "MD", "Dallas", "Dentist")
    assert tombstones.day_of_doubt("Words.", mixed) is None
    assert tombstones.day_of_doubt("Words.", by_line(JOHN, None, "Dallas", None)) == "2024-01-01"


def test_a_later_answer_by_somebody_without_a_place_is_in_doubt_and_the_removed_one_is_not(
    place: Place,
) -> None:
    records(place, {"answer_text": "One.", "author": "Ann Lee"})
    place.build()
    out(place, "Ann Lee")
    records(place, {"answer_text": "Two.", "author": "Ann Lee"}, file="later.jsonl")
    report = anew(place)
    assert report.taken_out == ["one.#1"]
    assert [doubt.partition(" ")[0] for doubt in report.doubts] == ["two.#1"]


def test_the_same_command_again_takes_nobody_else(smiths: Place) -> None:
    out(smiths, choice=DALLAS)
    assert out(smiths, choice=DALLAS).taken_out == []
    with pytest.raises(SeveralPeople, match="one who was removed before"):
        out(smiths)
    assert "p1#1" in smiths.bodies()
    assert out(smiths, choice=PersonChoice(place="Boston")).taken_out == ["p1#1"]


def test_a_person_comes_in_again_when_the_line_is_deleted(smiths: Place) -> None:
    out(smiths, choice=DALLAS)
    file = smiths.library / LIST
    lines = file.read_text().splitlines(keepends=True)
    assert "smith" not in "".join(lines) and "allas" not in "".join(lines)
    (person,) = (line for line in lines if line.startswith("person "))
    file.write_text("".join(line for line in lines if line != person))
    smiths.build()
    assert set(smiths.bodies()) == {f"{name}#1" for name in SMITHS}


def test_what_is_in_doubt_stays_in_the_librarys_own_files(place: Place, tmp_path: Path) -> None:
    """They may be the only copies, and a person may decide that it is another's."""
    records(place, {"answer_text": "One.", "author": "Ann Lee", **SAME_PLACE})
    place.build()
    out(place, "Ann Lee")
    upload = tmp_path / "own.jsonl"
    rows = (
        {"id": "x", "question_id": "q", "answer_text": "Again.", "author": "Ann Lee", **SAME_PLACE},
        {"id": "y", "question_id": "q", "answer_text": "Maybe.", "author": "Ann Lee"},
        {"id": "z", "question_id": "q", "answer_text": "Rest.", "author": "Jane Roe"},
    )
    upload.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    uploads = Uploads(place.library)
    file = uploads.put(upload)
    report = build(place.library, [uploads.folder], WordsEncoder())
    assert report.taken_out == ["q#1"]
    assert "Again." not in file.read_text() and "Maybe." in file.read_text()
    (doubt,) = build(place.library, [uploads.folder], WordsEncoder()).doubts
    answer_id = doubt.partition(" ")[0]
    build(place.library, [uploads.folder], WordsEncoder(), readmit=[answer_id])
    assert set(place.bodies().values()) == {"Maybe.", "Rest."}


# A byline without words.


@pytest.mark.parametrize(
    ("below", "stays"), [("Dallas Plastic Surgeon", False), ("Miami Dentist", True), ("", False)]
)
def test_a_name_outside_all_answers_goes_unless_it_is_a_namesakes(below: str, stays: bool) -> None:
    text = page_of(BONDING, votes=False)
    assert text.count("18 reviews\n") == 1
    text = text.replace("18 reviews\n", f"18 reviews\n\nJohn Smith, MD\n{below}\n")
    page = parse_page(text, page_id="a", source="a.txt", digest="0" * 64)
    gone = Tombstones().adding(people=[by_line(JOHN, "MD", "Dallas", "Plastic Surgeon")])
    rest = gone.without(page)
    assert rest is not None and (JOHN in rest.text) == stays
    # the words above the name are in doubt: they may be those of who was removed
    assert [rest.quote(one.body) for one in rest.answers] == ([BONDING.body] if stays else [])


def test_what_is_shown_before_a_removal_is_what_it_takes(place: Place) -> None:
    place.write("quoted.txt", SMITHS["p0"])
    file = place.pages / "quoted.txt"
    file.write_text(f"{file.read_text()}\n".replace("Wait 4", "A colleague wrote this:\n\nWait 4"))
    records(
        place,
        {"answer_text": "One.", "author": JOHN, "author_place": "Dallas"},
        {"answer_text": "Two.", "author": f"{JOHN}, MD and Paul Roe, MD", "author_place": "Dallas"},
        {"answer_text": "Three.", "author": f"{JOHN}, MD and Paul Roe, MD", "author_place": "Reno"},
        {"answer_text": "Four.", "author": "Ann Lee", "author_place": "Dallas"},
    )
    place.build()
    with closing(Library.open_newest(place.library)) as library:
        there = {answer_id for answer_id, _ in library.doctors()}
        shown = going(library, removal_of(library, doctors=[JOHN]))
    removed, doubted = (
        {one.answer.id for one in found} for found in (shown.answers, shown.doubted)
    )
    assert (removed, doubted) == ({"one.#1"}, {"two.#1", "quoted#1"})
    report = out(place)
    assert set(report.taken_out) == removed
    assert {one.partition(" ")[0] for one in report.doubts} == doubted
    with closing(Library.open_newest(place.library)) as library:
        assert {answer_id for answer_id, _ in library.doctors()} == there - removed - doubted


@pytest.mark.parametrize(
    "author",
    [
        "Ruth Okafor | Dermatologist",
        "Ruth Okafor and Paul Smith",
        "Paul Smith & Ruth Okafor, MD",
        "Paul Smith; Okafor, Ruth",
        "Dermatologist - Dr. Ruth Okafor",
        "A. Bell / B. Cole / C. Dunn / D. East / Ruth Okafor / E. Ford",
    ],
)
def test_who_was_removed_comes_back_joined_to_nothing(author: str, place: Place) -> None:
    records(
        place,
        {"answer_text": "One.", "author": "Ruth Okafor, MD", "author_place": "Reno"},
        {"answer_text": "Two.", "author": "Paul Smith, MD"},
    )
    place.build()
    out(place, "Ruth Okafor")
    records(
        place,
        {"answer_text": "Another.", "author": author},
        {"answer_text": "Two.", "author": "Paul Smith, MD"},
    )
    report = place.build()
    assert len(report.doubts) == 1 and author in report.doubts[0]
    assert list(place.bodies().values()) == ["Two."]

"""What was removed is asked about where the same page says it in other words, and is shown to
nobody until a person decides."""

import json

import pytest

from index.errors import NotInLibrary
from index.library.build import build
from index.library.left_out import left_out_of, let_in
from index.library.readmit import readmit, removed_marks
from index.library.remove import going, removal_of, remove
from index.library.report import Report
from index.storage.tombstones import LIST, Tombstones
from index.storage.uploads import Uploads
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, ReadAnswer
from tests.words_encoder import WordsEncoder

LETTER = VENEERS._replace(body=VENEERS.body.replace("Wear", "Wore"))
"""The answer with one letter of it changed."""
OTHER = VENEERS._replace(body="Crowns are another matter, and need another visit altogether.")
"""Something else that the same doctor says."""
REST = {"a#2": BONDING.body, "b#1": FILLER.body}


def out(place: Place, **what: list[str]) -> Report:
    return remove(place.library, WordsEncoder(), **what)  # type: ignore[arg-type]


def written(place: Place, *answers: ReadAnswer) -> Report:
    """What a build says of the page with other answers on it."""
    place.write("a.txt", *answers)
    return place.build()


def named(answer: ReadAnswer, name: str) -> ReadAnswer:
    """The same answer with another name in its byline."""
    assert answer.byline is not None and answer.doctor.name is not None
    return answer._replace(byline=answer.byline.replace(answer.doctor.name, name))


def test_an_answer_that_was_removed_stays_removed_though_a_letter_changes(built: Place) -> None:
    out(built, answers=["a#1"])
    report = written(built, LETTER, BONDING)
    (doubt,) = report.doubts
    assert doubt.startswith("a#1 in ") and "build PATH --readmit 'a#1'" in doubt
    assert "Wore" not in doubt and "Beaumont" not in doubt
    assert built.bodies() == REST
    assert built.build().doubts == report.doubts, "each build says so"
    assert build(built.library, [built.pages], WordsEncoder(), anew=True).doubts == report.doubts
    assert built.bodies() == REST


@pytest.mark.parametrize("name", ["Beaumont, Claire", "Claire J. Beaumont", "C. Beaumont"])
def test_it_stays_removed_though_the_name_is_written_otherwise_too(name: str, built: Place) -> None:
    out(built, answers=["a#1"])
    assert len(written(built, named(LETTER, name), BONDING).doubts) == 1
    assert built.bodies() == REST


def records(place: Place, words: str, *authors: str | None) -> Report:
    """What a build says of a question that several answer, each in other words."""
    rows: list[dict[str, str]] = [
        {"question": "How long does a filling last?", "answer": f"{words} So {number} of us say."}
        | ({} if author is None else {"doctor": author})
        for number, author in enumerate(authors)
    ]
    file = place.pages / "r.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return place.build()


@pytest.mark.parametrize(
    ("before", "later", "doubts"),
    [("Ann Lee, MD", "Ann Lee, MD", 1), ("Ann Lee, MD", None, 1), (None, None, 2),
     (None, "Ann Lee, MD", 2)],
)  # fmt: skip
def test_where_nobody_is_named_it_may_be_the_same(
    before: str | None, later: str | None, doubts: int, place: Place
) -> None:
    records(place, "It lasts for a year.", before, "Paul Brandt, MD")
    first, second = place.bodies()
    out(place, answers=[first])
    assert list(place.bodies()) == [second]
    report = records(place, "It lasts for a yeer.", later, "Paul Brandt, MD")
    assert len(report.doubts) == doubts, "whoever gave what named nobody may be anybody"
    assert first not in place.bodies()


def test_what_the_same_doctor_says_on_the_page_stays_as_it_was_at_the_removal(
    place: Place,
) -> None:
    place.write("a.txt", VENEERS, OTHER, BONDING)
    place.build()
    report = out(place, answers=["a#1"])
    assert (report.taken_out, report.doubts) == (["a#1"], [])
    assert place.bodies() == {"a#2": OTHER.body, "a#3": BONDING.body}
    assert len(written(place, LETTER, OTHER, BONDING).doubts) == 1
    assert place.bodies() == {"a#2": OTHER.body, "a#3": BONDING.body}


def test_another_doctor_on_the_page_and_the_same_doctor_elsewhere_are_in_no_doubt(
    built: Place,
) -> None:
    out(built, answers=["a#1"])
    built.write("c.txt", OTHER)
    changed = BONDING._replace(body="Bonding lasts for five years or so.")
    assert written(built, VENEERS, changed, FILLER).doubts == []
    assert built.bodies() == {
        "a#2": changed.body,
        "a#3": FILLER.body,
        "b#1": FILLER.body,
        "c#1": OTHER.body,
    }


def test_a_person_lets_another_answer_in_and_the_removed_one_stays_out(built: Place) -> None:
    out(built, answers=["a#1"])
    written(built, VENEERS, BONDING, OTHER)
    (left,) = left_out_of(built.opened(), [built.pages])
    assert left.is_reworded and left.answer_ids == ("a#3",)
    let_in(built.library, ["a#3"], [built.pages], WordsEncoder())
    assert built.bodies() == REST | {"a#3": OTHER.body}
    with pytest.raises(NotInLibrary):
        let_in(built.library, ["a#3"], [built.pages], WordsEncoder())


def test_an_answer_that_is_let_in_again_is_asked_about_no_more(built: Place) -> None:
    out(built, answers=["a#1"])
    written(built, LETTER, BONDING)
    (mark,) = removed_marks(built.library)
    assert mark.kind == "answer", "where it stood is no thing of its own"
    readmit(built.library, mark.id, WordsEncoder())
    assert built.build().doubts == []
    assert built.bodies() == REST | {"a#1": LETTER.body}


def test_whoever_deletes_its_line_lets_it_in(built: Place) -> None:
    out(built, answers=["a#1"])
    written(built, LETTER, BONDING)
    file = built.library / LIST
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("answer ")))
    assert built.build().doubts == []
    assert built.bodies() == REST | {"a#1": LETTER.body}


def test_a_list_that_says_nothing_of_where_an_answer_stood_holds_its_very_words(
    built: Place,
) -> None:
    Tombstones().adding(answers=[VENEERS.body]).write(built.library)
    built.build()
    assert built.bodies() == REST
    assert written(built, LETTER, BONDING).doubts == []
    assert built.bodies() == REST | {"a#1": LETTER.body}


def test_the_list_keeps_no_word_of_where_an_answer_stood(built: Place) -> None:
    out(built, answers=["a#1"])
    given = [one for one in (built.library / LIST).read_text().splitlines() if "given" in one]
    (kind, *hashes, day) = given[0].split(" ")
    assert (kind, len(given), len(day)) == ("given", 1, len("2026-11-26"))
    assert all(len(one) == 64 and int(one, 16) for one in hashes)


def test_the_librarys_own_file_keeps_what_is_in_doubt_until_somebody_decides(place: Place) -> None:
    Uploads(place.library).folder.mkdir(parents=True)
    own = Uploads(place.library).folder / "a.txt"
    file = place.write("a.txt", VENEERS, BONDING)
    own.write_bytes(file.read_bytes())
    build(place.library, [own.parent], WordsEncoder(), anew=True)
    out(place, answers=["a#1"])
    assert b"night guard" not in own.read_bytes()
    own.write_bytes(place.write("a.txt", LETTER, BONDING).read_bytes())
    assert len(build(place.library, [own.parent], WordsEncoder()).doubts) == 1
    assert b"Wore a night guard" in own.read_bytes()
    assert place.bodies() == {"a#2": BONDING.body}


# A page as a whole.


def test_a_page_that_was_removed_stays_removed_though_a_letter_changes(built: Place) -> None:
    out(built, pages=["a"])
    report = written(built, LETTER, BONDING)
    assert [reason for _, reason in report.skipped if "was removed on" in reason]
    assert built.bodies() == {"b#1": FILLER.body}


def test_the_rest_of_a_removed_page_is_asked_about_under_another_id(built: Place) -> None:
    out(built, pages=["a"])
    built.write("c.txt", LETTER, BONDING, title="About a.txt?")
    assert len(built.build().doubts) == 1
    assert built.bodies() == {"b#1": FILLER.body}
    built.write("c.txt", LETTER, OTHER, title="About a.txt?")
    assert built.build().doubts == [], "it has no answer of that page, as far as can be told"


def test_what_another_page_has_beside_a_removed_answer_stays(place: Place) -> None:
    place.write("a.txt", VENEERS, title="How long do they last?")
    place.write("b.txt", VENEERS, BONDING, title="How long do they last?")
    place.build()
    wanted = removal_of(place.opened(), pages=["a"])
    assert going(place.opened(), wanted).doubted == ()
    assert out(place, pages=["a"]).doubts == []
    assert place.bodies() == {"b#2": BONDING.body}
    assert place.build().doubts == []
    assert place.bodies() == {"b#2": BONDING.body}

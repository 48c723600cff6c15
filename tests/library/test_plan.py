"""The plan of a build: made first, frozen, shown by a dry run, and carried out as it says."""

import json
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import FrozenInstanceError
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.show.changes import preview_text, report_text
from index.library.build import BuildRequest, build, preview
from index.library.open import Library, exists
from index.library.plan import MissedPage, Plan, pages_of, plan
from index.library.removals import Removals
from index.library.remove import remove
from index.library.report import Report
from index.model import Page
from index.pages.read import ReadPage
from index.pages.rows.json_lines import record_line
from index.storage.tombstones import Tombstones
from tests.library.test_build import BUILT, CHANGED, Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS
from tests.words_encoder import WordsEncoder


def planned(place: Place) -> Plan:
    library = place.opened() if exists(place.library) else None
    return plan(library, [place.pages], Removals.read(place.library))


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for file in folder.rglob("*"):
        found[str(file)] = (file.stat().st_ino, file.stat().st_mtime_ns)
    return found


def test_a_plan_tells_what_comes_goes_changes_and_stays(built: Place) -> None:
    built.write("b.txt", CHANGED)
    built.write("c.txt", FILLER)
    (built.pages / "a.txt").unlink()
    (built.pages / "d.txt").write_bytes(b"\xff\xfe")
    found = planned(built)
    assert (found.added, found.changed, found.removed, found.unchanged) == (
        ("c",),
        ("b",),
        ("a",),
        (),
    )
    assert [Path(source).name for source, _ in found.skipped] == ["d.txt"]
    assert found.forbids_fallback and not found.changes_nothing


def test_a_plan_cannot_be_changed(built: Place) -> None:
    with pytest.raises(FrozenInstanceError):
        planned(built).removed = ("a",)  # type: ignore[misc]


def test_what_did_not_change_is_no_work(built: Place) -> None:
    found = planned(built)
    assert found.changes_nothing and not found.forbids_fallback
    assert (found.written, found.unchanged) == ((), ("a", "b"))


def test_a_build_does_what_was_planned(built: Place) -> None:
    built.write("b.txt", CHANGED)
    built.write("c.txt", FILLER)
    before = planned(built)
    report = built.build()
    assert (report.added, report.changed) == (list(before.added), list(before.changed))
    assert built.bodies() == BUILT | {"b#1": CHANGED.body, "c#1": FILLER.body}
    assert planned(built).changes_nothing


def test_a_planned_page_tells_how_much_it_is(place: Place) -> None:
    file = place.write("a.txt", VENEERS, BONDING)
    (page,) = planned(place).written
    assert (page.kind, page.page_id, page.answers) == ("added", "a", 2)
    assert page.characters == len(file.read_bytes().decode())


@pytest.mark.parametrize("then", ["deleted", "changed", "another kind of file"])
def test_a_page_that_changed_after_it_was_planned_is_not_written(then: str, place: Place) -> None:
    file = place.write("a.txt", VENEERS)
    place.write("b.txt", FILLER)
    before = planned(place)
    if then == "changed":
        place.write("a.txt", BONDING)
    else:
        file.unlink()
    if then == "another kind of file":
        file.mkdir()
    found = list(pages_of(before, None))
    assert isinstance(found[0], MissedPage)
    assert "build again" in found[0].reason
    assert isinstance(found[1], ReadPage)
    page: Page = found[1].page
    assert page.quote(page.answers[0].body) == FILLER.body


LATE = FILLER._replace(body="Written between the plan and the build of it.")


def build_while(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[], object],
    keeping: int = 0,
) -> Report:
    """Build, with something done to the files after the plan is made.

    Args:
        keeping: characters of pages that the plan keeps as they were read.
    """

    def planning(*given: Any, **_: int) -> Plan:
        made = partial(plan, keeping=keeping)(*given)
        meanwhile()
        return made

    with monkeypatch.context() as patched:
        patched.setattr("index.library.build.plan", planning)
        return place.build()


def test_a_page_that_changes_before_it_is_written_is_written_as_it_was_read(
    built: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.write("b.txt", CHANGED)
    report = build_while(built, monkeypatch, lambda: built.write("b.txt", LATE), keeping=1_000)
    assert (report.changed, report.skipped) == (["b"], [])
    assert built.bodies() == BUILT | {"b#1": CHANGED.body}
    assert built.build().changed == ["b"]
    assert built.bodies() == BUILT | {"b#1": LATE.body}


def test_a_page_that_changes_while_it_is_built_stays_as_it_was(
    built: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.write("b.txt", CHANGED)
    report = build_while(built, monkeypatch, lambda: built.write("b.txt", LATE))
    assert (report.changed, [reason for _, reason in report.skipped]) == (
        [],
        ["it changed while the library was built; build again"],
    )
    assert built.bodies() == BUILT
    assert built.build().changed == ["b"]
    assert built.bodies() == BUILT | {"b#1": LATE.body}


def test_a_removed_doctor_is_left_out_of_the_plan(built: Place) -> None:
    name = "Nobody Here"
    with pytest.raises(Exception, match=name):
        remove(built.library, WordsEncoder(), doctors=[name])
    remove(built.library, WordsEncoder(), answers=["a#1"])
    built.write("a.txt", VENEERS, BONDING, title="Asked otherwise")
    found = planned(built)
    assert (found.changed, found.taken_out) == (("a",), ("a#1",))


# A dry run.


def test_a_preview_tells_the_cost_and_writes_nothing(built: Place) -> None:
    built.write("c.txt", CHANGED)
    before = files_of(built.library)
    seen = preview(built.library, [built.pages], WordsEncoder())
    assert (seen.plan.added, seen.to_embed) == (("c",), 1)
    assert seen.seconds >= 0
    assert files_of(built.library) == before
    assert built.build().embedded == seen.to_embed


def test_a_preview_without_a_library_makes_none(place: Place) -> None:
    place.write("a.txt", VENEERS)
    seen = preview(place.library, [place.pages], WordsEncoder())
    assert (seen.plan.added, seen.plan.forbids_fallback) == (("a",), False)
    assert seen.to_embed > 0
    assert not place.library.exists()


def test_a_preview_from_nothing_and_of_a_readmitted_page_tells_what_each_would_do(
    built: Place,
) -> None:
    remove(built.library, WordsEncoder(), pages=["b"])
    again = [built.pages]
    assert preview(built.library, again, WordsEncoder()).plan.added == ()
    anew = preview(built.library, again, WordsEncoder(), BuildRequest(anew=True)).plan
    assert (anew.added, [Path(source).name for source, _ in anew.skipped]) == (("a",), ["b.txt"])
    readmitted = preview(built.library, again, WordsEncoder(), BuildRequest(readmit=["b"])).plan
    assert readmitted.added == ("b",)
    assert list(Library.open(built.library).stored()) == ["a"]


# What changes between the plan and the writing of it.


RECORDS = {"q1": "Words of the first.", "q2": "Words of the second."}


def records(said: dict[str, str], author: str = "Ann Lee") -> str:
    rows = (
        {"id": f"r{page}", "question_id": page, "answer_text": words, "author": author}
        for page, words in said.items()
    )
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize("before", [{}, {"q1": RECORDS["q1"], "q2": "Old words of the second."}])
def test_a_page_that_was_missed_is_read_when_its_file_is_back_as_it_was(
    before: dict[str, str], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place.pages / "r.jsonl"
    if before:
        file.write_text(records(before))
        place.build()
    file.write_text(records(RECORDS))
    partly = records({"q1": RECORDS["q1"]})
    report = build_while(place, monkeypatch, lambda: file.write_text(partly))
    assert [reason for _, reason in report.skipped] == [
        "it changed while the library was built; build again"
    ]
    file.write_text(records(RECORDS))
    again = place.build()
    assert (again.added, again.changed) == ((["q2"], []) if not before else ([], ["q2"]))
    assert place.bodies() == {f"{page}#1": words for page, words in RECORDS.items()}


@pytest.mark.parametrize("others", [True, False])
def test_what_was_removed_is_removed_from_a_page_that_was_missed(
    others: bool, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place.pages / "r.jsonl"
    hers = records({"q1": "Her words."})
    his = records({"q1": "His words."}, "Bob Roe").replace("rq1", "r2") if others else ""
    file.write_text(hers + his)
    place.build()
    # As a removal leaves it that is killed after its list was written.
    Tombstones.read(place.library).adding(doctors=["Ann Lee"]).write(place.library)
    file.write_text((hers + his).replace("words", "edited words"))
    report = build_while(place, monkeypatch, file.unlink)
    assert report.skipped
    left = {"q1#2": "His words."} if others else {}
    assert place.bodies() == left
    place.build(None, place.pages / "nothing.txt")
    assert place.bodies() == left
    kept = [path for path in place.library.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"Her words" in path.read_bytes()]


def test_a_pipe_that_takes_a_files_name_is_not_opened(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place.write("a.txt", VENEERS)
    place.write("b.txt", FILLER)

    def pipe() -> None:
        file.unlink()
        os.mkfifo(file)

    report = build_while(place, monkeypatch, pipe)
    assert (report.added, len(report.skipped)) == (["b"], 1)


# What comes in harms nothing that is there.


def record_rows(page: Page, **changed: object) -> str:
    """A page as records, without some fields or with others."""
    rows = [json.loads(record_line(page, answer)) | changed for answer in page.answers]
    return "".join(
        json.dumps({name: one for name, one in row.items() if one is not None}) + "\n"
        for row in rows
    )


@pytest.fixture
def stored(built: Place) -> Page:
    return Library.open(built.library).page("a")


def elsewhere(place: Place, text: str) -> Path:
    file = place.pages.parent / "a.jsonl"
    file.write_text(text, encoding="utf-8")
    return file


def replaced(place: Place, file: Path) -> Plan:
    with closing(Library.open(place.library)) as library:
        return plan(library, [file], Removals(), replacing=["a"])


def test_a_poorer_copy_of_a_page_is_skipped_and_the_page_stays(built: Place, stored: Page) -> None:
    file = elsewhere(built, record_rows(stored, notice=None, question_body=None))
    found = replaced(built, file)
    assert (found.changed, found.removed) == ((), ())
    ((_, reason),) = found.skipped
    assert "would lose the patient's question, the notice; " in reason
    assert reason.endswith("page 'a' stays as it is")


def test_a_poorer_copy_takes_no_page_whose_file_is_gone(built: Place, stored: Page) -> None:
    (built.pages / "a.txt").unlink()
    (built.pages / "a.jsonl").write_text(record_rows(stored, notice=None), encoding="utf-8")
    report = built.build()
    assert (report.changed, report.removed, len(report.skipped)) == ([], [], 1)
    with closing(Library.open(built.library)) as library:
        assert library.page("a") == stored
    assert built.build().skipped == report.skipped


def test_what_is_taken_out_of_a_pages_own_file_is_taken_out_of_the_page(
    built: Place, stored: Page
) -> None:
    file = elsewhere(built, record_rows(stored))
    (built.pages / "a.txt").unlink()
    build(built.library, [file], WordsEncoder(), replacing=["a"])
    file.write_text(record_rows(stored, notice=None), encoding="utf-8")
    seen = preview(built.library, [file], WordsEncoder())
    assert "      ! would lose: the notice" in preview_text(seen, built.library).splitlines()
    report = build(built.library, [file], WordsEncoder())
    assert (report.changed, report.losses) == (["a"], [("a", "the notice")])
    assert "  ! a lost: the notice" in report_text(report, built.library).splitlines()
    with closing(Library.open(built.library)) as library:
        assert library.page("a").notice is None


def test_every_loss_in_a_pages_own_file_is_told_and_a_removal_is_none(built: Place) -> None:
    own = built.pages / "a.txt"
    own.write_text(own.read_text(encoding="utf-8").replace(f"{VENEERS.headline}\n", ""), "utf-8")
    assert built.build().losses == [("a", "the headline of answer 1")]
    remove(built.library, WordsEncoder(), answers=["a#2"])
    assert built.build().losses == []
    built.write("a.txt", FILLER, BONDING)
    (told,) = built.build().losses
    assert told == ("a", "answer 1")


def test_a_copy_that_says_just_the_same_changes_nothing(built: Place, stored: Page) -> None:
    found = replaced(built, elsewhere(built, record_rows(stored)))
    assert (found.changed, found.unchanged, found.skipped) == ((), ("a",), ())


def test_an_answer_whose_row_could_not_be_read_does_not_go(built: Place, stored: Page) -> None:
    first, second = record_rows(stored).splitlines(keepends=True)
    file = elsewhere(built, first + second.replace('"answer_text"', '"answer"'))
    ((_, refused), (name, reason)) = replaced(built, file).skipped
    assert refused.startswith("the field answer_text is missing or empty")
    assert (name, reason) == (
        str(file),
        "some rows of its file could not be read, and answer 2 of the page would go; mend these "
        "rows first; page 'a' stays as it is",
    )
    assert replaced(built, elsewhere(built, first)).changed == ("a",), "it was taken out"


def test_a_damaged_copy_is_skipped_even_in_the_pages_own_file(tmp_path: Path) -> None:
    place = Place(tmp_path)
    file = elsewhere(place, '{"id": "a", "answer_text": "Zürich — ok?"}\n')
    build(place.library, [file], WordsEncoder())
    file.write_text('{"id": "a", "answer_text": "Z?rich ? ok?"}\n', encoding="utf-8")
    report = build(place.library, [file], WordsEncoder())
    assert report.changed == []
    assert "answer 1 has the words of the page with question marks" in report.skipped[0][1]


def test_a_preview_lists_every_answer_that_would_go_or_be_another(built: Place) -> None:
    built.write("a.txt", VENEERS, title="Asked otherwise")
    (built.pages / "b.txt").unlink()
    seen = preview(built.library, [built.pages], WordsEncoder())
    first, second = seen.differences
    assert (first.page_id, [(one.kind, one.number) for one in first.answers]) == (
        "a",
        [("gone", 2)],
    )
    assert (second.page_id, second.goes) == ("b", True)
    assert [one.words and one.words.before for one in second.answers] == [FILLER.body]

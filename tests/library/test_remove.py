"""Taking out: gone from search and from every file, whatever interrupts, back by choice only."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.reply.doctors import doctors_on
from bot.reply.facets import Selection
from index.errors import DamagedList, LibraryBusy, NotInLibrary, NotItsOwn
from index.library import lock
from index.library.build import build, preview
from index.library.generation import VECTORS
from index.library.open import Library
from index.library.remove import REMOVED, remove
from index.library.repair import damage_of, repair
from index.library.report import Report
from index.pages.rows.record_decisions import (
    RecordDecision,
    Who,
    row_digest,
    write_record_decisions,
)
from index.pages.rows.record_files import opened_rows
from index.search.dense import read_removed
from index.search.segment import segment_names
from index.storage.current import current_generation
from index.storage.history import History
from index.storage.judgements import NAME as JUDGED
from index.storage.judgements import Judgements, Mark
from index.storage.tombstones import LIST, Tombstones
from index.storage.uploads import Uploads
from tests.conftest import SEEDS
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, ReadAnswer, page_of
from tests.words_encoder import WordsEncoder

CLAIRE = "Claire Beaumont"
OWN = b"night guard"
"""Words that only Claire Beaumont used."""


def files_with(folder: Path, words: bytes) -> list[str]:
    """The files below a folder in which words stand, small or capital letters the same."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(
        file.relative_to(folder).as_posix()
        for file in found
        if words.lower() in file.read_bytes().lower()
    )


def gone(place: Place, *words: bytes) -> bool:
    return not any(files_with(place.library, one) for one in words)


def out(place: Place, **what: list[str]) -> Report:
    return remove(place.library, WordsEncoder(), **what)  # type: ignore[arg-type]


# Gone from search, from what is looked up, and from every file.


def test_a_doctor_is_gone_from_all_that_is_looked_up(built: Place, encoder: WordsEncoder) -> None:
    before = built.opened()
    assert before.search(VENEERS.body, encoder)[0].passage.answer_id == "a#1"
    assert before.saying(["night guard"]) == {"a#1"}
    assert "claire" in before.names() and "guard" in before.vocabulary()
    report = out(built, doctors=[CLAIRE])
    assert (report.taken_out, report.changed, report.unchanged) == (["a#1"], ["a"], [])
    library = built.opened()
    assert list(library.problems()) == []
    assert [hit.passage.answer_id for hit in library.search(VENEERS.body, encoder)] == [
        "a#2",
        "b#1",
    ]
    assert "a#1" not in {hit.passage.answer_id for hit in library.nearest("guard", encoder, 99)}
    assert "a#1" not in library.closeness([VENEERS.body], encoder, 0.0)
    assert library.saying(["night guard"]) == set()
    assert "claire" not in library.names() and "beaumont" not in set(library.names())
    assert "guard" not in library.vocabulary() and "grind" not in dict(library.vocabulary())
    assert [doctor.name for _, doctor in library.doctors()] == [
        "Andre Whitlock",
        "Joan Castellanos",
    ]
    assert doctors_on(None, library, encoder, Selection(letters={"name": "Claire"})).rows == ()
    with pytest.raises(KeyError):
        library.answer("a#1")
    assert library.find(["night guard"], encoder).evidence.known == 0
    page = library.page("a")
    assert CLAIRE not in page.text and "answer 1 was removed" in page.warnings


def test_a_doctor_is_gone_from_every_file(built: Place) -> None:
    assert files_with(built.library, CLAIRE.encode()) and files_with(built.library, OWN)
    out(built, doctors=[CLAIRE])
    assert gone(built, CLAIRE.encode(), b"Beaumont", OWN, b"grind", b"ten to fifteen years")
    assert built.generations() == [built.current()] == ["generation-000002"]
    assert list(built.library.glob("journal-*")) == []


def test_nothing_is_left_of_what_was_removed_before_it_was_taken_out(built: Place) -> None:
    """A plain removal leaves words in files; taking out later must find them there."""
    built.write("a.txt", BONDING)
    built.build()
    built.write("b.txt", FILLER, VENEERS)
    built.build()
    built.write("b.txt", FILLER)
    built.build()
    assert CLAIRE not in [doctor.name for _, doctor in built.opened().doctors()]
    with pytest.raises(NotInLibrary):
        out(built, doctors=[CLAIRE])
    built.write("b.txt", FILLER, VENEERS)
    built.build()
    out(built, doctors=[CLAIRE])
    assert gone(built, CLAIRE.encode(), OWN)


def test_the_vectors_of_what_was_taken_out_are_in_no_file(built: Place) -> None:
    library = built.opened()
    with library.parts.store._connection as rows:
        (number,) = [
            number
            for number, answer in rows.execute("SELECT id, answer_id FROM passages")
            if answer == "a#1"
        ]
    vector = built.opened().vectors([number]).astype(np.float16).tobytes()
    assert files_with(built.library, vector)
    out(built, doctors=[CLAIRE])
    folder = current_generation(built.library) / VECTORS
    assert segment_names(folder) and not len(read_removed(folder))
    assert not any(vector in file.read_bytes() for file in folder.iterdir())


def test_every_doctor_of_the_seeds_can_be_taken_out(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    build(whole, [SEEDS], WordsEncoder())
    with_names = {
        doctor.name: answer_id for answer_id, doctor in Library.open(whole).doctors() if doctor.name
    }
    assert len(with_names) == 25
    for name in sorted(with_names)[::4]:
        folder = tmp_path / "library"
        shutil.copytree(whole, folder)
        library = Library.open(folder)
        found = library.answer(with_names[name])
        words = found.page.quote(found.answer.body).encode()
        kept = {
            answer.id: (page.quote(answer.body), answer.doctor)
            for page in library.pages()
            for answer in page.answers
            if answer.doctor.name != name
        }
        report = remove(folder, WordsEncoder(), doctors=[name])
        library = Library.open(folder)
        assert with_names[name] in report.taken_out
        assert {
            answer.id: (page.quote(answer.body), answer.doctor)
            for page in library.pages()
            for answer in page.answers
        } == kept
        assert list(library.problems()) == []
        assert name not in {doctor.name for _, doctor in library.doctors()}
        # The patient may use the words of a short answer ("4 hours"), too.
        assert len(words) < 20 or not files_with(folder, words)
        said_by_others = any("still mentions" in line for line in report.remaining)
        assert said_by_others or not files_with(folder, name.encode())
        library.close()
        shutil.rmtree(folder)


def test_an_answer_is_taken_out_by_its_id_and_its_doctor_stays(built: Place) -> None:
    built.write("c.txt", VENEERS._replace(body="Porcelain lasts longest."))
    built.build()
    report = out(built, answers=["a#1"])
    assert report.taken_out == ["a#1"]
    assert built.bodies() == {
        "a#2": BONDING.body,
        "b#1": FILLER.body,
        "c#1": "Porcelain lasts longest.",
    }
    assert gone(built, OWN)


def test_a_page_is_taken_out_and_does_not_come_in_again(built: Place) -> None:
    report = out(built, pages=["b"])
    assert (report.removed, report.taken_out) == (["b"], ["b"])
    assert gone(built, FILLER.body.encode(), b"Castellanos")
    again = built.build()
    ((source, reason),) = again.skipped
    assert source.endswith("b.txt") and "was removed on" in reason
    assert built.bodies() == {"a#1": VENEERS.body, "a#2": BONDING.body}


def test_several_things_go_at_once(built: Place) -> None:
    report = out(built, pages=["b"], answers=["a#2"], doctors=[CLAIRE])
    assert sorted(report.taken_out) == ["a#1", "a#2", "b"]
    assert built.bodies() == {}
    assert list(built.opened().problems()) == []


@pytest.mark.parametrize("name", ["claire  BEAUMONT", "Claire Beaumont, DDS", " Claire Beaumont "])
def test_a_doctor_is_found_however_the_name_is_typed(name: str, built: Place) -> None:
    assert out(built, doctors=[name]).taken_out == ["a#1"]


@pytest.mark.parametrize(
    "what", [{"pages": ["c"]}, {"answers": ["a#3"]}, {"doctors": ["Claire Beaumon"]}]
)
def test_what_is_not_there_is_said_and_nothing_is_done(
    what: dict[str, list[str]], built: Place
) -> None:
    with pytest.raises(NotInLibrary):
        out(built, **{"pages": ["b"], **what})
    assert not (built.library / LIST).exists()
    assert built.generations() == ["generation-000001"]


def test_what_was_taken_out_can_be_asked_for_again(built: Place) -> None:
    out(built, doctors=[CLAIRE], pages=["b"])
    assert out(built, doctors=[CLAIRE], pages=["b"]).taken_out == []


# It stays out.


def test_a_build_anew_leaves_out_what_was_taken_out(built: Place, encoder: WordsEncoder) -> None:
    out(built, doctors=[CLAIRE])
    report = build(built.library, [built.pages], encoder, anew=True)
    assert (report.taken_out, report.added) == (["a#1"], ["a", "b"])
    assert built.bodies() == {"a#2": BONDING.body, "b#1": FILLER.body}
    assert gone(built, CLAIRE.encode(), OWN)


def test_a_page_that_comes_later_comes_without_the_doctor(built: Place) -> None:
    out(built, doctors=[CLAIRE])
    built.write("c.txt", FILLER._replace(body="Wait."), VENEERS._replace(body="Do not wait."))
    report = built.build()
    assert (report.added, report.taken_out) == (["c"], ["c#2"])
    assert gone(built, CLAIRE.encode(), b"Do not wait")


def test_a_page_that_changes_stays_without_the_doctor(built: Place) -> None:
    out(built, doctors=[CLAIRE])
    built.write("a.txt", VENEERS._replace(body="Changed."), BONDING._replace(body="New."))
    report = built.build()
    assert (report.changed, report.taken_out) == (["a"], ["a#1"])
    assert built.bodies() == {"a#2": "New.", "b#1": FILLER.body}
    assert gone(built, CLAIRE.encode(), b"Changed.")


def test_a_second_build_after_it_has_nothing_to_do(built: Place, encoder: WordsEncoder) -> None:
    out(built, doctors=[CLAIRE])
    before = built.current()
    report = built.build(encoder)
    assert (report.unchanged, report.changed, built.current()) == (["a", "b"], [], before)


def test_a_page_whose_file_is_gone_is_redone_from_what_is_stored(built: Place) -> None:
    (built.pages / "a.txt").unlink()
    report = out(built, doctors=[CLAIRE])
    assert report.taken_out == ["a#1"] and report.remaining == []
    assert built.bodies() == {"a#2": BONDING.body, "b#1": FILLER.body}


def test_nothing_is_embedded_for_it(built: Place, encoder: WordsEncoder) -> None:
    report = remove(built.library, encoder, doctors=[CLAIRE])
    assert (report.embedded, encoder.seen) == (0, [])


def test_a_file_elsewhere_that_holds_the_words_is_named(built: Place) -> None:
    (line,) = out(built, doctors=[CLAIRE]).remaining
    assert line.startswith(f"{built.pages / 'a.txt'} still holds these words")


def test_a_decision_beside_a_file_elsewhere_that_has_the_name_is_told(built: Place) -> None:
    file = built.pages / "x.jsonl"
    author = f"{CLAIRE}, MD / Bo Roe, MD"
    row = {"id": "1", "answer_text": "Wait for a day.", "author": author, "author_place": "Reno"}
    file.write_text(json.dumps(row))
    with opened_rows(file, str(file)) as found:
        (digest,) = (row_digest(one, found.header) for one in found.rows if one.record is not None)
    when = datetime(2026, 11, 27, tzinfo=UTC)
    decision = RecordDecision("1", digest, "Anna", when, Who.DOCTOR, f"{CLAIRE}, MD")
    beside = write_record_decisions(file, [decision])
    built.build()
    remaining = out(built, answers=["1#1"]).remaining
    assert f"{beside} has {REMOVED} in an id or a word: delete it there, if it must go" in remaining


def test_a_name_in_the_words_of_another_is_left_and_told(built: Place) -> None:
    built.write("b.txt", FILLER._replace(body="I agree with Dr. Beaumont on that."))
    built.build()
    report = out(built, doctors=[CLAIRE])
    assert f"page 'b' still mentions {REMOVED}, in words of the patient or of others" in (
        report.remaining
    )
    assert built.bodies()["b#1"] == "I agree with Dr. Beaumont on that."


@pytest.mark.parametrize(
    "named", ["Dr. Beaumont’s words", "Claire Beaumont's words", "CLAIRE BEAUMONT`S words"]
)
def test_a_name_that_owns_something_is_told_as_any_other(named: str, built: Place) -> None:
    built.write("b.txt", FILLER._replace(body=f"I agree with {named} on that."))
    built.build()
    judged = Judgements.read(built.library).marking(f"where are {named}?", "b#1", Mark("yes", "-"))
    judged.write(built.library)
    remaining = out(built, doctors=[CLAIRE]).remaining
    assert f"page 'b' still mentions {REMOVED}, in words of the patient or of others" in remaining
    told = (
        f"{built.library / JUDGED} has {REMOVED} in an id or a word: delete it there, if it must go"
    )
    assert (told in remaining) == ("Dr." not in named)


def test_a_doctor_who_signed_with_half_a_name_elsewhere_is_told_of(tmp_path: Path) -> None:
    build(tmp_path, [SEEDS], WordsEncoder())
    report = remove(tmp_path, WordsEncoder(), doctors=["Michele S. Green"])
    signed = [
        answer_id
        for answer_id, doctor in Library.open(tmp_path).doctors()
        if doctor.name == "Dr. Green"
    ]
    assert signed == ["000_935efed495dcb89e#7"]
    assert any(
        line.startswith("page '000_935efed495dcb89e' still mentions") for line in report.remaining
    )


# Back by choice.


def test_a_page_comes_in_again_by_choice(built: Place, encoder: WordsEncoder) -> None:
    out(built, pages=["b"])
    report = build(built.library, [built.pages], encoder, readmit=["b"])
    assert (report.added, report.skipped) == (["b"], [])
    assert not Tombstones.read(built.library).holds("page", "b")
    assert built.build().unchanged == ["a", "b"]


def test_a_doctor_comes_in_again_when_the_line_is_deleted(built: Place) -> None:
    out(built, doctors=[CLAIRE], pages=["b"])
    written = (built.library / LIST).read_text().splitlines(keepends=True)
    kept = [line for line in written if not line.startswith("person")]
    (built.library / LIST).write_text("".join(kept))
    report = built.build()
    assert (report.changed, report.taken_out) == (["a"], [])
    assert built.bodies() == {"a#1": VENEERS.body, "a#2": BONDING.body}
    assert built.build().unchanged == ["a"]


def test_a_list_that_is_gone_is_missed(built: Place, encoder: WordsEncoder) -> None:
    out(built, doctors=[CLAIRE])
    (built.library / LIST).unlink()
    for anew in (False, True):
        with pytest.raises(DamagedList, match="it is missing"):
            build(built.library, [built.pages], encoder, anew=anew)
    shutil.copy(current_generation(built.library) / LIST, built.library / LIST)
    assert built.build().unchanged == ["a", "b"]


# Whatever interrupts it.


class Killed(BaseException):
    pass


@pytest.mark.parametrize(
    "at",
    [
        "build.plan",
        "build.GenerationWriter",
        "writer.GenerationWriter.write",
        "writer.GenerationWriter.commit",
        "writer.forget_caches",
        "lock.sweep",
    ],
)
def test_whatever_interrupts_it_the_next_build_finishes(
    at: str, built: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(9))

    def killed(*_: object, **__: object) -> None:
        if at != "lock.sweep" or next(calls):  # the sweep that comes after
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(f"index.library.{at}", killed)
        with pytest.raises(Killed):
            out(built, doctors=[CLAIRE])
    assert Tombstones.read(built.library).holds("doctor", CLAIRE)
    after = {"a#2": BONDING.body, "b#1": FILLER.body}
    opened = built.opened()
    shown = {one.id: page.quote(one.body) for page in opened.pages() for one in page.answers}
    assert shown == after
    assert list(opened.problems()) == ([] if opened.unfinished is None else [opened.unfinished])
    assert damage_of(built.library).problems or gone(built, CLAIRE.encode(), OWN)
    built.build()
    assert damage_of(built.library).problems == ()
    assert built.bodies() == after
    assert gone(built, CLAIRE.encode(), OWN)
    assert built.generations() == [built.current()]


def test_nothing_is_taken_out_while_another_build_is_at_work(built: Place) -> None:
    with lock.changing(built.library), pytest.raises(LibraryBusy):
        out(built, doctors=[CLAIRE])
    assert not (built.library / LIST).exists()


def test_an_older_generation_that_holds_it_goes_even_if_it_came_to_be_late(built: Place) -> None:
    old = shutil.copytree(current_generation(built.library), built.library.parent / "old")
    built.write("b.txt", FILLER._replace(body="Wait."))
    built.build()
    out(built, doctors=[CLAIRE])
    shutil.copytree(old, built.library / "generation-000001")
    assert not gone(built, OWN)
    built.build()
    assert gone(built, OWN)


# The shelf.


def shelved(place: Place, *answers: ReadAnswer, name: str = "own.txt") -> Path:
    upload = place.write(f"upload/{name}", *answers)
    file = Uploads(place.library).put(upload)
    upload.unlink()
    return file


def on_shelf(place: Place) -> Report:
    return build(place.library, [Uploads(place.library).folder], WordsEncoder())


def test_the_librarys_own_file_is_cut_and_the_answers_keep_their_ids(place: Place) -> None:
    file = shelved(place, VENEERS, BONDING, FILLER)
    on_shelf(place)
    report = out(place, doctors=[CLAIRE])
    assert report.remaining == []
    assert gone(place, CLAIRE.encode(), OWN)
    assert BONDING.body in file.read_text()
    wanted = {"own#2": BONDING.body, "own#3": FILLER.body}
    assert place.bodies() == wanted
    assert on_shelf(place).unchanged == ["own"]
    assert place.bodies() == wanted


def test_a_file_elsewhere_to_which_a_link_on_the_shelf_leads_is_named_and_not_changed(
    place: Place, tmp_path: Path
) -> None:
    shelved(place, VENEERS, BONDING)
    outside = tmp_path / "outside.txt"
    shutil.copyfile(Uploads(place.library).folder / "own.txt", outside)
    link = Uploads(place.library).folder / "link.txt"
    link.symlink_to(outside)
    beside = Uploads(place.library).folder / "beside.txt"
    beside.symlink_to("own.txt")
    before = outside.read_bytes()
    on_shelf(place)
    report = out(place, doctors=[CLAIRE])
    assert [one for one in report.remaining if "still holds these words" in one] == [
        f"{outside}, to which {link} is a link, still holds these words; "
        "it is not the library's own: delete them there"
    ]
    assert outside.read_bytes() == before and link.is_symlink()
    assert CLAIRE not in beside.read_text() and "link#1" not in place.bodies()
    assert CLAIRE not in {doctor.name for _, doctor in place.opened().doctors()}


def test_a_folder_of_somebodys_own_is_not_taken_for_the_shelf_of_a_new_library(
    tmp_path: Path,
) -> None:
    own = tmp_path / "pages"
    own.mkdir()
    own.chmod(0o755)
    file = own / "a.txt"
    file.write_text(page_of(VENEERS, BONDING, votes=True))
    for run in (build, preview):
        with pytest.raises(NotItsOwn, match="name another folder with --library"):
            run(tmp_path, [own], WordsEncoder())
    build(tmp_path / "library", [own], WordsEncoder())
    report = remove(tmp_path / "library", WordsEncoder(), doctors=[CLAIRE])
    assert CLAIRE in file.read_text()
    assert f"{file} still holds these words" in report.remaining[0]


def test_a_file_that_is_put_on_the_shelf_later_is_cut_as_well(place: Place) -> None:
    shelved(place, VENEERS, BONDING)
    on_shelf(place)
    out(place, doctors=[CLAIRE])
    file = shelved(place, FILLER, VENEERS._replace(body="Do not wait."), BONDING, name="later.txt")
    report = on_shelf(place)
    assert (report.added, report.taken_out) == (["later"], ["later#2"])
    assert "later#3" in place.bodies()
    assert FILLER.body in file.read_text()
    assert gone(place, CLAIRE.encode(), b"Do not wait")
    before = place.current()
    assert on_shelf(place).unchanged == ["later", "own"]
    assert place.current() == before


def test_a_page_taken_out_is_gone_from_the_shelf(place: Place) -> None:
    shelved(place, VENEERS)
    shelved(place, FILLER, name="other.txt")
    on_shelf(place)
    out(place, pages=["own"])
    assert [file.name for file in Uploads(place.library).files()] == ["other.txt"]
    assert gone(place, CLAIRE.encode())
    assert on_shelf(place).unchanged == ["other"]


def test_a_file_that_staff_put_in_takes_the_place_of_another(
    built: Place, encoder: WordsEncoder
) -> None:
    words = "Veneers last."
    shelved(built, VENEERS._replace(body=words), name="a.txt")
    ((_, reason),) = on_shelf(built).skipped
    assert "is taken by" in reason
    uploads = Uploads(built.library).folder
    report = build(built.library, [uploads], encoder, replacing=["a"], by="Ann")
    assert (report.changed, report.skipped) == (["a"], [])
    assert built.bodies() == {"a#1": words, "b#1": FILLER.body}
    again = build(built.library, [built.pages], encoder)
    ((source, reason),) = again.skipped
    assert source == str(built.pages / "a.txt") and f"taken by {uploads / 'a.txt'}" in reason
    assert built.bodies() == {"a#1": words, "b#1": FILLER.body}
    assert History.read(built.library).events[-1].by == "Ann"


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Flushing to disk changes nothing that is seen here, and takes most of the time."""
    monkeypatch.setattr("index.library.writer.flush", lambda path: None)
    yield


# However the name is written.


def test_a_doctor_is_gone_however_records_write_the_name(place: Place) -> None:
    records = Path(__file__).parents[1] / "pages/imports/remove-a-doctor-spelled-otherwise"
    shutil.copy(records / "records.jsonl", place.pages / "records.jsonl")
    place.build()
    report = out(place, doctors=["Ruth Okafor"])
    assert sorted(report.taken_out) == ["r1#1", "r2#1", "r3#1", "r4#1", "r5#1"]
    assert [one.answers for one in report.people] == [("r1#1", "r2#1", "r3#1", "r4#1", "r5#1")]
    assert {one.doctor.name for one in report.alike} == {"Ruth A. Okafor", "Okafor, Ruth"}
    assert f"page 'r8' still mentions {REMOVED}, in words of the patient or of others" in (
        report.remaining
    )
    for _ in range(2):
        library = place.opened()
        assert {answer_id: doctor.name for answer_id, doctor in library.doctors()} == {
            "r6#1": "Ruth A. Okafor",
            "r7#1": "Okafor, Ruth",
            "r8#1": "Alan Orchard",
        }
        assert list(library.problems()) == []
        place.build()


# What was put back by hand, or left by a kill.


def test_a_copy_that_is_put_back_among_the_uploads_is_told_and_cleaned(built: Place) -> None:
    own = Uploads(built.library)
    for file in list(built.pages.iterdir()):
        own.put(file)
    build(built.library, [own.folder], WordsEncoder())
    kept = {file.name: file.read_bytes() for file in own.files()}
    out(built, doctors=[CLAIRE], pages=["b"])
    assert gone(built, OWN)
    left = {file.name: file.read_bytes() for file in own.files()}
    for name, data in kept.items():
        (own.folder / name).write_bytes(data)
    found = damage_of(built.library)
    assert any("holds what was removed" in one for one in found.problems)
    assert found.repairable
    build(built.library, [own.folder], WordsEncoder())
    assert gone(built, OWN)
    assert {file.name: file.read_bytes() for file in own.files()} == left
    assert damage_of(built.library).problems == ()
    for name, data in kept.items():
        (own.folder / name).write_bytes(data)
    repair(built.library)
    assert gone(built, OWN)
    assert damage_of(built.library).problems == ()


def test_a_row_that_could_not_be_read_and_may_name_who_was_removed_is_told(built: Place) -> None:
    own = Uploads(built.library)
    own.folder.mkdir()
    file = own.folder / "x.jsonl"
    file.write_text('{"id": "1", "answer_text": "I agree with Claire Beaumont."\n')
    assert damage_of(built.library).problems == ()
    (told,) = [one for one in out(built, doctors=[CLAIRE]).remaining if "x.jsonl" in one]
    assert told.startswith(f"row 1 of {file} could not be read, and may hold words or the name of")
    found = damage_of(built.library)
    assert (found.problems, found.repairable) == ((told,), False)
    assert found.mend is not None and found.mend.endswith(f"build {own.folder}")
    file.unlink()
    assert damage_of(built.library).problems == ()


def test_a_copy_that_a_killed_upload_left_is_told_and_goes_with_the_next_change(
    built: Place,
) -> None:
    own = Uploads(built.library).folder
    own.mkdir()
    (own / ".killed.txt.b9c59f7c.new").write_bytes(b"a night guard")
    (own / ".mine.new").write_bytes(b"somebody's own")
    found = damage_of(built.library)
    assert ".killed.txt.b9c59f7c.new may hold what was removed, and was not deleted" in (
        found.problems
    )
    out(built, pages=["b"])
    assert [one.name for one in own.iterdir()] == [".mine.new"]
    assert damage_of(built.library).problems == ()

"""Taking the last change back: the library and its own files are what they were, or nothing is."""

import errno
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from index.errors import CannotUndo, LibraryBusy, NotFinished, NotInLibrary, NotWritten
from index.library.add import Review, add
from index.library.build import build
from index.library.check import problems
from index.library.lock import changing
from index.library.open import Library
from index.library.readmit import id_of, readmit, removed_marks
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.library.undo import reason_against_undo, undo, undo_of
from index.storage.exchange import EXCHANGED
from index.storage.history import History
from index.storage.own_files import KEPT, settle_own_files
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, ReadAnswer, page_of
from tests.words_encoder import WordsEncoder


def page_with(*told: ReadAnswer, title: str) -> str:
    return page_of(*told, votes=True, title=title)


ONE = page_with(VENEERS, BONDING, title="Which lasts?")
OTHER = page_with(
    VENEERS._replace(body="Veneers last a lifetime, I am told."), title="Which lasts?"
)
PAINFUL = page_with(FILLER._replace(body="It pricks for a moment."), title="Does filler hurt?")
THIRD = page_with(FILLER, title="How long does filler last?")


class Place:
    """A library that keeps files of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "library"
        (root / "empty").mkdir()
        build(self.folder, [root / "empty"], WordsEncoder())

    def add(self, *files: tuple[str, str]) -> None:
        """Add pages, as staff do."""
        given = {}
        for name, text in files:
            file = self.root / name
            file.write_bytes(text.encode())
            given[file] = [file.stem]
        library = Library.open(self.folder)
        add(self.folder, given, WordsEncoder(), review=Review.of(library), by="anna")

    def undo(self, generation: str | None = None) -> None:
        shown = generation or undo_of(self.folder).generation
        undo(self.folder, WordsEncoder(), generation=shown, by="bob")

    @property
    def library(self) -> Library:
        return Library.open(self.folder)

    @property
    def generation(self) -> str:
        return self.library.generation.name

    @property
    def held(self) -> dict[str, Any]:
        """Every answer with its words, its doctor and its seal, and each page's file."""
        library = self.library
        ids = [one for one, _ in library.doctors()]
        seals = library.seals(ids)
        found = {
            one.answer.id: (
                one.page.quote(one.answer.body),
                asdict(one.answer.doctor),
                seals[one.answer.id],
            )
            for one in library.answers(ids)
        }
        return {**found, **{one: stored.file for one, stored in library.stored().items()}}

    @property
    def files(self) -> dict[str, bytes]:
        """The library's own files."""
        folder = Uploads(self.folder).folder
        return {file.name: file.read_bytes() for file in folder.glob("*")}

    @property
    def state(self) -> tuple[object, ...]:
        return self.generation, self.held, self.files, Tombstones.read(self.folder)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def reason(do: Callable[[], object]) -> str:
    with pytest.raises(CannotUndo) as caught:
        do()
    assert str(caught.value).endswith(caught.value.reason)
    return caught.value.reason


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def settled_at_the_beginning() -> Callable[[Path], None]:
    """What settles own files when a change begins, and not at its end: who is killed settles
    nothing."""
    steps = iter((settle_own_files,))

    def settle(folder: Path) -> None:
        next(steps, killed)(folder)

    return settle


# What is taken back.


def test_pages_that_were_added_go_and_their_files_with_them(place: Place) -> None:
    place.add(("one.txt", ONE))
    before, files = place.held, place.files
    place.add(("third.txt", THIRD))
    told = undo_of(place.folder)
    assert (told.coming, told.changing, told.going) == ((), (), ("third",))
    assert told.event is not None
    assert (told.event.by, told.event.added) == ("anna", ("third",))
    place.undo()
    assert (place.held, place.files) == (before, files)


def test_a_page_that_was_replaced_is_what_it_was(place: Place) -> None:
    place.add(("one.txt", ONE))
    before, files = place.held, place.files
    place.add(("one.txt", OTHER))
    assert place.held != before
    told = undo_of(place.folder)
    assert told.changing == ("one",)
    (page,) = told.differences
    assert {one.kind for one in page.answers} == {"changed", "new"}
    place.undo()
    assert (place.held, place.files) == (before, files)


def test_a_page_whose_file_was_deleted_comes_back(place: Place) -> None:
    place.add(("one.txt", ONE), ("third.txt", THIRD))
    before, files = place.held, place.files
    (Uploads(place.folder).folder / "third.txt").unlink()
    build(place.folder, [Uploads(place.folder).folder], WordsEncoder())
    told = undo_of(place.folder)
    assert told.coming == ("third",)
    assert [one.kind for one in told.differences[0].answers] == ["new"]
    place.undo()
    assert (place.held, place.files) == (before, files)


def test_the_next_build_does_not_do_it_again(place: Place) -> None:
    place.add(("one.txt", ONE))
    place.add(("one.txt", OTHER), ("third.txt", THIRD))
    place.undo()
    held = place.held
    report = build(place.folder, [Uploads(place.folder).folder], WordsEncoder())
    assert (report.added, report.changed, report.removed) == ([], [], [])
    assert place.held == held


def test_what_was_taken_back_can_be_done_again(place: Place) -> None:
    place.add(("one.txt", ONE))
    place.add(("one.txt", OTHER), ("third.txt", THIRD))
    after, files = place.held, place.files
    place.undo()
    place.undo()
    assert (place.held, place.files) == (after, files)


def test_it_is_a_change_like_any_other(place: Place) -> None:
    place.add(("one.txt", ONE))
    place.add(("one.txt", OTHER), ("third.txt", THIRD))
    number = place.library.manifest.generation
    place.undo()
    library = place.library
    assert library.manifest.generation == number + 1
    assert list(problems(library.parts)) == []
    event = History.read(place.folder).events[-1]
    assert (event.by, event.generation, event.added, event.changed, event.removed) == (
        "bob", number + 1, (), ("one",), ("third",)
    )  # fmt: skip
    found = library.search("how long does filler last?", WordsEncoder())
    assert not [hit for hit in found if hit.passage.answer_id.startswith("third")]


def test_a_page_that_an_upload_took_from_a_file_elsewhere_is_that_files_again(
    place: Place, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "one.txt").write_bytes(ONE.encode())
    build(place.folder, [elsewhere], WordsEncoder())
    before = place.held
    place.add(("one.txt", OTHER))
    assert place.library.stored()["one"].file != before["one"]
    place.undo()
    assert place.held == before
    report = build(place.folder, [elsewhere], WordsEncoder())
    assert report.unchanged == ["one"]


# What is refused, with nothing done.


def refused(place: Place, words: str, generation: str | None = None) -> None:
    before = place.state
    shown = generation or place.generation
    told = reason(lambda: undo(place.folder, WordsEncoder(), generation=shown))
    assert words in told
    assert place.state == before


def test_without_a_generation_before_nothing_is_taken_back(place: Place) -> None:
    refused(place, "only the last two generations are")
    assert "only the last two" in (reason_against_undo(place.folder) or "")


def test_a_removal_is_never_taken_back(place: Place) -> None:
    place.add(("one.txt", ONE), ("third.txt", THIRD))
    name = place.library.answer("one#1").answer.doctor.name or ""
    remove(place.folder, WordsEncoder(), doctors=[name])
    refused(place, "it removed something for good")
    assert "one#1" not in place.held
    place.add(("other.txt", page_with(FILLER, title="Another")))
    place.undo()  # what came after the removal, and not the removal
    assert "one#1" not in place.held
    assert Tombstones.read(place.folder).holds("doctor", name)
    place.undo()  # the undo
    assert "one#1" not in place.held
    assert "other#1" in place.held


def test_a_generation_that_holds_what_was_removed_is_not_gone_back_to_though_it_stands(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.add(("one.txt", ONE))
    place.add(("third.txt", THIRD))
    monkeypatch.setattr("index.library.lock.outdated", lambda *_: [])
    remove(place.folder, WordsEncoder(), answers=["one#1"])
    assert len([*place.folder.glob("generation-*")]) == 2
    refused(place, "it removed something for good")


def test_another_generation_than_was_shown_is_not_taken_back(place: Place) -> None:
    place.add(("one.txt", ONE))
    shown = undo_of(place.folder).generation
    place.add(("third.txt", THIRD))
    refused(place, "has changed since this was shown", shown)


def test_what_is_read_from_elsewhere_cannot_be_put_back(place: Place, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file = elsewhere / "one.txt"
    file.write_bytes(ONE.encode())
    build(place.folder, [elsewhere], WordsEncoder())
    refused(place, f"page 'one' is read from {file}")
    file.write_bytes(OTHER.encode())
    build(place.folder, [elsewhere], WordsEncoder())
    refused(place, f"page 'one' is read from {file}")


def test_own_files_that_somebody_edited_since_are_not_overwritten(place: Place) -> None:
    place.add(("one.txt", ONE))
    place.add(("third.txt", THIRD))
    file = Uploads(place.folder).folder / "one.txt"
    file.unlink()
    file.write_bytes(OTHER.encode())
    refused(place, "one.txt in the library’s folder was edited since")


def test_nor_those_that_were_edited_in_their_place(place: Place) -> None:
    place.add(("one.txt", ONE))
    place.add(("third.txt", THIRD))
    with (Uploads(place.folder).folder / "one.txt").open("ab") as file:
        file.write(b"\nA line of somebody's.\n")
    refused(place, "one.txt in the library’s folder was edited since")


def test_what_an_earlier_version_made_keeps_no_files_to_go_back_to(place: Place) -> None:
    place.add(("one.txt", ONE))
    place.add(("third.txt", THIRD))
    for kept in place.folder.glob(f"generation-*/{KEPT}"):
        for file in kept.iterdir():
            file.unlink()
        kept.rmdir()
    refused(place, "made by an earlier version")


def test_while_somebody_changes_the_library_nothing_is_taken_back(place: Place) -> None:
    place.add(("one.txt", ONE))
    shown = place.generation
    with changing(place.folder), pytest.raises(LibraryBusy):
        undo(place.folder, WordsEncoder(), generation=shown)


# What was removed for good, and is let in again.


def test_a_page_that_is_let_in_again_comes_with_its_file(place: Place) -> None:
    place.add(("one.txt", ONE), ("third.txt", THIRD))
    remove(place.folder, WordsEncoder(), pages=["third"], by="anna")
    (mark,) = removed_marks(place.folder)
    assert (mark.kind, mark.page_id, mark.by) == ("page", "third", ("anna",))
    readmit(place.folder, mark.id, WordsEncoder(), by="bob")
    assert removed_marks(place.folder) == []
    assert place.library.unfinished is None
    assert "third" not in place.held
    place.add(("third.txt", THIRD))
    assert "third#1" in place.held


def test_taking_a_readmission_back_removes_it_again(place: Place) -> None:
    place.add(("one.txt", ONE), ("third.txt", THIRD))
    remove(place.folder, WordsEncoder(), pages=["third"])
    place.add(("third.txt", THIRD))  # which lets it in again
    assert not Tombstones.read(place.folder).holds("page", "third")
    place.undo()
    assert Tombstones.read(place.folder).holds("page", "third")
    assert "third" not in place.held
    assert "filler" not in "".join(
        file.read_bytes().decode("utf-8", "replace") for file in place.folder.rglob("*.txt")
    )


def test_a_doctor_is_known_on_the_list_by_the_exact_name_alone(place: Place) -> None:
    place.add(("one.txt", ONE), ("third.txt", THIRD))
    name = place.library.answer("one#1").answer.doctor.name or ""
    remove(place.folder, WordsEncoder(), doctors=[name])
    tombstones = Tombstones.read(place.folder)
    (mark,) = tombstones.marks_of(name.upper())
    assert mark[0] == "person"
    assert tombstones.marks_of(name.split()[-1]) == []
    (told,) = removed_marks(place.folder, [mark])
    assert (told.id, told.page_id) == (id_of(mark), None)
    assert name.split()[-1] not in repr(told)
    readmit(place.folder, told.id, WordsEncoder())
    assert not Tombstones.read(place.folder).holds("doctor", name)


def test_what_is_let_in_comes_back_from_a_file_elsewhere_that_did_not_change(
    place: Place, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "one.txt").write_bytes(ONE.encode())
    build(place.folder, [elsewhere], WordsEncoder())
    before = place.held
    remove(place.folder, WordsEncoder(), answers=["one#1"])
    build(place.folder, [elsewhere], WordsEncoder())
    assert "one#1" not in place.held
    (mark,) = removed_marks(place.folder)
    readmit(place.folder, mark.id, WordsEncoder())
    assert "one#1" not in place.held
    build(place.folder, [elsewhere], WordsEncoder())
    assert place.held == before


READMITTING: tuple[Callable[[Place], object], ...] = (
    lambda place: place.undo(),
    lambda place: build(
        place.folder, [place.root / "third.txt"], WordsEncoder(), readmit=["third"]
    ),
    lambda place: readmit(place.folder, removed_marks(place.folder)[0].id, WordsEncoder()),
)


@pytest.mark.parametrize("change", READMITTING, ids=["undo", "build", "readmit"])
@pytest.mark.parametrize("step", ["GenerationWriter.write", "point_at"])
def test_where_a_change_of_the_list_fails_the_list_is_what_it_was(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Place], object],
    step: str,
) -> None:
    place.add(("one.txt", ONE))
    place.add(("third.txt", THIRD))
    remove(place.folder, WordsEncoder(), pages=["third"])
    if change is READMITTING[0]:
        place.add(("third.txt", THIRD))
    before = (place.held, place.files, Tombstones.read(place.folder).days)
    with monkeypatch.context() as broken:
        broken.setattr(f"index.library.writer.{step}", full_disk)
        with pytest.raises(NotWritten, match="nothing was changed"):
            change(place)
    assert (place.held, place.files, Tombstones.read(place.folder).days) == before
    assert damage_of(place.folder).problems == ()
    place.add(("other.txt", PAINFUL))
    assert set(place.library.stored()) == {one for one in before[0] if "#" not in one} | {"other"}


def test_where_the_list_cannot_be_put_back_it_is_not_said_that_nothing_was_changed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.add(("one.txt", ONE))
    place.add(("third.txt", THIRD))
    remove(place.folder, WordsEncoder(), pages=["third"])
    place.add(("third.txt", THIRD))
    monkeypatch.setattr("index.library.open.SentenceEncoder", lambda _: WordsEncoder())
    written: list[Path] = []
    write = Tombstones.write

    def write_once(listed: Tombstones, folder: Path) -> None:
        written.append(folder)
        if written.count(place.folder) > 1:
            full_disk()
        write(listed, folder)

    with monkeypatch.context() as broken:
        broken.setattr("index.library.undo.GenerationWriter.write", full_disk)
        broken.setattr(Tombstones, "write", write_once)
        with pytest.raises(NotFinished, match="check --repair"):
            place.undo()
    assert "third" not in place.library.stored()
    repair(place.folder)
    assert damage_of(place.folder).problems == ()
    assert set(place.library.stored()) == {"one"}


def test_a_mark_that_is_not_there_lets_nothing_in(place: Place) -> None:
    with pytest.raises(NotInLibrary):
        readmit(place.folder, "0" * 32, WordsEncoder())


# What fails on the way.

STEPS = (
    "index.library.undo.GenerationWriter.write",
    "index.library.undo.put_back",
    "index.library.undo.remove_from_own",
    "index.library.undo.GenerationWriter.commit",
    "index.library.writer.keep_own_files",
    "index.library.writer.point_at",
)


@pytest.fixture
def grown(place: Place) -> Place:
    """A place whose last change added a page."""
    place.add(("one.txt", ONE))
    place.add(("third.txt", THIRD))
    return place


def keeps_every_page(place: Place) -> None:
    """The next change adds its own, and takes none out."""
    place.add(("other.txt", PAINFUL))
    assert set(place.library.stored()) == {"one", "third", "other"}


@pytest.mark.parametrize("step", STEPS)
def test_where_the_disk_is_full_all_is_as_it_was_and_stays(
    grown: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = grown.state
    with monkeypatch.context() as broken:
        broken.setattr(step, full_disk)
        with pytest.raises(NotWritten):
            grown.undo()
    assert grown.state == before
    keeps_every_page(grown)


@pytest.mark.parametrize("step", STEPS)
def test_where_it_is_killed_the_next_change_gives_own_files_back_first(
    grown: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = grown.state
    with monkeypatch.context() as broken:
        broken.setattr(step, killed)
        broken.setattr("index.library.lock.settle_own_files", settled_at_the_beginning())
        with pytest.raises(KeyboardInterrupt):
            undo(grown.folder, WordsEncoder(), generation=grown.generation)
    with changing(grown.folder):
        assert grown.state == before
    keeps_every_page(grown)


@pytest.mark.parametrize("step", STEPS)
def test_where_it_is_killed_the_same_is_not_refused_as_if_somebody_had_edited_files(
    grown: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(step, killed)
        broken.setattr("index.library.lock.settle_own_files", settled_at_the_beginning())
        with pytest.raises(KeyboardInterrupt):
            undo(grown.folder, WordsEncoder(), generation=grown.generation)
    grown.undo()
    assert set(grown.library.stored()) == {"one"}
    assert set(grown.files) == {"one.txt"}


def test_what_a_person_edited_after_it_was_killed_is_told(
    grown: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("index.library.undo.remove_from_own", killed)
        broken.setattr("index.library.lock.settle_own_files", settled_at_the_beginning())
        with pytest.raises(KeyboardInterrupt):
            undo(grown.folder, WordsEncoder(), generation=grown.generation)
    (grown.folder / "pages" / "one.txt").write_text(OTHER)
    told = reason(lambda: undo_of(grown.folder))
    assert "one.txt" in told and "third.txt" not in told


def test_what_a_person_puts_or_edits_after_it_was_killed_stays(
    grown: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = grown.folder / "pages"
    with monkeypatch.context() as broken:
        broken.setattr("index.library.add.build_locked", killed)
        broken.setattr("index.library.lock.settle_own_files", settled_at_the_beginning())
        with pytest.raises(KeyboardInterrupt):
            grown.add(("other.txt", PAINFUL), ("one.txt", OTHER))
    assert {"other.txt", "one.txt"} <= {one.name for one in own.iterdir()}
    (own / "mine.txt").write_text(PAINFUL)
    corrected = ONE.replace("?", "!")
    (grown.root / "by an editor").write_text(corrected)
    (grown.root / "by an editor").replace(own / "one.txt")
    (own / "third.txt").unlink()
    with changing(grown.folder):
        left = {one.name: one.read_text() for one in own.iterdir()}
    assert left == {"mine.txt": PAINFUL, "one.txt": corrected}


def test_where_it_is_killed_once_it_is_served_own_files_stay_exchanged(grown: Place) -> None:
    taken_back = grown.generation
    grown.undo()
    after = grown.state
    (grown.folder / EXCHANGED).write_text(taken_back)
    with changing(grown.folder):
        assert grown.state == after
    assert not (grown.folder / EXCHANGED).exists()
    assert list(problems(grown.library.parts)) == []

"""Whatever stops the taking out of a doctor: once it has begun, nothing of the doctor is shown, and
the library is not called sound; the next build or repair finishes it, and nothing of the doctor is
left in any file."""

import errno
import json
from functools import partial
from pathlib import Path

import pytest

from bot.cli import main
from index.library.build import build
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from tests.faults.library import Place, in_child, served, served_or_none
from tests.faults.operations import Happens, Operations, ends, fails
from tests.faults.tally import Tally
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.words_encoder import WordsEncoder

CLAIRE = "Claire Beaumont"
OWN = (CLAIRE.encode(), b"Beaumont", b"night guard", b"ten to fifteen years")
"""What only she is called, and only she said."""
HAPPENS = {"killed": ends, "error": fails(errno.EIO), "full": fails(errno.ENOSPC)}


@pytest.fixture(autouse=True)
def words_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for the model that is loaded by name."""
    monkeypatch.setattr("index.library.open.SentenceEncoder", lambda _: WordsEncoder())


def begun(root: Path) -> Place:
    """A library with two generations, of pages elsewhere and on its shelf."""
    place = Place(root)
    place.write("a", VENEERS, BONDING)
    place.build()
    file = root / "own.txt"
    file.write_text(page_of(FILLER, VENEERS, votes=True), encoding="utf-8")
    Uploads(place.library).put(file)
    file.unlink()
    build(place.library, [Uploads(place.library).folder], WordsEncoder())
    return place


def taken_out(place: Place, n: int, happens: Happens) -> tuple[int, int]:
    """Take her out, and let something happen at the n-th operation: the exit status, and how many
    operations there were."""

    def work() -> int:
        operations = Operations(n, happens).install()
        remove(place.library, WordsEncoder(), doctors=[CLAIRE])
        return operations.count

    ended = in_child(work)
    assert "!!" not in ended.said, ended.said
    return ended.status, int(ended.said) if ended.status == 0 else 0


def left_of_her(place: Place) -> list[str]:
    found = []
    for file in [file for file in place.library.rglob("*") if file.is_file()]:
        try:
            written = file.read_bytes()
        except FileNotFoundError:
            continue  # a removal that goes on meanwhile has renamed or deleted it
        found += [
            f"{words!r} in {file.relative_to(place.library)}" for words in OWN if words in written
        ]
    return found


@pytest.mark.parametrize("happens", HAPPENS.values(), ids=HAPPENS)
def test_taking_out_that_stops_at_any_operation_is_finished_by_the_next_build(
    happens: Happens, quick_path: Path, tally: Tally, long: bool
) -> None:
    place = begun(quick_path / "place")  # which knows its pages by their paths
    before, kept = served(place.library), place.copy("kept")
    assert left_of_her(place)
    _, count = taken_out(place, 0, ends)
    after = served(place.library)
    assert left_of_her(place) == []
    assert count > 50 and before != after
    finished, tried = 0, range(1, count + 1, 1 if long else 11)
    for n in tried:
        place = kept.copy("place")
        status, _ = taken_out(place, n, happens)
        assert status in ((9,) if happens is ends else (0, 2))
        lost = served_or_none(place.library) not in (before, after)
        has_begun = Tombstones.read(place.library).holds("doctor", CLAIRE)
        shown = served(place.library)
        damage = damage_of(place.library)
        assert shown == (after if has_begun else before)
        assert not has_begun or damage.problems or left_of_her(place) == []
        tally.record(27, wrong=int(shown != (after if has_begun else before)))
        if n % 2 and damage.repairable:
            repair(place.library)
            assert left_of_her(place) == [] and damage_of(place.library).problems == ()
        place.build()
        wrong = served(place.library) != (after if has_begun else before)
        finished += has_begun
        tally.record(
            18, lost=int(lost), wrong=int(wrong or (has_begun and bool(left_of_her(place))))
        )
        assert not lost
        assert not wrong
        assert not has_begun or left_of_her(place) == []
        assert place.left_over() == []
    assert finished > len(tried) / 2


def begun_to_take_out(root: Path, *what: str) -> Place:
    """A library of which a removal was killed when the list was written, and no more done."""
    place = begun(root)
    kept = place.copy("kept")

    def killed_at(n: int) -> int:
        Operations(n, ends).install()
        return main(["--library", str(place.library), "--quiet", "remove", *what])

    for n in range(1, 100):
        place = kept.copy("place")
        assert in_child(partial(killed_at, n)).status == 9
        if Tombstones.read(place.library).days:
            return place
    raise AssertionError("no list was written")


TOLD = (
    ("doctors",),
    ("check",),
    ("remove", "--doctor", CLAIRE, "--dry-run", "--json"),
    ("remove", "--doctor", "C. Beaumont", "--dry-run"),
    ("remove", "--doctor", "Andre Whitlock", "--dry-run"),
    ("remove", "--page", "a", "--dry-run", "--json"),
    ("build", "{pages}", "--dry-run"),
    ("build", "{pages}", "--dry-run", "--json"),
    ("build", "{library}/pages", "--dry-run", "--json"),
    ("undo", "--dry-run"),
)
"""What tells of a library, or of what a change of it would do."""


@pytest.mark.parametrize("what", [("--doctor", CLAIRE), ("--page", "own"), ("--answer", "own#2")])
def test_what_was_begun_to_be_taken_out_is_told_by_nothing_and_the_same_again_finishes_it(
    what: tuple[str, ...],
    quick_path: Path,
    tally: Tally,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = begun_to_take_out(quick_path / "place", *what)
    hidden = set(served(begun(quick_path / "other").library)) - set(served(place.library))
    assert hidden
    named = what[0] == "--doctor"
    for command in TOLD:
        given = [one.format(pages=place.pages, library=place.library) for one in command]
        main(["--library", str(place.library), "--quiet", *given])
        told = "".join(capsys.readouterr())
        for one in (CLAIRE, "Beaumont", "night guard", "ten to fifteen") if named else ():
            is_echo = one in " ".join(command)
            assert is_echo or one not in told, command
    tally.record(27, tries=len(TOLD))
    status = main(["--library", str(place.library), "--quiet", "remove", *what, "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (status, bool(report["taken_out"]), report["people"]) == (0, True, [])
    assert damage_of(place.library).problems == ()
    assert hidden.isdisjoint(served(place.library))
    assert not named or left_of_her(place) == []

"""Whatever stops a build: what was committed serves, nothing is left, the next one succeeds."""

import errno
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.encoders.encoder import Vectors
from index.errors import LibraryBusy
from index.library.build import build
from index.library.open import Library
from index.storage import growing_store
from index.storage.current import CURRENT, NOTHING, current_generation, number_of
from index.storage.history import History
from tests.faults.library import (
    FIRST,
    SECOND,
    Child,
    Place,
    Served,
    in_child,
    served,
    served_or_none,
    two_generations,
)
from tests.faults.operations import Happens, Operations, all_fail_from_then_on, ends, fails
from tests.faults.tally import Tally
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS
from tests.words_encoder import WordsEncoder

ERRORS = (errno.EIO, errno.ENOSPC)
KILLS, MANY_KILLS = 12, 120
SWAPS = 24


class Stopped:
    """A library, and a build of it that something stops: `before` is served, then `after`."""

    def __init__(self, root: Path, *, first: bool = False) -> None:
        self.before: Served | None = None
        if first:
            place = Place(root / "place")
        else:
            place, _, self.before = two_generations(root / "place")
        # One page is new, one changed, one gone.
        place.write("c", VENEERS)
        place.write("b", FILLER._replace(body="It lasts for a year."), *SECOND[1:])
        (place.pages / "a.txt").unlink(missing_ok=True)
        build(root / "after", [place.pages], WordsEncoder())
        self.after = served(root / "after")
        self._kept = place.copy("kept")
        place.remove()

    def copy(self) -> Place:
        """The library as it was before, where it was: it knows its pages by their paths."""
        return self._kept.copy("place")

    def operations(self) -> int:
        """How many a build takes that nothing stops."""
        place = self.copy()

        def work() -> int:
            operations = Operations(0, ends).install()
            place.build()
            return operations.count

        return int(in_child(work).said)

    def check(self, place: Place, tally: Tally, fault: int) -> None:
        """The old or the new library serves; the next build succeeds and leaves nothing else."""
        now = served_or_none(place.library)
        lost = now not in (self.before, self.after)
        try:
            place.build()
            next_one = served(place.library)
            told = [one.generation for one in History.read(place.library).events]
            in_history = (2 if self.before else 0) + 1, number_of(current_generation(place.library))
            failed = next_one != self.after or place.left_over() != []
            failed = failed or (len(told), told[-1]) != in_history
            with_troubles = Library.open(place.library)
            failed = failed or list(with_troubles.problems()) != []
            with_troubles.close()
        except Exception as error:
            tally.record(fault, lost=1)
            raise AssertionError("the next build failed") from error
        tally.record(fault, lost=int(lost or failed))
        assert not lost
        assert not failed
        place.remove()


def stopped_at(place: Place, n: int, happens: Happens) -> int:
    """Build, and let something happen at the n-th operation; the exit status."""

    def work() -> None:
        Operations(n, happens).install()
        place.build()

    before = pointer(place)
    ended = in_child(work)
    assert "!!" not in ended.said, ended.said
    if ended.status == 2:
        was_changed = pointer(place) != before
        told = "NotFinished" if was_changed else "NotWritten"
        mended = "check --repair" if was_changed else "build PATH"
        assert ended.said.startswith(f"! {told}: "), ended.said
        assert ended.said.endswith(f"doctor-answers --library {place.library} {mended}")
    return ended.status


def pointer(place: Place) -> str:
    """What is served; nothing before the first build is done."""
    file = place.library / CURRENT
    return file.read_text().removeprefix(NOTHING) if file.exists() else ""


@pytest.mark.parametrize("first", [False, True], ids=["later", "first"])
def test_a_build_that_ends_at_any_operation_loses_nothing(
    first: bool, quick_path: Path, tally: Tally, long: bool
) -> None:
    stopped = Stopped(quick_path, first=first)
    count = stopped.operations()
    assert count > 50
    statuses = set()
    for n in range(1, count + 1, 1 if long else 4 if first else 2):  # errors come at the others
        place = stopped.copy()
        statuses.add(stopped_at(place, n, ends))
        stopped.check(place, tally, 1)
    assert statuses == {9}


@pytest.mark.parametrize("most_recent", [10.0, 0.1], ids=["beside", "joined"])
def test_a_build_of_a_large_library_that_ends_at_any_operation_loses_nothing(
    most_recent: float,
    quick_path: Path,
    tally: Tally,
    long: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(growing_store, "LARGE", 0)
    monkeypatch.setattr(growing_store, "MOST_RECENT", most_recent)
    stopped = Stopped(quick_path)
    for n in range(1, stopped.operations() + 1, 1 if long else 6):
        place = stopped.copy()
        assert stopped_at(place, n, ends if n % 12 == 1 else fails(errno.ENOSPC)) in (0, 2, 9)
        stopped.check(place, tally, 1 if n % 12 == 1 else 2)


@pytest.mark.parametrize("first", [False, True], ids=["later", "first"])
def test_a_build_with_an_error_at_any_operation_says_so_and_leaves_nothing(
    first: bool, quick_path: Path, tally: Tally, long: bool
) -> None:
    stopped = Stopped(quick_path, first=first)
    count = stopped.operations()
    refused = 0
    for n in range(1 if long else 2, count + 1, 1 if long else 4 if first else 2):
        for code in ERRORS if long else [ERRORS[n // 2 % 2]]:
            place = stopped.copy()
            status = stopped_at(place, n, fails(code))
            assert status in (0, 2)
            if status == 2:
                refused += 1
                assert place.left_over() == []
            stopped.check(place, tally, 2)
    assert refused > 5


def test_a_disk_that_fails_again_while_recovering_loses_nothing(
    quick_path: Path, tally: Tally, long: bool
) -> None:
    stopped = Stopped(quick_path)
    count = stopped.operations()
    for n in range(1, count + 1, 1 if long else 8):
        place = stopped.copy()
        stopped_at(place, n, ends)
        operations: list[Operations] = []

        def work(
            place: Place = place, n: int = n, operations: list[Operations] = operations
        ) -> None:
            gone = all_fail_from_then_on(operations)
            operations.append(Operations(count - n + 1, gone))
            operations[0].install()
            place.build()

        ended = in_child(work)
        assert "!!" not in ended.said, ended.said
        stopped.check(place, tally, 2)


def test_a_build_killed_at_any_moment_loses_nothing(
    quick_path: Path, tally: Tally, long: bool
) -> None:
    chance = random.Random(20)
    stopped = Stopped(quick_path)
    began = time.monotonic()
    in_child(stopped.copy().build)
    whole = time.monotonic() - began
    for _ in range(MANY_KILLS if long else KILLS):
        place = stopped.copy()
        child = Child(place.build)
        time.sleep(chance.uniform(0, whole))
        child.kill()
        assert child.ended().status in (0, -9)
        stopped.check(place, tally, 1)


def test_a_build_killed_again_and_again_gets_done_at_last(
    quick_path: Path, tally: Tally, long: bool
) -> None:
    chance = random.Random(7)
    stopped = Stopped(quick_path)
    place = stopped.copy()
    for _ in range(MANY_KILLS if long else KILLS):
        child = Child(place.build)
        time.sleep(chance.uniform(0, 0.05))
        child.kill()
        child.ended()
        now = served_or_none(place.library)
        tally.record(1, lost=int(now not in (stopped.before, stopped.after)))
        assert now in (stopped.before, stopped.after)
    stopped.check(place, tally, 1)


def test_a_write_that_any_engine_cannot_make_is_told_of(
    quick_path: Path, tally: Tally, long: bool
) -> None:
    """A limit on the size of files hits SQLite, tantivy, numpy and our own writes alike."""
    import resource

    stopped = Stopped(quick_path)
    refused = 0
    for limit in range(0, 70_000, 500 if long else 5_000):
        place = stopped.copy()

        def work(place: Place = place, limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            place.build()

        ended = in_child(work)
        assert not ended.died
        assert "!!" not in ended.said, ended.said
        if ended.status:
            refused += 1
            assert ended.said.startswith("! NotWritten: ")
            assert place.left_over() == []
            assert served(place.library) == stopped.before
        stopped.check(place, tally, 2)
    assert refused > 5


# Two builders.


class Waiting(WordsEncoder):
    """Waits while it encodes until a byte comes down a pipe."""

    def __init__(self) -> None:
        super().__init__()
        self.said, self._saying = os.pipe()
        self._told, self.telling = os.pipe()

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        os.write(self._saying, b"1")
        os.read(self._told, 1)
        return super().encode_document(texts)


@pytest.mark.smoke
@pytest.mark.parametrize("killed", [False, True])
def test_a_second_builder_is_told_and_a_killed_one_frees_the_lock(
    killed: bool, quick_path: Path, tally: Tally
) -> None:
    stopped = Stopped(quick_path)
    place, waiting = stopped.copy(), Waiting()
    child = Child(lambda: place.build(waiting))
    os.read(waiting.said, 1)
    for _ in range(3):
        with pytest.raises(LibraryBusy):
            place.build()
    assert served(place.library) == stopped.before
    if killed:
        child.kill()
        assert child.ended().status == -9
        assert served(place.library) == stopped.before
    else:
        os.write(waiting.telling, b"1" * 99)
        assert child.ended().status == 0
        assert served(place.library) == stopped.after
    stopped.check(place, tally, 6)


# Readers.


def reads(folder: Path, until: Path, valid: Sequence[Served]) -> str:
    """Open the library again and again, and keep one open; how often, and what was wrong."""
    kept = Library.open(folder)
    opened, seen = 0, set()
    first = dict(kept.doctors())
    while not until.exists():
        now = served(folder)
        if now not in valid:
            return f"wrong: {now}"
        seen.add(valid.index(now))
        if dict(kept.doctors()) != first or not kept.search("version", WordsEncoder(), 9):
            return "the one that was kept open changed"
        opened += 1
    return f"{opened} {len(seen)}"


def test_readers_see_one_library_or_the_next_while_it_is_swapped(
    quick_path: Path, tally: Tally
) -> None:
    place = Place(quick_path / "place")
    versions: list[list[str]] = []
    valid: list[Served] = []
    for version in range(SWAPS + 1):
        told = [one._replace(body=f"Version {version}. {one.body}") for one in (*FIRST, FILLER)]
        versions.append([one.body for one in told])
        anew = Place(quick_path / f"anew{version}")
        anew.write("a", *told)
        anew.build()
        valid.append(served(anew.library))
    (quick_path / "place" / "pages" / "a.txt").write_bytes(
        (quick_path / "anew0" / "pages" / "a.txt").read_bytes()
    )
    place.build()
    until = quick_path / "until"
    readers = [Child(lambda: reads(place.library, until, valid)) for _ in range(2)]
    pointers = set()
    for version in range(1, SWAPS + 1):
        page = quick_path / f"anew{version}" / "pages" / "a.txt"
        (place.pages / "a.txt").write_bytes(page.read_bytes())
        place.build()
        pointers.add((place.library / CURRENT).read_text())
    until.touch()
    ended = [reader.ended() for reader in readers]
    wrong = sum(one.status != 0 or "w" in one.said for one in ended)
    tally.record(7, tries=len(pointers), wrong=wrong)
    assert [one for one in ended if one.status or not one.said[0].isdigit()] == []
    assert len(pointers) == SWAPS >= 20
    reads_made = [int(one.said.split()[0]) for one in ended]
    assert min(reads_made) >= 5
    assert BONDING.body not in versions[0]

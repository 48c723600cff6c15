"""A damaged file is named with what mends it, or the generation before serves and says so."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from index.errors import rebuild_command, repair_command
from index.library.open import Library
from index.search import segments
from index.storage import manifest
from index.storage.current import CURRENT
from tests.faults.damages import Hurt, hurts, swapped_with
from tests.faults.library import (
    Ended,
    Place,
    Served,
    in_child,
    served,
    served_by,
    two_generations,
)
from tests.faults.tally import Tally

NEWEST = "generation-000002"


class Damaged(NamedTuple):
    """Two generations: what each of them served, and the files of both, by name."""

    kept: Place
    before: Served
    newest: Served

    def place(self) -> Place:
        return self.kept.copy("place")

    def names(self) -> list[str]:
        folder = self.kept.library
        files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock")
        return sorted(file.relative_to(folder).as_posix() for file in files)

    def newest_names(self) -> list[str]:
        return [name for name in self.names() if name.startswith(NEWEST)]


@pytest.fixture
def damaged(quick_path: Path) -> Damaged:
    place, before, newest = two_generations(quick_path / "place")
    kept = place.copy("kept")
    place.remove()
    return Damaged(kept, before, newest)


def asked(place: Place) -> Ended:
    """Everything that the library shows, from a child, with the warning before it."""

    def work() -> str:
        library = Library.open(place.library)
        return repr((library.warning, dict(served_by(library))))

    return in_child(work)


def judged(damaged: Damaged, ended: Ended, place: Place, name: str) -> str:
    """What came of it: "refused", "newest", "before"; or what is wrong."""
    mend = f"mend it with: {repair_command(place.library)}"
    if ended.status == 2:
        file = name if CURRENT in name else name.partition("/")[2]
        ends = f"{mend}; or rebuild it with: {rebuild_command(place.library)}"
        named = file in ended.said
        fine = ended.said.startswith("! DamagedLibrary: ") and ended.said.endswith(ends)
        return "refused" if named and fine else f"wrong: {name}: {ended.said}"
    if ended.status != 0:
        return f"wrong: {name}: {ended}"
    if ended.said == repr((None, dict(damaged.newest))):
        return "newest"
    if ended.said.endswith(f"{dict(damaged.before)!r})"):
        warned = f"it is served as it was before its last build; {mend}" in ended.said
        return "before" if warned else f"wrong: no warning: {ended.said}"
    return f"wrong: {name}: {ended.said}"


def swaps(place: Place, other: Place, name: str) -> Iterator[tuple[str, Hurt]]:
    """The file as the other generation has it, and as another library has it."""
    for library in (place.library, other.library):
        for generation in ("generation-000001", NEWEST):
            file = library / generation / name.partition("/")[2]
            if file.is_file() and file.read_bytes() != (place.library / name).read_bytes():
                yield f"swapped with {generation} of {library}", swapped_with(file)


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "alone"])
def test_a_hurt_file_is_refused_by_name_or_the_generation_before_serves_with_a_warning(
    shared: bool, damaged: Damaged, quick_path: Path, tally: Tally, long: bool
) -> None:
    other, _, _ = two_generations(quick_path / "other")
    came = {"refused": 0, "newest": 0, "before": 0}
    for name in damaged.names():
        steps = 9 if long else 2 if shared and name.startswith(NEWEST) else 1
        ways = [*hurts(steps), *swaps(damaged.kept, other, name)]
        for how, hurt in ways:
            place = damaged.place()
            if not shared:
                alone(place.library)
            before = (place.library / name).read_bytes()
            hurt(place.library / name)
            if (place.library / name).exists() and (place.library / name).read_bytes() == before:
                continue
            outcome = judged(damaged, asked(place), place, name)
            tally.record(4, wrong=int(outcome not in came))
            assert outcome in came, (how, outcome)
            came[outcome] += 1
            if name.startswith(NEWEST):
                assert outcome != "newest", (how, name)
    assert min(came.values()) > 2, came  # what is hurt need not be served at all


def alone(folder: Path) -> None:
    """Undo what generations share."""
    for file in folder.rglob("*"):
        if file.is_file() and file.stat().st_nlink > 1:
            copy = file.with_name(f"{file.name}.alone")
            shutil.copy2(file, copy)
            os.replace(copy, file)


def test_files_lost_together_are_refused_or_the_generation_before_serves(
    damaged: Damaged, tally: Tally, long: bool
) -> None:
    """A machine that lost power before its disk had everything."""
    names = damaged.newest_names()
    for seed in range(len(names) * (4 if long else 1)):
        place = damaged.place()
        alone(place.library)
        ways = list(hurts(3))
        hurt_names = [name for n, name in enumerate(names) if (seed + 1) * (n + 3) % 5 < 2]
        for n, name in enumerate(hurt_names):
            ways[(seed * 7 + n) % len(ways)][1](place.library / name)
        outcome = judged(damaged, asked(place), place, hurt_names[0])
        fine = outcome == "before" or (outcome.startswith("wrong") and "! Damaged" in outcome)
        tally.record(3, wrong=int(not fine))
        assert fine, outcome


# Large files, which are taken as they were written by their size and time of change.


def test_a_large_file_that_was_hurt_in_secret_never_gives_another_answer(
    damaged: Damaged, monkeypatch: pytest.MonkeyPatch, tally: Tally, long: bool
) -> None:
    monkeypatch.setattr(manifest, "TRUSTED", 0)
    served = refused = 0
    for name in damaged.newest_names():
        for how, hurt in hurts(33 if long else 2):
            place = damaged.place()
            alone(place.library)
            hurt(place.library / name)
            ended = asked(place)
            wrong = secretly_wrong(damaged, ended)
            tally.record(4, wrong=int(wrong))
            assert not wrong, (name, how, ended)
            served += ended.status == 0
            refused += ended.status == 2
    assert served > 20


def secretly_wrong(damaged: Damaged, ended: Ended) -> bool:
    if ended.status == 2:
        return not ended.said.startswith("! DamagedLibrary: ")
    return ended.status != 0 or not any(
        ended.said.endswith(f"{dict(all_there)!r})")
        for all_there in (damaged.newest, damaged.before)
    )


def test_a_coarse_index_that_was_hurt_in_secret_never_gives_another_answer(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally, long: bool
) -> None:
    monkeypatch.setattr(manifest, "TRUSTED", 0)
    monkeypatch.setattr(segments, "MOST_EXACT", 50)
    place = Place(quick_path / "place")
    rows = [f'{{"id": "r{n}", "answer_text": "Rest for {n} days after it."}}' for n in range(200)]
    (place.pages / "r.jsonl").write_text("\n".join(rows))
    place.build()
    kept, newest = place.copy("kept"), served(place.library)
    (name,) = (file.relative_to(place.library) for file in place.library.rglob("coarse.faiss"))
    came = {0: 0, 2: 0}
    for how, hurt in hurts(100 if long else 4):
        place = kept.copy("place")
        hurt(place.library / name)
        ended = asked(place)
        wrong = ended.status not in came or (
            ended.said != repr((None, dict(newest)))
            if ended.status == 0
            else not ended.said.startswith("! DamagedLibrary: ")
        )
        tally.record(4, wrong=int(wrong))
        assert not wrong, (how, ended)
        came[ended.status] += 1
    assert min(came.values()) > 0, came

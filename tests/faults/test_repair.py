"""What is derived is made again of the pages; what is true is never guessed; nothing comes back."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from index.errors import DamagedLibrary, rebuild_command, repair_command
from index.library.generation import STORE
from index.library.open import Library
from index.library.repair import damage_of, repair
from index.storage.current import CURRENT, Current, current_generation
from index.storage.manifest import NAME
from tests.faults.damages import flipped, hurts
from tests.faults.library import Place, Served, in_child, served, two_generations
from tests.faults.operations import Operations, ends
from tests.faults.tally import Tally
from tests.pages.test_text_unseen import FILLER, VENEERS
from tests.words_encoder import WordsEncoder

TRUTH = STORE


@pytest.fixture(autouse=True)
def words_encoder(monkeypatch: pytest.MonkeyPatch) -> list[WordsEncoder]:
    """Stands for every model that is loaded by name; all that were loaded."""
    loaded: list[WordsEncoder] = []

    def load(name: str = "words") -> WordsEncoder:
        loaded.append(WordsEncoder())
        return loaded[-1]

    monkeypatch.setattr("bot.run.changing.SentenceEncoder", load)
    monkeypatch.setattr("index.library.open.SentenceEncoder", load)
    return loaded


@pytest.fixture
def built(quick_path: Path) -> tuple[Place, Served]:
    place, _, newest = two_generations(quick_path / "place")
    kept = place.copy("kept")
    place.remove()
    return kept, newest


def names_of(place: Place) -> list[str]:
    """The files of the served generation, and CURRENT."""
    generation = current_generation(place.library)
    files = (file for file in generation.rglob("*") if file.is_file() and file.suffix != ".lock")
    return [CURRENT, *sorted(file.relative_to(place.library).as_posix() for file in files)]


def test_every_derived_file_is_made_again_and_a_damaged_truth_is_said_to_be(
    built: tuple[Place, Served], tally: Tally, long: bool
) -> None:
    kept, newest = built
    for name in names_of(kept):
        for how, hurt in hurts(5 if long else 1):
            place = kept.copy("place")
            hurt(place.library / name)
            damage = damage_of(place.library)
            assert damage.problems, (name, how)
            assert any(Path(name).name in trouble for trouble in damage.problems), damage
            if name.endswith(TRUTH):
                assert not damage.repairable
                with pytest.raises(DamagedLibrary, match=TRUTH):
                    repair(place.library)
                assert damage_of(place.library).problems
            else:
                assert damage.repairable, (name, how, damage)
                repair(place.library)
                now = served(place.library)
                tally.record(4, lost=int(now != newest))
                assert now == newest
                assert damage_of(place.library).problems == ()
                assert place.left_over() == []
                assert Library.open(place.library).warning is None


def test_a_repaired_library_is_built_upon_as_before(built: tuple[Place, Served]) -> None:
    kept, newest = built
    place = kept.copy("place")
    (current_generation(place.library) / "space.npz").unlink()
    repair(place.library)
    place.write("c", VENEERS)
    place.build()
    assert served(place.library).items() > newest.items()


def test_vectors_that_are_whole_are_not_made_again(
    built: tuple[Place, Served], words_encoder: list[WordsEncoder]
) -> None:
    kept, newest = built
    place = kept.copy("place")
    (current_generation(place.library) / "space.npz").unlink()
    assert repair(place.library).embedded == 0
    assert [text for encoder in words_encoder for text in encoder.seen] == []
    (current_generation(place.library) / "vectors" / "000001.faiss").unlink()
    assert repair(place.library).embedded == len(newest)
    assert served(place.library) == newest


def test_a_current_that_is_lost_names_the_newest_generation_again(
    built: tuple[Place, Served],
) -> None:
    kept, newest = built
    place = kept.copy("place")
    (place.library / CURRENT).unlink()
    with pytest.raises(DamagedLibrary, match="CURRENT is missing"):
        Library.open(place.library)
    with pytest.raises(DamagedLibrary, match="CURRENT is missing"):
        place.build()
    repair(place.library)
    assert served(place.library) == newest
    assert current_generation(place.library).name == "generation-000002"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answers SET name = 'Somebody Else' WHERE id = 'a#1'",
        "UPDATE pages SET text = replace(text, 'ten', 'six')",
        "UPDATE pages SET text = text || ' '",
        "DELETE FROM answers WHERE id = 'a#1'",
    ],
)
def test_pages_that_do_not_fit_their_seals_or_digests_are_not_built_upon(
    change: str, built: tuple[Place, Served]
) -> None:
    """Though the manifest, which would tell, is gone."""
    place = built[0].copy("place")
    generation = current_generation(place.library)
    with sqlite3.connect(generation / STORE) as connection:
        assert connection.execute(change).rowcount
    (generation / NAME).unlink()
    assert not damage_of(place.library).repairable
    with pytest.raises(DamagedLibrary):
        repair(place.library)


@pytest.mark.parametrize("name", [CURRENT, "vectors/000001.faiss"])
def test_a_repair_that_ends_at_any_operation_loses_nothing(
    name: str, built: tuple[Place, Served], tally: Tally, long: bool
) -> None:
    kept, newest = built

    def hurt() -> Place:
        place = kept.copy("place")
        if name == CURRENT:
            (place.library / CURRENT).write_text("generation-")
        else:
            (current_generation(place.library) / name).unlink()
        return place

    place = hurt()
    count = int(in_child(lambda: counted(lambda: repair(place.library))).said)
    assert count > 5
    for n in range(1, count + 1, 1 if long else 6):
        place = hurt()
        ended = in_child(lambda: stopping(n, lambda: repair(place.library)))  # noqa: B023
        assert ended.status == 9
        if damage_of(place.library).problems:
            repair(place.library)
        now = served(place.library)
        tally.record(1, lost=int(now != newest))
        assert now == newest
        place.build()
        assert place.left_over() == []


def counted(work: Callable[[], object]) -> int:
    operations = Operations(0, ends).install()
    work()
    return operations.count


def stopping(n: int, work: Callable[[], object]) -> None:
    Operations(n, ends).install()
    work()


# At the command line.


def test_check_repair_mends_and_says_so(
    built: tuple[Place, Served], capsys: pytest.CaptureFixture[str]
) -> None:
    kept, newest = built
    place = kept.copy("place")
    library = ["--library", str(place.library)]
    file = current_generation(place.library) / "vectors" / "000001.faiss"
    flipped(0.9, 3)(file)
    assert main([*library, "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"generation-000002/vectors/{file.name} has other bytes than were written"
    assert lines[-1] == f"Repair it with: {repair_command(place.library)}"
    assert main([*library, "check", "--repair", "--quiet"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"{place.library} was rebuilt from its pages; {len(newest)} texts encoded."
    assert main([*library, "check"]) == 0
    assert served(place.library) == newest


def test_check_repair_of_a_damaged_truth_gives_the_command_that_helps(
    built: tuple[Place, Served], capsys: pytest.CaptureFixture[str]
) -> None:
    kept, newest = built
    place = kept.copy("place")
    flipped(0.5, 3)(current_generation(place.library) / STORE)
    assert main(["--library", str(place.library), "check", "--repair"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"Repair it with: {rebuild_command(place.library)}"
    mend = [str(place.pages) if word == "PATH" else word for word in lines[-1].split()[4:]]
    assert main(mend) == 0
    assert main(["--library", str(place.library), "check"]) == 0
    assert {words for words, _ in served(place.library).values()} == {
        words for words, _ in newest.values()
    }


# The generation before.


def test_the_generation_before_serves_with_a_warning_at_the_command_line(
    built: tuple[Place, Served], capsys: pytest.CaptureFixture[str]
) -> None:
    place = built[0].copy("place")
    library = ["--library", str(place.library)]
    (current_generation(place.library) / STORE).unlink()
    assert main([*library, "ask", "how long do veneers last", "--json"]) == 0
    lines = capsys.readouterr()
    assert VENEERS.body in lines.out
    assert lines.err.startswith(f"doctor-answers: {place.library}: the library is damaged (")
    assert f"{STORE} is missing); it is served as it was before its last build" in lines.err
    assert lines.err.endswith(f"mend it with: {repair_command(place.library)}\n")
    assert lines.err.count("\n") == 1
    with pytest.raises(DamagedLibrary):  # what was added would be lost
        place.build()


@pytest.mark.parametrize("how", ["removed", "changed"])
@pytest.mark.parametrize("damaged", [STORE, NAME, "space.npz"])
def test_what_was_taken_back_does_not_come_again(
    how: str, damaged: str, quick_path: Path, tally: Tally
) -> None:
    place, _, _ = two_generations(quick_path / "place")
    if how == "removed":
        (place.pages / "b.txt").unlink()
    else:
        place.write("b", FILLER._replace(body="It lasts for three months."))
    place.build()
    assert Current.read(place.library).fallback is None
    assert (place.library / "generation-000002").is_dir()  # a reader may still be at it
    (current_generation(place.library) / damaged).unlink()
    tally.record(18)
    with pytest.raises(DamagedLibrary):
        Library.open(place.library)
    if damaged != STORE:
        repair(place.library)
        assert FILLER.body not in {words for words, _ in served(place.library).values()}


def test_with_both_generations_damaged_nothing_is_served(
    built: tuple[Place, Served], tally: Tally
) -> None:
    place = built[0].copy("place")
    for generation in place.library.glob("generation-*"):
        shutil.rmtree(generation / "words")
    tally.record(3)
    with pytest.raises(DamagedLibrary, match="generation-000002/words"):
        Library.open(place.library)

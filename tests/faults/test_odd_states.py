"""Pages that come, go and change; ids that do not exist; clocks that are wrong; pickled files."""

import os
import pickle
import random
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoders.encoder import Vectors
from index.encoders.onnx_encoder import TOKENS
from index.errors import DamagedLibrary
from index.library.build import build
from index.library.generation import ENCODER, STORE, VECTORS
from index.library.open import Library
from index.library.repair import repair
from index.pages.read import ReadPage, read
from index.search import segments
from index.search.inverted_file import InvertedFile
from index.search.segment import Segment
from index.storage.current import CURRENT, current_generation
from tests.faults.library import FIRST, Place, Served, served, served_by, two_generations
from tests.faults.tally import Tally
from tests.library.test_open import make_the_manifest_fit
from tests.pages.test_text_unseen import BONDING, FILLER, NOBODY, VENEERS
from tests.words_encoder import WordsEncoder

# Pages that change under a reader.


def on_disk(place: Place) -> Served:
    """What the pages say now, read without a library; of two that are one page the first counts."""
    found: dict[str, tuple[str, str | None]] = {}
    for one in read([place.pages]):
        assert isinstance(one, ReadPage)
        for answer in one.page.answers:
            words = one.page.quote(answer.body)
            found.setdefault(answer.id, (words, answer.doctor.name))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_pages_that_change_show_what_they_say_now_and_to_a_reader_what_they_said(
    seed: int, quick_path: Path, tally: Tally, long: bool
) -> None:
    chance = random.Random(seed)
    place = Place(quick_path / "place")
    place.write("a", *FIRST)
    place.build()
    reader = Library.open(place.library)
    seen = served_by(reader)
    for step in range(60 if long else 12):
        names = sorted(file.stem for file in place.pages.iterdir())
        name = chance.choice(names) if names else "a"
        file = place.pages / f"{name}.txt"
        what = chance.choice(["new", "edited", "deleted", "renamed", "copied"])
        if what in ("new", "edited") or not names:
            told = [one._replace(body=f"Step {step}. {one.body}") for one in (BONDING, NOBODY)]
            place.write(f"n{step}" if what == "new" else name, *told[: chance.randint(1, 2)])
        elif what == "deleted":
            file.unlink()
        elif what == "renamed":
            file.rename(place.pages / f"r{step}.txt")
        else:
            shutil.copyfile(file, place.pages / f"c{step}.txt")
        place.build()
        now = served(place.library)
        tally.record(18, wrong=int(now != on_disk(place)))
        assert now == on_disk(place)
        assert served_by(reader) == seen, "the one that was open is another now"
        if step % 3 == 0:
            reader.close()
            reader = Library.open(place.library)
            seen = served_by(reader)
    reader.close()


def test_what_was_deleted_is_in_no_search_no_list_of_words_and_no_row(
    quick_path: Path, tally: Tally
) -> None:
    place = Place(quick_path / "place")
    place.write("a", *FIRST)
    file = place.write("b", FILLER)
    place.build()
    (open_before := Library.open(place.library)).answer("b#1")
    file.unlink()
    place.build()
    library = Library.open(place.library)
    tally.record(18)
    with pytest.raises(KeyError):
        library.answer("b#1")
    with pytest.raises(KeyError):
        library.page("b")
    found = library.search(FILLER.body, WordsEncoder(), 99)
    assert {hit.passage.answer_id for hit in found} == {"a#1", "a#2"}
    assert library.saying(["hyaluronic"]) == set()
    assert "hyaluronic" not in library.vocabulary()
    assert "castellanos" not in library.names()
    store = (current_generation(place.library) / STORE).read_bytes()
    for words in (b"Hyaluronic", b"hyaluronic", b"Castellanos"):
        assert words not in store
    assert open_before.answer("b#1").answer.doctor.name == "Joan Castellanos"


# Ids that do not exist.


class Numberless(WordsEncoder):
    """Makes vectors that hold no numbers."""

    def encode_query(self, texts: Any) -> Vectors:
        return np.full_like(super().encode_query(texts), np.nan)


def test_more_than_there_are_and_no_numbers_never_give_another_row(
    quick_path: Path, tally: Tally
) -> None:
    place, _, newest = two_generations(quick_path / "place")
    library = Library.open(place.library)
    for k in (1, len(newest), len(newest) + 1, 10_000):
        for question in ("veneers", "zebra", "the laser settings"):
            ids = [hit.passage.answer_id for hit in library.search(question, WordsEncoder(), k)]
            tally.record(20, wrong=int(len(set(ids)) != len(ids)))
            assert len(set(ids)) == len(ids) <= min(k, len(newest))
            assert set(ids) <= newest.keys()
    with pytest.raises(ValueError, match="not a vector"):
        library.search("veneers", Numberless(), 5)
    assert library.search("veneers", WordsEncoder(), 5, among=[]) == []
    assert library.search("veneers", WordsEncoder(), 5, among=["no such#1"]) == []
    tally.record(20, tries=3)


def test_an_id_that_no_passage_has_is_refused(quick_path: Path, tally: Tally) -> None:
    for number in (-1, 0, 999, 2**62):
        place, _, _ = two_generations(quick_path / f"place{number}")
        folder = current_generation(place.library) / VECTORS
        segment = Segment.read(folder, "000001")
        ids = segment.ids.copy()
        ids[-1 if number > 0 else 0] = number
        shutil.rmtree(folder)
        folder.mkdir()
        vectors = segment.vectors(np.arange(len(segment)))
        Segment.of(ids, segment.answers, vectors).write(folder, "000001")
        make_the_manifest_fit(place.library)
        tally.record(20)
        with pytest.raises(DamagedLibrary, match=r"belongs to no passage|have no vector"):
            Library.open(place.library).search("veneers", WordsEncoder(), 99)


def test_where_faiss_finds_too_few_what_it_fills_up_with_is_left_out(
    quick_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "MOST_EXACT", 50)
    place = Place(quick_path / "place")
    rows = [f'{{"id": "r{n}", "answer_text": "Rest for {n} days after it."}}' for n in range(200)]
    (place.pages / "r.jsonl").write_text("\n".join(rows))
    place.build()
    library = Library.open(place.library)
    card = library.manifest.coarse
    assert card is not None
    coarse = InvertedFile.read(current_generation(place.library) / VECTORS / "coarse.faiss", card)
    vector = WordsEncoder().encode_query(["rest for 7 days"])[0]
    for k in (1, 200, 201, 5000):
        found = coarse.search(vector, k, probes=1)
        tally.record(20, wrong=int((found < 0).any()))
        assert (found >= 0).all()
        assert len(found) < max(k, 200) + 1
        ids = [hit.passage.answer_id for hit in library.search("rest 7 days", WordsEncoder(), k)]
        assert len(set(ids)) == len(ids) == min(k, len(ids))
        assert ids[0] == "r7#1"


def test_an_empty_library_finds_nothing(quick_path: Path, tally: Tally) -> None:
    place = Place(quick_path / "place")
    place.build()
    library = Library.open(place.library)
    for k in (1, 1000):
        tally.record(20)
        assert library.search("anything", WordsEncoder(), k) == []
    assert library.closeness(["anything"], WordsEncoder(), -1.0) == {}
    assert list(library.problems()) == []


# Clocks.

YEARS = 40 * 365 * 24 * 3600


def set_clock(place: Place, moved: int) -> None:
    """Every file and folder was changed so many seconds from now."""
    when = time.time() + moved
    for path in (place.pages, *place.root.rglob("*")):
        os.utime(path, (when, when))


@pytest.mark.parametrize("moved", [-YEARS, YEARS])
def test_wrong_clocks_change_neither_what_is_served_nor_the_order(
    moved: int, quick_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _, newest = two_generations(quick_path / "place")
    set_clock(place, moved)
    tally.record(21, tries=4)
    assert served(place.library) == newest
    assert list(Library.open(place.library).problems()) == []
    monkeypatch.setattr(time, "time", lambda: float(YEARS // 2))  # before all that is there
    file = place.write("b", FILLER._replace(body="Hyaluronic acid filler lasts for nine days."))
    os.utime(file, (time.time(), time.time()))
    place.build()
    assert served(place.library)["b#1"][0] == "Hyaluronic acid filler lasts for nine days."
    assert (place.library / CURRENT).read_text().startswith("generation-000003 ")
    set_clock(place, -moved)
    place.write("c", VENEERS)
    place.build()
    assert (place.library / CURRENT).read_text().startswith("generation-000004 ")
    assert "c#1" in served(place.library)


def test_an_edit_that_keeps_size_and_time_is_seen(quick_path: Path, tally: Tally) -> None:
    place, _, _ = two_generations(quick_path / "place")
    file = place.pages / "b.txt"
    found = file.stat()
    file.write_bytes(file.read_bytes().replace(b"nine months", b"nine decade"))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert file.stat().st_size == found.st_size
    place.build()
    tally.record(21)
    assert "nine decade" in served(place.library)["b#1"][0]


def test_the_order_of_generations_is_that_of_their_numbers(quick_path: Path, tally: Tally) -> None:
    place, _, newest = two_generations(quick_path / "place")
    for old, new in ((2, 1_000_000), (1, 999_999)):
        (place.library / f"generation-{old:06d}").rename(place.library / f"generation-{new}")
    (place.library / CURRENT).unlink()
    (place.library / "generation-of-mine").mkdir()
    repair(place.library)
    tally.record(21)
    assert current_generation(place.library).name == "generation-1000000"
    assert served(place.library) == newest
    place.write("c", VENEERS)
    place.build()
    assert current_generation(place.library).name == "generation-1000001"
    assert (place.library / "generation-of-mine").is_dir()


# Pickled files.


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.sprung,))


def test_a_trap_is_one(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Trap(tmp_path / "sprung")))
    assert (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "name", ["000001.faiss", "000001.answers.npy", "removed.npy", "../space.npz"]
)
@pytest.mark.parametrize("form", ["array", "bare"])
def test_a_pickled_file_is_refused_and_never_opened(
    form: str, name: str, quick_path: Path, tally: Tally
) -> None:
    place, _, _ = two_generations(quick_path / "place")
    sprung = quick_path / "sprung"
    file = current_generation(place.library) / VECTORS / name
    file.unlink(missing_ok=True)
    write_trap(file, Trap(sprung), form)
    make_the_manifest_fit(place.library)
    tally.record(25)
    with pytest.raises(DamagedLibrary):
        Library.open(place.library)
    with pytest.raises(DamagedLibrary):
        place.build()
    build(place.library, [place.pages], WordsEncoder(), anew=True)
    assert not sprung.exists()


def write_trap(file: Path, trap: Trap, form: str) -> None:
    if form == "bare":
        file.write_bytes(pickle.dumps(trap))
    elif file.suffix == ".npz":
        trapped: dict[str, Any] = {"mean": np.array([trap], dtype=object)}
        np.savez(file, allow_pickle=True, **trapped)
    else:
        np.save(file, np.array([trap], dtype=object), allow_pickle=True)


@pytest.mark.model
@pytest.mark.parametrize("form", ["array", "bare"])
def test_a_pickled_table_of_words_is_never_opened(
    form: str, real_library: Library, tmp_path: Path, tally: Tally
) -> None:
    folder = Path(shutil.copytree(real_library.folder, tmp_path / "library"))
    file = current_generation(folder) / ENCODER / TOKENS
    file.unlink()
    write_trap(file, Trap(tmp_path / "sprung"), form)
    make_the_manifest_fit(folder)
    library = Library.open(folder)
    tally.record(25)
    with pytest.raises(DamagedLibrary):
        library.check_encoder(library.encoder())
    assert not (tmp_path / "sprung").exists()

"""A library that is divided into shards gives the same answers, in the same order and with the same
bands, as the same pages in one; and so is everything else the same that it says."""

import inspect
import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import DamagedLibrary
from index.library.build import build
from index.library.generation import STORE, VECTORS
from index.library.open import Library
from index.library.plan import plan
from index.library.removals import Removals
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.library.topics import topics
from index.search import segments
from index.search.sharded_dense import ShardedDense
from index.storage.sharded_store import ShardedStore
from index.storage.shards import shard_folders
from index.storage.store import Store
from index.storage.tombstones import Tombstones
from tests.band_questions import ODD_WORDS
from tests.conftest import SEEDS
from tests.library.test_same_answers import told
from tests.search.test_inverted_file import MeaningEncoder, texts
from tests.seed_questions import ADDRESSED, ELSEWHERE

ANSWERS, COPIED = 200, 20
SIZES = {1: 10_000, 2: 140, 5: 56, 16: 16}
"""How many shards the corpus makes, by the passages from which another is begun."""
DOCTORS = ["Ann Lee, MD", "Bo Park, DDS", "Dr. Cy Ruiz", None]


def write_answers(file: Path, said: Sequence[str]) -> None:
    """Two answers a page, the last pages as the first; some have a day, some nobody signed."""
    with file.open("w", encoding="utf-8") as written:
        for n, text in enumerate(said):
            same = n % (ANSWERS - COPIED)
            row = {
                "id": f"r{n}",
                "question_id": f"q{n // 2}",
                "question_title": " ".join(said[same // 2 * 2].split()[:4]),
                "answer_text": text if n == same else said[same],
                "author": DOCTORS[same % len(DOCTORS)],
                "date": f"2024-0{1 + same % 9}-11" if same % 3 else None,
            }
            written.write(json.dumps(row) + "\n")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the seeds and a file of many pages."""
    folder = tmp_path_factory.mktemp("corpus") / "pages"
    shutil.copytree(SEEDS, folder)
    write_answers(folder / "answers.jsonl", texts(ANSWERS, 12, seed=11))
    return folder


@pytest.fixture(scope="module")
def built(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int | None], Path]:
    """The folder of a library of the corpus in so many shards; None: as it always was."""
    made: dict[int | None, Path] = {}

    def library(shards: int | None) -> Path:
        if shards not in made:
            made[shards] = tmp_path_factory.mktemp("built") / "library"
            most = None if shards is None else SIZES[shards]
            build(made[shards], [corpus], MeaningEncoder(), shard_passages=most)
        return made[shards]

    return library


def shards_of(library: Library) -> int:
    return len(shard_folders(library.generation))


QUESTIONS = [
    *[*ADDRESSED][::9],
    *[*ODD_WORDS][::5],
    *(" ".join(text.split()[:5]) for text in texts(ANSWERS, 12, seed=12)[::50]),
]


def assert_same_answers(one: Library, other: Library) -> None:
    encoder = MeaningEncoder()
    ids = [answer_id for answer_id, _ in one.doctors()]
    assert one.manifest.calibration == other.manifest.calibration
    for question in QUESTIONS:
        assert told(question, one, encoder) == told(question, other, encoder), question
        for among in (None, ids[::3], ids[:1], []):
            found, wanted = (lib.find([question], encoder, 50, among) for lib in (one, other))
            assert found.hits == wanted.hits
            assert (found.evidence, found.near) == (wanted.evidence, wanted.near)
        near, wanted_near = (
            lib.closeness([question], encoder, 0.3, ids[::5]) for lib in (one, other)
        )
        assert near == wanted_near
        assert one.nearest(question, encoder) == other.nearest(question, encoder)
        assert one.saying(question.split()) == other.saying(question.split())
        assert one.titled(question.split()) == other.titled(question.split())


def all_said(library: Library) -> dict[str, Any]:
    """What a library says beside the answers to a question."""
    store = library.parts.store
    ids = [answer_id for answer_id, _ in library.doctors()]
    every = store.passage_ids()
    numbers = store.page_numbers(every)
    return {
        "doctors": list(library.doctors()),
        "some": list(library.doctors(ids[::7])),
        "pages": [page.id for page in library.pages()],
        "words": dict(library.vocabulary()),
        "names": set(library.names()),
        "rarity": [library.rarity(word) for word in ("the", "botox", "nowhere")],
        "titles": [library.titles(limit) for limit in (1, 5, 1000)],
        "notice": library.notice(),
        "listed": library.list_pages(),
        "to be checked": library.to_be_checked(),
        "answered": library.answered(date(2024, 3, 1), None),
        "days": library.days(ids),
        "seals": library.seals(ids),
        "copies": [list(store.alike()), list(store.alike_named_or_not())],
        "stored": library.stored(),
        "files": {file: set(found.page_ids) for file, found in library.files().items()},
        "counts": store.counts(),
        "passages": (every, store.passage_pages(), store.clue_digests(), store.last_passage()),
        "after": list(store.passages_after(every[9])),
        "texts": store.texts(every[::9]),
        "same page": [numbers[a] == numbers[b] for a, b in pairwise(every)],
        "digests": store.embedded(set(store.clue_digests().values())),
        "topics": topics(library),
        "holding": library.holding("botox"),
        "answers": [found.answer for found in library.answers(ids[::5])],
    }


@pytest.mark.parametrize("shards", SIZES)
def test_the_same_answers_in_the_same_order_with_the_same_bands(
    shards: int, built: Callable[[int | None], Path]
) -> None:
    divided, whole = Library.open(built(shards)), Library.open(built(None))
    assert shards_of(divided) == shards
    assert_same_answers(divided, whole)
    assert np.array_equal(divided.parts.whitening.stretch, whole.parts.whitening.stretch)


def test_every_question_about_the_seeds_is_answered_as_in_one(
    built: Callable[[int | None], Path],
) -> None:
    encoder, every = MeaningEncoder(), [*ADDRESSED, *ELSEWHERE, *ODD_WORDS]
    whole = Library.open(built(None))
    wanted = [told(question, whole, encoder) for question in every]
    for shards in SIZES:
        divided = Library.open(built(shards))
        for question, reply in zip(every, wanted, strict=True):
            assert told(question, divided, encoder) == reply, (shards, question)


@pytest.mark.parametrize("shards", [2, 16])
def test_all_else_that_a_library_says_is_the_same(
    shards: int, built: Callable[[int | None], Path]
) -> None:
    divided, whole = (all_said(Library.open(built(one))) for one in (shards, None))
    for name, said in divided.items():
        assert said == whole[name], name
    assert len(divided["copies"][0]) > 5
    assert not damage_of(built(shards)).problems


def changed(folder: Path, root: Path, most: int | None) -> None:
    """Pages come, change and go, by every way there is."""
    file = root / "answers.jsonl"
    every = texts(ANSWERS, 12, seed=13)
    write_answers(file, every[:140])
    encoder = MeaningEncoder()
    build(folder, [file], encoder, shard_passages=most)
    write_answers(file, [*every[:40], *texts(6, 12, seed=14), *every[46:190]])
    build(folder, [file], encoder)
    remove(folder, encoder, pages=["q7"], answers=["q50#1"])
    write_answers(file, every[:198])
    build(folder, [file, SEEDS], encoder)


def test_it_stays_the_same_when_pages_come_change_and_go(tmp_path: Path) -> None:
    for name, most in (("divided", 40), ("whole", None)):
        (tmp_path / name).mkdir()
        changed(tmp_path / name / "library", tmp_path, most)
    divided, whole = (Library.open(tmp_path / name / "library") for name in ("divided", "whole"))
    assert shards_of(divided) > 4
    assert divided.manifest.shard_passages == 40
    assert_same_answers(divided, whole)
    wanted = all_said(whole)
    for name, said in all_said(divided).items():
        assert said == wanted[name], name
    assert not damage_of(divided.folder).problems
    file = tmp_path / "answers.jsonl"
    planned = plan(divided, [file, SEEDS], Removals.read(divided.folder))
    assert planned.changes_nothing


def test_what_was_removed_since_is_withheld_from_every_shard(
    built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    opened = []
    for shards in (5, None):
        folder = Path(shutil.copytree(built(shards), tmp_path / str(shards)))
        gone = Library.open(folder)
        pages = [gone.page(one) for one in ("q3", "q80", "q99")]
        gone.close()
        answer = pages[1].answers[0]
        words = pages[1].quote(answer.body)
        listed = Tombstones.read(folder).adding(pages=["q3", "q99"], answers=[words])
        listed.write(folder)
        opened.append(Library.open(folder))
    divided, whole = opened
    assert divided.unfinished is not None
    assert "q3" not in divided.stored()
    assert divided.parts.store.withheld == whole.parts.store.withheld != frozenset()
    assert_same_answers(divided, whole)


def test_a_shard_that_nothing_changes_is_shared_with_the_generation_before(
    built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(5), tmp_path / "library"))
    before = shard_folders(Library.open(folder).generation)
    (tmp_path / "more.jsonl").write_text('{"id": "x", "answer_text": "One more."}\n')
    build(folder, [tmp_path / "more.jsonl"], MeaningEncoder())
    after = shard_folders(Library.open(folder).generation)
    same = [(a / STORE).samefile(b / STORE) for a, b in zip(before, after, strict=True)]
    assert same == [True, True, True, True, False]


@pytest.mark.parametrize("name", [STORE, f"{VECTORS}/000001.faiss"])
def test_a_damaged_shard_is_noticed(
    name: str, built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(5), tmp_path / "library"))
    file = shard_folders(Library.open(folder).generation)[3] / name
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(DamagedLibrary, match=f"shard-0004/{name}"):
        Library.open(folder)
    assert damage_of(folder).repairable == (name != STORE)


def test_a_repaired_library_is_divided_again(
    built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(5), tmp_path / "library"))
    shutil.rmtree(shard_folders(Library.open(folder).generation)[2] / VECTORS)
    encoder_was_asked = repair_with_words(folder)
    repaired = Library.open(folder)
    assert shards_of(repaired) == 5
    assert 0 < encoder_was_asked < 100  # of the other shards' vectors none was made again
    assert not damage_of(folder).problems


def repair_with_words(folder: Path) -> int:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.library.repair.load_encoder", lambda name: MeaningEncoder())
        return repair(folder).embedded


def test_large_shards_each_have_an_inverted_file(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "exact", [corpus], MeaningEncoder(), shard_passages=110)
    monkeypatch.setattr(segments, "MOST_EXACT", 100)
    build(tmp_path / "coarse", [corpus], MeaningEncoder(), shard_passages=110)
    coarse, exact = Library.open(tmp_path / "coarse"), Library.open(tmp_path / "exact")
    cards = coarse.manifest.inverted_files
    assert len(cards) == shards_of(coarse) == 3
    assert [card is not None for card in cards] == [True, True, False]
    assert isinstance(coarse.parts.dense, ShardedDense)
    encoder = MeaningEncoder()
    ids = [answer_id for answer_id, _ in coarse.doctors()][::4]
    for question in QUESTIONS:
        found, wanted = (lib.find([question], encoder, 8, ids).hits for lib in (coarse, exact))
        assert found == wanted
        near, all_near = (
            [hit.passage for hit in lib.nearest(question, encoder, 1)] for lib in (coarse, exact)
        )
        assert near == all_near


def test_nothing_is_asked_of_one_shard_alone() -> None:
    """A method that `ShardedStore` does not have would look into a file that it has not."""
    asked = {
        name
        for name, one in vars(Store).items()
        if not name.startswith("_")
        and not isinstance(inspect.getattr_static(Store, name), classmethod)
    }
    of_growing = {"add", "remove", "vacuum", "forget_files", "note_files", "note_counted_files"}
    of_one_file = {"take_in", "is_of_earlier_version"}
    assert asked - vars(ShardedStore).keys() == of_growing | of_one_file

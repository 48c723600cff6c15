"""What is added to a large library lies beside its store, so that the store is not copied for it;
the answers, and all else that it says, are those of the same pages in one file."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import DamagedLibrary
from index.library import writer
from index.library.build import build
from index.library.generation import STORE, WHITENING
from index.library.open import Library
from index.library.plan import plan
from index.library.removals import Removals
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.search import whitening
from index.storage import growing_store
from index.storage.manifest import FORMAT
from index.storage.shards import RECENT
from tests.conftest import SEEDS
from tests.library.test_shards import all_said, assert_same_answers, write_answers
from tests.search.test_inverted_file import MeaningEncoder, texts

ANSWERS = 100


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of more than so many passages is large."""
    monkeypatch.setattr(growing_store, "LARGE", 60)


def add(folder: Path, name: str, said: Sequence[str]) -> Library:
    """Add a file of answers with ids of its own."""
    file = folder.parent / f"{name}.jsonl"
    with file.open("w", encoding="utf-8") as written:
        for n, text in enumerate(said):
            row = {"id": f"{name}{n}", "answer_text": text, "author": "Ann Lee, MD"}
            written.write(json.dumps(row) + "\n")
    build(folder, [file], MeaningEncoder())
    return Library.open(folder)


def built(folder: Path) -> Path:
    """A library of a large store."""
    folder.parent.mkdir(exist_ok=True)
    write_answers(folder.parent / "answers.jsonl", texts(ANSWERS, 12, seed=21))
    build(folder, [folder.parent / "answers.jsonl", SEEDS], MeaningEncoder())
    return folder


def is_shared(one: Library, other: Library) -> bool:
    """Whether two generations have one store, byte for byte on disk."""
    return (one.generation / STORE).samefile(other.generation / STORE)


def test_a_few_answers_are_added_beside_a_large_store(tmp_path: Path, large: None) -> None:
    before = Library.open(built(tmp_path / "library"))
    assert before.manifest.format == FORMAT
    added = add(before.folder, "few", texts(3, 12, seed=22))
    assert is_shared(before, added)
    assert (added.generation / RECENT).exists()
    assert RECENT in added.manifest.files
    assert added.manifest.format == FORMAT
    assert added.manifest.passages == before.manifest.passages + 3
    assert not damage_of(before.folder).problems


def test_what_was_added_goes_into_the_store_once_it_is_large(tmp_path: Path, large: None) -> None:
    first = Library.open(built(tmp_path / "library"))
    second = add(first.folder, "many", texts(60, 12, seed=22))
    assert is_shared(first, second)
    third = add(first.folder, "few", texts(2, 12, seed=23))
    assert not is_shared(second, third)
    assert not (third.generation / RECENT).exists()
    assert third.manifest.format == FORMAT
    assert third.manifest.passages == first.manifest.passages + 62
    assert not damage_of(first.folder).problems


def test_a_small_store_is_copied_as_it_always_was(tmp_path: Path) -> None:
    before = Library.open(built(tmp_path / "library"))
    added = add(before.folder, "few", texts(3, 12, seed=22))
    assert not is_shared(before, added)
    assert not (added.generation / RECENT).exists()
    assert added.manifest.format == FORMAT


def changed(folder: Path) -> None:
    """Pages come, change and go, by every way there is, in the store and beside it."""
    built(folder)
    every = texts(ANSWERS, 12, seed=21)
    for round_ in range(6):
        add(folder, f"few{round_}", texts(6, 12, seed=30 + round_))
    add(folder, "few4", texts(4, 12, seed=40))
    write_answers(folder.parent / "answers.jsonl", [*every[:40], *texts(4, 12, seed=41)])
    build(folder, [folder.parent / "answers.jsonl"], MeaningEncoder())
    (folder.parent / "few1.jsonl").unlink()
    build(folder, [folder.parent / "few1.jsonl"], MeaningEncoder())
    remove(folder, MeaningEncoder(), pages=["q7"], answers=["few53#1"])
    add(folder, "last", texts(5, 12, seed=42))


def test_it_says_the_same_as_one_store_when_pages_come_change_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = tmp_path / "pages"
    changed(pages / "whole")
    shutil.copytree(pages / "whole", tmp_path / "whole")
    shutil.rmtree(pages)
    monkeypatch.setattr(growing_store, "LARGE", 60)
    monkeypatch.setattr(growing_store, "MOST_RECENT", 0.15)
    changed(pages / "parted")
    parted, whole = Library.open(pages / "parted"), Library.open(tmp_path / "whole")
    assert (parted.generation / RECENT).exists()
    assert not (whole.generation / RECENT).exists()
    assert_same_answers(parted, whole)
    wanted = all_said(whole)
    for name, said in all_said(parted).items():
        assert said == wanted[name], name
    assert not damage_of(parted.folder).problems
    planned = plan(parted, sorted(pages.glob("few*")), Removals.read(parted.folder))
    assert planned.changes_nothing


def test_how_vectors_lie_is_not_learnt_anew_for_a_few_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (whitening, writer):
        monkeypatch.setattr(module, "TRAINING_PASSAGES", 60)
    first = Library.open(built(tmp_path / "library"))
    held = first.manifest.passages
    few = add(first.folder, "few", texts(3, 12, seed=22))
    assert (few.generation / WHITENING).samefile(first.generation / WHITENING)
    many = add(first.folder, "many", texts(held // 10, 12, seed=23))
    assert not (many.generation / WHITENING).samefile(few.generation / WHITENING)
    remove(first.folder, MeaningEncoder(), pages=["few0"])
    left = Library.open(first.folder)
    learnt = left.parts.whitening.learnt_from
    assert learnt is not None
    assert learnt.passages == left.manifest.passages  # nothing of what was removed is in it


def test_nothing_of_a_file_that_was_removed_is_left_in_a_store(tmp_path: Path, large: None) -> None:
    folder = built(tmp_path / "library")
    add(folder, "few", texts(3, 12, seed=22))
    add(folder, "gone", ["Nobody should read of xylophones here."])
    remove(folder, MeaningEncoder(), pages=["gone0"])
    (tmp_path / "gone.jsonl").unlink()
    left = add(folder, "more", texts(2, 12, seed=24))
    held = b"".join((left.generation / name).read_bytes() for name in (STORE, RECENT))
    assert b"xylophones" not in held
    assert b"gone.jsonl" not in held


@pytest.mark.parametrize("spoilt", [True, False])
def test_a_damaged_part_is_noticed_and_is_no_repairable_one(
    spoilt: bool, tmp_path: Path, large: None
) -> None:
    folder = built(tmp_path / "library")
    file = add(folder, "few", texts(3, 12, seed=22)).generation / RECENT
    if spoilt:
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    else:
        file.unlink()
    with pytest.raises(DamagedLibrary, match=RECENT):
        Library.open_newest(folder)
    assert not damage_of(folder).repairable


def test_a_repaired_library_holds_what_was_added(
    tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = built(tmp_path / "library")
    before = add(folder, "few", texts(3, 12, seed=22))
    shutil.rmtree(before.generation / "words")
    monkeypatch.setattr("index.library.repair.load_encoder", lambda name: MeaningEncoder())
    repair(folder)
    after = Library.open(folder)
    assert after.stored() == before.stored()
    assert not damage_of(folder).problems

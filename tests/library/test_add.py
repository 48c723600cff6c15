"""What is added goes in as one change, or not at all: not its files either, which the next change
would take up."""

import errno
from pathlib import Path
from typing import NoReturn

import pytest

from index.errors import NotWritten
from index.library import add as adding
from index.library.lock import changing
from index.library.remove import remove
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from tests.library.test_undo import ONE, OTHER, THIRD, Place
from tests.words_encoder import WordsEncoder


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def fails(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("text", [ONE, OTHER])
def test_pages_that_could_not_be_added_are_not_added_by_the_next_change(
    text: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.add(("one.txt", ONE))
    before = place.held
    with monkeypatch.context() as patched:
        patched.setattr(adding, "build_locked", fails)
        with pytest.raises(NotWritten, match="nothing was changed"):
            place.add(("one.txt", text), ("third.txt", THIRD))
    own = Uploads(place.folder).folder
    assert {one.name: one.read_text() for one in own.iterdir()} == {"one.txt": ONE}
    place.add(("another.txt", THIRD))
    assert {one: place.held[one] for one in before} == before
    assert Uploads(place.folder).files() == [own / "another.txt", own / "one.txt"]


def test_a_page_that_could_not_be_let_in_again_stays_removed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.add(("one.txt", ONE), ("third.txt", THIRD))
    remove(place.folder, WordsEncoder(), pages=["one"])
    before = Tombstones.read(place.folder)
    with monkeypatch.context() as patched:
        patched.setattr(adding, "build_locked", fails)
        with pytest.raises(NotWritten):
            place.add(("one.txt", ONE))
    assert Tombstones.read(place.folder).days == before.days
    assert Tombstones.read(place.folder).change > before.change


def test_what_a_full_disk_left_of_notes_goes_with_the_next_change(place: Place) -> None:
    """It names answers, of which some may have been removed since. What is being written beside a
    library without its lock stays."""
    left = [f".{name}.0a1b2c3d.new" for name in ("saved-searches.jsonl", "terms.toml")]
    stays = [f".{name}.0a1b2c3d.new" for name in ("desk-key", "api-keys", "evaluation.json")]
    stays.append(".notes.new")
    for name in (*left, *stays):
        (place.folder / name).write_text("x")
    with changing(place.folder):
        pass
    assert not any((place.folder / name).exists() for name in left)
    assert all((place.folder / name).exists() for name in stays)

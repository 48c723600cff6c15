"""What others keep in the folder of a library stays there."""

from contextlib import closing
from pathlib import Path

import pytest

from index.errors import DoctorAnswersError
from index.library.add import Review, add
from index.library.build import build
from index.library.open import Library
from index.library.remove import remove
from index.storage.tombstones import LIST
from tests.conftest import SEEDS
from tests.words_encoder import WordsEncoder


def test_no_build_and_no_removal_deletes_what_only_looks_like_ours(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    others = [
        folder / "gone-fishing" / "a.txt",
        folder / "making-of" / "b.txt",
        folder / "generation-2024" / "c.txt",
        folder / "journal-2025.md",
    ]
    for file in others:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("theirs")
    build(folder, [SEEDS], WordsEncoder())
    build(folder, [SEEDS], WordsEncoder(), anew=True)
    remove(folder, WordsEncoder(), doctors=["Hardik Soni"])
    assert [file.read_text() for file in others] == ["theirs"] * len(others)


def test_what_a_killed_build_left_is_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    for name in ("making-000007", "gone-000003"):
        (folder / name).mkdir(parents=True)
    build(folder, [SEEDS], WordsEncoder())
    assert not list(folder.glob("making-*")) + list(folder.glob("gone-*"))


@pytest.mark.parametrize("name", ["making-000007", "gone-000003", "generation-000009"])
def test_of_a_link_in_the_place_of_a_folder_only_the_link_is_deleted(
    name: str, tmp_path: Path
) -> None:
    folder, theirs = tmp_path / "library", tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "photo.txt").write_text("theirs")
    build(folder, [SEEDS], WordsEncoder())
    (folder / name).symlink_to(theirs)
    build(folder, [SEEDS], WordsEncoder(), anew=True)
    remove(folder, WordsEncoder(), doctors=["Hardik Soni"])
    assert (theirs / "photo.txt").read_text() == "theirs"
    assert not (folder / name).is_symlink()


def test_an_upload_that_cannot_be_copied_readmits_nothing(tmp_path: Path) -> None:
    folder, page_id = tmp_path / "library", "000_935efed495dcb89e"
    build(folder, [SEEDS], WordsEncoder())
    remove(folder, WordsEncoder(), pages=[page_id])
    with closing(Library.open(folder)) as library:
        review = Review.of(library)
    listed = (folder / LIST).read_bytes()
    gone = {tmp_path / "gone.txt": [page_id]}
    with pytest.raises((OSError, DoctorAnswersError)):
        add(folder, gone, WordsEncoder(), review=review, by="anna")
    assert (folder / LIST).read_bytes() == listed

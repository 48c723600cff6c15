"""Files that did not change are not read again, and nothing is lost or kept by that."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import index.pages.read
from index.library.build import Report, build
from index.library.open import Library
from index.model import Page
from tests.conftest import SEEDS
from tests.words_encoder import WordsEncoder


class Shelf:
    """A folder of files, a library of them, and the files that were read by the last build."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files = root / "files"
        self.files.mkdir()
        self.library = root / "library"
        self.read: list[str] = []
        for name in ("read_page", "read_records"):
            monkeypatch.setattr(
                index.pages.read, name, self._counting(getattr(index.pages.read, name))
            )

    def _counting(self, reader: object) -> object:
        def counted(path: Path, *more: object) -> object:
            self.read.append(path.name)
            return reader(path, *more)  # type: ignore[operator]

        return counted

    def build(self, *paths: Path) -> Report:
        self.read.clear()
        return build(self.library, paths or [self.files], WordsEncoder())

    def pages(self) -> list[Page]:
        library = Library.open(self.library)
        try:
            assert list(library.troubles()) == []
            return list(library.pages())
        finally:
            library.close()

    def seed(self, name: str, to: str = "") -> Path:
        (self.files / to).mkdir(exist_ok=True)
        return Path(shutil.copy(next(SEEDS.glob(f"{name}*")), self.files / to))

    def records(self, *ids: str, name: str = "records.jsonl", words: str = "Rest") -> Path:
        file = self.files / name
        lines = (
            {"id": one, "answer_text": f"{words} for {one}.", "question_id": one} for one in ids
        )
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return file


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    yield Shelf(tmp_path, monkeypatch)


def test_an_unchanged_file_is_not_read_again(uploads: Shelf) -> None:
    uploads.seed("000")
    uploads.records("a", "b")
    first = uploads.build()
    assert sorted(uploads.read) == sorted(file.name for file in uploads.files.iterdir())
    second = uploads.build()
    assert uploads.read == []
    assert sorted(second.unchanged) == sorted(first.added)
    assert not (second.added or second.changed or second.removed)


def test_only_the_changed_file_is_read_again(uploads: Shelf) -> None:
    uploads.seed("000")
    uploads.records("a", "b")
    uploads.build()
    uploads.records("a", "b", words="Walk")
    report = uploads.build()
    assert uploads.read == ["records.jsonl"]
    assert sorted(report.changed) == ["a", "b"]
    assert {page.quote(answer.body) for page in uploads.pages() for answer in page.answers} >= {
        "Walk for a.",
        "Walk for b.",
    }


def test_a_file_that_holds_other_bytes_of_the_same_length_is_read_again(uploads: Shelf) -> None:
    uploads.records("a", words="Rest")
    uploads.build()
    uploads.records("a", words="Walk")
    assert uploads.build().changed == ["a"]


def test_what_is_wrong_with_a_file_is_said_every_time(uploads: Shelf) -> None:
    file = uploads.records("a")
    file.write_text(file.read_text() + "no record\n")
    first, second = uploads.build(), uploads.build()
    assert len(first.skipped) == 1
    assert second.skipped == first.skipped
    assert second.unchanged == ["a"]


def test_a_file_that_comes_back_is_there_again(uploads: Shelf) -> None:
    file = uploads.seed("000")
    uploads.seed("003")
    uploads.build()
    kept = file.read_bytes()
    file.unlink()
    assert len(uploads.build().removed) == 1
    assert len(uploads.pages()) == 1
    file.write_bytes(kept)
    assert len(uploads.build().added) == 1
    assert len(uploads.pages()) == 2


def test_a_page_is_named_by_the_folder_that_is_given_though_its_file_is_the_same(
    uploads: Shelf,
) -> None:
    file = uploads.seed("000", "below")
    uploads.build(uploads.files / "below")
    assert [page.id for page in uploads.pages()] == [file.stem]
    report = uploads.build()
    assert report.added == [f"below/{file.stem}"]
    assert report.removed == [file.stem]
    assert [page.id for page in uploads.pages()] == [f"below/{file.stem}"]


def test_a_record_that_left_its_file_is_removed_though_others_stay(uploads: Shelf) -> None:
    uploads.records("a", "b")
    uploads.build()
    uploads.records("a")
    report = uploads.build()
    assert (report.removed, report.unchanged) == (["b"], ["a"])
    uploads.build()
    assert uploads.read == []
    assert [page.id for page in uploads.pages()] == ["a"]


def test_an_id_that_two_files_give_is_said_every_time(uploads: Shelf) -> None:
    uploads.records("a", "b", name="one.jsonl")
    uploads.records("b", "c", name="two.jsonl", words="Walk")
    first, second = uploads.build(), uploads.build()
    assert len(first.skipped) == 1
    assert second.skipped == first.skipped
    assert sorted(second.unchanged) == ["a", "b", "c"]
    assert {page.quote(page.answers[0].body) for page in uploads.pages()} == {
        "Rest for a.",
        "Rest for b.",
        "Walk for c.",
    }

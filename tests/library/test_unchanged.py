"""Files that did not change are not read again, and nothing is lost or kept by that."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import index.pages.read
from index.library.build import build
from index.library.open import Library
from index.library.report import Report
from index.model import Page
from index.pages.html import derived
from index.pages.rows.record_decisions import (
    RecordDecision,
    Who,
    row_digest,
    write_record_decisions,
)
from index.pages.rows.record_files import hash_of_records, opened_rows
from tests.conftest import SEEDS
from tests.words_encoder import WordsEncoder


class Files:
    """A folder of files, a library of them, and the files that were read by the last build."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files = root / "files"
        self.files.mkdir()
        self.library = root / "library"
        self.read: list[str] = []
        for name in ("read_saved_page", "read_records"):
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
            assert list(library.problems()) == []
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
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    yield Files(tmp_path, monkeypatch)


def test_an_unchanged_file_is_not_read_again(files: Files) -> None:
    files.seed("000")
    files.records("a", "b")
    first = files.build()
    names = [file.name for file in files.files.iterdir()]
    assert sorted(files.read) == sorted(names)  # what is planned is written as it was read
    second = files.build()
    assert files.read == []
    assert sorted(second.unchanged) == sorted(first.added)
    assert not (second.added or second.changed or second.removed)


def test_only_the_changed_file_is_read_again(files: Files) -> None:
    files.seed("000")
    files.records("a", "b")
    files.build()
    files.records("a", "b", words="Walk")
    report = files.build()
    assert files.read == ["records.jsonl"]
    assert sorted(report.changed) == ["a", "b"]
    assert {page.quote(answer.body) for page in files.pages() for answer in page.answers} >= {
        "Walk for a.",
        "Walk for b.",
    }


def test_what_is_too_much_to_be_kept_is_read_twice(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.library.build.KEPT_AS_READ", 0)
    files.records("a", "b")
    files.build()
    assert files.read == 2 * ["records.jsonl"]  # to plan, and to write what was planned


def test_a_file_that_holds_other_bytes_of_the_same_length_is_read_again(files: Files) -> None:
    files.records("a", words="Rest")
    files.build()
    files.records("a", words="Walk")
    assert files.build().changed == ["a"]


def test_what_is_wrong_with_a_file_is_said_every_time(files: Files) -> None:
    file = files.records("a")
    file.write_text(file.read_text() + "no record\n")
    first, second = files.build(), files.build()
    assert len(first.skipped) == 1
    assert second.skipped == first.skipped
    assert second.unchanged == ["a"]


def test_a_file_that_comes_back_is_there_again(files: Files) -> None:
    file = files.seed("000")
    files.seed("003")
    files.build()
    kept = file.read_bytes()
    file.unlink()
    assert len(files.build().removed) == 1
    assert len(files.pages()) == 1
    file.write_bytes(kept)
    assert len(files.build().added) == 1
    assert len(files.pages()) == 2


def test_a_page_is_named_by_the_folder_that_is_given_though_its_file_is_the_same(
    files: Files,
) -> None:
    file = files.seed("000", "below")
    files.build(files.files / "below")
    assert [page.id for page in files.pages()] == [file.stem]
    report = files.build()
    assert report.added == [f"below/{file.stem}"]
    assert report.removed == [file.stem]
    assert [page.id for page in files.pages()] == [f"below/{file.stem}"]


def test_a_record_that_left_its_file_is_removed_though_others_stay(files: Files) -> None:
    files.records("a", "b")
    files.build()
    files.records("a")
    report = files.build()
    assert (report.removed, report.unchanged) == (["b"], ["a"])
    files.build()
    assert files.read == []
    assert [page.id for page in files.pages()] == ["a"]


def test_an_id_that_two_files_give_is_said_every_time(files: Files) -> None:
    files.records("a", "b", name="one.jsonl")
    files.records("b", "c", name="two.jsonl", words="Walk")
    first, second = files.build(), files.build()
    assert len(first.skipped) == 1
    assert second.skipped == first.skipped
    assert sorted(second.unchanged) == ["a", "b", "c"]
    assert {page.quote(page.answers[0].body) for page in files.pages()} == {
        "Rest for a.",
        "Rest for b.",
        "Walk for c.",
    }


def test_a_file_of_records_is_read_again_where_a_person_decided_about_it(files: Files) -> None:
    file = files.records("a", "b")
    files.build()
    files.build()
    assert files.read == []
    with opened_rows(file, file.name) as found:
        digests = {row.record.id: row_digest(row, found.header) for row in found.rows}  # type: ignore[union-attr]
    when = datetime(2026, 11, 27, tzinfo=UTC)
    left_out = [RecordDecision("a", digests["a"], "Anna", when, Who.LEFT_OUT)]
    write_record_decisions(file, left_out)
    files.build()
    assert [page.id for page in files.pages()] == ["b"]
    write_record_decisions(file, [])
    files.build()
    assert [page.id for page in files.pages()] == ["a", "b"]


@pytest.mark.parametrize("name", ["Posts.xml", "answers.csv"])
def test_markup_is_read_again_by_what_derives_its_text_otherwise(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / name
    file.write_text("any")
    before = hash_of_records(file)
    monkeypatch.setattr(derived, "DERIVED_BY", "html of another version")
    assert hash_of_records(file) != before

"""One file under two names, or a copy where the file system has no links."""

import os
from pathlib import Path

import pytest

from index.hard_links import hard_link, hard_link_folder

TIME = 1_234_567_890_123_456_789


@pytest.fixture
def one(tmp_path: Path) -> Path:
    file = tmp_path / "one" / "below" / "file"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"vectors")
    os.utime(file, ns=(TIME, TIME))
    return file


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*paths: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)


def assert_same(found: Path) -> None:
    assert (found.read_bytes(), found.stat().st_mtime_ns) == (b"vectors", TIME)


def test_a_link_is_the_same_file(one: Path, tmp_path: Path) -> None:
    hard_link(one, tmp_path / "two")
    assert (tmp_path / "two").samefile(one)
    assert_same(tmp_path / "two")


def test_a_file_that_cannot_be_linked_is_copied_with_its_time_of_change(
    one: Path, tmp_path: Path, no_links: None
) -> None:
    hard_link(one, tmp_path / "two")
    assert not (tmp_path / "two").samefile(one)
    assert_same(tmp_path / "two")


def test_a_folder_is_linked_file_by_file(one: Path, tmp_path: Path) -> None:
    hard_link_folder(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "two" / "below" / "file").samefile(one)
    (tmp_path / "two" / "below" / "new").write_bytes(b"")
    assert [file.name for file in one.parent.iterdir()] == ["file"]


def test_a_folder_that_cannot_be_linked_is_copied(
    one: Path, tmp_path: Path, no_links: None
) -> None:
    hard_link_folder(tmp_path / "one", tmp_path / "two")
    assert not (tmp_path / "two" / "below" / "file").samefile(one)
    assert_same(tmp_path / "two" / "below" / "file")

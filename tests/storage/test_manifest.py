"""What a manifest notes of files, and which of them are taken for unaltered without being read."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.durable import append_line, digest_of, hash_of, hash_of_bytes, replace_file
from index.errors import DamagedLibrary
from index.hard_links import hard_link_folder
from index.library.generation import VECTORS
from index.library.open import Library
from index.storage import manifest
from index.storage.manifest import FileMark, InvertedFileCard, Manifest, marks

LARGE = 100
"""Bytes from which a file is taken for large here."""
SMALL_FILE, LARGE_FILE = "small", "below/large"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read to their ends, in order."""
    names: list[str] = []

    def hashing(file: Path) -> str:
        names.append(file.name)
        return hash_of(file)

    monkeypatch.setattr(manifest, "hash_of", hashing)
    monkeypatch.setattr(manifest, "TRUSTED", LARGE)
    return names


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    folder = tmp_path / "generation-000001"
    (folder / "below").mkdir(parents=True)
    (folder / SMALL_FILE).write_bytes(b"s" * (LARGE - 1))
    (folder / LARGE_FILE).write_bytes(b"l" * LARGE)
    return folder


def manifest_of(generation: Path, coarse: InvertedFileCard | None = None) -> Manifest:
    return Manifest(1, "words", "0", 64, 1, 2, 3, marks(generation), coarse)


def alter(file: Path, *, mended: bool = True) -> None:
    """Change a byte, and mend the time of change."""
    found, data = file.stat(), bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    time = found.st_mtime_ns if mended else found.st_mtime_ns + 1
    os.utime(file, ns=(time, time))


def shortened(file: Path) -> None:
    """Cut off a byte, and mend the time of change."""
    time = file.stat().st_mtime_ns
    file.write_bytes(file.read_bytes()[:-1])
    os.utime(file, ns=(time, time))


def missing(file: Path) -> None:
    file.unlink()


OTHER = "has other bytes than were written"


def test_a_mark_holds_size_hash_and_time_of_change(generation: Path) -> None:
    file = generation / LARGE_FILE
    os.utime(file, ns=(5, 1_234_567_890_123_456_789))
    found = marks(generation)
    assert found.keys() == {SMALL_FILE, LARGE_FILE}
    assert found[LARGE_FILE] == FileMark(LARGE, hash_of(file), 1_234_567_890_123_456_789)


@pytest.mark.smoke
def test_a_manifest_is_read_back_as_it_was_written(generation: Path) -> None:
    for coarse in (None, InvertedFileCard(7, 6, 5, 4, 3, 0.99, 2)):
        written = manifest_of(generation, coarse)
        written.write(generation)
        assert Manifest.read(generation) == written


def test_a_large_file_that_was_not_changed_since_is_not_read(
    generation: Path, read: list[str]
) -> None:
    written = manifest_of(generation)
    read.clear()
    assert list(written.problems(generation, trusting=True)) == []
    assert read == ["small"]
    read.clear()
    assert list(written.problems(generation)) == []
    assert sorted(read) == ["large", "small"]


def test_an_altered_small_file_is_told_of_whatever_its_time_of_change(
    generation: Path, read: list[str]
) -> None:
    written = manifest_of(generation)
    alter(generation / SMALL_FILE)
    for trusting in (True, False):
        found = list(written.problems(generation, trusting=trusting))
        assert found == [f"generation-000001/{SMALL_FILE} {OTHER}"]


def test_an_altered_large_file_is_told_of_by_its_time_of_change_or_when_all_is_read(
    generation: Path, read: list[str]
) -> None:
    written = manifest_of(generation)
    alter(generation / LARGE_FILE)
    assert list(written.problems(generation, trusting=True)) == []
    assert list(written.problems(generation)) == [f"generation-000001/{LARGE_FILE} {OTHER}"]
    alter(generation / LARGE_FILE)
    assert list(written.problems(generation)) == []
    alter(generation / LARGE_FILE, mended=False)
    for trusting in (True, False):
        found = list(written.problems(generation, trusting=trusting))
        assert found == [f"generation-000001/{LARGE_FILE} {OTHER}"]


def test_a_large_file_with_another_time_of_change_is_read_and_believed(
    generation: Path, read: list[str]
) -> None:
    written = manifest_of(generation)
    os.utime(generation / LARGE_FILE, ns=(0, 0))
    read.clear()
    assert list(written.problems(generation, trusting=True)) == []
    assert sorted(read) == ["large", "small"]


@pytest.mark.parametrize(
    ("hurt", "told"), [(shortened, f"has {LARGE - 1} bytes, not {LARGE}"), (missing, "is missing")]
)
def test_a_file_of_another_size_is_told_of_without_reading_it(
    hurt: Callable[[Path], None], told: str, generation: Path, read: list[str]
) -> None:
    written = manifest_of(generation)
    hurt(generation / LARGE_FILE)
    read.clear()
    found = list(written.problems(generation, trusting=True))
    assert found == [f"generation-000001/{LARGE_FILE} {told}"]
    assert read == ["small"]


# Files that were taken over.


@pytest.fixture
def later(generation: Path) -> Path:
    """The folder of a generation that took everything over from the one before."""
    folder = generation.with_name("generation-000002")
    hard_link_folder(generation, folder)
    return folder


def test_what_was_taken_over_is_not_read_again(
    generation: Path, later: Path, read: list[str]
) -> None:
    before = marks(generation)
    read.clear()
    assert marks(later, generation, before) == before
    assert read == []


def test_what_is_new_is_read(generation: Path, later: Path, read: list[str]) -> None:
    before = marks(generation)
    (later / "new").write_bytes(b"new")
    read.clear()
    after = marks(later, generation, before)
    assert read == ["new"]
    assert after == marks(later)


def test_another_file_of_the_same_size_and_time_is_read(
    generation: Path, later: Path, read: list[str]
) -> None:
    before = marks(generation)
    file, old = later / SMALL_FILE, (generation / SMALL_FILE).stat()
    file.unlink()
    file.write_bytes(bytes(old.st_size))
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
    read.clear()
    after = marks(later, generation, before)
    assert read == ["small"]
    assert after == marks(later)
    assert after[SMALL_FILE] != before[SMALL_FILE]


def test_the_mark_of_another_name_is_not_taken(
    generation: Path, later: Path, read: list[str]
) -> None:
    before = marks(generation)
    (later / SMALL_FILE).rename(later / "other")
    read.clear()
    assert marks(later, generation, before)["other"] == before[SMALL_FILE]
    assert read == ["other"]


# A library.


def test_a_library_with_an_altered_large_file_is_opened_but_not_said_to_be_sound(
    library_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = Library.open(library_copy).generation
    large, small = f"{VECTORS}/000001.faiss", f"{VECTORS}/000001.answers.npy"
    monkeypatch.setattr(manifest, "TRUSTED", (generation / large).stat().st_size)
    alter(generation / large)
    library = Library.open(library_copy)
    assert f"{generation.name}/{large} {OTHER}" in list(library.problems())
    alter(generation / small)
    with pytest.raises(DamagedLibrary, match=small):
        Library.open(library_copy)


@pytest.mark.parametrize("size", [0, 1, 4, 5, 8, 9])
def test_a_file_has_the_hash_of_its_bytes_whatever_pieces_it_is_read_in(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.durable.PIECE", 4)
    data = bytes(range(size))
    (tmp_path / "file").write_bytes(data)
    assert hash_of(tmp_path / "file") == hash_of_bytes(data)
    assert digest_of(tmp_path / "file", hashlib.sha256()) == hashlib.sha256(data).hexdigest()


def test_where_no_folder_can_be_opened_files_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, which changes no mode by a number either, and reads nothing at a place."""
    opening = os.open

    def opened(path: str, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(path)
        return opening(path, flags, mode)

    monkeypatch.setattr("index.durable.WINDOWS", True)
    monkeypatch.setattr("os.open", opened)
    monkeypatch.setattr("os.supports_fd", {os.stat})
    monkeypatch.delattr("os.pread")
    file = tmp_path / "lines"
    replace_file(file, b"first")
    append_line(file, b"second")
    append_line(file, b"third")
    assert file.read_bytes() == b"first\nsecond\nthird\n"

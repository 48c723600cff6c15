"""A build that was killed goes on where it was; and what a crash left behind is never believed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoders.encoder import Vectors
from index.encoders.vector_cache import VectorCache
from index.library.build import build
from index.library.open import Library, exists
from index.search.chunk import clue
from tests.conftest import SEEDS, examples
from tests.words_encoder import WordsEncoder

DIMENSION = 3
RECORD = 16 + 4 * DIMENSION + 4
"""Bytes: a digest, a vector and a checksum."""


def digest_of(number: int) -> bytes:
    """Digests with NUL bytes at their ends, which are bytes like any other."""
    return bytes([0, number]).ljust(16, b"\0")


def vector_of(number: int) -> Vectors:
    return np.array([number, -number, 1 / (number + 1)], dtype=np.float32)


def write(file: Path, numbers: Sequence[int], group: int = 2) -> None:
    journal = VectorCache(file, DIMENSION)
    for start in range(0, len(numbers), group):
        some = numbers[start : start + group]
        journal.add([digest_of(n) for n in some], np.array([vector_of(n) for n in some]))
    journal.close()


def assert_holds(file: Path, held: Sequence[int], others: Sequence[int]) -> None:
    journal = VectorCache(file, DIMENSION)
    assert all(digest_of(number) in journal for number in held)
    assert not any(digest_of(number) in journal for number in others)
    found = journal.vectors([digest_of(number) for number in [*others, *held[::-1]]])
    assert found.keys() == {digest_of(number) for number in held}
    for number in held:
        assert np.array_equal(found[digest_of(number)], vector_of(number))
    journal.close()


# The file.


@pytest.mark.smoke
def test_a_journal_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    assert_holds(file, [], range(5))
    write(file, range(5))
    assert file.stat().st_size == 5 * RECORD
    assert_holds(file, range(5), range(5, 9))
    write(file, range(5, 8))
    assert_holds(file, range(8), [8])


def test_what_was_added_is_there_at_once_and_on_disk_before_the_journal_is_closed(
    tmp_path: Path,
) -> None:
    file = tmp_path / "journal"
    journal = VectorCache(file, DIMENSION)
    journal.add([digest_of(7)], vector_of(7)[None, :])
    assert file.stat().st_size == RECORD
    assert np.array_equal(journal.vectors([digest_of(7)])[digest_of(7)], vector_of(7))
    journal.add([digest_of(8)], vector_of(8)[None, :])
    assert np.array_equal(journal.vectors([digest_of(7)])[digest_of(7)], vector_of(7))
    assert np.array_equal(journal.vectors([digest_of(8)])[digest_of(8)], vector_of(8))
    assert file.stat().st_size == 2 * RECORD
    journal.close()


@pytest.mark.parametrize("left", range(0, 3 * RECORD + 1, 5))
def test_a_record_that_was_cut_off_is_not_read_and_the_next_takes_its_place(
    left: int, tmp_path: Path
) -> None:
    file = tmp_path / "journal"
    write(file, range(3))
    file.write_bytes(file.read_bytes()[:left])
    whole = left // RECORD
    assert_holds(file, range(whole), range(whole, 3))
    write(file, range(whole, 5))
    assert_holds(file, range(5), [5])


@settings(max_examples=examples(60))
@given(st.integers(0, 4 * RECORD - 1), st.integers(0, 7))
def test_no_record_with_a_flipped_bit_is_believed(
    tmp_path_factory: pytest.TempPathFactory, position: int, bit: int
) -> None:
    file = tmp_path_factory.mktemp("flipped") / "journal"
    write(file, range(4))
    data = bytearray(file.read_bytes())
    data[position] ^= 1 << bit
    file.write_bytes(data)
    sound = position // RECORD
    assert_holds(file, range(sound), range(sound, 4))
    write(file, range(sound, 6))
    assert_holds(file, range(6), [6])


@pytest.mark.parametrize("dimension", [1, 3, 64, 384])
@pytest.mark.parametrize("tail", [b"\0", b"\xff"])
def test_a_tail_of_zeros_or_ones_is_no_record(dimension: int, tail: bytes, tmp_path: Path) -> None:
    file = tmp_path / "journal"
    size = 16 + 4 * dimension + 4
    file.write_bytes(tail * (5 * size))
    journal = VectorCache(file, dimension)
    assert tail * 16 not in journal
    journal.close()
    assert file.stat().st_size == 0


def test_a_tail_of_zeros_hides_nothing_before_it(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    write(file, range(3))
    file.write_bytes(file.read_bytes() + bytes(4096))
    assert_holds(file, range(3), range(3, 9))


# A build.

FEW = 4
"""Texts that are encoded at once, so that a build of the seeds takes many steps."""


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.library.writer.GROUP", FEW)
    monkeypatch.setattr("index.library.writer.WINDOW", 3 * FEW - 1)


class Interrupted(Exception):
    """Stands for whatever ends a build."""


class Failing(WordsEncoder):
    """Encodes as many texts as are wanted, and fails at the next."""

    def __init__(self, wanted: int) -> None:
        super().__init__()
        self._wanted = wanted

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        if len(self.seen) >= self._wanted:
            raise Interrupted
        return super().encode_document(texts)


def interrupted(folder: Path, after: int) -> list[str]:
    """Build, and fail; the texts that were encoded."""
    encoder = Failing(after)
    with pytest.raises(Interrupted):
        build(folder, [SEEDS], encoder)
    assert not exists(folder)
    return encoder.seen


def journals(folder: Path) -> list[Path]:
    return list(folder.glob("journal*"))


def assert_right(folder: Path) -> None:
    """Every passage has the vector of its own clue, and nothing is left over."""
    library, encoder = Library.open(folder), WordsEncoder()
    assert list(library.problems()) == []
    ids = library.parts.dense.ids.tolist()
    passages = library.parts.store.passages(ids)
    for number, vector in zip(ids, library.vectors(ids), strict=True):
        found = library.answer(passages[number].answer_id)
        text = clue(found.page, found.answer, passages[number], encoder)
        kept = encoder.encode_query([text])[0].astype(np.float16)  # two bytes a number
        assert np.array_equal(vector, kept)
    assert journals(folder) == []
    assert list(folder.glob("making*")) == []


@pytest.fixture(scope="module")
def every_text(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a build of the seeds encodes."""
    encoder = WordsEncoder()
    build(tmp_path_factory.mktemp("whole") / "library", [SEEDS], encoder)
    assert len(encoder.seen) == len(set(encoder.seen)) > 5 * FEW
    return sorted(encoder.seen)


@pytest.mark.parametrize("after", [FEW, 3 * FEW, 5 * FEW])
def test_what_was_encoded_before_an_interruption_is_not_encoded_again(
    after: int, tmp_path: Path, every_text: list[str]
) -> None:
    before = interrupted(tmp_path, after)
    assert len(before) >= after
    encoder = WordsEncoder()
    report = build(tmp_path, [SEEDS], encoder)
    assert sorted([*before, *encoder.seen]) == every_text
    assert report.embedded == len(encoder.seen)
    assert_right(tmp_path)


def test_a_build_that_is_interrupted_again_and_again_comes_to_an_end(
    tmp_path: Path, every_text: list[str]
) -> None:
    seen = [text for _ in range(4) for text in interrupted(tmp_path, FEW)]
    encoder = WordsEncoder()
    build(tmp_path, [SEEDS], encoder)
    assert sorted([*seen, *encoder.seen]) == every_text
    assert_right(tmp_path)


def test_progress_is_of_what_is_left(tmp_path: Path, every_text: list[str]) -> None:
    left = len(every_text) - len(interrupted(tmp_path, 2 * FEW))
    steps: list[tuple[int, int]] = []
    build(
        tmp_path, [SEEDS], WordsEncoder(), progress=lambda done, total: steps.append((done, total))
    )
    assert [total for _, total in steps] == [left] * len(steps)
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    assert steps[-1] == (left, left)


def test_a_change_that_is_interrupted_goes_on_as_well(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    folder = tmp_path / "library"

    def write_records(*words: str) -> None:
        rows = [{"id": f"r{n}", "answer_text": f"Wait {word}."} for n, word in enumerate(words)]
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    write_records(*(f"some {n} days" for n in range(10)))
    build(folder, [file], WordsEncoder())
    write_records(*(f"some {n} days" for n in range(5)), *(f"{n} whole weeks" for n in range(14)))
    failing = Failing(2 * FEW)
    with pytest.raises(Interrupted):
        build(folder, [file], failing)
    assert len(list(Library.open(folder).pages())) == 10
    encoder = WordsEncoder()
    build(folder, [file], encoder)
    new = [f"Wait {n} whole weeks." for n in range(14)]
    assert sorted([*failing.seen, *encoder.seen]) == sorted(new)
    assert_right(folder)


def flipped(data: bytes, size: int) -> bytes:
    """A bit of the vector in the last record but one."""
    at = len(data) - 2 * size + 20
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


Hurt = Callable[[bytes, int], bytes]
HURTS: dict[str, tuple[int, Hurt]] = {
    "cut by a byte": (1, lambda data, size: data[:-1]),
    "cut within a record": (1, lambda data, size: data[: 1 - size]),
    "cut by a record": (1, lambda data, size: data[:-size]),
    "a bit flipped": (2, flipped),
    "the end zeroed": (2, lambda data, size: data[: -size - 1] + bytes(size + 1)),
    "zeros at the end": (0, lambda data, size: data + bytes(7 * size + 5)),
    "more at the end": (0, lambda data, size: data + b"\xff" * 5),
    "emptied": (2 * FEW, lambda data, size: b""),
    "zeroed": (2 * FEW, lambda data, size: bytes(len(data))),
}
"""What happened to a journal, and how many of its texts must be encoded again."""


@pytest.mark.parametrize(("lost", "hurt"), HURTS.values(), ids=HURTS.keys())
def test_only_what_is_sound_of_a_journal_is_believed(
    lost: int, hurt: Hurt, tmp_path: Path, every_text: list[str]
) -> None:
    before = interrupted(tmp_path, 2 * FEW)
    (journal,) = journals(tmp_path)
    data = journal.read_bytes()
    journal.write_bytes(hurt(data, len(data) // len(before)))
    encoder = WordsEncoder()
    build(tmp_path, [SEEDS], encoder)
    assert len(encoder.seen) == len(every_text) - len(before) + lost
    assert set(encoder.seen) | set(before) == set(every_text)
    assert_right(tmp_path)


def test_another_encoders_journal_is_not_read(tmp_path: Path, every_text: list[str]) -> None:
    interrupted(tmp_path, 2 * FEW)
    other = WordsEncoder(salt="other")
    build(tmp_path, [SEEDS], other)
    assert sorted(other.seen) == every_text
    assert journals(tmp_path) == []


def test_a_text_that_stands_on_many_pages_is_encoded_once(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    said = [f"Wait {n % 7} days." for n in range(60)]
    rows = [{"id": f"r{n}", "answer_text": text} for n, text in enumerate(said)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    encoder = WordsEncoder()
    steps: list[tuple[int, int]] = []
    report = build(
        tmp_path / "library",
        [file],
        encoder,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert sorted(encoder.seen) == sorted(set(said))
    assert (report.embedded, steps) == (7, [(4, 7), (7, 7)])
    assert Library.open(tmp_path / "library").manifest.passages == 60
    assert_right(tmp_path / "library")


KILLED = """
import os, sys
from pathlib import Path
from index.library import writer
from index.library.build import build
from tests.words_encoder import WordsEncoder

class Killed(WordsEncoder):
    def encode_document(self, texts):
        if len(self.seen) >= 12:
            print("\\0".join(self.seen), end="", flush=True)
            os._exit(9)
        return super().encode_document(texts)

writer.GROUP = 4
build(Path(sys.argv[1]), [Path(sys.argv[2])], Killed())
"""


def test_a_build_that_was_killed_goes_on_where_it_was(
    tmp_path: Path, every_text: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "library"), str(SEEDS)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (9, "")
    before = done.stdout.split("\0")
    assert len(before) == 12
    assert list((tmp_path / "library").glob("making*"))
    encoder = WordsEncoder()
    build(tmp_path / "library", [SEEDS], encoder)
    assert sorted([*before, *encoder.seen]) == every_text
    assert_right(tmp_path / "library")

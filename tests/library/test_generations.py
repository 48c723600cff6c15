"""Built in many steps or at once, a library holds and finds the same."""

import os
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.library.build import build
from index.library.generation import VECTORS
from index.library.open import Library
from index.model import Passage
from index.search.segment import segment_names
from index.storage.manifest import FileMark, Marks, marks
from tests.pages.test_text_unseen import BONDING, FILLER, NOBODY, VENEERS, ReadAnswer, page_of
from tests.words_encoder import WordsEncoder

NAMES = ("a", "b", "c", "below/d", "below/e", "f")
QUESTIONS = (
    VENEERS.body,
    BONDING.headline or "",
    FILLER.body,
    "night guard",
    "photos",
    "week three",
)
TOPICS = ("veneers", "bonding", "stains sooner", "week", "hyaluronic acid", "zebra")


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flushing to disk changes nothing that is seen here, and takes most of the time."""
    monkeypatch.setattr("index.library.writer.flush", lambda path: None)


def short_encoder() -> WordsEncoder:
    """One that reads little at once, so that answers have several passages."""
    return WordsEncoder(max_tokens=24)


def write_page(file: Path, version: int) -> None:
    """A page whose answers, their number and their doctors depend on the version."""
    told: list[ReadAnswer] = [VENEERS, BONDING, FILLER, NOBODY][
        version % 3 : version % 3 + 1 + version % 2
    ]
    body = " ".join(
        f"In week {word} it may swell." for word in "one two three".split()[: version % 4]
    )
    changed = [one._replace(body=f"{one.body} {body}".strip()) for one in told]
    file.parent.mkdir(exist_ok=True)
    text = page_of(*changed, votes=True, title=f"About version {version}?")
    file.write_text(text, encoding="utf-8")


def bytes_of(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder, but for the locks that tantivy takes to read."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock")
    return {file: file.read_bytes() for file in files}


def cosines(library: Library, question: str) -> dict[Passage, float]:
    hits = library.nearest(question, short_encoder(), 999)
    return {hit.passage: hit.closeness for hit in hits}


def assert_alike(one: Mapping[Passage, float], other: Mapping[Passage, float]) -> None:
    assert one.keys() == other.keys()
    assert one == pytest.approx(dict(other), abs=1e-5)


def assert_equal(one: Library, other: Library) -> None:
    """Everything that a library holds and finds, but for what depends on how it lies on disk."""
    assert list(one.problems()) == []
    assert list(one.pages()) == list(other.pages())
    assert dict(one.doctors()) == dict(other.doctors())
    assert dict(one.vocabulary()) == dict(other.vocabulary())
    assert set(one.names()) == set(other.names())
    assert (one.titles(9), one.notice()) == (other.titles(9), other.notice())
    counts = ("pages", "answers", "passages")
    assert [getattr(one.manifest, name) for name in counts] == [
        getattr(other.manifest, name) for name in counts
    ]
    encoder = short_encoder()
    for question in QUESTIONS:
        assert_alike(cosines(one, question), cosines(other, question))
        found, wanted = one.find([question], encoder, 999), other.find([question], encoder, 999)
        assert {hit.passage.answer_id for hit in found.hits} == {
            hit.passage.answer_id for hit in wanted.hits
        }
        assert found.near == pytest.approx(wanted.near, abs=1e-5)
        assert found.evidence.closeness == pytest.approx(wanted.evidence.closeness, abs=1e-5)
        assert found.evidence.topic == pytest.approx(wanted.evidence.topic, abs=1e-5)
        assert found.evidence.known == pytest.approx(wanted.evidence.known, abs=1e-5)
    for topic in TOPICS:
        assert one.saying([topic]) == other.saying([topic])
        assert one.titled([topic]) == other.titled([topic])
        near = one.closeness([topic], encoder, 0.2)
        assert near == pytest.approx(other.closeness([topic], encoder, 0.2), abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_built_in_many_steps_or_at_once_a_library_holds_and_finds_the_same(
    seed: int, tmp_path: Path
) -> None:
    chance = np.random.default_rng(seed)
    pages, grown = tmp_path / "pages", tmp_path / "grown"
    pages.mkdir()
    segments: list[int] = []
    before: dict[Path, bytes] = {}
    for step in range(14):
        for name in NAMES:
            file = pages / f"{name}.txt"
            happens = chance.choice(["nothing", "written", "gone"], p=[0.6, 0.3, 0.1])
            if happens == "written":
                write_page(file, int(chance.integers(100)))
            elif happens == "gone":
                file.unlink(missing_ok=True)
        build(grown, [pages], short_encoder())
        build(tmp_path / f"anew{step}", [pages], short_encoder())
        one, other = Library.open(grown), Library.open(tmp_path / f"anew{step}")
        assert_equal(one, other)
        # Files are shared between generations, and yet the one before is what it was.
        assert {file: file.read_bytes() for file in before} == before
        before = bytes_of(one.generation)
        segments.append(len(segment_names(one.generation / VECTORS)))
        one.close()
        other.close()
    assert max(segments) > 1
    assert any(after < before for before, after in pairwise(segments))


def test_pages_built_one_by_one_in_any_order_make_the_same_library(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for version, name in enumerate(NAMES):
        write_page(pages / f"{name}.txt", version)
    build(tmp_path / "at once", [pages], short_encoder())
    for order in (NAMES, NAMES[::-1]):
        some = tmp_path / order[0]
        for name in order:
            file = some / "pages" / f"{name}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes((pages / f"{name}.txt").read_bytes())
            build(some / "library", [some / "pages"], short_encoder())
        one, other = Library.open(some / "library"), Library.open(tmp_path / "at once")
        for question in QUESTIONS:
            assert_alike(cosines(one, question), cosines(other, question))
        assert list(one.problems()) == []
        assert [page.text for page in one.pages()] == [page.text for page in other.pages()]


def test_where_files_tell_no_time_of_change_their_hashes_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def timeless(
        generation: Path, previous: Path | None = None, known: Mapping[str, FileMark] | None = None
    ) -> Marks:
        for file in generation.rglob("*"):
            os.utime(file, ns=(0, 0))
        return marks(generation, previous, known or {})

    monkeypatch.setattr("index.library.writer.marks", timeless)
    file = tmp_path / "page.txt"
    for body in ("Wait four hours.", "Wait nine hours.", "Wait five hours."):
        file.write_text(page_of(VENEERS._replace(body=body), votes=True), encoding="utf-8")
        build(tmp_path / "library", [file], short_encoder())
        library = Library.open(tmp_path / "library")
        (page,) = library.pages()
        assert [page.quote(answer.body) for answer in page.answers] == [body]
        library.close()

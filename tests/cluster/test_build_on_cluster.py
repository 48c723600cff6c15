"""A library that a Ray cluster helped to build is the one that is built without, byte for byte; and
what a killed build had made is not made again."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pyarrow
import pytest
from pyarrow import parquet

from index.cluster.build import build_on_cluster, encoded
from index.cluster.connect import LOCAL, connected
from index.cluster.encode import EncodingWork
from index.cluster.page_files import PageFiles
from index.cluster.vector_files import file_of, vectors_in, whole_files
from index.encoders.vector_cache import records_of
from index.errors import NoRay
from index.library.build import BuildRequest, build
from index.library.generation import STORE, VECTORS
from index.library.lock import CACHE
from index.library.open import Library
from index.library.remove import remove
from index.library.repair import damage_of
from index.pages.read import files_at
from index.storage.tombstones import Tombstones
from tests.cluster.machines import have_token
from tests.conftest import SEEDS
from tests.pages.crawled import gzipped, page, record
from tests.pages.make_everything import text
from tests.search.test_inverted_file import texts, write_records
from tests.words_encoder import WordsEncoder

ANSWERS = 1200
OF_EACH_KIND = {"a.example/q8", "p8", "q0"}
"""Pages of the crawl, of Parquet, and of the file of rows."""
INSTALL = "pip install 'doctor-answers[ray]'"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, an archive, a crawl, Parquet, and a file whose texts make several files of
    vectors."""
    folder = tmp_path_factory.mktemp("pages")
    for seed in SEEDS.iterdir():
        (folder / seed.name).write_bytes(seed.read_bytes())
    with ZipFile(folder / "packed.zip", "w") as packed:
        packed.writestr("one.txt", text("fillers", "Ruth Okafor, MD"))
    crawled = [
        record(f"https://a.example/q{n}", page(f"They rarely do in year {n}.")) for n in range(9)
    ]
    (folder / "crawl.warc.gz").write_bytes(gzipped(crawled))
    rows = [{"id": f"p{n}", "answer_text": f"Rest it for {n} days."} for n in range(9)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "answers.parquet")
    said = [f"{words} {n}" for n, words in enumerate(texts(ANSWERS, 12, seed=5))]
    write_records(folder / "answers.jsonl", said)
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """Two workers on this machine."""
    have_token()
    with connected(LOCAL, num_cpus=2):
        yield


def rows_of(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a library's store."""
    with closing(sqlite3.connect(library.generation / STORE)) as opened:
        tables = ("pages", "answers", "passages", "words", "files")
        return {one: opened.execute(f"SELECT * FROM {one} ORDER BY 1").fetchall() for one in tables}


def vectors_of(library: Library) -> dict[str, bytes]:
    """The bytes of every file of vectors."""
    folder = library.generation / VECTORS
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_library_is_that_of_a_plain_build(pages: Path, tmp_path: Path, cluster: None) -> None:
    plain = build(tmp_path / "plain", [pages], WordsEncoder())
    encoder = WordsEncoder()
    report, told = build_on_cluster(tmp_path / "made", [pages], encoder, load=WordsEncoder)
    one, other = Library.open(tmp_path / "made"), Library.open(tmp_path / "plain")
    assert rows_of(one) == rows_of(other)
    assert one.stored().keys() >= OF_EACH_KIND
    assert vectors_of(one) == vectors_of(other)
    assert one.manifest.calibration == other.manifest.calibration
    assert (report.added, report.embedded) == (plain.added, plain.embedded)
    assert told.made >= ANSWERS // 256 and told.found == 0
    assert told.peak > 1e7 and told.reading_peak > 1e7
    assert not any(CACHE.fullmatch(one.name) for one in (tmp_path / "made").iterdir())
    assert not damage_of(tmp_path / "made").problems

    # What comes later is added to it, and nothing else is read or encoded.
    (tmp_path / "more.jsonl").write_text('{"id": "x", "answer_text": "One more."}\n')
    report, told = build_on_cluster(
        tmp_path / "made", [pages, tmp_path / "more.jsonl"], encoder, load=WordsEncoder
    )
    assert (report.added, report.embedded, told.made) == (["x"], 1, 1)


def test_what_workers_read_is_not_read_again(
    pages: Path, tmp_path: Path, cluster: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = build(tmp_path / "plain", [pages], WordsEncoder())
    monkeypatch.setattr("index.pages.read.read_source", refused)
    monkeypatch.setattr("index.library.plan.read_source", refused)
    monkeypatch.setattr("index.library.writer.passages", refused)
    report, _ = build_on_cluster(tmp_path / "made", [pages], WordsEncoder(), load=WordsEncoder)
    assert report.added == plain.added
    one, other = Library.open(tmp_path / "made"), Library.open(tmp_path / "plain")
    assert rows_of(one) == rows_of(other)


def refused(*_: object) -> None:
    raise AssertionError("it was read by a worker")


def test_what_was_made_before_is_not_made_again(pages: Path, tmp_path: Path, cluster: None) -> None:
    work = EncodingWork(files_at([pages]), WordsEncoder, Tombstones(), {})
    _, made = encoded(tmp_path, WordsEncoder(), work, PageFiles(tmp_path))
    assert {one.is_new for one in made} == {True}
    (tmp_path / made[0].name).unlink()
    cut = tmp_path / made[1].name
    cut.write_bytes(cut.read_bytes()[:-100])
    told, again = encoded(tmp_path, WordsEncoder(), work, PageFiles(tmp_path))
    assert (told.made, told.found) == (2, len(made) - 2)
    new = {one.name for one in again if one.is_new}
    assert {one.name for one in again} == {one.name for one in made}
    assert new == {made[0].name, made[1].name}


@pytest.mark.faults
def test_a_killed_build_goes_on_where_it_was(pages: Path, tmp_path: Path, cluster: None) -> None:
    folder = tmp_path / "library"
    killed = subprocess.Popen([sys.executable, __file__, str(folder), str(pages)])
    while not list(folder.glob("journal-*-*")):
        assert killed.poll() is None
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    kept = {one.name for one in folder.glob("journal-*-*")}
    work = EncodingWork(files_at([pages]), WordsEncoder, Tombstones(), {})
    (tmp_path / "every").mkdir()
    _, every = encoded(tmp_path / "every", WordsEncoder(), work, PageFiles(tmp_path / "every"))
    assert 0 < len(kept) < len(every)
    _, told = build_on_cluster(folder, [pages], WordsEncoder(), load=WordsEncoder)
    assert told.found >= len(kept)
    assert told.made <= len(every) - len(kept)
    build(tmp_path / "plain", [pages], WordsEncoder())
    one, other = Library.open(folder), Library.open(tmp_path / "plain")
    assert rows_of(one) == rows_of(other)
    assert vectors_of(one) == vectors_of(other)


def test_nothing_that_was_removed_is_encoded(pages: Path, tmp_path: Path, cluster: None) -> None:
    folder = tmp_path / "library"
    build(folder, [pages], WordsEncoder())
    remove(folder, WordsEncoder(), pages=["q7"])
    listed = Tombstones.read(folder)
    work = EncodingWork(files_at([pages / "answers.jsonl"]), WordsEncoder, listed, {})
    _, made = encoded(tmp_path, WordsEncoder(), work, PageFiles(tmp_path))
    assert sum(one.texts for one in made) == ANSWERS - 2
    order = BuildRequest(anew=True)
    report, _ = build_on_cluster(folder, [pages], WordsEncoder(), order=order, load=WordsEncoder)
    assert "q7" not in report.added


def test_a_file_of_vectors_is_named_by_its_texts_and_the_encoder(tmp_path: Path) -> None:
    one, other = b"1" * 16, b"2" * 16
    encoder = WordsEncoder()
    file = file_of(tmp_path, encoder, [one, other])
    assert file == file_of(tmp_path, encoder, [other, one])
    assert file != file_of(tmp_path, encoder, [one])
    assert file != file_of(tmp_path, WordsEncoder("another"), [one, other])
    vectors = encoder.encode_document(["a", "b"])
    file.write_bytes(records_of([one, other], vectors))
    assert whole_files(tmp_path, encoder) == {file.name}
    file.write_bytes(records_of([one, other], vectors)[:-1])
    assert not whole_files(tmp_path, encoder)
    assert list(vectors_in(file, encoder.dimension)) == [one]
    assert vectors_in(tmp_path / "nowhere", encoder.dimension) == {}


def test_without_ray_the_build_says_what_to_install(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(NoRay, match=r"ray is missing.* pip install 'doctor-answers\[ray\]'"):
        build_on_cluster(tmp_path / "library", [pages], WordsEncoder())


class SlowEncoder(WordsEncoder):
    """Slow enough to be killed."""

    def encode_document(self, texts):  # type: ignore[no-untyped-def]
        time.sleep(1)
        return super().encode_document(texts)


if __name__ == "__main__":
    build_on_cluster(Path(sys.argv[1]), [Path(sys.argv[2])], SlowEncoder(), load=SlowEncoder)

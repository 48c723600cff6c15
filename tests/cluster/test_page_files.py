"""Pages that workers hand on come out of their files as they were read, or not at all."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from index.cluster.page_files import PageFile, PageFiles, PageFileWriter
from index.errors import ClusterFailed
from index.library.build import Prepared
from index.library.lock import forget_caches
from index.library.writer import passages_of
from index.model import Answer, Doctor, Page, Passage, Span
from index.pages.read import ReadPage, Source, files_at, nothing_ahead, read_file
from index.storage.tombstones import Tombstones
from tests.conftest import SEEDS
from tests.words_encoder import WordsEncoder

DIGEST = "0123456789abcdef"
FULL = Page(
    id="a b/c",
    source="pages/a b.jsonl:7",
    digest="d" * 64,
    text="Über\r\n😀 said: rest. \N{PILL}",
    title=Span(0, 4),
    question=Span(4, 4),
    announced=3,
    answers=(
        Answer(
            "a b/c#1",
            1,
            Span(0, 4),
            Span(6, 13),
            Span(13, 14),
            Doctor("Ann", "MD", "byline", "Rome", "dermatology", 4.1, 7, "retired"),
            "r1",
            answered_on=date(2016, 3, 3),
            url="https://example.org/1",
            language="en",
            dated="March",
            upvotes=2,
        ),
        Answer("a b/c#2", 2, None, Span(14, 19), None, Doctor(), doubt="two are named"),
    ),
    notice=Span(1, 2),
    warnings=("odd", "more"),
    derived_by="html 3",
    changed_on=date(2020, 1, 2),
    as_written=((1, "<b>said</b>"),),
)


def written(*files: tuple[Source, list[Page]]) -> list[PageFile]:
    writer = PageFileWriter()
    made = [
        one
        for source, pages in files
        for one in writer.add(source, DIGEST, [(page, cut(page)) for page in pages])
    ]
    return [*made, *writer.rest()]


def cut(page: Page) -> list[tuple[Passage, bytes]]:
    return [(one.passage, one.digest) for one in passages_of(page, WordsEncoder())]


def come(folder: Path, made: list[PageFile]) -> PageFiles:
    files = PageFiles(folder)
    for one in made:
        files.add(one)
    return files


def source(name: str) -> Source:
    return Source(Path(f"/there/{name}.jsonl"), f"{name}.jsonl", name)


def test_a_page_comes_out_as_it_went_in(tmp_path: Path) -> None:
    files = come(tmp_path, written((source("x"), [FULL])))
    (found,) = files(source("x"), DIGEST) or []
    assert found.page == FULL and found.page.as_written == FULL.as_written
    assert found.passages == tuple(cut(FULL))
    assert (found.file, found.source, found.file_digest) == (
        "/there/x.jsonl",
        source("x"),
        DIGEST,
    )
    # A field that comes to the nouns must come to the files of pages, too.
    assert all(getattr(FULL, one.name) for one in fields(Page) if one.name != "lines")
    assert all(any(getattr(a, one.name) for a in FULL.answers) for one in fields(Answer))
    assert all(getattr(FULL.answers[0].doctor, one.name) for one in fields(Doctor))


def test_the_seeds_come_out_as_they_are_read(tmp_path: Path) -> None:
    for one in files_at([SEEDS]):
        read = [found for found in read_file(one) if isinstance(found, ReadPage)]
        files = come(tmp_path, written((one, [found.page for found in read])))
        made = files(one, DIGEST) or []
        assert [found.page for found in made] == [replace(found.page, lines=()) for found in read]


def test_pages_of_a_file_are_taken_all_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.cluster.page_files.SIZE", 2 * len(FULL.text))
    pages = [replace(FULL, id=f"p{n}") for n in range(5)]
    made = written((source("x"), pages[:3]), (source("y"), pages[3:]))
    assert len(made) == 3
    files = come(tmp_path, [*reversed(made), made[0]])  # in any order, and twice
    for name, wanted in (("x", ["p0", "p1", "p2"]), ("y", ["p3", "p4"])):
        found = files(source(name), DIGEST)
        assert found is not None and [one.page.id for one in found] == wanted
    assert files(source("x"), "another digest") is None
    assert files(replace(source("x"), shown="elsewhere.jsonl"), DIGEST) is None
    assert come(tmp_path, made[1:])(source("x"), DIGEST) is None


def test_what_was_altered_on_the_disk_or_on_its_way_is_not_taken(tmp_path: Path) -> None:
    (made,) = written((source("x"), [FULL]))
    files = come(tmp_path, [made])
    file = tmp_path / made.name
    file.write_bytes(file.read_bytes().replace(b"rest", b"rust"))
    assert files(source("x"), DIGEST) is None
    files.forget()
    assert not file.exists() and come(tmp_path, [])(source("x"), DIGEST) is None
    with pytest.raises(ClusterFailed):
        files.add(replace(made, content=made.content.replace(b"rest", b"rust")))
    with pytest.raises(ClusterFailed):
        files.add(replace(made, name="../read-it"))


def test_what_a_killed_build_left_goes_with_the_next_change(tmp_path: Path) -> None:
    come(tmp_path, written((source("x"), [FULL])))
    (tmp_path / "read-me").touch()
    forget_caches(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["read-me"]


def test_nothing_is_taken_where_something_was_removed_meanwhile(tmp_path: Path) -> None:
    files = come(tmp_path, written((source("x"), [FULL])))
    prepared = Prepared(pages=files)
    assert prepared.ahead(Tombstones()) is files
    assert prepared.ahead(Tombstones().adding(pages=["x"])) is nothing_ahead

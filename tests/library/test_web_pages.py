"""Web pages in a library: derived once, checked by deriving them again, removed as others are."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from index.errors import DamagedLibrary
from index.library.build import build
from index.library.generation import STORE
from index.library.open import Library
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.pages.html.derived import DERIVED_BY
from index.storage.current import point_at
from index.storage.manifest import FORMAT, NAME, Manifest, marks
from index.storage.schema import ADDED
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from tests.conftest import SEEDS
from tests.library.earlier_vectors import make_vectors_earlier
from tests.library.test_open import generation_of
from tests.pages.html.wrappings import WRAPPINGS
from tests.words_encoder import WordsEncoder

TEXTS = {file.stem: file.read_bytes().decode() for file in sorted(SEEDS.glob("*.txt"))}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with the seeds as web pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.html").write_text(WRAPPINGS["site"](text), encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path, pages: Path) -> Path:
    folder = tmp_path / "library"
    build(folder, [pages], WordsEncoder())
    return folder


def test_a_library_of_web_pages_is_sound_and_quotes_the_derived_text(library: Path) -> None:
    opened = Library.open(library)
    assert list(opened.problems()) == [] and damage_of(library).problems == ()
    found = list(opened.pages())
    assert sum(len(page.answers) for page in found) == 28
    assert {page.derived_by for page in found} == {DERIVED_BY}
    for page in found:
        assert "<" not in page.text.replace("<3", "")
        for answer in opened.answers([one.id for one in page.answers]):
            assert answer.page.quote(answer.answer.body) in page.text


def test_what_did_not_change_is_not_read_again(library: Path, pages: Path) -> None:
    report = build(library, [pages], WordsEncoder())
    assert (report.added, report.changed, report.removed) == ([], [], [])
    assert sorted(report.unchanged) == sorted(TEXTS)


def rewrite(library: Path, sql: str, *given: str) -> None:
    """Change the store's file, and its manifest to fit."""
    generation = generation_of(library)
    with sqlite3.connect(generation / STORE) as store:
        store.execute(sql, given)
    store.close()
    written = json.loads((generation / NAME).read_text())
    written["files"] = {
        name: {"size": mark.size, "blake2b": mark.blake2b, "changed": mark.changed}
        for name, mark in marks(generation).items()
    }
    (generation / NAME).write_text(json.dumps(written))
    point_at(generation)


def test_a_text_that_is_not_what_the_source_gives_is_found(library: Path) -> None:
    """Even where its own digest and every seal fit: the answers are untouched."""
    page = next(iter(Library.open(library).pages()))
    other = page.text + "\n\nP.S."
    made = hashlib.sha256(other.encode()).hexdigest()
    rewrite(
        library, "UPDATE pages SET text = ?, text_digest = ? WHERE id = ?", other, made, page.id
    )
    (told,) = Library.open(library).problems()
    assert told.startswith(f"the text of page {page.id} is not what {DERIVED_BY} derives from /")
    assert damage_of(library).problems == (told,)
    with pytest.raises(DamagedLibrary, match="is not what"):
        repair(library)


def test_a_text_that_does_not_fit_its_digest_is_found(library: Path) -> None:
    page = next(iter(Library.open(library).pages()))
    rewrite(library, "UPDATE pages SET text = text || '.' WHERE id = ?", page.id)
    assert f"the text of page {page.id} does not fit its digest" in list(
        Library.open(library).problems()
    )


def test_a_text_that_was_converted_fits_its_own_digest(tmp_path: Path) -> None:
    text = next(iter(TEXTS.values())).replace("\u00a0", " ").replace("don't", "don’t")
    for name, data in (("a", text.encode("cp1252")), ("b", b"\xff\xfe" + text.encode("utf-16-le"))):
        (tmp_path / f"{name}.txt").write_bytes(data)
        build(tmp_path / name, [tmp_path / f"{name}.txt"], WordsEncoder())
        assert list(Library.open(tmp_path / name).problems()) == []
        rewrite(tmp_path / name, "UPDATE pages SET text = text || '.'")
        assert f"the text of page {name} does not fit its digest" in list(
            Library.open(tmp_path / name).problems()
        )


def test_a_source_that_changed_or_went_is_no_damage(library: Path, pages: Path) -> None:
    first, second, _ = sorted(pages.iterdir())
    first.write_text("<p>something else", encoding="utf-8")
    second.unlink()
    assert list(Library.open(library).problems()) == []


def test_what_is_removed_of_an_uploaded_web_page_leaves_its_file(tmp_path: Path) -> None:
    folder, staged = tmp_path / "library", tmp_path / "staged"
    staged.mkdir()
    name, text = next(iter(TEXTS.items()))
    file = staged / f"{name}.html"
    file.write_text(WRAPPINGS["site"](text), encoding="utf-8")
    uploads = Uploads(folder)
    build(folder, [uploads.add({file: [name]})], WordsEncoder())
    before = Library.open(folder).page(name)
    remove(folder, WordsEncoder(), answers=[f"{name}#2"])
    page = Library.open(folder).page(name)
    assert [one.number for one in page.answers] == [1, *range(3, 11)]
    assert page.derived_by is None
    (left,) = uploads.files()
    assert left.name == f"{name}.jsonl" and "Weiner" not in left.read_text(encoding="utf-8")
    build(folder, [uploads.folder], WordsEncoder())
    again = Library.open(folder).page(name)
    kept = [(before.quote(one.body), one.doctor) for one in before.answers if one.number != 2]
    assert [(again.quote(one.body), one.doctor) for one in again.answers] == kept
    assert list(Library.open(folder).problems()) == []


def make_earlier(library: Path) -> None:
    """Make a library one of the format before there were web pages."""
    for table, added in ADDED.items():
        for name in added:
            rewrite(library, f"ALTER TABLE {table} DROP COLUMN {name}")
    make_vectors_earlier(library, 3)


def test_a_library_of_the_format_before_opens_and_is_taken_over(
    library_copy: Path, tmp_path: Path
) -> None:
    make_earlier(library_copy)
    opened = Library.open(library_copy)
    assert opened.manifest.format == 3 and list(opened.problems()) == []
    before = {page.id: page for page in opened.pages()}
    assert len(list(opened.doctors())) == 28
    opened.close()
    text = next(iter(TEXTS.values()))
    (tmp_path / "web.html").write_text(WRAPPINGS["paragraphs"](text), encoding="utf-8")
    report = build(library_copy, [tmp_path / "web.html"], WordsEncoder())
    assert report.added == ["web"]
    taken = Library.open(library_copy)
    assert Manifest.read(taken.generation).format == FORMAT
    assert list(taken.problems()) == []
    assert {page.id: page for page in taken.pages() if page.id != "web"} == before
    doctor = next(one.name for _, one in taken.doctors() if one.name)
    remove(library_copy, WordsEncoder(), doctors=[doctor])
    assert list(Library.open(library_copy).problems()) == []


def test_something_is_withheld_from_a_library_of_the_format_before(library_copy: Path) -> None:
    make_earlier(library_copy)
    page = next(iter(TEXTS))
    Tombstones.read(library_copy).adding(pages=[page]).write(library_copy)
    assert page not in {one.id for one in Library.open(library_copy).pages()}

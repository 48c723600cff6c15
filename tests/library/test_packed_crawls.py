"""A crawl that is what it was stays packed; whatever may change a page has it unpacked."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from index.library.build import build, preview
from index.library.crawls import NAME, known_crawls
from index.library.open import Library
from index.library.remove import remove
from index.library.report import Report
from index.pages import read
from index.pages.packed.archives import unpacked
from index.storage.current import generations, point_at
from tests.library.test_remove import files_with
from tests.pages.crawled import gzipped, page, record
from tests.words_encoder import WordsEncoder

REST = "Rest them, and come to see me next week."
WALK = "Walk on them a little every single day."
VEINS, FEET = "example.org/veins", "example.org/feet"


def crawl_at(file: Path, feet: str = REST, *more: bytes) -> Path:
    """A crawl with two pages, one that is none of answers, and one that was not found."""
    file.parent.mkdir(parents=True, exist_ok=True)
    records = [
        record("https://example.org/veins", page(WALK)),
        record("https://example.org/feet", page(feet)),
        record("https://example.org/home", b"<html><body><p>Welcome.</p></body></html>"),
        record("https://example.org/gone", b"", status="404 Not Found"),
        *more,
    ]
    file.write_bytes(gzipped(records))
    return file


class Built:
    """A library of a folder with a crawl, and whether its last build unpacked one."""

    def __init__(self, root: Path) -> None:
        self.folder, self.library = root / "pages", root / "library"
        self.crawl = crawl_at(self.folder / "crawl.warc.gz")
        self.was_unpacked = False

    def build(self, *, anew: bool = False) -> Report:
        with patch.object(read, "unpacked", wraps=unpacked) as called:
            report = build(self.library, [self.folder], WordsEncoder(), anew=anew)
        self.was_unpacked = called.called
        return report

    def words(self) -> dict[str, str]:
        with closing(Library.open(self.library)) as library:
            assert list(library.problems()) == []
            return {one.id: one.quote(one.answers[0].body) for one in library.pages()}


@pytest.fixture
def built(tmp_path: Path) -> Built:
    built = Built(tmp_path)
    assert sorted(built.build().added) == [FEET, VEINS]
    return built


def test_a_crawl_that_is_what_it_was_stays_packed(built: Built) -> None:
    report = built.build()
    assert not built.was_unpacked
    assert (sorted(report.unchanged), report.changed, report.removed) == ([FEET, VEINS], [], [])
    assert report.skipped == [
        (
            f"{built.crawl}/*",
            "web pages taken: 3; passed over: addresses that were not found (1); "
            "not unpacked, as it is what it was: 1 of these could not be read; `pages` says why",
        )
    ]
    (built.folder / "more.txt").write_text("no page", encoding="utf-8")
    assert sorted(built.build().unchanged) == [FEET, VEINS] and not built.was_unpacked


def other_bytes(built: Built) -> None:
    crawl_at(built.crawl, "Rest them for a whole month, if they hurt.")


def a_decision(built: Built) -> None:
    folder = built.folder / "crawl.warc.gz.decisions" / "example.org"
    folder.mkdir(parents=True)
    (folder / "veins.decision.toml").write_text("digest = 'x'", encoding="utf-8")


def another_name(built: Built) -> None:
    built.crawl = built.crawl.rename(built.folder / "other.warc.gz")


def another_program(built: Built) -> None:
    for known in known_crawls(built.library).values():
        text = (built.library / NAME).read_text().replace(known.digest, "0" * 64)
        (built.library / NAME).write_text(text)


def no_notes(built: Built) -> None:
    (built.library / NAME).unlink()


def damaged_notes(built: Built) -> None:
    (built.library / NAME).write_bytes(b'{"a": {"digest": 7}, "b": [')


@pytest.mark.parametrize(
    "change",
    [other_bytes, a_decision, another_name, another_program, no_notes, damaged_notes],
)
def test_it_is_unpacked_where_anything_may_be_otherwise(
    change: Callable[[Built], None], built: Built
) -> None:
    change(built)
    built.build()
    assert built.was_unpacked
    assert built.words().keys() == {FEET, VEINS}
    built.build()
    assert not built.was_unpacked


def test_a_library_that_lost_pages_has_them_read_again(built: Built) -> None:
    earlier = generations(built.library)[-1]
    crawl_at(built.crawl, REST, record("https://example.org/arms", page("Lift them.")))
    assert built.build().added == ["example.org/arms"]
    point_at(earlier)
    for later in set(generations(built.library)) - {earlier}:
        shutil.rmtree(later)
    assert built.build().added == ["example.org/arms"]
    assert built.was_unpacked


def test_a_page_whose_id_was_taken_is_read_when_it_is_free(built: Built) -> None:
    second = crawl_at(built.folder / "later.warc.gz", "Soak them in warm water, twice a day.")
    built.build()
    built.crawl.unlink()
    built.build()
    assert built.words()[FEET].startswith("Soak them")
    second.unlink()
    assert sorted(built.build().removed) == [FEET, VEINS]
    assert known_crawls(built.library) == {}, "a crawl that is gone is forgotten"


def test_what_is_removed_stays_removed_and_none_of_its_bytes_is_kept(built: Built) -> None:
    remove(built.library, WordsEncoder(), pages=[VEINS])
    for anew in (False, False, True, False):
        built.build(anew=anew)
        assert built.words().keys() == {FEET}
        assert files_with(built.library, WALK.encode()) == []
        assert built.was_unpacked, "its page is not stored, so it may be let in again"
    build(built.library, [built.folder], WordsEncoder(), readmit=[VEINS])
    assert built.words().keys() == {FEET, VEINS}


def test_a_damaged_crawl_is_unpacked_at_each_build(built: Built) -> None:
    crawl_at(built.crawl, REST, b"\x1f\x8b\x08 no record")
    built.build()
    built.build()
    assert built.was_unpacked


def test_a_preview_writes_nothing(built: Built) -> None:
    (built.library / NAME).unlink()
    preview(built.library, [built.folder], WordsEncoder())
    assert not (built.library / NAME).exists()

"""A library that lies among the pages that are built, as `library/` does in the working folder, is
no page: its earlier generations hold what was changed or taken out since."""

from contextlib import closing
from pathlib import Path

from index.library.build import build
from index.library.open import Library
from tests.words_encoder import WordsEncoder

PAGE = "Can I run?\n\nDoctor Answers 1\n\nRun\n\n{}\n\nRuth Okafor, MD\nReno Dentist\n"
FIRST, LATER = "You can run on the next day.", "You can run after one whole week."


def words_in(library: Path) -> dict[str, str]:
    with closing(Library.open(library)) as opened:
        return {one.id: page.quote(one.body) for page in opened.pages() for one in page.answers}


def with_its_own_page(folder: Path) -> Path:
    """A library in a folder with a page, and with one among its own files that was changed."""
    library, own = folder / "library", folder / "library" / "pages"
    (folder / "a.txt").write_text(PAGE.format("Rest for a day."), encoding="utf-8")
    build(library, [folder / "a.txt"], WordsEncoder())
    own.mkdir()
    for words in (FIRST, LATER):
        (own / "b.txt").write_text(PAGE.format(words), encoding="utf-8")
        build(library, [own], WordsEncoder())
    return library


def test_a_library_among_the_pages_is_not_read(tmp_path: Path) -> None:
    library = with_its_own_page(tmp_path)
    before = words_in(library)
    assert before == {"a#1": "Rest for a day.", "b#1": LATER}
    report = build(library, [tmp_path], WordsEncoder())
    assert words_in(library) == before
    assert [source for source, _ in report.skipped] == [library.as_posix()]
    build(library, [tmp_path], WordsEncoder(), anew=True)
    assert words_in(library) == before


def test_its_own_pages_are_read_where_they_are_named(tmp_path: Path) -> None:
    library = with_its_own_page(tmp_path)
    (library / "pages" / "c.txt").write_text(PAGE.format(FIRST), encoding="utf-8")
    build(library, [library / "pages"], WordsEncoder())
    assert set(words_in(library)) == {"a#1", "b#1", "c#1"}


def test_a_file_of_that_name_makes_no_library(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "CURRENT").write_text("of March\n", encoding="utf-8")
    (pages / "a.txt").write_text(PAGE.format(FIRST), encoding="utf-8")
    build(tmp_path / "library", [pages], WordsEncoder())
    assert set(words_in(tmp_path / "library")) == {"a#1"}

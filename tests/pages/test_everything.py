"""A folder with one of everything: one command builds it, with the right answers, doctors, days."""

from datetime import date
from pathlib import Path

import pytest

from index.library.build import build, preview
from index.library.open import Library
from index.library.report import Report
from tests.pages.make_everything import FOLDER, files, question, words
from tests.words_encoder import WordsEncoder

TRUTH: dict[str, tuple[str, str | None, str, date | None, str | None]] = {
    "text.txt": ("surgery", "Ruth Okafor", "MD", None, None),
    "marked.html": ("stitches", "Carl Berg", "MD", date(2016, 1, 2), None),
    "saved.mhtml": ("a graft", "Nina Falk", "MD", date(2016, 2, 3), "https://example.org/saved"),
    "packed.html.gz": ("a peel", "Tom Reed", "MD", date(2016, 3, 4), None),
    "site/page.html": ("a tuck", "Maria Soto", "MD", date(2016, 5, 5), None),
    "records.jsonl": ("a lift", "Hugo Lind", "MD", date(2016, 6, 7), None),
    "array.json": ("a cast", "Olga Petrov", "MD", date(2015, 1, 2), None),
    "threads.json": ("veneers", "Eva Stone", "DDS", date(2015, 2, 3), None),
    "forum.html": ("a patch", "Lars Holm", "MD", date(2015, 12, 13), None),
    "topic.json": ("a filling", "Iris Lange", "DDS", date(2015, 12, 14), None),
    "thread.json": ("a bump", None, "", date(2015, 12, 15), None),
    "forum/ask_comments.jsonl": ("a stent", None, "", date(2015, 12, 16), None),
    "commas.csv": ("botox", "Paul Weiss", "MD", date(2015, 3, 4), None),
    "semicolons.csv": ("a bite", "Rosa Díaz", "MD", date(2015, 4, 5), None),
    "tabs.tsv": ("a burn", "Finn Olsen", "MD", date(2015, 5, 6), None),
    "mapped.csv": ("a fall", "Jane Hart", "", None, None),
    "sheet.xlsx": ("a sting", "Kofi Mensah", "MD", date(2015, 6, 7), None),
    "sheet.ods": ("a bruise", "Yuki Tanaka", "MD", date(2015, 7, 8), None),
    "columns.parquet": ("a cut", "Leo Braun", "MD", date(2015, 8, 9), None),
    "columns.feather": ("a cold", "Amy Chen", "MD", date(2015, 9, 10), None),
    "dataset/train/data-00000-of-00001.arrow": (
        "a crown", "Sam Cole", "DMD", date(2015, 10, 11), None,
    ),
    "dump/Posts.xml": ("a scan", "Ben Adler", "MD", date(2015, 11, 12), None),
    "strict.xhtml": ("a splint", "Vera Kuhn", "MD", date(2016, 4, 5), None),
    "lines.jsonl.gz/lines.jsonl": ("a brace", "Emil Roth", "MD", date(2014, 12, 9), None),
    "table.csv.zst/table.csv": ("a lens", "Clara Vogt", "MD", date(2014, 12, 10), None),
    "html.json": ("a drain", "Otto Kern", "MD", date(2014, 12, 11), None),
    "crawl.warc/example.org/crawled.mhtml": (
        "braces", "Ida Wolf", "MD", date(2014, 4, 1), "https://example.org/crawled",
    ),
    "crawl.warc.gz/example.org/packed.mhtml": (
        "laser", "Omar Said", "MD", date(2014, 5, 2), "https://example.org/packed",
    ),
    "crawl.warc.zst/example.org/zstd.mhtml": (
        "fillers", "Lena Marsh", "DO", date(2014, 6, 3), "https://example.org/zstd",
    ),
    "crawl.wacz/example.org/wacz.mhtml": (
        "a bleach", "Ella Moore", "DMD", date(2014, 7, 4), "https://example.org/wacz",
    ),
    "pages.zip/zipped.html": ("a mole", "Noah Klein", "MD", date(2014, 8, 5), None),
    "pages.tar/tarred.html": ("a wart", "Anna Ricci", "MD", date(2014, 9, 6), None),
    "pages.tar.gz/tarred-gz.html": ("a rash", "Ivan Novak", "MD", date(2014, 10, 7), None),
    "pages.tar.zst/tarred-zst.html": ("a scar", "Mia Lund", "MD", date(2014, 11, 8), None),
}  # fmt: skip
"""The first answer of each file: after what somebody walks, who said so, when, and its link.
An account of Reddit has no name of a person, though it is called a doctor's."""
SECOND = {
    "text.txt": (
        "I would wait for two weeks after surgery, as most do well with that.", "Alan Orchard",
    ),
    "threads.json": ("Mine hurt, too, for weeks.", None),
}  # fmt: skip
"""Two files have a second answer."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    library = tmp_path_factory.mktemp("everything") / "library"
    return library, build(library, [FOLDER], WordsEncoder())


def test_every_file_is_as_it_was_made() -> None:
    """What is packed depends on the version of what packs it."""
    made = files()
    there = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.is_file()}
    assert there == set(made)
    for name, data in made.items():
        if isinstance(data, str):
            assert (FOLDER / name).read_bytes() == data.encode(), name


def test_one_command_builds_a_folder_of_everything(built: tuple[Path, Report]) -> None:
    library, report = built
    assert report.skipped == []
    assert len(report.added) == len(TRUTH)
    opened = Library.open(library)
    stored, found, others = opened.stored(), {}, {}
    for page in opened.pages():
        name = Path(stored[page.id].file).relative_to(FOLDER).as_posix()
        first, *rest = page.answers
        of, *_ = TRUTH[name]
        assert page.quoted(page.title) == question(of)
        assert page.quote(first.body) == words(of)
        doctor = first.doctor
        found[name] = (
            of, doctor.name, doctor.credentials or "", first.answered_on, first.url,
        )  # fmt: skip
        for one in rest:
            others[name] = (page.quote(one.body), one.doctor.name)
    assert found == TRUTH
    assert others == SECOND
    assert list(opened.problems()) == []
    opened.close()


def test_what_was_read_once_is_not_read_again(built: tuple[Path, Report]) -> None:
    library, report = built
    again = preview(library, [FOLDER], WordsEncoder()).plan
    assert again.changes_nothing
    assert sorted(again.unchanged) == sorted(report.added)

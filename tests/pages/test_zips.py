"""Archives that are named, or lie in a folder: read as folders are, and nothing is left."""

import gc
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from index.errors import UnreadablePage
from index.library.build import build
from index.library.open import Library
from index.library.remove import remove
from index.pages.kinds import INSTEAD, OTHERWISE
from index.pages.read import ReadPage, read
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.words_encoder import WordsEncoder

ZIPS = Path(__file__).parent / "imports" / "zips-of-other-systems"
PAGE = page_of(VENEERS, BONDING, votes=True)
OTHER = page_of(FILLER, votes=True)
RECORDS = '{"id": "r", "answer_text": "Rest."}\n{}\n'


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which archives are unpacked."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def zipped(file: Path, members: dict[str, str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(file, "w", ZIP_DEFLATED) as opened:
        for name, text in members.items():
            opened.writestr(name, text)
    return file


def outcome(path: Path) -> tuple[list[str], dict[str, str]]:
    """The ids of the pages that were read, and why others were not."""
    found = list(read([path]))
    ids = [one.page.id for one in found if isinstance(one, ReadPage)]
    return ids, {one.source: one.reason for one in found if isinstance(one, UnreadablePage)}


def bodies(library: Path) -> dict[str, str]:
    opened = Library.open(library)
    found = {
        answer.id: page.quote(answer.body) for page in opened.pages() for answer in page.answers
    }
    assert list(opened.problems()) == []
    opened.close()
    return found


@pytest.mark.parametrize(
    ("name", "ids", "reasons"),
    [
        ("mac.zip", ["mac/My pages/cafe\u0301", "mac/My pages/mole one"], []),
        ("cp866-names.zip", ["cp866-names/α«ñ¿¡¬"], []),
        ("upper.ZIP", ["upper/MOLE8"], []),
        ("empty.zip", [], ["the archive holds no files"]),
        ("not-a.zip", [], ["no archive that can be read (File is not a zip file)"]),
        ("nested.zip", [], [f"files ending in .zip are not read; {INSTEAD['.zip']}"]),
        ("dotnet-backslash.zip", [], ["its name is one of another system"]),
        ("bzip2.zip", [], ["packed in a way that is not read; pack it by Deflate"]),
        (
            "with-pdf-docx-thumbs.zip",
            ["with-pdf-docx-thumbs/mole6"],
            [
                f"files ending in .db are not read; {INSTEAD['.db']}",
                f"files ending in .ini are not read; {OTHERWISE}",
                f"files ending in .pdf are not read; {INSTEAD['.pdf']}",
                f"files ending in .docx are not read; {INSTEAD['.docx']}",
                "the file is empty; save the page again",
            ],
        ),
    ],
)
def test_archives_of_other_systems_are_read_or_named(
    name: str, ids: list[str], reasons: list[str]
) -> None:
    found, told = outcome(ZIPS / name)
    assert sorted(found) == sorted(ids)
    assert list(told.values()) == reasons
    assert all(source.startswith(str(ZIPS / name)) for source in told)


def test_an_archive_is_named_as_a_folder_is_and_leaves_nothing(
    tmp_path: Path, temporary: Path
) -> None:
    members = {"a.txt": PAGE, "b/c.txt": OTHER, "r.jsonl": RECORDS, ".hidden.txt": OTHER}
    file = zipped(tmp_path / "pages" / "x.zip", members)
    found = list(read([file.parent]))
    told = [(one.page.id, one.page.source, one.file) for one in found if isinstance(one, ReadPage)]
    assert told == [
        ("x/a", f"{file}/a.txt", f"{file}/a.txt"),
        ("x/b/c", f"{file}/b/c.txt", f"{file}/b/c.txt"),
        ("r", f"{file}/r.jsonl", f"{file}/r.jsonl"),
    ]
    assert [one.source for one in found if isinstance(one, UnreadablePage)] == [f"{file}/r.jsonl:2"]
    del found
    gc.collect()
    assert list(temporary.iterdir()) == []


def test_a_page_that_lies_beside_its_archive_is_read_once(tmp_path: Path) -> None:
    zipped(tmp_path / "pages" / "x.zip", {"a.txt": PAGE})
    (tmp_path / "pages" / "x").mkdir()
    (tmp_path / "pages" / "x" / "a.txt").write_text(PAGE, encoding="utf-8")
    ids, reasons = outcome(tmp_path / "pages")
    assert ids == ["x/a"]
    assert len(reasons) == 1


def test_a_library_is_built_of_an_archive_and_kept_in_step(tmp_path: Path, temporary: Path) -> None:
    library, encoder = tmp_path / "library", WordsEncoder()
    file = zipped(tmp_path / "x.zip", {"a.txt": PAGE, "b.txt": OTHER})
    assert build(library, [file], encoder).added == ["x/a", "x/b"]
    assert bodies(library) == {
        "x/a#1": VENEERS.body,
        "x/a#2": BONDING.body,
        "x/b#1": FILLER.body,
    }
    again = build(library, [file], encoder)
    assert (again.unchanged, again.changed, again.embedded) == (["x/a", "x/b"], [], 0)
    zipped(file, {"a.txt": OTHER, "c.txt": PAGE})
    report = build(library, [file], encoder)
    assert (report.added, report.changed, report.removed) == (["x/c"], ["x/a"], ["x/b"])
    file.write_bytes(b"PK and no more")
    report = build(library, [file], encoder)
    assert (report.removed, [source for source, _ in report.skipped]) == ([], [str(file)])
    assert set(bodies(library)) == {"x/a#1", "x/c#1", "x/c#2"}
    gc.collect()
    assert list(temporary.iterdir()) == []


def test_no_other_file_takes_the_page_of_an_archive_that_is_still_there(tmp_path: Path) -> None:
    library, encoder = tmp_path / "library", WordsEncoder()
    archive = zipped(tmp_path / "x.zip", {"r.jsonl": '{"id": "r", "answer_text": "Rest."}'})
    build(library, [archive], encoder)
    other = tmp_path / "other.jsonl"
    other.write_text('{"id": "r", "answer_text": "Run."}', encoding="utf-8")
    report = build(library, [other], encoder)
    taken = f"its id 'r' is taken by {archive}/r.jsonl; rename one of the two"
    assert [reason for _, reason in report.skipped] == [taken]
    zipped(archive, {"else.txt": PAGE})
    assert build(library, [other], encoder).changed == ["r"]


def test_what_is_removed_still_stands_in_the_archive_and_is_said_to(tmp_path: Path) -> None:
    library, encoder = tmp_path / "library", WordsEncoder()
    file = zipped(tmp_path / "x.zip", {"a.txt": PAGE})
    build(library, [file], encoder)
    report = remove(library, encoder, answers=["x/a#1"])
    assert report.taken_out == ["x/a#1"]
    assert report.remaining == [
        f"{file} still holds these words; it is not the library's own: delete them there"
    ]
    assert build(library, [file], encoder).added == []
    assert set(bodies(library)) == {"x/a#2"}

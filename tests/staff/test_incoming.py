"""Uploads: read, reviewed, and added or discarded; nothing of them stays behind."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from bot.reply.service import AnswerService
from bot.staff import incoming as staged
from bot.staff.audit import Audit
from bot.staff.desk import Desk
from bot.staff.incoming import StagedUpload, StagedUploads
from bot.staff.incoming_view import review_html
from bot.staff.login import Session, Staff
from bot.staff.paging import ListAddress, Paging
from bot.web.app import make_app
from index.library.build import build
from index.library.open import Library
from index.library.remove import remove
from index.pages.kinds import OTHERWISE
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from index.temporary import LOCK, PREFIX, clear_temporary, sweep_temporary
from tests.conftest import SEEDS
from tests.faults.tally import Tally
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.table_of_answers import PAGES
from tests.words_encoder import WordsEncoder

FIRST = "000_935efed495dcb89e"
ONE_PAGE = Paging.of("", 1, ListAddress("/pages/"))
PAGE = page_of(VENEERS, BONDING, votes=True, title="Which lasts?").encode()
OTHER = page_of(FILLER, votes=True, title="And fillers?").encode()
NO_NAME = (
    "not a valid name for a page's file; it must end in one of .txt, .html, .htm, .xhtml, "
    ".mhtml, .mht, .html.gz, .htm.gz, .xhtml.gz, .mhtml.gz, .mht.gz, .jsonl, .ndjson, .json, .csv, "
    ".tsv, .xlsx, .ods, .parquet, .arrow, .feather, .xml, .zip, and not be too long"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the uploads' folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    clear_temporary()
    yield folder
    clear_temporary()


def folders(temporary: Path) -> list[Path]:
    """The folders of uploads that are there."""
    return list(temporary.glob(f"{PREFIX}*/{staged.KIND}-*/*"))


@pytest.fixture
def uploads() -> Iterator[StagedUploads]:
    made = StagedUploads()
    yield made
    made.close()


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def taken(uploads: StagedUploads, library: Library, *files: tuple[str, bytes]) -> StagedUpload:
    token = uploads.stage([(name, io.BytesIO(data)) for name, data in files], library)
    upload = uploads.of(token)
    assert upload is not None
    return upload


def read_of(upload: StagedUpload) -> dict[str, int]:
    """The pages that were read, each with the number of its answers."""
    return {one.page.id: len(one.page.answers) for one in upload.incoming}


def unread(upload: StagedUpload) -> list[tuple[str, str]]:
    return [(one.source, one.reason) for one in upload.unreadable]


# What is read.


def test_pages_are_read_and_not_in_the_library(uploads: StagedUploads, library: Library) -> None:
    before = library.manifest.generation
    upload = taken(uploads, library, ("a.txt", PAGE), ("b.TXT", OTHER))
    assert read_of(upload) == {"a": 2, "b": 1}
    assert unread(upload) == []
    assert upload.incoming[0].page.text == PAGE.decode()
    assert sorted(file.name for file in upload.folder.iterdir()) == ["a.txt", "b.TXT"]
    assert (upload.folder / "a.txt").read_bytes() == PAGE
    assert Library.open(library.folder).manifest.generation == before
    assert not Uploads(library.folder).folder.exists()


def test_records_and_tables_are_read_too(uploads: StagedUploads, library: Library) -> None:
    rows = b'{"id": "r", "question_id": "q", "answer_text": "Rest."}\n{"id": "s"}\n'
    table = b"id,quote\nt,Sleep.\n"
    upload = taken(uploads, library, ("a.jsonl", rows), ("b.csv", table))
    assert read_of(upload) == {"q": 1, "t": 1}
    assert unread(upload) == [("a.jsonl:2", "the field answer_text is missing or empty")]


def test_every_file_that_cannot_be_read_is_named_with_the_reason(
    uploads: StagedUploads, library: Library
) -> None:
    upload = taken(uploads, library, ("a.txt", PAGE), ("b.txt", b"no page"), ("c.txt", b"caf\xe9"))
    assert read_of(upload) == {"a": 2}
    assert [name for name, _ in unread(upload)] == ["b.txt", "c.txt"]
    assert all(reason and str(upload.folder) not in reason for _, reason in unread(upload))


@pytest.mark.parametrize(
    ("name", "kept"),
    [("C:\\pages\\a.txt", "a.txt"), ("../../a.txt", "a.txt"), ("/etc/a.txt", "a.txt")],
)
def test_of_a_path_only_the_name_is_kept(
    name: str, kept: str, uploads: StagedUploads, library: Library
) -> None:
    upload = taken(uploads, library, (name, PAGE))
    assert [file.name for file in upload.folder.rglob("*")] == [kept]


@pytest.mark.parametrize(
    "name",
    [
        "", ".txt", ".a.txt", "a.doc", "a", "a.txt.exe", "..", "a\x00b.txt", "a\nb.txt", "a/.txt",
        "x" * 300 + ".txt", "é" * 110 + ".txt", "x" * 300 + ".zip", ".hidden.zip",
    ],
)  # fmt: skip
def test_a_name_that_no_page_may_have_is_left_out_and_named(
    name: str, uploads: StagedUploads, library: Library
) -> None:
    upload = taken(uploads, library, ("good.txt", PAGE), (name, OTHER))
    assert read_of(upload) == {"good": 2}
    ((told, reason),) = unread(upload)
    assert told == (name or "a file")
    assert "name for a page's file" in reason or "are not read" in reason
    assert [file.name for file in upload.folder.rglob("*")] == ["good.txt"]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.pdf", "save the web page that it was printed from (.html)"),
        ("a.DOCX", "save it as a web page (.html) or as text (.txt)"),
        ("a.xls", "save it as .xlsx or .csv"),
        ("a.rar", "pack it as .zip"),
        ("a.jpeg", "save the page itself (.html)"),
        ("crawl.warc.gz", "put it in with “doctor-answers build”"),
        ("pages.tar", "upload a .zip"),
        ("a", "it must end in one of .txt, .html"),
        (".txt", "rename it"),
        ("a.exe", f"files ending in .exe are not read; {OTHERWISE}"),
    ],
)
def test_a_type_that_cannot_go_in_is_named_with_what_to_do(
    name: str, advice: str, uploads: StagedUploads, library: Library
) -> None:
    ((told, reason),) = unread(taken(uploads, library, ("good.txt", PAGE), (name, OTHER)))
    assert told == name and advice in reason


def test_a_second_file_of_a_name_is_left_out_and_named(
    uploads: StagedUploads, library: Library
) -> None:
    upload = taken(uploads, library, ("a.txt", PAGE), ("x/a.txt", OTHER))
    assert read_of(upload) == {"a": 2}
    assert unread(upload) == [("x/a.txt", "a second file with that name in the same upload")]


def test_of_two_files_with_one_pages_id_the_second_is_named(
    uploads: StagedUploads, library: Library
) -> None:
    rows = b'{"id": "r", "question_id": "a", "answer_text": "Rest."}\n'
    upload = taken(uploads, library, ("a.txt", PAGE), ("b.jsonl", rows))
    assert read_of(upload) == {"a": 2}
    ((name, reason),) = unread(upload)
    assert name == "b.jsonl"
    assert "is taken by" in reason


# Archives.


def test_an_archive_is_unpacked_and_its_folders_are_part_of_the_names(
    uploads: StagedUploads, library: Library
) -> None:
    data = zipped({"a.txt": PAGE, "teeth/a.txt": OTHER, "teeth/old/a.txt": OTHER})
    upload = taken(uploads, library, ("pages.zip", data))
    assert read_of(upload) == {"a": 2, "teeth-a": 1, "teeth-old-a": 1}
    assert unread(upload) == []
    assert sorted(file.name for file in upload.folder.rglob("*")) == [
        "a.txt", "teeth-a.txt", "teeth-old-a.txt",
    ]  # fmt: skip


def test_what_two_archives_and_a_file_hold_under_one_name_goes_in_once(
    uploads: StagedUploads, library: Library
) -> None:
    upload = taken(
        uploads,
        library,
        ("a.txt", PAGE),
        ("one.zip", zipped({"a.txt": OTHER, "x/b.txt": OTHER})),
        ("two.ZIP", zipped({"x-b.txt": OTHER})),
    )
    assert read_of(upload) == {"a": 2, "x-b": 1}
    same = "a second file with that name in the same upload"
    assert unread(upload) == [("a.txt", same), ("x-b.txt", same)]


def test_nothing_of_an_archive_leads_out_of_it_and_what_is_left_out_is_named(
    uploads: StagedUploads, library: Library, temporary: Path
) -> None:
    long = f"{'x' * 150}/{'y' * 150}.txt"
    data = zipped(
        {"../out.txt": OTHER, "/etc/out.txt": OTHER, "b.doc": OTHER, "c.zip": zipped({}),
         ".hidden.txt": OTHER, "good.txt": PAGE, long: OTHER}
    )  # fmt: skip
    upload = taken(uploads, library, ("pages.zip", data))
    assert read_of(upload) == {"good": 2}
    assert sorted(name for name, _ in unread(upload)) == sorted(
        ["pages.zip/../out.txt", "pages.zip//etc/out.txt", "pages.zip/b.doc", "pages.zip/c.zip",
         long.replace("/", "-")]
    )  # fmt: skip
    assert [file.name for file in temporary.rglob("*.*") if file.is_file()] == [
        LOCK,
        "good.txt",
    ]


def test_an_archive_that_is_none_is_named(uploads: StagedUploads, library: Library) -> None:
    upload = taken(uploads, library, ("pages.zip", b"PK\x03\x04 and no more"))
    assert upload.incoming == ()
    ((name, reason),) = unread(upload)
    assert name == "pages.zip"
    assert reason.startswith("no archive that can be read (")


# Limits.


def test_more_files_than_are_taken_are_refused_and_leave_nothing(
    uploads: StagedUploads,
    library: Library,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
) -> None:
    monkeypatch.setattr(staged, "MOST_FILES", 2)
    files = [(f"{n}.txt", PAGE) for n in range(3)]
    assert len(read_of(taken(uploads, library, *files[:2]))) == 2
    uploads.close()
    with pytest.raises(
        ValueError, match=r"^more than 2 files; put them in a \.zip, or upload them in parts$"
    ):
        taken(uploads, library, *files)
    assert folders(temporary) == []
    tally.record(35)


def test_more_bytes_than_are_taken_are_refused_and_leave_nothing(
    uploads: StagedUploads,
    library: Library,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
) -> None:
    monkeypatch.setattr(staged, "LARGEST", 2 * len(PAGE))
    monkeypatch.setattr(staged, "BLOCK", 100)
    assert len(read_of(taken(uploads, library, ("a.txt", PAGE), ("b.txt", PAGE)))) == 2
    uploads.close()
    with pytest.raises(ValueError, match=r"^more than .* bytes; upload them in parts$"):
        taken(uploads, library, ("a.txt", PAGE), ("b.txt", PAGE), ("c.txt", b"x"))
    assert folders(temporary) == []
    tally.record(35)


def test_all_uploads_together_take_no_more_room_than_there_is(
    uploads: StagedUploads,
    library: Library,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
) -> None:
    monkeypatch.setattr(staged, "MOST_STAGED", 3 * len(PAGE))
    packed = zipped({"b.txt": PAGE})
    first = uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    uploads.stage([("b.zip", io.BytesIO(packed))], library)
    with pytest.raises(ValueError, match="take all the room"):
        uploads.stage([("c.txt", io.BytesIO(PAGE)), ("d.txt", io.BytesIO(PAGE))], library)
    assert len(folders(temporary)) == 2
    uploads.discard(first)
    assert len(taken(uploads, library, ("c.txt", PAGE)).files) == 1
    tally.record(35, tries=2)


def test_so_many_uploads_wait_and_no_more(
    uploads: StagedUploads, library: Library, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr(staged, "MOST_UPLOADS", 2)
    tokens = [uploads.stage([("a.txt", io.BytesIO(PAGE))], library) for _ in range(2)]
    with pytest.raises(ValueError, match="add or discard one"):
        uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    uploads.discard(tokens[0])
    assert uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    tally.record(35)


# What is said of the library.


def test_a_page_that_is_there_already_is_named_with_its_file(
    uploads: StagedUploads, library: Library
) -> None:
    (one,) = taken(uploads, library, (f"{FIRST}.txt", PAGE)).incoming
    assert (one.replaces, one.removed_on) == (str(SEEDS / f"{FIRST}.txt"), None)


def test_a_page_that_was_added_is_from_an_earlier_upload_and_a_removed_one_has_its_day(
    uploads: StagedUploads, library_copy: Path, encoder: WordsEncoder
) -> None:
    library = Library.open(library_copy)
    upload = taken(uploads, library, ("a.txt", PAGE), ("b.txt", OTHER))
    assert Uploads(library_copy).add(upload.taken) == library_copy / "pages"
    build(library_copy, [library_copy / "pages"], encoder)
    remove(library_copy, encoder, pages=["b"])
    again = taken(uploads, Library.open(library_copy), ("a.txt", PAGE), ("b.txt", OTHER))
    got = {one.page.id: (one.replaces, one.removed_on is None) for one in again.incoming}
    assert got == {"a": ("an earlier upload", True), "b": (None, False)}


def test_who_would_be_left_out_for_a_name_is_said_before_it_is_added(
    uploads: StagedUploads, library_copy: Path
) -> None:
    Tombstones().adding(doctors=["John Smith"], day="2024-01-01").write(library_copy)
    row = {"id": "q", "answer_text": "Rest.", "author": "John Smith", "author_place": "Reno"}
    library = Library.open(library_copy)
    upload = taken(uploads, library, ("later.jsonl", json.dumps(row).encode()))
    (said,) = upload.incoming[0].left_out
    assert said.startswith("John Smith (Reno): 1 answer is left out of later.jsonl, as everybody")
    assert said in unescape(review_html("", upload.incoming, (), ONE_PAGE, Session.named("anna")))


def test_words_of_who_was_removed_are_not_shown_and_it_is_said_that_they_would_be_left_out(
    uploads: StagedUploads, library_copy: Path, encoder: WordsEncoder
) -> None:
    about = {"author_place": "Reno", "author_specialty": "Dermatologist", "question_id": "q"}
    gone = {**about, "id": "1", "answer_text": "Rest for a whole week.", "author": "John Smith"}
    stays = {**about, "id": "2", "answer_text": "Drink tea instead.", "author": "Ann Lee"}
    file = library_copy.parent / "before.jsonl"
    file.write_text(json.dumps({**gone, "id": "0", "question_id": "p"}) + "\n")
    build(library_copy, [file], encoder)
    remove(library_copy, encoder, doctors=["John Smith"])
    later = "".join(json.dumps(one) + "\n" for one in (gone, stays)).encode()
    upload = taken(uploads, Library.open(library_copy), ("later.jsonl", later))
    shown = unescape(review_html("", upload.incoming, (), ONE_PAGE, Session.named("anna")))
    assert "Drink tea instead" in shown and "Ann Lee" in shown
    assert "whole week" not in shown and "John Smith" not in shown
    assert "1 page with 1 answer can be added" in shown
    assert "1 answer of it is not shown here, and would be left out: removed permanently" in shown
    again = upload.compared_with(Library.open(library_copy))
    assert [(one.gone, len(one.page.answers)) for one in again.incoming] == [(1, 1)]
    assert uploads.forget_removed(library_copy) == 0, "who uploads it now has seen that"


def test_an_upload_with_words_of_who_is_removed_now_is_forgotten_at_once(
    uploads: StagedUploads, library_copy: Path, encoder: WordsEncoder, temporary: Path
) -> None:
    library = Library.open(library_copy)
    about = {"author_place": "Reno", "author_specialty": "Dermatologist", "question_id": "q"}
    rows = [
        {**about, "id": "1", "answer_text": "Rest for a whole week.", "author": "John Smith"},
        {**about, "id": "2", "answer_text": "Drink tea instead.", "author": "Ann Lee"},
    ]
    own, other = (
        uploads.stage([(f"{n}.jsonl", io.BytesIO(json.dumps(row).encode()))], library)
        for n, row in enumerate(rows)
    )
    assert uploads.forget_removed(library_copy) == 0
    Tombstones().adding(doctors=["John Smith"], day="2024-01-01").write(library_copy)
    renewed = uploads.renew(own, library)  # whoever looks at it meanwhile does not keep it
    assert renewed is not None
    with uploads.adding(renewed):
        assert uploads.forget_removed(library_copy) == 0
    assert uploads.forget_removed(library_copy) == 1
    assert uploads.of(renewed) is None and uploads.of(other) is not None
    assert len(folders(temporary)) == 1
    assert uploads.forget_removed(library_copy) == 0


# Adding.


def test_what_is_added_is_the_bytes_that_were_uploaded(
    uploads: StagedUploads, library_copy: Path, encoder: WordsEncoder
) -> None:
    upload = taken(uploads, Library.open(library_copy), ("a.txt", PAGE))
    folder = Uploads(library_copy).add(upload.taken)
    assert [file.name for file in folder.iterdir()] == ["a.txt"]
    assert (folder / "a.txt").read_bytes() == PAGE
    report = build(library_copy, [folder], encoder, replacing={"a"})
    assert (report.added, report.removed, report.skipped) == (["a"], [], [])
    library = Library.open(library_copy)
    assert {page.id for page in library.pages()} == {"a", *PAGES}
    assert library.page("a").source == (library_copy / "pages" / "a.txt").as_posix()


def test_a_page_is_replaced_even_where_another_uploaded_file_has_it(
    uploads: StagedUploads, library_copy: Path, encoder: WordsEncoder
) -> None:
    def put(name: str, *rows: Mapping[str, Any]) -> list[tuple[str, str]]:
        data = "".join(json.dumps(row) + "\n" for row in rows).encode()
        upload = taken(uploads, Library.open(library_copy), (name, data))
        ids = {one.page.id for one in upload.incoming}
        folder = Uploads(library_copy).add(upload.taken)
        return build(library_copy, [folder], encoder, replacing=ids).skipped

    old = {"id": "r1", "question_id": "q", "answer_text": "Old words."}
    stays = {"id": "r2", "question_id": "stays", "answer_text": "Words that stay."}
    assert put("a.jsonl", old, stays) == []
    assert put("z.jsonl", {**old, "answer_text": "New words."}) == []
    library = Library.open(library_copy)
    found = {one: library.answer(f"{one}#1") for one in ("q", "stays")}
    assert {one: found.page.quote(found.answer.body) for one, found in found.items()} == {
        "q": "New words.",
        "stays": "Words that stay.",
    }
    assert "Old words" not in (library_copy / "pages" / "a.jsonl").read_text()


# Nothing stays behind.


def test_what_is_discarded_is_gone_with_its_files(
    uploads: StagedUploads, library: Library, temporary: Path
) -> None:
    tokens = [uploads.stage([("a.txt", io.BytesIO(PAGE))], library) for _ in range(2)]
    assert len(set(tokens)) == 2 and all(len(token) >= 22 for token in tokens)
    assert len(folders(temporary)) == 2
    uploads.discard(tokens[0])
    uploads.discard(tokens[0])
    uploads.discard("no token")
    assert uploads.of(tokens[0]) is None
    kept = uploads.of(tokens[1])
    assert kept is not None and folders(temporary) == [kept.folder]


def test_all_are_gone_when_the_program_ends(
    uploads: StagedUploads, library: Library, temporary: Path
) -> None:
    tokens = [uploads.stage([("a.txt", io.BytesIO(PAGE))], library) for _ in range(3)]
    uploads.close()
    assert [uploads.of(token) for token in tokens] == [None] * 3
    assert folders(temporary) == []


def test_uploads_are_taken_though_the_system_cleared_what_was_old(
    uploads: StagedUploads, library: Library, temporary: Path
) -> None:
    uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    for folder in temporary.iterdir():
        shutil.rmtree(folder)
    assert read_of(taken(uploads, library, ("a.txt", PAGE))) == {"a": 2}
    assert len(folders(temporary)) == 1


def test_one_that_nobody_decided_on_is_forgotten_at_the_next(
    uploads: StagedUploads, library: Library, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("bot.staff.incoming.time.monotonic", lambda: now)
    old = uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    now += staged.KEPT
    new = uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    assert uploads.of(old) is not None
    now += 1
    last = uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    assert uploads.of(old) is None
    assert uploads.of(new) is not None and uploads.of(last) is not None
    assert len(folders(temporary)) == 2


def test_a_running_program_forgets_it_though_nobody_uploads_anything(
    library: Library, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr("bot.web.app.LOOKED_AFTER", 0.05)
    desk = Desk(AnswerService(library, WordsEncoder()), Staff({}), None, Audit(tmp_path))
    token = desk.uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    killed = temporary / f"{PREFIX}a-killed-program"
    killed.mkdir()
    (killed / LOCK).touch()
    with TestClient(make_app(desk.service, desk=desk)):
        time.sleep(0.5)
        assert desk.uploads.of(token) is not None and not killed.exists()
        monkeypatch.setattr(staged, "KEPT", 0.0)
        end = time.monotonic() + 20
        while desk.uploads.of(token) is not None and time.monotonic() < end:
            time.sleep(0.05)
        assert desk.uploads.of(token) is None and folders(temporary) == []
    tally.record(35, tries=2)


def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing(
    uploads: StagedUploads, library: Library, temporary: Path
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the connection is gone")

    with pytest.raises(OSError, match=r"the connection is gone"):
        uploads.stage([("a.txt", io.BytesIO(PAGE)), ("b.txt", Broken())], library)
    assert folders(temporary) == []


def test_all_archives_of_an_upload_unpack_no_more_together_than_one_may(
    uploads: StagedUploads, library: Library, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr(staged, "MOST_BYTES", len(PAGE) + len(OTHER) - 1)
    archives = [("a.zip", zipped({"a.txt": PAGE})), ("b.zip", zipped({"b.txt": OTHER}))]
    upload = taken(uploads, library, *archives)
    assert [file.name for file in upload.files] == ["a.txt"]
    ((name, reason),) = unread(upload)
    assert name == "b.zip/b.txt" and "split the archive" in reason
    tally.record(35, tries=2)


def test_all_archives_of_an_upload_hold_no_more_files_together_than_one_may(
    uploads: StagedUploads, library: Library, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr(staged, "MOST_UNPACKED", 2)
    archives = [(f"{n}.zip", zipped({f"{n}.txt": PAGE})) for n in range(3)]
    upload = taken(uploads, library, *archives)
    assert [file.name for file in upload.files] == ["0.txt", "1.txt"]
    assert [name for name, _ in unread(upload)] == ["2.zip"]
    tally.record(35, tries=3)


def test_what_is_being_added_is_neither_discarded_nor_added_twice(
    uploads: StagedUploads, library: Library, tally: Tally
) -> None:
    token = uploads.stage([("a.txt", io.BytesIO(PAGE))], library)
    with uploads.adding(token) as upload:
        assert not uploads.discard(token)
        assert uploads.renew(token, library) is None
        assert [file.name for file in upload.files] == ["a.txt"]
        with pytest.raises(ValueError, match="somebody else"), uploads.adding(token):
            pass
    assert uploads.discard(token)
    assert not upload.folder.exists()
    with pytest.raises(ValueError, match="somebody else"), uploads.adding(token):
        pass
    tally.record(35, tries=4)


KILLED = """
import io, os, sys
from pathlib import Path
from bot.staff.incoming import StagedUploads
from index.library.open import Library

uploads = StagedUploads()
uploads.stage([("a.txt", io.BytesIO(b"a page"))], Library.open(Path(sys.argv[1])))
os._exit(9)
"""


def test_what_a_killed_program_staged_goes_when_the_next_begins_and_nothing_else_does(
    library_folder: Path, temporary: Path, library: Library, tally: Tally
) -> None:
    command = [sys.executable, "-c", KILLED, str(library_folder)]
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(SEEDS.parent)}
    assert subprocess.run(command, env=environment, check=False).returncode == 9
    (left,) = temporary.glob(f"{PREFIX}*")
    (temporary / f"{PREFIX}somebody").mkdir()  # without a lock: not ours
    running = StagedUploads()
    token = running.stage([("a.txt", io.BytesIO(PAGE))], library)
    sweep_temporary()
    upload = running.of(token)
    assert upload is not None and upload.folder.exists()
    assert not left.exists()
    clear_temporary()
    assert [one.name for one in temporary.iterdir()] == [f"{PREFIX}somebody"]
    tally.record(35)

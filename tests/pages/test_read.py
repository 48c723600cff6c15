"""Files and folders: what is a page is read, and what is none is reported with the reason."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.pages.kinds import OF_WORD, OTHERWISE
from index.pages.line_reader.text import NOT_ANNOUNCED
from index.pages.read import ReadPage, read
from index.pages.rows.column_maps import keep_map
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of

PAGE = page_of(VENEERS, BONDING, votes=True)
OTHER = page_of(FILLER, votes=True)


def put(file: Path, text: str | bytes = PAGE) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def outcome(*paths: Path) -> tuple[list[str], dict[str, str]]:
    """The ids of the pages that were read, and for each that was not its name and the reason."""
    found = list(read(paths))
    ids = [one.page.id for one in found if isinstance(one, ReadPage)]
    reasons = {one.source: one.reason for one in found if isinstance(one, UnreadablePage)}
    assert len(ids) + len(reasons) == len(found)
    return ids, reasons


@pytest.fixture
def impatient() -> Iterator[None]:
    """ReadPage a pipe or an endless device would hang; better to fail."""
    signal.alarm(20)
    yield
    signal.alarm(0)


def test_a_page_is_named_by_its_path_below_the_folder(tmp_path: Path) -> None:
    put(tmp_path / "b.txt")
    put(tmp_path / "a.txt", OTHER)
    put(tmp_path / "deep" / "er" / "c.d.txt")
    assert outcome(tmp_path) == (["a", "b", "deep/er/c.d"], {})


def test_a_page_keeps_its_id_wherever_its_folder_lies(tmp_path: Path) -> None:
    put(tmp_path / "here" / "sub" / "a.txt")
    put(tmp_path / "there" / "sub" / "a.txt")
    assert outcome(tmp_path / "here") == outcome(tmp_path / "there") == (["sub/a"], {})


def test_a_file_named_alone_has_the_id_it_has_in_its_folder(tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt")
    assert outcome(file) == outcome(tmp_path) == (["a"], {})


def test_a_reading_tells_the_file_and_the_name_the_user_gave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "pages" / "a.txt")
    monkeypatch.chdir(tmp_path)
    (reading,) = read([Path("pages")])
    assert isinstance(reading, ReadPage)
    assert reading.file == str((tmp_path / "pages" / "a.txt").resolve())
    assert reading.page.source == "pages/a.txt"


def test_one_name_in_two_folders_below_makes_two_pages(tmp_path: Path) -> None:
    put(tmp_path / "one" / "a.txt")
    put(tmp_path / "two" / "a.txt", OTHER)
    assert outcome(tmp_path) == (["one/a", "two/a"], {})


def test_an_id_that_is_taken_is_reported_with_who_took_it(tmp_path: Path) -> None:
    first = put(tmp_path / "one" / "a.txt")
    second = put(tmp_path / "two" / "a.txt", OTHER)
    third = put(tmp_path / "two" / "b.txt", OTHER)
    ids, reasons = outcome(tmp_path / "one", tmp_path / "two")
    assert ids == ["a", "b"]
    assert reasons == {str(second): f"its id 'a' is taken by {first}; rename one of the two"}
    assert third.exists()


def test_two_tables_that_answer_one_question_are_two_pages_where_one_has_a_name(
    tmp_path: Path,
) -> None:
    for name, words in (("a.csv", b"Wait a week."), ("b.csv", b"Ask your doctor.")):
        put(tmp_path / name, b"Question,Answer,Doctor\nDoes it hurt?," + words + b",Jane Roe MD\n")
    ids, reasons = outcome(tmp_path)
    assert len(ids) == 1
    ((refused, reason),) = reasons.items()
    assert refused.startswith(str(tmp_path / "b.csv"))
    assert reason.endswith(
        "a.csv; put the answers of both into one file, or let the pages of this one have other "
        "ids, by a name for it: --map page_ids=NAME"
    )
    keep_map(tmp_path / "b.csv", {"page_ids": "clinic"})
    assert outcome(tmp_path) == ([f"clinic/{ids[0]}", *ids][::-1], {})


@pytest.mark.parametrize("name", ["", "a#1", "a/b", "x" * 61, "../a"])
def test_what_cannot_stand_before_ids_is_refused(name: str, tmp_path: Path) -> None:
    table = put(tmp_path / "a.csv", b"Question,Answer\nDoes it hurt?,Wait a week.\n")
    with pytest.raises(UnreadablePage, match="must be a short name"):
        keep_map(table, {"page_ids": name})
    put(tmp_path / "a.map.toml", f'page_ids = "{name}"\n'.encode())
    ids, reasons = outcome(tmp_path)
    assert ids == [] and "must be a short name" in " ".join(reasons.values())


def test_records_with_ids_of_their_own_take_no_name(tmp_path: Path) -> None:
    file = put(tmp_path / "a.jsonl", b'{"id": "a", "answer_text": "Mine."}\n')
    keep_map(file, {"page_ids": "clinic"})
    ids, reasons = outcome(tmp_path)
    assert ids == [] and "have ids of their own" in " ".join(reasons.values())


def test_a_record_cannot_take_the_id_of_a_page(tmp_path: Path) -> None:
    page = put(tmp_path / "a.txt")
    records = put(tmp_path / "b.jsonl", b'{"id": "a", "answer_text": "Mine."}\n')
    ids, reasons = outcome(tmp_path)
    assert ids == ["a"]
    assert reasons == {str(records): f"its id 'a' is taken by {page}; rename one of the two"}


def test_records_and_pages_are_read_side_by_side(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    records = put(tmp_path / "b.jsonl", b'{"id": "r", "answer_text": "Mine."}\n{\n')
    ids, reasons = outcome(tmp_path)
    assert ids == ["a", "r"]
    assert list(reasons) == [f"{records}:2"]


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / ".b.txt")
    put(tmp_path / ".git" / "c.txt")
    assert outcome(tmp_path) == (["a"], {})


def test_a_folder_that_lies_in_a_hidden_one_is_read(tmp_path: Path) -> None:
    put(tmp_path / ".hidden" / "pages" / "a.txt")
    assert outcome(tmp_path / ".hidden" / "pages") == (["a"], {})


def test_endings_are_read_in_any_case(tmp_path: Path) -> None:
    put(tmp_path / "a.TXT")
    put(tmp_path / "b.JSONL", b'{"id": "r", "answer_text": "Mine."}')
    assert outcome(tmp_path) == (["a", "r"], {})


def test_other_endings_are_reported(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    page, bare = put(tmp_path / "b.docx"), put(tmp_path / "README")
    assert outcome(tmp_path) == (
        ["a"],
        {
            str(page): f"files ending in .docx are not read; {OF_WORD}",
            str(bare): f"files ending in nothing are not read; {OTHERWISE}",
        },
    )


def test_what_is_not_there_is_reported(tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    assert outcome(missing, put(tmp_path / "a.txt")) == (
        ["a"],
        {str(missing): "no such file or folder"},
    )


def test_a_name_longer_than_any_file_has_is_reported(tmp_path: Path) -> None:
    ids, reasons = outcome(tmp_path / f"{'a' * 300}.txt", put(tmp_path / "a.txt"))
    assert ids == ["a"]
    assert list(reasons) == [str(tmp_path / f"{'a' * 300}.txt")]


def test_an_empty_folder_holds_no_pages(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    assert outcome(tmp_path) == ([], {})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty; save the page again"),
        (b" \r\n\t\n", "the file is empty; save the page again"),
        (b"\xef\xbb\xbf", "the file is empty; save the page again"),
        ("Juvéderm".encode("cp850"), "not UTF-8 text (byte 0x82 at 3); save it as UTF-8"),
        (
            "Juvéderm".encode("utf-16-le").join([b"\xff\xfe", b"!"]),
            "not UTF-8 text (it begins as UTF-16 does, and is damaged at byte 18); "
            "save it as UTF-8",
        ),
        (
            PAGE.encode("utf-32"),
            "not UTF-8 text (it begins as UTF-32 does); save it as UTF-8",
        ),
        (b"a\xed\xa0\x80", "not UTF-8 text (byte 0xed at 1); save it as UTF-8"),
        (b"a\0b", "not a text file (NUL at character 1); save the page again as text"),
        (
            PAGE.encode("utf-16-le"),
            "not a text file (NUL at character 1); save the page again as text",
        ),
        (b"A letter.\n", NOT_ANNOUNCED),
    ],
    ids=[
        "empty",
        "blank",
        "only a byte-order mark",
        "a code page of DOS",
        "damaged UTF-16",
        "UTF-32",
        "a lone surrogate",
        "NUL",
        "UTF-16 without a mark",
        "another text",
    ],
)
def test_what_is_no_page_is_reported_and_the_others_are_read(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    put(tmp_path / "a.txt")
    bad = put(tmp_path / "b.txt", data)
    put(tmp_path / "c.txt", OTHER)
    assert outcome(tmp_path) == (["a", "c"], {str(bad): reason})


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", b"\xef\xbb\xbf" + PAGE.encode())
    (reading,) = read([tmp_path])
    assert isinstance(reading, ReadPage)
    assert reading.page.text == PAGE


def test_line_ends_are_read_as_they_are(tmp_path: Path) -> None:
    text = PAGE.replace("\n", "\r\n")
    put(tmp_path / "a.txt", text)
    (reading,) = read([tmp_path])
    assert isinstance(reading, ReadPage)
    assert reading.page.text == text


def test_a_pipe_a_socket_and_a_device_are_not_read(tmp_path: Path, impatient: None) -> None:
    put(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "b.txt")
    (tmp_path / "c.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "d.jsonl")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "e.txt"))
        ids, reasons = outcome(tmp_path)
    assert ids == ["a"]
    assert reasons == {
        str(tmp_path / name): "not a regular file"
        for name in ("b.txt", "c.txt", "d.jsonl", "e.txt")
    }


def test_a_link_to_nothing_and_a_loop_of_links_are_reported(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to("nowhere.txt")
    (tmp_path / "c.txt").symlink_to("c.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    ids, reasons = outcome(tmp_path)
    assert ids == ["a"]
    assert {str(tmp_path / "b.txt"), str(tmp_path / "c.txt")} <= set(reasons)


def test_a_file_that_may_not_be_read_is_reported(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    secret = put(tmp_path / "b.txt")
    secret.chmod(0)
    if os.access(secret, os.R_OK):
        pytest.skip("this user may read everything")
    assert outcome(tmp_path) == (["a"], {str(secret): "cannot be read (Permission denied)"})


def test_a_name_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.txt")), OTHER)
    ids, reasons = outcome(tmp_path)
    assert ids == ["a"]
    assert reasons == {str(tmp_path / "b?.txt"): "the file's name is not UTF-8; rename it"}


@pytest.mark.parametrize("name", ["a\nb", "a b", "\u202etxt.a", "é", "e\u0301", "a#1", "<b>", "…"])
def test_an_unusual_name_is_the_pages_id(name: str, tmp_path: Path) -> None:
    put(tmp_path / f"{name}.txt")
    assert outcome(tmp_path) == ([name], {})


def test_a_folder_named_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    ids, _ = outcome(tmp_path, tmp_path)
    assert ids == ["a"]

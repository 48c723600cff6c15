"""Files that are no pages, hold odd bytes, bear odd names or lead elsewhere: each is read exactly
or listed with the reason, within bounds of memory and time."""

import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.library.build import build
from index.library.open import Library
from index.library.report import Report
from index.pages.encodings import decoded
from index.pages.line_reader.text import LARGEST_PAGE
from index.pages.read import ReadPage, read
from tests.conftest import SEEDS
from tests.faults.tally import Tally
from tests.pages.test_text_unseen import BONDING, VENEERS, page_of
from tests.words_encoder import WordsEncoder

ROOT = SEEDS.parent
PAGE = page_of(VENEERS, BONDING, votes=True)
RECORD = {"id": "r", "answer_text": "Rest for a day."}


def outcome(*paths: Path) -> tuple[list[str], dict[str, str]]:
    """The ids of the pages that were read, and for each that was not its name and the reason."""
    found = list(read(paths))
    ids = [one.page.id for one in found if isinstance(one, ReadPage)]
    reasons = {one.source: one.reason for one in found if isinstance(one, UnreadablePage)}
    assert len(ids) + len(reasons) == len(found)
    return ids, reasons


def only_page(folder: Path) -> ReadPage:
    (reading,) = read([folder])
    assert isinstance(reading, ReadPage)
    return reading


# Encodings.


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "with a byte-order mark"])
def test_line_ends_and_a_mark_move_no_offset(
    ends: str, mark: bytes, tmp_path: Path, tally: Tally
) -> None:
    text = PAGE.replace("\n", ends)
    (tmp_path / "a.txt").write_bytes(mark + text.encode())
    page = only_page(tmp_path).page
    assert page.text == text
    bodies = [page.quote(answer.body) for answer in page.answers]
    assert bodies == [body.replace("\n", ends) for body in (VENEERS.body, BONDING.body)]
    tally.record(8)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252"])
def test_a_page_in_another_encoding_is_read_exactly_or_listed(
    encoding: str, tmp_path: Path, tally: Tally
) -> None:
    text = PAGE.replace("Veneers", "Juvéderm – “Veneers”")
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    ids, reasons = outcome(tmp_path)
    if ids:
        assert only_page(tmp_path).page.text == text
    else:
        (reason,) = reasons.values()
        assert reason.startswith(("not UTF-8 text (", "not a text file (NUL "))
        assert "save" in reason
    assert bool(ids) == (encoding in {"utf-8-sig", "utf-16", "cp1252"})
    tally.record(8)


@given(odd=st.binary(max_size=60), at=st.integers(0, len(PAGE)))
def test_any_bytes_within_a_page_are_kept_exactly_or_listed(
    odd: bytes, at: int, tmp_path_factory: pytest.TempPathFactory, tally: Tally
) -> None:
    data = PAGE.encode()[:at] + odd + PAGE.encode()[at:]
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "a.txt").write_bytes(data)
    (found,) = read([folder])
    tally.record(8)
    if isinstance(found, ReadPage):
        read_as = decoded(data, "a.txt")
        assert read_as.mark + found.page.text.encode(read_as.codec) == data
        assert read_as.warnings == found.page.warnings[: len(read_as.warnings)]
    else:
        assert isinstance(found, UnreadablePage)
        assert found.reason


# Sizes, and what is no file.

LIMITED = """
import resource, sys, time
from pathlib import Path
from index.pages.read import ReadPage, read

resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
pages = 0
for found in read([Path(sys.argv[1])]):
    if isinstance(found, ReadPage):
        pages += 1
    else:
        print(f"{Path(found.source).name}: {found.reason}")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(f"{pages} pages; {(after - before) // 1024} MB more")
"""


def limited(folder: Path) -> tuple[list[str], int]:
    """What a child with little memory and time tells of a folder, and how many MB more it took."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)),
    )
    *told, counted = done.stdout.splitlines()
    return [*told, counted.partition(";")[0]], int(counted.split()[2])


def test_a_line_of_a_hundred_megabytes_is_listed_and_takes_no_memory(
    tmp_path: Path, tally: Tally
) -> None:
    giant = b"x" * 100_000_000
    (tmp_path / "a.txt").write_bytes(PAGE.encode())
    (tmp_path / "b.txt").write_bytes(giant)
    lines = [json.dumps(RECORD).encode(), giant, json.dumps({**RECORD, "id": "s"}).encode()]
    (tmp_path / "c.jsonl").write_bytes(b"\n".join(lines))
    told, more = limited(tmp_path)
    assert told == [
        f"b.txt: 100,000,000 bytes, more than the {LARGEST_PAGE:,} that are read; split it",
        f"c.jsonl:2: more bytes than {LARGEST_PAGE:,} that are read; split it",
        "3 pages",
    ]
    assert more < 30
    tally.record(9, tries=2)


def test_a_file_that_holds_more_than_it_said_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(PAGE.encode())
    readings = read([tmp_path])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.pages.line_reader.text.LARGEST_PAGE", 10)
        (found,) = readings
    assert isinstance(found, UnreadablePage)
    assert found.reason == "more bytes than 10 that are read; split it"


def test_a_file_with_a_hole_as_large_as_a_disk_is_not_read(tmp_path: Path, tally: Tally) -> None:
    for name in ("a.txt", "b.jsonl"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 40)
    told, _ = limited(tmp_path)
    assert [line.partition(",")[0] for line in told] == ["a.txt: 1", "b.jsonl: 1", "0 pages"]
    tally.record(9, tries=2)


def test_ten_thousand_tiny_files_are_all_accounted_for(tmp_path: Path, tally: Tally) -> None:
    for n in range(10_000):
        (tmp_path / f"{n:05}.txt").write_bytes(b"" if n % 10 else PAGE.encode())
    told, more = limited(tmp_path)
    assert told[-1] == "1000 pages"
    assert told[0] == "00001.txt: the file is empty; save the page again"
    assert len(told) == 9_001
    assert more < 60
    tally.record(9, tries=10_000)


def test_what_is_no_regular_file_is_named_and_holds_nothing_up(
    tmp_path: Path, tally: Tally
) -> None:
    (tmp_path / "a.txt").write_bytes(PAGE.encode())
    os.mkfifo(tmp_path / "b.txt")
    os.mkfifo(tmp_path / "c.jsonl")
    (tmp_path / "d.txt").symlink_to("/dev/zero")
    (tmp_path / "e.jsonl").symlink_to("/dev/random")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "f.txt"))
        told, _ = limited(tmp_path)
    names = ["b.txt", "c.jsonl", "d.txt", "e.jsonl", "f.txt"]
    assert told == [*(f"{name}: not a regular file" for name in names), "1 pages"]
    tally.record(9, tries=5)


# Links and names.


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the one that is read, with a page that nobody asked for."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_bytes(PAGE.encode())
    (tmp_path / "pages").mkdir()
    return tmp_path / "outside"


@pytest.mark.parametrize(
    ("page", "beside"),
    [
        ("a.csv", "a.map.toml"), ("a.txt", "a.decision.toml"), ("a.jsonl", "a.jsonl.decision.toml"),
        ("a.html", "any.recipe.toml"), ("a.html", "sitemap.xml"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["pipe", "link to a device"])
def test_what_is_read_beside_a_page_is_a_regular_file_or_holds_nothing_up(
    kind: str, page: str, beside: str, tmp_path: Path, tally: Tally
) -> None:
    (tmp_path / page).write_text("answer_text,author\nRest for a day.,Ruth Okafor\n")
    if kind == "pipe":
        os.mkfifo(tmp_path / beside)
    else:
        (tmp_path / beside).symlink_to("/dev/zero")
    command = [sys.executable, "-m", "bot.cli", "pages", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    tally.record(8)
    assert done.returncode in (0, 1, 2)  # it has ended, in words
    assert b"Traceback" not in done.stderr


def test_no_link_leads_out_of_the_folder(outside: Path, tally: Tally) -> None:
    pages = outside.parent / "pages"
    (pages / "a.txt").write_bytes(PAGE.encode())
    (pages / "inside.txt").symlink_to("a.txt")
    (pages / "file.txt").symlink_to(outside / "secret.txt")
    (pages / "passwd.txt").symlink_to("/etc/passwd")
    (pages / "folder").symlink_to(outside)
    (pages / "up").symlink_to("..")
    ids, reasons = outcome(pages)
    assert ids == ["a", "inside"]
    out = "a link that leads out of the folder; name its file, too"
    folder = "a link to a folder is not followed; name that folder, too"
    assert {Path(name).name: reason for name, reason in reasons.items()} == {
        "file.txt": out,
        "passwd.txt": out,
        "folder": folder,
        "up": folder,
    }
    tally.record(11, tries=5)


def test_a_link_that_is_named_itself_is_followed(outside: Path) -> None:
    pages = outside.parent / "pages"
    (pages / "file.txt").symlink_to(outside / "secret.txt")
    (pages / "folder").symlink_to(outside)
    assert outcome(pages / "file.txt") == (["file"], {})
    assert outcome(pages / "folder") == (["secret"], {})


def test_loops_of_links_end(tmp_path: Path, tally: Tally) -> None:
    (tmp_path / "a.txt").write_bytes(PAGE.encode())
    (tmp_path / "b.txt").symlink_to("c.txt")
    (tmp_path / "c.txt").symlink_to("b.txt")
    (tmp_path / "d").symlink_to(".")
    ids, reasons = outcome(tmp_path)
    assert ids == ["a"]
    assert {Path(name).name for name in reasons} == {"b.txt", "c.txt", "d"}
    tally.record(11, tries=3)


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A folder of pages in which one folder can be closed: whoever is root may search any."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "a.txt").write_bytes(PAGE.encode())
    (tmp_path / "b.txt").write_bytes(PAGE.encode())
    scan = os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    return lambda: monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_that_cannot_be_searched_is_named(
    closed: Callable[[], None], tmp_path: Path
) -> None:
    closed()
    assert outcome(tmp_path) == (
        ["b"],
        {str(tmp_path / "closed"): "cannot be read (Permission denied)"},
    )


def test_pages_of_a_folder_that_cannot_be_searched_stay_as_they_were_read(
    closed: Callable[[], None], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = tmp_path_factory.mktemp("library")
    assert build(library, [tmp_path], WordsEncoder()).added == ["b", "closed/a"]
    closed()
    report = build(library, [tmp_path], WordsEncoder())
    assert report.removed == []
    assert report.skipped == [(str(tmp_path / "closed"), "cannot be read (Permission denied)")]
    opened = Library.open(library)
    assert [page.id for page in opened.pages()] == ["b", "closed/a"]
    opened.close()


def test_folders_deeper_than_any_path_are_named(tmp_path: Path, tally: Tally) -> None:
    (tmp_path / "a.txt").write_bytes(PAGE.encode())
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    ids, reasons = outcome(tmp_path)
    assert ids == ["a"]
    assert list(reasons.values()) == ["cannot be read (File name too long)"]
    tally.record(11)


@pytest.mark.parametrize(
    "name",
    [
        "a\nb",
        "a\r\nskipped b",
        "\u202etxt.a",
        "a\u200bb",
        "\x1b[2J",
        "n" * 251,
        "<img src=x onerror=hacked()>",
        "a:7",
        "%2e%2e%2f",
    ],
)
def test_a_page_of_any_name_is_found_again_under_it(
    name: str, tmp_path: Path, tally: Tally
) -> None:
    (tmp_path / f"{name}.txt").write_bytes(PAGE.encode())
    reading = only_page(tmp_path)
    assert reading.page.id == name
    assert reading.file == str(tmp_path / f"{name}.txt")
    tally.record(11)


def test_a_name_that_is_not_utf8_is_listed_and_can_be_printed(tmp_path: Path, tally: Tally) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe/\xc3(.txt"))
    file.parent.mkdir()
    file.write_bytes(PAGE.encode())
    ids, reasons = outcome(tmp_path)
    assert ids == []
    ((name, reason),) = reasons.items()
    assert name.encode("utf-8")
    assert reason == "the file's name is not UTF-8; rename it"
    assert json.dumps(Report(skipped=[(name, reason)]).skipped, ensure_ascii=False).encode()
    tally.record(11)

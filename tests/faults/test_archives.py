"""Archives that would flood, climb out or point elsewhere: each part is unpacked exactly, or named
with the reason, and nothing is written beside the folder."""

import base64
import io
import resource
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.pages.kinds import INSTEAD, OF_WORD, OTHERWISE
from index.pages.limits import MOST_BYTES, MOST_FILES
from index.pages.line_reader.text import LARGEST_PAGE
from index.pages.packed.archives import LARGEST_ARCHIVE, unpack
from index.pages.read import ReadPage, read
from tests.conftest import SEEDS
from tests.faults.tally import Tally

ROOT = SEEDS.parent
PAGE = next(iter(sorted(SEEDS.iterdir()))).read_bytes()


def packed(folder: Path, fill: Callable[[ZipFile], object]) -> Path:
    archive = folder / "pages.zip"
    with ZipFile(archive, "w", ZIP_DEFLATED) as opened:
        opened.writestr("good.txt", PAGE)
        fill(opened)
    return archive


def packed_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    def fill(opened: ZipFile) -> None:
        for name, data in files.items():
            opened.writestr(name, data)

    return packed(folder, fill)


def reasons(archive: Path, into: Path) -> dict[str, str]:
    """What was left out; and nothing stands anywhere but below the folder."""
    before = {file for file in archive.parent.rglob("*") if not file.is_relative_to(into)}
    found = {one.source: one.reason for one in unpack(archive, into)}
    after = {file for file in archive.parent.rglob("*") if not file.is_relative_to(into)}
    assert before == after
    assert not any(file.is_symlink() for file in into.rglob("*"))
    return found


@pytest.fixture
def into(tmp_path: Path) -> Path:
    (tmp_path / "into" / "deep").mkdir(parents=True)
    return tmp_path / "into" / "deep"


def test_what_is_unpacked_is_read_like_any_folder(tmp_path: Path, into: Path) -> None:
    archive = packed_files(tmp_path, {f"s/{f.name}": f.read_bytes() for f in SEEDS.iterdir()})
    assert unpack(archive, into) == []
    pages = {one.page.id: one.page for one in read([into]) if isinstance(one, ReadPage)}
    assert len(pages) == 4
    for file in SEEDS.iterdir():
        assert pages[f"s/{file.stem}"].text.encode() == file.read_bytes()


OUT = "its name leads out of the archive"
ODD = "its name is one of another system"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../out.txt", OUT),
        ("a/../../../out.txt", OUT),
        ("/tmp/out.txt", OUT),
        ("//out.txt", OUT),
        ("a\\..\\..\\out.txt", ODD),
        ("C:out.txt", ODD),
        ("C:/out.txt", ODD),
        ("good.txt", "a second file of that name"),
        ("good.txt/below.txt", "a second file of that name"),
        (f"{'n' * 300}.txt", "cannot be written (File name too long)"),
        ("page.docx", f"files ending in .docx are not read; {OF_WORD}"),
        ("more.zip", f"files ending in .zip are not read; {INSTEAD['.zip']}"),
        ("README", f"files ending in nothing are not read; {OTHERWISE}"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_leads_astray_is_refused(
    name: str, reason: str, tmp_path: Path, into: Path, tally: Tally
) -> None:
    archive = packed(tmp_path, lambda zipped: zipped.writestr(name, b"out"))
    assert reasons(archive, into) == {f"pages.zip/{name}": reason}
    assert (into / "good.txt").read_bytes() == PAGE
    tally.record(10)


@pytest.mark.parametrize(
    ("mode", "reason"),
    [(0o120777, "a link"), (0o010644, "not a regular file"), (0o060644, "not a regular file")],
)
def test_no_link_and_no_device_is_made(
    mode: int, reason: str, tmp_path: Path, into: Path, tally: Tally
) -> None:
    link = ZipInfo("link.txt")
    link.external_attr = mode << 16
    archive = packed(tmp_path, lambda zipped: zipped.writestr(link, "/etc/passwd"))
    assert reasons(archive, into) == {"pages.zip/link.txt": reason}
    assert [file.name for file in into.iterdir()] == ["good.txt"]
    tally.record(10)


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_what_may_take_any_memory_to_unpack_is_refused(
    method: int, tmp_path: Path, into: Path, tally: Tally
) -> None:
    archive = packed(tmp_path, lambda zipped: zipped.writestr("a.txt", PAGE, method))
    (reason,) = reasons(archive, into).values()
    assert reason == "packed in a way that is not read; pack it by Deflate"
    tally.record(10)


def test_what_is_encrypted_is_refused(tmp_path: Path, into: Path, tally: Tally) -> None:
    archive = packed(tmp_path, lambda zipped: zipped.writestr("a.txt", PAGE))
    data = bytearray(archive.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    assert reasons(archive, into) == {"pages.zip/a.txt": "it is encrypted"}
    tally.record(10)


def test_hidden_files_are_left_out_without_a_word(tmp_path: Path, into: Path) -> None:
    archive = packed(tmp_path, lambda zipped: zipped.writestr("__MACOSX/._good.txt", b"x"))
    assert reasons(archive, into) == {}
    assert [file.name for file in into.iterdir()] == ["good.txt"]


# Bombs.


def test_a_file_that_grows_too_much_or_too_large_is_refused(
    tmp_path: Path, into: Path, tally: Tally
) -> None:
    def fill(zipped: ZipFile) -> None:
        zipped.writestr("tight.txt", b"a" * (LARGEST_PAGE - 1))
        zipped.writestr("large.txt", b"a" * (LARGEST_PAGE + 1))

    assert reasons(packed(tmp_path, fill), into) == {
        "pages.zip/tight.txt": "it would grow more than 100 times",
        "pages.zip/large.txt": f"{LARGEST_PAGE + 1:,} bytes, more than the {LARGEST_PAGE:,} that "
        "are read; split it",
    }
    tally.record(10, tries=2)


def test_no_more_is_unpacked_than_one_archive_may_hold(
    tmp_path: Path, into: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.pages.packed.archives.MOST_BYTES", 3 * len(PAGE))
    archive = packed_files(tmp_path, {f"{n}.txt": PAGE for n in range(4)})
    assert set(reasons(archive, into)) == {"pages.zip/2.txt", "pages.zip/3.txt"}
    assert sum(file.stat().st_size for file in into.iterdir()) == 3 * len(PAGE) < MOST_BYTES
    tally.record(10)


def test_too_many_files_are_refused_all_together(tmp_path: Path, into: Path, tally: Tally) -> None:
    archive = packed_files(tmp_path, {f"{n}.txt": b"" for n in range(MOST_FILES)})
    assert reasons(archive, into) == {
        "pages.zip": f"{MOST_FILES + 1:,} files, more than the {MOST_FILES:,} that are unpacked; "
        "split it"
    }
    assert list(into.iterdir()) == []
    tally.record(10)


def test_an_archive_that_is_too_large_is_not_opened(
    tmp_path: Path, into: Path, tally: Tally
) -> None:
    archive = tmp_path / "pages.zip"
    with archive.open("wb") as file:
        file.truncate(LARGEST_ARCHIVE + 1)
    (reason,) = reasons(archive, into).values()
    assert reason.startswith("20,000,001 bytes")
    tally.record(10)


def overlapping(count: int) -> bytes:
    """An archive whose table of contents names the same packed megabyte over and over."""
    data = b"a \n" * 400_000
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(data) + deflate.flush()
    sizes = struct.pack("<III", zlib.crc32(data), len(body), len(data))
    written = io.BytesIO()
    written.write(b"PK\x03\x04" + struct.pack("<HHHI", 20, 0, 8, 0) + sizes)
    written.write(struct.pack("<HH", 5, 0) + b"a.txt" + body)
    start = written.tell()
    entry = b"PK\x01\x02" + struct.pack("<HHHHI", 20, 20, 0, 8, 0) + sizes
    entry += struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    written.write(entry * count)
    size = written.tell() - start
    written.write(
        b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, size, start, 0)
    )
    return written.getvalue()


@pytest.mark.filterwarnings("ignore:Overlapped")
def test_files_that_overlap_are_unpacked_once_at_most(
    tmp_path: Path, into: Path, tally: Tally
) -> None:
    archive = tmp_path / "pages.zip"
    archive.write_bytes(overlapping(200))
    found = unpack(archive, into)
    assert sum(file.stat().st_size for file in into.iterdir()) <= 1_200_000
    assert len(found) >= 199
    tally.record(10)


LIMITED = """
import resource, sys
from pathlib import Path
from index.pages.packed.archives import unpack
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
found = unpack(Path(sys.argv[1]), Path(sys.argv[2]))
print(len(found), found[0])
"""


def test_a_table_of_contents_that_fills_the_archive_takes_bounded_memory(
    tmp_path: Path, into: Path, tally: Tally
) -> None:
    archive = tmp_path / "pages.zip"
    archive.write_bytes(overlapping((LARGEST_ARCHIVE - 10_000) // 51))
    assert archive.stat().st_size < LARGEST_ARCHIVE
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, archive, into],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    )
    assert "files, more than the 10,000 that are unpacked" in done.stdout
    assert list(into.iterdir()) == []
    tally.record(10)


# Damage.


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\0" * 17, b"\0" * 100, PAGE])
def test_what_is_no_archive_is_said_to_be_none(
    data: bytes, tmp_path: Path, into: Path, tally: Tally
) -> None:
    archive = tmp_path / "pages.zip"
    archive.write_bytes(data)
    (reason,) = reasons(archive, into).values()
    assert reason.startswith("no archive that can be read (")
    tally.record(10)


NAMELESS = (
    "UEsDBKVkL5Z2u/gvUEsBAhQDFAAAAAgAVZZ6Xalw17VTCXMulZGWTZI48W1lTYBn5ehNNggAAAAAAAB4golNUEsFBgAA"
    "AAABAAEAMwAAAHYJAAAKCgoKCgoKAAA="
)
"""An archive whose one file has an empty name, found by fuzz.py."""


def test_a_file_without_a_name_is_refused(tmp_path: Path, into: Path, tally: Tally) -> None:
    archive = tmp_path / "pages.zip"
    archive.write_bytes(base64.b64decode(NAMELESS))
    told = f"files ending in nothing are not read; {OTHERWISE}"
    assert reasons(archive, into) == {"pages.zip/": told}
    assert list(into.iterdir()) == []
    tally.record(10)


@pytest.fixture(scope="module")
def sound() -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as opened:
        opened.writestr("a.txt", PAGE)
        opened.writestr("b/é.jsonl", b'{"id": "r", "answer_text": "Rest."}\n')
    return written.getvalue()


changes = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=4)


@given(changed=changes, cut=st.integers(0, 1 << 16) | st.none())
def test_of_a_damaged_archive_each_file_is_exact_or_absent(
    changed: list[tuple[int, int]], cut: int | None, sound: bytes, tally: Tally
) -> None:
    data = bytearray(sound)
    for at, byte in changed:
        data[at % len(data)] = byte
    if cut is not None:
        del data[cut % len(data) :]
    with tempfile.TemporaryDirectory() as folder:
        archive, into = Path(folder, "pages.zip"), Path(folder, "into")
        archive.write_bytes(data)
        into.mkdir()
        found = unpack(archive, into)
        assert all(isinstance(one, UnreadablePage) and one.reason for one in found)
        kept = set(contents(into))
        assert kept <= {PAGE, b'{"id": "r", "answer_text": "Rest."}\n', b""}
        assert set(Path(folder).iterdir()) == {archive, into}
    tally.record(10)


def contents(folder: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in folder.rglob("*") if file.is_file())

"""Crawls: each page with its address, the newest of it; a bad record costs itself."""

import gzip
import io
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter

from index.errors import UnreadablePage
from index.library.build import build
from index.library.open import Library
from index.pages.kinds import OTHERWISE
from index.pages.packed.addresses import file_of
from index.pages.read import ReadPage, read
from tests.pages.crawled import gzipped, page, record, wacz, wacz_of, zstandard
from tests.words_encoder import WordsEncoder

SITE = "https://example.org"
CRAWL = [
    record(f"{SITE}/one?utm_source=mail", page("One rests.")),
    record(f"{SITE}/two", page("Two rests, once.")),
    record("http://EXAMPLE.org/two#top", page("Two rests, lately."), day="2024-06-01"),
    record(f"{SITE}/two", page("Two rests, long ago."), day="2020-01-01"),
    record(f"{SITE}/old", b"", status="301 Moved", headers="Location: /one\r\n"),
    record(f"{SITE}/gone", page("Never."), status="404 Not Found"),
    record(f"{SITE}/busy", page("Never."), status="503 Busy"),
    record(f"{SITE}/a.png", b"\x89PNG", kind="image/png"),
    record(f"{SITE}/half", page("Never."), about="WARC-Truncated: length\r\n"),
    record(f"{SITE}/again", b"", type="revisit"),
    record(f"{SITE}/asked?b=2&a=1", page("Asked rests.")),
]
WORDS = {"one": "One rests.", "two": "Two rests, lately."}
TOLD = (
    "web pages taken: 3; passed over: addresses that were not found (1), answers of a server that "
    "it failed (1), copies (3), files that are no web pages (1), records that could not be taken "
    "(1), redirects (1)"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which crawls are unpacked."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def outcome(file: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Words by the ids of the pages, and what else was told."""
    found = list(read([file]))
    pages = [one.page for one in found if isinstance(one, ReadPage)]
    told = [one for one in found if isinstance(one, UnreadablePage)]
    return (
        {one.id: one.quote(one.answers[0].body) for one in pages},
        {one.source.removeprefix(file.as_posix()): one.reason for one in told},
    )


def put(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


PACKINGS: dict[str, Callable[[list[bytes]], bytes]] = {
    "a.warc": b"".join,
    "a.warc.gz": gzipped,
    "whole.warc.gz": lambda records: gzip.compress(b"".join(records)),
    "a.warc.zst": lambda records: b"".join(map(zstandard, records)),
    "a.wacz": wacz,
}


@pytest.mark.parametrize("name", PACKINGS)
def test_a_crawl_gives_the_newest_of_each_page_and_tells_of_all_else(
    name: str, tmp_path: Path
) -> None:
    file = put(tmp_path, name, PACKINGS[name](CRAWL))
    pages, told = outcome(file)
    asked = str(file_of(f"{SITE}/asked?a=1&b=2"))
    wanted = {f"example.org/{part}": words for part, words in WORDS.items()}
    assert pages == {**wanted, asked: "Asked rests."}
    within = "/archive/data.warc.gz" if name.endswith(".wacz") else ""
    assert told == {"/*": TOLD, f"{within}/{SITE}/half": "the crawl cut it short"}


def test_a_page_of_a_crawl_has_its_doctor_day_language_and_address(tmp_path: Path) -> None:
    file = put(tmp_path, "a.warc.gz", gzipped(CRAWL[:1]))
    (found,) = read([file])
    assert isinstance(found, ReadPage)
    (answer,) = found.page.answers
    assert (answer.doctor.name, answer.doctor.credentials) == ("Ruth Okafor", "MD")
    assert (answer.answered_on, answer.language) == (date(2016, 3, 3), "en")
    assert answer.url == f"{SITE}/one?utm_source=mail"
    assert found.file == f"{file}/example.org/one.mhtml"


DAMAGES: dict[str, tuple[str, Callable[[list[bytes]], bytes]]] = {
    "flipped": ("a.warc.gz", lambda packed: packed[1][:80] + b"damage" * 9 + packed[1][134:]),
    "cut": ("a.warc.gz", lambda packed: packed[1][:90]),
    "nonsense": ("a.warc.gz", lambda packed: b"nonsense" * 40),
    "wrong sum": ("a.warc.gz", lambda packed: packed[1][:-8] + bytes(8)),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_record_costs_itself(kind: str, tmp_path: Path) -> None:
    name, damaged = DAMAGES[kind]
    packed = [gzip.compress(record(f"{SITE}/{n}", page(f"Number {n}."))) for n in range(4)]
    file = put(tmp_path, name, packed[0] + damaged(packed) + b"".join(packed[2:]))
    pages, told = outcome(file)
    assert pages == {f"example.org/{n}": f"Number {n}." for n in (0, 2, 3)}
    assert list(told) == [""]
    assert "a record is damaged" in told[""]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_every_damaged_record_of_a_long_crawl_costs_itself(name: str, tmp_path: Path) -> None:
    records = [record(f"{SITE}/{n}", page(f"Number {n}.")) for n in range(200)]
    damaged = range(10, 200, 23)
    packed = list(records) if name == "a.warc" else [gzip.compress(one) for one in records]
    for n in damaged:
        at = 0 if name == "a.warc" else 90
        packed[n] = packed[n][:at] + b"damage" * 9 + packed[n][at + 54 :]
    whole = b"".join(packed)
    file = put(tmp_path, name, wacz_of(whole) if name == "a.wacz" else whole)
    pages, told = outcome(file)
    lost = {f"example.org/{n}" for n in damaged}
    assert set(pages) == {f"example.org/{n}" for n in range(200)} - lost
    assert any("a record is damaged" in reason for reason in told.values())


@pytest.mark.parametrize("change", [900, -40])
def test_a_record_that_is_longer_or_shorter_than_it_says_gives_no_page(
    change: int, tmp_path: Path
) -> None:
    records = [record(f"{SITE}/{n}", page(f"Number {n}.")) for n in range(4)]
    length = int(records[1].partition(b"Content-Length: ")[2].split(b"\r\n")[0])
    records[1] = records[1].replace(b"h: %d" % length, b"h: %d" % (length + change))
    pages, _ = outcome(put(tmp_path, "a.warc", b"".join(records)))
    # A record that ends early is a page that ends early: the record behind it tells.
    assert "example.org/3" in pages
    assert all("Number 2" not in words for name, words in pages.items() if name[-1] == "1")


def test_a_crawl_that_breaks_off_gives_what_is_whole(tmp_path: Path) -> None:
    pages, told = outcome(put(tmp_path, "a.warc.gz", gzipped(CRAWL[:2])[:-60]))
    assert pages == {"example.org/one": "One rests."}
    assert any(told.values())


def chunked(data: bytes) -> bytes:
    pieces = [data[at : at + 100] for at in range(0, len(data), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (*pieces, b""))


def brotli(data: bytes) -> bytes:
    kept = io.BytesIO()
    kept.close = lambda: None  # type: ignore[method-assign]
    with BrotliWriter(kept) as writer:
        writer.write(data)
    return kept.getvalue()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("Content-Encoding: gzip\r\n", gzip.compress),
    "gzip, undone already": ("Content-Encoding: gzip\r\n", bytes),
    "deflate": ("Content-Encoding: deflate\r\n", zlib.compress),
    "brotli": ("Content-Encoding: br\r\n", brotli),
    "zstd": ("Content-Encoding: zstd\r\n", zstandard),
    "chunks": ("Transfer-Encoding: chunked\r\n", chunked),
    "chunks, undone already": ("Transfer-Encoding: chunked\r\n", bytes),
    "both": (
        "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
        lambda data: chunked(gzip.compress(data)),
    ),
}


@pytest.mark.parametrize("kind", CODINGS)
def test_a_page_is_read_however_its_server_packed_it(kind: str, tmp_path: Path) -> None:
    headers, packed = CODINGS[kind]
    data = record(f"{SITE}/a", packed(page("Rest it.")), headers=headers)
    assert outcome(put(tmp_path, "a.warc.gz", gzipped([data]))) == (
        {"example.org/a": "Rest it."},
        {},
    )


def test_a_charset_that_the_server_told_is_heeded(tmp_path: Path) -> None:
    body = page("Il faut être à jour.").decode().encode("iso-8859-15")
    data = record(f"{SITE}/a", body, kind="text/html; charset=ISO-8859-15")
    pages, _ = outcome(put(tmp_path, "a.warc.gz", gzipped([data])))
    assert pages == {"example.org/a": "Il faut être à jour."}


def test_a_page_that_the_server_sent_as_xhtml_is_read_as_such(tmp_path: Path) -> None:
    body = page("One rests.").replace(b"<body>", b"<head><title/></head><body>")
    data = record(f"{SITE}/a", body, kind="application/xhtml+xml; charset=utf-8")
    pages, _ = outcome(put(tmp_path, "a.warc.gz", gzipped([data])))
    assert pages == {"example.org/a": "One rests."}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://Example.org", "example.org/index"),
        ("http://example.org:80/", "example.org/index"),
        ("http://example.org:8080/a", "example.org+8080/a"),
        ("https://example.org/a/b.html#c", "example.org/a/b.html"),
        ("https://example.org/a?utm_campaign=x&fbclid=y", "example.org/a"),
        ("https://example.org/a/../../etc/passwd", "example.org/a/%2E./%2E./etc/passwd"),
        ("https://example.org/..%2f..%2fetc", "example.org/%2E.%2F..%2Fetc"),
        ("https://example.org/.hidden", "example.org/%2Ehidden"),
        ("https://example.org/été", "example.org/%C3%A9t%C3%A9"),
        ("https://example.org/%C3%A9t%C3%A9", "example.org/%C3%A9t%C3%A9"),
        ("ftp://example.org/a", None),
        ("javascript:alert(1)", None),
        ("https://example.org:99999999/a", None),
    ],
)
def test_a_page_is_named_by_its_address(address: str, name: str | None) -> None:
    assert file_of(address) == name


def test_an_address_that_asks_for_another_page_is_another_name() -> None:
    one, other = file_of(f"{SITE}/a?id=1"), file_of(f"{SITE}/a?id=2")
    assert one is not None and one != other
    assert one == file_of("http://example.org/a?utm_source=x&id=1")


def test_a_page_of_another_crawl_is_the_same_page(tmp_path: Path) -> None:
    folder, library = tmp_path / "crawls", tmp_path / "library"
    folder.mkdir()
    put(folder, "may.warc.gz", gzipped(CRAWL[:2]))
    assert build(library, [folder], WordsEncoder()).added == ["example.org/one", "example.org/two"]
    (folder / "may.warc.gz").unlink()
    put(folder, "june.warc.gz", gzipped([CRAWL[0], CRAWL[2]]))
    report = build(library, [folder], WordsEncoder())
    assert report.added == []
    assert set(report.changed) == {"example.org/one", "example.org/two"}  # from another file now
    again = build(library, [folder], WordsEncoder())
    assert (again.added, again.changed) == ([], [])
    opened = Library.open(library)
    assert list(opened.problems()) == []
    opened.close()


def test_what_was_unpacked_is_deleted(tmp_path: Path, temporary: Path) -> None:
    outcome(put(tmp_path, "a.warc.gz", gzipped(CRAWL)))
    assert list(temporary.iterdir()) == []


def tarred(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as opened:
        for name, data in members.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            opened.addfile(told, io.BytesIO(data))
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "packed"),
    [("a.tar", bytes), ("a.tar.gz", gzip.compress), ("a.tgz", gzip.compress),
     ("a.tar.zst", zstandard)],
)  # fmt: skip
def test_a_tar_is_read_as_a_folder_is(
    name: str, packed: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    members = {
        "in/veins.html": page("Rest them."),
        "in/veins_files/frame.html": page("Never."),
        "in/.hidden.html": page("Never."),
        "../out.html": page("Never."),
        "in/a.exe": b"MZ",
    }
    pages, told = outcome(put(tmp_path, name, packed(tarred(members))))
    assert pages == {"a/in/veins": "Rest them."}
    assert told == {
        "/../out.html": "its name leads out of the archive",
        "/in/a.exe": f"files ending in .exe are not read; {OTHERWISE}",
    }
    assert not (tmp_path / "out.html").exists()

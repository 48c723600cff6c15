"""Unpacks a crawl (WARC, or WACZ) into a folder: each web page as a message, named by its address.

A crawl is read record by record, and never held in memory. A record that is damaged costs itself.
Of a page that was saved several times the newest is taken. What else is in a crawl (redirects,
addresses that were not found, pictures) is counted and told.
"""

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from index.errors import UnreadablePage
from index.pages.html.message import PAGES, XHTML
from index.pages.html.saved import LARGEST_WEB_PAGE
from index.pages.kinds import ending_of
from index.pages.limits import MOST_GROWTH, SMALL, TOO_LARGE_GROWN
from index.pages.packed.addresses import file_of

PACKED_CRAWL = ".wacz"
CRAWLS = (".warc", ".warc.gz", ".warc.zst", PACKED_CRAWL)
"""What the names of crawls end in."""
LARGEST_CRAWL = 10_000_000_000
MOST_PAGES = 100_000
MOST_PAGE_BYTES = 5_000_000_000
"""Bytes of all pages of one crawl: they are written among the system's temporary files."""
MOST_DAMAGED = 10_000
"""Places at which reading is tried again behind a damaged record."""
MOST_TOLD = 100
"""Records that are told of one by one."""
RECORD_WITHIN = re.compile(rb"\r\nWARC/1\.\d\r\n")
"""Another record within one: its length is wrong."""
STARTS = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|WARC/1\.")
"""How a record begins: packed by gzip, by zstd, or as it is."""
LONGEST_START = 7
ENDING = ".mhtml"
"""What the names of the files end in that pages are unpacked into."""
GZIP = b"\x1f\x8b"
BLOCK = 1 << 20
IN_ADDRESSES = "%/:?&=#+,;@!$'()*~[]"
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
CHUNKS = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]{0,200})?\r\n")
CODINGS = {"gzip": GzipReader, "x-gzip": GzipReader, "br": BrotliReader, "zstd": ZstdReader}
BAD = "records that could not be taken"
NOT_FOUND = frozenset({404, 410})


class _RefusedError(Exception):
    """A page of a crawl that is not taken, and why."""


@dataclass(slots=True)
class _Crawl:
    """What was unpacked so far, and what else was seen."""

    into: Path
    wanted: str | None = None
    """The only file that is unpacked, by its name."""
    days: dict[str, str] = field(default_factory=dict)
    """When each page was saved that is unpacked, by the name of its file."""
    seen: Counter[str] = field(default_factory=Counter)
    size: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.days) >= MOST_PAGES or self.size >= MOST_PAGE_BYTES

    def take(self, record: WarcRecord) -> None:
        """Unpack the page that a record holds, if it does; else count what it is.

        Raises:
            _RefusedError: something is wrong with it.
        """
        kind, headers = record.record_type, record.headers
        if kind == WarcRecordType.revisit:
            self.seen["copies"] += 1
        elif kind == WarcRecordType.response and not record.is_http:
            self.seen["files that are no web pages"] += 1
        elif kind == WarcRecordType.response:
            record.parse_http()
            self._take_response(record, headers, record.http_headers)
        elif kind == WarcRecordType.resource:
            self._take_page(record, headers, headers.get("Content-Type") or "", None)

    def _take_response(self, record: WarcRecord, about: HeaderMap, http: HeaderMap) -> None:
        status = http.status_code
        if status is None:
            raise _RefusedError("no answer of a server")
        if 300 <= status < 400:
            self.seen["redirects"] += 1
        elif status in NOT_FOUND:
            self.seen["addresses that were not found"] += 1
        elif status != 200:
            self.seen["answers of a server that it failed"] += 1
        else:
            self._take_page(record, about, http.get("Content-Type") or "", http)

    def _take_page(
        self, record: WarcRecord, about: HeaderMap, kind: str, http: HeaderMap | None
    ) -> None:
        if kind.partition(";")[0].strip().lower() not in PAGES:
            self.seen["files that are no web pages"] += 1
            return
        if about.get("WARC-Truncated") is not None:
            raise _RefusedError("the crawl cut it short")
        address = (about.get("WARC-Target-URI") or "").strip("<>")
        name = file_of(address)
        if name is None:
            raise _RefusedError("it has no address of the web")
        if self.wanted not in (None, f"{name}{ENDING}"):
            return
        day, before = about.get("WARC-Date") or "", self.days.get(name)
        if before is not None:
            self.seen["copies"] += 1
        if before is None or before < day:
            data = _whole(record)
            self._write(
                name, _message(data if http is None else _decoded(data, http), kind, address)
            )
            self.days[name] = day

    def _write(self, name: str, data: bytes) -> None:
        file = self.into / f"{name}{ENDING}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.size += len(data)

    def told(self) -> str | None:
        """What else was in the crawl."""
        if not self.seen:
            return None
        counts = ", ".join(f"{what} ({count:,})" for what, count in sorted(self.seen.items()))
        return f"web pages taken: {len(self.days):,}; passed over: {counts}"


def unpack_crawl(archive: Path, into: Path, wanted: str | None = None) -> Iterator[UnreadablePage]:
    """Unpack the web pages of a crawl into an empty folder; what was left out, and why.

    Args:
        wanted: the name of the only file that is unpacked; all of them if it is not given.
    """
    crawl = _Crawl(into, wanted)
    try:
        for where, file in _streams(archive):
            if _grows_too_much(file):
                yield UnreadablePage(where, TOO_LARGE_GROWN)
                continue
            for record in _records(file):
                if isinstance(record, str):
                    yield UnreadablePage(where, record)
                    continue
                try:
                    crawl.take(record)
                except (_RefusedError, OSError, zlib.error, EOFError, ValueError) as error:
                    crawl.seen[BAD] += 1
                    if crawl.seen[BAD] <= MOST_TOLD:
                        yield UnreadablePage(f"{where}/{_shown(record)}", _told(error))
                if crawl.is_full:
                    reason = f"more than {MOST_PAGES:,} pages, or {MOST_PAGE_BYTES:,} bytes of them"
                    yield UnreadablePage(where, f"{reason}; the rest is not read")
                    return
    except (OSError, BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        yield UnreadablePage(archive.name, f"no crawl that can be read to its end ({error})")
    told = crawl.told()
    if told is not None:  # not under the crawl's own name: nothing of it failed
        yield UnreadablePage(f"{archive.name}/*", told)


def _told(error: Exception) -> str:
    if isinstance(error, _RefusedError):
        return str(error)
    return f"it is damaged, or cannot be written ({error})"


def _shown(record: WarcRecord) -> str:
    return ascii(record.headers.get("WARC-Target-URI") or "a record")[1:-1][:200]


def _streams(archive: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Every WARC of a crawl, with its name."""
    if ending_of(archive) != PACKED_CRAWL:
        with archive.open("rb") as file:
            yield archive.name, file
        return
    with ZipFile(archive) as opened:
        for member in opened.infolist():
            if ending_of(Path(member.filename)) not in CRAWLS[:-1]:
                continue
            where = f"{archive.name}/{member.filename}"
            if member.file_size > max(SMALL, MOST_GROWTH * member.compress_size):
                raise BadZipFile(f"{member.filename} {TOO_LARGE_GROWN.removeprefix('it ')}")
            with opened.open(member) as file:
                yield where, cast("BinaryIO", file)


def _records(file: BinaryIO) -> Iterator[WarcRecord | str]:
    """Every record of a WARC, and what was wrong where some could not be read: reading goes on
    behind these."""
    at: int | None = 0
    is_told = False
    for _ in range(MOST_DAMAGED):
        if at is None:
            return
        file.seek(at)
        last = at
        try:
            for record in ArchiveIterator(file, parse_http=False):
                last, is_told = record.stream_pos, False  # within the whole file
                yield record
            return
        except OSError as error:
            if not is_told:
                yield f"a record is damaged ({error}); what follows is read"
            is_told = True
        at = _next_start(file, last + 1)
    yield f"more than {MOST_DAMAGED:,} places are damaged; the rest is not read"


def _next_start(file: BinaryIO, at: int) -> int | None:
    """Where the next record may begin; None where none does."""
    file.seek(at)
    kept = b""
    while block := file.read(BLOCK):
        found = STARTS.search(kept + block)
        if found is not None:
            return at - len(kept) + found.start()
        at += len(block)
        kept = (kept + block)[-LONGEST_START + 1 :]
    return None


def _grows_too_much(file: BinaryIO) -> bool:
    """Whether a packed crawl is far larger than text can be, unpacked, or is damaged at more places
    than are passed over. Nothing of it is held."""
    if file.read(len(GZIP)) != GZIP:
        return False
    file.seek(0)
    packed = grown = damaged = 0
    unpacking, rest = _unpacking(), b""
    while block := rest or file.read(BLOCK):
        try:
            found = unpacking.decompress(block, BLOCK)
            rest, is_over = unpacking.unconsumed_tail or unpacking.unused_data, unpacking.eof
        except zlib.error:
            start = STARTS.search(block, 1)
            found, rest, is_over = b"", b"" if start is None else block[start.start() :], True
            damaged += 1
        packed += len(block) - len(rest)
        grown += len(found)
        if grown > max(SMALL, MOST_GROWTH * packed) or damaged > MOST_DAMAGED:
            return True
        unpacking = _unpacking() if is_over else unpacking
    return False


def _unpacking() -> "zlib._Decompress":
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _whole(record: WarcRecord) -> bytes:
    """The bytes of a record's page, all of them, and nothing of the record behind it."""
    length = record.content_length
    if length > LARGEST_WEB_PAGE:
        raise _RefusedError(f"more than the {LARGEST_WEB_PAGE:,} bytes of a web page that are read")
    data = record.reader.read(length)
    if len(data) < length or RECORD_WITHIN.search(data):
        raise _RefusedError("its length is not what it says")
    return data


def _decoded(data: bytes, http: HeaderMap) -> bytes:
    """The bytes of a page as the server had it. Some crawls undo what a header tells of.

    Raises:
        OSError: they are damaged.
        ValueError: they are packed in a way that is not read, or too many.
    """
    if "chunked" in (http.get("Transfer-Encoding") or "").lower() and CHUNKS.match(data):
        data = _read(ChunkedReader(io.BytesIO(data)))
    for name in reversed((http.get("Content-Encoding") or "").lower().split(",")):
        coding = name.strip()
        if coding in {"", "identity"} or (coding.endswith("gzip") and not data.startswith(GZIP)):
            continue
        if coding == "deflate":
            data = _inflated(data)
        elif coding in CODINGS:
            data = _read(CODINGS[coding](io.BytesIO(data)))
        else:
            raise ValueError(f"packed by {coding[:40]!r}")
    return data


def _read(stream: ChunkedReader | GzipReader | BrotliReader | ZstdReader) -> bytes:
    pieces, size = [], 0
    while piece := stream.read(BLOCK):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_WEB_PAGE:
            raise ValueError(f"more than {LARGEST_WEB_PAGE:,} bytes, unpacked")
    return b"".join(pieces)


def _inflated(data: bytes) -> bytes:
    is_wrapped = data[:1] == b"\x78"
    unpacking = zlib.decompressobj(zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS)
    found = unpacking.decompress(data, LARGEST_WEB_PAGE)
    if not unpacking.eof:
        raise ValueError(f"it breaks off, or has more than {LARGEST_WEB_PAGE:,} bytes, unpacked")
    return found


def _message(data: bytes, kind: str, address: str) -> bytes:
    """A page as browsers save it in a message: with where it was, and its charset."""
    charset = CHARSET.search(kind)
    page = XHTML if kind.partition(";")[0].strip().lower() == XHTML else "text/html"
    plain = quote(address, safe=IN_ADDRESSES)
    told = "" if charset is None else f"; charset={charset[1]}"
    head = (
        f"Snapshot-Content-Location: {plain}\r\n"
        f"Content-Type: {page}{told}\r\n"
        "Content-Transfer-Encoding: binary\r\n\r\n"
    )
    return head.encode("ascii") + data

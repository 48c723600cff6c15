"""Crawls for tests: records of a WARC, written here byte by byte."""

import gzip
import io
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fastwarc.stream_io import ZstdWriter

PAGE = """<html lang="en"><body><div itemscope itemtype="https://schema.org/QAPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h1 itemprop="name">Do veins hurt?</h1>
<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">
<p itemprop="text">{words}</p>
<time itemprop="dateCreated" datetime="2016-03-03">March 3, 2016</time>
<span itemprop="author" itemscope itemtype="https://schema.org/Physician">
<span itemprop="name">Ruth Okafor, MD</span></span></div></div></div></body></html>"""


def record(
    address: str,
    body: bytes,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: str = "",
    day: str = "2024-05-01",
    about: str = "",
    type: str = "response",
) -> bytes:
    """One record: what a server answered."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: {type}\r\nWARC-Target-URI: {address}\r\n"
        f"WARC-Date: {day}T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:0>\r\n{about}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def page(words: str) -> bytes:
    """A page with one answer."""
    return PAGE.format(words=words).encode()


def gzipped(records: list[bytes]) -> bytes:
    """A WARC as crawlers write it: each record packed by itself."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


class _Kept(io.BytesIO):
    def close(self) -> None:
        """Stay open, so that it can be read."""


def zstandard(data: bytes) -> bytes:
    """Data packed by zstd."""
    kept = _Kept()
    with ZstdWriter(kept) as writer:
        writer.write(data)
    return kept.getvalue()


def wacz(records: list[bytes]) -> bytes:
    """The same as a WACZ."""
    return wacz_of(gzipped(records))


def wacz_of(packed: bytes) -> bytes:
    """A WACZ of a packed WARC."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as opened:
        opened.writestr(ZipInfo("datapackage.json"), "{}")
        opened.writestr(ZipInfo("archive/data.warc.gz"), packed)
        opened.writestr(ZipInfo("pages/pages.jsonl"), '{"format": "json-pages-1.0"}\n')
    return made.getvalue()

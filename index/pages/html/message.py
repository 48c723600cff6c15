"""A web page that was saved as a message (.mhtml): its page, and what the message says of it.

A message holds the page and all that belongs to it, each as a part. Only the page is taken, and
only from the message's own parts: none from parts within parts.
"""

import base64
import binascii
import gzip
import io
import quopri
import re
import zlib
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from index.errors import UnreadablePage

LONGEST_HEAD = 100_000
"""Bytes of the lines above a message, or a part of it."""
MOST_PARTS = 10_000
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
XHTML = "application/xhtml+xml"
PAGES = frozenset({"text/html", XHTML})
BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
"""What may stand before the first `<` of a page."""
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class WebPart:
    """The bytes of a page, the charset that came with it, where it was saved from, and whether
    browsers read it as XML."""

    data: bytes
    charset: str | None = None
    location: str | None = None
    is_xhtml: bool = False


def unzipped(data: bytes, source: str, most: int) -> bytes:
    """The bytes of a file, unpacked if gzip packed them.

    Raises:
        UnreadablePage: it is damaged, or holds more bytes than may be read.
    """
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            found = packed.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadablePage(source, f"it is damaged ({error}); save the page again") from error
    if len(found) > most:
        raise UnreadablePage(source, f"more than the {most:,} bytes that are read, unpacked")
    return found


def is_markup(data: bytes) -> bool:
    """Whether a file begins with a tag: no message does."""
    return data.lstrip(BEFORE_MARKUP).startswith(b"<")


def is_message(data: bytes) -> bool:
    """Whether a file that is no markup is a message of several parts, whatever its name says: some
    browsers let its name end as that of the page does."""
    head, _ = _parted(data)
    return head.get_content_type() == "multipart/related" and head.get_boundary() is not None


def page_in(data: bytes, source: str) -> WebPart:
    """The page of a message: the first part that is one.

    Raises:
        UnreadablePage: there is none.
    """
    head, body = _parted(data)
    if head.get_content_type() in PAGES:
        return _decoded(head, body, source, head)
    boundary = head.get_boundary()
    if boundary is not None:
        line = rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("utf-8", "replace"))
        pieces = re.split(line + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", body, maxsplit=MOST_PARTS)
        for piece in pieces[1:]:
            part, words = _parted(piece.lstrip(b"\r\n"))
            if part.get_content_type() in PAGES:
                return _decoded(part, words, source, head)
    raise UnreadablePage(source, "no web page in the message; save the page again")


def _parted(data: bytes) -> tuple[Message, bytes]:
    """The head of a message or a part, and what is below it."""
    found = END_OF_HEAD.search(data, 0, LONGEST_HEAD)
    end, start = (found.start(), found.end()) if found is not None else (len(data), len(data))
    return BytesHeaderParser().parsebytes(data[: min(end, LONGEST_HEAD)]), data[start:]


def _decoded(part: Message, body: bytes, source: str, head: Message) -> WebPart:
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    try:
        if encoding == "quoted-printable":
            body = quopri.decodestring(body)
        elif encoding == "base64":
            body = base64.b64decode(body)
    except (binascii.Error, ValueError) as error:
        raise UnreadablePage(source, f"it is damaged ({error}); save the page again") from error
    location = part.get("Content-Location") or head.get("Snapshot-Content-Location")
    is_xhtml = part.get_content_type() == XHTML
    where = None if location is None else str(location)
    return WebPart(body, part.get_content_charset(), where, is_xhtml)

"""The bytes of a web page → its characters: by its mark, its header, its own words, or evidence.

The order is that of browsers: a byte-order mark, what the header of a saved message says, what the
page says of itself; else UTF-8 where it is that, or what charset-normalizer detects, which is said.
"""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from index.errors import UnreadablePage
from index.pages.encodings import is_windows_1252
from index.pages.line_reader.page_warnings import TO_BE_CHECKED

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
LOOKED_AT = 8_192
"""Bytes at the beginning of a page in which it says what its encoding is."""
DECLARED = re.compile(
    rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|^\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
                  "iso8859-9": "cp1254", "shift_jis": "cp932", "euc_kr": "cp949",
                  "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8"}  # fmt: skip
"""What browsers read in the place of an encoding that a page names."""
REFUSED = frozenset({"utf-7", "utf-32", "utf-32-le", "utf-32-be", "idna", "punycode"})
TELLING = re.compile(rb"[^\s<>]*[\x80-\xff][^\s<>]*")
"""Words with characters beyond ASCII: the others are the same in most encodings."""
DETECTED_ON = 100_000
"""Bytes from which an encoding is detected."""


@dataclass(frozen=True, slots=True)
class Characters:
    """A page's markup, and what must be said of how it was read."""

    text: str
    warnings: tuple[str, ...] = ()


def characters(data: bytes, source: str, header: str | None = None) -> Characters:
    """The characters of a page.

    Args:
        header: the charset that came with the page, if one did.

    Raises:
        UnreadablePage: it is in no encoding that could be found, or is no text.
    """
    found = _characters(data, source, header)
    if "\0" in found.text:
        at = found.text.index("\0")
        raise UnreadablePage(source, f"no text (NUL at character {at}); save the page again")
    return found


def _characters(data: bytes, source: str, header: str | None) -> Characters:
    for mark, marked in MARKS.items():
        if data.startswith(mark):
            text = _decoded(data[len(mark) :], marked)
            if text is None:
                reason = f"it begins as {marked} does, and is damaged; save the page again"
                raise UnreadablePage(source, reason)
            return Characters(text)
    told: list[str] = []
    for said_by, name in (("the header", header), ("the page", _declared(data))):
        codec = None if name is None else _codec(name)
        text = None if codec is None else _decoded(data, codec)
        if text is not None:
            return Characters(text, tuple(told))
        if name is not None:
            told.append(f"{said_by} says that it is {name}, and it is not")
    text = _decoded(data, "utf-8")
    if text is not None:
        return Characters(text, tuple(told))
    detected, is_sure = _detected(data)
    text = None if detected is None else _decoded(data, detected)
    if detected is None or text is None:
        reason = "in no encoding that could be found; save the page again, as UTF-8"
        raise UnreadablePage(source, "; ".join([*told, reason]))
    found = f"the encoding was detected, as no name of it holds: {detected.replace('_', '-')}"
    if not is_sure:
        found = f"{TO_BE_CHECKED}: {found}; others would give other letters"
    return Characters(text, (*told, found))


def _detected(data: bytes) -> tuple[str | None, bool]:
    """The encoding that a page seems to be in, and whether no other is likely: Windows-1252 where
    that is proved; else by the words that tell, and Windows-1252 before others that are as likely.
    """
    if is_windows_1252(data):
        return "cp1252", True
    telling = b" ".join(TELLING.findall(data))[:DETECTED_ON]
    likely = [match.encoding for match in from_bytes(telling)]
    if not likely:
        return None, False
    chosen = "cp1252" if "cp1252" in likely else likely[0]
    texts = {telling.decode(codec, "replace") for codec in likely}
    return chosen, len(texts) == 1


def _declared(data: bytes) -> str | None:
    found = DECLARED.search(data[:LOOKED_AT])
    return None if found is None else (found[1] or found[2]).decode("ascii")


def _codec(name: str) -> str | None:
    """Python's name of an encoding; None where it has none that is of text."""
    try:
        found = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if found.name in REFUSED or not getattr(found, "_is_text_encoding", True):
        return None
    return AS_BROWSERS_DO.get(found.name, found.name)


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return _as_windows_1252(data) if codec == "cp1252" else None
    except (UnicodeError, ValueError):
        return None


def _as_windows_1252(data: bytes) -> str:
    """As browsers read it: bytes that it does not define are control characters."""
    return "".join(_of_windows_1252(byte) for byte in data)


def _of_windows_1252(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)

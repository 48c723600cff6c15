"""Sitemaps beside saved pages: where these stood on the web, and when they were last changed.

A file is a page of a sitemap only where its path below the sitemap's folder is that of the address,
with the host before it or without, and no other address of the sitemap has the same. What a page
says of itself goes before.
"""

import gzip
import re
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from index.model import Page
from index.pages.html.recipes import SETTLED
from index.pages.html.saved import is_web_page
from index.pages.kinds import without_ending
from index.pages.limits import MOST_GROWTH, SMALL, TOO_LARGE_GROWN
from index.pages.line_reader.days import day_of
from index.pages.line_reader.facts import link_of
from index.pages.plain_xml import PlainXml, RefusedXmlError

SITEMAP = re.compile(r"[\w-]*sitemap[\w.-]*\.xml(?:\.gz)?", re.IGNORECASE)
"""How the files of sitemaps are called."""
LARGEST_SITEMAP = 50_000_000
"""Bytes of one, unpacked: the most that the protocol allows."""
MOST_SITEMAPS = 100
"""Sitemaps of one folder that are read."""
MOST_ADDRESSES = 200_000
"""Addresses in the sitemaps of one folder."""
LONGEST_VALUE = 4_000
"""Characters of an address or a day."""
BLOCK = 1 << 16
FOLDERS_KEPT = 8
FIELDS = ("loc", "lastmod")


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """An address that a sitemap lists, and the day on which its page was last changed."""

    address: str
    changed_on: date | None


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """The sitemaps of a folder: what is the address of each file below it, by its path without an
    ending, None where several are; and what could not be read, by the names of the files."""

    files: tuple[str, ...] = ()
    addresses: dict[str, ListedAddress | None] = field(default_factory=dict)
    listed: int = 0
    troubles: tuple[tuple[str, str], ...] = ()


def is_sitemap(file: PurePath) -> bool:
    """Whether a file is a sitemap, by its name."""
    return SITEMAP.fullmatch(file.name) is not None


def listed_address(page: Path, root: Path) -> ListedAddress | None:
    """What the sitemaps beside a saved page, or above it, say of it for sure; None where that is
    nothing.

    Args:
        root: a folder that it is in: none above that is looked into.
    """
    if not is_web_page(page):
        return None
    for folder in page.parents:
        if not folder.is_relative_to(root):
            return None
        found = _sitemaps_of(folder)
        name = without_ending(page.relative_to(folder)).as_posix()
        if name in found.addresses:
            return found.addresses[name]
    return None


def with_address(page: Page, told: ListedAddress) -> Page:
    """A page with what a sitemap says of it, where it does not say it of itself."""
    answers = (replace(one, url=one.url or told.address) for one in page.answers)
    return replace(page, answers=tuple(answers), changed_on=told.changed_on)


def told_of(folder: Path, pages: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """What is to be said of each sitemap of a folder that cannot be read, and of all others; each
    with the name of the file.

    Args:
        pages: the saved pages below the folder.
    """
    found = _sitemaps_of(folder)
    yield from found.troubles
    if not found.listed:
        return
    names = (without_ending(page.relative_to(folder)).as_posix() for page in pages)
    known = [one for name in names if (one := found.addresses.get(name)) is not None]
    days = sorted(one.changed_on for one in known if one.changed_on is not None)
    told = f"web pages of which it tells the address: {len(known):,}, of {found.listed:,} listed"
    if days:
        told += f"; last changed from {days[0]} to {days[-1]}"
    yield f"{found.files[0]}/*", told  # not under its own name: nothing of it failed


def _sitemaps_of(folder: Path) -> Sitemaps:
    try:
        changed = folder.stat().st_mtime_ns
        is_settled = time.time_ns() - changed >= SETTLED
        listing = _listed_in(folder, changed) if is_settled else _sitemaps_in(folder)
        stamps = tuple((one, (folder / one).stat().st_mtime_ns) for one in listing)
    except OSError:
        return Sitemaps()
    return _read(folder, stamps) if stamps else Sitemaps()


@lru_cache(1024)
def _listed_in(folder: Path, changed: int) -> tuple[str, ...]:
    """The sitemaps in a folder as it was then: it is not listed anew for each of its pages."""
    return _sitemaps_in(folder)


def _sitemaps_in(folder: Path) -> tuple[str, ...]:
    found = (one for one in folder.iterdir() if is_sitemap(one))
    whole = sorted(one.name for one in found if one.is_file() and not one.is_symlink())
    return tuple(whole[:MOST_SITEMAPS])


@lru_cache(FOLDERS_KEPT)
def _read(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Sitemaps:
    """The sitemaps of a folder, as they were at some time each."""
    addresses: dict[str, ListedAddress | None] = {}
    listed: set[str] = set()
    troubles = []
    for name, _ in stamps:
        try:
            for one in _listed(folder / name):
                if one.address not in listed and len(listed) >= MOST_ADDRESSES:
                    reason = f"has more than {MOST_ADDRESSES:,} addresses; the rest is not read"
                    raise RefusedXmlError(reason)
                listed.add(one.address)
                for file in _files_of(one.address):
                    known = addresses.setdefault(file, one)
                    if known is not None and known.address != one.address:
                        addresses[file] = None
        except (RefusedXmlError, OSError, EOFError, zlib.error) as error:
            troubles.append((name, str(error) if isinstance(error, OSError) else f"it {error}"))
    return Sitemaps(tuple(name for name, _ in stamps), addresses, len(listed), tuple(troubles))


def _files_of(address: str) -> Iterator[str]:
    """The paths, without an ending, that the page of an address may be saved at below a folder: of
    its host, or of several hosts."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    if parts.query:
        path = f"{path}?{parts.query}"
    elif is_web_page(PurePosixPath(path)):
        path = without_ending(PurePosixPath(path)).as_posix()
    names = [f"{path}index"] if not path or path.endswith("/") else [path, f"{path}/index"]
    for name in names:
        yield name
        yield f"{parts.hostname}/{name}"


def _listed(file: Path) -> Iterator[ListedAddress]:
    """Every address that a sitemap lists; an index lists none: the sitemaps that it names are read
    where they stand beside it.

    Raises:
        RefusedXmlError: it is no sitemap, or more than may be.
        OSError, EOFError, zlib.error: it is damaged.
    """
    reading = _Reading()
    parser = PlainXml(reading.open, reading.close, reading.say)
    with file.open("rb") as opened:
        for block in _blocks(opened, file):
            parser.feed(block, is_over=not block)
            yield from reading.found
            reading.found.clear()
    if not reading.is_sitemap:
        raise RefusedXmlError("is no sitemap")


def _blocks(opened: BinaryIO, file: Path) -> Iterator[bytes]:
    """A file's bytes, unpacked; an empty block is the last."""
    is_packed = file.suffix.lower() == ".gz"
    stream = cast("BinaryIO", gzip.GzipFile(fileobj=opened)) if is_packed else opened
    most = LARGEST_SITEMAP
    if is_packed:
        most = min(most, max(SMALL, MOST_GROWTH * file.stat().st_size))
    size = 0
    while True:
        block = stream.read(BLOCK)
        size += len(block)
        if size > most:
            grown = TOO_LARGE_GROWN.removeprefix("it ")
            too_large = f"has more than the {LARGEST_SITEMAP:,} bytes that are read"
            raise RefusedXmlError(grown if most < LARGEST_SITEMAP else too_large)
        yield block
        if not block:
            return


@dataclass(slots=True)
class _Reading:
    """A sitemap, as far as it was read."""

    found: list[ListedAddress] = field(default_factory=list)
    is_sitemap: bool = False
    _values: dict[str, str] = field(default_factory=dict)
    _field: str | None = None

    def open(self, name: str, _: dict[str, str]) -> None:
        """A tag opens."""
        self.is_sitemap |= name in {"urlset", "sitemapindex"}
        if name == "url":
            self._values = {}
        self._field = name if name in FIELDS else None

    def say(self, text: str) -> None:
        """Text between tags."""
        if self._field is not None:
            value = self._values.get(self._field, "") + text
            self._values[self._field] = value[:LONGEST_VALUE]

    def close(self, name: str) -> None:
        """A tag closes."""
        self._field = None
        address = link_of(self._values.get("loc", "").strip() or None) if name == "url" else None
        if address is not None:
            self.found.append(ListedAddress(address, day_of(self._values.get("lastmod"))))

"""Files and folders → Pages, and what could not be read, with the reason.

A page's id is its path below the folder that was named, without the ending, so that it stays the
same wherever that folder lies.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import UnreadablePage
from index.model import Page
from index.parse import read_page
from index.parse_records import read_records


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, as the user named it, and the id of the page it would be."""

    path: Path
    shown: str
    page_id: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, and the absolute path of the file it was read from."""

    page: Page
    file: str


def read(paths: Sequence[Path]) -> Iterator[Reading | UnreadablePage]:
    """Read every page in files and folders; what cannot be read is yielded and stops nothing."""
    known: dict[str, str] = {}
    for found in sources(paths):
        if isinstance(found, UnreadablePage):
            yield found
            continue
        for page in _pages(found):
            if isinstance(page, UnreadablePage):
                yield page
            elif page.id in known:
                reason = f"its id {page.id!r} is taken by {known[page.id]}; rename one of the two"
                yield UnreadablePage(found.shown, reason)
            else:
                known[page.id] = found.shown
                yield Reading(page, os.path.abspath(found.path))


def sources(paths: Sequence[Path]) -> Iterator[Source | UnreadablePage]:
    """The files to read, folders searched in the order of their names, hidden files left out."""
    for path in paths:
        if not os.path.isdir(path):  # Path.is_dir raises at a name that is too long
            yield _source(path, Path(path.name))
            continue
        for file in sorted(path.rglob("*")):
            below = file.relative_to(path)
            if not file.is_dir() and not any(part.startswith(".") for part in below.parts):
                yield _source(file, below)


def _source(file: Path, below: Path) -> Source | UnreadablePage:
    shown = file.as_posix().encode("utf-8", "replace").decode("utf-8")
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        return UnreadablePage(shown, "no such file or folder")
    except OSError as error:
        return UnreadablePage(shown, f"cannot be read ({error.strerror})")
    if not stat.S_ISREG(mode):
        return UnreadablePage(shown, "not a regular file")
    if file.suffix.lower() not in (".txt", ".jsonl"):
        return UnreadablePage(shown, f"files ending in {file.suffix or 'nothing'} are not read")
    if shown != file.as_posix():
        return UnreadablePage(shown, "the file's name is not UTF-8; rename it")
    return Source(file, shown, below.with_suffix("").as_posix())


def _pages(source: Source) -> Iterator[Page | UnreadablePage]:
    if source.path.suffix.lower() == ".jsonl":
        yield from read_records(source.path, source.shown)
        return
    try:
        yield read_page(source.path, source.page_id, source.shown)
    except UnreadablePage as error:
        yield error

"""Files of pages that workers read and cut, in a library's folder, named by their own hashes.

They are written by the process that builds, for as long as it builds. It takes from them what it
would have read itself, as long as the file that was read still has the hash that it had then; what
a file of pages holds is taken only under its own hash, and is read anew otherwise.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

from index.durable import private
from index.errors import ClusterFailed, NotWritten
from index.model import Answer, Page, Passage, Span
from index.pages.read import ReadPage, Source
from index.storage.answer_rows import answer_in, ends_of, row_of, span_of, written_day

SIZE = 1 << 20
"""Characters of pages from which another file is begun."""
CutPage: TypeAlias = tuple[Page, Sequence[tuple[Passage, bytes]]]
"""A page, and its passages, each with the digest of its clue."""


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Some pages of a file that was read: which file it is, as `Source` says it, its hash, how many
    pages it has in all, the number of the first of these, from 0, and how many these are."""

    file: str
    shown: str
    page_id: str
    digest: str
    pages: int
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of pages: its name, whose pages they are, in their order, as JSON, and what it
    holds."""

    name: str
    parts: str
    content: bytes


class PageFileWriter:
    """Pages of some files, as they come → files of pages, each as soon as it is full."""

    def __init__(self) -> None:
        self._parts: list[ReadPart] = []
        self._rows: list[object] = []
        self._size = 0

    def add(self, source: Source, digest: str, pages: Sequence[CutPage]) -> Iterator[PageFile]:
        """Add all pages of a file, whose hash is given."""
        known = (source.file, source.shown, source.page_id, digest, len(pages))
        first = 0
        for n, (page, passages) in enumerate(pages):
            self._rows.append(_row_of(page, passages))
            self._size += len(page.text)
            if self._size >= SIZE or n == len(pages) - 1:
                self._parts.append(ReadPart(*known, first, n + 1 - first))
                first = n + 1
            if self._size >= SIZE:
                yield from self.rest()

    def rest(self) -> Iterator[PageFile]:
        """What is left at the end."""
        if self._rows:
            content = json.dumps(self._rows, separators=(",", ":")).encode()
            parts = json.dumps([astuple(one) for one in self._parts])
            yield PageFile(_name_of(content), parts, content)
            self._parts, self._rows, self._size = [], [], 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where some pages of a file that was read are, and how many it has in all."""

    name: str
    rows: slice
    pages: int


class PageFiles:
    """The files of pages in a library's folder that have come for a build: its `ReadAhead`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[tuple[str, ...], dict[int, _Place]] = {}
        self._names: set[str] = set()
        self._last: tuple[str, list[Any]] = ("", [])

    def add(self, made: PageFile) -> None:
        """Write a file; the same may come twice.

        Raises:
            ClusterFailed: its name is not its hash.
            NotWritten: the disk is full, fails, or is read-only.
        """
        if made.name != _name_of(made.content):
            raise ClusterFailed("pages came otherwise than they were sent")
        try:
            with open(self._folder / made.name, "wb", opener=private) as opened:
                opened.write(made.content)
        except OSError as error:
            raise NotWritten(self._folder, str(error)) from error
        self._names.add(made.name)
        row = 0
        for part in (ReadPart(*one) for one in json.loads(made.parts)):
            known = (part.file, part.shown, part.page_id, part.digest)
            place = _Place(made.name, slice(row, row + part.count), part.pages)
            self._places.setdefault(known, {})[part.first] = place
            row += part.count

    def __call__(self, source: Source, digest: str) -> list[ReadPage] | None:
        """Every page of a file of that hash; None where not all of them are here as they came."""
        known = (source.file, source.shown, source.page_id, digest)
        places = self._places.get(known, {})
        rows: list[Any] = []
        for first, place in sorted(places.items()):
            if first != len(rows):
                return None
            rows += self._rows(place.name)[place.rows]
        if {len(rows)} != {one.pages for one in places.values()}:
            return None
        return [_read_page(one, source, digest) for one in rows]

    def forget(self) -> None:
        """Delete them."""
        for name in self._names:
            (self._folder / name).unlink(missing_ok=True)

    def _rows(self, name: str) -> list[Any]:
        """What a file holds; nothing, where it is not what was written, or is gone."""
        if self._last[0] != name:  # many files of one page each are in one
            self._last = (name, _rows_in(self._folder / name))
        return self._last[1]


def _rows_in(file: Path) -> list[Any]:
    try:
        content = file.read_bytes()
    except OSError:
        return []
    found: list[Any] = json.loads(content) if _name_of(content) == file.name else []
    return found


def _name_of(content: bytes) -> str:
    return f"read-{blake2b(content, digest_size=16).hexdigest()}"


# Pages as JSON.


def _row_of(page: Page, passages: Sequence[tuple[Passage, bytes]]) -> list[object]:
    numbers = {answer.id: n for n, answer in enumerate(page.answers)}
    return [
        page.id,
        page.source,
        page.digest,
        page.text,
        [ends_of(one) for one in (page.title, page.question, page.notice)],
        page.announced,
        page.warnings,
        page.derived_by,
        written_day(page.changed_on),
        page.as_written,
        [[answer.doubt, *row_of(answer)] for answer in page.answers],
        [
            [numbers[one.answer_id], one.span.start, one.span.end, digest.hex()]
            for one, digest in passages
        ],
    ]


def _read_page(row: Sequence[Any], source: Source, digest: str) -> ReadPage:
    page_id, shown, own, text, ends, announced, warnings, derived, day, written, told, cut = row
    title, question, notice = map(span_of, ends)
    answers = tuple(_answer_in(doubt, values) for doubt, *values in told)
    page = Page(
        id=page_id,
        source=shown,
        digest=own,
        text=text,
        title=title,
        question=question,
        announced=announced,
        answers=answers,
        notice=notice,
        warnings=tuple(warnings),
        derived_by=derived,
        changed_on=None if day is None else date.fromisoformat(day),
        as_written=tuple((number, words) for number, words in written),
    )
    passages = tuple(
        (Passage(answers[n].id, Span(start, end)), bytes.fromhex(clue))
        for n, start, end, clue in cut
    )
    return ReadPage(page, source.file, source, digest, passages)


def _answer_in(doubt: str | None, values: Sequence[Any]) -> Answer:
    answer = answer_in(values)
    return answer if doubt is None else replace(answer, doubt=doubt)

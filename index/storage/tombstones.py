"""Tombstones: what was removed from the library and stays removed, whatever is built later.

A text file at the root of the library's folder, a line each: its kind, a hash, and the day. The
hash is of a page's id, of the exact words of an answer, or of a doctor's name, so that the list
itself holds no name.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from index.durable import replace_file
from index.errors import DamagedList
from index.identity import folded_name, folded_person, without_titles
from index.model import Answer, Page
from index.pages.names import read_name
from index.pages.redact import unassigned_lines, without_answers

LIST = "withdrawn.txt"
HEADER = (
    "# Removed for good. To let a page, an answer or a doctor in again, delete its line here, "
    "and build.\n"
)
LINE = re.compile(r"(page|answer|doctor) ([0-9a-f]{64}) (\d{4}-\d\d-\d\d)")

TombstoneKind: TypeAlias = Literal["page", "answer", "doctor"]
TombstoneMark: TypeAlias = tuple[str, str]
"""The kind, and the hash of what was removed."""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Marks of what was removed, each with the day."""

    days: Mapping[TombstoneMark, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Tombstones":
        """Read the list in a folder; without one, nothing was removed.

        Raises:
            DamagedList: it cannot be read, or holds something else. No part of it is ever
                skipped: what was removed would come back.
        """
        try:
            written = (folder / LIST).read_bytes().decode("utf-8")
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            raise DamagedList(folder / LIST, str(error)) from error
        if written and not written.endswith("\n"):
            raise DamagedList(folder / LIST, f"its last line is cut: {written[-60:]!r}")
        days: dict[TombstoneMark, str] = {}
        for number, line in enumerate(written.splitlines(), start=1):
            found = LINE.fullmatch(line.strip())
            if found is not None:
                days[found[1], found[2]] = found[3]
            elif line.strip() and not line.startswith("#"):
                raise DamagedList(folder / LIST, f"line {number} is {line[:100]!r}")
        return cls(days)

    def write(self, folder: Path) -> None:
        """Write the list atomically, flushed to disk."""
        lines = [f"{kind} {made} {day}\n" for (kind, made), day in self.days.items()]
        replace_file(folder / LIST, "".join([HEADER, *lines]).encode())

    def adding(
        self,
        *,
        pages: Iterable[str] = (),
        answers: Iterable[str] = (),
        doctors: Iterable[str] = (),
        day: str | None = None,
    ) -> "Tombstones":
        """The list with more marks: of pages by id, of answers by their words, of doctors by
        name. `day` is today, if it is not given."""
        values: list[tuple[TombstoneKind, str]] = [("page", page_id) for page_id in pages]
        values += [("answer", words) for words in answers]
        values += [("doctor", name) for name in doctors]
        today = day or datetime.now(UTC).date().isoformat()
        days = dict(self.days)
        for kind, value in values:
            # One line for each: a name in its earlier form makes way for that of now.
            known = [days.pop(one) for one in _marks(kind, value) if one in days]
            days[mark(kind, value)] = min([today, *known])
        return Tombstones(days)

    def readmitting(self, pages: Iterable[str]) -> "Tombstones":
        """The list without the marks of those pages."""
        lifted = {mark("page", page_id) for page_id in pages}
        return Tombstones({one: day for one, day in self.days.items() if one not in lifted})

    def holds(self, kind: TombstoneKind, value: str) -> bool:
        """Whether a page's id, an answer's words or a doctor's name is on the list."""
        return bool(self.days) and self.day(kind, value) is not None

    def day(self, kind: TombstoneKind, value: str) -> str | None:
        """The day on which that was removed, if it was."""
        days = (self.days.get(one) for one in _marks(kind, value))
        return next((day for day in days if day is not None), None)

    def covers(self, page: Page, answer: Answer) -> bool:
        """Whether an answer is removed: its words, its doctor, or the page as a whole."""
        return self.holds("page", page.id) or self.covers_words(
            page.quote(answer.body), *_names_of(page, answer)
        )

    def covers_words(self, words: str, *names: str | None) -> bool:
        """Whether an answer with these words, by a doctor of one of these names, is removed."""
        return self.holds("answer", words) or any(
            name is not None and self.holds("doctor", name) for name in names
        )

    def without(self, page: Page) -> Page | None:
        """A page without what was removed of it; None where that is all of it. The same page if
        nothing was."""
        if self.holds("page", page.id):
            return None
        numbers = {answer.number for answer in page.answers if self.covers(page, answer)}
        lines = []
        if any(kind == "doctor" for kind, _ in self.days):
            lines = [line for line in unassigned_lines(page) if self._names(page.quote(line))]
        return without_answers(page, numbers, lines) if numbers or lines else page

    def _names(self, line: str) -> bool:
        """Whether a line outside all answers is the name of a doctor who was removed."""
        named = read_name(line, in_byline=True)
        return self.holds("doctor", line if named is None or named.name is None else named.name)


def _names_of(page: Page, answer: Answer) -> Iterator[str | None]:
    """What a doctor may have been removed as: letters in a record's author were once part of the
    name, which stands as the first line of its byline."""
    yield answer.doctor.name
    byline = page.quoted(answer.byline)
    if byline is not None and answer.doctor.named_by == "byline":
        yield byline.partition("\n")[0]


def mark(kind: TombstoneKind, value: str) -> TombstoneMark:
    """What stands on the list for a page's id, an answer's words, or a doctor's name."""
    return _marked(kind, folded_person(value) if kind == "doctor" else value)


def _marks(kind: TombstoneKind, value: str) -> Iterator[TombstoneMark]:
    """What may stand on the list: names were once kept with their titles, and before that with
    their accents."""
    yield mark(kind, value)
    if kind == "doctor":
        yield _marked(kind, folded_name(value))
        yield _marked(kind, _accented(value))
        yield _marked(kind, without_titles(_accented(value)))


def _marked(kind: TombstoneKind, text: str) -> TombstoneMark:
    data = text.encode("utf-8", "surrogatepass")
    return kind, hashlib.blake2b(data, digest_size=32).hexdigest()


def _accented(name: str) -> str:
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(small.split())

"""Tombstones: what was removed from the library and stays removed, whatever is built later.

A text file at the root of the library's folder, a line each: its kind, a hash, and the day. The
hash is of a page's id, of the words of an answer however blanks and line ends part them, or of a
doctor, so that the list itself holds no name. Lists of earlier versions, which hold, have the exact
words. A comment counts how often the list was changed: a list that is older than what a
library was made by is known as such.

    page      an id
    under     the words of an answer and the title above them, and the page's id, a hash each: of a
              page that was removed as a whole, which may come back with another id
    answer    the words, whoever gave them
    said      the words of an answer, and the name of its doctor, who was removed: under whatever
              name they come again, that is asked about as long as that person is on the list
    person    a doctor's key, name, place and specialty, a hash each; "-" is what no page prints.
              Behind them what like names share, place and specialty, as often as need be: whoever
              comes under a name that is written otherwise, or with more or less of it, is asked
              about
    authored  the words, and who gave them: of a person who has no key
    line      a line of an answer, and the id of its page: of one that a person decided about, as
              another decision may cut the words otherwise
    given     of an answer that was removed alone: the hash that its own line has, of its page's id,
              and of that id with each form of its doctor's name; as long as its own line is on the
              list, what that page says in other words is asked about, unless another is named
    kept      as authored, of an answer that stays, though its doctor may be one who was removed,
              or has a name of which everybody was
    beside    a page's id and the words of an answer that stays where another was removed
    doctor    a name, whoever has it: from earlier versions

A later answer by somebody of the name of a person who was removed is another's where place or
specialty differ. Where neither differs, nor all is the same, it is in doubt. So is one by somebody
of a name that may be the same, written otherwise (index/alike_names.py); where more or less of the
name is told, only if place or specialty is the same.

A file that changes by a letter has other words: nothing tells whether they are those that were
removed. So whatever else the page says by a doctor of such a name, or by nobody who is named, is in
doubt, and so is the rest of a page of which an answer is that of a page that was removed.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Literal, TypeAlias

from index.alike_names import (
    about_forms,
    alike_forms,
    forms_within,
    is_mixed,
    longer_forms,
    shorter_forms,
    written_otherwise,
)
from index.durable import replace_file
from index.errors import DamagedList, UnreadablePage
from index.folding import without_genitives
from index.identity import doctor_key, folded_name, folded_person, folded_text
from index.model import Answer, Doctor, Page, Span
from index.pages.line_reader.names import read_name
from index.pages.line_reader.page_warnings import is_decided, values_told_in
from index.pages.line_reader.places import read_place
from index.pages.rows.foreign_ids import earlier_id
from index.storage.copy_key import FEWEST_WORDS, folded_words
from index.storage.manifest import ListMark

LIST = "withdrawn.txt"
HEADER = (
    "# Removed for good. To let a page, an answer or a doctor in again, delete its line here, "
    "and build.\n"
)
CHANGE = re.compile(r"# change (\d+)")
MOST_CHANGES = 10**15
MOST_CHANGES_ELSEWHERE = 10**12
"""More than any list has had, and than one from elsewhere, from which is counted on: a count beyond
it was made up."""
HASH = "[0-9a-f]{64}"
LINE = re.compile(
    rf"(?:(page|answer|doctor|authored|line|kept|beside) ({HASH})"
    rf"|(under|said) ({HASH} {HASH})"
    rf"|(given) ({HASH} {HASH}(?: {HASH})+)"
    rf"|(person) ((?:{HASH}|-)(?: {HASH} (?:{HASH}|-) (?:{HASH}|-))+)) (\d{{4}}-\d\d-\d\d)"
)

TombstoneKind: TypeAlias = Literal["page", "answer", "doctor"]
TombstoneMark: TypeAlias = tuple[str, str]
"""The kind, and the hash of what was removed; of a person four, and three more for each way in
which names are like this one."""
SHORTER = "told by more or less\0"
"""Before what a name shares with one that is told by more or less of it: never the form of a whole
name."""
NOBODY = ""
"""In place of a name's forms, where an answer names nobody."""
STAYING = ("kept", "beside")
"""The kinds of marks of what stays."""
NOT_PRINTED = "-"
"""In place of the hash of what no page prints of a person."""
AuthoredKind: TypeAlias = Literal["authored", "kept"]
Cutting: TypeAlias = Callable[[Page, Collection[int], Sequence[Span]], Page]
"""What makes a page without the answers of some numbers, and without some lines."""
AuthoredWords: TypeAlias = tuple[str, Doctor]
"""The words of an answer, and who gave it."""
LineOfPage: TypeAlias = tuple[str, str]
"""A page's id, or `ANY_PAGE`, and a line of an answer on it."""
GivenWords: TypeAlias = tuple[Page, Answer]
"""An answer that is removed alone, and its page."""
ANY_PAGE = ""
"""In place of a page's id: whichever page it is, if no byline that the program reads tells that the
words are another's."""
MOST_LOOKED_AT = 200_000
"""Characters of a text in which names are looked for."""
LONGEST_NAMING, MOST_NAMING = 120, 12
"""Characters and words of a line that may be a byline, though it was not read as one."""
PIECES = re.compile(r"(?<=[.!?…,;)])\s+|\s+[-–—~|/]+\s*|[–—]+\s*")
MOST_PIECES = 4
"""Pieces of a line, from its end on, with which a signature in it may begin."""
MOST_WORDS = 5
"""Words of a name that is looked for in a text as it was removed."""
WORDS_AT_ONCE, WORDS_ON = 16, 10
"""Words in which names are looked for at a time, and after how many the next begin."""
WORDS = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Removed:
    """A person who was removed: hashes of place and specialty, and the day."""

    place: str
    specialty: str
    day: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """Whom a page prints who may be a person who was removed, and the day of that; `is_beside`
    where nothing tells so but a line that is no part of the answer, and `is_reworded` where it is
    the answer, or the page, that was removed, if it is any: in other words."""

    doctor: Doctor
    day: str
    is_beside: bool = False
    is_reworded: bool = False


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Marks of what was removed, each with the day; `change` counts how often they were changed."""

    days: Mapping[TombstoneMark, str] = field(default_factory=dict)
    change: int = field(default=0, compare=False)
    _people: Mapping[str, list[_Removed]] = field(init=False, compare=False, repr=False)
    """The people who were removed, by the hashes of their names."""
    _keys: frozenset[str] = field(init=False, compare=False, repr=False)
    """What tells each of these for sure."""
    _alike: Mapping[str, list[_Removed]] = field(init=False, compare=False, repr=False)
    """The same, by the hashes of what like names share."""
    _under: frozenset[str] = field(init=False, compare=False, repr=False)
    """What tells the answers of pages that were removed as a whole."""
    _said: Mapping[str, str] = field(init=False, compare=False, repr=False)
    """The days on which those were removed who said something, by its hash."""
    _given: Mapping[str, Mapping[str, str]] = field(init=False, compare=False, repr=False)
    """By the hashes of pages of which answers were removed alone: whose these were, and when."""
    _kinds: frozenset[str] = field(init=False, compare=False, repr=False)
    """The kinds of marks on the list: what is of no other kind need not be hashed."""

    def __post_init__(self) -> None:
        people: dict[str, list[_Removed]] = {}
        alike: dict[str, list[_Removed]] = {}
        keys = set()
        for (kind, hashes), day in self.days.items():
            if kind == "person":
                key, *rest = hashes.split(" ")
                keys.add(" ".join([key, *rest[:3]]))
                for at in range(0, len(rest), 3):
                    name, place, specialty = rest[at : at + 3]
                    named = alike if at else people
                    named.setdefault(name, []).append(_Removed(place, specialty, day))
        object.__setattr__(self, "_people", people)
        object.__setattr__(self, "_keys", frozenset(keys))
        object.__setattr__(self, "_alike", alike)
        under = (hashes.split(" ")[0] for kind, hashes in self.days if kind == "under")
        object.__setattr__(self, "_under", frozenset(under))
        said = {
            words: day
            for (kind, hashes), day in self.days.items()
            if kind == "said"
            for words, name in [hashes.split(" ")]
            if name in people
        }
        object.__setattr__(self, "_said", said)
        object.__setattr__(self, "_given", _given_on(self.days))
        object.__setattr__(self, "_kinds", frozenset(kind for kind, _ in self.days))

    @classmethod
    def read(cls, folder: Path) -> "Tombstones":
        """Read the list in a folder; without one, nothing was removed.

        Raises:
            DamagedList: it cannot be read, or holds something else. No part of it is ever
                skipped: what was removed would come back.
        """
        try:
            written = (folder / LIST).read_bytes()
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise DamagedList(folder / LIST, str(error)) from error
        return cls.written_as(written, folder / LIST)

    @classmethod
    def written_as(cls, data: bytes, file: Path, most_changes: int = MOST_CHANGES) -> "Tombstones":
        """The list that a file's bytes are.

        Args:
            most_changes: a count beyond it is damage.

        Raises:
            DamagedList: they are none, as `read`.
        """
        try:
            written = data.decode("utf-8")
        except ValueError as error:
            raise DamagedList(file, str(error)) from error
        if written and not written.endswith("\n"):
            raise DamagedList(file, f"its last line is cut: {written[-60:]!r}")
        days: dict[TombstoneMark, str] = {}
        change = 0
        for number, line in enumerate(written.splitlines(), start=1):
            found = LINE.fullmatch(line.strip())
            counted = CHANGE.fullmatch(line.strip())
            if found is not None:
                *marked, day = found.groups()
                kind, hashes = (one for one in marked if one is not None)
                days[kind, hashes] = day
            elif counted is not None and len(counted[1]) < len(str(most_changes)):
                change = max(change, int(counted[1]))
            elif counted is not None:
                raise DamagedList(file, f"line {number} counts more changes than a list has had")
            elif line.strip() and not line.startswith("#"):
                raise DamagedList(file, f"line {number} is {line[:100]!r}")
        return cls(days, change)

    def write(self, folder: Path) -> None:
        """Write the list atomically, flushed to disk."""
        lines = [f"{kind} {made} {day}\n" for (kind, made), day in self.days.items()]
        head = [HEADER, f"# change {self.change}\n"] if self.change else [HEADER]
        replace_file(folder / LIST, "".join([*head, *lines]).encode())

    @property
    def mark(self) -> ListMark:
        """What tells this list from another."""
        marks = "\n".join(sorted(f"{kind} {made}" for kind, made in self.days))
        return ListMark(self.change, _hash(marks) if marks else "")

    def changed(self, days: Mapping[TombstoneMark, str]) -> "Tombstones":
        """The list with other marks, as its next change; the same where these are the same."""
        return self if days == self.days else Tombstones(days, self.change + 1)

    def joined(self, others: Iterable["Tombstones"]) -> "Tombstones":
        """The list with all that is on others, too, since its earliest day: what was removed in one
        place stays removed in every other. Newer than all of them, if it is none of them."""
        lists = [self, *others]
        days: dict[TombstoneMark, str] = {}
        for one in lists:
            for made, day in one.days.items():
                days[made] = min(day, days.get(made, day))
        newest = max(one.change for one in lists)
        same = (one for one in lists if one.change == newest and one.days == days)
        return next(same, Tombstones(days, newest + 1))

    def adding(
        self,
        *,
        pages: Iterable[str] = (),
        answers: Iterable[str] = (),
        doctors: Iterable[str] = (),
        people: Iterable[Doctor] = (),
        authored: Iterable[AuthoredWords] = (),
        kept: Iterable[AuthoredWords] = (),
        lines: Iterable[LineOfPage] = (),
        of_pages: Iterable[tuple[Page, Answer]] = (),
        said: Iterable[AuthoredWords] = (),
        given: Iterable[GivenWords] = (),
        beside: Iterable[GivenWords] = (),
        day: str | None = None,
    ) -> "Tombstones":
        """The list with more marks: of pages by id, of answers by their words, of everybody of a
        name, of people, of answers by their words and doctors, of lines, of the answers
        of pages that go as a whole, of what removed people said, of where answers stood that go
        alone, and of those that stay there. `day` is today, if it is not given."""
        values: list[tuple[TombstoneKind, str]] = [("page", page_id) for page_id in pages]
        values += [("answer", words) for words in answers]
        values += [("doctor", name) for name in doctors]
        today = day or datetime.now(UTC).date().isoformat()
        days = dict(self.days)
        for kind, value in values:
            # One line for each: what has its earlier form makes way for that of now.
            known = [days.pop(one) for one in dict.fromkeys(_marks(kind, value)) if one in days]
            days[mark(kind, value)] = min([today, *known])
        for doctor in people:
            told = _hashes_of(doctor)
            earlier = [one for one in days if one[0] == "person" and one[1].startswith(told)]
            since = min([today, *(days.pop(one) for one in earlier)])
            days[_person_mark(doctor)] = since
        for words, doctor in said:
            if len(words.split()) >= FEWEST_WORDS:
                hashes = (_hash(_compared(words)), _hash(folded_person(doctor.name or "")))
                days.setdefault(("said", " ".join(hashes)), today)
        for words, doctor in authored:
            days.setdefault(_authored_mark("authored", _compared(words), doctor), today)
            for one in _forms_of(words):
                days.pop(_authored_mark("kept", one, doctor), None)
        for page_id, line in lines:
            days.setdefault(_line_mark(page_id, _compared(line)), today)
        for page, answer in of_pages:
            if (under := _told_under(page, answer)) is not None:
                days.setdefault(("under", f"{under} {_hash(page.id)}"), today)
        for page, answer in given:
            days.setdefault(_given_mark(page, answer), today)
        for page, answer in beside:
            days.setdefault(_beside_mark(page, answer), today)
        for words, doctor in kept:
            days.setdefault(_authored_mark("kept", _compared(words), doctor), today)
        return self.changed(days)

    @property
    def withheld(self) -> frozenset[TombstoneMark]:
        """The marks of what stays out."""
        return frozenset(one for one in self.days if one[0] not in STAYING)

    @property
    def kept(self) -> frozenset[TombstoneMark]:
        """The marks of what stays although it is in doubt."""
        return frozenset(one for one in self.days if one[0] in STAYING)

    def readmitting(self, pages: Iterable[str], found: Iterable[Page] = ()) -> "Tombstones":
        """The list without the marks of those pages.

        Args:
            found: pages among these as they were read, whose answers may be of pages that were
                removed with other ids.
        """
        again = list(found)
        told = {_told_under(page, answer) for page in again for answer in page.answers}
        ids = {*pages, *(one for page in again for one in _ids_of(page))}
        lifted = {hashes for _, hashes in (mark("page", page_id) for page_id in ids)}
        return self.changed(
            {
                (kind, hashes): day
                for (kind, hashes), day in self.days.items()
                if (kind not in ("page", "under") or hashes.split(" ")[-1] not in lifted)
                and (kind != "under" or hashes.split(" ")[0] not in told)
            }
        )

    def lifting(self, lifted: TombstoneMark) -> "Tombstones":
        """The list without a mark; of a page without those of its answers, too. Without a person
        what that person said counts no longer, without an answer where it stood."""
        left = {
            one: day
            for one, day in self.days.items()
            if one != lifted and not _goes_with(one, lifted)
        }
        return self.changed(left)

    @property
    def things(self) -> frozenset[TombstoneMark]:
        """The marks of what stays out, without those of a page's answers, which go with it, those
        of what a person said, and those of where an answer stood."""
        pages = {made for kind, made in self.days if kind == "page"}
        return frozenset(
            (kind, hashes)
            for kind, hashes in self.withheld
            if kind not in ("said", "given")
            and not (kind == "under" and hashes.split(" ")[-1] in pages)
        )

    def marks_of(self, text: str) -> list[TombstoneMark]:
        """The marks on the list of a page of that id, of an answer in those words, and of the
        doctors of that name."""
        kinds: tuple[TombstoneKind, ...] = ("page", "answer", "doctor")
        found = [one for kind in kinds for one in _marks(kind, text) if one in self.days]
        name = _hash(folded_person(text))
        people = [one for one in self.days if one[0] == "person" and one[1].split(" ")[1] == name]
        return [*dict.fromkeys(found), *people]

    def holds(self, kind: TombstoneKind, value: str) -> bool:
        """Whether a page's id, an answer's words or a doctor's name is on the list; others of that
        name may stay."""
        listed = kind in self._kinds and self.day(kind, value) is not None
        return listed or (kind == "doctor" and bool(self._removed_of(value)))

    def may_name(self, text: str) -> bool:
        """Whether some words of a text, beside each other, may be the name of somebody who was
        removed, as names are written alike. Of a text that is too long to be looked at it is not
        known that they are not."""
        if not (self._people or "doctor" in self._kinds):
            return False
        if len(text) > MOST_LOOKED_AT:
            return True
        words = WORDS.findall(without_genitives(text))
        for at in range(0, len(words), WORDS_ON):
            near = words[at : at + WORDS_AT_ONCE]
            if any(_alike_name(form) in self._alike for form in forms_within(" ".join(near))):
                return True
            whole = (
                " ".join(near[first : first + length])
                for first in range(WORDS_ON)
                for length in range(2, min(MOST_WORDS, len(near) - first) + 1)
            )
            if any(self.holds("doctor", one) for one in whole):
                return True
        return False

    def day(self, kind: TombstoneKind, value: str) -> str | None:
        """The day on which that was removed, if it was."""
        days = (self.days.get(one) for one in _marks(kind, value))
        return next((day for day in days if day is not None), None)

    def _holds_everybody(self, name: str) -> bool:
        """Whether an earlier version removed everybody of that name."""
        return "doctor" in self._kinds and self.day("doctor", name) is not None

    def _removed_of(self, name: str | None) -> Sequence[_Removed]:
        """The people of that name who were removed."""
        if not self._people or name is None:
            return ()
        return self._people.get(_hash(folded_person(name)), ())

    def covers(self, page: Page, answer: Answer) -> bool:
        """Whether an answer is removed: its words, its doctor, or the page as a whole."""
        return (
            self._has_id(page)
            or self._is_under(page, answer)
            or any(
                self.covers_words(words, answer.doctor, *_names_of(page, answer))
                for words in _words_of(page, answer)
            )
            or self._has_line_of(page, answer)
        )

    def _holds_page(self, page: Page) -> bool:
        """Whether a page was removed as a whole, whatever its id was."""
        return self._has_id(page) or (
            bool(self._under and page.answers)
            and all(self._is_under(page, answer) for answer in page.answers)
        )

    def _has_id(self, page: Page) -> bool:
        """Whether a page's id is on the list, or the one that an earlier version gave it."""
        return "page" in self._kinds and any(self.holds("page", one) for one in _ids_of(page))

    def day_of_page(self, page: Page) -> str | None:
        """The day on which a page was removed as a whole, if it was, whatever its id was."""
        if not self._holds_page(page):
            return None
        told = {_told_under(page, answer) for answer in page.answers}
        days = [
            day
            for (kind, hashes), day in self.days.items()
            if kind == "under" and hashes.split(" ")[0] in told
        ]
        by_id = (self.day("page", one) for one in _ids_of(page))
        return next(filter(None, by_id), None) or max(days)

    def _is_under(self, page: Page, answer: Answer) -> bool:
        """Whether an answer is of a page that was removed as a whole."""
        return bool(self._under) and _told_under(page, answer) in self._under

    def _has_line_of(self, page: Page, answer: Answer) -> bool:
        if "line" not in self._kinds:
            return False
        may_be_anybodys = answer.doctor.name is None or is_decided(page)
        places = (page.id, ANY_PAGE) if may_be_anybodys else (page.id,)
        return any(
            _line_mark(place, form) in self.days
            for place in places
            for line in lines_in(page.quote(answer.body))
            for form in _forms_of(line)
        )

    def _undecided(self, page: Page) -> set[int]:
        """The numbers of the answers with words that are removed as the program reads the page: no
        decision brings them back under another name."""
        if not self.days or not is_decided(page):
            return set()
        from index.pages.line_reader.text import parse_page  # reads pages: seldom needed

        try:
            read = parse_page(page.text, page_id=page.id, source=page.source, digest=page.digest)
        except UnreadablePage:
            return set()
        gone = [one.body for one in read.answers if self.covers(read, one)]
        return {
            answer.number
            for answer in page.answers
            for body in gone
            if body.start < answer.body.end and answer.body.start < body.end
        }

    def covers_words(self, words: str, doctor: Doctor, *names: str | None) -> bool:
        """Whether an answer with these words, by this doctor, is removed.

        Args:
            names: what else the doctor may have been removed as.
        """
        if not self.days:
            return False
        return (
            self._holds_words(words, doctor) or self._day_of_name(words, doctor, *names) is not None
        )

    def _holds_words(self, words: str, doctor: Doctor) -> bool:
        """Whether these words are removed, or just this doctor."""
        return (
            self.holds("answer", words)
            or self._is_removed(doctor)
            or self._has("authored", words, doctor)
        )

    def _day_of_name(self, words: str, doctor: Doctor, *names: str | None) -> str | None:
        """The day on which an earlier version removed everybody of the doctor's name; None where it
        did not, or where a person decided that the answer is another's."""
        if "doctor" not in self._kinds or self._has("kept", words, doctor):
            return None
        everybody = [name for name in (doctor.name, *names) if name is not None]
        days = (self.day("doctor", name) for name in everybody)
        return next((day for day in days if day is not None), None)

    def of_the_name(self, page: Page) -> dict[int, str]:
        """The numbers of the answers on a page that are left out for nothing but their doctor's
        name, of which an earlier version removed everybody, each with the day."""
        if "doctor" not in self._kinds or self.holds("page", page.id):
            return {}
        found = {
            answer.number: self._day_of_name(
                page.quote(answer.body), answer.doctor, *_names_of(page, answer)
            )
            for answer in page.answers
            if not self._holds_words(page.quote(answer.body), answer.doctor)
            and not self._has_line_of(page, answer)
        }
        return {number: day for number, day in found.items() if day is not None}

    def _has(self, kind: AuthoredKind, words: str, doctor: Doctor) -> bool:
        return kind in self._kinds and any(
            _authored_mark(kind, form, doctor) in self.days for form in _forms_of(words)
        )

    def _day_said(self, words: str) -> str | None:
        """The day on which somebody was removed who said just this."""
        return self._said.get(_hash(_compared(words))) if self._said else None

    def _is_removed(self, doctor: Doctor) -> bool:
        has_key = bool(self._removed_of(doctor.name)) and doctor_key(doctor) is not None
        return has_key and _hashes_of(doctor) in self._keys

    def day_of_doubt(self, words: str, doctor: Doctor, printed: Doctor | None = None) -> str | None:
        """The day on which a person was removed who may have given an answer with these words, by
        the name or as that person said the same; None where the answer is removed itself, is
        another's, or was decided on.

        Args:
            printed: whom its byline may name, where it is in doubt whom that is.
        """
        day = self._day_of_namesake(printed or doctor) or self._day_said(words)
        if day is None or self.covers_words(words, doctor) or self._has("kept", words, doctor):
            return None
        return day

    def _day_of_namesake(self, doctor: Doctor) -> str | None:
        """The day on which a person was removed who may be this one, whatever the name is written
        like."""
        if doctor.name is None:
            return None
        if "doctor" in self._kinds:
            days = (self.day("doctor", one) for one in written_otherwise(doctor.name))
            if (day := next(filter(None, days), None)) is not None:
                return day
        if not self._people:
            return None
        if (day := next(self._days_of_namesakes(doctor), None)) is not None:
            return day
        if self._alike and is_mixed(doctor.name):
            return max(one.day for same in self._alike.values() for one in same)
        return None

    def _days_of_namesakes(self, doctor: Doctor) -> Iterator[str]:
        for one, place, specialty in self._of_a_like_name(doctor):
            if _may_be_same(one.place, place) and _may_be_same(one.specialty, specialty):
                yield one.day
        for one, place, specialty in self._of_a_shorter_name(doctor):
            if _are_same(one, place, specialty):
                yield one.day

    def _of_a_like_name(self, doctor: Doctor) -> Iterator[tuple[_Removed, str, str]]:
        """The people of a doctor's name, or one like it, who were removed, each with the hashes of
        place and specialty to compare. These are made for such a name alone: few have one."""
        if same := self._removed_of(doctor.name):
            _, _, place, specialty = _hashes_of(doctor).split(" ")
            yield from ((one, place, specialty) for one in same)
        forms = _alike_forms_of(doctor, within=True) if self._alike else ()
        yield from self._listed_by(forms, doctor)

    def _of_a_shorter_name(self, doctor: Doctor) -> Iterator[tuple[_Removed, str, str]]:
        """The people who were removed of whose name a doctor's tells more or less, as before."""
        forms = sorted(longer_forms(doctor.name or "")) if self._alike else ()
        yield from self._listed_by([f"{SHORTER}{form}" for form in forms], doctor)

    def _listed_by(
        self, forms: Iterable[str], doctor: Doctor
    ) -> Iterator[tuple[_Removed, str, str]]:
        for form in forms:
            if like := self._alike.get(_alike_name(form)):
                for hashes in _hashes_of_form(form, doctor):
                    _, place, specialty = hashes.split(" ")
                    yield from ((one, place, specialty) for one in like)

    def in_doubt(self, page: Page) -> dict[int, Suspect]:
        """The numbers of the answers on a page that may be by a person who was removed, or be what
        was removed in other words, each with whom it may be by."""
        by_name = bool(self._people) or "doctor" in self._kinds
        if not (by_name or self._given or self._under) or self.holds("page", page.id):
            return {}
        under = self._day_under(page)
        told = values_told_in(page.warnings) if by_name else {}
        found: dict[int, Suspect] = {}
        for answer in page.answers:
            if not self.covers(page, answer):
                printed = told.get(answer.number, ())
                suspect = self._suspect(page, answer, printed) if by_name else None
                suspect = suspect or self._reworded(page, answer, under)
                if suspect is not None:
                    found[answer.number] = suspect
        return found

    def _suspect(self, page: Page, answer: Answer, told: Sequence[str]) -> Suspect | None:
        """The person who was removed and may have given an answer, as the page prints it, or as its
        warnings have `told` what its file prints."""
        words = page.quote(answer.body)
        within = ((one, False) for one in _printed_doctors(page, answer, told))
        beside = ((one, True) for one in _named_beside(page, answer))
        for printed, is_beside in (*within, *beside):
            day = self.day_of_doubt(words, answer.doctor, printed)
            if day is not None:
                return Suspect(printed, day, is_beside)
        return None

    def _reworded(self, page: Page, answer: Answer, under: str | None) -> Suspect | None:
        """The answer as one that may be what was removed, in other words: of this page, or of one
        that was removed as a whole on the day `under`, and of which this has another answer."""
        day = self._day_given(page, answer) or under
        if day is None or _beside_mark(page, answer) in self.days:
            return None
        if self._has("kept", page.quote(answer.body), answer.doctor):
            return None
        return Suspect(answer.doctor, day, is_reworded=True)

    def _day_given(self, page: Page, answer: Answer) -> str | None:
        """The day on which an answer of this page was removed that may be the same doctor's."""
        given = self._given.get(_hash(page.id)) if self._given else None
        if given is None:
            return None
        name = answer.doctor.name
        if name is None or is_mixed(name):
            return max(given.values())
        days = (given.get(_hash(f"{page.id}\0{form}")) for form in _looked_for(name))
        return next(filter(None, days), None)

    def _day_under(self, page: Page) -> str | None:
        """The day on which a page was removed as a whole of which this one has some answer."""
        if not self._under:
            return None
        told = {_told_under(page, answer) for answer in page.answers} & self._under
        days = (
            day
            for (kind, hashes), day in self.days.items()
            if kind == "under" and hashes.split(" ")[0] in told
        )
        return max(days, default=None) if told else None

    def without(
        self, page: Page, *, doubted: bool = True, cut: Cutting | None = None
    ) -> Page | None:
        """A page without what was removed of it; None where that is all of it. The same page if
        nothing was.

        Args:
            doubted: leave out the answers that are in doubt, too.
            cut: how a page is made without answers and lines, if not as `without_answers` does.
        """
        from index.pages.redact import repeating_lines, unassigned_lines, without_answers

        if self._holds_page(page):
            return None
        numbers = self.removed_from(page)
        in_doubt = self.in_doubt(page)
        # What tells of a doubt beside an answer is cut itself: then nothing would hold it back.
        numbers |= {
            one.number
            for one in page.answers
            if one.number in in_doubt and (doubted or in_doubt[one.number].is_beside)
        }
        lines = set(repeating_lines(page, numbers))
        if self._people or "doctor" in self._kinds:
            lines |= {line for line in unassigned_lines(page) if self._names(page, line)}
        return (cut or without_answers)(page, numbers, sorted(lines)) if numbers or lines else page

    def removed_from(self, page: Page) -> set[int]:
        """The numbers of the answers on a page that are removed."""
        covered = {answer.number for answer in page.answers if self.covers(page, answer)}
        return covered | self._undecided(page)

    def _names(self, page: Page, line: Span) -> bool:
        """Whether a line outside all answers is the name of a doctor who was removed, or may be."""
        name, doctor = _named_at(page, line)
        return (
            self._holds_everybody(name)
            or self._is_removed(doctor)
            or self._day_of_namesake(doctor) is not None
        )


def _ids_of(page: Page) -> Iterable[str]:
    """A page's id, and the one that an earlier version gave it."""
    earlier = (earlier_id(page.id, page.quote(answer.body)) for answer in page.answers)
    return dict.fromkeys((page.id, *earlier))


def _words_of(page: Page, answer: Answer) -> Iterator[str]:
    """The words of an answer, and those that an earlier version made of it, markup and all."""
    yield page.quote(answer.body)
    yield from (words for number, words in page.as_written if number == answer.number)


def _printed_doctors(page: Page, answer: Answer, told: Sequence[str]) -> Iterator[Doctor]:
    """Who may have given an answer by what is printed of it: its doctor; where nobody is named,
    whom its byline has for a name, or without one its headline or its short lines, and whom its
    file names without being believed."""
    byline = page.quoted(answer.byline)
    if answer.doctor.name is not None or byline is None:
        yield answer.doctor
    else:
        yield replace(answer.doctor, name=" / ".join(lines_in(byline)))
    if answer.doctor.name is None and told:
        yield from (replace(answer.doctor, name=one) for one in (*told, " / ".join(told)))
    if answer.doctor.name is None:
        yield from _named_within(page, answer)


def _named_beside(page: Page, answer: Answer) -> Iterator[Doctor]:
    """Who may be named on lines of nobody's between an answer that names nobody and the next
    ones."""
    from index.pages.redact import unassigned_lines  # reads pages, as above

    if answer.doctor.name is not None:
        return
    others = [one.body for one in page.answers if one is not answer]
    above = max((one.end for one in others if one.end <= answer.body.start), default=0)
    below = min((one.start for one in others if one.start >= answer.body.end), default=None)
    beside = Span(above, len(page.text) if below is None else below)
    for line in unassigned_lines(page):
        if beside.holds(line) and _may_be_byline(page.quote(line)):
            yield _named_at(page, line)[1]


def _named_within(page: Page, answer: Answer) -> Iterator[Doctor]:
    """Whom the headline and the short lines of an answer that names nobody may name, and what its
    first line begins and its last one ends with, each of the place and specialty that its byline
    may print without a name: what was not read as one is among the words. One short line alone is
    what the answer says."""
    lines = lines_in(page.quote(answer.body))
    headline = lines_in(page.quoted(answer.headline) or "")
    ends = (*_before_colon(lines[0]), *_signatures(lines[-1])) if lines else ()
    for line in dict.fromkeys((*headline, *(lines if len(lines) > 1 else ()), *ends)):
        if _may_be_byline(line):
            yield replace(answer.doctor, name=line, named_by="byline")


def _before_colon(line: str) -> Iterator[str]:
    """Who may be said to speak at the beginning of a line ("Jane Doe: Yes, you may")."""
    said, colon, _ = line.partition(":")
    if colon:
        yield said


def _signatures(line: str) -> Iterator[str]:
    """What may be a signature at the end of a line: its last pieces, as a dot may belong to the
    name."""
    pieces = [found.end() for found in PIECES.finditer(line)]
    yield from (line[at:] for at in pieces[-MOST_PIECES:])


def _may_be_byline(line: str) -> bool:
    return len(line) <= LONGEST_NAMING and len(line.split()) <= MOST_NAMING


def _names_of(page: Page, answer: Answer) -> Iterator[str | None]:
    """What a doctor may have been removed as: letters in a record's author were once part of the
    name, which stands as the first line of its byline."""
    byline = page.quoted(answer.byline)
    if byline is not None and answer.doctor.named_by == "byline":
        yield byline.partition("\n")[0]


def _named_at(page: Page, line: Span) -> tuple[str, Doctor]:
    """The name that a line may be, and the doctor whom it and the line below describe."""
    words = page.quote(line)
    named = read_name(words, in_byline=True)
    name = words if named is None or named.name is None else named.name
    doctor = replace(named or Doctor(), name=name, named_by="byline")
    about = read_place(page.text[line.end :].lstrip().partition("\n")[0].rstrip())
    if about is not None:
        doctor = replace(doctor, place=about.place, specialty=about.specialty)
    return name, doctor


def mark(kind: TombstoneKind, value: str) -> TombstoneMark:
    """What stands on the list for a page's id, an answer's words, or a doctor's name."""
    if kind == "answer":
        return _marked(kind, _compared(value))
    return _marked(kind, folded_person(value) if kind == "doctor" else value)


def _marks(kind: TombstoneKind, value: str) -> Iterator[TombstoneMark]:
    """What may stand on the list: words were once kept with their case and quotes, and before that
    with their blanks and line ends; names with
    their dots and apostrophes, before that with their titles, and before that with their accents.
    """
    yield mark(kind, value)
    if kind == "answer":
        yield from (_marked(kind, form) for form in _forms_of(value))
    if kind == "doctor":
        for name in (_dotted(value), _accented(value)):
            yield _marked(kind, name)
            yield _marked(kind, TITLES.sub("", name))


def _person_mark(doctor: Doctor) -> TombstoneMark:
    """What stands on the list for a person."""
    shorter = (f"{SHORTER}{form}" for form in sorted(shorter_forms(doctor.name or "")))
    less = (hashes for form in shorter for hashes in _hashes_of_form(form, doctor))
    return "person", " ".join([_hashes_of(doctor), *_alike_hashes(doctor), *less])


def _hashes_of(doctor: Doctor) -> str:
    """What tells a person: hashes of the key, the name, and of the name with the place and with the
    specialty, so that a list cannot be searched for a place."""
    name = folded_person(doctor.name or "")
    key = doctor_key(doctor)
    about = [folded_name(one or "") for one in (doctor.place, doctor.specialty)]
    hashes = [
        NOT_PRINTED if key is None else _hash("\0".join(key)),
        _hash(name),
        *(_hash(f"{name}\0{one}") if one else NOT_PRINTED for one in about),
    ]
    return " ".join(hashes)


def _alike_hashes(doctor: Doctor, *, within: bool = False) -> Iterator[str]:
    """Hashes of what like names share, and of that with the place and with the specialty; of what
    stands within a name, too, where a name is looked for."""
    for form in _alike_forms_of(doctor, within=within):
        yield from _hashes_of_form(form, doctor)


def _alike_forms_of(doctor: Doctor, *, within: bool) -> list[str]:
    name = doctor.name or ""
    return sorted(alike_forms(name) | (forms_within(name) if within else frozenset()))


def _alike_name(form: str) -> str:
    return _hash(f"alike\0{form}")


def _hashes_of_form(form: str, doctor: Doctor) -> Iterator[str]:
    about = [sorted(about_forms(one or "")) or [""] for one in (doctor.place, doctor.specialty)]
    for told in product(*about):
        hashes = (_hash(f"{form}\0{one}") if one else NOT_PRINTED for one in told)
        yield " ".join([_alike_name(form), *hashes])


def _authored_mark(kind: AuthoredKind, words: str, doctor: Doctor) -> TombstoneMark:
    return kind, _hash(f"{folded_person(doctor.name or '')}\0{words}")


def _given_mark(page: Page, answer: Answer) -> TombstoneMark:
    """What stands on the list for the page and the doctor of an answer that is removed."""
    name = answer.doctor.name
    forms = [NOBODY] if name is None else sorted(_kept_of(name))
    words = mark("answer", page.quote(answer.body))[1]
    return "given", " ".join([words, *map(_hash, (page.id, *(f"{page.id}\0{f}" for f in forms)))])


def _given_on(days: Mapping[TombstoneMark, str]) -> dict[str, dict[str, str]]:
    """By the hashes of pages, whose answers were removed of them and are on the list, and when."""
    found: dict[str, dict[str, str]] = {}
    for (kind, hashes), day in days.items():
        if kind == "given":
            words, page, *names = hashes.split(" ")
            if ("answer", words) in days:
                found.setdefault(page, {}).update(dict.fromkeys(names, day))
    return found


def _kept_of(name: str) -> frozenset[str]:
    """What a list keeps of the name of somebody who said something on a page."""
    shorter = {f"{SHORTER}{form}" for form in shorter_forms(name)}
    return alike_forms(name) | shorter | {folded_person(name)}


def _looked_for(name: str) -> frozenset[str]:
    """What is looked for of a name among these: whoever is named may be nobody who was."""
    longer = {f"{SHORTER}{form}" for form in longer_forms(name)}
    return alike_forms(name) | forms_within(name) | longer | {folded_person(name), NOBODY}


def _beside_mark(page: Page, answer: Answer) -> TombstoneMark:
    return "beside", _hash(f"{page.id}\0{_compared(page.quote(answer.body))}")


def _goes_with(one: TombstoneMark, other: TombstoneMark) -> bool:
    """Whether a mark is that of an answer of a page that was removed as a whole, or of where an
    answer stood, and counts with the other alone."""
    hashes = one[1].split(" ")
    of_page = (one[0], other[0]) == ("under", "page") and hashes[-1] == other[1]
    of_answer = (one[0], other[0]) == ("given", "answer") and hashes[0] == other[1]
    return of_page or of_answer


def _line_mark(page_id: str, line: str) -> TombstoneMark:
    return "line", _hash(f"{page_id}\0{line}")


def _told_under(page: Page, answer: Answer) -> str | None:
    """The hash that tells an answer of a page that was removed, whatever the page's id is; None
    where too little is said to know it again."""
    title = folded_text(page.quoted(page.title) or "")
    words = _compared(page.quote(answer.body))
    if not title and len(words.split()) < FEWEST_WORDS:
        return None
    return _hash(f"{title}\0{words}")


def lines_in(words: str) -> list[str]:
    """The lines of an answer's words, stripped, without the blank ones."""
    return [line.strip() for line in re.split(r"[\r\n]+", words) if line.strip()]


def _may_be_same(removed: str, printed: str) -> bool:
    return removed == printed or NOT_PRINTED in (removed, printed)


def _are_same(removed: _Removed, place: str, specialty: str) -> bool:
    """Whether place or specialty is the same, and neither differs."""
    told = ((removed.place, place), (removed.specialty, specialty))
    is_known = any(one == other != NOT_PRINTED for one, other in told)
    return is_known and all(_may_be_same(one, other) for one, other in told)


def _compared(words: str) -> str:
    """An answer's words as they are compared: whatever case, accents, quotes and blanks they have,
    and without what cannot be seen."""
    return folded_text(words)


def _forms_of(words: str) -> tuple[str, ...]:
    """Words as they are compared, and as earlier versions did."""
    return tuple(dict.fromkeys((_compared(words), folded_words(words), words)))


def _marked(kind: TombstoneKind, text: str) -> TombstoneMark:
    return kind, _hash(text)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


# Names as earlier versions folded them.

LATIN_MARKS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
TITLES = re.compile(r"\A(?:(?:dr|prof)\b\.?\s*)+(?=\w)")


def _dotted(name: str) -> str:
    """As version 0.2.0 did at first: with dots, apostrophes and what cannot be seen."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(unicodedata.normalize("NFKC", LATIN_MARKS.sub("", apart)).split())


def _accented(name: str) -> str:
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(small.split())

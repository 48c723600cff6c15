"""Pages, answers and passages in SQLite, the source of all else."""

import hashlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias
from weakref import finalize

from index.errors import DamagedLibrary
from index.model import Answer, Doctor, Page, Passage, Span
from index.pages.line_reader.page_warnings import TO_BE_CHECKED, checks_in, doubts_in
from index.storage.answer_rows import (
    ANSWER,
    DOCTOR,
    answer_in,
    ends_of,
    row_of,
    span_of,
    written_day,
)
from index.storage.copy_key import copy_key, nameless_key
from index.storage.schema import ADDED, TABLES, VIEWS, WITHHELD
from index.storage.seals import mismatch, seal, seal_fits
from index.storage.written_once import WrittenOnce, damage_in
from index.words import word_counts, words_of_earlier_version

PAGE = """id, source, digest, text, title_start, title_end, question_start, question_end,
    announced, notice_start, notice_end, warnings, derived_by, changed_on"""
COUNTED_TOO = """ON CONFLICT (word) DO UPDATE
    SET places = places + excluded.places, named = named + excluded.named"""
"""What adds the counts of a word to those that are there."""
FEW = 2_000
"""Passages that are looked up one by one; for more, all are read once and kept."""
PASSAGES_KEPT = 10_000
"""Passages that are cached where nothing changes them."""
PAGES_SAMPLED = 500
"""Pages, those with most answers first, that are sampled for what is usual in a library."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What decides whether a page has changed: its digest, and the file it came from."""

    digest: str
    file: str


@dataclass(frozen=True, slots=True)
class PageListing:
    """A page as listed; `file` is where it was read from."""

    page_id: str
    title: str | None
    answers: int
    file: str


@dataclass(frozen=True, slots=True)
class PassageTexts:
    """A passage's words, its answer's headline and its page's title; "" where there is none."""

    words: str
    headline: str
    title: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each table has."""

    pages: int
    answers: int
    passages: int


MostAnswered: TypeAlias = tuple[int, str, str]
"""How many answers a page has, less than 0 so that most come first, its id, and a text of it."""


class Store:
    """One SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._withheld: frozenset[int] = frozenset()
        self._answers_withheld: frozenset[str] = frozenset()
        self._known_passages: dict[int, Passage] | None = None  # as this file may be changed

    @cached_property
    def _missing(self) -> Mapping[str, Sequence[str]]:
        """The columns that each table does not have yet, in a file of an earlier format."""
        return {
            table: [name for name in added if name not in self._columns(table)]
            for table, added in ADDED.items()
        }

    def _columns(self, table: str) -> frozenset[str]:
        rows = self._connection.execute(f"PRAGMA main.table_info({table})")
        return frozenset(row[1] for row in rows)

    def _selected(self, columns: str, table: str) -> str:
        """Columns of a table as they are selected: what the file does not have is NULL."""
        for name in self._missing[table]:
            columns = columns.replace(name, f"NULL AS {name}")
        return columns

    def _add_columns(self) -> None:
        for table, missing in self._missing.items():
            for name in missing:
                kind = ADDED[table][name]
                self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
        del self._missing

    @classmethod
    def create(cls, file: Path, after: int = 0) -> "Store":
        """An empty store in a new file; the ids of its passages will be above `after`."""
        store = cls.change(file)
        store._connection.executescript(TABLES)
        if after:
            store._connection.execute(
                "INSERT INTO sqlite_sequence VALUES ('passages', ?)", (after,)
            )
        return store

    @classmethod
    def change(cls, file: Path) -> "Store":
        """Open a store for writing."""
        connection = sqlite3.connect(file, isolation_level="DEFERRED")
        connection.execute("PRAGMA foreign_keys = ON")
        # Nobody reads what is written here before it is flushed to disk as a whole.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -100000")  # KiB
        connection.execute("PRAGMA secure_delete = ON")  # overwrites what is removed
        store = cls(connection)
        if store._columns("pages"):
            store._add_columns()
        return store

    @classmethod
    def read(cls, file: Path) -> "Store":
        """Open a store that nothing will ever write again; threads may share it.

        Errors of SQLite in reading it, now or later, are raised as DamagedLibrary.
        """
        address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        with damage_in(file):
            connection = sqlite3.connect(
                address, uri=True, check_same_thread=False, factory=WrittenOnce
            )
        connection.file = file
        store = cls(connection)
        store._known_passages = {}
        # Its cache of statements holds a connection until garbage is collected, and the file with
        # it: that must be let go of when the last reader is done.
        finalize(store, connection.close).atexit = False
        return store

    @property
    def is_of_earlier_version(self) -> bool:
        """Whether its tables do not have all columns yet."""
        return any(self._missing.values())

    def save(self) -> None:
        """Commit what was changed."""
        self._connection.commit()

    def close(self) -> None:
        """Commit what was changed, and close."""
        self._connection.commit()
        self._connection.close()

    # Writing.

    def add(self, page: Page, file: str, passages: Sequence[tuple[Passage, bytes]]) -> list[int]:
        """Add a page with its passages, each with the digest of its clue; the passages' ids."""
        head = (page.id, page.source, page.digest, page.text)
        ends = (
            *ends_of(page.title),
            *ends_of(page.question),
            page.announced,
            *ends_of(page.notice),
        )
        warnings = _json(page.warnings)
        is_bytes = page.derived_by is None and _is_of_its_bytes(page)
        made = None if is_bytes else _digest_of(page.text)
        self._connection.execute(
            f"INSERT INTO pages ({PAGE}, text_digest, file, answers) VALUES ({_placeholders(17)})",
            (*head, *ends, warnings, *_how_it_came(page), made, file, len(page.answers)),
        )
        self._connection.executemany(
            f"INSERT INTO answers ({ANSWER}, page_id, seal, copy_key, nameless_key) "
            f"VALUES ({_placeholders(26)})",
            [
                (
                    *row_of(answer),
                    page.id,
                    seal(page, answer),
                    copy_key(page, answer),
                    nameless_key(page, answer),
                )
                for answer in page.answers
            ],
        )
        self._count_words(page)
        return [
            self._connection.execute(
                "INSERT INTO passages (answer_id, start, end, clue_digest) VALUES (?, ?, ?, ?)",
                (passage.answer_id, passage.span.start, passage.span.end, clue_digest),
            ).lastrowid
            or 0
            for passage, clue_digest in passages
        ]

    def remove(self, page_id: str) -> list[int]:
        """Remove a page with its answers and passages; the ids of these passages."""
        rows = self._connection.execute(
            "SELECT passages.id FROM passages JOIN answers ON answers.id = answer_id "
            "WHERE page_id = ?",
            (page_id,),
        ).fetchall()
        self._forget_words(page_id)
        self._connection.execute("DELETE FROM pages WHERE id = ?", (page_id,))
        return [number for (number,) in rows]

    def take_in(self, file: Path) -> None:
        """Add all that the file of another store has: pages that are not here, with passages of
        higher ids. Nothing must be left to commit."""
        self._connection.execute("ATTACH ? AS added", (os.fsencode(file),))
        for table in ("pages", "answers", "passages"):
            names = ", ".join(sorted(self._columns(table)))
            self._connection.execute(
                f"INSERT INTO main.{table} ({names}) "
                f"SELECT {names} FROM added.{table} ORDER BY added.{table}.rowid"
            )
        self._connection.execute(
            f"INSERT INTO main.words SELECT * FROM added.words WHERE true {COUNTED_TOO}"
        )
        self._connection.execute("INSERT OR REPLACE INTO main.files SELECT * FROM added.files")
        self._connection.execute(
            "UPDATE main.sqlite_sequence SET seq = max(seq, (SELECT max(seq) FROM "
            "added.sqlite_sequence WHERE name = 'passages')) WHERE name = 'passages'"
        )
        self.save()
        self._connection.execute("DETACH added")

    def vacuum(self) -> None:
        """Rewrite the file, so that nothing that was ever removed from it is left in it."""
        self.save()
        self._connection.execute("VACUUM")

    def forget_files(self) -> None:
        """Forget the hashes of all files, so that each is read again."""
        self._connection.execute("DELETE FROM files")

    def note_files(self, digests: Mapping[str, str]) -> None:
        """Record the hashes of files all of whose pages are here; forget files with no page."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO files "
            "VALUES (?1, ?2, (SELECT count(*) FROM pages WHERE file = ?1))",
            digests.items(),
        )
        self._connection.execute("DELETE FROM files WHERE file NOT IN (SELECT file FROM pages)")

    def note_counted_files(self, digests: Mapping[str, str], pages: Mapping[str, int]) -> None:
        """`note_files`, by how many pages every file has here and in other shards together."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?)",
            [(file, digest, pages.get(file, 0)) for file, digest in digests.items()],
        )
        gone = self.noted_files().keys() - pages.keys()
        self._connection.executemany("DELETE FROM files WHERE file = ?", [(one,) for one in gone])

    def _forget_words(self, page_id: str) -> None:
        page = self.page(page_id)
        if page is not None and self._holds_any(words_of_earlier_version(page.text)):
            self._count_words_anew(without=page_id)
            return
        uses = [] if page is None else word_counts(page)
        self._connection.executemany(
            "UPDATE words SET places = places - ?, named = named - ? WHERE word = ?",
            [(places, named, word) for word, places, named in uses],
        )
        self._connection.executemany(
            "DELETE FROM words WHERE word = ? AND places = 0 AND named = 0",
            [(word,) for word, _, _ in uses],
        )

    def _holds_any(self, words: AbstractSet[str]) -> bool:
        found = self._connection.execute(
            "SELECT 1 FROM words WHERE word IN (SELECT value FROM json_each(?)) LIMIT 1",
            (json.dumps(sorted(words)),),
        )
        return found.fetchone() is not None

    def _count_words_anew(self, without: str) -> None:
        self._connection.execute("DELETE FROM words")
        for page_id in self.page_ids():
            page = None if page_id == without else self.page(page_id)
            self._count_words(page)

    def _count_words(self, page: Page | None) -> None:
        self._connection.executemany(
            f"INSERT INTO words VALUES (?, ?, ?) {COUNTED_TOO}",
            [] if page is None else word_counts(page),
        )

    # Withholding.

    @property
    def withheld(self) -> frozenset[int]:
        """The ids of the passages that are in the file, and are not shown."""
        return self._withheld

    def withholds(self, answer_id: str) -> bool:
        """Whether an answer is in the file, and is not shown."""
        return answer_id in self._answers_withheld

    def withhold(self, pages: Iterable[tuple[Page, Page | None]]) -> None:
        """Show pages as something else, from now on, by every way of reading; once, and before
        anybody reads. The file stays as it is.

        Args:
            pages: each as it is, with what is shown of it, in the same places; None: nothing is.
        """
        self._connection.executescript(WITHHELD)
        gone: list[str] = []
        for page, rest in pages:
            left = () if rest is None else rest.answers
            ids = {answer.id for answer in left}
            gone += [answer.id for answer in page.answers if answer.id not in ids]
            shown = (None, None) if rest is None else (rest.text, _json(rest.warnings))
            self._connection.execute(
                "INSERT INTO touched_pages VALUES (?, ?, ?, ?)", (page.id, *shown, len(left))
            )
            for number, counted in ((1, page), (-1, rest)):
                self._connection.executemany(
                    f"INSERT INTO withheld_words VALUES (?, ?, ?) {COUNTED_TOO}",
                    [
                        (word, number * places, number * named)
                        for word, places, named in (word_counts(counted) if counted else ())
                    ],
                )
        self._withheld, self._answers_withheld = frozenset(self.passage_ids(gone)), frozenset(gone)
        self._connection.executemany(
            "INSERT INTO withheld_answers VALUES (?)", [(one,) for one in gone]
        )
        added = [name for name in ADDED["pages"] if name not in self._missing["pages"]]
        self._connection.executescript(VIEWS.format(added="".join(f", p.{one}" for one in added)))

    # Reading.

    def holds(self, page_id: str) -> bool:
        """Whether a page is here."""
        found = self._connection.execute("SELECT 1 FROM pages WHERE id = ?", (page_id,))
        return found.fetchone() is not None

    def stored(self) -> dict[str, StoredPage]:
        """Every page's id, with its digest and file."""
        rows = self._connection.execute("SELECT id, digest, file FROM pages ORDER BY id")
        return {page_id: StoredPage(digest, file) for page_id, digest, file in rows}

    def stored_page(self, page_id: str) -> StoredPage | None:
        """A page's digest and file; None where it is not here."""
        row = self._connection.execute(
            "SELECT digest, file FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        return None if row is None else StoredPage(*row)

    def page_ids_of(self, files: Collection[str]) -> list[str]:
        """The ids of the pages that were read from some files, in order."""
        rows = self._connection.execute(
            "SELECT id FROM pages WHERE file IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(files)),),
        )
        return [page_id for (page_id,) in rows]

    def file_of(self, page_id: str) -> str:
        """The file that a page was read from."""
        row = self._connection.execute("SELECT file FROM pages WHERE id = ?", (page_id,)).fetchone()
        return str(row[0])

    def files(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The files all of whose pages are here: their hashes, and the pages' ids."""
        rows = self._connection.execute(
            "SELECT files.file, files.digest, json_group_array(id) FROM files "
            "JOIN pages ON pages.file = files.file GROUP BY files.file "
            "HAVING count(*) = files.pages"
        )
        return {file: (digest, tuple(json.loads(ids))) for file, digest, ids in rows}

    def noted_file(self, file: str) -> tuple[str, int] | None:
        """The hash of a file that was noted, and how many pages it had; None where it was not."""
        row = self._connection.execute(
            "SELECT digest, pages FROM files WHERE file = ?", (file,)
        ).fetchone()
        return None if row is None else (str(row[0]), int(row[1]))

    def noted_files(self) -> dict[str, tuple[str, int]]:
        """The files that were noted, whatever is here of them: their hashes, and how many pages
        each had."""
        rows = self._connection.execute("SELECT file, digest, pages FROM files")
        return {file: (digest, pages) for file, digest, pages in rows}

    def file_counts(self) -> dict[str, int]:
        """How many pages are here of each file."""
        return dict(self._connection.execute("SELECT file, count(*) FROM pages GROUP BY file"))

    def counts(self) -> Counts:
        """How many rows each table has."""
        tables = ("pages", "answers", "passages")
        return Counts(
            *(self._connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)
        )

    def page(self, page_id: str) -> Page | None:
        """One page with its answers, or None."""
        row = self._connection.execute(
            f"SELECT {self._selected(PAGE, 'pages')} FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        if row is None:
            return None
        answers = self._connection.execute(
            f"SELECT {self._selected(ANSWER, 'answers')} FROM answers WHERE page_id = ? "
            "ORDER BY number",
            (page_id,),
        )
        warnings = tuple(json.loads(row[11]))
        doubts = doubts_in(warnings)
        return Page(
            id=row[0],
            source=row[1],
            digest=row[2],
            text=row[3],
            title=span_of(row[4:6]),
            question=span_of(row[6:8]),
            announced=row[8],
            answers=tuple(
                replace(one, doubt=doubts.get(one.number)) if one.doctor.name is None else one
                for one in map(answer_in, answers)
            ),
            notice=span_of(row[9:11]),
            warnings=warnings,
            derived_by=row[12],
            changed_on=None if row[13] is None else date.fromisoformat(row[13]),
        )

    def clue_digests(self) -> dict[int, bytes]:
        """The digest of every passage's clue, by the passage's id."""
        rows = self._connection.execute("SELECT id, clue_digest FROM passages ORDER BY id")
        return dict(rows.fetchall())

    def integrity_error(self) -> str | None:
        """What SQLite's own checks find wrong with the file, if anything."""
        try:
            found = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphan = self._connection.execute("PRAGMA foreign_key_check").fetchone()
        except DamagedLibrary as error:
            return error.evidence
        if found != "ok":
            return str(found)
        return None if orphan is None else f"a row of {orphan[0]} belongs to no {orphan[2]}"

    def mismatches(self, page_id: str) -> Iterator[str]:
        """What is not as it was read: a page's text by its digest, its answers by their number and
        their seals.

        Raises:
            ValueError: the rows are no valid page.
        """
        page = self.page(page_id)
        if page is None:
            yield f"page {page_id} is gone"
            return
        (wanted,) = self._connection.execute(
            "SELECT answers FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        if len(page.answers) != wanted:
            yield f"page {page_id} has {len(page.answers)} answers, not {wanted}"
        if not self._digest_fits(page):
            yield f"the text of page {page_id} does not fit its digest"
        origins = self.origins([answer.id for answer in page.answers])
        for answer in page.answers:
            if not seal_fits(page, answer, origins[answer.id][1]):
                yield mismatch(answer.id)

    def _digest_fits(self, page: Page) -> bool:
        """Whether a page's text is that of the file it came from: a text that was converted, or
        derived from markup, has a digest of its own."""
        columns = self._selected("text_digest", "pages")
        (made,) = self._connection.execute(
            f"SELECT {columns} FROM pages WHERE id = ?", (page.id,)
        ).fetchone()
        if made is None:
            return page.derived_by is None and _is_of_its_bytes(page)
        return bool(made == _digest_of(page.text))

    def list_pages(self) -> list[PageListing]:
        """Every page, by its id."""
        rows = self._connection.execute(
            "SELECT id, substr(text, title_start + 1, title_end - title_start), answers, file "
            "FROM pages ORDER BY id"
        )
        return [PageListing(*row) for row in rows]

    def to_be_checked(self) -> list[tuple[PageListing, tuple[str, ...]]]:
        """The pages that a person has to decide about, by their titles, each with the warnings that
        say so."""
        rows = self._connection.execute(
            "SELECT id, substr(text, title_start + 1, title_end - title_start), answers, file, "
            "warnings FROM pages WHERE instr(warnings, ?) ORDER BY 2, id",
            (f'"{TO_BE_CHECKED}: ',),
        )
        found = []
        for page_id, title, answers, file, warnings in rows:
            told = checks_in(json.loads(warnings))
            if told:
                found.append((PageListing(page_id, title, answers, file), tuple(told)))
        return found

    def origins(self, answer_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """For each of those answers that is here: the id of its page, and the seal that was made
        when that was read."""
        rows = self._connection.execute(
            "SELECT id, page_id, seal FROM answers WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(answer_ids)),),
        )
        return {answer_id: (page_id, made) for answer_id, page_id, made in rows}

    def page_ids(self) -> list[str]:
        """Every page's id, in order."""
        return [row[0] for row in self._connection.execute("SELECT id FROM pages ORDER BY id")]

    def titles(self, limit: int) -> list[str]:
        """The titles of the pages with most answers, each title once."""
        return usual_titles(self.titled(limit + PAGES_SAMPLED), limit)

    def titled(self, most: int) -> list[MostAnswered]:
        """The titles of the pages with most answers, these first."""
        rows = self._connection.execute(
            "SELECT -answers, id, substr(text, title_start + 1, title_end - title_start) "
            "FROM pages WHERE answers > 0 AND title_end > title_start "
            "ORDER BY answers DESC, id LIMIT ?",
            (most,),
        )
        return rows.fetchall()

    def notice(self) -> str | None:
        """The notice of most pages, of those with most answers."""
        return usual_text(self.noticed(PAGES_SAMPLED))

    def noticed(self, most: int) -> list[MostAnswered]:
        """The notices of the pages with most answers, these first."""
        rows = self._connection.execute(
            "SELECT -answers, id, substr(text, notice_start + 1, notice_end - notice_start) "
            "FROM pages WHERE notice_end > notice_start ORDER BY answers DESC, id LIMIT ?",
            (most,),
        )
        return rows.fetchall()

    def doctors(self, among: Sequence[str] | None = None) -> Iterator[tuple[str, Doctor]]:
        """The id of every answer, or of those given, with the doctor who gave it."""
        wanted = "" if among is None else "WHERE id IN (SELECT value FROM json_each(?))"
        given = () if among is None else (json.dumps(list(among)),)
        columns = ", ".join(field.name for field in DOCTOR)
        rows = self._connection.execute(
            f"SELECT id, {columns} FROM answers {wanted} ORDER BY id", given
        )
        made: dict[tuple[Any, ...], Doctor] = {}  # most doctors gave several answers
        for answer_id, *told in rows:
            printed = tuple(told)
            if printed not in made:
                made[printed] = Doctor(*printed)
            yield answer_id, made[printed]

    def answered(self, since: date | None, until: date | None) -> frozenset[str]:
        """The ids of the answers that were given from one day to another, both included; an answer
        without a day is none of them."""
        if "answered_on" in self._missing["answers"]:
            return frozenset()
        rows = self._connection.execute(
            "SELECT id FROM answers WHERE answered_on BETWEEN ? AND ?",
            (written_day(since) or "", written_day(until) or "9999-12-31"),
        )
        return frozenset(row[0] for row in rows)

    def days(self, answer_ids: Sequence[str] | None = None) -> dict[str, date]:
        """The days on which those answers, or all, were given, as far as their pages say."""
        if "answered_on" in self._missing["answers"]:
            return {}
        among = "" if answer_ids is None else "AND id IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(
            f"SELECT id, answered_on FROM answers WHERE answered_on IS NOT NULL {among}",
            () if answer_ids is None else (json.dumps(list(answer_ids)),),
        )
        return {answer_id: date.fromisoformat(day) for answer_id, day in rows}

    def alike(self) -> Iterator[list[Answer]]:
        """The answers that may have been saved more than once, by their `copy_key`."""
        return self._sharing("copy_key", "count(*) > 1")

    def alike_named_or_not(self) -> Iterator[list[Answer]]:
        """The same by their `nameless_key`, where a byline names somebody for some of them and none
        does for others."""
        named = "sum(coalesce(named_by, '') = 'byline')"
        return self._sharing("nameless_key", f"{named} BETWEEN 1 AND count(*) - 1")

    def _sharing(self, key: str, condition: str) -> Iterator[list[Answer]]:
        """The answers that have a key in common, where a condition holds of these."""
        if key in self._missing["answers"]:
            return
        rows = self._connection.execute(
            f"SELECT {self._selected(ANSWER, 'answers')}, {key} FROM answers WHERE {key} IN "
            f"(SELECT {key} FROM answers WHERE {key} IS NOT NULL "
            f"GROUP BY {key} HAVING {condition}) ORDER BY {key}, id"
        )
        for _, group in groupby(rows, key=lambda row: row[-1]):
            yield [answer_in(row[:-1]) for row in group]

    def key_counts(self, key: str) -> Iterator[tuple[str, int, int]]:
        """The values of a key, in their order: each with how many answers have it, and how many of
        these a byline names."""
        if key in self._missing["answers"]:
            return iter(())
        return self._connection.execute(
            f"SELECT {key}, count(*), sum(coalesce(named_by, '') = 'byline') FROM answers "
            f"WHERE {key} IS NOT NULL GROUP BY {key} ORDER BY {key}"
        )

    def keyed(self, key: str, values: Collection[str]) -> Iterator[tuple[str, Answer]]:
        """The answers that have one of some values of a key, by the value and by their ids."""
        if key in self._missing["answers"]:
            return
        rows = self._connection.execute(
            f"SELECT {self._selected(ANSWER, 'answers')}, {key} FROM answers "
            f"WHERE {key} IN (SELECT value FROM json_each(?)) ORDER BY {key}, id",
            (json.dumps(list(values)),),
        )
        for row in rows:
            yield row[-1], answer_in(row[:-1])

    def vocabulary(self) -> dict[str, int]:
        """Every plain word with the number of answers and titles that hold it."""
        return dict(self._connection.execute("SELECT word, places FROM words WHERE places > 0"))

    def names(self) -> frozenset[str]:
        """The plain words of all doctors' names, credentials and places."""
        rows = self._connection.execute("SELECT word FROM words WHERE named > 0")
        return frozenset(word for (word,) in rows)

    def word(self, word: str) -> tuple[int, int]:
        """In how many answers and titles a plain word is, and in how many doctors' names,
        credentials and places."""
        row = self._connection.execute(
            "SELECT places, named FROM words WHERE word = ?", (word,)
        ).fetchone()
        return (0, 0) if row is None else (row[0], row[1])

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of those ids; an id that is not here, or is of no answer, is left out."""
        known = self._known_passages
        if known is None:
            return self._passages(ids)
        new = [one for one in ids if one not in known]
        if len(known) + len(new) > PASSAGES_KEPT:
            self._known_passages = known = {}
            new = list(ids)
        if new:
            known |= self._passages(new)
        return {one: known[one] for one in ids if one in known}

    def _passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        rows = self._connection.execute(
            "SELECT passages.id, answers.id, start, end FROM passages "
            "JOIN answers ON answers.id = answer_id "
            "WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {number: Passage(answer, Span(start, end)) for number, answer, start, end in rows}

    def answers_of(self, ids: Collection[int]) -> Mapping[int, str]:
        """The id of the answer of each of those passages; of one that is not here there is none,
        and of many passages there may be others, too."""
        if len(ids) > FEW or "_answer_of_passage" in self.__dict__:
            return self._answer_of_passage
        rows = self._connection.execute(
            "SELECT id, answer_id FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return dict(rows.fetchall())

    @cached_property
    def _answer_of_passage(self) -> dict[int, str]:
        return dict(self._connection.execute("SELECT id, answer_id FROM passages").fetchall())

    def texts(self, ids: Iterable[int]) -> dict[int, PassageTexts]:
        """The texts of those passages; an id that is not here is left out."""
        rows = self._connection.execute(
            "SELECT passages.id, substr(text, start + 1, end - start), "
            "coalesce(substr(text, headline_start + 1, headline_end - headline_start), ''), "
            "coalesce(substr(text, title_start + 1, title_end - title_start), '') "
            "FROM passages JOIN answers ON answers.id = answer_id JOIN pages ON pages.id = page_id "
            "WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {number: PassageTexts(*texts) for number, *texts in rows}

    def passage_ids(self, answer_ids: Sequence[str] | None = None) -> list[int]:
        """The ids of the passages of those answers, or of all."""
        if answer_ids is None:
            rows = self._connection.execute("SELECT id FROM passages ORDER BY id")
        else:
            rows = self._connection.execute(
                "SELECT id FROM passages WHERE answer_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(answer_ids)),),
            )
        return [number for (number,) in rows]

    def page_numbers(self, ids: Sequence[int]) -> dict[int, int]:
        """For each passage a number that it shares with the passages of the same page alone."""
        rows = self._connection.execute(
            "SELECT passages.id, pages.rowid FROM passages "
            "JOIN answers ON answers.id = answer_id JOIN pages ON pages.id = page_id "
            "WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return dict(rows.fetchall())

    def passage_pages(self) -> tuple[list[int], list[str]]:
        """The ids of all passages, ascending, and the id of the page of each."""
        rows = self._connection.execute(
            "SELECT passages.id, page_id FROM passages JOIN answers ON answers.id = answer_id "
            "ORDER BY passages.id"
        ).fetchall()
        return [number for number, _ in rows], [page_id for _, page_id in rows]

    def last_passage(self) -> int:
        """The highest id that any passage here ever had, or 0."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'passages'"
        ).fetchone()
        return 0 if row is None else int(row[0])

    def passages_after(self, last: int) -> Iterator[tuple[int, Passage]]:
        """The passages with higher ids than that, ascending."""
        rows = self._connection.execute(
            "SELECT id, answer_id, start, end FROM passages WHERE id > ? ORDER BY id", (last,)
        )
        for number, answer_id, start, end in rows:
            yield number, Passage(answer_id, Span(start, end))

    def embedded(self, clue_digests: Collection[bytes]) -> dict[bytes, int]:
        """For each clue that some passage already has: the digest and that passage's id."""
        found = {}
        for digest in clue_digests:
            row = self._connection.execute(
                "SELECT min(id) FROM passages WHERE clue_digest = ?", (digest,)
            ).fetchone()
            if row[0] is not None:
                found[digest] = int(row[0])
        return found


def usual_titles(titled: Iterable[MostAnswered], limit: int) -> list[str]:
    """Titles, each once, those of most answers first."""
    answers: Counter[str] = Counter()
    for less, _, title in titled:
        answers[title] -= less
    ordered = sorted(answers.items(), key=lambda pair: (-pair[1], pair[0]))
    return [title for title, _ in ordered[:limit]]


def usual_text(found: Iterable[MostAnswered]) -> str | None:
    """The text that most pages have."""
    texts = Counter(text for _, _, text in found).most_common(1)
    return texts[0][0] if texts else None


def _how_it_came(page: Page) -> tuple[str | None, str | None]:
    return page.derived_by, written_day(page.changed_on)


def _is_of_its_bytes(page: Page) -> bool:
    """Whether a page's digest is that of its text, as bytes of UTF-8. The text of records is put
    together, and theirs alone have ids of their own."""
    if any(answer.record_id is not None for answer in page.answers):
        return True
    return page.digest in {_digest_of(page.text), _digest_of(f"\ufeff{page.text}")}


def _digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _json(warnings: Sequence[str]) -> str:
    return json.dumps(warnings, ensure_ascii=False)


def _placeholders(count: int) -> str:
    return ", ".join("?" * count)

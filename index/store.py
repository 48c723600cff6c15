"""Pages, answers and passages in SQLite: the truth of the library. Alone imports sqlite3."""

import hashlib
import json
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from index.model import Answer, Doctor, Page, Passage, Span

TABLES = """
CREATE TABLE pages (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,
    text TEXT NOT NULL, title_start INTEGER, title_end INTEGER,
    question_start INTEGER, question_end INTEGER, announced INTEGER,
    notice_start INTEGER, notice_end INTEGER, warnings TEXT NOT NULL
) STRICT;
CREATE TABLE answers (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL REFERENCES pages ON DELETE CASCADE,
    number INTEGER NOT NULL, headline_start INTEGER, headline_end INTEGER,
    body_start INTEGER NOT NULL, body_end INTEGER NOT NULL,
    byline_start INTEGER, byline_end INTEGER,
    name TEXT, credentials TEXT, named_by TEXT, place TEXT, specialty TEXT,
    rating REAL, reviews INTEGER, status TEXT, record_id TEXT, seal TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    answer_id TEXT NOT NULL REFERENCES answers ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, clue_digest TEXT NOT NULL
) STRICT;
CREATE TABLE words (word TEXT PRIMARY KEY, places INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_page ON answers (page_id, number);
CREATE INDEX passages_by_answer ON passages (answer_id);
CREATE INDEX passages_by_clue ON passages (clue_digest);
"""
PAGE = """id, source, digest, text, title_start, title_end, question_start, question_end,
    announced, notice_start, notice_end, warnings"""
ANSWER = """id, number, headline_start, headline_end, body_start, body_end,
    byline_start, byline_end, name, credentials, named_by, place, specialty, rating, reviews,
    status, record_id"""


WORD = re.compile(
    r"(?<!\w)(?:[^\W\d_][\u0300-\u036f]*)+(?:['’](?:[^\W\d_][\u0300-\u036f]*)+)*(?!\w)"
)
"""Letters, whether an accent is part of one or follows it, with the apostrophes among them."""

Broken = sqlite3.DatabaseError
"""What SQLite raises when a file is not what it wrote."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What decides whether a page must be read anew: its digest, and the file it came from."""

    digest: str
    file: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is."""

    pages: int
    answers: int
    passages: int


class Store:
    """One SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def create(cls, file: Path) -> "Store":
        """An empty store in a new file."""
        store = cls.change(file)
        store._connection.executescript(TABLES)
        return store

    @classmethod
    def change(cls, file: Path) -> "Store":
        """Open a store for writing."""
        connection = sqlite3.connect(file, isolation_level="DEFERRED")
        connection.execute("PRAGMA foreign_keys = ON")
        return cls(connection)

    @classmethod
    def read(cls, file: Path) -> "Store":
        """Open a store that nothing will ever write again; threads may share it."""
        address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Commit what was changed, and close."""
        self._connection.commit()
        self._connection.close()

    # Writing.

    def add(self, page: Page, file: str, passages: Sequence[tuple[Passage, str]]) -> list[int]:
        """Add a page with its passages, each with the digest of its clue; the passages' ids."""
        head = (page.id, page.source, page.digest, page.text)
        ends = (*_ends(page.title), *_ends(page.question), page.announced, *_ends(page.notice))
        warnings = json.dumps(page.warnings, ensure_ascii=False)
        self._connection.execute(
            f"INSERT INTO pages ({PAGE}, file) VALUES ({_marks(13)})",
            (*head, *ends, warnings, file),
        )
        self._connection.executemany(
            f"INSERT INTO answers ({ANSWER}, page_id, seal) VALUES ({_marks(19)})",
            [(*_row(answer), page.id, seal(page, answer)) for answer in page.answers],
        )
        self._connection.executemany(
            "INSERT INTO words VALUES (?, ?) "
            "ON CONFLICT (word) DO UPDATE SET places = places + excluded.places",
            _held(page).items(),
        )
        return [
            self._connection.execute(
                "INSERT INTO passages (answer_id, start, end, clue_digest) VALUES (?, ?, ?, ?)",
                (passage.answer_id, passage.span.start, passage.span.end, clue_digest),
            ).lastrowid
            or 0
            for passage, clue_digest in passages
        ]

    def remove(self, page_id: str) -> list[int]:
        """Remove a page and all that hangs on it; the ids of the passages that went."""
        rows = self._connection.execute(
            "SELECT passages.id FROM passages JOIN answers ON answers.id = answer_id "
            "WHERE page_id = ?",
            (page_id,),
        ).fetchall()
        self._forget_words(page_id)
        self._connection.execute("DELETE FROM pages WHERE id = ?", (page_id,))
        return [number for (number,) in rows]

    def _forget_words(self, page_id: str) -> None:
        page = self.page(page_id)
        held = {} if page is None else _held(page)
        self._connection.executemany(
            "UPDATE words SET places = places - ? WHERE word = ?",
            [(places, word) for word, places in held.items()],
        )
        self._connection.executemany(
            "DELETE FROM words WHERE word = ? AND places = 0", [(word,) for word in held]
        )

    # Reading.

    def stored(self) -> dict[str, Stored]:
        """Every page's id, with its digest and file."""
        rows = self._connection.execute("SELECT id, digest, file FROM pages ORDER BY id")
        return {page_id: Stored(digest, file) for page_id, digest, file in rows}

    def counts(self) -> Counts:
        """How many rows each table has."""
        tables = ("pages", "answers", "passages")
        return Counts(
            *(self._connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)
        )

    def page(self, page_id: str) -> Page | None:
        """One page with its answers, or None."""
        row = self._connection.execute(
            f"SELECT {PAGE} FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        if row is None:
            return None
        answers = self._connection.execute(
            f"SELECT {ANSWER} FROM answers WHERE page_id = ? ORDER BY number", (page_id,)
        )
        return Page(
            id=row[0],
            source=row[1],
            digest=row[2],
            text=row[3],
            title=_span(row[4:6]),
            question=_span(row[6:8]),
            announced=row[8],
            answers=tuple(map(_answer, answers)),
            notice=_span(row[9:11]),
            warnings=tuple(json.loads(row[11])),
        )

    def page_of(self, answer_id: str) -> str | None:
        """The id of the page an answer stands on, or None."""
        row = self._connection.execute(
            "SELECT page_id FROM answers WHERE id = ?", (answer_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def seal_of(self, answer_id: str) -> str | None:
        """The seal that was made of an answer when its page was read, or None."""
        row = self._connection.execute(
            "SELECT seal FROM answers WHERE id = ?", (answer_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def page_ids(self) -> list[str]:
        """Every page's id, in order."""
        return [row[0] for row in self._connection.execute("SELECT id FROM pages ORDER BY id")]

    def titles(self, limit: int) -> list[str]:
        """The titles of the pages with most answers, each title once."""
        rows = self._connection.execute(
            "SELECT substr(text, title_start + 1, title_end - title_start) AS title, count(*) "
            "FROM pages JOIN answers ON page_id = pages.id WHERE title_end > title_start "
            "GROUP BY title ORDER BY 2 DESC, title LIMIT ?",
            (limit,),
        )
        return [title for title, _ in rows]

    def notice(self) -> str | None:
        """The notice of most pages."""
        row = self._connection.execute(
            "SELECT substr(text, notice_start + 1, notice_end - notice_start) AS notice, count(*) "
            "FROM pages WHERE notice_end > notice_start GROUP BY notice ORDER BY 2 DESC LIMIT 1"
        ).fetchone()
        return None if row is None else str(row[0])

    def doctors(self) -> Iterator[tuple[str, Doctor]]:
        """Every answer's id with the doctor who gave it."""
        for row in self._connection.execute(f"SELECT {ANSWER} FROM answers ORDER BY id"):
            answer = _answer(row)
            yield answer.id, answer.doctor

    def vocabulary(self) -> dict[str, int]:
        """Every plain word with the number of answers and titles that hold it."""
        return dict(self._connection.execute("SELECT word, places FROM words ORDER BY word"))

    def names(self) -> frozenset[str]:
        """The plain words of all doctors' names, credentials and places."""
        rows = self._connection.execute("SELECT DISTINCT name, credentials, place FROM answers")
        return frozenset(word for row in rows for part in row if part for word in words_in(part))

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of those ids; an id that is not here is left out."""
        rows = self._connection.execute(
            "SELECT id, answer_id, start, end FROM passages "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {number: Passage(answer, Span(start, end)) for number, answer, start, end in rows}

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

    def page_numbers(self) -> dict[int, int]:
        """For every passage a number that it shares with the passages of the same page alone."""
        rows = self._connection.execute(
            "SELECT passages.id, pages.rowid FROM passages "
            "JOIN answers ON answers.id = answer_id JOIN pages ON pages.id = page_id"
        )
        return dict(rows.fetchall())

    def embedded(self, clue_digests: Collection[str]) -> dict[str, int]:
        """For each clue that some passage already has: the digest and that passage's id."""
        rows = self._connection.execute(
            "SELECT clue_digest, min(id) FROM passages "
            "WHERE clue_digest IN (SELECT value FROM json_each(?)) GROUP BY clue_digest",
            (json.dumps(list(clue_digests)),),
        )
        return dict(rows.fetchall())


def seal(page: Page, answer: Answer) -> str:
    """A hash over an answer's words, its attribution, and what the page says around it.

    If either is altered afterwards, or words and name come from two different records, the seal
    does not fit, and nothing may be shown.
    """
    parts = [page.id, page.source, answer.id, answer.number, answer.record_id]
    parts += astuple(answer.doctor)
    spans = (page.title, page.question, page.notice, answer.headline, answer.body, answer.byline)
    parts += [page.quoted(span) for span in spans]
    written = json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def plain(word: str) -> str:
    """A word in lower case, without accents, apostrophes and a possessive "'s"."""
    whole = unicodedata.normalize("NFKD", word.lower())
    bare = re.sub(r"[\u0300-\u036f]", "", whole)
    return re.sub(r"['’]s$|['’]", "", bare)


def words_in(text: str) -> set[str]:
    """The plain words of a text, of two letters or more; what holds a digit is no word."""
    found = {plain(word) for word in WORD.findall(text)}
    return {word for word in found if len(word) > 1}


def _held(page: Page) -> Counter[str]:
    """In how many of a page's answers, and in its title, each word stands.

    A page that goes is counted off anew: what changes here must raise `index.manifest.FORMAT`.
    """
    held = Counter(words_in(page.quoted(page.title) or ""))
    for answer in page.answers:
        headline = page.quoted(answer.headline) or ""
        held.update(words_in(headline) | words_in(page.quote(answer.body)))
    return held


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (None, None) if span is None else (span.start, span.end)


def _span(ends: Sequence[int | None]) -> Span | None:
    start, end = ends
    return None if start is None or end is None else Span(start, end)


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _row(answer: Answer) -> tuple[object, ...]:
    spans = (answer.headline, answer.body, answer.byline)
    ends = [end for span in spans for end in _ends(span)]
    return (answer.id, answer.number, *ends, *astuple(answer.doctor), answer.record_id)


def _answer(row: Sequence[Any]) -> Answer:
    answer_id, number, h_start, h_end, start, end, b_start, b_end, *doctor, record_id = row
    try:
        headline, body = _span((h_start, h_end)), Span(start, end)
        byline = _span((b_start, b_end))
    except ValueError as error:
        raise ValueError(f"answer {answer_id}: {error}") from error
    return Answer(answer_id, number, headline, body, byline, Doctor(*doctor), record_id)

"""The tables of a store, and what is withheld from them while it is open."""

TABLES = """
CREATE TABLE pages (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,
    text TEXT NOT NULL, title_start INTEGER, title_end INTEGER,
    question_start INTEGER, question_end INTEGER, announced INTEGER,
    notice_start INTEGER, notice_end INTEGER, warnings TEXT NOT NULL, answers INTEGER NOT NULL,
    derived_by TEXT, text_digest TEXT, changed_on TEXT
) STRICT;
CREATE TABLE answers (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL REFERENCES pages ON DELETE CASCADE,
    number INTEGER NOT NULL, headline_start INTEGER, headline_end INTEGER,
    body_start INTEGER NOT NULL, body_end INTEGER NOT NULL,
    byline_start INTEGER, byline_end INTEGER,
    name TEXT, credentials TEXT, named_by TEXT, place TEXT, specialty TEXT,
    rating REAL, reviews INTEGER, status TEXT, record_id TEXT, seal TEXT NOT NULL,
    answered_on TEXT, url TEXT, language TEXT, dated TEXT, upvotes INTEGER,
    copy_key TEXT, nameless_key TEXT
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    answer_id TEXT NOT NULL REFERENCES answers ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, clue_digest BLOB NOT NULL
) STRICT;
CREATE TABLE words (
    word TEXT PRIMARY KEY, places INTEGER NOT NULL, named INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE files (
    file TEXT PRIMARY KEY, digest TEXT NOT NULL, pages INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pages_by_file ON pages (file);
CREATE INDEX pages_by_answers ON pages (answers DESC, id);
CREATE INDEX answers_by_page ON answers (page_id, number);
CREATE INDEX passages_by_answer ON passages (answer_id);
CREATE INDEX passages_by_clue ON passages (clue_digest);
"""
ADDED = {
    "pages": {"derived_by": "TEXT", "text_digest": "TEXT", "changed_on": "TEXT"},
    "answers": {
        "answered_on": "TEXT",
        "url": "TEXT",
        "language": "TEXT",
        "dated": "TEXT",
        "upvotes": "INTEGER",
        "copy_key": "TEXT",
        "nameless_key": "TEXT",
    },
}
"""Columns that a library of an earlier format does not have, and their types."""
WITHHELD = """
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE touched_pages (id TEXT PRIMARY KEY, text TEXT, warnings TEXT, answers INTEGER);
CREATE TEMP TABLE withheld_answers (id TEXT PRIMARY KEY);
CREATE TEMP TABLE withheld_words (
    word TEXT PRIMARY KEY, places INTEGER NOT NULL, named INTEGER NOT NULL
);
"""
"""What is withheld, in memory. The views below take the names of the tables, so that no query can
forget it."""
VIEWS = """
CREATE TEMP VIEW pages AS SELECT
    p.id, source, file, digest, coalesce(t.text, p.text) AS text, title_start, title_end,
    question_start, question_end, announced, notice_start, notice_end,
    coalesce(t.warnings, p.warnings) AS warnings, coalesce(t.answers, p.answers) AS answers
    {added}
    FROM main.pages AS p LEFT JOIN touched_pages AS t ON t.id = p.id
    WHERE t.id IS NULL OR t.text IS NOT NULL;
CREATE TEMP VIEW answers AS SELECT * FROM main.answers
    WHERE id NOT IN (SELECT id FROM withheld_answers);
CREATE TEMP VIEW passages AS SELECT * FROM main.passages
    WHERE answer_id NOT IN (SELECT id FROM withheld_answers);
CREATE TEMP VIEW words AS SELECT
    w.word, w.places - coalesce(h.places, 0) AS places, w.named - coalesce(h.named, 0) AS named
    FROM main.words AS w LEFT JOIN withheld_words AS h ON h.word = w.word;
"""

"""Word search: BM25 over stemmed words in tantivy. The only module to import tantivy."""

import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, pairwise
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, TypeAlias, cast

import tantivy

from index.errors import NoRoom, damaged_or_exhausted
from index.folding import seen
from index.search.dense import Ranking
from index.temporary import temporary_folder

ANALYZER = "english"
WEIGHTS = {"words": 1.0, "headline": 0.5, "title": 0.5}
"""The weight of a word by its field: the doctor's own words count most."""
OWN_WORDS = ("words", "headline")
"""What the doctor wrote; the title is the patient's."""
UNHEADED = ("words",)
"""What the doctor wrote, where the headline is the title once more."""
TITLE = ("title",)
HEAP = 128_000_000
"""Bytes of memory that adding passages may take before they are written."""
FREQUENT = 10_000
"""Passages from which it no longer matters how many of those that hold a word were removed."""
STEMS_KEPT = 50_000
"""Words whose stem is cached, and stems whose frequency is: a few thousand make up nearly all
text."""
QUERIES_KEPT = 10_000
"""Words in a field that are cached as they are searched for."""
MARKS = 24
"""Words that can be told apart by the sum of what they add to a score, each a power of two."""
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
"""Letters and digits, as the index cuts them, whether an accent is part of one or follows it."""
APOSTROPHES = "'’"
APART = re.compile(r"[.!?;:,()\[\]]|\n\s*\n")
"""What stands between two words that make no phrase, though they are next to each other."""

Phrase: TypeAlias = tuple[str, ...]
"""A word or a phrase by its stems, without stop words."""


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """One passage's words, under its id."""

    id: int
    title: str
    headline: str
    words: str


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    for name in WEIGHTS:
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


class Lexical:
    """Words of passages under their ids; a score is BM25, from 0 upwards, with no fixed end.

    Every method raises DamagedLibrary where the files are damaged.
    """

    def __init__(self, index: tantivy.Index, folder: Path) -> None:
        self._folder = folder
        # What is read changes by `changing` alone. Else a thread looks for changes twice a second,
        # and writes a lock where it reads one, in a folder that may be about to be deleted.
        index.config_reader("Manual")
        index.register_tokenizer(ANALYZER, _analyzer())
        self._index = index
        self._analyzer = _analyzer()
        self._stem = lru_cache(STEMS_KEPT)(_stem_of(self._analyzer))
        self._boosted = lru_cache(QUERIES_KEPT)(partial(_boosted, index.schema))
        self._in = lru_cache(QUERIES_KEPT)(partial(_in_any, index.schema))
        self._searcher = index.searcher()
        self._frequencies: dict[str, int] = {}
        self._copied: TemporaryDirectory[str] | None = None
        self._within: Sequence[tuple[int, int]] | None = None

    @classmethod
    def create(cls, folder: Path) -> "Lexical":
        """An empty index in an empty folder, which is made if it is not there.

        Raises:
            OSError: it could not be written.
        """
        folder.mkdir(exist_ok=True)
        with _writing():
            return cls(tantivy.Index(_schema(), path=str(folder)), folder)

    @classmethod
    def read(cls, folder: Path) -> "Lexical":
        """Open what `create` and `change` wrote.

        Raises:
            NoRoom: nothing may be written there, nor copied.
            ValueError: the folder holds no index.
        """
        with suppress(ValueError), _no_panic():
            return cls(tantivy.Index.open(str(folder)), folder)
        # tantivy takes a lock even to read; where nothing may be written, it reads a copy.
        copied = TemporaryDirectory(dir=temporary_folder("words"))
        try:
            shutil.copytree(folder, copied.name, dirs_exist_ok=True, copy_function=shutil.copyfile)
        except OSError as error:
            copied.cleanup()
            raise NoRoom(folder, Path(gettempdir())) from error
        with _no_panic():
            lexical = cls(tantivy.Index.open(copied.name), folder)
        lexical._copied = copied
        return lexical

    def within(self, ranges: Sequence[tuple[int, int]]) -> "Lexical":
        """The same index, in which only passages are found whose ids are in one of some ranges,
        both ends included. How rare a word is stays as it is in all of them."""
        part = copy(self)
        part._within = ranges
        return part

    def change(self, add: Iterable[LexicalEntry], remove: Iterable[int] = ()) -> None:
        """Remove passages by id, add others, and commit."""
        with self.changing() as change:
            change.remove(remove)
            for entry in add:
                change.add(entry)

    @contextmanager
    def changing(self) -> Iterator["LexicalWriter"]:
        """A writer whose changes are committed together when all of them succeeded.

        Raises:
            OSError: they could not be written.
        """
        with _writing():
            writer = self._index.writer(heap_size=HEAP, num_threads=1)
        try:
            yield LexicalWriter(writer)
            with _writing():
                writer.commit()
        finally:
            with _writing():
                writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._frequencies = {}

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        query: str,
        k: int,
        among: Collection[int] | None = None,
        fields: Collection[str] = tuple(WEIGHTS),
    ) -> Ranking:
        """The k passages that share most words with the question, rare words counting more.

        Args:
            among: search these ids only.
            fields: those whose words count.
        """
        words = [
            (tantivy.Occur.Should, self._boosted(name, term, weight))
            for term in dict.fromkeys(self._terms(query))
            for name, weight in WEIGHTS.items()
            if name in fields
        ]
        if not words or k <= 0 or (among is not None and not among):
            return []
        wanted = tantivy.Query.boolean_query(words)
        if among is not None:
            ids = tantivy.Query.term_set_query(self._index.schema, "id", list(among))
            unscored = tantivy.Query.const_score_query(ids, 0.0)
            wanted = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, unscored)]
            )
        wanted = self._limited(wanted)
        # Without counting all matches, those that cannot come first need not be read.
        with self._reading():
            found = self._searcher.search(wanted, limit=k, count=False).hits
            pairs = zip(self._ids(found), found, strict=True)
            return [(number, float(score)) for number, (score, _) in pairs]

    def _limited(self, wanted: tantivy.Query) -> tantivy.Query:
        """A query among the passages that may be found; the scores stay as they are."""
        if self._within is None:
            return wanted
        schema, kind = self._index.schema, tantivy.FieldType.Integer
        ranges = [
            (tantivy.Occur.Should, tantivy.Query.range_query(schema, "id", kind, first, last))
            for first, last in self._within
        ]
        unscored = tantivy.Query.const_score_query(tantivy.Query.boolean_query(ranges), 0.0)
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, unscored)]
        )

    def shares(
        self,
        query: str,
        ids: Collection[int] = (),
        fields: Sequence[str] = OWN_WORDS,
        left_out: Collection[int] = (),
    ) -> tuple[float, float]:
        """The share of a query's words that any doctor here used, and the share that the doctor
        used in those fields of some passages, from 0 to 1; the rarer a word, the more it counts (by
        BM25's inverse document frequency). 0 if it has no words. A word that stands in passages
        alone that are `left_out` is used by nobody."""
        with self._reading():
            held = self._held(query)
            for term, passages in held.items():
                if 0 < passages <= len(left_out):
                    held[term] = max(passages - self._count_among(term, left_out), 0)
            known = {term for term, passages in held.items() if passages}
            used = self._used_in(known, ids, fields) if ids else ()
        return self._share(held, known), self._share(held, used)

    def _held(self, query: str) -> dict[str, int]:
        """A query's words, and in how many passages a doctor used each."""
        return {term: self._passages_with(term) for term in set(self._terms(query))}

    def _count_among(self, term: str, ids: Collection[int]) -> int:
        """In how many of some passages a doctor used a word."""
        among = tantivy.Query.term_set_query(self._index.schema, "id", list(ids))
        parts = [(tantivy.Occur.Must, self._in(OWN_WORDS, term)), (tantivy.Occur.Must, among)]
        return len(self._searcher.search(tantivy.Query.boolean_query(parts), limit=len(ids)).hits)

    def _share(self, held: Mapping[str, int], found: Collection[str]) -> float:
        weights = {
            term: log(1 + (len(self) - passages + 0.5) / (passages + 0.5))
            for term, passages in held.items()
        }
        total = sum(weights.values())
        shared = sum(weight for term, weight in weights.items() if term in found)
        return shared / total if total else 0.0

    def _used_in(
        self, terms: Iterable[str], ids: Collection[int], fields: Sequence[str]
    ) -> set[str]:
        """Those of some words that the doctor used in those fields of any of some passages."""
        schema, should = self._index.schema, tantivy.Occur.Should
        # One by one: for a set of them tantivy goes through every id that there is.
        each = [tantivy.Query.term_query(schema, "id", number) for number in ids]
        among = tantivy.Query.boolean_query([(should, one) for one in each])
        wanted = (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0))
        used: set[str] = set()
        left = iter(terms)
        while some := list(islice(left, MARKS)):
            marks = [
                tantivy.Query.const_score_query(self._in(fields, term), 2.0**n)
                for n, term in enumerate(some)
            ]
            both = tantivy.Query.boolean_query([wanted, *((should, mark) for mark in marks)])
            found = self._searcher.search(both, limit=len(each), count=False).hits
            used |= {
                term for score, _ in found for n, term in enumerate(some) if int(score) >> n & 1
            }
        return used

    def _terms(self, query: str) -> list[str]:
        return list(self._analyzer.analyze(seen(query)))

    def _passages_with(self, term: str) -> int:
        """In how many passages a doctor used a word; for a frequent word, approximately."""
        known = self._frequencies.get(term)
        if known is None:
            known = self._counted(term)
            if len(self._frequencies) < STEMS_KEPT:
                self._frequencies[term] = known
        return known

    def _counted(self, term: str) -> int:
        most = max(self._searcher.doc_freq(name, term) for name in OWN_WORDS)
        if not 0 < most < FREQUENT:
            return min(most, len(self))
        # Counted by a search, as `doc_freq` still counts passages that were removed.
        return int(self._searcher.search(self._in(OWN_WORDS, term), limit=1).count)  # type: ignore[attr-defined]  # not in its stub

    def _ids(self, found: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[int]:
        values = self._searcher.fast_field_values("id", [at for _, at in found])
        if None in values:
            raise ValueError("a passage has no id")
        return cast("list[int]", values)

    def phrases(self, wordings: Iterable[str]) -> frozenset[Phrase]:
        """Words and phrases by their stems; those without any are left out."""
        stems = (tuple(stem for stem, _, _ in self._stemmed(words)) for words in wordings)
        return frozenset(one for one in stems if one)

    def holding(self, phrase: Phrase, fields: Sequence[str] = OWN_WORDS) -> set[int]:
        """The passages that hold every word of a phrase, anywhere in those fields."""
        if not phrase or not len(self):
            return set()
        wanted = self._limited(self._all_of(phrase, fields))
        with self._reading():
            return set(self._ids(self._searcher.search(wanted, limit=len(self)).hits))

    def spans(self, text: str, phrases: AbstractSet[Phrase]) -> list[tuple[int, int]]:
        """Where a text says one of some phrases, whatever the endings: (start, end), in reading
        order. A longer phrase hides a shorter one in it."""
        return list(self._said(text, phrases))

    def says(self, text: str, phrases: AbstractSet[Phrase]) -> bool:
        """Whether a text says one of some phrases: as `spans`, read no further than the first."""
        return any(True for _ in self._said(text, phrases))

    def _said(self, text: str, phrases: AbstractSet[Phrase]) -> Iterator[tuple[int, int]]:
        beginning: dict[str, list[Phrase]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            beginning.setdefault(phrase[0], []).append(phrase)
        read_to = 0
        for word in WORD.finditer(text):
            possible = beginning.get(self._stem(word[0]))
            if possible is None or word.start() < read_to:  # as are nearly all words
                continue
            words = list(islice(self._stemmed(text, word.start()), len(possible[0])))
            if not words or words[0][1] != word.start():
                continue
            said = next((one for one in possible if _begins(text, words, one)), None)
            if said is not None:
                read_to = words[len(said) - 1][2]
                yield word.start(), read_to

    def _stemmed(self, text: str, begin: int = 0) -> Iterator[tuple[str, int, int]]:
        """The stem of each word of a text, from somewhere on, and where the word is; without stop
        words and the letter of a possessive."""
        for word in WORD.finditer(text, begin):
            start, end = word.span()
            stem = self._stem(word[0])
            if stem and not (stem == "s" and start and text[start - 1] in APOSTROPHES):
                yield stem, start, end

    def stems(self, text: str) -> list[tuple[str, str]]:
        """The stem of each word of a text, and the word; without stop words."""
        return [(stem, text[start:end]) for stem, start, end in self._stemmed(text)]

    def count_holding(self, query: str) -> int:
        """How many passages hold every word of a query in their own words or headline."""
        terms = dict.fromkeys(self._terms(query))
        if not terms:
            return 0
        wanted = self._all_of(terms)
        with self._reading():
            return int(self._searcher.search(wanted, limit=1).count)  # type: ignore[attr-defined]  # not in its stub

    def _all_of(self, terms: Iterable[str], fields: Sequence[str] = OWN_WORDS) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, self._in(fields, term)) for term in terms]
        )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with _no_panic():
                yield
        except ValueError as error:
            generation = self._folder.parent
            place = f"{generation.name}/{self._folder.name}"
            raise damaged_or_exhausted(generation.parent, place, error) from error


class LexicalWriter:
    """Changes of the index that are not committed yet."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def add(self, entry: LexicalEntry) -> None:
        """Add a passage."""
        document = tantivy.Document()
        document.add_integer("id", entry.id)
        for name in WEIGHTS:
            document.add_text(name, seen(getattr(entry, name)))
        with _writing():
            self._writer.add_document(document)

    def remove(self, ids: Iterable[int]) -> None:
        """Remove passages by id."""
        for number in ids:
            self._writer.delete_documents_by_term("id", number)


def _stem_of(analyzer: tantivy.TextAnalyzer) -> Callable[[str], str]:
    def stem(word: str) -> str:
        return "".join(analyzer.analyze(seen(word)))

    return stem


def _begins(text: str, words: Sequence[tuple[str, int, int]], phrase: Phrase) -> bool:
    """Whether some words of a text begin with a phrase."""
    said = words[: len(phrase)]
    return tuple(stem for stem, _, _ in said) == phrase and not any(
        APART.search(text, end, start) for (_, _, end), (_, start, _) in pairwise(said)
    )


@contextmanager
def _no_panic() -> Iterator[None]:
    """Damaged files can make tantivy panic, which is no Exception and would end the program."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # it is in no module that could be imported
            raise ValueError(str(error)) from error
        raise


@contextmanager
def _writing() -> Iterator[None]:
    """Tantivy reports a full or failing disk by a ValueError."""
    try:
        with _no_panic():
            yield
    except ValueError as error:
        raise OSError(f"tantivy: {error}") from error


def _in_any(schema: tantivy.Schema, fields: Sequence[str], term: str) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, _boosted(schema, name, term, 1.0)) for name in fields]
    )


def _boosted(schema: tantivy.Schema, name: str, term: str, weight: float) -> tantivy.Query:
    query = tantivy.Query.term_query(schema, name, term, index_option="freq")
    return tantivy.Query.boost_query(query, weight)

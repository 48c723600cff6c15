"""A library opened for reading: look up pages, answers and doctors, and search."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from math import log
from pathlib import Path

from index.encoders.cross_encoder import Scorer, reranked
from index.encoders.encoder import Encoder, Vectors
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import (
    DamagedLibrary,
    LibraryError,
    NoLibrary,
    WrongEncoder,
    damaged_or_exhausted,
    repair_command,
)
from index.library import search
from index.library.addressed import ANSWERED, MEASURE, RELATED
from index.library.check import problems, quick_problems, read_page
from index.library.copies import Copies
from index.library.generation import ENCODER, Generation
from index.library.removals import unfinished, withhold
from index.library.roster import Roster
from index.library.search import SearchResult
from index.model import Answer, Doctor, Hit, Page, Passage, Span
from index.pages.known_file import KnownFile
from index.search.blas import single_threaded
from index.search.chunk import TokenCounter, clue, sentences
from index.search.lexical import TITLE
from index.storage.current import Current, generation_before
from index.storage.known_files import KnownFiles
from index.storage.manifest import Manifest
from index.storage.seals import mismatch, seal_fits
from index.storage.store import PageListing, StoredPage
from index.storage.vocabulary import Names, Vocabulary
from index.storage.written_once import Broken
from index.words import plain

RERANKED = 30
"""Hits that a reranker reads."""
PAGES_KEPT, ANSWERS_KEPT = 200, 1_000
"""Pages, and answers that fitted their seals, that are cached."""


@dataclass(frozen=True)
class FoundAnswer:
    """An answer with the page that it is on."""

    page: Page
    answer: Answer

    @cached_property
    def sentences(self) -> Sequence[Span]:
        """The sentences of its body, in order."""
        return sentences(self.page, self.answer.body)


class Library:
    """One generation of a library, open for reading. Threads may share it.

    `warning` says that it is the fallback of a damaged generation, and how to repair that; whatever
    shows answers must show it. `unfinished` says that a removal was not finished, or that the list
    of what was removed is not the one that it was made by, and what to do; what is on the list is
    not shown. `listed` is that list. `refused` counts the answers that did not fit their seals.
    """

    def __init__(self, generation: Generation) -> None:
        self.parts = generation
        self.folder = generation.path.parent
        self.generation = generation.path
        self.manifest = generation.manifest
        self.warning: str | None = None
        self.unfinished: str | None = None
        self.listed = generation.manifest.listed
        self.refused = 0
        # Nothing changes a generation, so a cached page is never out of date. The cache must not
        # hold the library: its files are closed when the last question is done with it.
        self._page = lru_cache(PAGES_KEPT)(partial(read_page, generation))
        self._sealed: dict[str, FoundAnswer] = {}

    @classmethod
    def open(cls, folder: Path) -> "Library":
        """Open the generation that CURRENT names, every file's hash checked; or, where that is
        damaged, its fallback, with a `warning`. Nothing is shown that was removed since.

        Raises:
            NoLibrary: there is none.
            DamagedLibrary: a file is missing or altered, or the parts do not fit each other.
            WrongFormat: another version of this program wrote it.
            DamagedList, OutdatedList: what was removed is not known.
        """
        return cls._newest_or_fallback(folder)._withholding()

    def _withholding(self) -> "Library":
        """The same library, of which nothing is shown that was removed since; closed where what
        that is cannot be told."""
        try:
            removals = withhold(self.parts)
        except BaseException:
            self.close()
            raise
        self.unfinished = unfinished(self.generation, removals)
        self.listed = removals.now.mark
        return self

    @classmethod
    def _newest_or_fallback(cls, folder: Path) -> "Library":
        try:
            return cls.open_newest(folder)
        except DamagedLibrary as error:
            fallback = Current.read(folder).fallback
            if fallback is None:
                raise
            try:
                library = cls.open_generation(fallback.checked())
            except LibraryError:
                raise error from None
            library.warning = older_warning(folder, error.evidence)
            return library

    @classmethod
    def open_newest(cls, folder: Path) -> "Library":
        """Open the generation that CURRENT names as it is, never its fallback: to build on it, or
        to check it. What was removed since is in it.

        Raises:
            NoLibrary, DamagedLibrary, WrongFormat: as `open`.
        """
        while True:
            pointer = Current.read(folder)
            try:
                return cls.open_generation(pointer.served.checked())
            except DamagedLibrary:
                # A build may have finished meanwhile, and deleted what was being opened.
                if Current.read(folder) == pointer:
                    raise

    @classmethod
    def open_newest_shown(cls, folder: Path) -> "Library":
        """Open the generation that CURRENT names, never its fallback, and show nothing of it that
        was removed since: to tell what a change would do.

        Raises:
            NoLibrary, DamagedLibrary, WrongFormat, DamagedList, OutdatedList: as `open`.
        """
        return cls.open_newest(folder)._withholding()

    @classmethod
    def open_before(cls, folder: Path) -> "Library | None":
        """Open the generation before the one that CURRENT names, to compare the two, or to go back;
        None where it does not stand any more, or is not sound. Nothing is shown of it that was
        removed since.

        Raises:
            NoLibrary, DamagedLibrary: CURRENT is not as it was written.
            DamagedList, OutdatedList: as `open`.
        """
        before = generation_before(Current.read(folder).served.generation)
        if before is None:
            return None
        try:
            library = cls.open_generation(before)
        except LibraryError:
            return None
        return library._withholding()

    @classmethod
    def open_generation(cls, generation: Path) -> "Library":
        """Open a generation as it is, every file's hash checked, whether CURRENT names it or not.

        Raises:
            DamagedLibrary, WrongFormat: as `open`.
        """
        folder = generation.parent
        written = Manifest.read(generation)
        try:
            for problem in written.problems(generation, trusting=True):
                raise DamagedLibrary(folder, problem)
            parts = Generation.read(generation, written)
            for problem in quick_problems(parts):
                raise DamagedLibrary(folder, problem)
        except (Broken, OSError, RuntimeError, ValueError) as error:
            raise damaged_or_exhausted(folder, generation.name, error) from error
        return cls(parts)

    def close(self) -> None:
        """Close the files."""
        self.parts.close()

    @property
    def answered_from(self) -> float:
        """The strength of evidence from which a question counts as answered here."""
        told = self.manifest.calibration
        if told is None or told.measure != MEASURE or not told.questions:
            return ANSWERED
        return told.threshold

    @property
    def related_from(self) -> float:
        """The strength of evidence from which something here is related to a question."""
        told = self.manifest.calibration
        if told is None or told.measure != MEASURE or told.related is None:
            return RELATED
        return told.related

    # Looking up.

    def page(self, page_id: str) -> Page:
        """A page by its id.

        Raises:
            KeyError: there is no such page.
            DamagedLibrary: its rows are no valid page.
        """
        return self._page(page_id)

    def answer(self, answer_id: str) -> FoundAnswer:
        """An answer by its id, with its page; its words and its doctor checked against its seal.

        Raises:
            KeyError: there is no such answer.
            DamagedLibrary: the words or the doctor are not those of the page as it was read.
        """
        (found,) = self.answers([answer_id])
        return found

    def answers(self, answer_ids: Sequence[str]) -> list[FoundAnswer]:
        """Several answers, as `answer` gives each.

        Raises:
            KeyError, DamagedLibrary: as for one.
        """
        known = self._sealed
        new = [one for one in answer_ids if one not in known]
        if len(known) + len(new) > ANSWERS_KEPT:
            self._sealed = known = {}
            new = list(answer_ids)
        if new:
            origins = self.parts.store.origins(new)
            known |= {one: self._fitting(one, *origins[one]) for one in new}
        return [known[one] for one in answer_ids]

    def _fitting(self, answer_id: str, page_id: str, wanted: str) -> FoundAnswer:
        try:
            return _sealed(self._page, answer_id, page_id, wanted)
        except LookupError as error:  # it is on no page, not on that one, or altered
            self.refused += 1
            raise DamagedLibrary(self.folder, mismatch(answer_id)) from error

    def withholds(self, answer_id: str) -> bool:
        """Whether an answer is here still, and is not shown, as it was removed since."""
        return self.parts.store.withholds(answer_id)

    def pages(self) -> Iterator[Page]:
        """Every page, in the order of the ids."""
        return (read_page(self.parts, page_id) for page_id in self.parts.store.page_ids())

    def titles(self, limit: int) -> list[str]:
        """The titles of the pages with most answers: questions that this library can answer."""
        return self.parts.store.titles(limit)

    def titles_of(self, page_ids: Sequence[str]) -> list[tuple[str, str]]:
        """Those of some pages that are here and have a title, each by its id with that.

        Raises:
            DamagedLibrary: the rows of one are no valid page.
        """
        found = []
        for page_id in page_ids:
            with suppress(KeyError):
                page = self.page(page_id)
                if (title := page.quoted(page.title)) is not None:
                    found.append((page_id, title))
        return found

    def seals(self, answer_ids: Sequence[str]) -> dict[str, str]:
        """The seals of those answers that are here: where a seal is the same, so are words and
        doctor."""
        return {one: made for one, (_, made) in self.parts.store.origins(answer_ids).items()}

    def list_pages(self) -> list[PageListing]:
        """Every page, by its id."""
        return self.parts.store.list_pages()

    def to_be_checked(self) -> list[tuple[PageListing, tuple[str, ...]]]:
        """The pages that a person has to decide about, each with the warnings that say so."""
        return self.parts.store.to_be_checked()

    def notice(self) -> str | None:
        """The legal notice that most pages have."""
        return self.parts.store.notice()

    def doctors(self, among: Sequence[str] | None = None) -> Iterator[tuple[str, Doctor]]:
        """The id of every answer, or of those given, with the doctor who gave it.

        Raises:
            DamagedLibrary: one is not what was written.
        """
        try:
            yield from self.parts.store.doctors(among)
        except ValueError as error:
            raise self.parts.damaged(str(error)) from error

    @cached_property
    def roster(self) -> Roster:
        """Who gave each answer, in the order of the ids, as columns.

        Raises:
            DamagedLibrary: one is not what was written.
        """
        return Roster(self.doctors(), self.parts.store.days())

    def answered(self, since: date | None, until: date | None) -> frozenset[str]:
        """The ids of the answers that were given from one day to another, both included; an answer
        without a day is none of them."""
        return self.parts.store.answered(since, until)

    def days(self, answer_ids: Sequence[str]) -> dict[str, date]:
        """The days on which those answers were given, as far as their pages say."""
        return self.parts.store.days(answer_ids)

    @cached_property
    def copies(self) -> Copies:
        """Which answers are one answer that was saved more than once.

        Raises:
            DamagedLibrary: one is not what was written.
        """
        try:
            store = self.parts.store
            return Copies.among(store.alike(), store.alike_named_or_not())
        except ValueError as error:
            raise self.parts.damaged(str(error)) from error

    def vocabulary(self) -> Mapping[str, int]:
        """The doctors' words: in how many answers and titles each is.

        The words are in lower case and without accents; "patient's" counts as "patient".
        """
        return self._vocabulary

    def names(self) -> AbstractSet[str]:
        """The words of the doctors' names, credentials and places, plain as in `vocabulary`."""
        return self._names

    @property
    def passages(self) -> int:
        """How many passages are searched by words."""
        return len(self.parts.lexical)

    def holding(self, words: str) -> int:
        """How many passages hold all of those words, in any form."""
        return self.parts.lexical.count_holding(words)

    def rarity(self, word: str) -> float:
        """How rare a word is in the answers and titles here: BM25's inverse document frequency,
        from 0 upwards."""
        held = self.vocabulary().get(plain(word), 0)
        places = max(self.manifest.answers + self.manifest.pages, held)
        return log(1 + (places - held + 0.5) / (held + 0.5))

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.parts.store)

    @cached_property
    def _names(self) -> Names:
        return Names(self.parts.store)

    def encoder(self) -> Encoder:
        """The encoder that the library was built with: its own export, or else the same model by
        its name, which takes seconds to load."""
        kept = self.generation / ENCODER
        if kept.is_dir():
            return OnnxEncoder.open(kept)
        return load_encoder(self.manifest.encoder)

    def present(self, encoder: Encoder) -> Encoder:
        """The encoder; or, where it is an export that was deleted with its generation, the
        library's own of the same fingerprint: a change came between, and nothing is damaged."""
        is_deleted = isinstance(encoder, OnnxEncoder) and not encoder.folder.is_dir()
        if not is_deleted or encoder.fingerprint != self.manifest.fingerprint:
            return encoder
        return self.encoder()

    # Searching.

    def search(
        self,
        question: str,
        encoder: Encoder,
        k: int = 8,
        among: Sequence[str] | None = None,
        reranker: Scorer | None = None,
    ) -> list[Hit]:
        """The hits of `find`."""
        return self.find([question], encoder, k, among, reranker).hits

    def find(
        self,
        wordings: Sequence[str],
        encoder: Encoder,
        k: int = 8,
        among: Sequence[str] | None = None,
        reranker: Scorer | None = None,
        judged: Collection[str] = (),
    ) -> SearchResult:
        """The k answers nearest to a question, each by its best passage, best first.

        Args:
            wordings: the question, and other wordings of it; a passage may be near to any.
            encoder: the one that the library was built with.
            among: search these answers only, by id; filters come before ranking.
            reranker: orders the best hits.
            judged: those of the wordings that must be addressed, as well as one of the others.

        Raises:
            ValueError: there is no wording.
            WrongEncoder: the library was built with another one.
        """
        if not wordings:
            raise ValueError("there is no question")
        self.check_encoder(encoder)
        vectors = encoder.encode_query(wordings)
        first = k if reranker is None else max(RERANKED, k)
        with single_threaded():
            found = search.find(self.parts, wordings, vectors, first, among, judged)
            if reranker is None:
                return found
            clues = [self._clue(hit.passage, encoder) for hit in found.hits]
            hits = reranked(found.hits, wordings[0], clues, reranker)
        return replace(found, hits=hits[:k])

    def nearest(self, question: str, encoder: Encoder, k: int = 8) -> list[Hit]:
        """The k answers nearest by vectors alone, for comparing; the score is the cosine.

        Raises:
            WrongEncoder: the library was built with another one.
        """
        self.check_encoder(encoder)
        return search.nearest(self.parts, encoder.encode_query([question])[0], k)

    def closeness(
        self, wordings: Sequence[str], encoder: Encoder, least: float, among: Collection[str] = ()
    ) -> dict[str, float]:
        """How near answers are to a topic, by the best cosine of their passages to any wording of
        it: all answers that have at least `least`, and those in `among`, by id.

        Raises:
            WrongEncoder: the library was built with another one.
        """
        self.check_encoder(encoder)
        vectors = encoder.encode_query(wordings)
        with single_threaded():
            return search.closeness(self.parts, vectors, least, among)

    def saying(self, wordings: Collection[str]) -> set[str]:
        """The ids of the answers in which the doctor says one of some words or phrases, whatever
        their endings, case and accents. The words of a phrase stand next to each other there."""
        return search.saying(self.parts, wordings)

    def titled(self, wordings: Collection[str]) -> set[str]:
        """The ids of the answers to questions whose title says one of some words or phrases."""
        return search.saying(self.parts, wordings, TITLE)

    def said_in(self, page: Page, span: Span, wordings: Collection[str]) -> list[Span]:
        """Where a part of a page says one of some words or phrases, in reading order."""
        lexical = self.parts.lexical
        found = lexical.spans(page.quote(span), lexical.phrases(wordings))
        return [Span(span.start + start, span.start + end) for start, end in found]

    def page_vectors(self, most: int) -> tuple[list[str], Vectors]:
        """The pages' mean vectors, of at most so many passages: see `search.page_vectors`."""
        return search.page_vectors(self.parts, most)

    def page_scores(self, centres: Vectors) -> tuple[list[str], Vectors]:
        """How near every page is to some vectors: see `search.page_scores`."""
        with single_threaded():
            return search.page_scores(self.parts, centres)

    def stems(self, text: str) -> list[tuple[str, str]]:
        """The stem of each word of a text, and the word; without stop words."""
        return self.parts.lexical.stems(text)

    def check_encoder(self, encoder: Encoder) -> None:
        """Refuse an encoder that did not make this library's vectors.

        Raises:
            WrongEncoder: it did not.
            DamagedLibrary: it did, but no longer makes the same.
        """
        if encoder.fingerprint != self.manifest.fingerprint:
            found = f"{encoder.name} ({encoder.fingerprint[:12]})"
            wanted = f"{self.manifest.encoder} ({self.manifest.fingerprint[:12]})"
            raise WrongEncoder(self.folder, found, wanted)
        if isinstance(encoder, OnnxEncoder) and not encoder.is_intact:
            raise DamagedLibrary(self.folder, f"{ENCODER} no longer makes the vectors it made")

    def _clue(self, passage: Passage, counter: TokenCounter) -> str:
        found = self.answer(passage.answer_id)
        return clue(found.page, found.answer, passage, counter)

    # What the next build needs.

    def stored(self) -> dict[str, StoredPage]:
        """Every page's id, with its digest and file."""
        return self.parts.store.stored()

    def stored_page(self, page_id: str) -> StoredPage | None:
        """A page's digest and file; None where it is not here."""
        return self.parts.store.stored_page(page_id)

    def pages_read_from(self, is_meant: Callable[[str], bool]) -> list[str]:
        """The ids of the pages from files of a kind, in order."""
        files = self.parts.store.file_counts()
        return self.parts.store.page_ids_of([file for file in files if is_meant(file)])

    def files(self) -> Mapping[str, KnownFile]:
        """The files all of whose pages are here, by absolute path."""
        return KnownFiles(self.parts.store)

    def embedded(self, digests: Collection[bytes]) -> dict[bytes, int]:
        """For each of those clues that is here: its digest, and a passage that has it."""
        return self.parts.store.embedded(digests)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of those passages, shape (ids, dimension).

        Raises:
            DamagedLibrary: one has none.
        """
        return search.vectors_of(self.parts, ids)

    # Checking.

    def problems(self) -> Iterator[str]:
        """Everything that is not as it was built: files, counts, vectors, spans, seals; and what a
        removal left to do."""
        if self.unfinished is not None:
            yield self.unfinished
        # Nothing is withheld from what checks the files.
        with closing(Generation.read(self.generation, self.manifest)) as parts:
            yield from problems(parts)


def _sealed(read: Callable[[str], Page], answer_id: str, page_id: str, wanted: str) -> FoundAnswer:
    """An answer that fits its seal.

    Raises:
        LookupError: it is not on that page, or does not fit.
    """
    page = read(page_id)
    answer = next((one for one in page.answers if one.id == answer_id), None)
    if answer is None or not seal_fits(page, answer, wanted):
        raise LookupError(answer_id)
    return FoundAnswer(page, answer)


def load_encoder(name: str) -> Encoder:
    """A model by its name, which takes seconds to load."""
    return SentenceEncoder(name)


def older_warning(folder: Path, evidence: str) -> str:
    """The `warning` of a library that is served as it was before, as the newest is damaged."""
    return (
        f"{folder}: the library is damaged ({evidence}); it is served as it was before its last "
        f"build; mend it with: {repair_command(folder)}"
    )


def exists(folder: Path) -> bool:
    """Whether a folder holds a library, sound or not."""
    try:
        Current.read(folder)
    except NoLibrary:
        return False
    except DamagedLibrary:
        return True
    return True

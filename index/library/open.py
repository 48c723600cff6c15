"""The library on disk, opened for reading: search, and look up a page, an answer, a doctor.

library/
  CURRENT                 the generation that is served, and the one that may be in its stead
  generation-000002/      immutable once CURRENT names it
    library.sqlite        pages, answers, passages: the truth; and their words
    vectors/ words/       derived from it, and
    space.npz             how the vectors lie
    encoder/              what made them, exported, where it could be
    manifest.json         size and hash of every file

Files that a build did not change are the same on disk in both generations.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from pathlib import Path

import numpy as np

from index.encoders.cross_encoder import Scorer, reranked
from index.encoders.encoder import Encoder, Numbers, Vectors
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import (
    DamagedLibrary,
    LibraryError,
    NoLibrary,
    WrongEncoder,
    damage,
    repairing,
)
from index.model import Answer, Doctor, Hit, Page, Passage
from index.pages.read import KnownFile
from index.search.blas import single_threaded
from index.search.chunk import Counter, clue
from index.search.dense import BLOCK, Dense, Ranking
from index.search.fuse import fuse
from index.search.lexical import Lexical
from index.search.whitening import Whitening, evenly_spaced
from index.storage.current import Current
from index.storage.manifest import TRUSTED, Manifest
from index.storage.store import Broken, Listed, Store, Stored, misfit, plain, seal_fits
from index.storage.vocabulary import Names, Vocabulary

STORE, VECTORS, SPACE, WORDS = "library.sqlite", "vectors", "space.npz", "words"
ENCODER = "encoder"
POOL = 150
"""Passages that each ranker puts forward for fusion; twice as many found no more."""
DENSE_WEIGHT, LEXICAL_WEIGHT = 0.87, 0.13
"""Measured on patients' questions: ahead of vectors alone, and far ahead of equal weights."""
RERANKED = 30
"""Hits that a reranker reads."""
PAGES_KEPT = 200
"""Pages that stay in memory: those with the answers to what is often asked."""
WHOLE = 0.5
"""What an answer as a whole counts beside its passage: a late passage may not name the topic."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer with the page it stands on."""

    page: Page
    answer: Answer


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells whether a question was addressed here, on this library's own scale.

    `closeness` is the best cosine, over that of neighbouring passages here; `topic` the mean cosine
    to all passages, over that between passages here. `known` is the share of the question's words,
    rare ones counting more, that any doctor here used, from 0 to 1.
    """

    closeness: float
    topic: float
    known: float


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """The hits for a question, best first, how much they tell, and how close neighbouring passages
    are here (a cosine)."""

    hits: list[Hit]
    evidence: Evidence
    near: float


class Library:
    """One generation of a library, open for reading. Threads may share it.

    `warning` says that it is not the newest, which is damaged, and what mends that; whoever shows
    answers must show it. `refused` counts the answers that did not fit their seals.
    """

    def __init__(
        self,
        folder: Path,
        generation: Path,
        written: Manifest,
        store: Store,
        dense: Dense,
        lexical: Lexical,
        space: Whitening,
    ) -> None:
        self.folder = folder
        self.generation = generation
        self.manifest = written
        self._store = store
        self._dense = dense
        self._lexical = lexical
        self._whitening = space
        self.warning: str | None = None
        self.refused = 0
        # Nothing changes a generation, so a page that was read is as good as the one on disk.
        self._page = lru_cache(PAGES_KEPT)(self._read_page)

    @classmethod
    def open(cls, folder: Path) -> "Library":
        """Open the generation that CURRENT names, every file's hash checked; or, where that is
        damaged, the one that may be served in its stead, with a `warning`.

        Raises:
            NoLibrary: there is none.
            DamagedLibrary: a file is missing or altered, or the parts do not fit each other.
            WrongFormat: another version of this program wrote it.
        """
        try:
            return cls.open_newest(folder)
        except DamagedLibrary as error:
            before = Current.read(folder).before
            if before is None:
                raise
            try:
                library = cls._open(before.checked())
            except LibraryError:
                raise error from None
            library.warning = (
                f"{folder}: the library is damaged ({error.evidence}); it is served as it was "
                f"before its last build; mend it with: {repairing(folder)}"
            )
            return library

    @classmethod
    def open_newest(cls, folder: Path) -> "Library":
        """Open the generation that CURRENT names, and no other: what is to be built upon, or
        checked.

        Raises:
            NoLibrary, DamagedLibrary, WrongFormat: as `open`.
        """
        while True:
            pointer = Current.read(folder)
            try:
                return cls._open(pointer.served.checked())
            except DamagedLibrary:
                # A build may have gone on meanwhile, and swept away what was being opened.
                if Current.read(folder) == pointer:
                    raise

    @classmethod
    def _open(cls, generation: Path) -> "Library":
        folder = generation.parent
        written = Manifest.read(generation)
        try:
            for trouble in written.troubles(generation, trusting=True):
                raise DamagedLibrary(folder, trouble)
            store = Store.read(generation / STORE)
            dense = Dense.read(generation / VECTORS, written.coarse)
            lexical = Lexical.read(generation / WORDS)
            space = Whitening.read(generation / SPACE)
            library = cls(folder, generation, written, store, dense, lexical, space)
            for trouble in library._quick_troubles():
                raise DamagedLibrary(folder, trouble)
        except (Broken, OSError, RuntimeError, ValueError) as error:
            raise damage(folder, generation.name, error) from error
        return library

    def close(self) -> None:
        """Close the files."""
        self._store.close()

    # Looking up.

    def page(self, page_id: str) -> Page:
        """A page by its id.

        Raises:
            KeyError: there is no such page.
            DamagedLibrary: its row makes no page.
        """
        return self._page(page_id)

    def _read_page(self, page_id: str) -> Page:
        try:
            page = self._store.page(page_id)
        except ValueError as error:
            raise DamagedLibrary(self.folder, f"page {page_id}: {error}") from error
        if page is None:
            raise KeyError(page_id)
        return page

    def answer(self, answer_id: str) -> Found:
        """An answer by its id, with its page; its words and its doctor checked against its seal.

        Raises:
            KeyError: there is no such answer.
            DamagedLibrary: the words or the doctor are not those of the page as it was read.
        """
        (found,) = self.answers([answer_id])
        return found

    def answers(self, answer_ids: Sequence[str]) -> list[Found]:
        """Several answers, as `answer` gives each.

        Raises:
            KeyError, DamagedLibrary: as for one.
        """
        origins = self._store.origins(answer_ids)
        found = []
        for answer_id in answer_ids:
            page_id, wanted = origins[answer_id]
            try:
                page = self.page(page_id)
                answer = next(answer for answer in page.answers if answer.id == answer_id)
                fits = seal_fits(page, answer, wanted)
            except (KeyError, StopIteration):  # it stands on no page, or not on that one
                fits = False
            if not fits:
                self.refused += 1
                raise DamagedLibrary(self.folder, misfit(answer_id))
            found.append(Found(page, answer))
        return found

    def pages(self) -> Iterator[Page]:
        """Every page, in the order of the ids."""
        return map(self._read_page, self._store.page_ids())

    def titles(self, limit: int) -> list[str]:
        """Titles of the pages with most answers: questions that this library can answer."""
        return self._store.titles(limit)

    def seals(self, answer_ids: Sequence[str]) -> dict[str, str]:
        """The seals of those answers that are here: where one is the same, so are the words and the
        doctor."""
        return {one: made for one, (_, made) in self._store.origins(answer_ids).items()}

    def listed(self, letters: str, limit: int) -> tuple[list[Listed], int]:
        """The pages whose title or id holds some letters, and how many there are in all."""
        return self._store.listed(letters, limit)

    def notice(self) -> str | None:
        """The legal notice that most pages carry, as it stands on one of them."""
        return self._store.notice()

    def doctors(self, among: Sequence[str] | None = None) -> Iterator[tuple[str, Doctor]]:
        """The id of every answer, or of those given, with the doctor who gave it."""
        return self._store.doctors(among)

    def vocabulary(self) -> Mapping[str, int]:
        """The doctors' words: in how many answers and titles each stands.

        The words are in lower case and without accents; "patient's" stands as "patient".
        """
        return self._vocabulary

    def names(self) -> AbstractSet[str]:
        """The words of the doctors' names, credentials and places, plain as in `vocabulary`."""
        return self._names

    def rarity(self, word: str) -> float:
        """How much a word tells, as it stands in few answers and titles here: BM25's inverse
        document frequency, from 0 upwards."""
        held = self.vocabulary().get(plain(word), 0)
        places = max(self.manifest.answers + self.manifest.pages, held)
        return log(1 + (places - held + 0.5) / (held + 0.5))

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._store)

    @cached_property
    def _names(self) -> Names:
        return Names(self._store)

    def encoder(self) -> Encoder:
        """The encoder that the library was built with: the one it keeps, or else the same model
        by its name, which takes seconds to load."""
        kept = self.generation / ENCODER
        if kept.is_dir():
            return OnnxEncoder.open(kept)
        return load_encoder(self.manifest.encoder)

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
    ) -> Finding:
        """The k answers nearest to a question, each by its best passage, best first.

        Args:
            wordings: the question, and other ways to put it; a passage may be near to any.
            encoder: the one that the library was built with.
            among: search these answers only, by id; filters come before ranking.
            reranker: has the last word on the order of the best.

        Raises:
            ValueError: there is no wording.
            WrongEncoder: the library was built with another one.
        """
        if not wordings:
            raise ValueError("nothing is asked")
        self.check_encoder(encoder)
        vectors = encoder.encode_query(wordings)
        with single_threaded():
            return self._find(wordings, vectors, encoder, k, among, reranker)

    def _find(
        self,
        wordings: Sequence[str],
        vectors: Vectors,
        counter: Counter,
        k: int,
        among: Sequence[str] | None,
        reranker: Scorer | None,
    ) -> Finding:
        allowed = None if among is None else set(self._store.passage_ids(among))
        pool = max(POOL, 5 * k)
        near = _best(self._dense.search(vector, pool, allowed) for vector in vectors)
        shared = _best(self._lexical.search(text, pool, allowed) for text in wordings)
        ids, answers, known = self._whole_answers(near.keys() | shared.keys())
        closeness = (known @ vectors.T).max(axis=1, initial=-1.0)
        scores = self._compared(vectors, answers, known)
        pooled = np.isin(ids, np.array([*near, *shared], dtype=np.int64))
        compared = list(zip(ids[pooled].tolist(), scores[pooled].tolist(), strict=True))
        ranking = fuse([compared, list(shared.items())], [DENSE_WEIGHT, LEXICAL_WEIGHT])
        best = _best_per_answer(ranking, dict(zip(ids.tolist(), answers.tolist(), strict=True)))
        first = best[: k if reranker is None else max(RERANKED, k)]
        hits = self._hits(first, dict(zip(ids.tolist(), closeness.tolist(), strict=True)))
        if reranker is not None:
            clues = [self._clue(hit.passage, counter) for hit in hits]
            hits = reranked(hits, wordings[0], clues, reranker)
        space = self._whitening
        evidence = Evidence(
            closeness=float(closeness.max(initial=0.0)) / space.near,
            topic=float((vectors @ space.mean).max()) / space.common,
            known=max(map(self._lexical.known, wordings)),
        )
        return Finding(hits[:k], evidence, space.near)

    def nearest(self, question: str, encoder: Encoder, k: int = 8) -> list[Hit]:
        """The k answers nearest by vectors alone, for comparing; the score is the cosine.

        Raises:
            WrongEncoder: the library was built with another one.
        """
        self.check_encoder(encoder)
        ranking = self._dense.search(encoder.encode_query([question])[0], 5 * k)
        ids, answers, _ = self._whole_answers([number for number, _ in ranking])
        best = _best_per_answer(ranking, dict(zip(ids.tolist(), answers.tolist(), strict=True)))
        return self._hits(best[:k], dict(ranking))

    def near(self, topic: str, encoder: Encoder, closeness: float) -> set[str]:
        """The ids of the answers with a passage of at least that cosine to a topic.

        Raises:
            WrongEncoder: the library was built with another one.
        """
        self.check_encoder(encoder)
        ids = self._dense.near(encoder.encode_query([topic])[0], closeness)
        return {passage.answer_id for passage in self._passages(ids.tolist()).values()}

    def mentioning(self, topic: str) -> set[str]:
        """The ids of the answers in which one passage holds every word of the topic."""
        passages = self._store.passages(list(self._lexical.holding(topic)))
        return {passage.answer_id for passage in passages.values()}

    def page_vectors(self, most: int) -> tuple[list[str], Vectors]:
        """What pages speak of: the mean vectors of their passages, made of length 1, shape (pages,
        dimension), and the pages' ids; of at most so many passages, evenly chosen."""
        ids = self._dense.ids[evenly_spaced(len(self._dense), most)]
        vectors = self._dense.vectors(ids)
        passages = self._passages(ids.tolist())
        pages = [Page.id_of(passages[number].answer_id) for number in ids.tolist()]
        named = sorted(set(pages))
        rows = np.searchsorted(named, pages)
        sums = np.zeros((len(named), self._dense.dimension), dtype=np.float32)
        np.add.at(sums, rows, vectors)
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        return named, sums

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
        if isinstance(encoder, OnnxEncoder) and not encoder.sound:
            raise DamagedLibrary(self.folder, f"{ENCODER} no longer makes the vectors it made")

    def _passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        passages = self._store.passages(ids)
        for number in ids:
            if number not in passages:
                raise DamagedLibrary(self.folder, f"vector {number} belongs to no passage")
        return passages

    def _whole_answers(self, ids: Collection[int]) -> tuple[Numbers, Numbers, Vectors]:
        """All passages of the answers of some passages: their ids, the id of the first passage of
        each one's answer, and their vectors, shape (passages, dimension)."""
        try:
            found, answers = self._dense.siblings(np.fromiter(ids, np.int64, len(ids)))
            return found, answers, self._dense.vectors(found)
        except LookupError as error:
            raise DamagedLibrary(self.folder, f"a passage has no vector ({error})") from error

    def _compared(self, asked: Vectors, answers: Numbers, vectors: Vectors) -> Vectors:
        """All passages of some answers, whose vectors are given, by the cosine of whitened
        vectors, to which that of the whole answer, the mean of its passages, is added in part."""
        if not len(answers):
            return np.empty(0, dtype=np.float32)
        # The passages of an answer stand side by side.
        _, starts, counts = np.unique(answers, return_index=True, return_counts=True)
        whitened = self._whitening.whitened(vectors)
        alone = len(starts) == len(answers)
        wholes = whitened.copy() if alone else np.add.reduceat(whitened, starts, axis=0)
        wholes /= np.maximum(np.linalg.norm(wholes, axis=1, keepdims=True), 1e-12)
        wanted = self._whitening.whitened(asked).T
        scores = whitened @ wanted + WHOLE * np.repeat(wholes @ wanted, counts, axis=0)
        return np.asarray(scores.max(axis=1))

    def _hits(self, ranking: Ranking, closeness: Mapping[int, float]) -> list[Hit]:
        passages = self._passages([number for number, _ in ranking])
        return [Hit(passages[number], score, closeness[number]) for number, score in ranking]

    def _clue(self, passage: Passage, counter: Counter) -> str:
        found = self.answer(passage.answer_id)
        return clue(found.page, found.answer, passage, counter)

    # What the next build takes over.

    def stored(self) -> dict[str, Stored]:
        """Every page's id, with its digest and file."""
        return self._store.stored()

    def files(self) -> dict[str, KnownFile]:
        """The files of which every page is here, by absolute path."""
        return {file: KnownFile(*found) for file, found in self._store.files().items()}

    def embedded(self, digests: Collection[bytes]) -> dict[bytes, int]:
        """For each of those clues that is here: its digest, and a passage that has it."""
        return self._store.embedded(digests)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of those passages, shape (ids, dimension).

        Raises:
            DamagedLibrary: one has none.
        """
        try:
            return self._dense.vectors(ids)
        except LookupError as error:
            raise DamagedLibrary(self.folder, f"a passage has no vector ({error})") from error

    # Checking.

    def troubles(self) -> Iterator[str]:
        """Everything that is not as it was built: files, counts, vectors, spans, seals."""
        yield from self.manifest.troubles(self.generation)
        yield from self._size_troubles()
        yield from self._count_troubles()
        yield from self._vector_troubles()
        for page_id in self._store.page_ids():
            try:
                yield from self._page_troubles(self._read_page(page_id))
            except DamagedLibrary as error:
                yield error.evidence

    def _quick_troubles(self) -> Iterator[str]:
        """What is told without reading a large file to its end."""
        yield from self._size_troubles()
        if self.manifest.files[STORE].size < TRUSTED:
            yield from self._count_troubles()

    def _size_troubles(self) -> Iterator[str]:
        wanted = self.manifest
        for name, found in ((WORDS, len(self._lexical)), (VECTORS, len(self._dense))):
            if found != wanted.passages:
                yield f"{name} has {found} passages, the manifest says {wanted.passages}"
        for name, found in (
            (VECTORS, self._dense.dimension),
            (SPACE, len(self._whitening.mean)),
        ):
            if found != wanted.dimension:
                yield f"{name} has dimension {found}, not {wanted.dimension}"

    def _count_troubles(self) -> Iterator[str]:
        counts = self._store.counts()
        for name in ("pages", "answers", "passages"):
            found, wanted = getattr(counts, name), getattr(self.manifest, name)
            if found != wanted:
                yield f"{STORE} has {found} {name}, the manifest says {wanted}"

    def _vector_troubles(self) -> Iterator[str]:
        ids = self._dense.ids
        if not np.array_equal(ids, np.array(self._store.passage_ids(), dtype=np.int64)):
            yield f"{VECTORS} and {STORE} do not hold the same passages"
            return
        for start in range(0, len(ids), BLOCK):
            rows = ids[start : start + BLOCK]
            lengths = np.linalg.norm(self._dense.vectors(rows), axis=1)
            for at in np.flatnonzero(~(np.abs(lengths - 1) < 1e-3)):
                yield f"vector {rows[at]} in {VECTORS} has length {lengths[at]}, not 1"

    def _page_troubles(self, page: Page) -> Iterator[str]:
        yield from self._store.misfits(page.id)
        for answer in page.answers:
            ids = self._store.passage_ids([answer.id])
            for number, passage in self._store.passages(ids).items():
                if not answer.body.holds(passage.span):
                    yield f"passage {number} reaches out of answer {answer.id}"


def load_encoder(name: str) -> Encoder:
    """A model by its name, which takes seconds to load."""
    return SentenceEncoder(name)


def _best(rankings: Iterable[Ranking]) -> dict[int, float]:
    """The best score that any wording gave each passage."""
    best: dict[int, float] = {}
    for ranking in rankings:
        for number, score in ranking:
            best[number] = max(score, best.get(number, score))
    return best


def _best_per_answer(ranking: Ranking, answers: Mapping[int, int]) -> Ranking:
    """Of each answer the passage that comes first."""
    seen: set[int] = set()
    best = []
    for number, score in ranking:
        if answers[number] not in seen:
            seen.add(answers[number])
            best.append((number, score))
    return best


def exists(folder: Path) -> bool:
    """Whether a folder holds a library, sound or not."""
    try:
        Current.read(folder)
    except NoLibrary:
        return False
    except DamagedLibrary:
        return True
    return True

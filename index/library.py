"""The library on disk, opened for reading: search, and look up a page, an answer, a doctor.

library/
  CURRENT                 the generation that is served, and the hash of its manifest
  generation-000002/      immutable once CURRENT names it
    library.sqlite        pages, answers, passages: the truth; and their words
    vectors.faiss words/  derived from it, and
    space.npz             how the vectors lie
    manifest.json         size and hash of every file
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np

from index.chunk import Counter, clue
from index.dense import Dense, Ranking
from index.encode import Encoder, Vectors
from index.errors import DamagedLibrary, NoLibrary, WrongEncoder
from index.fuse import fuse
from index.lexical import Lexical
from index.manifest import Manifest
from index.model import Answer, Doctor, Hit, Page, Passage
from index.pointer import current_generation
from index.rerank import Scorer, reranked
from index.space import Space
from index.store import Broken, Store, Stored, seal

STORE, VECTORS, SPACE, WORDS = "library.sqlite", "vectors.faiss", "space.npz", "words"
POOL = 300
"""Passages that each ranker puts forward for fusion."""
DENSE_WEIGHT, LEXICAL_WEIGHT = 0.87, 0.13
"""Measured on patients' questions: ahead of vectors alone, and far ahead of equal weights."""
RERANKED = 30
"""Hits that a reranker reads."""
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
    """The hits for a question, best first, how much they tell, how close neighbouring passages are
    here (a cosine), and the vectors of the question's wordings, shape (wordings, dimension)."""

    hits: list[Hit]
    evidence: Evidence
    near: float
    vectors: Vectors


class Library:
    """One generation of a library, open for reading. Threads may share it."""

    def __init__(
        self,
        folder: Path,
        generation: Path,
        written: Manifest,
        store: Store,
        dense: Dense,
        lexical: Lexical,
        space: Space,
    ) -> None:
        self.folder = folder
        self.generation = generation
        self.manifest = written
        self._store = store
        self._dense = dense
        self._lexical = lexical
        self._space = space

    @classmethod
    def open(cls, folder: Path) -> "Library":
        """Open the generation that CURRENT names, every file's hash checked.

        Raises:
            NoLibrary: there is none.
            DamagedLibrary: a file is missing or altered, or the parts do not fit each other.
            WrongFormat: another version of this program wrote it.
        """
        generation = current_generation(folder)
        written = Manifest.read(generation)
        for trouble in written.troubles(generation):
            raise DamagedLibrary(folder, trouble)
        try:
            store = Store.read(generation / STORE)
            dense = Dense.read(generation / VECTORS)
            lexical = Lexical.read(generation / WORDS)
            space = Space.read(generation / SPACE)
            library = cls(folder, generation, written, store, dense, lexical, space)
            for trouble in library._count_troubles():
                raise DamagedLibrary(folder, trouble)
        except (Broken, RuntimeError, ValueError) as error:
            raise DamagedLibrary(folder, f"{generation.name}: {error}") from error
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
        page_id = self._store.page_of(answer_id)
        if page_id is None:
            raise KeyError(answer_id)
        page = self.page(page_id)
        answer = next(answer for answer in page.answers if answer.id == answer_id)
        self.check_seal(page, answer)
        return Found(page, answer)

    def check_seal(self, page: Page, answer: Answer) -> None:
        """Refuse an answer whose words or doctor are not those of the page as it was read.

        Raises:
            DamagedLibrary: they are not.
        """
        try:
            fits = seal(page, answer) == self._store.seal_of(answer.id)
        except ValueError:
            fits = False
        if not fits:
            raise DamagedLibrary(self.folder, f"answer {answer.id} does not fit its seal")

    def pages(self) -> Iterator[Page]:
        """Every page, in the order of the ids."""
        return map(self.page, self._store.page_ids())

    def titles(self, limit: int) -> list[str]:
        """Titles of the pages with most answers: questions that this library can answer."""
        return self._store.titles(limit)

    def notice(self) -> str | None:
        """The legal notice that most pages carry, as it stands on one of them."""
        return self._store.notice()

    def doctors(self) -> Iterator[tuple[str, Doctor]]:
        """Every answer's id with the doctor who gave it."""
        return self._store.doctors()

    def vocabulary(self) -> Mapping[str, int]:
        """The doctors' words: in how many answers and titles each stands; read once.

        The words are in lower case and without accents; "patient's" stands as "patient".
        """
        return self._vocabulary

    def names(self) -> frozenset[str]:
        """The words of the doctors' names, credentials and places, plain as in `vocabulary`."""
        return self._names

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        return MappingProxyType(self._store.vocabulary())

    @cached_property
    def _names(self) -> frozenset[str]:
        return self._store.names()

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
        allowed = None if among is None else set(self._store.passage_ids(among))
        pool = max(POOL, 5 * k)
        near = _best(self._dense.search(vector, pool, allowed) for vector in vectors)
        shared = _best(self._lexical.search(text, pool, allowed) for text in wordings)
        passages = self._passages(list(dict.fromkeys([*near, *shared])))
        answers = dict.fromkeys(passage.answer_id for passage in passages.values())
        whole = self._store.passages(self._store.passage_ids(list(answers)))
        known = self._vectors(list(whole))
        closeness = dict(zip(whole, (known @ vectors.T).max(axis=1).tolist(), strict=True))
        scores = self._compared(vectors, whole, known)
        compared = [(number, scores[number]) for number in passages]
        ranking = fuse([compared, list(shared.items())], [DENSE_WEIGHT, LEXICAL_WEIGHT])
        hits = _best_per_answer(ranking, passages, closeness)
        if reranker is not None:
            first = hits[: max(RERANKED, k)]
            clues = [self._clue(hit.passage, encoder) for hit in first]
            hits = reranked(first, wordings[0], clues, reranker)
        space = self._space
        evidence = Evidence(
            closeness=max(closeness.values(), default=0.0) / space.near,
            topic=float((vectors @ space.mean).max()) / space.common,
            known=max(map(self._lexical.known, wordings)),
        )
        return Finding(hits[:k], evidence, space.near, vectors)

    def nearest(self, question: str, encoder: Encoder, k: int = 8) -> list[Hit]:
        """The k answers nearest by vectors alone, for comparing; the score is the cosine.

        Raises:
            WrongEncoder: the library was built with another one.
        """
        self.check_encoder(encoder)
        ranking = self._dense.search(encoder.encode_query([question])[0], 5 * k)
        passages = self._passages([number for number, _ in ranking])
        return _best_per_answer(ranking, passages, dict(ranking))[:k]

    def mentioning(self, topic: str) -> set[str]:
        """The ids of the answers in which one passage holds every word of the topic."""
        passages = self._store.passages(list(self._lexical.holding(topic)))
        return {passage.answer_id for passage in passages.values()}

    def check_encoder(self, encoder: Encoder) -> None:
        """Refuse an encoder that did not make this library's vectors.

        Raises:
            WrongEncoder: it did not.
        """
        if encoder.fingerprint != self.manifest.fingerprint:
            found = f"{encoder.name} ({encoder.fingerprint[:12]})"
            wanted = f"{self.manifest.encoder} ({self.manifest.fingerprint[:12]})"
            raise WrongEncoder(self.folder, found, wanted)

    def _passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        passages = self._store.passages(ids)
        for number in ids:
            if number not in passages:
                raise DamagedLibrary(self.folder, f"vector {number} belongs to no passage")
        return passages

    def _vectors(self, ids: Sequence[int]) -> Vectors:
        try:
            return self._dense.vectors(ids)
        except RuntimeError as error:
            raise DamagedLibrary(self.folder, f"a passage has no vector ({error})") from error

    def _compared(
        self, asked: Vectors, passages: Mapping[int, Passage], vectors: Vectors
    ) -> dict[int, float]:
        """All passages of some answers, whose vectors are given, by the cosine of stretched
        vectors, to which that of the whole answer, the mean of its passages, is added in part."""
        numbers: dict[str, int] = {}
        rows = np.array(
            [numbers.setdefault(one.answer_id, len(numbers)) for one in passages.values()],
            dtype=np.int64,
        )
        stretched = self._space.stretched(vectors)
        wholes = np.zeros((len(numbers), stretched.shape[1]), dtype=np.float32)
        np.add.at(wholes, rows, stretched)
        wholes /= np.maximum(np.linalg.norm(wholes, axis=1, keepdims=True), 1e-12)
        wanted = self._space.stretched(asked).T
        scores = stretched @ wanted + WHOLE * (wholes @ wanted)[rows]
        return dict(zip(passages, scores.max(axis=1).tolist(), strict=True))

    def _clue(self, passage: Passage, counter: Counter) -> str:
        found = self.answer(passage.answer_id)
        return clue(found.page, found.answer, passage, counter)

    # What the next build takes over.

    def stored(self) -> dict[str, Stored]:
        """Every page's id, with its digest and file."""
        return self._store.stored()

    def vectors_of_clues(self, digests: Collection[str]) -> dict[str, Vectors]:
        """The vectors of those clues, by digest, as far as they are here."""
        known = self._store.embedded(digests)
        vectors = self._dense.vectors(list(known.values()))
        return dict(zip(known, vectors, strict=True))

    def vectors_except(self, gone: Collection[int]) -> tuple[list[int], Vectors]:
        """The ids and vectors of all passages but those."""
        ids = [number for number in self._dense.ids if number not in gone]
        return ids, self._dense.vectors(ids)

    # Checking.

    def troubles(self) -> Iterator[str]:
        """Everything that is not as it was built: files, counts, vectors, spans, seals."""
        yield from self.manifest.troubles(self.generation)
        yield from self._count_troubles()
        yield from self._vector_troubles()
        for page_id in self._store.page_ids():
            try:
                yield from self._page_troubles(self.page(page_id))
            except DamagedLibrary as error:
                yield error.evidence

    def _count_troubles(self) -> Iterator[str]:
        counts = self._store.counts()
        for name in ("pages", "answers", "passages"):
            found, wanted = getattr(counts, name), getattr(self.manifest, name)
            if found != wanted:
                yield f"{STORE} has {found} {name}, the manifest says {wanted}"
        if len(self._lexical) != counts.passages:
            yield f"{WORDS} has {len(self._lexical)} passages, {STORE} has {counts.passages}"
        if len(self._dense.ids) != counts.passages:
            yield f"{VECTORS} has {len(self._dense.ids)} vectors, {STORE} {counts.passages}"
        if self._dense.dimension != self.manifest.dimension:
            yield f"{VECTORS} has dimension {self._dense.dimension}, not {self.manifest.dimension}"
        if len(self._space.mean) != self.manifest.dimension:
            yield f"{SPACE} has dimension {len(self._space.mean)}, not {self.manifest.dimension}"

    def _vector_troubles(self) -> Iterator[str]:
        ids = self._store.passage_ids()
        if sorted(self._dense.ids) != ids:
            yield f"{VECTORS} and {STORE} do not hold the same passages"
            return
        lengths = np.linalg.norm(self._dense.vectors(ids), axis=1)
        for number in np.flatnonzero(~(np.abs(lengths - 1) < 1e-3)):
            yield f"vector {ids[number]} in {VECTORS} has length {lengths[number]}, not 1"

    def _page_troubles(self, page: Page) -> Iterator[str]:
        for answer in page.answers:
            try:
                self.check_seal(page, answer)
            except DamagedLibrary as error:
                yield error.evidence
            ids = self._store.passage_ids([answer.id])
            for number, passage in self._store.passages(ids).items():
                if not answer.body.holds(passage.span):
                    yield f"passage {number} reaches out of answer {answer.id}"


def _best(rankings: Iterable[Ranking]) -> dict[int, float]:
    """The best score that any wording gave each passage."""
    best: dict[int, float] = {}
    for ranking in rankings:
        for number, score in ranking:
            best[number] = max(score, best.get(number, score))
    return best


def _best_per_answer(
    ranking: Ranking, passages: Mapping[int, Passage], closeness: Mapping[int, float]
) -> list[Hit]:
    hits: dict[str, Hit] = {}
    for number, score in ranking:
        passage = passages[number]
        if passage.answer_id not in hits:
            hits[passage.answer_id] = Hit(passage, score, closeness[number])
    return list(hits.values())


def exists(folder: Path) -> bool:
    """Whether a folder holds a library, sound or not."""
    with suppress(NoLibrary):
        current_generation(folder)
        return True
    return False

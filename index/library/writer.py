"""Writes the files of the next generation in a folder of its own, then puts it in place.

A generation is written in `making-…`, flushed to disk, renamed, and only then named in CURRENT by
one atomic replacement. If that is interrupted, the old generation is still served.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TypeAlias

import numpy as np

from index.durable import close_to_others, flush, private_folder
from index.encoders.encoder import Encoder, IntArray, Vectors
from index.encoders.kept_exports import kept_or_exported
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.onnx_export import NotExported
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder
from index.encoders.vector_cache import VectorCache
from index.errors import damaged_or_exhausted
from index.hard_links import hard_link, hard_link_folder
from index.library.calibrate import calibrated
from index.library.generation import ENCODER, STORE, VECTORS, WHITENING, WORDS, Generation
from index.library.lock import forget_caches
from index.library.open import Library
from index.library.plan import MissedPage, PlannedOutcome, RemovedPage
from index.library.removals import Removals
from index.model import Answer, Page, Passage
from index.pages.read import ReadPage
from index.search import segments
from index.search.chunk import clue, passages
from index.search.lexical import Lexical, LexicalEntry, LexicalWriter
from index.search.sharded_dense import read_dense
from index.search.whitening import TRAINING_PASSAGES, LearntFrom, Whitening, evenly_spaced
from index.storage.current import generations, number_of, point_at
from index.storage.growing_store import GrowingStore
from index.storage.history import Event, note, settle_history
from index.storage.manifest import (
    Calibration,
    InvertedFileCard,
    Manifest,
    Marks,
    Shard,
    marks,
)
from index.storage.own_files import keep_own_files
from index.storage.shards import SHARD_PASSAGES, shard_folders
from index.storage.store import Counts, Store

WINDOW = 4096
"""Passages whose clues are in memory at once, and are sorted by length for encoding."""
GROUP = 256
"""Clues encoded between two reports of progress; these are lost if the build is killed."""

KnownVectors: TypeAlias = Iterable[tuple[Sequence[bytes], Vectors]]
"""Digests of clues, and their vectors, shape (digests, dimension)."""
Progress: TypeAlias = Callable[[int, int], None]
"""Called with the number of texts encoded so far, and of all to encode."""


@dataclass(frozen=True, slots=True)
class GenerationContent:
    """What changes in the next generation: the pages to write, the ids of those to remove, and the
    hashes, by absolute path, of the files that need not be read again."""

    pages: Iterable[PlannedOutcome]
    removed: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenGeneration:
    """A generation that was written: its manifest, how many texts were encoded, and the planned
    pages that could not be read again. `not_exported` is why its encoder could not be exported."""

    manifest: Manifest
    embedded: int
    missed: tuple[MissedPage, ...]
    not_exported: str | None


@dataclass(slots=True)
class _NewPassages:
    """The passages that a build adds: their ids, ascending, the id of the first passage of each
    one's answer, and the digests of their clues."""

    ids: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)


class GenerationWriter:
    """Writes one generation: `write` its files, then `commit` it; `changing` must be held."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        previous: Library | None,
        removals: Removals,
        progress: Progress = lambda done, total: None,
        shard_passages: int | None = None,
    ) -> None:
        """Begin a generation. The default model is exported beside what the caller does until it
        writes; any other, which takes long, before it goes on.

        Args:
            folder: the library's.
            previous: the generation to build on, if any; it is read, never changed.
            removals: the tombstones, of which the generation keeps a copy.
            shard_passages: passages from which another shard is begun, if not as before.
        """
        self._folder = folder
        self._previous = previous
        self._removals = removals
        self._progress = progress
        self._making = next_generation(folder)
        self._number = number_of(self._making)
        private_folder(self._making)
        removals.now.write(self._making)
        self._not_exported: str | None = None
        self._exporting = _beside(
            lambda: self._kept_encoder(encoder), waits=encoder.name != DEFAULT
        )
        before = None if previous is None else previous.manifest.shard_passages
        self._shard_passages = before if shard_passages is None else shard_passages
        self._new = _NewPassages()
        self._removed_ids: list[int] = []
        self._changed_pages = 0
        self._missed: list[MissedPage] = []
        self._embedded = 0

    def write(self, content: GenerationContent, known: KnownVectors = ()) -> WrittenGeneration:
        """Write all files of the generation, its manifest last.

        Args:
            known: vectors that were made before.
        """
        cache = VectorCache(vector_cache_of(self._folder, self._encoder), self._encoder.dimension)
        with closing(cache), closing(self._opened_store()) as store:
            for digests, vectors in known:
                _cache_vectors(cache, digests, vectors)
            self._write_pages(store, content)
            cards = self._write_vectors(store, self._vectors(cache, store))
            self._write_whitening(store)
            counts = store.counts()
        manifest = self._manifest(counts, cards)
        manifest = replace(manifest, calibration=self._calibration(manifest))
        manifest.write(self._making)
        return WrittenGeneration(manifest, self._embedded, tuple(self._missed), self._not_exported)

    def commit(self, event: Event, *, forbid_fallback: bool) -> None:
        """Keep the library's own files as they are now, flush everything to disk, then serve the
        generation.

        Args:
            event: what the history is to say of it.
            forbid_fallback: the previous generation may not be the fallback.
        """
        before = None if self._previous is None or forbid_fallback else self._previous.generation
        put_in_place(self._making, before, event)

    def settle(self) -> None:
        """Wait until nothing is written beside the caller's work, for who gives the lock back."""
        wait([self._exporting])

    # The encoder.

    @property
    def _encoder(self) -> Encoder:
        return self._exporting.result()

    def _kept_encoder(self, encoder: Encoder) -> Encoder:
        """Export the encoder into the library and use the export; if that fails, the encoder."""
        kept = self._making / ENCODER
        before = encoder if self._previous is None else self._previous.encoder()
        if isinstance(before, OnnxEncoder):
            hard_link_folder(before.folder, kept)
            return OnnxEncoder.open(kept)
        if self._previous is None and isinstance(encoder, SentenceEncoder):
            kept.mkdir()
            try:
                return kept_or_exported(encoder, kept)
            except NotExported as error:
                shutil.rmtree(kept)
                self._not_exported = error.reason
        return encoder

    # Pages and words.

    def _opened_store(self) -> GrowingStore:
        most = self._shard_passages or SHARD_PASSAGES
        if self._previous is None:
            return GrowingStore.empty(self._making, STORE, most)
        return GrowingStore.following(self._previous.generation, self._making, STORE, most)

    def _opened_words(self) -> Lexical:
        folder = self._making / WORDS
        if self._previous is None:
            return Lexical.create(folder)
        folder.mkdir()
        before = self._previous.generation / WORDS
        for file in before.iterdir():
            if file.suffix == ".json":
                shutil.copy2(file, folder / file.name)  # the lists of files, which do change
            elif file.suffix != ".lock":
                hard_link(file, folder / file.name)
        try:
            return Lexical.read(folder)
        except ValueError as error:
            raise damaged_or_exhausted(
                self._folder, f"{before.parent.name}/{WORDS}", error
            ) from error

    def _write_pages(self, store: Store, content: GenerationContent) -> None:
        with self._opened_words().changing() as words:
            for found in content.pages:
                if isinstance(found, MissedPage):
                    self._missed.append(found)
                    continue
                self._changed_pages += 1
                if isinstance(found, RemovedPage):
                    self._removed_ids += store.remove(found.page_id)
                    continue
                self._removed_ids += store.remove(found.page.id)
                self._add(store, words, found)
            for page_id in content.removed:
                self._removed_ids += store.remove(page_id)
            self._changed_pages += len(content.removed)
            words.remove(self._removed_ids)
        missed = {one.file for one in self._missed}  # the next build must read these again
        files = {file: made for file, made in content.files.items() if file not in missed}
        if self._removals.lost:  # what may come in again is in files that did not change
            store.forget_files()
        store.note_files(files)
        store.save()
        if self._removals.gained and self._previous is not None:
            store.vacuum()
            _write_words_anew(self._making / WORDS, store)

    def _add(self, store: Store, words: LexicalWriter, reading: ReadPage) -> None:
        page = reading.page
        found = reading.passages
        if found is None:
            found = tuple((one.passage, one.digest) for one in passages_of(page, self._encoder))
        ids = store.add(page, reading.file, found)
        title = page.quoted(page.title) or ""
        headlines = {answer.id: page.quoted(answer.headline) or "" for answer in page.answers}
        firsts: dict[str, int] = {}
        for number, (passage, digest) in zip(ids, found, strict=True):
            self._new.ids.append(number)
            self._new.answers.append(firsts.setdefault(passage.answer_id, number))
            self._new.digests.append(digest)
            headline = headlines[passage.answer_id]
            words.add(LexicalEntry(number, title, headline, page.quote(passage.span)))

    # Vectors.

    def _vectors(self, cache: VectorCache, store: Store) -> Iterator[Vectors]:
        """The vectors of all new passages in turn, window by window.

        A clue that the previous generation already had keeps its vector, and so does one that an
        interrupted build encoded; every other clue is encoded once, however many passages share
        it. Clues are made again only where one of a window must be encoded.
        """
        every = self._new.digests
        known = {} if self._previous is None else self._previous.embedded(set(every))
        total = sum(digest not in known and digest not in cache for digest in set(every))
        for start in range(0, len(every), WINDOW):
            digests = every[start : start + WINDOW]
            if any(one not in known and one not in cache for one in digests):
                clues = _clues(store, self._new.ids[start] - 1, self._encoder)
                texts = dict(zip(digests, islice(clues, len(digests)), strict=True))
                self._encode({one: texts[one] for one in texts if one not in known}, cache, total)
            different = dict.fromkeys(digests)
            vectors = dict(cache.vectors(different))
            if self._previous is not None:
                old = [one for one in different if one in known and one not in vectors]
                found = self._previous.vectors([known[one] for one in old])
                vectors |= zip(old, found, strict=True)
            yield np.stack([vectors[digest] for digest in digests])

    def _encode(self, texts: Mapping[bytes, str], cache: VectorCache, total: int) -> None:
        """Encode the texts that are not cached, similar lengths together: a batch costs what its
        longest text costs."""
        wanted = sorted((one for one in texts if one not in cache), key=lambda one: len(texts[one]))
        for start in range(0, len(wanted), GROUP):
            group = wanted[start : start + GROUP]
            cache.add(group, self._encoder.encode_document([texts[digest] for digest in group]))
            self._embedded += len(group)
            self._progress(self._embedded, total)

    def _write_vectors(
        self, store: GrowingStore, vectors: Iterator[Vectors]
    ) -> list[InvertedFileCard | None]:
        """Write the vectors of every shard; the cards of their inverted files, as far as there are
        any."""
        folders = shard_folders(self._making)
        old = [] if self._previous is None else shard_folders(self._previous.generation)
        known = () if self._previous is None else self._previous.manifest.inverted_files
        ids, answers = np.array([self._new.ids, self._new.answers], dtype=np.int64)
        first = len(folders) - len(store.begun) - 1  # to which passages were added
        ends = [*np.searchsorted(ids, store.begun, side="right").tolist(), len(ids)]
        blocks = _cut(vectors, ends)
        none = np.empty((0, self._encoder.dimension), dtype=np.float32)
        cards: list[InvertedFileCard | None] = []
        begun = 0
        for number, shard in enumerate(folders):
            before = old[number] / VECTORS if number < len(old) else None
            if before is not None:
                segments.take_over(before, shard / VECTORS)
            end = ends[number - first] if number >= first else 0
            if end > begun or before is None:
                rows = slice(begun, end)
                new = chain([none], _rows_of(blocks, end - begun))
                segments.add(shard / VECTORS, ids[rows], answers[rows], new)
                begun = end
            segments.remove(shard / VECTORS, self._removed_ids)
            card = known[number] if number < len(known) else None
            cards.append(self._finished(shard / VECTORS, before, card, store))
        return cards

    def _finished(
        self, folder: Path, before: Path | None, card: InvertedFileCard | None, store: Store
    ) -> InvertedFileCard | None:
        """Merge the segments of a shard, and make its inverted file; the card of that."""
        purge = self._removals.gained
        segments.compact(folder, purge=purge)

        def questions() -> Vectors:
            return self._encoder.encode_query(store.titles(segments.RECALL_QUESTIONS))

        return segments.make_inverted_file(folder, before, None if purge else card, questions)

    def _write_whitening(self, store: Store) -> None:
        """Learn the whitening from all vectors, old and new; where it is learnt from every one,
        with the length of each. That of a large library stays while it hardly changes."""
        dense = read_dense(self._making, VECTORS)
        every = dense.ids
        if self._keeps_whitening(every):
            assert self._previous is not None  # noqa: S101
            hard_link(self._previous.generation / WHITENING, self._making / WHITENING)
            return
        ids = every[evenly_spaced(len(every), TRAINING_PASSAGES)]
        numbers = store.page_numbers(ids.tolist())
        pages = np.array([numbers[number] for number in ids.tolist()], dtype=np.int64)
        whitening = Whitening.of(dense.vectors(ids), pages)
        if len(ids) == len(every) > 0:
            whitening = whitening.keeping(*dense.siblings(ids))
        learnt = LearntFrom(len(every), int(every[-1]) if len(every) else 0)
        replace(whitening, learnt_from=learnt).write(self._making / WHITENING)

    def _keeps_whitening(self, ids: IntArray) -> bool:
        """Whether that of the generation before is near enough for passages of those ids; what was
        removed for good leaves nothing behind."""
        if self._previous is None or self._removals.gained:
            return False
        learnt = self._previous.parts.whitening.learnt_from
        return learnt is not None and learnt.is_near(ids)

    # The manifest.

    def _manifest(self, counts: Counts, cards: Sequence[InvertedFileCard | None]) -> Manifest:
        return Manifest(
            generation=self._number,
            encoder=self._encoder.name,
            fingerprint=self._encoder.fingerprint,
            dimension=self._encoder.dimension,
            pages=counts.pages,
            answers=counts.answers,
            passages=counts.passages,
            files=self._marks(),
            coarse=cards[0],
            listed=self._removals.now.mark,
            shards=tuple(Shard(card) for card in cards[1:]),
            shard_passages=self._shard_passages,
        )

    def _calibration(self, manifest: Manifest) -> Calibration:
        """Try what was written on its own questions."""
        before = None if self._previous is None else self._previous.manifest.calibration
        with closing(Generation.read(self._making, manifest)) as written:
            return calibrated(written, self._encoder, manifest.pages, before, self._changed_pages)

    def _marks(self) -> Marks:
        if self._previous is None:
            return marks(self._making)
        return marks(self._making, self._previous.generation, self._previous.manifest.files)


def _beside(make: Callable[[], Encoder], *, waits: bool) -> "Future[Encoder]":
    """What is made in a thread beside the caller's work; or at once, if that waits for it."""
    pool = ThreadPoolExecutor(1)
    made = pool.submit(make)
    pool.shutdown(wait=waits)
    return made


def next_generation(folder: Path) -> Path:
    """The folder in which the next generation of a library is written."""
    number = 1 + max(map(number_of, generations(folder)), default=0)
    return folder / f"making-{number:06d}"


def put_in_place(making: Path, fallback: Path | None, event: Event) -> Path:
    """Keep the library's own files as they are now, flush everything to disk, then serve the
    generation that was written, for a caller that holds the folder's lock (`changing`). Once it is
    served, what cannot be written any more is left to `changing`, or to the next change."""
    folder = making.parent
    keep_own_files(folder, making)
    for path in (*making.rglob("*"), making):
        close_to_others(path)
        flush(path)
    generation = making.rename(folder / f"generation-{number_of(making):06d}")
    flush(folder)
    note(generation, event)
    point_at(generation, fallback)
    with suppress(OSError):
        forget_caches(folder)
        settle_history(folder, generation)
    return generation


def vector_cache_of(folder: Path, encoder: Encoder) -> Path:
    """The file that keeps the vectors of a running build."""
    return folder / f"journal-{encoder.fingerprint[:16]}"


def _cut(blocks: Iterator[Vectors], ends: Sequence[int]) -> Iterator[Vectors]:
    """The same vectors, in blocks of which none reaches over one of some ends, ascending."""
    given = 0
    for block in blocks:
        parts = np.split(block, [end - given for end in ends if given < end < given + len(block)])
        given += len(block)
        yield from (part for part in parts if len(part))


def _rows_of(blocks: Iterator[Vectors], count: int) -> Iterator[Vectors]:
    """The next blocks that hold so many vectors together."""
    while count > 0 and (block := next(blocks, None)) is not None:
        count -= len(block)
        yield block


def _cache_vectors(cache: VectorCache, digests: Sequence[bytes], vectors: Vectors) -> None:
    rows = {digest: row for row, digest in enumerate(digests) if digest not in cache}
    cache.add(list(rows), vectors[list(rows.values())])


# Passages, and what the encoder reads of them.


@dataclass(frozen=True, slots=True)
class PassageClue:
    """A passage of an answer, and the digest of what the encoder reads of it, 16 bytes."""

    passage: Passage
    answer: Answer
    clue: str

    @property
    def digest(self) -> bytes:
        """The digest of the clue: where it is the same, so is the vector."""
        return hashlib.blake2b(self.clue.encode(), digest_size=16).digest()


def passages_of(page: Page, encoder: Encoder) -> Iterator[PassageClue]:
    """The passages of a page, with what the encoder reads of each."""
    for answer in page.answers:
        for passage in passages(page, answer, encoder):
            yield PassageClue(passage, answer, clue(page, answer, passage, encoder))


def _clues(store: Store, last: int, encoder: Encoder) -> Iterator[str]:
    """What the encoder reads of each passage after one, in the order of their ids."""
    for page, group in _passages_by_page(store, last):
        answers = {answer.id: answer for answer in page.answers}
        for _, passage in group:
            yield clue(page, answers[passage.answer_id], passage, encoder)


def _passages_by_page(
    store: Store, last: int
) -> Iterator[tuple[Page, Iterable[tuple[int, Passage]]]]:
    """The passages after one, in the order of their ids, with the pages that they are on."""
    found = store.passages_after(last)
    for page_id, group in groupby(found, lambda one: Page.id_of(one[1].answer_id)):
        page = store.page(page_id)
        if page is not None:
            yield page, group


def _write_words_anew(folder: Path, store: Store) -> None:
    """Write the words index from scratch: what was removed would stay in tantivy's files."""
    shutil.rmtree(folder)
    with Lexical.create(folder).changing() as words:
        for page, group in _passages_by_page(store, 0):
            title = page.quoted(page.title) or ""
            headlines = {a.id: page.quoted(a.headline) or "" for a in page.answers}
            for number, passage in group:
                headline = headlines[passage.answer_id]
                words.add(LexicalEntry(number, title, headline, page.quote(passage.span)))

"""Pages → the next generation of the library: incremental, atomic, reported.

A generation is made in a folder of its own, flushed to disk, renamed, and only then named in
CURRENT by one atomic replacement. Whatever interrupts that leaves the old generation served; what
was begun is swept away at once, or by the next build if this one was killed.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TypeAlias

import numpy as np
from filelock import FileLock, Timeout

from index.durable import flush, new_name
from index.encoders.encoder import Encoder, Vectors
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.onnx_export import NotExported, export
from index.encoders.sentence_encoder import SentenceEncoder
from index.encoders.vector_cache import VectorCache
from index.errors import (
    DamagedLibrary,
    DamagedList,
    Exhausted,
    LibraryBusy,
    NoLibrary,
    NotWritten,
    UnreadablePage,
    damage,
    ran_out,
)
from index.library.open import ENCODER, SPACE, STORE, VECTORS, WORDS, Library
from index.model import Page, Passage
from index.pages.read import Reading, Unchanged, read
from index.pages.redact import tell_alike, was_cut
from index.search import segments
from index.search.chunk import clue, passages
from index.search.dense import Dense
from index.search.lexical import Lexical, LexicalEntry, LexicalWriter
from index.search.whitening import LEARNT, Whitening, evenly_spaced
from index.storage.current import (
    CURRENT,
    Current,
    generations,
    number_of,
    point_at,
    point_at_nothing,
)
from index.storage.hard_links import hard_link, hard_link_folder
from index.storage.history import Event, append
from index.storage.manifest import InvertedFileCard, Manifest, Marks, marks
from index.storage.store import Broken, Store, Stored, Unwritten
from index.storage.tombstones import LIST, Tombstones
from index.storage.uploads import Uploads

KEPT = 2
"""Generations that stay on disk: the served one, and the one before for readers still at it."""
WINDOW = 4096
"""Passages whose clues are in memory at once, and among which those of like length are sought."""
GROUP = 256
"""Clues encoded between two reports of progress; these are lost if the build is killed."""

KnownVectors: TypeAlias = Iterable[tuple[Sequence[bytes], Vectors]]
"""Digests of clues, and their vectors, shape (digests, dimension)."""
Progress = Callable[[int, int], None]
"""Called with the number of texts encoded so far, and of all to encode."""


@dataclass(slots=True)
class Report:
    """What a build did: page ids, and for each source that was skipped its name and the reason.

    `embedded` are the texts that were encoded; `not_exported` is the reason why the encoder could
    not be exported, so that questions wait for sentence-transformers to load. `taken_out` are the
    ids of answers and pages that were left out, as they are on the list of what was taken out, and
    `remaining` tells where something of them is left that only a person can take away.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0
    seconds: float = 0.0
    not_exported: str | None = None
    taken_out: list[str] = field(default_factory=list)
    remaining: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BuildChoice:
    """What staff chose for one build: which pages, by id, take the place of others that came from
    other files. `by` is whoever chose."""

    replacing: Collection[str] = ()
    by: str = "command line"


@dataclass(frozen=True, slots=True)
class Removals:
    """What was taken out: the list as it is, and as it was for the generation before."""

    now: Tombstones
    before: Tombstones

    @property
    def gained(self) -> bool:
        """Whether something was taken out since: nothing of it may be left in any file."""
        return not self.now.days.keys() <= self.before.days.keys()

    @property
    def lost(self) -> bool:
        """Whether something may come in again."""
        return not self.before.days.keys() <= self.now.days.keys()


@dataclass(slots=True)
class Fresh:
    """The passages that a build adds: their ids, ascending, the id of the first passage of each
    one's answer, and the digests of their clues."""

    ids: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)


def build(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    *,
    anew: bool = False,
    readmit: Collection[str] = (),
    replacing: Collection[str] = (),
    by: str = "command line",
    progress: Progress = lambda done, total: None,
) -> Report:
    """Bring the library into step with the pages at `paths`.

    Pages elsewhere stay as they are. A page whose file is gone from `paths` is removed; one that
    can no longer be read stays as it was last read, and is reported. What is on the list of what
    was taken out does not come in, and where the list grew, nothing of that is left in any file.

    Args:
        anew: begin with an empty library, whatever is there; but for what was taken out.
        readmit: ids of pages that come in again although they were taken out.
        replacing: ids of pages that take the place of others that came from other files.
        by: who is at work, for the history.

    Raises:
        LibraryBusy: another build is at work here.
        NotWritten: the disk is full, fails, or may not be written.
        DamagedList: what was taken out cannot be told.
        LibraryError: the library that is there is damaged, and `anew` was not asked for.
        WrongEncoder: it was built with another encoder, and `anew` was not asked for.
    """
    with changing(folder):
        tombstones = Tombstones.read(folder)
        lifted = tombstones.lifted(readmit)
        if lifted != tombstones:
            lifted.write(folder)
        choice = BuildChoice(replacing, by)
        return brought_into_step(folder, paths, encoder, choice, anew=anew, progress=progress)


def brought_into_step(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    choice: BuildChoice,
    *,
    anew: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """`build`, within `changing`."""
    started = time.monotonic()
    with ExitStack() as open_files:
        previous = None if anew else _previous(folder, encoder)
        if previous is not None:
            open_files.callback(previous.close)
        removals = _outs(folder)
        report, made = _build(folder, paths, encoder, previous, removals, choice, progress)
    report.seconds = round(time.monotonic() - started, 3)
    if made is not None:
        note(folder, report, made, choice.by)
    return report


def note(folder: Path, report: Report, made: Manifest, by: str) -> None:
    """Write into the history what was done."""
    append(
        folder,
        Event(
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            by=by,
            generation=made.generation,
            seconds=report.seconds,
            pages=made.pages,
            answers=made.answers,
            added=tuple(report.added),
            changed=tuple(report.changed),
            removed=tuple(report.removed),
            taken_out=tuple(report.taken_out),
        ),
    )


def _outs(folder: Path) -> Removals:
    """What was taken out, now and when the newest generation was made, which knows it if the list
    was lost."""
    now, before = Tombstones.read(folder), Tombstones()
    for newest in generations(folder)[-1:]:
        with suppress(DamagedList):
            before = Tombstones.read(newest)
        if before.days and not (folder / LIST).exists():
            evidence = f"it is gone, but {newest.name}/{LIST} has {len(before.days)} lines"
            raise DamagedList(folder / LIST, evidence)
    return Removals(now, before)


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Be the only builder at work on a library; what a build left, this one too, is swept away.

    Raises:
        Exhausted: there is too little memory.
        LibraryBusy: another one is at work.
        NotWritten: the disk is full, fails, or may not be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock")
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise LibraryBusy(folder) from error
        try:
            point_at_nothing(folder)
            sweep(folder)
            yield
        finally:
            with suppress(OSError):  # the next build sweeps what cannot be removed now
                sweep(folder)
            lock.release()
    except (OSError, Unwritten) as error:
        if ran_out(error):
            raise Exhausted(_one_line(error)) from error
        with suppress(OSError):  # they take the room that may be lacking
            _forget_journals(folder)
        raise NotWritten(folder, _one_line(error)) from error
    except Broken as error:  # what was built upon
        raise damage(folder, STORE, error) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _previous(folder: Path, encoder: Encoder) -> Library | None:
    try:
        previous = Library.open_newest(folder)
    except NoLibrary:
        return None
    previous.check_encoder(encoder)
    return previous


def _build(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    previous: Library | None,
    removals: Removals,
    choice: BuildChoice,
    progress: Progress,
) -> tuple[Report, Manifest | None]:
    report = Report()
    files: dict[str, str] = {}
    uploads = Uploads(folder)
    if removals.gained:
        uploads.remove(removals.now)
    cut: set[Path] = set()
    readings = chain(
        _compare(previous, paths, report, files, removals, choice.replacing, cut),
        _redone(previous, report, removals),
        _cut_on_shelf(uploads, cut, removals),
    )
    first = next(readings, None)  # only when all are read does the report say what was removed
    is_same = first is None and not report.removed and removals.now == removals.before
    if previous is not None and is_same:
        _journal(folder, encoder).unlink(missing_ok=True)  # its build was killed when it was done
        return report, None
    changed = readings if first is None else chain([first], readings)
    return report, make(folder, changed, files, encoder, previous, removals, report, progress)


def make(
    folder: Path,
    readings: Iterable[Reading],
    files: Mapping[str, str],
    encoder: Encoder,
    previous: Library | None,
    removals: Removals,
    report: Report,
    progress: Progress,
    known: KnownVectors = (),
) -> Manifest:
    """Make the next generation: the previous one, if there is any, with what was read in place of
    what it had of those pages, and without what the report says was removed; its manifest.

    Args:
        files: the hashes of the files that need not be read again, by absolute path.
        known: vectors that were made before.
    """
    number = 1 + max(map(number_of, generations(folder)), default=0)
    making = folder / f"making-{number:06d}"
    making.mkdir()
    removals.now.write(making)
    encoder = _keep_encoder(making, previous, encoder, report)
    with closing(VectorCache(_journal(folder, encoder), encoder.dimension)) as journal:
        for digests, vectors in known:
            _remember(journal, digests, vectors)
        made = _fill(
            making, number, readings, files, previous, removals, report, encoder, journal, progress
        )
    # What was taken back must not come again, whatever happens to this generation later.
    taken_back = report.changed or report.removed or removals.gained
    before = None if previous is None or taken_back else previous.generation
    _commit(making, f"generation-{number:06d}", before)
    _forget_journals(folder)
    return made


def _remember(journal: VectorCache, digests: Sequence[bytes], vectors: Vectors) -> None:
    rows = {digest: row for row, digest in enumerate(digests) if digest not in journal}
    journal.add(list(rows), vectors[list(rows.values())])


def _keep_encoder(
    making: Path, previous: Library | None, encoder: Encoder, report: Report
) -> Encoder:
    """Keep the encoder with the library, exported, and go on with that; or go on as it is."""
    kept = making / ENCODER
    before = previous.encoder() if previous is not None else encoder
    if isinstance(before, OnnxEncoder):
        hard_link_folder(before.folder, kept)
        return OnnxEncoder.open(kept)
    if previous is None and isinstance(encoder, SentenceEncoder):
        kept.mkdir()
        try:
            return export(encoder, kept)
        except NotExported as error:
            shutil.rmtree(kept)
            report.not_exported = error.reason
    return encoder


def _fill(
    making: Path,
    number: int,
    readings: Iterable[Reading],
    files: Mapping[str, str],
    previous: Library | None,
    removals: Removals,
    report: Report,
    encoder: Encoder,
    journal: VectorCache,
    progress: Progress,
) -> Manifest:
    """Write all files of a generation; its manifest, the last of them."""
    store = _open_store(making, previous)
    last = store.last_passage()
    fresh = Fresh()
    gone: list[int] = []
    with _words(making, previous).changing() as words:
        for reading in readings:
            gone += store.remove(reading.page.id)
            _add(store, words, fresh, reading, encoder)
        for page_id in report.removed:
            gone += store.remove(page_id)
        words.remove(gone)
    store.note_files(files)
    store.save()
    if removals.gained and previous is not None:
        store.leave_no_trace()
        _write_words_anew(making / WORDS, store)
    clues = _clues(store, last, encoder)
    vectors = _vectors(fresh, clues, previous, encoder, journal, report, progress)
    coarse = _write_vectors(
        making, previous, fresh, gone, vectors, encoder, store, clean=removals.gained
    )
    _whitening(Dense.read(making / VECTORS), store).write(making / SPACE)
    counts = store.counts()
    store.close()
    made = Manifest(
        generation=number,
        encoder=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        pages=counts.pages,
        answers=counts.answers,
        passages=counts.passages,
        files=_marks(making, previous),
        coarse=coarse,
    )
    made.write(making)
    return made


def _marks(making: Path, previous: Library | None) -> Marks:
    if previous is None:
        return marks(making)
    return marks(making, previous.generation, previous.manifest.files)


def _compare(
    previous: Library | None,
    paths: Sequence[Path],
    report: Report,
    files: dict[str, str],
    removals: Removals,
    replacing: Collection[str],
    cut: set[Path],
) -> Iterator[Reading]:
    """Sort pages into added, changed, unchanged and removed; the ones that must be written.

    What was removed is known, and reported, when all were read; and so are in `files` the hashes
    of the files that need not be read again as long as they stay as they are, and in `cut` the
    files that hold answers that were taken out.
    """
    stored = {} if previous is None else previous.stored()
    failed: set[str] = set()
    unfit: set[str] = set()  # files with a page that is not kept as theirs
    # What may come in again lies in files that did not change.
    for found in read(paths, {} if previous is None or removals.lost else previous.files()):
        if isinstance(found, Unchanged):
            report.unchanged.append(found.page_id)
            continue
        if isinstance(found, UnreadablePage):
            report.skipped.append((found.source, found.reason))
            failed.add(os.path.abspath(found.source.rpartition(":")[0] or found.source))
            failed.add(os.path.abspath(found.source))
            continue
        page_id = found.page.id
        before = stored.get(page_id)
        if found.file_digest is not None:
            files[found.file] = found.file_digest
        rest = removals.now.without(found.page)
        if rest is None:
            day = removals.now.day("page", page_id)
            reason = f"page {page_id!r} was taken out on {day}; let it in again with --readmit ID"
            report.skipped.append((found.page.source, reason))
            unfit.add(found.file)
            continue
        if rest is not found.page:
            cut.add(Path(found.file))
        reading = replace(found, page=rest)
        if before is None:
            report.added.append(page_id)
            _note_taken(report, found.page, rest)
            yield reading
        elif before.file == found.file or not os.path.lexists(before.file) or page_id in replacing:
            same = _is_same(previous, before, reading)
            (report.unchanged if same else report.changed).append(page_id)
            if not same:
                _note_taken(report, found.page, rest)
                yield reading
        elif before.digest == rest.digest:
            report.unchanged.append(page_id)  # the same page lies in two folders
            unfit.add(found.file)
        else:
            reason = f"its id {page_id!r} is taken by {before.file}; rename one of the two"
            report.skipped.append((found.page.source, reason))
            unfit.add(found.file)
    for file in (unfit | failed) & files.keys():
        del files[file]
    here = {*report.added, *report.changed, *report.unchanged}
    roots = [Path(os.path.abspath(path)) for path in paths]
    report.removed += [
        page_id
        for page_id, row in stored.items()
        if page_id not in here
        and failed.isdisjoint([row.file, *map(str, Path(row.file).parents)])
        and any(Path(row.file).is_relative_to(root) for root in roots)
    ]


def _is_same(previous: Library | None, before: Stored, found: Reading) -> bool:
    """Whether a page is in the library as it was read now."""
    if previous is None or before == Stored(found.page.digest, found.file):
        return previous is not None
    # The file of a page that was cut is cut as well, and its answers would get other numbers.
    is_its_file = before.file == found.file or not os.path.lexists(before.file)
    stored = previous.page(found.page.id)
    return is_its_file and was_cut(stored) and tell_alike(stored, found.page)


def _redone(previous: Library | None, report: Report, removals: Removals) -> Iterator[Reading]:
    """The pages, of those that no file has changed, of which something was taken out since; they
    are made of what is stored, as their files may be gone."""
    if previous is None or not removals.gained:
        return
    done = {*report.added, *report.changed, *report.removed}
    report.taken_out += [
        page_id for page_id in report.removed if removals.now.holds("page", page_id)
    ]
    for page_id, row in previous.stored().items():
        if page_id in done:
            continue
        page = previous.page(page_id)
        rest = removals.now.without(page)
        if rest is page:
            continue
        if page_id in report.unchanged:
            report.unchanged.remove(page_id)
        if rest is None:
            report.removed.append(page_id)
            report.taken_out.append(page_id)
            continue
        previous.answers([answer.id for answer in page.answers])  # their seals are checked
        report.changed.append(page_id)
        _note_taken(report, page, rest)
        yield Reading(rest, row.file)


def _cut_on_shelf(uploads: Uploads, cut: Collection[Path], removals: Removals) -> Iterator[Reading]:
    """When all is read, the library's own files are rewritten without what was taken out; no page
    is to be written for that."""
    own = [file for file in uploads.files() if file.absolute() in cut]
    uploads.remove(removals.now, own)
    yield from ()


def _note_taken(report: Report, page: Page, rest: Page) -> None:
    left = {answer.id for answer in rest.answers}
    report.taken_out += [answer.id for answer in page.answers if answer.id not in left]


def _open_store(making: Path, previous: Library | None) -> Store:
    if previous is None:
        return Store.create(making / STORE)
    shutil.copyfile(previous.generation / STORE, making / STORE)
    return Store.change(making / STORE)


def _words(making: Path, previous: Library | None) -> Lexical:
    folder = making / WORDS
    if previous is None:
        return Lexical.create(folder)
    folder.mkdir()
    for file in (previous.generation / WORDS).iterdir():
        if file.suffix == ".json":
            shutil.copy2(file, folder / file.name)  # the lists of files, which do change
        elif file.suffix != ".lock":
            hard_link(file, folder / file.name)
    try:
        return Lexical.read(folder)
    except ValueError as error:
        raise damage(making.parent, f"{previous.generation.name}/{WORDS}", error) from error


def _add(
    store: Store, words: LexicalWriter, fresh: Fresh, reading: Reading, encoder: Encoder
) -> None:
    page = reading.page
    found = [
        (passage, answer, _digest(clue(page, answer, passage, encoder)))
        for answer in page.answers
        for passage in passages(page, answer, encoder)
    ]
    ids = store.add(page, reading.file, [(passage, digest) for passage, _, digest in found])
    title = page.quoted(page.title) or ""
    firsts: dict[str, int] = {}
    for number, (passage, answer, digest) in zip(ids, found, strict=True):
        fresh.ids.append(number)
        fresh.answers.append(firsts.setdefault(answer.id, number))
        fresh.digests.append(digest)
        headline = page.quoted(answer.headline) or ""
        words.add(LexicalEntry(number, title, headline, page.quote(passage.span)))


def _write_words_anew(folder: Path, store: Store) -> None:
    """Words that were removed stay in tantivy's files, so that these are made again."""
    shutil.rmtree(folder)
    with Lexical.create(folder).changing() as words:
        for page, group in _passages_by_page(store, 0):
            title = page.quoted(page.title) or ""
            headlines = {a.id: page.quoted(a.headline) or "" for a in page.answers}
            for number, passage in group:
                headline = headlines[passage.answer_id]
                words.add(LexicalEntry(number, title, headline, page.quote(passage.span)))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _clues(store: Store, last: int, encoder: Encoder) -> Iterator[str]:
    """What the encoder reads of each passage after one, in the order of their ids."""
    for page, group in _passages_by_page(store, last):
        answers = {answer.id: answer for answer in page.answers}
        for _, passage in group:
            yield clue(page, answers[passage.answer_id], passage, encoder)


def _passages_by_page(
    store: Store, last: int
) -> Iterator[tuple[Page, Iterable[tuple[int, Passage]]]]:
    """The passages after one, in the order of their ids, with the pages that they stand on."""

    def page_of(one: tuple[int, Passage]) -> str:
        return Page.id_of(one[1].answer_id)

    for page_id, group in groupby(store.passages_after(last), page_of):
        page = store.page(page_id)
        if page is not None:
            yield page, group


def _vectors(
    fresh: Fresh,
    clues: Iterator[str],
    previous: Library | None,
    encoder: Encoder,
    journal: VectorCache,
    report: Report,
    progress: Progress,
) -> Iterator[Vectors]:
    """The vectors of all fresh passages in turn, window by window.

    A clue that the previous generation already had keeps its vector, and so does one that an
    interrupted build encoded; of the others each is encoded once, however many passages share it.
    """
    known = {} if previous is None else previous.embedded(set(fresh.digests))
    total = sum(digest not in known and digest not in journal for digest in set(fresh.digests))
    for start in range(0, len(fresh.ids), WINDOW):
        digests = fresh.digests[start : start + WINDOW]
        texts = dict(zip(digests, islice(clues, len(digests)), strict=True))
        wanted = {
            digest: text
            for digest, text in texts.items()
            if digest not in known and digest not in journal
        }
        for group in _groups(wanted):
            journal.add(group, encoder.encode_document([wanted[digest] for digest in group]))
            report.embedded += len(group)
            progress(report.embedded, total)
        vectors = dict(journal.vectors(texts))
        if previous is not None:
            old = [digest for digest in texts if digest in known and digest not in vectors]
            found = previous.vectors([known[digest] for digest in old])
            vectors |= zip(old, found, strict=True)
        yield np.stack([vectors[digest] for digest in digests])


def _groups(wanted: Mapping[bytes, str]) -> Iterator[list[bytes]]:
    """Texts of like length side by side: a batch costs what its longest text costs."""
    digests = sorted(wanted, key=lambda digest: len(wanted[digest]))
    for start in range(0, len(digests), GROUP):
        yield digests[start : start + GROUP]


def _write_vectors(
    making: Path,
    previous: Library | None,
    fresh: Fresh,
    gone: Sequence[int],
    vectors: Iterator[Vectors],
    encoder: Encoder,
    store: Store,
    *,
    clean: bool,
) -> InvertedFileCard | None:
    """Write the vectors of a generation; the card of the coarse index, if there is one."""
    folder = making / VECTORS
    old = None if previous is None else previous.generation / VECTORS
    if old is not None:
        segments.take_over(old, folder)
    if fresh.ids or old is None:
        none = np.empty((0, encoder.dimension), dtype=np.float32)
        ids, answers = np.array([fresh.ids, fresh.answers], dtype=np.int64)
        segments.add(folder, ids, answers, chain([none], vectors))
    segments.remove(folder, gone)
    segments.compact(folder, clean=clean)
    card = None if previous is None or clean else previous.manifest.coarse

    def questions() -> Vectors:
        return encoder.encode_query(store.titles(segments.MEASURED))

    return segments.make_inverted_file(folder, old, card, questions)


def _whitening(dense: Dense, store: Store) -> Whitening:
    """How all vectors lie, whichever build brought them in."""
    ids = dense.ids[evenly_spaced(len(dense), LEARNT)]
    numbers = store.page_numbers(ids.tolist())
    pages = np.array([numbers[number] for number in ids.tolist()], dtype=np.int64)
    return Whitening.of(dense.vectors(ids), pages)


# The folder.


def sweep(folder: Path) -> None:
    """Remove what an interrupted build left, generations that nobody needs any more, and those that
    still hold what was taken out since."""
    for left in (*folder.glob("making-*"), *folder.glob("gone-*")):
        shutil.rmtree(left)
    for replaced in (CURRENT, LIST):
        (folder / new_name(replaced)).unlink(missing_ok=True)
    try:
        served = number_of(Current.read(folder).served.generation)
    except NoLibrary:
        served = 0
    except DamagedLibrary:
        return  # without knowing what is served, nothing is thrown away
    unnamed = [one for one in generations(folder) if number_of(one) > served]
    for generation in unnamed:  # renamed, but never named in CURRENT
        _remove(generation)
    for generation in outdated(folder, served):
        _remove(generation)
    for generation in generations(folder)[:-KEPT]:
        _remove(generation)


def outdated(folder: Path, served: int) -> list[Path]:
    """The generations before the served one that were made before something was taken out."""
    try:
        tombstones = Tombstones.read(folder)
    except DamagedList:
        return []  # nothing is built before that is mended
    earlier = [one for one in generations(folder) if number_of(one) < served]
    return [one for one in earlier if not _was_made_by(one, tombstones)]


def _was_made_by(generation: Path, tombstones: Tombstones) -> bool:
    """Whether everything on a list was already taken out when a generation was made."""
    try:
        return tombstones.days.keys() <= Tombstones.read(generation).days.keys()
    except DamagedList:
        return False


def _remove(generation: Path) -> None:
    """Take a generation away: from its name at once, from the disk as far as its readers let go."""
    gone = generation.with_name(f"gone-{number_of(generation):06d}")
    generation.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _journal(folder: Path, encoder: Encoder) -> Path:
    return folder / f"journal-{encoder.fingerprint[:16]}"


def _forget_journals(folder: Path) -> None:
    """Remove the vectors that were kept in case the build is killed: the library has them now."""
    for journal in folder.glob("journal-*"):
        journal.unlink()


def _commit(making: Path, name: str, before: Path | None) -> None:
    """Flush everything to disk, then let the generation be seen; `before` may be served in its
    stead, should it be damaged."""
    for path in (*making.rglob("*"), making):
        flush(path)
    generation = making.rename(making.with_name(name))
    flush(generation.parent)
    point_at(generation, before)

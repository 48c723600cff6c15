"""Pages → the next generation of the library: incremental, atomic, reported.

A generation is made in a folder of its own, flushed to disk, renamed, and only then named in
CURRENT by one atomic replacement. Whatever interrupts that leaves the old generation served, and
the next build sweeps what was left.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from index import segments
from index.chunk import clue, passages
from index.dense import Dense
from index.encode import Encoder, SentenceEncoder, Vectors
from index.errors import DamagedLibrary, LibraryBusy, NoLibrary, UnreadablePage
from index.export import NotExported, export
from index.exported import ExportedEncoder
from index.journal import Journal
from index.lexical import Change, Entry, Lexical
from index.library import ENCODER, SPACE, STORE, VECTORS, WORDS, Library
from index.link import link, link_folder
from index.manifest import CoarseCard, Manifest, Marks, marks
from index.model import Passage
from index.pointer import current_generation, flush, point_at
from index.read import Reading, Unchanged, read
from index.space import LEARNT, Space, spread_out
from index.store import Store, Stored

KEPT = 2
"""Generations that stay on disk: the served one, and the one before for readers still at it."""
WINDOW = 4096
"""Passages whose clues are in memory at once, and among which those of like length are sought."""
GROUP = 256
"""Clues encoded between two reports of progress; these are lost if the build is killed."""

Progress = Callable[[int, int], None]
"""Called with the number of texts encoded so far, and of all to encode."""


@dataclass(slots=True)
class Report:
    """What a build did: page ids, and for each source that was skipped its name and the reason.

    `embedded` are the texts that were encoded; `not_exported` is the reason why the encoder could
    not be exported, so that questions wait for sentence-transformers to load.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0
    seconds: float = 0.0
    not_exported: str | None = None


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
    progress: Progress = lambda done, total: None,
) -> Report:
    """Bring the library into step with the pages at `paths`.

    Pages elsewhere stay as they are. A page whose file is gone from `paths` is removed; one that
    can no longer be read stays as it was last read, and is reported.

    Args:
        anew: begin with an empty library, whatever is there.

    Raises:
        LibraryBusy: another build is at work here.
        LibraryError: the library that is there is damaged, and `anew` was not asked for.
        WrongEncoder: it was built with another encoder, and `anew` was not asked for.
    """
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise LibraryBusy(folder) from error
    try:
        _sweep(folder)
        with ExitStack() as open_files:
            previous = None if anew else _previous(folder, encoder)
            if previous is not None:
                open_files.callback(previous.close)
            report = _build(folder, paths, encoder, previous, progress)
        _sweep(folder)
    finally:
        lock.release()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _previous(folder: Path, encoder: Encoder) -> Library | None:
    try:
        previous = Library.open(folder)
    except NoLibrary:
        return None
    previous.check_encoder(encoder)
    return previous


def _build(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    previous: Library | None,
    progress: Progress,
) -> Report:
    report = Report()
    files: dict[str, str] = {}
    readings = _compare(previous, paths, report, files)
    first = next(readings, None)  # only when all are read does the report say what was removed
    if first is None and previous is not None and not report.removed:
        return report
    changed = readings if first is None else chain([first], readings)
    number = 1 + max(
        (int(path.name.rpartition("-")[2]) for path in _generations(folder)), default=0
    )
    making = folder / f"making-{number:06d}"
    making.mkdir()
    journal = None
    try:
        encoder = _keep_encoder(making, previous, encoder, report)
        journal = Journal(folder / f"journal-{encoder.fingerprint[:16]}", encoder.dimension)
        _fill(making, number, changed, files, previous, report, encoder, journal, progress)
        _commit(folder, making, f"generation-{number:06d}")
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    finally:
        if journal is not None:
            journal.close()
    _forget_journals(folder)
    return report


def _keep_encoder(
    making: Path, previous: Library | None, encoder: Encoder, report: Report
) -> Encoder:
    """Keep the encoder with the library, exported, and go on with that; or go on as it is."""
    kept = making / ENCODER
    before = previous.encoder() if previous is not None else encoder
    if isinstance(before, ExportedEncoder):
        link_folder(before.folder, kept)
        return ExportedEncoder.open(kept)
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
    report: Report,
    encoder: Encoder,
    journal: Journal,
    progress: Progress,
) -> None:
    """Write all files of a generation."""
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
    clues = _clues(store, last, encoder)
    vectors = _vectors(fresh, clues, previous, encoder, journal, report, progress)
    coarse = _write_vectors(making, previous, fresh, gone, vectors, encoder, store)
    _space(Dense.read(making / VECTORS), store).write(making / SPACE)
    counts = store.counts()
    store.close()
    Manifest(
        generation=number,
        encoder=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        pages=counts.pages,
        answers=counts.answers,
        passages=counts.passages,
        files=_marks(making, previous),
        coarse=coarse,
    ).write(making)


def _marks(making: Path, previous: Library | None) -> Marks:
    if previous is None:
        return marks(making)
    return marks(making, previous.generation, previous.manifest.files)


def _compare(
    previous: Library | None, paths: Sequence[Path], report: Report, files: dict[str, str]
) -> Iterator[Reading]:
    """Sort pages into added, changed, unchanged and removed; the ones that must be written.

    What was removed is known, and reported, when all were read; and so are in `files` the hashes
    of the files that need not be read again as long as they stay as they are.
    """
    stored = {} if previous is None else previous.stored()
    failed: set[str] = set()
    unfit: set[str] = set()  # files with a page that is not kept as theirs
    for found in read(paths, {} if previous is None else previous.files()):
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
        if before is None:
            report.added.append(page_id)
            yield found
        elif before.file == found.file or not os.path.lexists(before.file):
            same = before == Stored(found.page.digest, found.file)
            (report.unchanged if same else report.changed).append(page_id)
            if not same:
                yield found
        elif before.digest == found.page.digest:
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
            link(file, folder / file.name)
    return Lexical.read(folder)


def _add(store: Store, words: Change, fresh: Fresh, reading: Reading, encoder: Encoder) -> None:
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
        words.add(Entry(number, title, headline, page.quote(passage.span)))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _clues(store: Store, last: int, encoder: Encoder) -> Iterator[str]:
    """What the encoder reads of each passage after one, in the order of their ids."""

    def page_of(one: tuple[int, Passage]) -> str:
        return one[1].answer_id.rpartition("#")[0]

    for page_id, group in groupby(store.passages_after(last), page_of):
        page = store.page(page_id)
        if page is not None:
            answers = {answer.id: answer for answer in page.answers}
            for _, passage in group:
                yield clue(page, answers[passage.answer_id], passage, encoder)


def _vectors(
    fresh: Fresh,
    clues: Iterator[str],
    previous: Library | None,
    encoder: Encoder,
    journal: Journal,
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
) -> CoarseCard | None:
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
    segments.compact(folder)
    card = None if previous is None else previous.manifest.coarse

    def questions() -> Vectors:
        return encoder.encode_query(store.titles(segments.MEASURED))

    return segments.make_coarse(folder, old, card, questions)


def _space(dense: Dense, store: Store) -> Space:
    """How all vectors lie, whichever build brought them in."""
    ids = dense.ids[spread_out(len(dense), LEARNT)]
    numbers = store.page_numbers(ids.tolist())
    pages = np.array([numbers[number] for number in ids.tolist()], dtype=np.int64)
    return Space.of(dense.vectors(ids), pages)


# The folder.


def _generations(folder: Path) -> list[Path]:
    return sorted(folder.glob("generation-*"))


def _sweep(folder: Path) -> None:
    """Remove what an interrupted build left, and generations that nobody needs any more."""
    for left in folder.glob("making-*"):
        shutil.rmtree(left)
    try:
        current = current_generation(folder)
    except (NoLibrary, DamagedLibrary):
        return  # without knowing what is served, nothing is thrown away
    for generation in _generations(folder):
        if generation.name > current.name:
            shutil.rmtree(generation)  # renamed, but never named in CURRENT
    for generation in _generations(folder)[:-KEPT]:
        shutil.rmtree(generation)


def _forget_journals(folder: Path) -> None:
    """Remove the vectors that were kept in case the build is killed: the library has them now."""
    for journal in folder.glob("journal-*"):
        journal.unlink()


def _commit(folder: Path, making: Path, name: str) -> None:
    """Flush everything to disk, then let the generation be seen."""
    for path in (*making.rglob("*"), making):
        flush(path)
    making.rename(folder / name)
    flush(folder)
    point_at(folder / name)

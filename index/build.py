"""Pages → the next generation of the library: incremental, atomic, reported.

A generation is made in a folder of its own, flushed to disk, renamed, and only then named in
CURRENT by one atomic replacement. Whatever interrupts that leaves the old generation served, and
the next build sweeps what was left.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from index.chunk import clue, passages
from index.dense import Dense
from index.encode import Encoder, Vectors
from index.errors import DamagedLibrary, LibraryBusy, NoLibrary, UnreadablePage
from index.lexical import Entry, Lexical
from index.library import SPACE, STORE, VECTORS, WORDS, Library
from index.manifest import Manifest, marks
from index.pointer import current_generation, flush, point_at
from index.read import Reading, read
from index.space import Space
from index.store import Store, Stored

KEPT = 2
"""Generations that stay on disk: the served one, and the one before for readers still at it."""
GROUP = 64
"""Clues encoded between two reports of progress."""

Progress = Callable[[int, int], None]
"""Called with the number of passages encoded so far, and of all to encode."""


@dataclass(slots=True)
class Report:
    """What a build did: page ids, and for each source that was skipped its name and the reason."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Fresh:
    """A passage that was just added: its id, and what both rankers read of it."""

    id: int
    clue: str
    digest: str
    entry: Entry


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
    readings = _compare(previous, paths, report)
    if previous is not None and not (report.added or report.changed or report.removed):
        return report
    number = 1 + max(
        (int(path.name.rpartition("-")[2]) for path in _generations(folder)), default=0
    )
    making = folder / f"making-{number:06d}"
    making.mkdir()
    try:
        report.embedded = _fill(making, number, readings, previous, report, encoder, progress)
        _commit(folder, making, f"generation-{number:06d}")
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return report


def _fill(
    making: Path,
    number: int,
    readings: Sequence[Reading],
    previous: Library | None,
    report: Report,
    encoder: Encoder,
    progress: Progress,
) -> int:
    """Write all files of a generation; how many texts had to be encoded."""
    store = _open_store(making, previous)
    gone = [number for page in (*report.changed, *report.removed) for number in store.remove(page)]
    fresh = [entry for reading in readings for entry in _add(store, reading, encoder)]
    dense, embedded = _vectors(previous, gone, fresh, encoder, progress)
    dense.write(making / VECTORS)
    _space(dense, store).write(making / SPACE)
    _words(making, previous).change((one.entry for one in fresh), gone)
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
        files=marks(making),
    ).write(making)
    return embedded


def _compare(previous: Library | None, paths: Sequence[Path], report: Report) -> list[Reading]:
    """Sort pages into added, changed, unchanged and removed; the ones that must be written."""
    stored = {} if previous is None else previous.stored()
    readings: list[Reading] = []
    failed: set[str] = set()
    for found in read(paths):
        if isinstance(found, UnreadablePage):
            report.skipped.append((found.source, found.reason))
            failed.add(os.path.abspath(found.source.rpartition(":")[0] or found.source))
            failed.add(os.path.abspath(found.source))
            continue
        page_id = found.page.id
        before = stored.get(page_id)
        if before is None:
            report.added.append(page_id)
            readings.append(found)
        elif before.file == found.file or not os.path.lexists(before.file):
            same = before == Stored(found.page.digest, found.file)
            (report.unchanged if same else report.changed).append(page_id)
            readings += [] if same else [found]
        elif before.digest == found.page.digest:
            report.unchanged.append(page_id)  # the same page lies in two folders
        else:
            reason = f"its id {page_id!r} is taken by {before.file}; rename one of the two"
            report.skipped.append((found.page.source, reason))
    here = {*report.added, *report.changed, *report.unchanged}
    roots = [Path(os.path.abspath(path)) for path in paths]
    report.removed += [
        page_id
        for page_id, row in stored.items()
        if page_id not in here
        and row.file not in failed
        and any(Path(row.file).is_relative_to(root) for root in roots)
    ]
    return readings


def _open_store(making: Path, previous: Library | None) -> Store:
    if previous is None:
        return Store.create(making / STORE)
    shutil.copyfile(previous.generation / STORE, making / STORE)
    return Store.change(making / STORE)


def _words(making: Path, previous: Library | None) -> Lexical:
    if previous is None:
        return Lexical.create(making / WORDS)
    ignored = shutil.ignore_patterns("*.lock")
    shutil.copytree(previous.generation / WORDS, making / WORDS, ignore=ignored)
    return Lexical.read(making / WORDS)


def _add(store: Store, reading: Reading, encoder: Encoder) -> Iterator[Fresh]:
    page = reading.page
    found = [
        (passage, answer, clue(page, answer, passage, encoder))
        for answer in page.answers
        for passage in passages(page, answer, encoder)
    ]
    digests = [_digest(text) for _, _, text in found]
    of_passages = [
        (passage, digest) for (passage, _, _), digest in zip(found, digests, strict=True)
    ]
    ids = store.add(page, reading.file, of_passages)
    for number, digest, (passage, answer, text) in zip(ids, digests, found, strict=True):
        yield Fresh(
            number,
            text,
            digest,
            Entry(
                id=number,
                title=page.quoted(page.title) or "",
                headline=page.quoted(answer.headline) or "",
                words=page.quote(passage.span),
            ),
        )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _vectors(
    previous: Library | None,
    gone: Sequence[int],
    fresh: Sequence[Fresh],
    encoder: Encoder,
    progress: Progress,
) -> tuple[Dense, int]:
    """The vectors of all passages, and how many texts had to be encoded for them.

    A clue that the previous generation already had keeps its vector; of the others each is
    encoded once, however many passages share it.
    """
    digests = {one.digest for one in fresh}
    known = {} if previous is None else previous.vectors_of_clues(digests)
    wanted = {one.digest: one.clue for one in fresh if one.digest not in known}
    known |= _encode(wanted, encoder, progress)
    ids: list[int] = []
    vectors: Vectors = np.empty((0, encoder.dimension), dtype=np.float32)
    if previous is not None:
        ids, vectors = previous.vectors_except(set(gone))
    added = [known[one.digest] for one in fresh]
    everything = np.vstack([vectors, *added]) if added else vectors
    return Dense.of([*ids, *(one.id for one in fresh)], everything), len(wanted)


def _space(dense: Dense, store: Store) -> Space:
    """How all vectors lie, whichever build brought them in."""
    numbers = store.page_numbers()
    pages = np.array([numbers[number] for number in dense.ids], dtype=np.int64)
    return Space.of(dense.vectors(dense.ids), pages)


def _encode(wanted: dict[str, str], encoder: Encoder, progress: Progress) -> dict[str, Vectors]:
    # Texts of like length side by side: a batch costs what its longest text costs.
    digests = sorted(wanted, key=lambda digest: len(wanted[digest]))
    vectors: dict[str, Vectors] = {}
    for start in range(0, len(digests), GROUP):
        group = digests[start : start + GROUP]
        encoded = encoder.encode_document([wanted[digest] for digest in group])
        vectors.update(zip(group, encoded, strict=True))
        progress(len(vectors), len(digests))
    return vectors


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


def _commit(folder: Path, making: Path, name: str) -> None:
    """Flush everything to disk, then let the generation be seen."""
    for path in (*making.rglob("*"), making):
        flush(path)
    making.rename(folder / name)
    flush(folder)
    point_at(folder / name)

"""Repairs a damaged library: makes the next generation from the pages in its store.

Vectors, words, whitening and encoder are derived from the store, and can be made again. The store
itself cannot: where it does not fit its hashes, its seals or the digests of its pages, the library
must be rebuilt from the pages' files.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from index.encoders.encoder import Encoder
from index.encoders.onnx_encoder import EncoderCard, OnnxEncoder
from index.encoders.sentence_encoder import DEFAULT
from index.errors import (
    DamagedLibrary,
    DamagedList,
    EncoderError,
    Exhausted,
    LibraryError,
    OutdatedList,
    WrongEncoder,
    accept_command,
    build_command,
    finish_command,
    ran_out,
    rebuild_command,
    repair_command,
)
from index.library.build import BuildRequest, build_locked, event_of, report_of
from index.library.derived_again import other_texts
from index.library.generation import ENCODER, STORE, VECTORS
from index.library.lock import changing, is_changing, leftovers
from index.library.open import Library, load_encoder
from index.library.plan import Plan
from index.library.removals import Removals, unfinished
from index.library.report import Report
from index.library.writer import GenerationContent, GenerationWriter, KnownVectors, Progress
from index.model import Page
from index.pages.read import ReadPage
from index.search.dense import BLOCK, Dense
from index.storage.current import Current, current_generation, generations, point_at
from index.storage.manifest import Manifest
from index.storage.own_files import remove_from_own
from index.storage.sharded_store import read_store
from index.storage.shards import RECENT, shard_folders
from index.storage.store import Store
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from index.storage.written_once import Broken

REPAIR = "repair"
"""Who made a change, in the history."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Everything that is not as it was built, or was not finished, and whether it can be repaired
    without the pages' files. `mend` is the command that helps, if there is a problem."""

    problems: tuple[str, ...] = ()
    repairable: bool = False
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class DamagedGeneration:
    """A generation to repair. `written` is its manifest, if that is intact; `problems` are those of
    its files, as far as the manifest shows."""

    generation: Path
    written: Manifest | None
    problems: tuple[str, ...]

    def is_damaged(self, name: str) -> bool:
        """Whether a file or folder is not as it was written, as far as is known."""
        place = f"{self.generation.name}/{name}"
        hurt = (problem.startswith((f"{place} ", f"{place}/")) for problem in self.problems)
        return self.written is None or any(hurt)


def damage_of(folder: Path) -> Damage:
    """Check every hash, span, count, seal and vector of the served generation, and that nothing is
    left of what was removed since.

    Raises:
        NoLibrary, WrongFormat: there is nothing that could be checked.
    """
    problems = tuple(_problems(folder))
    if not problems:
        return _undone(folder)
    try:
        damaged = _damaged_generation(folder)
        with closing(_checked_store(damaged)) as store:
            _check(folder, store)
    except DamagedLibrary as error:
        every = tuple(dict.fromkeys([*problems, error.evidence]))
        return Damage(every, repairable=False, mend=rebuild_command(folder))
    return Damage(problems, repairable=True, mend=repair_command(folder))


def repair(folder: Path, progress: Progress = lambda done, total: None) -> Report:
    """Make the next generation from the pages of a damaged one, answers keep their ids; and finish
    what a removal left undone.

    Raises:
        DamagedLibrary: the pages themselves are damaged.
        EncoderError: the encoder is damaged, and the model it was made of is not on this machine.
        LibraryBusy, NotWritten, DamagedList, OutdatedList: as for a build.
    """
    with changing(folder):
        report = _repaired(folder, progress)
        _put_list_back(folder)
        with closing(Library.open_newest(folder)) as library:
            is_undone = Removals.read(folder).gained
            encoder = library.encoder() if is_undone else None
        if encoder is None:  # else the build does it
            remove_from_own(folder, Tombstones.read(folder))
        else:
            finished = build_locked(folder, [], encoder, BuildRequest(by=REPAIR), progress)
            report = replace(finished, embedded=report.embedded + finished.embedded)
    return report


def _put_list_back(folder: Path) -> None:
    """Put the list of what was removed back that the newest generation was made by, where that is
    newer; what was added to the other one stays on it."""
    try:
        now, before = Tombstones.read(folder), Tombstones.read(current_generation(folder))
    except DamagedList:
        return  # a build says so
    if now.change < before.change:
        before.changed({**now.days, **before.days}).write(folder)


def _repaired(folder: Path, progress: Progress) -> Report:
    started = time.monotonic()
    damaged = _damaged_generation(folder)
    if damaged.written is not None and not damaged.problems and _current_is_damaged(folder):
        point_at(damaged.generation)
        return Report()
    if not tuple(_problems(folder)):
        return Report()
    with closing(_checked_store(damaged)) as store:
        _check(folder, store)
        files = {file: digest for file, (digest, _) in store.files().items()}
        encoder, removals = _encoder(folder, damaged), _removals(damaged)
        most = None if damaged.written is None else damaged.written.shard_passages
        writer = GenerationWriter(folder, encoder, None, removals, progress, most)
        content = GenerationContent(_readings(store), files=files)
        written = writer.write(content, known=_vectors(damaged, store))
        report = report_of(Plan(), written, started)
        writer.commit(event_of(report, written.manifest, REPAIR), forbid_fallback=False)
    return report


def _undone(folder: Path) -> Damage:
    """What a removal left undone, or what became of the list."""
    try:
        with closing(Library.open_newest(folder)) as library:
            removals = Removals.of(library.parts)
            told = unfinished(library.generation, removals)
    except (DamagedList, OutdatedList) as error:
        return Damage((str(error),), repairable=False, mend=accept_command(folder))
    left = leftovers(folder)
    if left and is_changing(folder):
        left = []  # whoever changes it deletes them
    held = [f"{one.name} may hold what was removed, and was not deleted" for one in left]
    put_back = Uploads(folder).holding(removals.now)
    held += [f"{one.parent.name}/{one.name} holds what was removed" for one in put_back]
    if told is None and not held:
        own = Uploads(folder)
        unread = tuple(own.unread(removals.now))
        return Damage(unread, mend=build_command(folder, own.folder)) if unread else Damage()
    problems = (*held, *(() if told is None else (told,)))
    if told is not None and not (removals.gained or removals.is_behind):
        return Damage(problems, repairable=False, mend=build_command(folder))
    return Damage(problems, repairable=True, mend=finish_command(folder))


def _problems(folder: Path) -> Iterator[str]:
    try:
        with closing(Library.open_newest(folder)) as library:
            yield from library.problems()
    except DamagedLibrary as error:
        try:
            found = _damaged_generation(folder).problems
        except LibraryError:
            found = ()
        yield error.evidence
        yield from (problem for problem in found if problem != error.evidence)
    except (Broken, OSError, RuntimeError, ValueError) as error:
        if ran_out(error):
            raise Exhausted(str(error)) from error
        yield str(error)


def _current_is_damaged(folder: Path) -> bool:
    """Whether CURRENT itself is damaged."""
    try:
        Current.read(folder)
    except DamagedLibrary:
        return True
    return False


def _damaged_generation(folder: Path) -> DamagedGeneration:
    """The served generation; or, where CURRENT is damaged, the newest, which is complete: it was
    renamed only when it was."""
    try:
        named = Current.read(folder).served
    except DamagedLibrary:
        found = generations(folder)
        if not found:
            raise
        generation, written = found[-1], _manifest(found[-1])
    else:
        generation = named.generation
        try:
            written = _manifest(named.checked())
        except DamagedLibrary:
            written = None
    problems = () if written is None else tuple(written.problems(generation))
    return DamagedGeneration(generation, written, problems)


def _manifest(generation: Path) -> Manifest | None:
    try:
        return Manifest.read(generation)
    except DamagedLibrary:
        return None


def _checked_store(damaged: DamagedGeneration) -> Store:
    """The store of a generation, its bytes checked as far as its hash is known."""
    folder = damaged.generation.parent
    for shard in shard_folders(damaged.generation):
        place = shard.relative_to(folder).as_posix()
        for problem in damaged.problems:
            if problem.startswith((f"{place}/{STORE} ", f"{place}/{RECENT} ")):
                raise DamagedLibrary(folder, problem)
        if not (shard / STORE).is_file():
            raise DamagedLibrary(folder, f"{place}/{STORE} is missing")
    return read_store(damaged.generation, STORE)


def _check(folder: Path, store: Store) -> None:
    """Refuse a store whose pages and answers are not those that were read."""
    problem = store.integrity_error()
    if problem is not None:
        raise DamagedLibrary(folder, f"{STORE}: {problem}")
    derived: dict[str, list[str]] = {}
    pages = partial(_page_in, store)
    try:
        for page_id in store.page_ids():
            for problem in store.mismatches(page_id):
                raise DamagedLibrary(folder, problem)
            if pages(page_id).derived_by is not None:
                derived.setdefault(store.file_of(page_id), []).append(page_id)
        for told in other_texts(derived, pages):
            raise DamagedLibrary(folder, told)
    except (Broken, ValueError) as error:
        raise DamagedLibrary(folder, f"{STORE}: {error}") from error


def _page_in(store: Store, page_id: str) -> Page:
    page = store.page(page_id)
    if page is None:
        raise ValueError(f"page {page_id} is gone")
    return page


def _removals(damaged: DamagedGeneration) -> Removals:
    """The tombstones of the damaged generation: the next build applies newer ones."""
    try:
        tombstones = Tombstones.read(damaged.generation)
    except DamagedList:
        tombstones = Tombstones()
    return Removals(tombstones, tombstones)


def _readings(store: Store) -> Iterator[ReadPage]:
    for page_id, stored in store.stored().items():
        page = store.page(page_id)
        if page is not None:
            yield ReadPage(page, stored.file)


def _encoder(folder: Path, damaged: DamagedGeneration) -> Encoder:
    """The exported encoder, if it is intact; else the model that it was exported from."""
    kept = damaged.generation / ENCODER
    if damaged.written is None:
        return load_encoder(_name(kept))
    if kept.is_dir() and not damaged.is_damaged(ENCODER):
        exported = OnnxEncoder.open(kept)
        if exported.is_intact:
            return exported
    encoder = load_encoder(damaged.written.encoder)
    if encoder.fingerprint != damaged.written.fingerprint:
        wanted = f"{damaged.written.encoder} ({damaged.written.fingerprint[:12]})"
        raise WrongEncoder(folder, f"{encoder.name} ({encoder.fingerprint[:12]})", wanted)
    return encoder


def _name(kept: Path) -> str:
    try:
        return EncoderCard.read(kept).name
    except EncoderError:
        return DEFAULT


def _vectors(damaged: DamagedGeneration, store: Store) -> KnownVectors:
    """The vectors, if they are intact, so that nothing is encoded again without need."""
    digests = store.clue_digests()
    for shard in shard_folders(damaged.generation):
        vectors = shard / VECTORS
        if damaged.is_damaged(vectors.relative_to(damaged.generation).as_posix()):
            continue
        dense = Dense.read(vectors)
        ids = dense.ids
        for start in range(0, len(ids), BLOCK):
            block = ids[start : start + BLOCK]
            yield [digests[number] for number in block.tolist()], dense.vectors(block)

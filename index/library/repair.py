"""A damaged library → the next generation, made of the pages that it still holds.

Pages and answers in the store are the truth; vectors, words, space and encoder are derived from
them, and can be made again. The truth itself cannot: where it does not fit its hashes, its seals or
the digests of its pages, only the pages' own files help.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
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
    WrongEncoder,
    ran_out,
)
from index.library.build import note, report_of
from index.library.generation import ENCODER, STORE, VECTORS
from index.library.lock import changing
from index.library.open import Library, load_encoder
from index.library.plan import Plan, Removals
from index.library.report import Report
from index.library.writer import Content, GenerationWriter, KnownVectors, Progress
from index.pages.read import ReadPage
from index.search.dense import BLOCK, Dense
from index.storage.current import Current, generations, point_at
from index.storage.manifest import Manifest
from index.storage.store import Broken, Store
from index.storage.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Damage:
    """Everything that is not as it was built, and whether it can be made again without the pages'
    files."""

    troubles: tuple[str, ...]
    repairable: bool


@dataclass(frozen=True, slots=True)
class Remains:
    """A generation to mend. `written` is its manifest, if that is as it was written; `troubles`
    are those of its files, as far as it tells."""

    generation: Path
    written: Manifest | None
    troubles: tuple[str, ...]

    def hurts(self, name: str) -> bool:
        """Whether a file or folder is not as it was written, as far as is known."""
        place = f"{self.generation.name}/{name}"
        hurt = (trouble.startswith((f"{place} ", f"{place}/")) for trouble in self.troubles)
        return self.written is None or any(hurt)


def damage_of(folder: Path) -> Damage:
    """Go through every hash, span, count, seal and vector of the served generation.

    Raises:
        NoLibrary, WrongFormat: there is none that could be checked.
    """
    troubles = tuple(_troubles(folder))
    if not troubles:
        return Damage((), repairable=False)
    try:
        remains = _remains(folder)
        with closing(_truth(remains)) as store:
            _check(folder, store)
    except DamagedLibrary as error:
        return Damage(tuple(dict.fromkeys([*troubles, error.evidence])), repairable=False)
    return Damage(troubles, repairable=True)


def repair(folder: Path, progress: Progress = lambda done, total: None) -> Report:
    """Make the next generation of the pages that a damaged one holds; answers keep their ids.

    Raises:
        DamagedLibrary: the pages themselves are damaged.
        EncoderError: the encoder is damaged, and the model it was made of is not on this machine.
        LibraryBusy, NotWritten: as for a build.
    """
    started = time.monotonic()
    with changing(folder):
        remains = _remains(folder)
        if remains.written is not None and not remains.troubles and _is_astray(folder):
            point_at(remains.generation)
            return Report()
        with closing(_truth(remains)) as store:
            _check(folder, store)
            files = {file: digest for file, (digest, _) in store.files().items()}
            encoder, removals = _encoder(folder, remains), _removals(remains)
            writer = GenerationWriter(folder, encoder, None, removals, progress)
            content = Content(_readings(store), files=files)
            written = writer.write(content, known=_vectors(remains, store))
            writer.commit(takes_back=False)
        report = report_of(Plan(), written, started)
        note(folder, report, written.manifest, "repair")
    return report


def _troubles(folder: Path) -> Iterator[str]:
    try:
        with closing(Library.open_newest(folder)) as library:
            yield from library.troubles()
    except DamagedLibrary as error:
        try:
            found = _remains(folder).troubles
        except LibraryError:
            found = ()
        yield error.evidence
        yield from (trouble for trouble in found if trouble != error.evidence)
    except (Broken, OSError, RuntimeError, ValueError) as error:
        if ran_out(error):
            raise Exhausted(str(error)) from error
        yield str(error)


def _is_astray(folder: Path) -> bool:
    """Whether CURRENT itself is damaged."""
    try:
        Current.read(folder)
    except DamagedLibrary:
        return True
    return False


def _remains(folder: Path) -> Remains:
    """The served generation; or, where CURRENT does not tell, the newest: it is whole, because it
    was renamed only when it was."""
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
    troubles = () if written is None else tuple(written.troubles(generation))
    return Remains(generation, written, troubles)


def _manifest(generation: Path) -> Manifest | None:
    try:
        return Manifest.read(generation)
    except DamagedLibrary:
        return None


def _truth(remains: Remains) -> Store:
    """The store of a generation, its bytes checked as far as they are known."""
    file = remains.generation / STORE
    place = f"{remains.generation.name}/{STORE}"
    for trouble in remains.troubles:
        if trouble.startswith(f"{place} "):
            raise DamagedLibrary(remains.generation.parent, trouble)
    if not file.is_file():
        raise DamagedLibrary(remains.generation.parent, f"{place} is missing")
    return Store.read(file)


def _check(folder: Path, store: Store) -> None:
    """Refuse a store whose pages and answers are not those that were read."""
    trouble = store.broken()
    if trouble is not None:
        raise DamagedLibrary(folder, f"{STORE}: {trouble}")
    try:
        for page_id in store.page_ids():
            for trouble in store.misfits(page_id):
                raise DamagedLibrary(folder, trouble)
    except (Broken, ValueError) as error:
        raise DamagedLibrary(folder, f"{STORE}: {error}") from error


def _removals(remains: Remains) -> Removals:
    """What was removed of the pages that are left: the next build sees to what was since."""
    try:
        tombstones = Tombstones.read(remains.generation)
    except DamagedList:
        tombstones = Tombstones()
    return Removals(tombstones, tombstones)


def _readings(store: Store) -> Iterator[ReadPage]:
    for page_id, stored in store.stored().items():
        page = store.page(page_id)
        if page is not None:
            yield ReadPage(page, stored.file)


def _encoder(folder: Path, remains: Remains) -> Encoder:
    """The encoder that is kept, if it is whole; else the model that it was made of."""
    kept = remains.generation / ENCODER
    if remains.written is None:
        return load_encoder(_name(kept))
    if kept.is_dir() and not remains.hurts(ENCODER):
        exported = OnnxEncoder.open(kept)
        if exported.sound:
            return exported
    encoder = load_encoder(remains.written.encoder)
    if encoder.fingerprint != remains.written.fingerprint:
        wanted = f"{remains.written.encoder} ({remains.written.fingerprint[:12]})"
        raise WrongEncoder(folder, f"{encoder.name} ({encoder.fingerprint[:12]})", wanted)
    return encoder


def _name(kept: Path) -> str:
    try:
        return EncoderCard.read(kept).name
    except EncoderError:
        return DEFAULT


def _vectors(remains: Remains, store: Store) -> KnownVectors:
    """The vectors that are whole, so that nothing is encoded again without need."""
    if remains.hurts(VECTORS):
        return
    dense = Dense.read(remains.generation / VECTORS)
    digests = store.clue_digests()
    ids = dense.ids
    for start in range(0, len(ids), BLOCK):
        block = ids[start : start + BLOCK]
        yield [digests[number] for number in block.tolist()], dense.vectors(block)

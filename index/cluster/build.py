"""Builds a library as `index.library.build` does, its pages read, and their texts encoded, by a Ray
cluster before."""

import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.cluster.connect import LOCAL, connected, is_within
from index.cluster.encode import EncodingWork, RowsWithin, encoded_rows
from index.cluster.loading import Loading, NamedEncoder, carried_by_cluster
from index.cluster.nodes import asked_nodes, last_line
from index.cluster.page_files import PageFile, PageFiles
from index.cluster.vector_files import vectors_in, whole_files, write_vectors
from index.durable import private_folder
from index.encoders.encoder import Encoder
from index.encoders.kept_exports import kept_or_exported
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.onnx_export import NotExported
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import ClusterFailed
from index.library.build import (
    BuildRequest,
    Prepared,
    build,
    previous_library,
    read_paths,
    readmitting,
)
from index.library.lock import CACHE, forget_caches
from index.library.removals import Removals
from index.library.report import Report
from index.library.writer import KnownVectors, Progress, vector_cache_of
from index.pages.known_file import KnownFile
from index.pages.read import files_at

EXPORTED = ".cluster-encoder"
"""The folder, in a library's, of the encoder that workers load while there is no generation yet."""


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """A file of vectors, by its name, of so many texts; whether it was made now or was there, and
    the most memory that its worker ever took, in bytes."""

    name: str
    texts: int
    is_new: bool
    peak: int


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """What a cluster did for a build: files of vectors that it made, and that were there from one
    that was killed; the most memory that a worker took to encode, and one to read, in bytes; nodes
    that only encoded, with a file that they cannot read; how long all that took; and how many texts
    the build itself had to encode."""

    made: int = 0
    found: int = 0
    peak: int = 0
    reading_peak: int = 0
    blind: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    left: int = 0


def build_on_cluster(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    order: BuildRequest | None = None,
    progress: Progress = lambda done, total: None,
    *,
    address: str = LOCAL,
    load: Loading | None = None,
    shows_progress: bool = False,
) -> tuple[Report, ClusterReport]:
    """`build`, with vectors that workers of Ray make.

    Args:
        address: of the cluster, if this process is not connected to one.
        load: loads the encoder in a worker, if not as the library's is loaded.
        shows_progress: let Ray draw its bars.

    Raises:
        NoRay: it is not installed.
        UnfitNode: a machine of the cluster lacks what it needs.
        NoCluster: there is no such cluster, or it does not know this token.
        ClusterFailed: it could not go on. What it has made stays, and
            the same command goes on from there.
        LibraryBusy, NotWritten, DamagedList, LibraryError, WrongEncoder: as `build`.
    """
    started = time.monotonic()
    order = order or BuildRequest()
    private_folder(folder)
    removed = readmitting(Removals.read(folder).now, order.readmit, paths)
    pages = PageFiles(folder)
    try:
        with connected(address), _kept_encoder(encoder, folder / EXPORTED) as kept:
            work = EncodingWork(
                [
                    replace(one, path=one.path.absolute())
                    for one in files_at(read_paths(folder, paths, order))
                ],
                load or _loading(kept),
                removed,
                {} if order.anew else _known_files(folder, kept),
            )
            told, made = encoded(folder, kept, work, pages, shows_progress=shows_progress)
        report = build(
            folder,
            paths,
            encoder,
            anew=order.anew,
            readmit=order.readmit,
            replacing=order.replacing,
            by=order.by,
            still=order.still,
            shard_passages=order.shard_passages,
            prepared=Prepared(_known(folder, kept.dimension, made), pages, removed),
            progress=progress,
        )
        forget_caches(folder)  # where nothing had to be built
    finally:
        pages.forget()
    texts = report.embedded + sum(one.texts for one in made if one.is_new)
    seconds = round(time.monotonic() - started, 3)
    return replace(report, embedded=texts, seconds=seconds), replace(told, left=report.embedded)


def _known_files(folder: Path, encoder: Encoder) -> dict[str, KnownFile]:
    previous = previous_library(folder, encoder)
    if previous is None:
        return {}
    with closing(previous):
        return dict(previous.files())


@contextmanager
def _kept_encoder(encoder: Encoder, export_folder: Path) -> Iterator[Encoder]:
    """What a library will keep of an encoder, so that the workers' vectors are those that the
    library's own makes. A model that was exported before need not be loaded for it."""
    if not isinstance(encoder, SentenceEncoder):
        yield encoder
        return
    shutil.rmtree(export_folder, ignore_errors=True)
    private_folder(export_folder)
    kept: Encoder = encoder
    try:
        with suppress(NotExported):
            kept = kept_or_exported(encoder, export_folder)
        yield kept
    finally:
        shutil.rmtree(export_folder, ignore_errors=True)


def _loading(encoder: Encoder) -> Loading:
    """How workers load an encoder."""
    if isinstance(encoder, OnnxEncoder):
        return carried_by_cluster(encoder.folder)
    return NamedEncoder(encoder.name)


def encoded(
    folder: Path,
    encoder: Encoder,
    work: EncodingWork,
    pages: PageFiles,
    *,
    shows_progress: bool = False,
) -> tuple[ClusterReport, list[EncodedTexts]]:
    """Have the cluster that this process is connected to read some files and encode their texts,
    and write what it makes into a library's folder.

    What a cluster could not go on with is begun again, as long as anything more is made each time.

    Raises:
        UnfitNode, ClusterFailed, NotWritten: as `build_on_cluster`.
    """
    from ray.exceptions import RayError

    started = time.monotonic()
    made: dict[str, EncodedTexts] = {}
    blind: dict[str, str] = {}
    reading_peak = 0
    is_done = not work.sources
    while not is_done:
        had = len(made)
        try:
            for row in _rows(folder, encoder, work, blind, shows_progress=shows_progress):
                reading_peak = max(reading_peak, row["reading_peak"])
                if row["parts"]:
                    pages.add(PageFile(row["name"], row["parts"], row["records"]))
                    continue
                one = _written(folder, encoder, row)
                made.setdefault(one.name, one)
            is_done = True
        except (RayError, ConnectionError) as error:
            if len(made) == had:
                raise ClusterFailed(last_line(error)) from error
    new = sum(one.is_new for one in made.values())
    peak = max((one.peak for one in made.values()), default=0)
    seconds = round(time.monotonic() - started, 3)
    found = len(made) - new
    told = ClusterReport(new, found, peak, reading_peak, tuple(blind.items()), seconds)
    return told, list(made.values())


def _written(folder: Path, encoder: Encoder, row: dict[str, Any]) -> EncodedTexts:
    """A row of a worker's, its vectors written into their file, if they are not there."""
    own = vector_cache_of(folder, encoder).name
    if not (CACHE.fullmatch(row["name"]) and row["name"].startswith(own)):
        raise ClusterFailed("a machine that joined meanwhile encodes with another model")
    if row["records"]:
        write_vectors(folder / row["name"], row["records"])
    return EncodedTexts(row["name"], row["texts"], bool(row["records"]), row["peak"])


def _rows(
    folder: Path,
    encoder: Encoder,
    work: EncodingWork,
    blind: dict[str, str],
    *,
    shows_progress: bool,
) -> Iterator[dict[str, Any]]:
    """What workers make, as they make it. The nodes that cannot read the files are put into
    `blind`."""
    nodes = asked_nodes(work, encoder)
    blind |= {one.address: one.unread for one in nodes if one.unread}
    readers = [one.id for one in nodes if not one.unread] if blind else []
    whole = whole_files(folder, encoder)
    if is_within():
        yield from encoded_rows(work, whole, readers, shows_progress=shows_progress)
    else:
        yield from _rows_within(work, whole, readers)


def _rows_within(
    work: EncodingWork, whole: frozenset[str], readers: Sequence[str]
) -> Iterator[dict[str, Any]]:
    import ray

    actor = ray.remote(RowsWithin).options(num_cpus=0).remote(work, whole, readers)
    try:
        while rows := ray.get(actor.next.remote()):
            yield from rows
    finally:
        ray.kill(actor)


def _known(folder: Path, dimension: int, made: Collection[EncodedTexts]) -> KnownVectors:
    for one in made:
        vectors = vectors_in(folder / one.name, dimension)
        if vectors:
            yield list(vectors), np.stack([*vectors.values()])

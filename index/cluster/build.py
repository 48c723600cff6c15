"""Builds a library as `index.library.build` does, its texts encoded by a Ray cluster before."""

import os
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.cluster.encode import EncodedTexts, Loading, encoded, vectors_in
from index.durable import private_folder
from index.encoders.encoder import Encoder
from index.encoders.kept_exports import kept_or_exported
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.onnx_export import NotExported
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import ClusterFailed, NoRay
from index.library.build import BuildRequest, build, previous_library, read_paths, readmitting
from index.library.lock import forget_vector_caches
from index.library.open import load_encoder
from index.library.removals import Removals
from index.library.report import Report
from index.library.writer import KnownVectors, Progress
from index.pages.read import KnownFile, files_at

EXPORTED = ".cluster-encoder"
"""The folder, in a library's, of the encoder that workers load while there is no generation yet."""


@dataclass(frozen=True, slots=True)
class EncoderToLoad:
    """An encoder by where it is: its export's folder, or else the model's name."""

    name: str
    folder: Path | None = None

    def __call__(self) -> Encoder:
        """Load it."""
        return load_encoder(self.name) if self.folder is None else OnnxEncoder.open(self.folder)


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """What a cluster did for a build: files of vectors that it made, and that were there from one
    that was killed; and the most memory that a worker took, in bytes."""

    made: int = 0
    found: int = 0
    peak: int = 0


def build_on_cluster(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    order: BuildRequest | None = None,
    progress: Progress = lambda done, total: None,
    *,
    load: Loading | None = None,
    shows_progress: bool = False,
) -> tuple[Report, ClusterReport]:
    """`build`, with vectors that workers of Ray make.

    Args:
        load: loads the encoder in a worker, if not as the library's is loaded.
        shows_progress: let Ray draw its bars.

    Raises:
        NoRay: it is not installed.
        ClusterFailed: there is no such cluster, or it could not go on. What it has made stays, and
            the same command goes on from there.
        LibraryBusy, NotWritten, DamagedList, LibraryError, WrongEncoder: as `build`.
    """
    started = time.monotonic()
    order = order or BuildRequest()
    private_folder(folder)
    with _connected():
        made = _encoded(folder, paths, encoder, order, load, shows_progress=shows_progress)
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
        known=_known(folder, encoder, made),
        progress=progress,
    )
    forget_vector_caches(folder)  # where nothing had to be built
    new = [one for one in made if one.is_new]
    told = ClusterReport(len(new), len(made) - len(new), max((one.peak for one in made), default=0))
    texts = report.embedded + sum(one.texts for one in new)
    seconds = round(time.monotonic() - started, 3)
    return replace(report, embedded=texts, seconds=seconds), told


def _encoded(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    order: BuildRequest,
    load: Loading | None,
    *,
    shows_progress: bool,
) -> list[EncodedTexts]:
    removals = readmitting(Removals.read(folder).now, order.readmit, paths)
    files = files_at(read_paths(folder, paths, order))
    known = {} if order.anew else _known_files(folder, encoder)
    export_folder = folder / EXPORTED
    try:
        loading = load or _loading(encoder, export_folder)
        return encoded(folder, files, loading, removals, known, shows_progress=shows_progress)
    finally:
        shutil.rmtree(export_folder, ignore_errors=True)


def _known_files(folder: Path, encoder: Encoder) -> dict[str, KnownFile]:
    previous = previous_library(folder, encoder)
    if previous is None:
        return {}
    with closing(previous):
        return previous.files()


def _loading(encoder: Encoder, export_folder: Path) -> EncoderToLoad:
    """How workers load an encoder: what a library will keep of it, so that their vectors are those
    that the library's own makes."""
    if isinstance(encoder, OnnxEncoder):
        return EncoderToLoad(encoder.name, encoder.folder.absolute())
    if not isinstance(encoder, SentenceEncoder):
        return EncoderToLoad(encoder.name)
    shutil.rmtree(export_folder, ignore_errors=True)
    private_folder(export_folder)
    try:
        kept_or_exported(encoder, export_folder)
    except NotExported:
        return EncoderToLoad(encoder.name)
    return EncoderToLoad(encoder.name, export_folder.absolute())


def _known(folder: Path, encoder: Encoder, made: Collection[EncodedTexts]) -> KnownVectors:
    for one in made:
        vectors = vectors_in(folder / one.name, encoder.dimension)
        if vectors:
            yield list(vectors), np.stack([*vectors.values()])


@contextmanager
def _connected() -> Iterator[None]:
    """Be connected to a cluster: the caller's, or one of this machine that ends again."""
    os.environ.setdefault("RAY_AUTH_MODE", "token")  # read when Ray is imported
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise NoRay from error
    if ray.is_initialized():
        yield
        return
    try:
        ray.init("local", log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise ClusterFailed(str(error).partition("\n")[0]) from error
    try:
        yield
    finally:
        ray.shutdown()

"""Files → the vectors of their texts, made by the workers of a Ray cluster.

Workers read files and cut them into the texts of passages; others, each with an encoder, write the
vectors of a group of texts into a file that is named by the texts and the encoder. Whoever makes it
again writes the same, so a task may run twice and a killed job is run again: what is there is not
made again. Nothing else is taken from here into a library: which texts it needs, the build finds
itself.
"""

import json
import logging
import resource
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from index.durable import replace_file
from index.encoders.encoder import Encoder, Vectors
from index.encoders.vector_cache import VectorCache, records_of
from index.errors import ClusterFailed
from index.library.writer import passages_of, vector_cache_of
from index.pages.read import KnownFile, ReadPage, Source, read_file
from index.storage.tombstones import Tombstones

GROUP = 256
"""Texts whose vectors are one file: some ten seconds of a worker, which is all that a killed one
loses."""
DEATHS = 20
"""Workers in a row that may die while they load: those of a node that is killed, say, and not so
many that a build goes on for ever where no worker can load the encoder."""
CHUNKING_SHARE, ENCODING_SHARE = 0.05, 0.9
"""Of a processor, for reading and for encoding: one of each fits on a single one."""
ROW = 1 << 20
"""Bytes from which texts are handed on to the next free encoder."""

Loading = Callable[[], Encoder]
"""Loads the encoder, in the process of a worker."""


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """A file of vectors, by its name, of so many texts; whether it was made now or was there, and
    the most memory that its worker ever took, in bytes."""

    name: str
    texts: int
    is_new: bool
    peak: int


class Chunking:
    """Files → the texts of their passages, in groups."""

    def __init__(self, load: Loading, removed: Tombstones, known: Mapping[str, KnownFile]) -> None:
        """Load what counts tokens.

        Args:
            removed: nothing of that is encoded.
            known: files that need not be read again if they have not changed.
        """
        self._encoder = load()
        self._removed = removed
        self._known = known

    def __call__(self, batch: dict[str, Any]) -> Iterator[dict[str, list[str]]]:
        """A file, as a batch of one row → a row for each group: the digests, and the texts."""
        for path, shown, page_id in zip(*(batch[one] for one in SOURCE), strict=True):
            for group in self._groups(Source(Path(path), str(shown), str(page_id))):
                digests = b"".join(group).hex()
                yield {"digests": [digests], "texts": [json.dumps(list(group.values()))]}

    def _groups(self, source: Source) -> Iterator[dict[bytes, str]]:
        texts: dict[bytes, str] = {}
        for digest, text in self._texts(source):
            texts[digest] = text
            if len(texts) == GROUP:
                yield texts
                texts = {}
        if texts:
            yield texts

    def _texts(self, source: Source) -> Iterator[tuple[bytes, str]]:
        for found in read_file(source, self._known):
            page = self._removed.without(found.page) if isinstance(found, ReadPage) else None
            if page is not None:
                yield from ((one.digest, one.clue) for one in passages_of(page, self._encoder))


SOURCE = ("path", "shown", "page_id")
"""What a worker is told of a file."""


class Encoding:
    """Texts → a file of their vectors."""

    def __init__(self, load: Loading, folder: Path) -> None:
        """Load the encoder; the files are written into a library's folder."""
        self._encoder = load()
        self._folder = folder

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """A group of texts → what was made of it, the fields of `EncodedTexts`."""
        found = digests_in(row["digests"])
        texts = dict(zip(found, json.loads(row["texts"]), strict=True))
        file = file_of(self._folder, self._encoder, texts)
        is_new = not _is_whole(file, self._encoder.dimension, found)
        if is_new:
            ordered = sorted(texts, key=lambda one: len(texts[one]))
            vectors = self._encoder.encode_document([texts[digest] for digest in ordered])
            replace_file(file, records_of(ordered, vectors))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {"name": file.name, "texts": len(texts), "is_new": is_new, "peak": peak}


def digests_in(text: str) -> list[bytes]:
    """Digests of 16 bytes each, as they are handed on."""
    joined = bytes.fromhex(text)
    return [joined[at : at + 16] for at in range(0, len(joined), 16)]


def file_of(folder: Path, encoder: Encoder, digests: Iterable[bytes]) -> Path:
    """The file of the vectors of some texts. Which texts these are depends on what reads files, and
    how they are cut: where that is another, so are they, and the name."""
    made = blake2b(b"".join(sorted(digests)), digest_size=16).hexdigest()
    cache = vector_cache_of(folder, encoder)
    return cache.with_name(f"{cache.name}-{made}")


def _is_whole(file: Path, dimension: int, digests: Sequence[bytes]) -> bool:
    return len(vectors_in(file, dimension)) == len(digests)


def vectors_in(file: Path, dimension: int) -> dict[bytes, Vectors]:
    """The vectors in a file, by the digests of their texts, as far as they are as they were
    written; none, where there is no file any more."""
    if not file.exists():
        return {}
    cache = VectorCache(file, dimension)
    try:
        return dict(cache.vectors(cache.digests()))
    finally:
        cache.close()


def encoded(
    folder: Path,
    sources: Sequence[Source],
    load: Loading,
    removed: Tombstones,
    known: Mapping[str, KnownFile],
    *,
    shows_progress: bool = False,
) -> list[EncodedTexts]:
    """Have the cluster that this process is connected to encode the texts of some files.

    Ray Data holds back what reads where what encodes cannot keep up, and gives the work of a worker
    that is gone to another.

    Raises:
        ClusterFailed: it could not go on.
    """
    import ray.data
    from ray.exceptions import RayError

    if not sources:
        return []
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # it tells each step on standard error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = shows_progress
    context.target_max_block_size = ROW
    context.max_consecutive_actor_init_deaths = DEATHS
    processors = max(1, int(ray.cluster_resources().get("CPU", 1)))
    workers = ray.data.ActorPoolStrategy(min_size=1, max_size=processors)
    rows = [
        dict(zip(SOURCE, (str(one.path.absolute()), one.shown, one.page_id), strict=True))
        for one in sources
    ]
    made = (
        ray.data.from_items(rows, override_num_blocks=len(rows))
        .map_batches(
            Chunking,
            fn_constructor_args=(load, removed, known),
            batch_size=1,
            compute=workers,
            num_cpus=CHUNKING_SHARE,
        )
        .map(
            Encoding,
            fn_constructor_args=(load, folder.absolute()),
            compute=workers,
            num_cpus=ENCODING_SHARE,
        )
    )
    try:
        return [EncodedTexts(**row) for row in made.iter_rows()]
    except (RayError, OSError) as error:
        raise ClusterFailed(_last_line(error)) from error


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__

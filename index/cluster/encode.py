"""Files → their pages, and the vectors of their texts, made by the workers of a Ray cluster.

Workers read files and cut them into the texts of passages; others, each with an encoder, make the
vectors of a group of texts and hand them back, under the name of the file that they are written
into. So are the pages, as far as nothing of them was removed: the build takes these where the file
still has its hash. Which pages and texts a library needs, it finds itself.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from index.cluster.loading import Loading
from index.cluster.page_files import CutPage, PageFile, PageFileWriter
from index.cluster.vector_files import digests_in, file_of
from index.encoders.vector_cache import records_of
from index.library.writer import passages_of
from index.pages.known_file import KnownFile
from index.pages.read import ReadPage, Source, read_file
from index.storage.tombstones import Tombstones

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

GROUP = 256
"""Texts whose vectors are one file: some ten seconds of a worker, which is all that a killed one
loses."""
DEATHS = 20
"""Workers in a row that may die while they load: those of a node that is killed, say, and not so
many that a build goes on for ever where no worker can load the encoder."""
CHUNKING_SHARE, ENCODING_SHARE = 0.05, 0.9
"""Of a processor, for reading and for encoding: one of each fits on a single one."""
ROW = 1 << 18
"""Bytes from which texts are handed on to the next free encoder."""
ROWS = 8
"""Files of vectors or pages that are handed over at once to a process outside the cluster
(8 MB)."""
READ, MOST_READ = 1 << 23, 256
"""Bytes, and files, that are read as one piece of work: texts of one page each are encoded
together."""


@dataclass(frozen=True, slots=True)
class EncodingWork:
    """What workers are to do: files to read, by absolute paths, as workers run in other folders;
    what loads the encoder; what was removed, of which nothing is encoded; and files that need not
    be read again if they have not changed."""

    sources: Sequence[Source]
    load: Loading
    removed: Tombstones
    known: Mapping[str, KnownFile]


class Chunking:
    """Files → the texts of their passages, in groups."""

    def __init__(self, load: Loading, removed: Tombstones, known: Mapping[str, KnownFile]) -> None:
        """Load what counts tokens."""
        self._encoder = load()
        self._removed = removed
        self._known = known

    def __call__(self, batch: dict[str, Any]) -> Iterator[dict[str, list[Any]]]:
        """Some files, as a batch of one row → a row for each group of texts, with their digests,
        and for each file of pages."""
        (files,) = batch["files"]
        sources = [Source(Path(path), *told) for path, *told in json.loads(files)]
        texts: dict[bytes, str] = {}
        pages = PageFileWriter()
        for found in self._read(sources):
            cut: list[CutPage] = []
            for one in found:
                page = self._removed.without(one.page)
                clues = [] if page is None else list(passages_of(page, self._encoder))
                for clue in clues:
                    texts[clue.digest] = clue.clue
                    if len(texts) == GROUP:
                        yield _of_texts(texts)
                        texts = {}
                if page is one.page:
                    cut.append((page, [(clue.passage, clue.digest) for clue in clues]))
            source, digest = found[0].source, found[0].file_digest
            if source is not None and digest is not None and len(cut) == len(found):
                yield from map(_of_pages, pages.add(source, digest, cut))
        yield from map(_of_pages, pages.rest())
        if texts:
            yield _of_texts(texts)

    def _read(self, sources: Iterable[Source]) -> Iterator[list[ReadPage]]:
        """The pages of each file, and of each in an archive."""
        for source in sources:
            found = (one for one in read_file(source, self._known) if isinstance(one, ReadPage))
            for _, pages in groupby(found, lambda one: one.file):
                yield list(pages)


def _of_texts(texts: Mapping[bytes, str]) -> dict[str, list[Any]]:
    digests, told = b"".join(texts).hex(), json.dumps(list(texts.values()))
    return _row(digests=digests, texts=told)


def _of_pages(made: PageFile) -> dict[str, list[Any]]:
    return _row(name=made.name, parts=made.parts, pages=made.content)


def _row(
    digests: str = "", texts: str = "", name: str = "", parts: str = "", pages: bytes = b""
) -> dict[str, list[Any]]:
    """A batch of one row of `Chunking`, with the most memory that its process ever took."""
    told: dict[str, Any] = {"digests": digests, "texts": texts, "name": name, "parts": parts}
    return {key: [one] for key, one in {**told, "pages": pages, "peak": _peak()}.items()}


def _peak() -> int:
    """The most memory that this process ever took, in bytes; 0 where the system does not say."""
    if resource is None:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Encoding:
    """Texts → what a file of their vectors holds."""

    def __init__(self, load: Loading, whole: frozenset[str]) -> None:
        """Load the encoder.

        Args:
            whole: names of files that are there, and need not be made.
        """
        self._encoder = load()
        self._whole = whole

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """A group of texts → the name of the file, how many texts it is of, what it holds, which
        is nothing where it is there, and the most memory that this process ever took, in bytes,
        and that which read. A file of pages stays as it is."""
        if row["parts"]:
            kept = {"name": row["name"], "parts": row["parts"], "reading_peak": row["peak"]}
            return {**kept, "texts": 0, "records": row["pages"], "peak": 0}
        found = digests_in(row["digests"])
        texts = dict(zip(found, json.loads(row["texts"]), strict=True))
        name = file_of(Path(), self._encoder, texts).name
        records = b"" if name in self._whole else self._records(texts)
        told = {"name": name, "parts": "", "reading_peak": row["peak"]}
        return {**told, "texts": len(texts), "records": records, "peak": _peak()}

    def _records(self, texts: Mapping[bytes, str]) -> bytes:
        ordered = sorted(texts, key=lambda one: len(texts[one]))
        vectors = self._encoder.encode_document([texts[digest] for digest in ordered])
        return records_of(ordered, vectors)


def encoded_rows(
    work: EncodingWork,
    whole: frozenset[str],
    readers: Sequence[str] = (),
    *,
    shows_progress: bool = False,
) -> Iterator[dict[str, Any]]:
    """What `Encoding` makes of all files, as it is made, by the cluster that this process is a part
    of; files of pages among it, of which `parts` says whose they are.

    Ray Data holds back what reads where what encodes cannot keep up, or what is made is not taken,
    and gives the work of a worker that is gone to another.

    Args:
        whole: names of files of vectors that need not be made.
        readers: the nodes that see the files to be read, by their ids; if none is given, all do.
    """
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.ERROR)  # it tells each step on standard error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = shows_progress
    context.target_max_block_size = ROW
    context.max_consecutive_actor_init_deaths = DEATHS
    processors = max(1, int(ray.cluster_resources().get("CPU", 1)))
    workers = ray.data.ActorPoolStrategy(min_size=1, max_size=processors)
    encoders = ray.data.ActorPoolStrategy(min_size=1, max_size=processors, initial_size=processors)
    where = {"label_selector": {"ray.io/node-id": f"in({','.join(readers)})"}} if readers else {}
    rows = [{"files": json.dumps(files)} for files in _together(work.sources)]
    made = (
        ray.data.from_items(rows, override_num_blocks=len(rows))
        .map_batches(
            Chunking,
            fn_constructor_args=(work.load, work.removed, work.known),
            batch_size=1,
            compute=workers,
            num_cpus=CHUNKING_SHARE,
            **where,
        )
        .map(
            Encoding,
            fn_constructor_args=(work.load, whole),
            compute=encoders,
            num_cpus=ENCODING_SHARE,
        )
    )
    yield from made.iter_rows()


def _together(sources: Iterable[Source]) -> Iterator[list[tuple[str, str, str]]]:
    """Files that are read as one piece of work, as a worker is told of them."""
    files: list[tuple[str, str, str]] = []
    size = 0
    for one in sources:
        files.append((str(one.path), one.shown, one.page_id))
        with suppress(OSError):  # reading it reports the reason
            size += one.path.stat().st_size
        if size >= READ or len(files) == MOST_READ:
            yield files
            files, size = [], 0
    if files:
        yield files


class RowsWithin:
    """`encoded_rows`, for a process that is no part of the cluster, by an actor that is."""

    def __init__(
        self, work: EncodingWork, whole: frozenset[str], readers: Sequence[str] = ()
    ) -> None:
        """Begin."""
        self._rows = encoded_rows(work, whole, readers)

    def next(self) -> list[dict[str, Any]]:
        """The next few rows; none at the end."""
        return list(islice(self._rows, ROWS))

"""Files → the vectors of their texts, made by the workers of a Ray cluster.

Workers read files and cut them into the texts of passages; others, each with an encoder, make the
vectors of a group of texts and hand them back, under the name of the file that they are written
into. Nothing else is taken from here into a library: which texts it needs, the build finds itself.
"""

import json
import logging
import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from index.cluster.loading import Loading
from index.cluster.vector_files import digests_in, file_of
from index.encoders.vector_cache import records_of
from index.library.writer import passages_of
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
ROWS = 8
"""Files of vectors that are handed over at once to a process outside the cluster (3 MB)."""


@dataclass(frozen=True, slots=True)
class EncodingWork:
    """What workers are to do: files to read, what loads the encoder, what was removed, of which
    nothing is encoded, and files that need not be read again if they have not changed."""

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
        is nothing where it is there, and the most memory that this process ever took, in bytes."""
        found = digests_in(row["digests"])
        texts = dict(zip(found, json.loads(row["texts"]), strict=True))
        name = file_of(Path(), self._encoder, texts).name
        records = b"" if name in self._whole else self._records(texts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {"name": name, "texts": len(texts), "records": records, "peak": peak}

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
    of.

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
    where = {"label_selector": {"ray.io/node-id": f"in({','.join(readers)})"}} if readers else {}
    rows = [
        dict(zip(SOURCE, (str(one.path.absolute()), one.shown, one.page_id), strict=True))
        for one in work.sources
    ]
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
            compute=workers,
            num_cpus=ENCODING_SHARE,
        )
    )
    yield from made.iter_rows()


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

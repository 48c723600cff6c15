"""Writing the vectors of a generation: what was there is taken over, what is new is added.

Segments of like size are joined, so that their number grows with the logarithm of the passages, and
each vector is written anew only as often. What was removed is left out then.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from statistics import fmean

import numpy as np

from index.encoders.encoder import Numbers, Vectors
from index.search.dense import (
    BLOCK,
    INVERTED_FILE,
    REMOVED,
    Dense,
    no_ids,
    read_removed,
    read_segment,
    segment_names,
)
from index.search.inverted_file import InvertedFile, lists_for, steps
from index.search.whitening import evenly_spaced
from index.storage.hard_links import hard_link
from index.storage.manifest import InvertedFileCard

EXACT = 50_000
"""Passages up to which every vector is read for a question: it takes milliseconds."""
TAIL = 20_000
"""Passages that came after the inverted file and are compared one by one until it holds them."""
RECALL = 0.99
"""Share of the ten nearest that the inverted file must find; so many lists are read."""
MEASURED = 100
"""Questions that it is measured on."""
SEEN = 40
"""Vectors for each list that k-means learns from."""
GROWN = 4
"""Times the passages that the lists were made for, from which they are made anew."""
WASTE = 0.2
"""Share of removed vectors from which a segment, or the inverted file, is written without them."""


def take_over(previous: Path, folder: Path) -> None:
    """Begin a folder of vectors with what an earlier generation has."""
    folder.mkdir()
    for file in previous.iterdir():
        if file.name != INVERTED_FILE:
            hard_link(file, folder / file.name)


def add(folder: Path, ids: Numbers, answers: Numbers, blocks: Iterable[Vectors]) -> None:
    """Add passages, their ids ascending and above all that are there; `answers` are the ids of the
    first passages of their answers, `blocks` their vectors in turn, shape (n, dimension) each.

    Raises:
        ValueError: there are more vectors than ids, or fewer.
    """
    folder.mkdir(exist_ok=True)
    names = segment_names(folder)
    name = f"{1 + int(names[-1]) if names else 1:06d}"
    np.save(folder / f"{name}.ids.npy", np.stack([ids, answers], axis=1))
    _write(folder / f"{name}.npy", len(ids), blocks)


def remove(folder: Path, gone: Iterable[int]) -> None:
    """Remove passages by id."""
    removed = np.union1d(read_removed(folder), np.fromiter(gone, dtype=np.int64))
    _note_removed(folder, removed)


def compact(folder: Path, *, clean: bool = False) -> None:
    """Join segments of like size, and leave out what was removed where it is much, or wherever it
    is if nothing of it may stay (`clean`)."""
    names = segment_names(folder)
    sizes = [len(read_segment(folder, name).ids) for name in names]
    while len(names) > 1 and sizes[-2] <= 2 * sizes[-1]:
        last = [names.pop(), names.pop()][::-1]
        sizes[-2:] = [_join(folder, last)]
        names.append(last[0])
    removed = read_removed(folder)
    for name in names:
        ids = read_segment(folder, name).ids
        if np.isin(ids, removed).sum() > (0 if clean else WASTE * len(ids)):
            _join(folder, [name])
    here = [no_ids(), *(read_segment(folder, name).ids for name in segment_names(folder))]
    _note_removed(folder, np.intersect1d(removed, np.concatenate(here)))


def _join(folder: Path, names: Sequence[str]) -> int:
    """Write neighbouring segments as one under the first one's name; how many it holds."""
    segments = [read_segment(folder, name) for name in names]
    removed = read_removed(folder)
    kept = [np.flatnonzero(~np.isin(one.ids, removed)) for one in segments]
    pairs = list(zip(segments, kept, strict=True))
    numbers = np.concatenate(
        [np.stack([one.ids[rows], one.answers[rows]], axis=1) for one, rows in pairs]
    )
    dimension = segments[0].vectors.shape[1]
    blocks = (
        one.vectors[rows[at : at + BLOCK]]
        for one, rows in pairs
        for at in range(0, len(rows), BLOCK)
    )
    np.save(folder / "joined.ids", numbers)
    none = np.empty((0, dimension), dtype=np.float32)  # tells the shape where nothing is left
    _write(folder / "joined.new", len(numbers), chain([none], blocks))
    for name in names:
        (folder / f"{name}.ids.npy").unlink()
        (folder / f"{name}.npy").unlink()
    (folder / "joined.ids.npy").rename(folder / f"{names[0]}.ids.npy")
    (folder / "joined.new").rename(folder / f"{names[0]}.npy")
    return len(numbers)


def _write(file: Path, count: int, blocks: Iterable[Vectors]) -> None:
    """Write vectors as they come, in the format of numpy.save. A mapped file would be simpler, but
    a full disk would then end the process."""
    written = 0
    with file.open("wb") as opened:
        for block in blocks:
            if not opened.tell():
                shape = (count, block.shape[1])
                header = {"descr": "<f4", "fortran_order": False, "shape": shape}
                np.lib.format.write_array_header_1_0(opened, header)
            opened.write(np.ascontiguousarray(block, dtype="<f4").data)
            written += len(block)
    if written != count:
        raise ValueError(f"{written} vectors for {count} ids")


def _note_removed(folder: Path, removed: Numbers) -> None:
    (folder / REMOVED).unlink(missing_ok=True)  # the earlier generation keeps its own
    if len(removed):
        np.save(folder / REMOVED, removed)


# The inverted file.


def make_inverted_file(
    folder: Path,
    previous: Path | None,
    card: InvertedFileCard | None,
    questions: Callable[[], Vectors],
) -> InvertedFileCard | None:
    """Bring the inverted file into step with the segments, if there are enough for one; its card.

    Args:
        previous: the folder of the generation before, and `card` its inverted file's.
        questions: makes vectors, shape (n, dimension), with which to measure how much is found;
            where they are few, passages serve as well.
    """
    dense = Dense.read(folder)
    if len(dense) <= EXACT:
        return None
    ids = dense.ids
    if previous is None or card is None or _outgrown(dense, ids, card):
        sample = ids[evenly_spaced(len(ids), SEEN * lists_for(len(ids)))]
        inverted, fresh = InvertedFile.trained(dense.vectors(sample), len(ids)), ids
    else:
        fresh = ids[np.searchsorted(ids, card.last, side="right") :]
        if len(fresh) <= TAIL:
            hard_link(previous / INVERTED_FILE, folder / INVERTED_FILE)
            return card
        inverted = InvertedFile.read_whole(previous / INVERTED_FILE, card)
    for at in range(0, len(fresh), BLOCK):
        rows = fresh[at : at + BLOCK]
        inverted.add(rows, dense.vectors(rows))
    inverted.write(folder / INVERTED_FILE)
    alike = dense.vectors(ids[evenly_spaced(len(ids), MEASURED)])
    asked = np.concatenate([questions(), alike])[:MEASURED]
    return _measured(dense, inverted, int(ids[-1]), asked)


def _outgrown(dense: Dense, ids: Numbers, card: InvertedFileCard) -> bool:
    """Whether the lists were made for far fewer passages, or hold many that were removed."""
    held = int(np.searchsorted(ids, card.last, side="right"))
    return len(dense) > GROWN * card.trained or held < (1 - WASTE) * card.held


def _measured(
    dense: Dense, inverted: InvertedFile, last: int, questions: Vectors
) -> InvertedFileCard:
    """The card of an index that reads as many lists as it needs, and no more."""
    card = replace(inverted.card, last=last, held=len(inverted), measured=len(questions))
    searched = dense.beside(inverted.under(card))
    nearest = [{number for number, _ in dense.exact(question, 10)} for question in questions]
    for probes in steps(card.lists):
        found = [
            {number for number, _ in searched.approximate(question, 10, probes)}
            for question in questions
        ]
        shares = [len(a & b) / len(a) for a, b in zip(nearest, found, strict=True)]
        card = replace(card, probes=probes, recall=round(fmean(shares), 4))
        if card.recall >= RECALL:
            break
    return card

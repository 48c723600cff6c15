"""Writes the vectors of a generation: hard-links the previous segments, adds new ones, merges.

Segments of similar size are merged, so that their number, and how often a vector is rewritten,
grow only with the logarithm of the passages. Removed vectors are left out in a merge.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from statistics import fmean

import numpy as np

from index.encoders.encoder import IntArray, Vectors
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
from index.search.inverted_file import InvertedFile, lists_for, probe_counts
from index.search.whitening import evenly_spaced
from index.storage.hard_links import hard_link
from index.storage.manifest import InvertedFileCard

MOST_EXACT = 50_000
"""Passages up to which every vector is read for a question: it takes milliseconds."""
TAIL = 20_000
"""Passages newer than the inverted file that are compared one by one; of more, it is extended."""
RECALL = 0.99
"""Share of the ten nearest that the inverted file must find; enough lists are read for that."""
RECALL_QUESTIONS = 100
"""Questions on which the recall is measured."""
TRAINING_VECTORS = 40
"""Vectors for each list that k-means is trained on."""
RETRAIN_GROWTH = 4
"""Growth, over the passages that the lists were trained for, at which they are trained again."""
MOST_REMOVED = 0.2
"""Share of removed vectors above which a segment or the inverted file is rewritten without them."""


def take_over(previous: Path, folder: Path) -> None:
    """Begin a folder of vectors with the segments of an earlier generation."""
    folder.mkdir()
    for file in previous.iterdir():
        if file.name != INVERTED_FILE:
            hard_link(file, folder / file.name)


def add(folder: Path, ids: IntArray, answers: IntArray, blocks: Iterable[Vectors]) -> None:
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


def remove(folder: Path, removed_ids: Iterable[int]) -> None:
    """Remove passages by id."""
    removed = np.union1d(read_removed(folder), np.fromiter(removed_ids, dtype=np.int64))
    _note_removed(folder, removed)


def compact(folder: Path, *, purge: bool = False) -> None:
    """Merge segments of similar size, and leave out removed vectors where they are many; with
    `purge`, all of them."""
    names = segment_names(folder)
    sizes = [len(read_segment(folder, name).ids) for name in names]
    while len(names) > 1 and sizes[-2] <= 2 * sizes[-1]:
        last = [names.pop(), names.pop()][::-1]
        sizes[-2:] = [_join(folder, last)]
        names.append(last[0])
    removed = read_removed(folder)
    for name in names:
        ids = read_segment(folder, name).ids
        if np.isin(ids, removed).sum() > (0 if purge else MOST_REMOVED * len(ids)):
            _join(folder, [name])
    here = [no_ids(), *(read_segment(folder, name).ids for name in segment_names(folder))]
    _note_removed(folder, np.intersect1d(removed, np.concatenate(here)))


def _join(folder: Path, names: Sequence[str]) -> int:
    """Merge neighbouring segments under the first one's name; the number of their vectors."""
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
    none = np.empty((0, dimension), dtype=np.float32)  # gives the shape where nothing is left
    _write(folder / "joined.new", len(numbers), chain([none], blocks))
    for name in names:
        (folder / f"{name}.ids.npy").unlink()
        (folder / f"{name}.npy").unlink()
    (folder / "joined.ids.npy").rename(folder / f"{names[0]}.ids.npy")
    (folder / "joined.new").rename(folder / f"{names[0]}.npy")
    return len(numbers)


def _write(file: Path, count: int, blocks: Iterable[Vectors]) -> None:
    """Write vectors block by block, in the format of numpy.save. A mapped file would be simpler,
    but a full disk would then kill the process."""
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


def _note_removed(folder: Path, removed: IntArray) -> None:
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
    """Bring the inverted file up to date with the segments, if there are enough for one; its card.

    Args:
        previous: the folder of the generation before, and `card` its inverted file's.
        questions: makes vectors, shape (n, dimension), on which to measure the recall; where they
            are few, passages are added.
    """
    dense = Dense.read(folder)
    if len(dense) <= MOST_EXACT:
        return None
    ids = dense.ids
    if previous is None or card is None or _outgrown(dense, ids, card):
        sample = ids[evenly_spaced(len(ids), TRAINING_VECTORS * lists_for(len(ids)))]
        inverted, fresh = InvertedFile.trained(dense.vectors(sample), len(ids)), ids
    else:
        fresh = ids[np.searchsorted(ids, card.last, side="right") :]
        if len(fresh) <= TAIL:
            hard_link(previous / INVERTED_FILE, folder / INVERTED_FILE)
            return card
        inverted = InvertedFile.read_into_memory(previous / INVERTED_FILE, card)
    for at in range(0, len(fresh), BLOCK):
        rows = fresh[at : at + BLOCK]
        inverted.add(rows, dense.vectors(rows))
    inverted.write(folder / INVERTED_FILE)
    from_passages = dense.vectors(ids[evenly_spaced(len(ids), RECALL_QUESTIONS)])
    asked = np.concatenate([questions(), from_passages])[:RECALL_QUESTIONS]
    return _measured(dense, inverted, int(ids[-1]), asked)


def _outgrown(dense: Dense, ids: IntArray, card: InvertedFileCard) -> bool:
    """Whether the lists were trained for far fewer passages, or hold many that were removed."""
    held = int(np.searchsorted(ids, card.last, side="right"))
    return len(dense) > RETRAIN_GROWTH * card.trained or held < (1 - MOST_REMOVED) * card.held


def _measured(
    dense: Dense, inverted: InvertedFile, last: int, questions: Vectors
) -> InvertedFileCard:
    """The card of an index that reads as many lists as it needs, and no more."""
    card = replace(inverted.card, last=last, held=len(inverted), measured=len(questions))
    searched = dense.with_inverted_file(inverted.with_card(card))
    nearest = [{number for number, _ in dense.exact(question, 10)} for question in questions]
    for probes in probe_counts(card.lists):
        found = [
            {number for number, _ in searched.approximate(question, 10, probes)}
            for question in questions
        ]
        shares = [len(a & b) / len(a) for a, b in zip(nearest, found, strict=True)]
        card = replace(card, probes=probes, recall=round(fmean(shares), 4))
        if card.recall >= RECALL:
            break
    return card

"""Writes the vectors of a generation: hard-links the previous segments, adds new ones, merges.

Segments of similar size are merged, so that their number, and how often a vector is rewritten,
grow only with the logarithm of the passages. Removed vectors are left out in a merge.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import TypeVar

import numpy as np

from index.encoders.encoder import IntArray, Vectors
from index.hard_links import hard_link
from index.search.dense import BLOCK, INVERTED_FILE, REMOVED, Dense, no_ids, read_removed
from index.search.earlier_segment import is_earlier, read_earlier
from index.search.inverted_file import InvertedFile, lists_for, probe_counts
from index.search.segment import ANSWERS, INDEX, Segment, segment_names
from index.search.whitening import evenly_spaced
from index.storage.manifest import InvertedFileCard

Rows = TypeVar("Rows", Vectors, IntArray)

MOST_EXACT = 50_000
"""Passages up to which every vector is read for a question: it takes milliseconds."""
LARGEST = 50_000
"""Vectors from which a segment is not added to: it is in memory while it is written."""
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
    """Begin a folder of vectors with the segments of an earlier generation; those that an earlier
    version wrote are written anew, as they are now."""
    folder.mkdir()
    for name in segment_names(previous):
        if is_earlier(previous, name):
            ids, answers, vectors = read_earlier(previous, name)
            add(folder, ids, answers, _in_blocks(vectors))
        elif not (one := Segment.read(previous, name)).is_of_now:
            add(folder, one.ids, one.answers, _blocks_of(one))
        else:
            for ending in (INDEX, ANSWERS):
                hard_link(previous / f"{name}{ending}", folder / f"{name}{ending}")
    if (previous / REMOVED).exists():
        hard_link(previous / REMOVED, folder / REMOVED)


def add(folder: Path, ids: IntArray, answers: IntArray, blocks: Iterable[Vectors]) -> None:
    """Add passages, their ids ascending and above all that are there; `answers` are the ids of the
    first passages of their answers, `blocks` their vectors in turn, shape (n, dimension) each.

    Raises:
        ValueError: there are more vectors than ids, or fewer.
    """
    folder.mkdir(exist_ok=True)
    names = segment_names(folder)
    first, given = 1 + int(names[-1] if names else 0), 0
    for number, vectors in enumerate(_gathered(blocks, answers), start=first):
        rows = slice(given, given + len(vectors))
        given += len(vectors)
        if given <= len(ids):
            Segment.of(ids[rows], answers[rows], vectors).write(folder, f"{number:06d}")
    if given != len(ids):
        raise ValueError(f"{given} vectors for {len(ids)} ids")


def _in_blocks(rows: Rows) -> Iterator[Rows]:
    """Vectors, shape (n, dimension), or other rows, a block at a time, the first one even where
    there are none."""
    for start in range(0, max(len(rows), 1), BLOCK):
        yield rows[start : start + BLOCK]


def _blocks_of(segment: Segment) -> Iterator[Vectors]:
    """The vectors of a segment, as `_in_blocks` gives them."""
    for rows in _in_blocks(np.arange(len(segment))):
        yield segment.vectors(rows)


def _gathered(blocks: Iterable[Vectors], answers: IntArray) -> Iterator[Vectors]:
    """The vectors of a segment each: blocks put together until they are enough for one. Those of an
    answer stay together."""
    held: list[Vectors] = []
    given = 0
    for block in blocks:
        held.append(block)
        given += len(block)
        if sum(map(len, held)) < LARGEST:
            continue
        whole = np.concatenate(held)
        begun = given - int(np.searchsorted(answers, answers[given])) if given < len(answers) else 0
        ready = len(whole) - begun  # without the answer of which more is to come
        if ready:
            yield whole[:ready]
        held = [whole[ready:]] if begun else []
    if held:
        yield np.concatenate(held)


def remove(folder: Path, removed_ids: Iterable[int]) -> None:
    """Remove passages by id."""
    removed = np.union1d(read_removed(folder), np.fromiter(removed_ids, dtype=np.int64))
    _note_removed(folder, removed)


def compact(folder: Path, *, purge: bool = False) -> None:
    """Merge segments of similar size, and leave out removed vectors where they are many; with
    `purge`, all of them."""
    names = segment_names(folder)
    sizes = [len(Segment.read(folder, name)) for name in names]
    while len(names) > 1 and sizes[-2] <= 2 * sizes[-1] and sum(sizes[-2:]) <= LARGEST:
        last = [names.pop(), names.pop()][::-1]
        sizes[-2:] = [_join(folder, last)]
        names.append(last[0])
    removed = read_removed(folder)
    for name in names:
        ids = Segment.read(folder, name).ids
        if np.isin(ids, removed).sum() > (0 if purge else MOST_REMOVED * len(ids)):
            _join(folder, [name])
    here = [no_ids(), *(Segment.read(folder, name).ids for name in segment_names(folder))]
    _note_removed(folder, np.intersect1d(removed, np.concatenate(here)))


def _join(folder: Path, names: Sequence[str]) -> int:
    """Merge neighbouring segments under the first one's name; the number of their vectors."""
    joined = Segment.joined(folder, names, read_removed(folder))
    for name in names:  # the earlier generation keeps its own
        for ending in (INDEX, ANSWERS):
            (folder / f"{name}{ending}").unlink()
    joined.write(folder, names[0])
    return len(joined)


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

"""Checks that a generation is as it was built: its files, counts, vectors, spans and seals."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from index.errors import DamagedLibrary
from index.library.generation import (
    STORE,
    VECTORS,
    WHITENING,
    WORDS,
    Generation,
    OpenGeneration,
)
from index.model import Page
from index.search.dense import BLOCK
from index.storage.manifest import TRUSTED


def problems(generation: Generation) -> Iterator[str]:
    """Everything that is not as it was built; every byte is read."""
    from index.library.derived_again import other_texts  # reads pages: opening a library does not

    yield from generation.manifest.problems(generation.path)
    yield from _size_problems(generation)
    yield from _count_problems(generation)
    yield from _vector_problems(generation)
    derived: dict[str, list[str]] = {}
    for page_id in generation.store.page_ids():
        try:
            page = read_page(generation, page_id)
            yield from _page_problems(generation, page)
        except DamagedLibrary as error:
            yield error.evidence
            continue
        if page.derived_by is not None:
            derived.setdefault(generation.store.file_of(page_id), []).append(page_id)
    yield from other_texts(derived, partial(read_page, generation))


def quick_problems(generation: Generation) -> Iterator[str]:
    """The problems that can be found without reading large files to their end."""
    yield from _size_problems(generation)
    if generation.manifest.files[STORE].size < TRUSTED:
        yield from _count_problems(generation)


def _size_problems(generation: Generation) -> Iterator[str]:
    wanted = generation.manifest
    for name, found in ((WORDS, len(generation.lexical)), (VECTORS, len(generation.dense))):
        if found != wanted.passages:
            yield f"{name} has {found} passages, the manifest says {wanted.passages}"
    for name, found in (
        (VECTORS, generation.dense.dimension),
        (WHITENING, len(generation.whitening.mean)),
    ):
        if found != wanted.dimension:
            yield f"{name} has dimension {found}, not {wanted.dimension}"


def _count_problems(generation: Generation) -> Iterator[str]:
    counts = generation.store.counts()
    for name in ("pages", "answers", "passages"):
        found, wanted = getattr(counts, name), getattr(generation.manifest, name)
        if found != wanted:
            yield f"{STORE} has {found} {name}, the manifest says {wanted}"


def _vector_problems(generation: Generation) -> Iterator[str]:
    ids = generation.dense.ids
    if not np.array_equal(ids, np.array(generation.store.passage_ids(), dtype=np.int64)):
        yield f"{VECTORS} and {STORE} do not hold the same passages"
        return
    for start in range(0, len(ids), BLOCK):
        rows = ids[start : start + BLOCK]
        lengths = np.linalg.norm(generation.dense.vectors(rows), axis=1)
        for at in np.flatnonzero(~(np.abs(lengths - 1) < 1e-3)):
            yield f"vector {rows[at]} in {VECTORS} has length {lengths[at]}, not 1"


def _page_problems(generation: Generation, page: Page) -> Iterator[str]:
    yield from generation.store.mismatches(page.id)
    for answer in page.answers:
        ids = generation.store.passage_ids([answer.id])
        for number, passage in generation.store.passages(ids).items():
            if not answer.body.holds(passage.span):
                yield f"passage {number} reaches out of answer {answer.id}"


def read_page(generation: OpenGeneration, page_id: str) -> Page:
    """A page as the store has it.

    Raises:
        KeyError: there is no such page.
        DamagedLibrary: its rows are no valid page.
    """
    try:
        page = generation.store.page(page_id)
    except ValueError as error:
        raise generation.damaged(f"page {page_id}: {error}") from error
    if page is None:
        raise KeyError(page_id)
    return page

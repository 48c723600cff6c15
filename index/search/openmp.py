"""Limits FAISS to one thread while it searches for one question.

Its threads wait for each other by spinning, as numpy's do (`index.search.blas`); but here the limit
is the calling thread's own, so that what others do at the same time keeps theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import faiss


@contextmanager
def one_thread() -> Iterator[None]:
    """A context in which FAISS works in the calling thread."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)

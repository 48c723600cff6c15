"""Limits numpy to one thread while a question is answered.

numpy's own threads wait for each other by spinning: beside another busy process, or another
question, that turns a millisecond into ten. A question is too small to gain from them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import LibController, ThreadpoolController


def start_single_threaded() -> None:
    """Have numpy, which is not imported yet, start without threads of its own: for a program that
    answers one question they take longer to start (60 ms) than all that could use them."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def single_threaded() -> Iterator[None]:
    """A context in which numpy's arithmetic runs in the calling thread."""
    # The controller's own context asks each library for all that it says of itself, every time.
    before = [(one, one.get_num_threads()) for one in _libraries()]
    for library, _ in before:
        library.set_num_threads(1)
    try:
        yield
    finally:
        for library, threads in before:
            library.set_num_threads(threads)


@cache
def _libraries() -> list[LibController]:
    found: list[LibController] = ThreadpoolController().select(user_api="blas").lib_controllers
    return found

"""Limits numpy to one thread while a question is answered.

numpy's own threads wait for each other by spinning: beside another busy process, or another
question, that turns a millisecond into ten. A question is too small to gain from them.
"""

import os
from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def start_single_threaded() -> None:
    """Have numpy, which is not imported yet, start without threads of its own: for a program that
    answers one question they take longer to start (60 ms) than all that could use them."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def single_threaded() -> AbstractContextManager[object]:
    """A context in which numpy's arithmetic runs in the calling thread."""
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()

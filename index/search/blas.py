"""Limits numpy to one thread while a question is answered.

numpy's own threads wait for each other by spinning: beside another busy process, or another
question, that turns a millisecond into ten. A question is too small to gain from them.
"""

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def single_threaded() -> AbstractContextManager[object]:
    """A context in which numpy's arithmetic runs in the calling thread."""
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()

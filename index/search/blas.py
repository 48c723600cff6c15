"""One thread for the arithmetic of a question.

numpy's own threads wait for each other, busily: beside another busy process, or another question,
that turns a millisecond into ten. A question is too small a thing for them.
"""

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def single_threaded() -> AbstractContextManager[object]:
    """While this is entered, numpy's arithmetic runs in the thread that asks for it."""
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()

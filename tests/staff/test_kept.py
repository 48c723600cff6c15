"""What is made once for each library that is served."""

import threading

import pytest

from bot.staff.kept import Kept
from index.library.open import Library


def test_it_is_made_once_and_again_for_another_library(library: Library) -> None:
    made: list[Library] = []

    def make(one: Library) -> int:
        made.append(one)
        return len(made)

    kept = Kept(make)
    assert (kept.of(library), kept.of(library), kept.soon(library, 0)) == (1, 1, 1)
    other = Library.open(library.folder)
    assert (kept.of(other), kept.of(other)) == (2, 2)
    assert made == [library, other]


def test_nobody_waits_longer_than_the_patience_and_one_thread_makes_it(library: Library) -> None:
    may_end, begun = threading.Event(), []

    def make(_: Library) -> str:
        begun.append(1)
        assert may_end.wait(60)
        return "made"

    kept = Kept(make)
    assert kept.soon(library, 0.01) is None
    assert kept.soon(library, 0.01) is None
    may_end.set()
    assert kept.soon(library, 60) == "made"
    assert begun == [1]


def test_an_error_is_raised_where_it_is_waited_for_and_tried_again(library: Library) -> None:
    tries: list[int] = []

    def make(_: Library) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no memory")
        return "made"

    kept = Kept(make)
    with pytest.raises(OSError, match="no memory"):
        kept.soon(library, 60)
    assert kept.soon(library, 60) == "made"

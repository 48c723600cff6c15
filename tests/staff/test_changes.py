"""One change at a time, and whatever stops it is told."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.staff.changes import BackgroundChange, ChangeState
from index.errors import DamagedLibrary, Exhausted, LibraryBusy, NotInLibrary
from index.library.report import Report
from index.library.writer import Progress

HERE = Path("library")


class Held:
    """A change that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()
        self.report = Report(added=["a"])

    def __call__(self, progress: Progress) -> Report:
        progress(0, 10)
        progress(3, 10)
        self.begun.set()
        assert self.go.wait(60)
        progress(10, 10)
        return self.report


@pytest.fixture
def held() -> Iterator[Held]:
    one = Held()
    yield one
    one.go.set()


def ended(work: BackgroundChange) -> ChangeState:
    """The state of what was begun, when it has ended."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.name.endswith("(_run)"):
            thread.join(60)
    assert work.state is not None and work.state.over
    return work.state


def test_at_first_there_was_none() -> None:
    assert BackgroundChange().state is None


def test_a_change_tells_how_far_it_is_and_what_came_of_it(held: Held) -> None:
    work = BackgroundChange()
    assert work.begin("Putting pages in", held)
    assert held.begun.wait(60)
    assert work.state == ChangeState("Putting pages in", done=3, total=10)
    assert not work.state.over
    held.go.set()
    assert ended(work) == ChangeState("Putting pages in", 10, 10, held.report)


def test_there_is_one_at_a_time_and_then_the_next(held: Held) -> None:
    work, ran = BackgroundChange(), list[str]()

    def other(_: Progress) -> Report:
        ran.append("other")
        return Report()

    assert work.begin("first", held)
    assert held.begun.wait(60)
    assert not work.begin("second", other)
    assert work.state is not None and work.state.what == "first"
    held.go.set()
    ended(work)
    assert ran == []
    assert work.begin("second", other)
    assert ended(work) == ChangeState("second", report=Report())
    assert ran == ["other"]


def test_of_many_that_begin_at_once_one_does(held: Held) -> None:
    work, begun = BackgroundChange(), list[bool]()
    threads = [
        threading.Thread(target=lambda n=n: begun.append(work.begin(f"{n}", held)))
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(begun) == [False] * 15 + [True]


@pytest.mark.parametrize(
    "trouble",
    [
        DamagedLibrary(HERE, "vectors"),
        LibraryBusy(HERE),
        NotInLibrary(HERE, "page 'x'"),
        OSError(28, "No space left on device"),
        ValueError("a name of a page's file"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_the_trouble_that_stopped_it_is_told_in_its_own_words(trouble: Exception) -> None:
    def stopped(_: Progress) -> Report:
        raise trouble

    work = BackgroundChange()
    assert work.begin("first", stopped)
    assert ended(work) == ChangeState("first", error=str(trouble))
    assert work.begin("again", lambda _: Report())
    assert ended(work).error is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_of_a_fault_of_ours_staff_are_told_no_more_than_that() -> None:
    def broken(_: Progress) -> Report:
        raise KeyError("a patient's words")

    work = BackgroundChange()
    assert work.begin("first", broken)
    state = ended(work)
    assert state.error == "it failed (KeyError); see the program's log"
    assert work.begin("again", lambda _: Report()), "it does not hold up the next"
    ended(work)


def test_where_no_thread_can_be_had_another_change_may_begin(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    work = BackgroundChange()
    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", none)
        with pytest.raises(Exhausted):
            work.begin("Adding pages", held)
    assert work.state is None
    held.go.set()
    assert work.begin("Adding pages", held)
    assert ended(work).report == held.report

"""Runs one change of the library at a time, in a background thread, with its progress."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from index.errors import DoctorAnswersError, Exhausted
from index.library.report import Report
from index.library.writer import Progress

PATIENCE = 60.0
"""Seconds to wait for a change that somebody else makes; nobody waits for the page meanwhile."""


@dataclass(frozen=True, slots=True)
class ChangeState:
    """A change: what it is, the passages that the encoder has read of all, and its end: a report,
    or the error that stopped it. `again` is the desk's address where it can be tried again, and
    `listed` tells the list of what was removed from others, as it was at the end."""

    what: str
    done: int = 0
    total: int = 0
    report: Report | None = None
    error: str | None = None
    again: str | None = None
    listed: object = None

    @property
    def over(self) -> bool:
        """Whether it has ended, well or not."""
        return self.report is not None or self.error is not None


class BackgroundChange:
    """The change that is running, or the last one. Threads may share it.

    Args:
        listed: what is another when anything was removed. What came of a change that ended before
            is as if it never were: it may have the name of who went.
    """

    def __init__(self, listed: Callable[[], object] = lambda: None) -> None:
        self._lock = threading.Lock()
        self._listed = listed
        self._state: ChangeState | None = None

    @property
    def state(self) -> ChangeState | None:
        """Its state; None where there was no change yet, or something was removed since."""
        state = self._state
        is_outdated = state is not None and state.over and state.listed != self._listed()
        return None if is_outdated else state

    def begin(self, what: str, run: Callable[[Progress], Report], again: str | None = None) -> bool:
        """Begin a change; False if another one is running.

        Args:
            again: the desk's address where it can be tried again, if it fails.
            run: makes the change, and reports its progress by the function it is given.

        Raises:
            Exhausted: nothing can run it; another one may begin.
        """
        with self._lock:
            if self._state is not None and not self._state.over:
                return False
            before, self._state = self._state, ChangeState(what, again=again)
        try:
            threading.Thread(target=self._run, args=(run,), daemon=True).start()
        except RuntimeError as error:  # the system gives no more threads
            with self._lock:
                self._state = before
            raise Exhausted(str(error)) from error
        return True

    def _run(self, run: Callable[[Progress], Report]) -> None:
        def show(done: int, total: int) -> None:
            self._change(done=done, total=total)

        try:
            report = run(show)
            self._change(report=report, listed=self._listed())
        except (DoctorAnswersError, OSError, ValueError) as error:
            self._change(error=str(error), listed=self._listed())
        except Exception as error:
            told = f"it failed ({type(error).__name__}); see the program's log"
            self._change(error=told, listed=self._listed())
            raise

    def _change(self, **changed: object) -> None:
        with self._lock:
            if self._state is not None:
                self._state = replace(self._state, **changed)  # type: ignore[arg-type]

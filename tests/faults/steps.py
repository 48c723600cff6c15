"""Two things at once, in an order that the test chooses: one stops at a point, and goes on when it
is told to."""

import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

POINTS = (
    "index.library.lock._lock",
    "index.library.lock.sweep",
    "index.library.writer.GenerationWriter.write",
    "index.library.writer.GenerationWriter.commit",
    "index.library.writer.point_at",
    "index.library.writer.settle_history",
    "index.storage.tombstones.Tombstones.write",
    "index.storage.uploads.Uploads.add",
    "index.storage.uploads.Uploads.remove",
    "index.storage.uploads.Uploads.drop_pages",
)
"""Where something may stop, right before it is done; and before every file that is put in place."""
SECONDS = 30
"""After which something that does not stop has failed."""


class Steps:
    """What stops at its n-th point, counted from 1; `others` go through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._thread: threading.Thread | None = None
        self._stops_at = 0
        self._count = 0
        self._stopped, self._goes_on = threading.Event(), threading.Event()
        self._error: BaseException | None = None
        for point in POINTS:
            owner, _, name = point.rpartition(".")
            monkeypatch.setattr(point, self._stepped(_found(owner, name)))
        monkeypatch.setattr(os, "replace", self._stepped(os.replace))

    def _stepped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **options: Any) -> Any:
            self._at_point()
            return call(*arguments, **options)

        return stepped

    def _at_point(self) -> None:
        if threading.current_thread() is not self._thread:
            return
        self._count += 1
        if self._count == self._stops_at:
            self._stopped.set()
            assert self._goes_on.wait(SECONDS)

    def begin(self, work: Callable[[], None], stops_at: int) -> bool:
        """Do some work up to a point; whether it stopped there, and was not done before."""
        self._stops_at, self._count, self._error = stops_at, 0, None
        self._stopped, self._goes_on = threading.Event(), threading.Event()

        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001  raised again where it is waited for
                self._error = error
            finally:
                self._stopped.set()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert self._stopped.wait(SECONDS)
        return self._count == stops_at

    def finish(self) -> None:
        """Let it go on to its end."""
        self._goes_on.set()
        assert self._thread is not None
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error


def _found(owner: str, name: str) -> Callable[..., Any]:
    """What is called `owner.name`, where the owner is a module or a class in one."""
    module, _, last = owner.rpartition(".")
    found = __import__(owner if last[:1].islower() else module, fromlist=["_"])
    holder = found if last[:1].islower() else getattr(found, last)
    call: Callable[..., Any] = getattr(holder, name)
    return call

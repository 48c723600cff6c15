"""What is made from a library, once for each that is served, and kept until another is."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar
from weakref import ref

from index.library.open import Library

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Something that takes long to make from a library. Threads may share it: only the first to ask
    makes it. Nothing is kept of a library that is no longer served."""

    def __init__(self, make: Callable[[Library], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._of: ref[Library] | None = None
        self._made: Future[Made] = Future()

    def of(self, library: Library) -> Made:
        """What is made from a library, waited for.

        Raises:
            DamagedLibrary: as whatever makes it.
        """
        made, is_mine = self._begun(library)
        if is_mine:
            self._run(library, made)
        return made.result()

    def soon(self, library: Library, patience: float) -> Made | None:
        """The same, made by a thread of its own; None if it takes longer than so many seconds.

        Raises:
            DamagedLibrary: as whatever makes it.
        """
        made, is_mine = self._begun(library)
        if is_mine:
            threading.Thread(target=self._run, args=(library, made), daemon=True).start()
        try:
            return made.result(patience)
        except TimeoutError:
            return None

    def _begun(self, library: Library) -> tuple[Future[Made], bool]:
        """What is being made, and whether nobody was at it."""
        with self._lock:
            is_other = self._of is None or self._of() is not library
            if is_other or (self._made.done() and self._made.exception() is not None):
                self._of, self._made = ref(library), Future()
                return self._made, True
            return self._made, False

    def _run(self, library: Library, made: Future[Made]) -> None:
        try:
            made.set_result(self._make(library))
        except BaseException as error:  # noqa: BLE001  raised where it is waited for
            made.set_exception(error)

"""Answers questions from a library whose shards are in other processes.

A question whose shard is silent is answered from the others, and its Reply says so. What is looked
up by its id is never taken for gone: it is told that part of the library did not answer.
"""

import threading
import time
from collections.abc import Callable
from math import inf
from pathlib import Path

from bot.query.taught_synonyms import taught_in
from bot.reply.service import Answered, AnswerService, ServedGeneration, has_same_list
from index.cluster.router import Router, ScatteredLibrary
from index.encoders.cross_encoder import Reranker
from index.encoders.encoder import Encoder
from index.errors import DoctorAnswersError, PartSilent
from index.library.open import Library

LEFT_OUT = 5.0
"""Seconds for which a shard that was silent is not asked by other questions: each would wait for it
as long as the first one did."""
Loading = Callable[[Library], Encoder]
"""Loads the encoder of a library."""


class ScatteredService(AnswerService):
    """An `AnswerService` over shards in other processes. Threads may share it."""

    replaces_when_asked = False  # shards may take long to open theirs

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        reranker: Reranker | None,
        router: Router,
        folder: Path,
    ) -> None:
        super().__init__(library, encoder, reranker, taught_in(folder), self._open)
        self._router = router
        # Of those who answer there are several: a removal is finished where the library is built.
        self._finish_after = inf
        self._silent_until: dict[int, float] = {}
        self._parts: dict[frozenset[int], ServedGeneration] = {}
        self._noting = threading.Lock()

    @classmethod
    def over(
        cls,
        folder: Path,
        router: Router,
        rerank: str | None = None,
        load: Loading = Library.encoder,
    ) -> "ScatteredService":
        """Open a library by its router.

        Raises:
            LibraryError: as `Router.open`.
        """
        library = router.open(folder, in_part=True)
        reranker = Reranker(rerank) if rerank else None
        return cls(library, load(library), reranker, router, folder)

    def _open(self, folder: Path) -> Library:
        """The newest generation: of some shards alone where the one before must not be served any
        more."""
        may_wait = not self._served.is_deleted and has_same_list(self._served.library)
        return self._router.open(folder, in_part=not may_wait)

    def keep_up(self) -> None:
        """As `AnswerService.keep_up`; also opens what is open in part, once all shards answer."""
        super().keep_up()
        served = self._served
        assert isinstance(served.library, ScatteredLibrary)  # noqa: S101  for the types
        if not served.library.silent:
            return
        try:
            whole = self._router.open(self._folder)
        except DoctorAnswersError:
            return  # it is looked at again
        with self._replacing:
            if self._served is served:
                self._served = ServedGeneration(whole, served.encoder, served.taught)

    def _found(self, make: Callable[[ServedGeneration], Answered]) -> Answered:
        return self._from_newest(
            lambda served: self._from_all_or_rest(served, make), self._is_unchanged
        )

    def _from_all_or_rest(
        self, served: ServedGeneration, make: Callable[[ServedGeneration], Answered]
    ) -> Answered:
        """What is found in all shards; or in those that answer, which it says."""
        assert isinstance(served.library, ScatteredLibrary)  # noqa: S101  for the types
        silent = self._silent() | served.library.silent
        while True:
            try:
                if not silent:
                    return make(served)
                return make(self._rest(served, silent)).in_part()
            except PartSilent as error:
                if error.shards <= silent:
                    raise
                self._note(error.shards)
                silent |= error.shards

    def _silent(self) -> frozenset[int]:
        now = time.monotonic()
        with self._noting:
            return frozenset(one for one, until in self._silent_until.items() if until > now)

    def _note(self, shards: frozenset[int]) -> None:
        with self._noting:
            self._silent_until |= dict.fromkeys(shards, time.monotonic() + LEFT_OUT)

    def _rest(self, served: ServedGeneration, silent: frozenset[int]) -> ServedGeneration:
        """A generation without its silent shards: the words and names are those of the whole."""
        assert isinstance(served.library, ScatteredLibrary)  # noqa: S101  for the types
        library = served.library.without(silent)
        with self._noting:
            known = self._parts.get(silent)
        if known is not None and known.library is library:
            return known
        rest = ServedGeneration(library, served.encoder, served.taught)
        rest.spelling = served.spelling
        rest.names = served.names.within({answer_id for answer_id, _ in library.doctors()})
        with self._noting:
            self._parts[silent] = rest
        return rest

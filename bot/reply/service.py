"""A library and its encoder, kept ready for many questions while the encoder still loads.

Builds go on beside it: what is kept is looked at again before each use, and replaced as a whole by
the newest generation when there is one.
"""

import os
import sys
import threading
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from bot.query.correct import Spelling
from bot.query.synonyms import Term
from bot.query.taught_synonyms import NAME as TAUGHT
from bot.query.taught_synonyms import taught_in
from bot.reply.reply import Reply, reply_to
from bot.safety.signs import Sign
from bot.text.languages import written_in
from index.encoders.cross_encoder import Reranker
from index.encoders.encoder import Encoder
from index.encoders.onnx_encoder import OnnxEncoder
from index.errors import DoctorAnswersError, LibraryBusy
from index.library.open import Library
from index.storage.current import CURRENT, Current

TRIES = 3
"""Times that a question is answered anew as the library changed beneath it: builds may come faster
than an answer, and who asks must not wait for the last of them."""
FileStamps: TypeAlias = tuple[tuple[int, int, int] | None, ...]
"""What tells that files were replaced: number, time of change and size of each."""


class ServedGeneration:
    """A generation with all that answers questions from it. Never changed, only replaced; questions
    that are under way keep theirs."""

    def __init__(self, library: Library, encoder: Encoder, taught: tuple[Term, ...] = ()) -> None:
        self.library = library
        self.encoder = encoder
        self.taught = taught

    @cached_property
    def spelling(self) -> Spelling:
        """The library's spelling, made when it is first used."""
        return Spelling.of(self.library, self.taught)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its generation was removed from the disk: it may show what was taken out."""
        return not self.library.generation.is_dir()


class AnswerService:
    """Answers questions as soon as its encoder is loaded; looks pages up at once. Threads may share
    it, and builds may go on beside it."""

    def __init__(
        self, library: Library, encoder: Encoder, reranker: Reranker | None = None
    ) -> None:
        self.reranker = reranker
        self._folder = library.folder
        self._kept = ServedGeneration(library, encoder)
        self._sign: FileStamps | None = None  # what is kept was not compared with the disk yet
        self._changing = threading.Lock()
        self._loaded = threading.Event()
        self._trouble: Exception | None = None

    @classmethod
    def open(cls, folder: Path, rerank: str | None = None) -> "AnswerService":
        """Open a library with the encoder that built it, and with the cross-encoder of that name
        if one is given; neither is loaded yet.

        Raises:
            LibraryError: there is no library, or it is damaged.
        """
        library = Library.open(folder)
        reranker = Reranker(rerank) if rerank else None
        return cls(library, library.encoder(), reranker)

    @property
    def library(self) -> Library:
        """The newest generation of the library.

        Raises:
            LibraryError: it cannot be opened, and the one before may no longer be shown.
        """
        return self._newest().library

    @property
    def encoder(self) -> Encoder:
        """The encoder that built the library."""
        return self._newest().encoder

    @property
    def spelling(self) -> Spelling:
        """The library's spelling."""
        return self._newest().spelling

    def load(self) -> None:
        """Load the encoder in a thread of its own, and check that it fits the library."""
        threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        try:
            kept = self._newest()
            _warm_up(kept)
            if self.reranker is not None:
                self.reranker.scores("warm up", ["warm up"])
            written_in("warm up")
        except Exception as error:  # noqa: BLE001  raised again where somebody asks
            self._trouble = error
        finally:
            self._loaded.set()

    @property
    def ready(self) -> bool:
        """Whether a question is answered without waiting for the encoder."""
        return self._loaded.is_set()

    def wait(self) -> None:
        """Wait until the encoder is loaded, or cannot be."""
        self._loaded.wait()

    def reply(
        self,
        question: str,
        k: int = 8,
        before: str | None = None,
        signs: tuple[Sign, ...] | None = None,
    ) -> Reply:
        """Answer a question, waiting for the encoder if need be.

        Args:
            k: answers at most.
            before: what was searched for the question before.
            signs: the words in the question that tell of danger, where they were looked for
                already.

        Raises:
            DoctorAnswersError: the encoder or the library is not fit to answer.
            ValueError: the question has no words.
        """
        self.wait()
        if self._trouble is not None:
            raise self._trouble
        for _ in range(TRIES):
            kept = self._newest()
            try:
                reply = self._reply(kept, question, k, before, signs)
            except (DoctorAnswersError, OSError):
                if kept.is_withdrawn:  # what it read may have gone while it was reading
                    continue
                raise
            if not kept.is_withdrawn or _is_still_so(reply, kept.library):
                return reply
        raise LibraryBusy(self._folder)

    def _reply(
        self,
        kept: ServedGeneration,
        question: str,
        k: int,
        before: str | None,
        signs: tuple[Sign, ...] | None,
    ) -> Reply:
        return reply_to(
            question,
            kept.library,
            kept.encoder,
            k,
            before=before,
            spelling=kept.spelling,
            taught=kept.taught,
            reranker=self.reranker,
            signs=signs,
        )

    # Keeping up with the disk.

    def _newest(self) -> ServedGeneration:
        """What is kept, replaced first if the library changed since.

        Raises:
            LibraryError: the newest cannot be opened, and what is kept may no longer be shown.
        """
        kept = self._kept
        may_go_on = not kept.is_withdrawn
        if may_go_on and self._sign == self._sign_now():
            return kept
        # While it is replaced, others go on with what is kept, if they may.
        if not self._changing.acquire(blocking=not may_go_on or self._sign is None):
            return kept
        try:
            sign = self._sign_now()
            if self._sign != sign or self._kept.is_withdrawn:
                self._replace(sign)
            return self._kept
        finally:
            self._changing.release()

    def _sign_now(self) -> FileStamps:
        return tuple(_sign_of(self._folder / name) for name in (CURRENT, TAUGHT))

    def _replace(self, sign: FileStamps) -> None:
        old = self._kept
        try:
            new = _newest_after(old, is_first=self._sign is None)
            if new is not old and self.ready:  # nobody should wait for it later
                _warm_up(new)
            self._kept = new
        except DoctorAnswersError as error:
            if old.is_withdrawn:
                raise  # and look again next time
            _tell(error)
        self._sign = sign  # as it was before it was read: what came in between is seen next time


def _newest_after(old: ServedGeneration, *, is_first: bool) -> ServedGeneration:
    """What the disk holds now; the same if that is what is kept."""
    library, encoder = old.library, old.encoder
    taught = _taught(old)
    is_older = library.warning is not None and is_first  # and was opened just now, for a reason
    if not old.is_withdrawn and (is_older or _is_served(library)):
        return old if taught == old.taught else ServedGeneration(library, encoder, taught)
    library = Library.open(library.folder)
    if not _goes_on(encoder, library):
        encoder = library.encoder()
    return ServedGeneration(library, encoder, taught)


def _is_still_so(reply: Reply, library: Library) -> bool:
    """Whether the newest generation holds all that a reply shows of one that is gone: the same
    words, by the same doctors."""
    folded = (one.answer.id for card in reply.cards for one in card.alike)
    shown = [*(card.answer.id for card in reply.cards), *folded]
    try:
        with closing(Library.open(library.folder)) as newest:
            return newest.seals(shown) == library.seals(shown)
    except (DoctorAnswersError, OSError):
        return False


def _taught(old: ServedGeneration) -> tuple[Term, ...]:
    try:
        return taught_in(old.library.folder)
    except (OSError, ValueError) as error:
        _tell(error)
        return old.taught


def _tell(error: Exception) -> None:
    words = " ".join(str(error).split())
    print(f"doctor-answers: {words}; the page goes on as it was", file=sys.stderr)


def _is_served(library: Library) -> bool:
    return Current.read(library.folder).served.generation == library.generation


def _goes_on(encoder: Encoder, library: Library) -> bool:
    """Whether an encoder is that of a library, and what it may still have to read is there."""
    fits = encoder.fingerprint == library.manifest.fingerprint
    return fits and not (isinstance(encoder, OnnxEncoder) and not encoder.folder.is_dir())


def _warm_up(kept: ServedGeneration) -> None:
    kept.library.check_encoder(kept.encoder)
    kept.encoder.encode_query(["warm up"])
    kept.spelling.correct("wram up")


def _sign_of(file: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(file)  # noqa: PTH116  half the time of Path's, and before every question
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

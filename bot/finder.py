"""A library and its encoder, kept ready for many questions while the encoder still loads."""

import threading
from functools import cached_property
from pathlib import Path

from bot.language import written_in
from bot.reply import Reply, reply_to
from bot.spelling import Spelling
from index.encode import Encoder
from index.library import Library
from index.rerank import Reranker


class Finder:
    """Answers questions as soon as its encoder is loaded; looks pages up at once."""

    def __init__(
        self, library: Library, encoder: Encoder, reranker: Reranker | None = None
    ) -> None:
        self.library = library
        self.encoder = encoder
        self.reranker = reranker
        self._loaded = threading.Event()
        self._trouble: Exception | None = None

    @classmethod
    def open(cls, folder: Path, rerank: str | None = None) -> "Finder":
        """Open a library with the encoder that built it, and with the cross-encoder of that name
        if one is given; neither is loaded yet.

        Raises:
            LibraryError: there is no library, or it is damaged.
        """
        library = Library.open(folder)
        reranker = Reranker(rerank) if rerank else None
        return cls(library, library.encoder(), reranker)

    def load(self) -> None:
        """Load the encoder in a thread of its own, and check that it fits the library."""
        threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        try:
            self.library.check_encoder(self.encoder)
            self.encoder.encode_query(["warm up"])
            if self.reranker is not None:
                self.reranker.scores("warm up", ["warm up"])
            self.spelling.correct("wram up")
            written_in("warm up")
        except Exception as error:  # noqa: BLE001  raised again where somebody asks
            self._trouble = error
        finally:
            self._loaded.set()

    @cached_property
    def spelling(self) -> Spelling:
        """The library's spelling, made when it is first used."""
        return Spelling.of(self.library)

    @property
    def ready(self) -> bool:
        """Whether a question is answered without waiting for the encoder."""
        return self._loaded.is_set()

    def wait(self) -> None:
        """Wait until the encoder is loaded, or cannot be."""
        self._loaded.wait()

    def reply(self, question: str, k: int = 8, before: str | None = None) -> Reply:
        """Answer a question, waiting for the encoder if need be; `before` is what was searched for
        the question before it.

        Raises:
            DoctorAnswersError: the encoder or the library is not fit to answer.
            ValueError: the question has no words.
        """
        self.wait()
        if self._trouble is not None:
            raise self._trouble
        return reply_to(
            question,
            self.library,
            self.encoder,
            k,
            before=before,
            spelling=self.spelling,
            reranker=self.reranker,
        )

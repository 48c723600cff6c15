"""Serves questions from a library's newest generation, and reloads it when a build has finished.

Pages can be looked up while the encoder still loads. Before each use the disk is checked for a
newer generation, which then replaces the served one as a whole; and so every few seconds while
nobody asks, so that no file of a deleted generation stays open. Where a removal was not finished,
it is finished here.
"""

import gc
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import cached_property
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias, TypeVar
from weakref import ref

from bot.query.correct import Spelling
from bot.query.named_doctors import DoctorNames
from bot.query.search_query import queries_in
from bot.query.synonyms import Term
from bot.query.taught_synonyms import NAME as TAUGHT_SYNONYMS
from bot.query.taught_synonyms import taught_in
from bot.reply.band import Band
from bot.reply.doctors import DoctorsReply, doctors_on
from bot.reply.facets import EVERYTHING, Selection
from bot.reply.period import ALWAYS, Period
from bot.reply.reply import LONGEST_TITLE, Reply, reply_to
from bot.safety.signs import Sign, signs_in
from bot.safety.weighed_context import context_weights
from bot.text.languages import language_of
from index.encoders.cross_encoder import Reranker
from index.encoders.encoder import Encoder
from index.encoders.onnx_encoder import OnnxEncoder
from index.errors import DamagedList, DoctorAnswersError, LibraryBusy, PartSilent
from index.library.open import ANSWERS_KEPT, Library
from index.pages.line_reader.places import is_known_place
from index.patterns import compile_beforehand
from index.storage.current import CURRENT, Current
from index.storage.tombstones import LIST, Tombstones

logger = logging.getLogger(__name__)

MOST_TRIES = 3
"""Times that a question is tried again because the library changed meanwhile: builds may be faster
than an answer, and a reader must not wait for the last of them."""
KEPT_UP = 2.0
"""Seconds between two looks at the disk while nobody asks."""
FINISHED_AGAIN = 60.0
"""Seconds until a removal that could not be finished is tried again."""
FINISHING = "finishing a removal"
"""Who made a change, in the history, where a removal had been left unfinished."""
UNKNOWN = "wramupthewrods"
"""Letters that no list of words has: to take them apart, all the lists are read."""
WORDS_BEFOREHAND = 4_000
"""Words of the doctors, the most frequent first, whose vectors are looked up before a question is:
they make up nearly all that answers say, and looking up those of one question's answers took up to
a millisecond and a half of it."""
TITLES_READ = 100
"""Titles of the library that are read as questions before anybody asks: patterns and rules are made
ready when their words are first met, and people ask about what others asked about."""
ANSWERS_BEFOREHAND = ANSWERS_KEPT
"""Answers that a library may have at most for all of them to be read, and checked against their
seals, before anybody asks (0.1 s): as many as stay in memory. Of a larger one, those asked for."""
_READING = threading.Lock()
UNCHANGED = "the page is served as before"
FileStamp: TypeAlias = tuple[int, int, int] | None
"""What changes when a file is replaced: its inode, its time of change and its size; None where
there is no such file."""
Made = TypeVar("Made")
"""What is made from a generation."""
Answered = TypeVar("Answered", Reply, DoctorsReply)
"""What is found in a generation."""


class ServedGeneration:
    """A generation with all that is needed to answer from it. Never changed, only replaced; a
    question in progress keeps the one it began with."""

    def __init__(self, library: Library, encoder: Encoder, taught: tuple[Term, ...] = ()) -> None:
        self.library = library
        self.encoder = encoder
        self.taught = taught

    @cached_property
    def spelling(self) -> Spelling:
        """The library's spelling, made when it is first used."""
        return Spelling.of(self.library, self.taught)

    @cached_property
    def names(self) -> DoctorNames:
        """The names of the library's doctors, made when they are first used."""
        return DoctorNames.of(self.library)

    @property
    def is_deleted(self) -> bool:
        """Whether its generation was deleted from the disk: it may hold what was removed."""
        return not os.path.isdir(self.library.generation)


class AnswerService:
    """Answers questions as soon as its encoder is loaded; looks pages up at once. Threads may share
    it, and builds may run meanwhile."""

    replaces_when_asked = True
    """Whether a question opens the newest generation where it is the first to notice it; else that
    is left to the thread that keeps up with the disk, as long as the one before may be served."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        reranker: Reranker | None = None,
        taught: tuple[Term, ...] = (),
        opened: Callable[[Path], Library] = Library.open,
    ) -> None:
        """Serve a library that is open.

        Args:
            opened: opens the newest generation of a folder, as `Library.open` does.
        """
        self.reranker = reranker
        self._opened = opened
        self._folder = library.folder
        self._watched = [str(library.folder / name) for name in (LIST, CURRENT, TAUGHT_SYNONYMS)]
        self._served = ServedGeneration(library, encoder, taught)
        self._stamps: tuple[FileStamp, ...] | None = None  # not compared with the disk yet
        self._replacing = threading.Lock()
        self._loaded = threading.Event()
        self._load_error: Exception | None = None
        self._finish_after = 0.0
        self._told: str | None = None
        self._bands: Counter[Band] = Counter()
        self._counting = threading.Lock()

    @classmethod
    def open(
        cls, folder: Path, rerank: str | None = None, taught: tuple[Term, ...] = ()
    ) -> "AnswerService":
        """Open a library with the encoder that built it, and with the cross-encoder of that name
        if one is given; neither is loaded yet.

        Args:
            taught: the library's own terms, if they were read already.

        Raises:
            LibraryError: there is no library, or it is damaged.
        """
        library = Library.open(folder)
        reranker = Reranker(rerank) if rerank else None
        return cls(library, library.encoder(), reranker, taught)

    @property
    def library(self) -> Library:
        """The newest generation of the library.

        Raises:
            LibraryError: it cannot be opened, and the served one may no longer be shown.
        """
        return self._newest().library

    @property
    def list_stamp(self) -> FileStamp:
        """What is another as soon as anything was removed, or let in again; a quick look."""
        return _stamp_of(self._watched[0])

    @property
    def encoder(self) -> Encoder:
        """The encoder that built the library."""
        return self._newest().encoder

    @property
    def taught(self) -> tuple[Term, ...]:
        """The synonyms that staff added to the library."""
        return self._newest().taught

    @property
    def spelling(self) -> Spelling:
        """The library's spelling."""
        return self._newest().spelling

    def load(self) -> None:
        """Load the encoder in a thread of its own, and check that it fits the library; then keep up
        with the disk, as long as anybody holds this service."""
        threading.Thread(target=self._load, daemon=True).start()
        threading.Thread(target=_keep_up, args=(ref(self),), daemon=True).start()

    def load_when_asked(self) -> None:
        """Let the first question load what it needs, for a program that asks only now and then."""
        self._loaded.set()

    def _load(self) -> None:
        try:
            _warm_up(self._newest())
            if self.reranker is not None:
                self.reranker.scores("warm up", ["warm up"])
            read_word_lists()
            _read_titles(self._newest())
            _read_answers(self._newest().library)
            # Nothing of it is garbage, and to look through it all holds a question up for 55 ms.
            gc.freeze()
            logger.debug("ready to answer questions")
        except Exception as error:  # raised again at the next question
            if threading.main_thread().is_alive():  # else the program ends, and nobody asks
                logger.error("no question can be answered", exc_info=error)
            self._load_error = error
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
        period: Period = ALWAYS,
    ) -> Reply:
        """Answer a question, waiting for the encoder if need be.

        Args:
            k: answers at most.
            before: what was searched for the previous question.
            signs: the signs of danger in the question, if they were already looked for.
            period: answers of these days only.

        Raises:
            DoctorAnswersError: the encoder or the library cannot be used.
            ValueError: the question has no words.
        """
        self._wait_for_encoder()

        def answered(served: ServedGeneration) -> Reply:
            return reply_to(
                question,
                served.library,
                served.encoder,
                k,
                before=before,
                spelling=served.spelling,
                taught=served.taught,
                reranker=self.reranker,
                signs=signs,
                names=served.names,
                period=period,
            )

        reply = self._found(answered)
        with self._counting:
            self._bands.update(part.band for part in reply.parts)
        return reply

    def doctors(
        self,
        topic: str | None,
        selection: Selection = EVERYTHING,
        period: Period = ALWAYS,
        skip: int = 0,
        most: int | None = None,
    ) -> DoctorsReply:
        """Who addressed a topic, as `doctors_on` finds them.

        Raises:
            DoctorAnswersError, ValueError: as for a question.
        """
        self._wait_for_encoder()

        def listed(served: ServedGeneration) -> DoctorsReply:
            library, encoder, taught = served.library, served.encoder, served.taught
            return doctors_on(topic, library, encoder, selection, most, taught, period, skip)

        return self._found(listed)

    def _found(self, make: Callable[[ServedGeneration], Answered]) -> Answered:
        """What was found in the newest generation."""
        return self._from_newest(make, self._is_unchanged)

    def seals(self, answer_ids: Sequence[str]) -> dict[str, str]:
        """The seals of those answers that are here, as `Library.seals`.

        Raises:
            LibraryError: as for `library`.
        """
        return self.library.seals(answer_ids)

    def look_up(self, look: Callable[[Library], Made]) -> Made:
        """What is looked up in the newest generation, without the encoder; looked up again where
        something was removed meanwhile.

        Raises:
            LibraryBusy: that happens again and again.
        """
        return self._from_newest(lambda served: look(served.library), lambda _, __: False)

    def _wait_for_encoder(self) -> None:
        self.wait()
        if self._load_error is not None:
            raise self._load_error

    def _from_newest(
        self,
        make: Callable[[ServedGeneration], Made],
        is_unchanged: Callable[[Made, Library], bool],
    ) -> Made:
        """What is made from the newest generation, again if that is deleted meanwhile, unless what
        was made is the same there."""
        for _ in range(MOST_TRIES):
            served = self._newest()
            try:
                made = make(served)
            except (DoctorAnswersError, OSError):
                if served.is_deleted:  # its files may have been deleted while it was reading
                    continue
                raise
            if not self._is_taken_back(served) or is_unchanged(made, served.library):
                return made
        raise LibraryBusy(self._folder)

    def bands(self) -> dict[Band, int]:
        """How many questions had answers how near, since this service began."""
        with self._counting:
            return dict(self._bands)

    def close(self) -> None:
        """Close the files of what is served; nothing can be asked any more."""
        self._served.library.close()

    # Keeping up with the disk.

    def catch_up(self) -> None:
        """Serve what is newest now before going on, for whoever must not be shown the generation
        before: while one thread opens the newest, others are answered from what is served.

        Raises:
            LibraryError: it cannot be opened, and the served one may no longer be shown.
        """
        self._newest(waits=True)

    def keep_up(self) -> None:
        """Serve the newest generation, so that nothing of a deleted one stays open; finish a
        removal that was left unfinished, unless somebody is at it."""
        try:
            served = self._newest(waits=not self.replaces_when_asked)
            if served.library.unfinished is None or time.monotonic() < self._finish_after:
                return
            self._finish_after = time.monotonic() + FINISHED_AGAIN
            # What reads pages takes as long to import as thirty questions, which wait for it.
            from index.library.remove import finish_removal

            finish_removal(self._folder, served.encoder, by=FINISHING)
            self._finish_after = 0.0
            self._told = None
        except LibraryBusy:
            self._finish_after = 0.0
        except Exception as error:  # noqa: BLE001  whatever it is, it is looked at again
            told = f"{type(error).__name__}: {error}"
            if told != self._told:  # once, and not every few seconds
                logger.warning("the library is not as it should be (%s)", told)
            self._told = told

    def _is_taken_back(self, served: ServedGeneration) -> bool:
        """Whether something that a generation shows may have been removed since it was served."""
        return served.is_deleted or self._newest().library.listed != served.library.listed

    def _newest(self, *, waits: bool = False) -> ServedGeneration:
        """What is served, replaced first if the library changed since.

        Args:
            waits: whether to wait where another thread is replacing it.

        Raises:
            LibraryError: the newest cannot be opened, and what is served may no longer be shown.
        """
        served = self._served
        now = self._stamps_now()
        if self._stamps == now and not served.is_deleted:
            return served
        same_list = self._stamps is not None and self._stamps[0] == now[0]
        may_be_served = same_list and not served.is_deleted
        if may_be_served and not (waits or self.replaces_when_asked):
            return served
        # While it is replaced, other threads use what is served, if that is allowed.
        if not self._replacing.acquire(blocking=waits or not may_be_served):
            return served
        try:
            stamps = self._stamps_now()
            if self._stamps != stamps or self._served.is_deleted:
                self._replace(stamps)
            return self._served
        finally:
            self._replacing.release()

    def _stamps_now(self) -> tuple[FileStamp, ...]:
        return tuple(map(_stamp_of, self._watched))

    def _replace(self, stamps: tuple[FileStamp, ...]) -> None:
        old = self._served
        try:
            new = self._newest_or_same(old, is_first=self._stamps is None)
            if new is not old and self.ready:  # nobody should wait for it later
                _warm_up(new)
            self._served = new
            if new is not old:
                logger.info("generation %d is served now", new.library.manifest.generation)
        except DoctorAnswersError as error:
            if old.is_deleted or not has_same_list(old.library):
                raise  # it may hold what was removed; and look again next time
            logger.warning("the newest generation cannot be served; %s", UNCHANGED, exc_info=error)
            if isinstance(error, PartSilent):
                return  # it may be opened soon, though nothing changes here
        self._stamps = stamps  # from before reading: a change in between is noticed next time

    def _newest_or_same(self, old: ServedGeneration, *, is_first: bool) -> ServedGeneration:
        """The newest generation on disk; the same object if it is served already."""
        library, encoder = old.library, old.encoder
        taught = _taught_beside(old)
        is_older = library.warning is not None and is_first  # opened now, as the newest is damaged
        if not old.is_deleted and (is_older or _is_current(library)):
            return old if taught == old.taught else ServedGeneration(library, encoder, taught)
        library = self._opened(library.folder)
        if not _fits(encoder, library):
            encoder = library.encoder()
        return ServedGeneration(library, encoder, taught)

    def _is_unchanged(self, reply: Reply | DoctorsReply, library: Library) -> bool:
        """Whether the newest generation holds all that a reply shows of a deleted one: the same
        words, by the same doctors."""
        folded = (one.answer.id for card in reply.cards for one in card.alike)
        shown = [*(card.answer.id for card in reply.cards), *folded]
        try:
            with closing(self._opened(library.folder)) as newest:
                return newest.seals(shown) == library.seals(shown)
        except (DoctorAnswersError, OSError):
            return False


def _taught_beside(old: ServedGeneration) -> tuple[Term, ...]:
    """The terms that are taught now; those from before where they cannot be read."""
    folder = old.library.folder
    try:
        return taught_in(folder)
    except (OSError, ValueError) as error:
        file = folder / TAUGHT_SYNONYMS
        logger.warning("%s cannot be read; %s", file, UNCHANGED, exc_info=error)
        return old.taught


def _is_current(library: Library) -> bool:
    current = Current.read(library.folder).served.generation
    return current == library.generation and has_same_list(library)


def has_same_list(library: Library) -> bool:
    """Whether the list of what was removed is known, and the one that a library was opened by."""
    try:
        return Tombstones.read(library.folder).mark == library.listed
    except DamagedList:
        return False


def _keep_up(service: "ref[AnswerService]") -> None:
    while True:
        time.sleep(KEPT_UP)
        found = service()
        if found is None:
            return
        found.keep_up()
        del found  # whoever made it decides how long it lives


def _fits(encoder: Encoder, library: Library) -> bool:
    """Whether an encoder is that of a library, and its files still exist."""
    is_the_same = encoder.fingerprint == library.manifest.fingerprint
    return is_the_same and not (isinstance(encoder, OnnxEncoder) and not encoder.folder.is_dir())


def _warm_up(served: ServedGeneration) -> None:
    """Load what the first question would wait for, and check that the encoder fits."""
    served.library.check_encoder(served.encoder)
    served.encoder.encode_query(["warm up"])
    served.spelling.correct("wram up")
    served.names.read("warm up")
    if isinstance(served.encoder, OnnxEncoder):  # any other keeps none of them
        served.encoder.encode_words(_frequent_words(served.library))


def _read_titles(served: ServedGeneration) -> None:
    """Read the titles of the library as a message is read before its question is encoded."""
    for title in served.library.titles(TITLES_READ):
        if len(title) <= LONGEST_TITLE:
            signs_in(title)
            queries_in(title, served.spelling, None, served.taught, served.names)


def _read_answers(library: Library) -> None:
    """Read the answers of a small library as they are read for a reply. Whatever cannot be read is
    told when it is asked for."""
    if library.manifest.answers > ANSWERS_BEFOREHAND:
        return
    store = library.parts.store
    for page_id in store.page_ids():
        with suppress(Exception):
            ids = [answer.id for answer in library.page(page_id).answers]
            store.passages(store.passage_ids(ids))
            for found in library.answers(ids):
                _ = found.sentences


def _frequent_words(library: Library) -> list[str]:
    """The words that most answers here hold."""
    most = nlargest(WORDS_BEFOREHAND, library.vocabulary().items(), key=itemgetter(1))
    return [word for word, _ in most]


def read_word_lists() -> None:
    """Read what tells languages, places and signs of danger, of which no library has anything, and
    compile their patterns; once, whichever thread comes first."""
    with _READING:
        compile_beforehand()
        language_of("warm up")
        is_known_place("warm up")
        signs_in(UNKNOWN)
        context_weights()


def _stamp_of(file: str) -> FileStamp:
    try:
        found = os.stat(file)  # noqa: PTH116  half the time of Path's, and before every question
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

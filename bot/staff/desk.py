"""The shared state of the staff's pages: one desk for each running program."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore

from bot.feedback.unanswered import UnansweredQuestions
from bot.reply.doctors import Listing
from bot.reply.service import AnswerService
from bot.safety.alerts import AMERICAN
from bot.staff.asked_list import AskedList
from bot.staff.asked_topics import AskedTopics
from bot.staff.audit import Audit
from bot.staff.changes import BackgroundChange
from bot.staff.coverage import Coverage, coverage_of
from bot.staff.feed_keys import FeedKeys
from bot.staff.guesses import Guesses
from bot.staff.incoming import StagedUploads
from bot.staff.kept import Kept
from bot.staff.login import CHECKS_AT_ONCE, OneTimeKey, Session, Sessions, Staff
from bot.staff.page_list import PageList
from bot.staff.topics import LibraryTopics
from index.errors import DamagedLibrary, DoctorAnswersError
from index.library.open import Library
from index.library.roster import Mask
from index.library.watch import WatchedFolders
from index.storage.manifest import ListMark
from index.storage.tombstones import Tombstones


@dataclass(slots=True)
class Desk:
    """The library and its staff. `staff` may be empty: then there is no login, and the pages open
    for whoever has the `key` that the program shows when it starts, once. `watched` are the folders
    that the program keeps the library in step with; `number` is the emergency number of where its
    readers are."""

    service: AnswerService
    staff: Staff
    unanswered: UnansweredQuestions | None
    audit: Audit
    watched: WatchedFolders | None = None
    number: str = AMERICAN
    sessions: Sessions = field(default_factory=Sessions)
    guesses: Guesses = field(default_factory=Guesses)
    uploads: StagedUploads = field(default_factory=StagedUploads)
    change: BackgroundChange = field(init=False)
    checks: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(CHECKS_AT_ONCE))
    feed_keys: FeedKeys = field(default_factory=FeedKeys)
    key: OneTimeKey = field(default_factory=OneTimeKey)
    has_login: bool = field(init=False)
    patience: float = 0.25
    asked: AskedTopics = field(default_factory=AskedTopics)
    _coverage: Kept[Coverage] = field(default_factory=lambda: Kept(coverage_of))
    _topics: Kept[LibraryTopics] = field(default_factory=lambda: Kept(LibraryTopics.of))
    _pages: Kept[PageList] = field(default_factory=lambda: Kept(PageList.of))
    _to_check: tuple[Path, int] | None = None

    def __post_init__(self) -> None:
        self.change = BackgroundChange(self._listed)
        self.has_login = bool(self.staff)  # and stays so, whatever becomes of the names' file

    def _listed(self) -> ListMark | None:
        """What tells the list of what was removed; None where it cannot be read."""
        try:
            return Tombstones.read(self.folder).mark
        except DoctorAnswersError:
            return None

    def session_of(self, token: str | None) -> Session | None:
        """The session that a browser's token opens."""
        self.reread_staff()
        return self.sessions.of(token)

    def admit(self, name: str, hashed: str | None) -> str | None:
        """Begin a session for a name; the token of it. None where its line has gone, or has another
        password than was checked: that takes a while, in which others may have ended all sessions
        of that name.

        Args:
            hashed: the hash of the password that was checked.
        """
        token = self.sessions.begin(name)
        if self.staff.hash_of(name) == hashed:
            return token
        self.sessions.end(token)
        return None

    def reread_staff(self) -> None:
        """Take over who is staff now, and end the sessions of those who no longer are."""
        if gone := self.staff.reread():
            self.sessions.end_of(gone)

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self.service.library.folder

    def to_check(self) -> int:
        """How many pages a person has to decide about, counted once for each generation; 0 where
        that cannot be read: what reads the pages says so."""
        library = self.service.library
        if self._to_check is None or self._to_check[0] != library.generation:
            try:
                count = len(library.to_be_checked())
            except DamagedLibrary:
                return 0
            self._to_check = (library.generation, count)
        return self._to_check[1]

    def coverage(self) -> Coverage | None:
        """What the library holds, read once for each generation; None while that takes longer than
        the desk's `patience`, in seconds.

        Raises:
            DamagedLibrary: a page cannot be read.
        """
        return self._coverage.soon(self.service.library, self.patience)

    def topics(self) -> LibraryTopics | None:
        """What the library speaks of; None while that takes longer than the desk's `patience`.

        Raises:
            DamagedLibrary: a page cannot be read.
        """
        return self._topics.soon(self.service.library, self.patience)

    def listing(self, asked: AskedList) -> Listing:
        """The doctors that an address asks for.

        Raises:
            ValueError: the topic has no words.
            DamagedLibrary, WrongEncoder: as for a question.
        """
        service = self.service
        service.wait()
        library, encoder, taught = service.library, service.encoder, service.taught
        found = None
        if asked.topic is not None:
            found = self.asked.find(asked.topic, library, encoder, taught)
        return Listing(
            library,
            encoder,
            found,
            asked.selection,
            asked.period,
            self._of_group(asked.group, library),
            asked.order,
        )

    def _of_group(self, page_id: str, library: Library) -> Mask | None:
        """The answers on the topic that a page is on; None where no such page is asked for."""
        topics = self._topics.of(library) if page_id else None
        number = None if topics is None else topics.number_of(page_id)
        return None if topics is None or number is None else topics.mask(number, library.roster)

    def group_name(self, page_id: str) -> str:
        """What the topic is called that a page is on; empty where there is none."""
        topics = self._topics.of(self.service.library) if page_id else None
        number = None if topics is None else topics.number_of(page_id)
        return "" if topics is None or number is None else topics.topics[number].name

    def pages(self) -> PageList:
        """The pages of the library, listed once for each generation."""
        return self._pages.of(self.service.library)

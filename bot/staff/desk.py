"""The shared state of the staff's pages: one desk for each running program."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore

from bot.feedback.unanswered import UnansweredQuestions
from bot.reply.service import AnswerService
from bot.staff.audit import Audit
from bot.staff.changes import BackgroundChange
from bot.staff.coverage import Coverage, coverage_of
from bot.staff.feed_keys import FeedKeys
from bot.staff.guesses import Guesses
from bot.staff.incoming import StagedUploads
from bot.staff.login import CHECKS_AT_ONCE, OneTimeKey, Session, Sessions, Staff
from index.errors import DamagedLibrary
from index.library.watch import WatchedFolders


@dataclass(slots=True)
class Desk:
    """The library and its staff. `staff` may be empty: then there is no login, and the pages open
    for whoever has the `key` that the program shows when it starts, once. `watched` are the folders
    that the program keeps the library in step with."""

    service: AnswerService
    staff: Staff
    unanswered: UnansweredQuestions | None
    audit: Audit
    watched: WatchedFolders | None = None
    sessions: Sessions = field(default_factory=Sessions)
    guesses: Guesses = field(default_factory=Guesses)
    uploads: StagedUploads = field(default_factory=StagedUploads)
    change: BackgroundChange = field(default_factory=BackgroundChange)
    checks: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(CHECKS_AT_ONCE))
    feed_keys: FeedKeys = field(default_factory=FeedKeys)
    key: OneTimeKey = field(default_factory=OneTimeKey)
    has_login: bool = field(init=False)
    _coverage: tuple[Path, Coverage] | None = None
    _to_check: tuple[Path, int] | None = None

    def __post_init__(self) -> None:
        self.has_login = bool(self.staff)  # and stays so, whatever becomes of the names' file

    def session_of(self, token: str | None) -> Session | None:
        """The session that a browser's token opens."""
        self.reread_staff()
        return self.sessions.of(token)

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

    def coverage(self) -> Coverage:
        """What the library holds, read once for each generation.

        Raises:
            DamagedLibrary: a page cannot be read.
        """
        library = self.service.library
        if self._coverage is None or self._coverage[0] != library.generation:
            self._coverage = (library.generation, coverage_of(library))
        return self._coverage[1]

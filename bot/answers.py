"""The library for other programs: ask, list doctors, look up, verify. Every way out is over this
one: the command, HTTP and MCP.

`__all__` are the names that stay as they are; docs/python.md tells how they are used.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.query.search_query import queries_in
from bot.query.taught_synonyms import taught_in
from bot.reply.choices import Addressed
from bot.reply.doctors import DoctorRow, DoctorsReply
from bot.reply.facets import Facet, FacetName, Selection, TextField
from bot.reply.period import Period
from bot.reply.reply import (
    Card,
    Notice,
    Reply,
    ReplyPart,
    as_read,
    beginning,
    crisis_reply,
    signs_alone,
)
from bot.reply.service import AnswerService
from bot.safety.alerts import Alert, alerts_of
from bot.safety.signs import Sign, level_of, signs_in
from bot.verify.claims import Claim, NoClaims, claims_in
from bot.verify.verdict import Difference, Verdict, verify
from index.errors import DamagedLibrary, DoctorAnswersError, LibraryBusy, LibraryError, NoLibrary
from index.library.open import FoundAnswer, Library
from index.model import Answer, Doctor, Page, Span

__all__ = [
    "Alert",
    "Answer",
    "AnswerLibrary",
    "Card",
    "Claim",
    "DamagedLibrary",
    "Difference",
    "Doctor",
    "DoctorAnswersError",
    "DoctorRow",
    "DoctorsReply",
    "Facet",
    "FoundAnswer",
    "LibraryBusy",
    "LibraryError",
    "NoClaims",
    "NoLibrary",
    "Notice",
    "Page",
    "Reply",
    "ReplyPart",
    "Span",
    "Verdict",
    "alerts_of",
    "claims_in",
]


class AnswerLibrary:
    """A library that answers questions. Threads may share it, and builds and removals may go on
    meanwhile: each call is answered from the newest generation.

    What it gives are the words of its pages, checked against their seals when they are given; what
    a page does not say is None.
    """

    def __init__(self, service: AnswerService) -> None:
        self.service = service

    @classmethod
    def open(cls, folder: Path | str = "library", rerank: str | None = None) -> Self:
        """Open the library in a folder. Its encoder is loaded by the first question.

        Args:
            rerank: names a cross-encoder, which reorders the best answers.

        Raises:
            NoLibrary: there is none.
            LibraryError: it is damaged, or of another version.
            ValueError: the words that were taught beside it cannot be read.
        """
        path = Path(folder)
        service = AnswerService.open(path, rerank, taught_in(path))
        service.load_when_asked()
        return cls(service)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library's files."""
        self.service.close()

    @property
    def newest(self) -> Library:
        """The newest generation: its `warning` and `unfinished` say what whoever shows answers must
        show, too."""
        return self.service.library

    @property
    def version(self) -> str:
        """A short name for all that answers depend on: the generation's files, what was removed,
        the words that were taught, and whether it is an older one. Where it is the same, so are
        the answers."""
        library = self.newest
        files = {name: mark.blake2b for name, mark in library.manifest.files.items()}
        told = (library.manifest.generation, sorted(files.items()), library.listed)
        text = repr((*told, self.service.taught, library.warning is not None))
        return blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def is_older(self) -> bool:
        """Whether the generation before is served, as the newest is damaged: whatever shows answers
        must say so. So it is where the newest cannot be opened now: what is shown came before."""
        try:
            return self.newest.warning is not None
        except (DoctorAnswersError, OSError):
            return True

    def ask(
        self,
        question: str,
        k: int = 8,
        *,
        after: str | None = None,
        since: date | None = None,
        until: date | None = None,
        signs: tuple[Sign, ...] | None = None,
    ) -> Reply:
        """What doctors answered to a question, with the signs of danger in it. In a crisis nothing
        is searched. Where there are signs and the library cannot be used, they are given alone,
        with that as the reply's `trouble`.

        Args:
            k: answers at most.
            after: the previous question, to which this one may refer.
            since: answers that were given from that day on.
            until: answers that were given up to that day.
            signs: the signs of danger in the question, if they were already looked for.

        Raises:
            DoctorAnswersError: the encoder or the library cannot be used, and there are no signs
                of danger.
            ValueError: the question is empty.
        """
        if not question.strip():
            raise ValueError("the question is empty")
        question = as_read(question)
        signs = signs_in(question) if signs is None else signs
        in_crisis = crisis_reply(question, signs)
        if in_crisis is not None:
            return in_crisis
        try:
            before = None if after is None else self._searched_for(after)
            return self.service.reply(question, k, before, signs, Period(since, until))
        except Exception as error:
            alone = signs_alone(question, error, signs)
            if alone is None:
                raise
            return alone

    def _searched_for(self, previous: str) -> str | None:
        """What was searched last for a previous question; nothing was in a crisis."""
        if level_of(signs_in(as_read(previous))) == "crisis":
            return None
        service = self.service
        asked = queries_in(beginning(previous), service.spelling, None, service.taught)
        return asked[-1].searched if asked else None

    def doctors(
        self,
        topic: str | None = None,
        *,
        specialty: str | None = None,
        place: str | None = None,
        name: str | None = None,
        pages: Collection[str] = (),
        stars: Collection[str] = (),
        named: bool | None = None,
        addressed: Collection[Addressed] = (),
        since: date | None = None,
        until: date | None = None,
        skip: int = 0,
        most: int | None = None,
    ) -> DoctorsReply:
        """Which doctors addressed a topic, each with the answers in which they did.

        Args:
            topic: words, a "phrase", and, or, not; None lists everybody.
            specialty: letters that a doctor's specialty contains; so place and name.
            pages: ids of pages; answers on any of them.
            stars: ratings, as `STARS` of bot/reply/facets.py has them.
            named: True, only doctors whom the page names; False, only answers that name nobody.
            addressed: ways to address the topic: said, partly, near; all of them if none is given.
            since: answers that were given from that day on.
            until: answers that were given up to that day.
            skip: doctors to leave out before the first.
            most: doctors at most.

        Raises:
            DoctorAnswersError: the encoder or the library cannot be used.
            ValueError: the topic has no words.
        """
        given: dict[TextField, str | None] = {
            "specialty": specialty, "place": place, "name": name,
        }  # fmt: skip
        letters = {field: text for field, text in given.items() if text is not None}
        standing = {True: {"named"}, False: {"unnamed"}, None: set[str]()}[named]
        chosen: dict[FacetName, frozenset[str]] = {
            "page": frozenset(pages),
            "stars": frozenset(stars),
            "named": frozenset(standing),
        }
        selection = Selection(chosen, letters, frozenset(addressed))
        return self.service.doctors(topic, selection, Period(since, until), skip, most)

    def answer(self, answer_id: str) -> FoundAnswer:
        """An answer by its id, with its page.

        Raises:
            KeyError: there is no such answer.
            DamagedLibrary: its words or its doctor are not those of the page as it was read.
        """
        return self.service.look_up(lambda library: library.answer(answer_id))

    def page(self, page_id: str) -> Page:
        """A page by its id, every answer of it checked as by `answer`.

        Raises:
            KeyError: there is no such page.
            DamagedLibrary: as for an answer.
        """

        def checked(library: Library) -> Page:
            page = library.page(page_id)
            library.answers([one.id for one in page.answers])
            return page

        return self.service.look_up(checked)

    def verify(self, claims: Iterable[Claim]) -> Sequence[Verdict]:
        """Whether quotes are word for word what their pages say, by those doctors, unaltered since
        the pages were read: a Verdict on each, in their order. `claims_in` reads the quotes of a
        document."""
        every = list(claims)
        return self.service.look_up(lambda library: verify(every, library))

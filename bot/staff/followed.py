"""Saved searches, kept in step with the library: what each finds now against what it found then."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from starlette.datastructures import QueryParams

from bot.query.taught_synonyms import PATIENCE
from bot.reply.doctors import Listing, OnTopic
from bot.reply.service import AnswerService
from bot.staff.asked_list import AskedList
from index.errors import DoctorAnswersError, LibraryBusy, NotWritten
from index.library.lock import changing
from index.library.open import Library
from index.model import Page
from index.storage.current import current_generation
from index.storage.history import Event, History
from index.storage.saved_searches import SavedSearch, SeenAnswer, read_searches, write_searches
from index.storage.tombstones import Tombstones

MOST_SEEN = 5_000
"""Answers that a search may find when it is saved: more is no search, and would fill the file."""
MOST_SEARCHES = 100
LONGEST_NAME = 100
"""Characters of the name of a search."""
TOO_MANY = f"it finds more than {MOST_SEEN:,} answers; narrow it first"
OF_TOPIC = (
    "it is narrowed to a topic of the library, and topics are found anew by each build; untick "
    "that topic first"
)
logger = logging.getLogger(__name__)


def seen_now(query: str, service: AnswerService, library: Library) -> dict[str, SeenAnswer]:
    """The answers that a list has now, by id.

    Raises:
        DoctorAnswersError: the library or the encoder cannot be used.
    """
    asked = AskedList.of(QueryParams(query))
    encoder, taught = service.encoder, service.taught
    found = None if asked.topic is None else OnTopic(asked.topic, library, encoder, taught)
    listing = Listing(library, encoder, found, asked.selection, asked.period)
    ids = [listing.roster.ids[row] for row in listing.matching.tolist()]
    seals, doctors = library.seals(ids), dict(library.doctors(ids))
    return {one: SeenAnswer.of(seals[one], doctors[one]) for one in ids}


def save_search(service: AnswerService, name: str, query: str, by: str) -> SavedSearch:
    """Save a search under a name, with what it finds now.

    Raises:
        ValueError: the name or the search cannot be kept; nothing was.
        LibraryBusy, NotWritten: another change is at work, or nothing can be written.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"give it a name of up to {LONGEST_NAME} letters")
    library = service.library
    asked = AskedList.of(QueryParams(query))
    if asked.group:
        raise ValueError(OF_TOPIC)
    query = asked.unordered.query  # and nothing else
    seen = seen_now(query, service, library)
    if len(seen) > MOST_SEEN:
        raise ValueError(TOO_MANY)
    with changing(library.folder, PATIENCE):
        if not _is_newest(library):
            raise ValueError("the library changed at this moment; try again")
        searches = read_searches(library.folder)
        if len(searches) >= MOST_SEARCHES:
            raise ValueError(f"{MOST_SEARCHES} searches are saved; delete one first")
        number = 1 + max((one.number for one in searches), default=0)
        made = SavedSearch(number, name, query, by, _now(), library.manifest.generation, seen)
        write_searches(library.folder, [*searches, made])
    return made


def change_search(
    service: AnswerService, number: int, change: Callable[[SavedSearch], SavedSearch | None]
) -> None:
    """Change a saved search, or delete it (None); one that is not there is left alone.

    Raises:
        LibraryBusy, NotWritten: another change is at work, or nothing can be written.
    """
    folder = service.library.folder
    with changing(folder, PATIENCE):
        changed = [change(one) if one.number == number else one for one in read_searches(folder)]
        write_searches(folder, [one for one in changed if one is not None])


def searches_in_step(service: AnswerService) -> list[SavedSearch]:
    """The saved searches, each looked at again if the library has another generation since. While
    somebody changes the library, and where it is not sound or cannot be written, they are as they
    were.

    Raises:
        DoctorAnswersError: the library cannot be opened.
        ValueError: what is saved cannot be read.
    """
    service.catch_up()
    library = service.library
    searches = read_searches(library.folder)
    stale = [one for one in searches if one.generation != library.manifest.generation]
    if not stale or not service.ready or library.warning or library.unfinished:
        return searches
    looked = {one.number: (one, _looked_at(one, service, library)) for one in stale}
    try:
        with changing(library.folder):
            if not _is_newest(library):
                return read_searches(library.folder)
            # What was changed or forgotten meanwhile is looked at again next time.
            found = [
                looked[one.number][1] if one == looked.get(one.number, (None,))[0] else one
                for one in read_searches(library.folder)
            ]
            write_searches(library.folder, found)
    except (LibraryBusy, NotWritten):
        return searches
    return found


def keep_in_step(service: AnswerService) -> None:
    """The same in the background, where nobody is told what goes wrong but the log."""
    try:
        searches_in_step(service)
    except (DoctorAnswersError, OSError, ValueError) as error:
        logger.warning("saved searches cannot be compared", exc_info=error)


def _looked_at(one: SavedSearch, service: AnswerService, library: Library) -> SavedSearch:
    now = seen_now(one.query, service, library)
    events = History.read(library.folder).events
    taken_out = {gone for event in events for gone in event.taken_out}
    here = library.seals([*one.seen])

    def is_gone(answer_id: str) -> bool:
        named = answer_id in taken_out or Page.id_of(answer_id) in taken_out
        return named and answer_id not in here

    # Nothing of that is left here, unless this was restored from a backup.
    left = one.without(is_gone)
    generation = library.manifest.generation
    return left.looked_at(now, generation, _built_at(library, events), library.copies.shown)


def _built_at(library: Library, events: Sequence[Event]) -> str:
    """When a library's generation was built; now, where the history does not say."""
    found = (one.when for one in events if one.generation == library.manifest.generation)
    return next(found, _now())


def _is_newest(library: Library) -> bool:
    """Whether a library is what is on disk, for a caller that holds the folder's lock."""
    same_list = Tombstones.read(library.folder).mark == library.listed
    return same_list and current_generation(library.folder) == library.generation


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

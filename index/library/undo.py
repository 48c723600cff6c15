"""Takes the last change of a library back, while the generation before it stands.

That is a change like any other: a new generation is written, which holds what the one before held.
The library's own files are put back, too, so that the next build does not do the change again.
What is read from files elsewhere cannot be put back here, and is refused. So is what was removed
for good: no generation stands that holds it, and only a person can let it in again (readmit.py).
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import CannotUndo
from index.library.build import COMMAND_LINE, event_of, previous_library
from index.library.difference import PageDifference, addition_of, difference, removal_of
from index.library.lock import changing, listed_as_before_if_it_fails
from index.library.notes import forget_removed
from index.library.open import Library
from index.library.plan import Plan, PlannedOutcome, RemovedPage
from index.library.removals import Removals, list_to_change
from index.library.report import Report
from index.library.writer import GenerationContent, GenerationWriter, Progress
from index.model import Page
from index.pages.packed.archives import is_there
from index.pages.read import ReadPage, Source, read_again
from index.pages.redact import has_same_content
from index.storage.current import current_generation, generation_before, number_of
from index.storage.history import Event, History
from index.storage.manifest import Manifest
from index.storage.own_files import edited_since, has_own_files, put_back, remove_from_own
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads

NOT_KEPT = (
    "the library as it was before is not kept any more: only the last two generations are, and "
    "none that holds what was removed for good"
)
OF_REMOVAL = (
    "it removed something for good, and nothing of that is kept; look under “What was removed for "
    "good” for what can be let in again"
)
BY_EARLIER_VERSION = "it was made by an earlier version, which kept no files to go back to"
OTHER_ENCODER = "the library was built with another encoder before; build it with that"
OTHER_LIST = (
    "the list of what was removed is not as it was when that change was made; build first, so that "
    "this is a change, too"
)
EDITED = "{} in the library’s folder was edited since; build first, so that this is a change, too"
ELSEWHERE = (
    "page {!r} is read from {}, which is not the library’s own; put back there what is wanted, and "
    "build"
)
CHANGED = "the library has changed since this was shown; look again at what would be taken back"


@dataclass(frozen=True, slots=True)
class Undo:
    """What taking the last change back would do: `generation` is what it would take back, `event`
    what the history says of it; `coming`, `changing` and `going` are ids of pages, and
    `differences` tell of each page what would come, change and go."""

    generation: str
    event: Event | None
    coming: tuple[str, ...]
    changing: tuple[str, ...]
    going: tuple[str, ...]
    differences: tuple[PageDifference, ...]


def undo_of(folder: Path) -> Undo:
    """What `undo` would do now; nothing is written.

    Raises:
        CannotUndo: it cannot be taken back; why.
        DamagedList, LibraryError: the library cannot be read.
    """
    with ExitStack() as open_files:
        now = open_files.enter_context(closing(Library.open_newest(folder)))
        before = _before(now)
        open_files.callback(before.close)
        return _checked(now, before)


def reason_against_undo(folder: Path) -> str | None:
    """Why the last change cannot be taken back, by a quick look that reads no page; None if nothing
    speaks against it.

    Raises:
        DamagedList, LibraryError: the library cannot be read.
    """
    return _reason_against(folder, current_generation(folder))


def undo(
    folder: Path,
    encoder: Encoder,
    *,
    generation: str,
    by: str = COMMAND_LINE,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take the last change back.

    Args:
        generation: the generation that was shown, whose change is taken back.
        by: who does that, for the history.
        patience: seconds to wait for another change.

    Raises:
        CannotUndo: it cannot be taken back, or the library is another one than was shown; nothing
            was changed.
        LibraryBusy, NotWritten, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder, patience), ExitStack() as open_files:
        now = previous_library(folder, encoder)
        if now is None:
            raise CannotUndo(folder, NOT_KEPT)
        open_files.callback(now.close)
        if now.generation.name != generation:
            raise CannotUndo(folder, CHANGED)
        before = _before(now)
        open_files.callback(before.close)
        told = _checked(now, before)
        with listed_as_before_if_it_fails(folder):
            return _carried_out(now, before, told, now.present(encoder), by, progress)


def _carried_out(
    now: Library, before: Library, told: Undo, encoder: Encoder, by: str, progress: Progress
) -> Report:
    folder = now.folder
    # What the change let in again is removed again: first, so that it is withheld from now on.
    listed = list_to_change(folder)
    again = listed.changed({**listed.days, **Tombstones.read(before.generation).days})
    if again != listed:
        again.write(folder)
    removals = Removals.read(folder)
    taken_out = tuple(one for one in told.going if again.holds("page", one) and again != listed)
    planned = Plan(removed=told.going, taken_out=taken_out, removals=removals)
    if removals.gained:
        forget_removed(folder, planned, now)
    writer = GenerationWriter(folder, encoder, now, removals, progress)
    pages = _pages(told, before, again)
    written = writer.write(GenerationContent(pages, told.going))
    put_back(folder, before.generation)
    remove_from_own(folder, removals.now)
    report = Report(
        added=list(told.coming),
        changed=list(told.changing),
        removed=list(told.going),
        embedded=written.embedded,
        taken_out=list(taken_out),
        calibration=written.manifest.calibration,
    )
    writer.commit(event_of(report, written.manifest, by), forbid_fallback=True)
    return report


def _pages(told: Undo, before: Library, tombstones: Tombstones) -> Iterator[PlannedOutcome]:
    """The pages as they were, without what was removed since."""
    stored = before.stored()
    for page_id in (*told.coming, *told.changing):
        rest = tombstones.without(_sound_page(before, page_id))
        if rest is None:
            yield RemovedPage(page_id)
        else:
            yield ReadPage(rest, stored[page_id].file)


def _sound_page(library: Library, page_id: str) -> Page:
    """A page, the seals of its answers checked."""
    page = library.page(page_id)
    library.answers([answer.id for answer in page.answers])
    return page


def _before(now: Library) -> Library:
    """The generation before, if it can be gone back to."""
    reason = _reason_against(now.folder, now.generation)
    before = None if reason is not None else Library.open_before(now.folder)
    if before is None:
        raise CannotUndo(now.folder, reason or NOT_KEPT)
    return before


def _reason_against(folder: Path, served: Path) -> str | None:
    """Why the generation before cannot be gone back to; None if nothing speaks against it."""
    listed = Tombstones.read(folder)
    before = generation_before(served)
    if before is None:
        event = _event_of(folder, number_of(served))
        return NOT_KEPT if event is None or not event.taken_out else OF_REMOVAL
    if not listed.days.keys() <= Tombstones.read(before).days.keys():
        return OF_REMOVAL
    if Tombstones.read(served).days != listed.days:
        return OTHER_LIST
    if Manifest.read(served).fingerprint != Manifest.read(before).fingerprint:
        return OTHER_ENCODER
    if not (has_own_files(served) and has_own_files(before)):
        return BY_EARLIER_VERSION
    edited = edited_since(folder, served)
    return EDITED.format(", ".join(edited)) if edited else None


def _event_of(folder: Path, number: int) -> Event | None:
    """What the history says of the change that made a generation."""
    found = (one for one in reversed(History.read(folder).events) if one.generation == number)
    return next(found, None)


def _checked(now: Library, before: Library) -> Undo:
    """What would come, change and go.

    Raises:
        CannotUndo: a page was read from a file elsewhere that does not say what it said.
    """
    are, were = now.stored(), before.stored()
    coming = tuple(one for one in were if one not in are)
    going = tuple(one for one in are if one not in were)
    event = _event_of(now.folder, now.manifest.generation)
    seals_now, seals_then = _seals(now), _seals(before)
    decided = () if event is None else event.changed  # what a decision leaves alike differs, too
    changed = tuple(
        one
        for one in were
        if one in are
        and (one in decided or are[one] != were[one] or seals_now.get(one) != seals_then.get(one))
    )
    uploads = Uploads(now.folder)
    for page_id in going:
        file = are[page_id].file
        if not uploads.cuts(Path(file)) and is_there(file):
            raise CannotUndo(now.folder, ELSEWHERE.format(page_id, file))
    for page_id in (*coming, *changed):
        file = were[page_id].file
        if not uploads.cuts(Path(file)) and not _says(file, before.page(page_id)):
            raise CannotUndo(now.folder, ELSEWHERE.format(page_id, file))
    differences = [
        *(addition_of(before.page(one)) for one in coming),
        *(difference(now.page(one), before.page(one)) for one in changed),
        *(removal_of(now.page(one)) for one in going),
    ]
    return Undo(now.generation.name, event, coming, changed, going, tuple(differences))


def _seals(library: Library) -> dict[str, dict[str, str]]:
    """The seals of all answers, by page and id."""
    found: dict[str, dict[str, str]] = {}
    for answer_id, seal in library.seals([one for one, _ in library.doctors()]).items():
        found.setdefault(Page.id_of(answer_id), {})[answer_id] = seal
    return found


def _says(file: str, page: Page) -> bool:
    """Whether a file still says what a page said."""
    path = Path(file)
    if not path.is_file():
        return False
    for found in read_again(Source(path, page.source, page.id)):
        if isinstance(found, ReadPage) and found.page.id == page.id:
            return found.page.digest == page.digest and has_same_content(found.page, page)
    return False

"""Removes pages, answers, or everything of a doctor, for good and from every file.

What is removed is put on the list of tombstones first: from then on it is withheld from whoever
reads. If this is interrupted, the next build finishes it, or `finish_removal`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote_plus

from index.encoders.encoder import Encoder
from index.errors import (
    NotErased,
    NotFinished,
    NotInLibrary,
    NotWritten,
    SeveralPeople,
    remove_page_command,
)
from index.identity import folded_name, folded_person, folded_text
from index.library.build import COMMAND_LINE, BuildRequest, build_locked
from index.library.lock import changing, outdated, unfinished
from index.library.open import FoundAnswer, Library
from index.library.people import (
    ANYBODY,
    NamedPeople,
    Person,
    PersonChoice,
    names_in,
    people_named,
)
from index.library.removals import list_to_change
from index.library.report import Report
from index.library.writer import Progress
from index.model import Answer, Doctor, Page
from index.pages.line_reader.names import surname
from index.pages.line_reader.page_warnings import is_decided
from index.pages.packed.archives import file_on_disk
from index.pages.rows.foreign_ids import first_words, words_in_id
from index.pages.rows.record_decisions import record_decisions_file
from index.storage.current import current_generation, number_of
from index.storage.tombstones import ANY_PAGE, AuthoredWords, LineOfPage, Tombstones, lines_in
from index.storage.uploads import Uploads

REMOVED_BEFORE = "one who was removed before"
"""Stands for a person who is no longer there and has the same name."""
REMOVED = "somebody who was removed"
"""In place of a name: what is told of a removal may stand on a screen for long."""
STILL_HELD = "{} still holds these words; it is not the library's own: delete them there"
NOT_CUT = (
    "{} still holds these words; out of an archive, and of what lies in a folder beside the "
    "library's own files, nothing is cut: delete them there"
)
LONG_LINE = 12
"""Words of a line that no two answers have by chance."""
LETTERS = re.compile(r"[^\W\d_]+")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
"""A text in JSON or TOML."""
MOST_NEAR = 5
"""Like names that are told where nobody has the name that was given."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to be removed: pages by id, answers, and the people whom names mean; and the files
    elsewhere that hold some of it. `doctors` gave the answers that go with the pages or alone.
    `copies` are the ids of what the people's answers were saved as once more, without all that
    tells a person."""

    pages: tuple[str, ...]
    answers: tuple[FoundAnswer, ...]
    named: tuple[NamedPeople, ...]
    files: tuple[str, ...]
    doctors: tuple[Doctor, ...] = ()
    copies: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """The people who are removed."""
        return tuple(person for one in self.named for person in one.meant)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of everybody of whom something is removed."""
        doctors = (*(one.doctor for one in self.people), *self.doctors)
        return tuple(dict.fromkeys(one.name for one in doctors if one.name is not None))

    @property
    def others(self) -> tuple[Person, ...]:
        """The people who have the name of one of these, and stay, with what stays of them."""
        found = (person for one in self.named for person in one.others)
        rest = ((one, tuple(a for a in one.answers if a not in self.copies)) for one in found)
        return tuple(replace(person, answers=answers) for person, answers in rest if answers)

    @property
    def alike(self) -> tuple[Person, ...]:
        """The people who have a like name, and stay."""
        gone = {answer_id for person in self.people for answer_id in person.answers}
        found = (person for one in self.named for person in one.alike)
        return tuple(person for person in found if gone.isdisjoint(person.answers))


def remove(
    folder: Path,
    encoder: Encoder,
    *,
    pages: Collection[str] = (),
    answers: Collection[str] = (),
    doctors: Collection[str] = (),
    choice: PersonChoice = ANYBODY,
    by: str = COMMAND_LINE,
    patience: float = 0.0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Remove pages and answers, by id, and doctors, by name, from the library.

    When this returns nothing of them is left in any file below the library's folder; the report
    names files elsewhere that still hold them, and pages on which others mention the doctor.

    Args:
        choice: which doctors are meant, where several have a name.
        patience: seconds to wait for another change.

    Raises:
        NotInLibrary: something is neither there nor removed already; nothing was done.
        SeveralPeople: a name means several doctors, and the choice leaves them; nothing was done.
        NotErased: the disk is full or fails, and all of it is withheld already.
        LibraryBusy, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    withheld = False
    try:
        with changing(folder, patience):
            tombstones = list_to_change(folder)
            with closing(Library.open_newest_shown(folder)) as library:
                library.check_encoder(library.present(encoder))
                wanted = removal_of(library, pages, answers, doctors, choice)
                said = _beginnings(library, wanted)
                _with(tombstones, wanted, library).write(folder)
            withheld = True
            report = build_locked(folder, [], encoder, BuildRequest(by=by), progress)
    except (NotWritten, NotFinished) as error:
        if withheld:
            raise NotErased(folder, error.reason) from error
        raise
    return replace(
        report,
        remaining=list(_remaining(folder, wanted, said)),
        people=list(wanted.people),
        others=list(wanted.others),
        alike=list(wanted.alike),
    )


def finish_removal(
    folder: Path,
    encoder: Encoder,
    *,
    by: str = COMMAND_LINE,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Finish what a removal left undone: afterwards nothing of it is left in any file.

    Raises:
        LibraryBusy, DamagedList, OutdatedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder):
        return build_locked(folder, [], encoder, BuildRequest(by=by), progress)


def removal_of(
    library: Library,
    pages: Collection[str] = (),
    answers: Collection[str] = (),
    doctors: Collection[str] = (),
    choice: PersonChoice = ANYBODY,
) -> Removal:
    """What `remove` would remove; nothing is written. What was removed already, by a removal that
    was not finished, is not told again where the library does not show it.

    Raises:
        NotInLibrary, SeveralPeople, DamagedList: as `remove`.
    """
    stored, tombstones = library.stored(), Tombstones.read(library.folder)
    for page_id in pages:
        if page_id not in stored and not tombstones.holds("page", page_id):
            raise NotInLibrary(library.folder, f"page {page_id!r}")
    pages, saved_again = _saved_again(library, [one for one in pages if one in stored], pages)
    wanted = _with_copies(library, [*answers, *saved_again])
    found = tuple(_answer(library, one) for one in wanted if not library.withholds(one))
    everybody = list(library.doctors()) if doctors else []
    named = [people_named(everybody, given, choice) for given in doctors]
    for one in named:
        _check_choice(library.folder, tombstones, one, choice)
    of_people = {a for one in named for person in one.meant for a in person.answers}
    copies = [one for one in _with_copies(library, sorted(of_people)) if one not in of_people]
    touched = {*pages, *(one.page.id for one in found), *map(Page.id_of, (*of_people, *copies))}
    files = {stored[page_id].file for page_id in touched if page_id in stored}
    whole = [library.page(page_id) for page_id in pages if page_id in stored]
    gave = [answer.doctor for page in whole for answer in page.answers]
    gave += [one.answer.doctor for one in found]
    elsewhere = tuple(sorted(_elsewhere(library.folder, files)))
    return Removal(tuple(pages), found, tuple(named), elsewhere, tuple(gave), tuple(copies))


@dataclass(frozen=True, slots=True)
class Going:
    """All that a removal takes out of a library: `answers` for good, and `doubted`, which may be
    those of a person who goes: they are left out until somebody decides. `lost` are messages about
    what is not kept of the library's own files, though nobody removed it."""

    answers: tuple[FoundAnswer, ...]
    doubted: tuple[FoundAnswer, ...]
    lost: tuple[str, ...] = ()


def going(library: Library, wanted: Removal) -> Going:
    """What `remove` would take out; nothing is written.

    Raises:
        DamagedList: as `remove`.
    """
    listed = _with(Tombstones.read(library.folder), wanted, library)
    answers: list[FoundAnswer] = []
    doubted: list[FoundAnswer] = []
    for page in library.pages():
        removed, in_doubt = listed.removed_from(page), listed.in_doubt(page)
        for answer in page.answers:
            if answer.number in removed:
                answers.append(FoundAnswer(page, answer))
            elif answer.number in in_doubt:
                doubted.append(FoundAnswer(page, answer))
    lost = tuple(Uploads(library.folder).losing(listed))
    return Going(tuple(answers), tuple(doubted), lost)


def _with_copies(library: Library, answer_ids: Iterable[str]) -> list[str]:
    """Ids of answers, each with all that it was saved as once more."""
    copies = library.copies
    found: dict[str, None] = {}
    for one in answer_ids:
        shown = copies.shown_for(one)
        found.update(dict.fromkeys((one, shown, *copies.of.get(shown, ()))))
    return list(found)


def _saved_again(
    library: Library, here: Sequence[str], pages: Collection[str]
) -> tuple[list[str], list[str]]:
    """The ids of pages, with those of pages that say nothing else; and the ids of the answers that
    are the same on others."""
    ids = [answer.id for page_id in here for answer in library.page(page_id).answers]
    again = [one for one in _with_copies(library, ids) if Page.id_of(one) not in pages]
    whole = [
        page_id
        for page_id in dict.fromkeys(map(Page.id_of, again))
        if all(answer.id in again for answer in library.page(page_id).answers)
    ]
    return [*pages, *whole], [one for one in again if Page.id_of(one) not in whole]


def _check_choice(
    folder: Path, tombstones: Tombstones, named: NamedPeople, choice: PersonChoice
) -> None:
    names = {one.doctor.name or "" for one in named.meant} or set(names_in(named.name))
    was_removed = any(tombstones.holds("doctor", name) for name in names)
    if not named.meant and not was_removed:
        near = [one.described for one in (*named.others, *named.alike[:MOST_NEAR])]
        wanted = "such doctor" if named.others else "doctor"
        raise NotInLibrary(folder, f"{wanted} named {named.name!r}", near)
    several = [one.described for one in named.meant]
    if several and was_removed and choice == ANYBODY:
        several.append(REMOVED_BEFORE)  # the same command again must take nobody else
    if len(several) > 1 and not choice.all:
        raise SeveralPeople(folder, named.name, several)


def _with(tombstones: Tombstones, wanted: Removal, library: Library) -> Tombstones:
    """The list with what is removed. People of the same name, or a like one, who stay were shown:
    those who could be taken for one who goes are decided to be others."""
    of_people = [answer for one in wanted.people for answer in one.answers]
    without_key = [answer for one in wanted.people if not one.has_key for answer in one.answers]
    listed = tombstones.adding(
        pages=wanted.pages,
        answers=[one.page.quote(one.answer.body) for one in wanted.answers],
        people=[one.doctor for one in wanted.people],
        authored=_authored(library, [*without_key, *wanted.copies]),
        lines=_decided_lines([*wanted.answers, *library.answers(of_people)]),
        of_pages=_of_pages(library, wanted.pages),
        said=_authored(library, of_people),
        given=[(one.page, one.answer) for one in wanted.answers],
    )
    staying = (*wanted.others, *wanted.alike)
    stay = _authored(library, [answer for one in staying for answer in one.answers])
    said = {folded_text(one.page.quote(one.answer.body)) for one in library.answers(of_people)}
    if said:
        stay += _others_in(library, said, {*of_people, *wanted.copies})
    return listed.adding(
        kept=[one for one in stay if listed.day_of_doubt(*one) is not None],
        beside=_staying_beside(library, wanted, listed),
    )


def _staying_beside(
    library: Library, wanted: Removal, listed: Tombstones
) -> Iterator[tuple[Page, Answer]]:
    """The answers that stay where others go, and would be in doubt if they came later. Those of a
    page that goes as a whole may stand on any page."""
    touched = dict.fromkeys(one.page.id for one in wanted.answers)
    for page_id in library.stored() if wanted.pages else touched:
        page = library.page(page_id)
        in_doubt = listed.in_doubt(page)
        for answer in page.answers:
            if answer.number in in_doubt and in_doubt[answer.number].is_reworded:
                yield page, answer


def _others_in(
    library: Library, said: Collection[str], gone: Collection[str]
) -> Iterator[AuthoredWords]:
    """What others said, who stay, in the very words of those who go."""
    for page in library.pages():
        for answer in page.answers:
            words = page.quote(answer.body)
            if answer.id not in gone and folded_text(words) in said:
                yield words, answer.doctor


def _of_pages(library: Library, page_ids: Collection[str]) -> Iterator[tuple[Page, Answer]]:
    """The answers of pages that go as a whole."""
    for page_id in page_ids:
        try:
            page = library.page(page_id)
        except KeyError:
            continue  # removed already
        yield from ((page, answer) for answer in page.answers)


def _decided_lines(removed: Sequence[FoundAnswer]) -> Iterator[LineOfPage]:
    """The lines that tell answers of decided pages, however another decision cuts them: the long
    ones, or the longest, if no answer that stays has them, too."""
    gone = {one.answer.id for one in removed}
    for one in removed:
        page = one.page
        if not is_decided(page):
            continue
        stay = (answer for answer in page.answers if answer.id not in gone)
        others = {line for answer in stay for line in lines_in(page.quote(answer.body))}
        lines = [line for line in lines_in(page.quote(one.answer.body)) if line not in others]
        long = [line for line in lines if len(line.split()) >= LONG_LINE]
        for line in long or sorted(lines, key=len)[-1:]:
            yield page.id, line
        yield from ((ANY_PAGE, line) for line in long)


def _authored(library: Library, answer_ids: Sequence[str]) -> list[AuthoredWords]:
    found = library.answers(answer_ids)
    return [(one.page.quote(one.answer.body), one.answer.doctor) for one in found]


def _answer(library: Library, answer_id: str) -> FoundAnswer:
    try:
        return library.answer(answer_id)
    except KeyError as error:
        raise NotInLibrary(library.folder, f"answer {answer_id!r}") from error


def _beginnings(library: Library, wanted: Removal) -> frozenset[str | None]:
    """What the answers begin with that are removed, as ids of earlier versions had it."""
    ids = [answer for one in wanted.people for answer in one.answers]
    found = [*wanted.answers, *library.answers([*ids, *wanted.copies])]
    said = [one.page.quote(one.answer.body) for one in found]
    said += [page.quote(answer.body) for page, answer in _of_pages(library, wanted.pages)]
    return frozenset(map(first_words, said))


def _remaining(folder: Path, wanted: Removal, said: frozenset[str | None]) -> Iterator[str]:
    """What is left that only a person can remove, as messages.

    Args:
        said: what the answers began with that were removed.
    """
    names = wanted.names
    with closing(Library.open_newest(folder)) as library:
        for page in library.pages() if wanted.people else ():
            found = _mentions(page, [one.doctor.name or "" for one in wanted.people])
            yield from dict.fromkeys(found)
        for page_id, stored in library.stored().items():
            yield from dict.fromkeys(_named_by(names, page_id, stored.file))
            if words_in_id(page_id) in said:
                told = f"page {page_id!r} has words of a removed answer in its id"
                yield f"{told}; remove it with: {remove_page_command(folder, page_id)}"
    beside = (record_decisions_file(Path(file)) for file in wanted.files)
    notes = (*folder.glob("*.jsonl"), *folder.glob("*.toml"), *filter(Path.is_file, beside))
    yield from dict.fromkeys(_named_in_notes(sorted(notes), names, said))
    uploads = Uploads(folder)
    for file in wanted.files:
        is_within = Path(file).is_relative_to(uploads.folder.absolute())
        yield (NOT_CUT if is_within else STILL_HELD).format(file)
    for link in uploads.holding(Tombstones.read(folder), uploads.links()):
        yield STILL_HELD.format(f"{link.resolve()}, to which {link} is a link,")
    yield from uploads.unread(Tombstones.read(folder))
    served = number_of(current_generation(folder))
    gone = (one for one in unfinished(folder) if one.name.startswith("gone-"))
    for left in (*gone, *outdated(folder, served)):
        yield f"{left} could not be removed, and holds what was removed: delete it"


def _elsewhere(folder: Path, files: Collection[str]) -> Iterator[str]:
    uploads = Uploads(folder)  # a link in it to a file elsewhere is told by name
    for file in {file_on_disk(file) for file in files}:
        if file.exists() and not uploads.cuts(file):
            yield str(file)


def _named_by(names: Iterable[str], page_id: str, file: str) -> Iterator[str]:
    """The names that a page's id, or its file's name, is made of, as messages."""
    for name in names:
        if is_named_in(name, Path(file).name):
            yield f"the file {file} has {REMOVED} in its name: rename it, and build"
        if is_named_in(name, page_id):
            yield f"page {page_id!r} has {REMOVED} in its id: rename its file or record, and build"


def _named_in_notes(
    notes: Iterable[Path], names: Iterable[str], said: frozenset[str | None]
) -> Iterator[str]:
    """The names that stand in what is noted beside the library, or decided beside a file elsewhere,
    as messages: ids that hold them, words that were taught, whom a record was given to; and the
    words of removed answers in ids."""
    for file in notes:
        noted = set(QUOTED.findall(file.read_text(encoding="utf-8", errors="replace")))
        noted |= set(map(unquote_plus, noted))  # a search is noted as an address asks for it
        for name in names:
            if any(is_named_in(name, words) for words in noted):
                yield f"{file} has {REMOVED} in an id or a word: delete it there, if it must go"
        if not said.isdisjoint(map(words_in_id, noted)):
            yield f"{file} has words of a removed answer in an id: delete them there"


def is_named_in(name: str, text: str) -> bool:
    """Whether all words of a name stand in an id, in any order, with whatever between them; or the
    whole name does, with nothing between."""
    wanted = LETTERS.findall(folded_person(name))
    here = LETTERS.findall(folded_text(text))
    here += [one[:-1] for one in here if one.endswith("s")]  # "Lee's", as it is folded
    together = "".join(wanted)
    if len(wanted) < 2:  # "green" may be anything
        return False
    return set(wanted) <= set(here) or any(together in one for one in here)


def _mentions(page: Page, names: Iterable[str]) -> Iterator[str]:
    """Mentions of removed doctors in others' words, which are not changed, as messages. A byline is
    no mention: it is that of a namesake, who is listed."""
    text = folded_text(_without_bylines(page))
    for name in names:
        last = re.escape(folded_name(surname(name)))
        if re.search(rf"(?<!\w){re.escape(folded_person(name))}s?(?!\w)", text) or (
            last and re.search(rf"\bdr {last}s?\b", text)
        ):
            yield f"page {page.id!r} still mentions {REMOVED}, in words of the patient or of others"


def _without_bylines(page: Page) -> str:
    spans = sorted(one.byline for one in page.answers if one.byline is not None)
    starts = [0, *(span.end for span in spans)]
    ends = [*(span.start for span in spans), len(page.text)]
    return "\n".join(page.text[start:end] for start, end in zip(starts, ends, strict=True))

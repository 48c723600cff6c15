"""Removing a page, an answer, or everything of a doctor, for good and from every file.

What is removed goes on the list first, so that whatever interrupts this, it never comes back:
the next build finishes what was begun.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import NotInLibrary
from index.identity import folded_name, folded_person
from index.library.build import COMMAND_LINE, Order, brought_into_step
from index.library.lock import changing, outdated
from index.library.open import Found, Library
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page
from index.pages.archives import file_on_disk
from index.pages.byline import read_name, surname
from index.storage.current import current_generation, number_of
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be removed: pages by id, answers by their words, doctors by name; and the files
    elsewhere that hold some of it."""

    pages: tuple[str, ...]
    answers: tuple[str, ...]
    doctors: tuple[str, ...]
    files: tuple[str, ...]


def remove(
    folder: Path,
    encoder: Encoder,
    *,
    pages: Collection[str] = (),
    answers: Collection[str] = (),
    doctors: Collection[str] = (),
    by: str = COMMAND_LINE,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take pages and answers, by id, and doctors, by name, out of the library.

    When this returns nothing of them is left in any file below the library's folder; the report
    names files elsewhere that hold them still, and pages on which others speak of the doctor.

    Raises:
        NotInLibrary: something of it is neither there nor removed already; nothing was done.
        LibraryBusy, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder):
        tombstones = Tombstones.read(folder)
        with closing(Library.open_newest(folder)) as library:
            library.check_encoder(encoder)
            wanted = _wanted(library, tombstones, pages, answers, doctors)
        tombstones.with_(pages=wanted.pages, answers=wanted.answers, doctors=wanted.doctors).write(
            folder
        )
        report = brought_into_step(folder, [], encoder, Order(by=by), progress)
    return replace(report, remaining=list(_remaining(folder, wanted)))


def _remaining(folder: Path, wanted: Wanted) -> Iterator[str]:
    """Where something is left that only a person can take away."""
    with closing(Library.open_newest(folder)) as library:
        for page in library.pages() if wanted.doctors else ():
            yield from _mentions(page, wanted.doctors)
    for file in wanted.files:
        yield f"{file} still holds these words; it is not the library's own: delete them there"
    served = number_of(current_generation(folder))
    for left in (*folder.glob("gone-*"), *outdated(folder, served)):
        yield f"{left} could not be removed, and holds what was removed: delete it"


def _wanted(
    library: Library,
    tombstones: Tombstones,
    pages: Collection[str],
    answers: Collection[str],
    doctors: Collection[str],
) -> Wanted:
    stored = library.stored()
    for page_id in pages:
        if page_id not in stored and not tombstones.holds("page", page_id):
            raise NotInLibrary(library.folder, f"page {page_id!r}")
    found = [_answer(library, answer_id) for answer_id in answers]
    theirs = _answers_by_name(library)
    names = [_name(library, tombstones, given, theirs.keys()) for given in doctors]
    touched = {*pages, *(one.page.id for one in found)}
    for name in names:
        touched |= {Page.id_of(answer_id) for answer_id in theirs.get(folded_person(name), [])}
    files = {stored[page_id].file for page_id in touched if page_id in stored}
    return Wanted(
        pages=tuple(pages),
        answers=tuple(one.page.quote(one.answer.body) for one in found),
        doctors=tuple(names),
        files=tuple(sorted(_elsewhere(library.folder, files))),
    )


def _answer(library: Library, answer_id: str) -> Found:
    try:
        return library.answer(answer_id)
    except KeyError as error:
        raise NotInLibrary(library.folder, f"answer {answer_id!r}") from error


def _answers_by_name(library: Library) -> dict[str, list[str]]:
    theirs: dict[str, list[str]] = {}
    for answer_id, doctor in library.doctors():
        if doctor.name is not None:
            theirs.setdefault(folded_person(doctor.name), []).append(answer_id)
    return theirs


def _name(library: Library, tombstones: Tombstones, given: str, known: Collection[str]) -> str:
    """The name of a doctor who is here, typed with or without the letters behind it."""
    given = " ".join(given.split())
    named = read_name(given)
    plain = [] if named is None or named.name is None else [named.name]
    for name in (given, *plain, given.partition(",")[0]):
        if folded_person(name) in known or tombstones.holds("doctor", name):
            return name
    raise NotInLibrary(library.folder, f"doctor named {given!r}")


def _elsewhere(folder: Path, files: Collection[str]) -> Iterator[str]:
    uploads = Path(Uploads(folder).folder).absolute()
    for file in {file_on_disk(file) for file in files}:
        if file.exists() and not file.is_relative_to(uploads):
            yield str(file)


def _mentions(page: Page, names: Collection[str]) -> Iterator[str]:
    """What is left of doctors' names in words that are not theirs, and are not changed."""
    text = folded_name(page.text)
    for name in names:
        last = re.escape(folded_name(surname(name)))
        if folded_person(name) in text or (last and re.search(rf"\bdr\.? {last}\b", text)):
            yield f"page {page.id!r} still speaks of {name}, in words of the patient or of others"

"""Removes pages, answers, or everything of a doctor, for good and from every file.

What is removed is put on the list of tombstones first, so that it never comes back even if this is
interrupted: the next build finishes it.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.encoders.encoder import Encoder
from index.errors import NotInLibrary
from index.identity import folded_name, folded_person
from index.library.build import COMMAND_LINE, BuildRequest, build_locked
from index.library.lock import outdated, write_lock
from index.library.open import FoundAnswer, Library
from index.library.report import Report
from index.library.writer import Progress
from index.model import Page
from index.pages.archives import file_on_disk
from index.pages.names import read_name, surname
from index.storage.current import current_generation, number_of
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads


@dataclass(frozen=True, slots=True)
class RemovalRequest:
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
    """Remove pages and answers, by id, and doctors, by name, from the library.

    When this returns nothing of them is left in any file below the library's folder; the report
    names files elsewhere that still hold them, and pages on which others mention the doctor.

    Raises:
        NotInLibrary: something is neither there nor removed already; nothing was done.
        LibraryBusy, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with write_lock(folder):
        tombstones = Tombstones.read(folder)
        with closing(Library.open_newest(folder)) as library:
            library.check_encoder(encoder)
            wanted = _wanted(library, tombstones, pages, answers, doctors)
        tombstones.adding(pages=wanted.pages, answers=wanted.answers, doctors=wanted.doctors).write(
            folder
        )
        report = build_locked(folder, [], encoder, BuildRequest(by=by), progress)
    return replace(report, remaining=list(_remaining(folder, wanted)))


def _remaining(folder: Path, wanted: RemovalRequest) -> Iterator[str]:
    """What is left that only a person can remove, as messages."""
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
) -> RemovalRequest:
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
    return RemovalRequest(
        pages=tuple(pages),
        answers=tuple(one.page.quote(one.answer.body) for one in found),
        doctors=tuple(names),
        files=tuple(sorted(_elsewhere(library.folder, files))),
    )


def answers_by_doctor(library: Library, name: str) -> list[str]:
    """The ids of the answers that `remove` takes with a doctor, named with or without
    credentials.

    Raises:
        NotInLibrary: nobody of that name is there.
    """
    theirs = _answers_by_name(library)
    found = _name(library, Tombstones.read(library.folder), name, theirs.keys())
    return theirs.get(folded_person(found), [])


def _answer(library: Library, answer_id: str) -> FoundAnswer:
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
    """The name of a doctor in the library, given with or without credentials."""
    given = " ".join(given.split())
    named = read_name(given)
    plain = [] if named is None or named.name is None else [named.name]
    before, _, behind = given.partition(",")
    if behind == behind.upper():  # letters that we do not know, and no first name: "Smith, John"
        plain.append(before)
    for name in (given, *plain):
        if folded_person(name) in known or tombstones.holds("doctor", name):
            return name
    raise NotInLibrary(library.folder, f"doctor named {given!r}")


def _elsewhere(folder: Path, files: Collection[str]) -> Iterator[str]:
    uploads = Path(Uploads(folder).folder).absolute()
    for file in {file_on_disk(file) for file in files}:
        if file.exists() and not file.is_relative_to(uploads):
            yield str(file)


def _mentions(page: Page, names: Collection[str]) -> Iterator[str]:
    """Mentions of removed doctors in others' words, which are not changed, as messages."""
    text = folded_name(page.text)
    for name in names:
        last = re.escape(folded_name(surname(name)))
        if folded_person(name) in text or (last and re.search(rf"\bdr\.? {last}\b", text)):
            yield f"page {page.id!r} still mentions {name}, in words of the patient or of others"

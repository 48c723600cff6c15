"""Taking out: a page, an answer, or everything of a doctor, for good and from every file.

What is taken out goes on the list first, so that whatever interrupts this, it never comes back:
the next build finishes what was begun.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.build import Choice, Progress, Report, brought_into_step, changing, outdated
from index.byline import read_name, surname
from index.encode import Encoder
from index.errors import NotInLibrary
from index.library import Found, Library
from index.model import Page
from index.pointer import current_generation, number_of
from index.shelf import Shelf
from index.withdrawn import Withdrawn, folded


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken out: pages by id, answers by their words, doctors by name; and the files
    elsewhere that hold some of it."""

    pages: tuple[str, ...]
    answers: tuple[str, ...]
    doctors: tuple[str, ...]
    files: tuple[str, ...]


def take_out(
    folder: Path,
    encoder: Encoder,
    *,
    pages: Collection[str] = (),
    answers: Collection[str] = (),
    doctors: Collection[str] = (),
    by: str = "command line",
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take pages and answers, by id, and doctors, by name, out of the library.

    When this returns nothing of them is left in any file below the library's folder; the report
    names files elsewhere that hold them still, and pages on which others speak of the doctor.

    Raises:
        NotInLibrary: something of it is neither there nor taken out already; nothing was done.
        LibraryBusy, DamagedList, LibraryError, WrongEncoder: as for a build.
    """
    with changing(folder):
        withdrawn = Withdrawn.read(folder)
        with closing(Library.open_newest(folder)) as library:
            library.check_encoder(encoder)
            wanted = _wanted(library, withdrawn, pages, answers, doctors)
        withdrawn.with_(pages=wanted.pages, answers=wanted.answers, doctors=wanted.doctors).write(
            folder
        )
        report = brought_into_step(folder, [], encoder, Choice(by=by), progress=progress)
    with closing(Library.open_newest(folder)) as library:
        for page in library.pages() if wanted.doctors else ():
            report.remaining += _mentions(page, wanted.doctors)
    report.remaining += [
        f"{file} still holds these words; it is not the library's own: delete them there"
        for file in wanted.files
    ]
    served = number_of(current_generation(folder))
    report.remaining += [
        f"{left} could not be removed, and holds what was taken out: delete it"
        for left in (*folder.glob("gone-*"), *outdated(folder, served))
    ]
    return report


def _wanted(
    library: Library,
    withdrawn: Withdrawn,
    pages: Collection[str],
    answers: Collection[str],
    doctors: Collection[str],
) -> Wanted:
    stored = library.stored()
    for page_id in pages:
        if page_id not in stored and not withdrawn.holds("page", page_id):
            raise NotInLibrary(library.folder, f"page {page_id!r}")
    found = [_answer(library, answer_id) for answer_id in answers]
    theirs = _answers_by_name(library)
    names = [_name(library, withdrawn, given, theirs.keys()) for given in doctors]
    touched = {*pages, *(one.page.id for one in found)}
    for name in names:
        touched |= {answer_id.rpartition("#")[0] for answer_id in theirs.get(folded(name), [])}
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
            theirs.setdefault(folded(doctor.name), []).append(answer_id)
    return theirs


def _name(library: Library, withdrawn: Withdrawn, given: str, known: Collection[str]) -> str:
    """The name of a doctor who is here, typed with or without the letters behind it."""
    given = " ".join(given.split())
    named = read_name(given)
    plain = [] if named is None or named.name is None else [named.name]
    for name in (given, *plain, given.partition(",")[0]):
        if folded(name) in known or withdrawn.holds("doctor", name):
            return name
    raise NotInLibrary(library.folder, f"doctor named {given!r}")


def _elsewhere(folder: Path, files: Collection[str]) -> Iterator[str]:
    shelf = Path(Shelf(folder).folder).absolute()
    for file in files:
        if Path(file).exists() and not Path(file).is_relative_to(shelf):
            yield file


def _mentions(page: Page, names: Collection[str]) -> Iterator[str]:
    """What is left of doctors' names in words that are not theirs, and are not changed."""
    text = folded(page.text)
    for name in names:
        last = re.escape(surname(name))
        if folded(name) in text or (last and re.search(rf"\bdr\.? {last}\b", text)):
            yield f"page {page.id!r} still speaks of {name}, in words of the patient or of others"

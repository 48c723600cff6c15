"""A small library to hurt: its pages, the one oracle, and children that may die."""

import os
import resource
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from index.errors import DoctorAnswersError
from index.library.build import build
from index.library.open import Library, exists
from tests.pages.test_text_unseen import BONDING, FILLER, NOBODY, VENEERS, ReadAnswer, page_of
from tests.words_encoder import WordsEncoder

LIMIT = 60
"""Seconds that a child may take; it is ended by then, and that counts as wrong."""


class Ended(NamedTuple):
    """How a child ended: its exit status, or minus the signal, and what it said."""

    status: int
    said: str

    @property
    def died(self) -> bool:
        """Whether a signal ended it."""
        return self.status < 0


class Child:
    """Some work in a forked process. What it returns is said; an error of ours is said after "!",
    whatever else it raises after "!!"."""

    def __init__(self, work: Callable[[], object], memory: int | None = None) -> None:
        """Start it; `memory` are the bytes of address space that it may use."""
        self._reading, writing = os.pipe()
        self._number = os.fork()
        if not self._number:
            os.close(self._reading)
            _work(work, writing, memory)
        os.close(writing)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        os.kill(self._number, signal.SIGKILL)

    def ended(self) -> Ended:
        """Wait for its end."""
        said = b""
        ends = time.monotonic() + LIMIT
        while select.select([self._reading], [], [], max(ends - time.monotonic(), 0))[0]:
            piece = os.read(self._reading, 65536)
            if not piece:
                break
            said += piece
        else:
            self.kill()
        os.close(self._reading)
        _, status = os.waitpid(self._number, 0)
        return Ended(os.waitstatus_to_exitcode(status), said.decode())


def in_child(work: Callable[[], object], memory: int | None = None) -> Ended:
    """Do some work in a child to its end."""
    return Child(work, memory).ended()


def _work(work: Callable[[], object], writing: int, memory: int | None) -> None:
    """Never returns: a child must not go on with its parent's tests."""
    status = 70
    try:
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        said, status = str(work()), 0
    except (DoctorAnswersError, MemoryError) as error:
        said, status = f"! {type(error).__name__}: {error}", 2
    except BaseException:  # noqa: BLE001  whatever it is, the parent is told
        said = f"!! {traceback.format_exc()}"
    finally:
        sys.stdout.flush()
        os.write(writing, said.encode()[:60000])
        os._exit(status)


def _remove(folder: Path) -> None:
    """Remove a folder, in which a thread of tantivy may still let go of a file or leave one."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)
    shutil.rmtree(folder)


class Place:
    """A folder of pages, the library made of them, and what each of its generations holds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages = root / "pages"
        self.library = root / "library"
        self.pages.mkdir(parents=True)

    def write(self, name: str, *told: ReadAnswer) -> Path:
        file = self.pages / f"{name}.txt"
        file.write_text(page_of(*told, votes=True, title=f"About {name}?"), encoding="utf-8")
        return file

    def build(self, encoder: WordsEncoder | None = None) -> None:
        build(self.library, [self.pages], encoder or WordsEncoder())

    def copy(self, name: str) -> "Place":
        """The same place once more, in place of whatever has that name; files that generations
        share are shared there, too."""
        root = self.root.parent / name
        if root.exists():
            _remove(root)
        other = object.__new__(Place)
        other.root, other.pages, other.library = root, root / "pages", root / "library"
        copied: dict[int, str] = {}

        def copy_or_link(one: str, two: str) -> None:
            known = copied.setdefault(Path(one).stat().st_ino, two)
            if known == two:
                shutil.copy2(one, two)
            else:
                os.link(known, two)

        shutil.copytree(self.root, root, copy_function=copy_or_link)
        return other

    def remove(self) -> None:
        _remove(self.root)

    def left_over(self) -> list[str]:
        """What lies in the library's folder and is no part of a library."""
        parts = ("generation-", "CURRENT", ".lock", "history.jsonl", "withdrawn.txt", "pages")
        names = (path.name for path in self.library.glob("*"))
        return sorted(name for name in names if not name.startswith(parts) or name.endswith(".new"))


Served = Mapping[str, tuple[str, str | None]]
"""By the answers' ids: the words, and the doctor's name."""


def served(folder: Path) -> Served:
    """Everything that a library shows, by every way in, each answer checked as for a card."""
    library = Library.open(folder)
    try:
        return served_by(library)
    finally:
        library.close()


def served_by(library: Library) -> Served:
    encoder = WordsEncoder()
    ids = {answer.id for page in library.pages() for answer in page.answers}
    ids |= {hit.passage.answer_id for hit in library.search("filler veneers", encoder, 99)}
    found = library.answers(sorted(ids))
    return {
        one.answer.id: (one.page.quote(one.answer.body), one.answer.doctor.name) for one in found
    }


def served_or_none(folder: Path) -> Served | None:
    return served(folder) if exists(folder) else None


FIRST = (VENEERS, BONDING)
SECOND = (FILLER, NOBODY)


def two_generations(root: Path) -> tuple[Place, Served, Served]:
    """A library of two builds, the second of which added a page; what each served."""
    place = Place(root)
    place.write("a", *FIRST)
    place.build()
    one = served(place.library)
    place.write("b", *SECOND)
    place.build()
    return place, one, served(place.library)

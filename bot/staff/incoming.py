"""Staged uploads: files that staff uploaded, which are read, reviewed, and then added or
discarded."""

import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from stat import S_ISREG
from tempfile import mkdtemp
from typing import BinaryIO

from index.durable import private, replace_file
from index.errors import UnreadablePage
from index.library.add import Review
from index.library.difference import PageDifference, difference
from index.library.open import Library
from index.library.plan import left_out_of, named_in_id
from index.model import Page
from index.pages.decisions import ENDING, decision_file, is_decision
from index.pages.kinds import PAGE_ENDINGS, is_saved_page, not_read
from index.pages.limits import MOST_BYTES
from index.pages.limits import MOST_FILES as MOST_UNPACKED
from index.pages.packed.archives import is_there, unpack
from index.pages.read import ReadPage, read
from index.pages.rows.record_decisions import record_decisions_file
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads, is_name
from index.temporary import temporary_folder

LARGEST = 256 * 1024 * 1024
"""Bytes of one upload."""
MOST_FILES = 1_000
"""Files of one upload."""
MOST_STAGED = 1024 * 1024 * 1024
"""Bytes of all uploads together on which somebody is to decide, unpacked."""
MOST_UPLOADS = 100
"""Uploads on which somebody is to decide."""
KEPT = 60 * 60.0
"""Seconds after which an upload is forgotten if nobody decided on it."""
BLOCK = 1 << 20
KIND = "staged"
"""How the folder of all staged uploads is called, among the program's temporary ones."""
EARLIER_UPLOAD = "an earlier upload"
"""Where a page is from that staff uploaded before."""
ENDINGS = (*PAGE_ENDINGS, ".zip")
NO_NAME = "not a valid name for a page's file: rename it, and do not make the name too long"
BY_COMMAND = (".gz", ".zst", ".tar", ".tgz", ".warc", ".wacz")
"""What the desk does not take, and the command does."""
WITHOUT_PAGE = "a decision without its page; upload both together, or decide under “To be checked”"
TAKEN_NAME = "a second file with that name in the same upload"
NO_ROOM = (
    "the uploads that wait take all the room there is for them; add or discard one of them first"
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A page that was uploaded and is not in the library yet, without what would be left out of it.

    What is there under its id comes from the file `replaces` and has `before` answers;
    `difference` is what would change of it. `refused` is why it would not be taken: it is poorer
    or damaged. Where it `is_held`, the library says just the same. `removed_on` is the day on which
    a page of that id was removed. So many of its answers are `gone`: they were removed, or may be
    by somebody who was; `left_out` says which of them may be, and whether its id may name
    somebody. `read` is the page as it was read
    from its file.
    """

    page: Page
    replaces: str | None = None
    removed_on: str | None = None
    before: int = 0
    difference: PageDifference | None = None
    refused: str | None = None
    is_held: bool = False
    gone: int = 0
    left_out: tuple[str, ...] = ()
    read: ReadPage | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it would be added."""
        return self.refused is None and not self.is_held

    @property
    def of_removed(self) -> tuple[int, int]:
        """How many of its answers were removed, and how much of it may be by somebody who was."""
        return self.gone, len(self.left_out)


@dataclass(frozen=True, slots=True)
class StagedUpload:
    """Files of one upload, in a folder of their own, and what was read of them. `of_removed` tells
    of each page what of it was removed before it was uploaded."""

    folder: Path
    began: float
    incoming: tuple[Incoming, ...]
    unreadable: tuple[UnreadablePage, ...]
    review: Review
    of_removed: tuple[tuple[int, int], ...]

    @property
    def files(self) -> list[Path]:
        """The files, by name."""
        return [file for file in sorted(self.folder.rglob("*")) if file.is_file()]

    @property
    def taken(self) -> dict[Path, list[str]]:
        """The ids of the pages that would be added, by the files that they are in."""
        found: dict[Path, list[str]] = {}
        for one in self.incoming:
            if one.is_taken and one.read is not None:
                found.setdefault(Path(one.read.file), []).append(one.page.id)
        return found

    def has_more_of_removed(self, tombstones: Tombstones) -> bool:
        """Whether it has something that was removed since it was uploaded."""
        pages = (one.read for one in self.incoming if one.read is not None)
        now = (_without_removed(page, tombstones).of_removed for page in pages)
        return any(
            more > fewer
            for told, before in zip(now, self.of_removed, strict=True)
            for more, fewer in zip(told, before, strict=True)
        )

    def compared_with(self, library: Library) -> "StagedUpload":
        """The same upload, compared with the library as it is now."""
        describe = _describing(library)
        incoming = tuple(describe(one.read) for one in self.incoming if one.read is not None)
        return replace(self, incoming=incoming, review=Review.of(library))


class StagedUploads:
    """Uploads on which somebody is to decide, by tokens. Threads may share it."""

    def __init__(self) -> None:
        self._open: dict[str, StagedUpload] = {}
        self._adding: set[str] = set()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._place: Path | None = None
        self._looked_for: object = None
        """The list of what was removed for which they were last looked through."""

    def stage(self, files: Iterable[tuple[str, BinaryIO]], library: Library) -> str:
        """Keep files by their names, and read them; a token for them.

        Raises:
            ValueError: they are too many or too large, or other uploads take all the room.
        """
        self.forget_old()
        place = self._own_place()
        if len(self._open) >= MOST_UPLOADS:
            raise ValueError(NO_ROOM)
        folder = Path(mkdtemp(dir=place))
        try:
            with self._writing:  # one after another, as they share the room
                left_out = _kept(files, folder, MOST_STAGED - _bytes_in(place))
            upload = _read(folder, left_out, library)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self._kept(upload)

    def renew(self, token: str, library: Library) -> str | None:
        """Compare an upload with another generation of the library; its new token, as whoever saw
        it under the old one has not seen this. None if it was decided on."""
        with self._lock:
            upload = None if token in self._adding else self._open.pop(token, None)
        if upload is None:
            return None
        return self._kept(upload.compared_with(library))

    def _kept(self, upload: StagedUpload) -> str:
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._open[token] = upload
        return token

    def of(self, token: str) -> StagedUpload | None:
        """The upload of a token, if it was not decided on."""
        return self._open.get(token)

    @contextmanager
    def adding(self, token: str) -> Iterator[StagedUpload]:
        """Keep an upload from being discarded while it is added.

        Raises:
            ValueError: it was decided on meanwhile, or is being added already.
        """
        with self._lock:
            upload = None if token in self._adding else self._open.get(token)
            if upload is None:
                raise ValueError("somebody else decided on this upload; upload its files again")
            self._adding.add(token)
        try:
            yield upload
        finally:
            with self._lock:
                self._adding.discard(token)

    def discard(self, token: str) -> bool:
        """Forget an upload and its files; False if it is being added, and stays."""
        with self._lock:
            if token in self._adding:
                return False
            upload = self._open.pop(token, None)
        if upload is not None:
            shutil.rmtree(upload.folder, ignore_errors=True)
        return True

    def close(self) -> None:
        """Forget all."""
        for token in list(self._open):
            self.discard(token)
        with self._lock:
            place, self._place = self._place, None
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)

    def _own_place(self) -> Path:
        """The folder that all uploads lie in, which share its room."""
        with self._lock:
            if self._place is None or not self._place.is_dir():  # systems clear what is old
                self._place = temporary_folder(KIND)
            return self._place

    def forget_old(self) -> None:
        """Forget those on which nobody decided in time."""
        for token, upload in list(self._open.items()):
            if time.monotonic() - upload.began > KEPT:
                self.discard(token)

    def forget_removed(self, folder: Path) -> int:
        """Forget those with something that was removed since they were uploaded; how many.

        Args:
            folder: the library's.

        Raises:
            DamagedList: the list of what was removed cannot be read.
        """
        tombstones = Tombstones.read(folder)
        if self._looked_for == tombstones.mark:
            return 0
        found = [
            token
            for token, upload in list(self._open.items())
            if upload.has_more_of_removed(tombstones)
        ]
        went = [self.discard(token) for token in found]
        if all(went):  # one that is being added is looked for again
            self._looked_for = tombstones.mark
        return sum(went)


def _bytes_in(folder: Path) -> int:
    """Bytes of the files in a folder, of which some may be deleted meanwhile."""
    found = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            told = file.lstat()
            found += told.st_size if S_ISREG(told.st_mode) else 0
    return found


def _kept(files: Iterable[tuple[str, BinaryIO]], folder: Path, room: int) -> list[UnreadablePage]:
    """Write files into a folder, archives unpacked; what was left out, and why.

    Args:
        room: bytes that there are for them.
    """
    bytes_left, unreadable, seen = LARGEST, [], 0
    files_to_unpack, bytes_to_unpack = MOST_UNPACKED, MOST_BYTES  # of all archives together
    for name, file in files:
        seen += 1
        if seen > MOST_FILES:
            raise ValueError(
                f"more than {MOST_FILES:,} files; put them in a .zip, or upload them in parts"
            )
        plain = Path(name.replace("\\", "/")).name
        if not _is_taken(plain):
            unreadable.append(UnreadablePage(name or "a file", _why_not(plain)))
            continue
        target = folder / plain
        if target.exists():
            unreadable.append(UnreadablePage(name, TAKEN_NAME))
            continue
        with open(target, "wb", opener=private) as written:
            while block := file.read(BLOCK):
                bytes_left -= len(block)
                if bytes_left < 0:
                    raise ValueError(f"more than {LARGEST:,} bytes; upload them in parts")
                room -= len(block)
                if room < 0:
                    raise ValueError(NO_ROOM)
                written.write(block)
        if plain.lower().endswith(".zip"):
            room += target.stat().st_size  # it goes as soon as it is unpacked
            most = min(bytes_to_unpack, room)
            left_out, unpacked = _unpacked(target, folder, files_to_unpack, most)
            room -= sum(unpacked)
            unreadable += left_out
            files_to_unpack -= len(unpacked)
            bytes_to_unpack -= sum(unpacked)
    return unreadable


def _is_taken(name: str) -> bool:
    """Whether a file of that name is taken: a page's, an archive, or the decision about a page."""
    is_about_page = is_decision(Path(name)) and is_name(name, (Path(ENDING).suffix,))
    return is_about_page or is_name(name, ENDINGS)


def _why_not(name: str) -> str:
    """Why a file of that name is not taken, and what to do about it."""
    ending = PurePath(name).suffix.lower()
    if not ending or ending in ENDINGS or ending == PurePath(ENDING).suffix:
        told = f"; it must end in one of {', '.join(ENDINGS)}"
        return NO_NAME if ending else f"{NO_NAME}{told}"
    if ending in BY_COMMAND:
        return (
            f"files ending in {ending} are not read here; unpack it and upload a .zip, or let "
            "whoever runs the program put it in with “doctor-answers build”"
        )
    return not_read(PurePath(name))


def _unpacked(
    archive: Path, folder: Path, most_files: int, most_bytes: int
) -> tuple[list[UnreadablePage], list[int]]:
    """The pages of an archive beside it, in its place: what was left out, and the bytes of each
    file that was unpacked."""
    inside = Path(mkdtemp(dir=folder))
    unreadable = unpack(archive, inside, most_files, most_bytes)
    archive.unlink()
    sizes = [file.stat().st_size for file in inside.rglob("*") if file.is_file()]
    for file in sorted(inside.rglob("*")):
        if file.is_file():
            # A folder's name becomes part of the page's, so that two pages stay two.
            name = "-".join(file.relative_to(inside).parts)
            if not _is_taken(name):
                unreadable.append(UnreadablePage(name, _why_not(name)))
            elif (folder / name).exists():
                unreadable.append(UnreadablePage(name, TAKEN_NAME))
            else:
                file.rename(folder / name)
    shutil.rmtree(inside)
    return unreadable, sizes


def _read(folder: Path, left_out: Sequence[UnreadablePage], library: Library) -> StagedUpload:
    """Read the files of an upload.

    Args:
        left_out: files that were not kept at all.
    """
    incoming, unreadable = [], [*left_out, *_alone(folder)]
    _take_decisions(folder, Uploads(library.folder).folder)
    describe = _describing(library)
    for found in read([folder]):
        if isinstance(found, UnreadablePage):
            name = Path(found.source).relative_to(folder).as_posix()
            unreadable.append(UnreadablePage(name, found.reason))
        elif isinstance(found, ReadPage):
            incoming.append(describe(found))
    return StagedUpload(
        folder,
        time.monotonic(),
        tuple(incoming),
        tuple(unreadable),
        Review.of(library),
        tuple(one.of_removed for one in incoming),
    )


def _take_decisions(folder: Path, own: Path) -> None:
    """Put the library's own decisions beside the pages of an upload that bring none: these will
    stand beside them when they are added."""
    for file in sorted(filter(is_saved_page, folder.iterdir())):
        here, there = decision_file(file), own / decision_file(file).name
        if not here.exists() and there.is_file():
            replace_file(here, there.read_bytes())


def _alone(folder: Path) -> list[UnreadablePage]:
    """The decisions of an upload without their pages."""
    decisions = [file for file in sorted(folder.iterdir()) if is_decision(file)]
    files = [file for file in folder.iterdir() if not is_decision(file)]
    pages = {
        beside(file).name for file in files for beside in (decision_file, record_decisions_file)
    }
    return [UnreadablePage(file.name, WITHOUT_PAGE) for file in decisions if file.name not in pages]


def _describing(library: Library) -> Callable[[ReadPage], Incoming]:
    """What says of a page that was read whether the library has one of its id, or had one, and what
    would change of that."""
    stored, tombstones = library.stored(), Tombstones.read(library.folder)
    uploads = Uploads(library.folder).folder.absolute()

    def described(found: ReadPage) -> Incoming:
        new = _without_removed(found, tombstones)
        page = new.page
        row = stored.get(page.id)
        if row is None:
            return new
        before = library.page(page.id)
        told = difference(before, page)
        return replace(
            new,
            replaces=EARLIER_UPLOAD if Path(row.file).is_relative_to(uploads) else row.file,
            before=len(before.answers),
            difference=told,
            refused=told.refusal(is_copy=True, is_partial=found.file_digest is None),
            is_held=told.changes_nothing and is_there(row.file),
        )

    return described


def _without_removed(found: ReadPage, tombstones: Tombstones) -> Incoming:
    """A page as whoever decides on it sees it: what would be added, and no words of who was
    removed."""
    page = tombstones.readmitting([found.page.id], [found.page]).without(found.page)
    assert page is not None  # noqa: S101  its own mark is lifted
    named = replace(found.page, source=Path(found.file).name)  # not where it is staged
    in_id = named_in_id(found.page.id, tombstones)
    return Incoming(
        page,
        removed_on=tombstones.day_of_page(found.page),
        gone=len(found.page.answers) - len(page.answers),
        left_out=(*left_out_of(named, tombstones), *([] if in_id is None else [in_id])),
        read=found,
    )

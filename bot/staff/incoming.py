"""Files that staff uploaded and that are not in the library yet: read, shown, and then put in or
left out."""

import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

from bot.staff.incoming_view import Incoming
from index.errors import UnreadablePage
from index.library.open import Library
from index.pages.archives import unpack
from index.pages.read import KINDS, Reading, read
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads, is_name

LARGEST = 256 * 1024 * 1024
"""Bytes of one upload."""
MOST = 1_000
"""Files of one upload."""
KEPT = 60 * 60.0
"""Seconds after which an upload that nobody decided on is forgotten."""
BLOCK = 1 << 20
ENDINGS = (*KINDS, ".zip")
NO_NAME = f"no name of a page's file; it must end in one of {', '.join(ENDINGS)}, and not be long"


@dataclass(frozen=True, slots=True)
class StagedUpload:
    """Files of one upload, in a folder of their own, and what was read of them."""

    folder: Path
    began: float
    incoming: tuple[Incoming, ...]
    bad: tuple[UnreadablePage, ...]


class StagedUploads:
    """Uploads on which somebody is to decide, by tokens. Threads may share it."""

    def __init__(self) -> None:
        self._open: dict[str, StagedUpload] = {}
        self._lock = threading.Lock()

    def take(self, files: Iterable[tuple[str, BinaryIO]], library: Library) -> str:
        """Keep files by their names, and read them; a token for them.

        Raises:
            ValueError: they are too many or too large.
        """
        self._forget_old()
        folder = Path(mkdtemp(prefix="doctor-answers-"))
        try:
            bad = _kept(files, folder)
            upload = _read(folder, bad, library)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._open[token] = upload
        return token

    def of(self, token: str) -> StagedUpload | None:
        """The upload of a token, if it was not decided on."""
        return self._open.get(token)

    def drop(self, token: str) -> None:
        """Forget an upload and its files."""
        with self._lock:
            upload = self._open.pop(token, None)
        if upload is not None:
            shutil.rmtree(upload.folder, ignore_errors=True)

    def close(self) -> None:
        """Forget all."""
        for token in list(self._open):
            self.drop(token)

    def _forget_old(self) -> None:
        for token, upload in list(self._open.items()):
            if time.monotonic() - upload.began > KEPT:
                self.drop(token)


def put_in(upload: StagedUpload, uploads: Uploads) -> Path:
    """Put the files of an upload onto the library's shelf; where they are. What other files of the
    shelf hold of its pages makes way."""
    files = [file for file in sorted(upload.folder.rglob("*")) if file.is_file()]
    put = [uploads.replace(file) for file in files]
    pages = [one.page.id for one in upload.incoming]
    others = [file for file in uploads.files() if file not in put]
    uploads.take_out(Tombstones().with_(pages=pages), others)
    return uploads.folder


def _kept(files: Iterable[tuple[str, BinaryIO]], folder: Path) -> list[UnreadablePage]:
    """Write files into a folder, archives unpacked; what was left out, and why."""
    left, bad, seen = LARGEST, [], 0
    for name, file in files:
        seen += 1
        if seen > MOST:
            raise ValueError(f"more than {MOST:,} files; put them in a .zip, or in parts")
        plain = Path(name.replace("\\", "/")).name
        if not is_name(plain, ENDINGS):
            bad.append(UnreadablePage(name or "a file", NO_NAME))
            continue
        target = folder / plain
        if target.exists():
            bad.append(UnreadablePage(name, "a second file of that name in one upload"))
            continue
        with target.open("wb") as written:
            while block := file.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise ValueError(f"more than {LARGEST:,} bytes; put them in by parts")
                written.write(block)
        if plain.lower().endswith(".zip"):
            bad += _unpacked(target, folder)
    return bad


def _unpacked(archive: Path, folder: Path) -> list[UnreadablePage]:
    """The pages of an archive beside it, in its place."""
    inside = Path(mkdtemp(dir=folder))
    bad = unpack(archive, inside)
    archive.unlink()
    for file in sorted(inside.rglob("*")):
        if file.is_file():
            # A folder's name becomes part of the page's, so that two pages stay two.
            name = "-".join(file.relative_to(inside).parts)
            if not is_name(name):
                bad.append(UnreadablePage(name, NO_NAME))
            elif (folder / name).exists():
                bad.append(UnreadablePage(name, "a second file of that name in one upload"))
            else:
                file.rename(folder / name)
    shutil.rmtree(inside)
    return bad


def _read(folder: Path, bad: Sequence[UnreadablePage], library: Library) -> StagedUpload:
    stored, tombstones = library.stored(), Tombstones.read(library.folder)
    uploads = Uploads(library.folder).folder.absolute()
    files: Mapping[str, str] = {page_id: row.file for page_id, row in stored.items()}
    incoming, unread = [], list(bad)
    for found in read([folder]):
        if isinstance(found, UnreadablePage):
            name = Path(found.source).relative_to(folder).as_posix()
            unread.append(UnreadablePage(name, found.reason))
        elif isinstance(found, Reading):
            file = files.get(found.page.id)
            shown, before = None, 0
            if file is not None:
                shown = "the shelf" if Path(file).is_relative_to(uploads) else file
                before = len(library.page(found.page.id).answers)
            day = tombstones.day("page", found.page.id)
            incoming.append(Incoming(found.page, shown, day, before))
    return StagedUpload(folder, time.monotonic(), tuple(incoming), tuple(unread))

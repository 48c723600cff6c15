"""Reads files and folders into Pages, and reports what could not be read and why.

A page's id is its path below the folder that was named, without the ending, so that it stays the
same wherever that folder is.
"""

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeAlias

from index.errors import UnreadablePage
from index.model import Page, Passage
from index.pages.archive_decisions import decisions_folder
from index.pages.decided import hash_with_decision, read_saved_page, short_hash
from index.pages.decisions import is_decision
from index.pages.html.recipes import is_recipe
from index.pages.html.saved import is_web_page
from index.pages.kinds import (
    LARGEST,
    ending_of,
    is_saved_page,
    not_read,
    pages_that_own,
    without_ending,
)
from index.pages.known_file import KnownFile
from index.pages.libraries import NO_PAGES, POINTER, is_library
from index.pages.line_reader.text import too_large
from index.pages.packed.archives import ARCHIVES, UnpackedArchive, file_on_disk, unpacked
from index.pages.packed.crawls import CRAWLS
from index.pages.packed.known_crawls import KnownCrawl, digest_of_crawl, hash_of_pages
from index.pages.packed.packed_alone import PACKED_ALONE
from index.pages.packed.sitemaps import (
    ListedAddress,
    is_sitemap,
    listed_address,
    told_of,
    with_address,
)
from index.pages.rows.column_maps import is_map
from index.pages.rows.columnar import is_of_a_data_set
from index.pages.rows.foreign_ids import taken_by
from index.pages.rows.record_files import hash_of_records, read_records
from index.pages.rows.stack_exchange import is_beside_posts

BEING_WRITTEN = "it is being written; it is read as soon as it stands still"
"""Why a file is not read yet."""
BESIDE = (
    (is_decision, "a decision about a page; name the page beside it"),
    (is_recipe, "a recipe for web pages; name the page beside it"),
    (is_map, "it says which columns another file has; name the file beside it"),
    (is_sitemap, "it lists the addresses of pages; name the folder that it is in"),
)
"""What is read with the files beside it, and what to say where it is named alone."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, as the user named it, and the id of the page it would be.

    A file in an archive is read where it was unpacked, which is kept as long as this is; it is
    named as if the archive were a folder.
    """

    path: Path
    shown: str
    page_id: str
    member_of: Path | None = None
    unpacked: UnpackedArchive | None = None

    @property
    def file(self) -> str:
        """The absolute path of the file, by which it is known again."""
        if self.member_of is None or self.unpacked is None:
            return os.path.abspath(self.path)
        member = self.path.relative_to(self.unpacked.folder).as_posix()
        return f"{os.path.abspath(self.member_of)}/{member}"

    @property
    def place(self) -> Path:
        """The path beside which is kept what is decided about the file: of one in an archive it is
        below the folder of the decisions about that."""
        if self.member_of is None or self.unpacked is None:
            return self.path
        return decisions_folder(self.member_of) / self.path.relative_to(self.unpacked.folder)

    @property
    def root(self) -> Path:
        """The folder that was named, or into which the archive was unpacked."""
        if self.unpacked is not None:
            return self.unpacked.folder
        file = Path(os.path.abspath(self.path))
        return file.parents[len(PurePosixPath(self.page_id).parts) - 1]


def source_of(file: str, shown: str, page_id: str) -> Source:
    """The file that a page was read from, which is unpacked where it is in an archive.

    Raises:
        OSError: it cannot be unpacked.
    """
    on_disk = file_on_disk(file)
    if on_disk == Path(file) or ending_of(on_disk) not in ARCHIVES:
        return Source(Path(file), shown, page_id)
    member = Path(file).relative_to(on_disk)
    opened = unpacked(on_disk, member.as_posix())
    return Source(opened.folder / member, shown, page_id, on_disk, opened)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page, and the absolute path of the file it was read from; `source` reads it again.
    `file_digest` is the hash of that file, with the decision beside it, if every page in it could
    be read. `passages` are those of the page, each with the digest of its clue, if it was cut."""

    page: Page
    file: str
    source: Source | None = None
    file_digest: str | None = None
    passages: tuple[tuple[Passage, bytes], ...] | None = None


ReadAhead: TypeAlias = Callable[[Source, str], Sequence[ReadPage] | None]
"""Every page of a file of that hash, as others read it before; None where nobody did."""


def nothing_ahead(source: Source, digest: str) -> None:
    """The `ReadAhead` of whom nobody helps."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that was not read again, as its file is still the same."""

    page_id: str
    file: str


@dataclass(frozen=True, slots=True)
class SeenCrawl:
    """A crawl was read to its end. `known` is what lets it stay packed at the next build, if
    nothing of it changes and all its pages are taken as they were read."""

    file: str
    known: KnownCrawl | None


def read(
    paths: Sequence[Path],
    known: Mapping[str, KnownFile] = MappingProxyType({}),
    still: float = 0.0,
    crawls: Mapping[str, KnownCrawl] | None = None,
    ahead: ReadAhead = nothing_ahead,
) -> Iterator[ReadPage | Unchanged | UnreadablePage | SeenCrawl]:
    """Read every page in files and folders; what cannot be read is yielded and stops nothing.

    Args:
        known: files that need not be read again if they have not changed, by absolute path.
        still: seconds for which a file must not have been written to, or it is not read.
        crawls: those that need not be unpacked if nothing of them changed, by absolute path; with
            it, each that is read is told.
        ahead: files that others read before: of these only the hash is taken.
    """
    first_source: dict[str, str] = {}
    for found in _settled(paths, still):
        if isinstance(found, UnreadablePage):
            yield found
        elif crawls is not None and ending_of(found.path) in CRAWLS:
            pages = _read_crawl(found, known, crawls.get(found.file), ahead)
            yield from _each_once(pages, first_source)
        else:
            for source in _opened(found):
                if isinstance(source, UnreadablePage):
                    yield source
                else:
                    yield from _each_once(_read(source, known, ahead), first_source, source.shown)


def _each_once(
    pages: Iterable[ReadPage | Unchanged | UnreadablePage | SeenCrawl],
    first_source: dict[str, str],
    shown: str = "",
) -> Iterator[ReadPage | Unchanged | UnreadablePage | SeenCrawl]:
    """Pages whose ids no page before them has; a crawl with another must be unpacked again.

    Args:
        first_source: where the pages before them are from, by their ids.
        shown: where these are from, if they do not say it.
    """
    has_taken = False
    for page in pages:
        if isinstance(page, UnreadablePage):
            yield page
            continue
        if isinstance(page, SeenCrawl):
            yield replace(page, known=None) if has_taken else page
            continue
        page_id = page.page_id if isinstance(page, Unchanged) else page.page.id
        source = page.source if isinstance(page, ReadPage) else None
        here = source.shown if source is not None else shown or page.file
        if page_id in first_source:
            has_taken = True
            yield UnreadablePage(here, taken_by(page_id, first_source[page_id]))
        else:
            first_source[page_id] = here
            yield page


def _read_crawl(
    crawl: Source,
    known: Mapping[str, KnownFile],
    before: KnownCrawl | None,
    ahead: ReadAhead,
) -> Iterator[ReadPage | Unchanged | UnreadablePage | SeenCrawl]:
    """Every page of a crawl, which stays packed where nothing of it changed."""
    file = crawl.file
    try:
        digest = digest_of_crawl(crawl.path)
    except OSError:
        digest = None  # unpacking it reports the reason
    own = {one: found for one, found in known.items() if one.startswith(f"{file}/")}
    if before is not None and before.digest == digest and before.pages == _hash_of(own):
        for member, found in own.items():
            yield from (Unchanged(page_id, member) for page_id in found.page_ids)
        told = f"{before.told}; not unpacked, as it is what it was"
        if before.refused:
            told += f": {before.refused:,} of these could not be read; `pages` says why"
        yield UnreadablePage(f"{crawl.shown}/*", told)
        yield SeenCrawl(file, before)
        return
    told, refused, is_whole = "", 0, digest is not None
    hashes: dict[str, str] = {}
    for source in _members(crawl):
        if isinstance(source, UnreadablePage):
            is_counts = source.source == f"{crawl.shown}/*"
            told, is_whole = source.reason if is_counts else told, is_whole and is_counts
            yield source
            continue
        for page in _read(source, known, ahead):
            if isinstance(page, UnreadablePage):
                refused += 1
            elif isinstance(page, Unchanged):
                hashes[page.file] = known[page.file].digest
            elif page.file_digest is not None:
                hashes[page.file] = page.file_digest
            yield page
    made = KnownCrawl(digest or "", hash_of_pages(hashes), refused, told)
    yield SeenCrawl(file, made if is_whole else None)


def _hash_of(files: Mapping[str, KnownFile]) -> str:
    return hash_of_pages({file: found.digest for file, found in files.items()})


def read_again(source: Source) -> Iterator[ReadPage | UnreadablePage]:
    """Every page of one file, whether it changed or not, with the file's hash."""
    for page in _read(source, {}):
        if not isinstance(page, Unchanged):
            yield page


def _read(
    source: Source, known: Mapping[str, KnownFile], ahead: ReadAhead = nothing_ahead
) -> Iterator[ReadPage | Unchanged | UnreadablePage]:
    file = source.file
    digest = _digest(source)
    before = known.get(file)
    # A saved page's id depends on the folder that was named; records carry theirs in them.
    fits = before is not None and (_has_records(source) or before.page_ids == (source.page_id,))
    if before is not None and fits and before.digest == digest:
        yield from (Unchanged(page_id, file) for page_id in before.page_ids)
        return
    found = None if digest is None else ahead(source, digest)
    if found is not None:
        yield from found
        return
    pages = list(read_source(source))
    if any(isinstance(page, UnreadablePage) for page in pages):
        digest = None  # what is wrong with it is reported at every build
    for page in pages:
        yield page if isinstance(page, UnreadablePage) else replace(page, file_digest=digest)


def read_source(source: Source) -> Iterator[ReadPage | UnreadablePage]:
    """Every page of one file, and what could not be read of it."""
    for page in _pages(source):
        yield page if isinstance(page, UnreadablePage) else ReadPage(page, source.file, source)


def _has_records(source: Source) -> bool:
    return not is_saved_page(source.path)


def _digest(source: Source) -> str | None:
    try:
        if _has_records(source):
            return hash_of_records(source.path)
        made, listed = hash_with_decision(source.path), _listed(source)
    except OSError:
        return None  # reading it reports the reason
    return made if listed is None else short_hash(f"{made} {listed}")


def _listed(source: Source) -> ListedAddress | None:
    """What a sitemap says of a file's page; a page of a crawl has its address already."""
    is_crawled = source.member_of is not None and ending_of(source.member_of) in CRAWLS
    return None if is_crawled else listed_address(source.path.absolute(), source.root)


def sources(paths: Sequence[Path], still: float = 0.0) -> Iterator[Source | UnreadablePage]:
    """The files to read, folders searched in the order of their names, hidden files left out, and
    archives unpacked; and none that was written to within the last `still` seconds.

    Within a folder no link is followed to a place outside it.
    """
    for found in _settled(paths, still):
        if isinstance(found, UnreadablePage):
            yield found
        else:
            yield from _opened(found)


def files_at(paths: Sequence[Path]) -> list[Source]:
    """The files that would be read, archives as they are; what is none is told by `read`."""
    return [found for found in _files(paths) if isinstance(found, Source)]


def read_file(
    source: Source, known: Mapping[str, KnownFile] = MappingProxyType({})
) -> Iterator[ReadPage | Unchanged | UnreadablePage]:
    """Every page of one file, or of all that are in an archive; `known` as for `read`."""
    for one in _opened(source):
        if isinstance(one, UnreadablePage):
            yield one
        else:
            yield from _read(one, known)


def _settled(paths: Sequence[Path], still: float) -> Iterator[Source | UnreadablePage]:
    """The files to read, archives as they are, and none that was just written to."""
    for found in _files(paths):
        if isinstance(found, Source) and _is_being_written(found.path, still):
            yield UnreadablePage(found.shown, BEING_WRITTEN)
        else:
            yield found


def _opened(found: Source) -> Iterator[Source | UnreadablePage]:
    """A file, or all that are in it."""
    if ending_of(found.path) in ARCHIVES:
        yield from _members(found)
    else:
        yield found


def _is_being_written(file: Path, still: float) -> bool:
    try:
        age = time.time() - file.stat().st_mtime
    except OSError:
        return False  # reading it reports the reason
    return 0 <= age < still  # a day to come says nothing


def _members(archive: Source) -> Iterator[Source | UnreadablePage]:
    """The files in an archive, and what was left out of it. A page of a crawl is known by its
    address, whatever crawl it is in."""
    try:
        opened = unpacked(archive.path)
    except OSError as error:
        yield UnreadablePage(archive.shown, f"cannot be unpacked ({error.strerror})")
        return
    for trouble in opened.troubles:
        name = trouble.source.removeprefix(archive.path.name)
        yield UnreadablePage(archive.shown + name, trouble.reason)
    below = sorted(_below(opened.folder, [], []))
    yield from _told_of_sitemaps(opened.folder, Path(archive.shown), below)
    files = [file for file in below if not _is_beside_another(file)]
    if not files and not opened.troubles:
        yield UnreadablePage(archive.shown, "the archive holds no files")
    above = _above(archive)
    for file in files:
        member = file.relative_to(opened.folder)
        yield Source(
            file,
            f"{archive.shown}/{member.as_posix()}",
            f"{above}{without_ending(member).as_posix()}",
            archive.path,
            opened,
        )


def _above(archive: Source) -> str:
    """What stands before the names of the files in an archive, in the ids of their pages: what is
    packed alone has the id that it would have unpacked."""
    ending = ending_of(archive.path)
    if ending in CRAWLS:
        return ""
    alone = archive.page_id.rpartition("/")
    return alone[0] + alone[1] if ending in PACKED_ALONE else f"{archive.page_id}/"


def _files(paths: Sequence[Path]) -> Iterator[Source | UnreadablePage]:
    """Every file at some paths, archives as they are."""
    for path in paths:
        if not os.path.isdir(path):  # Path.is_dir raises at a name that is too long
            yield _source(path, Path(path.name), None)
            continue
        errors: list[OSError] = []
        libraries: list[Path] = []
        root = path.resolve()
        files = sorted(_below(path, errors, libraries))
        for file in files:
            if not _is_beside_another(file):
                yield _source(file, file.relative_to(path), root)
        yield from _told_of_sitemaps(path, path, files)
        for error in errors:
            yield UnreadablePage(_shown(Path(error.filename)), f"cannot be read ({error.strerror})")
        for library in libraries:
            yield UnreadablePage(_shown(library), NO_PAGES)


def _told_of_sitemaps(folder: Path, shown: Path, files: Sequence[Path]) -> Iterator[UnreadablePage]:
    """What is to be said of the sitemaps among the files below a folder.

    Args:
        shown: how the folder is called.
    """
    for here in sorted({file.parent for file in files if is_sitemap(file)}):
        pages = [one for one in files if is_web_page(one) and one.is_relative_to(here)]
        for name, told in told_of(here, pages):
            yield UnreadablePage(_shown(shown / here.relative_to(folder) / name), told)


def _is_beside_another(file: Path) -> bool:
    """Whether a file is read with those that it stands beside."""
    return any(is_kind(file) for is_kind, _ in BESIDE)


def _is_of_all(name: str, beside: list[str]) -> bool:
    """Whether a file belongs to a dump or a data set, and holds no answers."""
    return is_beside_posts(name, beside) or is_of_a_data_set(name, beside)


def _below(folder: Path, errors: list[OSError], libraries: list[Path]) -> Iterator[Path]:
    """Every file below a folder, and every link to a folder, except hidden ones. Folders that
    cannot be searched are added to the errors, and those that are libraries to these, unsearched:
    else what was changed or taken out would come in again from an earlier generation."""
    for here, folders, files in os.walk(folder, onerror=errors.append):
        if POINTER in files and is_library(Path(here)):
            libraries.append(Path(here))
            folders.clear()
            continue
        # Path.is_symlink raises where a path is too long
        links = [name for name in folders if os.path.islink(f"{here}/{name}")]  # noqa: PTH114
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not any(page in files for page in pages_that_own(name))
        ]
        kept = (name for name in (*files, *links) if not name.startswith("."))
        yield from (Path(here, name) for name in kept if not _is_of_all(name, files))


def _source(file: Path, below: Path, root: Path | None) -> Source | UnreadablePage:
    """A file, if it can be read; `root` is the folder that it must be in."""
    shown = _shown(file)
    try:
        found = file.stat()
        stays_inside = root is None or file.resolve().is_relative_to(root)
    except FileNotFoundError:
        return UnreadablePage(shown, "no such file or folder")
    except OSError as error:
        return UnreadablePage(shown, f"cannot be read ({error.strerror})")
    reason = _refusal(file, found, stays_inside=stays_inside)
    if reason is None and shown != file.as_posix():
        reason = "the file's name is not UTF-8; rename it"
    if reason is not None:
        return UnreadablePage(shown, reason)
    return Source(file, shown, without_ending(below).as_posix())


def _refusal(file: Path, found: os.stat_result, *, stays_inside: bool) -> str | None:
    """Why a file is not opened, if it is not."""
    if stat.S_ISDIR(found.st_mode):
        return "a link to a folder is not followed; name that folder, too"
    if not stat.S_ISREG(found.st_mode):
        return "not a regular file"
    if not stays_inside:
        return "a link that leads out of the folder; name its file, too"
    if _is_beside_another(file):
        return next(reason for is_kind, reason in BESIDE if is_kind(file))
    ending = ending_of(file)
    most = ARCHIVES.get(ending, LARGEST.get(ending))
    if most is None:
        return not_read(file)
    return too_large(found.st_size, most) if found.st_size > most else None


def _shown(file: Path) -> str:
    return file.as_posix().encode("utf-8", "replace").decode("utf-8")


def _pages(source: Source) -> Iterator[Page | UnreadablePage]:
    if _has_records(source):
        yield from read_records(source.path, source.shown)
        return
    try:
        page = read_saved_page(source.path, source.page_id, source.shown)
    except UnreadablePage as error:
        yield error
        return
    listed = _listed(source)
    yield page if listed is None else with_address(page, listed)

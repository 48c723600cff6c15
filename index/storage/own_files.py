"""The library's own files as they were when a generation was made: what going back puts back.

They lie in the generation's folder, as links to the same bytes, and are no part of what it serves:
whoever edits one by hand in its place damages no generation. That edits the link, too, so that
their hashes tell what they were. They are deleted with it, so that nothing that was removed for
good stays in them.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from index.durable import flush, hash_of, private_folder, replace_file
from index.errors import DamagedLibrary, NoLibrary
from index.hard_links import hard_link
from index.pages.kinds import ending_of
from index.pages.packed.archives import ARCHIVES
from index.storage import exchange
from index.storage.current import Current
from index.storage.exchange import Exchange
from index.storage.tombstones import Tombstones
from index.storage.uploads import FOLDER, Uploads

KEPT = "own-files"
"""The folder below a generation's."""
HASHES = ".hashes"
"""The file there of the others' hashes, by name."""


def keep_own_files(library: Path, generation: Path) -> None:
    """Keep the library's own files, with the decisions beside them, in a generation's folder."""
    kept = generation / KEPT
    private_folder(kept)
    for file in _files(library / FOLDER):
        hard_link(file, kept / file.name)
    if hashes := {file.name: hash_of(file) for file in _files(kept)}:
        _write_hashes(kept, hashes)


def remove_from_own(
    library: Path, removed: Tombstones, files: Collection[Path] | None = None
) -> None:
    """Cut what was removed for good out of the library's own files, or some of them, and out of
    what generations keep of just these: whoever wrote into such a file in its place wrote there,
    too."""
    own = Uploads(library)
    copies = list(_shared(library, own.files() if files is None else files))
    own.remove(removed, files)
    for copy in copies:
        file = library / FOLDER / copy.name
        if not (file.is_file() and copy.samefile(file)):
            was_edited = _is_edited(copy, _hashes_in(copy.parent))
            copy.unlink()
            if file.is_file():
                hard_link(file, copy)
                if not was_edited:
                    _write_hashes(
                        copy.parent, {**_hashes_in(copy.parent), copy.name: hash_of(copy)}
                    )


def _shared(library: Path, files: Iterable[Path]) -> Iterator[Path]:
    """What generations keep of files that is the same bytes on disk."""
    for file in files:
        for kept in library.glob(f"generation-*/{KEPT}"):
            copy = kept / file.name
            if copy.is_file() and copy.samefile(file):
                yield copy


def has_own_files(generation: Path) -> bool:
    """Whether a generation has them; an earlier version kept none."""
    return (generation / KEPT).is_dir()


def edited_since(library: Path, generation: Path) -> list[str]:
    """The names of the library's own files that are not as they were when a generation was made,
    whether they were replaced or edited in their place. What an exchange that did not come to its
    end left is nobody's edit: the next change gives it back."""
    own, kept = library / FOLDER, generation / KEPT
    hashes = _hashes_in(kept)
    in_place = (file.name for file in _files(own) if _is_edited(file, hashes))
    found = {*_differing(own, kept), *in_place}
    return sorted(found - _to_be_given_back(library, generation, found))


def put_back(library: Path, generation: Path) -> None:
    """Make the library's own files what they were when a generation was made, for a caller that
    holds the folder's lock and serves that next. Until it does, they are those of the generation
    that is served now: `settle_own_files` gives them back where it does not come to its end."""
    begin_exchange(library)
    _put_back(library, generation, _names_differing(library, generation))


def begin_exchange(library: Path) -> None:
    """Note that the library's own files are about to be others, and are those of the generation
    that is served now until another one is."""
    with suppress(NoLibrary, DamagedLibrary):  # then there is nothing to give back
        served = Current.read(library).served.generation
        if has_own_files(served):
            exchange.begin(library, served.name)


def settle_own_files(library: Path) -> None:
    """Finish an exchange of the library's own files: it holds if another generation is served since
    it began, and is undone if the same one is. What a person put there since, edited or deleted
    stays as it is. For whoever holds the folder's lock.

    Raises:
        DamagedLibrary, NoLibrary: which generation is served cannot be read.
        OSError: the disk is full, fails, or is read-only.
    """
    begun = Exchange.read(library)
    if begun is None:
        return
    served = Current.read(library).served.generation
    left = _to_be_given_back(library, served, _names_differing(library, served))
    if left:
        _put_back(library, served, left)
    exchange.end(library)


def _to_be_given_back(library: Path, generation: Path, names: Iterable[str]) -> set[str]:
    """Those of some own files that an exchange left as they are which was begun while a generation
    was served, and which were others then."""
    begun = Exchange.read(library)
    if begun is None or begun.generation != generation.name:
        return set()
    return {one for one in names if begun.left(_own(library, one))}


def _put_back(library: Path, generation: Path, names: Iterable[str]) -> None:
    private_folder(library / FOLDER)
    for name in names:
        kept = generation / KEPT / name
        if kept.is_file():
            exchange.write(library, _own(library, name), kept.read_bytes())
        else:
            exchange.delete(library, _own(library, name))
    flush(library / FOLDER)


def _own(library: Path, name: str) -> Path:
    return library / FOLDER / name


def _names_differing(library: Path, generation: Path) -> list[str]:
    """The names of own files that are not what a generation keeps."""
    return list(_differing(library / FOLDER, generation / KEPT))


def _differing(own: Path, kept: Path) -> Iterator[str]:
    """The names of the files that only one of two folders has, or that have other bytes in each."""
    now = {file.name for file in _files(own)}
    then = {file.name for file in _files(kept)}
    yield from now ^ then
    for name in now & then:
        one, other = own / name, kept / name
        if not one.samefile(other) and hash_of(one) != hash_of(other):
            yield name


def _is_edited(file: Path, hashes: Mapping[str, str]) -> bool:
    return file.name in hashes and hash_of(file) != hashes[file.name]


def _hashes_in(kept: Path) -> Mapping[str, str]:
    """The hashes of the files that a generation keeps; none where an earlier version kept them, or
    where they cannot be read: it is then compared with the files themselves alone."""
    try:
        found = json.loads((kept / HASHES).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_hashes(kept: Path, hashes: Mapping[str, str]) -> None:
    replace_file(kept / HASHES, json.dumps(hashes, sort_keys=True).encode())


def _files(folder: Path) -> Iterator[Path]:
    """The files that are kept: no archives, out of which nothing can be cut."""
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        is_own = file.is_file() and not file.is_symlink() and not file.name.startswith(".")
        if is_own and ending_of(file) not in ARCHIVES:
            yield file

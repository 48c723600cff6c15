"""CURRENT: which generation of a library is served, and the hash of its manifest."""

import os
import re
from pathlib import Path

from index.errors import DamagedLibrary, NoLibrary
from index.manifest import NAME, hash_of

CURRENT = "CURRENT"
POINTER = re.compile(r"(generation-\d{6,}) ([0-9a-f]{64})\n")


def current_generation(folder: Path) -> Path:
    """The folder of the generation that is served, its manifest's hash checked.

    Raises:
        NoLibrary: the folder holds no library.
        DamagedLibrary: CURRENT, or the manifest that it names, is not as it was written.
    """
    try:
        pointer = (folder / CURRENT).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoLibrary(folder) from error
    except (OSError, ValueError) as error:
        raise DamagedLibrary(folder, f"{CURRENT}: {error}") from error
    found = POINTER.fullmatch(pointer)
    if found is None:
        raise DamagedLibrary(folder, f"{CURRENT} says {pointer[:100]!r}")
    generation, manifest_hash = folder / found[1], found[2]
    if not (generation / NAME).is_file():
        raise DamagedLibrary(folder, f"{CURRENT} names {found[1]}/{NAME}, which is not there")
    if hash_of(generation / NAME) != manifest_hash:
        raise DamagedLibrary(folder, f"{found[1]}/{NAME} has other bytes than were written")
    return generation


def point_at(generation: Path) -> None:
    """Let a finished generation be the one that is served, all at once."""
    folder = generation.parent
    written = folder / f"{CURRENT}.new"
    text = f"{generation.name} {hash_of(generation / NAME)}\n"
    written.write_text(text, encoding="utf-8", newline="\n")
    flush(written)
    os.replace(written, folder / CURRENT)
    flush(folder)


def flush(path: Path) -> None:
    """Have a file, or a folder's list of names, written through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

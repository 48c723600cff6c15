"""CURRENT: which generation of a library is served, and which one may be in its stead.

Its first line names the served generation and the hash of its manifest. A second line names the one
before, but only where the build took nothing back: what was removed or changed must not come again
because a file was damaged later. "nothing" stands there until the first build is done, so that a
library that lost its CURRENT is not taken for none.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from index.durable import hash_of, replace_file
from index.errors import DamagedLibrary, NoLibrary
from index.storage.manifest import NAME

CURRENT = "CURRENT"
NOTHING = "nothing\n"
LINE = r"(generation-\d{6,}) ([0-9a-f]{64})\n"
POINTER = re.compile(f"{LINE}(?:{LINE})?")
GENERATION = re.compile(r"generation-\d{6,}")


@dataclass(frozen=True, slots=True)
class NamedGeneration:
    """A generation's folder, and the hash of the manifest in it."""

    generation: Path
    manifest_hash: str

    def checked(self) -> Path:
        """The folder, its manifest's hash checked.

        Raises:
            DamagedLibrary: the manifest is not as it was written.
        """
        folder, name = self.generation.parent, f"{self.generation.name}/{NAME}"
        try:
            found = hash_of(self.generation / NAME)
        except (FileNotFoundError, NotADirectoryError) as error:
            evidence = f"{CURRENT} names {name}, which is not there"
            raise DamagedLibrary(folder, evidence) from error
        except OSError as error:
            raise DamagedLibrary(folder, f"{name}: {error.strerror}") from error
        if found != self.manifest_hash:
            raise DamagedLibrary(folder, f"{name} has other bytes than were written")
        return self.generation


@dataclass(frozen=True, slots=True)
class Current:
    """What CURRENT says: the generation that is served, and the one that may be in its stead."""

    served: NamedGeneration
    before: NamedGeneration | None

    @classmethod
    def read(cls, folder: Path) -> "Current":
        """What a library's CURRENT says.

        Raises:
            NoLibrary: the folder holds no library.
            DamagedLibrary: CURRENT is not as it was written, or is gone.
        """
        try:
            pointer = (folder / CURRENT).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError) as error:
            if generations(folder):
                raise DamagedLibrary(folder, f"{CURRENT} is missing") from error
            raise NoLibrary(folder) from error
        except (OSError, ValueError) as error:
            raise DamagedLibrary(folder, f"{CURRENT}: {error}") from error
        if pointer == NOTHING:
            raise NoLibrary(folder)
        found = POINTER.fullmatch(pointer)
        if found is None:
            raise DamagedLibrary(folder, f"{CURRENT} says {pointer[:100]!r}")
        before = None if found[3] is None else NamedGeneration(folder / found[3], found[4])
        return cls(NamedGeneration(folder / found[1], found[2]), before)


def current_generation(folder: Path) -> Path:
    """The folder of the generation that is served, its manifest's hash checked.

    Raises:
        NoLibrary: the folder holds no library.
        DamagedLibrary: CURRENT, or the manifest that it names, is not as it was written.
    """
    return Current.read(folder).served.checked()


def generations(folder: Path) -> list[Path]:
    """The generations in a folder, named in CURRENT or not, in the order of their numbers: what a
    clock says of a file tells nothing."""
    found = [path for path in folder.glob("generation-*") if GENERATION.fullmatch(path.name)]
    return sorted(found, key=number_of)


def number_of(generation: Path) -> int:
    """A generation's number."""
    return int(generation.name.rpartition("-")[2])


def point_at(generation: Path, before: Path | None = None) -> None:
    """Let a finished generation be the one that is served, all at once; and the one before in its
    stead, should it be damaged."""
    named = [generation] if before is None else [generation, before]
    lines = "".join(f"{one.name} {hash_of(one / NAME)}\n" for one in named)
    replace_file(generation.parent / CURRENT, lines.encode())


def point_at_nothing(folder: Path) -> None:
    """Say that no build was done yet, where nothing says anything else."""
    if not (folder / CURRENT).exists() and not generations(folder):
        replace_file(folder / CURRENT, NOTHING.encode())

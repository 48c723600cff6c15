"""The file CURRENT: which generation of a library is served, and its fallback.

Its first line names the served generation and the hash of its manifest. A second line names the
generation before as a fallback, but only where the build removed or changed nothing: that must not
be shown again because a file was damaged later. Until the first build is done it holds "nothing",
so that a library that lost its CURRENT is not taken for a new one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from index.durable import hash_of, replace_file
from index.errors import DamagedLibrary, NoLibrary
from index.storage.manifest import NAME

CURRENT = "CURRENT"
NOTHING = "nothing\n"
KEPT = 2
"""Generations that stay on disk: the served one, and the one before for its remaining readers."""
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
    """What CURRENT says: the served generation, and the fallback should it be damaged."""

    served: NamedGeneration
    fallback: NamedGeneration | None

    @classmethod
    def read(cls, folder: Path) -> "Current":
        """Read a library's CURRENT.

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
        fallback = None if found[3] is None else NamedGeneration(folder / found[3], found[4])
        return cls(NamedGeneration(folder / found[1], found[2]), fallback)


def current_generation(folder: Path) -> Path:
    """The folder of the generation that is served, its manifest's hash checked.

    Raises:
        NoLibrary: the folder holds no library.
        DamagedLibrary: CURRENT, or the manifest that it names, is not as it was written.
    """
    return Current.read(folder).served.checked()


def generations(folder: Path) -> list[Path]:
    """The generations in a folder, named in CURRENT or not, in the order of their numbers:
    file times cannot be relied on."""
    found = [path for path in folder.glob("generation-*") if GENERATION.fullmatch(path.name)]
    return sorted(found, key=number_of)


def generation_before(served: Path) -> Path | None:
    """The newest generation before one, while it stands."""
    earlier = [one for one in generations(served.parent) if number_of(one) < number_of(served)]
    return earlier[-1] if earlier else None


def number_of(generation: Path) -> int:
    """A generation's number."""
    return int(generation.name.rpartition("-")[2])


def point_at(generation: Path, fallback: Path | None = None) -> None:
    """Make a finished generation the served one, atomically, with its fallback if it has one."""
    named = [generation] if fallback is None else [generation, fallback]
    lines = "".join(f"{one.name} {hash_of(one / NAME)}\n" for one in named)
    replace_file(generation.parent / CURRENT, lines.encode())


def point_at_nothing(folder: Path) -> None:
    """Write that no build was done yet, unless there is a CURRENT or a generation."""
    if not (folder / CURRENT).exists() and not generations(folder):
        replace_file(folder / CURRENT, NOTHING.encode())

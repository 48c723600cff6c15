"""An exchange of the library's own files for others: what it wrote, so that one that was killed is
taken back, and nothing that a person put there since.

The note in the library's folder names the generation whose files were there before. Each file that
the exchange writes or deletes is added to it first, by name, with the hash of its new bytes.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.durable import append_line, flush, hash_of, hash_of_bytes, replace_file

EXCHANGED = ".own-files-of"
"""The note, while files are exchanged, and until the next change."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange that was begun: the name of the generation whose own files were there before, and
    each file that it wrote, with the hash of the bytes; None for one that it deleted."""

    generation: str
    written: frozenset[tuple[str, str | None]]

    @classmethod
    def read(cls, library: Path) -> "Exchange | None":
        """The exchange that is noted in a library's folder; None where none is.

        Raises:
            OSError: the note cannot be read.
        """
        note = library / EXCHANGED
        if not note.exists():
            return None
        generation, *lines = note.read_bytes().split(b"\n")
        return cls(generation.decode("utf-8", "replace"), frozenset(_written_in(lines)))

    def left(self, file: Path) -> bool:
        """Whether a file is as the exchange left it: nobody edited, put or deleted it since."""
        return (file.name, hash_of(file) if file.is_file() else None) in self.written


def begin(library: Path, generation: str) -> None:
    """Note that the library's own files, which are those of a generation, are about to be others.

    Raises:
        OSError: the disk is full, fails, or is read-only.
    """
    replace_file(library / EXCHANGED, generation.encode())


def end(library: Path) -> None:
    """Take the note away."""
    (library / EXCHANGED).unlink(missing_ok=True)


def write(library: Path, file: Path, data: bytes) -> None:
    """Replace one of the library's own files atomically; noted before, if files are exchanged.

    Raises:
        OSError: as `replace_file`.
    """
    _note(library, file, hash_of_bytes(data))
    replace_file(file, data)


def delete(library: Path, file: Path) -> None:
    """Delete one of the library's own files, if it is there; noted before in the same way."""
    if file.exists():
        _note(library, file, None)
        file.unlink()
        flush(file.parent)


def _note(library: Path, file: Path, written: str | None) -> None:
    note = library / EXCHANGED
    if note.exists():
        append_line(note, json.dumps([file.name, written]).encode())


def _written_in(lines: Iterable[bytes]) -> Iterable[tuple[str, str | None]]:
    """What the lines of a note say; of one that a crash cut short, nothing had been done."""
    for line in lines:
        with suppress(ValueError):
            name, written = json.loads(line)
            yield name, written

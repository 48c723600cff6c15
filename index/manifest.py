"""What a generation of the library is made of: every file's size and hash, written last."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import DamagedLibrary, WrongFormat

FORMAT = 2
"""Raised whenever the files, or what the parser makes of a page, change their meaning."""
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file's size in bytes, and the blake2b hash of its content."""

    size: int
    blake2b: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation: its number, what made its vectors, what it holds, and its files."""

    generation: int
    encoder: str
    fingerprint: str
    dimension: int
    pages: int
    answers: int
    passages: int
    files: dict[str, FileMark]
    format: int = FORMAT

    @classmethod
    def read(cls, generation: Path) -> "Manifest":
        """Read a generation's manifest.

        Raises:
            DamagedLibrary: it is missing or no manifest.
            WrongFormat: another version of this program wrote it.
        """
        try:
            found = json.loads((generation / NAME).read_bytes())
            if found["format"] == FORMAT:
                marks = {name: FileMark(**mark) for name, mark in found.pop("files").items()}
                return cls(**found, files=marks)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise DamagedLibrary(generation.parent, f"{generation.name}/{NAME}: {error}") from error
        raise WrongFormat(generation.parent, found["format"], FORMAT)

    def write(self, generation: Path) -> None:
        """Write the manifest into a generation's folder."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (generation / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")

    def troubles(self, generation: Path) -> Iterator[str]:
        """Every file that is missing, has another size or other bytes than were written."""
        for name, mark in self.files.items():
            file = generation / name
            if not file.is_file():
                yield f"{generation.name}/{name} is missing"
            elif file.stat().st_size != mark.size:
                yield f"{generation.name}/{name} has {file.stat().st_size} bytes, not {mark.size}"
            elif hash_of(file) != mark.blake2b:
                yield f"{generation.name}/{name} has other bytes than were written"


def marks(generation: Path) -> dict[str, FileMark]:
    """The size and hash of every file below a folder, but for locks and the manifest itself."""
    return {
        file.relative_to(generation).as_posix(): FileMark(file.stat().st_size, hash_of(file))
        for file in sorted(generation.rglob("*"))
        if file.is_file() and file.suffix != ".lock" and file.name != NAME
    }


def hash_of(file: Path) -> str:
    """The blake2b hash of a file, in hexadecimal digits; twice as fast as sha256 here."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=32)).hexdigest()

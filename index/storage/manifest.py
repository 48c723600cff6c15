"""The manifest of a generation: every file's size and hash, written last."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from index.durable import hash_of
from index.errors import DamagedLibrary, WrongFormat

FORMAT = 8
"""Raised whenever the files, or what the parser makes of a page, change their meaning."""
SHARDED_FORMAT = 6
"""From which on a library may be divided into shards, and its manifest tells them."""
READABLE = (3, 4, 5, SHARDED_FORMAT, 7, FORMAT)
"""Formats that are read: in all but the last a number of a vector has four bytes; only from 7 on a
part may lie in a file of its own, as it was added; 4 has its vectors in arrays of numpy, and 3
neither dates, links and languages nor web pages."""
NAME = "manifest.json"
TRUSTED = 8_000_000
"""Bytes from which a file counts as unaltered if its size and time of change are as recorded:
reading a gigabyte to answer one question would take seconds. `check` reads everything."""


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file's size in bytes, the blake2b hash of its content, and its time of change, in
    nanoseconds since 1970."""

    size: int
    blake2b: str
    changed: int


Marks: TypeAlias = dict[str, FileMark]
"""By path below the generation's folder."""


@dataclass(frozen=True, slots=True)
class InvertedFileCard:
    """How the inverted file of the vectors was made, and what it was measured to find.

    It holds `held` passages, up to id `last`; its `lists` were made for `trained` passages, and
    `probes` of them are read for a question. `recall` is the share of the ten nearest passages,
    by exact search, that it finds, on `measured` questions.
    """

    last: int
    held: int
    trained: int
    lists: int
    probes: int
    recall: float
    measured: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Where "answered" and "related" begin in this library, and what is guaranteed there.

    `threshold` is a strength of evidence by that `measure`, laid when there were so many `pages`,
    by the questions of some of them. `found` is the least share of such questions that it takes for
    answered, and `false` the largest share of those it takes for answered with their own page left
    out, with that `confidence` for both; None where that is not guaranteed. `related` is the
    strength below which nothing is shown (None where an earlier version laid the rest), and
    `off_topic` the largest share of questions on no medical matter that reach it, with the same
    confidence; None where that is not guaranteed. `changed` is how many pages came, changed or went
    since.
    """

    measure: int
    pages: int
    questions: int
    threshold: float
    found: float | None
    false: float | None
    confidence: float
    related: float | None = None
    off_topic: float | None = None
    changed: int = 0


@dataclass(frozen=True, slots=True)
class ListMark:
    """Which list of what was removed: how often that was changed, and a digest of its marks. A list
    of a version that did not count its changes has none."""

    change: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard after the first; `coarse` describes the inverted file of its vectors, if it has
    one."""

    coarse: InvertedFileCard | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation: its number, what made its vectors, what it holds, and its files.

    `coarse` describes the inverted file of the vectors, where there is one. `listed` is the list of
    what was removed by which it was made, and `calibration` what makes a question answered here;
    None where an earlier version made it. `shards` are those after the first, to which `coarse`
    belongs, and `shard_passages` in how many passages another is begun, if a build said so.
    """

    generation: int
    encoder: str
    fingerprint: str
    dimension: int
    pages: int
    answers: int
    passages: int
    files: dict[str, FileMark]
    coarse: InvertedFileCard | None = None
    listed: ListMark | None = None
    calibration: Calibration | None = None
    format: int = FORMAT
    shards: tuple[Shard, ...] = ()
    shard_passages: int | None = None

    @property
    def inverted_files(self) -> tuple[InvertedFileCard | None, ...]:
        """The card of every shard's inverted file, in the order of the shards."""
        return self.coarse, *(shard.coarse for shard in self.shards)

    @property
    def is_up_to_date(self) -> bool:
        """Whether this version would write it in the same format."""
        return self.format >= FORMAT

    @classmethod
    def read(cls, generation: Path) -> "Manifest":
        """Read a generation's manifest.

        Raises:
            DamagedLibrary: it is missing or no manifest.
            WrongFormat: another version of this program wrote it.
        """
        try:
            found = json.loads((generation / NAME).read_bytes())
            if found["format"] in READABLE:
                marks = {name: FileMark(**mark) for name, mark in found.pop("files").items()}
                coarse = _card(found.pop("coarse"))
                shards = tuple(Shard(_card(one["coarse"])) for one in found.pop("shards", ()))
                made_by = found.pop("listed", None)
                listed = None if made_by is None else ListMark(**made_by)
                told = found.pop("calibration", None)
                calibration = None if told is None else Calibration(**told)
                return cls(
                    **found,
                    files=marks,
                    coarse=coarse,
                    listed=listed,
                    calibration=calibration,
                    shards=shards,
                )
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise DamagedLibrary(generation.parent, f"{generation.name}/{NAME}: {error}") from error
        raise WrongFormat(generation.parent, found["format"], FORMAT)

    def write(self, generation: Path) -> None:
        """Write the manifest into a generation's folder."""
        told = asdict(self)
        if self.format < SHARDED_FORMAT:  # which earlier versions read
            del told["shards"], told["shard_passages"]
        text = json.dumps(told, indent=1, ensure_ascii=False)
        (generation / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")

    def problems(self, generation: Path, *, trusting: bool = False) -> Iterator[str]:
        """Every file that is missing, has another size or other bytes than were written.

        Args:
            trusting: do not read large files whose time of change is as recorded.
        """
        for name, mark in self.files.items():
            file = generation / name
            if not file.is_file():
                yield f"{generation.name}/{name} is missing"
                continue
            found = file.stat()
            if found.st_size != mark.size:
                yield f"{generation.name}/{name} has {found.st_size} bytes, not {mark.size}"
            elif trusting and mark.size >= TRUSTED and found.st_mtime_ns == mark.changed:
                continue
            elif hash_of(file) != mark.blake2b:
                yield f"{generation.name}/{name} has other bytes than were written"


def _card(told: dict[str, Any] | None) -> InvertedFileCard | None:
    return None if told is None else InvertedFileCard(**told)


def marks(
    generation: Path,
    previous: Path | None = None,
    known: Mapping[str, FileMark] = MappingProxyType({}),
) -> Marks:
    """The mark of every file below a folder, except locks and the manifest itself.

    Args:
        previous: the folder of an earlier generation, and `known` its marks: a file that is shared
            with it is not read again.
    """
    found: Marks = {}
    for file in sorted(generation.rglob("*")):
        if file.is_file() and file.suffix != ".lock" and file.name != NAME:
            name = file.relative_to(generation).as_posix()
            old = known.get(name)
            shared = previous is not None and _is_same(file, previous / name)
            blake2b = old.blake2b if old is not None and shared else hash_of(file)
            found[name] = FileMark(file.stat().st_size, blake2b, file.stat().st_mtime_ns)
    return found


def _is_same(file: Path, other: Path) -> bool:
    return other.exists() and file.samefile(other)

"""One shard of a library, as whoever keeps it answers for it: what is read there, by name.

A shard's process opens the files of that shard alone, of the generation that a question names, and
keeps the last two: so a question goes on in the generation that it began with while the next one is
opened. What is read, what is checked before, and what is withheld are as `Library.open` has it.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import (
    DamagedLibrary,
    DoctorAnswersError,
    OutdatedList,
    damaged_or_exhausted,
)
from index.library.generation import STORE, VECTORS
from index.library.removals import withhold
from index.search.dense import Dense
from index.storage.current import NamedGeneration
from index.storage.manifest import ListMark, Manifest
from index.storage.sharded_store import read_shard
from index.storage.shards import RECENT, shard_folder
from index.storage.store import Counts, Store
from index.storage.written_once import Broken

KEPT = 2
"""Generations of a shard that are open at once."""
OF_STORE = frozenset(
    "alike alike_named_or_not answered answers_of clue_digests counts days doctors "
    "embedded file_counts file_of files holds integrity_error key_counts keyed "
    "last_passage list_pages mismatches names noted_files noticed origins page page_ids "
    "page_numbers passage_ids passage_pages passages passages_after stored texts titled "
    "to_be_checked vocabulary word".split()
)
"""What may be read of a shard's store, by the methods of `Store`."""
OF_VECTORS = frozenset("by_answer ids search siblings vectors".split())
"""The same of `Dense`."""


@dataclass(frozen=True, slots=True)
class WantedShard:
    """Which shard is read: its number, from 0, in a generation by its name and its manifest's hash,
    without what that list of what was removed has."""

    generation: str
    manifest_hash: str
    listed: ListMark
    number: int


@dataclass(frozen=True, slots=True)
class ShardCard:
    """What a shard holds: its rows, its vectors and their dimension, the first and the last id of
    its passages (0 where it has none), and the passages that it withholds."""

    counts: Counts
    vectors: int
    dimension: int
    first: int
    last: int
    withheld: frozenset[int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a shard answers: a value; or that something is `missing` from it, or why it is
    `unusable` there, with the evidence where that is `damage`. Errors travel as words: those of
    ours take more than their message."""

    value: Any = None
    missing: str | None = None
    unusable: str | None = None
    damage: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """The files of one shard of a generation, open for reading. Threads may share it."""

    path: Path
    manifest: Manifest
    store: Store
    dense: Dense
    card: ShardCard

    @classmethod
    def open(cls, folder: Path, wanted: WantedShard) -> "Shard":
        """Open a shard, the hash of each of its files checked, and nothing shown that was removed
        since.

        Raises:
            DamagedLibrary: a file is missing or altered, or the parts do not fit each other.
            WrongFormat: another version of this program wrote it.
            DamagedList, OutdatedList: what was removed is not known here.
        """
        generation = NamedGeneration(folder / wanted.generation, wanted.manifest_hash).checked()
        manifest = Manifest.read(generation)
        cards, number = manifest.inverted_files, wanted.number
        if number >= len(cards):
            raise DamagedLibrary(folder, f"{generation.name} has no shard {number + 1}")
        mine = shard_folder(generation, number)
        files = {name: mark for name, mark in manifest.files.items() if _shard_of(name) == number}
        try:
            for problem in replace(manifest, files=files).problems(generation, trusting=True):
                raise DamagedLibrary(folder, problem)
            store, dense = read_shard(mine, STORE), Dense.read(mine / VECTORS, cards[number])
        except (Broken, OSError, RuntimeError, ValueError) as error:
            raise damaged_or_exhausted(folder, generation.name, error) from error
        counts, ids = store.counts(), dense.ids
        if len(ids) != counts.passages:
            evidence = f"{mine.name} has {len(ids)} vectors of {counts.passages} passages"
            raise DamagedLibrary(folder, evidence)
        ends = (int(ids[0]), int(ids[-1])) if len(ids) else (0, 0)
        card = ShardCard(counts, len(ids), dense.dimension, *ends, frozenset())
        shard = cls(generation, manifest, store, dense, card)
        now = withhold(shard).now.mark
        if now != wanted.listed:
            shard.close()
            remedy = "bring it to this machine as it is where questions are taken"
            raise OutdatedList(folder, f"it is of change {now.change}", remedy)
        return replace(shard, card=replace(card, withheld=store.withheld))

    def read(self, part: str, name: str, arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401
        """What a method of the store or of the vectors says, all of it at once.

        Raises:
            ValueError: it is none that may be asked.
        """
        if (part, name) == ("shard", "card"):
            return self.card
        if part == "store" and name in OF_STORE:
            told = getattr(self.store, name)(*arguments)
        elif part == "vectors" and name in OF_VECTORS:
            found = getattr(self.dense, name)
            told = found(*arguments) if callable(found) else found
        else:
            raise ValueError(f"a shard is not asked for {part}.{name}")
        if name == "answers_of":  # of many it may say more than was asked
            return {one: told[one] for one in arguments[0] if one in told}
        return list(told) if isinstance(told, Iterator) else told

    def damaged(self, evidence: str) -> DamagedLibrary:
        """The error for damage in this generation."""
        return DamagedLibrary(self.path.parent, evidence)

    def close(self) -> None:
        """Close the files."""
        self.store.close()


def _shard_of(name: str) -> int | None:
    """The number of the shard to which a file of a generation belongs; None for what is read of the
    whole."""
    first = name.partition("/")[0]
    if first.startswith("shard-"):
        return int(first.removeprefix("shard-")) - 1
    return 0 if first in (STORE, RECENT, VECTORS) else None


def is_of_shards(name: str) -> bool:
    """Whether a file of a generation is read by a shard, and not by whoever asks them."""
    return _shard_of(name) is not None


class OpenShards:
    """The shards of one library that a process has open. Threads may share it: while a generation
    is opened, others are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[WantedShard, Shard] = {}
        self._noting = threading.Lock()
        self._opening = threading.Lock()

    def tell(self, wanted: WantedShard, part: str, name: str, arguments: tuple[Any, ...]) -> Told:
        """What a shard says, or why it does not."""
        try:
            return Told(self._shard(wanted).read(part, name, arguments))
        except LookupError as error:
            return Told(missing=str(error))
        except DamagedLibrary as error:
            return Told(unusable=str(error), damage=error.evidence)
        except DoctorAnswersError as error:
            return Told(unusable=str(error))

    def _shard(self, wanted: WantedShard) -> Shard:
        found = self._noted(wanted)
        if found is None:
            with self._opening:
                found = self._noted(wanted) or self._note(wanted, Shard.open(self._folder, wanted))
        return found

    def _noted(self, wanted: WantedShard) -> Shard | None:
        with self._noting:
            found = self._open.pop(wanted, None)
            if found is not None:
                self._open[wanted] = found  # what was asked for last is the last to go
            return found

    def _note(self, wanted: WantedShard, opened: Shard) -> Shard:
        with self._noting:
            self._open[wanted] = opened
            same = [one for one in self._open if one.number == wanted.number]
            for old in same[:-KEPT]:
                del self._open[old]  # its files close when the last question is done with it
            return opened

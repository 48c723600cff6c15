"""A library whose shards are in other processes, read as any other: the store and the vectors ask
all shards at once, and what belongs to the whole is read here.

So the answers, their order and their bands are those of the same pages in one. A shard that is
silent is never taken for an empty one: what needs it raises `PartSilent`, and `without` is the
library of the others, for whoever may answer from these and says so.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from heapq import merge
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numpy as np

from index.cluster.shard import OF_STORE, ShardCard, Told, WantedShard, is_of_shards
from index.encoders.encoder import IntArray, Vectors
from index.errors import DamagedLibrary, LibraryError, PartSilent, damaged_or_exhausted
from index.library.generation import STORE, VECTORS, WHITENING, WORDS, Generation
from index.library.open import Library, older_warning
from index.library.removals import Removals, unfinished
from index.model import Doctor, Page
from index.search.dense import Dense, Ranking, best_of_each, no_ids
from index.search.lexical import Lexical
from index.search.whitening import Whitening
from index.storage.current import Current, NamedGeneration
from index.storage.manifest import Manifest
from index.storage.sharded_store import ShardedStore
from index.storage.store import Store
from index.storage.tombstones import Tombstones
from index.storage.written_once import Broken

ASKED_AT_ONCE = 32
"""Shards that are asked at the same time, for all questions of a process."""
ORIGINS_KEPT = 50_000
"""Answers of which it is kept where they are and what their seals are."""
Asked: TypeAlias = Callable[[WantedShard, str, str, tuple[Any, ...]], Told]
"""Asks a shard for what a method of its store or of its vectors says; raises TimeoutError, with the
reason, where it is silent."""
Found = TypeVar("Found")


class RemoteShard:
    """A shard in another process: what is read of it is asked for by name."""

    def __init__(self, folder: Path, wanted: WantedShard, ask: Asked) -> None:
        self.number = wanted.number
        self._folder = folder
        self._wanted = wanted
        self._ask = ask

    def read(self, part: str, name: str, *arguments: object) -> Any:  # noqa: ANN401
        """What the shard says.

        Raises:
            PartSilent: it does not answer.
            LookupError: something that was asked for is not there.
        """
        try:
            told = self._ask(self._wanted, part, name, arguments)
        except TimeoutError as error:
            raise PartSilent(self._folder, [self.number], str(error)) from error
        if told.unusable is not None:
            raise PartSilent(self._folder, [self.number], told.unusable, told.damage)
        if told.missing is not None:
            raise LookupError(told.missing)
        return told.value


class RemoteStore(Store):
    """The store of a shard in another process: `OF_STORE` are asked of it."""

    def __init__(self, shard: RemoteShard, card: ShardCard) -> None:
        self.shard = shard
        self.card = card

    @property
    def withheld(self) -> frozenset[int]:
        """As `Store.withheld`."""
        return self.card.withheld

    def save(self) -> None:
        """Nothing is changed here."""

    def close(self) -> None:
        """Its files are not of this process."""


def _asking(name: str) -> Callable[..., Any]:
    def asked(self: RemoteStore, *arguments: object) -> Any:  # noqa: ANN401
        return self.shard.read("store", name, *arguments)

    asked.__doc__ = f"As `Store.{name}`."
    return asked


for _name in OF_STORE:
    setattr(RemoteStore, _name, _asking(_name))


def asked_of_each(
    shards: Sequence[Found], ask: Callable[[Found], Any], pool: ThreadPoolExecutor
) -> list[Any]:
    """What each of some shards says, all asked at once.

    Raises:
        PartSilent: naming all that were silent.
    """
    waiting = [pool.submit(ask, shard) for shard in shards]
    said, silent = [], []
    for one in waiting:
        try:
            said.append(one.result())
        except PartSilent as error:
            silent.append(error)
    if silent:
        numbers = frozenset().union(*(error.shards for error in silent))
        worst = next((error for error in silent if error.damage), silent[0])
        raise PartSilent(worst.folder, numbers, worst.reason, worst.damage)
    return said


class ScatteredStore(ShardedStore):
    """The stores of shards in other processes, as one; all are asked at once, and where a page is
    known to be, that one alone."""

    def __init__(
        self,
        shards: Sequence[RemoteStore],
        whose: Mapping[int, "Attributed"],
        pool: ThreadPoolExecutor,
        silent: PartSilent | None = None,
    ) -> None:
        """Read some shards as one.

        Args:
            whose: who gave each answer, by the shards' numbers.
            silent: which shards of the library are not among these, where that is no choice.
        """
        super().__init__(shards)
        self._remote = shards
        self._whose = whose
        self._pool = pool
        self._silent = silent
        self._told: dict[str, tuple[str, str]] = {}
        self._place = {
            Page.id_of(answer_id): shard
            for shard in shards
            for answer_id, _ in whose[shard.shard.number]
        }

    def _each(self, told: Callable[[Store], Found]) -> Iterable[Found]:
        return asked_of_each(self._shards, told, self._pool)

    def origins(self, answer_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """As `Store.origins`. What was told before is so still, as nothing changes a generation:
        who has been shown an answer need not wait for a shard to be told that it is here."""
        found = {one: self._told[one] for one in answer_ids if one in self._told}
        asked: dict[int, list[str]] = {}
        for one in answer_ids:
            place = self._place.get(Page.id_of(one))
            if one in found:
                continue
            if place is None and self._silent is not None:
                raise self._silent
            if place is not None:
                asked.setdefault(self._remote.index(place), []).append(one)

        def ask(number: int) -> dict[str, tuple[str, str]]:
            return self._remote[number].origins(asked[number])

        for told in asked_of_each(list(asked), ask, self._pool):
            found |= told
        if len(self._told) > ORIGINS_KEPT:
            self._told.clear()
        self._told.update(found)
        return found

    def page(self, page_id: str) -> Page | None:
        """As `Store.page`."""
        place = self._place.get(page_id)
        if place is not None:
            return place.page(page_id)
        found = super().page(page_id)
        if found is None and self._silent is not None:
            raise self._silent
        return found

    def doctors(self, among: Sequence[str] | None = None) -> Iterator[tuple[str, Doctor]]:
        """As `Store.doctors`; of all answers they are known here."""
        if among is not None:
            return super().doctors(among)
        every = (self._whose[one.shard.number] for one in self._remote)
        return merge(*every, key=lambda told: told[0])


class ScatteredDense(Dense):
    """The vectors of shards in other processes, searched as one; their ids ascend from shard to
    shard."""

    def __init__(
        self, shards: Sequence[RemoteStore], dimension: int, pool: ThreadPoolExecutor
    ) -> None:
        super().__init__([], no_ids())
        self._shards = [one for one in shards if one.card.vectors]
        self._lasts = [one.card.last for one in self._shards]
        self._dimension = dimension
        self._pool = pool

    def __len__(self) -> int:
        return sum(one.card.vectors for one in self._shards)

    @property
    def dimension(self) -> int:
        """As `Dense.dimension`."""
        return self._dimension

    @property
    def ids(self) -> IntArray:
        """As `Dense.ids`."""
        found = self._asked("ids", [((), one) for one in self._shards])
        return np.concatenate([no_ids(), *found])

    def _asked(self, name: str, asked: Iterable[tuple[tuple[Any, ...], RemoteStore]]) -> list[Any]:
        """What shards say, each asked with arguments of its own."""

        def ask(one: tuple[tuple[Any, ...], RemoteStore]) -> Any:  # noqa: ANN401
            arguments, store = one
            return store.shard.read("vectors", name, *arguments)

        return asked_of_each(list(asked), ask, self._pool)

    def _places(self, ids: IntArray) -> list[tuple[RemoteStore, IntArray]]:  # type: ignore[override]
        """The shards that hold some of the ids: the positions of these."""
        if not len(ids):
            return []
        where = np.searchsorted(self._lasts, ids)
        if (where == len(self._shards)).any():
            raise LookupError(f"{int((where == len(self._shards)).sum())} passages have no vector")
        return [(self._shards[n], np.flatnonzero(where == n)) for n in np.unique(where).tolist()]

    def vectors(self, ids: Sequence[int] | IntArray) -> Vectors:
        """As `Dense.vectors`."""
        wanted = np.asarray(ids, dtype=np.int64)
        found = np.empty((len(wanted), self.dimension), dtype=np.float32)
        places = self._places(wanted)
        said = self._asked("vectors", [((wanted[rows],), one) for one, rows in places])
        for (_, rows), vectors in zip(places, said, strict=True):
            found[rows] = vectors
        return found

    def siblings(self, ids: Sequence[int] | IntArray) -> tuple[IntArray, IntArray, Vectors]:
        """As `Dense.siblings`."""
        wanted = np.asarray(ids, dtype=np.int64)
        places = self._places(wanted)
        said = self._asked("siblings", [((wanted[rows],), one) for one, rows in places])
        found, answers = ([no_ids(), *(one[n] for one in said)] for n in (0, 1))
        vectors = [self._no_vectors(), *(one[2] for one in said)]
        return np.concatenate(found), np.concatenate(answers), np.concatenate(vectors)

    def search(self, query: Vectors, k: int, among: Collection[int] | None = None) -> Ranking:
        """As `Dense.search`."""
        self._check_query(query)
        some = None if among is None else list(among)
        said = self._asked("search", [((query, k, some), one) for one in self._shards])
        found = [pair for ranking in said for pair in ranking]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[: max(k, 0)]

    def by_answer(
        self, queries: Vectors, least: float = -np.inf, among: Sequence[int] = ()
    ) -> tuple[IntArray, Vectors]:
        """As `Dense.by_answer`. Those of `among` are compared here, all at once: their cosines
        would differ in the last bits if each shard compared its own."""
        for query in queries:
            self._check_query(query)
        _, given, vectors = self.siblings(among)
        near = (vectors @ queries.T).max(axis=1, initial=-1.0)
        said = self._asked("by_answer", [((queries, least), one) for one in self._shards])
        firsts, cosines = ([one[n] for one in said] for n in (0, 1))
        return best_of_each([given, *firsts], [near, *cosines])


Attributed: TypeAlias = list[tuple[str, Doctor]]
"""The answers of a shard, by their ids, with who gave each."""


class ScatteredLibrary(Library):
    """A library whose shards are in other processes. Who gave each answer, and the words that the
    doctors used, are read once, when it is opened; `silent` are the shards that were not, then."""

    def __init__(
        self,
        generation: Generation,
        shards: Sequence[RemoteStore],
        whose: Mapping[int, Attributed],
        pool: ThreadPoolExecutor,
        silent: PartSilent | None = None,
    ) -> None:
        store = ScatteredStore(shards, whose, pool, silent)
        dense = ScatteredDense(shards, generation.manifest.dimension, pool)
        super().__init__(replace(generation, store=store, dense=dense))
        self.silent = frozenset() if silent is None else silent.shards
        self._remote = shards
        self._whose = whose
        self._pool = pool
        self._usual: tuple[list[str], str | None] = ([], None)
        self._parts: dict[frozenset[int], ScatteredLibrary] = {}

    def read_ahead(self) -> None:
        """Read what every question asks for many times, or a page shows that asks nothing yet.

        Raises:
            PartSilent: a shard does not answer.
        """
        len(self.vocabulary())
        len(self.names())
        self._usual = (super().titles(USUAL_TITLES), super().notice())

    def titles(self, limit: int) -> list[str]:
        """As `Library.titles`."""
        known, _ = self._usual
        return known[:limit] if limit <= USUAL_TITLES else super().titles(limit)

    def notice(self) -> str | None:
        """As `Library.notice`."""
        return self._usual[1]

    def without(self, silent: frozenset[int]) -> "ScatteredLibrary":
        """The library of the other shards: what is rare, how passages lie, and where "answered"
        begins are as in the whole."""
        if silent not in self._parts:
            left = [one for one in self._remote if one.shard.number not in silent]
            if not left:
                raise PartSilent(self.folder, silent, "none is left")
            ranges = [(one.card.first, one.card.last) for one in left if one.card.vectors]
            lexical = self.parts.lexical.within(ranges)
            made = ScatteredLibrary(
                replace(self.parts, lexical=lexical), left, self._whose, self._pool
            )
            made.warning, made.unfinished, made.listed = self.warning, self.unfinished, self.listed
            made._usual = self._usual
            made._vocabulary, made._names = self._vocabulary, self._names
            self._parts[silent] = made
        return self._parts[silent]


USUAL_TITLES = 20
"""Titles that are read when a library is opened."""


@dataclass(frozen=True, slots=True)
class Router:
    """Opens the newest generation of a library, whose shards are asked.

    Args:
        ask: asks a shard.
        ask_patiently: the same, for what a shard has to open first.
    """

    ask: Asked
    ask_patiently: Asked

    def open(self, folder: Path, *, in_part: bool = False) -> ScatteredLibrary:
        """As `Library.open`: where the newest generation is damaged, here or where a shard is, its
        fallback, with a `warning`. The files of the shards are checked where they are, and what was
        removed since is withheld there.

        Args:
            in_part: open the other shards where some do not answer.

        Raises:
            PartSilent: a shard does not answer, or cannot be read where it is.
            NoLibrary, DamagedLibrary, WrongFormat, DamagedList, OutdatedList: as `Library.open`.
        """
        while True:
            current = Current.read(folder)
            try:
                return self._generation(current.served)
            except (DamagedLibrary, PartSilent) as error:
                # A build may have finished meanwhile, and deleted what was being opened.
                if Current.read(folder) != current:
                    continue
                before = self._fallback(folder, current, error)
                if before is not None:
                    return before
                if not in_part or not isinstance(error, PartSilent):
                    raise
                return self._generation(current.served, error)

    def _fallback(
        self, folder: Path, current: Current, error: DamagedLibrary | PartSilent
    ) -> ScatteredLibrary | None:
        """The generation before one that is damaged; None where there is none that is sound, or
        where nothing is damaged."""
        evidence = error.damage if isinstance(error, PartSilent) else error.evidence
        if not evidence or current.fallback is None:
            return None
        try:
            library = self._generation(current.fallback)
        except LibraryError:
            return None
        library.warning = older_warning(folder, evidence)
        return library

    def _generation(
        self, named: NamedGeneration, silent: PartSilent | None = None
    ) -> ScatteredLibrary:
        """A generation; without those of its shards that are silent.

        Raises:
            PartSilent: a shard does not answer, or cannot be read where it is; or none is left.
        """
        generation = named.checked()
        folder = generation.parent
        manifest = Manifest.read(generation)
        listed = Tombstones.read(folder).mark
        wanted = [
            WantedShard(generation.name, named.manifest_hash, listed, number)
            for number in range(len(manifest.inverted_files))
        ]
        parts = _read_here(generation, manifest)
        removals = Removals.of(parts)
        if silent is not None and len(silent.shards) == len(wanted):
            raise silent
        pool = ThreadPoolExecutor(ASKED_AT_ONCE, thread_name_prefix="shards")
        library = self._opened(parts, wanted, pool, silent)
        library.unfinished = unfinished(generation, removals)
        library.listed = removals.now.mark
        return library

    def _opened(
        self,
        parts: Generation,
        wanted: Sequence[WantedShard],
        pool: ThreadPoolExecutor,
        silent: PartSilent | None,
    ) -> ScatteredLibrary:
        """The library of those shards that are not silent."""
        folder = parts.path.parent
        asked = [one for one in wanted if silent is None or one.number not in silent.shards]
        opening = [RemoteShard(folder, one, self.ask_patiently) for one in asked]
        cards = asked_of_each(opening, lambda one: one.read("shard", "card"), pool)
        _check(parts, cards, is_whole=silent is None)
        told = asked_of_each(opening, lambda one: one.read("store", "doctors"), pool)
        shards = [
            RemoteStore(RemoteShard(folder, one, self.ask), card)
            for one, card in zip(asked, cards, strict=True)
        ]
        whose = {one.number: answers for one, answers in zip(asked, told, strict=True)}
        library = ScatteredLibrary(parts, shards, whose, pool, silent)
        library.read_ahead()
        return library


def _read_here(generation: Path, manifest: Manifest) -> Generation:
    """What of a generation is read of the whole, each file's hash checked."""
    folder = generation.parent
    files = {name: mark for name, mark in manifest.files.items() if not is_of_shards(name)}
    try:
        for problem in replace(manifest, files=files).problems(generation, trusting=True):
            raise DamagedLibrary(folder, problem)
        nothing = ShardedStore([])
        words, space = Lexical.read(generation / WORDS), Whitening.read(generation / WHITENING)
    except (Broken, OSError, RuntimeError, ValueError) as error:
        raise damaged_or_exhausted(folder, generation.name, error) from error
    return Generation(generation, manifest, nothing, Dense([], no_ids()), words, space)


def _check(parts: Generation, cards: Sequence[ShardCard], *, is_whole: bool) -> None:
    """That the shards hold what the manifest says, as far as they are all.

    Raises:
        DamagedLibrary: they do not.
    """
    wanted = parts.manifest
    for name in ("pages", "answers", "passages"):
        found = sum(getattr(card.counts, name) for card in cards)
        if is_whole and found != getattr(wanted, name):
            evidence = f"{STORE} has {found} {name}, the manifest says {getattr(wanted, name)}"
            raise parts.damaged(evidence)
    if any(card.dimension != wanted.dimension for card in cards if card.vectors):
        raise parts.damaged(f"{VECTORS} has another dimension than {wanted.dimension}")
    if len(parts.lexical) != wanted.passages:
        raise parts.damaged(f"{WORDS} has {len(parts.lexical)} passages, not {wanted.passages}")
    if len(parts.whitening.mean) != wanted.dimension:
        raise parts.damaged(f"{WHITENING} has another dimension than {wanted.dimension}")

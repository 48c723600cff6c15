"""The stores of several shards, read as one: every answer is as one store of all pages gives it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from heapq import merge
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TypeVar

from index.model import Answer, Doctor, Page, Passage
from index.storage.shards import store_files, stores_of
from index.storage.store import (
    PAGES_SAMPLED,
    Counts,
    MostAnswered,
    PageListing,
    PassageTexts,
    Store,
    StoredPage,
    usual_text,
    usual_titles,
)

Found = TypeVar("Found")
PAGES_IN_A_SHARD = 1 << 40
"""More pages than a shard can hold: their numbers are told apart by it."""


def read_store(generation: Path, name: str) -> Store:
    """The store of a generation, whether it is divided or not.

    Args:
        name: of the file in each shard's folder.

    Raises:
        Broken, DamagedLibrary: as `Store.read`.
    """
    return _read_as_one(store_files(generation, name))


def read_shard(shard: Path, name: str) -> Store:
    """The store of one shard, whether a part of it is in a file of its own or not.

    Raises:
        Broken, DamagedLibrary: as `Store.read`.
    """
    return _read_as_one(stores_of(shard, name))


def _read_as_one(files: Sequence[Path]) -> Store:
    stores = list(map(Store.read, files))
    return stores[0] if len(stores) == 1 else ShardedStore(stores)


class ShardedStore(Store):
    """Several stores as one, for reading. The ids of their passages ascend from shard to shard, and
    no page is in two."""

    def __init__(self, shards: Sequence[Store]) -> None:
        self._shards = list(shards)

    def save(self) -> None:
        """As `Store.save`."""
        for shard in self._shards:
            shard.save()

    def close(self) -> None:
        """As `Store.close`."""
        for shard in self._shards:
            shard.close()

    # Putting together.

    def _each(self, told: Callable[[Store], Found]) -> Iterable[Found]:
        """What each shard says, in their order: one after the other, as they are of one disk."""
        return map(told, self._shards)

    def _first(self, told: Callable[[Store], Found | None]) -> Found | None:
        """What the first shard says that says anything."""
        return next((one for one in self._each(told) if one is not None), None)

    def _all(self, told: Callable[[Store], Mapping[Any, Found]]) -> dict[Any, Found]:
        """What each shard says of what it holds."""
        return {key: value for found in self._each(told) for key, value in found.items()}

    def _with_page(self, page_id: str) -> Store:
        """The shard that holds a page; any of them, where none does."""
        holding = zip(self._shards, self._each(lambda one: one.holds(page_id)), strict=True)
        return next((shard for shard, holds in holding if holds), self._shards[0])

    # Withholding.

    @property
    def withheld(self) -> frozenset[int]:
        """As `Store.withheld`."""
        return frozenset().union(*(shard.withheld for shard in self._shards))

    def withholds(self, answer_id: str) -> bool:
        """As `Store.withholds`."""
        return any(shard.withholds(answer_id) for shard in self._shards)

    def withhold(self, pages: Iterable[tuple[Page, Page | None]]) -> None:
        """As `Store.withhold`."""
        by_shard: defaultdict[int, list[tuple[Page, Page | None]]] = defaultdict(list)
        for page, rest in pages:
            by_shard[self._shards.index(self._with_page(page.id))].append((page, rest))
        for number, of_shard in by_shard.items():
            self._shards[number].withhold(of_shard)

    # Reading.

    def holds(self, page_id: str) -> bool:
        """As `Store.holds`."""
        return any(self._each(lambda shard: shard.holds(page_id)))

    def stored(self) -> dict[str, StoredPage]:
        """As `Store.stored`."""
        return dict(merge(*self._each(lambda shard: shard.stored().items()), key=_first_of))

    def stored_page(self, page_id: str) -> StoredPage | None:
        """As `Store.stored_page`."""
        return self._first(lambda shard: shard.stored_page(page_id))

    def page_ids_of(self, files: Collection[str]) -> list[str]:
        """As `Store.page_ids_of`."""
        return list(merge(*self._each(lambda shard: shard.page_ids_of(files))))

    def file_of(self, page_id: str) -> str:
        """As `Store.file_of`."""
        return self._with_page(page_id).file_of(page_id)

    def files(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """As `Store.files`: the pages of one file may be in several shards."""
        pages: defaultdict[str, list[str]] = defaultdict(list)
        for page_id, stored in self.stored().items():
            pages[stored.file].append(page_id)
        return {
            file: (digest, tuple(pages[file]))
            for file, (digest, count) in self.noted_files().items()
            if count == len(pages.get(file, ())) > 0
        }

    def noted_file(self, file: str) -> tuple[str, int] | None:
        """As `Store.noted_file`: what the last store says that has noted it."""
        told = [one for one in self._each(lambda shard: shard.noted_file(file)) if one is not None]
        return told[-1] if told else None

    def noted_files(self) -> dict[str, tuple[str, int]]:
        """As `Store.noted_files`: each is noted in the store that was the last one then."""
        return self._all(lambda shard: shard.noted_files())

    def file_counts(self) -> dict[str, int]:
        """As `Store.file_counts`."""
        return _sums(self._each(lambda shard: shard.file_counts()))

    def counts(self) -> Counts:
        """As `Store.counts`."""
        every = list(self._each(lambda shard: shard.counts()))
        return Counts(
            pages=sum(one.pages for one in every),
            answers=sum(one.answers for one in every),
            passages=sum(one.passages for one in every),
        )

    def page(self, page_id: str) -> Page | None:
        """As `Store.page`."""
        return self._first(lambda shard: shard.page(page_id))

    def clue_digests(self) -> dict[int, bytes]:
        """As `Store.clue_digests`."""
        return self._all(lambda shard: shard.clue_digests())

    def integrity_error(self) -> str | None:
        """As `Store.integrity_error`; also a page that is in two shards."""
        found = self._first(lambda shard: shard.integrity_error())
        if found is not None:
            return found
        ids = merge(*self._each(lambda shard: shard.page_ids()))
        twice = next((one for one, same in groupby(ids) if len(list(same)) > 1), None)
        return None if twice is None else f"page {twice} is in two shards"

    def mismatches(self, page_id: str) -> Iterator[str]:
        """As `Store.mismatches`."""
        yield from self._with_page(page_id).mismatches(page_id)

    def list_pages(self) -> list[PageListing]:
        """As `Store.list_pages`."""
        listed = self._each(lambda shard: shard.list_pages())
        return list(merge(*listed, key=lambda one: one.page_id))

    def to_be_checked(self) -> list[tuple[PageListing, tuple[str, ...]]]:
        """As `Store.to_be_checked`."""
        found = chain.from_iterable(self._each(lambda shard: shard.to_be_checked()))
        return sorted(found, key=lambda one: _by_title(one[0]))

    def origins(self, answer_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """As `Store.origins`."""
        return self._all(lambda shard: shard.origins(answer_ids))

    def page_ids(self) -> list[str]:
        """As `Store.page_ids`."""
        return list(merge(*self._each(lambda shard: shard.page_ids())))

    def titles(self, limit: int) -> list[str]:
        """As `Store.titles`."""
        return usual_titles(self.titled(limit + PAGES_SAMPLED), limit)

    def titled(self, most: int) -> list[MostAnswered]:
        """As `Store.titled`."""
        return sorted(chain.from_iterable(self._each(lambda one: one.titled(most))))[:most]

    def notice(self) -> str | None:
        """As `Store.notice`."""
        return usual_text(self.noticed(PAGES_SAMPLED))

    def noticed(self, most: int) -> list[MostAnswered]:
        """As `Store.noticed`."""
        return sorted(chain.from_iterable(self._each(lambda one: one.noticed(most))))[:most]

    def doctors(self, among: Sequence[str] | None = None) -> Iterator[tuple[str, Doctor]]:
        """As `Store.doctors`."""
        return merge(*self._each(lambda shard: shard.doctors(among)), key=_first_of)

    def answered(self, since: date | None, until: date | None) -> frozenset[str]:
        """As `Store.answered`."""
        return frozenset().union(*self._each(lambda shard: shard.answered(since, until)))

    def days(self, answer_ids: Sequence[str] | None = None) -> dict[str, date]:
        """As `Store.days`."""
        return self._all(lambda shard: shard.days(answer_ids))

    def alike(self) -> Iterator[list[Answer]]:
        """As `Store.alike`."""
        return self._alike("copy_key", lambda every, named: every > 1)

    def alike_named_or_not(self) -> Iterator[list[Answer]]:
        """As `Store.alike_named_or_not`."""
        return self._alike("nameless_key", lambda every, named: 0 < named < every)

    def _alike(self, key: str, wanted: Callable[[int, int], bool]) -> Iterator[list[Answer]]:
        values = [one for one, every, named in self.key_counts(key) if wanted(every, named)]
        for _, group in groupby(self.keyed(key, values), key=_first_of):
            yield [answer for _, answer in group]

    def key_counts(self, key: str) -> Iterator[tuple[str, int, int]]:
        """As `Store.key_counts`."""
        found = merge(*self._each(lambda shard: shard.key_counts(key)))
        for value, group in groupby(found, key=_first_of):
            counted = list(group)
            yield value, sum(one[1] for one in counted), sum(one[2] for one in counted)

    def keyed(self, key: str, values: Collection[str]) -> Iterator[tuple[str, Answer]]:
        """As `Store.keyed`."""
        found = self._each(lambda shard: shard.keyed(key, values))
        return merge(*found, key=lambda one: (one[0], one[1].id))

    def vocabulary(self) -> dict[str, int]:
        """As `Store.vocabulary`."""
        return _sums(self._each(lambda shard: shard.vocabulary()))

    def names(self) -> frozenset[str]:
        """As `Store.names`."""
        return frozenset().union(*self._each(lambda shard: shard.names()))

    def word(self, word: str) -> tuple[int, int]:
        """As `Store.word`."""
        places, named = zip(*self._each(lambda shard: shard.word(word)), strict=True)
        return sum(places), sum(named)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """As `Store.passages`."""
        return self._all(lambda shard: shard.passages(ids))

    def answers_of(self, ids: Collection[int]) -> Mapping[int, str]:
        """As `Store.answers_of`."""
        return self._all(lambda shard: shard.answers_of(ids))

    def texts(self, ids: Iterable[int]) -> dict[int, PassageTexts]:
        """As `Store.texts`."""
        wanted = list(ids)
        return self._all(lambda shard: shard.texts(wanted))

    def passage_ids(self, answer_ids: Sequence[str] | None = None) -> list[int]:
        """As `Store.passage_ids`."""
        every = self._each(lambda shard: shard.passage_ids(answer_ids))
        return list(chain.from_iterable(every))

    def page_numbers(self, ids: Sequence[int]) -> dict[int, int]:
        """As `Store.page_numbers`."""
        return {
            passage: number * PAGES_IN_A_SHARD + page
            for number, found in enumerate(self._each(lambda shard: shard.page_numbers(ids)))
            for passage, page in found.items()
        }

    def passage_pages(self) -> tuple[list[int], list[str]]:
        """As `Store.passage_pages`."""
        ids, pages = zip(*self._each(lambda shard: shard.passage_pages()), strict=True)
        return list(chain.from_iterable(ids)), list(chain.from_iterable(pages))

    def last_passage(self) -> int:
        """As `Store.last_passage`."""
        return max(self._each(lambda shard: shard.last_passage()))

    def passages_after(self, last: int) -> Iterator[tuple[int, Passage]]:
        """As `Store.passages_after`."""
        return chain.from_iterable(self._each(lambda shard: shard.passages_after(last)))

    def embedded(self, clue_digests: Collection[bytes]) -> dict[bytes, int]:
        """As `Store.embedded`: the first shard that has a clue has the lowest of its passages."""
        found: dict[bytes, int] = {}
        for shard in self._shards:
            found = shard.embedded([one for one in clue_digests if one not in found]) | found
        return found


def _first_of(told: tuple[str, *tuple[object, ...]]) -> str:
    return told[0]


def _by_title(listed: PageListing) -> tuple[bool, str, str]:
    """As SQLite orders by title and id: what has none comes first."""
    return listed.title is not None, listed.title or "", listed.page_id


def _sums(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)

"""The store of a generation that is being written: files that nothing changes are shared with the
generation before, what is added to a large one lies beside it, and another shard is begun when the
last is full."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.hard_links import hard_link
from index.model import Page, Passage
from index.storage.sharded_store import ShardedStore
from index.storage.shards import RECENT, shard_folder, shard_folders, store_files, stores_of
from index.storage.store import Store

LARGE = 50_000
"""Passages from which a store is no longer copied to add a few: its file has some 40 MB then."""
MOST_RECENT = 0.1
"""The part of a large store up to which what was added since lies beside it. Then both are joined:
each passage is copied about ten times as a library grows tenfold."""


class GrowingStore(ShardedStore):
    """The stores of a generation's shards, to be changed. `begun` holds, for each shard after the
    first, the id after which its passages begin, where it was begun here."""

    def __init__(
        self, folder: Path, name: str, most: int, files: Sequence[Path], stores: Sequence[Store]
    ) -> None:
        """Change stores whose files lie in the folders of a generation's shards.

        Args:
            folder: the generation's.
            name: of the file in each shard's folder.
            most: passages from which another shard is begun.
            stores: those of the files, which can only be read.
        """
        super().__init__(stores)
        self._folder, self._name, self._most = folder, name, most
        self._files = list(files)
        self._changed: set[int] = set()
        self._in_last = sum(map(self._passages_in, self._of_last_shard()))
        self.begun: list[int] = []

    @classmethod
    def empty(cls, folder: Path, name: str, most: int) -> "GrowingStore":
        """An empty store of one shard."""
        growing = cls(folder, name, most, (), ())
        growing._start(folder / name)
        return growing

    @classmethod
    def following(cls, previous: Path, folder: Path, name: str, most: int) -> "GrowingStore":
        """The store of an earlier generation, to be changed in another folder."""
        files: list[Path] = []
        for file in store_files(previous, name):
            here = folder / file.relative_to(previous)
            here.parent.mkdir(exist_ok=True)
            hard_link(file, here)
            files.append(here)
        growing = cls(folder, name, most, files, list(map(Store.read, files)))
        growing._open_last()
        return growing

    def add(self, page: Page, file: str, passages: Sequence[tuple[Passage, bytes]]) -> list[int]:
        """As `Store.add`; a page is never divided between two shards."""
        if self._in_last >= self._most:
            self._begin()
        self._in_last += len(passages)
        return self._to_change(len(self._shards) - 1).add(page, file, passages)

    def remove(self, page_id: str) -> list[int]:
        """As `Store.remove`."""
        for number, shard in enumerate(self._shards):
            if shard.holds(page_id):
                removed = self._to_change(number).remove(page_id)
                self._in_last -= len(removed) if number in self._of_last_shard() else 0
                return removed
        return []

    def vacuum(self) -> None:
        """As `Store.vacuum`, in each store that was changed: nothing was removed from others."""
        for number in self._changed:
            self._shards[number].vacuum()

    def forget_files(self) -> None:
        """As `Store.forget_files`."""
        for number in range(len(self._shards)):
            self._to_change(number).forget_files()

    def note_files(self, digests: Mapping[str, str]) -> None:
        """As `Store.note_files`, in the last store: what it says counts, and others stay as they
        are unless they name a file of which no page is left."""
        if len(self._shards) == 1:
            self._to_change(0).note_files(digests)
            return
        pages = self.file_counts()
        for number, shard in enumerate(self._shards):
            if shard.noted_files().keys() - pages.keys():
                self._to_change(number).note_counted_files({}, pages)
        self._to_change(len(self._shards) - 1).note_counted_files(digests, pages)

    # Files.

    def _of_last_shard(self) -> range:
        """The numbers of the stores of the last shard."""
        stores = len(stores_of(self._files[-1].parent, self._name)) if self._files else 0
        return range(len(self._files) - stores, len(self._files))

    def _passages_in(self, number: int) -> int:
        return self._shards[number].counts().passages

    def _open_last(self) -> None:
        """Have what is added written to a copy of the last store; to another one beside it if that
        is large. One that has become large beside it goes into it."""
        for number, store in enumerate(self._shards):
            if store.is_of_earlier_version:
                self._to_change(number)
        whole, *recent = map(self._passages_in, self._of_last_shard())
        if recent and recent[0] > MOST_RECENT * whole:
            self._join_last()
        elif not recent and whole > LARGE:
            self._start(self._files[-1].with_name(RECENT), self.last_passage())
        self._to_change(len(self._shards) - 1)

    def _join_last(self) -> None:
        """Put what lies beside the last shard's store into it."""
        self._shards.pop().close()
        recent = self._files.pop()
        self._to_change(len(self._shards) - 1).take_in(recent)
        recent.unlink()

    def _begin(self) -> None:
        last = self.last_passage()
        folder = shard_folder(self._folder, len(shard_folders(self._folder)))
        folder.mkdir()
        self._start(folder / self._name, last)
        self._in_last = 0
        self.begun.append(last)

    def _start(self, file: Path, after: int = 0) -> None:
        """Begin a store in a new file, whose passages have ids after that."""
        self._changed.add(len(self._shards))
        self._files.append(file)
        self._shards.append(Store.create(file, after=after))

    def _to_change(self, number: int) -> Store:
        """A store that may be changed: a copy, where the earlier generation has the same file."""
        if number not in self._changed:
            file = self._files[number]
            copied = file.with_suffix(".copy")
            shutil.copyfile(file, copied)  # where that fails, what is read stays open to be closed
            copied.replace(file)
            shared, self._shards[number] = self._shards[number], Store.change(file)
            shared.close()
            self._changed.add(number)
        return self._shards[number]

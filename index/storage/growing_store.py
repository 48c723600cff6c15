"""The store of a generation that is being written: shards that nothing changes are shared with the
generation before, and another is begun when the last is full."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.hard_links import hard_link
from index.model import Page, Passage
from index.storage.sharded_store import ShardedStore
from index.storage.shards import shard_folder, shard_folders
from index.storage.store import Store


class GrowingStore(ShardedStore):
    """The stores of a generation's shards, to be changed. `begun` holds, for each shard after the
    first, the id after which its passages begin, where it was begun here."""

    def __init__(self, folder: Path, name: str, most: int, shards: Sequence[Store]) -> None:
        """Change stores that lie in the folders of a generation's shards.

        Args:
            folder: the generation's.
            name: of the file in each shard's folder.
            most: passages from which another shard is begun.
            shards: of which the first can be changed, and the others only read.
        """
        super().__init__(shards)
        self._folder, self._name, self._most = folder, name, most
        self._changed = {0}
        self._in_last = shards[-1].counts().passages
        self.begun: list[int] = []

    @classmethod
    def empty(cls, folder: Path, name: str, most: int) -> "GrowingStore":
        """An empty store of one shard."""
        return cls(folder, name, most, [Store.create(folder / name)])

    @classmethod
    def following(cls, previous: Path, folder: Path, name: str, most: int) -> "GrowingStore":
        """The store of an earlier generation, to be changed in another folder."""
        shutil.copyfile(previous / name, folder / name)  # each build writes into the first
        shards = [Store.change(folder / name)]
        for shard in shard_folders(previous)[1:]:
            here = folder / shard.name
            here.mkdir()
            hard_link(shard / name, here / name)
            shards.append(Store.read(here / name))
        return cls(folder, name, most, shards)

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
                self._in_last -= len(removed) if number == len(self._shards) - 1 else 0
                return removed
        return []

    def vacuum(self) -> None:
        """As `Store.vacuum`, in each shard that was changed: nothing was removed from others."""
        for number in self._changed:
            self._shards[number].vacuum()

    def forget_files(self) -> None:
        """As `Store.forget_files`."""
        self._shards[0].forget_files()

    def note_files(self, digests: Mapping[str, str]) -> None:
        """As `Store.note_files`."""
        if len(self._shards) == 1:
            self._shards[0].note_files(digests)
        else:
            self._shards[0].note_counted_files(digests, self.file_counts())

    def _begin(self) -> None:
        last = self.last_passage()
        folder = shard_folder(self._folder, len(self._shards))
        folder.mkdir()
        self._changed.add(len(self._shards))
        self._shards.append(Store.create(folder / self._name, after=last))
        self._in_last = 0
        self.begun.append(last)

    def _to_change(self, number: int) -> Store:
        """A shard that may be changed: a copy, where the earlier generation has the same file."""
        if number not in self._changed:
            self._shards[number].close()
            file = shard_folder(self._folder, number) / self._name
            copied = file.with_suffix(".copy")
            shutil.copyfile(file, copied)
            copied.replace(file)
            self._shards[number] = Store.change(file)
            self._changed.add(number)
        return self._shards[number]

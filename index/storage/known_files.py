"""The files that a library has read to their end, looked up one by one; all are read only where
many are needed."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from index.pages.known_file import KnownFile
from index.storage.store import Store

FEW = 200
"""Files that are looked up one by one; for more, all are read once."""


class KnownFiles(Mapping[str, KnownFile]):
    """The files all of whose pages are in a store, by absolute path."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looked_up = 0

    @cached_property
    def _all(self) -> dict[str, KnownFile]:
        return {file: KnownFile(*found) for file, found in self._store.files().items()}

    def __getitem__(self, file: str) -> KnownFile:
        self._looked_up += 1
        if self._looked_up > FEW or "_all" in self.__dict__:
            return self._all[file]
        noted = self._store.noted_file(file)
        if noted is None:
            raise KeyError(file)
        digest, pages = noted
        ids = self._store.page_ids_of([file])
        if not len(ids) == pages > 0:
            raise KeyError(file)
        return KnownFile(digest, tuple(ids))

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

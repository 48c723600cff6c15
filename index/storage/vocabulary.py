"""The doctors' words and names, looked up one by one; all are read only where all are needed."""

from collections.abc import Iterable, Iterator, KeysView, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from index.storage.store import Store


class Vocabulary(Mapping[str, int]):
    """Every plain word with the number of answers and titles that hold it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _all(self) -> dict[str, int]:
        return self._store.vocabulary()

    def __getitem__(self, word: str) -> int:
        if "_all" in self.__dict__:  # read already
            return self._all[word]
        places, _ = self._store.word(word)
        if not places:
            raise KeyError(word)
        return places

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def keys(self) -> KeysView[str]:
        """The words; going through all of them takes a sixth of what a Mapping's own view takes."""
        return self._all.keys()


class Names(AbstractSet[str]):
    """The plain words of all doctors' names, credentials and places."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _all(self) -> frozenset[str]:
        return self._store.names()

    @classmethod
    def _from_iterable(cls, words: Iterable[str]) -> frozenset[str]:  # type: ignore[override]
        return frozenset(words)  # the result of joining names with other words

    def __contains__(self, word: object) -> bool:
        if "_all" in self.__dict__:  # read already
            return word in self._all
        return isinstance(word, str) and self._store.word(word)[1] > 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

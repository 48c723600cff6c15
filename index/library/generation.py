"""One generation of a library, with its files open: what is searched, looked up and checked.

library/
  CURRENT                 names the served generation, and its fallback
  generation-000002/      immutable once CURRENT names it
    library.sqlite        pages, answers, passages, and their words; all else is derived from it
    recent.sqlite         of a large library: the same of what was added since that was written
    vectors/ words/       the indexes for search by meaning and by words
    space.npz             the whitening of the vectors
    encoder/              what made them, if it could be exported
    manifest.json         size and hash of every file
    own-files/            the library's own page files as they were: no part of what is served
    shard-0002/           of a very large library: a store and vectors of its own, as above

Files that a build did not change are hard-linked into the next generation.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import DamagedLibrary
from index.search.dense import Dense
from index.search.lexical import Lexical
from index.search.sharded_dense import read_dense
from index.search.whitening import Whitening
from index.storage.manifest import Manifest
from index.storage.sharded_store import read_store
from index.storage.store import Store

STORE, VECTORS, WHITENING, WORDS = "library.sqlite", "vectors", "space.npz", "words"
ENCODER = "encoder"


class OpenGeneration(Protocol):
    """A generation that is open for reading: the whole of it, or one shard."""

    @property
    def path(self) -> Path:
        """Its folder."""

    @property
    def manifest(self) -> Manifest:
        """Its manifest."""

    @property
    def store(self) -> Store:
        """Its pages, answers and passages."""

    def damaged(self, evidence: str) -> DamagedLibrary:
        """The error for damage in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """The files of one generation, open for reading. Threads may share it."""

    path: Path
    manifest: Manifest
    store: Store
    dense: Dense
    lexical: Lexical
    whitening: Whitening

    @classmethod
    def read(cls, path: Path, manifest: Manifest) -> "Generation":
        """Open the files of a generation.

        Raises:
            Broken, OSError, RuntimeError, ValueError: one of them is not what was written.
        """
        return cls(
            path,
            manifest,
            read_store(path, STORE),
            read_dense(path, VECTORS, manifest.inverted_files),
            Lexical.read(path / WORDS),
            Whitening.read(path / WHITENING),
        )

    def close(self) -> None:
        """Close the files."""
        self.store.close()

    def damaged(self, evidence: str) -> DamagedLibrary:
        """The error for damage in this generation."""
        return DamagedLibrary(self.path.parent, evidence)

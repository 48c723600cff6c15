"""One generation of a library, its files opened: what is searched, looked up and checked.

library/
  CURRENT                 the generation that is served, and the one that may be in its stead
  generation-000002/      immutable once CURRENT names it
    library.sqlite        pages, answers, passages: the truth; and their words
    vectors/ words/       derived from it, and
    space.npz             how the vectors lie
    encoder/              what made them, exported, where it could be
    manifest.json         size and hash of every file

Files that a build did not change are the same on disk in both generations.
"""

from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedLibrary
from index.search.dense import Dense
from index.search.lexical import Lexical
from index.search.whitening import Whitening
from index.storage.manifest import Manifest
from index.storage.store import Store

STORE, VECTORS, SPACE, WORDS = "library.sqlite", "vectors", "space.npz", "words"
ENCODER = "encoder"


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """The parts of one generation, open for reading. Threads may share it."""

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
            Store.read(path / STORE),
            Dense.read(path / VECTORS, manifest.coarse),
            Lexical.read(path / WORDS),
            Whitening.read(path / SPACE),
        )

    def close(self) -> None:
        """Close the files."""
        self.store.close()

    def damaged(self, evidence: str) -> DamagedLibrary:
        """The error that tells of damage in this generation."""
        return DamagedLibrary(self.path.parent, evidence)

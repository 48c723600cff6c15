"""The vectors of several shards, searched as one."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from index.encoders.encoder import Vectors
from index.search.dense import Dense, Ranking, no_ids
from index.storage.manifest import InvertedFileCard
from index.storage.shards import shard_folders


def read_dense(generation: Path, name: str, cards: Sequence[InvertedFileCard | None] = ()) -> Dense:
    """The vectors of a generation, whether it is divided or not.

    Args:
        name: of the folder of vectors in each shard's folder.
        cards: of the shards' inverted files, in their order; a shard without one has none.

    Raises:
        ValueError, RuntimeError: as `Dense.read`; or there are not as many shards as cards.
    """
    folders = shard_folders(generation)
    if cards and len(cards) != len(folders):
        raise ValueError(f"there are {len(folders)} shards, the manifest says {len(cards)}")
    given = cards or [None] * len(folders)
    shards = [Dense.read(folder / name, card) for folder, card in zip(folders, given, strict=True)]
    return shards[0] if len(shards) == 1 else ShardedDense(shards)


class ShardedDense(Dense):
    """Several `Dense` as one; their ids ascend from shard to shard. What an inverted file finds is
    found by each shard's own; all else is exact, and so the same as of one shard."""

    def __init__(self, shards: Sequence[Dense]) -> None:
        removed = np.concatenate([no_ids(), *(shard.removed for shard in shards)])
        super().__init__([one for shard in shards for one in shard.segments], removed)
        self._shards = shards

    def search(self, query: Vectors, k: int, among: Collection[int] | None = None) -> Ranking:
        """As `Dense.search`."""
        if all(shard.is_exact for shard in self._shards):
            return super().search(query, k, among)
        found = [pair for shard in self._shards for pair in shard.search(query, k, among)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[: max(k, 0)]

"""A shard whose searches wait as long as a file is there, where Ray's processes import it from."""

import asyncio
from pathlib import Path
from typing import Any

from bot.cluster.application import ShardReplica
from index.cluster.shard import Told, WantedShard

LOOKED = 0.05
"""Seconds between two looks whether the file is there."""


def holding(library: Path) -> Path:
    """The file that holds the searches of a library in that folder."""
    return library.with_name("held")


class HeldShard(ShardReplica):
    """Answers for a shard once nothing holds it; what is not a search is answered at once."""

    def __init__(self, folder: str, *given: Any) -> None:
        super().__init__(folder, *given)
        self._file = holding(Path(folder))

    async def tell(
        self, wanted: WantedShard, part: str, name: str, arguments: tuple[Any, ...]
    ) -> Told:
        """As `ShardReplica.tell`."""
        while name == "search" and self._file.exists():
            await asyncio.sleep(LOOKED)
        return await super().tell(wanted, part, name, arguments)

"""The shards of a generation: where each lies, in how many passages the next is begun, and which
files of SQLite it has.

The first shard lies where a small library has its files, so that a library that outgrows one shard
begins another beside it, and what it had stays where it was.
"""

from pathlib import Path

SHARD_PASSAGES = 5_000_000
"""Passages from which another shard is begun, unless a build says otherwise: about 8 GB of vectors
of 384 dimensions, which one machine holds in memory."""
RECENT = "recent.sqlite"
"""The store of what came into a large shard since its other one was written: a build copies and
hashes what it writes to, and few answers must not cost a copy of all."""


def shard_folders(generation: Path) -> list[Path]:
    """The folders of a generation's shards, in the order of their passages' ids."""
    return [generation, *sorted(generation.glob("shard-*"))]


def shard_folder(generation: Path, number: int) -> Path:
    """The folder of a shard by its number, from 0."""
    return generation / f"shard-{number + 1:04d}" if number else generation


def store_files(generation: Path, name: str) -> list[Path]:
    """The files of all stores of a generation, in the order of their passages' ids.

    Args:
        name: of the file that each shard has.
    """
    return [file for folder in shard_folders(generation) for file in stores_of(folder, name)]


def stores_of(shard: Path, name: str) -> list[Path]:
    """The files of the stores of one shard: that of a name, and the recent one if there is one."""
    recent = shard / RECENT
    return [shard / name, recent] if recent.exists() else [shard / name]

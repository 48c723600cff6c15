"""The shards of a generation: where each lies, and in how many passages the next is begun.

The first shard lies where a small library has its files, so that a library that outgrows one shard
begins another beside it, and what it had stays where it was.
"""

from pathlib import Path

SHARD_PASSAGES = 5_000_000
"""Passages from which another shard is begun, unless a build says otherwise: about 8 GB of vectors
of 384 dimensions, which one machine holds in memory."""


def shard_folders(generation: Path) -> list[Path]:
    """The folders of a generation's shards, in the order of their passages' ids."""
    return [generation, *sorted(generation.glob("shard-*"))]


def shard_folder(generation: Path, number: int) -> Path:
    """The folder of a shard by its number, from 0."""
    return generation / f"shard-{number + 1:04d}" if number else generation

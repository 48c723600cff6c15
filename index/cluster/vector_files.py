"""Files of vectors in a library's folder, named by the texts and the encoder that made them.

They are written by the process that builds, so that no worker has to see its folder. Whoever makes
one again makes the same, so a task may run twice, and a job that was killed is run again: what is
there is not made again.
"""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from index.durable import replace_file
from index.encoders.encoder import Encoder, Vectors
from index.encoders.vector_cache import VectorCache
from index.errors import NotWritten
from index.library.writer import vector_cache_of


def digests_in(text: str) -> list[bytes]:
    """Digests of 16 bytes each, as they are handed on."""
    joined = bytes.fromhex(text)
    return [joined[at : at + 16] for at in range(0, len(joined), 16)]


def file_of(folder: Path, encoder: Encoder, digests: Iterable[bytes]) -> Path:
    """The file of the vectors of some texts. Which texts these are depends on what reads files, and
    how they are cut: where that is another, so are they, and the name."""
    made = blake2b(b"".join(sorted(digests)), digest_size=16).hexdigest()
    cache = vector_cache_of(folder, encoder)
    return cache.with_name(f"{cache.name}-{made}")


def whole_files(folder: Path, encoder: Encoder) -> frozenset[str]:
    """The names of the files that hold what their names say."""
    found = folder.glob(f"{vector_cache_of(folder, encoder).name}-*")
    return frozenset(file.name for file in found if _is_whole(file, encoder))


def _is_whole(file: Path, encoder: Encoder) -> bool:
    return file == file_of(file.parent, encoder, vectors_in(file, encoder.dimension))


def vectors_in(file: Path, dimension: int) -> dict[bytes, Vectors]:
    """The vectors in a file, by the digests of their texts, as far as they are as they were
    written; none, where there is no file any more."""
    if not file.exists():
        return {}
    cache = VectorCache(file, dimension)
    try:
        return dict(cache.vectors(cache.digests()))
    finally:
        cache.close()


def write_vectors(file: Path, records: bytes) -> None:
    """Write a file of vectors, in its place at once or not at all.

    Raises:
        NotWritten: the disk is full, fails, or is read-only.
    """
    try:
        replace_file(file, records)
    except OSError as error:
        raise NotWritten(file.parent, str(error)) from error

"""How a worker comes by the encoder, in its own process and perhaps on another machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.durable import hash_of
from index.encoders.encoder import Encoder
from index.encoders.kept_exports import carried_export
from index.encoders.onnx_encoder import FILES, OnnxEncoder
from index.library.open import load_encoder

Loading = Callable[[], Encoder]
"""Loads the encoder, in the process of a worker."""


@dataclass(frozen=True, slots=True)
class NamedEncoder:
    """A model that could not be exported: it must be on the worker's machine, under this name."""

    name: str

    def __call__(self) -> Encoder:
        """Load it."""
        return load_encoder(self.name)


@dataclass(frozen=True, slots=True)
class ExportedEncoder:
    """An export, by where it lies, the hashes of its files, and references to what these hold in
    the cluster's memory: another machine takes it from there once, and keeps it for its user."""

    folder: Path
    hashes: Mapping[str, str]
    carried: Mapping[str, Any]

    def __call__(self) -> Encoder:
        """Load it, for one thread, as a worker has one processor."""
        if self._lies_here():
            return OnnxEncoder.open(self.folder, threads=1)
        return carried_export(self.hashes, self._bytes_of, threads=1)

    def _lies_here(self) -> bool:
        try:
            return all(hash_of(self.folder / name) == made for name, made in self.hashes.items())
        except OSError:
            return False

    def _bytes_of(self, name: str) -> bytes:
        import ray

        found: bytes = ray.get(self.carried[name])
        return found


def carried_by_cluster(folder: Path) -> ExportedEncoder:
    """Put an export (some 90 MB) into the memory of the cluster that this process is connected
    to."""
    import ray

    names = [name for name in FILES if (folder / name).exists()]  # earlier exports have fewer
    hashes = {name: hash_of(folder / name) for name in names}
    carried = {name: ray.put((folder / name).read_bytes()) for name in names}
    return ExportedEncoder(folder.absolute(), hashes, carried)

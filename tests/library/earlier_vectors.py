"""Makes a library one of the version before, whose vectors lie in arrays of numpy."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from index.library.generation import VECTORS
from index.search.segment import ANSWERS, INDEX, Segment, segment_names
from index.storage.current import current_generation, point_at
from index.storage.manifest import NAME, marks


def make_vectors_earlier(library: Path, number: int = 4) -> None:
    """Write the served generation's vectors as the format of that number has them."""
    generation = current_generation(library)
    folder = generation / VECTORS
    for name in segment_names(folder):
        one = Segment.read(folder, name)
        np.save(folder / f"{name}.ids.npy", np.stack([one.ids, one.answers], axis=1))
        np.save(folder / f"{name}.npy", one.vectors(np.arange(len(one))))
        for ending in (INDEX, ANSWERS):
            (folder / f"{name}{ending}").unlink()
    written = json.loads((generation / NAME).read_text(encoding="utf-8"))
    sizes = {name: asdict(mark) for name, mark in marks(generation).items()}
    changed = {**written, "format": number, "files": sizes}
    (generation / NAME).write_text(json.dumps(changed), encoding="utf-8")
    point_at(generation)

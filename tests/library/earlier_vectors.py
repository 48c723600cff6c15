"""Makes a library one of a version before, a number of whose vectors has four bytes."""

import json
from dataclasses import asdict
from pathlib import Path

import faiss
import numpy as np

from index.library.generation import VECTORS
from index.search.segment import ANSWERS, INDEX, Segment, segment_names
from index.search.vector_files import write_index
from index.storage.current import current_generation, point_at
from index.storage.manifest import NAME, marks


def make_vectors_earlier(library: Path, number: int = 4) -> None:
    """Write the served generation's vectors as the format of that number has them: in arrays of
    numpy up to 4, then in flat indexes of FAISS."""
    generation = current_generation(library)
    folder = generation / VECTORS
    for name in segment_names(folder):
        one = Segment.read(folder, name)
        vectors = one.vectors(np.arange(len(one)))
        (folder / f"{name}{INDEX}").unlink()
        if number > 4:
            index = faiss.IndexIDMap(faiss.IndexFlatIP(one.dimension))
            index.add_with_ids(vectors, one.ids)
            write_index(folder / f"{name}{INDEX}", index)
            continue
        (folder / f"{name}{ANSWERS}").unlink()
        np.save(folder / f"{name}.ids.npy", np.stack([one.ids, one.answers], axis=1))
        np.save(folder / f"{name}.npy", vectors)
    written = json.loads((generation / NAME).read_text(encoding="utf-8"))
    sizes = {name: asdict(mark) for name, mark in marks(generation).items()}
    changed = {**written, "format": number, "files": sizes}
    (generation / NAME).write_text(json.dumps(changed), encoding="utf-8")
    point_at(generation)

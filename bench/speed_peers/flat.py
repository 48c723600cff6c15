"""The peer at each size: FAISS by hand, exact search over the same vectors, texts in a JSON file.

    python -m bench.speed_peers.flat build FOLDER SIZE
    python -m bench.speed_peers.flat ask FOLDER SIZE

The vectors are made beforehand and do not count. Prints one line of JSON; the cosines of the
answers found are written, so that ours can be told how many of the nearest it finds.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from bench.speed_peers.contract import ANSWERS, passages
from bench.speed_peers.measure import resident
from bench.speed_peers.recombined import Recombination, Vectors

FLAT, INDEX, TEXTS = "flat", "vectors.faiss", "texts.json"
QUERIES, SCORES = "queries.npy", "scores.npy"


def build(folder: Path, size: str) -> dict[str, Any]:
    """Index the vectors of all texts, and save them with the texts."""
    known = Recombination.read(folder)
    texts = [one for file in sorted((folder / size / "texts").iterdir()) for one in passages(file)]
    found = [known.vector(text) for _, text in texts]
    vectors = np.array([vector for vector in found if vector is not None], dtype=np.float32)
    store = folder / size / FLAT
    store.mkdir()
    started = time.perf_counter()
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(store / INDEX))
    (store / TEXTS).write_text(json.dumps(texts), encoding="utf-8")
    return {"seconds": time.perf_counter() - started, "passages": len(vectors)}


def ask(folder: Path, size: str) -> dict[str, Any]:
    """Load both files, and find the answers of each question's vector."""
    queries = np.load(folder / QUERIES)
    store = folder / size / FLAT
    started = time.perf_counter()
    index = faiss.read_index(str(store / INDEX))
    texts = json.loads((store / TEXTS).read_text(encoding="utf-8"))
    seconds, memory = time.perf_counter() - started, resident()
    milliseconds: list[float] = []
    cosines: list[Vectors] = []
    for query in queries:
        started = time.perf_counter()
        scores, rows = index.search(query[None, :], ANSWERS)
        _ = [texts[row] for row in rows[0] if row >= 0]
        milliseconds.append((time.perf_counter() - started) * 1000)
        cosines.append(scores[0])
    np.save(store / SCORES, np.array(cosines))
    return {"seconds_open": seconds, "resident": memory, "milliseconds": milliseconds}


def main() -> None:
    """Do what the command line asks for, and print what was found."""
    command, folder, size = sys.argv[1:]
    work = build if command == "build" else ask
    print(json.dumps(work(Path(folder), size)))


if __name__ == "__main__":
    main()

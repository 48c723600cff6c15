"""sentence-transformers and FAISS, put together by hand: exact search, the texts in a JSON file."""

import json
from collections.abc import Sequence
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

from bench.speed_peers.contract import ANSWERS, Ask, Build, Passage, run

VECTORS, TEXTS = "vectors.faiss", "texts.json"


def builder(model: str) -> Build:
    """Encode with all defaults, and keep vectors and texts side by side."""
    encoder = SentenceTransformer(model, device="cpu")

    def build(passages: Sequence[Passage], store: Path) -> None:
        vectors = encoder.encode([passage.text for passage in passages])
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        store.mkdir(parents=True)
        faiss.write_index(index, str(store / VECTORS))
        (store / TEXTS).write_text(json.dumps(passages), encoding="utf-8")

    return build


def opened(store: Path, model: str) -> Ask:
    """Read both files and the model."""
    encoder = SentenceTransformer(model, device="cpu")
    index = faiss.read_index(str(store / VECTORS))
    texts = json.loads((store / TEXTS).read_text(encoding="utf-8"))

    def ask(question: str) -> list[Passage]:
        _, rows = index.search(encoder.encode([question]), ANSWERS)
        return [Passage(*texts[row]) for row in rows[0] if row >= 0]

    return ask


if __name__ == "__main__":
    run(builder, opened)

"""Chroma: a persistent collection, with embeddings by sentence-transformers."""

from collections.abc import Sequence
from pathlib import Path

from chromadb import PersistentClient  # type: ignore[import-not-found]
from chromadb.utils.embedding_functions import (  # type: ignore[import-not-found]
    SentenceTransformerEmbeddingFunction,
)

from bench.speed_peers.contract import ANSWERS, Ask, Build, Passage, run

NAME = "answers"


def builder(model: str) -> Build:
    """A collection that is filled in the largest batches it takes."""
    embed = SentenceTransformerEmbeddingFunction(model_name=model)

    def build(passages: Sequence[Passage], store: Path) -> None:
        client = PersistentClient(path=str(store))
        collection = client.create_collection(NAME, embedding_function=embed)
        size = client.get_max_batch_size()
        for start in range(0, len(passages), size):
            ids, texts = zip(*passages[start : start + size], strict=True)
            collection.add(ids=list(ids), documents=list(texts))

    return build


def opened(store: Path, model: str) -> Ask:
    """Open the collection."""
    embed = SentenceTransformerEmbeddingFunction(model_name=model)
    collection = PersistentClient(path=str(store)).get_collection(NAME, embedding_function=embed)

    def ask(question: str) -> list[Passage]:
        found = collection.query(query_texts=[question], n_results=ANSWERS)
        return list(map(Passage, found["ids"][0], found["documents"][0]))

    return ask


if __name__ == "__main__":
    run(builder, opened)

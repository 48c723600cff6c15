"""txtai: its embeddings database, with the texts kept in it."""

from collections.abc import Sequence
from pathlib import Path

from txtai import Embeddings  # type: ignore[import-not-found]

from bench.speed_peers.contract import ANSWERS, Ask, Build, Passage, run


def builder(model: str) -> Build:
    """An embeddings database of that model, which is saved as a folder."""
    embeddings = Embeddings(path=model, content=True)

    def build(passages: Sequence[Passage], store: Path) -> None:
        embeddings.index(list(passages))
        embeddings.save(str(store))

    return build


def opened(store: Path, model: str) -> Ask:
    """Load the folder; it knows its model."""
    del model
    embeddings = Embeddings()
    embeddings.load(str(store))

    def ask(question: str) -> list[Passage]:
        found = embeddings.search(question, ANSWERS)
        return [Passage(one["id"], one["text"]) for one in found]

    return ask


if __name__ == "__main__":
    run(builder, opened)

"""LangChain: its FAISS vector store, with embeddings by sentence-transformers."""

from collections.abc import Sequence
from pathlib import Path

from langchain_community.vectorstores import FAISS  # type: ignore[import-not-found]
from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found]

from bench.speed_peers.contract import ANSWERS, Ask, Build, Passage, run


def builder(model: str) -> Build:
    """A vector store of texts, which is saved as a folder."""
    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})

    def build(passages: Sequence[Passage], store: Path) -> None:
        texts = [passage.text for passage in passages]
        ids = [passage.id for passage in passages]
        FAISS.from_texts(texts, embeddings, ids=ids).save_local(str(store))

    return build


def opened(store: Path, model: str) -> Ask:
    """Load the folder, whose texts are a pickle."""
    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    vectors = FAISS.load_local(str(store), embeddings, allow_dangerous_deserialization=True)

    def ask(question: str) -> list[Passage]:
        found = vectors.similarity_search(question, k=ANSWERS)
        return [Passage(one.id, one.page_content) for one in found]

    return ask


if __name__ == "__main__":
    run(builder, opened)

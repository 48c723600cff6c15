"""LlamaIndex: its vector store index over FAISS, with embeddings by sentence-transformers. Its own
default store, plain JSON, is slower to load and to search."""

from collections.abc import Sequence
from pathlib import Path

import faiss
from llama_index.core import (  # type: ignore[import-not-found]
    Document,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.embeddings.huggingface import (  # type: ignore[import-not-found]
    HuggingFaceEmbedding,
)
from llama_index.vector_stores.faiss import FaissVectorStore  # type: ignore[import-not-found]

from bench.speed_peers.contract import ANSWERS, Ask, Build, Passage, run

DIMENSION = 384


def builder(model: str) -> Build:
    """An index of documents, which is persisted as a folder."""
    embed = HuggingFaceEmbedding(model_name=model, device="cpu")

    def build(passages: Sequence[Passage], store: Path) -> None:
        vectors = FaissVectorStore(faiss_index=faiss.IndexFlatIP(DIMENSION))
        storage = StorageContext.from_defaults(vector_store=vectors)
        documents = [Document(id_=passage.id, text=passage.text) for passage in passages]
        VectorStoreIndex.from_documents(documents, storage_context=storage, embed_model=embed)
        storage.persist(str(store))

    return build


def opened(store: Path, model: str) -> Ask:
    """Load the folder."""
    embed = HuggingFaceEmbedding(model_name=model, device="cpu")
    vectors = FaissVectorStore.from_persist_dir(str(store))
    storage = StorageContext.from_defaults(vector_store=vectors, persist_dir=str(store))
    index = load_index_from_storage(storage, embed_model=embed)
    retriever = index.as_retriever(similarity_top_k=ANSWERS)

    def ask(question: str) -> list[Passage]:
        found = retriever.retrieve(question)
        return [Passage(one.node.ref_doc_id, one.node.get_content()) for one in found]

    return ask


if __name__ == "__main__":
    run(builder, opened)

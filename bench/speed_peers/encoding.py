"""The encoders alone, without any search: one question at a time, and many passages at once.

    python -m bench.speed_peers.encoding defaults QUESTIONS.json TEXTS.jsonl VECTORS.npy
    python -m bench.speed_peers.encoding LIBRARY QUESTIONS.json TEXTS.jsonl VECTORS.npy

`defaults` is sentence-transformers' own `encode` with all its defaults, whose vectors are written;
a LIBRARY of ours has its encoder in it, whose vectors are compared with those. Prints one line of
JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.speed_peers.contract import WARM_UP, model_folder, passages

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


def defaults() -> tuple[Encode, Encode]:
    """What encodes questions, and what encodes passages."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_folder(), device="cpu")

    def encode(texts: Sequence[str]) -> Vectors:
        return model.encode(list(texts))

    return encode, encode


def ours(library: Path) -> tuple[Encode, Encode, Callable[[Sequence[str]], list[int]]]:
    """The same of a library's own encoder, and what counts its tokens."""
    from index.encoders.onnx_encoder import OnnxEncoder
    from index.storage.current import current_generation

    encoder = OnnxEncoder.open(current_generation(library) / "encoder")
    return encoder.encode_query, encoder.encode_document, encoder.count_tokens


def measured(
    encode_question: Encode, encode: Encode, questions: Sequence[str], texts: list[str]
) -> tuple[dict[str, Any], Vectors]:
    """The milliseconds of each question and the seconds of all texts; and the texts' vectors."""
    for question in questions[:WARM_UP]:
        encode_question([question])
    milliseconds: list[float] = []
    for question in questions:
        started = time.perf_counter()
        encode_question([question])
        milliseconds.append((time.perf_counter() - started) * 1000)
    encode(texts[:16])
    started = time.perf_counter()
    vectors = encode(texts)
    seconds = time.perf_counter() - started
    return {"milliseconds": milliseconds, "seconds": seconds, "texts": len(texts)}, vectors


def main() -> None:
    """Measure and print."""
    library, questions_file, texts_file, vectors_file = sys.argv[1:]
    questions = json.loads(Path(questions_file).read_text(encoding="utf-8"))
    texts = [passage.text for passage in passages(Path(texts_file))]
    if library == "defaults":
        found, vectors = measured(*defaults(), questions, texts)
        np.save(vectors_file, vectors)
    else:
        encode_question, encode, count = ours(Path(library))
        found, vectors = measured(encode_question, encode, questions, texts)
        found["tokens"] = sum(count(texts))
        found["question_tokens"] = median(count(questions))
        found["least_cosine"] = float((vectors * np.load(vectors_file)).sum(axis=1).min())
    print(json.dumps(found))


if __name__ == "__main__":
    main()

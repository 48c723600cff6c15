"""Ours at each size: how building, adding, opening and answering grow with the library.

    python -m bench.speed_peers.growth prepare FOLDER SOURCE SENTENCES LIBRARY
    python -m bench.speed_peers.growth write FOLDER SOURCE SENTENCES SIZE
    python -m bench.speed_peers.growth build FOLDER LIBRARY SIZE
    python -m bench.speed_peers.growth ask FOLDER LIBRARY SIZE
    python -m bench.speed_peers.growth add FOLDER LIBRARY SIZE

Encoding a hundred thousand answers takes hours, so here an answer's vector is put together from the
vectors of its sentences, each encoded once by the model. What is measured of a build is therefore
all but the encoding; questions are encoded by the model as ever. LIBRARY is one whose encoder is
used. Prints one line of JSON.
"""

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench.speed_peers.contract import ANSWERS, WARM_UP
from bench.speed_peers.flat import FLAT, QUERIES, SCORES
from bench.speed_peers.measure import disk, resident
from bench.speed_peers.recombined import Recombination, Vectors
from bench.speed_peers.texts import Material, material
from bot.reply.service import AnswerService
from index.durable import hash_of_bytes
from index.encoders.encoder import Encoder
from index.encoders.onnx_encoder import OnnxEncoder
from index.library.build import build
from index.library.open import Library
from index.storage.current import current_generation

FILE, ADDED = 1000, 100
"""Answers in a file, and answers that are added later."""
POOL = 300
"""Passages that are sought by words, as the program does."""
CLOSE = 1e-5
"""Cosines that differ by less are the same one, summed in another order."""


class Recombining:
    """The real encoder, but for passages, whose vectors are put together while building."""

    def __init__(self, real: Encoder, known: Recombination | None = None) -> None:
        self.real = real
        self.known = known
        self.name = "sentences, recombined"
        # In hexadecimal digits: by these a build knows its own journal again, and deletes it.
        self.fingerprint = hash_of_bytes(f"recombined {real.fingerprint}".encode())
        self.dimension = real.dimension
        self.max_tokens = real.max_tokens
        self.seconds = 0.0
        self.unknown = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the real encoder counts."""
        return self.real.count_tokens(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """The real encoder's vectors."""
        return self.real.encode_query(texts)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """The real encoder's vectors."""
        return self.real.encode_words(words)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors put together, or the real encoder's of a text with an unknown sentence."""
        if self.known is None:
            return self.real.encode_document(texts)
        started = time.perf_counter()
        found = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vector = self.known.vector(text)
            self.unknown += vector is None
            found[row] = self.real.encode_document([text])[0] if vector is None else vector
        self.seconds += time.perf_counter() - started
        return found


def real(library: str) -> Encoder:
    """The encoder of a library."""
    return OnnxEncoder.open(current_generation(Path(library)) / "encoder")


def made_of(source: str, sentences: str) -> Material:
    """What the texts of every size are made of."""
    return material(None if source == "-" else Path(source)).limited(int(sentences))


def prepare(folder: str, source: str, sentences: str, library: str) -> dict[str, Any]:
    """Encode every sentence and title once, and the questions, unless they are there."""
    made, encoder = made_of(source, sentences), real(library)
    known = made.lines()
    Path(folder).mkdir(parents=True, exist_ok=True)
    with_model = Path(folder) / "prepared.json"
    state = json.dumps([encoder.fingerprint, known])
    if not with_model.exists() or with_model.read_text(encoding="utf-8") != state:
        Recombination.write(Path(folder), known, encoder.encode_document(known))
        questions = made.questions()
        (Path(folder) / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
        np.save(Path(folder) / QUERIES, encoder.encode_query(questions))
        with_model.write_text(state, encoding="utf-8")
    return {"sentences": len(known)}


def write(folder: str, source: str, sentences: str, size: str) -> dict[str, Any]:
    """Write so many answers, a thousand to a file, and two small files to be added later."""
    here = Path(folder) / size
    shutil.rmtree(here, ignore_errors=True)
    (here / "texts").mkdir(parents=True)
    records = made_of(source, sentences).records(gap="\n")
    files = [(here / "texts" / f"part-{n:05}.jsonl", FILE) for n in range(int(size) // FILE)]
    rest = [(here / "texts" / "part-rest.jsonl", int(size) % FILE)] if int(size) % FILE else []
    more = [(here / f"more-{n}.jsonl", ADDED) for n in (1, 2)]
    for file, count in [*files, *rest, *more]:
        with file.open("w", encoding="utf-8", newline="\n") as opened:
            opened.writelines(json.dumps(record) + "\n" for record in islice(records, count))
    return {"files": len(files) + len(rest)}


def make(folder: str, library: str, size: str) -> dict[str, Any]:
    """Build from nothing."""
    here = Path(folder) / size
    encoder = Recombining(real(library), Recombination.read(Path(folder)))
    seconds = built(here, here / "texts", encoder)
    return {
        "seconds_build": seconds,
        "disk": disk(here / "library"),
        "encoded": encoder.unknown,
    }


def add(folder: str, library: str, size: str) -> dict[str, Any]:
    """Add answers twice: naming the whole folder with a new file in it, then one new file alone."""
    here = Path(folder) / size
    encoder = Recombining(real(library), Recombination.read(Path(folder)))
    texts = here / "texts"
    shutil.move(here / "more-1.jsonl", texts)
    adding = built(here, texts, encoder)
    shutil.move(here / "more-2.jsonl", texts)
    return {
        "seconds_add": adding,
        "seconds_add_file": built(here, texts / "more-2.jsonl", encoder),
    }


def built(here: Path, texts: Path, encoder: Recombining) -> float:
    """Bring the library into step, and tell the seconds it took without encoding."""
    encoder.real.encode_query(["warm up"])
    encoder.seconds = 0.0
    started = time.perf_counter()
    build(here / "library", [texts], encoder)
    return time.perf_counter() - started - encoder.seconds


def ask(folder: str, library: str, size: str) -> dict[str, Any]:
    """Open the library, and ask it every question: as a whole, and each ranker by itself."""
    here = Path(folder)
    questions = json.loads((here / "questions.json").read_text(encoding="utf-8"))
    before = resident()
    started = time.perf_counter()
    opened = Library.open(here / size / "library")
    open_seconds, memory = time.perf_counter() - started, resident()
    service = AnswerService(opened, Recombining(real(library)))
    service.load()
    service.wait()
    ready = time.perf_counter() - started
    vectors = list(np.load(here / QUERIES))
    found = {
        "seconds_open": open_seconds,
        "seconds_ready": ready,
        "resident": memory,
        "resident_opened": memory - before,
        "milliseconds": timed(service.reply, questions),
        "lexical": timed(lambda question: opened.parts.lexical.search(question, POOL), questions),
        "dense": timed(lambda vector: opened.parts.dense.search(vector, ANSWERS), vectors),
        "recall": recall(opened, vectors, np.load(here / size / FLAT / SCORES)),
        "passages": opened.manifest.passages,
    }
    return {**found, "resident_asked": resident()}


def recall(opened: Library, vectors: Sequence[Vectors], exact: Vectors) -> float:
    """The share of the nearest passages that are found; `exact` are their cosines, best first,
    shape (questions, answers)."""
    found = 0
    for vector, scores in zip(vectors, exact, strict=True):
        near = [score for _, score in opened.parts.dense.search(vector, ANSWERS)]
        found += sum(score >= scores[-1] - CLOSE for score in near)
    return min(found / exact.size, 1.0)


def timed(work: Callable[[Any], object], things: Sequence[Any]) -> list[float]:
    """The milliseconds of each, a few being done before."""
    for thing in things[:WARM_UP]:
        work(thing)
    found: list[float] = []
    for thing in things:
        started = time.perf_counter()
        work(thing)
        found.append((time.perf_counter() - started) * 1000)
    return found


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "write": write,
    "build": make,
    "ask": ask,
    "add": add,
}


def main() -> None:
    """Do what the command line asks for, and print what was found."""
    command, *arguments = sys.argv[1:]
    print(json.dumps(COMMANDS[command](*arguments)))


if __name__ == "__main__":
    main()

"""The exported encoder, run by onnxruntime: the same vectors without the seconds to load torch.

The folder holds `model.onnx`, run by onnxruntime; `weights.data`, its large tensors, which are
mapped into memory (earlier exports have them within the model, which takes 0.13 s longer to load);
`tokenizer.json`; `tokens.npy`, the model's own table of token vectors; and `encoder.json`, which
says what was exported.
"""

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Encoding, Tokenizer

from index.encoders.encoder import Vectors, word_vectors
from index.encoders.offline import disable_telemetry
from index.encoders.word_table import WordTable
from index.errors import Exhausted, NoEncoder, ran_out

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL, WEIGHTS = "model.onnx", "weights.data"
TOKENIZER, TOKENS, CARD = "tokenizer.json", "tokens.npy", "encoder.json"
FILES = (MODEL, WEIGHTS, TOKENIZER, TOKENS, CARD)
BATCH_TOKENS = 384
"""Tokens of a batch, padding included. Small batches are fastest: they fit the CPU cache."""
QUESTIONS_KEPT = 64
"""Questions whose vectors stay in memory."""
WORDS_KEPT = 10_000
"""Words whose vectors are kept in memory (15 MB)."""
FEW_TEXTS = 100
"""Texts that are tokenized one after the other: to share them out among threads takes longer, on a
busy machine by a millisecond."""
LEAST_COSINE = 0.9999
"""The cosine of two vectors of one text from which they count as the same encoder's."""


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """The settings of an exported encoder.

    `inputs` are the names of its inputs; `query_prompt` and `document_prompt` go before texts.
    `probe` is a text, and `vector` the original's vector of it as a passage.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    padding: int
    inputs: tuple[str, ...]
    query_prompt: str
    document_prompt: str
    probe: str
    vector: tuple[float, ...]

    @classmethod
    def read(cls, folder: Path) -> "EncoderCard":
        """Read a folder's card.

        Raises:
            NoEncoder: there is none, or it is no card.
        """
        try:
            return cls.of(json.loads((folder / CARD).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise NoEncoder(str(folder), f"{CARD}: {error}") from error

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "EncoderCard":
        """The card that was written as this JSON."""
        tuples = {name: tuple(found[name]) for name in ("inputs", "vector")}
        return cls(**{**found, **tuples})

    def write(self, folder: Path) -> None:
        """Write the card into a folder."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (folder / CARD).write_text(text + "\n", encoding="utf-8", newline="\n")


class OnnxEncoder:
    """A model in ONNX, loaded when it is first used (a tenth of a second). Threads may share it."""

    def __init__(self, folder: Path, card: EncoderCard, threads: int | None = None) -> None:
        self.folder = folder
        self.card = card
        self._threads = threads or _cores()
        self._recent: dict[str, Vectors] = {}

    @classmethod
    def open(cls, folder: Path, threads: int | None = None) -> "OnnxEncoder":
        """An encoder from the folder that `index.encoders.onnx_export.export` wrote.

        Args:
            threads: for many texts, if not one on each processor; the vectors are the same.

        Raises:
            NoEncoder: the folder holds none.
        """
        return cls(folder, EncoderCard.read(folder), threads)

    @property
    def name(self) -> str:
        """The name of the model that was exported."""
        return self.card.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the model that was exported: the vectors are the same."""
        return self.card.fingerprint

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self.card.dimension

    @property
    def max_tokens(self) -> int:
        """Tokens that are read of a text."""
        return self.card.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the longer ones counted in full."""
        return [len(found.ids) for found in self._tokenized(texts)]

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions; those of the last ones stay in memory, as several parts of an
        answer ask for them."""
        recent = self._recent
        new = [text for text in dict.fromkeys(texts) if text not in recent]
        if len(recent) + len(new) > QUESTIONS_KEPT:
            self._recent = recent = {}
            new = list(dict.fromkeys(texts))
        if new:
            recent |= zip(new, self._encode(self.card.query_prompt, new), strict=True)
        found = [recent[text] for text in texts]
        return np.stack(found) if found else self._encode(self.card.query_prompt, [])

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        return self._encode(self.card.document_prompt, texts)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Vectors of words, from the model's own table; those of frequent words stay in memory."""
        table = self._words
        try:
            return table.vectors(words)
        except KeyError:  # some are new
            new = table.missing(words)
            if not table.add(new, self._look_up(new)):
                self._words = self._empty_table()
                return self._look_up(words)
            return table.vectors(words)

    def _look_up(self, words: Sequence[str]) -> Vectors:
        found = self._tokenized(words, is_whole=False)
        return word_vectors([encoding.ids for encoding in found], self._tokens)

    def _tokenized(self, texts: Sequence[str], *, is_whole: bool = True) -> list[Encoding]:
        """The tokens of each text, and if it is a whole one those that the model puts around it."""
        tokenizer = self._tokenizer
        if len(texts) <= FEW_TEXTS:
            return [tokenizer.encode(text, add_special_tokens=is_whole) for text in texts]
        return tokenizer.encode_batch_fast(list(texts), add_special_tokens=is_whole)

    @cached_property
    def _words(self) -> WordTable:
        return self._empty_table()

    def _empty_table(self) -> WordTable:
        return WordTable(WORDS_KEPT, self._tokens.shape[1])

    @cached_property
    def is_intact(self) -> bool:
        """Whether the model still makes the vector that the original made of the probe.

        All files are open from here on, so that a build may delete them.
        """
        try:
            self.encode_words([self.card.probe])
            (found,) = self.encode_document([self.card.probe])
            return bool(found @ np.asarray(self.card.vector, dtype=np.float32) >= LEAST_COSINE)
        except Exception as error:  # a damaged model may raise anything
            if ran_out(error):
                raise Exhausted(str(error)) from error
            return False

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        found = self._tokenized([prompt + text for text in texts])
        read = [_beginning(encoding, self.max_tokens) for encoding in found]
        # Texts of similar length together: a batch costs what its longest text costs.
        order = sorted(range(len(read)), key=lambda n: len(read[n]))
        batches = _batches(order, list(map(len, read)))
        vectors = np.empty((len(read), self.dimension), dtype=np.float32)

        def run(batch: list[int], session: "InferenceSession") -> None:
            vectors[batch] = self._run([read[n] for n in batch], session)

        if len(batches) < 2:
            for batch in batches:
                run(batch, self._session)
        else:  # a batch per core keeps all busy; a batch on all cores makes them wait
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(lambda batch: run(batch, self._batch_session), reversed(batches)))
        return vectors

    def _run(self, read: Sequence[Sequence[int]], session: "InferenceSession") -> Vectors:
        longest = max(map(len, read))
        given = {
            "input_ids": np.full((len(read), longest), self.card.padding, dtype=np.int64),
            "attention_mask": np.zeros((len(read), longest), dtype=np.int64),
            "token_type_ids": np.zeros((len(read), longest), dtype=np.int64),
        }
        for row, ids in enumerate(read):
            given["input_ids"][row, : len(ids)] = ids
            given["attention_mask"][row, : len(ids)] = 1
        (vectors,) = session.run(None, {name: given[name] for name in self.card.inputs})
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)

    @cached_property
    def _session(self) -> "InferenceSession":
        """For a question: two threads, which is as fast as more. Measured on a busy machine."""
        return self._loaded(min(2, _cores()))

    @cached_property
    def _batch_session(self) -> "InferenceSession":
        """For many batches at once, each in the thread that runs it; if a build has deleted the
        model meanwhile, the session for a question."""
        return self._loaded(1) if (self.folder / MODEL).exists() else self._session

    def _loaded(self, threads: int) -> "InferenceSession":
        disable_telemetry()
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4
        # A thread that waits by spinning takes the processor from those that have work to do.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            return InferenceSession(
                str(self.folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's own errors have no common root but this
            raise NoEncoder(str(self.folder), str(error).partition("\n")[0]) from error

    @cached_property
    def _tokens(self) -> Vectors:
        try:
            found: Vectors = np.load(self.folder / TOKENS, mmap_mode="r", allow_pickle=False)
        except MemoryError:
            raise
        except Exception as error:  # a header is read as Python, and raises whatever that may
            raise NoEncoder(str(self.folder), f"{TOKENS}: {error}") from error
        return found

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """Tokenizes a whole text."""
        try:
            tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
        except Exception as error:  # tokenizers raises nothing more specific
            raise NoEncoder(str(self.folder), f"{TOKENIZER}: {error}") from error
        # As saved it may pad, and cut sooner than the model does.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


def _beginning(encoding: Encoding, most: int) -> list[int]:
    """The tokens of a text that a model reads: so many of the first, with the special ones that
    stand behind any text."""
    ids: list[int] = encoding.ids
    if len(ids) <= most:
        return ids
    behind = len(list(takewhile(bool, reversed(encoding.special_tokens_mask))))
    return ids[: most - behind] + ids[len(ids) - behind :]


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """The texts in that order, shortest first, in batches that stay within the budget."""
    batches: list[list[int]] = []
    for n in order:
        if batches and lengths[n] * (len(batches[-1]) + 1) <= BATCH_TOKENS:
            batches[-1].append(n)
        else:
            batches.append([n])
    return batches


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

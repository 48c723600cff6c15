"""Reorders hits by a cross-encoder's scores.

A cross-encoder reads a question and a text together: slower than comparing two vectors and often
more accurate, so it is for the best few hits only. Any sentence-transformers cross-encoder with
one score a pair can be used, by name or folder; none is downloaded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.encoders.offline import pickled_weights, stay_offline
from index.errors import NoReranker, OnlyAnswers
from index.model import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Scorer(Protocol):
    """The part of a Reranker that ordering needs."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question: no unit, higher is better."""


class Reranker:
    """A sentence-transformers cross-encoder, loaded when it is first used (seconds)."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def model(self) -> "CrossEncoder":
        """The model itself.

        Raises:
            NoReranker: there is no such model on this machine, or it gives no single trained score.
            OnlyAnswers: what loads it is not installed.
        """
        stay_offline()
        try:
            from safetensors import SafetensorError
            from sentence_transformers import CrossEncoder
            from transformers.utils import logging
        except ModuleNotFoundError as error:
            raise OnlyAnswers(error.name or str(error)) from error

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # its bar would mix with ours on standard error
        for weights in pickled_weights(Path(self.name)):
            raise NoReranker(self.name, f"{weights.name} is pickled; save it as safetensors")
        try:
            model: CrossEncoder = CrossEncoder(
                self.name,
                device="cpu",
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise NoReranker(self.name, str(error).partition("\n")[0]) from error
        for defect in _defects(model):
            raise NoReranker(self.name, defect)
        return model

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The model's score of each text, read together with the question.

        Raises:
            NoReranker: the model cannot be loaded, or its scores are no numbers to order by.
        """
        if not texts:
            return []
        # The sigmoid, which is the default, rounds every strong score to the same 1.
        from torch.nn import Identity

        pairs = [(question, text) for text in texts]
        found = self.model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        scores = [float(score) for score in found]
        if not all(map(isfinite, scores)):
            raise NoReranker(self.name, "its scores are not finite")
        return scores


def reranked(
    hits: Sequence[Hit], question: str, texts: Sequence[str], reranker: Scorer
) -> list[Hit]:
    """The hits by the reranker's score, best first; hits of equal score keep their order.

    Args:
        texts: what the reranker reads of each hit, in the order of the hits.
    """
    scores = reranker.scores(question, texts)
    scored = [replace(hit, score=score) for hit, score in zip(hits, scores, strict=True)]
    return sorted(scored, key=lambda hit: -hit.score)


def _defects(model: "CrossEncoder") -> Iterator[str]:
    if model.num_labels != 1:
        yield f"it gives {model.num_labels} scores a pair, not one"
    # Any sentence encoder loads as a cross-encoder too: the weights of its score, untrained, are
    # then random, different at each start.
    saved = getattr(model.config, "architectures", None) or ["no known model"]
    if type(model.model).__name__ not in saved:
        yield f"it is no cross-encoder: it was saved from {saved[0]}, which gives no score"

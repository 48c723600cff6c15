"""Fits the second reader of messages: `python bench/second_reader.py [--write]`.

A logistic regression over vectors and words of the labelled messages of the tests, for each level
of danger. How good it is, is measured by leaving out all messages of one author after the other;
the bias is set so that few harmless messages of the authors left out are over 0. With --write, the
weights of all authors go into bot/safety/second_reader.json, with the encoder's fingerprint.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.safety import Labelled, by_rules, own_sets  # noqa: E402
from bot.safety.second_reader import FILE, words_of  # noqa: E402
from index.encoders.encoder import Vectors  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402

FALSE = {"crisis": 0.005, "emergency": 0.012}
"""The share of harmless messages that may be over the bias; of some the rules speak already."""
STRENGTH = 1.0
"""Inverse of the regularisation."""
OF_VECTOR, OF_WORD = 4.0, 0.6
"""What a vector, and the presence of a word, are multiplied by before they are fitted."""
LEAST = 0.03
"""Weights of words below are left out."""
RARE = 2
"""Messages that a word must stand in."""
LEVELS: Mapping[str, frozenset[str]] = {
    "crisis": frozenset({"crisis"}),
    "emergency": frozenset({"crisis", "emergency"}),
}
"""The levels that are fitted, each with those whose messages belong to it."""


@dataclass(frozen=True)
class Fitted:
    """A model and the words that its last columns stand for."""

    words: CountVectorizer
    model: LogisticRegression

    def scores(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
        """The scores of messages, shape (messages,)."""
        columns = _columns(vectors, self.words.transform(texts))
        return np.asarray(self.model.decision_function(columns), dtype=np.float64)


def main() -> None:
    """Fit, print, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights")
    options = parser.parse_args()
    encoder = SentenceEncoder()
    sets = own_sets()
    vectors = {name: encoder.encode_query([m.text for m in ones]) for name, ones in sets.items()}
    levels: dict[str, object] = {}
    for level, among in LEVELS.items():
        scores = {name: _left_out(name, sets, vectors, among) for name in sets}
        bias = _bias(sets, scores, FALSE[level])
        print(
            f"\n{level}: found where the rules find nothing, and false alarms, by author left out"
        )
        for name, ones in sets.items():
            print(f"  {name:12}{_told(ones, scores[name] > bias, among)}")
        levels[level] = _written(_fit(list(sets), sets, vectors, among), bias, encoder.dimension)
    if options.write:
        written = {"encoder": encoder.fingerprint, "levels": levels}
        FILE.write_text(json.dumps(written, ensure_ascii=False) + "\n", encoding="utf-8")


def _fit(
    names: Sequence[str],
    sets: Mapping[str, Sequence[Labelled]],
    vectors: Mapping[str, Vectors],
    among: frozenset[str],
) -> Fitted:
    messages = [one for name in names for one in sets[name]]
    words = CountVectorizer(analyzer=words_of, binary=True, min_df=RARE)
    found = words.fit_transform([one.text for one in messages])
    columns = _columns(np.vstack([vectors[name] for name in names]), found)
    model = LogisticRegression(
        C=STRENGTH, max_iter=5000, class_weight="balanced", solver="liblinear"
    )
    return Fitted(words, model.fit(columns, [one.level in among for one in messages]))


def _columns(vectors: Vectors, words: csr_matrix) -> csr_matrix:
    return hstack([csr_matrix(OF_VECTOR * vectors), OF_WORD * words.astype(np.float64)]).tocsr()


def _left_out(
    name: str,
    sets: Mapping[str, Sequence[Labelled]],
    vectors: Mapping[str, Vectors],
    among: frozenset[str],
) -> NDArray[np.float64]:
    """The scores of one author's messages by a model that has seen only the others'."""
    fitted = _fit([other for other in sets if other != name], sets, vectors, among)
    return fitted.scores([one.text for one in sets[name]], vectors[name])


def _bias(
    sets: Mapping[str, Sequence[Labelled]], scores: Mapping[str, NDArray[np.float64]], false: float
) -> float:
    """The score that few harmless messages exceed."""
    harmless = [
        scores[name][[one.level in {"clinic", "none"} for one in ones]]
        for name, ones in sets.items()
    ]
    return float(np.quantile(np.concatenate(harmless), 1 - false))


def _written(fitted: Fitted, bias: float, dimension: int) -> dict[str, object]:
    """Weights as they stand in the file."""
    weights = fitted.model.coef_[0]
    of_words = zip(fitted.words.get_feature_names_out(), OF_WORD * weights[dimension:], strict=True)
    return {
        "bias": round(float(fitted.model.intercept_[0]) - bias, 4),
        "vector": [round(float(OF_VECTOR * one), 4) for one in weights[:dimension]],
        "words": {word: round(float(one), 3) for word, one in of_words if abs(one) >= LEAST},
    }


def _told(messages: Sequence[Labelled], is_told: NDArray[np.bool_], among: frozenset[str]) -> str:
    by_rule = [level in {"crisis", "emergency", "urgent"} for level in by_rules(messages)]
    missed = [n for n, m in enumerate(messages) if m.level in among and not by_rule[n]]
    harmless = [n for n, m in enumerate(messages) if m.level in {"clinic", "none"}]
    silent = [n for n in harmless if not by_rule[n]]
    of_all = [n for n, m in enumerate(messages) if m.level in among]
    return (
        f"{sum(is_told[missed])} of {len(missed)} missed, {sum(is_told[of_all])} of {len(of_all)} "
        f"in all, {sum(is_told[harmless])} of {len(harmless)} harmless, "
        f"{sum(is_told[silent])} where the rules are silent"
    )


if __name__ == "__main__":
    main()

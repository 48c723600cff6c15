"""Fits the second reader of messages: `python bench/second_reader.py [--write]`.

A logistic regression over the vectors of the labelled messages of the tests, for each level of
danger. How good it is, is measured by leaving out all messages of one author after the other; the
bias is set so that few harmless messages of the authors left out are over 0. With --write, the
weights of all authors are written to bot/safety/second_reader.json, with the encoder's fingerprint.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.safety import Labelled, by_rules, own_sets  # noqa: E402
from bot.safety.second_reader import FILE  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402

FALSE = 0.004
"""The share of harmless messages that may be over the bias, at each level."""
STRENGTH = 4.0
"""Inverse of the regularisation."""
LEVELS: Mapping[str, frozenset[str]] = {
    "crisis": frozenset({"crisis"}),
    "emergency": frozenset({"crisis", "emergency"}),
}
"""The levels that are fitted, each with those whose messages belong to it."""


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
        truth = {name: np.array([m.level in among for m in ones]) for name, ones in sets.items()}
        scores = {name: _left_out(name, vectors, truth) for name in sets}
        bias = _bias(sets, scores)
        print(
            f"\n{level}: found where the rules find nothing, and false alarms, by author left out"
        )
        for name, ones in sets.items():
            print(f"  {name:12}{_told(ones, scores[name] > bias, among)}")
        fitted = _fit(np.vstack(list(vectors.values())), np.concatenate(list(truth.values())))
        weights = [round(float(one), 4) for one in fitted.coef_[0]]
        levels[level] = {"bias": round(float(fitted.intercept_[0]) - bias, 4), "weights": weights}
    if options.write:
        written = {"encoder": encoder.fingerprint, "levels": levels}
        FILE.write_text(json.dumps(written) + "\n", encoding="utf-8")


def _fit(vectors: NDArray[np.float32], truth: NDArray[np.bool_]) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
    return model.fit(vectors, truth)


def _left_out(
    name: str,
    vectors: Mapping[str, NDArray[np.float32]],
    truth: Mapping[str, NDArray[np.bool_]],
) -> NDArray[np.float64]:
    """The scores of one author's messages by a model that has seen only the others'."""
    others = [other for other in vectors if other != name]
    model = _fit(
        np.vstack([vectors[other] for other in others]),
        np.concatenate([truth[other] for other in others]),
    )
    return np.asarray(model.decision_function(vectors[name]), dtype=np.float64)


def _bias(
    sets: Mapping[str, Sequence[Labelled]], scores: Mapping[str, NDArray[np.float64]]
) -> float:
    """The score that few harmless messages exceed."""
    harmless = np.concatenate(
        [scores[name][[m.level in {"clinic", "none"} for m in ones]] for name, ones in sets.items()]
    )
    return float(np.quantile(harmless, 1 - FALSE))


def _told(messages: Sequence[Labelled], is_told: NDArray[np.bool_], among: frozenset[str]) -> str:
    by_rule = [level in {"crisis", "emergency", "urgent"} for level in by_rules(messages)]
    missed = [n for n, m in enumerate(messages) if m.level in among and not by_rule[n]]
    harmless = [n for n, m in enumerate(messages) if m.level in {"clinic", "none"}]
    of_all = [n for n, m in enumerate(messages) if m.level in among]
    return (
        f"{sum(is_told[missed])} of {len(missed)} missed, {sum(is_told[of_all])} of {len(of_all)} "
        f"in all, {sum(is_told[harmless])} of {len(harmless)} harmless"
    )


if __name__ == "__main__":
    main()

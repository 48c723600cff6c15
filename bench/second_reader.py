"""Fits the second reader: `python bench/second_reader.py [--write]`.

It is a logistic regression over vectors and words of the labelled messages of the tests and of
those that were written for fitting, for each level of danger. Words are scaled by how much more
often they stand on one side (Wang & Manning 2012), and count less the longer a message is; to the
score of a message that of its gravest part is added. How good it is, is measured by leaving out all
messages of several authors, one group after the other; the biases are set so that it adds few false
alarms to those of the rules on the authors left out, and finds as many of the dangers that they
miss as it then can. With --write, the weights of all authors go into bot/safety/second_reader.json,
with the encoder's fingerprint. The vectors of messages take by far the longest, and are kept
between runs in the folder for temporary files.

Wang S, Manning CD. Baselines and bigrams: simple, good sentiment and topic classification. ACL
2012.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.safety import (  # noqa: E402
    DANGER,
    MOST_URGENT_FIRST,
    Labelled,
    folds,
    own_sets,
    table,
    write,
    written_for_fitting,
    written_for_the_reader,
)
from bench.weighed_context import FoundSigns  # noqa: E402
from bot.safety import second_reader  # noqa: E402
from bot.safety.weighed_words import WeighedWords, share_of  # noqa: E402
from index.encoders.encoder import Vectors  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402

MOST_ADDED = (0.009, 0.012, 0.015, 0.02)
"""Shares of harmless messages that the reader may add to the false alarms of the rules."""
CHOSEN = 0.015
"""The one of them that the weights are written for."""
SHARES = (0.0, 0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.01, 0.014, 0.018, 0.022, 0.027)
"""Shares of harmless messages over the bias of one level, of which one is chosen for each."""
WORTH = {"crisis": 1.6, "emergency": 1.0, "urgent": 0.3}
"""What it is worth to find a message of that level which the rules miss."""
STRENGTH = 3.0
"""Inverse of the regularisation."""
OF_VECTOR, OF_WORD = 4.0, 0.6
"""What a vector, and the presence of a word, are multiplied by before they are fitted."""
OF_ANY_WORD, OF_ONE_SIDE, MOST_ONE_SIDED = 0.25, 0.75, 3.0
"""A word's scale: the first, and the second times the logarithm of how much more often it stands on
one side, up to the third."""
LEAST = 0.175
"""Weights of words below are left out."""
RARE = 2
"""Messages that a word must stand in."""
LEVELS: Mapping[str, frozenset[str]] = {
    "crisis": frozenset({"crisis"}),
    "emergency": frozenset({"crisis", "emergency"}),
    "urgent": frozenset(DANGER),
}
"""The levels that are fitted, each with those whose messages belong to it."""


@dataclass(frozen=True)
class Fitted:
    """A model, the words that its last columns stand for, and their scales; its first columns are
    those of vectors."""

    words: CountVectorizer
    scales: NDArray[np.float64]
    model: LogisticRegression

    def scores(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
        """The scores of messages, shape (messages,)."""
        weighed = [_weighed(text) for text in texts]
        wholes = [one.whole for one in weighed]
        scaled = _scaled(self.words.transform(wholes), wholes, self.scales)
        of_whole = self.model.decision_function(_columns(scaled, vectors))
        weights = self.scales * self.model.coef_[0][vectors.shape[1] :]
        of_parts = self.words.transform([part for one in weighed for part in one.parts]) @ weights
        numbers = [n for n, one in enumerate(weighed) for _ in one.parts]
        of_gravest = np.full(len(texts), -np.inf)
        np.maximum.at(of_gravest, numbers, of_parts)
        return np.asarray(of_whole + np.where(np.isinf(of_gravest), 0.0, of_gravest))

    def weights_of_words(self) -> dict[str, float]:
        """The weight of each word that weighs something."""
        names = self.words.get_feature_names_out()
        weights = self.scales * self.model.coef_[0][-len(names) :]
        pairs = zip(names, weights, strict=True)
        return {word: round(float(one), 2) for word, one in pairs if abs(one) >= LEAST}


def main() -> None:
    """Fit, print, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights")
    options = parser.parse_args()
    encoder = SentenceEncoder()
    sets = own_sets()
    further = [*written_for_fitting(), *written_for_the_reader()]
    known = {**sets, "written for fitting": further}
    vectors = _vectors(known, encoder)
    found = FoundSigns.of(sets)
    by_rule = found.told()
    scores = {level: _left_out(sets, known, among, vectors) for level, among in LEVELS.items()}
    for most in MOST_ADDED:
        biases = _biases(sets, by_rule, scores, most)
        told = _told(sets, scores, biases)
        by_both = found.told(distances=_distances(scores, biases))
        both = {name: _more_urgent(by_both[name], told[name]) for name in sets}
        print(f"\nboth, where the reader adds {most:.1%}\n\n" + _table(sets, both))
    biases = _biases(sets, by_rule, scores, CHOSEN)
    told = _told(sets, scores, biases)
    for title, by_author in (("rules", by_rule), ("second reader", told)):
        print(f"\n{title}, by author left out of the weights\n\n" + _table(sets, by_author))
    if options.write:
        levels = {
            level: _written(
                _fit(known, among, list(vectors.values())), biases[level], encoder.dimension
            )
            for level, among in LEVELS.items()
        }
        write(second_reader.FILE, {"encoder": encoder.fingerprint, "levels": levels})


def _vectors(
    sets: Mapping[str, Sequence[Labelled]], encoder: SentenceEncoder
) -> dict[str, Vectors]:
    """The vectors of messages, by set; only those are encoded that no earlier run has kept."""
    kept = Path(tempfile.gettempdir()) / f"doctor-answers-vectors-{encoder.fingerprint[:16]}.npz"
    known: dict[str, NDArray[np.float32]] = {}
    if kept.exists():
        with np.load(kept) as read:
            known = dict(zip(read["digests"].tolist(), read["vectors"], strict=True))
    texts = {_digest(one.text): one.text for ones in sets.values() for one in ones}
    new = {digest: text for digest, text in texts.items() if digest not in known}
    if new:
        known |= zip(new, encoder.encode_query(list(new.values())), strict=True)
        np.savez(kept, digests=np.array(list(known)), vectors=np.stack(list(known.values())))
    return {
        name: np.stack([known[_digest(one.text)] for one in ones]) for name, ones in sets.items()
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _left_out(
    sets: Mapping[str, Sequence[Labelled]],
    known: Mapping[str, Sequence[Labelled]],
    among: frozenset[str],
    vectors: Mapping[str, Vectors],
) -> dict[str, NDArray[np.float64]]:
    """The scores of each author's messages by a model of all the others' that are known."""
    scores = {}
    for several in folds(list(sets)):
        others = {name: messages for name, messages in known.items() if name not in several}
        fitted = _fit(others, among, [vectors[one] for one in others])
        for name in several:
            scores[name] = fitted.scores([one.text for one in sets[name]], vectors[name])
    return {name: scores[name] for name in sets}


_weighed = cache(WeighedWords.of)


def _fit(
    sets: Mapping[str, Sequence[Labelled]],
    among: frozenset[str],
    vectors: Sequence[Vectors],
) -> Fitted:
    """A model of messages by their words and vectors."""
    messages = [one for several in sets.values() for one in several]
    is_among = np.array([one.level in among for one in messages])
    wholes = [_weighed(one.text).whole for one in messages]
    words = CountVectorizer(analyzer=sorted, binary=True, min_df=RARE)
    found = words.fit_transform(wholes)
    scales = _scales(found, is_among)
    columns = _columns(_scaled(found, wholes, scales), np.vstack(vectors))
    model = LogisticRegression(
        C=STRENGTH,
        max_iter=2000,
        tol=1e-2,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        random_state=0,
    )
    return Fitted(words, scales, model.fit(columns, is_among))


def _scales(words: csr_matrix, is_among: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What the presence of each word is multiplied by, shape (words,)."""
    inside, outside = (1 + np.asarray(words[side].sum(axis=0)).ravel() for side in _sides(is_among))
    ratio = np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum()))
    scales = OF_WORD * (OF_ANY_WORD + OF_ONE_SIDE * np.minimum(ratio, MOST_ONE_SIDED))
    return np.asarray(scales, dtype=np.float64)


def _sides(is_among: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    return is_among, ~is_among


def _scaled(
    found: csr_matrix, words: Sequence[frozenset[str]], scales: NDArray[np.float64]
) -> csr_matrix:
    """What was found of words, by its scale and the share of each."""
    shares = np.array([[share_of(one)] for one in words])
    return found.astype(np.float64).multiply(scales).multiply(shares).tocsr()


def _columns(words: csr_matrix, vectors: Vectors) -> csr_matrix:
    return hstack([csr_matrix(OF_VECTOR * vectors), words]).tocsr()


def _biases(
    sets: Mapping[str, Sequence[Labelled]],
    by_rule: Mapping[str, Sequence[str]],
    scores: Mapping[str, Mapping[str, NDArray[np.float64]]],
    most: float,
) -> dict[str, float]:
    """For each level the score from which on messages are of it: of those that add few enough false
    alarms, the ones that find most of what is worth most."""
    level_of = np.array([one.level for ones in sets.values() for one in ones])
    is_danger = np.isin(level_of, DANGER)
    is_silent = ~np.isin([one for ones in by_rule.values() for one in ones], DANGER)
    worth = is_silent * np.array([WORTH.get(level, 0.0) for level in level_of])
    every = {level: np.concatenate(list(by_set.values())) for level, by_set in scores.items()}
    choices = {
        level: np.quantile(of[~is_danger], 1 - np.array(SHARES)) for level, of in every.items()
    }
    best, biases = -1.0, {}
    for chosen in product(*choices.values()):
        is_told = np.any(
            [of > bias for of, bias in zip(every.values(), chosen, strict=True)], axis=0
        )
        added = np.sum(is_told & is_silent & ~is_danger) / np.sum(~is_danger)
        found = float(np.sum(worth[is_told]))
        if added <= most and found > best:
            best, biases = found, dict(zip(choices, map(float, chosen), strict=True))
    return biases


def _told(
    sets: Mapping[str, Sequence[Labelled]],
    scores: Mapping[str, Mapping[str, NDArray[np.float64]]],
    biases: Mapping[str, float],
) -> dict[str, list[str]]:
    """What the reader tells of each message with those biases."""
    told = {name: ["none"] * len(ones) for name, ones in sets.items()}
    for level, bias in biases.items():
        for name in sets:
            told[name] = _added(told[name], scores[level][name] > bias, level)
    return told


def _distances(
    scores: Mapping[str, Mapping[str, NDArray[np.float64]]], biases: Mapping[str, float]
) -> dict[str, NDArray[np.float64]]:
    """How far the messages of each set are from the nearest level."""
    names = next(iter(scores.values()))
    return {
        name: np.min(
            [np.maximum(bias - scores[level][name], 0.0) for level, bias in biases.items()], axis=0
        )
        for name in names
    }


def _written(fitted: Fitted, bias: float, dimension: int) -> dict[str, object]:
    """Weights as they stand in the file."""
    of_vector = OF_VECTOR * fitted.model.coef_[0][:dimension]
    return {
        "bias": round(float(fitted.model.intercept_[0]) - bias, 4),
        "vector": [round(float(one), 4) for one in of_vector],
        "words": fitted.weights_of_words(),
    }


def _added(told: Sequence[str], is_told: NDArray[np.bool_], level: str) -> list[str]:
    """What is told of messages, and a level of those of which nothing is told as yet."""
    return [level if new and old == "none" else old for old, new in zip(told, is_told, strict=True)]


def _more_urgent(one: Sequence[str], other: Sequence[str]) -> list[str]:
    return [min(pair, key=MOST_URGENT_FIRST.index) for pair in zip(one, other, strict=True)]


def _table(sets: Mapping[str, Sequence[Labelled]], told: Mapping[str, Sequence[str]]) -> str:
    """Rows for each set, and one for all."""
    every = [one for several in sets.values() for one in several]
    of_all = [level for several in told.values() for level in several]
    return "\n".join(table({**sets, "all": every}, {**told, "all": of_all}))


if __name__ == "__main__":
    main()

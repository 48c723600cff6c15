"""Fits the second reader: `python bench/second_reader.py [--write]`.

It is a logistic regression over vectors and words of the labelled messages of the tests and of
those that were written for fitting, for each level of danger. To the score of a message that of its
gravest part is added. How good it is, is measured by leaving out all
messages of several authors, one group after the other; the biases are set so that it adds few false
alarms to those of the rules on the authors left out, and finds as many of the dangers that they
miss as it then can. With --write, the weights of all authors go into bot/safety/second_reader.json,
with the encoder's fingerprint. The vectors of messages take by far the longest, and are kept
between runs in the folder for temporary files.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.fitted_words import OF_VECTOR, FittedWords  # noqa: E402
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
from bench.weighed_surroundings import by_rules_left_out  # noqa: E402
from bot.safety import second_reader  # noqa: E402
from bot.safety.weighed_words import WeighedWords  # noqa: E402
from index.encoders.encoder import Vectors  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402

MOST_ADDED = (0.01, 0.02, 0.03, 0.035, 0.04)
"""Shares of harmless messages that the reader may add to the false alarms of the rules."""
CHOSEN = 0.03
"""The one of them that the weights are written for."""
SHARES = (0.0, 0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.01, 0.014, 0.018, 0.022, 0.027)
"""Shares of harmless messages over the bias of one level, of which one is chosen for each."""
WORTH = {"crisis": 1.0, "emergency": 1.0, "urgent": 0.3}
"""What it is worth to find a message of that level which the rules miss."""
LEAST = 0.122
"""Weights of words below are left out."""
LEVELS: Mapping[str, frozenset[str]] = {
    "crisis": frozenset({"crisis"}),
    "emergency": frozenset({"crisis", "emergency"}),
    "urgent": frozenset(DANGER),
}
"""The levels that are fitted, each with those whose messages belong to it."""


def _scores(fitted: FittedWords, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
    """The scores of messages, shape (messages,): of each as a whole, and of its gravest part."""
    weighed = [_weighed(text) for text in texts]
    of_whole = fitted.scores([one.whole for one in weighed], vectors)
    parts = [part for one in weighed for part in one.parts]
    of_parts = fitted.words.transform(parts) @ fitted.weights
    numbers = [n for n, one in enumerate(weighed) for _ in one.parts]
    of_gravest = np.full(len(texts), -np.inf)
    np.maximum.at(of_gravest, numbers, of_parts)
    return np.asarray(of_whole + np.where(np.isinf(of_gravest), 0.0, of_gravest))


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
    by_rule = by_rules_left_out(sets)
    scores = {level: _left_out(sets, known, among, vectors) for level, among in LEVELS.items()}
    for most in MOST_ADDED:
        told = _told(sets, scores, _biases(sets, by_rule, scores, most))
        both = {name: _more_urgent(by_rule[name], told[name]) for name in sets}
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
            scores[name] = _scores(fitted, [one.text for one in sets[name]], vectors[name])
    return {name: scores[name] for name in sets}


_weighed = cache(WeighedWords.of)


def _fit(
    sets: Mapping[str, Sequence[Labelled]],
    among: frozenset[str],
    vectors: Sequence[Vectors],
) -> FittedWords:
    """A model of messages by their words and vectors."""
    messages = [one for several in sets.values() for one in several]
    is_among = np.array([one.level in among for one in messages])
    wholes = [_weighed(one.text).whole for one in messages]
    return FittedWords.of(wholes, is_among, np.vstack(vectors))


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


def _written(fitted: FittedWords, bias: float, dimension: int) -> dict[str, object]:
    """Weights as they stand in the file."""
    of_vector = OF_VECTOR * fitted.model.coef_[0][:dimension]
    return {
        "bias": round(float(fitted.model.intercept_[0]) - bias, 4),
        "vector": [round(float(one), 4) for one in of_vector],
        "words": fitted.weights_of_words(LEAST),
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

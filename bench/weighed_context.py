"""Fits what the words around a sign weigh: `python bench/weighed_context.py [--write]`.

It is a logistic regression over mentions of signs in the labelled messages of the tests and in
those that were written for fitting: of a message of danger somebody has them, of another nobody
has. What a modifier takes back in a message of danger says neither, and is left out. So that
everyday words beside a sign weigh nothing, each danger is fitted once more with a piece of a
harmless message before or behind it. How good it is, is measured by leaving out all messages of
several authors, one group after the other. The bias is set by the phrases of the rules alone, as
their modifiers were made with these messages at hand: of the crises and emergencies of authors left
out, it loses no more than MOST_LOST. With --write, the weights of all authors go into
bot/safety/weighed_context.json.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
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
from bot.safety import weighed_context  # noqa: E402
from bot.safety.annotated import AnnotatedMessage  # noqa: E402
from bot.safety.context import Context, is_taken_back  # noqa: E402
from bot.safety.second_reader import is_told  # noqa: E402
from bot.safety.signs import mentions_in  # noqa: E402

MOST_LOST = 0.004
"""The share of crises and emergencies, found by phrases alone, that the weights may lose."""
STRENGTH = 0.3
"""Inverse of the regularisation."""
OF_NOBODY = 3.0
"""What a mention that nobody has counts, beside one that somebody has."""
RARE = 3
"""Mentions that a feature must stand at."""
LEAST = 0.059
"""Weights below are left out."""
PIECE = (4, 14)
"""Words at least and at most of a piece of a harmless message."""
JOINTS = (" ", " and ", ", ", " but ", ". ")
"""What a piece is joined by."""


class Mention(NamedTuple):
    """A mention of a sign in message number `message` of a set."""

    author: str
    message: int
    level: str
    features: frozenset[str]
    told: str
    is_taken_back: bool
    most_doubt: float


def main() -> None:
    """Fit, print, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights")
    options = parser.parse_args()
    sets = own_sets()
    found = FoundSigns.of(sets)
    for title, told in (
        ("phrases alone", found.told(modifiers=False, weights=False)),
        ("phrases and weights", found.told(modifiers=False, weights=True)),
        ("phrases and modifiers", found.told(modifiers=True, weights=False)),
        ("all three", found.told(modifiers=True, weights=True)),
    ):
        every = [one for several in sets.values() for one in several]
        of_all = [level for several in told.values() for level in several]
        rows = table({**sets, "all": every}, {**told, "all": of_all})
        print(f"\n{title}, by author left out of the weights\n\n" + "\n".join(rows))
    if options.write:
        write(weighed_context.FILE, _written([*found.measured, *found.further], found.bias))


@dataclass(frozen=True)
class FoundSigns:
    """The mentions of signs in sets of messages, each with its score by weights of all other
    authors, and the score over which nobody has one; and the further mentions those were fitted
    with."""

    sets: Mapping[str, Sequence[Labelled]]
    measured: Sequence[Mention]
    further: Sequence[Mention]
    scores: NDArray[np.float64]
    bias: float

    @classmethod
    def of(cls, sets: Mapping[str, Sequence[Labelled]]) -> "FoundSigns":
        """Those of sets; fitting takes a minute."""
        measured = [one for name, messages in sets.items() for one in mentions(name, messages)]
        further = [*mentions("", [*written_for_fitting(), *written_for_the_reader()])]
        for name, messages in sets.items():
            further += mentions(name, with_pieces(messages))
        scores = _left_out(measured, further)
        return cls(sets, measured, further, scores, _bias(measured, scores))

    def told(
        self,
        *,
        modifiers: bool = True,
        weights: bool = True,
        distances: Mapping[str, NDArray[np.float64]] | None = None,
    ) -> dict[str, list[str]]:
        """What is told of each message: the most urgent of the signs that neither the modifiers nor
        the weights take back; with the distance of each set's messages from danger, as the second
        reader finds it, neither what is in doubt and too far."""
        told = {name: ["none"] * len(messages) for name, messages in self.sets.items()}
        for one, score in zip(self.measured, self.scores, strict=True):
            doubt = min(score - self.bias, one.most_doubt)
            far = distances[one.author][one.message] if distances else 0.0
            is_nobodys = doubt > 0 or not is_told(doubt, far)
            if not (modifiers and one.is_taken_back) and not (weights and is_nobodys):
                before = told[one.author][one.message]
                told[one.author][one.message] = min(before, one.told, key=MOST_URGENT_FIRST.index)
        return told


def mentions(author: str, messages: Sequence[Labelled]) -> Iterator[Mention]:
    """The mentions of signs of danger in messages."""
    for number, (text, level) in enumerate(messages):
        context = Context(AnnotatedMessage.of(text))
        for one in mentions_in(context):
            if one.rule.level in DANGER:
                yield Mention(
                    author,
                    number,
                    level,
                    weighed_context.features_of(context.message, one.rule.name, one.span),
                    one.rule.level,
                    is_taken_back(one, context),
                    weighed_context.most_doubt(context.message, one.span),
                )


def with_pieces(messages: Sequence[Labelled]) -> list[Labelled]:
    """Messages of danger, each with a piece before or behind it of a harmless one by the same
    author in which the rules find no phrase of a sign; by chance, but always the same."""
    chance = random.Random(0)
    harmless = [
        one.text.split()
        for one in messages
        if one.level not in DANGER and not any(mentions("", [one]))
    ]
    dangers = [one for one in messages if one.level in DANGER] if harmless else []
    return [
        Labelled(_joined(text, _piece(chance.choice(harmless), chance), chance), level)
        for text, level in dangers
    ]


def _piece(words: Sequence[str], chance: random.Random) -> str:
    long = chance.randint(*PIECE)
    start = chance.randint(0, max(0, len(words) - long))
    return " ".join(words[start : start + long]).strip(" .,;!?¿¡")


def _joined(text: str, piece: str, chance: random.Random) -> str:
    joint, text = chance.choice(JOINTS), text.strip(" .!?")
    return f"{text}{joint}{piece}" if chance.random() < 0.5 else f"{piece}{joint}{text}"


def _left_out(measured: Sequence[Mention], further: Sequence[Mention]) -> NDArray[np.float64]:
    """The scores of mentions by weights of all other authors, shape (mentions,)."""
    authors = list(dict.fromkeys(one.author for one in measured))
    scores = np.zeros(len(measured))
    for several in folds(authors):
        words, model = fit([one for one in (*measured, *further) if one.author not in several])
        is_left_out = np.array([one.author in several for one in measured])
        features = [one.features for one in measured if one.author in several]
        scores[is_left_out] = model.decision_function(words.transform(features))
    return scores


def fit(known: Sequence[Mention]) -> tuple[CountVectorizer, LogisticRegression]:
    """The features that are weighed, and a model of whether nobody has a mention."""
    told = [one for one in known if not (one.level in DANGER and one.is_taken_back)]
    words = CountVectorizer(analyzer=_as_they_are, binary=True, min_df=RARE)
    found = words.fit_transform([one.features for one in told])
    model = LogisticRegression(
        C=STRENGTH,
        max_iter=3000,
        tol=1e-2,
        class_weight={False: 1.0, True: OF_NOBODY},
        solver="liblinear",
        dual=True,
        random_state=0,
    )
    return words, model.fit(found, [one.level not in DANGER for one in told])


def _as_they_are(features: frozenset[str]) -> list[str]:
    return sorted(features)


def _bias(measured: Sequence[Mention], scores: NDArray[np.float64]) -> float:
    """The score over which nobody has a mention: the lowest that loses few enough dangers."""
    gravest: dict[tuple[str, int], float] = {}
    for one, score in zip(measured, scores, strict=True):
        if one.level in ("crisis", "emergency"):
            key = (one.author, one.message)
            lowest = float(score) if one.most_doubt > 0 else -np.inf
            gravest[key] = min(gravest.get(key, np.inf), lowest)
    return float(np.quantile(list(gravest.values()), 1 - MOST_LOST))


def _written(known: Sequence[Mention], bias: float) -> dict[str, object]:
    """Weights as they stand in the file."""
    words, model = fit(known)
    pairs = zip(words.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {name: round(float(one), 3) for name, one in pairs if abs(one) >= LEAST}
    return {"bias": round(float(model.intercept_[0]) - bias, 4), "weights": weights}


if __name__ == "__main__":
    main()

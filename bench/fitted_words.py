"""What the words of labelled messages weigh, by a logistic regression.

Words are scaled by how much more often they stand on one side, and count less the longer a message
is.

Wang S, Manning CD. Baselines and bigrams: simple, good sentiment and topic classification. ACL
2012.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from bot.safety.weighed_words import share_of
from index.encoders.encoder import Vectors

STRENGTH = 3.0
"""Inverse of the regularisation."""
OF_VECTOR, OF_WORD = 4.0, 0.6
"""What a vector, and the presence of a word, are multiplied by before they are fitted."""
OF_ANY_WORD, OF_ONE_SIDE, MOST_ONE_SIDED = 0.25, 0.75, 3.0
"""A word's scale: the first, and the second times the logarithm of how much more often it stands on
one side, up to the third."""
RARE = 2
"""Messages that a word must stand in."""


@dataclass(frozen=True)
class FittedWords:
    """A model, the words that its last columns stand for, and their scales; its first columns are
    those of vectors, if it has any."""

    words: CountVectorizer
    scales: NDArray[np.float64]
    model: LogisticRegression

    @classmethod
    def of(
        cls,
        messages: Sequence[frozenset[str]],
        is_among: NDArray[np.bool_],
        vectors: Vectors | None = None,
        *,
        has_intercept: bool = True,
    ) -> Self:
        """Fit what tells the messages that are among some from the others.

        Args:
            messages: the words of each.
            is_among: shape (messages,).
            vectors: of the messages, shape (messages, dimension).
            has_intercept: whether a message of no words may lie on one side.
        """
        words = CountVectorizer(analyzer=sorted, binary=True, min_df=RARE)
        found = words.fit_transform(messages)
        scales = _scales(found, is_among)
        model = LogisticRegression(
            C=STRENGTH,
            fit_intercept=has_intercept,
            max_iter=2000,
            tol=1e-2,
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            random_state=0,
        )
        columns = _columns(_scaled(found, messages, scales), vectors)
        return cls(words, scales, model.fit(columns, is_among))

    def scores(
        self, messages: Sequence[frozenset[str]], vectors: Vectors | None = None
    ) -> NDArray[np.float64]:
        """The scores of messages, shape (messages,)."""
        scaled = _scaled(self.words.transform(messages), messages, self.scales)
        return np.asarray(self.model.decision_function(_columns(scaled, vectors)))

    @property
    def weights(self) -> NDArray[np.float64]:
        """What the presence of each word weighs, shape (words,)."""
        return np.asarray(self.scales * self.model.coef_[0][-len(self.scales) :])

    def weights_of_words(self, least: float) -> dict[str, float]:
        """The weight of each word that weighs at least so much."""
        pairs = zip(self.words.get_feature_names_out(), self.weights, strict=True)
        return {word: round(float(one), 3) for word, one in pairs if abs(one) >= least}


def _scales(words: csr_matrix, is_among: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What the presence of each word is multiplied by, shape (words,)."""
    inside, outside = (1 + np.asarray(words[side].sum(axis=0)).ravel() for side in _sides(is_among))
    ratio = np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum()))
    scales = OF_WORD * (OF_ANY_WORD + OF_ONE_SIDE * np.minimum(ratio, MOST_ONE_SIDED))
    return np.asarray(scales, dtype=np.float64)


def _sides(is_among: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    return is_among, ~is_among


def _scaled(
    found: csr_matrix, messages: Sequence[frozenset[str]], scales: NDArray[np.float64]
) -> csr_matrix:
    """What was found of words, by its scale and the share of each."""
    shares = np.array([[share_of(one)] for one in messages])
    return found.astype(np.float64).multiply(scales).multiply(shares).tocsr()


def _columns(words: csr_matrix, vectors: Vectors | None) -> csr_matrix:
    return words if vectors is None else hstack([csr_matrix(OF_VECTOR * vectors), words]).tocsr()

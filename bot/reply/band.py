"""Decides whether doctors addressed a question, something related, or neither."""

from typing import Literal, TypeAlias

from index.library.addressed import ANSWERED, RELATED, strength
from index.library.search import Evidence

SHOWN = 0.42
"""Closeness, over that of neighbouring passages, below which a single answer is not shown, unless
it is nearly as close as the closest."""
NEAREST = 0.85
"""The share of the closeness of the closest answer from which an answer is nearly as close."""

Band: TypeAlias = Literal["answered", "related", "nothing", "unknown"]


def band_of(
    evidence: Evidence, answered_from: float = ANSWERED, related_from: float = RELATED
) -> Band:
    """The band of a question.

    Args:
        answered_from: the library's own threshold (`Library.answered_from`).
        related_from: the lower one (`Library.related_from`).
    """
    found = strength(evidence)
    if found >= answered_from:
        return "answered"
    return "related" if found >= related_from else "nothing"

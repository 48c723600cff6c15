"""Decides whether doctors addressed a question, something related, or neither.

A weighted sum of evidence, which each library measures on its own scale, so that one threshold
holds on three pages about one treatment as on thousands about all. `python bench/bands.py` fits the
weights and prints how often they are wrong.
"""

from typing import Literal, TypeAlias

from index.library.search import Evidence

CLOSENESS_WEIGHT, TOPIC_WEIGHT, KNOWN_WEIGHT = 7.6, 4.0, 3.0
"""The weight of each part of the evidence; none has a unit."""
ANSWERED = 11.25
"""The sum from which doctors addressed the question itself."""
RELATED = 7.0
"""The sum below which nothing is related to the question, and nothing is shown."""
SHOWN = 0.42
"""Closeness, over that of neighbouring passages, below which a single answer is not shown."""

Band: TypeAlias = Literal["answered", "related", "nothing"]


def strength(evidence: Evidence) -> float:
    """The weighted evidence that doctors addressed the question; it has no unit."""
    return (
        CLOSENESS_WEIGHT * evidence.closeness
        + TOPIC_WEIGHT * evidence.topic
        + KNOWN_WEIGHT * evidence.known
    )


def band_of(evidence: Evidence) -> Band:
    """The band of a question."""
    found = strength(evidence)
    if found >= ANSWERED:
        return "answered"
    return "related" if found >= RELATED else "nothing"

"""Whether doctors addressed a question, something like it, or nothing of the kind.

A weighted sum of evidence that each library measures by its own scale, so that one threshold holds
on three pages about one treatment as on thousands about all. `python bench/bands.py` fits the
weights and prints how often they are wrong.
"""

from typing import Literal, TypeAlias

from index.library.search import Evidence

CLOSENESS, TOPIC, KNOWN = 7.6, 4.0, 3.0
"""What each part of the evidence counts."""
ANSWERED = 11.25
"""The sum from which doctors addressed the question itself."""
RELATED = 7.0
"""The sum below which nothing here has to do with the question, and nothing is shown."""
SHOWN = 0.42
"""Closeness, over that of neighbouring passages, below which a single answer is not shown."""

Band: TypeAlias = Literal["answered", "related", "nothing"]


def strength(evidence: Evidence) -> float:
    """How much speaks for doctors having addressed the question; it has no unit."""
    return CLOSENESS * evidence.closeness + TOPIC * evidence.topic + KNOWN * evidence.known


def band_of(evidence: Evidence) -> Band:
    """The band of a question."""
    found = strength(evidence)
    if found >= ANSWERED:
        return "answered"
    return "related" if found >= RELATED else "nothing"

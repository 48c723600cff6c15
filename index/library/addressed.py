"""Measures whether doctors addressed a question: a weighted sum of evidence.

Each library's evidence is on its own scale, so that one threshold holds on three pages about one
treatment as on thousands about all. `python bench/bands.py` fits the weights, whole corpora left
out by turns, and prints how often they are wrong.
"""

from index.library.search import Evidence

CLOSENESS_WEIGHT, TOPIC_WEIGHT, KNOWN_WEIGHT, MATCHED_WEIGHT = 8.6, 2.2, 1.3, 2.8
"""The weight of each part of the evidence; none has a unit."""
ANSWERED = 10.4
"""The sum from which doctors addressed the question itself, where a library has no threshold of its
own."""
RELATED = 5.3
"""The sum below which nothing is related to the question, and nothing is shown, where a library has
no threshold of its own."""
MEASURE = 1
"""Raised whenever the sum changes its meaning: thresholds of another measure are not used."""


def strength(evidence: Evidence) -> float:
    """The weighted evidence that doctors addressed the question; it has no unit."""
    return (
        CLOSENESS_WEIGHT * evidence.closeness
        + TOPIC_WEIGHT * evidence.topic
        + KNOWN_WEIGHT * evidence.known
        + MATCHED_WEIGHT * evidence.matched
    )

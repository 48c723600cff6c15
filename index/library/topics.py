"""The topics of a library: clusters of similar pages, named by the pages' own questions."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from index.library.open import Library
from index.search.inverted_file import clusters

MOST_PASSAGES = 50_000
"""Passages that are clustered; of more, an even sample gives the same."""
MOST = 40
"""Topics that are listed."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Similar pages, the most typical first: its title names the topic."""

    page_ids: tuple[str, ...]

    @property
    def page_id(self) -> str:
        """The page whose title names the topic."""
        return self.page_ids[0]


def topics(library: Library, count: int | None = None) -> tuple[Topic, ...]:
    """The topics of a library, those of most pages first; an empty one has none.

    Args:
        count: how many; about the square root of half the pages if none is given.
    """
    page_ids, vectors = library.page_vectors(MOST_PASSAGES)
    if not page_ids:
        return ()
    wanted = count or round(sqrt(len(page_ids) / 2))
    centres, nearest = clusters(vectors, max(1, min(wanted, MOST, len(page_ids))))
    found = []
    for number, centre in enumerate(centres):
        rows = np.flatnonzero(nearest == number)
        ordered = rows[np.argsort(-(vectors[rows] @ centre), kind="stable")]
        if len(ordered):
            found.append(Topic(tuple(page_ids[row] for row in ordered.tolist())))
    return tuple(sorted(found, key=lambda topic: (-len(topic.page_ids), topic.page_id)))

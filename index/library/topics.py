"""The topics of a library: clusters of similar pages, named by the words that set them apart."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import ceil, log, sqrt

import numpy as np

from index.encoders.encoder import IntArray, Vectors
from index.library.open import Library
from index.model import Page
from index.search.inverted_file import clusters
from index.words import plain

MOST_PASSAGES = 20_000
"""Passages that are clustered; of more, an even sample gives the same."""
MOST = 40
"""Topics that are looked for; more come of dividing the large ones."""
LARGEST = 1 / 3
"""Of all pages, the share that one topic may hold; a larger one is divided."""
DIVIDED_FROM = 12
"""Pages from which a library's topics are divided."""
READ, ANSWERS_READ = 40, 3
"""Of a topic, the most typical pages whose words are counted, and of each the first answers."""
TERMS = 4
"""Words that name a topic."""
LEAST_LETTERS = 3
"""Of a word that names a topic."""
FUNCTION_WORDS = set(
    # Of English: pronouns; articles and quantities; auxiliaries; prepositions; conjunctions; the
    # adverbs of place, time and degree that go with any verb.
    "she her hers herself him his himself they them their theirs themselves you your yours "
    "yourself yourselves our ours ourselves mine myself its itself this that these those who whom "
    "whose which what whoever whatever one ones someone somebody something anyone anybody anything "
    "everyone everybody everything nobody nothing none "
    "the all any both each either neither every few fewer less many more most much other others "
    "another some several such same own enough half "
    "are was were been being had has have having does did doing done can could may might must "
    "shall should will would cannot ought "
    "about above across after against along among around before behind below beneath beside "
    "besides between beyond despite down during except for from inside into like near off onto out "
    "outside over past per since through throughout till toward towards under underneath until "
    "upon via with within without "
    "and but nor yet because although though unless while whereas whether than when where why how "
    "however therefore thus hence moreover otherwise instead meanwhile nevertheless "
    "not too very also just only even still again already always never ever often sometimes "
    "usually here there now then once soon today well quite rather almost maybe perhaps really "
    # Of Spanish: the same kinds.
    "ella ellas ellos usted ustedes nosotros nosotras vosotros que quien quienes cual cuales este "
    "esta estos estas ese esa esos esas aquel aquella los las una uno unos unas sus mis tus "
    "nuestro nuestra nuestros nuestras todo toda todos todas otro otra otros otras algo alguien "
    "alguno alguna algunos algunas nada nadie ninguno ninguna cada mucho mucha muchos muchas poco "
    "poca pocos pocas mismo misma varios varias ambos ser estar haber soy eres son fue era eran "
    "sido está están estaba había hay han has hemos tiene tienen puede pueden debe deben con sin "
    "por para desde hasta entre sobre bajo ante tras hacia según durante contra como cuando donde "
    "aunque porque pero sino pues mientras entonces también tampoco muy más menos tan tanto sólo "
    "solo siempre nunca aquí allí ahora hoy luego después antes así bien casi quizás".split()
)
"""Words that do a sentence's work and name no topic, whichever topic they set apart: of children
one says "she" more often. Each kind is closed: a language gets no new ones."""
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
"""An address, whose words are a site's."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Similar pages, the most typical first, and the words that set them apart from the others, the
    most telling first."""

    page_ids: tuple[str, ...]
    terms: tuple[str, ...] = ()

    @property
    def page_id(self) -> str:
        """The most typical page, by which the topic is found again."""
        return self.page_ids[0]


def topics(library: Library, count: int | None = None) -> tuple[Topic, ...]:
    """The topics of a library, those of most pages first; an empty one has none.

    Args:
        count: how many; if none is given, about the square root of half the pages, and more where
            one of them would hold more than its share.
    """
    page_ids, vectors = library.page_vectors(MOST_PASSAGES)
    if not page_ids:
        return ()
    wanted = count or round(sqrt(len(page_ids) / 2))
    centres, nearest = clusters(vectors, max(1, min(wanted, MOST, len(page_ids))))
    if count is None and len(page_ids) >= DIVIDED_FROM:
        centres = _divided(vectors, centres, nearest, ceil(LARGEST * len(page_ids)))
    every, scores = library.page_scores(centres)
    nearest = np.argmax(scores, axis=1)
    found = []
    for number in range(len(centres)):
        rows = np.flatnonzero(nearest == number)
        ordered = rows[np.argsort(-scores[rows, number], kind="stable")]
        if len(ordered):
            found.append(tuple(every[row] for row in ordered.tolist()))
    found.sort(key=lambda ids: (-len(ids), ids[0]))
    return tuple(map(Topic, found, _named(found, library)))


def _divided(vectors: Vectors, centres: Vectors, nearest: IntArray, most: int) -> Vectors:
    """The centres, where more vectors are near to one than may be those of its halves."""
    kept = []
    waiting = [(centre, np.flatnonzero(nearest == n)) for n, centre in enumerate(centres)]
    while waiting:
        centre, rows = waiting.pop()
        halves, sides = clusters(vectors[rows], 2) if len(rows) > most else (centre, rows)
        if len(rows) <= most or len(set(sides.tolist())) < 2:  # all the same
            kept.append(centre)
            continue
        waiting += [(half, rows[sides == n]) for n, half in enumerate(halves)]
    return np.array(kept, dtype=np.float32)


def _named(groups: Sequence[Sequence[str]], library: Library) -> list[tuple[str, ...]]:
    """The words that set groups of pages apart: c-TF-IDF, by the share of titles and answers that
    hold one, page by page."""
    held: list[dict[str, float]] = []
    printed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    names = frozenset(library.names())
    for group in groups:
        counts: defaultdict[str, float] = defaultdict(float)
        for page_id in group[:READ]:
            parts = _words_of(library.page(page_id), library, names)
            for words in parts:
                for stem, word in words.items():
                    counts[stem] += 1 / len(parts)
                    printed[stem][word] += 1
        held.append({stem: n / len(group[:READ]) for stem, n in counts.items()})
    everywhere: defaultdict[str, float] = defaultdict(float)
    for shares in held:
        for stem, share in shares.items():
            everywhere[stem] += share
    return [
        tuple(
            printed[stem].most_common(1)[0][0] for stem in _telling(shares, everywhere, len(held))
        )
        for shares in held
    ]


def _telling(
    shares: Mapping[str, float], everywhere: Mapping[str, float], groups: int
) -> list[str]:
    if groups == 1:  # there is nothing to set it apart from: what most of it says names it
        weights = dict(shares)
    else:  # squared, as the words that are everywhere are many more than the stop words
        weights = {
            stem: share * log(1 + groups / everywhere[stem]) ** 2 for stem, share in shares.items()
        }
    return sorted(weights, key=lambda stem: (-weights[stem], stem))[:TERMS]


def _words_of(page: Page, library: Library, names: AbstractSet[str]) -> list[dict[str, str]]:
    """The stems of the words of a page's title, and of each answer, each with a word; no names of
    doctors or places, no function words, no addresses, and no numbers."""
    parts = (page.title, *(answer.body for answer in page.answers[:ANSWERS_READ]))
    return [
        {
            stem: word.lower()
            for stem, word in library.stems(LINK.sub(" ", page.quoted(span) or ""))
            if len(word) >= LEAST_LETTERS
            and word.isalpha()
            and plain(word) not in names
            and word.lower() not in FUNCTION_WORDS
        }
        for span in parts
    ]

"""A question → a Reply: the cards to show, how near they are, and the notices that go with them.

Every way out (page, terminal, JSON, CSV) reads a Reply, and nothing else says what may be shown.
No HTML here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from index.chunk import sentences
from index.encode import Encoder, Vectors
from index.library import Library
from index.model import Answer, Hit, Page, Span

ANSWERED = 0.62
"""Closeness of the best hit from which doctors addressed the question itself."""
RELATED = 0.30
"""Closeness below which an answer has nothing to do with the question and is not shown."""
LONGEST_QUESTION = 2000
"""Characters of a question that are searched; what is searched is always said."""
LIT = 2
"""Sentences lit in one answer, at most."""
LIT_WITHIN = 0.05
"""A sentence is lit with the best one if its closeness is no further below than this."""

Band: TypeAlias = Literal["answered", "related", "nothing"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Words that go before or with the answers, and how urgent they are."""

    level: Literal["emergency", "urgent", "notice"]
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One answer as it may be shown: its words, its doctor and its page, from one record.

    `quote` is the whole body. `lit` are its sentences nearest to the question; `excerpt` are
    they with the sentences beside them, for where the whole answer is folded away. All of them lie
    within the body, in characters of the page.
    """

    page: Page
    answer: Answer
    quote: str
    lit: tuple[Span, ...]
    excerpt: tuple[Span, ...]
    score: float
    closeness: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a question. `searched` are the words that were searched for it."""

    question: str
    searched: tuple[str, ...]
    band: Band
    cards: tuple[Card, ...]
    notices: tuple[Notice, ...]


def reply_to(question: str, library: Library, encoder: Encoder, k: int = 8) -> Reply:
    """Find up to k answers to a question.

    Raises:
        ValueError: the question has no words.
        DamagedLibrary: an answer's words or doctor are not those of the page as it was read.
        WrongEncoder: the library was built with another encoder.
    """
    question = whole_characters(question)
    searched = question.strip()[:LONGEST_QUESTION]
    if not searched:
        raise ValueError("the question is empty")
    hits = library.search(searched, encoder, k)
    band = band_of(hits)
    near = [hit for hit in hits if hit.closeness >= RELATED] if band != "nothing" else []
    cards = tuple(cards_of(searched, near, library, encoder))
    return Reply(question, (searched,), band, cards, notices_of(cards))


def whole_characters(text: str) -> str:
    """Text in which halves of characters, which no tokenizer reads, are question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def band_of(hits: Sequence[Hit]) -> Band:
    """Whether doctors addressed the question, something like it, or nothing of the kind."""
    best = max((hit.closeness for hit in hits), default=-1.0)
    if best >= ANSWERED:
        return "answered"
    return "related" if best >= RELATED else "nothing"


def notices_of(cards: Sequence[Card]) -> tuple[Notice, ...]:
    """The legal notice of each page that is shown, each text once."""
    texts = (card.page.quoted(card.page.notice) for card in cards)
    return tuple(Notice("notice", text) for text in dict.fromkeys(texts) if text)


def cards_of(question: str, hits: Sequence[Hit], library: Library, encoder: Encoder) -> list[Card]:
    """A card for each hit, its words and doctor checked against the seal made at reading.

    Raises:
        DamagedLibrary: one of them does not fit its seal.
    """
    found = [library.answer(hit.passage.answer_id) for hit in hits]
    told = [sentences(one.page, one.answer.body) for one in found]
    texts = [one.page.quote(span) for one, spans in zip(found, told, strict=True) for span in spans]
    if not texts:
        return []
    near = encoder.encode_document(texts) @ encoder.encode_query([question])[0]
    parts = np.split(near, np.cumsum([len(spans) for spans in told])[:-1])
    cards = []
    for hit, one, spans, closeness in zip(hits, found, told, parts, strict=True):
        lit = _best(closeness)
        cards.append(
            Card(
                page=one.page,
                answer=one.answer,
                quote=one.page.quote(one.answer.body),
                lit=tuple(spans[n] for n in lit),
                excerpt=_with_neighbours(spans, lit),
                score=hit.score,
                closeness=hit.closeness,
            )
        )
    return cards


def _best(closeness: Vectors) -> list[int]:
    """The numbers of the sentences to light, in reading order."""
    order = np.argsort(-closeness, kind="stable")[:LIT]
    return sorted(int(n) for n in order if closeness[n] >= closeness[order[0]] - LIT_WITHIN)


def _with_neighbours(spans: Sequence[Span], chosen: Sequence[int]) -> tuple[Span, ...]:
    """Each chosen sentence with the ones beside it; stretches that meet are one."""
    stretches: list[tuple[int, int]] = []
    for n in chosen:
        first, last = max(n - 1, 0), min(n + 1, len(spans) - 1)
        if stretches and first <= stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    return tuple(Span(spans[first].start, spans[last].end) for first, last in stretches)

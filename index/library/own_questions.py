"""Tries a library on itself: a page's question must find that page's answers, and with the page
left out it should not be taken for answered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from index.encoders.encoder import Encoder, Vectors
from index.folding import folded
from index.library.generation import Generation
from index.library.search import Evidence, Trial, find, vectors_of
from index.model import Answer, Page, Passage
from index.search.chunk import TokenCounter, clue
from index.search.whitening import evenly_spaced

DEPTH = 10
"""Answers among which a page's own are looked for."""
GROUP = 32
"""Pages whose texts are encoded together."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A page's question, and what was found for it. The page's title is the question itself, or
    tells it, so it is left out of what its answers are found by.

    `rank` is that of the first of the page's answers, from 1; None where none is among the first
    ten. `within` is the evidence that it was addressed, and `without` the same with the page left
    out: others may have been asked the same, so that this one may rightly be high.
    """

    page_id: str
    question: str
    rank: int | None
    within: Evidence
    without: Evidence


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page with a question, and its passages by id."""

    page: Page
    question: str
    passages: dict[int, Passage]


def own_questions(
    generation: Generation,
    encoder: Encoder,
    most: int,
    answers: int | None = None,
    messages: Mapping[str, str] | None = None,
) -> Iterator[OwnQuestion]:
    """The questions of at most so many pages, evenly chosen; a page without a title or without
    answers asks nothing.

    Args:
        answers: of a page with more, only so many are tried, those nearest to its question. That
            the others are left out makes no question look more addressed than it is.
        messages: asked in place of the titles, by the pages' ids; other pages ask nothing.
    """
    page_ids = generation.store.page_ids()
    chosen = (page_ids[row] for row in evenly_spaced(len(page_ids), most).tolist())
    asking = (found for one in chosen if (found := _asked(generation, one, messages)))
    while group := list(islice(asking, GROUP)):
        questions = encoder.encode_query([one.question for one in group])
        pairs = list(zip(group, questions, strict=True))
        nearest = [_nearest(generation, one, question, answers) for one, question in pairs]
        texts = [
            _untitled_clue(one, number, encoder)
            for one, numbers in zip(group, nearest, strict=True)
            for number in numbers
        ]
        vectors = iter(encoder.encode_document(texts))
        for (one, question), numbers in zip(pairs, nearest, strict=True):
            own = dict(zip(numbers, islice(vectors, len(numbers)), strict=True))
            yield _tried(generation, one, question[None], own)


def _asked(
    generation: Generation, page_id: str, messages: Mapping[str, str] | None
) -> _Asked | None:
    page = generation.store.page(page_id)
    question = page and page.quoted(page.title)
    if messages is not None:
        question = messages.get(page_id)
    if page is None or not question or not page.answers:
        return None
    ids = generation.store.passage_ids([answer.id for answer in page.answers])
    if not generation.store.withheld.isdisjoint(ids):
        return None
    found = generation.store.passages(ids)
    return _Asked(page, question, found) if found else None


def _nearest(
    generation: Generation, asked: _Asked, question: Vectors, most: int | None
) -> list[int]:
    """The passages, by id, of those answers of a page that lie nearest to its question."""
    ids = np.fromiter(asked.passages, np.int64)
    closeness = vectors_of(generation, ids) @ question
    ranked = (asked.passages[int(one)].answer_id for one in ids[np.argsort(-closeness)])
    nearest = set(islice(dict.fromkeys(ranked), most))
    return [number for number, one in asked.passages.items() if one.answer_id in nearest]


def _untitled_clue(asked: _Asked, number: int, counter: TokenCounter) -> str:
    """What the encoder reads of a passage without the page's title; a headline that repeats the
    title is left out, too."""
    page, passage = asked.page, asked.passages[number]
    answer = next(one for one in page.answers if one.id == passage.answer_id)
    if _repeats(page, answer):
        answer = replace(answer, headline=None)
    return clue(replace(page, title=None), answer, passage, counter)


def _repeats(page: Page, answer: Answer) -> bool:
    """Whether a headline is the page's title once more, whatever the case, the marks and a "Re:"
    before it: such words were chosen by no doctor for this answer."""
    headline, title = page.quoted(answer.headline), page.quoted(page.title)
    return headline is not None and title is not None and _words(headline) == _words(title)


def _words(title: str) -> list[str]:
    words = WORD.findall(folded(title))
    return words[1:] if words[:1] == ["re"] else words


def _tried(
    generation: Generation, asked: _Asked, question: Vectors, own: Mapping[int, Vectors]
) -> OwnQuestion:
    wordings = [asked.question]
    every = frozenset(asked.passages)
    repeating = {answer.id for answer in asked.page.answers if _repeats(asked.page, answer)}
    unheaded = {number for number in own if asked.passages[number].answer_id in repeating}
    trial = Trial(left_out=every - own.keys(), vectors=own, unheaded=unheaded)
    within = find(generation, wordings, question, DEPTH, trial=trial)
    without = find(generation, wordings, question, 1, trial=Trial(left_out=every))
    pages = [Page.id_of(hit.passage.answer_id) for hit in within.hits]
    rank = pages.index(asked.page.id) + 1 if asked.page.id in pages else None
    return OwnQuestion(asked.page.id, asked.question, rank, within.evidence, without.evidence)

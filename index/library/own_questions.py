"""Tries a library on itself: a page's question must find that page's answers, and with the page
left out it should not be taken for answered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from index.encoders.encoder import Encoder, Vectors
from index.library.generation import Generation
from index.library.search import Evidence, Trial, find
from index.model import Answer, Page, Passage
from index.search.chunk import TokenCounter, clue
from index.search.whitening import evenly_spaced

DEPTH = 10
"""Answers among which a page's own are looked for."""
GROUP = 32
"""Pages whose texts are encoded together."""


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A page's question, and what was found for it. The page's title is the question itself, so it
    is left out of what its answers are found by.

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
    """A page with a question, its passages by id, and what the encoder reads of them."""

    page: Page
    question: str
    passages: dict[int, Passage]
    clues: list[str]


def own_questions(generation: Generation, encoder: Encoder, most: int) -> Iterator[OwnQuestion]:
    """The questions of at most so many pages, evenly chosen; a page without a title or without
    answers asks nothing."""
    page_ids = generation.store.page_ids()
    chosen = (page_ids[row] for row in evenly_spaced(len(page_ids), most).tolist())
    asking = (found for one in chosen if (found := _asked(generation, one, encoder)) is not None)
    while group := list(islice(asking, GROUP)):
        questions = encoder.encode_query([one.question for one in group])
        texts = encoder.encode_document([text for one in group for text in one.clues])
        at = 0
        for one, question in zip(group, questions, strict=True):
            yield _tried(generation, one, question[None], texts[at : at + len(one.clues)])
            at += len(one.clues)


def _asked(generation: Generation, page_id: str, counter: TokenCounter) -> _Asked | None:
    page = generation.store.page(page_id)
    question = page and page.quoted(page.title)
    if page is None or not question or not page.answers:
        return None
    ids = generation.store.passage_ids([answer.id for answer in page.answers])
    if not generation.store.withheld.isdisjoint(ids):
        return None
    found = generation.store.passages(ids)
    answers = {answer.id: answer for answer in page.answers}
    clues = [
        _untitled_clue(page, answers[one.answer_id], one, question, counter)
        for one in found.values()
    ]
    return _Asked(page, question, found, clues) if found else None


def _untitled_clue(
    page: Page, answer: Answer, passage: Passage, question: str, counter: TokenCounter
) -> str:
    """What the encoder reads of a passage without the page's title; a headline that repeats the
    title is left out, too."""
    if page.quoted(answer.headline) == question:
        answer = replace(answer, headline=None)
    return clue(replace(page, title=None), answer, passage, counter)


def _tried(
    generation: Generation, asked: _Asked, question: Vectors, vectors: Vectors
) -> OwnQuestion:
    wordings = [asked.question]
    own = dict(zip(asked.passages, vectors, strict=True))
    within = find(generation, wordings, question, DEPTH, trial=Trial(vectors=own))
    left_out = Trial(left_out=frozenset(own))
    without = find(generation, wordings, question, 1, trial=left_out)
    pages = [Page.id_of(hit.passage.answer_id) for hit in within.hits]
    rank = pages.index(asked.page.id) + 1 if asked.page.id in pages else None
    return OwnQuestion(asked.page.id, asked.question, rank, within.evidence, without.evidence)

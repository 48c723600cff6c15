"""Splits a page's answers into passages that the encoder reads in full.

Everything is a span of the page's text: sentences are found by sentencex and overlong ones cut by
semchunk, both of which give offsets; nothing is searched for afterwards.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

import sentencex

from index.model import Answer, Page, Passage, Span

UNUSUAL_BLANK = re.compile(r"[^\S\r\n\t ]")
"""Blanks other than ASCII's: sentencex 1.0 panics at some of them. One character for another
leaves every offset where it was."""

MOST_MARKS = 8
"""Special tokens, at most, that a tokenizer puts around a text."""


class TokenCounter(Protocol):
    """The part of an Encoder that chunking needs."""

    @property
    def max_tokens(self) -> int:
        """Tokens that are read of a text."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""


def sentences(page: Page, span: Span) -> list[Span]:
    """The sentences within a span, without the white space around them, in order."""
    text = page.quote(span)
    found: list[Span] = []
    for bound in sentencex.get_sentence_boundaries("en", UNUSUAL_BLANK.sub(" ", text)):
        piece = text[bound["start_index"] : bound["end_index"]]
        start = bound["start_index"] + len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if end > start:
            found.append(Span(span.start + start, span.start + end))
    return found


def context(page: Page, answer: Answer, counter: TokenCounter) -> str:
    """Question title and headline, which say what a passage is about; at most half of what the
    encoder reads."""
    parts = [page.quoted(page.title), page.quoted(answer.headline)]
    words = "\n".join(dict.fromkeys(part for part in parts if part)).split(" ")
    while words and not _fits(" ".join(words), counter.max_tokens // 2, counter):
        words = words[: len(words) // 2]
    return " ".join(words)


def clue(page: Page, answer: Answer, passage: Passage, counter: TokenCounter) -> str:
    """The text that the encoder reads for a passage. Never shown: it is no slice of the page."""
    before = context(page, answer, counter)
    words = page.quote(passage.span)
    return f"{before}\n{words}" if before else words


def passages(page: Page, answer: Answer, counter: TokenCounter) -> list[Passage]:
    """Whole sentences packed into as few passages as the encoder reads in full, clue included.

    The passages of one answer are of similar length: a sign-off left alone would be found as if it
    were an answer.
    """
    room = counter.max_tokens - counter.count_tokens([context(page, answer, counter)])[0]
    pieces = [
        piece
        for sentence in sentences(page, answer.body)
        for piece in _cut(page, sentence, room, counter)
    ]
    counts = counter.count_tokens([page.quote(piece) for piece in pieces])
    fewest = len(_packed(pieces, counts, room))
    limits = (limit for limit in range(sum(counts) // max(fewest, 1), room) if limit >= max(counts))
    even = next((limit for limit in limits if len(_packed(pieces, counts, limit)) == fewest), room)
    return [Passage(answer.id, span) for span in _packed(pieces, counts, even)]


def _packed(pieces: Sequence[Span], counts: Sequence[int], limit: int) -> list[Span]:
    """Neighbouring pieces joined while their tokens stay within the limit."""
    packed: list[Span] = []
    filled = 0
    for piece, count in zip(pieces, counts, strict=True):
        if packed and filled + count <= limit:
            packed[-1] = Span(packed[-1].start, piece.end)
            filled += count
        else:
            packed.append(piece)
            filled = count
    return packed


def _fits(text: str, limit: int, counter: TokenCounter) -> bool:
    """Whether a text has no more tokens than that. A short one in plain letters is not counted: no
    tokenizer makes more tokens of it than there are letters, plus a few special ones."""
    if text.isascii() and len(text) + MOST_MARKS <= limit:
        return True
    return counter.count_tokens([text])[0] <= limit


def _cut(page: Page, sentence: Span, room: int, counter: TokenCounter) -> list[Span]:
    """A sentence, cut at its best places if it is longer than the encoder reads."""

    @cache
    def count(text: str) -> int:
        return counter.count_tokens([text])[0]

    text = page.quote(sentence)
    if _fits(text, room, counter):
        return [sentence]
    from semchunk.semchunk import chunkerify  # only what a build cuts is overlong

    chunker = chunkerify(count, chunk_size=room, memoize=False)
    _, offsets = cast("tuple[list[str], list[tuple[int, int]]]", chunker(text, offsets=True))
    return [
        Span(sentence.start + start, sentence.start + end) for start, end in offsets if end > start
    ]

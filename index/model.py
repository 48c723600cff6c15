"""The data classes that all modules share: Span, Doctor, Answer, Page, Passage, Hit. All frozen.

A page's text is held once; everything else points into it with a `Span`. What the page does not
say is None, never a guess.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode characters of one page's text: `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: start {self.start}, end {self.end}")

    def holds(self, other: "Span") -> bool:
        """Whether `other` is within this span, its ends included."""
        return self.start <= other.start and other.end <= self.end


class Role(StrEnum):
    """What a line of a page is. A line has just one role; what none explains is `UNEXPLAINED`."""

    TITLE = "title"
    QUESTION = "question"
    ANNOUNCEMENT = "announcement"
    HEADLINE = "headline"
    VOTES = "votes"
    BODY = "body"
    BYLINE = "byline"
    NOTICE = "notice"
    FURNITURE = "furniture"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, with the blank lines below it, and what it is.

    The spans of a page's lines tile its text. `number` counts all lines from 1, blank ones too;
    `answer` is the number of the answer that it belongs to. `evidence` says what the role rests on.
    """

    number: int
    span: Span
    role: Role
    evidence: str
    answer: int | None = None


@dataclass(frozen=True, slots=True)
class Doctor:
    """Who gave an answer, as printed on the page; None is what the page does not say.

    `named_by` says where the name is printed: in the byline under the answer, or in the doctor's
    own sign-off at its end. `rating` is in stars out of 5 and rates the doctor, not the answer.
    """

    name: str | None = None
    credentials: str | None = None
    named_by: Literal["byline", "signature"] | None = None
    place: str | None = None
    specialty: str | None = None
    rating: float | None = None
    reviews: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One doctor's answer with its own attribution, in one record.

    `id` is the page's id, "#" and the answer's number on the page (from 1); `body` holds the
    doctor's own sign-off and no surrounding white space. `record_id` is the name that an imported
    record gave this answer. `doubt` says why nobody is named though the page names somebody nearby.
    `answered_on` is the day of the answer, `url` where it stands on the web (http or https), and
    `language` its language (a tag as "en" or "pt-BR"), as the page says. `dated` is what it prints
    in the place of a day that it does not tell whole, such as "March 2016". `upvotes` are how many
    found the answer good, as the page says; nothing is ordered by them.
    """

    id: str
    number: int
    headline: Span | None
    body: Span
    byline: Span | None
    doctor: Doctor
    record_id: str | None = None
    doubt: str | None = None
    answered_on: date | None = None
    url: str | None = None
    language: str | None = None
    dated: str | None = None
    upvotes: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One patient's question and the answers to it, as saved.

    `text` is the file decoded strictly once, line ends untouched, without a byte-order mark; or it
    is derived from markup, and `derived_by` is the reader and its version.
    `digest` is the sha256 of the bytes it came from. `announced` is the number of answers the page
    claims to have. `notice` is the page's own legal notice. `warnings` describe every oddity.
    `lines` are all lines with their roles, where the page was just read from text. `changed_on` is
    the day of the last change to it on the web, as a sitemap beside it says. `as_written` are the
    words of answers as their file has them, by number, where it has them with markup, and the page
    was just read.
    """

    id: str
    source: str
    digest: str
    text: str
    title: Span | None
    question: Span | None
    announced: int | None
    answers: tuple[Answer, ...]
    notice: Span | None
    warnings: tuple[str, ...] = ()
    lines: tuple[PageLine, ...] = ()
    derived_by: str | None = None
    changed_on: date | None = None
    as_written: tuple[tuple[int, str], ...] = field(default=(), compare=False)

    @staticmethod
    def id_of(answer_id: str) -> str:
        """The id of the page that an answer is on."""
        return answer_id.rpartition("#")[0]

    def quote(self, span: Span) -> str:
        """The words at `span`, exactly as they are on the page.

        Raises:
            ValueError: the span reaches beyond the page.
        """
        if span.end > len(self.text):
            raise ValueError(f"{span} reaches beyond page {self.id} ({len(self.text)} characters)")
        return self.text[span.start : span.end]

    def quoted(self, span: Span | None) -> str | None:
        """`quote`, or None where the page has no such part."""
        return None if span is None else self.quote(span)


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one answer, short enough for the encoder; holds offsets, no text."""

    answer_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    `score` orders hits of one search (fused, no unit). `closeness` is the cosine between the
    question's vector and the passage's, from -1 to 1: the only figure to compare with a threshold.
    """

    passage: Passage
    score: float
    closeness: float

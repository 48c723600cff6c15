"""What is asked and answered by a page's markup: questions with their answers, and postings of a
forum (`DiscussionForumPosting`) with the comments on them.

A posting is the question if it asks, and the comments right below it are its answers, each by its
own author. A comment on a comment answers that, and not the question; what whoever asked wrote
below is no answer, either. Where a posting does not ask in so many words, or a doctor wrote it, its
comments may be no answers: they wait to be checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.pages.html.items import Item
from index.pages.html.written_by import are_one, authors_of, may_be_a_doctors

HOLDERS = ("QAPage", "FAQPage", "MedicalWebPage")
"""Pages whose main entities are what they are about, the surest first."""
QUESTION, POSTING, COMMENT = "Question", "DiscussionForumPosting", "Comment"
ANSWERS = ("acceptedAnswer", "suggestedAnswer", "answer")
TITLES = ("name", "headline")
TEXTS = ("text", "articleBody")
ASKS = re.compile(r"[？؟]|\?(?=[^\w/=&%#]*(?:\s|$))")
"""A sign that ends a question; not the one in an address."""
NOT_ASKED = "it comments on a posting that asks nothing in so many words"
BY_A_DOCTOR = "it comments on what a doctor posted, and may answer no question of a patient"


@dataclass(frozen=True, slots=True)
class Thread:
    """What was asked, and the answers to it. `doubt` tells why these may be none, and `left` what
    else was written below, each with how often."""

    question: Item
    answers: tuple[Item, ...]
    doubt: str | None = None
    left: tuple[tuple[str, int], ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether it is sure that something was asked."""
        return self.doubt is None


def threads_in(items: Sequence[Item]) -> list[Thread]:
    """The questions that a page is about: those that it calls its main entities, or all; of a forum
    the postings with comments."""
    questions = [Thread(one, _answers(one)) for one in _questions(items)]
    postings = (one for one in items if POSTING in one.types)
    return questions or [thread for one in postings if (thread := _posted(one)) is not None]


def _questions(items: Sequence[Item]) -> list[Item]:
    for kind in HOLDERS:
        holders = [item for item in items if kind in item.types]
        main = [one for item in holders for one in item.items("mainEntity", "hasPart", "@graph")]
        main += [item for item in holders if item.items(*ANSWERS)]
        found = [one for one in main if one.items(*ANSWERS)]
        if found:
            return list(dict.fromkeys(found))
    return [item for item in items if QUESTION in item.types and item.items(*ANSWERS)]


def _answers(question: Item) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(question.items(*ANSWERS)))


def _posted(posting: Item) -> Thread | None:
    """A posting with its comments; None where it has none."""
    comments = tuple(dict.fromkeys(posting.items("comment")))
    if not comments:
        return None
    links = {link for one in comments if (link := one.told("url")) is not None}
    replies = [one for one in comments if _is_reply(one, links)]
    direct = [one for one in comments if one not in replies]
    askers = authors_of(posting)
    own = [one for one in direct if are_one(authors_of(one), askers)]
    within = sum(1 for one in comments for _ in _below(one))
    left = (
        ("a reply to a comment, and no answer", within + len(replies)),
        ("by whoever posted what is commented on", len(own)),
    )
    return Thread(
        posting,
        tuple(one for one in direct if one not in own),
        _doubt(posting),
        tuple((told, count) for told, count in left if count),
    )


def _is_reply(comment: Item, links: set[str]) -> bool:
    """Whether a comment says that it answers another."""
    parents = comment.items("parentItem")
    return any(COMMENT in one.types for one in parents) or comment.told("parentItem") in links


def _below(comment: Item) -> Iterator[Item]:
    """All comments on a comment, and on these."""
    waiting, seen = comment.items("comment"), {id(comment)}
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += one.items("comment")


def _doubt(posting: Item) -> str | None:
    if may_be_a_doctors(posting):
        return BY_A_DOCTOR
    said = (value.words for value in posting.values(*TITLES, *TEXTS))
    return None if any(map(ASKS.search, said)) else NOT_ASKED

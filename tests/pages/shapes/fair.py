"""What makes a page one that a careful person can read: repairs of what nobody could tell."""

from itertools import pairwise

from tests.pages.shapes.bylines import HEADLINE_LIKE
from tests.pages.shapes.draft import AnswerDraft, Block, PageDraft, byline, ends_as_sentence
from tests.pages.shapes.furniture import STACKS
from tests.pages.shapes.source import Source


def make_fair(page: PageDraft, source: Source) -> None:
    """Give back the headlines without which nobody could tell where an answer begins.

    Two answers in a row are told apart by a byline between them, or else by a headline, which is no
    sentence if there is no vote line either. A sentence of one doctor below the byline, and links
    and comments, need a headline after them. Extra lines that are set apart from the rest of a
    byline stand within it. Below a line `Doctor Answers` that was moved to the top stand the title
    and the question, and then a headline.
    """
    for answer in page.answers:
        _keep_extras_within(answer, page)
        _keep_names_apart(answer, page)
    for before, after in pairwise(page.answers):
        if not _is_apart(before, after, page) or not _ends_clearly(before, after):
            after.headline = source.words.headline()
    first = page.answers[0]
    if not first.headline and not first.vote and _is_stack([*page.below_marker, *first.above]):
        first.headline = source.words.headline()
    if page.marker_on_top:
        first.headline = source.words.headline()
        page.marker_on_top = bool(page.title and page.question)
    if page.spacing == "none" and any(answer.plain_postscript for answer in page.answers):
        page.spacing = "own"


def _keep_extras_within(answer: AnswerDraft, page: PageDraft) -> None:
    bare = page.style in {"name only", "answered"}
    if not (answer.person if bare else answer.has_byline):
        answer.extras = []
    if not answer.person:
        answer.second = None
    if page.spacing == "none" or page.style == "blank lines":
        first = 1 if page.above_words else 0
        answer.extras = [
            (min(max(where, first), 2 if kind in HEADLINE_LIKE else 3), kind, words)
            for where, kind, words in answer.extras
        ]


def _keep_names_apart(answer: AnswerDraft, page: PageDraft) -> None:
    """A headline that is a name needs a byline of several lines to differ from."""
    bare = page.style in {"name only", "answered"} or not (answer.place or answer.stars)
    if (bare or page.above_words) and answer.person and answer.headline == answer.person.line:
        answer.headline = f"{answer.headline} on this question"


def _is_apart(before: AnswerDraft, after: AnswerDraft, page: PageDraft) -> bool:
    """Whether something between the words of two answers tells where the one ends."""
    tail = (before.order or page.order).partition("w")[2]
    head = (after.order or page.order).partition("w")[0]
    by_byline = ("b" in tail and byline(before, page.style)) or (
        "b" in head and byline(after, page.style)
    )
    if by_byline and not before.plain_postscript:
        return True
    by_vote = ("v" in tail and before.vote) or ("v" in head and after.vote)
    if not after.headline:
        return False
    return bool(by_vote and not before.plain_postscript) or not ends_as_sentence(after.headline)


def _ends_clearly(before: AnswerDraft, after: AnswerDraft) -> bool:
    """Whether links and comments, if there are any, end at a headline or a vote line."""
    return bool(after.headline or after.vote) or not _is_stack([*before.below, *after.above])


def _is_stack(blocks: list[Block]) -> bool:
    stacked = {line for lines in STACKS.values() for line in lines}
    return any(piece.words in stacked for block in blocks for line in block for piece in line)

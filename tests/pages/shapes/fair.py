"""What makes a page one that a careful person can read: repairs of what nobody could tell."""

from tests.pages.shapes.bylines import HEADLINE_LIKE
from tests.pages.shapes.draft import (
    AnswerDraft,
    PageDraft,
    byline,
    ends_as_sentence,
    nobody,
)  # fmt: skip
from tests.pages.shapes.furniture import STACKS
from tests.pages.shapes.source import Source


def make_fair(page: PageDraft, source: Source) -> None:
    """Give back the headlines without which nobody could tell where an answer begins.

    Two answers in a row are told apart by a byline or a vote line between them, or by a headline
    that is no sentence. A sentence of one doctor below the byline, and links and comments, need a
    headline after them. Extra lines that could be headlines need the rest of a byline below them.
    """
    for answer in page.answers:
        _keep_extras_within(answer, page)
    _keep_names_apart(page)
    for before, after in zip(page.answers, page.answers[1:], strict=False):
        if not _is_apart(before, after, page) or not _ends_clearly(before, after):
            after.headline = source.words.headline()
        if before.plain_postscript:
            after.headline = source.words.headline()
    first = page.answers[0]
    if not first.headline and not first.vote and _is_stack([*page.below_marker, *first.above]):
        first.headline = source.words.headline()
    if page.spacing == "none" and any(answer.plain_postscript for answer in page.answers):
        page.spacing = "own"


def _keep_extras_within(answer: AnswerDraft, page: PageDraft) -> None:
    bare = page.style in {"name only", "answered"} and not answer.person
    if bare or not answer.has_byline:
        answer.extras = []
    if not answer.person:
        answer.second_name = None
    loose = page.spacing == "none" or page.style == "blank lines" or not answer.stars
    answer.extras = [
        (min(where, 2) if loose and kind in HEADLINE_LIKE else where, kind, words)
        for where, kind, words in answer.extras
    ]


def _keep_names_apart(page: PageDraft) -> None:
    """A headline that is a name needs a byline of several lines to differ from."""
    if page.style in {"name only", "answered"} or page.above_words:
        for answer in page.answers:
            if answer.person and answer.headline == answer.person.line:
                answer.headline = f"{answer.headline} on this question"


def _between(before: AnswerDraft, after: AnswerDraft, page: PageDraft) -> str:
    """The letters of what is printed between the words of two answers."""
    tail = (before.order or page.order).partition("w")[2]
    head = (after.order or page.order).partition("w")[0]
    return "".join(
        part
        for answer, parts in ((before, tail), (after, head))
        for part in parts
        if _is_printed(part, answer, page)
    )


def _is_printed(part: str, answer: AnswerDraft, page: PageDraft) -> bool:
    if part == "h":
        return answer.headline is not None and not ends_as_sentence(answer.headline)
    return bool(answer.vote) if part == "v" else bool(byline(answer, page.style))


def _is_apart(before: AnswerDraft, after: AnswerDraft, page: PageDraft) -> bool:
    return bool(_between(before, after, page))


def _ends_clearly(before: AnswerDraft, after: AnswerDraft) -> bool:
    """Whether links and comments, if there are any, end at a headline or a vote line."""
    return bool(after.headline or after.vote) or not _is_stack([*before.below, *after.above])


def _is_stack(blocks: list[list[tuple[object, ...]]]) -> bool:
    return any(
        nobody(line)[0] in block for lines in STACKS.values() for line in lines for block in blocks
    )

"""HTML of the library's pages, the review of an upload, and the progress of a change."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.show.card import title_html
from bot.show.wording import name_of
from bot.staff.changes import ChangeState
from bot.staff.incoming import LARGEST, Incoming
from bot.staff.layout import counted, listing_address, rendered
from bot.staff.login import Session
from bot.text.languages import ENGLISH, language_of
from index.errors import UnreadablePage
from index.library.report import Report
from index.model import Answer, Page
from index.storage.store import PageListing

MOST_REVIEWED = 50
"""Pages of an upload that are shown in full; those with warnings come first."""
ABOUT_ANSWER = re.compile(r"answer (\d+)\b")
"""How a warning about one answer names it."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of the library in a row."""

    id: str
    title: str
    address: str
    answers: int
    source: str


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """An answer as it was read, with the warnings about it."""

    number: int
    name: str
    words: str
    language: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as it was read: what adding it would do, and the warnings about all of the page."""

    id: str
    title: Markup
    announced: int | None
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    answers: tuple[AnswerRead, ...]


def pages_html(held: Sequence[PageListing], total: int, contains: str, session: Session) -> Markup:
    """The form that takes files, and the pages of the library.

    Args:
        held: the first of the pages.
        total: how many pages there are.
        contains: letters that the title or id of each page has to contain; all have none.
    """
    return rendered(
        "pages.html",
        session=session,
        megabytes=LARGEST // 1024**2,
        contains=contains,
        total=total,
        pages=[
            PageRow(
                one.page_id,
                one.title or one.page_id,
                listing_address(one.page_id),
                one.answers,
                one.file,
            )
            for one in held
        ],
    )


def review_html(
    token: str,
    incoming: Sequence[Incoming],
    unreadable: Sequence[UnreadablePage],
    session: Session,
) -> Markup:
    """What was read of an upload, every warning beside the text it is about, before it is added."""
    ordered = sorted(incoming, key=lambda one: not one.page.warnings)
    return rendered(
        "review.html",
        session=session,
        token=token,
        page_count=len(incoming),
        answer_count=sum(len(one.page.answers) for one in incoming),
        unreadable=unreadable,
        pages=[_page_read(one) for one in ordered[:MOST_REVIEWED]],
    )


def _page_read(one: Incoming) -> PageRead:
    page = one.page
    return PageRead(
        id=page.id,
        title=title_html(page, ENGLISH),
        announced=page.announced,
        notes=tuple(_notes(one)),
        warnings=tuple(text for text in page.warnings if ABOUT_ANSWER.search(text) is None),
        answers=tuple(_answer_read(page, answer) for answer in page.answers),
    )


def _notes(one: Incoming) -> Iterator[str]:
    if one.replaces is not None:
        yield (
            f"It replaces the page of the same name from {one.replaces}: "
            f"{counted(one.before, 'answer')} there, {len(one.page.answers):,} here."
        )
    if one.removed_on is not None:
        yield f"A page of this name was removed on {one.removed_on}; adding it lets it in again."


def _answer_read(page: Page, answer: Answer) -> AnswerRead:
    words = page.quote(answer.body)
    return AnswerRead(
        number=answer.number,
        name=name_of(answer.doctor),
        words=words,
        language=language_of(words, page.text),
        warnings=tuple(
            text
            for text in page.warnings
            if (found := ABOUT_ANSWER.search(text)) is not None and int(found[1]) == answer.number
        ),
    )


def progress_html(state: ChangeState) -> Markup:
    """How far a change is, or what came of it."""
    report = state.report
    return rendered(
        "progress.html",
        state=state,
        most=max(state.total, 1),
        report=report,
        counts=[] if report is None else list(_counts(report)),
    )


def _counts(report: Report) -> Iterator[tuple[str, str]]:
    yield "added", counted(len(report.added), "page")
    yield "changed", counted(len(report.changed), "page")
    yield "removed", counted(len(report.removed), "page")
    removed = counted(len(report.taken_out), "answer or page", "answers and pages")
    yield "removed permanently", removed

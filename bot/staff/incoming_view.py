"""HTML of the library's pages, the review of an upload, and the progress of a change."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from markupsafe import Markup

from bot.show.card import title_html
from bot.show.differences import Stretch, stretches
from bot.show.wording import name_of
from bot.staff.changes import ChangeState
from bot.staff.checking_view import checking_address
from bot.staff.incoming import ENDINGS, LARGEST, Incoming
from bot.staff.layout import counted, listing_address, rendered
from bot.staff.login import Session
from bot.staff.paging import Heading, Paging
from bot.text.languages import ENGLISH, language_of
from index.errors import UnreadablePage
from index.library.difference import AnswerDifference, FieldDifference, PageDifference
from index.library.report import Report
from index.library.watch import WatchedFolders
from index.model import Answer, Page
from index.pages.kinds import is_saved_page
from index.pages.line_reader.page_warnings import checks_in
from index.storage.examples import MOST_EXAMPLES
from index.storage.store import PageListing

MOST_SKIPPED = 50
"""Files of watched folders that are listed because they could not be read."""
UPLOADED = tuple(dict.fromkeys(f".{one.rpartition('.')[2]}" for one in ENDINGS))
"""What a browser offers to upload: it compares with the last part of a name's ending alone."""
ABOUT_ANSWER = re.compile(r"answer (\d+)\b")
"""How a warning about one answer names it."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of the library in a row; `lines` is where its lines are shown, if it has any. Its
    question `may_be_offered` where it has one, is not offered yet, and not all are chosen."""

    id: str
    title: str
    address: str
    answers: int
    source: str
    lines: str | None
    may_be_offered: bool


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """An answer as it was read, with the warnings about it."""

    number: int
    name: str
    words: str
    language: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Words as they are and as they would be, in stretches; None where nothing is said."""

    name: str
    before: tuple[Stretch, ...] | None
    after: tuple[Stretch, ...] | None
    language: str


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that would go, come or change: its words, if these would, and its other fields."""

    number: int
    name: str
    heading: str
    words: FieldChange | None
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class PageChange:
    """Everything that would go or change of one page of the library; `lost` is what it would no
    longer say."""

    id: str
    title: str
    goes: bool
    lost: str | None
    fields: tuple[FieldChange, ...]
    answers: tuple[AnswerChange, ...]


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as it was read: what adding it would do, and the warnings about all of the page."""

    id: str
    title: Markup
    announced: int | None
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    answers: tuple[AnswerRead, ...]


def pages_html(
    held: Sequence[PageListing],
    paging: Paging,
    heads: Sequence[Heading],
    contains: str,
    session: Session,
    examples: Sequence[tuple[str, str]],
    watched: WatchedFolders | None = None,
) -> Markup:
    """The form that takes files, the folders that are watched, and the pages of the library.

    Args:
        examples: the pages whose questions are offered to patients, each by its id and its title.
        held: the pages that are shown.
        contains: letters that the title or id of each page has to contain; all have none.
    """
    return rendered(
        "pages.html",
        session=session,
        megabytes=LARGEST // 1024**2,
        endings=",".join(UPLOADED),
        watched=watched,
        examples=examples,
        most_examples=MOST_EXAMPLES,
        most_skipped=MOST_SKIPPED,
        contains=contains,
        paging=paging,
        headings=heads,
        pages=[
            PageRow(
                one.page_id,
                one.title or one.page_id,
                listing_address(one.page_id),
                one.answers,
                one.file,
                checking_address(one.page_id) if is_saved_page(PurePath(one.file)) else None,
                one.title is not None
                and len(examples) < MOST_EXAMPLES
                and one.page_id not in dict(examples),
            )
            for one in held
        ],
    )


def review_html(
    token: str,
    incoming: Sequence[Incoming],
    unreadable: Sequence[UnreadablePage],
    paging: Paging,
    session: Session,
    pending: Sequence[PageDifference] = (),
) -> Markup:
    """What was read of an upload, every warning beside the text it is about, before it is added;
    and everything that would go or change in the library.

    Args:
        paging: which of the pages are shown in full; those with warnings come first. What would go
            or change stands before the first of them, all of it.
        pending: what else would change, by files of earlier uploads that somebody edited.
    """
    ordered = sorted(incoming, key=lambda one: not one.page.warnings)
    taken = [one for one in incoming if one.is_taken]
    changes = [told for one in taken if (told := one.difference) is not None]
    changes = [told for told in changes if not told.changes_nothing]
    return rendered(
        "review.html",
        session=session,
        token=token,
        paging=paging,
        taken_count=len(taken),
        doubtful_count=sum(bool(checks_in(one.page.warnings)) for one in taken),
        answer_count=sum(len(one.page.answers) for one in taken),
        is_changing=bool(changes or pending),
        changes=[page_change(told) for told in changes if paging.number == 1],
        pending=[page_change(told) for told in pending if paging.number == 1],
        refused=[(one.page.id, one.refused) for one in incoming if one.refused],
        summary=summary_of([*changes, *pending]),
        unreadable=unreadable,
        pages=[_page_read(one) for one in ordered[paging.skip : paging.until]],
    )


def summary_of(changes: Sequence[PageDifference]) -> str | None:
    """How much would go and change, in one sentence; None where nothing would."""
    answers = [answer for one in changes for answer in one.answers]
    changed = [answer for answer in answers if answer.kind == "changed"]
    counts = {
        "would go": sum(answer.kind == "gone" for answer in answers),
        "would have other words": sum(answer.words is not None for answer in changed),
        "would have another headline or attribution": sum(bool(one.fields) for one in changed),
        "would be new on its page": sum(answer.kind == "new" for answer in answers),
    }
    told = [f"{counted(count, 'answer')} {words}" for words, count in counts.items() if count]
    parts = sum(len(one.fields) for one in changes)
    told += [f"{counted(parts, 'other part')} of a page would change"] if parts else []
    return f"{', '.join(told)}; each is shown below." if told else None


def page_change(told: PageDifference) -> PageChange:
    """What would change of a page, as it is shown."""
    answers = tuple(answer_change(one) for one in told.answers)
    fields = tuple(field_change(one) for one in told.fields)
    title = told.title or told.page_id
    return PageChange(told.page_id, title, told.goes, told.lost, fields, answers)


def answer_change(one: AnswerDifference) -> AnswerChange:
    """What would change of an answer, as it is shown."""
    headings = {"gone": "would go", "new": "would be new", "changed": "would change"}
    words = None if one.words is None else field_change(one.words)
    return AnswerChange(
        one.number,
        name_of(one.doctor),
        headings[one.kind],
        words,
        tuple(map(field_change, one.fields)),
    )


def field_change(one: FieldDifference) -> FieldChange:
    """What would change of a field, as it is shown."""
    found = _stretches(one)
    return FieldChange(
        one.name,
        None if one.before is None else tuple(part for part in found if part.kind != "new"),
        None if one.after is None else tuple(part for part in found if part.kind != "gone"),
        language_of(one.after or one.before or "", one.before or one.after or ""),
    )


def _stretches(one: FieldDifference) -> list[Stretch]:
    """What of the words is marked: nothing, where there is only one version to read."""
    if one.before is None or one.after is None:
        return [Stretch("same", one.before or one.after or "")]
    return stretches(one.before, one.after)


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
    if checks_in(one.page.warnings):
        yield (
            "This page can be read in two ways. Once it is added, decide under “To be checked”; "
            "until then the answers concerned name nobody."
        )
    if one.is_held:
        yield "The library has this page already, word for word. It stays as it is."
    elif one.refused is not None:
        yield f"Not added: {one.refused}."
    elif one.replaces is not None:
        yield (
            f"It replaces the page of the same name from {one.replaces}: "
            f"{counted(one.before, 'answer')} there, {len(one.page.answers):,} here."
        )
        if one.difference is not None and _is_another(one.difference, one.before):
            yield (
                "None of the answers there is in this file, so it may be another page of the same "
                "name. To keep both, rename the file and upload it again."
            )
    if one.gone:
        which = "1 answer of it is" if one.gone == 1 else f"{one.gone:,} answers of it are"
        yield (
            f"{which} not shown here, and would be left out: removed permanently, or maybe by "
            "somebody who was."
        )
    yield from one.left_out
    if one.removed_on is not None:
        yield f"A page of this name was removed on {one.removed_on}; adding it lets it in again."


def _is_another(told: PageDifference, before: int) -> bool:
    """Whether none of the answers of a page would stay."""
    return 0 < before == sum(one.kind == "gone" for one in told.answers)


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


def _counts(report: Report) -> Iterator[str]:
    """What a change did, as far as it did anything."""
    pages = {"added": report.added, "changed": report.changed, "removed": report.removed}
    for did, ids in pages.items():
        if ids:
            yield f"{counted(len(ids), 'page')} {did}"
    if gone := len(report.taken_out):
        yield f"{counted(gone, 'answer or page', 'answers and pages')} removed permanently"

"""HTML of the coverage page: what the library holds, and the searches with no results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from bot.feedback.unanswered import UnansweredQuestion
from bot.query.synonyms import Term
from bot.reply.evaluate import Evaluation
from bot.show.differences import Stretch, stretches
from bot.show.evaluation import evaluation_svg, rows_of
from bot.show.wording import NO_DATE, answered_on, name_of
from bot.staff.coverage import Coverage
from bot.staff.layout import counted, listing_address, rendered, saved_page_address
from bot.staff.login import Session
from bot.text.languages import language_of
from index.library.open import FoundAnswer
from index.model import Page
from index.storage.history import Event

LISTED = 100
"""Pages and groups of each kind that are listed; how many there are is always said."""
RECENT = 20
"""Builds that are listed."""


@dataclass(frozen=True, slots=True)
class PageRemark:
    """A page with a remark: its warnings, or its number of answers."""

    address: str
    title: str
    source: str = ""
    warnings: tuple[str, ...] = ()
    announced: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class BuildLine:
    """A build in a line: when, by whom, and what it changed."""

    minute: str
    by: str
    changes: str


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """One saving of an answer: where it stands, its day as the page says, its file, and its words
    beside those of another saving."""

    answer_id: str
    address: str
    dated: str
    source: str
    words: tuple[Stretch, ...]
    language: str


def coverage_html(
    coverage: Coverage,
    events: Sequence[Event],
    refused: int,
    evaluation: Evaluation | None = None,
    rewritten: Sequence[Sequence[FoundAnswer]] = (),
) -> Markup:
    """Counts, topics, the last evaluation, and the lists of irregular pages and answers.

    Args:
        refused: answers that were not shown as they did not fit their seals.
        rewritten: the first of the answers that were saved with other words, by address.
    """
    return rendered(
        "coverage.html",
        counts=list(_counts(coverage, refused)),
        build_facts=_build_facts(events) if events else [],
        builds=[_build(one) for one in reversed(events[-RECENT:])],
        evaluation=evaluation,
        evaluated_at="" if evaluation is None else evaluation.when[:16].replace("T", " "),
        evaluation_rows=[] if evaluation is None else rows_of([evaluation]),
        # Numbers and our own words alone.
        picture=Markup("" if evaluation is None else evaluation_svg(evaluation)),  # noqa: S704
        topics=coverage.topics,
        topic_sizes=[
            (one.titles[0] if one.titles else "untitled", one.answers) for one in coverage.topics
        ],
        mismatches=[
            PageRemark(
                listing_address(one.page_id),
                one.title or one.page_id,
                announced=one.announced,
                found=one.found,
            )
            for one in coverage.mismatches[:LISTED]
        ],
        mismatch_count=len(coverage.mismatches),
        warned=[
            PageRemark(
                listing_address(one.page_id), one.title or one.page_id, one.source, one.warnings
            )
            for one in coverage.warned[:LISTED]
        ],
        warned_count=len(coverage.warned),
        duplicates=[[*map(_linked, ids)] for ids in coverage.duplicates[:LISTED]],
        duplicate_count=len(coverage.duplicates),
        rewritten=[
            (name_of(saved[0].answer.doctor), _versions(one, other))
            for saved in rewritten
            for one, other in pairwise(saved)
        ],
        rewritten_count=len(coverage.rewritten),
    )


def _versions(one: FoundAnswer, other: FoundAnswer) -> tuple[SavedVersion, SavedVersion]:
    """Two savings of an answer, what differs in their words marked."""
    both = stretches(one.page.quote(one.answer.body), other.page.quote(other.answer.body))
    return _version(one, both, "gone"), _version(other, both, "new")


def _version(found: FoundAnswer, both: Sequence[Stretch], own: str) -> SavedVersion:
    page, answer = found.page, found.answer
    return SavedVersion(
        *_linked(answer.id),
        answered_on(answer) or NO_DATE,
        page.source,
        tuple(part for part in both if part.kind in ("same", own)),
        language_of(page.quote(answer.body), page.text),
    )


def _counts(coverage: Coverage, refused: int) -> Iterator[tuple[str, str]]:
    yield "Pages", f"{coverage.pages:,}"
    yield "Answers", f"{coverage.answers:,}"
    if coverage.copies:
        yield "Copies of answers, not counted", f"{coverage.copies:,}"
    yield "Announced answers found", f"{coverage.announced_found:,} of {coverage.announced:,}"
    yield "Doctor not named", counted(coverage.unnamed, "answer")
    yield "Pages without answers", f"{coverage.empty_pages:,}"
    yield "Warnings", f"{coverage.warnings:,} on {counted(len(coverage.warned), 'page')}"
    if coverage.rewritten:
        yield "Saved with other words", counted(len(coverage.rewritten), "answer")
    yield "Duplicate answers", counted(len(coverage.duplicates), "group")
    if refused:
        yield "Withheld as damaged", f"{counted(refused, 'answer')}; run “doctor-answers check”"
    if coverage.longest is not None:
        answer_id, length = coverage.longest
        yield "Longest answer", f"{length:,} characters: {answer_id}"


def _build_facts(events: Sequence[Event]) -> list[tuple[str, str]]:
    first, last = events[0], events[-1]
    longest = max(events, key=lambda one: one.seconds)
    return [
        ("Oldest build", f"{_minute(first)} by {first.by}"),
        ("Latest build", f"{_minute(last)} by {last.by}"),
        ("Longest build", f"{longest.seconds:,.1f} s, {_minute(longest)}"),
        ("Builds", f"{len(events):,}"),
    ]


def _build(event: Event) -> BuildLine:
    ids = {
        "added": event.added,
        "changed": event.changed,
        "removed": event.removed,
    }
    changes = [f"{name}: {counted(len(some), 'page')}" for name, some in ids.items() if some]
    if event.taken_out:
        gone = counted(len(event.taken_out), "answer or page", "answers and pages")
        changes.append(f"removed permanently: {gone}")
    return BuildLine(_minute(event), event.by, ", ".join(changes) or "nothing changed")


def _minute(event: Event) -> str:
    return event.when[:16].replace("T", " ")


def _linked(answer_id: str) -> tuple[str, str]:
    """An answer's id, and where its page is shown with the answer marked."""
    page_id = Page.id_of(answer_id)
    return answer_id, saved_page_address(page_id, int(answer_id.removeprefix(f"{page_id}#")))


def searches_html(
    questions: Sequence[UnansweredQuestion] | None,
    taught: Sequence[Term],
    session: Session,
    error: str | None,
) -> Markup:
    """Questions for which nothing was found, with a form that teaches a synonym, and those taught.

    Args:
        questions: None if questions are not kept.
        error: why a synonym was not taught just now.
    """
    return rendered(
        "searches.html",
        questions=questions,
        synonyms=[(said, term.name) for term in taught for said in term.said],
        session=session,
        error=error,
    )

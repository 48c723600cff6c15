"""HTML of the coverage page: what the library holds, and the searches with no results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from types import MappingProxyType
from typing import Literal, TypeAlias

from markupsafe import Markup

from bot.feedback.unanswered import UnansweredQuestion
from bot.query.synonyms import Term
from bot.reply.evaluate import Evaluation
from bot.show.changes import calibration_lines
from bot.show.differences import Stretch, stretches
from bot.show.evaluation import evaluation_svg, rows_of
from bot.show.wording import NO_DATE, answered_on, name_of
from bot.staff.coverage import Coverage
from bot.staff.layout import counted, listing_address, rendered, saved_page_address
from bot.staff.login import Session
from bot.staff.paging import Column, ListAddress, Paging, Sorting, headings
from bot.text.languages import language_of
from index.library.open import FoundAnswer, Library
from index.model import Page
from index.storage.history import Event

LISTED = 20
"""Pages, answers and builds of each kind that are listed; the others have a page of their own."""
CoverageList: TypeAlias = Literal["mismatches", "warned", "rewritten", "duplicates", "builds"]
LISTS: Mapping[CoverageList, str] = MappingProxyType(
    {
        "mismatches": "Announced and found numbers differ",
        "warned": "Warnings",
        "rewritten": "Saved with other words",
        "duplicates": "Duplicate answers",
        "builds": "Builds (times in UTC)",
    }
)
"""The lists of the coverage, and what is above each."""
SEARCH_COLUMNS = (
    Column("question", "Question"),
    Column("times", "Times", largest_first=True),
    Column("day", "Last asked", largest_first=True),
)


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
    library: Library,
    evaluation: Evaluation | None = None,
) -> Markup:
    """Counts, where "answered" and "related" begin, the last evaluation, and the first of each list
    of irregular pages and answers.

    Args:
        refused: answers that were not shown as they did not fit their seals.
    """
    told = library.manifest.calibration
    return rendered(
        "coverage.html",
        calibration=[] if told is None else list(calibration_lines(told)),
        counts=list(_counts(coverage, refused)),
        build_facts=_build_facts(events) if events else [],
        evaluation=evaluation,
        evaluated_at="" if evaluation is None else evaluation.when[:16].replace("T", " "),
        evaluation_rows=[] if evaluation is None else rows_of([evaluation]),
        # Numbers and our own words alone.
        picture=Markup("" if evaluation is None else evaluation_svg(evaluation)),  # noqa: S704
        lists=[
            (name, title, count, listed(name, coverage, events, library, 0, LISTED))
            for name, title in LISTS.items()
            if (count := count_of(name, coverage, events))
        ],
        most=LISTED,
        units=UNITS,
    )


UNITS: Mapping[CoverageList, str] = MappingProxyType(
    {
        "mismatches": "page",
        "warned": "page",
        "rewritten": "answer",
        "duplicates": "group",
        "builds": "build",
    }
)
"""What each list counts."""


def list_html(
    name: CoverageList,
    coverage: Coverage,
    events: Sequence[Event],
    library: Library,
    page: str,
) -> Markup:
    """One of the lists, whole, in pages.

    Args:
        page: which of them is asked for.
    """
    total = count_of(name, coverage, events)
    paging = Paging.of(page, total, ListAddress("/coverage/list", [("of", name)]))
    return rendered(
        "coverage_list.html",
        name=name,
        title=LISTS[name],
        unit=UNITS[name],
        paging=paging,
        some=listed(name, coverage, events, library, paging.skip, paging.per),
    )


def count_of(name: CoverageList, coverage: Coverage, events: Sequence[Event]) -> int:
    """How many one of the lists has."""
    return len(events) if name == "builds" else len(getattr(coverage, name))


def listed(
    name: CoverageList,
    coverage: Coverage,
    events: Sequence[Event],
    library: Library,
    skip: int,
    most: int,
) -> list[object]:
    """Some of one list, as its template shows them."""
    if name == "builds":
        return [_build(one) for one in islice(reversed(events), skip, skip + most)]
    if name == "mismatches":
        return [
            PageRemark(
                listing_address(one.page_id),
                one.title or one.page_id,
                announced=one.announced,
                found=one.found,
            )
            for one in coverage.mismatches[skip:][:most]
        ]
    if name == "warned":
        return [
            PageRemark(
                listing_address(one.page_id), one.title or one.page_id, one.source, one.warnings
            )
            for one in coverage.warned[skip:][:most]
        ]
    if name == "duplicates":
        return [[*map(_linked, ids)] for ids in coverage.duplicates[skip:][:most]]
    some = coverage.rewritten[skip:][:most]
    there = (ids for ids in some if len(library.seals(ids)) == len(ids))
    return [
        (name_of(saved[0].answer.doctor), _versions(one, other))
        for saved in map(library.answers, there)
        for one, other in pairwise(saved)
    ]


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
    error: str | None = None,
    typed: tuple[str, str] = ("", ""),
    sorting: Sorting | None = None,
    page: str = "",
) -> Markup:
    """Questions for which nothing was found, with a form that teaches a synonym, and those taught.

    Args:
        questions: None if questions are not kept.
        error: why a synonym was not taught just now.
        typed: what patients and what doctors say, as somebody wants to teach it; without an error
            it is what no doctor here says.
        page: which page of the questions is asked for.
    """
    given = "" if sorting is None else sorting.sent
    address = ListAddress("/coverage", [("sort", given)] if given else [])
    ordered = _ordered(questions or (), sorting)
    paging = Paging.of(page, len(ordered), address)
    return rendered(
        "searches.html",
        questions=None if questions is None else ordered[paging.skip : paging.until],
        paging=paging,
        headings=headings(SEARCH_COLUMNS, sorting, address),
        synonyms=[(said, term.name) for term in taught for said in term.said],
        session=session,
        error=error,
        typed=typed,
        is_unused=error is None and any(typed),
    )


def _ordered(
    questions: Sequence[UnansweredQuestion], sorting: Sorting | None
) -> Sequence[UnansweredQuestion]:
    if sorting is None:
        return questions
    if sorting.by == "question":
        return sorted(questions, key=lambda one: one.question.casefold(), reverse=sorting.reverse)
    return sorted(questions, key=lambda one: getattr(one, sorting.by), reverse=sorting.reverse)

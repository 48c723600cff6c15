"""Puts a page together of the parts that its markup, or a recipe, names."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.model import Answer, Doctor, Page, PageLine, Role, Span
from index.pages.line_reader.answers import numbers
from index.pages.line_reader.lines import Line, lines_of
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.text import damage_warnings, naming_warnings, tiles

NOBODY = Doctor()


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer whose parts are known by their places in the page's text.

    `doubt` says why nobody is named though somebody may be; `oddities` is what else must be said.
    `box` is all that the markup has of the answer, where it says that.
    """

    body: Span
    doctor: Doctor = NOBODY
    byline: Span | None = None
    headline: Span | None = None
    answered_on: date | None = None
    url: str | None = None
    language: str | None = None
    dated: str | None = None
    upvotes: int | None = None
    doubt: str | None = None
    oddities: tuple[str, ...] = ()
    box: Span | None = None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """The parts of a page; `told_by` says what they rest on."""

    answers: tuple[FoundAnswer, ...]
    told_by: str
    title: Span | None = None
    question: Span | None = None
    announced: int | None = None
    warnings: tuple[str, ...] = ()


def assembled(text: str, found: FoundPage, *, page_id: str, source: str, digest: str) -> Page:
    """The page. Answers are numbered as they stand in it; two whose words overlap are nobody's
    answer: where one ends is not known."""
    whole, torn = _apart(found.answers)
    bodies = [one.body for one in whole]
    title = _free(found.title, bodies)
    question = _free(found.question, [*bodies, *_spans(title)])
    taken = [*bodies, *_spans(title), *_spans(question)]
    kept = [
        replace(one, byline=_free(one.byline, taken), headline=_free(one.headline, taken))
        for one in whole
    ]
    answers = tuple(_answer(page_id, n, one) for n, one in enumerate(kept, start=1))
    page = Page(
        id=page_id,
        source=source,
        digest=digest,
        text=text,
        title=title,
        question=question,
        announced=found.announced,
        answers=answers,
        notice=None,
    )
    lines = lines_of(text)
    warnings = (
        *damage_warnings(text),
        *found.warnings,
        *_of_page(page),
        *(
            f"an answer of {one.body.end - one.body.start} characters overlaps another; left out"
            for one in torn
        ),
        *(
            told
            for one, answer in zip(kept, answers, strict=True)
            for told in _of(one, answer, lines)
        ),
    )
    return replace(page, warnings=warnings, lines=tuple(_lines(page, lines, found.told_by)))


def _apart(answers: Sequence[FoundAnswer]) -> tuple[list[FoundAnswer], list[FoundAnswer]]:
    """The answers in the order of the page, and those that overlap another."""
    groups: list[list[FoundAnswer]] = []
    end = -1
    for one in sorted(answers, key=lambda one: one.body):
        if one.body.start < end:
            groups[-1].append(one)
        else:
            groups.append([one])
        end = max(end, one.body.end)
    whole = [group[0] for group in groups if len(group) == 1]
    return whole, [one for group in groups if len(group) > 1 for one in group]


def _free(span: Span | None, taken: Sequence[Span]) -> Span | None:
    """A part's place, if it is no part of another's."""
    if span is None or any(span.start < one.end and one.start < span.end for one in taken):
        return None
    return span


def _spans(span: Span | None) -> list[Span]:
    return [] if span is None else [span]


def _answer(page_id: str, number: int, found: FoundAnswer) -> Answer:
    is_doubted = found.doubt is not None
    return Answer(
        id=f"{page_id}#{number}",
        number=number,
        headline=found.headline,
        body=found.body,
        byline=None if is_doubted else found.byline,
        doctor=Doctor() if is_doubted else found.doctor,
        doubt=found.doubt,
        answered_on=found.answered_on,
        url=found.url,
        language=found.language,
        dated=found.dated,
        upvotes=found.upvotes,
    )


def _of_page(page: Page) -> Iterator[str]:
    if page.title is None:
        yield "no title above the answers"
    elif page.question is None:
        yield "no question below the title"
    if page.announced is not None and page.announced != len(page.answers):
        yield f"the page announces {page.announced} answers, {len(page.answers)} are on it"


def _of(found: FoundAnswer, answer: Answer, lines: Sequence[Line]) -> Iterator[str]:
    """What must be said of one answer."""
    if found.doubt is not None:
        own = [line for line in lines if answer.body.start < line.span.end and
               line.span.start < answer.body.end]  # fmt: skip
        at = numbers(own)
        yield f"{TO_BE_CHECKED}: answer {answer.number} ({at}) names nobody, as {found.doubt}"
    yield from (f"answer {answer.number}: {one}" for one in found.oddities)
    if found.doubt is None:
        yield from naming_warnings(answer)


def _lines(page: Page, lines: Sequence[Line], told_by: str) -> Iterator[PageLine]:
    """All lines of the page, each with the part that it begins in."""
    above = ((Role.TITLE, page.title), (Role.QUESTION, page.question))
    places: list[tuple[Span, Role, int | None]] = [
        (span, role, None) for role, span in above if span is not None
    ]
    for answer in page.answers:
        roles = ((Role.HEADLINE, answer.headline), (Role.BODY, answer.body),
                 (Role.BYLINE, answer.byline))  # fmt: skip
        places += [(span, role, answer.number) for role, span in roles if span is not None]
    places.sort(key=lambda place: place[0])
    starts = [span.start for span, _, _ in places]
    doubts = {answer.number: answer.doubt for answer in page.answers if answer.doubt}
    found: dict[int, tuple[Role, str, int | None]] = {}
    for line in lines:
        at = bisect_right(starts, line.span.start) - 1
        span, role, number = places[at] if at >= 0 else (Span(0, 0), Role.FURNITURE, None)
        if line.span.start < span.end:
            found[line.number] = (role, doubts.get(number or 0, told_by), number)
        else:
            found[line.number] = (Role.FURNITURE, f"beside the parts that are {told_by}", None)
    return tiles(page.text, lines, found)

"""A page without some of its answers: their lines are cut out, and all else stays as it was."""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.model import Answer, Page, Span
from index.pages.answers import VOTE
from index.pages.byline import read_place, read_stars

REMOVED = "was removed"
"""The end of the warning about an answer that was cut out of its page."""
REMOVED_BEFORE = "was removed"
"""What it ends in on pages that version 0.1.0 redacted."""


def without_answers(page: Page, numbers: Collection[int], lines: Sequence[Span] = ()) -> Page:
    """A page without the answers of those numbers, and without those lines that are nobody's.

    Nothing is put in their place. The other answers keep their ids and their numbers, and every
    span that is left has the words that it had. The digest is that of the text that is left.

    Raises:
        ValueError: what is cut reaches into what stays.
    """
    kept = [answer for answer in page.answers if answer.number not in numbers]
    stay = _spans(page, kept)
    gone = [answer for answer in page.answers if answer.number in numbers]
    regions = [_region(page, answer, stay) for answer in gone]
    regions += [_with_attribution(page, line, stay) for line in lines]
    cuts = _cuts(page.text, regions, stay)
    for span in stay:
        for cut in cuts:
            if cut.start < span.end and span.start < cut.end:
                raise ValueError(f"page {page.id}: {cut} cannot be cut out of {span}")

    def moved(span: Span | None) -> Span | None:
        return None if span is None else _moved(span, cuts)

    text = _left(page.text, cuts)
    return replace(
        page,
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=text,
        title=moved(page.title),
        question=moved(page.question),
        notice=moved(page.notice),
        answers=tuple(
            replace(
                answer,
                headline=moved(answer.headline),
                body=_moved(answer.body, cuts),
                byline=moved(answer.byline),
            )
            for answer in kept
        ),
        warnings=(
            *_warnings_left(page, numbers, lines),
            *(f"answer {answer.number} {REMOVED}" for answer in gone),
        ),
    )


def was_cut(page: Page) -> bool:
    """Whether something was removed from a page."""
    return any(warning.endswith((REMOVED, REMOVED_BEFORE)) for warning in page.warnings)


def says_the_same(one: Page, other: Page) -> bool:
    """Whether two pages have the same questions, and the same answers by the same doctors, however
    these are numbered."""
    return _content(one) == _content(other)


def _content(page: Page) -> tuple[object, ...]:
    answers = [
        (page.quoted(answer.headline), page.quote(answer.body), answer.doctor)
        for answer in page.answers
    ]
    return page.quoted(page.title), page.quoted(page.question), answers


def loose_lines(page: Page) -> Iterator[Span]:
    """The lines that belong to no part of the page, stripped."""
    stay = sorted(_spans(page, page.answers))
    edges = [Span(0, 0), *stay, Span(len(page.text), len(page.text))]
    for before, after in pairwise(edges):
        between = page.text[before.end : max(before.end, after.start)]
        for found in re.finditer(r"[^\r\n]+", between):
            words = found[0].strip()
            if words:
                start = before.end + found.start() + found[0].index(words)
                yield Span(start, start + len(words))


def _spans(page: Page, answers: Sequence[Answer]) -> list[Span]:
    spans = [page.title, page.question, page.notice]
    for answer in answers:
        spans += _parts(answer)
    return [span for span in spans if span is not None]


def _parts(answer: Answer) -> list[Span]:
    return [span for span in (answer.headline, answer.body, answer.byline) if span is not None]


def _region(page: Page, answer: Answer, stay: Sequence[Span]) -> Span:
    """From the first line of an answer to its last: the vote line above it is its own, and so are
    lines of attribution right below."""
    parts = _parts(answer)
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    if answer.headline is None:
        above = _line_above(page.text, start)
        if above is not None and VOTE.fullmatch(page.quote(above)) and not _meets(above, stay):
            start = above.start
    return _with_attribution(page, Span(start, end), stay)


def _with_attribution(page: Page, region: Span, stay: Sequence[Span]) -> Span:
    while (below := _line_below(page.text, region.end)) is not None:
        words = page.quote(below)
        gap = len(re.findall(r"\r\n|\r|\n", page.text[region.end : below.start]))
        is_attribution = read_stars(words) is not None or (
            read_place(words) is not None and gap == 1
        )
        if not is_attribution or _meets(below, stay):
            break
        region = Span(region.start, below.end)
    return region


def _line_above(text: str, at: int) -> Span | None:
    end = _end_above(text, at)
    start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end) if start < end else None


def _line_below(text: str, at: int) -> Span | None:
    found = re.compile(r"\s*([^\r\n]*\S)").match(text, at)
    return None if found is None else Span(found.start(1), found.end(1))


def _end_above(text: str, at: int) -> int:
    """Where the words above a place end."""
    while at and text[at - 1].isspace():
        at -= 1
    return at


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _cuts(text: str, regions: Sequence[Span], stay: Sequence[Span]) -> list[Span]:
    """The regions, each with the blanks above it: those below it are the next answer's, and tell
    whether that has a headline. Ascending, none touching another."""
    ends = [0, *(span.end for span in stay)]
    starts = [len(text), *(span.start for span in stay)]
    cuts: list[Span] = []
    for region in sorted(regions):
        above = max(end for end in ends if end <= region.start)
        start = max(above, _end_above(text, region.start))
        if cuts and start <= cuts[-1].end:
            cuts[-1] = Span(cuts[-1].start, max(cuts[-1].end, region.end))
        else:
            cuts.append(Span(start, region.end))
    if cuts and cuts[0].start == 0:  # nothing stands above that blanks could part from the rest
        end = cuts[0].end
        below = min(start for start in starts if start >= end)
        while end < below and text[end].isspace():
            end += 1
        cuts[0] = Span(0, end)
    return cuts


def _left(text: str, cuts: Sequence[Span]) -> str:
    starts = [0, *(cut.end for cut in cuts)]
    ends = [*(cut.start for cut in cuts), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _moved(span: Span, cuts: Sequence[Span]) -> Span:
    shift = sum(cut.end - cut.start for cut in cuts if cut.end <= span.start)
    return Span(span.start - shift, span.end - shift)


def _warnings_left(page: Page, numbers: Collection[int], lines: Sequence[Span]) -> Iterator[str]:
    cut = [page.quote(line) for line in lines]
    for warning in page.warnings:
        is_of_gone = any(warning.startswith(f"answer {number}:") for number in numbers)
        if not is_of_gone and not any(words in warning for words in cut):
            yield warning

"""Cuts answers out of a page; everything else stays as it was."""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise

from index.folding import folded
from index.model import Answer, Page, PageLine, Span
from index.pages.line_reader.furniture import vote_kind
from index.pages.line_reader.lines import lines_of
from index.pages.line_reader.page_warnings import DECIDED, TO_BE_CHECKED, doubts_in
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.text import tiles

REPEATED = 30
"""Letters and digits in a row that no line shares with an answer by chance."""
LONG_LINE = 15
"""Those of a line that is a repetition though it has fewer: it stands in the answer as a whole."""
REMOVED = "was removed"
"""The end of the warning about an answer that was cut out of its page."""
REMOVED_BY_0_1_0 = "was taken out"
"""The same on pages that version 0.1.0 redacted."""


def without_answers(page: Page, numbers: Collection[int], lines: Sequence[Span] = ()) -> Page:
    """A page without the answers of those numbers, and without those unassigned lines.

    Nothing is put in their place. The other answers keep their ids and their numbers, and every
    remaining span has the words that it had. The digest is that of the remaining text.

    Raises:
        ValueError: what is cut overlaps what is kept.
    """
    kept, cuts = _kept_and_cut(page, numbers, lines)

    def shifted(span: Span | None) -> Span | None:
        return None if span is None else _shifted(span, cuts)

    text = _text_without(page.text, cuts)
    return replace(
        page,
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=text,
        title=shifted(page.title),
        question=shifted(page.question),
        notice=shifted(page.notice),
        answers=tuple(
            replace(
                answer,
                headline=shifted(answer.headline),
                body=_shifted(answer.body, cuts),
                byline=shifted(answer.byline),
            )
            for answer in kept
        ),
        warnings=_warnings_without(page, numbers, lines),
        lines=tuple(_lines_without(page, text, cuts)),
        derived_by=None,
    )


def with_blanks(page: Page, numbers: Collection[int], lines: Sequence[Span] = ()) -> Page:
    """A page as `without_answers` makes it, but with blanks in place of what is cut, so that all
    that is kept stays where it was.

    Raises:
        ValueError: what is cut overlaps what is kept.
    """
    kept, cuts = _kept_and_cut(page, numbers, lines)
    text = page.text
    for cut in cuts:
        blank = re.sub(r"[^\r\n]", " ", page.quote(cut))
        text = text[: cut.start] + blank + text[cut.end :]
    return replace(
        page,
        text=text,
        answers=tuple(kept),
        warnings=_warnings_without(page, numbers, lines),
        lines=(),
    )


def _kept_and_cut(
    page: Page, numbers: Collection[int], lines: Sequence[Span]
) -> tuple[list[Answer], list[Span]]:
    """The answers that stay, and the spans that are cut."""
    kept = [answer for answer in page.answers if answer.number not in numbers]
    kept_spans = _spans(page, kept)
    removed = [answer for answer in page.answers if answer.number in numbers]
    regions = [region for answer in removed for region in _regions(page, answer, kept_spans)]
    regions += [_with_attribution(page, line, kept_spans) for line in lines]
    cuts = _cuts(page.text, regions, kept_spans)
    for span in kept_spans:
        for cut in cuts:
            if cut.start < span.end and span.start < cut.end:
                raise ValueError(f"page {page.id}: {cut} cannot be cut out of {span}")
    return kept, cuts


def _warnings_without(
    page: Page, numbers: Collection[int], lines: Sequence[Span]
) -> tuple[str, ...]:
    removed = [answer for answer in page.answers if answer.number in numbers]
    return (
        *_remaining_warnings(page, frozenset(numbers), lines),
        *(f"answer {answer.number} {REMOVED}" for answer in removed),
    )


def _lines_without(page: Page, text: str, cuts: Sequence[Span]) -> Iterator[PageLine]:
    """The lines that are left of a page, where it has its lines, with their roles."""
    if not page.lines:
        return
    roles = {}
    for one in page.lines:
        first = Span(_first_of(page.text, one.span), one.span.end)
        if not any(cut.start <= first.start < cut.end for cut in cuts):
            roles[_shifted(first, cuts).start] = (one.role, one.evidence, one.answer)
    lines = lines_of(text)
    if not lines:
        return
    numbered = {}
    for line, tile in zip(lines, tiles(text, lines, {}), strict=True):
        role = roles.get(_first_of(text, tile.span))
        if role is not None:
            numbered[line.number] = role
    yield from tiles(text, lines, numbered)


def _first_of(text: str, span: Span) -> int:
    """Where the first word of a span begins."""
    words = text[span.start : span.end]
    return span.start + len(words) - len(words.lstrip())


def was_redacted(page: Page) -> bool:
    """Whether something was removed from a page."""
    return any(warning.endswith((REMOVED, REMOVED_BY_0_1_0)) for warning in page.warnings)


def has_same_content(one: Page, other: Page) -> bool:
    """Whether two pages have the same questions, and the same answers by the same doctors, however
    these are numbered."""
    return _content(one) == _content(other)


def _content(page: Page) -> tuple[object, ...]:
    answers = [
        (page.quoted(answer.headline), page.quote(answer.body), answer.doctor)
        for answer in page.answers
    ]
    return page.quoted(page.title), page.quoted(page.question), answers


def unassigned_lines(page: Page) -> Iterator[Span]:
    """The lines that belong to no part of the page, stripped."""
    kept_spans = sorted(_spans(page, page.answers))
    edges = [Span(0, 0), *kept_spans, Span(len(page.text), len(page.text))]
    for before, after in pairwise(edges):
        between = page.text[before.end : max(before.end, after.start)]
        for found in re.finditer(r"[^\r\n]+", between):
            words = found[0].strip()
            if words:
                start = before.end + found.start() + found[0].index(words)
                yield Span(start, start + len(words))


def repeating_lines(page: Page, numbers: Collection[int]) -> Iterator[Span]:
    """The unassigned lines that repeat words of the answers of those numbers: what a site prints
    of them once more, as a "featured answer" or what is to be shared."""
    answers = [one for one in page.answers if one.number in numbers]
    said = [_letters(page.quote(one.body)) for one in answers]
    runs = {run for letters in said for run in _runs(letters)}
    for line in unassigned_lines(page) if said else ():
        letters = _letters(page.quote(line))
        is_within = len(letters) >= LONG_LINE and any(letters in one for one in said)
        is_around = any(LONG_LINE <= len(one) < REPEATED and one in letters for one in said)
        if is_within or is_around or any(run in runs for run in _runs(letters)):
            yield line


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, folded(words)))


def _runs(letters: str) -> Iterator[str]:
    return (letters[at : at + REPEATED] for at in range(len(letters) - REPEATED + 1))


def _spans(page: Page, answers: Sequence[Answer]) -> list[Span]:
    spans = [page.title, page.question, page.notice]
    for answer in answers:
        spans += _parts(answer)
    return [span for span in spans if span is not None]


def _parts(answer: Answer) -> list[Span]:
    return [span for span in (answer.headline, answer.body, answer.byline) if span is not None]


def _regions(page: Page, answer: Answer, kept_spans: Sequence[Span]) -> Iterator[Span]:
    """From the first line of an answer to its last: the vote line above it is its own, and so are
    lines of attribution right below.

    What others' parts stand between is cut out piece by piece, and a byline that is given for
    another answer, too, stays.
    """
    parts = sorted(part for part in _parts(answer) if not _overlaps(part, kept_spans))
    pieces = parts[:1]
    for part in parts[1:]:
        if _overlaps(Span(pieces[-1].end, part.start), kept_spans):
            pieces.append(part)
        else:
            pieces[-1] = Span(pieces[-1].start, part.end)
    for piece in pieces:
        yield _region(page, answer, piece, kept_spans)


def _region(page: Page, answer: Answer, piece: Span, kept_spans: Sequence[Span]) -> Span:
    start, end = piece.start, piece.end
    if answer.headline is None and piece.holds(answer.body):
        above = _line_above(page.text, start)
        if (
            above is not None
            and vote_kind(page.quote(above)) == "template"
            and not _overlaps(above, kept_spans)
        ):
            start = above.start
    return _with_attribution(page, Span(start, end), kept_spans)


def _with_attribution(page: Page, region: Span, kept_spans: Sequence[Span]) -> Span:
    while (below := _line_below(page.text, region.end)) is not None:
        words = page.quote(below)
        gap = len(re.findall(r"\r\n|\r|\n", page.text[region.end : below.start]))
        part = read_part(words)
        is_attribution = part is not None and (
            "stars" in part.kinds or ("name" not in part.kinds and gap == 1)
        )
        if not is_attribution or _overlaps(below, kept_spans):
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


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _cuts(text: str, regions: Sequence[Span], kept_spans: Sequence[Span]) -> list[Span]:
    """The regions, each with the blanks above it: those below it are the next answer's, and show
    whether that has a headline. Ascending, none touching another."""
    ends = [0, *(span.end for span in kept_spans)]
    starts = [len(text), *(span.start for span in kept_spans)]
    cuts: list[Span] = []
    for region in sorted(regions):
        above = max(end for end in ends if end <= region.start)
        start = max(above, _end_above(text, region.start))
        if cuts and start <= cuts[-1].end:
            cuts[-1] = Span(cuts[-1].start, max(cuts[-1].end, region.end))
        else:
            cuts.append(Span(start, region.end))
    if cuts and cuts[0].start == 0:  # there is nothing above to separate from the rest
        end = cuts[0].end
        below = min(start for start in starts if start >= end)
        while end < below and text[end].isspace():
            end += 1
        cuts[0] = Span(0, end)
    return cuts


def _text_without(text: str, cuts: Sequence[Span]) -> str:
    starts = [0, *(cut.end for cut in cuts)]
    ends = [*(cut.start for cut in cuts), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _shifted(span: Span, cuts: Sequence[Span]) -> Span:
    shift = sum(cut.end - cut.start for cut in cuts if cut.end <= span.start)
    return Span(span.start - shift, span.end - shift)


def _remaining_warnings(
    page: Page, numbers: AbstractSet[int], lines: Sequence[Span]
) -> Iterator[str]:
    cut = [page.quote(line) for line in lines]
    for warning in page.warnings:
        told = warning.removeprefix(f"{TO_BE_CHECKED}: ")
        is_of_gone = any(told.startswith(f"answer {number}:") for number in numbers)
        is_of_gone |= not numbers.isdisjoint(doubts_in([warning]))
        is_of_gone |= warning.startswith(DECIDED) and any(
            warning.endswith(f": answer {number}") for number in numbers
        )
        if not is_of_gone and not any(words in warning for words in cut):
            yield warning

"""Finds where the answers begin on a page that does not announce them.

The patient's words stand above the first answer, and nothing parts them from a doctor's but what
the page has beside every answer. So the beginning is known only where one of these explains the
whole page:

    votes above the words of every answer            from the headline above the first
    rules or numbers between the answers             from the one above the first byline
    bylines that announce words ("… answered:")      from the first
    a headline above the words of every answer       from the first, if it is the only one there
    bylines above the words, as signatures say, or as nothing but a title is above the first
"""

from collections.abc import Collection, Sequence

from index.pages.line_reader.byline import Byline
from index.pages.line_reader.cells import cut_cells
from index.pages.line_reader.layout import Layout, Section, layout_by_signatures, layout_of
from index.pages.line_reader.lines import Line
from index.pages.line_reader.mentions import named_within
from index.pages.line_reader.paragraphs import is_fragment, is_prose, stands_alone
from index.pages.line_reader.sifted import Sifted, sift
from index.pages.line_reader.units import Count

FEWEST = 2
"""Bylines by which a page tells how it is laid out."""


def first_of_answers(
    lines: Sequence[Line], title: str | None, notice: Collection[int]
) -> int | None:
    """The number of the line with which the answers begin; None where nothing tells it.

    Args:
        lines: the non-blank lines below the title.
        title: the page's title.
        notice: the numbers of the lines of the legal notice.
    """
    sifted = sift(lines, title, notice)
    named = [one for one in sifted.bylines if one.doctor.name is not None]
    if len(named) < FEWEST:
        return None
    start = _from_dividers(lines, sifted, title, notice)
    if start is None:
        ways = (_from_votes,) if sifted.votes else (_from_words, _from_headlines, _from_bylines)
        start = next((found for way in ways if (found := way(sifted)) is not None), None)
    above = [] if start is None else [line for line in lines if line.number < start]
    # whom the page names above may be the doctor of what follows
    return None if any(named_within(line.plain) for line in above) else start


def _from_votes(sifted: Sifted) -> int | None:
    """Where votes stand above the words of every answer, and no byline above the first votes."""
    opening, *answers = sifted.sections()
    if opening.bylines or len(answers) < FEWEST:
        return None
    if not all(_has_words(section) for section in answers):
        return None
    above = opening.words()
    headline = above[-1] if above and _is_headline(above, sifted) else None
    layout = layout_of([Section((headline,) if headline else ()), *answers], None)
    if layout not in {Layout.BELOW, Layout.BETWEEN}:
        return None
    return headline.number if headline else sifted.votes[0].number


def _has_words(section: Section) -> bool:
    return any(map(is_prose, section.words()))


def _is_headline(above: Sequence[Line], sifted: Sifted) -> bool:
    """Whether the last line above the first votes is a headline and not the patient's."""
    last = above[-1]
    opens = len(above) == 1 or last.gap > 0 or not any(line.gap for line in above)
    return opens and is_fragment(last) and sifted.gap_above_vote(last) <= 1


def _from_dividers(
    lines: Sequence[Line], sifted: Sifted, title: str | None, notice: Collection[int]
) -> int | None:
    """Where rules or numbers part the answers from each other and from the question."""
    for dividers in sifted.dividers():
        sections = sifted.sections(dividers)
        first = next((n for n, one in enumerate(sections) if one.bylines), 0)
        if first == 0:
            continue
        start = dividers[first - 1].number
        below = sift([line for line in lines if line.number >= start], title, notice)
        if cut_cells(below, Count(None)) is not None:
            return start
    return None


def _from_words(sifted: Sifted) -> int | None:
    """Where every byline says that its words follow."""
    if not all(one.announces for one in sifted.bylines):
        return None
    return sifted.texts[sifted.bylines[0].first].number


def _from_headlines(sifted: Sifted) -> int | None:
    """Where the words of every answer have a headline above them and their byline below."""
    (section,) = sifted.sections()
    opening, *inner = section.runs[:-1]
    if section.runs[-1] or not all(map(_opens_with_headline, inner)):
        return None
    if any(stands_alone(run, at) for run in inner for at in range(1, len(run))):
        return None
    found = [at for at in range(1, len(opening)) if stands_alone(opening, at)]
    if len(found) != 1 or not any(map(is_prose, opening[: found[0]])):
        return None
    start = found[0]
    return opening[start].number if any(map(is_prose, opening[start + 1 :])) else None


def _opens_with_headline(run: Sequence[Line]) -> bool:
    return len(run) > 1 and stands_alone(run, 0) and any(map(is_prose, run[1:]))


def _from_bylines(sifted: Sifted) -> int | None:
    """Where bylines stand above the words for sure."""
    (section,) = sifted.sections()
    first = sifted.bylines[0]
    start = next(n for n, item in enumerate(section.items) if isinstance(item, Byline))
    below = Section(section.items[start:])
    if not below.runs[-1] or not any(map(is_prose, below.runs[-1])):
        return None
    is_bare = not section.runs[0]
    is_asked = sifted.furniture_above(sifted.texts[first.first])[-1:] == ["asked"]
    if is_bare or is_asked or layout_by_signatures(below) is Layout.ABOVE:
        return sifted.texts[first.first].number
    return None

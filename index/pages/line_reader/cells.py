"""Cuts a page whose answers are divided by rules, by lines that number them, or by votes that close
them.

What stands between two of these is one answer, if every answer of the page has its byline at the
same end. Then no words of anybody else are next to it, and nothing has to be inferred from the ends
of the page.
"""

from bisect import bisect
from collections.abc import Sequence
from itertools import pairwise

from index.pages.line_reader.closings import is_postscript
from index.pages.line_reader.layout import Layout, Section
from index.pages.line_reader.lines import Line
from index.pages.line_reader.paragraphs import is_headline_like, is_paragraph, is_prose
from index.pages.line_reader.sifted import Sifted, nth_of
from index.pages.line_reader.units import Count, Unit, are_whole, found_in, may_be_two

MOST = 2 / 3
"""The share of answers that must be built alike."""
TORN = "it has no byline where the page's other answers have theirs"
CUT = "the answer with the next number is missing below it, and its byline may be that one's"
SEVERAL = "several bylines stand between two lines that divide answers"


def cut_cells(sifted: Sifted, count: Count) -> tuple[Layout, list[Unit]] | None:
    """Where the bylines stand, and every answer; None where no lines divide the answers for sure.

    Args:
        count: how many answers the page announces.
    """
    for dividers in sifted.dividers():
        sections = sifted.sections(dividers)
        cells = [one for one in sections if one.bylines or _has_prose(one.words())]
        layout = _layout(cells)
        if layout is not None and (dividers is not sifted.closing or _are_closed(cells)):
            units = [_unit(cell, layout, sifted) for cell in cells]
            whole = _counted(_without_postscripts(units), count)
            return layout, _above_gaps(whole, dividers, count)
    return None


def _above_gaps(units: list[Unit], dividers: Sequence[Line], count: Count) -> list[Unit]:
    """The units; below one of which the next number is missing, with all that stood between. Its
    byline may be the missing answer's, unless the page has all that it announces."""
    if count.announced is not None and not count.misses(found_in(units)):
        return units
    gaps = {
        upper.number for upper, lower in pairwise(dividers) if nth_of(lower) > nth_of(upper) + 1
    }
    places = [line.number for line in dividers]
    above = {
        unit: places[at - 1]
        for unit in units
        if unit.words and (at := bisect(places, unit.words[0].number))
    }
    return [unit.doubted(CUT) if above.get(unit) in gaps else unit for unit in units]


def _layout(cells: Sequence[Section]) -> Layout | None:
    """Where every byline stands within its cell.

    A byline without words in its cell, or words without a byline at the end of the page where the
    first or last byline would be, may tell that the lines stand between bylines and words; so may
    a first byline amid words, which may be a colleague's whom they quote.
    """
    sides = [_side(cell) for cell in cells]
    found = {side for side in sides if side is not None}
    clear = len(sides) - sides.count(None)
    if len(found) != 1 or clear < 2 or clear < MOST * len(cells):
        return None
    (layout,) = found
    if not all(_has_prose(cell.words()) for cell in cells):
        return None
    if layout is Layout.BELOW:
        return layout if cells[-1].bylines else None
    are_headed = all(cell.runs[0] for cell, side in zip(cells, sides, strict=True) if side)
    return layout if sides[0] is Layout.ABOVE or are_headed else None


def _are_closed(cells: Sequence[Section]) -> bool:
    """Whether votes stand at the end of every cell, from the first answer on: nothing stands below
    a byline that stands below the words, and the first cell is no patient's question, nor a
    headline with the byline of the words below the votes."""
    below = [cell.runs[-1] for cell in cells if _side(cell) is Layout.BELOW]
    first = cells[0].words()
    is_headline = len(first) == 1 and is_headline_like(first[0])
    return bool(cells[0].bylines) and not is_headline and not any(below)


def _side(cell: Section) -> Layout | None:
    """On which side of the words the only byline of a cell stands."""
    if len(cell.bylines) != 1:
        return None
    before, after = cell.runs
    if _has_prose(after):
        is_above = not before or (len(before) == 1 and is_headline_like(before[0]))
        return Layout.ABOVE if is_above else None
    return Layout.BELOW if _has_prose(before) else None


def _unit(cell: Section, layout: Layout, sifted: Sifted) -> Unit:
    if not cell.bylines:
        return _headed(cell.words())
    if len(cell.bylines) > 1:
        return _headed(cell.words()).doubted(SEVERAL)
    before, after = cell.runs
    (byline,) = cell.bylines
    if layout is Layout.ABOVE and _side(cell) is Layout.ABOVE:
        # below "You might also like" it is a link
        is_headline = bool(before) and sifted.heading_above(before[0]) is None
        unit = Unit(before[0], tuple(after), None) if is_headline else _headed(after)
    elif layout is Layout.BELOW and before:
        unit = _headed(before)
        if _has_prose(after) and not is_postscript(after[0].plain):
            unit = unit.doubted(
                f"line {after[0].number}, below its byline, may go on with its words"
            )
    else:
        unit = _headed(cell.words()).doubted(TORN)
    return Unit(unit.headline, unit.words, byline, unit.doubts)


def _without_postscripts(units: Sequence[Unit]) -> list[Unit]:
    """The units; a postscript at the beginning of one belongs to the answer above."""
    return [
        unit.doubted(f"line {line.number} may belong to the answer above it")
        if (line := _first(unit)) is not None and is_postscript(line.plain)
        else unit
        for unit in units
    ]


def _first(unit: Unit) -> Line | None:
    return unit.headline or next(iter(unit.words), None)


def _headed(words: Sequence[Line]) -> Unit:
    """Words, with the line above them that is no sentence for a headline."""
    if len(words) > 1 and is_headline_like(words[0]) and is_paragraph(words, 0):
        return Unit(words[0], tuple(words[1:]), None)
    return Unit(None, tuple(words), None)


def _counted(units: list[Unit], count: Count) -> list[Unit]:
    """Where answers are missing, a dividing line may be: words that could be two doctors' are
    doubtful."""
    found = found_in(units)
    if not count.misses(found):
        return units
    is_whole = are_whole(units)
    return [
        unit.doubted(count.told(found)) if may_be_two(unit, is_whole=is_whole) else unit
        for unit in units
    ]


def _has_prose(lines: Sequence[Line]) -> bool:
    return any(map(is_prose, lines))

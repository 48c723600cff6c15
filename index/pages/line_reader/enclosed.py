"""Cuts a page that prints every doctor's byline twice, above the words and below them.

What the bylines of one doctor enclose is that doctor's, wherever else bylines stand. The page must
say so throughout: bylines of one doctor with words between, and none between those of two doctors.
What stands outside names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.pages.line_reader.byline import Byline
from index.pages.line_reader.layout import Layout
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import could_be_same_doctor
from index.pages.line_reader.paragraphs import is_prose
from index.pages.line_reader.sifted import Sifted
from index.pages.line_reader.units import Unit, headed

FEWEST = 2
"""Answers that are enclosed, or it is none of the page's habits."""
MOST = 2 / 3
"""The share of bylines that enclose answers."""
OUTSIDE = "it stands outside of the bylines that enclose the page's other answers"
SEVERAL = "several vote lines stand between the bylines that enclose it"
BOTH_SIDES = "words stand on both sides of its vote line"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two bylines of one doctor with words between."""

    upper: Byline
    lower: Byline


def cut_enclosed(sifted: Sifted) -> tuple[Sifted, Layout, list[Unit]] | None:
    """The page with its bylines by pairs, where they stand, and every answer; None for a page whose
    bylines do not enclose its answers."""
    blocks = sifted.blocks()
    pairs = _pairs(blocks, sifted.texts)
    if not _is_habit(pairs, blocks, sifted.texts):
        return None
    bylines = [one for pair in pairs for one in (pair.upper, pair.lower)]
    copies = [line.number for pair in pairs for line in _lines_of(pair.lower, sifted.texts)]
    furniture = sifted.furniture | dict.fromkeys(copies, "repeated")
    paired = replace(sifted, bylines=bylines, furniture=furniture)
    units: list[Unit] = []
    end = 0
    for pair in pairs:
        units += _outside(sifted.texts[end : pair.upper.first])
        units.append(_unit(pair, sifted))
        end = pair.lower.last + 1
    return paired, Layout.BELOW, [*units, *_outside(sifted.texts[end:])]


def _pairs(blocks: Sequence[Byline], texts: Sequence[Line]) -> list[_Pair]:
    found: list[_Pair] = []
    at = 0
    while at + 1 < len(blocks):
        upper, lower = blocks[at], blocks[at + 1]
        is_pair = _is_of_one(upper, lower) and upper.last + 1 < lower.first
        if is_pair and at + 2 < len(blocks) and _signs_above(lower, blocks[at + 2], texts):
            at += 1
            lower = blocks[at + 1]
        if is_pair:
            found.append(_Pair(upper, lower))
        at += 2 if is_pair else 1
    return found


def _signs_above(one: Byline, other: Byline, texts: Sequence[Line]) -> bool:
    """Whether a name but signs the words above the byline of the same doctor."""
    return _is_of_one(one, other) and not _has_prose(texts[one.last + 1 : other.first])


def _is_of_one(upper: Byline, lower: Byline) -> bool:
    """Whether both name one doctor, or both nobody at one place, and neither tells what the other
    contradicts."""
    if upper.trouble or lower.trouble:
        return False
    one, other = upper.doctor, lower.doctor
    if one.name is None or other.name is None:
        are_alike = one.name == other.name and one.place is not None and one.place == other.place
    else:
        are_alike = could_be_same_doctor(one, other)
    told = ((one.place, other.place), (one.rating, other.rating), (one.reviews, other.reviews))
    return are_alike and all(
        first == second for first, second in told if first is not None and second is not None
    )


def _is_habit(pairs: Sequence[_Pair], blocks: Sequence[Byline], texts: Sequence[Line]) -> bool:
    """Whether the bylines of several doctors enclose words, and nearly all that the page has."""
    if len(pairs) < FEWEST or 2 * len(pairs) < MOST * len(blocks):
        return False
    between = list(pairwise(pairs))
    are_apart = all(not _is_of_one(one.lower, other.upper) for one, other in between)
    empty = sum(one.lower.last + 1 == other.upper.first for one, other in between)
    return are_apart and empty >= MOST * len(between)


def _unit(pair: _Pair, sifted: Sifted) -> Unit:
    """What two bylines enclose: a headline above the vote line, if there is one, and the words."""
    lines = tuple(sifted.texts[pair.upper.last + 1 : pair.lower.first])
    first, last = lines[0].number, _lines_of(pair.lower, sifted.texts)[0].number
    above = _lines_of(pair.upper, sifted.texts)[-1].number
    votes = [vote.number for vote in sifted.votes if above < vote.number < last]
    if len(votes) > 1:
        return Unit(None, lines, pair.upper, (SEVERAL,))
    if votes and first < votes[0] and len(lines) > 1:
        doubts = () if lines[1].number > votes[0] else (BOTH_SIDES,)
        return Unit(lines[0], lines[1:], pair.upper, doubts)
    return Unit(None, lines, pair.upper) if votes else headed(lines, pair.upper)


def _outside(lines: Sequence[Line]) -> list[Unit]:
    """What no bylines enclose: nobody's words, with bylines of which there is but one."""
    return [headed(lines, None).doubted(OUTSIDE)] if _has_prose(lines) else []


def _lines_of(byline: Byline, texts: Sequence[Line]) -> Sequence[Line]:
    return texts[byline.first : byline.last + 1]


def _has_prose(lines: Sequence[Line]) -> bool:
    return any(map(is_prose, lines))

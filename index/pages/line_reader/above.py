"""Cuts a page into answers whose bylines stand above the words.

What stands between two bylines is then one doctor's words and the next one's headline. Only what
follows one order throughout is read; the rest names nobody.
"""

from collections.abc import Sequence

from index.pages.line_reader.byline import Byline
from index.pages.line_reader.layout import Section
from index.pages.line_reader.lines import Line
from index.pages.line_reader.paragraphs import (
    boundaries,
    could_be_headline,
    dangles,
    ends_with_fragment,
    is_headline_like,
    is_list_item,
    is_paragraph,
)
from index.pages.line_reader.units import Count, Unit, found_in

ODD = "its lines do not follow the order of the page's other answers"
MOST_ODD = 3
"""Of so many answers one may have a line that has no place, without a doubt about the others."""
NOT_EVERY_LINE = "the byline stands above the words, and not every line has its place there"


def cut_above(sections: Sequence[Section], count: Count) -> list[Unit]:
    """Every answer of a page whose bylines stand above the votes, or above the words."""
    units = _with_votes(sections) if len(sections) > 1 else _plain(sections[0], count)
    return _counted(units, count)


def cut_between(sections: Sequence[Section], count: Count) -> list[Unit]:
    """Every answer of a page whose bylines stand between votes and words: a section each."""
    opening = sections[0].runs[-1]
    headline = opening[-1] if opening and could_be_headline(opening[-1]) else None
    signed = [section for section in sections[1:] if section.bylines]
    are_headed_inside = any(section.runs[0] for section in signed)
    units: list[Unit] = []
    for n, section in enumerate(sections[1:], start=1):
        if len(section.bylines) != 1:
            words = [line for run in section.runs for line in run]
            units.append(Unit(headline, tuple(words), None, (ODD,)))
            headline = None
            continue
        before, (byline,), words = section.runs[0], section.bylines, list(section.runs[1])
        if are_headed_inside:
            headline = before[0] if before else None
        following: Line | None = None
        doubts: tuple[str, ...] = ()
        is_last = n == len(sections) - 1
        if not are_headed_inside and not is_last and len(words) > 1 and is_headline_like(words[-1]):
            if opening:
                following, words = _headline_below(words)
            else:
                doubts = (f"line {words[-1].number} may be the next answer's headline",)
        if headline is None and not opening and len(words) > 1 and is_headline_like(words[0]):
            headline = words.pop(0)
        units.append(Unit(headline, tuple(words), byline, doubts))
        headline = following
    return _counted(units, count)


def _headline_below(words: Sequence[Line]) -> tuple[Line | None, list[Line]]:
    """The next headline at the end of words, and these; of two lines either may be it."""
    above = list(words[:-1])
    is_unsure = ends_with_fragment(above) or is_list_item(above[-1].plain)
    return (None if is_unsure else words[-1]), above


def _counted(units: list[Unit], count: Count) -> list[Unit]:
    """Where the page announces fewer answers than it has, a byline too many would take the words of
    others. Where it announces more, one that is lost leaves its words below those of the answer
    above: words of several paragraphs may be two doctors', and so may the headline below them."""
    found = found_in(units)
    if not count.differs(found):
        return units
    alone = [count.misses(found) and not unit.has_paragraphs for unit in units]
    return [
        unit if is_alone and (follows or unit.headline is None) else unit.doubted(count.told(found))
        for unit, is_alone, follows in zip(units, alone, [True, *alone], strict=False)
    ]


def _with_votes(sections: Sequence[Section]) -> list[Unit]:
    opening = sections[0]
    is_headline_first = bool(opening.runs[0]) and not opening.runs[-1]
    byline: Byline | None = opening.bylines[-1] if opening.bylines else None
    above = opening.runs[-1] or opening.runs[0]
    headline = above[-1] if above else None
    is_headed = not opening.runs[-1] or _is_headline(opening.runs[-1])
    was_odd = len(opening.bylines) > 1 or (bool(opening.bylines) and not is_headed)
    units: list[Unit] = []
    for n, section in enumerate(sections[1:], start=1):
        is_last = n == len(sections) - 1
        words: Sequence[Line] = section.runs[0]
        after = section.runs[-1] if section.bylines else []
        following: Line | None = None
        is_odd = len(section.bylines) > 1 or (bool(section.bylines) and not words)
        if is_last:
            pass
        elif not section.bylines:
            is_odd = is_odd or (bool(words) and is_headline_like(words[-1]))
        elif is_headline_first:
            if len(words) > 1 and is_headline_like(words[-1]):
                following, words = _headline_below(words)
        elif after:
            following = after[-1] if len(after) == 1 else None
            is_odd = is_odd or not _is_headline(after)
        doubts = (ODD,) if was_odd or is_odd else ()
        units.append(Unit(headline, tuple(words), byline, doubts))
        byline = section.bylines[-1] if section.bylines and not is_odd else None
        headline, was_odd = following, is_odd
    return units


def _is_headline(lines: Sequence[Line]) -> bool:
    """Whether what stands between a byline and the votes below it is one headline: of more lines
    some are an answer's that has lost its votes."""
    return len(lines) == 1 and could_be_headline(lines[0])


def _plain(section: Section, count: Count) -> list[Unit]:
    first, *runs = section.runs
    headline: Line | None = first[0] if first else None
    is_unsure = count.announced is not None and count.announced < len(section.bylines)
    # without a number, one byline more may be that of a letter that the words quote
    is_unsure |= (
        count.announced is None
        and any(line.gap for run in runs for line in run[1:])
        and not all(byline.announces for byline in section.bylines)
    )
    units: list[Unit] = []
    odd: set[int] = set()
    for n, (run, byline) in enumerate(zip(runs, section.bylines, strict=True)):
        is_last = n == len(runs) - 1
        words: Sequence[Line] = run
        following: Line | None = None
        own = headline
        ends_like_headline = (
            len(words) > 1 and is_paragraph(words, len(words) - 1) and is_headline_like(words[-1])
        )
        if not first:
            if ends_like_headline and not is_last:
                odd |= {n, n + 1}  # the line may be the next one's headline
            if len(words) > 1 and is_paragraph(words, 0) and is_headline_like(words[0]):
                own, words = words[0], words[1:]
        elif not is_last and ends_like_headline:
            following, words = _headline_below(words)
        elif not is_last:
            odd |= {n, n + 1}
        if boundaries(words, headed=False):
            odd.add(n)
        if words and dangles(words[-1].plain):
            odd |= {n, n + 1}  # the next byline may be a colleague's, whom the words name
        unit = Unit(own, tuple(words), byline)
        if is_last and len(words) > 1 and words[-1].plain.endswith("?"):
            unit = unit.doubted(f"line {words[-1].number}, its last, may be a question of the site")
        if count.announced is None and any(line.gap for line in words[1:]):
            unit = unit.doubted("its paragraphs may be two doctors', as the page has no number")
        units.append(unit)
        headline = following
    # where the first answer is odd, it may be another's words on which the layout rests
    if is_unsure or 0 in odd or MOST_ODD * len(odd) > len(units):
        odd = set(range(len(units)))
    return [unit.doubted(NOT_EVERY_LINE) if n in odd else unit for n, unit in enumerate(units)]

"""The day that a page prints beside each answer, where its layout says whose it is.

A date on the very line that names the doctor is of that answer, if its byline has no second one.

A line that is nothing but a date may be of the answer above it or of the one below. So it is read
only where it stands at the same place beside every answer that is in no doubt: among its lines, or
in one paragraph with them and no other's, or nearer to them than to any other's. Where one answer
has no such line, or two, no answer has a day: the others' may be their neighbours'.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise, takewhile

from index.model import Answer, Page, PageLine, Role
from index.pages.line_reader.dated_lines import BEFORE_DATE, SAYS_ANSWERED, dated_line
from index.pages.line_reader.days import is_of_another_event, only_day, partial_date
from index.pages.line_reader.furniture import furniture_kind, numbered
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import is_bare_name
from index.pages.line_reader.parts import read_part

OF_ANSWERS = frozenset({Role.HEADLINE, Role.BODY, Role.BYLINE})
MAY_BE_DATES = frozenset({Role.FURNITURE, Role.BYLINE, Role.UNEXPLAINED})
"""What a line may be that is nothing but a date."""
YEAR = re.compile(r"\d{4}")
APART = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+")


@dataclass(frozen=True, slots=True)
class _Dated:
    """A line that is nothing but a date, by its index among all, what stands before the date, and
    the day that it tells, or how it is printed where it tells none."""

    at: int
    said: str
    day: date | None
    partial: str | None


Place = tuple[str, ...]
"""Where a date stands beside an answer, and what is printed before it."""


def with_days(page: Page, lines: Sequence[Line]) -> Page:
    """The page with the day of each answer, where its layout tells it.

    Args:
        lines: those of the page's text.
    """
    known = {one.number: one for one in page.lines}
    roles = [known[line.number] for line in lines if line.number in known]
    if len(roles) < len(lines):
        return page
    dated = {one.at: one for one in _dates(lines, roles)}
    own = _dates_of_bylines(lines, roles)
    answers = [one for one in page.answers if one.doubt is None]
    if not answers or not (dated or own):
        return page
    if own:
        found = _own_days(own, dated, lines, roles)
    else:
        found = _Beside(lines, roles, dated).days(answers)
    told = tuple(
        one if (read := found.get(one.number)) is None
        else replace(one, answered_on=read.day, dated=read.partial)
        for one in page.answers
    )  # fmt: skip
    return replace(page, answers=told)


def _dates(lines: Sequence[Line], roles: Sequence[PageLine]) -> Iterator[_Dated]:
    for at, (line, told) in enumerate(zip(lines, roles, strict=True)):
        is_looked_at = told.role in MAY_BE_DATES and YEAR.search(line.plain) is not None
        if not is_looked_at or is_of_another_event(line.plain):
            continue
        said = BEFORE_DATE.match(line.plain)
        words = line.plain if said is None else line.plain[said.end() :]
        day, partial = only_day(words), partial_date(words)
        if day is not None or partial is not None:
            before = "" if said is None else said[0].casefold().strip(" :")
            yield _Dated(at, before, day, None if day is not None else partial)


def _dates_of_bylines(lines: Sequence[Line], roles: Sequence[PageLine]) -> list[_Dated]:
    """The dates that stand on the lines that name a doctor, or tell the specialty."""
    return [
        _Dated(at, "", *date)
        for at, (line, told) in enumerate(zip(lines, roles, strict=True))
        if told.role is Role.BYLINE and told.answer is not None
        and (date := _on_line(line.plain)) is not None
    ]  # fmt: skip


@lru_cache(maxsize=50_000)
def _on_line(words: str) -> tuple[date | None, str | None] | None:
    """The day that a line of a byline tells beside what it says of the doctor, or the date as it is
    printed; None where it has no date."""
    found = None if is_of_another_event(words) else dated_line(words, _ends_known)
    if found is None:
        return None
    day = only_day(found.date)
    return day, partial_date(found.date) if day is None else None


def _ends_known(rest: str) -> bool:
    """Whether a line of a byline is known to its end, so that nothing says what else the date
    beside it is of: "Ruth Okafor, DO | licensed | March 3, 2016"."""
    last = APART.split(rest)[-1]
    return all(read_part(one) is not None or is_bare_name(one) for one in (rest, last))


def _own_days(
    own: Sequence[_Dated],
    dated: Mapping[int, _Dated],
    lines: Sequence[Line],
    roles: Sequence[PageLine],
) -> dict[int, _Dated]:
    """The date of each answer whose byline tells one only, with the lines of its paragraph. What
    stands elsewhere beside such answers may be of something else."""
    blocks = list(accumulate(line.gap > 0 for line in lines))
    beside = defaultdict[int, list[_Dated]](list)
    for one in dated.values():
        beside[blocks[one.at]].append(one)
    found = defaultdict[int, list[_Dated]](list)
    for one in own:
        number = roles[one.at].answer
        if number is not None:
            found[number] += [one, *beside[blocks[one.at]]]
    return {
        number: dates[0]
        for number, dates in found.items()
        if len({(one.day, one.partial) for one in dates}) == 1
    }


@dataclass(frozen=True, slots=True)
class _Core:
    """The lines of an answer, from its first to its last, by their indexes among all."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines without a blank line between them, by the indexes of the first and the last: what of
    answers is among them, whether all else is the site's, and where their first line of a byline
    is."""

    first: int
    last: int
    owners: frozenset[int]
    roles: frozenset[Role]
    is_else_of_the_site: bool
    byline: int | None


class _Beside:
    """Finds where dates stand beside the answers of a page."""

    def __init__(
        self, lines: Sequence[Line], roles: Sequence[PageLine], dated: dict[int, _Dated]
    ) -> None:
        self._lines, self._roles, self._dated = lines, roles, dated
        own = defaultdict[int, list[int]](list)
        for at, one in enumerate(roles):
            if one.answer is not None and one.role in OF_ANSWERS:
                own[one.answer].append(at)
        cores = (_Core(number, places[0], places[-1]) for number, places in own.items())
        self._cores = sorted(cores, key=lambda core: core.first)
        self._firsts = [core.first for core in self._cores]
        self._by_first = {core.first: core for core in self._cores}
        self._by_last = {core.last: core for core in self._cores}
        self._by_number = {core.number: core for core in self._cores}
        parts = [None if at in dated else one.role for at, one in enumerate(roles)]
        self._parts_above = list(accumulate(parts, _latest, initial=None))
        self._parts_below = list(accumulate(parts[::-1], _latest, initial=None))[::-1]
        """The nearest part of an answer above each line, and below it."""
        starts = [at for at, line in enumerate(lines) if line.gap > 0 or at == 0]
        self._starts = starts
        self._runs = [self._run(*ends) for ends in pairwise([*starts, len(lines)])]

    def days(self, answers: Sequence[Answer]) -> dict[int, _Dated]:
        """The date of each answer, by its number; none of any where the layout does not tell."""
        if any(upper.last >= lower.first for upper, lower in pairwise(self._cores)):
            return {}
        numbers = {one.number for one in answers}
        found: dict[Place, dict[int, list[_Dated]]] = defaultdict(lambda: defaultdict(list))
        for at, one in self._dated.items():
            told = self._place(at)
            if told is not None:
                found[*told[0], one.said][told[1]].append(one)
        whole = [
            by_number
            for by_number in found.values()
            if numbers <= by_number.keys() and all(len(by_number[one]) == 1 for one in numbers)
        ]
        if len(whole) != 1 or self._is_open_at_the_ends(whole[0]):
            return {}
        days = {number: whole[0][number][0] for number in numbers}
        if len(self._cores) > 1 or all(map(self._says_answered, days.values())):
            return days
        return {}

    def _run(self, first: int, end: int) -> _Run:
        inner = range(first, end)
        of_answers = [self._roles[at] for at in inner if self._roles[at].answer is not None]
        bylines = (at for at in inner if self._roles[at].role is Role.BYLINE and
                   at not in self._dated)  # fmt: skip
        return _Run(
            first,
            end - 1,
            frozenset(one.answer for one in of_answers if one.answer in self._by_number),
            frozenset(one.role for one in of_answers),
            all(self._roles[at].answer is not None or self._is_of_the_site(at) for at in inner),
            next(bylines, None),
        )

    def _is_of_the_site(self, at: int) -> bool:
        return at in self._dated or self._roles[at].role in {Role.FURNITURE, Role.VOTES}

    def _says_answered(self, one: _Dated) -> bool:
        """Whether a line says so itself: a single answer has no other to show what a date is of."""
        return SAYS_ANSWERED.match(one.said) is not None

    def _is_open_at_the_ends(self, by_number: dict[int, list[_Dated]]) -> bool:
        """Whether a date stands above all answers, or below, that is of none: with it, each could
        be of the next one."""
        taken = {one.at for each in by_number.values() for one in each}
        if all(self._core_around(at) is not None for at in taken):
            return False
        above = range(self._cores[0].first - 1, -1, -1)
        below = range(self._cores[-1].last + 1, len(self._lines))
        ends = (at for way in (above, below) for at in takewhile(self._is_of_the_site, way))
        return any(at in self._dated and at not in taken for at in ends)

    # Where a date stands, and beside which answer.

    def _place(self, at: int) -> tuple[Place, int] | None:
        run = self._runs[bisect_right(self._starts, at) - 1]
        core = self._core_around(at)
        if core is not None:
            return self._place_within(at, run), core.number
        if len(run.owners) == 1 and run.is_else_of_the_site:
            number = min(run.owners)
            part = Role.BYLINE if run.byline is not None else min(run.roles)
            return (str(part), "above" if at < self._by_number[number].first else "below"), number
        return self._apart(run) if not run.owners and run.is_else_of_the_site else None

    def _core_around(self, at: int) -> _Core | None:
        before = bisect_right(self._firsts, at) - 1
        core = self._cores[before] if before >= 0 else None
        return core if core is not None and at <= core.last else None

    def _place_within(self, at: int, run: _Run) -> Place:
        """Between which parts a date stands; in one paragraph with the byline alone it may be
        anywhere above or below the first of its lines."""
        if run.byline is not None and run.roles <= {Role.BYLINE, Role.FURNITURE}:
            return str(Role.BYLINE), "above" if at < run.byline else "below"
        return "within", str(self._parts_above[at]), str(self._parts_below[at + 1])

    def _apart(self, run: _Run) -> tuple[Place, int] | None:
        """The answer to which a paragraph of the site's is nearer than to any other, or from all
        others parted."""
        above, below = self._by_last.get(run.first - 1), self._by_first.get(run.last + 1)
        gap = self._lines[run.first].gap
        gap_below = self._lines[run.last + 1].gap if run.last + 1 < len(self._lines) else None
        if above is not None and (
            self._parts(run.last + 1) or gap_below is None or gap < gap_below
        ):
            return ("apart", "below", str(gap)), above.number
        if (
            below is not None
            and gap_below is not None
            and (self._parts(run.first - 1) or (above is not None and gap_below < gap))
        ):
            return ("apart", "above", str(gap_below)), below.number
        return None

    def _parts(self, at: int) -> bool:
        """Whether a line announces the answers, or parts one from the next."""
        if not 0 <= at < len(self._lines):
            return False
        words = self._lines[at].plain
        is_rule = furniture_kind(words) == "rule" or numbered(words) is not None
        return is_rule or self._roles[at].role is Role.ANNOUNCEMENT


def _latest(before: Role | None, role: Role | None) -> Role | None:
    return role if role in OF_ANSWERS else before

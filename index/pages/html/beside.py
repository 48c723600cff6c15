"""What a page prints within, above and below the words of an answer, against who its markup, or a
recipe, says that wrote them.

Bylines stand above the words on one page and below them on another, so that all answers together
tell which are whose: where each author is named on the same side of the words, the page agrees.
Else an answer beside which somebody else is named is nobody's.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain, pairwise, takewhile

from index.model import Doctor, Span
from index.pages.html.assembled import FoundAnswer, FoundPage
from index.pages.line_reader.attributions import attributed_to_another, is_another, named_by_line
from index.pages.line_reader.authors import contradicts, is_told_of
from index.pages.line_reader.before_names import unknown_before
from index.pages.line_reader.denials import other_work
from index.pages.line_reader.disclaimed import disclaimed
from index.pages.line_reader.lines import Line, lines_of, plain
from index.pages.line_reader.mentions import named_within
from index.pages.line_reader.names import TITLE, read_bare_name
from index.pages.line_reader.origins import origin
from index.pages.line_reader.paragraphs import is_prose
from index.pages.line_reader.quotations import remarks
from index.pages.line_reader.rivals import near, says_another

REACH = 30
"""Lines above and below the words among which the author may be named."""
LONGEST_LABEL = 3
"""Words of a line that may tell what the name in the line below it is."""
NEAR = 6
"""Lines among which somebody else is named as who wrote them."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The nearest line on one side of an answer's words that names somebody; `other` is that
    person where it is not the author. `heads_words` tells that words follow it, which may be that
    person's own."""

    line: Line
    other: Doctor | None
    heads_words: bool = False


@dataclass(frozen=True, slots=True)
class _Beside:
    """An answer whose author is named, and who is named above and below its words."""

    answer: FoundAnswer
    above: _Named | None
    below: _Named | None

    @property
    def sides(self) -> tuple[_Named | None, _Named | None]:
        """Who is named above, and below."""
        return self.above, self.below

    def agrees(self, side: int) -> bool:
        """Whether the author is named on a side: 0 is above, 1 below."""
        named = self.sides[side]
        return named is not None and named.other is None

    def contradicts(self, side: int) -> bool:
        """Whether somebody else is named there."""
        named = self.sides[side]
        return named is not None and named.other is not None


def checked(found: FoundPage, text: str) -> FoundPage:
    """The page's parts, its answers in doubt where what is printed names another than the author.

    Args:
        text: the page's text.
    """
    lines = lines_of(text)
    names = {one.doctor.name for one in found.answers if one.doctor.name is not None}
    within = [_checked_within(one, lines, names, found) for one in found.answers]
    named = [one for one in within if one.doctor.name is not None and one.doubt is None]
    reader = _Reader(lines, replace(found, answers=tuple(within)))
    doubts = _doubts([reader.beside(one) for one in sorted(named, key=lambda one: one.body)])
    answers = tuple(replace(one, doubt=one.doubt or doubts.get(one.body)) for one in within)
    return replace(found, answers=answers)


def _checked_within(
    answer: FoundAnswer, lines: Sequence[Line], names: AbstractSet[str], found: FoundPage
) -> FoundAnswer:
    ends = _ends(found)
    first = bisect_left(lines, answer.body.start, key=lambda line: line.span.end)
    last = bisect_right(lines, answer.body.end, key=lambda line: line.span.start)
    cut = (_within(line, answer.body) for line in lines[first:last])
    own = [line for line in cut if line is not None]
    against = attributed_to_another(own, answer.doctor)
    if against is None and answer.doctor.name is not None:
        others = names - {answer.doctor.name}
        against = next(remarks(own, answer.doctor, others), None)
    if against is None:
        against = (
            _on_its_lines(answer, lines[first:last], ends)
            or _other_work(answer, lines)
            or _rival(answer, lines, ends)
            or _named_in_box(answer, lines, ends)
            or _announced_above(answer, lines, ends)
            or _from_another(answer, lines, found)
        )
    return answer if against is None else replace(answer, doubt=answer.doubt or against)


def _on_its_lines(answer: FoundAnswer, lines: Sequence[Line], ends: Sequence[Span]) -> str | None:
    """That a line of which the words are only a part names another: "Paul Smith, MD: Rest it"."""
    body, author = answer.body, answer.doctor
    if not lines or author.name is None:
        return None
    others = [one for one in ends if one != body]
    start = max((one.end for one in others if one.end <= body.start), default=0)
    end = min((one.start for one in others if one.start >= body.end), default=lines[-1].span.end)
    rests = (
        (lines[0], Span(max(start, lines[0].span.start), body.start)),
        (lines[-1], Span(body.end, min(end, lines[-1].span.end))),
    )
    parts = [part for line, rest in rests if (part := _within(line, rest)) is not None]
    wide = Span(max(start, lines[0].span.start), min(end, lines[-1].span.end))
    whole = [part for line in lines if (part := _within(line, wide)) is not None]
    for line in parts:
        named = (
            _other_in(line, author)
            or named_within(line.plain.removesuffix("."))
            or read_bare_name(line.plain.rstrip(": "))
        )
        is_told = named is not None and is_another(named, author)
        if is_told or says_another(line, author):
            return f"line {line.number} names another beside its words"
    return attributed_to_another(whole, author) if parts else None


def _ends(found: FoundPage) -> list[Span]:
    """Where what stands beside an answer ends: the title, the question, and all words."""
    above = (one for one in (found.title, found.question) if one is not None)
    return [*above, *(one.body for one in found.answers)]


def _rival(answer: FoundAnswer, lines: Sequence[Line], ends: Sequence[Span]) -> str | None:
    """That a line in or right beside the byline says that another wrote: "Written by Joe Fox"."""
    if answer.byline is None or answer.doctor.name is None:
        return None

    def is_free(line: Line) -> bool:
        return not any(_overlap(line.span, end) for end in ends)

    first = bisect_left(lines, answer.byline.start, key=lambda line: line.span.end)
    last = bisect_right(lines, answer.byline.end, key=lambda line: line.span.start)
    own = [line for line in lines[first:last] if not _prints(line, answer.doctor)]
    above, below = reversed(lines[max(0, first - NEAR) : first]), lines[last : last + NEAR]
    beside = (near(takewhile(is_free, side)) for side in (above, below))
    for line in chain(filter(is_free, own), *beside):
        if says_another(line, answer.doctor):
            return f"line {line.number} in or beside its byline says that another wrote"
    return None


def _announced_above(
    answer: FoundAnswer, lines: Sequence[Line], ends: Sequence[Span]
) -> str | None:
    """That the line right above the words announces another's: "Dr. Gray's answer:"."""
    first = bisect_left(lines, answer.body.start, key=lambda line: line.span.end)
    line = next((one for one in reversed(lines[max(0, first - NEAR) : first]) if one.plain), None)
    if line is None or any(_overlap(line.span, end) for end in ends):
        return None
    told = disclaimed(line.plain, answer.doctor) if answer.doctor.name is not None else None
    return None if told is None else f"line {line.number} above its words {told}"


def _from_another(answer: FoundAnswer, lines: Sequence[Line], found: FoundPage) -> str | None:
    """That a line beside the words, or beside the byline, tells whose the words are, or the account
    was: "Source: lecture of Ann Gray, MD"."""
    if answer.doctor.name is None:
        return None
    others = [one for one in found.answers if one is not answer]
    ends = [*_ends(found), *(one.byline for one in others if one.byline is not None)]

    def is_free(line: Line) -> bool:
        return not any(_overlap(line.span, end) for end in ends)

    for part in filter(None, (answer.body, answer.byline)):
        first = bisect_left(lines, part.start, key=lambda line: line.span.end)
        last = bisect_right(lines, part.end, key=lambda line: line.span.start)
        above = [*takewhile(is_free, reversed(lines[max(0, first - NEAR) : first]))]
        below = takewhile(is_free, lines[last : last + NEAR])
        for line, text in chain(_with_labels(above[::-1]), _with_labels([*below])):
            told = origin(text, answer.doctor)
            if told is not None:
                return f"line {line.number} beside its words {told}"
    return None


def _with_labels(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Lines with what they say, also together with the label in the line above: "Written by", and
    below it a name."""
    yield from ((line, line.plain) for line in lines)
    for label, line in pairwise(lines):
        if len(label.plain.split()) <= LONGEST_LABEL:
            yield line, f"{label.plain} {line.plain}"


def _named_in_box(answer: FoundAnswer, lines: Sequence[Line], ends: Sequence[Span]) -> str | None:
    """That a line right above or below the words, within what the markup has of the answer, names
    another who wrote: it is no other answer's byline."""
    box = answer.box
    if box is None or answer.doctor.name is None:
        return None

    def is_beside(line: Line) -> bool:
        is_taken = any(_overlap(line.span, end) for end in ends)
        return box.start <= line.span.start < box.end and not is_taken and not is_prose(line)

    first = bisect_left(lines, answer.body.start, key=lambda line: line.span.end)
    last = bisect_right(lines, answer.body.end, key=lambda line: line.span.start)
    sides = (reversed(lines[max(0, first - NEAR) : first]), lines[last : last + NEAR])
    for line in chain(*(takewhile(is_beside, side) for side in sides)):
        if _other_in(line, answer.doctor) is not None or says_another(line, answer.doctor):
            return f"line {line.number} beside its words says that another wrote"
    return None


def _other_work(answer: FoundAnswer, lines: Sequence[Line]) -> str | None:
    """That the line in which the author is named says that this is somebody who did something else:
    "Reviewed by Ruth Okafor, MD"."""
    if answer.byline is None or answer.doctor.name is None:
        return None
    first = bisect_left(lines, answer.byline.start, key=lambda line: line.span.end)
    for at in range(first, min(len(lines), first + NEAR)):
        if _prints(lines[at], answer.doctor):
            work = _work_before(lines, at, answer.doctor.name)
            if work is not None:
                return f"line {lines[at].number} names its author behind {work!r}"
            behind = _cell_of(lines[at], answer.doctor.name)[1]
            if is_told_of(behind) and not is_prose(lines[at]):
                return f"line {lines[at].number} tells of its author {behind.strip()!r}"
            return None
    return None


def _work_before(lines: Sequence[Line], at: int, name: str) -> str | None:
    """What the words before a name in its cell of a line, or on the line above where nothing but a
    title is before it, say that somebody did who did not write; on its line, also what is no part
    of a byline that is known."""
    before = _cell_of(lines[at], name)[0].strip()
    is_first = not before or TITLE.fullmatch(before) is not None
    if is_first:
        return other_work(lines[at - 1].plain) if at else None
    work = other_work(before)
    return work if work is not None or is_prose(lines[at]) else unknown_before(before)


def _cell_of(line: Line, name: str) -> tuple[str, str]:
    """What stands before a name, and behind it, in its cell of a line."""
    known = plain(name).casefold()
    cells = (one for one in line.cells if known in one.casefold())
    cell = next(cells, line.plain)
    at = cell.casefold().find(known)
    return cell[:at], cell[at + len(known) :]


def _within(line: Line, body: Span) -> Line | None:
    """The part of a line that is an answer's words."""
    start, end = max(line.span.start, body.start), min(line.span.end, body.end)
    if start >= end:
        return None
    if end - start == line.span.end - line.span.start:
        return line
    words = line.text[start - line.span.start : end - line.span.start].strip()
    return replace(line, text=words, plain=plain(words), span=Span(start, end)) if words else None


class _Reader:
    """Finds who is named beside the words of a page's answers."""

    def __init__(self, lines: Sequence[Line], found: FoundPage) -> None:
        self._lines = lines
        self._ends = _ends(found)
        self._bylines = [one.byline for one in found.answers if one.byline is not None]

    def beside(self, answer: FoundAnswer) -> _Beside:
        """Who is named above and below an answer's words."""
        top = bisect_right(self._lines, answer.body.start, key=lambda line: line.span.end)
        end = bisect_left(self._lines, answer.body.end, key=lambda line: line.span.start)
        above = self._lines[max(0, top - REACH) : top]
        return _Beside(
            answer,
            self._nearest(above[::-1], answer),
            self._nearest(self._lines[end : end + REACH], answer),
        )

    def _nearest(self, lines: Sequence[Line], answer: FoundAnswer) -> _Named | None:
        """The first of some lines that names the author, or somebody else before other words."""
        is_near = True
        for at, line in enumerate(lines):
            if any(_overlap(line.span, end) for end in self._ends):
                return None
            is_near = is_near and at < NEAR
            other = _other_in(line, answer.doctor)
            if other is not None and is_near:
                return _Named(line, other, self._heads_words(line, answer.body))
            is_own = _overlap(line.span, answer.byline) or _prints(line, answer.doctor)
            if other is None and (is_own or named_by_line(line) is not None):
                return _Named(line, None)
            is_near = is_near and not is_prose(line)
        return None

    def _heads_words(self, line: Line, body: Span) -> bool:
        """Whether a line may be of other words than an answer's: words stand between the two, or,
        above the answer, right above the line, or the markup has the line as another's."""
        if any(_overlap(line.span, one) for one in self._bylines):
            return True
        end = bisect_left(self._lines, line.span.end, key=lambda one: one.span.start)
        below = self._lines[end : end + NEAR]
        if any(map(is_prose, takewhile(lambda one: not _overlap(one.span, body), below))):
            return True
        start = bisect_right(self._lines, line.span.start, key=lambda one: one.span.end)
        above = reversed(self._lines[max(0, start - NEAR) : start])
        return line.span.start < body.start and any(map(is_prose, takewhile(self._is_free, above)))

    def _is_free(self, line: Line) -> bool:
        return not any(_overlap(line.span, end) for end in self._ends)


def _overlap(span: Span, other: Span | None) -> bool:
    return other is not None and span.start < other.end and other.start < span.end


def _other_in(line: Line, author: Doctor) -> Doctor | None:
    """Who else wrote, as a line says: "Paul Smith, MD", also with the author beside it."""
    if _prints(line, author):
        is_told = contradicts(line.plain, plain(author.name or ""))
        named = named_within(line.plain) if is_told else None
    else:
        named = named_by_line(line)
    return named if named is not None and is_another(named, author) else None


def _prints(line: Line, doctor: Doctor) -> bool:
    name = plain(doctor.name or "").casefold()
    return bool(name) and name in line.plain.casefold()


def _doubts(answers: Sequence[_Beside]) -> dict[Span, str]:
    """What speaks against the authors of some answers, by their words' places."""
    return {one.answer.body: _told(one, named) for one, named in _contradicted(answers)}


def _told(one: _Beside, named: _Named) -> str:
    side = "above" if named is one.above else "below"
    other, author = named.other or Doctor(), one.answer.doctor
    return f"line {named.line.number} {side} its words names {other.name}, and not {author.name}"


def _contradicted(answers: Sequence[_Beside]) -> Iterator[tuple[_Beside, _Named]]:
    """The answers, in their order, beside which another is named as a byline names."""
    agreeing = [sum(one.agrees(side) for one in answers) for side in (0, 1)]
    side = agreeing.index(max(agreeing))
    if agreeing[side] == len(answers):
        yield from _at_the_end(answers, side)
        return
    # Markup that gives each the next one's author agrees with all bylines but the outermost.
    outermost = answers[-1 if side == 0 else 0] if answers else None
    is_shifted = outermost is not None and outermost.contradicts(1 - side)
    is_usual = 2 * agreeing[side] > len(answers) and not is_shifted
    for one in answers:
        looked_at = one.sides[side : side + 1] if is_usual else one.sides
        named = next((found for found in looked_at if found and found.other), None)
        if named is not None:
            yield one, named


def _at_the_end(answers: Sequence[_Beside], side: int) -> Iterator[tuple[_Beside, _Named]]:
    """Where all authors are named on one side, and are one person: the bylines may as well stand
    on the other, where the outermost answer has another's."""
    if any(is_another(one.answer.doctor, answers[0].answer.doctor) for one in answers):
        return
    for one in answers:
        other = one.sides[1 - side]
        if other is not None and other.other is not None and not other.heads_words:
            yield one, other

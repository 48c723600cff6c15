"""Divides the lines under "Doctor Answers" into answers, each with the evidence for its doctor.

What a line is, its words tell (a vote line, a site's furniture, a part of a byline). To whom words
belong, the page's layout tells. Where the lines can be read in two ways, the answers concerned name
nobody and say why: a byline within words may be a colleague's who is quoted, an answer may have
lost its byline, a name below an unfinished sentence may be a referral.
"""

from bisect import bisect, bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, takewhile
from operator import attrgetter

from index.model import Doctor
from index.pages.line_reader.above import cut_above, cut_between
from index.pages.line_reader.below import cut_below
from index.pages.line_reader.byline import Byline
from index.pages.line_reader.cells import cut_cells
from index.pages.line_reader.closings import is_job_title, is_sign_off, read_signature
from index.pages.line_reader.doubts import (
    answer_as_headline,
    asked_within,
    doubts_about,
    headed_below,
    headline_of_a_thread,
    is_dated_above,
    letters_within,
    lone_name_as_headline,
    mentions,
    name_as_headline,
    nameless_beside,
    names_at_ends,
    other_headline,
    strangers,
    title_within,
    words_of_others,
)
from index.pages.line_reader.enclosed import cut_enclosed
from index.pages.line_reader.layout import Layout, Section, layout_of
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import could_be_same_doctor, surname
from index.pages.line_reader.origins import origin
from index.pages.line_reader.paragraphs import (
    is_paragraph,
    opens_with_two_fragments,
    stands_alone,
)
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.quotations import introduces
from index.pages.line_reader.rivals import NEAR
from index.pages.line_reader.sifted import LONGEST_LINK, Sifted, sift
from index.pages.line_reader.units import Count, Unit

HEADED_BY_NEIGHBOUR = "a headline tells place and specialty of the doctor on its other side"
FEWEST_OWN = 12
"""Different words of an answer that no other doctor writes alike by chance."""
DIVIDED = "a line of the site stands within its words"


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer's lines, by what they are. Without words it is a byline or a headline alone.

    `doubt` tells why nobody is named though a byline is near.
    """

    headline: Line | None
    words: tuple[Line, ...]
    byline: tuple[Line, ...]
    doctor: Doctor
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Drafts:
    """What the lines under "Doctor Answers" were found to be.

    `furniture` has the kinds of the site's lines, `doubtful` what speaks against lines of bylines
    that name nobody, both by the lines' numbers.
    """

    answers: tuple[Draft, ...]
    votes: tuple[Line, ...]
    furniture: dict[int, str]
    doubtful: dict[int, str]
    layout: Layout


def drafts(
    lines: Sequence[Line],
    announced: int | None,
    title: str | None = None,
    notice: Collection[int] = (),
    asked: Collection[str] = frozenset(),
) -> Drafts:
    """Every answer in the lines below "Doctor Answers", in their order.

    Args:
        lines: non-blank lines.
        announced: how many answers the page claims to have, if it says so. Where fewer are found,
            an answer may have lost its byline, and words that could be two doctors' name nobody.
        title: the page's title, which headlines often repeat.
        notice: the numbers of the lines of the legal notice.
        asked: the sentences of the patient's question.
    """
    sifted = sift(lines, title, notice)
    cells = cut_cells(sifted, Count(announced))
    enclosed = cut_enclosed(sifted) if cells is None else None
    if enclosed is not None:
        sifted, layout, units = enclosed
    elif cells is None:
        sections = sifted.sections()
        layout = layout_of(sections, announced)
        units = _units(sifted, sections, layout, Count(announced), title)
    else:
        layout, units = cells
    drafting = _Drafting(sifted, layout, units, title, asked, lines)
    answers = tuple(draft for unit in units for draft in drafting.drafts_of(unit))
    return Drafts(answers, tuple(sifted.votes), sifted.furniture, drafting.doubtful, layout)


def _units(
    sifted: Sifted, sections: Sequence[Section], layout: Layout, count: Count, title: str | None
) -> list[Unit]:
    if layout is Layout.ABOVE:
        units = cut_above(sections, count)
    elif layout is Layout.BETWEEN:
        units = cut_between(sections, count)
    else:
        units = cut_below(sifted, sections, count, title)
    units = [unit for unit in units if unit.words or unit.byline or unit.headline]
    if layout is not Layout.UNKNOWN and _is_headed_by_neighbour(sifted, layout, units):
        layout = Layout.UNKNOWN
        units = [replace(unit, doubts=(*unit.doubts, HEADED_BY_NEIGHBOUR)) for unit in units]
    elif layout is Layout.UNKNOWN:
        units = [replace(unit, doubts=(layout.value, *unit.doubts)) for unit in units]
    return _with_inner_headlines(units)


def _is_headed_by_neighbour(sifted: Sifted, layout: Layout, units: Sequence[Unit]) -> bool:
    """Whether a headline is but place and specialty of the doctor on the side of the words where,
    by the layout, another answer's byline stands: doctors head their answers so."""
    for upper, lower in pairwise(units):
        unit, other = (lower, upper) if layout is Layout.BELOW else (upper, lower)
        part = read_part(unit.headline.plain) if unit.headline else None
        if part is None or "place" not in part.kinds or unit.headline is None:
            continue
        own = _printed(sifted, unit.byline)
        if unit.headline.plain in _printed(sifted, other.byline) - own:
            return True
    return False


def _printed(sifted: Sifted, byline: Byline | None) -> frozenset[str]:
    return frozenset(line.plain for line in sifted.lines_of(byline)) if byline else frozenset()


def _with_inner_headlines(units: list[Unit]) -> list[Unit]:
    """The units with the headlines that stand right above their words, where all have them."""
    whole = [unit for unit in units if unit.words]
    if any(unit.headline for unit in units):
        return units
    if 10 * sum(map(_opens_with_fragment, whole)) < 7 * len(whole):
        return units
    return [
        replace(unit, headline=unit.words[0], words=unit.words[1:])
        if _opens_with_fragment(unit)
        else unit
        for unit in units
    ]


def _opens_with_fragment(unit: Unit) -> bool:
    return len(unit.words) > 1 and stands_alone(unit.words, 0)


@dataclass(frozen=True)
class _Drafting:
    """Makes answers of units, and keeps why bylines name nobody."""

    sifted: Sifted
    layout: Layout
    units: Sequence[Unit]
    title: str | None
    asked: Collection[str]
    lines: Sequence[Line]
    doubtful: dict[int, str] = field(default_factory=dict)

    def drafts_of(self, unit: Unit) -> Iterator[Draft]:
        """The answer of a unit, or its pieces where a line of the site divides the words."""
        byline = self.sifted.lines_of(unit.byline) if unit.byline else ()
        doctor = unit.byline.doctor if unit.byline else Doctor()
        words = unit.words or self._above(unit)
        if not words:
            yield Draft(unit.headline, (), byline, doctor)
            return
        opens_twice = unit.headline is None and opens_with_two_fragments(words)
        above, kept = words[-1], _without_fragments(words[1:] if opens_twice else words, self.title)
        left = [line for line in words if not kept[0].number <= line.number <= kept[-1].number]
        beside = [*self._beside(unit), *left]
        if self._has_two_headlines(unit):
            unit = replace(unit, headline=None)
        words = kept
        pieces = self._pieces(words)
        doubts = [*unit.doubts, *([DIVIDED] if len(pieces) > 1 else [])]
        doubts += doubts_about(unit.byline, words, above, self.layout, self.sifted)
        doubts += title_within(words, self.title)
        doubts += asked_within(words, self.asked)
        doubts += words_of_others(unit.headline, unit.words or words, doctor, self.sifted)
        doubts += other_headline(unit.headline, doctor)
        if byline and self.layout is Layout.BELOW:
            doubts += headed_below(self._headline_below.get(byline[0].number), doctor)
        doubts += name_as_headline(
            unit.headline, doctor, (one.doctor for one in self.sifted.bylines)
        )
        if is_dated_above(unit.headline, words[0], self.sifted) and not self._are_dated_above:
            doubts += headline_of_a_thread(unit.headline, doctor)
        if not any(one.headline for one in self.units if one is not unit):
            doubts += answer_as_headline(unit.headline, words[0], self.sifted)
            doubts += lone_name_as_headline(unit.headline, doctor)
        doubts += strangers(beside, doctor)
        doubts += names_at_ends(left, doctor)
        if self.layout is Layout.BELOW:
            doubts += nameless_beside(beside, doctor)
        doubts += self._answer_below(kept, left)
        doubts += self._has_anothers_words(unit)
        doubts += self._divided_headline(unit)
        doubts += self._in_anothers_block(unit)
        doubts += self._below_an_idle_byline(unit, words[0])
        doubts += self._announced_above(words[0], doctor)
        doubts += self._from_another(unit, doctor)
        if not doubts:
            yield Draft(unit.headline, words, byline, _signed(doctor, words, unit.byline))
            return
        self.doubtful.update({line.number: doubts[0] for line in byline})
        where = f" (byline in {numbers(byline)})" if byline else ""
        for n, piece in enumerate(pieces):
            # where the layout is doubtful, so is whose headline it is
            headline = unit.headline if n == 0 and self.layout is Layout.BELOW else None
            yield Draft(headline, piece, (), Doctor(), doubts[0] + where)

    @cached_property
    def _headline_below(self) -> dict[int, Line]:
        """The headline below each byline that has one, by the number of the byline's first line."""
        return {
            self.sifted.lines_of(upper.byline)[0].number: lower.headline
            for upper, lower in pairwise(self.units)
            if upper.byline and lower.headline
        }

    def _has_two_headlines(self, unit: Unit) -> bool:
        """Whether another line may be its headline as well, so that the one taken may be the last
        that the doctor above says; not where the page's answers all begin so."""
        return _may_be_headed_twice(unit) and not self._are_headed_twice

    @cached_property
    def _are_headed_twice(self) -> bool:
        return 2 * sum(map(_may_be_headed_twice, self.units)) > len(self.units)

    @cached_property
    def _are_dated_above(self) -> bool:
        """Whether several of the page's answers have a date between headline and words."""
        dated = (
            is_dated_above(unit.headline, unit.words[0], self.sifted)
            for unit in self.units
            if unit.words
        )
        return sum(dated) > 1

    def _beside(self, unit: Unit) -> Iterator[Line]:
        """The lines above and below an answer that belong to none."""
        lines = self._lines_of(unit)
        texts = self.sifted.texts
        first = bisect_left(texts, min(line.number for line in lines), key=attrgetter("number"))
        end = bisect(texts, max(line.number for line in lines), key=attrgetter("number"))
        yield from takewhile(self._is_nobodys, reversed(texts[:first]))
        yield from takewhile(self._is_nobodys, texts[end:])

    def _from_another(self, unit: Unit, doctor: Doctor) -> Iterator[str]:
        """A line in an answer, or beside it, that tells whose its words are, or its account was;
        the site's own lines tell it, too."""
        own = {line.number for line in self._lines_of(unit)}
        first = bisect_left(self.lines, min(own), key=attrgetter("number"))
        end = bisect(self.lines, max(own), key=attrgetter("number"))
        above = self.lines[max(0, first - NEAR) : first]
        beside = [*takewhile(self._is_nobodys, reversed(above))]
        beside += takewhile(self._is_nobodys, self.lines[end : end + NEAR])
        lines = [(line, True) for line in (*self.lines[first:end], *beside)]
        # what the line above announces itself, stands in it
        lines += [(line, False) for line in above[-1:] if line.number not in self._named]
        for line, announces in lines:
            told = origin(line.plain, doctor, announces=announces)
            if told is not None:
                yield f"line {line.number}, in it or beside it, {told}"
                return

    @cached_property
    def _named(self) -> frozenset[int]:
        """The numbers of all lines of bylines."""
        known = (line for one in self.sifted.bylines for line in self.sifted.lines_of(one))
        return frozenset(line.number for line in known)

    def _is_nobodys(self, line: Line) -> bool:
        return line.number not in self._owned

    @cached_property
    def _owned(self) -> frozenset[int]:
        """The numbers of all lines that belong to an answer, or are known as bylines."""
        of_units = (line for unit in self.units for line in self._lines_of(unit))
        return self._named.union(line.number for line in of_units)

    def _lines_of(self, unit: Unit) -> tuple[Line, ...]:
        byline = self.sifted.lines_of(unit.byline) if unit.byline else ()
        return (*((unit.headline,) if unit.headline else ()), *unit.words, *byline)

    def _has_anothers_words(self, unit: Unit) -> Iterator[str]:
        """All words of the answer beside it, by another doctor, on the side on which no byline of
        its own parts the two: that answer may have been saved twice, and lost its byline once."""
        at = self._spoken.index(unit) if unit in self._spoken else 0
        is_below = self.layout is Layout.BELOW
        beside = self._spoken[at - 1 : at] if is_below else self._spoken[at + 1 : at + 2]
        for other in beside:
            mine, theirs = (tuple(line.plain for line in one.words) for one in (unit, other))
            copy = mine[: len(theirs)] if is_below else mine[-len(theirs) :]
            is_copy = copy == theirs != mine and _are_told_alike_by_nobody(theirs)
            if is_copy and not _may_be_one(unit, other):
                yield "some of its words are all of another's, whose they may be"

    @cached_property
    def _spoken(self) -> list[Unit]:
        return [one for one in self.units if one.words]

    def _divided_headline(self, unit: Unit) -> Iterator[str]:
        """A rule between headline and byline: the line may be the last of the answer above."""
        if self.layout is Layout.BELOW or unit.headline is None or unit.byline is None:
            return
        first = self.sifted.lines_of(unit.byline)[0]
        if self.sifted.furniture_between(unit.headline, first) - {"votes"}:
            yield f"a line of the site stands between its byline and line {unit.headline.number}"

    def _answer_below(self, words: Sequence[Line], left: Sequence[Line]) -> Iterator[str]:
        """A headline, and below it what is too long for one, between the words and their byline."""
        below = [line for line in left if line.number > words[-1].number]
        if self.layout is not Layout.BELOW or len(below) < 2:
            return
        if len(below[-1].plain.split()) > LONGEST_LINK:
            yield f"{numbers(below)}, above its byline, may be another's answer"

    def _above(self, unit: Unit) -> tuple[Line, ...]:
        """What stands on top of a byline's block, where there are no other words; nothing if a
        line of that is another answer's."""
        on_top = self._on_top(unit)
        others = {line for one in self.units if one is not unit for line in self._lines_of(one)}
        return () if any(line in others for line in on_top) else on_top

    def _on_top(self, unit: Unit) -> tuple[Line, ...]:
        return tuple(self.sifted.texts[at] for at in unit.byline.above) if unit.byline else ()

    @cached_property
    def _without_words(self) -> list[Unit]:
        return [unit for unit in self.units if unit.byline and not unit.words]

    def _in_anothers_block(self, unit: Unit) -> Iterator[str]:
        """Lines of an answer that stand on top of another byline, below which no words are: they
        may be of that as well."""
        for other in self._without_words:
            shared = [line for line in self._on_top(other) if line in self._lines_of(unit)]
            if shared and other is not unit:
                yield f"{numbers(shared)} may be of the byline below as well"

    def _below_an_idle_byline(self, unit: Unit, first: Line) -> Iterator[str]:
        """Another's byline right above words whose own stands below them: where no other words
        are of it, and no headline parts it from these, they may be.

        Args:
            first: the first line of the words.
        """
        own = unit.byline
        if self.layout is not Layout.BELOW or own is None or unit.headline is not None:
            return
        at = bisect_left(self.sifted.texts, first.number, key=attrgetter("number"))
        above = next((one for one in self.sifted.bylines if one.last + 1 == at), None)
        if above is None or above.doctor.name is None or above.first in self._signing:
            return
        if not could_be_same_doctor(above.doctor, own.doctor):
            told = numbers(self.sifted.lines_of(above))
            yield f"{told}, a byline without words above it, may be of these"

    @cached_property
    def _signing(self) -> frozenset[int]:
        """Where the bylines stand that have words."""
        return frozenset(one.byline.first for one in self.units if one.byline and one.words)

    def _announced_above(self, first: Line, doctor: Doctor) -> Iterator[str]:
        """A line above the words that names another and announces what that one says, though it
        was taken for a part of the byline above."""
        at = bisect_left(self.sifted.texts, first.number, key=attrgetter("number"))
        above = self.sifted.texts[at - 1] if at else None
        if above is None or not above.plain.endswith(":") or read_part(above.plain) is not None:
            return
        yield from strangers([above], doctor)

    def _pieces(self, words: Sequence[Line]) -> list[tuple[Line, ...]]:
        """Words without the site's lines among them, in pieces."""
        pieces: list[list[Line]] = [[words[0]]]
        for above, below in pairwise(words):
            if self.sifted.has_stranger_between(above, below):
                pieces.append([])
            pieces[-1].append(below)
        return [tuple(piece) for piece in pieces]


def _are_told_alike_by_nobody(words: Sequence[str]) -> bool:
    return len({word for line in words for word in line.split()}) >= FEWEST_OWN


def _may_be_one(unit: Unit, other: Unit) -> bool:
    """Whether the bylines of two answers may name one doctor."""
    if unit.byline is None or other.byline is None:
        return True
    return could_be_same_doctor(unit.byline.doctor, other.byline.doctor)


def _may_be_headed_twice(unit: Unit) -> bool:
    """Whether a line that may be its headline stands above the words of an answer that has one."""
    is_headed = unit.headline is not None and len(unit.words) > 1
    return is_headed and stands_alone(unit.words, 0)


def _without_fragments(words: tuple[Line, ...], title: str | None) -> tuple[Line, ...]:
    """Words without what stands at their ends and is no sentence, or is the page's title: it may be
    the site's."""
    first, end = 0, len(words)
    while first < end and (
        stands_alone(words, first)
        or _is_title_above(words, first)
        or (words[first].plain == title and is_paragraph(words, first))
    ):
        first += 1
    while end > first and stands_alone(words, end - 1):
        end -= 1
    kept = words[first:end]
    return kept if any(not is_sign_off(line.plain) for line in kept) else words


def _is_title_above(words: Sequence[Line], at: int) -> bool:
    """Whether a practice or a post stands above words, where no letter has it."""
    return is_paragraph(words, at) and is_job_title(words[at].plain) and at + 1 < len(words)


def _signed(doctor: Doctor, words: Sequence[Line], byline: Byline | None) -> Doctor:
    """The doctor, named by the signature if the byline names nobody."""
    if doctor.name is not None:
        return doctor
    signature = read_signature(words, above_nameless_byline=byline is not None)
    if signature is None or not signature.is_clear or signature.doctor.name == doctor.place:
        return doctor  # "Bryn Mawr, PA" is where the doctor of Bryn Mawr works
    if len(surname(signature.doctor.name or "")) < 2:
        return doctor  # "Dr. G" may be anybody
    has_other = any(mentions(words[:-1], signature.doctor))
    if byline is None and introduces(words):
        return doctor  # a letter that somebody else signed may be quoted
    if has_other or any(letters_within(words, has_byline=False)):
        return doctor
    return signature.naming(doctor)


def numbers(lines: Sequence[Line]) -> str:
    """The numbers of lines as a warning says them: "line 7", "lines 7 to 9"."""
    first, last = lines[0].number, lines[-1].number
    return f"line {first}" if first == last else f"lines {first} to {last}"

"""Cuts a page into answers whose bylines stand below the words.

Vote lines divide the answers, where a page has them. Without them only bylines do, so that an
answer that lost its byline runs on into the next: words in which another answer may begin are cut
there, or left without a name. How many answers the page announces decides between the two.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from index.pages.line_reader.byline import Byline
from index.pages.line_reader.closings import is_postscript, is_sign_off, read_signature
from index.pages.line_reader.layout import Section, agrees, signature_of
from index.pages.line_reader.lines import Line
from index.pages.line_reader.paragraphs import (
    boundaries,
    could_be_headline,
    cut,
    ends_with_fragment,
    has_two_sentences,
    is_fragment,
    is_headline_like,
    is_paragraph,
    is_prose,
    may_open,
    stands_alone,
    surely_opens,
)
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.quotations import introduces
from index.pages.line_reader.sifted import REMARKS, Sifted
from index.pages.line_reader.units import (
    Count,
    Support,
    Unit,
    are_whole,
    found_in,
    headed,
    may_be_two,
)

QUOTED_LETTER = "the signature above or below it may be that of a quoted letter"
QUOTED = "a byline within the words may be that of a colleague"


def cut_below(
    sifted: Sifted, sections: Sequence[Section], count: Count, title: str | None
) -> list[Unit]:
    """Every answer, and bylines without words."""
    if len(sections) == 1:
        return _without_sentences_above(_Plain(sifted, count, title).units(sections[0]))
    return _Voted(sifted, count, title).units(sections)


def _without_sentences_above(units: list[Unit]) -> list[Unit]:
    """The units; where all that was taken for headlines are sentences, these are words."""
    if any(unit.headline and is_headline_like(unit.headline) for unit in units):
        return units
    return [
        replace(unit, headline=None, words=(unit.headline, *unit.words)) if unit.headline else unit
        for unit in units
    ]


class _Voted:
    """A page on which a vote line stands above the words of every answer, or of most."""

    def __init__(self, sifted: Sifted, count: Count, title: str | None) -> None:
        self._sifted, self._count, self._title = sifted, count, title

    def units(self, sections: Sequence[Section]) -> list[Unit]:
        """The units of all sections."""
        self._regular = _have_headlines(sections, self._sifted.votes)
        opening = sections[0]
        headline, _ = self._next_headline(opening.runs[-1], signed=True)
        found: list[Unit] = []
        if opening.bylines:  # the first vote lines are lost
            before = opening.items[: len(opening.items) - len(opening.runs[-1])]
            found += _Plain(self._sifted, self._count, self._title).units(
                Section(before), are_all=False
            )
        for n, section in enumerate(sections[1:], start=1):
            units, headline = self._section(section, headline, is_last=n == len(sections) - 1)
            found += units
        return self._counted(_with_doubtful_signers(found, are_headed=self._regular))

    def _section(
        self, section: Section, headline: Line | None, *, is_last: bool
    ) -> tuple[list[Unit], Line | None]:
        """The answer below a vote line, and the headline of the next."""
        runs, bylines = section.runs, section.bylines
        last: Sequence[Line] = runs[-1]
        following: Line | None = None
        if not is_last:
            following, last = self._next_headline(last, signed=bool(bylines))
        if not bylines:
            return [Unit(headline, tuple(last), None)], following
        if len(bylines) > 1:
            return self._several(section, headline), following
        unit = Unit(headline, tuple(runs[0]), bylines[0])
        if self._is_headline_of_next(bylines[0], following, last) and not is_last:
            return [replace(unit, byline=None)], None
        if self._opens_unsigned(last):
            return [unit, headed(last, None)], following
        if last and self._sifted.heading_above(last[0]) not in REMARKS:
            unit = _doubted_by_what_follows(unit, last)
        if following is None and not is_last and ends_with_fragment(runs[0]):
            unit = unit.doubted(f"line {runs[0][-1].number} may be the next answer's headline")
        return [unit], following

    def _next_headline(
        self, lines: Sequence[Line], *, signed: bool
    ) -> tuple[Line | None, Sequence[Line]]:
        """The headline at the end of what stands above a vote line, and what is above it.

        Args:
            signed: whether a byline is above all of it, so that it holds no words of an answer.
        """
        if not lines or not could_be_headline(lines[-1]):
            return None, lines
        last = lines[-1]
        is_far = self._sifted.gap_above_vote(last) > 1
        if is_far and (has_two_sentences(last.plain) or not signed):
            return None, lines
        return self._headline_below_byline(lines) if signed else self._headline_below_words(lines)

    def _headline_below_byline(self, lines: Sequence[Line]) -> tuple[Line | None, Sequence[Line]]:
        last, above = lines[-1], lines[:-1]
        if above:
            takes = self._regular and is_headline_like(last)
        elif is_postscript(last.plain):
            takes = False
        else:
            is_one = not has_two_sentences(last.plain) or last.plain[-1] not in ".!…"
            takes = is_headline_like(last) or (self._regular and is_one)
        return (last, above) if takes else (None, lines)

    def _headline_below_words(self, lines: Sequence[Line]) -> tuple[Line | None, Sequence[Line]]:
        """The same below words that no byline ends; what may be either is neither."""
        last, above = lines[-1], lines[:-1]
        if not above or not is_paragraph(lines, len(above)):
            return None, lines
        signature = read_signature(above)
        is_signed = signature is not None and signature.is_clear
        if self._regular and read_part(last.plain) is None and (is_fragment(last) or is_signed):
            return last, above
        is_of_words = has_two_sentences(last.plain) or is_sign_off(last.plain)
        return None, lines if is_of_words and read_part(last.plain) is None else above

    def _is_headline_of_next(
        self, byline: Byline, following: Line | None, after: Sequence[Line]
    ) -> bool:
        """Whether "Phoenix Plastic Surgeon" directly above the votes may be the next headline."""
        gap = self._sifted.gap_above_vote(self._sifted.texts[byline.last])
        return following is None and byline.is_place_alone and gap <= 1 and not after

    def _opens_unsigned(self, after: Sequence[Line]) -> bool:
        """Whether an answer without byline stands below another's byline, its vote line lost."""
        return (
            len(after) > 1
            and surely_opens(after)
            and any(map(is_prose, after))
            and self._count.misses(len(self._sifted.votes))
        )

    def _several(self, section: Section, headline: Line | None) -> list[Unit]:
        """A section with several bylines: lost vote lines divide it, or a colleague is quoted."""
        runs, bylines = section.runs[:-1], section.bylines
        units = [Unit(headline, tuple(runs[0]), bylines[0], is_divided=True)]
        for run, byline in zip(runs[1:], bylines[1:], strict=True):
            unit = replace(headed(run, byline), is_divided=True, support=_support_of(run))
            units.append(unit)
        if all(unit.words and unit.support for unit in units):
            return units
        names = " and ".join(one.doctor.name or "one without a name" for one in bylines)
        doubt = f"several bylines stand below one vote line, {names}"
        return [
            replace(unit, is_divided=False, doubts=(doubt,))
            for unit in units
            if any(map(is_prose, unit.words))
        ]

    def _counted(self, units: list[Unit]) -> list[Unit]:
        """Units that lost vote lines divide are certain only where the page's number agrees."""
        if self._count.misses(found_in(units)):
            units = [piece for unit in units for piece in _divided(unit)]
        found = found_in(units)
        told = self._count.told(found)
        is_whole = are_whole(units)
        checked: list[Unit] = []
        for unit in units:
            is_sure = self._count.agrees(found) or (
                self._count.announced is None and unit.support is Support.FULL
            )
            doubts: list[str] = []
            if unit.is_divided and not is_sure:
                doubts.append(f"a vote line may be lost above it: {told}")
            if self._count.misses(found) and may_be_two(unit, is_whole=is_whole):
                doubts.append(told)
            checked.append(unit.doubted(*doubts))
        return checked


NAME_AS_HEADLINE = "the name below it may be the next answer's headline"


def _with_doubtful_signers(units: Sequence[Unit], *, are_headed: bool) -> list[Unit]:
    """The units; a name at the end of words may be the next answer's headline, where that has none.

    Where the name is the byline of the words, it may only if the next answer has none for sure, on
    a page whose answers are headed.
    """
    return [
        unit.doubted(NAME_AS_HEADLINE)
        if _may_end_in_headline(unit, units[n + 1 :])
        or (are_headed and _may_head(unit, units[n + 1 :]))
        else unit
        for n, unit in enumerate(units)
    ]


def _may_head(unit: Unit, following: Sequence[Unit]) -> bool:
    if unit.byline is None or unit.byline.kinds != {"name"} or not following:
        return False
    below = following[0]
    return below.headline is None and (below.byline is None or bool(below.doubts))


def _may_end_in_headline(unit: Unit, following: Sequence[Unit]) -> bool:
    if unit.byline is not None or not unit.words:
        return False
    if not is_paragraph(unit.words, len(unit.words) - 1):
        return False
    signature = read_signature(unit.words[-1:])
    headless = takewhile(lambda one: one.headline is None, following)
    return signature is not None and any(agrees(signature, one.byline) for one in headless)


def _have_headlines(sections: Sequence[Section], votes: Sequence[Line]) -> bool:
    """Whether the page's answers have headlines: one stands above the votes nearly everywhere, or
    has left its gap where it is missing."""
    due = [
        (one.runs[-1], vote)
        for n, (one, vote) in enumerate(zip(sections, votes, strict=False))
        if one.bylines or n == 0
    ]
    present = sum(bool(run) for run, _ in due)
    left_gaps = all(vote.gap > 1 for run, vote in due if not run)
    return 10 * present >= 7 * len(due) or (present > 0 and left_gaps)


def _divided(unit: Unit) -> list[Unit]:
    """An answer below a vote line, cut where another begins that lost vote line and byline."""
    if unit.byline is None or unit.doubts:
        return [unit]
    first, *others = cut(unit.words, boundaries(unit.words, headed=False))
    if not others:
        return [unit]
    pieces = [Unit(unit.headline, first, None), *(headed(one, None) for one in others)]
    return [*pieces[:-1], replace(pieces[-1], byline=unit.byline)]


def _doubted_by_what_follows(unit: Unit, after: Sequence[Line]) -> Unit:
    """What follows a byline like a further paragraph of the words: the byline may be quoted."""
    if not after or is_postscript(after[0].plain) or unit.is_certain:
        return unit
    prose = next((line for line in after if is_prose(line)), None)
    return unit if prose is None else unit.doubted(_goes_on(prose))


def _goes_on(line: Line) -> str:
    return f"line {line.number}, below its byline, may go on with its words"


def _support_of(run: Sequence[Line]) -> Support:
    if surely_opens(run):
        return Support.FULL
    return Support.BARE if may_open(run) else Support.NONE


class _Plain:
    """A page without vote lines, or what stands above its first."""

    def __init__(self, sifted: Sifted, count: Count, title: str | None) -> None:
        self._sifted, self._count, self._title = sifted, count, title

    def units(self, section: Section, *, are_all: bool = True) -> list[Unit]:
        """The units of a section.

        Args:
            are_all: whether the page has no others, so that their number tells something.
        """
        self._are_all = are_all
        runs, bylines = section.runs, section.bylines
        if not bylines:
            return self._unsigned(runs[0])
        self._signed = len(bylines)
        stretches = [self._stretch(self._below_headings(run)) for run in runs[:-1]]
        if self._title is None and are_all:
            stretches[0] = stretches[0][-1:] if len(stretches[0]) > 1 else [()]
        self._pieces = sum(map(len, stretches))
        units: list[Unit] = []
        for stretch, byline in zip(stretches, bylines, strict=True):
            found = self._of_stretch(stretch, byline)
            if units:
                found, units[-1] = _joined(stretch[0], found, units[-1])
            units += found
        if are_all:
            units += self._trailing(runs[-1], units)
        return self._counted(units)

    def _unsigned(self, run: Sequence[Line]) -> list[Unit]:
        """A page without bylines and votes."""
        if not run:
            return []
        unit = headed(run, None)
        is_one = self._count.announced == 1 or (
            read_signature(run) is not None and not boundaries(run, headed=True)
        )
        return [unit if is_one else unit.doubted("no byline divides the answers")]

    def _below_headings(self, run: Sequence[Line]) -> Sequence[Line]:
        """Words without the comments of users that stand above them."""
        if not run or self._sifted.heading_above(run[0]) not in REMARKS:
            return run
        places = boundaries(run, headed=False)
        return run[places[-1] :] if places else []

    def _stretch(self, run: Sequence[Line]) -> list[tuple[Line, ...]]:
        """The words above a byline, cut where another answer may begin."""
        return cut(run, boundaries(run, headed=True))

    def _may_hide_another(self, unit: Unit) -> bool:
        """Whether a short paragraph within the words may be the headline of another answer."""
        return (
            self._are_all
            and self._count.announced != self._signed
            and bool(boundaries(unit.words, headed=False, weak=True))
        )

    def _of_stretch(self, stretch: Sequence[tuple[Line, ...]], byline: Byline) -> list[Unit]:
        if stretch[0] and is_postscript(stretch[0][0].plain):
            stretch = stretch[1:] or [stretch[0]]
        *upper, lower = stretch
        if not upper:
            unit = headed(lower, byline)
            if lower and is_postscript(lower[0].plain):
                unit = unit.doubted(f"line {lower[0].number} may belong to the answer above it")
            return [unit]
        words = [line for piece in stretch for line in piece]
        doubt = f"another answer may begin in line {lower[0].number}"
        if self._are_all and self._count.announced == self._signed != self._pieces:
            signature = signature_of(upper[-1])
            if len(upper) == 1 == len(upper[0]) and not headed(upper[0], None).is_unsigned_answer:
                return [headed(lower, byline)]  # a remark above the headline, which is nobody's
            if signature is None or agrees(signature, byline) is not False:
                # the page has no answer too few; the words are one doctor's, or the number is wrong
                opens = any(map(_opens_like_answer, stretch[1:]))
                unit = headed(words, byline)
                return [unit.doubted(doubt) if opens and self._signed > 1 else unit]
        if not self._are_all and any(map(_is_mere_question, stretch[1:])):
            return [headed(words, byline).doubted(doubt)]
        units = [headed(piece, None) for piece in upper]
        signature = signature_of(upper[-1])
        is_apart = is_paragraph(upper[-1], len(upper[-1]) - 1)
        if signature is not None and is_apart and agrees(signature, byline):
            # the name may be the headline of the doctor below
            units[-1] = units[-1].doubted(doubt)
        lower = _from_surest_headline(lower)
        return [*(unit for unit in units if unit.is_unsigned_answer), headed(lower, byline)]

    def _trailing(self, run: Sequence[Line], units: Sequence[Unit]) -> list[Unit]:
        """Words below the last byline: an answer without one only if the page misses one."""
        announced = self._count.announced
        if announced is None or announced <= found_in(units) or not any(map(is_prose, run)):
            return []
        return [headed(run, None)] if run[0].gap > 1 or may_open(run) else []

    def _counted(self, units: Sequence[Unit]) -> list[Unit]:
        """Boundaries and lost bylines, in the light of the number that the page announces."""
        found = found_in(units)
        agrees_with_page = self._are_all and self._count.agrees(found)
        says_nothing = self._are_all and self._count.announced is None
        have_headlines = any(unit.headline for unit in units)
        more = found if self._count.announced is None else self._count.announced
        checked: list[Unit] = []
        for number, unit in enumerate(units, start=1):
            is_quoted = unit.byline is None and unit is not units[-1] and _may_be_quoted(unit)
            is_doubtful = self._count.announced is not None or introduces(unit.words)
            if is_quoted and is_doubtful and not agrees_with_page:
                checked.append(unit.doubted(QUOTED_LETTER))
                continue
            is_enough = (
                unit.support is Support.FULL
                or agrees_with_page
                or (says_nothing and (unit.support is Support.BARE or not have_headlines))
            )
            doubts = [] if is_enough else [QUOTED]
            if checked and checked[-1].byline is None and QUOTED_LETTER in checked[-1].doubts:
                doubts.append(QUOTED_LETTER)
            if not agrees_with_page and unit.byline is not None and self._may_hide_another(unit):
                doubts.append("a paragraph within its words may be another answer's headline")
            if self._are_all and number > more > 0 and _asks(unit.words):
                doubts.append(f"it may be no answer: {self._count.told(found)}")
            misses = self._are_all and self._count.misses(found)
            if misses and may_be_two(unit, is_whole=False):
                told = self._count.told(found)
                doubts.append(f"its paragraphs may be two doctors': {told}")
            checked.append(unit.doubted(*doubts))
        return checked


def _asks(words: Sequence[Line]) -> bool:
    """Whether a question stands above other words, as a patient's does."""
    return any(line.plain.endswith("?") for line in words[:-1])


def _may_be_quoted(unit: Unit) -> bool:
    """Whether words end with a signature, which may be that of somebody whom they quote."""
    return bool(unit.words) and read_signature(unit.words) is not None


def _from_surest_headline(piece: tuple[Line, ...]) -> tuple[Line, ...]:
    """The words below others, without a question above their headline: it may end the others."""
    is_asked = len(piece) > 2 and piece[0].plain.endswith("?") and stands_alone(piece, 1)
    return piece[1:] if is_asked else piece


def _opens_like_answer(piece: Sequence[Line]) -> bool:
    return is_fragment(piece[0]) or read_part(piece[0].plain) is not None


def _is_mere_question(piece: Sequence[Line]) -> bool:
    """Whether a question opens it that a doctor may ask as well as a headline."""
    return piece[0].gap <= 1 and is_headline_like(piece[0]) and not is_fragment(piece[0])


def _joined(opening: Sequence[Line], found: list[Unit], before: Unit) -> tuple[list[Unit], Unit]:
    """The units below a byline, and the one above it, in the light of how the former begin.

    What follows a byline like a further paragraph says that the byline may be a colleague's, whom
    the words quote.
    """
    support = _support_of(opening)
    if support is Support.FULL or before.byline is None:
        return found, before
    if ends_with_fragment(before.words):
        line = before.words[-1]
        before = before.doubted(f"line {line.number} may be the next answer's headline")
    if is_postscript(opening[0].plain) or before.is_certain:
        return found, before
    starts = {found[0].headline, *found[0].words[:1]}
    if opening[0] not in starts:  # a remark above the next headline, which is nobody's
        return found, before.doubted(_goes_on(opening[0]))
    found = [replace(unit, support=min(unit.support, support)) for unit in found]
    return found, replace(before, support=min(before.support, support))

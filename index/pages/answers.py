"""Divides the lines under "Doctor Answers" into answers, each with the evidence for its doctor.

What a line is, its words tell (a vote line, a site's furniture, a part of a byline). To whom words
belong, the page's layout tells. Where the lines can be read in two ways, the answers concerned name
nobody and say why: a byline within words may be a colleague's who is quoted, an answer may have lost
its byline, a name below an unfinished sentence may be a referral.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from index.model import Doctor
from index.pages.byline import Byline, find_bylines, read_part
from index.pages.closings import (
    ends_a_sentence,
    is_greeting,
    is_postscript,
    is_sign_off,
    read_signature,
    signed_by,
)
from index.pages.furniture import furniture_kind, vote_kind
from index.pages.layout import (
    USUAL_HEADLINE,
    Layout,
    Section,
    agrees,
    could_be_headline,
    has_two_sentences,
    is_fragment,
    is_headline_like,
    is_list_item,
    is_prose,
    layout_of,
    signature_of,
)
from index.pages.lines import Line
from index.pages.names import could_be_same_doctor

SHOWN_AT_ONCE = 10
"""Answers that the site shows of a question with more."""

DANGLING = frozenset(
    """
    a an the my our his her their your of to by with from for in on at is are was be and or but as
    than that who whom which see ask contact call visit colleague colleagues partner partners
    associate associates friend mentor doctor dr surgeon dermatologist dentist physician named
    courtesy thanks credit via per
    """.split()
)
"""Words after which a name goes on with the sentence."""


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


@dataclass(slots=True)
class Drafts:
    """What the lines under "Doctor Answers" were found to be."""

    answers: list[Draft] = field(default_factory=list)
    votes: list[Line] = field(default_factory=list)
    furniture: dict[int, str] = field(default_factory=dict)
    doubtful: dict[int, str] = field(default_factory=dict)
    layout: Layout = Layout.BELOW


@dataclass(frozen=True, slots=True)
class _Unit:
    """The lines of one answer, before it is known whether it may be named.

    `doubts` tell what speaks against naming it.
    """

    headline: Line | None
    words: tuple[Line, ...]
    byline: Byline | None
    doubts: tuple[str, ...] = ()


def drafts(
    lines: Sequence[Line],
    announced: int | None,
    title: str | None = None,
    notice: Collection[int] = (),
) -> Drafts:
    """Every answer in the lines below "Doctor Answers", in their order.

    Args:
        lines: non-blank lines.
        announced: how many answers the page claims to have, if it says so. Where fewer are found, an
            answer may have lost its byline, and words that could be two doctors' name nobody.
        title: the page's title, which headlines often repeat.
        notice: the numbers of the lines of the legal notice.
    """
    page = _Page(lines, announced, title, notice)
    return page.read()


class _Page:
    """The lines of one page while they are read."""

    def __init__(
        self,
        lines: Sequence[Line],
        announced: int | None,
        title: str | None,
        notice: Collection[int],
    ) -> None:
        self._announced = announced
        self._notice = notice
        self._title = title
        self._drafts = Drafts()
        self._all = lines
        self._texts = self._without_furniture(lines)
        self._squeezed = not any(line.gap for line in self._texts[1:])
        self._bylines = self._without_headlines(find_bylines(self._texts))
        self._signed = len(self._bylines)

    def read(self) -> Drafts:
        sections = self._sections()
        layout = layout_of(sections)
        self._drafts.layout = layout
        cut = {
            Layout.BELOW: self._cut_below,
            Layout.ABOVE: self._cut_above,
            Layout.BETWEEN: self._cut_between,
            Layout.UNKNOWN: self._cut_below,
        }[layout]
        units = [unit for unit in cut(sections) if unit.words or unit.byline or unit.headline]
        units = self._with_inner_headlines(units)
        if layout is Layout.UNKNOWN:
            units = [_doubted(unit, layout.value) for unit in units]
        elif layout is not Layout.BELOW and self._misses(units):
            units = [_doubted(unit, self._miscount(units)) for unit in units]
        self._drafts.answers = [draft for unit in units for draft in self._drafted(unit)]
        return self._drafts

    # Lines that are nobody's.

    def _without_furniture(self, lines: Sequence[Line]) -> list[Line]:
        kinds = {line.number: vote_kind(line.plain) for line in lines}
        counts, dividing = self._vote_lines(lines, kinds)
        kept: list[Line] = []
        gap = 0
        links = _links(lines)
        for line in lines:
            if line.number in dividing:
                self._drafts.votes.append(line)
                gap = max(gap, line.gap, 1)
                continue
            kind = "votes" if line.number in counts else furniture_kind(line.plain)
            if line.number in links:
                kind = "related"
            if line.number in self._notice:
                kind = "notice"
            if kind is None and kinds[line.number] not in {None, "number"}:
                kind = "votes"
            if kind is not None:
                self._drafts.furniture[line.number] = kind
                gap = max(gap, line.gap)
                continue
            kept.append(replace(line, gap=max(line.gap, gap)))
            gap = 0
        return self._without_repeated(kept)

    def _vote_lines(
        self, lines: Sequence[Line], kinds: Mapping[int, str | None]
    ) -> tuple[set[int], set[int]]:
        """The numbers of the lines that stand beside every answer, and those that divide answers.

        Votes above the words divide; below the words or the byline they do not.
        """
        others = [
            line
            for line in lines
            if kinds[line.number] is None
            and furniture_kind(line.plain) is None
            and line.number not in self._notice
        ]
        bylines = find_bylines(others)
        by_kind: dict[str, list[Line]] = {}
        for line in lines:
            if (kind := kinds[line.number]) is not None:
                by_kind.setdefault(kind, []).append(line)
        numbers = by_kind.get("number", [])
        if not 0 < len(bylines) <= 2 * len(numbers) <= 2 * (len(bylines) + 1):
            by_kind.pop("number", None)
        if not by_kind:
            return set(), set()
        chosen = max(by_kind, key=lambda kind: (kind == "template", len(by_kind[kind])))
        votes = by_kind[chosen]
        counts = {vote.number for vote in votes}
        return counts, set() if self._close_answers(votes, others, bylines) else counts

    @staticmethod
    def _close_answers(
        votes: Sequence[Line], lines: Sequence[Line], bylines: Sequence[Byline]
    ) -> bool:
        """Whether vote lines stand below the words, so that the first follows a whole answer."""
        words = _outside(lines, bylines)
        opening = [line for line in words if line.number < votes[0].number]
        ends = {lines[byline.last].number for byline in bylines}
        if not any(end < votes[0].number for end in ends):
            return len(opening) > 1 and any(map(is_prose, opening))
        if not any(map(is_prose, opening)):
            return False
        above = [
            max((line.number for line in lines if line.number < vote.number), default=0)
            for vote in votes
        ]
        closing = [line for line in words if line.number > votes[-1].number]
        return not any(map(is_prose, closing)) or 2 * sum(one in ends for one in above) > len(above)

    def _without_repeated(self, lines: list[Line]) -> list[Line]:
        """The lines but those that the site repeats around its answers."""
        bylines = find_bylines(lines)
        inside = {at for byline in bylines for at in range(byline.first, byline.last + 1)}
        places: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            if at not in inside and _may_be_repeated(line):
                places.setdefault(_masked(line.plain), []).append(at)
        units = max(len(self._drafts.votes), len(bylines))
        end = bylines[-1].last if bylines else len(lines)
        title = _masked(self._title or "")
        repeated: set[int] = set()
        for mask, found in places.items():
            if len(found) < 2 or mask == title or _are_of_one_answer(lines, found):
                continue
            is_below_all = found[-1] > end and not any(map(is_prose, lines[found[-1] :]))
            is_usual = 2 * len(found) >= units and not any(
                self._may_be_headline(lines, at, inside) for at in found
            )
            if is_below_all or is_usual:
                repeated |= set(found)
        return self._left(lines, repeated)

    def _may_be_headline(self, lines: Sequence[Line], at: int, inside: set[int]) -> bool:
        """Whether a line stands where a headline would: above the votes, or first of an answer."""
        below = lines[at + 1] if at + 1 < len(lines) else None
        if self._drafts.votes:
            return below is not None and self._vote_between(lines[at], below)
        if at + 1 in inside:
            return True
        starts = at == 0 or at - 1 in inside
        return starts and (below is None or not is_headline_like(below))

    def _left(self, lines: Sequence[Line], repeated: set[int]) -> list[Line]:
        kept: list[Line] = []
        gap = 0
        for at, line in enumerate(lines):
            if at in repeated:
                self._drafts.furniture[line.number] = "repeated"
                gap = 1
                continue
            kept.append(replace(line, gap=max(line.gap, gap)))
            gap = 0
        return kept

    def _vote_between(self, above: Line, below: Line) -> bool:
        return any(above.number < vote.number < below.number for vote in self._drafts.votes)

    # Sections.

    def _without_headlines(self, bylines: list[Byline]) -> list[Byline]:
        """The bylines without those of place and profession alone that may open an answer."""
        if self._drafts.votes:
            return bylines
        kept: list[Byline] = []
        for byline, following in pairwise([*bylines, None]):
            assert byline is not None
            end = following.first if following else len(self._texts)
            run = self._texts[byline.last + 1 : end]
            opens = not run or run[0].gap > 1 or is_headline_like(run[0]) or self._may_open(run)
            if opens or not _is_place_alone(byline):
                kept.append(byline)
        return kept

    def _sections(self) -> list[Section]:
        """What stands above the first vote line, and below each."""
        items: list[Line | Byline] = []
        inside = {
            at: byline for byline in self._bylines for at in range(byline.first, byline.last + 1)
        }
        above = {at for byline in self._bylines for at in byline.above}
        for at, line in enumerate(self._texts):
            byline = inside.get(at)
            if byline is None:
                if at not in above:
                    items.append(line)
            elif at == byline.first:
                items.append(byline)
        cuts = [vote.number for vote in self._drafts.votes]
        sections: list[list[Line | Byline]] = [[] for _ in range(len(cuts) + 1)]
        for item in items:
            number = item.number if isinstance(item, Line) else self._texts[item.first].number
            sections[sum(cut < number for cut in cuts)].append(item)
        return [Section(bool(n), tuple(found)) for n, found in enumerate(sections)]

    # Bylines below the words.

    def _cut_below(self, sections: Sequence[Section]) -> list[_Unit]:
        if len(sections) == 1:
            return self._cut_plain(sections[0])
        units: list[_Unit] = []
        regular = _have_headlines(sections)
        headline: Line | None = None
        opening = sections[0]
        headline, _ = self._next_headline(opening.runs[-1], below=True, regular=regular)
        if opening.bylines:
            units += self._cut_plain(
                Section(False, opening.items[: len(opening.items) - len(opening.runs[-1])]),
                inside=True,
            )
        for n, section in enumerate(sections[1:], start=1):
            is_last = n == len(sections) - 1
            found, following = self._cut_section(
                section, headline, is_last=is_last, regular=regular
            )
            units += found
            headline = following
        return self._with_lost_votes(units, sections)

    def _next_headline(
        self, lines: Sequence[Line], *, below: bool, regular: bool
    ) -> tuple[Line | None, Sequence[Line]]:
        """The headline at the end of what stands above a vote line, and what is above it.

        Args:
            below: whether a byline is above all of it, so that it holds no words of an answer.
            regular: whether the page's answers have headlines.
        """
        if not lines or not could_be_headline(lines[-1]):
            return None, lines
        last, above = lines[-1], lines[:-1]
        if self._gap_above_vote(last) > 1 and (has_two_sentences(last.plain) or not below):
            return None, lines
        if below:
            if not above and not is_postscript(last.plain):
                return (
                    (None, lines)
                    if has_two_sentences(last.plain) and not regular
                    else (last, above)
                )
            if above and regular and is_headline_like(last):
                return last, above
            return None, lines
        if not above or not self._is_paragraph(lines, len(above)):
            return None, lines
        if is_headline_like(last):
            return last, above
        # one sentence: the next headline, or the last words above it?
        return None, lines if has_two_sentences(last.plain) or is_sign_off(last.plain) else above

    def _gap_above_vote(self, line: Line) -> int:
        """The blank lines between a line and the vote line below it."""
        vote = next((one for one in self._drafts.votes if one.number > line.number), None)
        return vote.gap if vote is not None else 0

    def _cut_section(
        self, section: Section, headline: Line | None, *, is_last: bool, regular: bool
    ) -> tuple[list[_Unit], Line | None]:
        """The answer below a vote line, and the headline of the next."""
        runs, bylines = section.runs, section.bylines
        following: Line | None = None
        if not bylines:
            words: Sequence[Line] = runs[0]
            if not is_last:
                following, words = self._next_headline(words, below=False, regular=regular)
            return [_Unit(headline, tuple(words), None)], following
        after: Sequence[Line] = runs[-1]
        if not is_last:
            following, after = self._next_headline(after, below=True, regular=regular)
        if len(bylines) == 1:
            if self._opens_unsigned(after):
                signed = _Unit(headline, tuple(runs[0]), bylines[0])
                return [signed, self._headed(after, None)], following
            doubts = _doubts_below(after, runs[0], bylines[0])
            if (
                following is None
                and _is_place_alone(bylines[0])
                and not is_last
                and not (self._gap_above_vote(self._texts[bylines[0].last]) > 1 or after)
            ):
                # "Phoenix Plastic Surgeon" directly above the votes: byline, or the next headline?
                return [_Unit(headline, tuple(runs[0]), None)], None
            if following is None and not is_last and self._ends_with_headline(runs[0]):
                doubts = (*doubts, f"line {runs[0][-1].number} may be the next answer's headline")
            return [_Unit(headline, tuple(runs[0]), bylines[0], doubts)], following
        return self._split_or_doubt(section, headline, after), following

    def _ends_with_headline(self, words: Sequence[Line]) -> bool:
        """Whether a headline may stand between words and byline, which is then the next answer's."""
        return len(words) > 1 and self._stands_alone(words, len(words) - 1)

    def _opens_unsigned(self, after: Sequence[Line]) -> bool:
        """Whether an answer without byline stands below another's byline, its vote line lost."""
        return (
            self._announced is not None
            and (len(after) > 1 and self._is_supported(after) and any(map(is_prose, after)))
            and self._announced > len(self._drafts.votes)
        )

    def _split_or_doubt(
        self, section: Section, headline: Line | None, after: Sequence[Line]
    ) -> list[_Unit]:
        """A section with several bylines: lost vote lines divide it, or a colleague is quoted."""
        runs, bylines = section.runs[:-1], section.bylines
        units = [_Unit(headline, tuple(runs[0]), bylines[0])]
        for run, byline in zip(runs[1:], bylines[1:], strict=True):
            unit = self._headed(run, byline)
            if self._is_supported(run):
                doubts: tuple[str, ...] = ("lost vote",)
            else:
                doubts = ("barely a lost vote",) if self._may_open(run) else ("",)
            units.append(replace(unit, doubts=doubts))
        if all(unit.words and unit.doubts != ("",) for unit in units):
            return [replace(units[0], doubts=("lost vote",)), *units[1:]]
        names = " and ".join(byline.doctor.name or "a byline without a name" for byline in bylines)
        words = [line for run in runs for line in run]
        inner = [line for byline in bylines[:-1] for line in self._lines_of(byline)]
        every = sorted([*words, *inner], key=lambda line: line.number)
        doubt = f"several bylines stand below one vote line, {names}"
        return [_Unit(headline, tuple(every), bylines[-1], (doubt,))]

    def _is_paragraph(self, run: Sequence[Line], at: int) -> bool:
        """Whether a line is a paragraph of its own."""
        if self._squeezed:
            return True
        return run[at].gap > 0 and (at + 1 == len(run) or run[at + 1].gap > 0)

    def _with_lost_votes(self, units: list[_Unit], sections: Sequence[Section]) -> list[_Unit]:
        """Units that lost vote lines divide are certain only where the page's number agrees."""
        units = [piece for unit in units for piece in self._divided(unit, units)]
        found = sum(bool(unit.words) for unit in units)
        agrees_with_page = self._announced == found or self._are_first_of_many(found)
        doubt = f"a vote line may be lost above it: {self._miscount_of(found)}"
        checked: list[_Unit] = []
        for unit in units:
            doubts = tuple(one for one in unit.doubts if not one.endswith("lost vote"))
            if len(doubts) < len(unit.doubts) and not (
                agrees_with_page
                or (self._announced is None and "barely a lost vote" not in unit.doubts)
            ):
                doubts = (*doubts, doubt)
            checked.append(replace(unit, doubts=doubts))
        return self._checked_count(checked)

    def _divided(self, unit: _Unit, units: Sequence[_Unit]) -> list[_Unit]:
        """An answer below a vote line, cut where another begins that lost vote line and byline."""
        if unit.byline is None or unit.doubts or not self._misses(units):
            return [unit]
        cuts = self._boundaries(unit.words, start=0)
        if not cuts:
            return [unit]
        edges = [0, *cuts, len(unit.words)]
        first, *others = [unit.words[a:b] for a, b in pairwise(edges)]
        pieces = [_Unit(unit.headline, first, None), *(self._headed(one, None) for one in others)]
        return [*pieces[:-1], replace(pieces[-1], byline=unit.byline)]

    def _checked_count(self, units: list[_Unit]) -> list[_Unit]:
        """Where the page has fewer answers than it announces, words may be two doctors'."""
        if not self._misses(units):
            return units
        doubt = self._miscount(units)
        return [
            replace(unit, doubts=(*unit.doubts, doubt))
            if unit.byline is not None and self._boundaries(unit.words, start=0)
            else unit
            for unit in units
        ]

    def _misses(self, units: Sequence[_Unit]) -> bool:
        found = sum(bool(unit.words) for unit in units)
        return (
            self._announced is not None
            and self._announced > found
            and not self._are_first_of_many(found)
        )

    def _miscount(self, units: Sequence[_Unit]) -> str:
        return self._miscount_of(sum(bool(unit.words) for unit in units))

    def _miscount_of(self, found: int) -> str:
        return f"the page announces {self._announced} answers and {found} were found"

    def _are_first_of_many(self, found: int) -> bool:
        return self._announced is not None and self._announced > found == SHOWN_AT_ONCE

    # Bylines below the words, no votes.

    def _cut_plain(self, section: Section, *, inside: bool = False) -> list[_Unit]:
        """A page without vote lines: only bylines divide it, and what opens an answer."""
        runs, bylines = section.runs, section.bylines
        if not bylines:
            return self._unsigned(runs[0])
        stretches = [self._stretch(self._below_headings(run)) for run in runs[:-1]]
        if self._title is None and not inside:
            stretches[0] = self._without_title(stretches[0])
        signed = self._signed = len(bylines)
        splits = sum(len(stretch) - 1 for stretch in stretches)
        units: list[_Unit] = []
        for n, (pieces, byline) in enumerate(zip(stretches, bylines, strict=True)):
            found = self._plain_units(pieces, byline, signed=signed, splits=splits, inside=inside)
            opens = pieces[0] if pieces else []
            if n and not self._is_supported(opens):
                found, units = self._unsupported(found, units, opens)
                if units and self._ends_with_headline(units[-1].words):
                    line = units[-1].words[-1].number
                    doubt = f"line {line} may be the next answer's headline"
                    units[-1] = replace(units[-1], doubts=(*units[-1].doubts, doubt))
            units += found
        if inside:
            return [_unless_supported(unit) for unit in units]
        units += self._trailing(runs[-1], units)
        return self._checked_plain(units)

    def _without_title(self, stretch: list[list[Line]]) -> list[list[Line]]:
        """The words above the first byline, where the page's title and question may be among them."""
        return stretch[-1:] if len(stretch) > 1 else [[]]

    def _below_headings(self, run: Sequence[Line]) -> Sequence[Line]:
        """Words without the links or the comments that stand below a heading of the site."""
        heading = self._heading_above(run[0]) if run else None
        if heading is None:
            return run
        if heading == "related":
            return run
        cuts = self._boundaries(run, start=0)
        return run[cuts[-1] :] if cuts else []

    def _heading_above(self, line: Line) -> str | None:
        """The kind of heading of the site that stands right above a line: links, or comments."""
        above = max((one.number for one in self._texts if one.number < line.number), default=0)
        kinds = [
            kind
            for number, kind in self._drafts.furniture.items()
            if above < number < line.number and kind in {"related", "comments"}
        ]
        return kinds[0] if kinds else None

    def _stretch(self, run: Sequence[Line]) -> list[list[Line]]:
        """The words above a byline, cut where another answer may begin."""
        start = 1 if run and self._opens_with_headline(run) else 0
        cuts = self._boundaries(run, start=start)
        if self._announced != self._signed:
            short = self._boundaries(run, start=start, weak=True)[-1:]
            cuts = sorted({*cuts, *short})
        edges = [0, *cuts, len(run)]
        return [list(run[a:b]) for a, b in pairwise(edges)] or [[]]

    def _opens_with_headline(self, run: Sequence[Line]) -> bool:
        return (
            len(run) > 1
            and run[0].gap <= 1
            and self._is_paragraph(run, 0)
            and could_be_headline(run[0])
            and not is_postscript(run[0].plain)
            and (is_headline_like(run[0]) or not self._stands_alone(run, 1))
        )

    @staticmethod
    def _is_short(run: Sequence[Line], at: int) -> bool:
        """Whether a paragraph of one sentence is as short as a headline."""
        text = run[at].plain
        return (
            len(text) <= USUAL_HEADLINE
            and not has_two_sentences(text)
            and not is_greeting(text)
            and not is_sign_off(text)
            and not is_list_item(text)
        )

    def _boundaries(self, run: Sequence[Line], *, start: int, weak: bool = False) -> list[int]:
        """Where within words another answer may begin: a headline, a gap, a signature above.

        Args:
            weak: whether a short paragraph is taken for a headline, too.
        """
        found: list[int] = []
        for at in range(1, len(run)):
            if at <= start:
                continue
            if found and found[-1] == at - 1 and is_headline_like(run[at - 1]):
                continue  # what was between a headline and its words is lost
            if (
                (run[at].gap > 1 and not is_sign_off(run[at].plain))
                or (
                    at + 1 < len(run)
                    and self._is_paragraph(run, at)
                    and (is_headline_like(run[at]) or (weak and self._is_short(run, at)))
                    and len(run[at].plain.split()) >= 2
                    and (run[at].gap > 0 or is_finished(run[:at]))
                    and any(is_prose(line) for line in run[at + 1 :])
                )
                or self._is_signed_above(run, at)
            ):
                found.append(at)
        return found

    @staticmethod
    def _is_signed_above(run: Sequence[Line], at: int) -> bool:
        """Whether a signature ends right above a line that goes on with other words."""
        line = run[at]
        if line.gap == 0 or is_postscript(line.plain):
            return False
        if is_sign_off(line.plain) and not any(map(is_prose, run[at + 1 :])):
            return False
        signature = read_signature(run[:at])
        return signature is not None and signature.is_clear

    def _plain_units(
        self,
        pieces: Sequence[list[Line]],
        byline: Byline,
        *,
        signed: int,
        splits: int,
        inside: bool,
    ) -> list[_Unit]:
        *upper, lower = pieces
        units = [self._headed(piece, None) for piece in upper]
        units = [unit for unit in units if self._is_unsigned_answer(unit)]
        if not upper:
            return [self._headed(lower, byline)]
        total = signed + splits
        count_says_one = self._announced == signed and not inside
        signature = signature_of(upper[-1])
        is_signed = signature is not None and agrees(signature, byline) is False
        if count_says_one and not is_signed and total != self._announced:
            words = [line for piece in pieces for line in piece]
            if signed == 1 or not any(is_fragment(piece[0]) for piece in pieces[1:]):
                return [self._headed(words, byline)]
            doubt = f"another answer may begin in line {lower[0].number}"
            return [replace(self._headed(words, byline), doubts=(doubt,))]
        if inside and any(self._is_mere_question(piece) for piece in pieces[1:]):
            words = [line for piece in pieces for line in piece]
            doubt = f"another answer may begin in line {lower[0].number}"
            return [replace(self._headed(words, byline), doubts=(doubt,))]
        return [*units, self._headed(lower, byline)]

    @staticmethod
    def _is_mere_question(piece: Sequence[Line]) -> bool:
        """Whether a question opens it that a doctor may ask as well as a headline."""
        return piece[0].gap <= 1 and is_headline_like(piece[0]) and not is_fragment(piece[0])

    @staticmethod
    def _is_unsigned_answer(unit: _Unit) -> bool:
        """Whether words without a byline are an answer for sure, and not a remark of somebody's."""
        if unit.headline is not None or not unit.words or unit.words[0].gap > 1:
            return True
        signature = read_signature(unit.words)
        return signature is not None and signature.is_clear

    def _headed(self, piece: Sequence[Line], byline: Byline | None) -> _Unit:
        """An answer whose headline, if it has one, is its own first line."""
        if (
            len(piece) > 1
            and piece[0].gap <= 1
            and self._is_paragraph(piece, 0)
            and could_be_headline(piece[0])
            and not is_postscript(piece[0].plain)
            and not (
                len(piece) > 2 and self._stands_alone(piece, 0) and self._stands_alone(piece, 1)
            )
            and not all(is_sign_off(line.plain) for line in piece[1:])
        ):
            return _Unit(piece[0], tuple(piece[1:]), byline)
        return _Unit(None, tuple(piece), byline)

    def _is_supported(self, piece: Sequence[Line]) -> bool:
        """Whether what follows a byline surely opens an answer, so that the byline ends one."""
        if not piece or piece[0].gap > 1:
            return True
        return self._may_open(piece) and is_headline_like(piece[0])

    def _may_open(self, piece: Sequence[Line]) -> bool:
        """Whether there is one sentence in a paragraph of its own, where a headline would be."""
        return (
            len(piece) > 1
            and self._is_paragraph(piece, 0)
            and could_be_headline(piece[0])
            and not has_two_sentences(piece[0].plain)
        )

    def _unsupported(
        self, found: list[_Unit], units: list[_Unit], opens: Sequence[Line]
    ) -> tuple[list[_Unit], list[_Unit]]:
        """What follows a byline like a further paragraph: the byline may be a colleague's, quoted."""
        before = units[-1] if units else None
        if before is None or before.byline is None:
            return found, units
        if found[0].words[:1] != tuple(opens[:1]) and found[0].headline != opens[0]:
            # words below a byline and above the next headline, which are nobody's
            if is_postscript(opens[0].plain) or _is_certain(before):
                return found, units
            doubt = f"line {opens[0].number}, below its byline, may go on with its words"
            return found, [*units[:-1], replace(before, doubts=(*before.doubts, doubt))]
        if is_postscript(opens[0].plain):
            return found, units
        if _is_certain(before):
            return found, units
        doubt = "barely supported" if self._may_open(opens) else "unsupported"
        return [replace(one, doubts=(*one.doubts, doubt)) for one in found], [
            *units[:-1],
            replace(before, doubts=(*before.doubts, doubt)),
        ]

    def _trailing(self, run: Sequence[Line], units: Sequence[_Unit]) -> list[_Unit]:
        """Words below the last byline: an answer without one only if the page misses one."""
        found = sum(bool(unit.words) for unit in units)
        if self._announced is None or self._announced <= found or not any(map(is_prose, run)):
            return []
        return [self._headed(run, None)] if run[0].gap > 1 or self._may_open(run) else []

    def _unsigned(self, run: Sequence[Line]) -> list[_Unit]:
        """A page without bylines and votes."""
        if not run:
            return []
        signature = read_signature(run)
        unit = self._headed(run, None)
        if self._announced == 1 or (signature is not None and not self._boundaries(run, start=1)):
            return [unit]
        return [replace(unit, doubts=("no byline divides the answers",))]

    def _checked_plain(self, units: list[_Unit]) -> list[_Unit]:
        """Unsupported boundaries and lost bylines, in the light of the number that is announced."""
        found = sum(bool(unit.words) for unit in units)
        agrees_with_page = self._announced == found or self._are_first_of_many(found)
        no_headlines = not any(unit.headline for unit in units)
        checked: list[_Unit] = []
        for unit in units:
            doubts = tuple(one for one in unit.doubts if not one.endswith("supported"))
            if (
                "unsupported" in unit.doubts
                and not (agrees_with_page or (no_headlines and self._announced is None))
            ) or (
                "barely supported" in unit.doubts
                and not (agrees_with_page or self._announced is None)
            ):
                doubts = (*doubts, "a byline within the words may be that of a colleague")
            if (
                self._announced is not None
                and self._announced > found
                and not agrees_with_page
                and unit.byline is not None
                and sum(line.gap > 0 or self._squeezed for line in unit.words[1:]) > 0
            ):
                doubts = (
                    *doubts,
                    f"its paragraphs may be two doctors': {self._miscount_of(found)}",
                )
            checked.append(replace(unit, doubts=doubts))
        return checked

    # Bylines above the words.

    def _cut_above(self, sections: Sequence[Section]) -> list[_Unit]:
        if len(sections) == 1:
            return self._cut_plain_above(sections[0])
        units: list[_Unit] = []
        opening = sections[0]
        headline_last = bool(opening.runs[-1])
        headline_first = bool(opening.runs[0])
        byline: Byline | None = opening.bylines[-1] if opening.bylines else None
        headline = (opening.runs[-1] or opening.runs[0] or [None])[-1]
        trouble = len(opening.bylines) > 1
        for n, section in enumerate(sections[1:], start=1):
            is_last = n == len(sections) - 1
            runs, bylines = section.runs, section.bylines
            words, after = runs[0], runs[-1] if bylines else []
            following: Line | None = None
            odd = len(bylines) > 1 or (bool(bylines) and not words)
            if not is_last and bylines:
                if headline_first and not headline_last and len(words) > 1:
                    if is_headline_like(words[-1]):
                        following, words = words[-1], words[:-1]
                elif after:
                    following = after[-1] if len(after) == 1 else None
                    odd = odd or len(after) > 1 or not could_be_headline(after[-1])
            elif not is_last and words and is_headline_like(words[-1]):
                odd = True
            doubts: tuple[str, ...] = ()
            if trouble or odd:
                doubts = ("its lines do not follow the order of the page's other answers",)
            units.append(_Unit(headline, tuple(words), byline, doubts))
            byline = bylines[-1] if bylines and not odd else None
            headline = following
            trouble = odd
        return units

    def _cut_plain_above(self, section: Section) -> list[_Unit]:
        runs, bylines = section.runs, section.bylines
        first = runs[0]
        headline: Line | None = first[0] if first else None
        units: list[_Unit] = []
        unsure = self._announced != len(bylines)
        for n, (run, byline) in enumerate(zip(runs[1:], bylines, strict=True)):
            is_last = n == len(bylines) - 1
            words: Sequence[Line] = run
            following: Line | None = None
            own = headline
            ends_like_headline = (
                len(words) > 1
                and self._is_paragraph(words, len(words) - 1)
                and is_headline_like(words[-1])
            )
            if first:
                if not is_last and ends_like_headline:
                    following, words = words[-1], words[:-1]
                elif not is_last:
                    unsure = True
            else:
                unsure = unsure or (ends_like_headline and not is_last)
                if len(words) > 1 and self._is_paragraph(words, 0) and is_headline_like(words[0]):
                    own, words = words[0], words[1:]
            if self._boundaries(words, start=0):
                unsure = True
            units.append(_Unit(own, tuple(words), byline))
            headline = following
        if unsure:
            doubt = "the byline stands above the words, and not every line has its place there"
            units = [replace(unit, doubts=(doubt,)) for unit in units]
        return units

    def _cut_between(self, sections: Sequence[Section]) -> list[_Unit]:
        """Vote line, byline, words: each section is one answer."""
        units: list[_Unit] = []
        opening = sections[0].runs[-1]
        headline = opening[-1] if opening and could_be_headline(opening[-1]) else None
        before_byline = any(section.runs[0] for section in sections[1:] if section.bylines)
        for n, section in enumerate(sections[1:], start=1):
            is_last = n == len(sections) - 1
            runs, bylines = section.runs, section.bylines
            if len(bylines) != 1:
                words = [line for run in runs for line in run]
                doubt = "its lines do not follow the order of the page's other answers"
                units.append(_Unit(headline, tuple(words), None, (doubt,)))
                headline = None
                continue
            own, words = headline, list(runs[1])
            if before_byline:
                own = runs[0][0] if runs[0] else None
            following: Line | None = None
            doubts: tuple[str, ...] = ()
            if not before_byline and not is_last and len(words) > 1 and is_headline_like(words[-1]):
                if opening:
                    following = words.pop()
                else:
                    doubts = (f"line {words[-1].number} may be the next answer's headline",)
            if own is None and len(words) > 1 and is_headline_like(words[0]) and not opening:
                own = words.pop(0)
            units.append(_Unit(own, tuple(words), bylines[0], doubts))
            headline = following
        return units

    def _with_inner_headlines(self, units: list[_Unit]) -> list[_Unit]:
        """The units with the headlines that stand right above their words, where all have them."""
        whole = [unit for unit in units if unit.words]
        opening = [
            unit for unit in whole if len(unit.words) > 1 and self._stands_alone(unit.words, 0)
        ]
        if any(unit.headline for unit in units) or 10 * len(opening) < 7 * len(whole):
            return units
        return [
            replace(unit, headline=unit.words[0], words=unit.words[1:])
            if len(unit.words) > 1 and self._stands_alone(unit.words, 0)
            else unit
            for unit in units
        ]

    # Units into answers.

    def _lines_of(self, byline: Byline) -> list[Line]:
        return list(self._texts[byline.first : byline.last + 1])

    def _drafted(self, unit: _Unit) -> Iterator[Draft]:
        """The answer of a unit, or its pieces where a line of the site divides the words."""
        byline = tuple(self._lines_of(unit.byline)) if unit.byline else ()
        doctor = unit.byline.doctor if unit.byline else Doctor()
        words = unit.words
        if not words and unit.byline is not None:
            words = tuple(self._texts[at] for at in unit.byline.above)
        if not words:
            yield Draft(unit.headline, (), byline, doctor)
            return
        last = words[-1]
        words = self._without_fragments(words)
        pieces = self._pieces(words)
        doubts = [*unit.doubts, *self._doubts_about(unit, words, last, len(pieces))]
        if doubts:
            self._drafts.doubtful |= {line.number: doubts[0] for line in byline}
            where = f" (byline in {_numbers(byline)})" if byline else ""
            for n, piece in enumerate(pieces):
                headline = unit.headline if n == 0 else None
                yield Draft(headline, piece, (), Doctor(), doubts[0] + where)
            return
        if doctor.name is None:
            signature = read_signature(words, above_nameless_byline=unit.byline is not None)
            if (
                signature is not None
                and signature.is_clear
                and signature.doctor.name != doctor.place
                and not any(_doubts_of_mentions(words, signature.doctor))
            ):
                doctor = replace(
                    doctor,
                    name=signature.doctor.name,
                    credentials=signature.doctor.credentials,
                    named_by="signature",
                    status=signature.doctor.status or doctor.status,
                )
        yield Draft(unit.headline, words, byline, doctor)

    def _without_fragments(self, words: tuple[Line, ...]) -> tuple[Line, ...]:
        """Words without what stands at their ends and is no sentence: it may be the site's."""
        first, end = 0, len(words)
        while first < end and self._stands_alone(words, first):
            first += 1
        while end > first and self._stands_alone(words, end - 1):
            end -= 1
        return words[first:end] or words

    def _stands_alone(self, words: Sequence[Line], at: int) -> bool:
        below = words[at + 1].plain if at + 1 < len(words) else ""
        return is_fragment(words[at]) and self._is_paragraph(words, at) and not is_list_item(below)

    def _pieces(self, words: Sequence[Line]) -> list[tuple[Line, ...]]:
        """Words without the site's lines among them, in pieces."""
        pieces: list[list[Line]] = [[words[0]]]
        strangers = [
            number
            for number in (*self._drafts.furniture, *(vote.number for vote in self._drafts.votes))
            if words[0].number < number < words[-1].number
        ]
        for above, below in pairwise(words):
            if any(above.number < number < below.number for number in strangers):
                pieces.append([])
            pieces[-1].append(below)
        return [tuple(piece) for piece in pieces]

    def _doubts_about(
        self, unit: _Unit, words: Sequence[Line], last: Line, pieces: int
    ) -> Iterator[str]:
        byline = unit.byline
        if pieces > 1:
            yield "a line of the site stands within its words"
        for at in range(1, len(words) - 1):
            if self._stands_alone(words, at):
                yield f"line {words[at].number} within its words is no sentence"
                break
        if byline is None:
            return
        if byline.trouble is not None:
            yield byline.trouble
        names_alone = sum(one.kinds == {"name"} for one in self._bylines)
        if 2 * names_alone > len(self._bylines) and byline.kinds > {"name"}:
            yield "its byline is fuller than the page's others, and may be a colleague's"
        if self._drafts.layout is Layout.BELOW:
            yield from self._doubts_above(byline, words, last)
        yield from self._doubts_of_signature(byline, words)
        yield from self._doubts_of_inner_signature(byline, words)
        if "name" in byline.kinds:
            yield from _doubts_of_mentions(words, byline.doctor)

    def _doubts_above(self, byline: Byline, words: Sequence[Line], above: Line) -> Iterator[str]:
        """An unfinished sentence above a byline may go on in it: "Please see my partner:"."""
        signature = read_signature(words)
        if byline.doctor.name is None or (signature and agrees(signature, byline)):
            return
        last = above.plain
        if ends_a_sentence(last) or is_sign_off(last):
            return
        if last[-1:] in ":,;(–—-&/":
            yield f"line {above.number}, above its byline, is no finished sentence"
            return
        word = re.sub(r"\W", "", last.split()[-1]).lower()
        if word in DANGLING or not self._is_complete(byline):
            yield f"line {above.number}, above its byline, is no finished sentence"

    def _is_complete(self, byline: Byline) -> bool:
        """Whether a byline has what the page's bylines usually have, and stands together."""
        usual = Counter(one.kinds for one in self._bylines).most_common(1)[0][0] - {"stars"}
        lines = self._lines_of(byline)
        together = all(line.gap == 0 for line in lines[1:])
        return byline.kinds >= usual and (
            together
            or all(any(line.gap for line in self._lines_of(one)[1:]) for one in self._bylines)
        )

    def _doubts_of_signature(self, byline: Byline, words: Sequence[Line]) -> Iterator[str]:
        signature = read_signature(words)
        if signature is None or byline.doctor.name is None:
            return
        if signature.others and not all(
            agrees(replace(signature, doctor=one), byline)
            for one in (signature.doctor, *signature.others)
        ):
            yield f"it is signed by several, {signature.doctor.name} and {signature.others[0].name}"
        elif signature.is_clear and agrees(signature, byline) is False:
            yield f"it is signed {signature.doctor.name}, and its byline names {byline.doctor.name}"

    def _doubts_of_inner_signature(self, byline: Byline, words: Sequence[Line]) -> Iterator[str]:
        for at, line in enumerate(words[:-1]):
            if signed_by(line.plain) is None:
                continue
            signature = read_signature(words[: at + 1])
            if signature and signature.is_clear and agrees(signature, byline) is False:
                yield f"line {line.number} within its words is signed {signature.doctor.name}"
                return


def _doubts_of_mentions(words: Sequence[Line], doctor: Doctor) -> Iterator[str]:
    """A line of words that is nothing but another doctor's name."""
    for line in words[:-1]:
        part = read_part(line.plain)
        if part is None or "name" not in part.kinds or part.doctor.credentials is None:
            continue
        if not could_be_same_doctor(part.doctor, doctor):
            yield f"line {line.number} within its words names {part.doctor.name}"
            return


def is_finished(lines: Sequence[Line]) -> bool:
    """Whether words end as a sentence or as a letter does."""
    last = lines[-1].plain
    return (
        ends_a_sentence(last)
        or is_sign_off(last)
        or is_list_item(last)
        or read_signature(lines) is not None
    )


def _unless_supported(unit: _Unit) -> _Unit:
    """A unit above the first vote line; how many answers the page has cannot help there."""
    if not any(one.endswith("supported") for one in unit.doubts):
        return unit
    doubts = tuple(one for one in unit.doubts if not one.endswith("supported"))
    return replace(unit, doubts=(*doubts, "a byline within the words may be that of a colleague"))


def _doubted(unit: _Unit, doubt: str) -> _Unit:
    return replace(unit, doubts=(doubt, *unit.doubts))


def _is_certain(unit: _Unit) -> bool:
    """Whether the words are signed by the doctor of the byline."""
    signature = read_signature(unit.words) if unit.words else None
    return signature is not None and bool(agrees(signature, unit.byline))


def _have_headlines(sections: Sequence[Section]) -> bool:
    """Whether the page's answers have headlines: one stands above the votes nearly everywhere."""
    due = [section.runs[-1] for section in sections[:-1] if section.bylines] + [
        sections[0].runs[-1]
    ]
    return 10 * sum(bool(run) for run in due) >= 7 * len(due)


def _doubts_below(after: Sequence[Line], words: Sequence[Line], byline: Byline) -> tuple[str, ...]:
    """What follows a byline like a further paragraph of the answer: the byline may be quoted."""
    unit = _Unit(None, tuple(words), byline)
    if not after or is_postscript(after[0].plain) or _is_certain(unit):
        return ()
    prose = next((line for line in after if is_prose(line)), None)
    if prose is None:
        return ()
    return (f"line {prose.number}, below its byline, may go on with its words",)


def _is_place_alone(byline: Byline) -> bool:
    return byline.kinds == {"place"} and not byline.extras


def _links(lines: Sequence[Line]) -> set[int]:
    """The numbers of the links below "You might also like": all lines that are no sentences but the
    last, which may be a headline."""
    found: set[int] = set()
    at = 0
    while at < len(lines):
        if furniture_kind(lines[at].plain) == "related":
            end = at + 1
            while end < len(lines) and _is_link(lines[end]):
                end += 1
            found |= {line.number for line in lines[at + 1 : end - 1]}
            at = end
        else:
            at += 1
    return found


def _is_link(line: Line) -> bool:
    return (
        is_headline_like(line) and vote_kind(line.plain) is None and read_part(line.plain) is None
    )


def _outside(lines: Sequence[Line], bylines: Sequence[Byline]) -> list[Line]:
    """The lines that are in no byline."""
    inside = {at for byline in bylines for at in range(byline.first, byline.last + 1)}
    return [line for at, line in enumerate(lines) if at not in inside]


def _numbers(lines: Sequence[Line]) -> str:
    first, last = lines[0].number, lines[-1].number
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _masked(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()


def _are_of_one_answer(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether lines are repeated as the answer is to which they belong."""
    below = [lines[at + 1].plain for at in places if at + 1 < len(lines)]
    above = [lines[at - 1].plain for at in places if at > 0]
    return any(len(set(some)) < len(some) for some in (below, above)) and any(
        is_prose(lines[at + step])
        for at in places
        for step in (-1, 1)
        if 0 <= at + step < len(lines)
    )


def _may_be_repeated(line: Line) -> bool:
    """Whether it may be a site's line if it is repeated: no sentence, and of no letter."""
    text = line.plain
    return (
        len(text) <= USUAL_HEADLINE
        and not is_prose(line)
        and not text.endswith(".")
        and not is_greeting(text)
        and not is_sign_off(text)
        and not is_list_item(text)
    )


__all__ = ["Draft", "Drafts", "drafts", "is_list_item"]

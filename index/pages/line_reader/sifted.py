"""Parts what stands under "Doctor Answers" into words with bylines, vote lines, and what the site
prints around them.

A site's lines are known by their patterns (furniture.toml), or by being repeated around answers.
"""

import re
from bisect import bisect, bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, takewhile

from index.pages.line_reader.byline import Byline, byline_blocks, bylines_of, find_bylines
from index.pages.line_reader.closings import is_greeting, is_sign_off
from index.pages.line_reader.denials import other_work
from index.pages.line_reader.furniture import (
    announcement,
    furniture_kind,
    numbered,
    ordinal,
    vote_kind,
)
from index.pages.line_reader.layout import Section
from index.pages.line_reader.lines import Line, with_gap
from index.pages.line_reader.mentions import named_within
from index.pages.line_reader.paragraphs import (
    USUAL_HEADLINE,
    is_fragment,
    is_headline_like,
    is_list_item,
    is_prose,
)
from index.pages.line_reader.parts import read_part

APART = 3
"""Blank lines that no part of a page has within it."""
LONGEST_LINK = 8
"""Words of a link below a heading of the site."""
FEWEST_REPEATED = 3
"""Bylines below which a line stands that is taken for the site's as it is repeated."""
FEW_WORDS = 5
"""Words of a sentence that several doctors may write alike."""
MOST_WRAPPED = 4
"""Lines into which the placeholder of a vote line may be wrapped, besides its first."""
NUMBER = re.compile(r"\d+")
LABEL = re.compile(r"[^\W\d_][\w ]{3,30}:(?=\s+\S.{0,30}$)")
LONGEST_LIST = 6
"""Lines of a user's comment below a heading of the site."""
LIST_HEADING = re.compile(r"(?:\d+\s+)?\w+(?:\s+\w+)?(?:\s*\(?\d*\)?)?\s*:?")
REMARKS = frozenset({"comments", "remark"})
"""Kinds of furniture below which users' words stand."""
HEADINGS = REMARKS | {"related"}
"""Kinds of furniture below which other lines of the site stand."""
BOXES = frozenset({"featured", "doctors"})
"""Kinds of furniture below which doctors stand who need not have answered."""
MARKS = frozenset({"agreeing", "advertising", "sponsored"})
"""Kinds that may head such a box if a byline stands right below them, or be of the answer above."""

MAY_BE_HEADLINE = "its line of place and specialty may be the next answer's headline"
OTHER_WORK = "work"
"""The kind of a line that is repeated and says what somebody did who need not have written."""
DIVIDERS = frozenset({"rule", "numbering"})
"""Kinds of furniture that divide answers."""


def nth_of(line: Line) -> int:
    """The number that a line gives an answer; 0 where it gives none, as a rule does."""
    return numbered(line.plain) or ordinal(line.plain) or 0


def _number(line: Line) -> int:
    return line.number


def _first(byline: Byline) -> int:
    return byline.first


@dataclass
class Sifted:
    """The lines of a page by what they are.

    `texts` are the lines of words and bylines, `votes` the vote lines that divide answers, above
    the words, `closing` those that do not; `furniture` the kinds of all other lines by their
    numbers.
    """

    texts: list[Line] = field(default_factory=list)
    bylines: list[Byline] = field(default_factory=list)
    votes: list[Line] = field(default_factory=list)
    closing: list[Line] = field(default_factory=list)
    furniture: dict[int, str] = field(default_factory=dict)
    rules: list[Line] = field(default_factory=list)
    numberings: list[Line] = field(default_factory=list)
    _looked_at: list[Line] = field(default_factory=list, init=False, repr=False)
    _blocks: list[Byline] = field(default_factory=list, init=False, repr=False)

    def blocks(self) -> Sequence[Byline]:
        """What has the form of a byline among the texts; looked for once, while these stay."""
        if self._looked_at != self.texts:
            self._looked_at, self._blocks = self.texts, byline_blocks(self.texts)
        return self._blocks

    def dividers(self) -> Iterator[Sequence[Line]]:
        """Lines that may divide the answers, the surest first: their numbers in a row, rules, or
        votes that close them."""
        told = [nth_of(line) for line in self.numberings]
        if (len(told) > 1 or told == [1]) and all(one < other for one, other in pairwise(told)):
            yield self.numberings
        yield self.rules
        yield self.closing

    def lines_of(self, byline: Byline) -> tuple[Line, ...]:
        """The lines of a byline."""
        return tuple(self.texts[byline.first : byline.last + 1])

    def gap_above_vote(self, line: Line) -> int:
        """The blank lines between a line and the vote line below it."""
        at = bisect(self.votes, line.number, key=_number)
        return self.votes[at].gap if at < len(self.votes) else 0

    def heading_above(self, line: Line) -> str | None:
        """The kind of heading of the site that stands right above a line: links, or comments."""
        return next((kind for kind in self.furniture_above(line) if kind in HEADINGS), None)

    def furniture_above(self, line: Line) -> list[str]:
        """The kinds of the site's lines right above a line of words or of a byline."""
        at = bisect_left(self.texts, line.number, key=_number)
        return self._kinds(self.texts[at - 1].number if at else 0, line.number)

    def furniture_between(self, above: Line, below: Line) -> frozenset[str]:
        """The kinds of the site's lines between two lines of words."""
        return frozenset(self._kinds(above.number, below.number))

    def _kinds(self, above: int, below: int) -> list[str]:
        numbers = range(above + 1, below)
        return [self.furniture[number] for number in numbers if number in self.furniture]

    def has_votes_between(self, above: Line, below: Line) -> bool:
        """Whether votes stand between two lines of words, be they those that divide or not."""
        at = bisect(self.votes, above.number, key=_number)
        are_dividing = at < len(self.votes) and self.votes[at].number < below.number
        return are_dividing or "votes" in self.furniture_between(above, below)

    def has_stranger_between(self, above: Line, below: Line) -> bool:
        """Whether a line of the site or a vote line stands between two lines of words."""
        return self.has_votes_between(above, below) or bool(self.furniture_between(above, below))

    @cached_property
    def usual_kinds(self) -> frozenset[str]:
        """The kinds of lines that most bylines have."""
        return Counter(one.kinds for one in self.bylines).most_common(1)[0][0]

    @cached_property
    def names_stand_alone(self) -> bool:
        """Whether most bylines are but a name."""
        return 2 * sum(one.kinds == {"name"} for one in self.bylines) > len(self.bylines)

    @cached_property
    def all_are_spaced(self) -> bool:
        """Whether blank lines stand within every byline of several lines."""
        return all(self.is_spaced(one) for one in self.bylines if one.last > one.first)

    @cached_property
    def most_are_below_votes(self) -> bool:
        """Whether votes stand right above nearly every byline, of which there are several."""
        below = sum(map(self.is_below_votes, self.bylines))
        return len(self.bylines) > 1 and 4 * below >= 3 * len(self.bylines)

    def is_below_votes(self, byline: Byline) -> bool:
        """Whether votes that divide nothing stand right above a byline, or above what is on top of
        it."""
        first = min((*byline.above, byline.first))
        return "votes" in self.furniture_above(self.texts[first])

    def is_below_marks(self, byline: Byline) -> bool:
        """Whether what may head a box, or be of the answer above, stands above a byline."""
        return not MARKS.isdisjoint(self.furniture_above(self.texts[byline.first]))

    @cached_property
    def most_are_below_marks(self) -> bool:
        """Whether such a line stands above nearly every byline, of which there are several."""
        below = sum(map(self.is_below_marks, self.bylines))
        return len(self.bylines) > 1 and 4 * below >= 3 * len(self.bylines)

    def is_spaced(self, byline: Byline) -> bool:
        """Whether blank lines stand within a byline."""
        return any(line.gap for line in self.lines_of(byline)[1:])

    def words_below(self, byline: Byline) -> Sequence[Line]:
        """The lines between a byline and the next one."""
        at = bisect(self.bylines, byline.last, key=_first)
        end = self.bylines[at].first if at < len(self.bylines) else len(self.texts)
        return self.texts[byline.last + 1 : end]

    def lacks_headline_below(self, byline: Byline) -> bool:
        """Whether an answer may begin below a byline, but for a headline of its own."""
        below = self.words_below(byline)
        if not self.votes:
            return bool(below) and not _is_headed(below)
        first = bisect(self.votes, self.texts[byline.last].number, key=_number)
        return bool(below) and first < bisect(self.votes, below[0].number, key=_number)

    def sections(self, dividers: Sequence[Line] | None = None) -> list[Section]:
        """What stands above the first vote line, or other line that divides, and below each."""
        inside = {
            at: byline for byline in self.bylines for at in range(byline.first, byline.last + 1)
        }
        above = {at for byline in self.bylines for at in byline.above}
        cuts = [line.number for line in (self.votes if dividers is None else dividers)]
        found: list[list[Line | Byline]] = [[] for _ in range(len(cuts) + 1)]
        for at, line in enumerate(self.texts):
            byline = inside.get(at)
            place = bisect_left(cuts, line.number)
            if byline is None and at not in above:
                found[place].append(line)
            elif byline is not None and at == byline.first:
                found[place].append(byline)
        return [Section(tuple(items)) for items in found]


def sift(lines: Sequence[Line], title: str | None, notice: Collection[int]) -> Sifted:
    """Part the lines below "Doctor Answers".

    Args:
        title: the page's title, which headlines often repeat.
        notice: the numbers of the lines of the legal notice.
    """
    sifted = Sifted()
    # a line of the site that is left out leaves a gap, which is no blank line
    is_squeezed = not any(line.gap for line in lines[1:])
    _leave_furniture(sifted, lines, notice)
    sifted.bylines = _leave_repeated(sifted, title, is_squeezed=is_squeezed)
    if not is_squeezed and _leave_repeated_below_bylines(sifted):
        sifted.bylines = find_bylines(sifted.texts)
    if _leave_repeated_sentences(sifted):
        sifted.bylines = find_bylines(sifted.texts, is_squeezed=is_squeezed)
    if _leave_stray_stars(sifted):
        sifted.bylines = find_bylines(sifted.texts, is_squeezed=is_squeezed)
    if not any(line.gap for line in sifted.texts[1:]):
        # without a blank line, every line is a paragraph of its own
        sifted.texts = [replace(line, gap=1) for line in sifted.texts]
    if not sifted.votes:
        sifted.bylines = _with_doubtful_headlines(sifted)
    sifted.bylines = _with_doubtful_places(sifted)
    sifted.bylines = _across_votes(sifted, _without_boxes(sifted, _with_rows(sifted)))
    sifted.bylines = _across_the_sites(sifted)
    return sifted


def _across_votes(sifted: Sifted, bylines: Sequence[Byline]) -> list[Byline]:
    """The bylines; one within which votes stand may have the next answer's headline in it."""
    trouble = "votes stand within its byline"
    kept: list[Byline] = []
    for one in bylines:
        first, last = sifted.texts[one.first].number, sifted.texts[one.last].number
        above = bisect(sifted.votes, first, key=_number)
        is_across = above < bisect(sifted.votes, last, key=_number)
        kept.append(replace(one, trouble=trouble) if is_across else one)
    return kept


def _across_the_sites(sifted: Sifted) -> list[Byline]:
    """The bylines; one whose name stands below a line of the site, that stands within it and not
    so in most others, may be two: what is below that line is of somebody else."""
    found = {one for one in sifted.bylines if _is_named_below_the_sites(one, sifted)}
    if 2 * len(found) > len(sifted.bylines) > 1:
        return sifted.bylines
    trouble = "its name stands below a line of the site, and may be somebody else's"
    return [
        replace(one, trouble=one.trouble or trouble) if one in found else one
        for one in sifted.bylines
    ]


def _is_named_below_the_sites(byline: Byline, sifted: Sifted) -> bool:
    lines = sifted.lines_of(byline)
    return any(
        sifted.furniture_between(lines[0], line) and "name" in _kinds_of(line) for line in lines[1:]
    )


def _without_boxes(sifted: Sifted, bylines: Sequence[Byline]) -> list[Byline]:
    """The bylines; one below "Featured doctor" or "Doctors near you", or right below "Sponsored" or
    "2 doctors agree", may be of a box, unless most stand so."""
    boxed = {one for one in bylines if _may_be_of_a_box(sifted, sifted.texts[one.first])}
    if 2 * len(boxed) > len(bylines) > 2:
        return list(bylines)
    trouble = "its byline stands below the heading of a box, and may be another doctor's"
    return [replace(one, trouble=trouble) if one in boxed else one for one in bylines]


def _may_be_of_a_box(sifted: Sifted, first: Line) -> bool:
    """Whether a byline with that first line stands below what heads a box."""
    is_marked = sifted.furniture.get(first.number - 1) in MARKS
    return is_marked or not BOXES.isdisjoint(sifted.furniture_above(first))


def _with_rows(sifted: Sifted) -> list[Byline]:
    """The bylines; where several stand in a row, none tells whose words are next to them."""
    found = list(sifted.bylines)
    for n, (one, other) in enumerate(pairwise(sifted.bylines)):
        below, above = sifted.texts[other.first], sifted.texts[one.last]
        if one.last + 1 == other.first and not sifted.has_stranger_between(above, below):
            trouble = "several bylines stand in a row"
            found[n] = replace(found[n], trouble=found[n].trouble or trouble)
            found[n + 1] = replace(other, trouble=other.trouble or trouble)
    return found


# Lines known by their patterns.


def _leave_furniture(sifted: Sifted, lines: Sequence[Line], notice: Collection[int]) -> None:
    kinds = {line.number: vote_kind(line.plain) for line in lines}
    counting, dividing = _vote_lines(lines, kinds, notice)
    links, wrapped = _links(lines), _wrapped_votes(lines)
    # a rule right below a line of a page that has blank lines underlines it
    are_apart = any(line.gap for line in lines[1:])
    sifted.rules = [
        line
        for line in lines
        if furniture_kind(line.plain) == "rule" and (line.gap or not are_apart)
    ]
    sifted.closing = [line for line in lines if line.number in counting - dividing]
    ordinals = _ordinals(lines)
    sifted.numberings = [
        line
        for line in lines
        if line.number in ordinals or furniture_kind(line.plain) == "numbering"
    ]
    kept: list[Line] = []
    gap = 0
    for line in lines:
        number = line.number
        kind = furniture_kind(line.plain)
        told = announcement(line.plain)
        if number in notice:
            kind = "notice"
        elif told is not None and told.is_full:
            kind = "announcement"
        elif number in ordinals:
            kind = "numbering"
        elif number in links:
            kind = "related"
        elif number in wrapped:
            kind = "markup"
        elif number in counting or (kind is None and kinds[number] not in {None, "number"}):
            kind = "votes"
        if number in dividing:
            sifted.votes.append(line)
            gap = max(gap, line.gap, 1)
        elif kind is not None:
            sifted.furniture[number] = kind
            # no byline goes on below the legal notice
            gap = max(gap, line.gap, APART if kind == "notice" else 0)
        else:
            kept.append(line if line.gap >= gap else with_gap(line, gap))
            gap = 0
    sifted.texts = kept


def _vote_lines(
    lines: Sequence[Line], kinds: Mapping[int, str | None], notice: Collection[int]
) -> tuple[set[int], set[int]]:
    """The numbers of the lines that stand beside every answer, and those that divide answers.

    Votes above the words divide; below the words or the byline they do not.
    """
    if not any(kinds.values()):
        return set(), set()
    others = [
        line
        for line in lines
        if kinds[line.number] is None
        and furniture_kind(line.plain) is None
        and line.number not in notice
    ]
    bylines = find_bylines(others)
    by_kind: dict[str, list[Line]] = {}
    for line in lines:
        if (kind := kinds[line.number]) is not None:
            by_kind.setdefault(kind, []).append(line)
    numbers = len(by_kind.get("number", ()))
    if not 0 < len(bylines) <= 2 * numbers <= 2 * (len(bylines) + 1):
        by_kind.pop("number", None)  # a bare number may be anything
    if not by_kind:
        return set(), set()
    chosen = max(by_kind, key=lambda kind: (kind == "template", len(by_kind[kind])))
    votes = by_kind[chosen]
    counting = {vote.number for vote in votes}
    if chosen != "template" and 2 * len(votes) < len(bylines):
        return counting, set()  # too few to divide answers
    return counting, set() if _close_answers(votes, others, bylines) else counting


def _close_answers(votes: Sequence[Line], lines: Sequence[Line], bylines: Sequence[Byline]) -> bool:
    """Whether vote lines stand below the words, so that the first follows a whole answer."""
    inside = {at for byline in bylines for at in range(byline.first, byline.last + 1)}
    words = [line for at, line in enumerate(lines) if at not in inside]
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
    prose = {line.number for line in words if is_prose(line)}
    return (
        not any(map(is_prose, closing))
        or 2 * sum(one in ends for one in above) > len(above)
        or 2 * sum(one in prose for one in above) > len(above)
    )


def _ordinals(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that are but an answer's ordinal, "1." and "2.": they rise, and
    between most of them a byline stands. A list within an answer has none there."""
    told = [(line, nth) for line in lines if (nth := ordinal(line.plain)) is not None]
    pairs = list(pairwise(told))
    if not pairs or any(nth >= next_ for (_, nth), (_, next_) in pairs):
        return set()
    found = {line.number for line, _ in told}
    others = [
        line for line in lines if line.number not in found and furniture_kind(line.plain) is None
    ]
    named = [others[one.first].number for one in find_bylines(others)]
    between = [
        bisect(named, below.number) - bisect(named, above.number)
        for (above, _), (below, _) in pairs
    ]
    return found if 2 * between.count(1) >= len(between) else set()


def _wrapped_votes(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines with which the placeholder of a vote line goes on, where a program
    wrapped it: "{{ votes + (voteCount +" / "1) }}"."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        if vote_kind(line.plain) != "template" or "}}" in line.plain:
            continue
        rest = lines[at + 1 : at + 1 + MOST_WRAPPED]
        block = list(takewhile(lambda one: not one.gap, rest))
        end = next((n for n, one in enumerate(block) if one.plain.endswith("}}")), None)
        found |= {one.number for one in block[: 0 if end is None else end + 1]}
    return found


def _links(lines: Sequence[Line]) -> set[int]:
    """The numbers of the links below "You might also like": all lines that are no sentences but the
    last, which may be a headline; and of what is such a link twice, wherever it stands."""
    found: set[int] = set()
    at = 0
    while at < len(lines):
        end = at + 1
        kind = furniture_kind(lines[at].plain)
        if kind == "related":
            while end < len(lines) and _is_link(lines[end]):
                end += 1
            # of several lines in a row that may be links or headlines, only the last is a headline
            while end + 1 < len(lines) and _are_in_a_row(lines[end], lines[end + 1]):
                end += 1
            # the last may be a headline, unless one follows
            is_headed = end < len(lines) and _could_be_headline(lines[end])
            last = end if is_headed else end - 1
            if _are_one_block(lines[at : last + 1], lines[last + 1 : last + 2]):
                last += 1
            found |= {line.number for line in lines[at + 1 : last]}
        elif kind == "doctors" or (kind == "comments" and LIST_HEADING.fullmatch(lines[at].plain)):
            listed = _listed(lines, end, kind)
            found |= {line.number for line in listed}
            end += len(listed)
        at = end
    told = Counter(line.plain for line in lines if line.number in found)
    return found | {line.number for line in lines if told[line.plain] > 1}


def _are_one_block(lines: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether a heading and its links have no blank line among them, but one below, or whether
    nothing but the site's lines follows: none of them is the headline of an answer."""
    if len(lines) < 2:
        return False
    is_site = not below or furniture_kind(below[0].plain) is not None
    return is_site or (not any(line.gap for line in lines[1:]) and below[0].gap > 0)


def _are_in_a_row(line: Line, below: Line) -> bool:
    """Whether both may be links or headlines; a long sentence that ends in "!" opens an answer."""
    is_sentence = is_prose(below) and len(below.plain.split()) > LONGEST_LINK
    is_asked = below.plain.endswith("?")
    return _could_be_headline(line) and _could_be_headline(below) and (is_asked or not is_sentence)


def _listed(lines: Sequence[Line], start: int, kind: str) -> Sequence[Line]:
    """The lines below a heading up to the next line of the site, if these are all of one kind:
    names of doctors, as far as the page goes, or a user's comment."""
    most = len(lines) if kind == "doctors" else LONGEST_LIST
    for end in range(start, min(start + most, len(lines))):
        text = lines[end].plain
        part = read_part(text)
        if furniture_kind(text) is not None:
            return lines[start:end] if kind == "doctors" else _remark(lines[start:end])
        is_listed = part is not None
        if (kind == "doctors" and not is_listed) or (kind == "comments" and part is not None):
            return lines[start:end] if kind == "doctors" else ()
        if vote_kind(text) is not None:
            return ()
    return lines[start:] if kind == "doctors" else ()


def _remark(lines: Sequence[Line]) -> Sequence[Line]:
    """The first block of some lines, if a user's name or the like heads it: what stands below a
    blank line, or below a mere count of comments, may be a doctor's."""
    ends = (at for at, line in enumerate(lines) if at and line.gap)
    block = lines[: next(ends, len(lines))]
    return block if len(block) > 1 and not is_prose(block[0]) else ()


def _is_link(line: Line) -> bool:
    return _could_be_headline(line) and len(line.plain.split()) <= LONGEST_LINK


def _could_be_headline(line: Line) -> bool:
    text = line.plain
    return (
        is_headline_like(line)
        and vote_kind(text) is None
        and furniture_kind(text) is None
        and read_part(text) is None
    )


# Lines known by being repeated.


def _leave_repeated(sifted: Sifted, title: str | None, *, is_squeezed: bool) -> list[Byline]:
    """Leave what the site repeats around its answers; headlines and answers are repeated, too. The
    bylines among the lines that stay."""
    lines = sifted.texts
    bylines = bylines_of(sifted.blocks(), lines)
    inside = {at for byline in bylines for at in range(byline.first, byline.last + 1)}
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if at not in inside and _may_be_repeated(line):
            places.setdefault(_masked(line.plain), []).append(at)
    units = max(len(sifted.votes), len(bylines))
    end = bylines[-1].last if bylines else len(lines)
    downwards = range(len(lines) - 1, -1, -1)
    last_prose = next((at for at in downwards if is_prose(lines[at])), -1)
    for mask, found in places.items():
        if len(found) < 2 or mask == _masked(title or "") or _are_of_one_answer(lines, found):
            continue
        is_below_all = found[-1] > end and found[-1] > last_prose
        is_label = len(found) >= max(units, 3) and all(LABEL.match(lines[at].plain) for at in found)
        if (
            not is_label
            and len({lines[at].plain for at in found}) > 1
            and LABEL.match(lines[found[0]].plain)
        ):
            continue  # headlines may begin alike: "Otoplasty: eight hours"
        is_usual = 2 * len(found) >= units and (
            is_label or not any(_may_be_headline(sifted, at, inside) for at in found)
        )
        if is_below_all or is_usual:
            kind = "repeated" if other_work(lines[found[0]].plain) is None else OTHER_WORK
            sifted.furniture |= {lines[at].number: kind for at in found}
    _leave_gone(sifted)
    if len(sifted.texts) == len(lines) and not is_squeezed:
        return bylines
    return find_bylines(sifted.texts, is_squeezed=is_squeezed)


def _leave_repeated_below_bylines(sifted: Sifted) -> bool:
    """Leave the sentences that stand below nearly every byline, word for word the same, as a site's
    "Did this answer your question?" does; whether there are any. Doctors do not all open alike, but
    for a greeting."""
    stretches = [tuple(line.plain for line in sifted.words_below(one)) for one in sifted.bylines]
    if len(set(stretches)) < len(stretches):
        return False  # whole answers are repeated
    blocks: dict[tuple[str, ...], list[list[Line]]] = {}
    for byline in sifted.bylines:
        below = sifted.words_below(byline)
        block = [*below[:1], *takewhile(lambda line: line.gap == 0, below[1:])]
        is_all = byline is not sifted.bylines[-1] and not any(map(is_prose, below[len(block) :]))
        greets = any(is_greeting(line.plain) for line in block)
        if any(map(is_prose, block)) and not is_all and not greets:
            blocks.setdefault(tuple(line.plain for line in block), []).append(block)
    before = len(sifted.texts)
    for found in blocks.values():
        if len(found) >= max(FEWEST_REPEATED, len(sifted.bylines) - 1):
            sifted.furniture |= {line.number: "repeated" for block in found for line in block}
    _leave_gone(sifted)
    return len(sifted.texts) < before


def _leave_repeated_sentences(sifted: Sifted) -> bool:
    """Leave a sentence with which nearly every answer ends, as the site prints it; whether there is
    one."""
    before = len(sifted.texts)
    ends: list[int] = []
    for byline, other in pairwise([None, *sifted.bylines, None]):
        first = 0 if byline is None else byline.last + 1
        end = len(sifted.texts) if other is None else other.first
        run = [at for at in range(first, end) if is_prose(sifted.texts[at])]
        ends += run[1:][-1:]
    places: dict[str, list[int]] = {}
    for at in ends:
        places.setdefault(sifted.texts[at].plain, []).append(at)
    for text, found in places.items():
        is_usual = len(found) > 2 and 2 * len(found) > len(ends)
        if (
            is_usual
            and len(text.split()) > FEW_WORDS
            and not _are_of_one_answer(sifted.texts, found)
        ):
            sifted.furniture |= {sifted.texts[at].number: "repeated" for at in found}
    _leave_gone(sifted)
    return len(sifted.texts) < before


def _leave_stray_stars(sifted: Sifted) -> bool:
    """Leave the lines of stars that stand where a headline would, and so rate nobody: below a
    byline that ends without them, and apart from one above words that have no other headline;
    whether there are any."""
    inside = {at for one in sifted.bylines for at in range(one.first, one.last + 1)}
    rated = [one for one in sifted.bylines if one.last > one.first and "stars" in one.kinds]
    apart = [one for one in rated if _ends_with_stars_apart(one, sifted)]
    if len(apart) == len(rated) > 1:
        apart = []  # the page prints them so
    stray = {one.last for one in apart if sifted.lacks_headline_below(one)}
    gone = [
        line.number
        for at, line in enumerate(sifted.texts)
        if at in stray or (at not in inside and at - 1 in inside and _kinds_of(line) == {"stars"})
    ]
    sifted.furniture |= dict.fromkeys(gone, "stars")
    _leave_gone(sifted)
    return bool(gone)


def _ends_with_stars_apart(byline: Byline, sifted: Sifted) -> bool:
    last = sifted.texts[byline.last]
    return last.gap > 0 and _kinds_of(last) == {"stars"}


def _leave_gone(sifted: Sifted) -> None:
    kept: list[Line] = []
    gap = 0
    for line in sifted.texts:
        if line.number in sifted.furniture:
            gap = max(gap, line.gap)
        else:
            kept.append(line if line.gap >= gap else with_gap(line, gap))
            gap = 0
    sifted.texts = kept


def _masked(line: str) -> str:
    """A line as it is compared: numbers, and what stands behind a label, may differ."""
    label = LABEL.match(line)
    return NUMBER.sub("#", line if label is None else label[0]).casefold()


def _may_be_repeated(line: Line) -> bool:
    """Whether it may be a site's line if it is repeated: no sentence, of no letter, and naming
    nobody, as two doctors may quote the same third one."""
    text = line.plain
    return (
        len(text) <= USUAL_HEADLINE
        and named_within(text) is None
        and not is_prose(line)
        and not is_greeting(text)
        and not is_sign_off(text)
        and not is_list_item(text)
    )


def _are_of_one_answer(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether lines are repeated because the whole answer is to which they belong."""
    for step in (-1, 1):
        beside = [lines[at + step] for at in places if 0 <= at + step < len(lines)]
        sentences = [line.plain for line in beside if len(line.plain.split()) > 2]
        if len(set(sentences)) < len(sentences):
            return True
    return False


def _may_be_headline(sifted: Sifted, at: int, inside: set[int]) -> bool:
    """Whether a line stands where a headline would: above the votes, or first of an answer."""
    lines = sifted.texts
    below = lines[at + 1] if at + 1 < len(lines) else None
    if sifted.votes:
        line = lines[at]
        first = bisect(sifted.votes, line.number, key=_number)
        return below is not None and first < bisect_left(sifted.votes, below.number, key=_number)
    if at + 1 in inside:
        return True
    starts = at == 0 or at - 1 in inside
    return starts and (below is None or not is_headline_like(below))


# Bylines that may be headlines.


def _kinds_of(line: Line) -> frozenset[str]:
    part = read_part(line.plain)
    return frozenset() if part is None else frozenset(part.kinds)


def _with_doubtful_headlines(sifted: Sifted) -> list[Byline]:
    """The bylines; one of place and specialty alone may be the headline of what follows it."""
    kept: list[Byline] = []
    for byline in sifted.bylines:
        run = sifted.words_below(byline)
        surely = not run or run[0].gap > 1 or _is_headed(run)
        is_doubtful = byline.is_place_alone and not surely
        kept.append(replace(byline, trouble=MAY_BE_HEADLINE) if is_doubtful else byline)
    return kept


def _is_headed(run: Sequence[Line]) -> bool:
    """Whether a line that can be nothing but a headline stands above other words."""
    return len(run) > 1 and is_fragment(run[0])


def _with_doubtful_places(sifted: Sifted) -> list[Byline]:
    """The bylines; a line of place and specialty may be the headline of the answer below it, where
    that has no other and the page's bylines do not print theirs so, apart or without a name."""
    several = [one for one in sifted.bylines if one.last > one.first]
    unspaced = sum(not sifted.is_spaced(one) for one in several)

    def is_usual(one: Byline) -> bool:
        last = sifted.texts[one.last]
        if last.gap == 0 or _kinds_of(last) != {"place"} or one.last == one.first:
            return True
        return len(several) > 1 and unspaced == 0

    have_places = any(one.kinds >= {"name", "place"} and is_usual(one) for one in sifted.bylines)

    def is_doubtful(one: Byline) -> bool:
        is_odd = not have_places if one.is_place_alone else not is_usual(one)
        return "place" in one.kinds and is_odd and sifted.lacks_headline_below(one)

    return [
        replace(one, trouble=one.trouble or MAY_BE_HEADLINE) if is_doubtful(one) else one
        for one in sifted.bylines
    ]

"""Splits the lines under "Doctor Answers" into answers.

There are two layouts. In one, a vote line is above every answer's words, and vote lines divide the
answers. In the other there are none, and the byline under each answer divides them; an answer that
lost its byline is recognised by the doctor's sign-off in mid-text or by the next headline. A page
may mix both, where it lost some of its vote lines.

Where the lines can be read in two ways, the one is taken under which no doctor is given another's
words, even if that leaves an answer without a name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, auto
from itertools import pairwise

from index.model import Doctor, Span
from index.pages.byline import (
    STARS,
    could_be_same_doctor,
    is_bare_name,
    is_greeting,
    is_sign_off,
    read_byline,
    read_name,
    read_signature,
    surname,
)

VOTE = re.compile(r"\{\{.*\}\}")
ASIDE = re.compile(r"You\s+might\s+also\s+like\s*(?:\.{2,}|…)?", re.IGNORECASE)
LONGEST_HEADLINE = 200
"""Characters, where only a headline is possible."""
USUAL_HEADLINE = 120
"""Characters, where a paragraph is possible too; the longest headline on the seed pages has 97."""
SHOWN_AT_ONCE = 10
"""Answers that the site shows of a question with more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stripped, non-blank line and its place; `gap` counts the blank lines above it."""

    text: str
    span: Span
    gap: int


@dataclass(frozen=True, slots=True)
class Block:
    """Lines with no blank line between them, the last `byline_length` a byline of `doctor`.

    `follows_aside`: "You might also like..." is above, which belongs to nobody and is in no block.
    `is_sign_off`: every line belongs to the end of a letter and to no byline.
    """

    lines: tuple[Line, ...]
    follows_aside: bool
    byline_length: int
    doctor: Doctor | None
    is_sign_off: bool

    @property
    def text(self) -> str:
        """The first line; a headline has no other."""
        return self.lines[0].text

    @property
    def gap(self) -> int:
        """The number of blank lines above."""
        return self.lines[0].gap

    @property
    def is_byline(self) -> bool:
        """Whether there is nothing but a byline."""
        return self.byline_length == len(self.lines)

    @property
    def is_place_only(self) -> bool:
        """Whether the byline gives only place and profession, as a headline or job title may."""
        doctor = self.doctor
        return doctor is not None and doctor.name is None and doctor.rating is None


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks below a vote line (`has_vote`) and the headline above it; or those without one."""

    headline: Line | None
    blocks: tuple[Block, ...]
    has_vote: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer's lines, by what they are. Without words it is a stray byline or headline."""

    headline: Line | None
    words: tuple[Line, ...]
    byline: tuple[Line, ...]
    doctor: Doctor


class SearchDepth(IntEnum):
    """How hard to look, within what one byline closes, for an answer that lost its own.

    HEADLINES: a line without a full stop between two paragraphs. MARKS: also a farewell in
    mid-text, and the two blank lines of a missing headline. ANYTHING: also a greeting in
    mid-text, and the last short paragraph, as a headline may look like one.
    """

    NOTHING = auto()
    HEADLINES = auto()
    MARKS = auto()
    ANYTHING = auto()


def drafts(lines: Sequence[Line], announced: int | None) -> list[Draft]:
    """Every answer in the lines between "Doctor Answers" and the notice, in their order.

    Args:
        lines: non-blank lines.
        announced: how many answers the page claims to have, if it says so. Where a different number
            is found, an answer may have lost its byline, and it is searched for more thoroughly.
    """
    sections = _sections(_blocks(lines))
    search = _search(sections, announced)
    return [draft for section in sections for draft in _drafts_of(section, search)]


def _search(sections: Sequence[Section], announced: int | None) -> SearchDepth:
    answers = sum(map(_count, sections))
    are_first_of_many = announced is not None and announced > answers == SHOWN_AT_ONCE
    if answers > len(sections) or not all(section.has_vote for section in sections):
        if answers == announced:
            return SearchDepth.HEADLINES
        return SearchDepth.MARKS if are_first_of_many else SearchDepth.ANYTHING
    is_complete = announced in {None, answers} or are_first_of_many
    return SearchDepth.NOTHING if is_complete else SearchDepth.HEADLINES


def _count(section: Section) -> int:
    """The number of certain answers in a section: those with a vote line, or with a doctor."""
    found = _drafts_of(section, SearchDepth.NOTHING)
    sure = [draft.doctor != Doctor() for draft in found]
    if section.has_vote:
        sure[0] = True
    elif sure:
        sure[-1] = True
    return sum(certain and bool(draft.words) for certain, draft in zip(sure, found, strict=True))


# Lines into blocks, blocks into sections.


def _blocks(lines: Sequence[Line]) -> list[Block]:
    grouped: list[list[Line]] = []
    follows_aside: list[bool] = []
    aside, opens = False, True
    for line in lines:
        if ASIDE.fullmatch(line.text):
            aside = True
            continue
        is_vote = VOTE.fullmatch(line.text) is not None
        if opens or aside or is_vote or (line.gap and not _are_detached_stars(line, grouped[-1])):
            grouped.append([])
            follows_aside.append(aside)
        grouped[-1].append(line)
        aside, opens = False, is_vote
    return [
        _block(tuple(group), above) for group, above in zip(grouped, follows_aside, strict=True)
    ]


def _are_detached_stars(line: Line, above: Sequence[Line]) -> bool:
    """Whether a star line belongs to the byline above it despite the blank line between."""
    if STARS.fullmatch(line.text) is None or STARS.fullmatch(above[-1].text) is not None:
        return False
    return read_name(above[-1].text) is not None or _block(tuple(above), False).byline_length > 0


def _block(lines: tuple[Line, ...], follows_aside: bool) -> Block:
    """A block; a line with only place and profession is a byline only if it is a block alone."""
    byline_length, doctor = read_byline([line.text for line in lines]) or (0, None)
    block = Block(lines, follows_aside, byline_length, doctor, is_sign_off=False)
    if block.is_place_only and not block.is_byline:
        block = replace(block, byline_length=0, doctor=None)
    ends_letter = not block.is_byline and all(is_sign_off(line.text) for line in lines)
    return replace(block, is_sign_off=True) if ends_letter else block


def _sections(blocks: Sequence[Block]) -> list[Section]:
    votes = [n for n, block in enumerate(blocks) if VOTE.fullmatch(block.text)]
    if not votes:
        return [Section(None, tuple(blocks), has_vote=False)] if blocks else []
    opening = blocks[: votes[0]]
    headline, opening = _next_headline(opening, blocks[votes[0]], has_vote=False)
    sections = [Section(None, tuple(opening), has_vote=False)] if opening else []
    for vote, following in zip(votes, [*votes[1:], len(blocks)], strict=True):
        own_headline, headline, answer = headline, None, blocks[vote + 1 : following]
        if following < len(blocks):
            headline, answer = _next_headline(answer, blocks[following], has_vote=True)
        sections.append(Section(own_headline, tuple(answer), has_vote=True))
    return sections


def _next_headline(
    blocks: Sequence[Block], vote: Block, *, has_vote: bool
) -> tuple[Line | None, Sequence[Block]]:
    """The headline of the answer below a vote line, and the blocks above that headline.

    After a byline, what remains is a headline. Without one, the last block of several is, where one
    blank line separates it from the vote line: a missing headline leaves two.
    """
    if not blocks or not _could_be_headline(blocks[-1]):
        return None, blocks
    last, above = blocks[-1], blocks[:-1]
    if not above:
        return (None, blocks) if has_vote else (last.lines[0], above)
    if _ends_with_byline(above) or last.follows_aside:
        is_headline = (not last.is_byline or last.is_place_only) and not (
            vote.gap > 1 and _has_two_sentences(last)
        )
    else:
        is_headline = not (
            vote.gap > 1
            or vote.follows_aside
            or last.is_byline
            or is_sign_off(last.text)
            or _has_two_sentences(last)
        )
    return (last.lines[0], above) if is_headline else (None, blocks)


def _ends_with_byline(blocks: Sequence[Block]) -> bool:
    """Whether the last block ends an answer with its byline."""
    return blocks[-1].byline_length > 0 and (len(blocks) > 1 or not blocks[-1].is_place_only)


def _could_be_headline(block: Block) -> bool:
    return len(block.lines) == 1 and len(block.text) <= LONGEST_HEADLINE


def _has_two_sentences(block: Block) -> bool:
    return re.search(r"\w{2}[.!?]+\s+\w", block.text) is not None


# A section into answers.


def _drafts_of(section: Section, search: SearchDepth) -> list[Draft]:
    blocks = section.blocks
    cuts = _byline_ends(section)
    if not section.has_vote or search is not SearchDepth.NOTHING:
        cuts |= {cut for run in _runs(blocks, cuts) for cut in _signature_ends(blocks, run)}
    if search is not SearchDepth.NOTHING:
        runs = _runs(blocks, cuts)
        cuts |= {cut for run in runs for cut in _ends_without_byline(section, run, search)}
    pieces = [blocks[run.start : run.stop] for run in _runs(blocks, cuts)]
    if not section.has_vote:
        return [_draft_with_headline(piece) for piece in pieces]
    first = pieces[0] if pieces else ()
    return [_draft(section.headline, first), *map(_draft_with_headline, pieces[1:])]


def _runs(blocks: Sequence[Block], cuts: set[int]) -> list[range]:
    """The numbers of the blocks in runs, cut after each of those."""
    edges = [0, *(cut + 1 for cut in sorted(cuts)), len(blocks)]
    return [range(start, stop) for start, stop in pairwise(edges) if start < stop]


def _draft_with_headline(blocks: Sequence[Block]) -> Draft:
    """An answer whose headline, if it has one, is its own first line."""
    if all(block.is_sign_off for block in blocks):
        return Draft(None, (), tuple(line for block in blocks for line in block.lines), Doctor())
    has_headline = _has_headline(blocks)
    return _draft(blocks[0].lines[0] if has_headline else None, blocks[has_headline:])


def _has_headline(blocks: Sequence[Block]) -> bool:
    return (
        len(blocks) > 1
        and blocks[0].gap == 1  # a missing headline leaves two blank lines
        and _could_be_headline(blocks[0])
        and not (len(blocks) == 2 and blocks[1].is_byline)
        and not all(block.is_sign_off for block in blocks[1:])
    )


def _draft(headline: Line | None, blocks: Sequence[Block]) -> Draft:
    lines = [line for block in blocks for line in block.lines]
    first = len(lines) - (blocks[-1].byline_length if blocks else 0)
    words, byline = tuple(lines[:first]), tuple(lines[first:])
    doctor = (blocks[-1].doctor if blocks else None) or Doctor()
    if doctor.name is None:
        doctor = _named_by_signature(doctor, words)
    return Draft(headline, words, byline, doctor)


def _named_by_signature(doctor: Doctor, words: Sequence[Line]) -> Doctor:
    signed = read_signature([line.text for line in words])
    if signed is None or signed.name == doctor.place:
        return doctor  # "Bryn Mawr, PA" is where the doctor of Bryn Mawr works
    return replace(
        doctor,
        name=signed.name,
        credentials=signed.credentials,
        named_by="signature",
        status=signed.status or doctor.status,
    )


# Where answers end: at a byline.


def _byline_ends(section: Section) -> set[int]:
    """Where bylines end answers, and where "You might also like..." separates them."""
    blocks = section.blocks
    ends: list[int] = []
    aside_cuts: set[int] = set()
    start = 0
    for n, block in enumerate(blocks):
        if n and block.follows_aside and not _spans_aside(section, start, n):
            aside_cuts.add(n - 1)
            start = n
        if block.byline_length and not (block.is_place_only and n == start):
            ends.append(n)
            start = n + 1
    kept = {
        end
        for end, following in pairwise(ends)
        if not _is_signature_of(blocks, end, following, section.has_vote)
    }
    return aside_cuts | kept | set(ends[-1:])


def _spans_aside(section: Section, start: int, n: int) -> bool:
    """Whether an answer continues below "You might also like...": from its headline, to its byline.

    Its words never do, as they could be another doctor's.
    """
    blocks = section.blocks
    if blocks[n].is_byline:
        return n > start
    is_headline = _could_be_headline(blocks[start]) and blocks[start].gap == 1
    return n == start + 1 and is_headline and not (section.has_vote and start == 0)


def _is_signature_of(blocks: Sequence[Block], end: int, following: int, has_vote: bool) -> bool:
    """Whether what looks like a byline is a sign-off, with the doctor's true byline right below."""
    one, other = blocks[end], blocks[following]
    if one.doctor is None or other.doctor is None or one.doctor.rating is not None:
        return False  # no doctor signs with stars
    if not (_agree(one.doctor, other.doctor) or (has_vote and one.is_place_only)):
        return False
    above_byline = other.lines[: len(other.lines) - other.byline_length]
    between = [line for block in blocks[end + 1 : following] for line in block.lines]
    return all(is_sign_off(line.text) for line in [*between, *above_byline])


def _agree(one: Doctor, other: Doctor) -> bool:
    if one.name is not None and other.name is not None:
        return surname(one.name) == surname(other.name)
    return (one.place, one.specialty) == (other.place, other.specialty)


# Where answers end: at a sign-off without a byline.


def _signature_ends(blocks: Sequence[Block], run: range) -> Iterator[int]:
    """Where a doctor signed and somebody else's words follow: that answer has no byline."""
    closing = blocks[run[-1]].doctor
    n = run.start
    while n < run.stop:
        block, n = blocks[n], n + 1
        signed = (
            None if block.byline_length else read_signature([line.text for line in block.lines])
        )
        if signed is None:
            continue
        while n < run.stop and blocks[n].is_sign_off and blocks[n].gap == 1:
            n += 1
        if (
            n < run.stop
            and not _continues_signature(blocks[n])
            and not could_be_same_doctor(signed, closing)
        ):
            yield n - 1


def _continues_signature(block: Block) -> bool:
    """Whether a block below a signature belongs to it: the byline, or a postscript."""
    return block.is_byline or re.match(r"P\.?\s?S\b", block.text) is not None


# Where answers end: at the next headline, or where it should be.


def _ends_without_byline(section: Section, run: range, search: SearchDepth) -> Iterator[int]:
    """Where answers without a byline end, in a run of blocks of which only the last has one."""
    blocks = section.blocks
    words = [n for n in run if not blocks[n].is_byline and not blocks[n].is_sign_off]
    if not (section.has_vote and run.start == 0) and _has_headline(blocks[run.start : run.stop]):
        doubtful = search is SearchDepth.ANYTHING and _has_two_sentences(blocks[run.start])
        words = [n for n in words if n != run.start or doubtful]
    inner = words[1:]
    prose = {n for n in inner if _is_prose(blocks[n])}
    last = max(prose, default=0)
    yield from (n - 1 for n in inner if n < last and _is_headline(blocks[n], blocks[n - 1]))
    if search >= SearchDepth.MARKS:
        yield from (n - 1 for n in prose if blocks[n - 1].is_sign_off)
        yield from (n - 1 for n in inner if blocks[n].gap > 1 and not is_bare_name(blocks[n].text))
    if search >= SearchDepth.ANYTHING:
        yield from (n - 1 for n in _greetings(blocks, words))
        yield from [n - 1 for n in inner[:-1] if _may_be_headline(blocks[n])][-1:]


def _greetings(blocks: Sequence[Block], words: Sequence[int]) -> Iterator[int]:
    """Greetings that come after an answer's words: another doctor begins there."""
    has_spoken = False
    for n in words:
        greets = is_greeting(blocks[n].text)
        if greets and has_spoken:
            yield n
        has_spoken = has_spoken or not greets


def _is_headline(block: Block, above: Block) -> bool:
    return (
        _may_be_headline(block)
        and block.gap == 1
        and len(block.text.split()) >= 2
        and re.search(r"\w[\"'”’)]*$", block.text) is not None
        and _ends_a_sentence(above)
    )


def _may_be_headline(block: Block) -> bool:
    return (
        _could_be_headline(block)
        and len(block.text) <= USUAL_HEADLINE
        and not is_greeting(block.text)
        and not re.match(r"(?:\w{1,3}[.)]|[-*•–])\s", block.text)
    )


def _is_prose(block: Block) -> bool:
    return (
        _ends_a_sentence(block)
        or _has_two_sentences(block)
        or len(block.lines[-1].text) > USUAL_HEADLINE
    )


def _ends_a_sentence(block: Block) -> bool:
    text = block.lines[-1].text
    return text.rstrip("\"'”’)").endswith((".", "!", "?", "…")) or is_sign_off(text)

"""The lines under "Doctor Answers", cut into answers.

Two dialects. In the one, a vote line stands above every answer's words, and vote lines alone divide
the answers. In the other there are none, and what divides them is the byline under each answer; an
answer that lost its byline is told by the doctor's sign-off in mid-stream or by the next headline.

Wherever two readings are left, the one is taken under which no doctor is given another's words,
even if that leaves an answer without a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from index.byline import is_sign_off, read_byline, read_signature, surname
from index.model import Doctor, Span

VOTE = re.compile(r"\{\{.*\}\}")
ASIDE = re.compile(r"You might also like\s*(?:\.{2,}|…)?", re.IGNORECASE)
LONGEST_HEADLINE = 200
"""Characters; the site's own headlines end at about half of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stripped, non-blank line and where it stands; `gap` counts the blank lines above it."""

    text: str
    span: Span
    gap: int


Block: TypeAlias = tuple[Line, ...]
"""Lines with no blank line between them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer's lines, told apart. Without words it is only a byline or a headline left over."""

    headline: Line | None
    words: tuple[Line, ...]
    byline: tuple[Line, ...]
    doctor: Doctor


@dataclass(frozen=True, slots=True)
class End:
    """A byline that may close an answer: the number of its block and whom it names."""

    block: int
    doctor: Doctor


def drafts(lines: Sequence[Line], announced: int | None) -> list[Draft]:
    """Every answer in the lines between "Doctor Answers" and the notice, in their order.

    Args:
        lines: non-blank lines.
        announced: how many answers the page claims to have, if it says so. A page that holds as
            many as it claims is not searched for answers that lost their byline.
    """
    blocks = _blocks(lines)
    votes = [n for n, block in enumerate(blocks) if _is_vote(block)]
    if votes:
        return _by_votes(blocks, votes)
    found = _by_bylines(blocks, at_headings=False)
    if announced is not None and sum(bool(draft.words) for draft in found) >= announced:
        return found
    return _by_bylines(blocks, at_headings=True)


def _blocks(lines: Sequence[Line]) -> list[Block]:
    """Lines grouped by the blank lines between them; vote lines and asides stand alone."""
    blocks: list[list[Line]] = []
    for line in lines:
        if not blocks or line.gap or _is_divider((line,)) or _is_divider(blocks[-1]):
            blocks.append([])
        blocks[-1].append(line)
    return [tuple(block) for block in blocks]


def _is_vote(block: Sequence[Line]) -> bool:
    return VOTE.fullmatch(block[0].text) is not None


def _is_divider(block: Sequence[Line]) -> bool:
    return _is_vote(block) or ASIDE.fullmatch(block[0].text) is not None


def _texts(block: Sequence[Line]) -> list[str]:
    return [line.text for line in block]


# With vote lines.


def _by_votes(blocks: Sequence[Block], votes: Sequence[int]) -> list[Draft]:
    headline, left_over = _next_headline(blocks[: votes[0]], blocks[votes[0]], opening=True)
    found = [_draft(None, left_over)] if left_over else []
    for vote, following in zip(votes, [*votes[1:], len(blocks)], strict=True):
        own_headline, headline, answer = headline, None, blocks[vote + 1 : following]
        if following < len(blocks):
            headline, answer = _next_headline(answer, blocks[following], opening=False)
        found += _between_votes(own_headline, answer)
    return found


def _next_headline(
    blocks: Sequence[Block], vote: Block, *, opening: bool
) -> tuple[Line | None, Sequence[Block]]:
    """The headline of the answer below a vote line, and the blocks above that headline.

    After a byline whatever is left is a headline. Without one, the last block of several is, where
    one blank line parts it from the vote line: a missing headline leaves two.
    """
    if not blocks or _is_divider(blocks[-1]) or not _could_be_headline(blocks[-1]):
        return None, blocks
    above = blocks[:-1]
    if opening:
        return blocks[-1][0], above
    if not above:
        return None, blocks
    closed = _is_divider(above[-1]) or (len(above) > 1 and _byline(above[-1]) is not None)
    if closed and (not _is_named_or_rated(blocks[-1])):
        return blocks[-1][0], above
    if vote[0].gap > 1 or _byline(blocks[-1]) or is_sign_off(blocks[-1][0].text):
        return None, blocks
    return blocks[-1][0], above


def _could_be_headline(block: Block) -> bool:
    return len(block) == 1 and len(block[0].text) <= LONGEST_HEADLINE


def _is_named_or_rated(block: Block) -> bool:
    found = _byline(block)
    return found is not None and not _is_faint(found[1])


def _between_votes(headline: Line | None, blocks: Sequence[Block]) -> list[Draft]:
    """The answer below a vote line; more than one where the page lost a vote line."""
    ends = _without_sign_offs(blocks, _byline_ends(blocks), within_one_answer=True)
    pieces = _pieces(blocks, {end.block for end in ends})
    if not pieces:
        return [_draft(headline, ())]
    return [_draft(headline, pieces[0]), *map(_draft_with_headline, pieces[1:])]


# Without vote lines.


def _by_bylines(blocks: Sequence[Block], *, at_headings: bool) -> list[Draft]:
    ends = _without_sign_offs(blocks, _byline_ends(blocks), within_one_answer=False)
    cuts = {end.block for end in ends}
    cuts |= set(_signature_ends(blocks, cuts))
    if at_headings:
        cuts |= set(_heading_ends(blocks, cuts))
    return [_draft_with_headline(piece) for piece in _pieces(blocks, cuts)]


def _pieces(blocks: Sequence[Block], cuts: set[int]) -> list[list[Block]]:
    """Blocks cut behind those numbers; an aside belongs to nobody and cuts where it stands."""
    pieces: list[list[Block]] = [[]]
    for n, block in enumerate(blocks):
        if not _is_divider(block):
            pieces[-1].append(block)
        if n in cuts or _is_divider(block):
            pieces.append([])
    return [piece for piece in pieces if piece]


def _draft_with_headline(blocks: Sequence[Block]) -> Draft:
    """An answer whose headline, if it has one, is its own first line."""
    first = blocks[0]
    has_headline = (
        len(blocks) > 1
        and first[0].gap == 1  # a missing headline leaves two blank lines
        and _could_be_headline(first)
        and not (len(blocks) == 2 and _is_all_byline(blocks[1]))
    )
    return _draft(first[0], blocks[1:]) if has_headline else _draft(None, blocks)


def _draft(headline: Line | None, blocks: Sequence[Block]) -> Draft:
    lines = [line for block in blocks for line in block]
    found = _byline(blocks[-1]) if blocks else None
    count, doctor = found or (0, Doctor())
    words, byline = lines[: len(lines) - count], lines[len(lines) - count :]
    if doctor.name is None and (signed := read_signature(_texts(words))) is not None:
        doctor = Doctor(
            name=signed.name,
            credentials=signed.credentials,
            named_by="signature",
            place=doctor.place,
            specialty=doctor.specialty,
            rating=doctor.rating,
            reviews=doctor.reviews,
            status=signed.status or doctor.status,
        )
    return Draft(headline, tuple(words), tuple(byline), doctor)


# Where answers end.


def _byline(block: Block) -> tuple[int, Doctor] | None:
    """`read_byline`, but a line that only says place and profession must stand alone."""
    found = read_byline(_texts(block))
    if found is None or (_is_faint(found[1]) and found[0] < len(block)):
        return None
    return found


def _is_faint(doctor: Doctor) -> bool:
    """Whether a byline tells only place and profession, as a headline or a job title may."""
    return doctor.name is None and doctor.rating is None


def _is_all_byline(block: Block) -> bool:
    found = _byline(block)
    return found is not None and found[0] == len(block)


def _byline_ends(blocks: Sequence[Block]) -> list[End]:
    ends: list[End] = []
    opened = 0
    for n, block in enumerate(blocks):
        found = None if _is_divider(block) else _byline(block)
        if _is_divider(block):
            opened = n + 1
        elif found is not None and not (_is_faint(found[1]) and n == opened):
            ends.append(End(n, found[1]))
            opened = n + 1
    return ends


def _without_sign_offs(
    blocks: Sequence[Block], ends: list[End], *, within_one_answer: bool
) -> list[End]:
    """Leave out what only looks like a byline: a sign-off with the true byline right below it."""
    kept = [
        end
        for end, following in pairwise(ends)
        if not _only_sign_offs(blocks, end, following)
        or not (within_one_answer or _agree(end.doctor, following.doctor))
    ]
    return kept + ends[-1:]


def _only_sign_offs(blocks: Sequence[Block], end: End, following: End) -> bool:
    count, _ = _byline(blocks[following.block]) or (0, None)
    last = blocks[following.block]
    between = [line for block in blocks[end.block + 1 : following.block] for line in block]
    return all(is_sign_off(line.text) for line in [*between, *last[: len(last) - count]])


def _agree(one: Doctor, other: Doctor) -> bool:
    if one.name is not None and other.name is not None:
        return surname(one.name) == surname(other.name)
    return (one.place, one.specialty) == (other.place, other.specialty)


def _signature_ends(blocks: Sequence[Block], cuts: set[int]) -> list[int]:
    """Where a doctor signed and somebody's words go on: that answer has no byline."""
    found = []
    for n, block in enumerate(blocks):
        if n in cuts or _is_divider(block) or read_signature(_texts(block)) is None:
            continue
        last = n
        while last + 1 < len(blocks) and _is_all_sign_off(blocks[last + 1]):
            last += 1
        goes_on = last + 1 < len(blocks) and not _is_divider(blocks[last + 1])
        if goes_on and not cuts & set(range(n, last + 1)) and not _goes_with(blocks[last + 1]):
            found.append(last)
    return found


def _is_all_sign_off(block: Block) -> bool:
    return all(is_sign_off(line.text) for line in block) and not _is_all_byline(block)


def _goes_with(block: Block) -> bool:
    """Whether a block below a signature still belongs to it: the byline, or a postscript."""
    return _is_all_byline(block) or re.match(r"P\.?\s?S\b", block[0].text) is not None


def _heading_ends(blocks: Sequence[Block], cuts: set[int]) -> list[int]:
    """Where a headline stands among an answer's blocks: what is above it has lost its byline."""
    opening = {0} | {n + 1 for n in cuts} | {n + 1 for n, b in enumerate(blocks) if _is_divider(b)}
    return [
        n - 1
        for n in range(2, len(blocks) - 1)
        if n not in opening
        and n - 1 not in opening | cuts
        and _looks_like_heading(blocks[n])
        and _ends_a_sentence(blocks[n - 1])
        and _ends_a_sentence(blocks[n + 1])
    ]


def _looks_like_heading(block: Block) -> bool:
    line = block[0]
    return (
        len(block) == 1
        and line.gap == 1
        and len(line.text) <= LONGEST_HEADLINE / 2
        and len(line.text.split()) >= 2
        and line.text[0].isupper()
        and (line.text[-1].isalnum() or line.text[-1] in "?)")
        and not is_sign_off(line.text)
        and not re.match(r"(?:dear|hello|hi|hey|good (?:morning|day))\b", line.text, re.IGNORECASE)
        and not re.match(r"(?:[\w]{1,3}[.)]|[-*•–])\s", line.text)
    )


def _ends_a_sentence(block: Block) -> bool:
    text = block[-1].text.rstrip("\"'”’)")
    return text.endswith((".", "!", "?", "…")) or is_sign_off(block[-1].text)

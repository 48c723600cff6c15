"""What a paragraph of words may be: prose, a headline, something of the site's, a list's item."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from index.pages.line_reader.closings import (
    ends_a_sentence,
    is_greeting,
    is_postscript,
    is_sign_off,
    read_signature,
)
from index.pages.line_reader.farewells import FAREWELL
from index.pages.line_reader.lines import Line
from index.pages.line_reader.parts import read_part

USUAL_HEADLINE = 120
"""Characters, where a paragraph is possible too; the longest headline on the seed pages has 97."""
SOON = 20
"""Lines within which something follows."""
LONGEST_HEADLINE = 200
"""Characters, where only a headline is possible."""

DANGLING = frozenset(
    """
    a an the my our his her their your of to by with from for in on at is are was be and or but as
    than that who whom which see ask contact call visit colleague colleagues partner partners
    associate associates friend mentor doctor dr surgeon dermatologist dentist physician named
    courtesy thanks credit via per
    """.split()
)
"""Words after which a name goes on with the sentence."""
SENTENCE_WITHIN = re.compile(
    r"(?=[.!?])(?<!\bDr)(?<!\bSt)(?<!\bvs)(?<!\bProf)(?<=\w{2})"
    # "License no. 4417", "Tel. 555"
    r"(?!(?:(?<=\b[Nn]o)|(?<=\b[Nn]r)|(?<=\b[Nn]úm)|(?<=\b[Tt]el)|(?<=\b[Ee]xt)|(?<=\b[Ll]ic))\.\s+\d)"
    r"[.!?]+\s+\w"
)
"""The end of a sentence within a line; its sign is looked for first, as few characters are one."""


OPEN_END = re.compile(r"[\w?!\"'”’»)\]]$|[^\w\s.,:;…]$")
"""An end that closes no sentence with a full stop."""
ASKED_OR_CALLED = re.compile(r"[?!][\"'”’»)\]]*$")
SENTENCE_ENDS = re.compile(r"[.!…。][\"'”’»)]*$")
LIST_ITEM = re.compile(r"(?:\d{1,3}[.)]|[a-z][.)]|[ivx]{1,4}[.)]|[-*•–])\s", re.IGNORECASE)


def is_headline_like(line: Line) -> bool:
    """Whether a line looks like a headline and not like a paragraph: no full stop ends it."""
    return _is_headline_like(line.plain)


@lru_cache(maxsize=50_000)
def _is_headline_like(text: str) -> bool:
    return (
        len(text) <= USUAL_HEADLINE
        and OPEN_END.search(text) is not None
        and not has_two_sentences(text)
        and not is_greeting(text)
        and not is_sign_off(text)
        and not is_list_item(text)
    )


def is_fragment(line: Line) -> bool:
    """Whether a line is no sentence and belongs to no letter: a headline, or the site's."""
    return is_headline_like(line) and ASKED_OR_CALLED.search(line.plain) is None


def could_be_headline(line: Line) -> bool:
    """Whether a line may be a headline where one is due."""
    return len(line.text) <= LONGEST_HEADLINE


def is_prose(line: Line) -> bool:
    """Whether a line looks like words of a doctor and not like a headline or a link."""
    return _is_prose(line.plain)


@lru_cache(maxsize=50_000)
def _is_prose(text: str) -> bool:
    return (
        SENTENCE_ENDS.search(text) is not None
        or (text.endswith("?") and len(text.split()) > 2)
        or len(text) > USUAL_HEADLINE
        or has_two_sentences(text)
    )


def dangles(text: str) -> bool:
    """Whether a line breaks off where a name would go on with its sentence."""
    if ends_a_sentence(text) or is_sign_off(text):
        return False
    word = re.sub(r"\W", "", text.rsplit(maxsplit=1)[-1]).lower()
    return text[-1:] in ":,;(–—-&/" or word in DANGLING


def has_two_sentences(text: str) -> bool:
    """Whether a sentence ends within a line."""
    return SENTENCE_WITHIN.search(text) is not None


def is_list_item(text: str) -> bool:
    """Whether a line is one of a list's."""
    return LIST_ITEM.match(text) is not None


def is_paragraph(run: Sequence[Line], at: int) -> bool:
    """Whether a line is a paragraph of its own."""
    return run[at].gap > 0 and (at + 1 == len(run) or run[at + 1].gap > 0)


def stands_alone(run: Sequence[Line], at: int) -> bool:
    """Whether a line is a paragraph and no sentence, and no list follows that it opens."""
    below = run[at + 1].plain if at + 1 < len(run) else ""
    return is_fragment(run[at]) and is_paragraph(run, at) and not is_list_item(below)


def is_question_alone(run: Sequence[Line], at: int) -> bool:
    """Whether a line is a paragraph, and a question that may be a headline."""
    return run[at].plain.endswith("?") and is_headline_like(run[at]) and is_paragraph(run, at)


def ends_with_fragment(run: Sequence[Line]) -> bool:
    """Whether words end with a paragraph that is no sentence."""
    return len(run) > 1 and stands_alone(run, len(run) - 1)


def opens_with_two_fragments(run: Sequence[Line]) -> bool:
    """Whether two lines stand above words, of which either may be the headline: a question above
    a headline may be the last that the doctor above it says."""
    return (
        len(run) > 2
        and (stands_alone(run, 0) or is_question_alone(run, 0))
        and stands_alone(run, 1)
        and any(not is_sign_off(line.plain) for line in run[2:])
    )


def opens_with_headline(run: Sequence[Line]) -> bool:
    """Whether the first line of what follows a byline stands where a headline would."""
    return (
        len(run) > 1
        and run[0].gap <= 1
        and is_paragraph(run, 0)
        and could_be_headline(run[0])
        and not is_postscript(run[0].plain)
        and (is_headline_like(run[0]) or not stands_alone(run, 1))
    )


def may_open(run: Sequence[Line]) -> bool:
    """Whether one sentence stands in a paragraph of its own where a headline would be."""
    return (
        len(run) > 1
        and is_paragraph(run, 0)
        and could_be_headline(run[0])
        and not has_two_sentences(run[0].plain)
    )


def surely_opens(run: Sequence[Line]) -> bool:
    """Whether an answer surely begins with what follows a byline: a headline, or the gap of one."""
    return not run or run[0].gap > 1 or (may_open(run) and is_headline_like(run[0]))


def boundaries(run: Sequence[Line], *, headed: bool, weak: bool = False) -> list[int]:
    """Where within words another answer may begin: a headline, a gap, a signature above.

    Args:
        headed: whether the first line may be the headline of what follows.
        weak: whether a short paragraph is taken for a headline, too.
    """
    found: list[int] = []
    for at in range(2 if headed and opens_with_headline(run) else 1, len(run)):
        if found and found[-1] == at - 1 and is_headline_like(run[at - 1]):
            continue  # what was between a headline and its words is lost
        if (
            (run[at].gap > 1 and not is_sign_off(run[at].plain))
            or _may_be_headline_within(run, at, weak=weak)
            or _is_signed_above(run, at)
            or is_name_as_headline(run, at)
        ):
            found.append(at)
    return found


def _may_be_headline_within(run: Sequence[Line], at: int, *, weak: bool) -> bool:
    return (
        at + 1 < len(run)
        and is_paragraph(run, at)
        and (is_headline_like(run[at]) or (weak and _is_short(run[at])))
        and len(run[at].plain.split()) >= 2
        and _goes_on(run, at)
    )


def _goes_on(run: Sequence[Line], at: int) -> bool:
    """Whether prose follows soon."""
    return any(map(is_prose, run[at + 1 : at + 1 + SOON]))


def _is_short(line: Line) -> bool:
    """Whether a paragraph of one sentence is as short as a headline."""
    text = line.plain
    return (
        len(text) <= USUAL_HEADLINE
        and not has_two_sentences(text)
        and not is_greeting(text)
        and not is_sign_off(text)
        and not is_list_item(text)
    )


def _is_signed_above(run: Sequence[Line], at: int) -> bool:
    """Whether a signature ends right above a line that goes on with other words."""
    line = run[at]
    if line.gap == 0 or is_postscript(line.plain):
        return False
    if is_sign_off(line.plain) and not _goes_on(run, at):
        return False
    signature = read_signature(run[max(0, at - SOON) : at])
    return signature is not None and signature.is_clear


def is_name_as_headline(run: Sequence[Line], at: int) -> bool:
    """Whether a name stands alone above words and is signed with no farewell."""
    part = read_part(run[at].plain)
    return (
        part is not None
        and part.kinds == {"name"}
        and at + 1 < len(run)
        and is_paragraph(run, at)
        and FAREWELL.fullmatch(run[at - 1].plain) is None
        and is_prose(run[at + 1])
        and not is_sign_off(run[at + 1].plain)
    )


def cut(run: Sequence[Line], places: Sequence[int]) -> list[tuple[Line, ...]]:
    """Words in pieces, one of which begins at each place."""
    edges = [0, *places, len(run)]
    return [tuple(run[start:end]) for start, end in pairwise(edges)]

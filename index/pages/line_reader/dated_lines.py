"""The date on a line of a byline, and what else the line says: "Jane Roe, MD · March 3, 2016".

    Jane Roe, MD - 3 days ago             the date behind it, set apart by a sign or by blanks
    Jane Roe, MD (Thu, 3 Mar 2016)        in brackets
    Jane Roe, MD on 03/03/2016            behind a word
    March 3, 2016 by Jane Roe, MD         in front of it
    Answered 3 days ago by Jane Roe       between the two words that say who wrote

The rest of the line has to be known by itself, by the same evidence as a line without a date. Words
that say what else happened on a day ("Updated …") are no date's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.pages.line_reader.ago import is_ago, is_ago_in_english, may_be_ago
from index.pages.line_reader.days import TIME, is_day_of_a_year, only_day, partial_date

LONGEST_LINE = 160
LONGEST_DATE = 60
LONGEST_CUT = 8
"""Characters between a date and what is before it: ", vom "."""
MOST_WORDS = 9
"""Of a date: "Answered on Thursday, 3 March 2016 at 9:15 am"."""
OF_THE_ANSWER = (
    r"(?:answered|replied|responded|beantwortet|geantwortet|respondid[oa]|contestad[oa]|risposto"
    r"|r[ée]pondue?)"
)
BEFORE_DATE = re.compile(
    rf"(?:{OF_THE_ANSWER}|posted|published|written|dated?|veröffentlicht|geschrieben|publicad[oa]"
    r"|escrit[oa]|pubblicat[oa]|scritto|publiée?|écrite?)"
    r"(?:\s+(?:on|at|in|am|vom|el|em|il|le))?\s*:?\s+",
    re.IGNORECASE,
)
"""What a site prints before the day of an answer."""
SAYS_ANSWERED = re.compile(OF_THE_ANSWER, re.IGNORECASE)
APART = re.compile(
    r"(?P<strong>\s*[|·•]\s*|\s+[–—-]\s+|\s+(?=[(\[]))"
    r"|(?P<weak>,?\s+(?:(?:on|am|vom|le|el|em|il)\s+)?)",
    re.IGNORECASE,
)
"""What sets a date apart from the rest: a sign, or no more than blanks and a small word."""
BY = re.compile(r"\s*[–—|·•-]\s+|\s*[|·•]\s*|\s+(?=(?:by|from|von|par|por|da)\b)", re.IGNORECASE)
"""What stands between a date and the name behind it."""
IN_DATES = re.compile(r"(?<!\w)\d|\b(?:ago|yesterday|today|now)\b", re.IGNORECASE)
"""What every date has in it; most lines have no such sign."""
IN_BRACKETS = re.compile(r"\((.+)\)|\[(.+)\]")


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A line without its date, and the date, both as printed.

    `is_sentence` tells that the line says "Jane Roe answered 3 days ago", so that the words follow.
    """

    rest: str
    date: str
    is_sentence: bool


def dated_line(line: str, is_known: Callable[[str], object]) -> DatedLine | None:
    """A line that has a date at one of its ends; None for any other line.

    Args:
        line: as it is read, in one piece.
        is_known: whether it is known what the rest of the line says.
    """
    if len(line) > LONGEST_LINE or IN_DATES.search(line) is None:
        return None
    for rest, date, is_strong in (*_at_the_end(line), *_in_front(line)):
        if not _may_be_date(date, is_strong=is_strong):
            continue
        words = without_verb(date)
        if _is_date(words, is_strong=is_strong):
            is_date = is_known(rest)
        else:  # asked last, as what is known of other languages takes a while to be read
            is_date = may_be_ago(words) and is_known(rest) and is_ago(words)
        if is_date:
            is_sentence = not is_strong and SAYS_ANSWERED.match(date) is not None
            return DatedLine(rest, words, is_sentence)
    return None


def without_verb(date: str) -> str:
    """The date in "Answered on March 3, 2016"."""
    said = BEFORE_DATE.match(date)
    return date if said is None else date[said.end() :]


def _at_the_end(line: str) -> Iterator[tuple[str, str, bool]]:
    """A line parted before what may be a date, and whether a sign parts them."""
    ends = line.rstrip(" :.")
    mark = ":" if line.rstrip().endswith(":") else ""
    for cut in APART.finditer(ends, max(0, len(ends) - LONGEST_DATE - LONGEST_CUT)):
        date = ends[cut.end() :]
        if cut.start() and len(date) <= LONGEST_DATE:
            bracketed = IN_BRACKETS.fullmatch(date)
            inner = date if bracketed is None else bracketed[1] or bracketed[2]
            yield ends[: cut.start()] + mark, inner, cut["strong"] is not None


def _in_front(line: str) -> Iterator[tuple[str, str, bool]]:
    """A line parted behind what may be a date; "Answered" goes with the rest, "by Jane Roe"."""
    said = BEFORE_DATE.match(line)
    verb = SAYS_ANSWERED.match(line)
    start = 0 if said is None else said.end()
    for cut in BY.finditer(line, start, start + LONGEST_DATE):
        rest = line[cut.end() :]
        is_by = not cut[0].strip()
        if is_by or said is None:
            yield f"{verb[0]} {rest}" if verb and is_by else rest, line[start : cut.start()], True


def _may_be_date(date: str, *, is_strong: bool) -> bool:
    """What costs little to ask first; most words behind a blank are no date."""
    count, found = len(date.split()), IN_DATES.search(date)
    if found is None or count > MOST_WORDS:
        return False
    return is_strong or count > 1 or found[0].isdigit()


def _is_date(words: str, *, is_strong: bool) -> bool:
    """Whether some words are a date and nothing else. Behind a mere blank it has to be a whole one:
    "Dr. Jane May 2016" may be a Dr. May."""
    if only_day(words) is not None or is_ago_in_english(words):
        return True
    bare = TIME.sub("", words)
    partial = partial_date(bare)
    if partial is not None:
        return not partial.isdigit() and (is_strong or not partial[0].isalpha())
    return is_strong and is_day_of_a_year(bare)

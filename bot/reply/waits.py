"""Which times in a sentence are a wait or a duration that the sentence affirms.

Only those become buttons. How often, how old, how long ago, how much of a medicine, how far, how
long somebody has been a doctor or an office is open: all that is left out, and so is a time that is
denied, or on a condition. Where a time can be read both ways, it is left out.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.reply import time_context as context
from bot.reply.times import THE_DAY_OR_SO, hours_of, times_in

LOOKED_AT = 120
"""Characters before and behind a time that are looked at."""
GROWN_UP = 13
"""Years from which on a number of years is more often an age or a career than a wait."""
YEAR = 8766
SENTENCES_KEPT = 5_000
"""Sentences whose times are kept: those of answers that are shown often."""
QUESTION = re.compile(r"\?[\"'”’)]{0,3}(?=\s|\Z)")
LINKED = re.compile(r"\s*,?\s*(?:or|nor)\s+(?:(?:about|even|for|maybe|perhaps|up to)\s+)?", re.I)


class NamedTime(NamedTuple):
    """Where in a text a time is named, and its length in hours."""

    start: int
    end: int
    hours: float


@dataclass(frozen=True, slots=True)
class Around:
    """A time and the words of its clause around it, blanks single and apostrophes straight.

    `clause` are those before it, and `near` what of them stands behind any other time; `after` are
    those behind it, and `behind` are they with what follows the clause.
    """

    clause: str
    near: str
    time: str
    after: str
    behind: str
    hours: float


@lru_cache(SENTENCES_KEPT)
def waits_in(text: str) -> tuple[NamedTime, ...]:
    """The waits and durations that a sentence affirms, in reading order; none overlaps another."""
    if (
        QUESTION.search(text)
        or context.SCEPTICAL.search(_plain(text))
        or not _speaks_of_waits(text)
    ):
        return ()
    waits: list[NamedTime] = []
    since, is_wait = 0, True
    for found in times_in(text):
        is_linked = since > 0 and LINKED.fullmatch(text, since, found.start())
        around = _around(text, since, found)
        is_wait = (is_wait or not is_linked) and _is_affirmed_wait(around)
        if is_wait:
            waits.append(NamedTime(found.start(), found.end(), around.hours))
        since = found.end()
    return tuple(waits)


def _speaks_of_waits(text: str) -> bool:
    """Whether a sentence has any word of what to do or what to expect, or is hardly one."""
    return len(text.split()) <= context.FEW_WORDS or context.TOPIC.search(text) is not None


def _around(text: str, since: int, found: re.Match[str]) -> Around:
    start, end = found.span()
    first = max(0, start - LOOKED_AT)
    clause = _last_clause(_plain(text[first:start]))
    # With the last letter of the time before, so that what follows it is no beginning.
    near = _last_clause(_plain(text[max(first, since - 1) : start]))
    behind = _plain(text[end : end + LOOKED_AT])
    return Around(clause, near, found[0], _first_clause(behind), behind, hours_of(found[0]))


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("’", "'"))


def _last_clause(words: str) -> str:
    """What follows the last end of a clause; its mark stays, as it is where a fragment begins."""
    starts = [found.start() for found in context.CLAUSE_ENDS.finditer(words)]
    return words[starts[-1] :] if starts else words


def _first_clause(words: str) -> str:
    found = context.CLAUSE_ENDS.search(words)
    return words[: found.start()] if found else words


def _is_affirmed_wait(around: Around) -> bool:
    return not _is_of_another_kind(around) and not _is_denied(around) and _is_how_long(around)


def _is_of_another_kind(around: Around) -> bool:
    return (
        _is_age(around)
        or _is_past(around)
        or _is_career(around)
        or _is_how_often(around)
        or _is_travel(around)
        or _is_office(around)
        or _is_name_or_idiom(around)
    )


def _is_age(around: Around) -> bool:
    if context.AGE_BEFORE.search(around.near) or context.AGE_AFTER.match(around.after):
        return True
    if around.hours < YEAR:
        return False
    if around.hours >= GROWN_UP * YEAR:
        return not context.LASTS_YEARS_BEFORE.search(around.near)
    if context.AGED_YEARS_BEFORE.search(around.near):
        return True
    words = f"{around.clause}{around.time}{around.after}"
    is_fragment = len(words.split()) <= context.FEW_WORDS
    return not is_fragment and not context.SPAN_OF_YEARS.search(words)


def _is_past(around: Around) -> bool:
    """How long ago, or what somebody did: "You had it 3 weeks ago", "My patient waited a month"."""
    if context.SINCE_BEFORE.search(around.near) or context.SINCE_AFTER.match(around.behind):
        return True
    if context.STUDY_BEFORE.search(around.clause):
        return True
    if context.ELAPSED_AFTER.match(around.after):
        return not context.UNTIL_BEFORE.search(around.near)
    return context.TOLD_BEFORE.search(_ungoverned(around.clause)) is not None


def _is_career(around: Around) -> bool:
    before = _ungoverned(around.clause)
    return bool(
        context.CAREER_AFTER.match(around.behind)
        or context.CAREER_BEFORE.search(before)
        or (around.hours >= YEAR and context.WORK_BEFORE.search(before))
    )


def _ungoverned(clause: str) -> str:
    """The words before a time, from behind the last that says to wait or what lasts: "in my
    experience it lasts 4 months" tells of no career. Commas end what they tell, too."""
    ends = [0]
    ends += [found.end() for found in context.GOVERNED_BEFORE.finditer(clause)]
    ends += [found.end() for found in context.COMMA.finditer(clause)]
    is_governed = len(ends) > 1
    return clause[max(ends) :] if is_governed else clause


def _is_how_often(around: Around) -> bool:
    if context.DOSE_AFTER.match(around.after):
        return True
    if context.HOURS.search(around.time) and context.A_DAY_AFTER.match(around.after):
        return True
    if not (found := context.DOSE_BEFORE.search(around.clause)):
        return False
    is_every = found[0].casefold().startswith("every")
    return not (is_every and context.IN_WEEKS.search(around.time))


def _is_travel(around: Around) -> bool:
    if context.TRAVEL_AFTER.match(around.after) or context.JOURNEY_BEFORE.search(around.near):
        return True
    if context.TO_SOMEWHERE_AFTER.match(around.after):
        return bool(
            context.TRAVEL_BEFORE.search(around.near)
            or context.TRAVEL_BY_ANY_VERB_BEFORE.search(around.near)
        )
    if THE_DAY_OR_SO.fullmatch(around.time):
        return False
    is_moving = context.TRAVEL_BY_ANY_VERB_BEFORE.search(around.near)
    is_for = re.search(r"\bfor\b", around.near[-30:])
    return bool(is_moving and not is_for and not context.AN_EVENT_AFTER.match(around.after))


def _is_office(around: Around) -> bool:
    return bool(
        context.OFFICE_BEFORE.search(_behind_comma(around.clause))
        or context.OFFICE_AFTER.match(around.after)
        or context.SIZED_AFTER.match(around.after)
        or _is_size_of_something(around)
    )


def _is_size_of_something(around: Around) -> bool:
    """Whether it is "4-hour" or "7 day" before a noun that is no wait."""
    return bool(
        context.SINGULAR.search(around.time)
        and not context.ONE.match(around.time)
        and not context.SIZE_OF_A_WAIT_AFTER.match(around.after)
    )


def _is_name_or_idiom(around: Around) -> bool:
    if context.PRODUCT_AFTER.match(around.after) or context.IDIOM_AFTER.match(around.after):
        return True
    if _is_any_day(around) and context.AT_A_TIME_AFTER.match(around.after):
        return True
    if context.A_MOMENT.fullmatch(around.time):
        is_soon = context.SAID_SOON_BEFORE.search(around.near) is not None
        return (is_soon and context.SAID_SOON_AFTER.match(around.after) is not None) or (
            context.A_MOMENT_BEFORE.search(around.near) is not None
        )
    if context.IDIOM_BEFORE.search(around.near):
        return True
    return _is_capital(around.time)


def _is_capital(time: str) -> bool:
    """Whether it is written as a name is: "the Eight Hour Cream"."""
    unit = re.split(r"[\s-]", time)[-1]
    return unit[0].isupper() and not time.isupper()


def _is_denied(around: Around) -> bool:
    if context.LIMIT_BEFORE.search(around.near):
        return False
    if context.RULE_AFTER.match(around.after):
        return not context.KEPT_RULE_BEFORE.search(around.near)
    if context.SOONER_BEFORE.search(around.near):
        return not context.PROHIBITED_BEFORE.search(around.clause)
    if context.OVERNIGHT.fullmatch(around.time):
        return context.NEVER_BEFORE.search(around.clause) is not None
    if _is_any_day(around) and context.NEVER_IN_BEFORE.search(around.clause):
        return True
    return bool(
        context.DENIED_BEFORE.search(around.clause)
        or context.DENIED_AFTER.match(around.after)
        or _is_not_so(around)
        or _is_on_a_condition(around)
    )


def _is_not_so(around: Around) -> bool:
    """Whether it is said of the time itself that it is not something."""
    return bool(
        context.NOT_SO_AFTER.match(around.after)
        and (
            not context.PREPOSITION_BEFORE.search(around.near)
            or context.DOING_BEFORE.search(around.clause)
        )
    )


def _is_on_a_condition(around: Around) -> bool:
    """Whether a time stands in a clause with "if"; how long after an event something is does not
    hang on it: "if there is a lump a week after treatment"."""
    return bool(
        context.IF_BEFORE.search(_behind_comma(around.clause))
        and not context.AN_EVENT_AFTER.match(around.after)
    )


def _behind_comma(words: str) -> str:
    return words.rpartition(", ")[2]


def _is_how_long(around: Around) -> bool:
    if THE_DAY_OR_SO.fullmatch(around.time):
        return True
    if _is_any_day(around):
        return bool(
            context.LONG_BEFORE.search(around.near)
            or context.LONG_AFTER.match(around.after)
            or (context.BARE.fullmatch(around.time) and context.MAYBE_BEFORE.search(around.near))
        )
    return bool(
        context.CUE_BEFORE.search(around.near)
        or context.CUE_AFTER.match(around.after)
        or context.KEPT_RULE_BEFORE.search(around.near)
    )


def _is_any_day(around: Around) -> bool:
    """Whether it is "a day" or "one day", which may be any."""
    return bool(context.BARE.fullmatch(around.time) or context.ONE_DAY.fullmatch(around.time))

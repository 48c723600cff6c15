"""Shows how doctors differ: how many answered, their specialties, and the times they mention.

Only what is in the answers, each time by its offsets: no average, no vote and no verdict.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.reply.reply import Card, distinct_doctors
from index.identity import person_of
from index.model import Span
from index.search.chunk import sentences

FEWEST_SPEAKERS = 3
"""Speakers from which a spread is shown: two can be compared at a glance. A speaker is a named
doctor, with any number of answers, or an answer whose doctor the page does not name."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a doctor names.

    `span` are its words, without the likes of "at least" and "or longer", and `sentence` the
    sentence that holds them, both within the answer's body. `hours` is its length, of a range the
    first one: only to sort by, never shown.
    """

    card: Card
    span: Span
    sentence: Span
    hours: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How many doctors answered, of which specialties, and which times they name.

    `doctors` are the distinct named ones, `unnamed` the answers whose doctor the page does not
    name. `specialties` are as printed, with how many speakers have them, most first; `times` are by
    length, then in the order of the cards.
    """

    doctors: int
    unnamed: int
    specialties: tuple[tuple[str, int], ...]
    times: tuple[Time, ...]


class NamedTime(NamedTuple):
    """Where in a text a time is named, and its length in hours."""

    start: int
    end: int
    hours: float


def spread_of(cards: Sequence[Card]) -> Spread | None:
    """How the doctors of these answers differ; None where there are fewer than three speakers."""
    doctors = distinct_doctors(tuple(cards))
    unnamed = sum(card.answer.doctor.name is None for card in cards)
    if doctors + unnamed < FEWEST_SPEAKERS:
        return None
    times = (time for card in cards for time in _times_of(card))
    by_length = tuple(sorted(times, key=lambda time: time.hours))
    return Spread(doctors, unnamed, _specialties(cards), by_length)


def _specialties(cards: Sequence[Card]) -> tuple[tuple[str, int], ...]:
    """Each printed specialty with its number of speakers, most first, then by the alphabet."""
    speakers = {
        (card.answer.doctor.specialty, person_of(card.answer.id, card.answer.doctor))
        for card in cards
    }
    counts = Counter(specialty for specialty, _ in speakers if specialty)
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _times_of(card: Card) -> Iterator[Time]:
    """The times named in an answer, in reading order; of those in the same words the first."""
    seen = set()
    for sentence in sentences(card.page, card.answer.body):
        text = card.page.quote(sentence)
        for start, end, hours in times_in(text):
            words = " ".join(text[start:end].lower().split())
            if words not in seen:
                seen.add(words)
                span = Span(sentence.start + start, sentence.start + end)
                yield Time(card, span, sentence, hours)


def times_in(text: str) -> tuple[NamedTime, ...]:
    """The times named in a sentence, in reading order; none overlaps another.

    Times that are no duration or waiting time are left out: how often, how old, how long ago, and
    how long somebody has been a doctor.
    """
    times = []
    since = 0
    for found in TIME.finditer(text):
        if _is_duration(text, max(since, found.start() - CONTEXT_BEFORE), found):
            times.append(NamedTime(found.start(), found.end(), _hours(found[0])))
        since = found.end()
    return tuple(times)


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Any of those, in capitals or not."""
    return re.compile("|".join(patterns), re.IGNORECASE)


# How doctors name a time.

HOURS = {"s": 1 / 3600, "min": 1 / 60, "mor": 24, "m": 730, "h": 1, "over": 12, "ev": 12, "n": 24}
HOURS |= {"dec": 87660, "d": 24, "w": 168, "f": 336, "y": 8766}
"""The length of each unit, by what its words begin with; the first that fits."""
ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
AMOUNTS = {word: float(n) for n, word in enumerate([*ONES, *TEENS], 1)}
AMOUNTS |= {word: 10.0 * n for n, word in enumerate(TENS, 2)}
AMOUNTS |= {
    "½": 0.5,
    "1/2": 0.5,
    "half": 0.5,
    "¼": 0.25,
    "1/4": 0.25,
    "quarter": 0.25,
    "¾": 0.75,
}
AMOUNTS |= {"3/4": 0.75, "rest": 0.5, "remainder": 0.5, "couple": 2, "few": 3, "some": 3}
AMOUNTS |= {"several": 4, "number": 4, "multiple": 4, "many": 5, "dozen": 12, "hundred": 100}
"""The number that a word stands for; of a vague one roughly, as it is only used to sort."""

# Every repetition within a time is bounded: no text, however hostile, takes more than linear time.
UNIT = (
    r"(?:seconds|secs?|(?:(?<=\d)|(?<=\d[\s-]))(?:second(?!\s+opinion)|h)|minutes|mins?|hours?"
    r"|(?<!\ba\s)hrs?"
    r"|minute(?!\s+(?:amount|bleed|bubble|detail|dose|hole|particle|quantit|trace|vessel|volume))"
    r"|days?|nights?|weeks?|wks?|fortnights?|months?|mths?|mos?|years?|yrs?|decades?)\b"
)
PERIOD = r"(?:hour|day|night|evening|morning|week|month|year)s?\b"
NUMBER = (
    r"(?:(?:[13]/[24]|\d{1,4}(?:[.,]\d{1,3})?(?:\s?[¼½¾]|[\s-]1/2)?|[¼½¾])(?:\s?\+)?"
    rf"|\b(?:(?:{'|'.join(TENS)})(?:[\s-](?:{'|'.join(ONES)})\b)?|{'|'.join([*TEENS, *ONES])}"
    r"|hundred)\b(?:\s?\(\d{1,4}\))?)(?:[\s-]and[\s-]a[\s-]half\b)?"
)
VAGUE = (
    r"\b(?:(?:a\s)?(?:few|couple(?:\sof)?|dozen|half(?:[\s-]an?)?|quarter\sof\san)|a\snumber\sof"
    r"|several|multiple|(?<!how\s)many|some)\b"
)
COUNT = rf"(?:{NUMBER}|{VAGUE})"
SINGLE = r"\b(?:an?|another)\b"
FULL = "additional|business|calendar|consecutive|entire|extra|full|further|good|long|more|short"
FULL += "|single|solid|straight|whole|working"
GAP = rf"(?:(?<=[\d¼½¾+)])|[\s-])[\s-]{{0,2}}(?=[a-z])(?:(?:{FULL})[\s-]{{1,3}})?"
DASH = r"[-‐‑–—−~]"
JOINT = rf"(?:\s{{0,2}}(?:{DASH}|/)\s{{0,2}}|[\s-]{{0,2}}(?:to|or|and)[\s-]{{0,2}})"
DAYS = rf"{COUNT}(?:{JOINT}{COUNT})?{GAP}{UNIT}"
A_DAY = rf"{SINGLE}{GAP}{UNIT}"
AND_A_HALF = r"\sand\sa\shalf\b"
TO_DAYS = rf"(?:\s{{0,3}}(?:{DASH}|\bto\b|\bor\b)\s{{0,3}}(?:{DAYS}|{A_DAY})|\s(?:to|or)\s{UNIT})"

FROM_DAYS_TO_DAYS = rf"(?<![\w$£€])(?<!\d[.,:]){DAYS}(?:{TO_DAYS}|{AND_A_HALF})?"
A_DAY_OR_TWO = rf"(?<![\w-]){A_DAY}(?:{TO_DAYS}|{AND_A_HALF}|\sor\s(?:two|three|[23])\b)?"
BETWEEN_DAYS = (
    rf"\bbetween\s(?:{COUNT}|{SINGLE})(?:{GAP}{UNIT})?\sand\s(?:{COUNT}|{SINGLE}){GAP}{UNIT}"
)
THE_DAY = (
    rf"\b(?:overnight\b|(?:the\s)?(?:same|first|following)\s{PERIOD}|the\snext\s{PERIOD}"
    rf"|next\s(?:day|morning)\b|(?:the\s)?(?:rest|remainder)\sof\s(?:the|that)\s{PERIOD}"
    r"|the\s(?:day|night|morning|evening|week)\s(?:of|after|before)\b(?!\s(?:food|meal|pill)))"
    r"(?:\sor\stwo\b)?"
)
DAYS_TO_WEEKS = (
    r"\b(?:seconds|minutes|hours|days|weeks|months)\s(?:to|or)\s(?:hour|day|week|month|year)s\b"
)

TIME = _any_of(BETWEEN_DAYS, FROM_DAYS_TO_DAYS, A_DAY_OR_TWO, THE_DAY, DAYS_TO_WEEKS)
FIRST_COUNT = _any_of(COUNT)
FIRST_UNIT = _any_of(UNIT, PERIOD, "overnight")
HALF_MORE = _any_of(AND_A_HALF)
PIECE = _any_of(r"\(\d+\)|[13]/[24]|\d+(?:[.,]\d+)?|[¼½¾]|[a-z]+")


def _hours(words: str) -> float:
    """The length of a time, of a range the one named first."""
    unit, count = FIRST_UNIT.search(words), FIRST_COUNT.search(words)
    if unit is None:
        raise ValueError(f"names no time: {words!r}")
    ahead = count[0] if count and count.start() < unit.start() else words[: unit.start()]
    amount = sum(_value_of(piece.casefold()) for piece in PIECE.findall(ahead)) or 1
    if HALF_MORE.match(words, unit.end()):
        amount += 1 / 2
    name = unit[0].casefold()
    return amount * next(hours for begin, hours in HOURS.items() if name.startswith(begin))


def _value_of(piece: str) -> float:
    """The number that a word or digits stand for."""
    if piece in AMOUNTS or not piece[0].isdigit():
        return AMOUNTS.get(piece, 0)
    return float(piece.replace(",", "."))


# The words around a time show whether it is a duration or waiting time.

CONTEXT_BEFORE = 80
"""Characters before a time that are read, but none before the end of the previous time."""
ROUGHLY = (
    r"(?:(?:about|almost|approximately|around|at\sleast|just|more\sthan|nearly|only|over|roughly"
    r"|the|well\sover)\s+){0,3}"
)
NO_TIME = _any_of(
    r"(?:24|twenty[\s-]four)[\s-]?(?:hours?|hrs?|h)[\s-]+(?:(?:a|per)\s+day\b|call\b|clinic|emergenc"
    r"|help|hot|line|number|nurse|on[\s-]call|pharmac|phone|service|support)"
)
NO_TIME_AFTER = _any_of(
    rf"\b(?:past|previous|since|aged?|ages?\s(?:of|from))\s+{ROUGHLY}\Z",
    r"\b(?:the|these|this|your|my|his|her|for|in|from|during|over|of|since)\s+last\s+\Z",
)
NO_TIME_BEFORE = _any_of(
    r"(?:\s+or\s+(?:so|more))?\s+ago\b",
    r"[\s-]*(?:olds?|of\s+age|age)\b",
    r"\s*(?:\ba|\bper|\beach|/)\s*(?:week|month|year)\b",
)
YEARS = _any_of(r"y(?:ea)?rs?\b")
NO_YEARS_AFTER = _any_of(
    r"\b(?:my|our|above|below|(?:you|he|she|I)(?:\s+(?:am|are|is)|['’](?:m|re|s)))"
    rf"\s+{ROUGHLY}\Z",
    rf"\b(?:I|we)(?:['’]ve|\s+have)\b[^.!?;]*\b(?:for|in)\s+{ROUGHLY}\Z",
    r"\bha(?:s|ve)\s+been\s+(?:\w+ly\s+)?(?:around|available|done|in|on|used|\w+ing)\b[^.!?;]*"
    rf"\b(?:for|in)\s+{ROUGHLY}\Z",
)
NO_YEARS_BEFORE = _any_of(
    r"['’]?\s+(?:(?:of|in|as)\s+)?(?:\w+\s+)?(?:experience|injecting|practi[cs]|training)",
    r",?\s+(?:I|we)(?:['’]ve|\s+have)\b",
)

# "A day" may mean how often, and "one day" some day: the words beside them decide.
BARE = _any_of(A_DAY)
ONE_DAY = _any_of(r"one\s+(?:day|night)")
LONG_AFTER = _any_of(
    r"\b(?:about|after|allow|almost|another|approximately|around|at|be|before|by|during|expect|for"
    r"|from|give(?:\sit)?|(?<!once\s)(?<!twice\s)(?<!thrice\s)(?<!times\s)in|is|last(?:ed|ing|s)?"
    r"|least|like|most|nearly|need(?:ed|s)?|of|only|or|over|plan|post|require[ds]?|rest|roughly"
    r"|skip|stay|take[ns]?|taking|than|till?|to|took|under|until|wait(?:ed|ing|s)?|was|within)\s+\Z"
)
LONG_BEFORE = _any_of(
    r"\s+(?:or\s+(?:so|more|longer|less)|after|apart|before|earlier|following|from|later|post"
    r"|prior|sooner)\b(?!\s+(?:bed|breakfast|dinner|eating|food|lunch|meals?|sleep))"
)
MAYBE_AFTER = _any_of(
    r"(?:\A|[,;:.(!?…–—“\"-]|\b(?:and|even|generally|just|maybe|perhaps|probably|say|typically"
    r"|usually|with))\s*\Z"
)


def _is_duration(text: str, since: int, found: re.Match[str]) -> bool:
    """Whether a time is a duration or waiting time, by the text from `since` on and after it."""
    start, end = found.span()
    if (
        NO_TIME.match(text, start)
        or NO_TIME_AFTER.search(text, since, start)
        or NO_TIME_BEFORE.match(text, end)
    ):
        return False
    if YEARS.search(found[0]) and (
        NO_YEARS_AFTER.search(text, since, start) or NO_YEARS_BEFORE.match(text, end)
    ):
        return False
    bare, one_day = BARE.fullmatch(found[0]), ONE_DAY.fullmatch(found[0])
    if not bare and not one_day:
        return True
    is_how_long = LONG_AFTER.search(text, since, start) or LONG_BEFORE.match(text, end)
    return bool(is_how_long or (bare and MAYBE_AFTER.search(text, since, start)))

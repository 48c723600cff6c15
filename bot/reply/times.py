"""How doctors write a time, and how long it is.

Any time: `bot.reply.waits` says whether it is one to wait or to last.
"""

import re
from collections.abc import Iterator

from index.patterns import pattern


def any_of(*patterns: str) -> re.Pattern[str]:
    """Any of those, in capitals or not."""
    return pattern("|".join(patterns), re.IGNORECASE)


HOURS = {"s": 1 / 3600, "min": 1 / 60, "mor": 24, "m": 730, "h": 1, "over": 12, "ev": 12, "n": 24}
HOURS |= {"dec": 87660, "d": 24, "w": 168, "f": 336, "y": 8766}
"""The length of each unit, by what its words begin with; the first that fits."""
ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORTH = {word: float(n) for n, word in enumerate([*ONES, *TEENS], 1)}
WORTH |= {word: 10.0 * n for n, word in enumerate(TENS, 2)}
WORTH |= {"½": 0.5, "1/2": 0.5, "half": 0.5, "¼": 0.25, "1/4": 0.25, "quarter": 0.25, "¾": 0.75}
WORTH |= {"3/4": 0.75, "rest": 0.5, "remainder": 0.5, "couple": 2, "few": 3, "some": 3}
WORTH |= {"several": 4, "number": 4, "multiple": 4, "many": 5, "dozen": 12, "hundred": 100}
"""What a word counts; for a vague one roughly, as it is only to be put in order."""

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

TIMES = tuple(map(any_of, (BETWEEN_DAYS, FROM_DAYS_TO_DAYS, A_DAY_OR_TWO, THE_DAY, DAYS_TO_WEEKS)))
"""As one pattern they would take half as long again to compile (27 ms)."""
THE_DAY_OR_SO = any_of(THE_DAY, DAYS_TO_WEEKS)
FIRST_COUNT = any_of(COUNT)
FIRST_UNIT = any_of(UNIT, PERIOD, "overnight")
HALF_MORE = any_of(AND_A_HALF)
PIECE = any_of(r"\(\d+\)|[13]/[24]|\d+(?:[.,]\d+)?|[¼½¾]|[a-z]+")


def times_in(text: str) -> Iterator[re.Match[str]]:
    """The times that a text names, in reading order; where several begin, that of the first of the
    patterns."""
    ahead = [each.search(text) for each in TIMES]
    while found := [one for one in ahead if one is not None]:
        first = min(found, key=lambda one: one.start())
        yield first
        end = first.end()
        # What lies further on is not looked for again: else many times would take too long.
        ahead = [
            each.search(text, end) if one is not None and one.start() < end else one
            for each, one in zip(TIMES, ahead, strict=True)
        ]


def hours_of(words: str) -> float:
    """The length of a time, of a range the one named first."""
    unit, count = FIRST_UNIT.search(words), FIRST_COUNT.search(words)
    if unit is None:
        raise ValueError(f"names no time: {words!r}")
    ahead = count[0] if count and count.start() < unit.start() else words[: unit.start()]
    amount = sum(_worth(piece.casefold()) for piece in PIECE.findall(ahead)) or 1
    if HALF_MORE.match(words, unit.end()):
        amount += 1 / 2
    name = unit[0].casefold()
    return amount * next(hours for begin, hours in HOURS.items() if name.startswith(begin))


def _worth(piece: str) -> float:
    """What a word or a number counts."""
    if piece in WORTH or not piece[0].isdigit():
        return WORTH.get(piece, 0)
    return float(piece.replace(",", "."))

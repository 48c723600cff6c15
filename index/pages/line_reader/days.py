"""The day that some words tell, where they tell it in one way only; else the date as it is printed.

    2016-03-03, 2016/3/3, 25/12/2016                    the year first; no month could be 25
    March 3, 2016; 3 de marzo de 2016; 3. März 2016     the month by its name, in any language
    2016年3月3日; 1457000000                            its signs; seconds since 1970

The names are those of calendar_names.py.
"""

import re
from datetime import UTC, date, datetime

from index.pages.line_reader.calendar_names import calendar_names

FIRST_YEAR = 1970
"""Before it there was no web; programs write older days where they know none."""
LAST_YEAR = 2199
DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[T\s].{0,40})?", re.DOTALL)
LONGEST = 200
"""Characters of words that may be a date."""
NAME = r"[^\W\d_]{3,14}"
OF = r"(?:\s(?:de|del|of|di)\s|\sd['’]|\s)"
PRINTED = re.compile(
    rf"(?<![\w./-])(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|[ºª°])?{OF}(?P<m>{NAME})\.?,?{OF}(?P<y>\d{{4}})"
    rf"|(?P<M>{NAME})\.?\s(?P<D>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<Y>\d{{4}})"
    rf"|(?P<yy>\d{{4}})(?:\.|\sm\.)?\s(?P<mm>{NAME})\s(?P<dd>\d{{1,2}}))(?![\w/-])",
    re.IGNORECASE,
)
"""A day whose month is named."""
YEAR_FIRST = re.compile(r"(\d{4})(?:([./-])(\d{1,2})\2|年\s?(\d{1,2})月\s?)(\d{1,2})(?:日|(?!\d))")
NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
NUMBERED = re.compile(r"\d{1,4}(?:[./-]|年)")
"""How a day in numbers begins that somebody printed."""
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4}.{0,20})?")
TIME = re.compile(r"(?:,?\sat)?,?[T\s]\d{1,2}[:.]\d{2}.{0,30}")
"""What may stand behind a day in numbers."""
WEEKDAY = re.compile(r"([^\W\d_]{2,14})\.?,?\s")
OF_THE_YEAR = re.compile(
    rf"(?P<m>{NAME})\.? \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\.?{OF}(?P<M>{NAME})\.?"
)
"""A day without its year: "Mar 3", "3 de marzo"."""
SECONDS = re.compile(r"([1-9]\d{9})(\d{3})?(?:\.\d{1,9})?")
"""The clock of computers, since 1970 in UTC; fewer digits may be anything."""
BEFORE_DATE = re.compile(r"\A(?:answered|posted|published|written)(?: on| in)?:? ", re.IGNORECASE)
OTHER_EVENT = re.compile(
    r"\b(?:up-?dated?|edited|modified|reviewed|revised|asked|joined|since|until|aktualisiert|geprüft"
    r"|actualizad[oa]|revisad[oa]|atualizad[oa]|aggiornat[oa]|mis(?:e|es)? à jour)\b",
    re.IGNORECASE,
)
"""What else a date may be of: not the day on which somebody answered."""
PARTIAL = re.compile(
    rf"(?:(?P<month>{NAME})\.?,?{OF})?(?P<year>\d{{4}})|\d{{4}}[-/.](?:0?[1-9]|1[0-2])"
    r"|\d{4}年\s?\d{1,2}月|(?:0?[1-9]|1[0-2])[/.]\d{4}|(?:\d{1,2}[./-]){2}(?:\d{4}|\d{2})",
    re.IGNORECASE,
)
"""A month, a year, or a day in numbers of which nobody says whether the month is first."""


def day_of(told: str | None) -> date | None:
    """A day in the form 2016-03-03, whatever time of it stands behind."""
    found = None if told is None else DAY.fullmatch(told)
    return None if found is None else _day(*map(int, found.groups()))


def told_day(told: str | None) -> date | None:
    """The day that a date tells, in whatever notation; None where it could be another one."""
    if told is None or len(told) > LONGEST:
        return None
    plain = " ".join(told.split())
    return day_of(plain) or _in_numbers(BEFORE_DATE.sub("", plain)) or printed_day(plain)


def printed_day(words: str) -> date | None:
    """The only day in some words whose month is named: "Answered on March 3, 2016"."""
    if len(words) > LONGEST or is_of_another_event(words):
        return None
    found = list(PRINTED.finditer(" ".join(words.split())))
    if len(found) != 1:
        return None
    parts = [found[0][one] for one in ("d", "m", "y", "D", "M", "Y", "dd", "mm", "yy")]
    day, month, year = (one for one in parts if one is not None)
    number = _month(month)
    return None if number is None else _day(int(year), number, int(day))


def only_day(words: str) -> date | None:
    """The day of words that are nothing but a date in one notation: "March 3, 2016", "2016-03-03",
    with or without its weekday and a time."""
    plain = _without_weekday(" ".join(words.split()))
    found = PRINTED.match(plain)
    if found is not None:
        return printed_day(found[0]) if _ends(plain, found.end()) else None
    return _in_numbers(plain) if len(plain) <= LONGEST and NUMBERED.match(plain) else None


def partial_date(words: str | None) -> str | None:
    """The date in some words that are nothing else, as printed, where it tells no day that could be
    read in one way only: "March 2016", "2016-03", "03/04/2016"."""
    plain = "" if words is None else BEFORE_DATE.sub("", " ".join(words.split()))
    found = PARTIAL.fullmatch(plain)
    if found is None or (found["month"] is not None and _month(found["month"]) is None):
        return None
    years = (int(year) for year in re.findall(r"\d{4}", plain))
    return plain if all(FIRST_YEAR <= year <= LAST_YEAR for year in years) else None


def is_day_of_a_year(words: str) -> bool:
    """Whether words are nothing but a day whose year nobody says: "Mar 3"."""
    found = OF_THE_YEAR.fullmatch(" ".join(words.split()))
    return found is not None and _month(found["m"] or found["M"]) is not None


def is_of_another_event(words: str) -> bool:
    """Whether a date says that it is of something else than an answer: "Updated March 3, 2016"."""
    return OTHER_EVENT.search(words) is not None


def _in_numbers(told: str) -> date | None:
    """A day without a word in it."""
    if (found := YEAR_FIRST.match(told)) is not None and _ends(told, found.end()):
        return _day(int(found[1]), int(found[3] or found[4]), int(found[5]))
    if (found := NUMBERS.match(told)) is not None and _ends(told, found.end()):
        year, one, other = int(found[4]), int(found[1]), int(found[3])
        days = {_day(year, one, other), _day(year, other, one)} - {None}
        return days.pop() if len(days) == 1 else None
    if (found := COMPACT.fullmatch(told)) is not None:
        return _day(*map(int, found.groups()))
    if (found := SECONDS.fullmatch(told)) is not None:
        day = datetime.fromtimestamp(int(found[1]), UTC).date()
        return day if day.year <= LAST_YEAR else None
    return None


def _without_weekday(plain: str) -> str:
    """A date without the weekday in front of it, in any of the languages; a month is none."""
    found = WEEKDAY.match(plain)
    if found is None or found[1].casefold() in calendar_names().english:
        return plain
    rest = plain[found.end() :]
    is_date = PRINTED.match(rest) is not None or NUMBERED.match(rest) is not None
    return rest if is_date and found[1].casefold() in calendar_names().weekdays else plain


def _ends(told: str, end: int) -> bool:
    return end == len(told) or TIME.fullmatch(told, end) is not None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if year >= FIRST_YEAR else None


def _month(name: str) -> int | None:
    """The month of that name, or of its usual abbreviation."""
    return calendar_names().months.get(name.casefold())

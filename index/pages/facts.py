"""What a page says beside the words: days, links and languages. What is not said so that it can be
understood in one way only is not said."""

import re
from datetime import date
from urllib.parse import urljoin, urlsplit

FIRST_YEAR = 1970
"""Before it there was no web; programs write older days where they know none."""
LAST_YEAR = 2199
DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[T\s].{0,40})?", re.DOTALL)
LONGEST_LINK = 2_000
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def day_of(told: str | None) -> date | None:
    """A day in the form 2016-03-03, whatever time of it stands behind."""
    found = None if told is None else DAY.fullmatch(told)
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def link_of(told: str | None, base: str | None = None) -> str | None:
    """An address of the web (http or https), made whole by that of its page; of any other kind,
    none."""
    if told is None or len(told) > LONGEST_LINK:
        return None
    try:
        whole = urljoin(base or "", told.strip())
        parts = urlsplit(whole)
        has_host = bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    is_plain = whole.isprintable() and not re.search(r"[\s<>\"'`{}|\\^]", whole)
    is_web = parts.scheme in {"http", "https"} and has_host and is_plain
    return whole if is_web and len(whole) <= LONGEST_LINK else None


def language_of(told: str | None) -> str | None:
    """The tag of a language: "en", "pt-BR"."""
    found = None if told is None else LANGUAGE.fullmatch(told.strip())
    return None if found is None else found[0].replace("_", "-")


MONTHS = (
    "january february march april may june july august september october november december".split()
)
PRINTED = re.compile(
    r"\b(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})"
    r"|(?P<Month>[A-Za-z]{3,9})\.? (?P<Day>\d{1,2})(?:st|nd|rd|th)?,? (?P<Year>\d{4}))\b"
)


def printed_day(words: str) -> date | None:
    """The only day in some words whose month is named: "Answered on March 3, 2016"."""
    found = list(PRINTED.finditer(" ".join(words.split())))
    if len(found) != 1:
        return None
    day, month, year = (
        found[0][name] or found[0][name.title()] for name in ("day", "month", "year")
    )
    numbers = [n for n, name in enumerate(MONTHS, start=1) if _is_month(month.lower(), name)]
    return day_of(f"{year}-{numbers[0]:02d}-{int(day):02d}") if len(numbers) == 1 else None


PARTIAL = re.compile(
    r"(?:(?P<month>[A-Za-z]{3,9})\.?,? )?(?P<year>\d{4})|\d{4}-(?:0[1-9]|1[0-2])"
    r"|(?:0?[1-9]|1[0-2])/\d{4}|(?P<two>(?:\d{1,2}[./-]){2}\d{4})"
)
"""A month, a year, or a day in numbers of which nobody says whether the month is first."""
BEFORE_DATE = re.compile(r"\A(?:answered|posted|published|written)(?: on| in)?:? ", re.IGNORECASE)


def partial_date(words: str | None) -> str | None:
    """The date in some words that are nothing else, as printed, where it tells no day that could be
    read in one way only: "March 2016", "2016-03", "03/04/2016"."""
    plain = "" if words is None else " ".join(words.split())
    found = PARTIAL.fullmatch(BEFORE_DATE.sub("", plain))
    if found is None:
        return None
    month = (found["month"] or "march").lower()
    is_month = sum(_is_month(month, name) for name in MONTHS) == 1
    years = (int(year) for year in re.findall(r"\d{4}", found[0]))
    is_year = all(FIRST_YEAR <= year <= LAST_YEAR for year in years)
    return found[0] if is_month and is_year else None


def _is_month(told: str, name: str) -> bool:
    return told == name or told == name[:3] or (told == "sept" and name == "september")

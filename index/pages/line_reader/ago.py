"""How long ago something was, as sites print it for a date: "3 days ago", "vor 3 Tagen".

The forms are those of Unicode's CLDR (https://cldr.unicode.org), by Babel. They tell no day, as
nobody knows when the page was saved. `ago.txt` holds what all languages print, a form a line, with
0 for the number: to make them anew takes a fifth of a second of every process that reads a page.
`python -m index.pages.line_reader.ago` writes it.
"""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path

from index.pages.line_reader.calendar_names import LANGUAGES

FILE = Path(__file__).with_suffix(".txt")
ENGLISH = re.compile(
    r"(?:(?:about|over|almost|nearly|more than|less than)\s)?(?:\d{1,3}|an?|one)\s?"
    r"(?:s|sec|second|min|minute|m|h|hr|hour|d|day|w|wk|week|mo|mos|month|y|yr|year)s?\.?\s+ago"
    r"|yesterday|today|just now",
    re.IGNORECASE,
)
"""What English sites print, the number in letters or about right too; CLDR has the number alone."""
SHAPE = re.compile(r"(?=[^\d]*\d{1,3}[^\d]*\Z)\S+(?:\s\S+){0,4}")
"""One number among few words: only of these is it asked what they are in another language."""
UNITS = {"year": 365, "month": 30, "week": 7, "day": 1}
"""Days in each, as Babel counts them."""
COUNTS = (1, 2, 3, 5)
"""A number of each plural that the languages have."""
DIGITS = re.compile(r"\d+")


def is_ago_in_english(words: str) -> bool:
    """Whether English words tell how long ago something was, and nothing else."""
    return ENGLISH.fullmatch(words) is not None


def may_be_ago(words: str) -> bool:
    """Whether words may tell it in another language, by their number."""
    return SHAPE.fullmatch(words) is not None


def is_ago(words: str) -> bool:
    """Whether words tell it in any of the languages, the number aside, and nothing else."""
    return may_be_ago(words) and DIGITS.sub("0", words).casefold() in _forms()


@cache
def _forms() -> frozenset[str]:
    """What all languages print, with 0 for the number."""
    return frozenset(FILE.read_text(encoding="utf-8").splitlines())


def forms_of_babel() -> frozenset[str]:
    """The same, as the Babel that is installed knows it."""
    from babel.dates import format_timedelta  # which whoever reads pages does without

    spans = [
        *(timedelta(days=-days * count) for days in UNITS.values() for count in COUNTS),
        *(timedelta(hours=-count) for count in COUNTS),
        *(timedelta(minutes=-count) for count in COUNTS),
    ]
    told = (
        format_timedelta(span, add_direction=True, format=form, locale=language)
        for language in LANGUAGES
        for form in ("long", "short")
        for span in spans
    )
    numbered = (" ".join(one.split()) for one in told if DIGITS.search(one) and one[0] != "-")
    return frozenset(DIGITS.sub("0", one).casefold() for one in numbered)


def main() -> None:
    """Write the file beside this module."""
    lines = "".join(f"{one}\n" for one in sorted(forms_of_babel()))
    FILE.write_text(lines, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

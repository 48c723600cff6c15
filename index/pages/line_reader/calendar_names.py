"""The names of months and weekdays in many languages: those of Unicode's CLDR
(https://cldr.unicode.org), by Babel.

A name that is one month in one language and another in a second ("listopad") is none, unless it is
English. `calendar_names.json` holds them: to read 48 languages takes a quarter of a second of every
process that reads a date. `python -m index.pages.line_reader.calendar_names` writes it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".json")
LANGUAGES = (
    "en es pt fr de it nl ca gl ro sv da nb fi et lv lt pl cs sk sl hr bs sr uk ru bg mk hu tr el "
    "is ga cy sq eu he ar fa id ms sw az kk uz ka hy af"
).split()
"""Those whose names are known, as long as their dates are of the usual forms."""
WIDTHS = ("wide", "abbreviated")
PREPOSITION = re.compile(r"^(?:de |d['’])")
"""What Catalan puts before a month."""


@dataclass(frozen=True, slots=True)
class CalendarNames:
    """The number of each month by its names, which months are English, and the weekdays; in small
    letters, without a full stop."""

    months: Mapping[str, int]
    english: tuple[str, ...]
    weekdays: frozenset[str]


@cache
def calendar_names() -> CalendarNames:
    """The names that the file holds."""
    found = json.loads(FILE.read_bytes())
    return CalendarNames(found["months"], tuple(found["english"]), frozenset(found["weekdays"]))


def names_of_babel() -> CalendarNames:
    """The same, as the Babel that is installed knows them."""
    english = _months(LANGUAGES[:1]) | {"sept": 9}
    months = _months(LANGUAGES) | english
    return CalendarNames(months, tuple(english), _weekdays(LANGUAGES))


def _months(languages: Iterable[str]) -> dict[str, int]:
    from babel import Locale  # which whoever reads pages does without

    found: dict[str, set[int]] = defaultdict(set)
    for language in languages:
        for widths in Locale.parse(language).months.values():
            for width in WIDTHS:
                for number, name in widths[width].items():
                    found[PREPOSITION.sub("", name.casefold()).strip(".")].add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


def _weekdays(languages: Iterable[str]) -> frozenset[str]:
    from babel import Locale

    return frozenset(
        name.casefold().strip(".")
        for language in languages
        for width in WIDTHS
        for name in Locale.parse(language).days["format"][width].values()
    )


def main() -> None:
    """Write the file beside this module."""
    names = names_of_babel()
    told = asdict(names) | {"weekdays": sorted(names.weekdays)}
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

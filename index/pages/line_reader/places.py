"""Recognises a line of place and specialty: "Lone Tree Oculoplastic Surgeon".

What stands beside a specialty is a place only if it is known as one: by the names of the world's
towns in places.txt, by a country or region behind a comma, or by a word such as "Beach" or
"Saint" in it. "Celebrity Plastic Surgeon" has no place.

The names are those of towns with 1,000 people and more in English-speaking countries, 5,000
elsewhere, of countries, and of American states and counties, from GeoNames (licensed CC BY
4.0) as of 2026. Below a blank line the file lists towns of those American states whose codes are
letters of doctors, too ("Silver Spring, MD").
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.pages.line_reader.specialties import (
    JOINERS,
    is_part_of_specialty,
    is_profession,
    is_specialty,
)

FILE = Path(__file__).with_name("places.txt")
LONGEST_LINE = 160
MOST_WORDS = 12

# "New York, NY" has the shape of a name with letters. Codes that are also letters come below.
REGIONS = frozenset(
    """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MI MN MO MT NE NV NH NJ NM NY NC OH OK
    OR RI SC SD TN TX UT VT VA WA WV WI WY ON BC AB QC MB SK NS NB NL PE UK USA US UAE NSW QLD VIC
    """.split()
)
AMBIGUOUS_REGIONS = frozenset({"MD", "PA", "MA", "MS", "DC", "ND"})

# Words that are in no place name: a line with one of them is a sentence or a headline.
NOT_A_PLACE = frozenset(
    """
    a an your my our his her their this that these any another every good best better great
    top see find choose choosing consult consulting ask asking visit visiting seek seeking trust
    trusted get getting go experienced expert qualified skilled reputable local dear hello hi
    with by from to for or is are was be not no yes only always never please why what when how who
    which should can could would will i we you it and but if as at on
    botox filler fillers injections laser face facial
    """.split()
)
# Towns that begin with an article or with praise; any other "The ..." or "Great ..." is a headline.
ARTICLE_TOWNS = frozenset({"woodlands", "villages", "hague", "colony", "dalles", "gap"})
GREAT_TOWNS = frozenset({"barrington", "bend", "falls", "lakes", "neck", "yarmouth"})
IN_PLACES = frozenset({"of", "on", "sur", "upon"})
PARTICLES = frozenset(
    """
    af al bin da das de degli dei del della den der di do dos du e el ibn la le los ter van vom von
    y zu zum zur am an im in
    """.split()
)
# What kinds of places are called.
GEOGRAPHY = frozenset(
    """
    isle island islands county valley beach park city heights hills hill lake lakes bay coast harbor
    harbour north south east west northern southern eastern western upper lower new saint st san
    santa santo são sao las los fort port mount springs falls river creek grove gardens village
    township spa bad sankt stadt insel côte saint-denis downtown
    """.split()
)
PIECE, APOSTROPHE = re.compile(r"\w+"), re.compile("['’`]")
BESIDE = " ,–—|·•-"
BETWEEN = re.compile(
    r"\s*(?:,|\s[–—|·•-]|[–—|·•])\s*(?:in\s+|en\s+|em\s+|à\s+|a\s+)?|\s+(?:in|en|em|à|aus|de)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A byline's line of place and specialty; `place` is None for a bare "Plastic Surgeon"."""

    place: str | None
    specialty: str


@lru_cache(maxsize=1)
def _text() -> str:
    return FILE.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """The names of places, and of towns with the code of their state; folded."""
    names, _, towns = _text().partition("\n\n")
    return frozenset(names.split("\n")), frozenset(towns.split("\n"))


@lru_cache(maxsize=1)
def _end_of_names() -> int:
    """Where the names of places end in the text, each in a line, in order."""
    return _text().index("\n\n") + 1


def folded(name: str) -> str:
    """A place name for looking it up."""
    composed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one for one in composed if not unicodedata.combining(one))
    return " ".join(PIECE.findall(APOSTROPHE.sub("", letters)))


def is_known_place(name: str) -> bool:
    """Whether a town, a region or a country is called so; for a few names, without the time that
    it takes to make a set of all (20 ms), or to look through all (0.7 ms)."""
    text, wanted = _text(), folded(name)
    first, last = 0, _end_of_names()
    while first < last:
        begin = text.rfind("\n", first, (first + last) // 2) + 1 or first
        end = text.index("\n", begin)
        found = text[begin:end]
        if found == wanted:
            return True
        first, last = (end + 1, last) if found < wanted else (first, begin)
    return False


def read_place(line: str) -> PlaceLine | None:
    """Split "Lone Tree Oculoplastic Surgeon" into place and specialty; None for any other line."""
    words = line.split() if len(line) <= LONGEST_LINE else []
    if not 1 <= len(words) <= MOST_WORDS or not words[-1][-1].isalnum():
        return _abbreviated(line, words)
    if is_specialty(words):
        return PlaceLine(None, line)
    return _specialty_first(line) or _place_first(line, words)


def _abbreviated(line: str, words: Sequence[str]) -> PlaceLine | None:
    """The same for "Plastic Surgeon in Washington, D.C."."""
    if 1 < len(words) <= MOST_WORDS and words[-1].endswith("."):
        return _specialty_first(line)
    return None


def _place_first(line: str, words: Sequence[str]) -> PlaceLine | None:
    for split in range(len(words) - 1, 0, -1):  # a town may end as a specialty begins
        if not is_specialty(words[split:]):
            continue
        before = _before_word(line, split)
        place = before.rstrip(BESIDE)
        if place and _is_surely_a_place(place):
            return PlaceLine(place, line[len(before) :].strip(BESIDE))
    return _unknown_place_first(line, words)


def _unknown_place_first(line: str, words: Sequence[str]) -> PlaceLine | None:
    if not is_profession(words, len(words) - 1):
        return None
    first = len(words) - 1
    while first > 0 and is_part_of_specialty(words, first - 1):
        first -= 1
    while words[first].lower() in JOINERS:
        first += 1
    before = _before_word(line, first)
    place, specialty = before.rstrip(BESIDE), line[len(before) :].strip(BESIDE)
    return PlaceLine(place, specialty) if place and is_place(place) else None


def _specialty_first(line: str) -> PlaceLine | None:
    for found in BETWEEN.finditer(line):
        specialty, place = line[: found.start()].strip(), line[found.end() :].strip()
        if specialty and is_specialty(specialty.split()) and is_place(place):
            return PlaceLine(place, specialty)
    return None


def _before_word(line: str, number: int) -> str:
    """The line before the word of that number (from 0), without the blank between."""
    starts = [found.start() for found in re.finditer(r"\S+", line)]
    return line[: starts[number]].rstrip()


def is_place(name: str) -> bool:
    """Whether it is known as a place: "Reno", "Winston-Salem, NC", "Isle of Wight"."""
    words = name.split()
    return _is_surely_a_place(name) or (
        len(words) <= 6 and _could_be_place(words) and _has_word_of_geography(name)
    )


def _has_word_of_geography(name: str) -> bool:
    words = re.split(r"[\s-]+", name)
    return (
        re.fullmatch(r"[^\W\d_][^\d_()–—|·•,;:/]*", name) is not None
        and " - " not in name
        and not any(word.isupper() and len(word) > 2 for word in words if not name.isupper())
        and any(word.lower().strip(".") in GEOGRAPHY for word in words)
    )


def _is_surely_a_place(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 6 or not any(one.isalpha() for one in name):
        return False
    if _is_known(name):
        return _is_no_sentence(words)
    head, comma, tail = name.rpartition(",")
    behind = tail.strip()
    if not comma or not head.strip() or not (_is_region(behind) or _is_known(behind)):
        return False
    return _is_known(head) or _has_word_of_geography(head)


def _is_known(name: str) -> bool:
    return folded(name) in _known()[0]


def _is_region(code: str) -> bool:
    letters = code.replace(".", "")
    return letters in REGIONS or letters in AMBIGUOUS_REGIONS


def _is_no_sentence(words: Sequence[str]) -> bool:
    plain = _without_article([word.lower().strip(",") for word in words])
    return not any(word in (NOT_A_PLACE | {"the"}) - IN_PLACES for word in plain)


def _without_article(plain: list[str]) -> list[str]:
    if plain[1:2] and plain[1] in {"the": ARTICLE_TOWNS, "great": GREAT_TOWNS}.get(plain[0], ()):
        return plain[2:]
    return plain


def _could_be_place(words: Sequence[str]) -> bool:
    return (
        _is_no_sentence(words)
        and words[-1].lower() not in IN_PLACES
        and all(
            not word[0].islower()
            or word.lower() in PARTICLES | IN_PLACES
            or re.match(r"[dlo]['’]\w", word)
            for word in words
        )
    )


def is_town(line: str) -> bool:
    """Whether a line is "Houston, TX" or "Madison, WI 53703"."""
    found = re.fullmatch(r"([^\d,]{2,40}),\s*([A-Z]{2,3})\.?(?:\s+[\dA-Z -]{3,10})?", line)
    return found is not None and len(line.split()) <= 6


def is_town_for_sure(name: str, code: str) -> bool:
    """Whether "Silver Spring, MD" is a town in a state, though "MD" is a doctor's letters, too."""
    letters = code.replace(".", "").strip()
    if letters in REGIONS:
        return True
    return letters in AMBIGUOUS_REGIONS and f"{folded(name)}, {letters.lower()}" in _known()[1]

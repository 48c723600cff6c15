"""Finds a person in a line that is no sentence: "Photo: Paul Smith, MD", "Jane Foster, MD agrees".

Such a line may be a byline of a kind that is not known, or speak of somebody who wrote nothing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from index.model import Doctor
from index.pages.line_reader.closings import ends_a_sentence
from index.pages.line_reader.names import (
    KNOWN_LETTERS,
    TITLE,
    bare_capitals,
    is_part_of_name,
    read_bare_name,
    read_name,
)
from index.pages.line_reader.parts import LONGEST_LINE

LONGEST_NAME = 7
"""Words of a name with its letters."""
SENTENCE = re.compile(r"[a-z]{2}[.!?]\s+[A-Z]")
BESIDE = "()[]{}|·•:;<>✓👍"
"""What stands beside a name and is no part of it."""
CAPITAL = r"(?:(?:Dra?|Prof|(?:[A-Z]\.)*[A-Z])\.|[^\W\d_a-z](?:[\w-]|['’](?!s\b))*)"
CAPITALS = rf"{CAPITAL}(?:,?\s{CAPITAL}){{1,5}}"
INTRODUCED = re.compile(
    r"(?:(?i:hi|hello|hey|dear)\b[\w ]{0,20}[,!.–—-]+\s+)?"
    r"(?:(?i:this is|i am|i['’]m|my name is|it['’]s)\s+"
    rf"(?P<name>{CAPITALS})(?=[.,!;:]|\s+[a-z–—-]|\s*$)"
    rf"|(?P<here>{CAPITALS})\s+here\b)"
)
"""A line that begins with who writes: "Hi, this is Dr. Paul Smith.", "Dr. Smith here."."""
SAYS_NAME = "my name is"
"""Behind these words stands a name, with letters and a title or without."""


@lru_cache(maxsize=50_000)
def named_within(line: str) -> Doctor | None:
    """The first person with letters or a title whom a line names that is no sentence; None for any
    other line."""
    if len(line) > LONGEST_LINE or SENTENCE.search(line):
        return None
    if ends_a_sentence(line) and not line.endswith((")", "]")) and read_name(line) is None:
        return None
    return next(_people(line), None)


def introduced(line: str) -> Doctor | None:
    """The person whom a line names that ends with a colon, whatever stands before."""
    return next(_people(line), None) if line.endswith(":") and len(line) <= LONGEST_LINE else None


def _people(line: str) -> Iterator[Doctor]:
    words = list(re.finditer(r"\S+", line))
    bare = [word[0].strip(BESIDE + ",") for word in words]
    if not any(map(_is_sign, bare)):
        return
    for first in range(len(words)):
        if not is_part_of_name(bare[first]):
            continue
        for last in range(min(first + LONGEST_NAME, len(words)) - 1, first, -1):
            piece = line[words[first].start() : words[last].end()].strip(f" ,{BESIDE}")
            named = read_name(piece)
            if named is not None:
                yield named
                return


def _is_sign(word: str) -> bool:
    """Whether a word is one of a name's letters or titles."""
    return (bare_capitals(word) in KNOWN_LETTERS and sum(map(str.isupper, word)) > 1) or (
        TITLE.match(word) is not None
    )


def introduces_itself(text: str) -> Doctor | None:
    """Who says who it is at the beginning of a line."""
    found = INTRODUCED.match(text[:LONGEST_LINE])
    if found is None:
        return None
    name = found["name"] or found["here"]
    first = name.partition(",")[0]
    is_told = SAYS_NAME in found[0].casefold()
    return read_name(name) or read_name(first) or (read_bare_name(first) if is_told else None)

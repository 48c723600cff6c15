"""The author of a record, read by the rules of bylines: "Ruth Okafor, DO" is a name and letters.

What is found are slices of the fields; nothing is typed anew, and no name is rearranged.
"""

import re
from dataclasses import dataclass

from index.pages.furniture import furniture_kind
from index.pages.lines import plain
from index.pages.mentions import named_within
from index.pages.names import (
    GENERATIONS,
    KNOWN_LETTERS,
    NOT_A_FIRST_NAME,
    TITLE,
    bare_capitals,
    is_nobody,
    read_name,
)
from index.pages.parts import BY, read_part

TWO_PARTS = re.compile(r"[^\W\d_][^,\d]*,\s*([^\W\d_][^,\d]*)")


@dataclass(frozen=True, slots=True)
class Author:
    """Who is named; `doubt` tells why a field was taken as it stands, if it could be split."""

    name: str | None
    credentials: str | None
    status: str | None = None
    doubt: str | None = None


def read_author(author: str | None, credentials: str | None) -> Author:
    """The name and the letters in the two fields of a record."""
    if author is None:
        return Author(None, credentials)
    if is_nobody(author) or _is_about_another(author):
        return Author(None, None, doubt=f"the author {author!r} names nobody who wrote an answer")
    named = read_name(author.strip(), in_byline=True)
    if named is None or not _are_letters(author, named.credentials or ""):
        return Author(author, credentials, doubt=_doubt(author))
    if credentials is not None and bare_capitals(credentials) != bare_capitals(
        named.credentials or ""
    ):
        doubt = f"the author {author!r} has other letters than author_credentials; kept as printed"
        return Author(author, credentials, doubt=doubt)
    return Author(named.name, credentials or named.credentials, named.status)


def contradicts(byline: str, author: str) -> bool:
    """Whether a byline that prints an author's name says that the author did not write, or not
    alone: "Reviewed by Ruth Okafor", "Staff of Ruth Okafor", "Ruth Okafor and Paul Smith, MD"."""
    lines = [plain(line) for line in byline.splitlines()]
    named = plain(author)
    return not any(_is_told_by(line, named) for line in lines if named in line) and any(
        named in line for line in lines
    )


def _is_told_by(line: str, author: str) -> bool:
    """Whether a line of a byline names the author, and nobody else."""
    if furniture_kind(line) is not None:
        return False
    before, _, behind = line.partition(author)
    part = read_part(line)
    is_read = part is not None and part.doctor.name is not None and author in part.doctor.name
    is_first = not re.search(r"[^\W\d_]", TITLE.sub("", BY.sub("", before, count=1), count=1))
    return (is_read or is_first) and named_within(behind.removesuffix(".")) is None


def _is_about_another(author: str) -> bool:
    """Whether a name stands there as one who did not write: "Reviewed by Ruth Okafor"."""
    words = author.lower().split()
    return len(words) > 2 and words[0] in NOT_A_FIRST_NAME - {"by", "answered"}


def _are_letters(author: str, found: str) -> bool:
    """Whether what was taken for letters is surely no part of a name: "Van Dyke, R.J." and "OKAFOR
    SMITH, RUTH" end in first names."""
    words = re.split(r"[,\s]+", found)
    if author == author.upper():
        return all(bare_capitals(word) in KNOWN_LETTERS for word in words)
    return bare_capitals(words[0]) in KNOWN_LETTERS


def _doubt(author: str) -> str | None:
    parts = TWO_PARTS.fullmatch(author.strip())
    if parts is None or parts[1].strip(" .").lower() in GENERATIONS:
        return None
    return f"the author {author!r} may begin with the surname or be a list; kept as printed"

"""The author of a record, read by the rules of bylines: "Ruth Okafor, DO" is a name and letters.

What is found are slices of the fields; nothing is typed anew, and no name is rearranged.
"""

import re
from dataclasses import dataclass

from index.pages.names import (
    GENERATIONS,
    KNOWN_LETTERS,
    NOT_A_FIRST_NAME,
    bare_capitals,
    is_nobody,
    read_name,
)

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

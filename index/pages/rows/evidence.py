"""What says that the name in a row by others is a doctor's: its column, letters, a title, or what
stands beside it. A cell that is merely filled says nothing, and may say the contrary.
"""

from index.pages.line_reader.authors import read_author
from index.pages.line_reader.names import (
    ANYBODY,
    NOT_A_FIRST_NAME,
    SPELLED_OUT,
    SURE_DEGREES,
    TITLE,
    bare_capitals,
    bare_letters,
    read_bare_name,
    read_name,
)
from index.pages.line_reader.places import PARTICLES
from index.pages.line_reader.specialties import JOINERS, is_medical, is_specialty

NO_DOCTOR = ANYBODY - {"doctor"}
BETWEEN_TWO = JOINERS - PARTICLES
"""What stands between two names, or before a name that somebody else has."""


def is_a_doctors_name(
    author: str, credentials: str | None, specialty: str | None, *, column_says_so: bool
) -> bool:
    """Whether a cell names one person, and the row says that this is a doctor.

    Args:
        credentials: what stands beside the name as letters; likewise `specialty`.
        column_says_so: whether the name's column is one of doctors.
    """
    named = read_author(author, None)
    name = _before_a_degree(author) or named.name
    if name is None or not _is_of_one(name) or _is_no_doctors(credentials):
        return False
    if named.credentials or name != named.name or _is_titled(name):
        return True
    has_letters = are_a_doctors(credentials)
    if has_letters and read_name(f"{name}, {credentials}", in_byline=True) is not None:
        return True
    is_told = column_says_so or has_letters or is_medical((specialty or "").split())
    return is_told and _is_whole_name(name)


def are_a_doctors(credentials: str | None) -> bool:
    """Whether one of some credentials is known: "MD, Board Certified", "Doctor of Medicine"."""
    return any(_is_degree(part.strip()) for part in (credentials or "").split(","))


def _is_degree(part: str) -> bool:
    words = part.split()
    is_profession = is_specialty(words) and is_medical(words)
    is_title = part.lower().startswith("dr") and SPELLED_OUT.fullmatch(part) is not None
    is_known = bare_letters(part) or bare_capitals(part) in SURE_DEGREES
    return is_known or is_profession or is_title


def _before_a_degree(author: str) -> str | None:
    """The name before a degree that is written out: "Ruth Lane, Doctor of Medicine"."""
    found = read_name(author.strip(), in_byline=True)
    if found is None or found.credentials is None:
        return None
    first = found.credentials.split(",")[0].strip()
    return found.name if SPELLED_OUT.fullmatch(first) and _is_degree(first) else None


def _is_titled(name: str) -> bool:
    title = TITLE.match(name)
    is_apart = title is not None and (title[0][-1].isspace() or title[0].endswith("."))
    return is_apart and read_name(name, in_byline=True) is not None


def _is_of_one(name: str) -> bool:
    """Whether a name is not of two, of nobody ("Happy Patient") or with a remark ("Lane (OP)")."""
    title = TITLE.match(name)
    bare = name if title is None else name[title.end() :]
    words = {word.strip("\"'“”‘’().,").lower() for word in bare.split()}
    of_one = name.count(",") < 2 and not name.rstrip().endswith((")", "]"))
    return (of_one or read_bare_name(name) is not None) and not words & (NO_DOCTOR | BETWEEN_TWO)


def _is_no_doctors(credentials: str | None) -> bool:
    """Whether what stands for letters says that this is another: "Patient", "Guest user"."""
    words = set((credentials or "").lower().split())
    return bool(words) and words <= NO_DOCTOR


def _is_whole_name(name: str) -> bool:
    """Whether it has the shape of a name, of two words at least; also "Lane, Ruth"."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and min(len(part.split()) for part in parts) == 1:
        name = " ".join(parts)
    first = name.split()[0].lower()
    return first not in NOT_A_FIRST_NAME and read_bare_name(name) is not None

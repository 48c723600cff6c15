"""What holds for whatever is unpacked: how much of it at most, and which names a file may have."""

from pathlib import PurePath, PurePosixPath

from index.pages.decisions import LARGEST_DECISION, is_decision
from index.pages.html.recipes import LARGEST_RECIPE, is_recipe
from index.pages.kinds import LARGEST, ending_of

MOST_FILES = 10_000
MOST_BYTES = 200_000_000
"""Bytes that are unpacked of one archive."""
MOST_GROWTH = 100
"""How many times larger a file may become when it is unpacked; text grows by three to ten."""
SMALL = 100_000
"""Bytes up to which `MOST_GROWTH` does not apply."""
TOO_LARGE_GROWN = f"it would grow more than {MOST_GROWTH} times"


def largest_of(path: PurePath) -> int | None:
    """Bytes that a file of that name may have; None if none of that name is read."""
    if is_recipe(path):
        return LARGEST_RECIPE
    return LARGEST_DECISION if is_decision(path) else LARGEST.get(ending_of(path))


def name_refusal(name: str) -> str | None:
    """Why a file of that name is not unpacked, if it is not."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return "its name leads out of the archive"
    if "\\" in name or ":" in name[1:2]:
        return "its name is one of another system"
    return None


def is_hidden(name: str) -> bool:
    """Whether a file, or a folder that it is in, is hidden."""
    return any(part.startswith(".") and part != ".." for part in PurePosixPath(name).parts)

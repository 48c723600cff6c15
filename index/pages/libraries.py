"""Folders that are libraries: what lies there is what was made of pages, copies of them in earlier
versions included, and no page to be read."""

from pathlib import Path

POINTER = "CURRENT"
BEGINS = (b"generation-", b"nothing\n")
"""How the file begins that says which generation of a library is served."""
NO_PAGES = (
    "is a library, and what lies in it was read before; to read the files in its pages/ again, "
    "name that folder"
)


def is_library(folder: Path) -> bool:
    """Whether a folder is a library; False where that cannot be read."""
    try:
        with (folder / POINTER).open("rb") as pointer:
            return pointer.read(max(map(len, BEGINS))).startswith(BEGINS)
    except OSError:
        return False

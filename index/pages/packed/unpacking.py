"""Which files are unpacked of an archive, by their names."""

from pathlib import PurePath, PurePosixPath

from index.pages.decisions import LARGEST_DECISION, is_decision
from index.pages.html.recipes import LARGEST_RECIPE, is_recipe
from index.pages.kinds import LARGEST, ending_of
from index.pages.packed.sitemaps import LARGEST_SITEMAP, is_sitemap
from index.pages.rows.column_maps import LARGEST_MAP, is_map


def largest_of(path: PurePath) -> int | None:
    """Bytes that a file of that name may have; None if none of that name is read."""
    if is_recipe(path):
        return LARGEST_RECIPE
    if is_map(path):
        return LARGEST_MAP
    if is_sitemap(path):
        return LARGEST_SITEMAP
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

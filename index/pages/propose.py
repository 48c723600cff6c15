"""Proposes a recipe for some saved web pages, and reads them by it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import UnreadablePage
from index.model import Page
from index.pages.decided import saved_text
from index.pages.html.proposal import proposed
from index.pages.html.recipes import Recipe


def proposal_for(paths: Sequence[Path]) -> tuple[Recipe | None, list[Page]]:
    """A recipe that is proposed for the pages in some files, and the pages as it reads them; None
    where nothing on them repeats.

    Raises:
        UnreadablePage: a file is no saved web page.
    """
    webs = []
    for path in paths:
        found = saved_text(path, path.as_posix())
        if found.web is None:
            raise UnreadablePage(path.as_posix(), "no web page; name files that end in .html")
        webs.append((path, found, found.web))
    recipe = proposed([web for _, _, web in webs])
    if recipe is None:
        return None, []
    read = [
        replace(web, recipes=(recipe,)).page(path.stem, path.as_posix(), found.digest)
        for path, found, web in webs
    ]
    return recipe, read

"""Checks that the text of a web page is what its source gives: derives it again, and compares."""

from pathlib import Path

from index.errors import UnreadablePage
from index.model import Page
from index.pages.decided import saved_text
from index.pages.kinds import is_saved_page


def other_text(page: Page, file: str) -> str | None:
    """What is wrong with a page's text, where the file that it was derived from is still there as
    it was, and this version derives texts as that one did; None if nothing is."""
    source = Path(file)
    if page.derived_by is None or not is_saved_page(source) or not source.is_file():
        return None
    try:
        found = saved_text(source, file)
    except UnreadablePage:
        return None  # it was changed since
    is_same = found.digest == page.digest and found.derived_by == page.derived_by
    if not is_same or found.text == page.text:
        return None
    return f"the text of page {page.id} is not what {page.derived_by} derives from {file}"
